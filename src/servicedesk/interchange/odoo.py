"""Odoo's working schedules: `resource.calendar` with its attendance lines and leaves, as JSON.

The JSON is what Odoo's external API reads, with the lines in place of their ids:

    {"name": "Standard 40 hours/week", "tz": "Asia/Shanghai", "two_weeks_calendar": false,
     "attendance_ids": [{"dayofweek": "0", "hour_from": 8.5, "hour_to": 12.0,
                         "day_period": "morning", "week_type": false}, ...],
     "leave_ids": [{"name": "National Day", "date_from": "2026-09-30 16:00:00",
                    "date_to": "2026-10-01 15:59:59", "resource_id": false}, ...]}

How Odoo means it: `dayofweek` "0" is Monday. Hours are floats that count whole minutes (8.3333 is
08:20) and 24.0 is the end of the day. Lines of the day period "lunch" are breaks, not work. In a
calendar of two weeks the week type of a date is the parity of its weeks since 1 January of year 1.
A line with `date_from` or `date_to` holds on those dates only (up to version 17). Leaves are
instants in UTC without a zone; one that ends at 23:59:59 lasts to the end of that day.

What it can't carry: windows across midnight (they are split there, which loses nothing), seconds,
hours that are longer than usual on a date (make-up days), seasons and dated versions, repeated
clock time that counts once, combined calendars, holidays as a rule (they become dated leaves).
What of it is not carried: lines and leaves of one resource, flexible and duration-based hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.calendars import BusinessCalendar
from servicedesk.calendars.rules import Desk, Repeated, SpecialDay
from servicedesk.calendars.tables import zone_of
from servicedesk.calendars.weekly import (
    DAY,
    DAYS,
    AlternatingWeeks,
    Week,
    WeekPlan,
    clock_text,
)
from servicedesk.errors import InvalidDocument, check_type
from servicedesk.interchange.carried import (
    EXTRA_OPENING,
    OF_ONE_RESOURCE,
    ROUNDED,
    Carried,
    NotCarried,
)
from servicedesk.interchange.readings import (
    DAY_STEP,
    Reading,
    check_dates,
    check_year,
    date_hours,
    dates,
    difference,
    on_date,
    week_hours,
    week_plan,
    windows,
    without,
    words,
)
from servicedesk.reasons import Reason
from servicedesk.versions import Dated

FIRST_WEEK = date(1, 1, 1)
"""A Monday of Odoo's first week (type "0"); the next one is of the second, and so on."""

_TEXT = "%Y-%m-%d %H:%M:%S"


def from_odoo(data: Mapping[str, Any]) -> Carried[BusinessCalendar]:
    """The calendar that an Odoo working schedule means.

    Leaves become exceptions of their dates: what is left of the day's hours.

    Raises:
        NotCarried: for flexible and duration-based schedules, which name no hours, and for a
            leave that begins or ends inside clock time that is repeated.
        InvalidDocument: for lines given as ids, and for what is not such a document.
    """
    check_type(data, Mapping, where="$")
    for switch in ("flexible_hours", "duration_based"):
        if data.get(switch):
            raise NotCarried("a schedule that names no hours", got=switch, where=f"$.{switch}")
    lost: list[Reason] = []
    zone = _text(data, "tz", "$")
    lines = list(_lines(data, lost))
    plan = _plan(lines, two_weeks=bool(data.get("two_weeks_calendar")))
    usual = week_hours(plan)
    left: dict[date, tuple[Reading, ...]] = {}
    names: dict[date, str] = {}
    for start, end, name in _leaves(data, zone_of(zone, "$.tz"), lost):
        for day in dates(start.date(), (end - timedelta(microseconds=1)).date()):
            midnight = datetime.combine(day, time())
            cut = _seconds(start - midnight), _seconds(end - midnight)
            hours = left.get(day, on_date(usual, day))
            if (rest := without(hours, cut)) != hours:
                left[day] = rest
                names.setdefault(day, name)
    calendar = BusinessCalendar(
        timezone=zone,
        week=plan,
        exceptions=tuple(SpecialDay(day, windows(rest), names[day]) for day, rest in left.items()),
    )
    return Carried(calendar, tuple(lost))


class _Line:
    """One attendance line."""

    def __init__(self, line: Mapping[str, Any], where: str, lost: list[Reason]) -> None:
        self.day = _choice(line, "dayofweek", 7, where)
        self.week = _choice(line, "week_type", 2, where) if line.get("week_type") else 0
        self.first = _from_hours(line.get("hour_from"), f"{where}.hour_from", lost)
        self.last = _from_hours(line.get("hour_to"), f"{where}.hour_to", lost)
        self.since = _date(line, "date_from", where)
        until = _date(line, "date_to", where)
        self.until = until + DAY_STEP if until else None

    def holds_on(self, day: date) -> bool:
        return (self.since or date.min) <= day < (self.until or date.max)


def _lines(data: Mapping[str, Any], lost: list[Reason]) -> Iterator[_Line]:
    for index, line in enumerate(_listed(data, "attendance_ids")):
        where = f"$.attendance_ids[{index}]"
        if not isinstance(line, Mapping):
            raise InvalidDocument(
                "an id instead of a line", got=line, expected="the line's own fields", where=where
            )
        if line.get("display_type") or line.get("day_period") == "lunch":
            continue
        if line.get("resource_id"):
            lost.append(OF_ONE_RESOURCE(name=str(line.get("name") or where)))
            continue
        found = _Line(line, where, lost)
        if found.first < found.last:
            yield found


def _plan(lines: Sequence[_Line], *, two_weeks: bool) -> WeekPlan:
    changes = {edge for line in lines for edge in (line.since, line.until) if edge}
    eras = [date.min, *sorted(changes)]
    plans = [_weeks([line for line in lines if line.holds_on(era)], two_weeks) for era in eras]
    if len(plans) == 1:
        return plans[0]
    return Dated.of(plans[0], *zip(eras[1:], plans[1:], strict=True))


def _weeks(lines: Sequence[_Line], two_weeks: bool) -> Week | AlternatingWeeks:  # noqa: FBT001
    if not two_weeks:
        return _week(lines)
    weeks = [_week([line for line in lines if line.week == turn]) for turn in (0, 1)]
    return AlternatingWeeks(weeks, FIRST_WEEK)


def _week(lines: Iterable[_Line]) -> Week:
    by_day: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        window = clock_text(line.first), clock_text(line.last)
        by_day.setdefault(DAYS[line.day], []).append(window)
    return Week.of(by_day)


def _leaves(
    data: Mapping[str, Any], zone: ZoneInfo, lost: list[Reason]
) -> Iterator[tuple[datetime, datetime, str]]:
    """The closing leaves and their names, as readings of the clock on the wall."""
    key = "leave_ids" if "leave_ids" in data else "global_leave_ids"
    for index, leave in enumerate(_listed(data, key)):
        where = f"$.{key}[{index}]"
        if not isinstance(leave, Mapping):
            raise InvalidDocument(
                "an id instead of a leave", got=leave, expected="the leave's own fields"
            ).at(where)
        if leave.get("resource_id"):
            lost.append(OF_ONE_RESOURCE(name=str(leave.get("name") or where)))
            continue
        if leave.get("time_type") == "other" or leave.get("count_as") == "working_time":
            continue
        start = _reading(_text(leave, "date_from", where), zone, f"{where}.date_from")
        end = _reading(_text(leave, "date_to", where), zone, f"{where}.date_to")
        if end.time() == time(23, 59, 59):
            end += timedelta(seconds=1)
        if start < end:
            yield start, end, str(leave.get("name") or "")


def _reading(text: str, zone: ZoneInfo, where: str) -> datetime:
    try:
        instant = datetime.strptime(text, _TEXT).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidDocument(
            "not an instant of Odoo", got=text, expected="YYYY-MM-DD HH:MM:SS in UTC", where=where
        ) from error
    check_year(instant, where)
    local = instant.astimezone(zone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        raise NotCarried("inside clock time that is repeated", got=text, where=where)
    return local.replace(tzinfo=None)


def to_odoo(
    calendar: BusinessCalendar, *, first: date, last: date, name: str = "Working Hours"
) -> Carried[dict[str, Any]]:
    """The Odoo working schedule that means the same from *first* to *last*.

    Holidays and exceptions of those dates become leaves, in UTC. Odoo has no way to open a date
    longer than its week does: make-up days and longer hours are reported as lost.

    Args:
        calendar: with whole minutes, and one week or two alternating weeks in that time.
        first: the first date whose holidays and exceptions are written out.
        last: the last one.
        name: what Odoo shall call it.

    Raises:
        NotCarried: for seconds, more than two alternating weeks, hours that change with a season
            or a version between the two dates, and repeated clock time that counts once.
        OutOfRange: when *last* is before *first*.
    """
    check_type(calendar, BusinessCalendar, where="calendar")
    check_dates(first, last)
    if calendar.repeated is not Repeated.TWICE:
        raise NotCarried("repeated clock time that counts once", where="calendar.repeated")
    plan = week_plan(calendar, first, last)
    lost: list[Reason] = []
    return Carried(
        {
            "name": name,
            "tz": calendar.timezone,
            "two_weeks_calendar": isinstance(plan, AlternatingWeeks),
            "attendance_ids": list(_written_lines(plan)),
            "leave_ids": list(_written_leaves(calendar, plan, (first, last), lost)),
        },
        tuple(lost),
    )


def _written_lines(plan: Week | AlternatingWeeks) -> Iterator[dict[str, Any]]:
    if isinstance(plan, AlternatingWeeks) and len(plan.weeks) != 2:
        raise NotCarried("other than two weeks that take turns", got=len(plan.weeks))
    turns = (0, 1) if isinstance(plan, AlternatingWeeks) else (0,)
    for turn in turns:
        monday = FIRST_WEEK + timedelta(weeks=100_000 + turn)  # an even number of weeks later
        for index in range(7):
            for reading in on_date(week_hours(plan), monday + timedelta(days=index)):
                yield {
                    "name": f"{DAYS[index].capitalize()} {words([reading])}",
                    "dayofweek": str(index),
                    "day_period": "morning" if reading[0] < DAY // 2 else "afternoon",
                    "hour_from": _to_hours(reading[0]),
                    "hour_to": _to_hours(reading[1]),
                    "week_type": str(turn) if len(turns) == 2 else False,
                }


def _written_leaves(
    calendar: BusinessCalendar,
    plan: Week | AlternatingWeeks,
    within: tuple[date, date],
    lost: list[Reason],
) -> Iterator[dict[str, Any]]:
    usual, real = week_hours(plan), date_hours(calendar)
    desk = Desk(calendar)
    zone = ZoneInfo(calendar.timezone)
    for day in dates(*within):
        ordinary, here = on_date(usual, day), on_date(real, day)
        extra = difference(here, ordinary)
        if extra:
            lost.append(EXTRA_OPENING(day=day, windows=words(extra)))
        missing = difference(ordinary, here)
        if ordinary and not here:
            missing = ((0, DAY),)
        for start, end in missing:
            yield {
                "name": desk.ruling(day).name or "Closed",
                "date_from": _in_utc(day, start, zone),
                "date_to": _in_utc(day, end if end < DAY else DAY - 1, zone),
                "resource_id": False,
            }


def _in_utc(day: date, seconds: int, zone: ZoneInfo) -> str:
    reading = datetime.combine(day, time()) + timedelta(seconds=seconds)
    return reading.replace(tzinfo=zone).astimezone(UTC).strftime(_TEXT)


def _from_hours(given: object, where: str, lost: list[Reason]) -> int:
    """Seconds from Odoo's float hours: to the nearest minute, halves up, as Odoo reads them."""
    check_type(given, int, float, Decimal, where=where)
    try:
        minutes = Fraction(str(given)) * 60
    except ValueError as error:
        raise InvalidDocument("not a number of hours", got=given, where=where) from error
    whole = (minutes + Fraction(1, 2)).__floor__()
    if not 0 <= whole <= 1440:
        raise InvalidDocument("not a time of day", got=given, expected="0 to 24", where=where)
    # a third of an hour has endless digits; what is nearer than a second is meant so
    if abs(minutes - whole) > Fraction(1, 60):
        lost.append(ROUNDED(given=str(given), read=clock_text(whole * 60)))
    return whole * 60


def _to_hours(seconds: int) -> float:
    if seconds % 60:
        raise NotCarried("Odoo counts whole minutes", got=clock_text(seconds))
    return seconds / 3600  # the wire has floats; the nearest one reads back as the same minute


def _listed(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = data.get(key) or []
    check_type(found, list, tuple, where=f"$.{key}")
    return found


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    found = data.get(key)
    if not isinstance(found, str):
        raise InvalidDocument("text is missing", got=found, where=f"{where}.{key}")
    return found


def _choice(line: Mapping[str, Any], key: str, count: int, where: str) -> int:
    found = line.get(key)
    if not (isinstance(found, str) and found.isdigit() and int(found) < count):
        raise InvalidDocument(
            "not one of Odoo's values", got=found, expected=f'"0" to "{count - 1}"'
        ).at(f"{where}.{key}")
    return int(found)


def _date(line: Mapping[str, Any], key: str, where: str) -> date | None:
    found = line.get(key)
    if not found:
        return None
    try:
        return date.fromisoformat(found)
    except (TypeError, ValueError) as error:
        raise InvalidDocument("not a date", got=found, where=f"{where}.{key}") from error


def _seconds(duration: timedelta) -> int:
    return duration // timedelta(seconds=1)
