"""Every check finds its fault and keeps silent on the sound twin; lint never raises."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.codec import catalogue, structure, unstructure
from servicedesk.complaints import ComplaintPolicy
from servicedesk.contracts import Every, Payment
from servicedesk.decisions import All, AnyOf, DecisionTable, Flag, Row, when
from servicedesk.errors import InvalidValue, ServiceDeskError, WrongType
from servicedesk.incidents import Cause, Event, Period, Severity
from servicedesk.lint import Finding, Judgement, Subject, lint
from servicedesk.reasons import LANGUAGES, UNDECIDED, Text, chosen, explain
from servicedesk.reporting import DueState, Performed, due_obligations
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, Metric, Target, assess
from servicedesk.tariffs import Milestone, Project
from servicedesk.testing.strategies import business_calendars, contracts, periods, policies
from servicedesk.versions import Dated

from ..codec.values import values  # noqa: TID252 - tests have no name to import them by
from .planted import (
    CRITICAL,
    OFFICE,
    PLANTED,
    answers,
    by_channel,
    cny,
    contract,
    hours,
    pack,
    packs,
    policy,
    quoting,
    resolution,
    response,
    volume,
    yearly,
)
from .planted import given as entitled

LONG = Period(date(2026, 1, 1), date(2029, 1, 1))


def found(subjects, **more):
    given_ = subjects if isinstance(subjects, tuple) else (subjects,)
    return lint(*given_, **more)


def in_long_term(subjects):
    """A contract of three years, longer than any arrangement of holidays is announced."""
    return evolve(subjects, term=LONG)


def planted_and_twin(name):
    _, planted, sound = PLANTED[name]
    if name.startswith("holidays"):
        return in_long_term(planted), in_long_term(sound)
    return planted, sound


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(name):
    (code, judgement, question), *_ = PLANTED[name]
    findings = found(planted_and_twin(name)[0])
    assert {finding.code for finding in findings} == {code}
    assert {finding.judgement for finding in findings} == {judgement}
    assert {finding.question for finding in findings} == {question}


@pytest.mark.parametrize("name", PLANTED)
def test_its_sound_twin_is_silent(name):
    assert found(planted_and_twin(name)[1]) == ()


@pytest.mark.parametrize("name", PLANTED)
def test_each_finding_reads_in_three_languages_and_is_stored(name):
    for finding in found(planted_and_twin(name)[0]):
        texts = [explain(finding, lang=lang) for lang in LANGUAGES]
        assert all(texts)
        assert len(set(texts)) == 3
        assert finding.where
        assert structure(unstructure(finding), Finding) == finding


def test_every_code_has_a_planted_fault():
    # these have tests of their own below
    elsewhere = {"lint.table_unproven", "lint.fees_compared"}
    elsewhere |= {"lint.ola_longer_than_sla"}
    codes = {code for code in catalogue.reason_kinds() if code.startswith("lint.")}
    assert codes - elsewhere == {expected[0] for expected, *_ in PLANTED.values()}


# --- counter-examples are true


@pytest.mark.parametrize(
    "name",
    [
        "a response longer than its resolution",
        "only for critical ones is the response longer",
        "the same hours, but the response sleeps at night",
    ],
)
def test_the_engine_agrees_with_the_counter_example(name):
    """The clocks themselves, started where the finding says, fall due in the order that it says."""
    planted = PLANTED[name][1]
    (finding,) = lint(planted)
    (reason,) = finding.reasons
    log = [Event(at=reason["at"], type="created")]
    clocks = assess(planted, log, finding.example, at=reason["at"])
    early, late = clocks["first_response"], clocks["resolution"]
    assert early.due == reason["due"]
    assert late.due == reason["other_due"]
    assert early.due > late.due


def test_the_service_is_closed_where_the_finding_says():
    (finding,) = lint(PLANTED["a promise that runs while the service is closed"][1])
    assert not OFFICE.is_open(finding.reasons[0]["closed"])


def test_the_example_of_a_severity_is_the_one_left_out():
    (finding,) = lint(PLANTED["a severity without a target"][1])
    assert dict(finding.example) == {"severity": "low"}


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("a contract of a tier without a target", {"tier": "basic"}),
        ("a tier without a target, for those who don't pay", {"tier": "basic"}),
        ("hours for a channel without a target", {"channel": "mail"}),
        (
            "critical ones by phone, others by mail",
            {"severity": "low", "channel": "phone"},
        ),
    ],
)
def test_the_engine_starts_no_clock_on_the_counter_example(name, example):
    planted = PLANTED[name][1]
    promised = getattr(planted, "policy", planted)
    (finding,) = lint(planted)
    assert dict(finding.example) == example
    log = [Event(at=datetime(2026, 3, 2, tzinfo=UTC), type="created")]
    assert not assess(promised, log, finding.example, at=log[0].at).clocks
    assert explain(finding).startswith("no target of first response applies to ")


def test_a_promise_by_phone_alone_is_no_gap_where_all_channels_have_another():
    calls = Metric(name="pickup", start="created", stop="picked_up")
    promised = policy(
        response(clock=OFFICE),
        Target(metric="pickup", within=hours(1), clock=OFFICE, when=when(channel="phone")),
        metrics=(FIRST_RESPONSE, calls),
    )
    assert lint(contract(policy=promised, hours=(by_channel("mail"),))) == ()


def test_three_facts_without_a_target_though_any_two_have_one():
    """Of eight corners all but one are met."""
    sides = {"severity": ("critical", "low"), "channel": ("phone", "mail"), "tier": ("a", "b")}
    corners = [dict(zip(sides, corner, strict=True)) for corner in product(*sides.values())]
    left_out = {"severity": "low", "channel": "mail", "tier": "b"}
    rest = tuple(level.value for level in Severity if level.value not in ("critical", "low"))
    every = (
        response(number, when=when(**corner), name=f"t{number}")
        for number, corner in enumerate(corners, 1)
        if corner != left_out
    )
    (finding,) = lint(answers(*every, response(when=when(severity=rest))))
    assert dict(finding.example) == left_out


def test_the_numbers_of_a_cliff():
    # ten at 5 are 50; a little more, all at 3, is 30
    (finding,) = lint(PLANTED["a volume cliff"][1])
    assert "CNY 50" in explain(finding)
    assert "CNY 30" in explain(finding)


@pytest.mark.parametrize(
    "name",
    [
        "a consequence of a service that is never late",
        "a consequence of a training that is never late",
    ],
)
def test_a_duty_without_a_term_is_never_missed(name):
    """The duties themselves, neglected for as long as the finding says; the sound twin's are."""
    decade = evolve(PLANTED[name][1], term=Period(date(2026, 1, 1), date(2036, 1, 1)))
    (finding,) = lint(decade)
    (duty,) = decade.obligations
    assert (finding.reasons[0]["years"], finding.reasons[0]["due"]) == (10, duty.due)
    done = (Performed(item="visit", on=decade.term.start),)
    termed = evolve(
        decade, obligations=(evolve(duty, due=evolve(duty.due, days=1), consequence="bars"),)
    )
    for each, state, consequence in (
        (decade, DueState.OPEN, None),
        (termed, DueState.MISSED, "bars"),
    ):
        (due,) = due_obligations(each, done, decade.term, on=decade.term.end)
        assert (due.state, due.consequence) == (state, consequence)


def test_a_duty_on_facts_or_in_every_period_or_without_consequence_is_sound():
    (duty,) = PLANTED["a consequence of a service that is never late"][1].obligations
    for sound in (
        evolve(duty, due=Every(months=1)),
        evolve(duty, due=None, kept=when(signed=True)),
        evolve(duty, consequence=None, consequence_clauses=()),
    ):
        assert lint(contract(obligations=(sound,))) == ()


# --- suppliers, terms, tiers


def test_an_ola_longer_than_its_sla():
    sla = answers(response(4))
    (finding,) = lint(sla, suppliers=[evolve(answers(response(8)), name="team")])
    assert finding.code == "lint.ola_longer_than_sla"
    assert finding.judgement is Judgement.CONTRADICTION
    assert finding.reasons[0]["due"] - finding.reasons[0]["at"] == hours(8)
    assert lint(sla, suppliers=[evolve(answers(response(4)), name="team")]) == ()


def test_an_ola_of_as_many_hours_that_sleeps_at_night():
    sla = answers(response(4))
    (finding,) = lint(sla, suppliers=[evolve(answers(response(4, clock=OFFICE)), name="team")])
    assert finding.code == "lint.ola_longer_than_sla"


def test_an_ola_only_where_both_apply():
    ola = evolve(answers(response(8, when=CRITICAL)), name="team")
    quick = answers(response(9), response(4, when=CRITICAL, name="urgent"))
    slow = answers(response(4), response(9, when=CRITICAL, name="urgent"))
    assert [finding.code for finding in lint(quick, suppliers=[ola])] == [
        "lint.ola_longer_than_sla"
    ]
    assert lint(slow, suppliers=[ola]) == ()


def test_an_ola_of_another_metric_is_nothing_to_compare():
    ola = evolve(policy(resolution(99), metrics=(metric("resolution"),)), name="team")
    assert lint(answers(response(4)), suppliers=[ola]) == ()


def metric(name):
    return Metric(name=name, start="created", stop="resolved")


def test_a_term_asks_how_far_the_holidays_are_known():
    desk = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-17:00", holidays="CN")
    last = desk.knowledge_horizon
    known = Period(date(2026, 1, 1), last + timedelta(days=1))
    one_more = Period(date(2026, 1, 1), last + timedelta(days=2))
    assert lint(desk) == ()
    assert lint(desk, term=known) == ()
    (finding,) = lint(desk, term=one_more)
    assert finding.code == "lint.holidays_run_out"
    assert finding.reasons[0]["horizon"] == last


def test_a_hosts_own_tiers():
    slow_gold = answers(response(2), response(4, when=when(tier="gold"), name="gold"))
    assert lint(slow_gold) == ()
    (finding,) = lint(slow_gold, tiers=("bronze", "gold"))
    assert finding.code == "lint.better_tier_slower"


def test_the_fees_stand_below_what_is_dearer():
    (finding, *_) = found(PLANTED["dearer for less"][1])
    (fees,) = finding.reasons[0].because
    assert (fees["fee"], fees["less"]) == (cny(9000), cny(2000))


def test_contracts_that_cost_the_same_are_not_compared():
    assert lint(yearly("a", 1, Payment.CHARGEABLE), yearly("b", 1, Payment.FREE)) == ()


def test_one_open_question_in_several_places_is_one_finding():
    asked = chosen("C2", Text("from when?", "自何时？", "自何時？"), UNDECIDED)
    two = answers(
        response(2, clauses=(asked,)), response(1, when=CRITICAL, name="urgent", clauses=(asked,))
    )
    (finding,) = lint(two)
    assert finding.where == "Policy p, target first_response; Policy p, target urgent"
    assert explain(finding).startswith("not decided: from when?")


def test_what_a_term_decides_where_the_customer_is_liable_is_not_dead():
    # of what a customer has caused only the second row is left
    terms = (entitled(Payment.FREE), entitled(Payment.CHARGEABLE))
    dead = "lint.entitlement_never_decides"
    assert dead not in {each.code for each in lint(contract(*terms))}
    free = (entitled(Payment.FREE), entitled(Payment.FREE, covers=Cause.MISOPERATION))
    assert dead not in {each.code for each in lint(contract(*free))}
    twice = (entitled(Payment.CHARGEABLE), entitled(Payment.FREE))
    assert dead in {each.code for each in lint(contract(*twice))}


def test_each_version_of_a_history_is_looked_at():
    unset = contract(entitled(UNDECIDED))
    history = Dated.of(contract(entitled(Payment.FREE)), (date(2026, 7, 1), unset))
    assert lint(history) == lint(unset)
    assert lint(Dated.of(contract(entitled(Payment.FREE)))) == ()


def test_all_choices_of_a_complaint_policy():
    undecided = {finding.where.rpartition(".")[2] for finding in lint(ComplaintPolicy())}
    assert undecided == {
        "most_rounds",
        "extension_needs_consent",
        "most_extensions",
        "lapse_attempts",
        "lapse_days",
        "reopen_days",
        "timezone",
    }


def test_a_table_too_large_to_be_proven():
    flags = tuple(Flag(fact=f"f{number}") for number in range(40))
    pairs = All(
        tuple(
            AnyOf((when(**{f"f{number}": True}), when(**{f"f{number + 1}": True})))
            for number in range(0, 40, 2)
        )
    )
    rows = (Row(id="a", when=pairs, then="yes"),)
    (finding,) = lint(DecisionTable(name="wide", facts=flags, outcomes=("yes",), rows=rows))
    assert (finding.code, finding.judgement) == ("lint.table_unproven", Judgement.OPEN)


@given(st.integers(1, 60), st.integers(1, 60), st.booleans())
def test_on_one_clock_the_longer_time_is_the_later_one(early, late, always):
    clock = ELAPSED if always else OFFICE
    codes = [
        each.code
        for each in lint(policy(response(early, clock=clock), resolution(late, clock=clock)))
    ]
    assert codes == (["lint.later_than_its_end"] if early > late else [])


@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 20))
def test_a_cliff_is_where_the_next_price_is_lower(price, next_price, upto):
    codes = [each.code for each in lint(volume((upto, str(price)), (None, str(next_price))))]
    assert codes == (["lint.volume_cliff"] if next_price < price else [])


@given(st.integers(1, 30), st.integers(1, 3000), st.integers(1, 30), st.integers(1, 3000))
def test_packs_by_the_price_of_each_incident(count, cost, other_count, other_cost):
    """By Fractions, while lint multiplies."""
    sold = packs(pack("one", count, cost), pack("other", other_count, other_cost), singly=10**6)
    small, large = sorted([(count, cost), (other_count, other_cost)])
    inverted = small[0] < large[0] and Fraction(large[1], large[0]) > Fraction(small[1], small[0])
    assert [each.code for each in lint(sold)] == (["lint.pack_inversion"] if inverted else [])


# --- what the types refuse needs no check


def test_a_metric_without_a_start_is_refused():
    with pytest.raises(InvalidValue, match="without a start"):
        Metric(name="m", start=())


def test_a_project_without_an_after_end_rule_is_refused():
    with pytest.raises(TypeError):
        Project(price=cny(1), milestones=(Milestone(key="all", share=1),))


# --- never an error


@pytest.mark.parametrize("nonsense", [None, 7, "policy", hours(1), Metric])
def test_nothing_to_lint(nonsense):
    with pytest.raises(WrongType):
        lint(nonsense)


@pytest.mark.parametrize(
    "options", [{"term": 2026}, {"suppliers": [7]}, {"tiers": ("Gold tier",)}, {"tiers": (1,)}]
)
def test_nonsense_options(options):
    with pytest.raises(ServiceDeskError):
        lint(answers(response()), **options)


@settings(max_examples=40)
@given(policies(), st.none() | periods())
def test_lint_never_raises_on_policies(drawn, term):
    for finding in lint(drawn, term=term, suppliers=[drawn]):
        assert explain(finding, lang="zh-Hans")


@settings(max_examples=40)
@given(contracts(), contracts())
def test_lint_never_raises_on_contracts(one, other):
    findings = lint(one, other)
    assert len(set(findings)) == len(findings)
    assert set(lint(one)) | set(lint(other)) <= set(findings)


@settings(max_examples=40)
@given(business_calendars(), business_calendars(), periods())
def test_lint_never_raises_on_calendars(desk, other, term):
    for finding in lint(desk, desk & other, desk | other, desk - other, term=term):
        assert finding.code in {"lint.holidays_run_out", "lint.calendar_never_opens"}


@pytest.mark.parametrize("year", [1, 1899, 2198, 9998])
def test_far_away_terms(year):
    term = Period(date(year, 12, 31), date(year + 1, 1, 1))
    assert lint(evolve(contract(policy=answers(response(clock=OFFICE))), term=term)) == ()


def test_the_same_input_gives_the_same_findings():
    planted = PLANTED["free by one sentence, premium by another"][1]
    assert lint(planted) == lint(planted, planted)


# --- words that mean something else are no false alarm


@pytest.mark.parametrize(
    "quote",
    [
        "处理人员应在24小时内与客户取得联系",
        "24小时的回复期限",
        "within 24 hours on working days",
        "正常工作时间8:30-17:30电话、邮件支持服务",
        "周一至周五",
        "见第3-5条",
        "hotline 400-123 4567",
    ],
)
def test_ordinary_sentences_are_no_fault(quote):
    assert lint(quoting(quote, clock=OFFICE)) == ()


@pytest.mark.parametrize(
    "quote",
    [
        "24 h hotline",
        "24-hour hotline",
        "热线提供24小时服务",
        "24 小時熱線",
        "24/7",
        "7*24小时",
        "全天候",
    ],
)
def test_ways_to_say_around_the_clock(quote):
    (finding,) = lint(quoting(quote, clock=OFFICE))
    assert finding.code == "lint.around_the_clock_on_office_hours"
    assert not OFFICE.is_open(finding.reasons[0]["closed"])
    assert lint(quoting(quote)) == ()


@pytest.mark.parametrize(
    "quote", ["1 - 2小时内", "4-8 hours", "3至5个工作日", "24~48小時", "10–15 min", "2—3天"]
)
def test_ways_to_write_a_range(quote):
    (finding,) = lint(quoting(quote))
    assert finding.code == "lint.range_without_meaning"
    assert finding.reasons[0]["range"] in quote


# calendars are drawn above; drawing any combination of them takes minutes
ANY_VALUE = [kind for kind in get_args(Subject) if kind is not CombinedCalendar]


@pytest.mark.parametrize("kind", ANY_VALUE, ids=lambda kind: str(kind).replace("servicedesk.", ""))
def test_lint_never_raises_on_any_valid_value(kind):
    @settings(
        max_examples=max(settings.default.max_examples // 4, 3),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # shrinking a contract takes minutes
    )
    @given(values(kind), st.none() | periods())
    def is_answered(value, term):
        for finding in lint(value, term=term):
            assert explain(finding, lang="zh-Hant")

    is_answered()
