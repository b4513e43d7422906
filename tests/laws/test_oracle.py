"""The oracle itself, against facts: published cases, and clock changes worked out by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.testing import oracles
from servicedesk.testing.oracles import Combined, PlainCalendar

from .cases import duration, rows

ROWS = rows()
FAR = timedelta(days=800)


def test_the_cases_are_all_there():
    assert len(ROWS) >= 362
    assert {row["op"] for row in ROWS} == {
        "elapsed",
        "add",
        "subtract",
        "is_open",
        "next_open",
        "windows",
    }


def answer(calendar, row):
    start = datetime.fromisoformat(row["start"])
    if row["op"] in ("add", "subtract"):
        ask = getattr(oracles, row["op"])
        return ask(calendar, start, duration(row["duration"]), within=FAR)
    if row["op"] == "is_open":
        return calendar.is_open(start)
    if row["op"] == "next_open":
        return oracles.next_open(calendar, start, within=FAR)
    end = datetime.fromisoformat(row["end"])
    if row["op"] == "elapsed":
        return oracles.elapsed(calendar, start, end)
    return oracles.spans(calendar, start, end)


def expected(row):
    value = row["expect"]
    if row["op"] == "elapsed":
        return duration(value)
    if row["op"] == "is_open":
        return value
    if row["op"] == "windows":
        return [tuple(datetime.fromisoformat(edge) for edge in run) for run in value]
    return datetime.fromisoformat(value)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_oracle_gives_the_published_answer(row):
    assert answer(PlainCalendar(**row["calendar"]), row) == expected(row)


def instant(text):
    return datetime.fromisoformat(text)


ALL_DAY = [["00:00", "24:00"]]
NIGHTLY = {name: [["00:00", "06:00"]] for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

# zone, hours of each day, the local day, open time in it (worked out from the zone's history)
CLOCK_CHANGES = [
    ("Australia/Lord_Howe", [["01:45", "02:15"]], "2024-10-06", timedelta(minutes=15)),
    ("Australia/Lord_Howe", [["01:45", "02:15"]], "2024-04-07", timedelta(minutes=45)),
    ("America/Sao_Paulo", [["00:00", "02:00"]], "2018-11-04", timedelta(hours=1)),
    ("America/Sao_Paulo", [["23:00", "24:00"]], "2018-02-17", timedelta(hours=2)),
    ("Europe/Dublin", [["01:00", "03:00"]], "2024-03-31", timedelta(hours=1)),
    ("Europe/Dublin", [["01:00", "03:00"]], "2024-10-27", timedelta(hours=3)),
    ("Antarctica/Troll", [["01:00", "03:00"]], "2024-03-31", timedelta(0)),
    ("Antarctica/Troll", [["01:00", "03:00"]], "2024-10-27", timedelta(hours=4)),
    ("Pacific/Apia", ALL_DAY, "2011-12-29", timedelta(hours=24)),
    ("Asia/Kathmandu", [["00:00", "01:00"]], "1986-01-01", timedelta(minutes=45)),
    ("Africa/Monrovia", [["00:00", "01:00"]], "1972-01-07", timedelta(seconds=930)),
    ("Europe/Moscow", [["01:00", "03:00"]], "2014-10-26", timedelta(hours=3)),
    ("Europe/Moscow", [["01:00", "04:00"]], "2011-03-27", timedelta(hours=2)),
]


@pytest.mark.parametrize(("zone", "windows", "day", "open_time"), CLOCK_CHANGES)
def test_skipped_time_is_never_there_and_repeated_time_twice(zone, windows, day, open_time):
    calendar = PlainCalendar(timezone=zone, week={}, exceptions={day: windows})
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    around = noon - timedelta(days=3), noon + timedelta(days=3)
    assert oracles.elapsed(calendar, *around) == open_time


def test_a_date_that_does_not_exist_has_no_open_time():
    calendar = PlainCalendar(timezone="Pacific/Apia", week={}, exceptions={"2011-12-30": ALL_DAY})
    start, end = instant("2011-12-20T00:00:00Z"), instant("2012-01-10T00:00:00Z")
    assert oracles.spans(calendar, start, end) == []


def test_an_evening_before_a_missing_date_ends_at_midnight():
    calendar = PlainCalendar(
        timezone="Pacific/Apia", week={}, exceptions={"2011-12-29": [["22:00", "06:00"]]}
    )
    start, end = instant("2011-12-20T00:00:00Z"), instant("2012-01-10T00:00:00Z")
    assert oracles.elapsed(calendar, start, end) == timedelta(hours=2)


def test_repeated_time_may_count_once():
    calendar = PlainCalendar(timezone="America/New_York", week=NIGHTLY, repeated="once")
    start, end = instant("2024-11-03T00:00:00-04:00"), instant("2024-11-04T00:00:00-05:00")
    assert oracles.elapsed(calendar, start, end) == timedelta(hours=6)


def test_microseconds_count():
    calendar = PlainCalendar(timezone="UTC", week={"mon": [["09:00", "09:00:01"]]})
    start, end = instant("2024-01-01T09:00:00.000001Z"), instant("2024-01-01T09:00:00.999998Z")
    assert oracles.elapsed(calendar, start, end) == timedelta(microseconds=999_997)


def test_two_desks_follow_the_sun():
    berlin = PlainCalendar(timezone="Europe/Berlin", week={"mon": [["09:00", "17:00"]]})
    tokyo = PlainCalendar(timezone="Asia/Tokyo", week={"mon": [["09:00", "17:30"]]})
    start, end = instant("2024-01-01T00:00:00Z"), instant("2024-01-02T00:00:00Z")
    both = {
        operator: oracles.elapsed(Combined(berlin, operator, tokyo), start, end)
        for operator in ("&", "|", "-")
    }
    # Berlin 08:00-16:00 UTC, Tokyo 00:00-08:30 UTC
    assert both == {
        "&": timedelta(minutes=30),
        "|": timedelta(hours=16),
        "-": timedelta(hours=7.5),
    }


def test_next_open_and_next_close():
    calendar = PlainCalendar(timezone="Asia/Shanghai", week={"mon": [["08:30", "12:00"]]})
    zone = ZoneInfo("Asia/Shanghai")
    early = datetime(2026, 3, 2, 7, tzinfo=zone)
    assert oracles.next_open(calendar, early, within=FAR) == early.replace(hour=8, minute=30)
    assert oracles.next_close(calendar, early, within=FAR) == early.replace(hour=12)
    assert oracles.next_open(calendar, early.replace(hour=9), within=FAR) == early.replace(hour=9)


def test_what_never_opens_is_none():
    calendar = PlainCalendar(timezone="UTC", week={})
    start, week = instant("2024-01-01T00:00:00Z"), timedelta(days=7)
    assert oracles.add(calendar, start, timedelta(seconds=1), within=week) is None
    assert oracles.subtract(calendar, start, timedelta(seconds=1), within=week) is None
    assert oracles.next_open(calendar, start, within=week) is None
    assert oracles.next_close(calendar, start, within=week) is None
