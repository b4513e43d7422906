"""Deadlines of regulators and platforms: dated, sourced, and honest about what was checked."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import Deadline, DeadlineUnit, deadlines_on, due_outside
from servicedesk.errors import InvalidValue, NaiveDatetime, OutOfRange, WrongType
from servicedesk.presets.complaint_deadlines import DEADLINES
from servicedesk.reasons import LANGUAGES, Text, explain

BEIJING = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-17:00", holidays="CN")
LONDON = BusinessCalendar("Europe/London", "Mon-Fri 09:00-17:00")


def named(key, day):
    (found,) = [each for each in DEADLINES if each.key == key and each.holds_on(day)]
    return found


@pytest.mark.parametrize(
    ("key", "calendar", "start", "due"),
    [
        # 7 working days from Monday 9 February 2026: 10..13, the make-up Saturday 14, then the
        # festival (15 to 23), so the sixth is Tuesday 24 and the seventh Wednesday 25
        ("cn_samr_accept", BEIJING, "2026-02-09T10:00+08:00", "2026-02-26T00:00+08:00"),
        # 48 elapsed hours, weekend or not
        ("wechat_merchant_answer", BEIJING, "2026-02-14T10:00+08:00", "2026-02-16T10:00+08:00"),
        # 8 weeks end with their day
        ("uk_fca_final", LONDON, "2026-02-02T10:00+00:00", "2026-03-31T00:00+01:00"),
        ("tw_consumer_answer", BEIJING, "2026-03-01T23:59+08:00", "2026-03-17T00:00+08:00"),
        # a start on a Saturday: Monday is the first working day
        ("uk_fca_summary", LONDON, "2026-02-07T10:00+00:00", "2026-02-12T00:00+00:00"),
    ],
)
def test_a_deadline_ends_with_its_last_day(key, calendar, start, due):
    begun = datetime.fromisoformat(start)
    found = due_outside(named(key, begun.date()), begun, calendar)
    assert found.due == datetime.fromisoformat(due)


def test_the_version_of_the_day_holds():
    assert named("wechat_merchant_answer", date(2024, 3, 24)).amount == 72
    assert named("wechat_merchant_answer", date(2024, 3, 25)).amount == 48
    assert named("uk_ofcom_adr", date(2026, 4, 8)).amount == 6


def test_no_two_versions_hold_on_one_date():
    for day in (date(2019, 1, 1), date(2024, 3, 25), date(2026, 4, 8), date(2026, 11, 21)):
        found = Counter(each.key for each in DEADLINES if each.holds_on(day))
        assert max(found.values()) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_verified_says_so_in_every_language(lang):
    begun = datetime(2026, 2, 9, 2, tzinfo=UTC)
    doubtful = due_outside(named("cn_samr_accept", begun.date()), begun, BEIJING)
    checked = due_outside(named("uk_fca_final", begun.date()), begun, LONDON)
    warning = {"en": "not been verified", "zh-Hans": "尚未", "zh-Hant": "尚未"}[lang]
    assert warning in explain(doubtful, lang=lang)
    assert warning not in explain(checked, lang=lang)


def test_those_of_a_jurisdiction_are_listed():
    found = deadlines_on(DEADLINES, date(2026, 11, 21), jurisdiction="CN")
    assert {each.key for each in found} == {
        "cn_samr_accept",
        "cn_samr_mediation",
        "cn_cyber_incident",
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": 0}, OutOfRange),
        ({"source": " "}, InvalidValue),
        ({"since": date(2026, 1, 1), "until": date(2026, 1, 1)}, InvalidValue),
    ],
)
def test_a_deadline_without_meaning_is_refused(changes, error):
    whole = {
        "key": "x",
        "text": Text("x", "x", "x"),
        "jurisdiction": "CN",
        "amount": 1,
        "unit": DeadlineUnit.HOURS,
        "starts_with": "received",
        "source": "law",
        "verified": False,
    }
    with pytest.raises(error):
        Deadline(**{**whole, **changes})


def test_a_start_without_a_zone_is_refused():
    with pytest.raises(NaiveDatetime):
        due_outside(DEADLINES[0], datetime(2026, 2, 9), BEIJING)  # noqa: DTZ001 - on purpose


@pytest.mark.parametrize("unit", DeadlineUnit)
def test_a_deadline_of_no_sensible_time_is_refused(unit):
    for amount in (0, -1, 10**12):
        with pytest.raises(OutOfRange):
            evolve(named("uk_fca_final", date(2026, 2, 2)), amount=amount, unit=unit)


def test_a_deadline_needs_a_calendar():
    begun = datetime(2026, 2, 9, 2, tzinfo=UTC)
    with pytest.raises(WrongType):
        due_outside(named("cn_samr_accept", begun.date()), begun, None)
