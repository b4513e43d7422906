"""Deadlines of regulators and platforms: dated, sourced, and honest about what was checked."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import Deadline, DeadlineUnit, deadlines_on, due_outside
from servicedesk.errors import InvalidValue, NaiveDatetime, OutOfRange, WrongType
from servicedesk.presets.complaint_deadlines import DEADLINES
from servicedesk.reasons import LANGUAGES, Binding, Text, explain

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


def beyond(start, amount, unit, calendar=BEIJING):
    deadline = evolve(named("uk_fca_final", date(2026, 2, 2)), amount=amount, unit=unit)
    return due_outside(deadline, datetime.fromisoformat(start), calendar)


def test_working_days_past_the_announced_holidays_are_provisional():
    # China announces a year at a time
    horizon = BEIJING.knowledge_horizon
    last = datetime(horizon.year, 12, 1, 10, tzinfo=ZoneInfo(BEIJING.timezone))
    within, past = (
        due_outside(named("cn_samr_accept", last.date()), last + timedelta(days=days), BEIJING)
        for days in (0, 300)
    )
    assert not within.provisional
    assert past.provisional
    assert "provisional" in explain(past)
    assert "尚未公布" in explain(past, lang="zh-Hans")
    assert "provisional" not in explain(within)


@pytest.mark.parametrize(
    "unit", [DeadlineUnit.HOURS, DeadlineUnit.CALENDAR_DAYS, DeadlineUnit.WEEKS]
)
def test_what_counts_no_working_days_is_never_provisional(unit):
    assert not beyond("2027-09-28T16:00+08:00", 7, unit).provisional


def test_working_days_without_holidays_are_never_provisional():
    assert not beyond("2027-09-28T16:00+01:00", 7, DeadlineUnit.WORKING_DAYS, LONDON).provisional


@pytest.mark.parametrize("unit", DeadlineUnit)
def test_an_end_beyond_the_calendar_is_refused_in_our_words(unit):
    with pytest.raises(OutOfRange):
        beyond("9999-12-01T00:00+08:00", 10_000, unit)


def test_an_end_of_weeks_beyond_the_calendar_is_refused_in_our_words():
    with pytest.raises(OutOfRange, match="beyond the calendar"):
        beyond("9900-01-01T00:00+08:00", 10_000, DeadlineUnit.WEEKS)


def test_a_law_is_a_norm_cited_and_counted_in_its_own_language():
    begun = datetime(2026, 2, 9, 2, tzinfo=UTC)
    accept = due_outside(named("cn_samr_accept", begun.date()), begun, BEIJING)
    (clause,) = accept.reasons[0].clauses
    assert clause.binding is Binding.NORM
    hans, hant = (explain(accept, lang=lang) for lang in ("zh-Hans", "zh-Hant"))
    assert "起7个工作日" in hans
    assert "起7個工作日" in hant
    assert (
        "市场监督管理投诉举报处理暂行办法（国家市场监督管理总局令第20号）第十四条（规范）" in hans
    )
    assert "7 working days from" in explain(accept)


@pytest.mark.parametrize(
    ("amount", "unit", "told"),
    [
        (1, DeadlineUnit.WORKING_DAYS, ("1 working day from", "起1个工作日")),
        (15, DeadlineUnit.CALENDAR_DAYS, ("15 calendar days from", "起15个自然日")),
        (1, DeadlineUnit.HOURS, ("1 hour from", "起1小时")),
        (8, DeadlineUnit.WEEKS, ("8 weeks from", "起8周")),
    ],
)
def test_what_is_counted_is_told_as_people_say_it(amount, unit, told):
    found = beyond("2026-03-02T10:00+08:00", amount, unit)
    assert told[0] in explain(found)
    assert told[1] in explain(found, lang="zh-Hans")
