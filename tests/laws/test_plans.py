"""Weeks that alternate, seasons, versions, holidays, time counted once: against the walk.

Each rule is written out here a second time, date by date, and handed to the oracle.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import (
    AlternatingWeeks,
    BusinessCalendar,
    Season,
    SeasonalWeeks,
    Week,
)
from servicedesk.reasons import LANGUAGES
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.oracles import DAYS, PlainCalendar
from servicedesk.testing.strategies import (
    nasty,
    plain_calendar,
)
from servicedesk.versions import Dated

from .profile import examples

WEEKS = st.dictionaries(st.sampled_from(DAYS), nasty.HOURS, min_size=1, max_size=4)
TROUBLE = st.sampled_from(nasty.CLOCK_CHANGES)


def utc_runs(spans):
    return [(to_utc(span.start), to_utc(span.end)) for span in spans]


def agrees(calendar, plain, near, data):
    start, end = sorted([data.draw(nasty.instants(near)), data.draw(nasty.instants(near))])
    assert utc_runs(calendar.spans(start, end)) == oracles.spans(plain, start, end)
    assert calendar.elapsed(start, end) == oracles.elapsed(plain, start, end)


def by_date(zone, near, hours_of):
    """A plain calendar that knows nothing but dates."""
    dates = [near + timedelta(days=step) for step in range(-9, 10)]
    return PlainCalendar(
        timezone=zone, week={}, exceptions={str(day): hours_of(day) for day in dates}
    )


@given(nasty.troubled_calendars(), st.data())
@examples(25)
def test_repeated_time_that_counts_once(calendar_and_day, data):
    document, near = calendar_and_day
    calendar = BusinessCalendar(**document, repeated="once")
    agrees(calendar, PlainCalendar(**document, repeated="once"), near, data)


@given(TROUBLE, st.lists(WEEKS, min_size=2, max_size=4), st.integers(-3000, 3000), st.data())
@examples(25)
def test_weeks_that_take_turns(trouble, weeks, days, data):
    zone, day = trouble
    near = date.fromisoformat(day)
    anchor = near + timedelta(days=days)
    monday = anchor - timedelta(days=anchor.weekday())

    def hours_of(at):
        week = weeks[(at - monday).days // 7 % len(weeks)]
        return week.get(DAYS[at.weekday()], [])

    plan = AlternatingWeeks([Week.of(week) for week in weeks], anchor)
    agrees(BusinessCalendar(zone, plan), by_date(zone, near, hours_of), near, data)


@given(TROUBLE, WEEKS, WEEKS, st.integers(-5, 5), st.integers(0, 300), st.data())
@examples(25)
def test_seasons_hold_from_their_first_to_their_last_day(
    trouble, usual, other, shift, length, data
):
    zone, day = trouble
    near = date.fromisoformat(day)
    begins = near + timedelta(days=shift)
    ends = begins + timedelta(days=length)
    first, last = f"{begins:%m-%d}", f"{ends:%m-%d}"

    def hours_of(at):
        here = f"{at:%m-%d}"
        inside = first <= here <= last if first <= last else here >= first or here <= last
        return (other if inside else usual).get(DAYS[at.weekday()], [])

    plan = SeasonalWeeks(Week.of(usual), [Season(first, last, Week.of(other))])
    agrees(BusinessCalendar(zone, plan), by_date(zone, near, hours_of), near, data)


@given(TROUBLE, WEEKS, WEEKS, st.integers(-5, 5), st.data())
@examples(25)
def test_versions_hold_from_their_date_on(trouble, before, after, shift, data):
    zone, day = trouble
    near = date.fromisoformat(day)
    since = near + timedelta(days=shift)

    def hours_of(at):
        return (before if at < since else after).get(DAYS[at.weekday()], [])

    plan = Dated.of(Week.of(before), (since, Week.of(after)))
    agrees(BusinessCalendar(zone, plan), by_date(zone, near, hours_of), near, data)


# --- China in 2026, from the State Council's notice ---

OFF_2026 = [
    *(date(2026, 1, day) for day in (1, 2, 3)),
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in range(1, 6)),
    *(date(2026, 6, day) for day in (19, 20, 21)),
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 10, day) for day in range(1, 8)),
]
WORKED_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]
CHINA = {"timezone": "Asia/Shanghai", "week": {day: [["08:30", "12:00"]] for day in DAYS[:5]}}


def test_chinas_year_2026_is_that_of_the_notice():
    plain = PlainCalendar(
        **CHINA,
        holidays=[str(day) for day in OFF_2026],
        makeup={str(day): [["08:30", "12:00"]] for day in WORKED_2026},
    )
    calendar = BusinessCalendar(**CHINA, holidays="CN")
    year = datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert utc_runs(calendar.spans(*year)) == oracles.spans(plain, *year)
    # 261 weekdays, 19 of them off, 6 weekend days worked
    weekdays_off = sum(day.weekday() < 5 for day in OFF_2026)
    worked = 261 - weekdays_off + len(WORKED_2026)
    assert calendar.elapsed(*year) == worked * timedelta(hours=3, minutes=30)
    assert len(calendar.business_dates(date(2026, 1, 1), date(2027, 1, 1))) == worked


def test_an_exception_beats_a_make_up_day_and_a_holiday():
    document = {**CHINA, "exceptions": {"2026-10-10": [], "2026-10-01": [["10:00", "11:00"]]}}
    calendar = BusinessCalendar(**document, holidays="CN")
    plain = PlainCalendar(
        **document,
        holidays=[str(day) for day in OFF_2026],
        makeup={str(day): [["08:30", "12:00"]] for day in WORKED_2026},
    )
    weeks = datetime(2026, 9, 14, tzinfo=UTC), datetime(2026, 10, 19, tzinfo=UTC)
    assert utc_runs(calendar.spans(*weeks)) == oracles.spans(plain, *weeks)


@pytest.mark.parametrize(
    ("country", "subdivision", "closed", "opened"),
    [
        ("DE", "BY", date(2026, 6, 4), date(2026, 6, 5)),  # Corpus Christi
        ("US", None, date(2026, 11, 26), date(2026, 11, 27)),  # Thanksgiving
        ("HK", None, date(2026, 2, 17), date(2026, 2, 20)),  # Lunar New Year
        ("JP", None, date(2026, 9, 22), date(2026, 9, 24)),  # between two holidays
        ("GB", "SCT", date(2026, 11, 30), date(2026, 12, 1)),  # St Andrew's
    ],
)
def test_holidays_that_everyone_knows(country, subdivision, closed, opened):
    zone = "Europe/Berlin"
    calendar = BusinessCalendar(
        zone, "Mon-Sun 09:00-17:00", holidays={"country": country, "subdivision": subdivision}
    )
    noon = datetime(closed.year, closed.month, closed.day, 11, tzinfo=UTC)
    assert not calendar.is_open(noon)
    assert calendar.is_open(noon + (opened - closed))


# --- explanations ---


@given(nasty.troubled_calendars(), st.data())
@examples(25)
def test_the_stretches_of_an_explanation_are_the_time_itself(calendar_and_day, data):
    document, near = calendar_and_day
    calendar = BusinessCalendar(**document)
    start, end = sorted([data.draw(nasty.instants(near)), data.draw(nasty.instants(near))])
    if start == end:
        return
    stretches = calendar.explain(start, end).stretches
    assert to_utc(stretches[0].span.start) == start
    assert to_utc(stretches[-1].span.end) == end
    for one, other in pairwise(stretches):
        assert to_utc(one.span.end) == to_utc(other.span.start)
    told = sum((stretch.span.total for stretch in stretches if stretch.is_open), timedelta(0))
    assert told == calendar.elapsed(start, end)
    assert told == oracles.elapsed(plain_calendar(document), start, end)
    assert all(stretch.reason.label(lang) for stretch in stretches for lang in LANGUAGES)
