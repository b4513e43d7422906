"""The holidays of a civil year: what the package and the notices say, as plain values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from servicedesk.calendars.holidays import (
    HALF_DAY,
    Holidays,
    Notice,
    YearNotice,
    entity_of,
    open_book,
    years_of,
)


class YearOfHolidays(NamedTuple):
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


class _Printed(NamedTuple):
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
        self._known = years_of(entity_of(holidays.country))

    def read(self, years: Iterable[int]) -> None:
        """Read several years at once, which is quicker than one by one."""
        missing = [year for year in years if year in self._known and year not in self._printed]
        if missing:
            # in place: two threads that read different years must not lose one another's
            self._printed.update(_print(self.holidays, missing))

    def year(self, year: int) -> YearOfHolidays:
        found = self._years.get(year)
        if found is None:
            self.read((year,))
            here = self._printed.get(year, _NOTHING)
            stands_for = dict(here.stands_for)
            if not here.working <= stands_for.keys():  # they make up for days over the new year
                self.read((year - 1, year + 1))
                for near in (year - 1, year + 1):
                    stands_for |= self._printed.get(near, _NOTHING).stands_for
            found = _arranged(year, here, stands_for, self.holidays.notices)
            self._years[year] = found
        return found


def _print(holidays: Holidays, years: list[int]) -> dict[int, _Printed]:
    off: dict[int, dict[date, str]] = {year: {} for year in years}
    half: dict[int, dict[date, str]] = {year: {} for year in years}
    working: dict[int, set[date]] = {year: set() for year in years}
    stands_for: dict[int, dict[date, date]] = {year: {} for year in years}
    estimated: set[int] = set()
    if holidays.closing:
        book = open_book(holidays, years, holidays.closing)
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
        for day, name in open_book(holidays, years, (HALF_DAY,)).items():
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


def _arranged(
    year: int, here: _Printed, stands_for: Mapping[date, date], notices: tuple[Notice, ...]
) -> YearOfHolidays:
    off, half = dict(here.off), dict(here.half)
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
