"""Zendesk's schedules, both ways."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings

from servicedesk.calendars import AlternatingWeeks, BusinessCalendar, Week
from servicedesk.errors import InvalidDocument, UnknownName, WrongType
from servicedesk.interchange import NotCarried, from_zendesk, to_zendesk
from servicedesk.interchange.rails import ZONES
from servicedesk.testing.strategies import calendar_documents

WEEK = "Mon-Fri 08:30-12:00,13:00-17:30"
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)


def test_minutes_count_from_sunday():
    schedule = {
        "id": 1,
        "name": "Support",
        "time_zone": "Pacific Time (US & Canada)",
        # Monday 09:00-17:00 and Saturday 23:00-24:00
        "intervals": [
            {"start_time": 1980, "end_time": 2460},
            {"start_time": 10_020, "end_time": 10_080},
        ],
    }
    assert from_zendesk(schedule).whole() == BusinessCalendar(
        "America/Los_Angeles", "Mon 09:00-17:00; Sat 23:00-24:00"
    )


def test_an_interval_of_several_days_is_split_at_midnight():
    # the example of older documentation: Monday 09:00 to Tuesday 17:00
    schedule = {"time_zone": "UTC", "intervals": [{"start_time": 1980, "end_time": 3900}]}
    week = Week.parse("Mon 09:00-24:00; Tue 00:00-17:00")
    assert from_zendesk(schedule).whole().week == week


def test_an_iana_zone_is_taken_too():
    assert from_zendesk({"time_zone": "Asia/Shanghai"}).whole().timezone == "Asia/Shanghai"


def test_holidays_close_their_dates_the_last_included():
    schedule = {"time_zone": "Beijing", "intervals": [{"start_time": 1950, "end_time": 2160}]}
    holiday = {"name": "National Day", "start_date": "2026-10-01", "end_date": "2026-10-03"}
    calendar = from_zendesk(schedule, [holiday]).whole()
    assert [special.day.day for special in calendar.exceptions] == [1, 2, 3]
    assert not any(special.hours for special in calendar.exceptions)
    assert {special.name for special in calendar.exceptions} == {"National Day"}


@pytest.mark.parametrize(
    ("schedule", "holidays", "error"),
    [
        ({"intervals": []}, [], InvalidDocument),
        ({"time_zone": "Atlantis"}, [], UnknownName),
        ({"time_zone": "UTC", "intervals": [{"start_time": 1.5, "end_time": 9}]}, [], WrongType),
        (
            {"time_zone": "UTC", "intervals": [{"start_time": 9, "end_time": 9}]},
            [],
            InvalidDocument,
        ),
        (
            {"time_zone": "UTC", "intervals": [{"start_time": 10_080, "end_time": 10_090}]},
            [],
            InvalidDocument,
        ),
        ({"time_zone": "UTC"}, [{"name": "x"}], InvalidDocument),
        (
            {"time_zone": "UTC"},
            [{"start_date": "2026-01-02", "end_date": "2026-01-01"}],
            InvalidDocument,
        ),
    ],
)
def test_what_is_no_such_document_is_refused(schedule, holidays, error):
    with pytest.raises(error):
        from_zendesk(schedule, holidays)


def test_rails_zones_are_all_real_ones():
    assert set(ZONES.values()) <= available_timezones()


def test_a_chinese_desk_goes_out_and_says_what_is_lost():
    calendar = BusinessCalendar("Asia/Shanghai", WEEK, holidays="CN")
    carried = to_zendesk(calendar, first=FIRST, last=LAST, name="上海")
    assert carried.value["time_zone"] == "Beijing"
    assert carried.value["intervals"][0] == {"start_time": 1950, "end_time": 2160}
    assert len(carried.value["intervals"]) == 10
    ranges = [(each["start_date"], each["end_date"]) for each in carried.value["holidays"]]
    assert ranges[0] == ("2026-09-25", "2026-09-25")
    assert ranges[1][0] == "2026-10-01"
    assert ranges[-1][1] == "2026-10-07"
    assert [reason["day"] for reason in carried.lost] == [date(2026, 9, 20), date(2026, 10, 10)]


def test_a_half_day_is_said_to_be_lost():
    calendar = BusinessCalendar("UTC", WEEK, exceptions={"2026-09-30": [["08:30", "12:00"]]})
    carried = to_zendesk(calendar, first=FIRST, last=LAST)
    with pytest.raises(NotCarried, match=r"2026-09-30.*08:30-12:00"):
        carried.whole()


def test_a_night_shift_is_split_at_midnight():
    calendar = BusinessCalendar("UTC", "Sat 22:00-06:00")
    assert to_zendesk(calendar, first=FIRST, last=LAST).whole()["intervals"] == [
        {"start_time": 0, "end_time": 360},
        {"start_time": 9 * 1440 - 2880 - 120, "end_time": 10_080},
    ]


@pytest.mark.parametrize(
    ("calendar", "error"),
    [
        (BusinessCalendar("UTC", {"mon": [["09:00", "17:00:30"]]}), NotCarried),
        (BusinessCalendar("UTC", WEEK, repeated="once"), NotCarried),
        (BusinessCalendar("UTC", AlternatingWeeks((Week(), Week()), FIRST)), NotCarried),
        (BusinessCalendar("Antarctica/Troll", WEEK), UnknownName),
    ],
    ids=["seconds", "once", "alternating", "zone"],
)
def test_what_zendesk_cannot_say_is_refused(calendar, error):
    with pytest.raises(error):
        to_zendesk(calendar, first=FIRST, last=LAST)


@given(calendar_documents(near=date(2026, 9, 15)))
@settings(max_examples=30, derandomize=True, deadline=None, database=None)
def test_there_and_back_is_the_same_time_where_nothing_was_lost(document):
    calendar = BusinessCalendar(**document)
    carried = to_zendesk(calendar, first=date(2026, 8, 1), last=date(2026, 11, 1))
    back = from_zendesk(carried.value, carried.value["holidays"]).whole()
    start = datetime(2026, 8, 3, tzinfo=UTC)
    months = start, start + timedelta(days=80)
    here, there = calendar.spans(*months), back.spans(*months)
    dates = {span.start.date() for span in (here - there).spans + (there - here).spans}
    assert dates == {reason["day"] for reason in carried.lost}
