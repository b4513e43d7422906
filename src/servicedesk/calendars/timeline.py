"""The compiled form of a calendar: when it is open, by year, with exact prefix sums.

Everything that a calendar answers is read off one function, Φ(t), the open time before t. It is
piecewise linear: its value stands still while the desk is closed and grows with t while it is
open. A year of it is a list of boundaries (odd pieces are open) and one number a piece:

    Φ(t) = base[i]        in a closed piece i
    Φ(t) = base[i] + t    in an open one

Boundaries and bases are `timedelta`, so that a look-up makes no number but its result. Each year
is kept twice: over UTC, and over the readings of the desk's own clock, so that a datetime in the
desk's zone needs no offset. Φ counts from the start of its year (in UTC), so a year is built
without its neighbours; what lies between two years is one sum.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import pendulum
from pendulum import DateTime

from servicedesk.errors import OutOfRange, OutOfReach, UnknownName, Unreachable, check_aware
from servicedesk.spans import Span, SpanSet

FIRST_YEAR, LAST_YEAR = 1900, 2199
SUPPORTED = f"{FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31 (UTC)"

# a year's table reaches two days beyond it on each side, so that the year in which an instant is
# written, whatever the zone, has it
PAD = 2 * 86_400
KEPT_YEARS = 32
KEPT_DAYS = 12_000
# no zone has changed its clock twice in two days since 1900
STRIDE = timedelta(days=2)

ZERO = timedelta(0)
MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)

# unbound, because pendulum's own operators are some forty times slower
since = datetime.__sub__
after = datetime.__add__

UTC_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = UTC_EPOCH.toordinal()

Openings = list[tuple[int, int]]
"""Disjoint, ordered (start, end) in seconds since 1970 in UTC."""

Kept = TypeVar("Kept")

Table = tuple[list[timedelta], list[timedelta], dict[int, timedelta]]
"""Boundaries, bases, and the open time from the start of an earlier year to that of this one."""

Landing = tuple[list[timedelta], list[timedelta], timedelta, frozenset[int]]
"""Φ at the end of each open piece, local reading minus Φ in it, the year's total, repeated ones."""


class Source(Protocol):
    """What a timeline is compiled from."""

    @property
    def timezone(self) -> str: ...

    def opening_years(self) -> tuple[int, int]:
        """The first and the last year in which it may be open at all; (1, 0) for never."""

    def openings(self, first: int, last: int) -> Openings:
        """The open time in [first, last), in seconds since 1970 in UTC."""

    def open_dates(self, year: int) -> list[int]:
        """The ordinals of the year's business days."""

    def close_of(self, ordinal: int) -> int | None:
        """The last close of a business day, in seconds since 1970 in UTC."""

    def horizon(self) -> date | None:
        """The last date for which the holidays are known; None where none are kept."""

    def is_estimated(self, day: date) -> bool:
        """Whether the holidays of the date's year are not (all) known for certain."""

    def prepare(self, first: int, last: int) -> None:
        """Many years are about to be asked for."""


def zone_of(name: str, where: str) -> ZoneInfo:
    """The zone of this IANA name. Raises `UnknownName`."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError, TypeError) as error:
        raise UnknownName(
            "unknown time zone", got=name, expected='an IANA name, as "Asia/Shanghai"', where=where
        ) from error


def start_of(year: int) -> int:
    """The start of a year in seconds since 1970, in UTC."""
    return (datetime(year, 1, 1, tzinfo=UTC) - UTC_EPOCH) // SECOND


def offsets_in(zone: ZoneInfo, first: int, last: int) -> list[tuple[int, int]]:
    """The zone's offsets over [first, last): (from when, offset) in seconds, earliest first."""
    epoch = datetime(1970, 1, 1, tzinfo=zone)  # read as UTC below
    fromutc = zone.fromutc

    def offset_at(seconds: int) -> timedelta:
        instant = epoch + timedelta(0, seconds)
        return fromutc(instant) - instant

    found = [(first, offset_at(first))]
    low = first
    while low < last:
        high = min(low + int(STRIDE.total_seconds()), last)
        offset = offset_at(high)
        if offset != found[-1][1]:
            before, change = low, high
            while change - before > 1:
                middle = (before + change) // 2
                if offset_at(middle) == offset:
                    change = middle
                else:
                    before = middle
            found.append((change, offset))
        low = high
    return [(start, offset // SECOND) for start, offset in found]


def _seconds(counts: Sequence[int]) -> list[timedelta]:
    return list(map(timedelta, repeat(0), counts))


def _measured(openings: Openings, start: int) -> tuple[list[int], list[int]]:
    """Boundaries and bases of Φ counted from *start*."""
    total = sum(min(end, start) - opens for opens, end in openings if opens < start)
    bounds: list[int] = []
    bases = [-total]
    for opens, closes in openings:
        bounds += opens, closes
        bases.append(bases[-1] - opens)
        bases.append(bases[-1] + closes)
    return bounds, bases


def _by_the_clock(
    bounds: list[int], bases: list[int], offsets: list[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """The same Φ over readings of the local clock, a repeated reading being its first.

    At a change of the clock the reading jumps; Φ jumps with it and may even fall, which a table
    of pieces can say as well as any other.
    """
    if len(offsets) == 1:
        shift = offsets[0][1]
        return (
            [bound + shift for bound in bounds],
            [base - shift if index & 1 else base for index, base in enumerate(bases)],
        )
    readings: list[int] = []
    values = [bases[0]]
    for index, (start, offset) in enumerate(offsets):
        low = 0
        if index:
            # until the later of both readings the offset before the change is meant (PEP 495)
            reading = start + max(offsets[index - 1][1], offset)
            low = bisect_right(bounds, reading - offset)
            readings.append(reading)
            values.append(bases[0])
            if (len(readings) ^ low) & 1:
                readings.append(reading)
                values.append(bases[0])
            values[-1] = bases[low] - offset if low & 1 else bases[low]
        high = len(bounds)
        if index + 1 < len(offsets):
            change, later = offsets[index + 1]
            high = bisect_left(bounds, change + max(offset, later) - offset)
        for piece in range(low, high):
            readings.append(bounds[piece] + offset)
            base = bases[piece + 1]
            values.append(base if piece & 1 else base - offset)
    return readings, values


def _landings(
    bounds: list[int], bases: list[int], offsets: list[tuple[int, int]], total: timedelta
) -> Landing:
    """Φ⁻¹ as readings of the local clock."""
    ends: list[timedelta] = []
    shifts: list[timedelta] = []
    if len(offsets) == 1:
        offset = offsets[0][1]
        shifts = _seconds([offset - base for base in bases[1::2]])
        return _seconds(bases[2::2]), shifts, total, frozenset()
    cuts: list[tuple[int, int, bool]] = []  # from when, offset, whether the reading is repeated
    for index, (start, offset) in enumerate(offsets):
        before = offsets[index - 1][1] if index else offset
        cuts.append((start, offset, before > offset))
        if before > offset:
            cuts.append((start + before - offset, offset, False))
    repeated: set[int] = set()
    for opens, closes, base in zip(bounds[::2], bounds[1::2], bases[1::2], strict=True):
        first = bisect_right(cuts, opens, key=lambda cut: cut[0]) - 1
        for index in range(first, len(cuts)):
            start, offset, again = cuts[index]
            if start > closes:
                break
            end = cuts[index + 1][0] if index + 1 < len(cuts) else closes + 1
            if again:
                repeated.add(len(ends))
            # what lands on a change itself reads the clock after it
            last = timedelta(0, end + base) - MICROSECOND if end <= closes else None
            ends.append(timedelta(0, closes + base) if last is None else last)
            shifts.append(timedelta(0, offset - base))
    return ends, shifts, total, frozenset(repeated)


class Timeline:
    """Φ of one calendar, built by year when first asked, shared by threads without locks.

    Tables are never changed once they can be seen: a year is built aside and then put in place by
    replacing the dictionary, so two threads at worst build the same year twice. At most
    `KEPT_YEARS` years are kept.
    """

    __slots__ = (
        "_edges",
        "_last_built",
        "_offsets",
        "_patterns",
        "_totals",
        "landings",
        "minutes",
        "pendulum_epoch",
        "pendulum_zone",
        "readings",
        "source",
        "utc",
        "zone",
        "zone_epoch",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.zone = zone_of(source.timezone, "timezone")
        self.pendulum_zone = pendulum.timezone(source.timezone)
        self.zone_epoch = datetime(1970, 1, 1, tzinfo=self.zone)
        self.pendulum_epoch = DateTime(1970, 1, 1, tzinfo=self.pendulum_zone)
        self.utc: dict[int, Table] = {}
        self.readings: dict[int, Table] = {}
        self.landings: dict[int, Landing] = {}
        self.minutes: dict[int, bytes] = {}
        self._edges: dict[int, Table] = {}
        self._patterns: dict[bytes, bytes] = {}
        self._last_built: tuple[int, list[int], list[int]] = (0, [], [])
        self._totals: dict[int, timedelta] = {}
        self._offsets: dict[int, list[tuple[int, int]]] = {}

    # -- building ------------------------------------------------------------------------------

    def _whole(self, year: int) -> tuple[list[int], list[int]]:
        built, bounds, bases = self._last_built
        if built != year:
            start = start_of(year)
            openings = self.source.openings(start - PAD, start_of(year + 1) + PAD)
            bounds, bases = _measured(openings, start)
            self._last_built = year, bounds, bases
        return bounds, bases

    def offsets(self, year: int) -> list[tuple[int, int]]:
        found = self._offsets.get(year)
        if found is None:
            found = offsets_in(self.zone, start_of(year) - PAD, start_of(year + 1) + PAD)
            self._offsets[year] = found
        return found

    def table(self, year: int) -> Table:
        """Φ of a year over UTC."""
        kept = self.utc if FIRST_YEAR < year < LAST_YEAR else self._edges
        found = kept.get(year)
        if found is None:
            bounds, bases = self._whole(year)
            found = _seconds(bounds), _seconds(bases), {}
            if kept is self._edges:
                # not among the fast ones, so that each instant in it is checked for its range
                self._edges = {**self._edges, year: found}
            else:
                self.utc = _with(self.utc, year, found)
        return found

    def build_readings(self, year: int) -> Table:
        """Put the year's Φ over the local clock in place."""
        bounds, bases = _by_the_clock(*self._whole(year), self.offsets(year))
        found: Table = _seconds(bounds), _seconds(bases), {}
        self.readings = _with(self.readings, year, found)
        return found

    def build_landing(self, year: int) -> Landing:
        """Put the year's Φ⁻¹ in place."""
        bounds, bases = self._whole(year)
        found = _landings(bounds, bases, self.offsets(year), self.total(year))
        if FIRST_YEAR < year < LAST_YEAR:
            self.landings = _with(self.landings, year, found)
        return found

    def total(self, year: int) -> timedelta:
        """The open time of a year, in UTC."""
        found = self._totals.get(year)
        if found is None:
            first, last = start_of(year), start_of(year + 1)
            openings = self.source.openings(first, last)
            found = timedelta(0, sum(end - start for start, end in openings))
            self._totals[year] = found
        return found

    def between_years(self, first: int, last: int) -> timedelta:
        """The open time from the start of one year to the start of another."""
        if first > last:
            return -self.between_years(last, first)
        if last - first > 2:
            self.source.prepare(first, last)
        return sum(map(self.total, range(first, last)), ZERO)

    def build_minutes(self, ordinal: int) -> bytes:
        """For each minute of a local date: 0 closed, 1 open, 2 both."""
        year = datetime.fromordinal(ordinal).year
        bounds = (self.readings.get(year) or self.build_readings(year))[0]
        midnight = timedelta(days=ordinal - EPOCH_ORDINAL)
        index = bisect_right(bounds, midnight)
        day = bytearray(1440)
        minute = 0
        while index < len(bounds) and (reading := bounds[index] - midnight) < STRIDE / 2:
            edge, second = divmod(reading // SECOND, 60)
            if index & 1:
                day[minute:edge] = b"\1" * (edge - minute)
            minute = edge
            if second:
                day[edge] = 2
                minute += 1
            index += 1
        if index & 1:
            day[minute:] = b"\1" * (1440 - minute)
        # one object for all days that are alike
        alike = self._patterns.setdefault(bytes(day), bytes(day))
        if len(self.minutes) >= KEPT_DAYS:
            self.minutes, self._patterns = {}, {}
        self.minutes[ordinal] = alike
        return alike

    # -- reading -------------------------------------------------------------------------------

    def locate(self, instant: datetime, where: str) -> tuple[int, timedelta]:
        """The table's year and the instant since 1970 in UTC.

        Raises:
            WrongType, NaiveDatetime, OutOfRange: for what is not an instant from 1900 to 2199.
        """
        check_aware(instant, where)
        year = instant.year
        at = since(instant, UTC_EPOCH)
        if not FIRST_YEAR < year < LAST_YEAR:
            if not timedelta(0, start_of(FIRST_YEAR)) <= at < timedelta(0, start_of(LAST_YEAR + 1)):
                raise OutOfRange(
                    "instant out of range", got=instant.isoformat(), expected=SUPPORTED, where=where
                )
            year = min(max(year, FIRST_YEAR), LAST_YEAR)
        return year, at

    def measure(self, instant: datetime, where: str) -> tuple[int, timedelta]:
        """The year from whose start Φ is counted, and Φ."""
        year, at = self.locate(instant, where)
        bounds, bases, _ = self.table(year)
        index = bisect_right(bounds, at)
        return year, bases[index] + at if index & 1 else bases[index]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        first, before = self.measure(start, "start")
        last, then = self.measure(end, "end")
        return then - before if first == last else then - before + self.between_years(first, last)

    def local(self, at: timedelta) -> DateTime:
        """An instant, given since 1970 in UTC, in the calendar's zone."""
        here = self.zone.fromutc(self.zone_epoch + at)
        return DateTime(
            here.year,
            here.month,
            here.day,
            here.hour,
            here.minute,
            here.second,
            here.microsecond,
            tzinfo=self.pendulum_zone,
            fold=here.fold,
        )

    def here(self, instant: datetime) -> DateTime:
        """The same instant as a `pendulum.DateTime` in the calendar's zone."""
        if type(instant) is DateTime and instant.tzinfo is self.pendulum_zone:
            return instant
        return self.local(since(instant, UTC_EPOCH))

    def is_open(self, instant: datetime) -> bool:
        year, at = self.locate(instant, "instant")
        return bool(bisect_right(self.table(year)[0], at) & 1)

    def elapsed_and_keep(self, start: datetime, end: datetime) -> timedelta:
        """`elapsed`, and the tables built that make the next such question quick."""
        found = self.elapsed(start, end)
        first, last = start.year, end.year
        local = start.tzinfo in (self.zone, self.pendulum_zone)
        for year in (first, last):
            if local and FIRST_YEAR < year < LAST_YEAR and year not in self.readings:
                self.build_readings(year)
        tables = self.readings if local else self.utc
        if first != last and last in tables:
            tables[last][2][first] = self.between_years(first, last)
        return found

    def add_and_keep(self, start: datetime, duration: timedelta) -> DateTime:
        """`add`, and the tables built that make the next such question quick."""
        found = self.add(start, duration)
        year = start.year
        if FIRST_YEAR < year < LAST_YEAR:
            if year not in self.readings and start.tzinfo in (self.zone, self.pendulum_zone):
                self.build_readings(year)
            if year not in self.landings:
                self.build_landing(year)
        return found

    def is_open_and_keep(self, instant: datetime) -> bool:
        """`is_open`, and the day's table built that makes the next such question quick."""
        found = self.is_open(instant)
        if FIRST_YEAR < instant.year < LAST_YEAR:
            self.build_minutes(instant.toordinal())
        return found

    def beyond(self, year: int, question: str) -> Exception:
        """The error for an answer that lies past *year*, the last or the first."""
        first, last = self.source.opening_years()
        if first <= year <= last and any(
            self.total(near) for near in range(max(year - 8, first), min(year + 8, last) + 1)
        ):
            return OutOfReach("the answer is out of range", expected=SUPPORTED, where=question)
        return Unreachable(
            "the calendar never opens again in this direction",
            expected=f"an opening within {SUPPORTED}",
            where=question,
        )

    def add(self, start: datetime, duration: timedelta, question: str = "add") -> DateTime:
        """The earliest instant by which *duration* (above zero) has passed since *start*."""
        year, open_time = self.measure(start, "start")
        target = timedelta.__add__(open_time, duration)
        year, target = self._forward(year, target, question)
        ends, shifts, _, repeated = self.landings.get(year) or self.build_landing(year)
        index = bisect_left(ends, target)
        landed: DateTime = after(self.pendulum_epoch, target + shifts[index])
        return repeated_reading(landed) if index in repeated else landed

    def _forward(self, year: int, target: timedelta, question: str) -> tuple[int, timedelta]:
        """The year in which Φ reaches *target*, and what is left of it there."""
        last = min(self.source.opening_years()[1], LAST_YEAR)
        while target > (total := self._total_towards(year, last)):
            if year >= last:
                raise self.beyond(LAST_YEAR, question)
            target -= total
            year += 1
        return year, target

    def _backward(self, year: int, target: timedelta, question: str) -> tuple[int, timedelta]:
        """The year in which Φ rises above *target*, and what it is there."""
        first = max(self.source.opening_years()[0], FIRST_YEAR)
        while target < ZERO:
            if year <= first:
                raise self.beyond(FIRST_YEAR, question)
            year -= 1
            target += self._total_towards(year, first)
        return year, target

    def _total_towards(self, year: int, limit: int) -> timedelta:
        if year not in self._totals and abs(limit - year) > 2:
            ahead = year + (8 if limit > year else -8)
            self.source.prepare(min(year, ahead), max(year, ahead))
        return self.total(year)

    def subtract(self, end: datetime, duration: timedelta, question: str = "subtract") -> DateTime:
        """The latest instant from which *duration* (above zero) passes until *end*."""
        year, open_time = self.measure(end, "end")
        target = timedelta.__sub__(open_time, duration)
        year, target = self._backward(year, target, question)
        bounds, bases, _ = self.table(year)
        # the last open piece at whose start Φ is not above the target
        piece = bisect_right(bases[::2], target) * 2 - 1
        if piece < len(bases):
            return self.local(target - bases[piece])
        # Φ stands at the target from the year's last close to the next opening
        found = self.opening_from(year, bounds[-1] if bounds else ZERO)
        if found is None:
            raise self.beyond(LAST_YEAR, question)
        return self.local(found)

    def opening_from(self, year: int, at: timedelta) -> timedelta | None:
        """The earliest open instant from *at* on, both since 1970 in UTC; *year* holds *at*."""
        first, last = self.source.opening_years()
        nearest = max(year, first)
        for ahead in range(nearest, min(last, LAST_YEAR) + 1):
            if ahead > nearest and not self._total_towards(ahead, last):
                continue
            bounds = self.table(ahead)[0]
            index = bisect_right(bounds, at)
            if index & 1:
                return at
            if index < len(bounds):
                return bounds[index]
        return None

    def next_open(self, instant: datetime) -> DateTime:
        year, at = self.locate(instant, "instant")
        found = self.opening_from(year, at)
        if found is None or found >= timedelta(0, start_of(LAST_YEAR + 1)):
            raise self.beyond(LAST_YEAR, "next_open")
        return self.here(instant) if found == at else self.local(found)

    def next_close(self, instant: datetime) -> DateTime:
        year, at = self.locate(instant, "instant")
        opening = self.opening_from(year, at)
        if opening is None:
            raise self.beyond(LAST_YEAR, "next_close")
        found = self.closing_from(year, opening)
        if found is None:
            raise Unreachable("the calendar never closes again", where="next_close")
        return self.local(found)

    def last_open(self, instant: datetime) -> DateTime:
        """The earliest instant that no open time separates from *instant*."""
        year, at = self.locate(instant, "instant")
        first = max(self.source.opening_years()[0], FIRST_YEAR)
        while year >= first:
            bounds = self.table(year)[0]
            index = bisect_left(bounds, at)
            if index & 1:
                return self.here(instant)
            if index and bounds[index - 1] > timedelta(0, start_of(year)):
                return self.local(bounds[index - 1])
            year -= 1
        raise self.beyond(FIRST_YEAR, "subtract")

    def closing_from(self, year: int, at: timedelta) -> timedelta | None:
        """The end of the open run in which *at* lies, both since 1970 in UTC."""
        while year <= LAST_YEAR:
            end = timedelta(0, start_of(year + 1))
            if at < end:
                bounds = self.table(year)[0]
                index = bisect_right(bounds, at)
                if not index & 1:
                    return at
                if bounds[index] < end:
                    return bounds[index]
                at = end
            year += 1
        return None

    def spans(self, start: datetime, end: datetime) -> SpanSet:
        first, low = self.locate(start, "start")
        last, high = self.locate(end, "end")
        runs: list[tuple[timedelta, timedelta]] = []
        if low < high:
            for year in range(max(first - 1, FIRST_YEAR), min(last + 1, LAST_YEAR) + 1):
                self._collect(runs, year, low, high)
        return SpanSet(Span(self.local(opens), self.local(closes)) for opens, closes in runs)

    def _collect(
        self, runs: list[tuple[timedelta, timedelta]], year: int, low: timedelta, high: timedelta
    ) -> None:
        low = max(low, timedelta(0, start_of(year)))
        high = min(high, timedelta(0, start_of(year + 1)))
        if low >= high:
            return
        bounds = self.table(year)[0]
        begin, end = bisect_right(bounds, low), bisect_left(bounds, high)
        edges = [low] * (begin & 1) + bounds[begin:end] + [high] * (end & 1)
        for opens, closes in zip(edges[::2], edges[1::2], strict=True):
            if runs and runs[-1][1] == opens:
                runs[-1] = runs[-1][0], closes
            else:
                runs.append((opens, closes))


def _with(kept: dict[int, Kept], year: int, table: Kept) -> dict[int, Kept]:
    """A copy of *kept* with one more year, the oldest ones left out."""
    recent = list(kept.items())[-(KEPT_YEARS - 1) :]
    return {**dict(recent), year: table}


def repeated_reading(landed: DateTime) -> DateTime:
    """The second time that the clock shows this reading."""
    return DateTime(
        landed.year,
        landed.month,
        landed.day,
        landed.hour,
        landed.minute,
        landed.second,
        landed.microsecond,
        tzinfo=landed.tzinfo,
        fold=1,
    )


def merged(openings: Openings) -> Openings:
    """Overlapping and touching openings joined; they come in the order of their starts."""
    found: Openings = []
    for opens, closes in openings:
        if found and opens <= found[-1][1]:
            if closes > found[-1][1]:
                found[-1] = found[-1][0], closes
        else:
            found.append((opens, closes))
    return found


def placed(
    openings: Openings, offsets: list[tuple[int, int]], first: int, last: int, *, once: bool
) -> Openings:
    """Readings of the clock turned into instants in [first, last).

    Args:
        openings: merged, in seconds since 1970 by the local clock.
        first: where to begin, in seconds since 1970 in UTC.
        last: where to end, likewise.
        offsets: the zone's offsets over a stretch that holds [first, last).
        once: count a repeated reading the first time only.
    """
    found: Openings = []
    shown = None  # the latest reading that the clock has shown
    ends = [start for start, _ in offsets[1:]] + [last]
    for (start, offset), end in zip(offsets, ends, strict=True):
        low, high = max(start, first) + offset, min(end, last) + offset
        if once and shown is not None:
            low = max(low, shown)
        shown = end + offset if shown is None else max(shown, end + offset)
        index = max(bisect_right(openings, (low,)) - 1, 0)
        for opens, closes in openings[index:]:
            if opens >= high:
                break
            if closes > low:
                found.append((max(opens, low) - offset, min(closes, high) - offset))
    return merged(found)
