"""Contracts as versioned data, and the one decision of who pays.

`coverage` asks liability by cause and warranty first, then what the item's entitlement says for
the tier and fee plan, then the quota, and cites the clause that decided (design 7.2). `cover`
does so for all work of a contract, in order of time, and draws on its quotas.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from servicedesk.agreements import (
    NOTHING_USED,
    Arrears,
    Contract,
    Obligation,
    Party,
    ServiceHours,
    Site,
    Usage,
)
from servicedesk.decisions import holds
from servicedesk.entitlements import (
    AtCost,
    Bearer,
    Chargeable,
    Cost,
    Coverage,
    Entitlement,
    Expense,
    ExpensesOnly,
    Free,
    Included,
    Liability,
    NotOffered,
    Payment,
    QuoteFirst,
    Request,
    ServiceItem,
    Undetermined,
    Warranty,
    Work,
)
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    UnknownName,
    check_aware,
    check_type,
    is_a,
    listed,
)
from servicedesk.incidents import Cause, Event
from servicedesk.liability import (
    QUOTA_DRAWN,
    QUOTA_LEFT,
    QUOTA_USED_UP,
    Terms,
    in_arrears,
    split_work,
    terms_of,
    warranty_of,
)
from servicedesk.obligations import Duty, duties
from servicedesk.quotas import (
    Balance,
    Carry,
    Draw,
    Entry,
    Lot,
    Measure,
    Quota,
    Reversal,
    Rollover,
    Use,
    available,
    balance,
    carry_over,
    draw,
    lot_balance,
)
from servicedesk.reasons import Reason, check_decided
from servicedesk.renewals import (
    History,
    Standing,
    amended,
    co_terminated,
    ended,
    in_force,
    lapses,
    next_term,
    quota_of,
    renewed,
    standing,
    version_at,
    versions_in,
)
from servicedesk.schedules import AfterEach, Due, Every, Once, due_periods
from servicedesk.servicebooks import (
    Goal,
    GoalVerdict,
    ServiceBook,
    contract_by,
    is_reached,
    judge_goal,
)
from servicedesk.sla import Assessment, assess
from servicedesk.spans import to_utc
from servicedesk.versions import Dated

__all__ = [
    "NOTHING_USED",
    "AfterEach",
    "Arrears",
    "AtCost",
    "Balance",
    "Bearer",
    "Carry",
    "Chargeable",
    "Contract",
    "Cost",
    "Coverage",
    "Covered",
    "Draw",
    "Due",
    "Duty",
    "Entitlement",
    "Entry",
    "Every",
    "Expense",
    "ExpensesOnly",
    "Free",
    "Goal",
    "GoalVerdict",
    "History",
    "Included",
    "Liability",
    "Lot",
    "Measure",
    "NotOffered",
    "Obligation",
    "Once",
    "Party",
    "Payment",
    "Quota",
    "QuoteFirst",
    "Request",
    "Reversal",
    "Rollover",
    "ServiceBook",
    "ServiceHours",
    "ServiceItem",
    "Site",
    "Standing",
    "Undetermined",
    "Usage",
    "Use",
    "Warranty",
    "Work",
    "amended",
    "assess_request",
    "available",
    "balance",
    "carry_over",
    "co_terminated",
    "contract_by",
    "cover",
    "coverage",
    "draw",
    "due_periods",
    "duties",
    "ended",
    "in_arrears",
    "in_force",
    "is_reached",
    "judge_goal",
    "lapses",
    "lot_balance",
    "next_term",
    "renewed",
    "service_hours",
    "standing",
    "use_of",
    "versions_in",
    "warranty_of",
]


def coverage(
    contract: Contract | History,
    request: Request,
    cause: Cause = Cause.UNKNOWN,
    usage: Usage = NOTHING_USED,
    *,
    at: datetime,
) -> Coverage:
    """Who pays for what is asked, by which clause and why (design 7.2).

    In this order: who is liable for the cause, with the warranty at the incident's instant; the
    term, on the incident's civil date; arrears, as of *at*; what the item's entitlement says for
    the tier and fee plan; whether its quota is used up, as of *at*.

    While the cause (or another fact that matters) is unknown the answer is what all that may be
    true have in common, else `Undetermined`. That never holds up the response: targets don't
    ask who pays.

    Args:
        contract: a contract, or its history, of which the version at the incident counts.
        request: what is asked; its item must be in the contract's catalogue.
        cause: what caused it, as far as known.
        usage: what has been used; entries after *at*'s civil date don't exist yet.
        at: the instant as of which to answer.

    Raises:
        UnknownName: for an item that the catalogue has not.
        Undecided: when the contract leaves open who is liable for the cause (C8), or the item's
            terms rest on an open question (`UNDECIDED`, `Binding.OPEN`).
        InvalidValue: for a ledger that doesn't add up.
    """
    check_type(contract, Contract, Dated, where="contract")
    check_type(request, Request, where="request")
    check_type(cause, Cause, where="cause")
    check_type(usage, Usage, where="usage")
    check_aware(at, where="at")
    version = version_at(contract, request.at)
    terms = terms_of(version, request, cause, usage, at=at)
    if isinstance(terms, Undetermined):
        return terms
    if terms.quota is None:
        return terms.answer()
    quota, day = quota_of(contract, terms.quota), version.date_of(at)
    entries = [entry for entry in usage.entries if entry.on <= day]
    if _has_left(quota, entries, request, day):
        return terms.answer(QUOTA_LEFT(quota=quota.title, day=day, clauses=quota.clauses))
    return terms.answer_beyond(_used_up(quota, day, terms))


def _has_left(quota: Quota, entries: Sequence[Entry], request: Request, day: date) -> bool:
    if quota.measure is not Measure.REQUESTS:
        return available(quota, entries, on=day) > quota.measure.zero  # type: ignore[operator]
    drawn = draw(quota, entries, [Use(id=_request_id(request.id), amount=1, on=day)])
    return any(each.lot is not None for each in drawn[0])


def _used_up(quota: Quota, day: date, terms: Terms) -> Reason:
    return QUOTA_USED_UP(quota=quota.title, day=day, payment=terms.beyond, clauses=quota.clauses)


def assess_request(
    contract: Contract | History,
    request: Request,
    events: Iterable[Event],
    *,
    at: datetime,
    as_known_at: datetime | None = None,
) -> Assessment:
    """The clocks of a request: contract, severity, channel and place give its targets.

    Who pays is no part of it: the answer is owed whatever the cause turns out to be.

    Args:
        contract: a contract, or its history, of which the version at the incident counts.
        request: what was asked.
        events: its log, as for `sla.assess`.
        at: the instant as of which to judge.
        as_known_at: leave out what was recorded after it.

    Raises:
        InvalidValue: for a contract that promises no times.
        NaiveDatetime, WrongType, OutOfRange: as `sla.assess`.
    """
    version = version_at(contract, request.at)
    if version.policy is None:
        raise InvalidValue("no times are promised", expected="a policy", where=version.id)
    facts = version.facts(request)
    return assess(version.policy, events, facts, at=at, as_known_at=as_known_at)


def service_hours(contract: Contract, request: Request) -> tuple[ServiceHours, ...]:
    """The hours in which a request is served: one, none, or all that may apply.

    There are several only while a fact on which they depend is unknown (`channel`, `severity`).

    Raises:
        Undecided: for hours that rest on an open question (`Binding.OPEN`).
    """
    facts, found = contract.facts(request), []
    for hours in contract.hours:
        applies = holds(hours.when, facts)
        if applies is not False:
            check_decided(hours.clauses, where="service hours")
            found.append(hours)
        if applies:
            break
    return tuple(found)


_Fact = TypeVar("_Fact", Request, Work)


@frozen
class Covered:
    """One piece of work (or the part of it within, or beyond, a quota) and who pays for it."""

    request: Request = field(validator=is_a(Request))
    work: Work = field(validator=is_a(Work))
    coverage: Coverage


def _request_id(request: str) -> str:
    return f"request:{request}"


def use_of(contract: Contract | History, quota: Quota, work: Work) -> Use:
    """What a piece of work draws on a quota, named so that it is drawn once.

    A quota of requests is drawn on once for all work of a request, one of visits once for all
    work of a shared visit. To take it back, enter `Reversal(of=use_of(...).id, on=...)`.
    """
    on = version_at(contract, work.at).date_of(work.at)
    match quota.measure:
        case Measure.REQUESTS:
            return Use(id=_request_id(work.request), amount=1, on=on)
        case Measure.VISITS if work.visit is not None:
            return Use(id=f"visit:{work.visit}", amount=work.visits, on=on)
        case Measure.VISITS:
            return Use(id=f"work:{work.id}", amount=work.visits, on=on)
        case Measure.TIME:
            return Use(id=f"work:{work.id}", amount=work.time, on=on)
        case _:
            return Use(id=f"work:{work.id}", amount=work.quantity, on=on)


def cover(
    contract: Contract | History,
    requests: Iterable[Request],
    works: Iterable[Work],
    usage: Usage = NOTHING_USED,
) -> tuple[tuple[Covered, ...], Usage]:
    """Who pays for each piece of work, in order of time, and what is used after it.

    Work draws on quotas as it was done, whatever the order in which it is given; what is given
    twice counts once. Work that a quota covers in part is split in two (`Work.part`): the
    first part, within the quota, has what was drawn, and of everything else (time, visits,
    quantity, expenses) its exact share; the second has the rest. Work whose draws stand in
    *usage* already isn't drawn again, so the fold can be repeated.

    Args:
        contract: a contract, or its history, of which the version at each request's incident
            counts.
        requests: those that the work was done for, with the item each asked for; the item that
            was given is the work's.
        works: what was done.
        usage: what was used before.

    Raises:
        UnknownName: for work for a request that isn't given, or an item not in the catalogue.
        InvalidValue: for two different requests, or pieces of work, of one id.
        CurrencyMismatch: for expenses in another currency than the contract's.
        Undecided: as `coverage`.
    """
    check_type(usage, Usage, where="usage")
    asked = _by_id(requests, Request)
    done = _by_id(works, Work)
    for work in done.values():
        if work.request not in asked:
            where = f"Work {work.id}"
            raise UnknownName("work for an unknown request", got=work.request, where=where)
    ordered = sorted(done.values(), key=lambda work: (to_utc(work.at), work.id))
    decided = [_terms_of_work(contract, work, asked[work.request], usage) for work in ordered]
    drawn, entries = _drawn(contract, ordered, decided, usage)
    covered: list[Covered] = []
    for work, terms in zip(ordered, decided, strict=True):
        request = asked[work.request]
        if isinstance(terms, Undetermined):
            covered.append(Covered(request, work, terms))
        elif work.id not in drawn:
            covered.append(Covered(request, work, terms.answer()))
        else:
            parts = _parts(contract, work, terms, drawn[work.id])
            covered.extend(Covered(request, part, answer) for part, answer in parts)
    return tuple(covered), evolve(usage, entries=(*usage.entries, *entries))


def _by_id(facts: Iterable[_Fact], kind: type[_Fact]) -> dict[str, _Fact]:
    """The facts by their ids; one that is given twice counts once."""
    found: dict[str, _Fact] = {}
    for fact in listed(facts, kind, where="requests" if kind is Request else "works"):
        if found.setdefault(fact.id, fact) != fact:
            raise InvalidValue(f"two different facts of one id: {kind.__name__}", got=fact.id)
    return found


def _terms_of_work(
    contract: Contract | History, work: Work, request: Request, usage: Usage
) -> Terms | Undetermined:
    version = version_at(contract, request.at)
    for expense in work.expenses:
        if expense.amount.currency != version.currency:
            raise CurrencyMismatch(
                "an expense in another currency",
                got=expense.amount.currency,
                expected=version.currency,
                where=f"Work {work.id}",
            )
    given = evolve(request, item=work.item)
    return terms_of(version, given, work.cause, usage, at=work.at)


def _drawn(
    contract: Contract | History,
    works: Sequence[Work],
    decided: Sequence[Terms | Undetermined],
    usage: Usage,
) -> tuple[dict[str, tuple[Draw, ...]], list[Draw]]:
    """The draws of each work by its id, and those that are not in the ledger yet."""
    drawing: dict[str, list[Work]] = defaultdict(list)
    for work, terms in zip(works, decided, strict=True):
        if isinstance(terms, Terms) and terms.quota is not None:
            drawing[terms.quota].append(work)
    found: dict[str, tuple[Draw, ...]] = {}
    known, new = set(usage.entries), []
    for key, users in drawing.items():
        quota = quota_of(contract, key)
        uses = [use_of(contract, quota, work) for work in users]
        for work, draws in zip(users, draw(quota, usage.entries, uses), strict=True):
            if draws:
                found[work.id] = draws
            fresh = [each for each in draws if each not in known]
            known.update(fresh)
            new.extend(fresh)
    return found, new


def _parts(
    contract: Contract | History, work: Work, terms: Terms, draws: Sequence[Draw]
) -> list[tuple[Work, Coverage]]:
    assert terms.quota is not None  # noqa: S101 - for the type checker
    quota, day = quota_of(contract, terms.quota), draws[0].on
    zero: Any = quota.measure.zero
    within = sum((each.amount for each in draws if each.lot is not None), zero)
    if not within:
        return [(work, terms.answer_beyond(_used_up(quota, day, terms)))]
    reason = QUOTA_DRAWN(
        amount=within, measure=quota.measure, day=day, quota=quota.title, clauses=quota.clauses
    )
    first, rest = split_work(work, quota.measure, within)
    if rest is None:
        return [(first, terms.answer(reason))]
    return [
        (first, terms.answer(reason)),
        (rest, terms.answer_beyond(_used_up(quota, day, terms))),
    ]
