"""Business days, counted on the fingers."""

from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar, ClosedStart, DayRule
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.strategies import calendar_documents, plain_calendar

from .profile import examples

NEAR = date(2026, 3, 28)  # the clocks of Europe and America change within a month
WEEK = timedelta(days=30)
STARTS = st.integers(-20 * 96, 20 * 96)


def open_dates_from(plain, day):
    """The dates with hours from *day* on."""
    return (at for at in (day + timedelta(days=step) for step in count()) if plain.hours(at))


def reading(calendar, instant):
    return to_utc(instant).astimezone(ZoneInfo(calendar.timezone))


@given(
    calendar_documents(near=NEAR), STARTS, st.integers(0, 40), st.sampled_from(list(ClosedStart))
)
@examples(60)
def test_days_are_dates_with_hours(document, quarters, days, closed_start):
    calendar, plain = BusinessCalendar(**document), plain_calendar(document)
    zone = ZoneInfo(document["timezone"])
    midnight = datetime.combine(NEAR, time(), zone)
    start = (to_utc(midnight) + quarters * timedelta(minutes=15)).astimezone(zone)

    begin = start
    if closed_start is ClosedStart.NEXT_OPEN:
        begin = oracles.next_open(plain, start, within=WEEK).astimezone(zone)
    first = begin.date() if days == 0 else begin.date() + timedelta(days=1)
    candidates = open_dates_from(plain, first)
    landed = [next(candidates) for _ in range(max(days, 1))][-1]

    same = calendar.add_business_days(start, days, closed_start=closed_start)
    assert reading(calendar, same).date() == landed
    skipped = begin.replace(tzinfo=None).time() != reading(calendar, same).time()
    if skipped:  # only where the clock skips that reading
        wanted = datetime.combine(landed, begin.time(), zone)
        assert to_utc(wanted).astimezone(zone).time() != begin.time()

    close = calendar.add_business_days(start, days, rule=DayRule.CLOSE, closed_start=closed_start)
    last_window = plain.hours(landed)[-1][1]
    assert reading(calendar, close).replace(tzinfo=None, fold=0) == last_window
    assert not calendar.is_open(close)


@given(calendar_documents(near=NEAR), STARTS, st.integers(0, 15), st.integers(0, 15))
@examples(30)
def test_days_add_up(document, quarters, one, other):
    calendar = BusinessCalendar(**document)
    zone = ZoneInfo(document["timezone"])
    start = calendar.next_open(
        to_utc(datetime.combine(NEAR, time(), zone)) + quarters * timedelta(minutes=15)
    )
    stepped = calendar.add_business_days(
        calendar.add_business_days(start, one), other, closed_start=ClosedStart.SAME_DATE
    )
    at_once = calendar.add_business_days(start, one + other)
    # a reading that the clock skips on the way moves the time of day
    assume(reading(calendar, stepped).time() == reading(calendar, start).time())
    assert to_utc(stepped) == to_utc(at_once)


@given(calendar_documents(near=NEAR))
@examples(20)
def test_business_dates_are_those_with_hours(document):
    calendar, plain = BusinessCalendar(**document), plain_calendar(document)
    first, last = NEAR - timedelta(days=40), NEAR + timedelta(days=40)
    told = [
        day
        for day in (first + timedelta(days=step) for step in range((last - first).days))
        if plain.hours(day)
    ]
    assert list(calendar.business_dates(first, last)) == told
