"""The laws of business time (design 4.6), over generated calendars in troublesome zones."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pendulum
import pytest
from dateutil import tz as dateutil_tz
from hypothesis import assume, example, given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import Unreachable
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.strategies import (
    calendar_documents,
    durations,
    instants,
    nasty,
    plain_calendar,
)

from .profile import examples

ZERO = timedelta(0)
MICRO = timedelta(microseconds=1)


def utc_runs(spans):
    return [(to_utc(span.start), to_utc(span.end)) for span in spans]


@st.composite
def questions(draw, moments=2):
    """A calendar and some instants near its trouble."""
    document, near = draw(nasty.troubled_calendars())
    return (
        BusinessCalendar(**document),
        *(draw(nasty.instants(near)) for _ in range(moments)),
    )


# --- engine ≡ oracle ---------------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "day"), nasty.CLOCK_CHANGES, ids="-".join)
@given(data=st.data())
@examples(2)
def test_engine_gives_the_answers_of_the_walk(zone, day, data):
    near = date.fromisoformat(day)
    document = data.draw(nasty.calendar_documents(near=near, zone=zone))
    calendar, plain = BusinessCalendar(**document), plain_calendar(document)
    start = data.draw(nasty.instants(near))
    end = data.draw(nasty.instants(near))
    first, last = sorted([start, end])

    assert calendar.elapsed(start, end) == oracles.elapsed(plain, start, end)
    assert utc_runs(calendar.spans(first, last)) == oracles.spans(plain, first, last)
    for instant in (start, end):
        assert calendar.is_open(instant) == plain.is_open(instant)

    within = timedelta(days=12)
    duration = data.draw(nasty.durations(timedelta(hours=24)))
    for ask in ("add", "subtract"):
        told = getattr(oracles, ask)(plain, start, duration, within=within)
        if told is not None:
            assert to_utc(getattr(calendar, ask)(start, duration)) == told
    for ask in ("next_open", "next_close"):
        told = getattr(oracles, ask)(plain, start, within=within)
        if told is not None:
            assert to_utc(getattr(calendar, ask)(start)) == told


@given(
    zone=st.sampled_from(nasty.CLOCK_CHANGES),
    window=nasty.WINDOWS,
)
@examples(25)
def test_every_clock_change_agrees_around_one_window_a_day(zone, window):
    name, day = zone
    document = {"timezone": name, "week": {key: [window] for key in oracles.DAYS}}
    middle = datetime.fromisoformat(day).replace(tzinfo=UTC)
    start, end = middle - timedelta(days=2), middle + timedelta(days=3)
    told = oracles.spans(plain_calendar(document), start, end)
    assert utc_runs(BusinessCalendar(**document).spans(start, end)) == told


# --- laws --------------------------------------------------------------------------------------


@given(questions(1), nasty.durations())
@examples(40)
def test_what_was_added_has_elapsed(question, duration):
    calendar, start = question
    landed = calendar.add(start, duration)
    assert calendar.elapsed(start, landed) == duration
    assert landed.tzinfo is not None


@given(questions(1), nasty.durations())
@examples(25)
def test_adding_lands_as_early_as_it_can_and_subtracting_as_late(question, duration):
    calendar, start = question
    duration = abs(duration)
    assume(duration > ZERO)
    landed = calendar.add(start, duration)
    assert calendar.elapsed(start, to_utc(landed) - MICRO) < duration
    began = calendar.subtract(start, duration)
    assert calendar.elapsed(began, start) == duration
    assert calendar.elapsed(to_utc(began) + MICRO, start) < duration


@given(questions(1))
@examples(40)
def test_adding_nothing_stays(question):
    calendar, start = question
    assert to_utc(calendar.add(start, ZERO)) == start
    assert to_utc(calendar.subtract(start, ZERO)) == start


@given(questions(1))
@examples(40)
def test_adding_nothing_and_landing_open_is_the_next_opening(question):
    calendar, start = question
    landed = to_utc(calendar.add(start, ZERO, land="open"))
    assert landed == to_utc(calendar.next_open(start))
    assert calendar.is_open(landed)


@given(questions(1), nasty.durations())
@examples(25)
def test_landing_open_only_ever_moves_to_the_next_opening(question, duration):
    calendar, start = question
    duration = abs(duration)
    landed = calendar.add(start, duration)
    opened = calendar.add(start, duration, land="open")
    assert to_utc(opened) == to_utc(calendar.next_open(landed))
    assert calendar.elapsed(landed, opened) == ZERO


@given(questions(1), nasty.durations(timedelta(hours=40)), nasty.durations(timedelta(hours=40)))
@examples(25)
def test_adding_in_two_steps_is_adding_at_once(question, one, other):
    calendar, start = question
    one, other = abs(one), abs(other)
    stepped = calendar.add(calendar.add(start, one), other)
    assert to_utc(stepped) == to_utc(calendar.add(start, one + other))


@given(questions(1), nasty.durations())
@examples(25)
def test_subtracting_is_adding_the_negative(question, duration):
    calendar, start = question
    assert to_utc(calendar.subtract(start, duration)) == to_utc(calendar.add(start, -duration))


@given(questions(3))
@examples(30)
def test_elapsed_time_is_additive(question):
    calendar, a, b, c = question
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


@given(questions(2))
@examples(25)
def test_elapsed_time_turns_its_sign_with_the_direction(question):
    calendar, a, b = question
    assert calendar.elapsed(a, b) == -calendar.elapsed(b, a)
    assert calendar.elapsed(a, a) == ZERO


@given(questions(3))
@examples(25)
def test_elapsed_time_never_falls_and_never_outruns_the_clock(question):
    calendar, *moments = question
    a, b, c = sorted(moments)
    assert ZERO <= calendar.elapsed(a, b) <= calendar.elapsed(a, c)
    assert calendar.elapsed(a, b) <= b - a


@given(questions(2), nasty.durations())
@examples(25)
def test_a_later_start_never_lands_earlier(question, duration):
    calendar, *moments = question
    early, late = sorted(moments)
    assert to_utc(calendar.add(early, duration)) <= to_utc(calendar.add(late, duration))


@given(questions(1), nasty.durations(), nasty.durations())
@examples(25)
def test_a_longer_duration_never_lands_earlier(question, one, other):
    calendar, start = question
    short, long = sorted([one, other])
    assert to_utc(calendar.add(start, short)) <= to_utc(calendar.add(start, long))


@given(questions(2))
@examples(30)
def test_the_spans_add_up_to_the_elapsed_time(question):
    calendar, *moments = question
    start, end = sorted(moments)
    spans = calendar.spans(start, end)
    assert spans.total == calendar.elapsed(start, end)
    for earlier, later in zip(spans.spans, spans.spans[1:], strict=False):
        assert to_utc(earlier.end) < to_utc(later.start)
    for span in spans:
        assert start <= to_utc(span.start) < to_utc(span.end) <= end


@given(questions(3))
@examples(30)
def test_open_means_inside_a_span(question):
    calendar, *moments = question
    start, asked, end = sorted(moments)
    assume(asked < end)
    assert calendar.is_open(asked) == (asked in calendar.spans(start, end))


@given(questions(2))
@examples(25)
def test_a_span_opens_with_its_first_instant_and_closes_with_its_end(question):
    calendar, *moments = question
    start, end = sorted(moments)
    for span in calendar.spans(start, end):
        first, last = to_utc(span.start), to_utc(span.end)
        assert calendar.is_open(first)
        assert calendar.is_open(last - MICRO)
        assert first == start or not calendar.is_open(first - MICRO)
        assert last == end or not calendar.is_open(last)


@given(questions(1))
@examples(30)
def test_the_next_opening_is_open_and_nothing_before_it_is(question):
    calendar, start = question
    opens = to_utc(calendar.next_open(start))
    assert opens >= start
    assert calendar.is_open(opens)
    assert calendar.elapsed(start, opens) == ZERO
    assert calendar.is_open(start) == (opens == start)


@given(questions(1))
@examples(25)
def test_the_next_close_ends_the_next_opening(question):
    calendar, start = question
    opens, closes = to_utc(calendar.next_open(start)), to_utc(calendar.next_close(start))
    assert closes > opens
    assert not calendar.is_open(closes)
    assert calendar.elapsed(start, closes) == closes - opens


# --- the zone in which an instant is written -----------------------------------------------------

ZONES = [
    UTC,
    timezone(timedelta(hours=5, minutes=45)),
    timezone(-timedelta(hours=11, minutes=30)),
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    pendulum.timezone("Europe/Dublin"),
    pendulum.timezone("America/Sao_Paulo"),
    pendulum.FixedTimezone(3600),
    dateutil_tz.gettz("Europe/Berlin"),
    dateutil_tz.tzoffset(None, -3 * 3600),
    dateutil_tz.UTC,
]


def written_in(instant, zone):
    return instant.astimezone(zone)


def own_zones(calendar):
    name = calendar.timezone if isinstance(calendar.timezone, str) else calendar.timezone.key
    return [ZoneInfo(name), pendulum.timezone(name), ZoneInfo.no_cache(name)]


@given(questions(2), nasty.durations(), st.data())
@examples(30)
def test_answers_do_not_depend_on_the_zone_in_which_instants_are_written(question, duration, data):
    calendar, a, b = question
    zones = st.sampled_from(ZONES + own_zones(calendar))
    one, other = data.draw(zones), data.draw(zones)
    a2, b2 = written_in(a, one), written_in(b, other)
    assume(to_utc(a2) == a and to_utc(b2) == b)  # dateutil's own faults aside
    if data.draw(st.booleans()):
        a2, b2 = pendulum.instance(a2), pendulum.instance(b2)
        assume(to_utc(a2) == a and to_utc(b2) == b)
    assert calendar.elapsed(a2, b2) == calendar.elapsed(a, b)
    assert calendar.is_open(a2) == calendar.is_open(a)
    for ask in (calendar.add, calendar.subtract):
        assert to_utc(ask(a2, duration)) == to_utc(ask(a, duration))
    assert to_utc(calendar.next_open(a2)) == to_utc(calendar.next_open(a))
    assert to_utc(calendar.next_close(a2)) == to_utc(calendar.next_close(a))
    if a < b:
        assert calendar.spans(a2, b2) == calendar.spans(a, b)


@given(questions(1), nasty.durations())
@examples(25)
def test_answers_are_pendulum_datetimes_in_the_calendar_zone(question, duration):
    calendar, start = question
    expected = own_zones(calendar)[0].key
    for answer in (
        calendar.add(start, duration),
        calendar.subtract(start, duration),
        calendar.next_open(start),
        calendar.next_close(start),
    ):
        assert type(answer) is pendulum.DateTime
        assert answer.timezone_name == expected
        # the reading is the one that the zone's own clock shows, fold included
        shown = to_utc(answer).astimezone(ZoneInfo(expected))
        assert answer.replace(tzinfo=None, fold=0) == shown.replace(tzinfo=None, fold=0)
        assert (answer.utcoffset(), answer.fold) == (shown.utcoffset(), shown.fold)
    assert type(calendar.elapsed(start, start)) is timedelta


# --- office life -------------------------------------------------------------------------------


@given(calendar_documents(), instants(), durations(timedelta(days=100)))
@examples(15)
def test_office_calendars_agree_with_the_walk(document, start, length):
    end = start + length
    told = oracles.elapsed(plain_calendar(document), start, end)
    assert BusinessCalendar(**document).elapsed(start, end) == told


# --- calendars that never open -------------------------------------------------------------------


@given(st.sampled_from(nasty.CLOCK_CHANGES), st.data())
@examples(15)
@example(("UTC", "2024-01-01"), None)
def test_a_calendar_that_never_opens_says_so(zone, data):
    name, day = zone
    calendar = BusinessCalendar(timezone=name, week={})
    start = (
        data.draw(nasty.instants(date.fromisoformat(day)))
        if data
        else datetime.fromisoformat(day).replace(tzinfo=UTC)
    )
    assert calendar.elapsed(start, start + timedelta(days=9)) == ZERO
    assert not calendar.is_open(start)
    assert to_utc(calendar.add(start, ZERO)) == start
    for ask in (
        lambda: calendar.add(start, MICRO),
        lambda: calendar.subtract(start, MICRO),
        lambda: calendar.add(start, ZERO, land="open"),
        lambda: calendar.next_open(start),
        lambda: calendar.next_close(start),
    ):
        with pytest.raises(Unreachable):
            ask()
