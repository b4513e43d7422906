"""The compiled form of a calendar: when it is open, by year, with exact prefix sums.

Everything that a calendar answers is read off one function, Φ(t), the open time before t. It is
piecewise linear: its value stands still while the desk is closed and grows with t while it is
open. A table of it is a list of boundaries (odd pieces are open) and one number a piece:

    Φ(t) = base[i]        in a closed piece i
    Φ(t) = base[i] + t    in an open one

Boundaries and bases are `timedelta`, so that a look-up makes no number but its result. There is a
table a year over UTC; a table a date over the readings of the desk's own clock, which needs no
offset; and a table a year of Φ⁻¹. Dates on which the clock changes have no table of their own and
are looked up in UTC.

Φ counts from the year that was asked for first. A year is built when it is first asked for; of
the years between, only their totals are reckoned.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol

import pendulum
from pendulum import DateTime

from servicedesk.calendars.tables import (
    DAY,
    EPOCH_ORDINAL,
    PAD,
    UTC_EPOCH,
    ZERO,
    DateTable,
    Landing,
    Measure,
    Offsets,
    Openings,
    Patterns,
    Table,
    by_date,
    landings,
    measured,
    start_of,
    zone_of,
)
from servicedesk.errors import OutOfRange, OutOfReach, Unreachable, check_aware
from servicedesk.spans import Span, SpanSet

FIRST_YEAR, LAST_YEAR = 1900, 2199
SUPPORTED = f"{FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31 (UTC)"
KEPT_YEARS = 32

# unbound, because pendulum's own operators are some forty times slower
since = datetime.__sub__
after = datetime.__add__


class Source(Protocol):
    """What a timeline is compiled from."""

    @property
    def timezone(self) -> str: ...

    def opening_years(self) -> tuple[int, int]:
        """The first and the last year in which it may be open at all; (1, 0) for never."""

    def offsets(self, first: int, last: int) -> Offsets:
        """The zone's offsets over [first, last), and maybe somewhat before."""

    def openings(self, first: int, last: int) -> Openings:
        """The open time in [first, last), in seconds since 1970 in UTC."""

    def alike(self, first: int, last: int) -> Sequence[Hashable | None]:
        """For each UTC day from one up to another what it shares with days that open alike.

        Days are counted from 1970; None is a day for itself, as near a change of the clock.
        """

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


class Timeline:
    """Φ of one calendar, built by year when first asked, shared by threads without locks.

    A table is built aside, never changed, and put in place in one step, so that two threads at
    worst build the same one twice. Beyond `KEPT_YEARS` years it starts anew.
    """

    __slots__ = (
        "_anchor",
        "_changes",
        "_dated",
        "_edges",
        "_lengths",
        "_open_dates",
        "_origins",
        "_patterns",
        "_totals",
        "dates",
        "landings",
        "pendulum_epoch",
        "pendulum_zone",
        "source",
        "years",
        "zone",
        "zone_epoch",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.zone = zone_of(source.timezone, "timezone")
        self.pendulum_zone = pendulum.timezone(source.timezone)
        self.zone_epoch = datetime(1970, 1, 1, tzinfo=self.zone)
        self.pendulum_epoch = DateTime(1970, 1, 1, tzinfo=self.pendulum_zone)
        self.years: dict[int, Table] = {}
        self.dates: dict[int, DateTable] = {}
        self.landings: dict[int, Landing] = {}
        self._edges: dict[int, Table] = {}
        self._anchor: dict[str, int] = {}
        self._origins: dict[int, int] = {}
        self._totals: dict[int, int] = {}
        self._lengths: dict[Hashable, int] = {}
        # in which dictionary a month's dates are, for another thread may have started anew
        self._dated: dict[int, dict[int, DateTable]] = {}
        self._patterns: Patterns = {}
        self._changes: dict[int, Offsets] = {}
        self._open_dates: dict[int, list[int]] = {}

    # -- building ------------------------------------------------------------------------------

    def _measure(self, year: int) -> Measure:
        start, end = start_of(year), start_of(year + 1)
        openings = self.source.openings(start - PAD, end + PAD)
        measure = measured(openings, start, self._origin(year))
        self._totals[year] = measure.at(end) - measure.at(start)
        return measure

    def _origin(self, year: int) -> int:
        """Φ at the start of a year, in seconds."""
        found = self._origins.get(year)
        if found is None:
            anchor = self._anchor.setdefault("year", year)
            low, high = min(year, anchor), max(year, anchor)
            if high - low > 2:
                self.source.prepare(low, high)
            passed = sum(map(self.total, range(low, high)))
            found = self._origins[year] = passed if year > anchor else -passed
        return found

    def total(self, year: int) -> int:
        """The open time of a year (in UTC), in seconds."""
        found = self._totals.get(year)
        if found is None:
            first = start_of(year) // DAY
            kinds = self.source.alike(first, start_of(year + 1) // DAY)
            found, day = 0, first
            for kind, alike in groupby(kinds):
                days = len(list(alike))
                if kind is None:
                    found += self._between(day, day + days)
                else:
                    if kind not in self._lengths:
                        self._lengths[kind] = self._between(day, day + 1)
                    found += self._lengths[kind] * days
                day += days
            self._totals[year] = found
        return found

    def _between(self, first: int, last: int) -> int:
        openings = self.source.openings(first * DAY, last * DAY)
        return sum(closes - opens for opens, closes in openings)

    def _build(self, year: int) -> Table:
        measure = self._measure(year)
        table = measure.edges, measure.bases
        if not FIRST_YEAR < year < LAST_YEAR:
            # apart from those that are read without further ado, so that each instant in these
            # two is checked for its range
            self._edges[year] = table
            return table
        if len(self.years) >= KEPT_YEARS:
            self.years, self.dates, self.landings = {}, {}, {}
            self._dated, self._patterns, self._changes = {}, {}, {}
        self.landings[year] = self._landing(year, measure)
        self.years[year] = table
        return table

    def _offsets(self, year: int) -> Offsets:
        found = self._changes.get(year)
        if found is None:
            found = self.source.offsets(start_of(year) - PAD, start_of(year + 1) + PAD)
            self._changes[year] = found
        return found

    def _landing(self, year: int, measure: Measure) -> Landing:
        end = timedelta(0, self._origin(year) + self.total(year))
        return landings(measure, self._offsets(year), end)

    def table(self, year: int) -> Table:
        """Φ of a year over UTC."""
        found = self.years.get(year) or self._edges.get(year)
        return found or self._build(year)

    def keep(self, instant: datetime) -> None:
        """Put the tables in place by which questions about the month of *instant* are quick."""
        if instant.tzinfo is not self.zone and instant.tzinfo is not self.pendulum_zone:
            return
        year, month = instant.year, instant.month
        key = year * 12 + month
        if self._dated.get(key) is self.dates or not FIRST_YEAR < year < LAST_YEAR:
            return
        table, offsets = self.table(year), self._offsets(year)
        first = date(year, month, 1).toordinal() - EPOCH_ORDINAL
        last = date(year + month // 12, month % 12 + 1, 1).toordinal() - EPOCH_ORDINAL
        built = by_date(table, offsets, first, last, self._patterns)
        dates = self.dates
        dates.update((day + EPOCH_ORDINAL, found) for day, found in built)
        self._dated[key] = dates

    def open_dates(self, year: int) -> list[int]:
        """The ordinals of the year's business days."""
        found = self._open_dates.get(year)
        if found is None:
            if len(self._open_dates) >= KEPT_YEARS:
                self._open_dates = {}
            found = self._open_dates[year] = self.source.open_dates(year)
        return found

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
        """The table's year, and Φ."""
        year, at = self.locate(instant, where)
        self.keep(instant)
        bounds, bases = self.table(year)
        index = bisect_right(bounds, at)
        return year, bases[index] + at if index & 1 else bases[index]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time in [start, end), whatever the zones."""
        before = self.measure(start, "start")[1]
        return self.measure(end, "end")[1] - before

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
        """Whether it is open, whatever the zone."""
        year, at = self.locate(instant, "instant")
        self.keep(instant)
        return bisect_right(self.table(year)[0], at) & 1 == 1

    def beyond(self, year: int, question: str) -> Exception:
        """The error for an answer that lies past *year*, the last or the first."""
        first, last = self.source.opening_years()
        near = range(max(year - 8, first, FIRST_YEAR), min(year + 8, last, LAST_YEAR) + 1)
        if any(map(self.total, near)):
            return OutOfReach("the answer is out of range", expected=SUPPORTED, where=question)
        return Unreachable(
            "the calendar never opens again in this direction",
            expected=f"an opening within {SUPPORTED}",
            where=question,
        )

    def add(self, start: datetime, duration: timedelta, question: str = "add") -> DateTime:
        """The earliest instant by which *duration* (above zero) has passed since *start*."""
        year, open_time = self.measure(start, "start")
        try:
            target = timedelta.__add__(open_time, duration)
        except OverflowError:
            raise self.beyond(LAST_YEAR, question) from None
        last = min(self.source.opening_years()[1], LAST_YEAR)
        while target > timedelta(0, self._end(year, last)):
            year += 1
            if year > last:
                raise self.beyond(LAST_YEAR, question)
        self.table(year)
        landing = self.landings.get(year)
        if landing is None:
            landing = self._landing(year, self._measure(year))
            if FIRST_YEAR < year < LAST_YEAR:
                self.landings[year] = landing
        ends, shifts, _, repeated = landing
        index = bisect_left(ends, target)
        landed: DateTime = after(self.pendulum_epoch, target + shifts[index])
        return repeated_reading(landed) if index in repeated else landed

    def _end(self, year: int, limit: int) -> int:
        """Φ at the end of a year, in seconds, on the way to the year *limit*."""
        found = self._origins.get(year + 1)
        if found is None:
            if year not in self._totals and limit - year > 2:
                self.source.prepare(year, year + 8)
            found = self._origins[year + 1] = self._origin(year) + self.total(year)
        return found

    def _start(self, year: int, limit: int) -> int:
        """Φ at the start of a year, in seconds, on the way back to the year *limit*."""
        found = self._origins.get(year)
        if found is None:
            if year not in self._totals and year - limit > 2:
                self.source.prepare(year - 8, year)
            found = self._origins[year] = self._origin(year + 1) - self.total(year)
        return found

    def subtract(self, end: datetime, duration: timedelta, question: str = "subtract") -> DateTime:
        """The latest instant from which *duration* (above zero) passes until *end*."""
        year, open_time = self.measure(end, "end")
        try:
            target = timedelta.__sub__(open_time, duration)
        except OverflowError:
            raise self.beyond(FIRST_YEAR, question) from None
        first = max(self.source.opening_years()[0], FIRST_YEAR)
        while target < timedelta(0, self._start(year, first)):
            year -= 1
            if year < first:
                raise self.beyond(FIRST_YEAR, question)
        bounds, bases = self.table(year)
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
            if ahead > nearest and self._end(ahead, last) == self._origin(ahead):
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
            is_whole = self.total(year) == start_of(year + 1) - start_of(year)
            if is_whole and timedelta(0, start_of(year)) <= at < end:
                at = end
            elif at < end:
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
        edges = [*[low] * (begin & 1), *bounds[begin:end], *[high] * (end & 1)]
        for opens, closes in zip(edges[::2], edges[1::2], strict=True):
            if runs and runs[-1][1] == opens:
                runs[-1] = runs[-1][0], closes
            else:
                runs.append((opens, closes))


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
