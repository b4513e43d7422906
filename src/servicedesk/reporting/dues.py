"""Services that fall due by themselves: kept, late, missed, or still to come (R46, R74, R79, R133).

A contract's items say how often they are due (`Every`); the host says when they were done.
"""

from collections import deque
from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.entitlements import ServiceItem
from servicedesk.errors import UnknownName, check_type, is_a
from servicedesk.incidents import Period, is_key
from servicedesk.obligations import due_periods
from servicedesk.reasons import Reason, ReasonKind, Term

DUE = ReasonKind(
    "due.state",
    "{item}, {period}: {state}, done on {done}",
    "{item}，{period}：{state}，完成日期{done}",
    "{item}，{period}：{state}，完成日期{done}",
)


class DueState(Term):
    """What became of a service that was due in a period."""

    KEPT = "kept", "kept", "按期完成", "按期完成"
    LATE = "late", "late", "逾期完成", "逾期完成"
    MISSED = "missed", "missed", "未完成", "未完成"
    OPEN = "open", "still to come", "尚未到期", "尚未到期"


@frozen(kw_only=True)
class Performed:
    """A service that falls due by itself was done.

    Attributes:
        item: the service item's key.
        on: the civil date, in the contract's zone.
        by: who did it, as the host names people.
    """

    item: str = field(validator=is_key())
    on: date = field(validator=is_a(date))
    by: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class DueObligation:
    """One period in which the vendor owed an item, and what became of it."""

    item: ServiceItem = field(validator=is_a(ServiceItem))
    period: Period = field(validator=is_a(Period))
    state: DueState = field(validator=is_a(DueState))
    performed: Performed | None = field(default=None, validator=is_a(Performed, optional=True))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        done = None if self.performed is None else self.performed.on
        reason = DUE(
            item=self.item.name,
            period=self.period,
            state=self.state,
            done=done,
            clauses=self.item.clauses,
        )
        return (reason,)


def due_obligations(
    contract: Contract, performed: Iterable[Performed], window: Period, *, on: date
) -> tuple[DueObligation, ...]:
    """What was due in the periods that end within *window*, item by item, in order.

    Each performance counts for the period in which it was done. A second one in the same period
    makes up, late, for the last one before it that was missed. A period that ends after *on* and
    in which nothing was done yet is open.

    Args:
        contract: whose catalogue says what is due how often, counted from its start.
        performed: what was done, in any order; what was done after *on* is not yet.
        window: the civil dates of the report.
        on: the civil date of the report.

    Raises:
        UnknownName: for an item that is not in the catalogue.
    """
    check_type(contract, Contract, where="contract")
    check_type(performed, Iterable, where="performed")
    check_type(window, Period, where="window")
    check_type(on, date, where="on")
    done: dict[str, list[Performed]] = {}
    for index, each in enumerate(performed):
        check_type(each, Performed, where=f"performed[{index}]")
        if contract.item(each.item).every is None:
            raise UnknownName(
                "an item that is not due by itself", got=each.item, where=f"performed[{index}]"
            )
        if each.on <= on:
            done.setdefault(each.item, []).append(each)
    return tuple(
        due
        for item in contract.items
        if item.every is not None
        for due in _dues(item, contract.term, _by_date(done.get(item.key, ())), on, window)
        if window.start < due.period.end <= window.end
    )


def _by_date(performed: Iterable[Performed]) -> list[Performed]:
    return sorted(performed, key=lambda each: (each.on, each.by))


def _dues(
    item: ServiceItem, term: Period, performed: list[Performed], on: date, window: Period
) -> Iterable[DueObligation]:
    assert item.every is not None  # noqa: S101 - for the type checker
    # what makes up for the last one missed never reaches back before the window for one in it
    last = max([window.end, *(each.on for each in performed)])
    coming = due_periods(item.every, term, since=window.start)
    periods = list(takewhile(lambda period: period.start <= last, coming))
    kept: dict[Period, Performed] = {}
    spare: list[Performed] = []
    at = 0
    for each in performed:
        while at < len(periods) and periods[at].end <= each.on:
            at += 1
        if at < len(periods) and each.on in periods[at] and periods[at] not in kept:
            kept[periods[at]] = each
        else:
            spare.append(each)
    late = _made_up(periods, kept, spare)
    for period in periods:
        if period in kept:
            yield DueObligation(
                item=item, period=period, state=DueState.KEPT, performed=kept[period]
            )
        elif period in late:
            yield DueObligation(
                item=item, period=period, state=DueState.LATE, performed=late[period]
            )
        else:
            state = DueState.OPEN if period.end > on else DueState.MISSED
            yield DueObligation(item=item, period=period, state=state)


def _made_up(
    periods: list[Period], kept: dict[Period, Performed], spare: list[Performed]
) -> dict[Period, Performed]:
    late: dict[Period, Performed] = {}
    missed: list[Period] = []
    coming = deque(period for period in periods if period not in kept)
    for each in spare:
        while coming and coming[0].end <= each.on:
            missed.append(coming.popleft())
        if missed:
            late[missed.pop()] = each
    return late
