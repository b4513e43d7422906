"""A contract's life: versions from a date on, renewal, lapse, change in mid-term, end.

A contract's history is `Dated[Contract]`: each version holds from a civil date in the contract's
zone until the next begins. Nothing is overwritten, so what was agreed on any date can be asked
again. Terms never overlap; a gap between them is a lapse.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from attrs import evolve

from servicedesk.agreements import NOTHING_USED, Contract, Usage
from servicedesk.errors import InvalidValue, UnknownName, check_type
from servicedesk.incidents import Period, months_after
from servicedesk.quotas import Amount, Lot, Quota
from servicedesk.reasons import Term
from servicedesk.versions import Dated, Version

History = Dated[Contract]

_SAME = ("id", "currency", "timezone")


class Standing(Term):
    """How a contract stands on a date."""

    NOT_BEGUN = "not_begun", "not begun", "尚未开始", "尚未開始"
    IN_FORCE = "in_force", "in force", "有效", "有效"
    IN_ARREARS = "in_arrears", "in arrears", "欠费", "欠費"
    LAPSED = "lapsed", "lapsed", "中断", "中斷"
    ENDED = "ended", "ended", "已结束", "已結束"


def history_of(contract: Contract | History) -> History:
    """The history of a contract; a single version holds from the start of its term."""
    if isinstance(contract, Contract):
        return Dated((Version(contract.term.start, contract),))
    check_type(contract, Dated, where="history")
    first = contract.versions[0].value
    for index, version in enumerate(contract.versions):
        where = f"history[{index}]"
        check_type(version.value, Contract, where=where)
        for name in _SAME:
            if getattr(version.value, name) != getattr(first, name):
                raise InvalidValue(
                    f"another {name}",
                    got=getattr(version.value, name),
                    expected=getattr(first, name),
                    where=where,
                )
    return contract


def version_on(contract: Contract | History, day: date) -> Contract:
    """The version that counts on a civil date; before the first begins, the first.

    Whether the date lies in its term is for the version to say.
    """
    history = history_of(contract)
    found = history.find(day)
    return history.versions[0].value if found is None else found.value


def version_at(contract: Contract | History, instant: datetime) -> Contract:
    """The version that counts at an instant, by its civil date in the contract's zone."""
    if isinstance(contract, Contract):
        return contract
    history = history_of(contract)
    return version_on(history, history.versions[0].value.date_of(instant))


def quota_of(contract: Contract | History, key: str) -> Quota:
    """The quota of this name with the lots of all versions: the latest version's that has it.

    Raises:
        UnknownName: if none has.
    """
    versions = [version.value for version in history_of(contract).versions]
    for version in reversed(versions):
        if key in {quota.key for quota in version.quotas}:
            return version.quota(key)
    return versions[-1].quota(key)


def in_force(contract: Contract | History, day: date) -> Contract | None:
    """The version whose term holds on a civil date; None before, between and after the terms."""
    version = version_on(contract, day)
    return version if day in version.term else None


def terms(contract: Contract | History) -> tuple[Period, ...]:
    """The civil dates on which it is in force, in order, each run of them as one period."""
    found: list[Period] = []
    for version, dates in _stretches(history_of(contract)):
        held = version.term & dates
        if held is None:
            continue
        if found and found[-1].end == held.start:
            found[-1] = Period(found[-1].start, held.end)
        else:
            found.append(held)
    return tuple(found)


def lapses(contract: Contract | History) -> tuple[Period, ...]:
    """The gaps between its terms, in which nothing was agreed."""
    held = terms(contract)
    return tuple(Period(one.end, other.start) for one, other in pairwise(held))


def versions_in(
    contract: Contract | History, period: Period
) -> tuple[tuple[Contract, Period], ...]:
    """Each version with the dates of *period* on which it counts, in order; they tile it.

    To bill them all, hand the history itself to `billing.fee`: a version by itself doesn't know
    what was billed ahead or counted under the one before it.
    """
    history = history_of(contract)
    check_type(period, Period, where="period")
    found = []
    for version, dates in _stretches(history):
        counted = dates & period
        if counted is not None:
            found.append((version, counted))
    return tuple(found)


def _stretches(history: History) -> Iterable[tuple[Contract, Period]]:
    """Each version with the dates on which it counts; the first counts from ever."""
    starts = [date.min, *(version.since or date.min for version in history.versions[1:])]
    for start, end, version in zip(starts, [*starts[1:], date.max], history.versions, strict=True):
        yield version.value, Period(start, end)


def standing(contract: Contract | History, day: date, usage: Usage = NOTHING_USED) -> Standing:
    """How the contract stands on a civil date, with what is unpaid as in *usage*."""
    check_type(usage, Usage, where="usage")
    version = in_force(contract, day)
    if version is not None:
        rule, since = version.arrears, usage.overdue_since
        unpaid = rule is not None and since is not None
        if unpaid and (day - since).days >= rule.grace_days:  # type: ignore[operator, union-attr]
            return Standing.IN_ARREARS
        return Standing.IN_FORCE
    held = terms(contract)
    if not held or day < held[0].start:
        return Standing.NOT_BEGUN
    return Standing.LAPSED if day < held[-1].start else Standing.ENDED


def amended(contract: Contract | History, on: date, **changes: Any) -> History:
    """The history with a version that differs from a date on: an upgrade, a downgrade, a site.

        amended(contract, date(2026, 7, 1), tier="premium", fee_plan=premium_fee)

    What was agreed before the date stays as it was.

    Args:
        contract: the contract or its history.
        on: the first civil date of the change; later than the latest version's.
        changes: fields of `Contract` with their new values; not its id, currency or zone.

    Raises:
        InvalidValue: for a date outside the latest term, or not after the latest version.
        UnknownName: for a field that a contract has not.
    """
    history = history_of(contract)
    check_type(on, date, where="on")
    latest = history.versions[-1].value
    if on not in latest.term:
        raise InvalidValue(
            "a change outside the term", got=str(on), expected=str(latest.term), where=latest.id
        )
    return _with_version(history, on, _changed(latest, changes))


def ended(contract: Contract | History, on: date) -> History:
    """The history of a contract that ends early: *on* is the first date that it doesn't hold.

    Raises:
        InvalidValue: as `amended`, or for a contract that would never have held.
    """
    latest = history_of(contract).versions[-1].value
    return amended(contract, on, term=Period(latest.term.start, on))


def next_term(term: Period, *, months: int, anchor: date | None = None) -> Period:
    """The term that follows: it starts where *term* ends and lasts to a date from the anchor.

    The k-th renewal ends k times *months* after the anchor, so that a year from 31 January or
    29 February doesn't creep. A term cut short is filled up to the anchor's next date.

    Args:
        term: the term that ends.
        months: the length of a term, at least 1.
        anchor: the first start of all; None is the start of *term*.
    """
    check_type(term, Period, where="term")
    check_type(months, int, where="months")
    if anchor is not None:
        check_type(anchor, date, where="anchor")
    if months < 1:
        raise InvalidValue("no length", got=months, expected="at least 1", where="months")
    first = term.start if anchor is None else anchor
    apart = (term.end.year - first.year) * 12 + term.end.month - first.month
    steps = max(apart // months, 0)
    while months_after(first, months * steps) <= term.end:
        steps += 1
    return Period(term.end, months_after(first, months * steps))


def renewed(
    contract: Contract | History,
    term: Period,
    *,
    grants: Mapping[str, Amount] | None = None,
    **changes: Any,
) -> History:
    """The history with one more term: a renewal, or after a lapse a reinstatement.

    Each quota gets a new lot for the term; what was used before is no use of the new one, and
    what is left of the old lot expires or is carried as its quota says (`quotas.carry_over`).

    Args:
        contract: the contract or its history.
        term: the new term. It starts where the latest ends (see `next_term`), or later, which
            leaves a lapse between them.
        grants: what each quota grants for the new term, by its key; for the others, what their
            latest lot granted.
        changes: other fields of `Contract` with their new values.

    Raises:
        InvalidValue: for a term that begins before the latest ends.
        UnknownName: for a quota or a field that the contract has not.
    """
    history = history_of(contract)
    check_type(term, Period, where="term")
    check_type(grants or {}, Mapping, where="grants")
    latest = history.versions[-1].value
    if term.start < latest.term.end:
        raise InvalidValue(
            "terms overlap",
            got=str(term.start),
            expected=f"{latest.term.end} or later",
            where=latest.id,
        )
    given = dict(grants or {})
    for key in given:
        latest.quota(key)
    quotas = tuple(_regranted(quota, term, given.get(quota.key)) for quota in latest.quotas)
    return _with_version(
        history, term.start, _changed(latest, {"term": term, "quotas": quotas} | changes)
    )


def co_terminated(
    contracts: Iterable[Contract | History], end: date | None = None
) -> tuple[History, ...]:
    """The contracts, each renewed by the stub that makes all end together.

    Args:
        contracts: contracts or their histories.
        end: the first date on which none holds any more; None is the latest end of all.

    Raises:
        InvalidValue: for a contract that lasts beyond *end*.
    """
    check_type(contracts, Iterable, where="contracts")
    if end is not None:
        check_type(end, date, where="end")
    histories = [history_of(contract) for contract in contracts]
    ends = [history.versions[-1].value.term.end for history in histories]
    last = max(ends, default=None) if end is None else end
    return tuple(
        history if last is None or own == last else renewed(history, _stub(history, own, last))
        for history, own in zip(histories, ends, strict=True)
    )


def _stub(history: History, own: date, last: date) -> Period:
    if own > last:
        raise InvalidValue(
            "lasts beyond the common end",
            got=str(own),
            expected=f"{last} or before",
            where=history.versions[-1].value.id,
        )
    return Period(own, last)


def _regranted(quota: Quota, term: Period, granted: Amount | None) -> Quota:
    if granted is None:
        if not quota.lots:
            return quota
        granted = max(quota.lots, key=lambda lot: lot.start).granted
    lot = Lot(
        key=f"{quota.key}.{term.start.isoformat()}",
        granted=granted,
        start=term.start,
        end=term.end,
    )
    return evolve(quota, lots=(*quota.lots, lot))


def _changed(contract: Contract, changes: Mapping[str, Any]) -> Contract:
    for name in _SAME:
        if name in changes and changes[name] != getattr(contract, name):
            raise InvalidValue(f"another {name} is another contract", got=changes[name])
    try:
        return evolve(contract, **changes)
    except TypeError as error:
        if "unexpected keyword" not in str(error):
            raise
        raise UnknownName(
            "a contract has no such field", got=sorted(changes), where=contract.id
        ) from None


def _with_version(history: History, since: date, contract: Contract) -> History:
    last = history.versions[-1].since
    if last is not None and since <= last:
        raise InvalidValue(
            "a version not after the latest",
            got=str(since),
            expected=f"after {last}",
            where=contract.id,
        )
    return Dated((*history.versions, Version(since, contract)))
