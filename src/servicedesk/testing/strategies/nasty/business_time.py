"""Business time that is legal but rare: clock changes, windows across midnight, odd instants."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.calendars import BusinessCalendar, Calendar
from servicedesk.incidents import Period
from servicedesk.testing.oracles import DAYS
from servicedesk.testing.strategies.business_time import Document, Window, clock_text, shifted

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


_CLOCK_CHANGES = st.sampled_from(CLOCK_CHANGES)

_EDGES = st.one_of(
    st.sampled_from([0, 1, 1800, 3599, 3600, 5400, 7199, 7200, 9000, 10800, 14400, 82800, 86399]),
    st.integers(0, 95).map(lambda quarters: quarters * 900),
    st.integers(0, 86399),
)


def _window(edges: tuple[int, int]) -> Window:
    opens, closes = edges
    return [clock_text(opens), clock_text(closes if closes != opens else 86400)]


WINDOWS: SearchStrategy[Window] = st.tuples(_EDGES, _EDGES).map(_window)
"""Any legal window: across midnight, a second long, edges inside a clock change."""

HOURS: SearchStrategy[list[Window]] = st.lists(WINDOWS, max_size=3)
"""Up to three such windows, overlapping or touching or not."""

_WEEKS = st.dictionaries(st.sampled_from(DAYS), HOURS, max_size=4)
_STEPS = st.lists(st.tuples(st.integers(-1, 1) | st.integers(-6, 6), HOURS), max_size=4)
_SHIFTS = st.tuples(st.sampled_from(DAYS), st.integers(0, 19 * 4))


@composite
def calendar_documents(draw: DrawFn, *, near: date, zone: str) -> Document:
    """The JSON of any legal business calendar of *zone*, with exceptions around *near*.

    It may hardly ever open, or never.
    """
    exceptions = {shifted(near, step): hours for step, hours in draw(_STEPS)}
    return {"timezone": zone, "week": draw(_WEEKS), "exceptions": exceptions}


@composite
def troubled_calendars(draw: DrawFn) -> tuple[Document, date]:
    """A nasty calendar document in a zone of `CLOCK_CHANGES`, and the date of the trouble.

    One weekday at least has four hours or more, so that 80 hours of open time are never far.
    """
    zone, day = draw(_CLOCK_CHANGES)
    near = date.fromisoformat(day)
    document = draw(calendar_documents(near=near, zone=zone))
    weekday, quarter = draw(_SHIFTS)
    shift = [clock_text(quarter * 900), clock_text(quarter * 900 + 4 * 3600)]
    document["week"][weekday] = [shift, *document["week"].get(weekday, [])]
    return document, near


_OFFSETS = st.one_of(
    st.integers(-240, 240).map(lambda halves: timedelta(minutes=30 * halves)),
    st.integers(-432_000, 432_000).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(-432_000_000_000, 432_000_000_000).map(
        lambda micros: timedelta(microseconds=micros)
    ),
)


def instants(near: date) -> SearchStrategy[datetime]:
    """Instants in UTC within five days of *near*: edges of hours, seconds, microseconds."""
    middle = datetime(near.year, near.month, near.day, tzinfo=UTC)
    return _OFFSETS.map(lambda offset: middle + offset)


def durations(longest: timedelta = timedelta(hours=80)) -> SearchStrategy[timedelta]:
    """Durations of either sign to the microsecond, zero and whole hours among them."""
    top = longest // timedelta(microseconds=1)
    hours = longest // timedelta(hours=1)
    return st.integers(-hours, hours).map(lambda hours: timedelta(hours=hours)) | st.integers(
        -top, top
    ).map(lambda micros: timedelta(microseconds=micros))


_MOMENTS = _CLOCK_CHANGES.flatmap(lambda change: instants(date.fromisoformat(change[1])))
_ENDS = st.sampled_from(
    [
        datetime(1900, 1, 2, tzinfo=UTC),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2100, 2, 28, 23, 59, 59, tzinfo=UTC),  # no leap year
        datetime(2199, 12, 30, tzinfo=UTC),
    ]
)


def moments() -> SearchStrategy[datetime]:
    """Instants about some clock change, or at an end of the supported years."""
    return _ENDS | _MOMENTS


def business_calendars() -> SearchStrategy[BusinessCalendar]:
    """Calendars whose zone's clock misbehaves, with windows to match.

    Some open for a second a year, some around the clock, some never.
    """
    rare = st.sampled_from(
        [
            BusinessCalendar("UTC", {}),
            BusinessCalendar("Asia/Shanghai", {}, {"2024-02-29": [["23:59:59", "24:00"]]}),
            BusinessCalendar.always("Pacific/Apia"),
        ]
    )
    troubled = troubled_calendars().map(lambda found: BusinessCalendar(**found[0]))
    once = troubled_calendars().map(lambda found: BusinessCalendar(**found[0], repeated="once"))
    return rare | troubled | once


def calendars() -> SearchStrategy[Calendar]:
    """Such calendars, and two or three of them combined across their zones."""
    return st.recursive(
        business_calendars(),
        lambda parts: st.builds(
            lambda how, one, other: {"&": one & other, "|": one | other, "-": one - other}[how],
            st.sampled_from("&|-"),
            parts,
            parts,
        ),
        max_leaves=3,
    )


_EDGES_OF_PERIODS = st.sampled_from(
    [date(1900, 1, 1), date(2020, 2, 29), date(2023, 1, 31), date(2023, 12, 31), date(2199, 1, 1)]
)


def periods() -> SearchStrategy[Period]:
    """A single day, a term from 29 February or a month's last day, 99 years."""
    days = st.sampled_from([1, 28, 29, 31, 365, 366, 36_160]) | st.integers(1, 400)
    return st.builds(
        lambda start, length: Period(start, start + timedelta(days=length)),
        _EDGES_OF_PERIODS,
        days,
    )
