"""iCalendar: holidays and opening hours, through the icalendar package."""

from datetime import UTC, date, datetime, timedelta
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.calendars import (
    AlternatingWeeks,
    BusinessCalendar,
    Season,
    SeasonalWeeks,
    Week,
)
from servicedesk.errors import InvalidDocument, NaiveDatetime, OutOfRange
from servicedesk.interchange import (
    Closure,
    NotCarried,
    calendar_from_ical,
    calendar_to_ical,
    closures,
    closures_from_ical,
    closures_to_ical,
)
from servicedesk.testing.strategies import calendar_documents

STAMP = datetime(2026, 9, 1, tzinfo=UTC)
WEEK = "Mon-Fri 08:30-12:00,13:00-17:30"
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)


def feed(*components):
    body = "\n".join(dedent(component).strip() for component in components)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{body}\nEND:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


def event(lines, name="Holiday"):
    return f"BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nSUMMARY:{name}\n{lines}\nEND:VEVENT"


def available(lines):
    return (
        "BEGIN:VAVAILABILITY\nUID:1\nDTSTAMP:20260101T000000Z\nBEGIN:AVAILABLE\nUID:2\n"
        f"DTSTAMP:20260101T000000Z\n{lines}\nEND:AVAILABLE\nEND:VAVAILABILITY"
    )


# --- holidays ------------------------------------------------------------------------------------


def test_the_end_of_an_all_day_event_is_not_included():
    text = feed(event("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261008", "国庆节"))
    assert closures_from_ical(text, first=FIRST, last=LAST).whole() == (
        Closure(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    )


def test_an_event_without_an_end_is_one_day():
    text = feed(event("DTSTART;VALUE=DATE:20261001"))
    assert closures_from_ical(text, first=FIRST, last=LAST).whole() == (
        Closure(date(2026, 10, 1), date(2026, 10, 1), "Holiday"),
    )


def test_yearly_events_are_unfolded_and_excluded_dates_left_out():
    text = feed(
        event(
            "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY\n"
            "EXDATE;VALUE=DATE:20221225\nRDATE;VALUE=DATE:20230102"
        )
    )
    found = closures_from_ical(text, first=date(2021, 1, 1), last=date(2023, 12, 31)).whole()
    assert [closure.first for closure in found] == [
        date(2021, 12, 25),
        date(2023, 1, 2),
        date(2023, 12, 25),
    ]


def test_an_event_that_began_before_is_still_there():
    text = feed(event("DTSTART;VALUE=DATE:20260828\nDTEND;VALUE=DATE:20260903"))
    found = closures_from_ical(text, first=FIRST, last=LAST).whole()
    assert found == (Closure(date(2026, 8, 28), date(2026, 9, 2), "Holiday"),)
    assert closures_from_ical(text, first=date(2026, 9, 3), last=LAST).whole() == ()


def test_cancelled_events_close_nothing():
    text = feed(event("DTSTART;VALUE=DATE:20261001\nSTATUS:CANCELLED"))
    assert closures_from_ical(text, first=FIRST, last=LAST).whole() == ()


def test_events_with_times_are_said_to_be_lost():
    text = feed(event("DTSTART:20261001T080000Z\nDTEND:20261001T090000Z", "Fire drill"))
    carried = closures_from_ical(text, first=FIRST, last=LAST)
    assert carried.value == ()
    assert [reason["name"] for reason in carried.lost] == ["Fire drill"]


def test_a_countrys_holidays_go_out_and_come_back():
    calendar = BusinessCalendar("Asia/Shanghai", WEEK, holidays="CN")
    found = closures(calendar, first=date(2026, 1, 1), last=date(2026, 12, 31))
    text = closures_to_ical(found, stamp=STAMP)
    back = closures_from_ical(text, first=date(2026, 1, 1), last=date(2026, 12, 31)).whole()
    assert back == found
    # New Year: Thursday 1 and Friday 2 January
    assert (found[0].first, found[0].last.day >= 1) == (date(2026, 1, 1), True)


def test_closures_are_only_dates_that_the_week_would_open():
    calendar = BusinessCalendar(
        "UTC",
        WEEK,
        exceptions={
            "2026-09-05": [],  # a Saturday
            "2026-09-07": {"hours": [], "name": "Labour Day"},
            "2026-09-08": {"hours": [], "name": "Labour Day"},
            "2026-09-09": [["08:30", "12:00"]],
        },
    )
    assert closures(calendar, first=FIRST, last=LAST) == (
        Closure(date(2026, 9, 7), date(2026, 9, 8), "Labour Day"),
    )


@pytest.mark.parametrize("text", ["", "no calendar"])
def test_what_is_not_icalendar_is_refused(text):
    with pytest.raises(InvalidDocument):
        closures_from_ical(text, first=FIRST, last=LAST)
    with pytest.raises(InvalidDocument):
        calendar_from_ical(text)


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(OutOfRange):
        closures_from_ical(feed(), first=LAST, last=FIRST)


# --- opening hours -------------------------------------------------------------------------------


def test_the_example_of_the_standard():
    # RFC 7953: always available Monday to Friday, 9:00 to 17:00
    text = feed(
        available(
            "DTSTART;TZID=America/Montreal:20111002T090000\n"
            "DTEND;TZID=America/Montreal:20111002T170000\n"
            "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        )
    )
    calendar = calendar_from_ical(text).whole()
    assert calendar.week == Week.parse("Mon-Fri 09:00-17:00")


def test_daily_availability_and_durations():
    text = feed(
        available("DTSTART;TZID=Asia/Tokyo:20260105T220000\nDURATION:PT8H\nRRULE:FREQ=DAILY")
    )
    assert calendar_from_ical(text).whole() == BusinessCalendar("Asia/Tokyo", "Mon-Sun 22:00-06:00")


def test_a_part_that_does_not_recur_opens_its_date():
    text = feed(
        available("DTSTART;TZID=Asia/Tokyo:20260110T090000\nDTEND;TZID=Asia/Tokyo:20260110T120000")
    )
    assert calendar_from_ical(text).whole() == BusinessCalendar(
        "Asia/Tokyo", {}, exceptions={"2026-01-10": [["09:00", "12:00"]]}
    )


def test_instants_in_utc_are_a_desk_in_utc():
    text = feed(available("DTSTART:20260105T090000Z\nDTEND:20260105T120000Z\nRRULE:FREQ=WEEKLY"))
    assert calendar_from_ical(text).whole() == BusinessCalendar("UTC", "Mon 09:00-12:00")


HOURS = "DTSTART;TZID=Asia/Tokyo:20260105T090000\nDTEND;TZID=Asia/Tokyo:20260105T120000\n"


@pytest.mark.parametrize(
    "lines",
    [
        HOURS + "RRULE:FREQ=MONTHLY",
        HOURS + "RRULE:FREQ=WEEKLY;COUNT=3",
        HOURS + "RRULE:FREQ=WEEKLY;UNTIL=20270101T000000Z",
        HOURS + "RRULE:FREQ=MONTHLY;BYDAY=1MO",
        HOURS + "RRULE:FREQ=DAILY;INTERVAL=2",
        HOURS + "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        HOURS + "RECURRENCE-ID;TZID=Asia/Tokyo:20260105T090000",
        "DTSTART:20260105T090000\nDTEND:20260105T120000",
        "DTSTART;TZID=Asia/Tokyo:20260105T090000",
    ],
)
def test_recurrence_that_no_week_says_is_refused(lines):
    with pytest.raises(NotCarried):
        calendar_from_ical(feed(available(lines)))


def test_parts_in_two_zones_are_refused():
    rule = "RRULE:FREQ=WEEKLY"
    with pytest.raises(NotCarried, match="several zones"):
        calendar_from_ical(
            feed(
                available(HOURS + rule), available(HOURS.replace("Asia/Tokyo", "Asia/Seoul") + rule)
            )
        )


def test_a_chinese_desk_goes_out_whole_but_for_names():
    calendar = BusinessCalendar("Asia/Shanghai", WEEK, holidays="CN")
    carried = calendar_to_ical(calendar, first=FIRST, last=LAST, stamp=STAMP)
    assert "BEGIN:VTIMEZONE" in carried.value
    assert {reason.code for reason in carried.lost} == {"interchange.closure_name"}
    back = calendar_from_ical(carried.value).whole()
    months = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)
    assert back.spans(*months) == calendar.spans(*months)


def test_alternating_weeks_come_back():
    plan = AlternatingWeeks(
        (Week.parse("Mon,Wed 09:00-17:00"), Week.parse("Tue 22:00-06:00"), Week()), FIRST
    )
    calendar = BusinessCalendar("Europe/Berlin", plan)
    text = calendar_to_ical(calendar, first=FIRST, last=LAST, stamp=STAMP).whole()
    back = calendar_from_ical(text).whole()
    months = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 1, 31, tzinfo=UTC)
    assert back.spans(*months) == calendar.spans(*months)


def test_the_same_calendar_gives_the_same_text():
    calendar = BusinessCalendar("Asia/Shanghai", WEEK, holidays="CN")
    texts = {
        calendar_to_ical(calendar, first=FIRST, last=LAST, stamp=STAMP).value for _ in range(3)
    }
    assert len(texts) == 1


def test_what_it_cannot_say_is_refused():
    season = SeasonalWeeks(WEEK, [Season("10-01", "03-31", Week())])
    for calendar in (
        BusinessCalendar("UTC", WEEK, repeated="once"),
        BusinessCalendar("UTC", season),
    ):
        with pytest.raises(NotCarried):
            calendar_to_ical(calendar, first=FIRST, last=LAST, stamp=STAMP)
    with pytest.raises(NaiveDatetime):
        calendar_to_ical(
            BusinessCalendar("UTC", WEEK),
            first=FIRST,
            last=LAST,
            stamp=datetime(2026, 1, 1),  # noqa: DTZ001
        )


@given(calendar_documents(near=date(2026, 9, 15)), st.integers(0, 60))
@settings(max_examples=20, derandomize=True, deadline=None, database=None)
def test_there_and_back_is_the_same_time(document, days):
    calendar = BusinessCalendar(**document)
    carried = calendar_to_ical(
        calendar, first=date(2026, 8, 1), last=date(2026, 11, 10), stamp=STAMP
    )
    back = calendar_from_ical(carried.whole()).whole()
    start = datetime(2026, 8, 3, tzinfo=UTC) + timedelta(days=days)
    weeks = start, start + timedelta(days=30)
    assert back.spans(*weeks) == calendar.spans(*weeks)
