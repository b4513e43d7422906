"""The cases that conditions tell apart, and which of two promises falls due later."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from itertools import chain, islice, product

from attrs import frozen

from servicedesk.clocks.specificity import samples_of
from servicedesk.decisions import Condition
from servicedesk.errors import ServiceDeskError
from servicedesk.incidents import FactValue
from servicedesk.reasons import Binding
from servicedesk.sla import BusinessDays, ElapsedTime, Target, TargetClock

MOST_CASES = 5_000
"""More cases than these are not gone through."""

ANY_WEEK = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday without holidays from which promises are compared if no term is given."""

_MOST_HOLIDAYS = 3
_HOURS = tuple(timedelta(hours=hour) for hour in range(7 * 24))


def cases_of(
    conditions: Iterable[Condition], **more: tuple[FactValue, ...]
) -> Iterator[dict[str, FactValue]]:
    """Facts for every case that the conditions tell apart, each fact of *more* over its values."""
    samples = samples_of(conditions) | more
    for values in islice(product(*samples.values()), MOST_CASES):
        yield dict(zip(samples, values, strict=True))


@frozen
class Later:
    """An instant from which one promise falls due after another."""

    at: datetime
    due: datetime
    other_due: datetime


def find_later(one: Target, other: Target, since: datetime) -> Later | None:
    """An instant from which *one* is due after *other*, if there is one.

    Tried are the hours of the week from *since*, and those before the longest times in a year in
    which one of the desks is closed. On one clock a shorter time is never due later, so nothing is
    tried; nor is it while a time rests on an open question.
    """
    if any(each.binding is Binding.OPEN for each in (*one.clauses, *other.clauses)):
        return None
    if isinstance(one.within, timedelta) and isinstance(other.within, timedelta):
        same = one.clock == other.clock
        if same and one.within <= other.within:
            return None
    week = (since + hour for hour in _HOURS)
    for at in chain(week, _before_holidays(one.clock, since), _before_holidays(other.clock, since)):
        due, other_due = due_of(one, at), due_of(other, at)
        if due is not None and other_due is not None and due > other_due:
            return Later(at.astimezone(due.tzinfo), due, other_due)
    return None


def _before_holidays(clock: TargetClock, since: datetime) -> Iterator[datetime]:
    """The hours of the two days before each of the longest gaps in the year from *since*."""
    if isinstance(clock, ElapsedTime):
        return
    try:
        gaps = clock.gaps(since, since + timedelta(days=366))
    except (ServiceDeskError, OverflowError):
        return
    for gap in nlargest(_MOST_HOLIDAYS, gaps, key=lambda span: span.end - span.start):
        for hour in range(48, -1, -1):
            yield gap.start - timedelta(hours=hour)


def due_of(target: Target, at: datetime) -> datetime | None:
    """When the target is due for what starts at *at*; None for a promise or if it never is."""
    try:
        if isinstance(target.within, timedelta):
            return target.clock.add(at, target.within)
        if isinstance(target.within, BusinessDays) and not isinstance(target.clock, ElapsedTime):
            rule, closed = target.within.rule, target.within.closed_start
            return target.clock.add_business_days(
                at, target.within.days, rule=rule, closed_start=closed
            )
    except (ServiceDeskError, OverflowError):
        return None
    return None


def find_closed(clock: TargetClock, desk: TargetClock, since: datetime) -> datetime | None:
    """An instant in the four weeks from *since* that counts on *clock* while *desk* is closed."""
    if clock == desk or isinstance(desk, ElapsedTime):
        return None
    until = since + timedelta(weeks=4)
    try:
        closed = desk.gaps(since, until)
        if not isinstance(clock, ElapsedTime):
            closed &= clock.spans(since, until)
    except ServiceDeskError:
        return None
    return next((span.start for span in closed), None)
