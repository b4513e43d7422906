"""One calendar for all: by threads, in little memory, through pickle, to the ends of its range."""

import copy
import gc
import pickle
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import OutOfRange, Unreachable
from servicedesk.spans import to_utc
from servicedesk.testing.strategies import calendar_documents, nasty

from .profile import examples

OFFICE = {"timezone": "Asia/Shanghai", "week": "Mon-Fri 08:30-12:00,13:00-17:30"}
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
LONG = timedelta(hours=100)


def everything(calendar, year):
    """What a thread asks of one year, as plain values."""
    at = datetime(year, 6, 3, 9, 15, tzinfo=SHANGHAI)
    utc = at.astimezone(UTC)
    return (
        calendar.elapsed(at, at + 300 * DAY),
        calendar.elapsed(utc, utc + 30 * DAY),
        to_utc(calendar.add(at, LONG)),
        to_utc(calendar.subtract(utc, LONG)),
        calendar.is_open(at),
        calendar.is_open(utc + timedelta(hours=12)),
        to_utc(calendar.next_open(at + 4 * DAY)),
        to_utc(calendar.next_close(at)),
        calendar.spans(at, at + 20 * DAY).total,
    )


@pytest.mark.parametrize("holidays", [None, "CN"])
def test_eight_threads_extend_different_years_of_one_calendar(holidays):
    threads, rounds = 8, 3
    years = [2000 + 5 * index + step for index in range(threads) for step in range(rounds)]
    told = {year: everything(BusinessCalendar(**OFFICE, holidays=holidays), year) for year in years}
    shared = BusinessCalendar(**OFFICE, holidays=holidays)
    start = Barrier(threads)

    def ask(index):
        start.wait()
        found = {}
        for step in range(rounds):
            for other in (0, 5, 10):  # and the years of two neighbours
                year = years[(index * rounds + step + other) % len(years)]
                found[year] = everything(shared, year), everything(shared, year)
        return found

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            answers = list(pool.map(ask, range(threads)))
    finally:
        sys.setswitchinterval(interval)
    assert {year for found in answers for year in found} == set(years)
    for found in answers:
        for year, (first, again) in found.items():
            assert first == again == told[year]


def kept():
    """KiB that are in use and were not when tracing began."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0] / 1024


@pytest.mark.slow  # tracing memory is
def test_memory_stops_growing_however_many_years_are_asked():
    calendar = BusinessCalendar(**OFFICE)
    everything(calendar, 2026)
    tracemalloc.start()
    for year in range(1930, 1980):
        everything(calendar, year)
    first = kept()
    for year in range(1980, 2080):
        everything(calendar, year)
    last = kept()
    tracemalloc.stop()
    assert first < 50 * 350  # at most 350 KiB for each year asked
    assert last < 1.6 * first  # three times as many years


@pytest.mark.slow  # tracing memory is
def test_a_span_of_centuries_builds_no_tables_between():
    calendar = BusinessCalendar(**OFFICE)
    early, late = datetime(1905, 6, 1, tzinfo=SHANGHAI), datetime(2195, 6, 1, tzinfo=SHANGHAI)
    tracemalloc.start()
    total = calendar.elapsed(early, late)
    grown = kept()
    tracemalloc.stop()
    assert grown < 4 * 350
    days = sum(
        1
        for ordinal in range(early.date().toordinal(), late.date().toordinal())
        if date.fromordinal(ordinal).weekday() < 5
    )
    assert total == days * timedelta(hours=8)


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_instants_out_of_range_are_an_error_that_names_the_range(year):
    calendar = BusinessCalendar(**OFFICE)
    at = datetime(year, 6, 15, tzinfo=UTC)
    inside = datetime(2026, 1, 1, tzinfo=UTC)
    for ask in (
        lambda: calendar.elapsed(at, inside),
        lambda: calendar.elapsed(inside, at),
        lambda: calendar.add(at, LONG),
        lambda: calendar.subtract(at, LONG),
        lambda: calendar.is_open(at),
        lambda: calendar.next_open(at),
        lambda: calendar.next_close(at),
        lambda: calendar.spans(inside, at),
    ):
        with pytest.raises(OutOfRange, match=r"1900.*2199"):
            ask()


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Africa/Monrovia"])
def test_the_ends_of_the_range_are_inside(zone):
    calendar = BusinessCalendar.always(zone)
    first = datetime(1900, 1, 1, tzinfo=UTC)
    last = datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    for _ in range(2):
        assert calendar.elapsed(first, last) == last - first
        assert calendar.is_open(first)
        assert calendar.is_open(last)
        assert to_utc(calendar.add(first, last - first)) == last
        assert to_utc(calendar.subtract(last, last - first)) == first
        assert to_utc(calendar.next_open(last)) == last
    with pytest.raises((OutOfRange, Unreachable)):
        calendar.add(last, DAY)
    with pytest.raises((OutOfRange, Unreachable)):
        calendar.subtract(first, DAY)


@given(nasty.troubled_calendars())
@examples(40)
def test_a_calendar_travels_as_its_definition(calendar_and_day):
    document, near = calendar_and_day
    calendar = BusinessCalendar(**document)
    at = datetime(near.year, near.month, near.day, tzinfo=UTC)
    before = len(pickle.dumps(calendar))
    told = calendar.add(at, timedelta(hours=9))
    packed = pickle.dumps(calendar)
    assert len(packed) == before <= 4096
    for twin in (pickle.loads(packed), copy.copy(calendar), copy.deepcopy(calendar)):  # noqa: S301
        assert twin == calendar
        assert hash(twin) == hash(calendar)
        assert to_utc(twin.add(at, timedelta(hours=9))) == to_utc(told)


def test_a_chinese_desk_in_use_fits_in_four_kilobytes():
    calendar = BusinessCalendar(**OFFICE, holidays="CN")
    everything(calendar, 2026)
    assert len(pickle.dumps(calendar)) <= 4096


@given(calendar_documents(), calendar_documents())
@examples(60)
def test_calendars_are_equal_by_value(one, other):
    here, there = BusinessCalendar(**one), BusinessCalendar(**other)
    again = BusinessCalendar(**one)
    assert here == again
    assert hash(here) == hash(again)
    same = one["timezone"] == other["timezone"] and one["exceptions"] == other["exceptions"]
    if not same:
        assert here != there
