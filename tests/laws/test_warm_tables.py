"""A calendar that has been asked often answers as one that is asked for the first time.

The engine builds faster tables as questions come; none of them may change an answer.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.spans import to_utc
from servicedesk.testing.strategies import (
    nasty,
)

from .profile import examples

ZERO = timedelta(0)


def ways_to_write(name, instant):
    """One instant in the desk's own zone, stdlib and pendulum, and in UTC."""
    here = instant.astimezone(ZoneInfo(name))
    zone = pendulum.timezone(name)
    theirs = pendulum.DateTime(
        here.year,
        here.month,
        here.day,
        here.hour,
        here.minute,
        here.second,
        here.microsecond,
        tzinfo=zone,
        fold=here.fold,
    )
    assert to_utc(theirs) == to_utc(here) == instant
    return [instant, here, theirs, instant.astimezone(zone), pendulum.instance(instant)]


def answers(calendar, one, other, duration):
    """Everything that two instants and a duration can be asked, as UTC."""
    return (
        calendar.elapsed(one, other),
        calendar.elapsed(other, one),
        calendar.is_open(one),
        to_utc(calendar.add(one, duration)),
        to_utc(calendar.add(one, -duration)),
        to_utc(calendar.subtract(one, duration)),
        to_utc(calendar.add(one, duration, land="open")),
        to_utc(calendar.next_open(one)),
        to_utc(calendar.next_close(one)),
        calendar.spans(min(to_utc(one), to_utc(other)), max(to_utc(one), to_utc(other))),
    )


@given(nasty.troubled_calendars(), st.data())
@examples(30)
def test_asking_again_gives_the_same_answer_in_every_writing(calendar_and_day, data):
    document, near = calendar_and_day
    name = document["timezone"]
    one, other = data.draw(nasty.instants(near)), data.draw(nasty.instants(near))
    duration = data.draw(nasty.durations(timedelta(hours=30)))
    told = answers(BusinessCalendar(**document), one, other, duration)
    warm = BusinessCalendar(**document)
    writings = zip(ways_to_write(name, one), ways_to_write(name, other), strict=True)
    for first, second in [*writings] * 3:
        assert answers(warm, first, second, duration) == told


@given(
    calendar_and_day=nasty.troubled_calendars(),
    years=st.lists(st.integers(-40, 40), max_size=3),
    data=st.data(),
)
@examples(15)
def test_years_apart_are_the_sum_of_their_parts_however_often_asked(calendar_and_day, years, data):
    document, near = calendar_and_day
    start = data.draw(nasty.instants(near))
    stops = [
        start,
        *(start + timedelta(days=365 * step) for step in years if 1901 < start.year + step < 2190),
    ]
    warm = BusinessCalendar(**document)
    zone = ZoneInfo(document["timezone"])
    for _ in range(2):
        for a, b, c in product(stops, repeat=3):
            parts = [
                warm.elapsed(x.astimezone(zone), y.astimezone(zone)) for x, y in ((a, b), (b, c))
            ]
            assert sum(parts, ZERO) == warm.elapsed(a.astimezone(zone), c.astimezone(zone))
            assert warm.elapsed(a, b) == parts[0]


@pytest.mark.parametrize(("zone", "day"), nasty.CLOCK_CHANGES, ids="-".join)
def test_every_quarter_of_an_hour_around_a_clock_change(zone, day):
    """Open or not, by the minute table, the bisection and the spans; stdlib and pendulum."""
    windows = "22:07:30-00:20,00:40-01:10:10,01:40-02:20,02:50-03:30"
    calendar = BusinessCalendar(timezone=zone, week=f"Mon-Sun {windows}")
    middle = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    start, end = middle - timedelta(hours=16), middle + timedelta(hours=30)
    spans = calendar.spans(start, end)
    edges = sorted({to_utc(edge) for span in spans for edge in (span.start, span.end)})
    steps = [start + timedelta(minutes=15 * step) for step in range(46 * 4)]
    micro = timedelta(microseconds=1)
    moments = [*steps, *edges, *(edge - micro for edge in edges)]
    for at in moments:
        if not start <= at < end:
            continue
        told = at in spans
        before = sum(
            (min(to_utc(span.end), at) - to_utc(span.start) for span in spans if span.start < at),
            ZERO,
        )
        for written in ways_to_write(zone, at):
            assert calendar.is_open(written) == told
            assert calendar.elapsed(start.astimezone(written.tzinfo), written) == before
            if at in edges or before == ZERO:
                continue
            landed = calendar.add(start.astimezone(written.tzinfo), before)
            assert to_utc(landed) == (at if told else max(edge for edge in edges if edge <= at))
            assert landed.fold == to_utc(landed).astimezone(ZoneInfo(zone)).fold
