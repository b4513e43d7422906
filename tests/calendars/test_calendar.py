"""The calendar as a value, its edges, its limits, and threads that share it."""

import pickle
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pendulum
import pytest
from attrs import evolve

from servicedesk.calendars import (
    BusinessCalendar,
    CombinedCalendar,
    Holidays,
    How,
    Repeated,
    SpecialDay,
    Week,
)
from servicedesk.calendars.timeline import KEPT_YEARS, Timeline
from servicedesk.errors import (
    NaiveDatetime,
    OutOfRange,
    OutOfReach,
    ServiceDeskError,
    UnknownName,
    Unreachable,
    WrongType,
)
from servicedesk.spans import to_utc

OFFICE = "Mon-Fri 08:30-12:00,13:00-17:30"
DESK = BusinessCalendar("Asia/Shanghai", OFFICE)
CHINA = BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN")
SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = datetime(2026, 9, 17, 10, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# --- a value -------------------------------------------------------------------------------------


def test_the_same_calendar_in_any_form_is_one_value():
    as_text = BusinessCalendar(
        "Asia/Shanghai", "Mon-Fri 09:00-17:00", {date(2026, 1, 1): ()}, "CN", "once"
    )
    as_json = BusinessCalendar(
        timezone=ZoneInfo("Asia/Shanghai"),
        week={day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        exceptions={"2026-01-01": []},
        holidays={"country": "CN", "subdivision": None, "categories": ["public"]},
        repeated=Repeated.ONCE,
    )
    as_values = BusinessCalendar(
        pendulum.timezone("Asia/Shanghai"),
        Week.parse("Mon-Fri 09:00-17:00"),
        (SpecialDay(date(2026, 1, 1)),),
        Holidays(country="CN"),
        Repeated.ONCE,
    )
    assert as_text == as_json == as_values
    assert len({as_text, as_json, as_values}) == 1
    assert as_text != evolve(as_text, repeated="twice")


def test_a_calendar_in_use_is_pickled_as_its_definition():
    union = CHINA | BusinessCalendar("America/New_York", OFFICE, holidays="US")
    for calendar in (CHINA, union):
        cold = pickle.dumps(calendar)
        for year in range(2000, 2030):
            calendar.add(datetime(year, 3, 2, 9, tzinfo=SHANGHAI), 30 * HOUR)
        warm = pickle.dumps(calendar)
        assert warm == cold
        assert len(warm) <= 4096
        again = pickle.loads(warm)  # noqa: S301
        assert again == calendar
        assert hash(again) == hash(calendar)
        assert again.add(THURSDAY, 100 * HOUR) == calendar.add(THURSDAY, 100 * HOUR)


def test_a_used_calendar_equals_an_unused_one():
    used = BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN")
    used.elapsed(THURSDAY, THURSDAY + HOUR)
    assert used == CHINA
    assert repr(used) == repr(BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN"))
    assert len(repr(used)) < 400


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime", "America", "UTC+8", "\0"]
)
def test_unknown_zones_are_refused(zone):
    with pytest.raises(UnknownName):
        BusinessCalendar(zone, OFFICE)
    with pytest.raises(UnknownName):
        CombinedCalendar(How.BOTH, DESK, DESK, zone)


def test_a_zone_is_named():
    for nonsense in (None, 8, UTC, timedelta(hours=8)):
        with pytest.raises(WrongType):
            BusinessCalendar(nonsense, OFFICE)


# --- edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "hours", "close", "opening"),
    [
        ("2026-09-17T10:00", 2, "2026-09-17T12:00", "2026-09-17T13:00"),
        ("2026-09-17T10:00", 6.5, "2026-09-17T17:30", "2026-09-18T08:30"),
        ("2026-09-17T10:00", 3, "2026-09-17T14:00", "2026-09-17T14:00"),
        ("2026-09-17T12:30", 0, "2026-09-17T12:30", "2026-09-17T13:00"),
        ("2026-09-17T17:30", 0, "2026-09-17T17:30", "2026-09-18T08:30"),
        ("2026-09-18T17:30", 0, "2026-09-18T17:30", "2026-09-21T08:30"),
    ],
)
def test_where_adding_lands(start, hours, close, opening):
    assert DESK.add(at(start), hours * HOUR) == at(close)
    assert DESK.add(at(start), hours * HOUR, land="open") == at(opening)


@pytest.mark.parametrize(
    ("end", "hours", "opening", "close"),
    [
        ("2026-09-17T14:00", 1, "2026-09-17T13:00", "2026-09-17T12:00"),
        ("2026-09-17T10:00", 1.5, "2026-09-17T08:30", "2026-09-16T17:30"),
        ("2026-09-17T14:00", 2, "2026-09-17T11:00", "2026-09-17T11:00"),
        ("2026-09-17T12:30", 0, "2026-09-17T12:30", "2026-09-17T12:00"),
        ("2026-09-17T08:30", 0, "2026-09-17T08:30", "2026-09-16T17:30"),
        ("2026-09-21T08:30", 0, "2026-09-21T08:30", "2026-09-18T17:30"),
    ],
)
def test_where_subtracting_lands(end, hours, opening, close):
    assert DESK.subtract(at(end), hours * HOUR) == at(opening)
    assert DESK.subtract(at(end), hours * HOUR, land="close") == at(close)
    if hours:
        assert DESK.add(at(end), -hours * HOUR) == at(opening)
        assert DESK.subtract(at(opening), -hours * HOUR) <= at(end)


def test_open_from_the_opening_up_to_the_close():
    micro = timedelta(microseconds=1)
    for opens, closes in (("08:30", "12:00"), ("13:00", "17:30")):
        first, last = at(f"2026-09-17T{opens}"), at(f"2026-09-17T{closes}")
        assert [DESK.is_open(t) for t in (first - micro, first, last - micro, last)] == [
            False,
            True,
            True,
            False,
        ]
        assert DESK.next_open(first) == first
        assert DESK.next_close(first - micro) == last
        assert DESK.next_close(last - micro) == last


def test_landing_on_the_change_of_the_clock_reads_the_clock_after_it():
    berlin = BusinessCalendar("Europe/Berlin", "Sun 00:00-02:00")
    start = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
    assert berlin.add(start, 2 * HOUR).isoformat() == "2026-03-29T03:00:00+02:00"
    berlin = BusinessCalendar("Europe/Berlin", "Sun 00:00-03:00")
    start = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    assert berlin.add(start, 3 * HOUR).isoformat() == "2026-10-25T02:00:00+01:00"
    assert berlin.add(start, 4 * HOUR).isoformat() == "2026-10-25T03:00:00+01:00"
    once = evolve(berlin, repeated="once")
    assert once.elapsed(start, start + timedelta(days=1)) == 3 * HOUR


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("calendar", [DESK, DESK | CHINA], ids=["desk", "union"])
def test_what_is_no_instant_or_no_duration_is_refused(calendar):
    naive = datetime(2026, 9, 17, 10)  # noqa: DTZ001
    for nonsense, error in [
        (naive, NaiveDatetime),
        (date(2026, 9, 17), WrongType),
        ("2026-09-17T10:00:00Z", WrongType),
        (None, WrongType),
        (1_789_000_000, WrongType),
    ]:
        for _ in range(2):  # cold and warm
            for ask in (
                lambda t: calendar.elapsed(t, THURSDAY),
                lambda t: calendar.elapsed(THURSDAY, t),
                lambda t: calendar.elapsed(t, t),
                lambda t: calendar.add(t, HOUR),
                lambda t: calendar.add(t, 0 * HOUR),
                lambda t: calendar.subtract(t, HOUR),
                calendar.is_open,
                calendar.next_open,
                calendar.next_close,
                calendar.is_provisional,
                lambda t: calendar.spans(t, THURSDAY),
                lambda t: calendar.gaps(t, THURSDAY),
                lambda t: calendar.explain(t, THURSDAY),
                lambda t: calendar.add_business_days(t, 1),
            ):
                with pytest.raises(error):
                    ask(nonsense)
    for nonsense in (3600, 1.5, "PT1H", None, THURSDAY):
        for ask in (calendar.add, calendar.subtract):
            with pytest.raises(WrongType):
                ask(THURSDAY, nonsense)
    for duration in (pendulum.duration(months=1), pendulum.duration(years=1)):
        with pytest.raises(ServiceDeskError, match="no fixed length"):
            calendar.add(THURSDAY, duration)
    with pytest.raises(UnknownName):
        calendar.add(THURSDAY, HOUR, land="opening")
    assert calendar.add(THURSDAY, pendulum.duration(hours=1)) == calendar.add(THURSDAY, HOUR)


@pytest.mark.parametrize("calendar", [DESK, DESK & CHINA], ids=["desk", "both"])
def test_the_range_is_named(calendar):
    inside = [datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 59, tzinfo=UTC)]
    outside = [
        datetime(1899, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2200, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=ZoneInfo("America/New_York")),
        datetime(1, 1, 1, tzinfo=SHANGHAI),
    ]
    for zone in (UTC, SHANGHAI, ZoneInfo("America/New_York")):
        for instant in inside:
            assert calendar.is_open(instant.astimezone(zone)) is calendar.is_open(instant)
            calendar.elapsed(instant.astimezone(zone), instant)
    for instant in outside:
        for ask in (calendar.is_open, calendar.next_open, lambda t: calendar.elapsed(THURSDAY, t)):
            with pytest.raises(OutOfRange, match="1900"):
                ask(instant)


def test_an_answer_out_of_range_is_no_desk_that_never_opens():
    late = datetime(2199, 12, 1, tzinfo=UTC)
    for ask in (
        lambda: DESK.add(late, 5000 * HOUR),
        lambda: DESK.subtract(datetime(1900, 1, 5, tzinfo=UTC), 5000 * HOUR),
        lambda: DESK.next_open(datetime(2199, 12, 31, 23, tzinfo=UTC)),
    ):
        with pytest.raises(OutOfReach, match="2199-12-31"):
            ask()


def test_a_desk_that_was_open_once():
    once = BusinessCalendar("Asia/Shanghai", {}, {"2026-09-17": [["09:00", "11:00"]]})
    early, late = datetime(1950, 1, 1, tzinfo=UTC), datetime(2150, 1, 1, tzinfo=UTC)
    assert once.elapsed(early, late) == 2 * HOUR
    assert once.add(early, HOUR) == at("2026-09-17T10:00")
    assert once.add(early, 2 * HOUR) == at("2026-09-17T11:00")
    assert once.subtract(late, 2 * HOUR) == at("2026-09-17T09:00")
    assert once.next_close(early) == at("2026-09-17T11:00")
    for ask in (
        lambda: once.add(early, 2 * HOUR, land="open"),
        lambda: once.add(early, 3 * HOUR),
        lambda: once.add(late, HOUR),
        lambda: once.subtract(early, HOUR),
        lambda: once.subtract(late, 3 * HOUR),
        lambda: once.subtract(early, 0 * HOUR, land="close"),
        lambda: once.next_open(late),
        lambda: once.next_close(late),
        lambda: once.add_business_days(early, 2),
    ):
        with pytest.raises(Unreachable) as caught:
            ask()
        assert type(caught.value) is Unreachable


def test_around_the_clock():
    always = BusinessCalendar.always("Europe/London")
    assert always.elapsed(THURSDAY, THURSDAY + timedelta(days=400)) == timedelta(days=400)
    assert always.add(THURSDAY, timedelta(days=400)) == THURSDAY + timedelta(days=400)
    assert len(always.spans(THURSDAY, THURSDAY + timedelta(days=400))) == 1
    with pytest.raises(Unreachable):
        always.next_close(THURSDAY)


# --- algebra -------------------------------------------------------------------------------------

LONDON = BusinessCalendar("Europe/London", "Mon-Fri 09:00-17:00")
DENVER = BusinessCalendar("America/Denver", "Mon-Fri 09:00-17:00")


def test_following_the_sun_leaves_the_gaps_that_nobody_covers():
    """In UTC: Shanghai 00:30-04:00 and 05:00-09:30, London 08:00-16:00, Denver 15:00-23:00."""
    sun = DESK | LONDON | DENVER
    start = datetime(2026, 9, 17, tzinfo=UTC)
    gaps = [
        (f"{to_utc(gap.start):%H:%M}", f"{to_utc(gap.end):%H:%M}")
        for gap in sun.gaps(start, start + timedelta(days=1))
    ]
    assert gaps == [("00:00", "00:30"), ("04:00", "05:00"), ("23:00", "00:00")]
    assert sun.elapsed(start, start + timedelta(days=1)) == timedelta(hours=21, minutes=30)
    assert not sun.gaps(start, start)
    assert not sun.gaps(start, start - HOUR)


def test_both_and_except_across_zones():
    start = datetime(2026, 9, 17, tzinfo=UTC)
    day = start, start + timedelta(days=1)
    assert (DESK & LONDON).elapsed(*day) == 1.5 * HOUR
    assert (DESK - LONDON).elapsed(*day) == 6.5 * HOUR
    assert (LONDON - DESK).elapsed(*day) == 6.5 * HOUR
    assert (DESK & DENVER).elapsed(*day) == 0 * HOUR
    with pytest.raises(Unreachable):
        (DESK & DENVER).next_open(start)
    assert (LONDON & DESK).next_open(start).isoformat() == "2026-09-17T09:00:00+01:00"
    in_utc = evolve(LONDON & DESK, timezone="UTC")
    assert in_utc.next_open(start).isoformat() == "2026-09-17T08:00:00+00:00"


def test_a_union_knows_as_much_as_its_parts():
    assert (CHINA | LONDON).knowledge_horizon == date(2026, 12, 31)
    assert (LONDON | CHINA).is_provisional(datetime(2027, 5, 5, tzinfo=UTC))
    assert (LONDON | DENVER).knowledge_horizon is None


def test_only_calendars_are_combined():
    for nonsense in (None, OFFICE, THURSDAY, DESK.spans(THURSDAY, THURSDAY + HOUR)):
        with pytest.raises(TypeError):
            DESK | nonsense
        with pytest.raises(WrongType):
            CombinedCalendar("either", DESK, nonsense, "UTC")
    with pytest.raises(UnknownName):
        CombinedCalendar("xor", DESK, LONDON, "UTC")


def test_up_to_a_hundred_desks_are_one():
    union = DESK
    for _ in range(99):
        union |= LONDON
    day = THURSDAY, THURSDAY + timedelta(days=1)
    assert union.elapsed(*day) == (DESK | LONDON).elapsed(*day)
    assert pickle.loads(pickle.dumps(union)) == union  # noqa: S301
    with pytest.raises(OutOfRange, match="at most 100"):
        union | DENVER
    doubled = DESK
    for _ in range(6):
        doubled |= doubled
    with pytest.raises(OutOfRange, match="at most 100"):
        doubled | doubled


# --- safe to share and to keep -------------------------------------------------------------------


def test_a_far_year_builds_no_table_between(monkeypatch):
    built = []
    build = Timeline._build
    monkeypatch.setattr(
        Timeline,
        "_build",
        lambda line, year: built.append(year) or build(line, year),
    )
    calendar = BusinessCalendar("Asia/Shanghai", OFFICE)
    near, far = datetime(2026, 3, 2, tzinfo=UTC), datetime(2198, 3, 5, tzinfo=UTC)
    total = calendar.elapsed(near, far)
    calendar.is_open(far)
    assert calendar.add(near, total) <= far
    assert set(built) == {2026, 2198}


def test_memory_stays_within_bounds_however_it_is_asked():
    """350 KiB a year for the years that are kept, and a total for each of the others."""
    calendar = BusinessCalendar("Asia/Shanghai", OFFICE)
    tracemalloc.start()
    for year in range(2001, 2001 + 2 * KEPT_YEARS + 5):
        instant = datetime(year, 6, 3, 9, tzinfo=SHANGHAI)
        calendar.elapsed(instant, instant + HOUR)
        calendar.add(instant.astimezone(UTC), HOUR)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < KEPT_YEARS * 350 * 1024


def test_threads_that_extend_one_calendar_agree_with_one_that_is_alone():
    pairs = [
        (datetime(year, 1, 1, 9, tzinfo=zone), datetime(year, 9, 30, 9, tzinfo=zone))
        for zone in (SHANGHAI, UTC)
        for year in range(2010, 2034)
    ]
    alone = BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN")
    ends = [*pairwise(end for _, end in pairs)]

    def ask(calendar, seed):
        order = pairs[seed:] + pairs[:seed]
        return {
            start: (
                calendar.elapsed(start, end),
                calendar.add(start, 300 * HOUR),
                calendar.is_open(end),
                calendar.next_open(end),
            )
            for start, end in order
        } | {pair: calendar.elapsed(*pair) for pair in ends}

    told = ask(alone, 0)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        shared = BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda seed: ask(shared, seed * 6), range(8)))
    finally:
        sys.setswitchinterval(interval)
    assert all(answer == told for answer in answers)
