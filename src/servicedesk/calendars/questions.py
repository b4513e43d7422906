"""What every calendar can be asked."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pendulum import DateTime

from servicedesk.calendars.days import ClosedStart, DayRule, add_days, business_dates
from servicedesk.calendars.tables import UTC_EPOCH, ZERO
from servicedesk.calendars.timeline import Timeline, after, repeated_reading, since
from servicedesk.errors import InvalidValue, UnknownName, check_type
from servicedesk.spans import Span, SpanSet, to_utc

if TYPE_CHECKING:
    from servicedesk.calendars.explanation import Explanation

Edge = Literal["close", "open"]


def _check_duration(duration: object) -> None:
    check_type(duration, timedelta, where="duration")
    if getattr(duration, "months", 0) or getattr(duration, "years", 0):
        raise InvalidValue("months and years have no fixed length", got=duration, where="duration")


def _check_edge(land: str) -> None:
    if land not in ("close", "open"):
        raise UnknownName("unknown edge", got=land, expected="close, open", where="land")


class Questions:
    """The questions that a calendar answers, all from one compiled timeline.

    Instants go in as aware datetimes of any zone, from 1900 to 2199, and come out as
    `pendulum.DateTime` in the calendar's own zone; durations are `timedelta` of open time.

    Raises (each of them):
        WrongType: for what is not a datetime, or not a timedelta.
        NaiveDatetime: for a datetime without an offset.
        OutOfRange: for an instant, or an answer, outside 1900 to 2199.
    """

    __slots__ = ()

    timeline: Timeline

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time in [start, end); negative when *end* comes first."""
        line = self.timeline
        try:
            zone = start.tzinfo
            if zone is end.tzinfo and (zone is line.zone or zone is line.pendulum_zone):
                epoch = line.zone_epoch if zone is line.zone else line.pendulum_epoch
                bounds, bases, _ = line.dates[start.toordinal()]
                if bounds:
                    at = since(start, epoch)
                    index = bisect_right(bounds, at)
                    before = bases[index] + at if index & 1 else bases[index]
                else:
                    before = bases[0]
                bounds, bases, _ = line.dates[end.toordinal()]
                if not bounds:
                    return bases[0] - before
                at = since(end, epoch)
            else:
                bounds, bases = line.years[start.year]
                at = since(start, UTC_EPOCH)
                index = bisect_right(bounds, at)
                before = bases[index] + at if index & 1 else bases[index]
                bounds, bases = line.years[end.year]
                at = since(end, UTC_EPOCH)
            index = bisect_right(bounds, at)
            return (bases[index] + at if index & 1 else bases[index]) - before
        except (KeyError, AttributeError, TypeError):
            return line.elapsed(start, end)

    def add(self, start: datetime, duration: timedelta, *, land: Edge = "close") -> DateTime:
        """The earliest t ≥ start with elapsed(start, t) = duration.

        It may be a window's end; adding zero stays. A negative duration subtracts.

        Args:
            start: from when.
            duration: open time.
            land: "open" gives the next opening where the answer is an instant at which the desk
                is closed (17:30 becomes 08:30 of the next day).

        Raises:
            Unreachable: when the calendar never opens so long again.
        """
        line = self.timeline
        if land != "close" or type(duration) is not timedelta or duration <= ZERO:
            return self._add(start, duration, land)
        try:
            zone = start.tzinfo
            if zone is line.zone or zone is line.pendulum_zone:
                bounds, bases, _ = line.dates[start.toordinal()]
                epoch = line.zone_epoch if zone is line.zone else line.pendulum_epoch
            else:
                bounds, bases = line.years[start.year]
                epoch = UTC_EPOCH
            if bounds:
                at = since(start, epoch)
                index = bisect_right(bounds, at)
                target = (bases[index] + at if index & 1 else bases[index]) + duration
            else:
                target = bases[0] + duration
            year = start.year
            ends, shifts, last, repeated = line.landings[year]
            if target > last:
                ends, shifts, last, repeated = line.landings[year + 1]
                if target > last:
                    return line.add(start, duration)
            index = bisect_left(ends, target)
            landed: DateTime = after(line.pendulum_epoch, target + shifts[index])
            if repeated and index in repeated:
                return repeated_reading(landed)
        except (KeyError, AttributeError, TypeError, OverflowError):
            return line.add(start, duration)
        else:
            return landed

    def _add(self, start: datetime, duration: timedelta, land: str) -> DateTime:
        _check_duration(duration)
        _check_edge(land)
        line = self.timeline
        if duration < ZERO:
            return line.subtract(start, timedelta.__neg__(duration))
        if duration == ZERO:
            line.locate(start, "start")
            landed = line.here(start)
        else:
            landed = line.add(start, duration)
        return line.next_open(landed) if land == "open" else landed

    def subtract(self, end: datetime, duration: timedelta, *, land: Edge = "open") -> DateTime:
        """The latest t ≤ end with elapsed(t, end) = duration: the mirror of `add`.

        It may be an opening; subtracting zero stays. A negative duration adds.

        Args:
            end: from when backwards.
            duration: open time.
            land: "close" gives the last close before, where the answer is an opening.

        Raises:
            Unreachable: when the calendar was never open so long before.
        """
        _check_duration(duration)
        _check_edge(land)
        line = self.timeline
        if duration < ZERO:
            return line.add(end, timedelta.__neg__(duration))
        if duration == ZERO:
            line.locate(end, "end")
            landed = line.here(end)
        else:
            landed = line.subtract(end, duration)
        return line.last_open(landed) if land == "close" else landed

    def is_open(self, instant: datetime) -> bool:
        """Whether *instant* lies in open time; the end of a window does not."""
        line = self.timeline
        try:
            zone = instant.tzinfo
            if zone is line.zone or zone is line.pendulum_zone:
                minutes = line.dates[instant.toordinal()][2]
                found = minutes[instant.hour * 60 + instant.minute]
                return found == 1 if found != 2 else line.is_open(instant)
            at = since(instant, UTC_EPOCH)
            return bisect_right(line.years[instant.year][0], at) & 1 == 1
        except (KeyError, AttributeError, TypeError):
            return line.is_open(instant)

    def next_open(self, instant: datetime) -> DateTime:
        """The earliest open t ≥ instant: *instant* itself when open.

        Raises:
            Unreachable: when the calendar never opens again.
        """
        return self.timeline.next_open(instant)

    def next_close(self, instant: datetime) -> DateTime:
        """When the open run ends in which *instant* lies or, when closed, the next one.

        Raises:
            Unreachable: when the calendar never opens again, or never closes.
        """
        return self.timeline.next_close(instant)

    def add_business_days(
        self,
        start: datetime,
        days: int,
        *,
        rule: DayRule = DayRule.SAME_TIME,
        closed_start: ClosedStart = ClosedStart.NEXT_OPEN,
    ) -> DateTime:
        """The instant *days* business days after *start*, whose own day does not count.

        A business day is a civil date, in the calendar's zone, on which a window starts.

        Args:
            start: from when.
            days: 0 stays on the day of the start, or moves to the next business day.
            rule: at the same time of day on the last day (kept as the wall clock shows it, even
                if the desk is closed by then; a reading that the clock skips lands later by as
                much), or when the desk closes on that day.
            closed_start: what a start while the desk is closed means: as if at the next opening
                (Saturday counts as Monday 08:30, and one day later is Tuesday), or its own date
                (one day after Saturday is Monday).

        Raises:
            Unreachable: when there are not so many business days.
        """
        check_type(rule, DayRule, where="rule")
        check_type(closed_start, ClosedStart, where="closed_start")
        return add_days(self.timeline, start, days, rule, closed_start)

    def business_dates(self, first: date, last: date) -> tuple[date, ...]:
        """The business days from *first* up to, not including, *last*."""
        return business_dates(self.timeline, first, last)

    def gaps(self, start: datetime, end: datetime) -> SpanSet:
        """The closed time in [start, end): what no desk of a follow-the-sun union covers."""
        open_time = self.timeline.spans(start, end)
        if to_utc(end) <= to_utc(start):
            return open_time
        return SpanSet([Span(self.timeline.here(start), self.timeline.here(end))]) - open_time

    @property
    def knowledge_horizon(self) -> date | None:
        """The last date for which the holidays are known; None where none are kept.

        Countries that move working days to weekends announce it a year at a time; for others it
        is the last year of the holidays package.
        """
        return self.timeline.source.horizon()

    def is_provisional(self, instant: datetime) -> bool:
        """Whether holidays may yet change what the calendar says of the date of *instant*.

        So it is past the knowledge horizon, before the years that the holidays package knows, and
        in a year of which the package itself reckons a holiday (a moon not yet sighted).
        """
        line = self.timeline
        line.locate(instant, "instant")
        horizon = self.knowledge_horizon
        if horizon is None:
            return False
        day = date.fromordinal(line.here(instant).toordinal())
        return day > horizon or line.source.is_estimated(day)

    def explain(self, start: datetime, end: datetime) -> "Explanation":
        """Each stretch of [start, end) with its reason: open, lunch, holiday, make-up day, ..."""
        # loaded by those who ask for it
        from servicedesk.calendars.explanation import explain_between  # noqa: PLC0415

        return explain_between(self.timeline, start, end)

    def spans(self, start: datetime, end: datetime) -> SpanSet:
        """The open time in [start, end), as maximal runs; none when *end* comes first."""
        return self.timeline.spans(start, end)
