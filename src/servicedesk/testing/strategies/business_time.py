"""Calendars, instants, durations, spans."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.calendars import BusinessCalendar
from servicedesk.spans import Span, SpanSet
from servicedesk.testing.oracles import DAYS, PlainCalendar

OFFICE_ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "UTC",
)

CLOCK_CHANGES: tuple[tuple[str, str], ...] = (
    ("Africa/Cairo", "2024-04-26"),  # at midnight
    ("Africa/Casablanca", "2024-03-10"),  # back for Ramadan
    ("Africa/El_Aaiun", "2024-04-14"),
    ("Africa/Juba", "2021-02-01"),  # the offset itself changes
    ("Africa/Khartoum", "2017-11-01"),
    ("Africa/Monrovia", "1972-01-07"),  # -0:44:30 to 0
    ("Africa/Sao_Tome", "2019-01-01"),
    ("Africa/Windhoek", "1995-04-02"),  # winter time was the exception
    ("America/Anchorage", "1984-04-29"),
    ("America/Asuncion", "2023-10-01"),
    ("America/Caracas", "2007-12-09"),  # half an hour
    ("America/Caracas", "2016-05-01"),
    ("America/Havana", "2024-03-10"),  # at midnight
    ("America/Metlakatla", "2015-11-01"),
    ("America/Montevideo", "1974-03-10"),
    ("America/New_York", "2024-11-03"),
    ("America/Nuuk", "2023-03-26"),
    ("America/Phoenix", "1944-01-01"),
    ("America/Port-au-Prince", "2017-03-12"),
    ("America/Santiago", "2024-09-08"),  # at 24:00
    ("America/Sao_Paulo", "2018-11-04"),  # at midnight
    ("America/Scoresbysund", "2024-10-27"),
    ("America/St_Johns", "1988-04-03"),  # double summer time, at 00:01
    ("America/St_Johns", "2010-11-07"),
    ("Antarctica/Casey", "2018-03-11"),  # three hours
    ("Antarctica/Macquarie", "2009-10-04"),
    ("Antarctica/Troll", "2024-10-27"),  # two hours
    ("Antarctica/Vostok", "2023-12-18"),
    ("Asia/Almaty", "2024-03-01"),
    ("Asia/Amman", "2022-02-25"),
    ("Asia/Beirut", "2024-03-31"),  # at midnight
    ("Asia/Damascus", "2022-03-25"),
    ("Asia/Dhaka", "2009-12-31"),  # at 24:00
    ("Asia/Famagusta", "2017-10-29"),
    ("Asia/Gaza", "2024-04-20"),
    ("Asia/Ho_Chi_Minh", "1943-01-01"),
    ("Asia/Hong_Kong", "1945-11-18"),
    ("Asia/Kathmandu", "1986-01-01"),  # 5:30 to 5:45
    ("Asia/Kolkata", "1945-10-15"),
    ("Asia/Pyongyang", "2015-08-15"),
    ("Asia/Pyongyang", "2018-05-05"),
    ("Asia/Qyzylorda", "2018-12-21"),
    ("Asia/Shanghai", "1991-09-15"),
    ("Asia/Singapore", "1982-01-01"),
    ("Asia/Tehran", "2015-09-22"),  # at midnight
    ("Asia/Tehran", "2021-03-22"),
    ("Asia/Tokyo", "1948-09-12"),  # at 25:00 of a Saturday
    ("Atlantic/Azores", "2024-03-31"),  # at midnight
    ("Australia/Lord_Howe", "2024-04-07"),  # half an hour
    ("Australia/Lord_Howe", "2024-10-06"),
    ("Europe/Amsterdam", "1937-07-01"),  # seconds in the offset
    ("Europe/Amsterdam", "1940-05-16"),
    ("Europe/Berlin", "1945-05-24"),  # double summer time
    ("Europe/Brussels", "1914-11-08"),
    ("Europe/Dublin", "1916-10-01"),
    ("Europe/Dublin", "2024-10-27"),  # winter time is the "daylight" time
    ("Europe/Istanbul", "2015-11-08"),
    ("Europe/Lisbon", "1996-10-27"),
    ("Europe/London", "1941-05-04"),
    ("Europe/London", "1968-02-18"),
    ("Europe/Moscow", "1919-07-01"),
    ("Europe/Moscow", "2011-03-27"),  # for good
    ("Europe/Moscow", "2014-10-26"),  # back, with no summer time on either side
    ("Europe/Volgograd", "2020-12-27"),
    ("Europe/Warsaw", "1915-08-05"),
    ("Pacific/Apia", "2011-12-30"),  # a date that does not exist
    ("Pacific/Chatham", "2024-04-07"),
    ("Pacific/Easter", "2024-09-07"),
    ("Pacific/Fakaofo", "2011-12-30"),
    ("Pacific/Fiji", "2020-12-20"),
    ("Pacific/Kiritimati", "1994-12-31"),
    ("Pacific/Kwajalein", "1993-08-21"),
    ("Pacific/Norfolk", "2015-10-04"),
    ("Pacific/Tongatapu", "2016-11-06"),
)
"""Zones and dates whose clock did something that breaks software."""

Document = dict[str, Any]
Window = list[str]

_CLOCK_CHANGES = st.sampled_from(CLOCK_CHANGES)
_OFFICE_ZONES = st.sampled_from(OFFICE_ZONES)
_IN_UTC: SearchStrategy[tzinfo] = st.just(UTC)
_DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def _clock(seconds: int) -> str:
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


def _office_hours(number: int) -> list[Window]:
    begin, end = number % 5, number // 5
    opens, closes = 7 * 3600 + begin * 1800, 16 * 3600 + end * 1800
    if number % 3 == 0:
        return [[_clock(opens), _clock(closes)]]
    lunch = 11 * 3600 + 1800 + end * 900
    return [[_clock(opens), _clock(lunch)], [_clock(lunch + 3600), _clock(closes)]]


OFFICE_HOURS: SearchStrategy[list[Window]] = st.integers(0, 24).map(_office_hours)
"""The windows of a working day, with or without a lunch break."""

_EDGES = st.one_of(
    st.sampled_from([0, 1, 1800, 3599, 3600, 5400, 7199, 7200, 9000, 10800, 14400, 82800, 86399]),
    st.integers(0, 95).map(lambda quarters: quarters * 900),
    st.integers(0, 86399),
)


def _window(edges: tuple[int, int]) -> Window:
    opens, closes = edges
    return [_clock(opens), _clock(closes if closes != opens else 86400)]


NASTY_WINDOWS: SearchStrategy[Window] = st.tuples(_EDGES, _EDGES).map(_window)
"""Any legal window: across midnight, a second long, edges inside a clock change."""

NASTY_HOURS: SearchStrategy[list[Window]] = st.lists(NASTY_WINDOWS, max_size=3)
"""Up to three such windows, overlapping or touching or not."""

_NASTY_WEEKS = st.dictionaries(st.sampled_from(DAYS), NASTY_HOURS, max_size=4)
_NASTY_STEPS = st.lists(st.tuples(st.integers(-1, 1) | st.integers(-6, 6), NASTY_HOURS), max_size=4)
_SHIFTS = st.tuples(st.sampled_from(DAYS), st.integers(0, 19 * 4))
_OFFICE_STEPS = st.lists(
    st.tuples(st.integers(-14, 14), st.none() | st.integers(0, 24)), max_size=3
)


def _shifted(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


@composite
def calendar_documents(
    draw: DrawFn, *, near: date | None = None, zones: SearchStrategy[str] = _OFFICE_ZONES
) -> Document:
    """The JSON of a business calendar: five or six working days, some dated exceptions.

    Args:
        draw: given by Hypothesis.
        near: exceptions fall within a fortnight of this date (default: some date of 2020..2030).
        zones: the zones to draw from (default: `OFFICE_ZONES`).
    """
    day = near or draw(_DATES)
    hours = draw(OFFICE_HOURS)
    week = dict.fromkeys(DAYS[:5], hours)
    if draw(st.booleans()):
        week["sat"] = [["09:00", "12:00"]]
    exceptions = {
        _shifted(day, step): [] if number is None else _office_hours(number)
        for step, number in draw(_OFFICE_STEPS)
    }
    return {"timezone": draw(zones), "week": week, "exceptions": exceptions}


@composite
def nasty_calendar_documents(draw: DrawFn, *, near: date, zone: str) -> Document:
    """The JSON of any legal business calendar of *zone*, with exceptions around *near*.

    It may hardly ever open, or never.
    """
    exceptions = {_shifted(near, step): hours for step, hours in draw(_NASTY_STEPS)}
    return {"timezone": zone, "week": draw(_NASTY_WEEKS), "exceptions": exceptions}


@composite
def troubled_calendars(draw: DrawFn) -> tuple[Document, date]:
    """A nasty calendar document in a zone of `CLOCK_CHANGES`, and the date of the trouble.

    One weekday at least has four hours or more, so that 80 hours of open time are never far.
    """
    zone, day = draw(_CLOCK_CHANGES)
    near = date.fromisoformat(day)
    document = draw(nasty_calendar_documents(near=near, zone=zone))
    weekday, quarter = draw(_SHIFTS)
    shift = [_clock(quarter * 900), _clock(quarter * 900 + 4 * 3600)]
    document["week"][weekday] = [shift, *document["week"].get(weekday, [])]
    return document, near


def business_calendars() -> SearchStrategy[BusinessCalendar]:
    """Calendars of ordinary offices, some of which keep a country's holidays."""
    countries = st.sampled_from([None, None, "CN", "DE", "US", "HK"])
    return st.builds(
        lambda document, country: BusinessCalendar(**document, holidays=country),
        calendar_documents(),
        countries,
    )


def plain_calendar(document: Mapping[str, Any]) -> PlainCalendar:
    """The oracle's form of a calendar document; holidays must have been written out as dates."""
    return PlainCalendar(**document)


def tzinfos() -> SearchStrategy[tzinfo]:
    """Zones of every make that a host may use: stdlib, fixed offset, pendulum."""
    return st.one_of(
        st.just(UTC),
        st.sampled_from(OFFICE_ZONES).map(ZoneInfo),
        st.sampled_from(OFFICE_ZONES).map(pendulum.timezone),
        st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    )


@composite
def instants(
    draw: DrawFn,
    *,
    first: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    last: datetime = datetime(2030, 12, 31, tzinfo=UTC),
    zones: SearchStrategy[tzinfo] = _IN_UTC,
) -> datetime:
    """Whole minutes from *first* to *last*, written in any of *zones* (default: UTC)."""
    minutes = draw(st.integers(0, (last - first) // timedelta(minutes=1)))
    return (first + timedelta(minutes=minutes)).astimezone(draw(zones))


_NASTY_OFFSETS = st.one_of(
    st.integers(-240, 240).map(lambda halves: timedelta(minutes=30 * halves)),
    st.integers(-432_000, 432_000).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(-432_000_000_000, 432_000_000_000).map(
        lambda micros: timedelta(microseconds=micros)
    ),
)


def nasty_instants(near: date) -> SearchStrategy[datetime]:
    """Instants in UTC within five days of *near*: edges of hours, seconds, microseconds."""
    middle = datetime(near.year, near.month, near.day, tzinfo=UTC)
    return _NASTY_OFFSETS.map(lambda offset: middle + offset)


def durations(longest: timedelta = timedelta(hours=80)) -> SearchStrategy[timedelta]:
    """Whole minutes from none to *longest*."""
    return st.integers(0, longest // timedelta(minutes=1)).map(
        lambda minutes: timedelta(minutes=minutes)
    )


def nasty_durations(longest: timedelta = timedelta(hours=80)) -> SearchStrategy[timedelta]:
    """Durations of either sign to the microsecond, zero and whole hours among them."""
    top = longest // timedelta(microseconds=1)
    hours = longest // timedelta(hours=1)
    return st.integers(-hours, hours).map(lambda hours: timedelta(hours=hours)) | st.integers(
        -top, top
    ).map(lambda micros: timedelta(microseconds=micros))


@composite
def spans(draw: DrawFn, *, longest: timedelta = timedelta(days=30)) -> Span:
    """Spans of whole minutes in the 2020s."""
    start = draw(instants())
    minutes = draw(st.integers(1, longest // timedelta(minutes=1)))
    return Span(start, start + timedelta(minutes=minutes))


def span_sets() -> SearchStrategy[SpanSet]:
    """Up to six spans, merged where they touch or overlap."""
    return st.lists(spans(), max_size=6).map(SpanSet)
