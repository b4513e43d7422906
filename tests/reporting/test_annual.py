"""The annual service report: the same facts, the same bytes; every figure with its denominator."""

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.billing import fee
from servicedesk.calendars import BusinessCalendar
from servicedesk.codec import structure, unstructure
from servicedesk.complaints import Complaint, ComplaintPolicy, apply
from servicedesk.contracts import Draw, Lot, Measure, Quota, Request, Usage
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName
from servicedesk.incidents import Cause, Event, Period, Severity
from servicedesk.money import Money
from servicedesk.presets import heating
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.reporting import (
    AnnualReport,
    Case,
    DueState,
    GivenBack,
    Improvement,
    Performed,
    Score,
    YearFacts,
    annual_report,
)
from servicedesk.sla import FIRST_RESPONSE, RESOLUTION, Policy, Reopening, Target, assess
from servicedesk.tariffs import Annual
from servicedesk.views import report_html, report_text

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
AT = datetime(2027, 1, 10, tzinfo=UTC)
CONTRACT = heating.contract(
    "C-1", term=YEAR, tier="premium", fee_plan=Annual(fee=Money.of("12000", "CNY"))
)
OTHER = evolve(CONTRACT, id="C-2")
DESK = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-17:00")
POLICY = Policy(
    name="p",
    metrics=(FIRST_RESPONSE, RESOLUTION),
    targets=(
        Target(metric="first_response", within=timedelta(hours=2), clock=DESK),
        Target(metric="resolution", within=timedelta(hours=8), clock=DESK),
    ),
)


def case(number, *, answered=1, solved=4, cause=Cause.PRODUCT_DEFECT, at=AT, **more):
    """A case that opens on the number-th Monday of 2026 at 09:00 in Shanghai."""
    opened = datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(weeks=number - 1)
    log = [
        Event(at=opened, type="created"),
        Event(at=opened + timedelta(hours=answered), type="first_response"),
        Event(at=opened + timedelta(hours=solved), type="resolved"),
    ]
    request = Request(id=f"T-{number}", item="bug_fix", at=opened, severity=Severity.HIGH)
    return Case(
        request=request,
        cause=cause,
        assessment=assess(POLICY, log, at=at),
        title=f"<{number}>",
        **more,
    )


CASES = (
    case(1, common=True),
    case(2, answered=3, common=True),
    case(3, solved=200, common=False),
    case(4, cause=Cause.HOW_TO),
    case(5, answered=3, excluded="force majeure"),
)


def complaint(day, month=3):
    event = Event(
        at=datetime(2026, month, day, tzinfo=UTC), type="received", changes={"channel": "web"}
    )
    return apply(Complaint(policy=ComplaintPolicy()), event)


def numbered(number, day):
    return evolve(complaint(day), facts={"channel": "web", "number": number})


FACTS = YearFacts(
    cases=CASES,
    complaints=(complaint(3), complaint(2)),
    statements=(fee(CONTRACT, [], YEAR),),
    credits=(
        GivenBack(amount=Money.of("100", "CNY"), on=date(2026, 2, 1), id="CN-1"),
        GivenBack(amount=Money.of("20.50", "CNY"), on=date(2026, 12, 31)),
        GivenBack(amount=Money.of("7", "CNY"), on=date(2027, 1, 1)),
    ),
    scores=(
        Score("attitude", 5, date(2026, 3, 31)),
        Score("attitude", 4, date(2026, 6, 30)),
        Score("attitude", 1, date(2027, 1, 1)),
    ),
    improvements=(
        Improvement(goal="g", measure="m", milestone=date(2027, 3, 1)),
        Improvement(goal="g", measure="n", milestone=date(2027, 3, 1)),
    ),
)
REPORT = annual_report(CONTRACT, FACTS, YEAR, at=AT)


def attained(metric, severity=None):
    (found,) = [
        each.attained
        for each in REPORT.promises
        if each.attained.metric == metric and each.severity is severity
    ]
    return found


def test_rates_say_their_denominators():
    found = attained("first_response")
    # five cases: two late, of which one is excluded by the host
    assert (found.met, found.breached, found.excluded, found.total) == (3, 1, 1, 5)
    assert found.rate == Fraction(3, 4)
    assert attained("resolution", Severity.HIGH).breached == 1


def test_the_common_problem_rate_has_its_population():
    # R70, R71, C14: only the two cases that are classed as common
    assert REPORT.common.decided == 2
    assert REPORT.common.reaches(Fraction(9, 10))


def test_complaints_per_case():
    assert REPORT.complaint_rate == Fraction(2, 5)
    assert [each.log[0].at.day for each in REPORT.complaints] == [2, 3]


def test_what_came_again_is_named():
    (again,) = REPORT.repeats
    assert (again.item, again.cause, again.requests) == (
        "bug_fix",
        Cause.PRODUCT_DEFECT,
        ("T-1", "T-2", "T-3", "T-5"),
    )


def test_fees_and_credits_are_exact_sums():
    (total,) = REPORT.fees
    assert total.payable == Money.of("12000", "CNY")
    assert REPORT.credits == (Money.of("120.50", "CNY"),)


def test_scores_of_the_period_only():
    (attitude,) = REPORT.satisfaction
    assert (attitude.answers, attitude.mean) == (2, Fraction(9, 2))


@settings(max_examples=20)
@given(st.randoms())
def test_the_same_facts_in_any_order_give_the_same_bytes(random):
    def shuffled(values):
        return tuple(random.sample(values, len(values)))

    facts = evolve(
        FACTS,
        cases=shuffled(FACTS.cases),
        complaints=shuffled(FACTS.complaints),
        credits=shuffled(FACTS.credits),
        scores=shuffled(FACTS.scores),
        improvements=shuffled(FACTS.improvements),
    )
    again = annual_report(CONTRACT, facts, YEAR, at=AT)
    assert again == REPORT
    assert report_html(again, contract=CONTRACT) == report_html(REPORT, contract=CONTRACT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_and_the_text_say_the_same_figures(lang):
    page = report_html(REPORT, contract=CONTRACT, lang=lang)
    told = report_text(REPORT, contract=CONTRACT, lang=lang)
    for figure in ("75.0 %", "40.0 %", "12,000.00", "120.50", "4.50", "T-5"):
        assert figure in page
        assert figure in told
    assert "&lt;1&gt;" in page
    assert "<1>" not in page
    assert "R133" in explain(REPORT, lang=lang)


def test_a_year_of_nothing_is_a_report_too():
    empty = annual_report(CONTRACT, YearFacts(), YEAR, at=AT)
    assert empty.complaint_rate is None
    assert "–" in report_text(empty, contract=CONTRACT)


def test_a_case_of_another_year_is_left_out():
    # 31 December 2025, 17:00 UTC is already 1 January 2026 in Beijing
    edge = datetime(2025, 12, 31, 17, tzinfo=UTC)
    inside = evolve(CASES[0], request=evolve(CASES[0].request, at=edge))
    outside = evolve(inside, request=evolve(inside.request, at=edge - timedelta(hours=2)))
    assert len(annual_report(CONTRACT, YearFacts(cases=(inside,)), YEAR, at=AT).cases) == 1
    assert annual_report(CONTRACT, YearFacts(cases=(outside,)), YEAR, at=AT).cases == ()


def test_what_makes_no_sense_is_refused():
    with pytest.raises(InvalidValue, match="one request twice"):
        annual_report(CONTRACT, YearFacts(cases=(CASES[0], CASES[0])), YEAR, at=AT)
    short = Period(date(2026, 1, 1), date(2026, 6, 1))
    with pytest.raises(OutOfRange, match="reaches beyond"):
        annual_report(CONTRACT, FACTS, short, at=AT)
    with pytest.raises(UnknownName):
        report_html(REPORT, contract=CONTRACT, lang="fr")


@pytest.mark.parametrize(
    ("again", "words"),
    [
        ({"cases": (case(1), case(1, cause=Cause.HOW_TO))}, "one request twice.*T-1"),
        ({"complaints": (numbered("TS-1", 2), numbered("TS-1", 3))}, "one complaint twice.*TS-1"),
        ({"complaints": (complaint(2), complaint(2))}, "one complaint twice"),
        (
            {"statements": (fee(CONTRACT, [], YEAR), fee(CONTRACT, [], YEAR))},
            "one billed line twice.*C-1:service_fee:2026-01-01/2027-01-01",
        ),
        (
            {
                "credits": (
                    GivenBack(amount=Money.of("1", "CNY"), on=date(2026, 1, 1), id="CN-1"),
                    GivenBack(amount=Money.of("1", "CNY"), on=date(2026, 2, 1), id="CN-1"),
                )
            },
            "one credit twice.*CN-1",
        ),
        ({"statements": (fee(OTHER, [], YEAR),)}, "statement of another contract.*C-2.*C-1"),
    ],
    ids=["case", "number", "complaint", "statement", "credit", "other"],
)
def test_what_would_count_twice_or_is_another_contract_s_is_refused(again, words):
    with pytest.raises(InvalidValue, match=words):
        annual_report(CONTRACT, YearFacts(**again), YEAR, at=AT)


def test_fees_of_one_month_after_another_add_up():
    months = [Period(date(2026, 1, 1), date(2026, 7, 1)), Period(date(2026, 7, 1), YEAR.end)]
    halves = tuple(fee(CONTRACT, [], each) for each in months)
    (sums,) = annual_report(CONTRACT, YearFacts(statements=halves), YEAR, at=AT).fees
    assert sums.payable == Money.of("12000", "CNY")


def test_a_report_is_printed_with_its_own_contract():
    for printed in (report_html, report_text):
        with pytest.raises(InvalidValue, match=r"another contract.*C-2.*C-1"):
            printed(REPORT, contract=OTHER)


JUNE = datetime(2026, 6, 30, 10, tzinfo=UTC)


def test_a_report_in_mid_year_tells_nothing_of_what_is_to_come():
    quota = Quota(
        key="visits",
        measure=Measure.VISITS,
        lots=(Lot(key="l1", granted=10, start=date(2026, 1, 1), end=date(2026, 10, 1)),),
    )
    used = Draw(id="d", quota="visits", lot="l1", amount=2, on=date(2026, 7, 1))
    facts = YearFacts(
        # the 26th Monday is 29 June, the 27th is 6 July
        cases=(case(25, at=JUNE), case(26, at=JUNE), case(27, at=JUNE + timedelta(days=30))),
        complaints=(complaint(2), complaint(2, month=7)),
        scores=(
            Score("attitude", 5, date(2026, 6, 30)),
            Score("attitude", 1, date(2026, 7, 1)),
        ),
        credits=tuple(
            GivenBack(amount=Money.of("5", "CNY"), on=date(2026, month, 1)) for month in (6, 7)
        ),
        usage=Usage(entries=(used,)),
    )
    report = annual_report(evolve(CONTRACT, quotas=(quota,)), facts, YEAR, at=JUNE)
    assert [each.request.id for each in report.cases] == ["T-25", "T-26"]
    assert report.complaint_rate == Fraction(1, 2)
    assert [(each.answers, each.points) for each in report.satisfaction] == [(1, 5)]
    assert report.credits == (Money.of("5", "CNY"),)
    (left,) = [each.balance for each in report.quotas]
    assert (left.granted, left.used, left.expired, left.remaining) == (10, 0, 0, 10)
    assert report.until == date(2026, 6, 30)
    for lang, words in (
        ("en", "Counted until"),
        ("zh-Hans", "统计截至"),
        ("zh-Hant", "統計截至"),
    ):
        assert words in report_text(report, contract=CONTRACT, lang=lang)
        assert words not in report_text(REPORT, contract=CONTRACT, lang=lang)
    assert "counted up to 2026-06-30, later dates are left out" in explain(report)
    assert "left out" not in explain(REPORT)
    assert structure(json.loads(json.dumps(unstructure(report))), AnnualReport) == report


def test_the_instant_of_the_report_is_the_last_that_counts():
    opened = CASES[0].request.at
    log = [Event(at=opened, type="created")]
    new = evolve(CASES[0], assessment=assess(POLICY, log, at=opened))
    facts = YearFacts(cases=(new,))
    assert len(annual_report(CONTRACT, facts, YEAR, at=opened).cases) == 1
    before = opened - timedelta(microseconds=1)
    assert annual_report(CONTRACT, facts, YEAR, at=before).cases == ()


def test_what_was_known_only_after_the_report_is_refused():
    facts = YearFacts(cases=(case(1),))
    with pytest.raises(OutOfRange, match=r"T-1: assessed after the report"):
        annual_report(CONTRACT, facts, YEAR, at=JUNE)
    gone_on = apply(
        numbered("TS-1", 2), Event(at=JUNE + timedelta(days=1), type="withdrawn", by="Wang")
    )
    with pytest.raises(OutOfRange, match=r"TS-1: a complaint goes on after"):
        annual_report(CONTRACT, YearFacts(complaints=(gone_on,)), YEAR, at=JUNE)


def test_a_report_before_its_period_has_begun_counts_nothing():
    before = datetime(2025, 12, 1, tzinfo=UTC)
    report = annual_report(CONTRACT, YearFacts(scores=FACTS.scores), YEAR, at=before)
    assert (report.until, report.satisfaction) == (date(2025, 12, 1), ())
    assert {each.state for each in report.dues} <= {DueState.OPEN, DueState.KEPT}


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_the_reasons_of_the_figures_are_told_in_chinese(lang):
    told = explain(REPORT, lang=lang)
    for metric in (FIRST_RESPONSE, RESOLUTION):
        assert f"C-1的{metric.text.label(lang)}" in told
        assert metric.name not in told
        high = Severity.HIGH.label(lang)
        assert f"C-1，{high}的{metric.text.label(lang)}" in told
    lines = [line for line in told.splitlines() if not line.startswith(" ")]
    assert len(set(lines)) == len(lines)
    assert "（R71）的" in told
    assert "common problems" not in told


def test_it_goes_to_json_and_back():
    data = json.loads(json.dumps(unstructure(REPORT)))
    assert structure(data, AnnualReport) == REPORT


def test_complaints_without_a_case_have_no_rate():
    facts = YearFacts(complaints=FACTS.complaints)
    report = annual_report(CONTRACT, facts, YEAR, at=AT)
    assert report.complaint_rate is None
    assert "cases: 0, complaints: 2" in explain(report)


def test_the_list_says_how_each_case_was_handled():
    # R133: the list of services and their handling
    open_case = case(6)
    waiting = evolve(
        open_case,
        assessment=assess(
            POLICY,
            [Event(at=open_case.request.at, type="created")],
            at=open_case.request.at + timedelta(hours=1),
        ),
    )
    facts = YearFacts(cases=(*CASES[:3], waiting))
    told = report_text(annual_report(CONTRACT, facts, YEAR, at=AT), contract=CONTRACT)
    handled = [line.split("  ")[-1].strip() for line in told.splitlines() if line.startswith("T-")]
    assert handled == ["met", "late: first response", "late: resolution", "running"]


def test_the_cases_that_were_solved_are_services_to_sign_for():
    # R137: each was solved on the Monday on which it came, the third 200 hours later
    contract = evolve(CONTRACT, obligations=heating.obligations(sign_off_days=7))
    signed = Performed(item="sign_off", on=date(2026, 1, 6), request="T-1")
    earlier = case(-2)  # of the year before, still to be signed for
    facts = YearFacts(cases=(*CASES[:3], earlier), performed=(signed,))
    report = annual_report(contract, facts, YEAR, at=AT)
    found = {
        due.after.request: (due.after.on, due.state)
        for due in report.dues
        if due.owed.key == "sign_off"
    }
    assert found == {
        "T--2": (date(2025, 12, 15), DueState.MISSED),
        "T-1": (date(2026, 1, 5), DueState.KEPT),
        "T-2": (date(2026, 1, 12), DueState.MISSED),
        "T-3": (date(2026, 1, 27), DueState.MISSED),
    }
    assert [duty.obligation.key for duty in report.duties] == [
        "safe_environment",
        "own_backups",
        "prompt_report",
    ]
    for lang, side in (("en", "Customer"), ("zh-Hans", "客户"), ("zh-Hant", "客戶")):
        line, *_ = (
            line
            for line in report_text(report, contract=contract, lang=lang).splitlines()
            if line.startswith(("check after", "服务后检查", "服務後檢查"))
        )
        assert line.split()[-5:] == [side, "1", "0", "3", "0"]


def test_a_case_that_came_back_was_served_when_it_was_solved_at_last():
    twice = evolve(
        POLICY,
        metrics=(FIRST_RESPONSE, evolve(RESOLUTION, reopening=Reopening.NEW_CYCLE)),
    )
    first = CASES[0].request.at
    log = [
        Event(at=first, type="created"),
        Event(at=first + timedelta(hours=1), type="resolved"),
        Event(at=first + timedelta(days=2), type="reopened"),
        Event(at=first + timedelta(days=3), type="resolved"),
    ]

    def services(log):
        case_ = evolve(CASES[0], assessment=assess(twice, log, at=AT))
        report = annual_report(CONTRACT, YearFacts(cases=(case_,)), YEAR, at=AT)
        return [due.after.on for due in report.dues if due.owed.key == "sign_off"]

    assert services(log) == [date(2026, 1, 8)]
    assert services(log[:-1]) == []  # open again: nothing to sign for yet


def test_a_case_about_a_service_that_falls_due_by_itself_is_none():
    # a complaint about the backup is no backup
    about = case(1)
    about = evolve(about, request=evolve(about.request, item="daily_backup"))
    report = annual_report(CONTRACT, YearFacts(cases=(about,)), YEAR, at=AT)
    backups = {due.state for due in report.dues if due.owed.key == "daily_backup"}
    assert backups == {DueState.MISSED}


def test_numbers_and_dates_are_never_broken_in_two_on_the_page():
    page = report_html(REPORT, contract=CONTRACT)
    assert '<span class="k">T-1</span>, <span class="k">T-2</span>' in page
    assert '<span class="k">2026-01-05</span>' in page


def test_complaints_are_told_by_type_and_the_plan_with_its_result():
    # R12 to R17 or a host's own category (R95); R58: results are told to the user
    def lodged(day, **facts):
        event = Event(
            at=datetime(2026, 3, day, tzinfo=UTC),
            type="received",
            changes={"channel": "web", **facts},
        )
        return apply(Complaint(policy=ComplaintPolicy()), event)

    kept = Improvement(
        goal="quicker", measure="duty rota", milestone=date(2026, 6, 1), result="20 min on average"
    )
    facts = YearFacts(
        complaints=(lodged(1, type="poor_service"), lodged(2, category="parking"), lodged(3)),
        improvements=(kept, evolve(kept, milestone=date(2027, 3, 1), result="")),
        scores=(Score("upgrades", 4, date(2026, 5, 1)), Score("training", 5, date(2026, 5, 1))),
    )
    report = annual_report(CONTRACT, facts, YEAR, at=AT)
    told = report_text(report, contract=CONTRACT, lang="zh-Hans")
    for said in ("服务不到位", "parking", "–", "20 min on average", "系统升级", "用户培训"):
        assert said in told
    assert structure(json.loads(json.dumps(unstructure(report))), AnnualReport) == report


def test_periods_missed_one_after_the_other_are_told_as_one():
    done = [
        Performed(item="daily_backup", on=date(2026, 1, 1) + timedelta(days=day))
        for day in range(365)
        if day not in (4, 5, 6, 9) and day < 363
    ]
    done.append(Performed(item="daily_backup", on=date(2026, 1, 8)))  # the second one of the 8th
    contract = evolve(CONTRACT, obligations=())
    report = annual_report(contract, YearFacts(performed=tuple(done)), YEAR, at=AT)
    lines = report_text(report, contract=contract).splitlines()
    start = lines.index("Duties late or missed") + 3
    told = [" ".join(line.split()[3:]) for line in lines[start : start + 4]]
    assert told == [
        "2026-01-05 to 2026-01-06 2026-01-06 missed –",
        "2026-01-07 2026-01-07 late 2026-01-08",
        "2026-01-10 2026-01-10 missed –",
        "2026-12-30 to 2026-12-31 2026-12-31 missed –",
    ]
