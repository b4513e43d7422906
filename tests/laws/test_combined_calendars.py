"""Calendars made of two, in two zones, against the walk of both clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import OutOfRange, Unreachable
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.oracles import Combined
from servicedesk.testing.strategies import (
    calendar_documents,
    nasty,
    plain_calendar,
)

from .profile import examples

MAKE = {"&": lambda a, b: a & b, "|": lambda a, b: a | b, "-": lambda a, b: a - b}
ZONES = st.sampled_from(sorted({zone for zone, _ in nasty.CLOCK_CHANGES}))


def utc_runs(spans):
    return [(to_utc(span.start), to_utc(span.end)) for span in spans]


@st.composite
def pairs(draw):
    document, near = draw(nasty.troubled_calendars())
    other = draw(
        calendar_documents(near=near, zones=ZONES)
        | nasty.calendar_documents(near=near, zone=draw(ZONES))
    )
    operator = draw(st.sampled_from(sorted(MAKE)))
    combined = MAKE[operator](BusinessCalendar(**document), BusinessCalendar(**other))
    plain = Combined(plain_calendar(document), operator, plain_calendar(other))
    return combined, plain, near


@given(pairs(), st.data())
@examples(25)
def test_two_desks_answer_as_two_walks(pair, data):
    calendar, plain, near = pair
    start, end = sorted([data.draw(nasty.instants(near)), data.draw(nasty.instants(near))])
    duration = data.draw(nasty.durations(timedelta(hours=20)))
    within = timedelta(days=6)
    elapsed = oracles.elapsed(plain, start, end)
    runs = oracles.spans(plain, start, end)
    landings = {
        ask: getattr(oracles, ask)(plain, start, duration, within=within)
        for ask in ("add", "subtract")
    }
    edges = {
        ask: getattr(oracles, ask)(plain, start, within=within)
        for ask in ("next_open", "next_close")
    }
    for _ in range(2):
        assert calendar.elapsed(start, end) == elapsed
        assert utc_runs(calendar.spans(start, end)) == runs
        assert calendar.is_open(start) == plain.is_open(start)
        for ask, told in landings.items():
            assert told is None or to_utc(getattr(calendar, ask)(start, duration)) == told
        for ask, told in edges.items():
            assert told is None or to_utc(getattr(calendar, ask)(start)) == told


@given(pairs(), st.data())
@examples(20)
def test_gaps_and_open_time_fill_the_time(pair, data):
    calendar, _, near = pair
    start, end = sorted([data.draw(nasty.instants(near)), data.draw(nasty.instants(near))])
    gaps, spans = calendar.gaps(start, end), calendar.spans(start, end)
    assert gaps.total + spans.total == end - start
    assert (gaps & spans).total == timedelta(0)


@given(nasty.troubled_calendars(), nasty.troubled_calendars(), st.data())
@examples(20)
def test_the_algebra_is_that_of_sets(one, other, data):
    a, b = BusinessCalendar(**one[0]), BusinessCalendar(**other[0])
    start, end = sorted([data.draw(nasty.instants(one[1])), data.draw(nasty.instants(one[1]))])
    here, there = a.spans(start, end), b.spans(start, end)
    assert (a & b).spans(start, end) == here & there == (b & a).spans(start, end)
    assert (a | b).spans(start, end) == here | there == (b | a).spans(start, end)
    assert (a - b).spans(start, end) == here - there
    assert (a - (a - b)).spans(start, end) == here & there


def test_desks_that_never_meet():
    day = BusinessCalendar(timezone="UTC", week="Mon-Sun 09:00-17:00")
    night = BusinessCalendar(timezone="UTC", week="Mon-Sun 17:00-09:00")
    never, always = day & night, day | night
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with pytest.raises(Unreachable):
        never.add(at, timedelta(hours=1))
    with pytest.raises(Unreachable):
        never.next_open(at)
    assert to_utc(always.add(at, timedelta(days=3))) == at + timedelta(days=3)
    with pytest.raises((Unreachable, OutOfRange)):
        always.next_close(at)
    assert always.gaps(at, at + timedelta(days=30)).total == timedelta(0)


def test_follow_the_sun_has_the_gap_that_one_sees():
    # Berlin 09-17, New York 09-17, Shanghai 09-17 in winter: UTC 08-16, 14-22, 01-09
    week = "Mon-Fri 09:00-17:00"
    desks = [BusinessCalendar(zone, week) for zone in ("Europe/Berlin", "America/New_York")]
    sun = desks[0] | desks[1] | BusinessCalendar("Asia/Shanghai", week)
    wednesday = datetime(2026, 1, 14, tzinfo=UTC)
    assert utc_runs(sun.gaps(wednesday, wednesday + timedelta(days=1))) == [
        (wednesday, wednesday + timedelta(hours=1)),
        (wednesday + timedelta(hours=22), wednesday + timedelta(days=1)),
    ]
    assert date(2026, 1, 14) in sun.business_dates(date(2026, 1, 14), date(2026, 1, 15))
