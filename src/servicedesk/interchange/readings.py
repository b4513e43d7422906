"""Hours of a date as seconds since its midnight, split at midnights.

The other forms know windows inside one date only, so 22:00-06:00 becomes 22:00-24:00 and, on the
next date, 00:00-06:00: the same open time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from servicedesk.calendars import BusinessCalendar
from servicedesk.calendars.rules import Desk
from servicedesk.calendars.timeline import FIRST_YEAR, LAST_YEAR
from servicedesk.calendars.weekly import (
    DAY,
    AlternatingWeeks,
    Hours,
    SeasonalWeeks,
    Week,
    WeekPlan,
    Window,
    week_on,
)
from servicedesk.errors import OutOfRange, check_type
from servicedesk.interchange.carried import Closure, NotCarried
from servicedesk.versions import Dated

Reading = tuple[int, int]
DAY_STEP = timedelta(days=1)


def merged(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The same time in order, touching and overlapping stretches joined."""
    found: list[Reading] = []
    for first, last in sorted(readings):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return tuple(found)


def without(readings: Iterable[Reading], cut: Reading) -> tuple[Reading, ...]:
    """What of *readings* lies outside *cut*."""
    pieces = [
        piece
        for first, last in readings
        for piece in ((first, min(last, cut[0])), (max(first, cut[1]), last))
    ]
    return tuple((first, last) for first, last in pieces if first < last)


def difference(mine: Iterable[Reading], theirs: Iterable[Reading]) -> tuple[Reading, ...]:
    """What of *mine* lies outside all of *theirs*."""
    left = tuple(mine)
    for cut in theirs:
        left = without(left, cut)
    return left


def on_date(hours_of: Callable[[date], Hours], day: date) -> tuple[Reading, ...]:
    """The open time of a date by its own clock, the night before included."""
    today = ((window.opens, min(window.closes, DAY)) for window in hours_of(day))
    night = ((0, window.closes - DAY) for window in hours_of(day - DAY_STEP) if window.closes > DAY)
    return merged([*night, *today])


def windows(readings: Iterable[Reading]) -> Hours:
    """The readings as windows of their date."""
    return tuple(Window(first, last) for first, last in readings)


def words(readings: Iterable[Reading]) -> str:
    """As "08:30-12:00, 13:00-17:30", or "closed"."""
    return ", ".join(map(str, windows(readings))) or "closed"


def check_year(day: date, where: str) -> None:
    """Refuse a date (or an instant) of which calendars know nothing."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        expected = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise OutOfRange("date out of range", got=day.isoformat(), expected=expected, where=where)


def check_dates(first: date, last: date) -> None:
    """Refuse a range of dates that is empty, or of which calendars know nothing."""
    for day, where in ((first, "first"), (last, "last")):
        check_type(day, date, where=where)
        check_year(day, where)
    if last < first:
        raise OutOfRange("no dates", got=(str(first), str(last)), where="last")


def dates(first: date, last: date) -> Iterator[date]:
    """Every date from *first* to *last*, both included."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def week_plan(calendar: BusinessCalendar, first: date, last: date) -> Week | AlternatingWeeks:
    """The one plan that holds from *first* to *last*.

    Raises:
        NotCarried: when the hours of ordinary days change in that time.
    """
    plans = {_plan_on(calendar.week, day) for day in dates(first, last)}
    if len(plans) > 1:
        raise NotCarried(
            "the week's hours change in that time",
            got=(str(first), str(last)),
            expected="dates inside one season and version",
        )
    return plans.pop()


def _plan_on(plan: WeekPlan, day: date) -> Week | AlternatingWeeks:
    if isinstance(plan, Dated):
        version = plan.find(day)
        return _plan_on(version.value, day) if version else Week()
    if isinstance(plan, SeasonalWeeks):
        season = plan.season_on(day)
        return season.week if season else plan.week
    return plan


def date_hours(calendar: BusinessCalendar) -> Callable[[date], Hours]:
    """The hours that a date really has, by all the rules."""
    desk = Desk(calendar)
    return lambda day: desk.ruling(day).hours


def closures_of(calendar: BusinessCalendar, first: date, last: date) -> tuple[Closure, ...]:
    """Dates without any open time that the week would open, neighbours of one name joined."""
    desk = Desk(calendar)
    usual, real = week_hours(calendar.week), date_hours(calendar)
    found: list[Closure] = []
    for day in dates(first, last):
        if not on_date(usual, day) or on_date(real, day):
            continue
        name = desk.ruling(day).name
        before = found[-1] if found else None
        if before and day - before.last == DAY_STEP and before.name == name:
            found[-1] = Closure(before.first, day, name)
        else:
            found.append(Closure(day, day, name))
    return tuple(found)


def week_hours(plan: WeekPlan) -> Callable[[date], Hours]:
    """The hours that a plan gives an ordinary date."""
    return lambda day: week_on(plan, day).days[day.weekday()]
