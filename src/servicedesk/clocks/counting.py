"""How much of a run has counted, and when it reaches its target: one walk over its stretches."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from attrs import define, field, frozen

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


# without slots, which attrs fills somewhat slower where a class is frozen; a queue makes many
@frozen(slots=False)
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


class Tally:
    """What one clock has counted of one log, kept for the runs that go the same way.

    The metrics of a ticket differ in where they start and stop, and wait alike: so a run is its
    first stretch, the waits that it may share, and its last stretch. What is kept goes by the
    identity of events and instants, which live as long as the assessment.
    """

    __slots__ = ("_elapsed", "_stretches", "_waits")

    def __init__(self, clock: TargetClock) -> None:
        self._elapsed = clock.elapsed
        self._stretches: dict[tuple[int, int], Stretch] = {}
        self._waits: dict[tuple[int, int], tuple[Sequence[Mark], list[Stretch], timedelta]] = {}

    def walk(
        self, marks: Sequence[Mark], until: datetime, last: datetime
    ) -> tuple[tuple[Stretch, ...], timedelta, timedelta]:
        """The stretches, what counts before the last mark, and what counts from it on."""
        latest = self._stretch(marks[-1], until, last)
        counted = ZERO if latest is None else latest.counted
        if len(marks) == 1:
            return () if latest is None else (latest,), ZERO, counted
        instant, _, event = marks[1]
        first = self._stretch(marks[0], instant, event.at)
        _, waits, before = self._between(marks[1:])
        if first is not None:
            before += first.counted
        if first is not None and latest is not None:
            return (first, *waits, latest), before, counted
        ends = [] if first is None else [first], [] if latest is None else [latest]
        return (*ends[0], *waits, *ends[1]), before, counted

    def _between(self, marks: Sequence[Mark]) -> tuple[Sequence[Mark], list[Stretch], timedelta]:
        key = id(marks[0][2]), len(marks)
        kept = self._waits.get(key)
        if kept is None or kept[0] != marks:
            found = (
                self._stretch(mark, end, event.at) for mark, (end, _, event) in pairwise(marks)
            )
            waits = [stretch for stretch in found if stretch is not None]
            counted = sum((stretch.counted for stretch in waits), ZERO)
            kept = self._waits[key] = marks, waits, counted
        return kept

    def _stretch(self, mark: Mark, end: datetime, edge: datetime) -> Stretch | None:
        """The stretch from a mark to a UTC instant, which the log writes as *edge*; or none."""
        since, phase, event = mark
        key = id(event), id(end)
        found = self._stretches.get(key)
        if (found is None or found.phase is not phase) and since < end:
            counts = phase is _COUNTED or phase is _CLOSED_COUNTED
            counted = self._elapsed(since, end) if counts else ZERO
            found = Stretch(event.at, edge, phase, event.type, event.id, counted)
            self._stretches[key] = found
        return found


Shared = dict[int, Tally]
"""The tally of each clock, by its identity."""


@define
class Count:
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
    if shared is None:
        tally = Tally(clock)
    else:
        tally = shared.get(id(clock)) or shared.setdefault(id(clock), Tally(clock))
    stretches, before, counted = tally.walk(marks, until, last)
    elapsed = carried + before + counted
    _, phase, event = marks[-1]
    counting = phase is _COUNTED or phase is _CLOSED_COUNTED
    due = None
    if allowed is not None:
        if allowed <= carried:
            due = marks[0][2].at
        elif allowed <= elapsed:
            due = _reached(stretches, clock, allowed - carried)
        elif counting:
            due = reach(clock, event.at, allowed - carried - before)
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
    return Count(elapsed, allowed, due, if_resumed, stretches)


def _reached(stretches: Sequence[Stretch], clock: TargetClock, rest: timedelta) -> datetime | None:
    """When *rest*, above zero, had counted; it has by the end of the stretches."""
    for stretch in stretches:
        if stretch.counted >= rest:
            return reach(clock, stretch.since, rest)
        rest -= stretch.counted
    return None


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
