"""The calendar of one desk in one zone."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from attrs import field, frozen

from servicedesk.calendars.holidays import HolidayReader, Holidays, YearOfHolidays, holidays_of
from servicedesk.calendars.questions import Questions
from servicedesk.calendars.timeline import (
    EPOCH_ORDINAL,
    FIRST_YEAR,
    LAST_YEAR,
    PAD,
    Openings,
    Timeline,
    merged,
    offsets_in,
    placed,
    zone_of,
)
from servicedesk.calendars.weekly import (
    DAY,
    DAYS,
    Hours,
    Week,
    WeekPlan,
    Window,
    hours_of,
    plan_of,
    week_on,
    weeks_in,
)
from servicedesk.errors import InvalidValue, are, check_type, is_a
from servicedesk.reasons import Term


class Repeated(Term):
    """How often a reading counts that the clock shows twice."""

    TWICE = "twice", "open both times", "两次均计", "兩次均計"
    ONCE = "once", "open the first time", "仅计第一次", "僅計第一次"


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


def _special_days(given: Any) -> tuple[SpecialDay, ...]:
    if isinstance(given, Mapping):
        return tuple(sorted(_read_days(given), key=lambda special: special.day))
    days = tuple(given)
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
        if isinstance(value, Mapping):
            if not value.keys() <= {"hours", "name"}:
                raise InvalidValue("unknown keys", got=sorted(value), expected="hours, name").at(
                    where
                )
            yield SpecialDay(day, hours_of(value.get("hours", ()), where), value.get("name", ""))
        else:
            yield SpecialDay(day, hours_of(value, where))


def _zone_name(given: Any) -> Any:
    return getattr(given, "key", given)


def _repeated(given: Any) -> Any:
    return Repeated.of(given) if isinstance(given, str) else given


@frozen(cache_hash=True)
class BusinessCalendar(Questions):
    """When one desk is open.

    A date's hours are those of its special day, else of the make-up working day that it is (the
    hours of the weekday that it stands for), else of its holiday (closed, or half a day), else of
    the week.

    Attributes:
        timezone: IANA name of the desk's zone.
        week: hours by weekday (`Week`, text as "Mon-Fri 08:30-12:00,13:00-17:30; Sat
            09:00-12:00", or the JSON form), weeks that alternate, seasons, or dated versions of
            them.
        exceptions: special days; a mapping of dates to windows is taken too.
        holidays: whose holidays it keeps: `Holidays` or a country's code.
        repeated: whether a reading of the clock that a clock change repeats is open both times,
            or only the first.

    Equality, hash and pickle go by these five; tables are built when first asked.

    Raises:
        UnknownName: for an unknown zone, weekday, country, subdivision or category.
        InvalidValue: for a window of no length, a day that stands twice.
    """

    timezone: str = field(converter=_zone_name, validator=is_a(str))
    week: WeekPlan = field(converter=plan_of)
    exceptions: tuple[SpecialDay, ...] = field(
        default=(), converter=_special_days, validator=are(SpecialDay)
    )
    holidays: Holidays | None = field(
        default=None, converter=holidays_of, validator=is_a(Holidays, optional=True)
    )
    repeated: Repeated = field(
        default=Repeated.TWICE, converter=_repeated, validator=is_a(Repeated)
    )

    def __attrs_post_init__(self) -> None:
        zone_of(self.timezone, "BusinessCalendar.timezone")
        for one, other in zip(self.exceptions, self.exceptions[1:], strict=False):
            if one.day == other.day:
                raise InvalidValue(
                    "a date stands twice", got=str(one.day), where="BusinessCalendar.exceptions"
                )

    @classmethod
    def always(cls, timezone: str) -> "BusinessCalendar":
        """Open around the clock: elapsed time as a calendar."""
        whole = (Window(0, DAY),)
        return cls(timezone, Week(*([whole] * 7)))

    @cached_property
    def timeline(self) -> Timeline:  # type: ignore[override]
        """The compiled form."""
        return Timeline(Rules(self))

    def __getstate__(self) -> tuple[Any, ...]:
        return self.timezone, self.week, self.exceptions, self.holidays, self.repeated

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.__getstate__()


class Rules:
    """The rules of a `BusinessCalendar`, date by date: what its timeline is compiled from."""

    def __init__(self, calendar: BusinessCalendar) -> None:
        self.calendar = calendar
        self.timezone = calendar.timezone
        self.zone = zone_of(calendar.timezone, "timezone")
        self.exceptions = {special.day: special for special in calendar.exceptions}
        self.reader = HolidayReader(calendar.holidays) if calendar.holidays else None

    def prepare(self, first: int, last: int) -> None:
        if self.reader:
            self.reader.read(range(first - 1, last + 2))

    def opening_years(self) -> tuple[int, int]:
        if any(any(week.days) for week in weeks_in(self.calendar.week)):
            return FIRST_YEAR, LAST_YEAR
        years = [special.day.year for special in self.calendar.exceptions if special.hours]
        return (min(years) - 1, max(years) + 1) if years else (1, 0)

    def openings(self, first: int, last: int) -> Openings:
        # a window may reach into the second date after its own, and zones lie a day from UTC
        low = EPOCH_ORDINAL + first // DAY - 3
        high = EPOCH_ORDINAL + last // DAY + 2
        readings = [
            (midnight + window.opens, midnight + window.closes)
            for midnight, hours in self._days(low, high)
            for window in hours
        ]
        offsets = offsets_in(self.zone, first - PAD, last)
        once = self.calendar.repeated is Repeated.ONCE
        return placed(merged(sorted(readings)), offsets, first, last, once=once)

    def _days(self, low: int, high: int) -> Iterator[tuple[int, Hours]]:
        """Midnights (readings, in seconds since 1970) and hours of the dates from low to high."""
        for ordinal in range(low, high):
            yield (ordinal - EPOCH_ORDINAL) * DAY, self.hours_on(date.fromordinal(ordinal))

    def hours_on(self, day: date) -> Hours:
        """The windows that start on *day*."""
        special = self.exceptions.get(day)
        if special is not None:
            return special.hours
        ordinary = week_on(self.calendar.week, day).days[day.weekday()]
        if self.reader is None:
            return ordinary
        year = self.reader.year(day.year)
        if day in year.working:
            return self.make_up_hours(day, year)
        if day in year.cancelled:
            return ordinary
        if day in year.off:
            return ()
        if day in year.half:
            return inside(ordinary, self.reader.holidays.half_day)
        return ordinary

    def make_up_hours(self, day: date, year: YearOfHolidays) -> Hours:
        """The hours of the weekday that a make-up working day stands for."""
        assert self.reader is not None  # noqa: S101 - for the type checker
        stands_for = year.working[day]
        weekday = (
            stands_for.weekday() if stands_for else DAYS.index(self.reader.holidays.make_up_as)
        )
        return week_on(self.calendar.week, day).days[weekday]


def inside(hours: Hours, limits: Hours) -> Hours:
    """The parts of *hours* that lie inside *limits*."""
    found = [
        (max(window.opens, limit.opens), min(window.closes, limit.closes))
        for window in hours
        for limit in limits
    ]
    return tuple(Window(opens, closes) for opens, closes in found if opens < closes)
