"""What is said of a clock: the outcomes that a host matches on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from attrs import field, frozen

from servicedesk.clocks import story
from servicedesk.clocks.counting import Phase, Stretch, allowance, reach
from servicedesk.clocks.escalations import Escalation, delivery, threshold
from servicedesk.clocks.runs import Extension
from servicedesk.clocks.targets import ElapsedTime, Target
from servicedesk.reasons import Param, Reason, ReasonKind, Term, Text
from servicedesk.spans import ZERO, Span, SpanSet, to_utc, utc_or_none

_MICRO = timedelta(microseconds=1)
_NONE: datetime | None = None


class ClockState(Term):
    """How a clock stands, in one word; the members have no order."""

    PENDING = "pending", "not started", "未开始", "未開始"
    RUNNING = "running", "running", "计时中", "計時中"
    PAUSED = "paused", "paused", "暂停", "暫停"
    MET = "met", "met", "达标", "達標"
    BREACHED = "breached", "breached", "超时", "逾時"
    CANCELLED = "cancelled", "cancelled", "已取消", "已取消"


@frozen(kw_only=True)
class Pending:
    """Not started yet.

    Attributes:
        metric: the name of the metric.
        title: its words, if it has any.
        target: the target that applies once it starts.
        unknown: the facts that would settle which target applies; empty if it is settled.
    """

    metric: str
    title: Text | None = None
    target: Target
    unknown: tuple[str, ...] = ()

    @property
    def words(self) -> Text:
        """The words of its metric; the metric's name, where it has none."""
        return self.title or Text(self.metric, self.metric, self.metric)

    @property
    def due(self) -> datetime | None:
        """None: what has not started is not due."""
        return None

    @property
    def state(self) -> ClockState:
        return ClockState.PENDING

    @property
    def verdict(self) -> Reason:
        """What it says, in one line: the last of its reasons."""
        return story.NOT_STARTED()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        target = story.target_reason(self.title or self.metric, 1, self.target, self.unknown)
        return (target, self.verdict)


# without slots, which attrs fills slower where a class is frozen; a queue makes many
@frozen(kw_only=True, slots=False)
class _Started:
    """What all clocks that have started share.

    Attributes:
        metric: the name of the metric.
        title: its words, if it has any.
        cycle: which run of it this is, from 1.
        target: the target in force.
        unknown: while which target applies is assumed (the strictest that may): the facts that
            would settle it. Empty if it is settled.
        started: when it started.
        at: the instant at which it was assessed.
        elapsed: what has counted of it, on the target's clock.
        carried: of that, what was carried over from before a change of target.
        counts_from: where counting for this target begins: the start, or a change.
        allowed: the most that may count; None while no date is promised.
        agreed: the date that was promised or agreed, which pauses do not move, or None.
        stretches: its story, without gaps, from its start to its end or to `at`.
        extensions: the new dates that were agreed, in order, each with the old one.
    """

    metric: str
    title: Text | None = None
    cycle: int
    target: Target
    unknown: tuple[str, ...] = ()
    started: datetime = field(eq=to_utc)
    at: datetime = field(eq=to_utc)
    elapsed: timedelta
    carried: timedelta = ZERO
    counts_from: datetime = field(eq=to_utc)
    allowed: timedelta | None
    agreed: datetime | None = field(default=None, eq=utc_or_none)
    stretches: tuple[Stretch, ...]
    extensions: tuple[Extension, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether the target is the strictest of several that may apply."""
        return bool(self.unknown)

    @property
    def key(self) -> tuple[str, int]:
        """What this verdict is about, the same however often it is recomputed."""
        return self.target.name, self.cycle

    # what the kinds that are due, or have stopped, say in a field of their own
    stopped = _NONE
    due = _NONE

    @property
    def elapsed_real(self) -> timedelta:
        """Elapsed time from the start to the end, or to `at`."""
        return to_utc(self.stopped or self.at) - to_utc(self.started)

    @property
    def percent(self) -> Fraction | None:
        """How much of the allowed time is used up; None where nothing is allowed or promised."""
        if not self.allowed:
            return None
        return Fraction(self._used() // _MICRO * 100, self.allowed // _MICRO)

    def _used(self) -> timedelta:
        if self.agreed is None:
            return self.elapsed
        return self.target.clock.elapsed(self.started, self.stopped or self.at)

    @property
    def provisional(self) -> bool:
        """Whether it rests on dates whose holidays are not announced yet."""
        clock = self.target.clock
        last = max(self.due or self.at, self.stopped or self.at, key=to_utc)
        if isinstance(clock, ElapsedTime):
            return False
        return clock.is_provisional(last)

    @property
    def spans(self) -> SpanSet:
        """The very time that counted since `counts_from`: running, and open on the clock.

        Its total and `carried` make `elapsed`.
        """
        begin = to_utc(self.counts_from)
        return SpanSet(
            span
            for stretch in self.stretches
            if to_utc(stretch.since) >= begin
            for span in _open(self.target, stretch)
        )

    @property
    def warned(self) -> bool:
        """Whether the lower bound of the promised range is past (C3)."""
        instant = self.warns_at
        return instant is not None and to_utc(self.stopped or self.at) > to_utc(instant)

    @property
    def warns_at(self) -> datetime | None:
        """When the lower bound of the range is reached; None without one, or while it is open."""
        warn_after = self.target.warn_after
        return None if warn_after is None else self.when_counted(warn_after)

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        """The levels delivered by `at`, or before the clock stopped, in order."""
        last = to_utc(self.stopped or self.at)
        ended = self.stopped is not None
        found = [
            escalation
            for escalation in self.levels()
            if to_utc(escalation.deliver_at) < last
            or (not ended and to_utc(escalation.deliver_at) == last)
        ]
        return tuple(sorted(found, key=lambda each: to_utc(each.deliver_at)))

    def levels(self) -> Iterator[Escalation]:
        """Every level that is or will be reached if nothing more happens."""
        if self.allowed is None:
            return
        for level in self.target.levels:
            reached = self._reached(max(threshold(level, self.allowed), ZERO), self.allowed)
            deliver_at = None if reached is None else delivery(level, reached)
            if reached is not None and deliver_at is not None:
                yield Escalation(
                    target=self.target.name,
                    cycle=self.cycle,
                    level=level.name,
                    reached=reached,
                    deliver_at=deliver_at,
                    to=level.to,
                )

    def _reached(self, amount: timedelta, allowed: timedelta) -> datetime | None:
        """When a level of so much is reached: the whole of what is allowed is reached when due.

        Due may lie later than the instant by which it has counted: a business day, or a date that
        was agreed, can end while the desk is closed.
        """
        reached = self.when_counted(amount)
        if reached is None or amount < allowed:
            return reached
        due = self._when_due()
        return due if due is None or amount == allowed else max(reached, due, key=to_utc)

    def _when_due(self) -> datetime | None:
        return self.due

    def when_counted(self, amount: timedelta) -> datetime | None:
        """When so much has or will have counted if nothing more happens; None if it never will.

        Under an agreed or promised date it is measured from the start, pauses included.
        """
        clock = self.target.clock
        if self.agreed is not None:
            return reach(clock, self.started, amount)
        if amount <= self.carried:
            return self.counts_from
        counted = self.carried
        begin = to_utc(self.counts_from)
        for stretch in self.stretches:
            if to_utc(stretch.since) < begin:
                continue
            if counted + stretch.counted >= amount:
                return reach(clock, stretch.since, amount - counted)
            counted += stretch.counted
        return reach(clock, self.at, amount - counted) if self._counting else None

    @property
    def _counting(self) -> bool:
        return False

    @property
    def words(self) -> Text:
        """The words of its metric; the metric's name, where it has none."""
        return self.title or Text(self.metric, self.metric, self.metric)

    @property
    def state(self) -> ClockState:
        """How it stands, in one word."""
        raise NotImplementedError

    @property
    def verdict(self) -> Reason:
        """What it says, in one line: the last of its reasons, without the story before it."""
        raise NotImplementedError

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Its story: the target, each stretch, what was agreed, and the verdict."""
        target, name = self.target, self.title or self.metric
        told = [story.target_reason(name, self.cycle, target, self.unknown)]
        if self.counts_from != self.started:
            since = story.local(target, self.counts_from)
            told.append(story.CARRIED(since=since, carried=self.carried))
        told.extend(story.stretch_reasons(target, self.stretches))
        told.extend(story.extension_reasons(target, self.extensions))
        if self.warned and self.warns_at is not None:
            warned = story.local(target, self.warns_at)
            told.append(story.WARNED(at=warned, warn_after=target.warn_after))
        return (*told, self.verdict)

    def _says(self, verdict: ReasonKind, **params: Param) -> Reason:
        because = (story.PROVISIONAL(),) if self.provisional else ()
        read: dict[str, Any] = {
            key: story.local(self.target, value) if isinstance(value, datetime) else value
            for key, value in params.items()
        }
        return verdict(because=because, elapsed=self.elapsed, **read)


@frozen(kw_only=True, slots=False)
class Running(_Started):
    """Time counts, and it is not due yet.

    Attributes:
        due: the instant by which it must stop, that instant included; None if the clock never
            gets there, or no date was promised yet.
        remaining: clock time left until then.
    """

    due: datetime | None = field(eq=utc_or_none)
    remaining: timedelta | None

    @property
    def _counting(self) -> bool:
        return True

    @property
    def stopped(self) -> datetime | None:  # type: ignore[override]
        return None

    @property
    def state(self) -> ClockState:
        return ClockState.RUNNING

    @property
    def verdict(self) -> Reason:
        if self.due is None:
            return self._says(story.NO_DUE, at=self.at)
        return self._says(story.RUNNING, at=self.at, due=self.due, remaining=self.remaining)


@frozen(kw_only=True, slots=False)
class Paused(_Started):
    """A wait lasts, so no time counts and due is open.

    Attributes:
        since: when the wait began.
        by: the type of the event that began it.
        due_if_resumed: where due would be if the wait ended at `at`.
        remaining: clock time left.
    """

    since: datetime = field(eq=to_utc)
    by: str
    due_if_resumed: datetime | None = field(eq=utc_or_none)
    remaining: timedelta

    @property
    def stopped(self) -> datetime | None:  # type: ignore[override]
        return None

    @property
    def due(self) -> datetime | None:  # type: ignore[override]
        return None

    @property
    def state(self) -> ClockState:
        return ClockState.PAUSED

    @property
    def verdict(self) -> Reason:
        return self._says(
            story.PAUSED,
            at=self.at,
            since=self.since,
            by=story.words_of(self.by),
            remaining=self.remaining,
            due=self.due_if_resumed,
        )


@frozen(kw_only=True, slots=False)
class Met(_Started):
    """Stopped at or before due.

    Attributes:
        stopped: when.
        by: the type of the event that stopped it.
        due: by when it had to; if it stopped out of a wait, as if the wait had ended then.
        remaining: clock time that was left.
    """

    stopped: datetime = field(eq=to_utc)
    by: str
    due: datetime | None = field(eq=utc_or_none)
    remaining: timedelta | None

    @property
    def state(self) -> ClockState:
        return ClockState.MET

    @property
    def verdict(self) -> Reason:
        return self._says(story.MET, by=story.words_of(self.by), stopped=self.stopped, due=self.due)


@frozen(kw_only=True, slots=False)
class Breached(_Started):
    """Due has passed, whether it stopped later or is still open.

    Attributes:
        due: by when it had to stop.
        overrun: clock time that counted after due; it no longer grows once stopped, and not
            while paused. It is zero where all since due was closed time.
        stopped: when it stopped; None while it is open.
        by: the type of the event that stopped it, or "".
        paused: whether it is open and a wait lasts.
    """

    due: datetime = field(eq=to_utc)
    overrun: timedelta
    stopped: datetime | None = field(default=None, eq=utc_or_none)
    by: str = ""
    paused: bool = False

    @property
    def _counting(self) -> bool:
        return self.stopped is None and not self.paused

    @property
    def state(self) -> ClockState:
        return ClockState.BREACHED

    @property
    def verdict(self) -> Reason:
        if self.stopped is None:
            return self._says(story.BREACHED_OPEN, at=self.at, due=self.due, overrun=self.overrun)
        return self._says(
            story.BREACHED,
            by=story.words_of(self.by),
            stopped=self.stopped,
            due=self.due,
            overrun=self.overrun,
        )


@frozen(kw_only=True, slots=False)
class Cancelled(_Started):
    """Ended without a verdict: cancelled, ended with its ticket, or no target applies any more.

    Attributes:
        stopped: when.
        by: the type of the event that ended it.
    """

    stopped: datetime = field(eq=to_utc)
    by: str

    def _when_due(self) -> datetime | None:
        """When it was due, had it not been ended."""
        if self.agreed is not None:
            return self.agreed
        allowed, day_due = allowance(self.target, self.counts_from)
        if day_due is None or self.carried:
            return None if allowed is None else self.when_counted(allowed)
        later = (
            each
            for each in self.stretches
            if _counts(each) and to_utc(each.until) > to_utc(day_due)
        )
        return next((max(each.since, day_due, key=to_utc) for each in later), None)

    @property
    def due(self) -> datetime | None:  # type: ignore[override]
        return None

    @property
    def state(self) -> ClockState:
        return ClockState.CANCELLED

    @property
    def verdict(self) -> Reason:
        return self._says(story.CANCELLED, by=story.words_of(self.by), stopped=self.stopped)


Clock = Pending | Running | Paused | Met | Breached | Cancelled
StartedClock = Running | Paused | Met | Breached | Cancelled

Kind = TypeVar("Kind", bound=StartedClock)


def said(kind: type[Kind], fields: dict[str, Any]) -> Kind:
    """The verdict that `kind(**fields)` would be; *fields* names every field, and becomes its own.

    It spares a queue half of what verdicts cost. They check nothing when they are made.
    """
    verdict = object.__new__(kind)
    object.__setattr__(verdict, "__dict__", fields)
    return verdict


def _counts(stretch: Stretch) -> bool:
    return stretch.phase in (Phase.COUNTED, Phase.CLOSED_COUNTED)


def _open(target: Target, stretch: Stretch) -> Iterator[Span]:
    if not _counts(stretch):
        return
    if isinstance(target.clock, ElapsedTime):
        yield stretch.span
    else:
        yield from target.clock.spans(stretch.since, stretch.until)
