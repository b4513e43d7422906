"""What decides the hours of a date, and the sources that timelines are compiled from."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from itertools import chain, count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from attrs import field, frozen

from servicedesk.calendars.holidays import Holidays
from servicedesk.calendars.tables import (
    EPOCH_ORDINAL,
    PAD,
    Openings,
    merged,
    offsets_in,
    placed,
    start_of,
    zone_of,
)
from servicedesk.calendars.timeline import FIRST_YEAR, LAST_YEAR, Source
from servicedesk.calendars.weekly import (
    DAY,
    Hours,
    Week,
    WeekPlan,
    Window,
    hours_of,
    week_on,
    weeks_in,
)
from servicedesk.errors import InvalidValue, check_type, is_a, several
from servicedesk.reasons import Term

if TYPE_CHECKING:
    from servicedesk.calendars.holiday_years import HolidayReader


class Repeated(Term):
    """How often a reading counts that the clock shows twice."""

    TWICE = "twice", "counts both times", "两次均计", "兩次均計"
    ONCE = "once", "counts the first time only", "仅计第一次", "僅計第一次"


@frozen
class SpecialDay:
    """The hours of one date, in place of all other rules: closed, a half day, or extra hours.

    Attributes:
        day: a civil date in the calendar's zone.
        hours: the windows that start on it; none is closed.
        name: what to call it in explanations, as "stocktaking".
    """

    day: date = field(validator=is_a(date))
    hours: Hours = field(default=(), converter=hours_of)
    name: str = field(default="", validator=is_a(str))


def special_days(given: Any) -> tuple[SpecialDay, ...]:
    """Special days in the order of their dates, from themselves or from windows by date."""
    days = tuple(_read_days(given)) if isinstance(given, Mapping) else several(given)
    check_type(days, tuple, where="exceptions")
    for index, special in enumerate(days):
        check_type(special, SpecialDay, where=f"exceptions[{index}]")
    return tuple(sorted(days, key=lambda special: special.day))


def _read_days(given: Mapping[Any, Any]) -> Iterator[SpecialDay]:
    for key, value in given.items():
        where = f"exceptions.{key}"
        try:
            day = date.fromisoformat(key) if isinstance(key, str) else key
        except ValueError as error:
            raise InvalidValue("not a date", got=key, expected="YYYY-MM-DD", where=where) from error
        check_type(day, date, where=where)
        if not isinstance(value, Mapping):
            yield SpecialDay(day, hours_of(value, where))
        elif value.keys() <= {"hours", "name"}:
            yield SpecialDay(day, hours_of(value.get("hours", ()), where), value.get("name", ""))
        else:
            raise InvalidValue(
                "unknown keys", got=sorted(value), expected="hours, name", where=where
            )


class DeskRules(Protocol):
    """The definition of a `BusinessCalendar`."""

    @property
    def timezone(self) -> str: ...
    @property
    def week(self) -> WeekPlan: ...
    @property
    def exceptions(self) -> tuple[SpecialDay, ...]: ...
    @property
    def holidays(self) -> Holidays | None: ...
    @property
    def repeated(self) -> Repeated: ...


class Rule(Term):
    """Which rule gave a date its hours."""

    SPECIAL = "special", "special day", "特别安排", "特別安排"
    MAKE_UP = "make_up", "make-up working day", "调休上班日", "補班日"
    CANCELLED = "cancelled", "cancelled holiday", "取消的假日", "取消的假日"
    HOLIDAY = "holiday", "holiday", "假日", "假日"
    HALF_DAY = "half_day", "half-day holiday", "半日假", "半日假"
    ORDINARY = "ordinary", "ordinary day", "普通日", "普通日"


class Ruling(NamedTuple):
    """The hours of a date and the rule that gave them.

    Attributes:
        name: of the special day or the holiday, in the package's own language.
        stands_for: the day off that a make-up working day makes up for.
        source: the notice that announced it.
    """

    rule: Rule
    hours: Hours
    name: str = ""
    stands_for: date | None = None
    source: str = ""


class Desk:
    """The source of a `BusinessCalendar`: its rules, date by date."""

    def __init__(self, calendar: DeskRules) -> None:
        self.calendar = calendar
        self.timezone = calendar.timezone
        self.zone = zone_of(calendar.timezone, "timezone")
        self.reader = _reader(calendar.holidays) if calendar.holidays else None
        self._exceptions = {special.day: special for special in calendar.exceptions}
        self._rulings: dict[int, dict[int, Ruling]] = {}
        self._kinds: dict[tuple[int, tuple[int, ...]], int] = {}
        self._numbers = count(1)
        self._last_offsets: tuple[int, int, list[tuple[int, int]]] = (0, 0, [])

    def prepare(self, first: int, last: int) -> None:
        if self.reader:
            self.reader.read(range(first - 1, last + 2))

    def opening_years(self) -> tuple[int, int]:
        if any(any(week.days) for week in weeks_in(self.calendar.week)):
            return FIRST_YEAR, LAST_YEAR
        years = [special.day.year for special in self.calendar.exceptions if special.hours]
        # a window reaches into the next day, and zones lie a day from UTC
        return (min(years) - 1, max(years) + 1) if years else (1, 0)

    def openings(self, first: int, last: int) -> Openings:
        # windows reach into the second date after their own
        low, high = first // DAY - 3, last // DAY + 2
        pairs: dict[int, Openings] = {}  # by identity: the rules hold all hours meanwhile
        readings: Openings = []
        for day, hours in self._hours_between(low + EPOCH_ORDINAL, high + EPOCH_ORDINAL):
            if id(hours) not in pairs:
                pairs[id(hours)] = [(window.opens, window.closes) for window in hours]
            midnight = day * DAY
            for opens, closes in pairs[id(hours)]:
                readings.append((midnight + opens, midnight + closes))
        return self._place(readings, first, last)

    def _place(self, readings: Openings, first: int, last: int) -> Openings:
        once = self.calendar.repeated is Repeated.ONCE
        offsets = self.offsets(first, last)
        return placed(merged(sorted(readings)), offsets, first, last, once=once)

    def alike(self, first: int, last: int) -> list[int | None]:
        """A day's openings hang on the hours of the dates in it and of the two before them."""
        low, high = first - 4, last + 4
        known = [0] * (high - low)
        for day, hours in self._hours_between(low + EPOCH_ORDINAL, high + EPOCH_ORDINAL):
            known[day - low] = id(hours)  # the week and the rulings hold all hours
        found: list[int | None] = [None] * (last - first)
        offsets = self.offsets(first * DAY, last * DAY)
        ends = [start for start, _ in offsets[1:]] + [last * DAY]
        for (start, offset), end in zip(offsets, ends, strict=True):
            # until two days after a change the clock may repeat what it has shown
            begin, stop = max(-(-start // DAY) + 2, first), end // DAY
            date_before = begin + offset // DAY - 2 - low
            dates = (known[date_before + ahead :] for ahead in range(4))
            for day, four in zip(range(begin, stop), zip(*dates, strict=False), strict=False):
                key = offset % DAY, four
                number = self._kinds.get(key)
                found[day - first] = number or self._kinds.setdefault(key, next(self._numbers))
        return found

    def offsets(self, first: int, last: int) -> list[tuple[int, int]]:
        known_first, known_last, known = self._last_offsets
        if (known_first, known_last) != (first, last):
            # a clock set back just before *first* may still be repeating
            known = offsets_in(self.zone, first - PAD, last)
            self._last_offsets = first, last, known
        return known

    def _hours_between(self, low: int, high: int) -> Iterator[tuple[int, Hours]]:
        """Days since 1970 and hours, for the dates from one ordinal up to another."""
        plan = self.calendar.week
        rulings: dict[int, Ruling] = {}
        years = range(date.fromordinal(low).year, date.fromordinal(high).year + 1)
        if self.reader:
            self.reader.read(years)
        for year in years:
            rulings |= self._special_rulings(year)
        days = plan.days if isinstance(plan, Week) else ()
        for ordinal in range(low, high):
            ruling = rulings.get(ordinal)
            if ruling:
                hours = ruling.hours
            elif days:
                hours = days[(ordinal - 1) % 7]
            else:
                day = date.fromordinal(ordinal)
                hours = week_on(plan, day).days[day.weekday()]
            if hours:
                yield ordinal - EPOCH_ORDINAL, hours

    def _special_rulings(self, year: int) -> dict[int, Ruling]:
        """Rulings of all dates of a year that are not ordinary."""
        found = self._rulings.get(year)
        if found is None:
            days = {day for day in self._exceptions if day.year == year}
            if self.reader:
                known = self.reader.year(year)
                days |= known.off.keys() | known.half.keys() | known.working.keys()
            rulings = {day.toordinal(): self.ruling(day) for day in days}
            # the first to come is kept: hours are known by identity
            found = self._rulings.setdefault(year, rulings)
        return found

    def ruling(self, day: date) -> Ruling:
        """The hours of a date and why: special day, else make-up day, else holiday, else week."""
        special = self._exceptions.get(day)
        if special is not None:
            return Ruling(Rule.SPECIAL, special.hours, special.name)
        week = week_on(self.calendar.week, day).days
        hours = week[day.weekday()]
        if self.reader is None:
            return Ruling(Rule.ORDINARY, hours)
        year, holidays = self.reader.year(day.year), self.reader.holidays
        ruled = partial(Ruling, source=year.sources.get(day, ""))
        if day in year.working:
            stands_for = year.working[day]
            weekday = stands_for.weekday() if stands_for else holidays.make_up_weekday
            return ruled(Rule.MAKE_UP, week[weekday], stands_for=stands_for)
        if day in year.cancelled:
            return ruled(Rule.CANCELLED, hours)
        if day in year.off:
            return ruled(Rule.HOLIDAY, (), name=year.off[day])
        if day in year.half:
            return ruled(Rule.HALF_DAY, _inside(hours, holidays.half_day), name=year.half[day])
        return Ruling(Rule.ORDINARY, hours)

    def open_dates(self, year: int) -> list[int]:
        first, last = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        return [day + EPOCH_ORDINAL for day, _ in self._hours_between(first, last)]

    def close_of(self, ordinal: int) -> int | None:
        midnight = (ordinal - EPOCH_ORDINAL) * DAY
        hours = self.ruling(date.fromordinal(ordinal)).hours
        readings = [(midnight + window.opens, midnight + window.closes) for window in hours]
        found = self._place(readings, midnight - PAD, midnight + 2 * PAD)
        return found[-1][1] if found else None

    def horizon(self) -> date | None:
        return self._horizon

    @cached_property
    def _horizon(self) -> date | None:
        return self.reader.holidays.horizon() if self.reader else None

    def is_estimated(self, day: date) -> bool:
        if self.reader is None:
            return False
        return day < self.reader.holidays.start() or self.reader.year(day.year).estimated


def _reader(holidays: Holidays) -> "HolidayReader":
    # for desks that keep holidays only
    from servicedesk.calendars.holiday_years import HolidayReader  # noqa: PLC0415

    return HolidayReader(holidays)


def _inside(hours: Hours, limits: Hours) -> Hours:
    """The parts of *hours* that lie inside *limits*."""
    found = [
        (max(window.opens, limit.opens), min(window.closes, limit.closes))
        for window in hours
        for limit in limits
    ]
    return tuple(Window(opens, closes) for opens, closes in found if opens < closes)


class How(Term):
    """How two calendars make one."""

    BOTH = "both", "open when both are", "两者均营业时", "兩者均營業時"
    EITHER = "either", "open when either is", "任一营业时", "任一營業時"
    EXCEPT = "except", "open when only the first is", "仅前者营业时", "僅前者營業時"


_MEANINGS: Mapping[How, Callable[[bool, bool], bool]] = {
    How.BOTH: lambda one, other: one and other,
    How.EITHER: lambda one, other: one or other,
    How.EXCEPT: lambda one, other: one and not other,
}


def _closed(openings: Openings, first: int, last: int) -> Openings:
    """The time in [first, last) that is not open."""
    edges = [first, *chain.from_iterable(openings), last]
    return [
        (since, until)
        for since, until in zip(edges[::2], edges[1::2], strict=True)
        if since < until
    ]


def _shared(left: Openings, right: Openings) -> Iterator[tuple[int, int]]:
    """The time that is open in both."""
    at = 0
    for opens, closes in left:
        while at < len(right) and right[at][1] <= opens:
            at += 1
        near = at
        while near < len(right) and right[near][0] < closes:
            yield max(opens, right[near][0]), min(closes, right[near][1])
            near += 1


class Pair:
    """The source of a `CombinedCalendar`."""

    def __init__(self, how: How, left: Source, right: Source, timezone: str) -> None:
        self.how, self.left, self.right = how, left, right
        self.timezone = timezone
        self.zone = zone_of(timezone, "timezone")

    def is_open(self, *parts: bool) -> bool:
        """Whether it is open, when its parts are or are not."""
        return _MEANINGS[self.how](*parts)

    def prepare(self, first: int, last: int) -> None:
        self.left.prepare(first, last)
        self.right.prepare(first, last)

    def opening_years(self) -> tuple[int, int]:
        left, right = self.left.opening_years(), self.right.opening_years()
        if self.how is How.BOTH:
            return max(left[0], right[0]), min(left[1], right[1])
        if self.how is How.EXCEPT or right == (1, 0):
            return left
        return right if left == (1, 0) else (min(left[0], right[0]), max(left[1], right[1]))

    def offsets(self, first: int, last: int) -> list[tuple[int, int]]:
        return offsets_in(self.zone, first, last)

    def openings(self, first: int, last: int) -> Openings:
        left, right = self.left.openings(first, last), self.right.openings(first, last)
        if self.how is How.EITHER:
            return merged(sorted(left + right))
        if self.how is How.EXCEPT:
            right = _closed(right, first, last)
        return list(_shared(left, right))

    def alike(self, first: int, last: int) -> list[tuple[Hashable, Hashable] | None]:
        parts = zip(self.left.alike(first, last), self.right.alike(first, last), strict=True)
        return [None if None in both else both for both in parts]

    def open_dates(self, year: int) -> list[int]:
        found: set[int] = set()
        for opens, closes in self._readings(start_of(year) - PAD, start_of(year + 1) + PAD):
            found.update(range(opens // DAY, (closes - 1) // DAY + 1))
        dates = (day + EPOCH_ORDINAL for day in sorted(found))
        return [ordinal for ordinal in dates if date.fromordinal(ordinal).year == year]

    def close_of(self, ordinal: int) -> int | None:
        midnight = (ordinal - EPOCH_ORDINAL) * DAY
        offsets = offsets_in(self.zone, midnight - PAD, midnight + PAD)
        date_itself = placed(
            [(midnight, midnight + DAY)], offsets, midnight - PAD, midnight + PAD, once=False
        )
        open_time = [
            closes for first, last in date_itself for _, closes in self.openings(first, last)
        ]
        return max(open_time, default=None)

    def _readings(self, first: int, last: int) -> Openings:
        """The open time in readings of the clock; what it repeats may overlap."""
        offsets = offsets_in(self.zone, first, last)
        starts = [start for start, _ in offsets]
        found: Openings = []
        for opens, closes in self.openings(first, last):
            for index in range(bisect_right(starts, opens) - 1, len(offsets)):
                start, offset = offsets[index]
                end = starts[index + 1] if index + 1 < len(starts) else last
                low, high = max(opens, start), min(closes, end)
                if low < high:
                    found.append((low + offset, high + offset))
        return found

    def horizon(self) -> date | None:
        known = [day for day in (self.left.horizon(), self.right.horizon()) if day]
        return min(known, default=None)

    def is_estimated(self, day: date) -> bool:
        return self.left.is_estimated(day) or self.right.is_estimated(day)
