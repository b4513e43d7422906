"""Holidays, make-up days, notices and what prevails over what."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from attrs import evolve
from holidays.registry import EntityLoader

from servicedesk.calendars import (
    Amendment,
    BusinessCalendar,
    DayOff,
    Holidays,
    SpecialDay,
    Week,
    WorkingDay,
    YearNotice,
)
from servicedesk.errors import InvalidValue, ServiceDeskError, UnknownName, WrongType
from servicedesk.reasons import explain

OFFICE = "Mon-Thu 08:30-12:00,13:00-17:30; Fri 08:30-12:00"
CHINA = BusinessCalendar("Asia/Shanghai", OFFICE, holidays="CN")
WEEKDAYS = "Mon-Fri 09:00-17:00"

# 国办发明电〔2025〕7号: days off and days worked in 2026
CLOSED_2026 = [
    *(date(2026, 1, day) for day in (1, 2, 3)),
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in range(1, 6)),
    *(date(2026, 6, day) for day in (19, 20, 21)),
    *(date(2026, 9, day) for day in (25, 26, 27)),
    *(date(2026, 10, day) for day in range(1, 8)),
]
WORKED_2026 = {
    date(2026, 1, 4): date(2026, 1, 2),
    date(2026, 2, 14): date(2026, 2, 20),
    date(2026, 2, 28): date(2026, 2, 23),
    date(2026, 5, 9): date(2026, 5, 5),
    date(2026, 9, 20): date(2026, 10, 6),
    date(2026, 10, 10): date(2026, 10, 7),
}


def open_on(calendar, day):
    """The open time of a date, as hours."""
    start = datetime.combine(day, datetime.min.time(), calendar.timeline.zone)
    return calendar.elapsed(start, start + timedelta(days=1)) / timedelta(hours=1)


def test_china_2026_as_the_state_council_announced_it():
    year = [date(2026, 1, 1) + timedelta(days=index) for index in range(365)]
    expected = tuple(
        day for day in year if day in WORKED_2026 or (day.weekday() < 5 and day not in CLOSED_2026)
    )
    assert CHINA.business_dates(date(2026, 1, 1), date(2027, 1, 1)) == expected


@pytest.mark.parametrize(("worked", "off"), WORKED_2026.items(), ids=str)
def test_a_make_up_day_has_the_hours_of_the_day_that_it_stands_for(worked, off):
    assert open_on(CHINA, worked) == (3.5 if off.weekday() == 4 else 8)
    assert open_on(CHINA, off) == 0


@pytest.mark.parametrize("country", sorted(EntityLoader.get_country_codes(include_aliases=False)))
def test_every_country_works_when_the_package_says_so(country):
    calendar = BusinessCalendar("UTC", WEEKDAYS, holidays=country)
    entity = getattr(holidays, country).get_entity()
    book = entity(years=(2024, 2025, 2026), language=entity.default_language or "en_US")
    year = [date(2025, 1, 1) + timedelta(days=index) for index in range(365)]
    expected = tuple(
        day
        for day in year
        if (day.weekday() < 5 and day not in book) or day in book.weekend_workdays
    )
    assert calendar.business_dates(date(2025, 1, 1), date(2026, 1, 1)) == expected


# Saturdays and Sundays worked, and the day that each stands for: official announcements
MAKE_UP = [
    ("HU", date(2026, 1, 10), date(2026, 1, 2)),
    ("HU", date(2026, 8, 8), date(2026, 8, 21)),
    ("RU", date(2025, 11, 1), date(2025, 11, 3)),
    ("TW", date(2025, 2, 8), date(2025, 1, 27)),
    ("VN", date(2025, 4, 26), date(2025, 5, 2)),
    ("LV", date(2026, 6, 27), date(2026, 6, 22)),
    ("MM", date(2026, 1, 3), date(2025, 12, 26)),  # over the new year
]


@pytest.mark.parametrize(("country", "worked", "off"), MAKE_UP)
def test_make_up_days_elsewhere(country, worked, off):
    by_weekday = Week.of(
        {
            name: [[f"{9 + index:02}:00", "17:00"]]
            for index, name in enumerate(("mon", "tue", "wed", "thu", "fri"))
        }
    )
    calendar = BusinessCalendar("UTC", by_weekday, holidays=country)
    assert open_on(calendar, worked) == 8 - off.weekday()
    assert open_on(calendar, off) == 0


def test_subdivisions_and_categories():
    whole = BusinessCalendar("Europe/Berlin", WEEKDAYS, holidays="DE")
    bavaria = BusinessCalendar(
        "Europe/Berlin", WEEKDAYS, holidays={"country": "DE", "subdivision": "BY"}
    )
    epiphany = date(2026, 1, 6)
    assert open_on(whole, epiphany) == 8
    assert open_on(bavaria, epiphany) == 0
    british = Holidays(country="GB", subdivision="SCT")
    assert (
        open_on(BusinessCalendar("Europe/London", WEEKDAYS, holidays=british), date(2026, 1, 2))
        == 0
    )


def test_a_half_day_keeps_the_hours_inside_its_limits():
    """4 May, Youth Day (五四青年节), is half a day off."""
    halved = Holidays(country="CN", categories=("public", "half_day"))
    calendar = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", holidays=halved)
    youth_day = date(2023, 5, 4)
    assert open_on(calendar, youth_day) == 3.5
    late = evolve(calendar, holidays=evolve(halved, half_day="10:00-15:00"))
    assert open_on(late, youth_day) == 4
    assert open_on(CHINA, youth_day) == 8


def test_what_prevails():
    """A special day, else a make-up day, else a holiday, else the week."""
    make_up, holiday, ordinary = date(2026, 10, 10), date(2026, 10, 1), date(2026, 10, 12)
    assert [open_on(CHINA, day) for day in (make_up, holiday, ordinary)] == [8, 0, 8]
    special = evolve(
        CHINA, exceptions={make_up: [], holiday: "10:00-12:00", "2026-10-12": [["09:00", "10:00"]]}
    )
    assert [open_on(special, day) for day in (make_up, holiday, ordinary)] == [0, 2, 1]


def test_a_year_notice_replaces_what_the_package_reckons():
    """An invented arrangement for a year of which none is known."""
    notice = YearNotice(
        year=2027,
        off=(DayOff("2027-02-08", "春节"), DayOff(date(2027, 10, 1), "国庆节")),
        working=(WorkingDay("2027-02-13", "2027-02-08"),),
        source="国办发明电〔2026〕0号",
    )
    calendar = evolve(CHINA, holidays=evolve(CHINA.holidays, notices=(notice,)))
    assert open_on(calendar, date(2027, 2, 8)) == 0
    assert open_on(calendar, date(2027, 2, 13)) == 8
    assert open_on(CHINA, date(2027, 1, 1)) == 0
    assert open_on(calendar, date(2027, 1, 1)) == 3.5  # a Friday, and not in the notice
    assert open_on(calendar, date(2026, 10, 1)) == 0
    assert (CHINA.knowledge_horizon, calendar.knowledge_horizon) == (
        date(2026, 12, 31),
        date(2027, 12, 31),
    )


def test_a_notice_for_a_later_year_leaves_the_gap_unknown():
    notice = YearNotice(year=2029)
    calendar = evolve(CHINA, holidays=evolve(CHINA.holidays, notices=(notice,)))
    assert calendar.knowledge_horizon == date(2026, 12, 31)


def test_amendments_change_single_dates_and_the_later_one_prevails():
    off = Amendment(off=(DayOff("2026-09-18", "台风"), DayOff("2026-10-10")))
    calendar = evolve(CHINA, holidays=evolve(CHINA.holidays, notices=(off,)))
    assert open_on(calendar, date(2026, 9, 18)) == 0
    assert open_on(calendar, date(2026, 10, 10)) == 0  # the make-up day is cancelled
    assert open_on(calendar, date(2026, 10, 8)) == 8
    back = Amendment(working=(WorkingDay("2026-09-18"), WorkingDay("2026-10-01", "2026-10-09")))
    calendar = evolve(CHINA, holidays=evolve(CHINA.holidays, notices=(off, back)))
    assert open_on(calendar, date(2026, 9, 18)) == 3.5  # its own Friday's hours
    assert open_on(calendar, date(2026, 10, 1)) == 3.5  # those of the Friday that it stands for
    assert open_on(calendar, date(2026, 10, 10)) == 0


@pytest.mark.parametrize(("make_up_as", "hours"), [("mon", 8), ("fri", 3.5)])
def test_a_make_up_day_of_unknown_origin_has_the_hours_of_the_named_weekday(make_up_as, hours):
    """The package knows the origin of all of them today; it need not tomorrow."""
    keeps = Holidays(country="CN", make_up_as=make_up_as)
    calendar = BusinessCalendar("Asia/Shanghai", OFFICE, holidays=keeps)
    worked = date(2026, 10, 10)
    reader = calendar.timeline.source.reader
    known = reader.year(2026)
    reader._years[2026] = known._replace(working={**known.working, worked: None})
    assert open_on(calendar, worked) == hours
    at = datetime(2026, 10, 10, 1, tzinfo=UTC)
    told = explain(calendar.explain(at, at + timedelta(hours=1)))
    weekday = {"mon": "Monday", "fri": "Friday"}[make_up_as]
    assert f"make-up working day, with the hours of {weekday} by default" in told


def test_the_package_knows_what_every_make_up_day_stands_for():
    for country in ("AM", "AZ", "BG", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "TW", "UA",
                    "UZ", "VN"):  # fmt: skip
        reader = BusinessCalendar("UTC", OFFICE, holidays=country).timeline.source.reader
        reader.read(range(2000, 2028))
        worked = {
            day: off for year in range(2001, 2027) for day, off in reader.year(year).working.items()
        }
        assert worked
        assert None not in worked.values()
        assert all(day.weekday() >= 5 for day in worked)


def test_the_horizon_of_countries_that_do_not_announce_is_the_packages_last_year():
    assert BusinessCalendar("UTC", WEEKDAYS, holidays="DE").knowledge_horizon == date(2100, 12, 31)
    assert BusinessCalendar("UTC", WEEKDAYS).knowledge_horizon is None


@pytest.mark.parametrize(
    ("instant", "provisional"),
    [
        ("2026-12-31T15:59:59+00:00", False),
        ("2026-12-31T16:00:00+00:00", True),  # New Year's Day in Shanghai
        ("2150-01-01T00:00:00+08:00", True),
        ("1949-06-01T00:00:00+08:00", True),  # before the first year that the package knows
        ("1950-06-01T00:00:00+08:00", False),
    ],
)
def test_what_is_provisional(instant, provisional):
    assert CHINA.is_provisional(datetime.fromisoformat(instant)) is provisional


def test_a_year_with_estimated_dates_is_provisional():
    emirates = BusinessCalendar("Asia/Dubai", WEEKDAYS, holidays="AE")
    assert not emirates.is_provisional(datetime(2024, 6, 1, tzinfo=UTC))
    assert emirates.is_provisional(datetime(2040, 6, 1, tzinfo=UTC))
    assert not BusinessCalendar("UTC", WEEKDAYS).is_provisional(datetime(2180, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("XX", UnknownName),
        ("china", UnknownName),
        ("cn", UnknownName),
        ("NYSE", UnknownName),
        ("__class__", UnknownName),
        ("", UnknownName),
        ({"country": "CN", "subdivision": "ZZ"}, UnknownName),
        ({"country": "DE", "subdivision": 5}, WrongType),
        ({"country": "CN", "categories": ["bank"]}, UnknownName),
        ({"country": "TW", "categories": ["workday"]}, InvalidValue),
        ({"country": "CN", "categories": []}, InvalidValue),
        ({"country": "CN", "make_up_as": "monday"}, UnknownName),
        ({"country": "CN", "region": "SH"}, UnknownName),
        (5, WrongType),
    ],
)
def test_unknown_holidays_are_refused_at_construction(given, error):
    with pytest.raises(error):
        BusinessCalendar("Asia/Shanghai", WEEKDAYS, holidays=given)


def test_a_date_stands_once():
    with pytest.raises(InvalidValue, match="twice"):
        Amendment(off=(DayOff("2026-09-18"),), working=(WorkingDay("2026-09-18"),))
    with pytest.raises(InvalidValue, match="another year"):
        YearNotice(year=2027, off=(DayOff("2026-12-31"),))
    with pytest.raises(InvalidValue, match="twice"):
        BusinessCalendar("UTC", WEEKDAYS, [SpecialDay(date(2026, 1, 1))] * 2)
    for nonsense in ({"2026-13-01": []}, {5: []}, {"2026-01-01": {"name": "x", "close": True}}):
        with pytest.raises(ServiceDeskError):
            BusinessCalendar("UTC", WEEKDAYS, nonsense)


def test_a_language_of_the_environment_changes_nothing():
    code = (
        "from servicedesk.calendars import BusinessCalendar as B; from datetime import *;"
        "b = B('Asia/Shanghai', 'Mon-Fri 09:00-17:00', holidays='CN');"
        "t = datetime(2026, 9, 30, tzinfo=UTC); print(b.add(t, timedelta(hours=40)),"
        " ascii(b.explain(t, t + timedelta(days=3))))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={"LANGUAGE": lang}, capture_output=True, check=True
        ).stdout
        for lang in ("th", "zh_TW", "")
    }
    assert len(told) == 1
