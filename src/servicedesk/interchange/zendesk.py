"""Zendesk's schedules: weekly intervals in minutes since Sunday, and holidays, as JSON.

The JSON is that of the schedules API, with the holidays of the schedule beside it:

    {"name": "Shanghai", "time_zone": "Beijing",
     "intervals": [{"start_time": 1950, "end_time": 2160}, ...]}
    [{"name": "National Day", "start_date": "2026-10-01", "end_date": "2026-10-07"}, ...]

How Zendesk means it: minute 0 is Sunday 00:00, an interval is half-open, `end_date` is included.
Zones have the display names of Ruby on Rails ("Pacific Time (US & Canada)"); IANA names are taken
too. A holiday closes its dates from midnight to midnight.

What it can't carry: windows across midnight (they are split there, which loses nothing), seconds,
half days and dates that open longer, alternating weeks, seasons and dated versions, repeated clock
time that counts once, combined calendars, holidays as a rule (they become dated ones), zones that
Rails has no name for.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from servicedesk.calendars import BusinessCalendar
from servicedesk.calendars.rules import Repeated, SpecialDay
from servicedesk.calendars.weekly import DAYS, AlternatingWeeks, Week, clock_text
from servicedesk.errors import InvalidDocument, UnknownName, check_type
from servicedesk.interchange.carried import OTHER_HOURS, Carried, NotCarried
from servicedesk.interchange.rails import ZONES
from servicedesk.interchange.readings import (
    check_dates,
    check_year,
    closures_of,
    date_hours,
    dates,
    on_date,
    week_hours,
    week_plan,
    words,
)
from servicedesk.reasons import Reason

_WEEK = 7 * 1440


def from_zendesk(
    schedule: Mapping[str, Any], holidays: Sequence[Mapping[str, Any]] = ()
) -> Carried[BusinessCalendar]:
    """The calendar that a Zendesk schedule and its holidays mean.

    Raises:
        InvalidDocument: for what is not such a document.
        UnknownName: for a zone that neither Rails nor the tz database knows.
    """
    check_type(schedule, Mapping, where="$")
    check_type(holidays, list, tuple, where="holidays")
    zone = schedule.get("time_zone")
    if not isinstance(zone, str):
        raise InvalidDocument("no zone", got=zone, where="$.time_zone")
    by_day: dict[str, list[tuple[str, str]]] = {}
    for day, first, last in _intervals(schedule):
        by_day.setdefault(DAYS[day], []).append((clock_text(first), clock_text(last)))
    closed = {
        day: SpecialDay(day, (), str(holiday.get("name") or ""))
        for index, holiday in enumerate(holidays)
        for day in dates(*_holiday(holiday, f"holidays[{index}]"))
    }
    return Carried(
        BusinessCalendar(
            timezone=ZONES.get(zone, zone), week=Week.of(by_day), exceptions=tuple(closed.values())
        )
    )


def _intervals(schedule: Mapping[str, Any]) -> Iterator[tuple[int, int, int]]:
    """(weekday from Monday, first second, last second), split at midnights."""
    found = schedule.get("intervals", [])
    check_type(found, list, tuple, where="$.intervals")
    for index, interval in enumerate(found):
        where = f"$.intervals[{index}]"
        check_type(interval, Mapping, where=where)
        first, last = interval.get("start_time"), interval.get("end_time")
        check_type(first, int, where=f"{where}.start_time")
        check_type(last, int, where=f"{where}.end_time")
        if not (0 <= first < _WEEK and first < last <= first + _WEEK):
            raise InvalidDocument(
                "not an interval of a week", got=(first, last), expected="0 to 10080 minutes"
            ).at(where)
        while first < last:
            midnight = first - first % 1440
            until = min(last, midnight + 1440)
            yield (midnight // 1440 - 1) % 7, (first - midnight) * 60, (until - midnight) * 60
            first = until


def _holiday(holiday: Mapping[str, Any], where: str) -> tuple[date, date]:
    check_type(holiday, Mapping, where=where)
    try:
        first, last = (date.fromisoformat(holiday[key]) for key in ("start_date", "end_date"))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument(
            "a holiday needs two dates", got=dict(holiday), expected="start_date and end_date"
        ).at(where) from error
    check_year(first, where)
    check_year(last, where)
    if last < first:
        raise InvalidDocument("a holiday ends before it starts", got=dict(holiday), where=where)
    return first, last


def to_zendesk(
    calendar: BusinessCalendar, *, first: date, last: date, name: str = "Business hours"
) -> Carried[dict[str, Any]]:
    """The Zendesk schedule that means the same from *first* to *last*.

    The value is the schedule's JSON with one more key, "holidays", for the holidays endpoint.
    A date that is open less than its week says, or longer, is reported as lost: in Zendesk it
    keeps the week's hours.

    Args:
        calendar: with one week of whole minutes in that time.
        first: the first date whose holidays and exceptions are written out.
        last: the last one.
        name: what Zendesk shall call it.

    Raises:
        NotCarried: for seconds, alternating weeks, hours that change with a season or a version
            between the two dates, and repeated clock time that counts once.
        UnknownName: for a zone that Rails has no name for.
        OutOfRange: when *last* is before *first*.
    """
    check_type(calendar, BusinessCalendar, where="calendar")
    check_dates(first, last)
    if calendar.repeated is not Repeated.TWICE:
        raise NotCarried("repeated clock time that counts once", where="calendar.repeated")
    week = week_plan(calendar, first, last)
    if isinstance(week, AlternatingWeeks):
        raise NotCarried("weeks that take turns", got=len(week.weeks), where="calendar.week")
    names = [rails for rails, zone in ZONES.items() if zone == calendar.timezone]
    if not names:
        raise UnknownName("no such zone in Zendesk", got=calendar.timezone)
    written = [
        {
            "name": closure.name or "Closed",
            "start_date": closure.first.isoformat(),
            "end_date": closure.last.isoformat(),
        }
        for closure in closures_of(calendar, first, last)
    ]
    value = {
        "name": name,
        "time_zone": names[0],
        "intervals": list(_written_intervals(week)),
        "holidays": written,
    }
    return Carried(value, tuple(_other_hours(calendar, week, first, last)))


def _written_intervals(week: Week) -> Iterator[dict[str, int]]:
    sunday = date(2023, 1, 1)
    week_from_sunday = dates(sunday, date(2023, 1, 7))
    for index, day in enumerate(week_from_sunday):
        for first, last in on_date(week_hours(week), day):
            if first % 60 or last % 60:
                raise NotCarried("Zendesk counts whole minutes", got=words([(first, last)]))
            minute = index * 1440
            yield {"start_time": minute + first // 60, "end_time": minute + last // 60}


def _other_hours(
    calendar: BusinessCalendar, week: Week, first: date, last: date
) -> Iterator[Reason]:
    usual, real = week_hours(week), date_hours(calendar)
    for day in dates(first, last):
        here = on_date(real, day)
        if here and here != on_date(usual, day):
            yield OTHER_HOURS(day=day, windows=words(here))
