"""Odoo's working schedules, both ways."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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
from servicedesk.errors import InvalidDocument, OutOfRange
from servicedesk.interchange import Carried, NotCarried, from_odoo, to_odoo
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.testing.strategies import calendar_documents

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = "Mon-Fri 08:30-12:00,13:00-17:30"


def line(day, hour_from, hour_to, period="morning", **more):
    return {
        "name": "x",
        "dayofweek": day,
        "hour_from": hour_from,
        "hour_to": hour_to,
        "day_period": period,
        "week_type": False,
        **more,
    }


def schedule(*lines, leaves=(), **more):
    return {
        "name": "Standard",
        "tz": "Asia/Shanghai",
        "two_weeks_calendar": False,
        "attendance_ids": list(lines),
        "leave_ids": list(leaves),
        **more,
    }


def leave(start, end, **more):
    return {"name": "Off", "date_from": start, "date_to": end, "resource_id": False, **more}


OFFICE = [
    piece
    for day in "01234"
    for piece in (
        line(day, 8.5, 12.0),
        line(day, 12.0, 13.0, "lunch"),
        line(day, 13.0, 17.5, "afternoon"),
    )
]


def test_lunch_lines_are_no_work():
    carried = from_odoo(schedule(*OFFICE))
    assert carried == Carried(BusinessCalendar("Asia/Shanghai", WEEK))
    assert carried.whole() == carried.value


def test_sections_of_the_form_are_no_work():
    section = line("0", 0, 0, display_type="line_section", name="First week")
    assert from_odoo(schedule(section, *OFFICE)).value == BusinessCalendar("Asia/Shanghai", WEEK)


@pytest.mark.parametrize(
    ("hours", "clock"),
    [
        (8, "08:00"),
        (8.5, "08:30"),
        (8.333333333333334, "08:20"),
        (8.3333, "08:20"),
        (8.016666666666667, "08:01"),
        (0.0, "00:00"),
        (23.983333333333334, "23:59"),
    ],
)
def test_float_hours_mean_whole_minutes(hours, clock):
    carried = from_odoo(schedule(line("0", hours, 24.0)))
    assert carried.whole().week == Week.of({"mon": [[clock, "24:00"]]})


def test_hours_between_minutes_are_read_as_odoo_does_and_said():
    carried = from_odoo(schedule(line("0", 8.33, 17)))  # 8 h 19.8 min
    assert carried.value.week == Week.of({"mon": [["08:20", "17:00"]]})
    for lang in LANGUAGES:
        assert "08:20" in explain(carried, lang=lang)
    with pytest.raises(NotCarried, match=r"8\.33 hours read as 08:20"):
        carried.whole()


def test_two_weeks_take_turns_by_the_parity_of_the_weeks_since_year_one():
    carried = from_odoo(
        schedule(
            line("0", 9, 17, week_type="0"),
            line("1", 9, 17, week_type="1"),
            two_weeks_calendar=True,
        )
    )
    calendar = carried.whole()
    for monday in (date(2026, 11, 16), date(2026, 11, 23), date(1999, 1, 4)):
        is_second = (monday.toordinal() - 1) // 7 % 2
        noon = datetime(monday.year, monday.month, monday.day, 12, tzinfo=SHANGHAI)
        assert calendar.is_open(noon) == (not is_second)
        assert calendar.is_open(noon + timedelta(days=1)) == bool(is_second)


def test_lines_with_dates_are_versions_of_the_week():
    calendar = from_odoo(
        schedule(
            line("0", 9, 17, date_to="2026-10-31"),
            line("0", 8, 20, date_from="2026-11-01"),
        )
    ).whole()
    october = calendar.spans(
        datetime(2026, 10, 26, tzinfo=SHANGHAI), datetime(2026, 10, 27, tzinfo=SHANGHAI)
    )
    november = calendar.spans(
        datetime(2026, 11, 2, tzinfo=SHANGHAI), datetime(2026, 11, 3, tzinfo=SHANGHAI)
    )
    assert (october.total, november.total) == (timedelta(hours=8), timedelta(hours=12))


def test_a_leave_closes_what_it_covers():
    calendar = from_odoo(
        schedule(
            *OFFICE,
            leaves=[
                # 1 October in China, written in UTC, its end the way Odoo writes it
                leave("2026-09-30 16:00:00", "2026-10-01 15:59:59"),
                # the afternoon of the 9th from 14:00
                leave("2026-10-09 06:00:00", "2026-10-09 10:00:00"),
                # a Sunday, when nobody works anyway
                leave("2026-10-10 16:00:00", "2026-10-11 15:59:59"),
            ],
        )
    ).whole()
    assert calendar == BusinessCalendar(
        "Asia/Shanghai",
        WEEK,
        exceptions={
            date(2026, 10, 1): {"hours": (), "name": "Off"},
            date(2026, 10, 9): {"hours": "08:30-12:00,13:00-14:00", "name": "Off"},
        },
    )


def test_two_leaves_of_one_day_add_up():
    calendar = from_odoo(
        schedule(
            *OFFICE,
            leaves=[
                leave("2026-10-09 00:30:00", "2026-10-09 02:00:00"),
                leave("2026-10-09 08:00:00", "2026-10-09 10:00:00"),
            ],
        )
    ).whole()
    assert str(calendar.exceptions[0].hours[0]) == "10:00-12:00"
    assert str(calendar.exceptions[0].hours[1]) == "13:00-16:00"


def test_what_concerns_one_person_is_said_to_be_lost():
    carried = from_odoo(
        schedule(
            *OFFICE,
            line("5", 9, 12, name="Ana's Saturday", resource_id=[7, "Ana"]),
            leaves=[
                leave(
                    "2026-10-09 00:30:00", "2026-10-09 02:00:00", name="Bo", resource_id=[8, "Bo"]
                )
            ],
        )
    )
    assert carried.value == BusinessCalendar("Asia/Shanghai", WEEK)
    assert [reason["name"] for reason in carried.lost] == ["Ana's Saturday", "Bo"]


def test_leaves_that_count_as_work_close_nothing():
    training = leave("2026-10-09 00:00:00", "2026-10-09 10:00:00", time_type="other")
    course = leave("2026-10-09 00:00:00", "2026-10-09 10:00:00", count_as="working_time")
    carried = from_odoo(schedule(*OFFICE, leaves=[training, course]))
    assert carried.whole() == BusinessCalendar("Asia/Shanghai", WEEK)


@pytest.mark.parametrize("switch", ["flexible_hours", "duration_based"])
def test_schedules_without_hours_are_refused(switch):
    with pytest.raises(NotCarried, match="names no hours"):
        from_odoo(schedule(*OFFICE, **{switch: True}))


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (schedule(7), "$.attendance_ids[0]"),
        (schedule(line("7", 9, 10)), "$.attendance_ids[0].dayofweek"),
        (schedule(line("0", 9, 24.5)), "$.attendance_ids[0].hour_to"),
        (schedule(line("0", float("nan"), 10)), "$.attendance_ids[0].hour_from"),
        (schedule(leaves=[leave("2026-10-09", "2026-10-10")]), "$.leave_ids[0].date_from"),
        (schedule(line("0", 9, 10, date_from="soon")), "$.attendance_ids[0].date_from"),
        ({"attendance_ids": []}, "$.tz"),
    ],
)
def test_what_is_no_such_document_is_refused_by_its_place(broken, where):
    with pytest.raises(InvalidDocument) as caught:
        from_odoo(broken)
    assert caught.value.where == where


def test_a_leave_that_ends_in_repeated_time_is_refused():
    data = schedule(*OFFICE, leaves=[leave("2024-11-01 10:00:00", "2024-11-03 05:30:00")])
    with pytest.raises(NotCarried, match="repeated"):
        from_odoo({**data, "tz": "America/New_York"})


# --- to Odoo -------------------------------------------------------------------------------------

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)


def test_national_day_goes_out_as_leaves_and_make_up_days_are_said_to_be_lost():
    calendar = BusinessCalendar("Asia/Shanghai", WEEK, holidays="CN")
    carried = to_odoo(calendar, first=FIRST, last=LAST, name="上海")
    assert carried.value["tz"] == "Asia/Shanghai"
    assert carried.value["two_weeks_calendar"] is False
    assert len(carried.value["attendance_ids"]) == 10
    starts = [leave["date_from"] for leave in carried.value["leave_ids"]]
    # 25 September (Mid-Autumn) and 1, 2, 5, 6, 7 October of 2026
    assert starts == [
        "2026-09-24 16:00:00",
        "2026-09-30 16:00:00",
        "2026-10-01 16:00:00",
        "2026-10-04 16:00:00",
        "2026-10-05 16:00:00",
        "2026-10-06 16:00:00",
    ]
    assert carried.value["leave_ids"][0]["date_to"] == "2026-09-25 15:59:59"
    # worked in exchange: Sunday 20 September and Saturday 10 October
    assert [reason["day"] for reason in carried.lost] == [date(2026, 9, 20), date(2026, 10, 10)]


def test_a_night_shift_is_split_at_midnight_and_nothing_is_lost():
    calendar = BusinessCalendar("Asia/Shanghai", "Fri 22:00-06:00")
    lines = to_odoo(calendar, first=FIRST, last=LAST).whole()["attendance_ids"]
    assert [(each["dayofweek"], each["hour_from"], each["hour_to"]) for each in lines] == [
        ("4", 22.0, 24.0),
        ("5", 0.0, 6.0),
    ]


def test_alternating_weeks_go_out_with_odoos_parity():
    plan = AlternatingWeeks((Week.parse("Mon 09:00-17:00"), Week.parse("Tue 09:00-17:00")), FIRST)
    calendar = BusinessCalendar("Asia/Shanghai", plan)
    written = to_odoo(calendar, first=FIRST, last=LAST).whole()
    back = from_odoo(written).whole()
    week = datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC)
    assert back.spans(*week) == calendar.spans(*week)


@pytest.mark.parametrize(
    "calendar",
    [
        BusinessCalendar("UTC", {"mon": [["09:00", "17:00:30"]]}),
        BusinessCalendar("UTC", WEEK, repeated="once"),
        BusinessCalendar("UTC", AlternatingWeeks((Week(),) * 3, FIRST)),
        BusinessCalendar("UTC", SeasonalWeeks(WEEK, [Season("10-01", "03-31", Week())])),
    ],
    ids=["seconds", "once", "three weeks", "season"],
)
def test_what_odoo_cannot_say_is_refused(calendar):
    with pytest.raises(NotCarried):
        to_odoo(calendar, first=FIRST, last=LAST)


def test_one_season_goes_out():
    calendar = BusinessCalendar("UTC", SeasonalWeeks(WEEK, [Season("11-01", "03-31", Week())]))
    assert len(to_odoo(calendar, first=FIRST, last=LAST).whole()["attendance_ids"]) == 10


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(OutOfRange):
        to_odoo(BusinessCalendar("UTC", WEEK), first=LAST, last=FIRST)


@given(calendar_documents(near=date(2026, 9, 15)), st.integers(0, 60))
@settings(max_examples=30, derandomize=True, deadline=None, database=None)
def test_there_and_back_is_the_same_time_where_nothing_was_lost(document, days):
    calendar = BusinessCalendar(**document)
    carried = to_odoo(calendar, first=date(2026, 8, 1), last=date(2026, 11, 1))
    back = from_odoo(carried.value).whole()
    start = datetime(2026, 8, 3, tzinfo=UTC) + timedelta(days=days)
    week = start, start + timedelta(days=14)
    if not carried.lost:
        assert back.spans(*week) == calendar.spans(*week)
    assert back.spans(*week) - calendar.spans(*week) == type(back.spans(*week))()
