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

Document = dict[str, Any]
Window = list[str]

_OFFICE_ZONES = st.sampled_from(OFFICE_ZONES)
_IN_UTC: SearchStrategy[tzinfo] = st.just(UTC)
_DATES = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def clock_text(seconds: int) -> str:
    """Seconds since midnight as a calendar's document writes them."""
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


def _office_hours(number: int) -> list[Window]:
    begin, end = number % 5, number // 5
    opens, closes = 7 * 3600 + begin * 1800, 16 * 3600 + end * 1800
    if number % 3 == 0:
        return [[clock_text(opens), clock_text(closes)]]
    lunch = 11 * 3600 + 1800 + end * 900
    return [[clock_text(opens), clock_text(lunch)], [clock_text(lunch + 3600), clock_text(closes)]]


OFFICE_HOURS: SearchStrategy[list[Window]] = st.integers(0, 24).map(_office_hours)
"""The windows of a working day, with or without a lunch break."""

_OFFICE_STEPS = st.lists(
    st.tuples(st.integers(-14, 14), st.none() | st.integers(0, 24)), max_size=3
)


def shifted(day: date, days: int) -> str:
    """The ISO date so many days later."""
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
        shifted(day, step): [] if number is None else _office_hours(number)
        for step, number in draw(_OFFICE_STEPS)
    }
    return {"timezone": draw(zones), "week": week, "exceptions": exceptions}


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


def durations(longest: timedelta = timedelta(hours=80)) -> SearchStrategy[timedelta]:
    """Whole minutes from none to *longest*."""
    return st.integers(0, longest // timedelta(minutes=1)).map(
        lambda minutes: timedelta(minutes=minutes)
    )


@composite
def spans(draw: DrawFn, *, longest: timedelta = timedelta(days=30)) -> Span:
    """Spans of whole minutes in the 2020s."""
    start = draw(instants())
    minutes = draw(st.integers(1, longest // timedelta(minutes=1)))
    return Span(start, start + timedelta(minutes=minutes))


def span_sets() -> SearchStrategy[SpanSet]:
    """Up to six spans, merged where they touch or overlap."""
    return st.lists(spans(), max_size=6).map(SpanSet)
