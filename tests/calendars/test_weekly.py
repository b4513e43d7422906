"""Windows, weeks, their text form, weeks that alternate, seasons, dated versions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import (
    AlternatingWeeks,
    BusinessCalendar,
    Season,
    SeasonalWeeks,
    Week,
    Window,
)
from servicedesk.calendars.weekly import DAY, hours_of, hours_text, week_on
from servicedesk.errors import InvalidValue, OutOfRange, ServiceDeskError, UnknownName, WrongType
from servicedesk.versions import Dated, Version

HOUR = 3600


@pytest.mark.parametrize(
    ("opens", "closes", "seconds", "clock"),
    [
        ("08:30", "12:00", (30600, 43200), ("08:30", "12:00")),
        ("00:00", "24:00", (0, DAY), ("00:00", "24:00")),
        ("22:00", "00:00", (79200, DAY), ("22:00", "24:00")),
        ("22:00", "06:00", (79200, DAY + 21600), ("22:00", "06:00")),
        ("09:00:01", "09:00:02", (32401, 32402), ("09:00:01", "09:00:02")),
    ],
)
def test_a_window_from_clock_times(opens, closes, seconds, clock):
    window = Window.of(opens, closes)
    assert (window.opens, window.closes) == seconds
    assert window.clock == clock
    assert Window.of(*window.clock) == window


@pytest.mark.parametrize(
    ("opens", "closes", "error"),
    [
        ("09:00", "09:00", InvalidValue),
        ("24:00", "06:00", InvalidValue),
        ("9:00", "17:00", InvalidValue),
        ("09:60", "17:00", InvalidValue),
        ("24:01", "17:00", InvalidValue),
        ("09:00", "17:00:60", InvalidValue),
        ("09:00", "17:00:00.5", InvalidValue),
        (9, "17:00", WrongType),
        ("０９:００", "17:00", InvalidValue),
    ],
)
def test_what_is_no_window(opens, closes, error):
    with pytest.raises(error):
        Window.of(opens, closes)


@pytest.mark.parametrize(
    ("opens", "closes"), [(-1, 5), (DAY, DAY + 5), (5, 4), (0, DAY + 1), (1, DAY + 1)]
)
def test_a_window_lies_on_its_day(opens, closes):
    with pytest.raises(OutOfRange):
        Window(opens, closes)
    with pytest.raises(WrongType):
        Window(opens=True, closes=3600)


def test_overlapping_windows_merge_and_touching_ones_stay_as_written():
    assert hours_of([["13:00", "15:00"], ["09:00", "12:00"], ["11:00", "14:00"]]) == hours_of(
        "09:00-15:00"
    )
    assert hours_text(hours_of("13:00-17:00,09:00-13:00")) == "09:00-13:00,13:00-17:00"
    # longer than a day has no clock text
    assert hours_text(hours_of("00:00-24:00,22:00-06:00")) == "00:00-24:00,22:00-06:00"


def test_at_most_288_windows_a_day():
    every_five = [
        [f"{m // 60:02}:{m % 60:02}", f"{m // 60:02}:{m % 60 + 1:02}"] for m in range(0, 1440, 5)
    ]
    assert len(hours_of(every_five)) == 288
    with pytest.raises(OutOfRange, match="288"):
        hours_of([*every_five, ["23:58", "23:59"]])


TEXTS = {
    "Mon-Fri 08:30-12:00,13:00-17:30; Sat 09:00-12:00": {
        **{
            day: [["08:30", "12:00"], ["13:00", "17:30"]]
            for day in ("mon", "tue", "wed", "thu", "fri")
        },
        "sat": [["09:00", "12:00"]],
    },
    "Mon,Wed-Fri 09:00-17:00": {day: [["09:00", "17:00"]] for day in ("mon", "wed", "thu", "fri")},
    "Mon-Sun 22:00-06:00": {
        day: [["22:00", "06:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
    "closed": {},
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_form_says_what_the_json_form_says(text):
    week = Week.of(TEXTS[text])
    assert Week.parse(text) == week
    assert str(week) == text
    assert repr(week) == f"Week.parse({text!r})"
    assert eval(repr(week.mon)) == week.mon  # noqa: S307


def test_the_text_form_is_lenient_in_case_and_space_and_wraps_round_the_week():
    week = Week.parse(" sat-mon  10:00-12:00 ;; TUE closed ")
    assert week == Week.parse("Sat,Sun,Mon 10:00-12:00")
    assert str(week) == "Mon,Sat-Sun 10:00-12:00"


windows = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY - 1)).map(
    lambda pair: Window(pair[0], pair[0] + pair[1])
) | st.just(Window(0, DAY))


@given(st.lists(st.lists(windows, max_size=3), min_size=7, max_size=7))
def test_text_round_trips(days):
    week = Week(*days)
    assert Week.parse(str(week)) == week


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Mon-Fri", InvalidValue),
        ("Mo 09:00-17:00", InvalidValue),
        ("Mon-Fri 9-17", InvalidValue),
        ("Mon 09:00-17:00; Mon-Tue 10:00-12:00", InvalidValue),
        ("Mon,Mon 09:00-17:00", InvalidValue),
        ("Mon- 09:00-17:00", InvalidValue),
        ("09:00-17:00", InvalidValue),
        (None, WrongType),
    ],
)
def test_what_is_no_week(text, error):
    with pytest.raises(error):
        Week.parse(text)


def test_unknown_weekdays_and_types_are_refused_with_their_place():
    with pytest.raises(UnknownName, match="monday"):
        BusinessCalendar("UTC", {"monday": [["09:00", "17:00"]]})
    with pytest.raises(ServiceDeskError) as caught:
        BusinessCalendar("UTC", {"mon": [["09:00", "17:00"], ["18:00", "25:00"]]})
    assert caught.value.where == "week.mon[1]"
    for nonsense in (None, 5, [["09:00", "17:00"]], date(2026, 1, 1)):
        with pytest.raises(ServiceDeskError):
            BusinessCalendar("UTC", nonsense)


LATE, EARLY = Week.parse("Mon-Fri 12:00-20:00"), Week.parse("Mon-Fri 06:00-14:00")


def test_weeks_take_turns_from_the_anchors_week_on_and_before_it():
    plan = AlternatingWeeks((EARLY, LATE), date(2026, 1, 7))  # a Wednesday
    for day, week in [
        (date(2026, 1, 4), LATE),  # the Sunday before
        (date(2026, 1, 5), EARLY),
        (date(2026, 1, 11), EARLY),
        (date(2026, 1, 12), LATE),
        (date(2026, 1, 19), EARLY),
        (date(2025, 12, 29), LATE),
        (date(2025, 12, 22), EARLY),
    ]:
        assert week_on(plan, day) == week
    calendar = BusinessCalendar("UTC", plan)
    assert calendar.is_open(datetime(2026, 1, 5, 7, tzinfo=UTC))
    assert not calendar.is_open(datetime(2026, 1, 12, 7, tzinfo=UTC))
    fortnight = calendar.elapsed(
        datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 19, tzinfo=UTC)
    )
    assert fortnight == timedelta(hours=80)
    with pytest.raises(InvalidValue):
        AlternatingWeeks((EARLY,), date(2026, 1, 7))


def test_a_season_holds_from_its_first_to_its_last_day_over_the_new_year():
    winter = Season("11-15", "03-15", "Mon-Sun 00:00-24:00", "heating")
    plan = SeasonalWeeks(EARLY, (winter,))
    around = {
        date(2026, 11, 14): EARLY,
        date(2026, 11, 15): winter.week,
        date(2026, 12, 31): winter.week,
        date(2027, 1, 1): winter.week,
        date(2027, 3, 15): winter.week,
        date(2027, 3, 16): EARLY,
    }
    assert {day: week_on(plan, day) for day in around} == around
    calendar = BusinessCalendar("Asia/Shanghai", plan)
    assert calendar.next_close(datetime(2026, 11, 14, 16, tzinfo=UTC)).isoformat() == (
        "2027-03-16T00:00:00+08:00"
    )


def test_the_last_of_february_in_common_years():
    until, since = Season("02-01", "02-29", EARLY), Season("02-29", "03-05", EARLY)
    assert date(2026, 2, 28) in until
    assert date(2026, 3, 1) not in until
    assert date(2028, 2, 29) in until
    assert date(2026, 2, 28) not in since
    assert date(2026, 3, 1) in since
    assert date(2028, 2, 29) in since


def test_seasons_are_days_of_the_year_and_do_not_overlap():
    with pytest.raises(InvalidValue, match="overlap"):
        SeasonalWeeks(EARLY, (Season("11-01", "01-31", LATE), Season("01-31", "02-05", LATE)))
    for nonsense in ("13-01", "02-30", "1-1", (4, 31), (4,), "11/01"):
        with pytest.raises(InvalidValue):
            Season(nonsense, "12-01", LATE)
    with pytest.raises(WrongType):
        Season("11-01", "12-01", None)


def test_hours_change_on_a_date():
    """R126: the fee season has other hours from 1 November on."""
    season = Week.parse("Mon-Sun 08:00-20:00")
    calendar = BusinessCalendar("Asia/Shanghai", Dated.of(EARLY, (date(2026, 11, 1), season)))
    assert calendar.next_open(datetime(2026, 10, 31, 0, tzinfo=UTC)).isoformat() == (
        "2026-11-01T08:00:00+08:00"
    )
    assert calendar.next_close(datetime(2026, 10, 30, 0, tzinfo=UTC)).isoformat() == (
        "2026-10-30T14:00:00+08:00"
    )


def test_a_desk_is_closed_before_its_first_version():
    calendar = BusinessCalendar("UTC", Dated([Version(date(2026, 11, 1), EARLY)]))
    assert calendar.next_open(datetime(1950, 1, 1, tzinfo=UTC)).isoformat() == (
        "2026-11-02T06:00:00+00:00"
    )
    with pytest.raises(WrongType):
        BusinessCalendar("UTC", Dated.of(5))
