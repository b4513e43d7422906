"""Why a stretch is open or closed."""

from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from servicedesk.calendars import (
    Amendment,
    BusinessCalendar,
    DayOff,
    Holidays,
    Season,
    SeasonalWeeks,
    Week,
    WorkingDay,
)
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.spans import SpanSet, to_utc
from servicedesk.versions import Dated

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
CHINA = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", holidays="CN")


def story(calendar, start, end, zone=SHANGHAI):
    """Each stretch as (from, to, open, codes below)."""
    explanation = calendar.explain(
        datetime.fromisoformat(start).replace(tzinfo=zone),
        datetime.fromisoformat(end).replace(tzinfo=zone),
    )
    return [
        (
            f"{stretch.span.start:%d %H:%M}",
            f"{stretch.span.end:%d %H:%M}",
            stretch.is_open,
            [reason.code.removeprefix("calendar.") for reason in stretch.reason.because],
        )
        for stretch in explanation.stretches
    ]


def test_a_long_weekend():
    assert story(CHINA, "2026-10-07T12:00", "2026-10-10T10:00") == [
        ("07 12:00", "08 00:00", False, ["holiday"]),
        ("08 00:00", "08 08:30", False, ["outside"]),
        ("08 08:30", "08 12:00", True, ["ordinary"]),
        ("08 12:00", "08 13:00", False, ["lunch"]),
        ("08 13:00", "08 17:30", True, ["ordinary"]),
        ("08 17:30", "09 08:30", False, ["outside"]),
        ("09 08:30", "09 12:00", True, ["ordinary"]),
        ("09 12:00", "09 13:00", False, ["lunch"]),
        ("09 13:00", "09 17:30", True, ["ordinary"]),
        ("09 17:30", "10 08:30", False, ["outside"]),
        ("10 08:30", "10 10:00", True, ["make_up"]),
    ]


TEXTS = {
    "en": [
        "2026-10-01 00:00 +08:00 to 2026-10-01 01:00 +08:00: closed\n  holiday: National Day",
        "10 09:00 +08:00: open, 30 min\n  make-up working day for 2026-10-07 (Wednesday)",
    ],
    "zh-Hans": [
        "2026-10-01 00:00 +08:00 至 2026-10-01 01:00 +08:00：不营业\n  假日：国庆节",
        "至 2026-10-10 09:00 +08:00：营业，30分钟\n  调休上班日，补2026-10-07（星期三）",
    ],
    "zh-Hant": [
        "2026-10-01 00:00 +08:00 至 2026-10-01 01:00 +08:00：不營業\n  假日：國慶節",
        "至 2026-10-10 09:00 +08:00：營業，30分鐘\n  補班日，補2026-10-07（星期三）",
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_three_languages(lang):
    first = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    holiday = CHINA.explain(first, first + timedelta(hours=1))
    worked = CHINA.explain(
        datetime(2026, 10, 10, 8, tzinfo=SHANGHAI), datetime(2026, 10, 10, 9, tzinfo=SHANGHAI)
    )
    assert TEXTS[lang][0] in explain(holiday, lang=lang)
    assert TEXTS[lang][1] in explain(worked, lang=lang)


def test_what_it_rests_on():
    start = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    (basis,) = CHINA.explain(start, start + timedelta(hours=1)).basis
    assert (basis["timezone"], basis["country"]) == ("Asia/Shanghai", "CN")
    assert (basis["version"], basis["known"]) == (
        version("holidays"),
        date(2026, 12, 31),
    )
    bavaria = BusinessCalendar(
        "Europe/Berlin", "Mon-Fri 09:00-17:00", holidays=Holidays(country="DE", subdivision="BY")
    )
    both = (bavaria | BusinessCalendar.always("UTC")).explain(start, start + timedelta(hours=1))
    assert [reason.label("en").split("; ")[1] for reason in both.basis][1] == "no holidays kept"
    assert both.basis[0]["country"] == "DE-BY"


NIGHT = "Mon-Sun 22:00-06:00"


def test_a_clock_change_is_told():
    desk = BusinessCalendar("America/New_York", NIGHT)
    assert story(desk, "2026-03-07T22:00", "2026-03-08T06:00", NEW_YORK) == [
        ("07 22:00", "08 03:00", True, ["ordinary"]),
        ("08 03:00", "08 06:00", True, ["ordinary", "skipped"]),
    ]
    assert story(desk, "2026-10-31T22:00", "2026-11-01T06:00", NEW_YORK) == [
        ("31 22:00", "01 01:00", True, ["ordinary"]),
        ("01 01:00", "01 02:00", True, ["ordinary", "again"]),
        ("01 02:00", "01 06:00", True, ["ordinary"]),
    ]
    once = evolve(desk, repeated="once")
    assert story(once, "2026-10-31T22:00", "2026-11-01T06:00", NEW_YORK)[1] == (
        "01 01:00",
        "01 02:00",
        False,
        ["ordinary", "again", "once"],
    )
    start = datetime(2026, 11, 1, tzinfo=NEW_YORK)
    told = explain(desk.explain(start, start + timedelta(hours=8)))
    assert "the clock shows 01:00 to 02:00 a second time" in told


def test_special_days_seasons_breaks_and_versions():
    heating = Season("11-15", "03-15", "Mon-Sun 08:00-20:00", "采暖季")
    plan = Dated.of(SeasonalWeeks(Week.parse("Mon 09:00-10:00,16:00-17:00"), (heating,)))
    desk = BusinessCalendar(
        "Asia/Shanghai",
        plan,
        {
            "2026-11-10": {"hours": "09:00-10:00", "name": "盘点"},
            "2026-11-11": [],
            "2026-11-12": "09:00-11:00",
        },
    )
    assert story(desk, "2026-11-09T00:00", "2026-11-15T09:00") == [
        ("09 00:00", "09 09:00", False, ["outside"]),
        ("09 09:00", "09 10:00", True, ["ordinary"]),
        ("09 10:00", "09 16:00", False, ["break"]),
        ("09 16:00", "09 17:00", True, ["ordinary"]),
        ("09 17:00", "10 09:00", False, ["outside"]),
        ("10 09:00", "10 10:00", True, ["special_open"]),
        ("10 10:00", "11 00:00", False, ["outside"]),
        ("11 00:00", "12 00:00", False, ["special_closed"]),
        ("12 00:00", "12 09:00", False, ["outside"]),
        ("12 09:00", "12 11:00", True, ["special_open"]),
        ("12 11:00", "13 00:00", False, ["outside"]),
        ("13 00:00", "14 00:00", False, ["day_off"]),
        ("14 00:00", "15 00:00", False, ["day_off"]),
        ("15 00:00", "15 08:00", False, ["outside"]),
        ("15 08:00", "15 09:00", True, ["season"]),
    ]
    later = BusinessCalendar(
        "Asia/Shanghai", Dated([*Dated.of(1, (date(2027, 1, 1), "Mon 09:00-10:00"))][1:])
    )
    assert story(later, "2026-11-09T00:00", "2026-11-11T00:00") == [
        ("09 00:00", "11 00:00", False, ["not_yet"])
    ]


def test_notices_are_named():
    notices = (
        Amendment(
            off=(DayOff("2026-10-08", "台风"),),
            working=(WorkingDay("2026-10-01"),),
            source="沪府办1号",
        ),
    )
    desk = evolve(CHINA, holidays=evolve(CHINA.holidays, notices=notices))
    day = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    assert "假日：台风，沪府办1号" in explain(
        desk.explain(day, day + timedelta(hours=1)), lang="zh-Hans"
    )
    day = datetime(2026, 10, 1, 9, tzinfo=SHANGHAI)
    told = explain(desk.explain(day, day + timedelta(hours=1)))
    assert "ordinary hours of Thursday: the holiday was cancelled, 沪府办1号" in told


def test_half_days():
    halved = Holidays(country="CN", categories=("public", "half_day"))
    desk = evolve(CHINA, holidays=halved)
    assert story(desk, "2023-05-04T09:00", "2023-05-05T00:00") == [
        ("04 09:00", "04 12:00", True, ["half_day"]),
        ("04 12:00", "05 00:00", False, ["half_day"]),
    ]


def test_a_combined_calendar_tells_of_both_desks():
    york = BusinessCalendar("America/New_York", "Mon-Fri 09:00-17:00")
    start = datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)
    explanation = (CHINA | york).explain(start, start + timedelta(hours=1))
    assert explain(explanation).splitlines()[2:] == [
        "2026-10-08 09:00 +08:00 to 2026-10-08 10:00 +08:00: open, 1 h",
        "  open when either is",
        "    Asia/Shanghai: open",
        "      hours of Thursday",
        "    America/New_York: closed",
        "      outside the day's hours",
    ]


CALENDARS = [
    CHINA,
    evolve(CHINA, repeated="once", timezone="America/New_York", week=NIGHT),
    BusinessCalendar("Australia/Lord_Howe", "Mon-Sun 00:00-02:15,23:00-03:00"),
    BusinessCalendar("Pacific/Apia", NIGHT),
    CHINA | BusinessCalendar("America/New_York", NIGHT, holidays="US"),
    CHINA - BusinessCalendar("Europe/London", "Mon-Fri 09:00-17:30"),
]


@pytest.mark.parametrize(
    "calendar", CALENDARS, ids=["cn", "once", "half hour", "apia", "union", "difference"]
)
@pytest.mark.parametrize(
    ("start", "days"),
    [
        (datetime(2011, 12, 28, 3, 4, 5, 6, UTC), 5),
        (datetime(2026, 3, 6, 12, tzinfo=UTC), 4),
        (datetime(2026, 4, 3, 12, tzinfo=UTC), 3),
        (datetime(2026, 10, 2, 12, 30, 1, tzinfo=UTC), 31),
        (datetime(2025, 12, 30, tzinfo=UTC), 10),
    ],
)
def test_the_stretches_cover_the_time_and_agree_with_the_answers(calendar, start, days):
    end = start + timedelta(days=days, microseconds=7)
    explanation = calendar.explain(start, end)
    edges = [(to_utc(s.span.start), to_utc(s.span.end)) for s in explanation.stretches]
    assert edges[0][0] == start
    assert edges[-1][1] == end
    assert all(one[1] == other[0] for one, other in pairwise(edges))
    assert explanation.elapsed == calendar.elapsed(start, end)
    assert SpanSet(s.span for s in explanation.stretches if s.is_open) == calendar.spans(start, end)


def test_nothing_to_explain():
    now = datetime(2026, 10, 1, tzinfo=UTC)
    assert CHINA.explain(now, now).stretches == ()
    assert CHINA.explain(now, now - timedelta(days=1)).stretches == ()
