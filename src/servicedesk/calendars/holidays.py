"""Public holidays and make-up working days, read from the holidays package.

The package is imported when a calendar with holidays is first built. Names and dates are read a
year at a time into plain values; nothing of the package stays in a calendar.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from servicedesk.calendars.weekly import DAYS, Hours, hours_of
from servicedesk.errors import InvalidValue, UnknownName, are, is_a
from servicedesk.reasons import Lang

HALF_DAY = "half_day"

# Countries whose government moves working days to weekends and announces it a year at a time.
# The package has older moves of Bulgaria (practice ended in 2017), Taiwan (ended by the law of
# 2025) and Ukraine (suspended by martial law in 2022).
ANNOUNCED_YEARLY = frozenset(
    {"AM", "AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "UZ", "VN"}
)

_LOCALES: Mapping[Lang, tuple[str, ...]] = {
    "en": ("en_US", "en_GB", "en"),
    "zh-Hans": ("zh_CN", "zh_TW", "zh_HK"),
    "zh-Hant": ("zh_TW", "zh_HK", "zh_CN"),
}


def _date(given: object) -> Any:
    return date.fromisoformat(given) if isinstance(given, str) else given


@frozen
class DayOff:
    """A date that a notice closes, and the holiday's name."""

    day: date = field(converter=_date, validator=is_a(date))
    name: str = field(default="", validator=is_a(str))


@frozen
class WorkingDay:
    """A date that a notice opens.

    Attributes:
        stands_for: the day off that it makes up for, whose weekday's hours it has; None gives it
            the ordinary hours of its own weekday (a holiday that was cancelled).
    """

    day: date = field(converter=_date, validator=is_a(date))
    stands_for: date | None = field(
        default=None, converter=_date, validator=is_a(date, optional=True)
    )


def _tuple(given: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(given)


@frozen(kw_only=True)
class YearNotice:
    """The whole arrangement of one year, as announced: it replaces what the package says of it.

    China's State Council publishes one each autumn for the year to come; it need not wait for a
    release of the package. It moves the knowledge horizon to the end of its year.

    Attributes:
        year: the civil year.
        off: every day off, weekends not counted.
        working: the make-up working days.
        source: the document, as "国办发明电〔2025〕7号".
    """

    year: int = field(validator=is_a(int))
    off: tuple[DayOff, ...] = field(default=(), converter=_tuple, validator=are(DayOff))
    working: tuple[WorkingDay, ...] = field(default=(), converter=_tuple, validator=are(WorkingDay))
    source: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        _check_days(self)
        days: tuple[DayOff | WorkingDay, ...] = (*self.off, *self.working)
        for day in days:
            if day.day.year != self.year:
                raise InvalidValue(
                    "a date of another year",
                    got=str(day.day),
                    expected=str(self.year),
                    where="YearNotice",
                )


@frozen(kw_only=True)
class Amendment:
    """A change to an arrangement that is already known, as the longer Spring Festival of 2020.

    Attributes:
        off: dates that become days off, make-up days that are cancelled included.
        working: dates that become working days.
        source: the document.
    """

    off: tuple[DayOff, ...] = field(default=(), converter=_tuple, validator=are(DayOff))
    working: tuple[WorkingDay, ...] = field(default=(), converter=_tuple, validator=are(WorkingDay))
    source: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        _check_days(self)


Notice = YearNotice | Amendment


def _check_days(notice: Notice) -> None:
    seen: set[date] = set()
    days: tuple[DayOff | WorkingDay, ...] = (*notice.off, *notice.working)
    for day in days:
        if day.day in seen:
            raise InvalidValue("a date stands twice", got=str(day.day), where=type(notice).__name__)
        seen.add(day.day)


def _categories(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    return tuple(dict.fromkeys(given))


def _half_day_hours(given: object) -> Hours:
    return hours_of(given, "Holidays.half_day")


@frozen(kw_only=True)
class Holidays:
    """Whose holidays a desk keeps.

    Attributes:
        country: ISO 3166 code that the holidays package knows, as "CN".
        subdivision: its code in the package, as "BY" of DE; None for the whole country.
        categories: the package's categories that close the desk, as "public", "bank",
            "government"; "half_day" opens it for a part of the day.
        half_day: on a half-day holiday, the ordinary hours that lie inside these windows are
            kept. The mornings by default.
        make_up_as: the weekday whose hours a make-up working day has where neither the package
            nor a notice says which day it stands for.
        notices: what the host knows beyond the package; a later one prevails over an earlier.

    Raises:
        UnknownName: for a country, subdivision, category or weekday that is not known.
        InvalidValue: for the category "workday", whose holidays are worked.
    """

    country: str = field(validator=is_a(str))
    subdivision: str | None = field(default=None, validator=is_a(str, optional=True))
    categories: tuple[str, ...] = field(
        default=("public",), converter=_categories, validator=are(str)
    )
    half_day: Hours = field(default="00:00-12:00", converter=_half_day_hours)
    make_up_as: str = field(default="mon", validator=is_a(str))
    notices: tuple[Notice, ...] = field(
        default=(), converter=_tuple, validator=are(YearNotice, Amendment)
    )

    def __attrs_post_init__(self) -> None:
        if self.make_up_as not in DAYS:
            raise UnknownName(
                "unknown weekday",
                got=self.make_up_as,
                expected=", ".join(DAYS),
                where="Holidays.make_up_as",
            )
        known = _entity(self.country).supported_categories
        for category in self.categories:
            if category not in known:
                raise UnknownName(
                    f"unknown category of {self.country}",
                    got=category,
                    expected=", ".join(known),
                    where="Holidays.categories",
                )
        if "workday" in self.categories:
            raise InvalidValue(
                "holidays of the category workday are worked", where="Holidays.categories"
            )
        if not self.categories:
            raise InvalidValue("no category", where="Holidays.categories")
        _book(self, (), self.categories)

    @property
    def make_up_weekday(self) -> int:
        """`make_up_as` as a number, Monday 0."""
        return DAYS.index(self.make_up_as)

    @property
    def closing(self) -> tuple[str, ...]:
        """The categories that close a whole day."""
        return tuple(category for category in self.categories if category != HALF_DAY)

    def horizon(self) -> date:
        """The last date for which the arrangement is known."""
        entity = _entity(self.country)
        year = entity.end_year
        if entity.country in ANNOUNCED_YEARLY:
            year = max(
                year
                for year, days in _book(self, (), self.categories).special_public_holidays.items()
                if any(len(day) > 3 for day in _normalised(days))
            )
        announced = {notice.year for notice in self.notices if isinstance(notice, YearNotice)}
        while year + 1 in announced:
            year += 1
        return date(year, 12, 31)

    def start(self) -> date:
        """The first date of which the package knows."""
        return date(_entity(self.country).start_year, 1, 1)

    def names(self, year: int, lang: Lang) -> dict[date, str]:
        """The names of the year's holidays in *lang* where the package has it."""
        entity = _entity(self.country)
        if not entity.start_year <= year <= entity.end_year:
            return {}
        spoken = entity.supported_languages
        # a country without translations is asked in its own language
        wanted = (*_LOCALES[lang], *_LOCALES["en"])
        language = next((locale for locale in wanted if locale in spoken), "")
        return dict(_book(self, (year,), self.categories, language).items())


def _book(
    holidays: Holidays, years: Iterable[int], categories: Iterable[str], language: str = ""
) -> Any:
    """The package's own object for *years*."""
    entity = _entity(holidays.country)
    try:
        return entity(
            subdiv=holidays.subdivision,
            years=tuple(years),
            expand=False,
            categories=tuple(categories),
            # without one the package reads the environment
            language=language or entity.default_language or "en_US",
        )
    except NotImplementedError as error:
        raise UnknownName(
            f"unknown subdivision of {holidays.country}",
            got=holidays.subdivision,
            expected=", ".join(entity.subdivisions) or "none",
            where="Holidays.subdivision",
        ) from error


def package_version() -> str:
    """The version of the holidays package."""
    import holidays  # noqa: PLC0415 - it is loaded by now

    return str(holidays.__version__)


def _normalised(days: Any) -> tuple[Any, ...]:
    return days if days and isinstance(days[0], tuple) else (days,)


def _entity(country: str) -> Any:
    import holidays  # noqa: PLC0415 - a tenth of a second, for those who need it

    loader = getattr(holidays, country, None) if re.fullmatch("[A-Z]{2,3}", country) else None
    entity = loader.get_entity() if loader else None
    if entity is None or not getattr(entity, "country", None):
        raise UnknownName("unknown country", got=country, expected='an ISO 3166 code, as "CN"').at(
            "Holidays.country"
        )
    return entity


def holidays_of(given: object) -> Holidays | None:
    """`Holidays` from themselves, a country's code, or its JSON form."""
    if isinstance(given, str):
        return Holidays(country=given)
    if isinstance(given, Mapping):
        return Holidays(**given)
    return given  # type: ignore[return-value]


@frozen
class YearOfHolidays:
    """What the package and the notices say of one civil year.

    Attributes:
        off: names of the days off by date.
        half: names of the half-day holidays.
        working: make-up working days, with the date that each stands for, or None.
        cancelled: dates with their ordinary hours in spite of all the above.
        sources: the notice that says it, for dates of notices.
        estimated: whether the package reckons some date of the year itself (a moon not yet
            sighted), so that it may still move.
    """

    off: Mapping[date, str]
    half: Mapping[date, str]
    working: Mapping[date, date | None]
    cancelled: frozenset[date]
    sources: Mapping[date, str]
    estimated: bool


@frozen
class _Printed:
    """The package's own data of one year."""

    off: Mapping[date, str]
    half: Mapping[date, str]
    working: frozenset[date]
    stands_for: Mapping[date, date]
    estimated: bool


_NOTHING = _Printed({}, {}, frozenset(), {}, estimated=False)


class HolidayReader:
    """Reads the holidays year by year and keeps what it has read."""

    def __init__(self, holidays: Holidays) -> None:
        self.holidays = holidays
        self._printed: dict[int, _Printed] = {}
        self._years: dict[int, YearOfHolidays] = {}
        entity = _entity(holidays.country)
        self._first, self._last = entity.start_year, entity.end_year

    def read(self, years: Iterable[int]) -> None:
        """Read several years at once, which is quicker than one by one."""
        missing = [
            year
            for year in years
            if self._first <= year <= self._last and year not in self._printed
        ]
        if missing:
            self._printed = self._printed | _print(self.holidays, missing)

    def year(self, year: int) -> YearOfHolidays:
        found = self._years.get(year)
        if found is None:
            self.read((year - 1, year, year + 1))
            near = [self._printed.get(near, _NOTHING) for near in (year, year - 1, year + 1)]
            found = _arranged(year, near, self.holidays.notices)
            self._years[year] = found
        return found


def _print(holidays: Holidays, years: list[int]) -> dict[int, _Printed]:
    off: dict[int, dict[date, str]] = {year: {} for year in years}
    half: dict[int, dict[date, str]] = {year: {} for year in years}
    working: dict[int, set[date]] = {year: set() for year in years}
    stands_for: dict[int, dict[date, date]] = {year: {} for year in years}
    estimated: set[int] = set()
    if holidays.closing:
        book = _book(holidays, years, holidays.closing)
        moved, guessed = _substitutions(book), _estimates(book)
        for day, name in book.items():
            if day.year not in off:
                continue
            off[day.year][day] = name
            for worked in moved(name):
                stands_for[day.year][worked] = day
            if guessed(name):
                estimated.add(day.year)
        for day in book.weekend_workdays:
            if day.year in working:
                working[day.year].add(day)
    if HALF_DAY in holidays.categories:
        for day, name in _book(holidays, years, (HALF_DAY,)).items():
            if day.year in half:
                half[day.year][day] = name
    return {
        year: _Printed(
            off[year],
            half[year],
            frozenset(working[year]),
            stands_for[year],
            estimated=year in estimated,
        )
        for year in years
    }


def _substitutions(book: Any) -> Any:
    """A function from a name ("休息日（由 2026-01-04 调休）") to the days worked for it."""
    if not getattr(book, "substituted_label", None):
        return lambda _: ()
    label = book.tr(book.substituted_label)
    written = book.tr(book.substituted_date_format)
    before, _, after = label.partition("%s")
    pattern = re.compile(f"{re.escape(before)}(.+?){re.escape(after)}")

    def find(name: str) -> Iterator[date]:
        for found in pattern.findall(name):
            yield datetime.strptime(found, written).date()  # noqa: DTZ007 - a date

    return find


def _estimates(book: Any) -> Any:
    """Whether a name says that its date is estimated."""
    marks = []
    for label in ("estimated_label", "observed_estimated_label"):
        if given := getattr(book, label, None):
            before, _, after = book.tr(given).partition("%s")
            marks.append((before, after))
    return lambda name: any(
        part.startswith(before) and part.endswith(after)
        for part in name.split("; ")
        for before, after in marks
    )


def _arranged(year: int, printed: list[_Printed], notices: tuple[Notice, ...]) -> YearOfHolidays:
    here = printed[0]
    off, half = dict(here.off), dict(here.half)
    stands_for = {worked: day for near in printed for worked, day in near.stands_for.items()}
    working: dict[date, date | None] = {day: stands_for.get(day) for day in here.working}
    cancelled: set[date] = set()
    sources: dict[date, str] = {}
    estimated = here.estimated
    for notice in notices:
        if isinstance(notice, YearNotice):
            if notice.year != year:
                continue
            off, working, estimated = {}, {}, False
            cancelled, sources = set(), {}
        for closed in notice.off:
            if closed.day.year == year:
                off[closed.day] = closed.name
                sources[closed.day] = notice.source
                working.pop(closed.day, None)
                cancelled.discard(closed.day)
        for worked in notice.working:
            if worked.day.year == year:
                sources[worked.day] = notice.source
                off.pop(worked.day, None)
                half.pop(worked.day, None)
                working.pop(worked.day, None)
                if worked.stands_for:
                    working[worked.day] = worked.stands_for
                else:
                    cancelled.add(worked.day)
    return YearOfHolidays(off, half, working, frozenset(cancelled), sources, estimated)
