"""Public holidays and make-up working days, read from the holidays package.

The package is imported when a calendar with holidays is first built. Names and dates are read a
year at a time into plain values; nothing of the package stays in a calendar.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import field, fields, frozen

from servicedesk.calendars.weekly import DAYS, Hours, hours_of
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, are, is_a, several
from servicedesk.reasons import Lang

HALF_DAY = "half_day"

# Countries whose government moves working days to weekends and announces it a year at a time.
# The package has older moves of Bulgaria (practice ended in 2017), Taiwan (ended by the law of
# 2025) and Ukraine (suspended by martial law in 2022).
ANNOUNCED_YEARLY = frozenset(
    {"AM", "AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "UZ", "VN"}
)

# What the package says of India outside these years lacks the Hindu holidays, and it warns.
_COMPLETE: Mapping[str, range] = {"IN": range(2001, 2036)}

_LOCALES: Mapping[Lang, tuple[str, ...]] = {
    "en": ("en_US", "en_GB", "en"),
    "zh-Hans": ("zh_CN", "zh_TW", "zh_HK"),
    "zh-Hant": ("zh_TW", "zh_HK", "zh_CN"),
}


def _date(given: object) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InvalidValue("not a date", got=given, expected="YYYY-MM-DD") from error


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
    off: tuple[DayOff, ...] = field(default=(), converter=several, validator=are(DayOff))
    working: tuple[WorkingDay, ...] = field(
        default=(), converter=several, validator=are(WorkingDay)
    )
    source: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if not date.min.year <= self.year <= date.max.year:
            raise OutOfRange("no such year", got=self.year, where="YearNotice.year")
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

    off: tuple[DayOff, ...] = field(default=(), converter=several, validator=are(DayOff))
    working: tuple[WorkingDay, ...] = field(
        default=(), converter=several, validator=are(WorkingDay)
    )
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


def _categories(given: Any) -> Any:
    if isinstance(given, str):
        return (given,)
    categories = several(given)
    return tuple(dict.fromkeys(categories)) if isinstance(categories, tuple) else given


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
        default=(), converter=several, validator=are(YearNotice, Amendment)
    )

    def __attrs_post_init__(self) -> None:
        if self.make_up_as not in DAYS:
            raise UnknownName(
                "unknown weekday",
                got=self.make_up_as,
                expected=", ".join(DAYS),
                where="Holidays.make_up_as",
            )
        known = entity_of(self.country).supported_categories
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
        open_book(self, (), self.categories)

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
        entity = entity_of(self.country)
        year = years_of(entity)[-1]
        if entity.country in ANNOUNCED_YEARLY:
            year = max(
                year
                for year, days in open_book(
                    self, (), self.categories
                ).special_public_holidays.items()
                if any(len(day) > 3 for day in _normalised(days))
            )
        announced = {notice.year for notice in self.notices if isinstance(notice, YearNotice)}
        while year + 1 in announced:
            year += 1
        return date(year, 12, 31)

    def start(self) -> date:
        """The first date of which the package knows."""
        return date(years_of(entity_of(self.country))[0], 1, 1)

    def names(self, year: int, lang: Lang) -> dict[date, str]:
        """The names of the year's holidays in *lang* where the package has it."""
        entity = entity_of(self.country)
        if year not in years_of(entity):
            return {}
        spoken = entity.supported_languages
        # a country without translations is asked in its own language
        wanted = (*_LOCALES[lang], *_LOCALES["en"])
        language = next((locale for locale in wanted if locale in spoken), "")
        return dict(open_book(self, (year,), self.categories, language).items())


def years_of(entity: Any) -> range:
    """The years that the package knows of a country."""
    return _COMPLETE.get(entity.country, range(entity.start_year, entity.end_year + 1))


def open_book(
    holidays: Holidays, years: Iterable[int], categories: Iterable[str], language: str = ""
) -> Any:
    """The package's own object for *years*."""
    entity = entity_of(holidays.country)
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

    return str(vars(holidays)["__version__"])


def _normalised(days: Any) -> tuple[Any, ...]:
    return days if days and isinstance(days[0], tuple) else (days,)


def entity_of(country: str) -> Any:
    """The package's class of a country. Raises `UnknownName`."""
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
        known = [attribute.name for attribute in fields(Holidays)]
        for name in given:
            if name not in known:
                raise UnknownName(
                    "unknown key", got=name, expected=", ".join(known), where="holidays"
                )
        return Holidays(**given)
    return given  # type: ignore[return-value]
