"""Arithmetic in business days, on the Chinese calendar of autumn 2026.

25 to 27 September and 1 to 7 October are off; Sunday 20 September and Saturday 10 October are
worked.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from servicedesk.calendars import BusinessCalendar, ClosedStart, DayRule
from servicedesk.errors import OutOfRange, ServiceDeskError, Unreachable, WrongType

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", holidays="CN")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "same_time", "close"),
    [
        ("2026-09-17T10:00", 0, "2026-09-17T10:00", "2026-09-17T17:30"),
        ("2026-09-17T10:00", 1, "2026-09-18T10:00", "2026-09-18T17:30"),
        # Sunday 20 September is worked
        ("2026-09-18T10:00", 1, "2026-09-20T10:00", "2026-09-20T17:30"),
        ("2026-09-30T16:00", 1, "2026-10-08T16:00", "2026-10-08T17:30"),
        ("2026-09-30T16:00", 3, "2026-10-10T16:00", "2026-10-10T17:30"),
        ("2026-09-30T16:00", 4, "2026-10-12T16:00", "2026-10-12T17:30"),
        # from a closed start: as if at the next opening
        ("2026-10-03T16:00", 0, "2026-10-08T08:30", "2026-10-08T17:30"),
        ("2026-10-03T16:00", 1, "2026-10-09T08:30", "2026-10-09T17:30"),
        ("2026-09-17T12:30", 1, "2026-09-18T13:00", "2026-09-18T17:30"),
        ("2026-09-17T20:00", 1, "2026-09-20T08:30", "2026-09-20T17:30"),
        # over the new year, whose arrangement is reckoned
        ("2025-12-31T09:00", 2, "2026-01-05T09:00", "2026-01-05T17:30"),
    ],
)
def test_business_days(start, days, same_time, close):
    assert CHINA.add_business_days(at(start), days) == at(same_time)
    assert CHINA.add_business_days(at(start), days, rule=DayRule.CLOSE) == at(close)
    in_utc = at(start).astimezone(UTC)
    assert CHINA.add_business_days(in_utc, days) == at(same_time)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-10-03T16:00", 1, "2026-10-08T16:00"),
        ("2026-10-03T16:00", 0, "2026-10-08T16:00"),
        ("2026-09-17T20:00", 1, "2026-09-18T20:00"),
        ("2026-09-17T20:00", 0, "2026-09-17T20:00"),
    ],
)
def test_a_closed_start_may_count_from_its_own_date(start, days, due):
    found = CHINA.add_business_days(at(start), days, closed_start=ClosedStart.SAME_DATE)
    assert found == at(due)


def test_the_wall_clock_is_kept_over_a_clock_change():
    london = BusinessCalendar("Europe/London", "Mon-Sun 00:00-24:00")
    zone = ZoneInfo("Europe/London")
    before = datetime(2026, 3, 28, 9, tzinfo=zone)
    assert london.add_business_days(before, 1) == datetime(2026, 3, 29, 9, tzinfo=zone)
    # 01:30 does not exist on the 29th: later by as much as is skipped
    skipped = london.add_business_days(datetime(2026, 3, 28, 1, 30, tzinfo=zone), 1)
    assert skipped.isoformat() == "2026-03-29T02:30:00+01:00"


def test_an_overnight_day_closes_on_the_next_date():
    night = BusinessCalendar("Asia/Shanghai", "Mon-Fri 22:00-06:00")
    friday = night.add_business_days(at("2026-09-17T23:00"), 1, rule=DayRule.CLOSE)
    assert friday == at("2026-09-19T06:00")


def test_a_thousand_days_without_holidays():
    plain = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
    monday = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert plain.add_business_days(monday, 1000) == datetime(2029, 11, 5, 9, tzinfo=UTC)
    dates = plain.business_dates(date(2026, 1, 5), date(2029, 11, 5))
    assert len(dates) == 1000


def test_a_union_closes_at_its_last_close_or_at_midnight():
    night = BusinessCalendar("Asia/Shanghai", "Mon-Fri 20:00-24:00")
    both = CHINA | night
    assert both.add_business_days(at("2026-09-16T10:00"), 1, rule=DayRule.CLOSE) == at(
        "2026-09-18T00:00"
    )
    assert (CHINA - night).add_business_days(at("2026-09-16T10:00"), 1, rule=DayRule.CLOSE) == at(
        "2026-09-17T17:30"
    )
    # the night desk of Shanghai opens on the New Yorkers' morning of the same date
    far = BusinessCalendar("America/New_York", "Mon 09:00-10:00") & night
    assert far.business_dates(date(2026, 9, 14), date(2026, 9, 21)) == (date(2026, 9, 14),)


def test_what_is_refused():
    closed = BusinessCalendar("UTC", {})
    for closed_start in ClosedStart:
        with pytest.raises(Unreachable):
            closed.add_business_days(at("2026-09-17T10:00"), 1, closed_start=closed_start)
    with pytest.raises(OutOfRange):
        CHINA.add_business_days(at("2026-09-17T10:00"), -1)
    with pytest.raises(ServiceDeskError):
        CHINA.add_business_days(at("2026-09-17T10:00"), 10**6)
    for days, rule in [(True, DayRule.CLOSE), (1.0, DayRule.CLOSE), (1, "close")]:
        with pytest.raises(WrongType):
            CHINA.add_business_days(at("2026-09-17T10:00"), days, rule=rule)
    with pytest.raises(WrongType):
        CHINA.business_dates(at("2026-09-17T10:00"), date(2026, 9, 18))
