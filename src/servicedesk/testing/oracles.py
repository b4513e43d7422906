"""Brute-force oracles: slow, plain answers to check the engine (or a host's own code) against.

Business time: `PlainCalendar` knows nothing but "is the desk open at this instant, by the clock
on the wall?". `elapsed`, `add`, `subtract`, `next_open`, `next_close` and `spans` walk the UTC
time line and ask it again and again. There is no table, no prefix sum, no conversion from local
time to UTC. Windows and clock changes lie on whole seconds, so a walk by seconds is exact; longer
steps are taken only where neither an edge of a window nor a clock change can lie inside.

Expect a tenth of a second per walked year; use it in tests only.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from attrs import field, frozen

Windows = Sequence[Sequence[str]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_ZERO = timedelta(0)
_STEPS = tuple(timedelta(seconds=seconds) for seconds in (4 * 3600, 900, 60, 1))


class WallClock(Protocol):
    """What the walk needs to know of a calendar."""

    def is_open(self, instant: datetime) -> bool:
        """Whether the desk is open at *instant* (in UTC)."""

    def is_steady(self, start: datetime, end: datetime) -> bool:
        """Whether nothing can open or close strictly between *start* and *end* (in UTC)."""


@frozen(kw_only=True)
class PlainCalendar:
    """A calendar as plain data, as it stands in JSON, with each holiday as a date.

    Attributes:
        timezone: IANA name, read with the standard library's zoneinfo.
        week: windows by "mon".."sun", each ["HH:MM[:SS]", "HH:MM[:SS]"]; "24:00" is an end, and
            an end at or before its start lies on the next date.
        exceptions: windows that replace those of an ISO date; `[]` closes it.
        makeup: windows of ISO dates that are make-up working days.
        holidays: ISO dates on which the desk is closed, unless one of the above says otherwise.
        repeated: whether a local time that the clock shows twice is open twice or the first time.
    """

    timezone: str
    week: Mapping[str, Windows]
    exceptions: Mapping[str, Windows] = field(factory=dict)
    makeup: Mapping[str, Windows] = field(factory=dict)
    holidays: frozenset[str] = field(default=frozenset(), converter=frozenset)
    repeated: Literal["twice", "once"] = "twice"
    _seen: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        init=False, factory=dict, eq=False, repr=False
    )
    _steady: dict[tuple[datetime, datetime], bool] = field(
        init=False, factory=dict, eq=False, repr=False
    )

    def hours(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The windows that start on *day*, as readings of the clock on the wall."""
        if day not in self._seen:
            name = day.isoformat()
            windows: Windows
            if name in self.exceptions:
                windows = self.exceptions[name]
            elif name in self.makeup:
                windows = self.makeup[name]
            elif name in self.holidays:
                windows = ()
            else:
                windows = self.week.get(DAYS[day.weekday()], ())
            self._seen[day] = tuple(_readings(day, *window) for window in windows)
        return self._seen[day]

    def is_open(self, instant: datetime) -> bool:
        local = instant.astimezone(ZoneInfo(self.timezone))
        if self.repeated == "once" and local.fold:
            return False
        reading = local.replace(tzinfo=None, fold=0)
        return any(first <= reading < last for first, last in self._near(reading))

    def is_steady(self, start: datetime, end: datetime) -> bool:
        if (start, end) not in self._steady:
            self._steady[start, end] = self._look(start, end)
        return self._steady[start, end]

    def _look(self, start: datetime, end: datetime) -> bool:
        zone = ZoneInfo(self.timezone)
        first, last = start.astimezone(zone), end.astimezone(zone)
        if first.utcoffset() != last.utcoffset() or first.fold != last.fold:
            return False
        first, last = (local.replace(tzinfo=None, fold=0) for local in (first, last))
        return not any(first < edge < last for edge in chain(*self._near(first)))

    def _near(self, reading: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = reading.date()
        return chain(self.hours(today - _DAY), self.hours(today), self.hours(today + _DAY))


def _readings(day: date, opens: str, closes: str) -> tuple[datetime, datetime]:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a reading, no instant
    first, last = _since_midnight(opens), _since_midnight(closes)
    return midnight + first, midnight + last + (_DAY if last <= first else _ZERO)


def _since_midnight(clock: str) -> timedelta:
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


@frozen
class Combined:
    """Two calendars at once: open when both are (`&`), either is (`|`), or only the first (`-`)."""

    first: WallClock
    operator: Literal["&", "|", "-"]
    second: WallClock

    def is_open(self, instant: datetime) -> bool:
        one, other = self.first.is_open(instant), self.second.is_open(instant)
        return {"&": one and other, "|": one or other, "-": one and not other}[self.operator]

    def is_steady(self, start: datetime, end: datetime) -> bool:
        return self.first.is_steady(start, end) and self.second.is_steady(start, end)


def walk(
    calendar: WallClock, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, bool]]:
    """Stretches (start, end, open or not) in UTC that cover [start, end); not yet merged."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    at = start.replace(hour=start.hour // 4 * 4, minute=0, second=0, microsecond=0)
    while at < end:
        since_midnight = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
        aligned = [step for step in _STEPS if not since_midnight % step]
        step = next((step for step in aligned if calendar.is_steady(at, at + step)), _STEPS[-1])
        first, last = max(at, start), min(at + step, end)
        if first < last:
            yield first, last, calendar.is_open(at)
        at += step


def _walk_back(
    calendar: WallClock, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, bool]]:
    while start < end:
        before = max(end - _DAY, start)
        yield from reversed(list(walk(calendar, before, end)))
        end = before


def spans(calendar: WallClock, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The open time in [start, end): maximal runs in UTC."""
    runs: list[tuple[datetime, datetime]] = []
    for first, last, is_open in walk(calendar, start, end):
        if not is_open:
            continue
        touches = runs and runs[-1][1] == first
        runs.append((runs.pop()[0] if touches else first, last))
    return runs


def elapsed(calendar: WallClock, start: datetime, end: datetime) -> timedelta:
    """Open time in [start, end); negative when *end* comes first."""
    if end.astimezone(UTC) < start.astimezone(UTC):
        return -elapsed(calendar, end, start)
    return sum((last - first for first, last in spans(calendar, start, end)), _ZERO)


def add(
    calendar: WallClock, start: datetime, duration: timedelta, *, within: timedelta
) -> datetime | None:
    """The earliest instant by which *duration* of open time has passed since *start*.

    None when that is not *within* (elapsed time); a negative duration subtracts.
    """
    if duration < _ZERO:
        return subtract(calendar, start, -duration, within=within)
    start = start.astimezone(UTC)
    if duration == _ZERO:
        return start
    for first, last, is_open in walk(calendar, start, start + within):
        if is_open and last - first >= duration:
            return first + duration
        if is_open:
            duration -= last - first
    return None


def subtract(
    calendar: WallClock, end: datetime, duration: timedelta, *, within: timedelta
) -> datetime | None:
    """The latest instant from which *duration* of open time passes until *end*.

    None when that is not *within* (elapsed time); a negative duration adds.
    """
    if duration < _ZERO:
        return add(calendar, end, -duration, within=within)
    end = end.astimezone(UTC)
    if duration == _ZERO:
        return end
    for first, last, is_open in _walk_back(calendar, end - within, end):
        if is_open and last - first >= duration:
            return last - duration
        if is_open:
            duration -= last - first
    return None


def next_open(calendar: WallClock, start: datetime, *, within: timedelta) -> datetime | None:
    """The earliest open instant from *start* on, *start* itself if open; None if not *within*."""
    stretches = walk(calendar, start, start.astimezone(UTC) + within)
    return next((first for first, _, is_open in stretches if is_open), None)


def next_close(calendar: WallClock, start: datetime, *, within: timedelta) -> datetime | None:
    """The earliest closed instant after an open one, from *start* on; None if not *within*."""
    was_open = False
    for first, _, is_open in walk(calendar, start, start.astimezone(UTC) + within):
        if was_open and not is_open:
            return first
        was_open = is_open
    return None
