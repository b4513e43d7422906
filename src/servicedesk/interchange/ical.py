"""iCalendar: holidays as all-day events, opening hours as published availability.

Reading and writing is the work of the icalendar package (extra `ical`); this module only says
what the components mean. Opening hours are a VAVAILABILITY with AVAILABLE parts (RFC 7953), each
a window that recurs weekly (RFC 5545), less its excluded dates; holidays are all-day events.

What opening hours can't carry: seasons and dated versions, repeated clock time that counts once,
combined calendars, holidays as a rule (they become excluded dates), the names of holidays. How
long a window is on the date of a clock change inside it is left to each reader of the file.
What of it is not carried: recurrence other than by days and weeks, counts and ends of recurrence,
parts in different zones, exceptions by RECURRENCE-ID.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from servicedesk.calendars import BusinessCalendar
from servicedesk.calendars.rules import Repeated
from servicedesk.calendars.weekly import DAYS, AlternatingWeeks, Week, Window, hours_of
from servicedesk.errors import (
    InvalidDocument,
    ServiceDeskError,
    check_aware,
    check_type,
)
from servicedesk.interchange.carried import (
    CLOSURE_NAME,
    TIMED_EVENT,
    Carried,
    Closure,
    NotCarried,
)
from servicedesk.interchange.readings import (
    DAY_STEP,
    check_dates,
    check_year,
    closures_of,
    date_hours,
    dates,
    week_hours,
    week_plan,
)
from servicedesk.reasons import Reason

_BY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PRODUCT = "-//servicedesk//servicedesk//EN"


def closures_from_ical(text: str, *, first: date, last: date) -> Carried[tuple[Closure, ...]]:
    """The all-day events of an iCalendar feed from *first* to *last*, as dates to close.

    Recurring events are unfolded between the two dates; cancelled ones are left out. Events with
    times of day close no whole date and are reported as lost.

    Raises:
        InvalidDocument: for text that is not iCalendar.
        OutOfRange: when *last* is before *first*.
    """
    check_dates(first, last)
    with _understanding(text):
        return _closures(_read(text), first, last)


def _closures(document: Any, first: date, last: date) -> Carried[tuple[Closure, ...]]:
    lost: list[Reason] = []
    found = []
    for event in document.walk("VEVENT"):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        name = str(event.get("SUMMARY", ""))
        start = _moment(event, "DTSTART")
        if isinstance(start, datetime):
            lost.append(TIMED_EVENT(name=name or start.isoformat()))
            continue
        length = event.end - start
        for day in _occurrences(event, start, first - length, last):
            closure = Closure(day, day + length - DAY_STEP, name)
            if closure.last >= first:
                found.append(closure)
    ordered = sorted(found, key=lambda closure: (closure.first, closure.last, closure.name))
    return Carried(tuple(ordered), tuple(lost))


def _occurrences(event: Any, start: date, first: date, last: date) -> Iterator[date]:
    # dateutil comes with icalendar and reads the rules that it has parsed
    from dateutil.rrule import rruleset, rrulestr  # noqa: PLC0415 - part of the extra

    rules = rruleset()
    rules.rdate(_midnight(start))
    if rule := event.get("RRULE"):
        check_type(rule, Mapping, where="RRULE")
        if rule.get("FREQ", [""])[0] in ("SECONDLY", "MINUTELY", "HOURLY"):
            raise NotCarried("dates that recur within a day", got=rule.to_ical().decode())
        found: Any = rrulestr(rule.to_ical().decode(), dtstart=_midnight(start))
        rules.rrule(found)
    for extra in event.rdates:
        rules.rdate(_midnight(_date(extra[0], "RDATE")))
    for excluded in event.exdates:
        rules.exdate(_midnight(_date(excluded, "EXDATE")))
    for day in rules.between(_midnight(first), _midnight(last), inc=True):
        yield day.date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def closures_to_ical(closures: Iterable[Closure], *, stamp: datetime) -> str:
    """All-day events for dates that are closed.

    Args:
        closures: as `closures` gives them.
        stamp: when this file is made (the format demands it; any zone).
    """
    from icalendar import Event  # noqa: PLC0415 - an extra

    calendar = _document()
    for closure in closures:
        event = Event()
        event.add("uid", f"{closure.first:%Y%m%d}-{closure.last:%Y%m%d}@servicedesk")
        event.add("dtstamp", _stamp(stamp))
        event.add("summary", closure.name or "Closed")
        event.add("dtstart", closure.first)
        event.add("dtend", closure.last + DAY_STEP)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return _written(calendar)


def closures(calendar: BusinessCalendar, *, first: date, last: date) -> tuple[Closure, ...]:
    """The dates from *first* to *last* that are closed although the week would open them."""
    check_dates(first, last)
    return closures_of(calendar, first, last)


@frozen
class _Part:
    """One AVAILABLE part: a window that recurs."""

    start: datetime
    window: Window
    days: frozenset[int]
    interval: int
    excluded: frozenset[date]

    @property
    def monday(self) -> int:
        return self.start.toordinal() - self.start.weekday()

    def recurs_on(self, day: date) -> bool:
        weeks = (day.toordinal() - self.monday) // 7
        return day.weekday() in self.days and weeks % self.interval == 0


def calendar_from_ical(text: str) -> Carried[BusinessCalendar]:
    """The calendar that a VAVAILABILITY means.

    A part that recurs is taken to recur always, before its first date too; excluded dates lose
    the window; a part that does not recur opens its own date beside the week's hours.

    Raises:
        NotCarried: for recurrence that no week or alternation of weeks says, for parts in several
            zones or in none, for seconds beyond whole ones, for RECURRENCE-ID.
        InvalidDocument: for text that is not iCalendar, or has no availability.
    """
    with _understanding(text):
        return _calendar(_read(text))


def _calendar(document: Any) -> Carried[BusinessCalendar]:
    parts: list[_Part] = []
    single: list[_Part] = []
    zones: set[str] = set()
    for component in document.walk("AVAILABLE"):
        part = _part(component)
        zones.add(part.start.tzinfo.key)  # type: ignore[union-attr]
        (parts if "RRULE" in component else single).append(part)
    if not zones:
        raise InvalidDocument("no availability", expected="AVAILABLE in a VAVAILABILITY")
    if len(zones) > 1:
        raise NotCarried("parts in several zones", got=", ".join(sorted(zones)))
    plan = _plan(parts)
    usual = week_hours(plan)
    touched = {day for part in parts for day in part.excluded}
    touched |= {part.start.date() for part in single}
    exceptions = {}
    for day in sorted(touched):
        windows = [
            part.window for part in parts if part.recurs_on(day) and day not in part.excluded
        ]
        windows += [part.window for part in single if part.start.date() == day]
        hours = hours_of(windows)
        if hours != usual(day):
            exceptions[day] = hours
    return Carried(BusinessCalendar(timezone=zones.pop(), week=plan, exceptions=exceptions))


def _part(component: Any) -> _Part:
    start = _moment(component, "DTSTART")
    if "RECURRENCE-ID" in component:
        raise NotCarried("an exception by RECURRENCE-ID", got=str(start))
    if not isinstance(start, datetime) or not isinstance(start.tzinfo, ZoneInfo):
        raise NotCarried("a start without a named zone", got=str(start), expected="DTSTART;TZID=")
    end = _end(component, start)
    midnight = _midnight(start.date())
    first, last = (_seconds(at.replace(tzinfo=None) - midnight) for at in (start, end))
    rule: Mapping[str, Any] = component.get("RRULE") or {}
    check_type(rule, Mapping, where="RRULE")
    frequency = rule.get("FREQ", ["WEEKLY"])[0]
    unknown = set(rule) - {"FREQ", "INTERVAL", "BYDAY", "WKST"}
    interval = int(rule.get("INTERVAL", [1])[0])
    names = [str(name) for name in rule.get("BYDAY", [_BY_DAY[start.weekday()]])]
    if frequency == "DAILY" and interval == 1:
        names = [str(name) for name in rule.get("BYDAY", _BY_DAY)]
    elif frequency != "WEEKLY":
        unknown.add("FREQ")
    if rule.get("WKST", ["MO"])[0] != "MO" and interval > 1:
        unknown.add("WKST")
    if unknown or not set(names) <= set(_BY_DAY):
        raise NotCarried("recurrence that no week says", got=component["RRULE"].to_ical().decode())
    return _Part(
        start,
        Window(first, last),
        frozenset(_BY_DAY.index(name) for name in names),
        interval,
        frozenset(_date(at, "EXDATE") for at in component.exdates),
    )


def _end(component: Any, start: datetime) -> datetime:
    if "DTEND" in component:
        end = _moment(component, "DTEND")
        if isinstance(end, datetime) and end.tzinfo is not None:
            return end.astimezone(start.tzinfo)
    if "DURATION" in component:
        lasting = getattr(component["DURATION"], "dt", None)
        if not isinstance(lasting, timedelta):
            raise InvalidDocument("not a duration", got=str(start), where="DURATION")
        return (start.replace(tzinfo=None) + lasting).replace(tzinfo=start.tzinfo)
    raise NotCarried("a part without an end", got=str(start))


def _plan(parts: Iterable[_Part]) -> Week | AlternatingWeeks:
    listed = list(parts)
    turns = sorted({part.interval for part in listed} - {1})
    if len(turns) > 1:
        raise NotCarried("weeks that take turns in different numbers", got=tuple(turns))
    if not turns:
        return _week(listed)
    anchor = date.fromordinal(next(part for part in listed if part.interval > 1).monday)
    weeks = [
        _week(
            [
                part
                for part in listed
                if (anchor.toordinal() + 7 * turn - part.monday) // 7 % part.interval == 0
            ]
        )
        for turn in range(turns[0])
    ]
    return AlternatingWeeks(weeks, anchor)


def _week(parts: Iterable[_Part]) -> Week:
    by_day: dict[str, list[Window]] = {}
    for part in parts:
        for day in part.days:
            by_day.setdefault(DAYS[day], []).append(part.window)
    return Week.of(by_day)


def calendar_to_ical(
    calendar: BusinessCalendar, *, first: date, last: date, stamp: datetime, name: str = "Open"
) -> Carried[str]:
    """A VAVAILABILITY that means the same from *first* to *last*.

    Args:
        calendar: with one week, or alternating weeks, in that time.
        first: the first date whose holidays and exceptions are written out.
        last: the last one.
        stamp: when this file is made (the format demands it; any zone).
        name: what each part is called.

    Raises:
        NotCarried: for hours that change with a season or a version between the two dates, and
            repeated clock time that counts once.
        OutOfRange: when *last* is before *first*.
    """
    from icalendar import Availability  # noqa: PLC0415 - an extra

    check_type(calendar, BusinessCalendar, where="calendar")
    check_dates(first, last)
    if calendar.repeated is not Repeated.TWICE:
        raise NotCarried("repeated clock time that counts once", where="calendar.repeated")
    plan = week_plan(calendar, first, last)
    availability = Availability()
    availability.add("uid", f"{first:%Y%m%d}-{last:%Y%m%d}@servicedesk")
    availability.add("dtstamp", _stamp(stamp))
    zone = ZoneInfo(calendar.timezone)
    written = [*_recurring(calendar, plan, first, last), *_single(calendar, plan, first, last)]
    for index, part in enumerate(written):
        availability.add_component(_available(part, zone, _stamp(stamp), f"{name}", index))
    document = _document()
    document.add_component(availability)
    document.add_missing_timezones()
    lost = tuple(
        CLOSURE_NAME(name=closure.name, day=closure.first)
        for closure in closures_of(calendar, first, last)
        if closure.name
    )
    return Carried(_written(document), lost)


def _weeks(plan: Week | AlternatingWeeks) -> tuple[Week, ...]:
    return plan.weeks if isinstance(plan, AlternatingWeeks) else (plan,)


def _recurring(
    calendar: BusinessCalendar, plan: Week | AlternatingWeeks, first: date, last: date
) -> Iterator[_Part]:
    turns = len(_weeks(plan))
    usual, real = week_hours(plan), date_hours(calendar)
    monday = first - timedelta(days=first.weekday())
    for turn in range(turns):
        start = monday + timedelta(weeks=turn)
        cycle = [start + timedelta(days=index) for index in range(7)]
        windows = {window for day in cycle for window in usual(day)}
        for window in sorted(windows):
            days = frozenset(at.weekday() for at in cycle if window in usual(at))
            begins = next(at for at in cycle if at.weekday() in days)
            excluded = frozenset(
                day
                for day in dates(first, last)
                if window in usual(day)
                and window not in real(day)
                and (day.toordinal() - start.toordinal()) // 7 % turns == 0
            )
            yield _Part(_midnight(begins), window, days, turns, excluded)


def _single(
    calendar: BusinessCalendar, plan: Week | AlternatingWeeks, first: date, last: date
) -> Iterator[_Part]:
    usual, real = week_hours(plan), date_hours(calendar)
    for day in dates(first, last):
        for window in real(day):
            if window not in usual(day):
                yield _Part(_midnight(day), window, frozenset(), 0, frozenset())


def _available(part: _Part, zone: ZoneInfo, stamp: datetime, name: str, index: int) -> Any:
    from icalendar import Available  # noqa: PLC0415 - an extra

    available = Available()
    available.add("uid", f"{index}@servicedesk")
    available.add("dtstamp", stamp)
    available.add("summary", name)
    opens, closes = (timedelta(seconds=at) for at in (part.window.opens, part.window.closes))
    available.add("dtstart", (part.start + opens).replace(tzinfo=zone))
    available.add("dtend", (part.start + closes).replace(tzinfo=zone))
    if part.interval:
        rule: dict[str, Any] = {
            "freq": "weekly",
            "byday": [_BY_DAY[at] for at in sorted(part.days)],
        }
        if part.interval > 1:
            rule |= {"interval": part.interval, "wkst": "MO"}
        available.add("rrule", rule)
    if part.excluded:
        available.add(
            "exdate",
            [(_midnight(day) + opens).replace(tzinfo=zone) for day in sorted(part.excluded)],
        )
    return available


def _document() -> Any:
    from icalendar import Calendar  # noqa: PLC0415 - an extra

    document = Calendar()
    document.add("prodid", _PRODUCT)
    document.add("version", "2.0")
    return document


def _written(document: Any) -> str:
    return str(document.to_ical().decode())


def _read(text: str) -> Any:
    from icalendar import Calendar  # noqa: PLC0415 - an extra

    check_type(text, str, where="text")
    return Calendar.from_ical(text)


def _moment(component: Any, key: str) -> date:
    # a property that stands twice is a list, one that makes no sense has no value
    found = getattr(component.get(key), "dt", None)
    if not isinstance(found, date):
        raise InvalidDocument("a component without its start or end", got=component.name, where=key)
    check_year(found, key)
    return found


def _date(found: object, key: str) -> date:
    """The date of one value of a list; periods and times of day are none."""
    if not isinstance(found, date):
        raise InvalidDocument("not a date", got=found, where=key)
    check_year(found, key)
    return found.date() if isinstance(found, datetime) else found


@contextmanager
def _understanding(text: str) -> Iterator[None]:
    """What the package finds wrong while a file's parts are looked at is the file's fault."""
    try:
        yield
    except ServiceDeskError:
        raise
    except (ValueError, OverflowError) as error:
        raise InvalidDocument("not iCalendar", got=text) from error


def _stamp(stamp: datetime) -> datetime:
    check_aware(stamp, where="stamp")
    return stamp.astimezone(ZoneInfo("UTC"))


def _seconds(duration: timedelta) -> int:
    whole, rest = divmod(duration, timedelta(seconds=1))
    if rest:
        raise NotCarried("a part of a second", got=str(duration))
    return whole
