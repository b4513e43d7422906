"""How much of a run has counted, and when it reaches its target: one walk over its stretches."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from attrs import field, frozen

from servicedesk.clocks.targets import (
    BusinessDays,
    ElapsedTime,
    Promised,
    Target,
    TargetClock,
)
from servicedesk.errors import OutOfRange, Unreachable
from servicedesk.incidents import Event
from servicedesk.reasons import Term
from servicedesk.spans import ZERO, Span, to_utc


class Phase(Term):
    """What a stretch of a run is."""

    COUNTED = "counted", "counted", "计时", "計時"
    PAUSED = "paused", "paused", "暂停", "暫停"
    CLOSED = "closed", "closed, not counted", "已关闭，不计时", "已關閉，不計時"
    CLOSED_COUNTED = "closed_counted", "closed, counted", "已关闭，计时", "已關閉，計時"
    SUPERSEDED = (
        "superseded",
        "before the change, no longer counted",
        "变更之前，不再计入",
        "變更之前，不再計入",
    )


# looked up once: the walk asks for them at every mark
_COUNTED = Phase.COUNTED
_CLOSED_COUNTED = Phase.CLOSED_COUNTED


@frozen
class Stretch:
    """A stretch of a run in which one thing was so.

    Attributes:
        since: where it begins, in the zone of the log; the first instant that belongs to it.
        until: where it ends, not included.
        phase: whether time could count in it.
        by: the type of the event that began it.
        event: the id of that event, if it has one.
        counted: how much of it the target's clock counted (nothing outside opening hours).
    """

    since: datetime = field(eq=to_utc)
    until: datetime = field(eq=to_utc)
    phase: Phase
    by: str
    event: str | None
    counted: timedelta

    @property
    def span(self) -> Span:
        return Span(self.since, self.until)


# from this UTC instant on, the run is in this phase, because of this event
Mark = tuple[datetime, Phase, Event]


class Walk(NamedTuple):
    """What a clock has counted by the end of each phase of a run, and the stretches."""

    by_then: tuple[timedelta, ...]
    stretches: tuple[Stretch, ...]


# the last walk over one log by clock, edge and number of phases, for runs that go the same way
Shared = dict[tuple[int, int, int], tuple[Sequence[Mark], Walk]]


class Count(NamedTuple):
    """What has counted of a run up to an instant.

    `due` is None while a pause leaves it open and where the clock never reaches it; `if_resumed`
    is where it would be, were the pause to end at that instant.
    """

    elapsed: timedelta
    allowed: timedelta | None
    due: datetime | None
    if_resumed: datetime | None
    stretches: tuple[Stretch, ...]


def count(
    marks: Sequence[Mark],
    until: datetime,
    last: datetime,
    target: Target,
    *,
    carried: timedelta = ZERO,
    shared: Shared | None = None,
) -> Count:
    """What of the run's time counts by *until*, and when it all reaches the target.

    Args:
        marks: the phases of the run in order; the first is where counting begins.
        until: where the walk ends, in UTC.
        last: the same instant in the zone in which it was given.
        target: the target in force.
        carried: what counts from before the first mark.
        shared: stretches that other runs of the same log have counted.
    """
    clock = target.clock
    allowed, day_due = allowance(target, marks[0][2].at)
    walked = _walked(marks, until, last, clock, {} if shared is None else shared)
    elapsed = carried + walked.by_then[-1]
    counting = marks[-1][1] is _COUNTED or marks[-1][1] is _CLOSED_COUNTED
    due = None
    if allowed is not None and allowed <= carried:
        due = marks[0][2].at
    elif allowed is not None and (counting or allowed <= elapsed):
        rest = allowed - carried
        # the phase in which it is reached, or the last one, which goes on
        index = min(bisect_left(walked.by_then, rest), len(marks) - 1)
        before = walked.by_then[index - 1] if index else ZERO
        due = reach(clock, marks[index][2].at, rest - before)
    if_resumed = None
    if due is None and not counting and allowed is not None:
        if_resumed = reach(clock, last, allowed - elapsed)
    if day_due is not None and not carried:
        # a day may end outside opening hours, where no time counts and no pause costs any
        if if_resumed is not None:
            if_resumed = max(if_resumed, day_due, key=to_utc)
        if due is not None and to_utc(due) < to_utc(day_due):
            due = _counts_from(marks, day_due)
            if_resumed = max(last, day_due, key=to_utc) if due is None else None
    return Count(elapsed, allowed, due, if_resumed, walked.stretches)


def _walked(
    marks: Sequence[Mark], until: datetime, last: datetime, clock: TargetClock, shared: Shared
) -> Walk:
    key = (id(clock), id(last), len(marks))
    kept = shared.get(key)
    if kept is not None and kept[0] == marks:
        return kept[1]
    walk = _walk(marks, until, last, clock)
    shared[key] = (marks, walk)
    return walk


def _walk(marks: Sequence[Mark], until: datetime, last: datetime, clock: TargetClock) -> Walk:
    counted, by_then, stretches = ZERO, [], []
    ends = [*((instant, event.at) for instant, _, event in marks[1:]), (until, last)]
    for (since, phase, event), (end, edge) in zip(marks, ends, strict=True):
        if end > since:
            counting = phase is _COUNTED or phase is _CLOSED_COUNTED
            figure = clock.elapsed(since, end) if counting else ZERO
            counted += figure
            stretches.append(Stretch(event.at, edge, phase, event.type, event.id, figure))
        by_then.append(counted)
    return Walk(tuple(by_then), tuple(stretches))


def allowance(target: Target, base: datetime) -> tuple[timedelta | None, datetime | None]:
    """The clock time that a target allows from *base*, and the last day's due if it has one.

    None where the allowance hangs on a promised instant or the desk never opens again.
    """
    within = target.within
    if isinstance(within, timedelta):
        return within, None
    if isinstance(within, Promised):
        return None, None
    day_due = _on_last_day(target.clock, base, within)
    return (None if day_due is None else target.clock.elapsed(base, day_due)), day_due


def reach(clock: TargetClock, since: datetime, rest: timedelta) -> datetime | None:
    """When *rest* has counted since an instant; None if the clock never gets there."""
    try:
        return clock.add(since, rest)
    except (Unreachable, OutOfRange):
        return None


def _counts_from(marks: Sequence[Mark], instant: datetime) -> datetime | None:
    """The first instant from this one on at which the run counts; None while it waits."""
    found: datetime | None = None
    for since, phase, event in marks:
        counts = phase is _COUNTED or phase is _CLOSED_COUNTED
        if since <= instant:
            found = instant if counts else None
        elif found is None and counts:
            found = event.at
    return found


def _on_last_day(clock: TargetClock, base: datetime, within: BusinessDays) -> datetime | None:
    """The due instant on the last of the days; None if the desk does not open on so many."""
    assert not isinstance(clock, ElapsedTime)  # noqa: S101 - a target of days has a calendar
    try:
        return clock.add_business_days(
            base, within.days, rule=within.rule, closed_start=within.closed_start
        )
    except (Unreachable, OutOfRange):
        return None
