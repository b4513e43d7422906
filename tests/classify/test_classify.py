"""Levels with their reasons, unknown facts, mapping between schemes, overrides on record."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.classify import (
    CANONICAL,
    AmbiguousLevel,
    Classified,
    Override,
    SeverityRange,
    Unclassified,
    classify,
    grade,
    map_level,
    map_level_strictly,
    map_severity,
    map_severity_strictly,
    override,
    renamed,
)
from servicedesk.errors import InvalidValue, NaiveDatetime, OutOfRange, UnknownName, WrongType
from servicedesk.incidents import (
    BusinessEffect,
    DataState,
    Environment,
    Facts,
    Function,
    IncidentFacts,
    Kind,
    Scope,
    SecurityState,
    ServiceState,
    Severity,
    Tier,
    Window,
    Workaround,
)
from servicedesk.presets.severity import (
    MENDIX,
    MICROSOFT,
    P1_TO_P4,
    PAGERDUTY,
    SAP,
    SCHEMES,
    SEED_001,
    SEED_003,
    canonical_level,
    scheme_for,
)
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.schemes.canonical import CANONICAL_WITH_TIER

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

PRODUCTION = Environment.PRODUCTION

incidents = st.builds(
    IncidentFacts,
    kind=st.sampled_from(Kind),
    environment=st.sampled_from(Environment),
    service=st.sampled_from(ServiceState),
    function=st.sampled_from(Function),
    scope=st.sampled_from(Scope),
    workaround=st.sampled_from(Workaround),
    data=st.sampled_from(DataState),
    security=st.sampled_from(SecurityState),
    business=st.sampled_from(BusinessEffect),
    window=st.sampled_from(Window),
    at_risk=st.booleans(),
    redundancy_lost=st.booleans(),
    outage_minutes=st.integers(0, 10_000),
)


@pytest.mark.parametrize(
    ("facts", "severity"),
    [
        # 一级故障: management work cannot proceed (R38)
        ({"service": ServiceState.DOWN}, Severity.CRITICAL),
        ({"business": BusinessEffect.HALTED}, Severity.CRITICAL),
        ({"service": ServiceState.UNUSABLE, "function": Function.CORE}, Severity.CRITICAL),
        ({"data": DataState.LOSS, "environment": PRODUCTION}, Severity.CRITICAL),
        ({"security": SecurityState.BREACH}, Severity.CRITICAL),
        # 二级故障: some functions limited (R39)
        ({"service": ServiceState.PARTIAL}, Severity.MEDIUM),
        ({"service": ServiceState.SEVERE}, Severity.HIGH),
        # what makes it milder
        (
            {"service": ServiceState.DOWN, "workaround": Workaround.ACCEPTABLE},
            Severity.HIGH,
        ),
        (
            {"service": ServiceState.DOWN, "environment": Environment.NON_PRODUCTION},
            Severity.MEDIUM,
        ),
        ({"service": ServiceState.UNUSABLE, "function": Function.MINOR}, Severity.MEDIUM),
        # and what no workaround undoes
        (
            {
                "service": ServiceState.MINOR,
                "workaround": Workaround.ACCEPTABLE,
                "data": DataState.LOSS,
                "environment": PRODUCTION,
            },
            Severity.CRITICAL,
        ),
        (
            {"environment": Environment.NON_PRODUCTION, "data": DataState.EXPOSURE},
            Severity.CRITICAL,
        ),
        # the period matters (month-end close)
        (
            {"service": ServiceState.PARTIAL, "window": Window.PERIOD_CLOSE},
            Severity.HIGH,
        ),
        ({"at_risk": True, "service": ServiceState.NONE}, Severity.MEDIUM),
        ({"kind": Kind.QUESTION}, Severity.LOW),
        ({"service": ServiceState.NONE}, Severity.LOW),
    ],
)
def test_the_canonical_scheme(facts, severity):
    result = classify(IncidentFacts(**facts))
    assert isinstance(result, Classified)
    assert result.severity is severity


def test_nothing_known_is_unclassified_and_says_what_to_ask():
    result = classify(IncidentFacts())
    assert isinstance(result, Unclassified)
    assert "service" in result.ask
    assert result.nearest
    assert not result.settled


@settings(max_examples=60, deadline=None)
@given(facts=incidents, scheme=st.sampled_from(SCHEMES))
def test_all_facts_known_always_gives_a_level(facts, scheme):
    result = classify(facts, scheme)
    assert isinstance(result, Classified)
    assert result.severity in result.canonical
    assert scheme.level(result.level).canonical == result.canonical


@settings(max_examples=60, deadline=None)
@given(facts=incidents)
def test_what_is_not_asked_for_does_not_matter(facts):
    full = facts.known()
    some = Facts({name: full[name] for name in list(full)[::2]})
    result = classify(some)
    answered = classify(some | {name: full[name] for name in result.ask})
    everything = classify(facts)
    assert isinstance(answered, Classified)
    assert answered.severity is everything.severity


def test_the_customers_tier_counts_only_in_the_scheme_that_names_it():
    facts = {"service": ServiceState.PARTIAL, "tier": Tier.PREMIUM}
    assert classify(facts).severity is Severity.MEDIUM
    assert classify(facts, CANONICAL_WITH_TIER).severity is Severity.HIGH
    annual = facts | {"tier": Tier.ANNUAL}
    assert classify(annual, CANONICAL_WITH_TIER).severity is Severity.MEDIUM
    assert "tier" in classify({"service": "partial"}, CANONICAL_WITH_TIER).ask


def test_a_duty_of_the_customer_lowers_the_level_only_when_it_is_refused():
    facts = {"service": ServiceState.DOWN, "environment": PRODUCTION, "scope": Scope.ALL}
    assert classify(facts, MICROSOFT).level == "A"
    assert "staffed_day_and_night" in classify(facts, MICROSOFT).ask
    assert classify(facts | {"staffed_day_and_night": False}, MICROSOFT).level == "B"
    refused = facts | {"workaround": Workaround.NONE, "remote_access": False}
    assert classify(refused, SAP).level == "high"


def test_a_workaround_caps_mendix_impact():
    facts = {"service": ServiceState.UNUSABLE, "scope": Scope.ALL, "environment": PRODUCTION}
    assert classify(facts, MENDIX).level == "Critical"
    result = classify(facts | {"workaround": Workaround.ACCEPTABLE}, MENDIX)
    assert result.level == "High"
    assert [modifier.id for modifier in result.decision.modifiers] == ["workaround"]


def test_explanations_quote_row_and_clause_in_every_language():
    result = classify({"service": ServiceState.DOWN, "environment": PRODUCTION})
    told = {lang: explain(result, lang=lang) for lang in LANGUAGES}
    assert "R38" in told["en"]
    assert "service: down" in told["en"]
    assert "服务状态为瘫痪" in told["zh-Hans"]
    assert "服務狀態為癱瘓" in told["zh-Hant"]


def test_an_unknown_scheme_is_refused_by_name_and_graded_by_the_canonical_table():
    with pytest.raises(UnknownName, match="no such scheme"):
        scheme_for("nobody")
    assert canonical_level("nobody", IncidentFacts(service=ServiceState.DOWN)) == 1
    assert canonical_level("sap", IncidentFacts()) is None


# mapping


def test_levels_map_to_ranges_and_strictly_only_where_one_fits():
    assert map_level(SEED_001, "一级故障") == SeverityRange.of(1)
    assert map_level(SEED_001, "二级故障") == SeverityRange.of(2, 3)
    assert map_level(SEED_003, "一般") == SeverityRange.of(3, 4)
    assert map_level_strictly(SEED_003, "紧急") is Severity.CRITICAL
    with pytest.raises(AmbiguousLevel, match="二级故障"):
        map_level_strictly(SEED_001, "二级故障")
    with pytest.raises(UnknownName):
        map_level(SEED_001, "三级故障")


def test_severities_map_back_to_every_level_that_covers_them():
    assert map_severity(PAGERDUTY, Severity.MEDIUM) == ("SEV-4", "SEV-3")
    assert map_severity_strictly(SAP, Severity.HIGH) == "high"
    with pytest.raises(AmbiguousLevel):
        map_severity_strictly(PAGERDUTY, Severity.MEDIUM)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_every_canonical_severity_has_a_level_in_every_scheme(scheme):
    for severity in Severity:
        for name in map_severity(scheme, severity):
            assert severity in map_level(scheme, name)
    covered = {severity for level in scheme.levels for severity in level.canonical.members}
    assert covered == set(Severity) or scheme.name == "seed-001"
    assert scheme.sources or "canonical" in scheme.name or scheme is P1_TO_P4


def test_a_scheme_in_other_words_says_the_same():
    facts = {"service": "unusable", "function": "core", "workaround": "acceptable"}
    assert classify(facts).level == "high"
    assert classify(facts, P1_TO_P4).level == "P2"
    assert [level.name for level in P1_TO_P4.levels] == ["P4", "P3", "P2", "P1"]
    sap = renamed(
        SAP,
        {"very high": "1", "high": "2", "medium": "3", "low": "4"},
        name="sap-numbers",
        title=SAP.title,
    )
    assert classify({"service": "down", "remote_access": False}, sap).level == "2"
    with pytest.raises(UnknownName, match="do not fit"):
        renamed(SAP, {"very high": "1"}, name="half", title=SAP.title)


def test_ranges_refuse_what_has_no_meaning():
    with pytest.raises(InvalidValue):
        SeverityRange.of(3, 2)
    with pytest.raises(OutOfRange):
        SeverityRange.of(0)
    assert SeverityRange.of(2, 3).nearest(Severity.CRITICAL) is Severity.HIGH
    assert SeverityRange.of(2, 3).nearest(Severity.LOW) is Severity.MEDIUM


# overrides

KNOWN = IncidentFacts(service=ServiceState.PARTIAL, environment=PRODUCTION)


def raised(**changes):
    return override(
        KNOWN, **({"to": "high", "by": "li.na", "why": "董事会演示", "at": NOON} | changes)
    )


def test_an_override_stands_beside_the_computed_level():
    record = raised()
    assert (record.before, record.to) == ("medium", "high")
    result = grade(KNOWN, [record], at=NOON + HOUR)
    assert (result.level, result.severity) == ("high", Severity.HIGH)
    assert result.computed.level == "medium"
    assert result.override == record
    assert "li.na" in explain(result)
    assert "董事会演示" in explain(result, lang="zh-Hans")


def test_it_does_not_count_before_it_was_made_nor_from_its_end_on():
    record = raised(until=NOON + HOUR)
    assert grade(KNOWN, [record], at=NOON - HOUR).level == "medium"
    assert grade(KNOWN, [record], at=NOON - HOUR).set_aside is None
    assert grade(KNOWN, [record], at=NOON).level == "high"
    over = grade(KNOWN, [record], at=NOON + HOUR)
    assert over.level == "medium"
    assert over.set_aside.reason.code == "classify.override_expired"


def test_it_goes_stale_when_a_fact_that_the_scheme_looks_at_changes():
    worse = IncidentFacts(service=ServiceState.DOWN, environment=PRODUCTION)
    result = grade(worse, [raised()], at=NOON + HOUR)
    assert result.level == "critical"
    assert result.set_aside.override.to == "high"
    assert result.set_aside.reason["facts"] == ("service",)


def test_a_fact_that_the_scheme_does_not_look_at_changes_nothing():
    longer = IncidentFacts(service=ServiceState.PARTIAL, environment=PRODUCTION, outage_minutes=5)
    assert grade(longer, [raised()], at=NOON + HOUR).level == "high"


def test_a_later_override_replaces_an_earlier_one_for_good():
    first = raised()
    second = raised(to="low", at=NOON + HOUR, until=NOON + 2 * HOUR)
    assert grade(KNOWN, [second, first], at=NOON + HOUR).level == "low"
    # when the later one has ended, the earlier one does not come back
    assert grade(KNOWN, [first, second], at=NOON + 3 * HOUR).level == "medium"


def test_an_override_can_give_a_level_where_the_facts_give_none():
    nothing = IncidentFacts()
    record = override(nothing, to="high", by="li.na", why="by phone", at=NOON)
    assert record.before == ""
    result = grade(nothing, [record], at=NOON)
    assert (result.level, result.severity) == ("high", Severity.HIGH)
    without = grade(nothing, at=NOON)
    assert (without.level, without.severity) == (None, None)
    assert "gives no level" in explain(without)


def test_overrides_of_other_schemes_do_not_count():
    other = override(KNOWN, to="very high", by="a", why="b", at=NOON, scheme=SAP)
    assert grade(KNOWN, [other], at=NOON).level == "medium"
    assert grade(KNOWN, [other], at=NOON, scheme=SAP).level == "very high"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"to": "awful"}, UnknownName),
        ({"by": " "}, InvalidValue),
        ({"why": ""}, InvalidValue),
        ({"until": NOON}, InvalidValue),
        ({"at": datetime(2026, 11, 2)}, NaiveDatetime),  # noqa: DTZ001 - what is refused
        ({"by": None}, WrongType),
    ],
)
def test_an_override_without_who_why_or_when_is_refused(changes, error):
    with pytest.raises(error):
        raised(**changes)


def test_grading_needs_an_instant():
    with pytest.raises(NaiveDatetime):
        grade(KNOWN, at=datetime(2026, 11, 2))  # noqa: DTZ001 - what is refused


def test_an_override_is_a_value():
    assert raised() == raised()
    assert isinstance(raised(), Override)
    assert CANONICAL.table.row("down").then == "critical"


@pytest.mark.parametrize(
    "call",
    [
        lambda: classify(None),
        lambda: classify("down"),
        lambda: classify({"service": 1.5}),
        lambda: classify({"service": "down"}, "sap"),
        lambda: map_level(None, "high"),
        lambda: map_severity(SAP, "high"),
        lambda: grade(KNOWN, ["raise it"], at=NOON),
        lambda: override(KNOWN, to="high", by="a", why="b", at=NOON, scheme="sap"),
    ],
    ids=range(8),
)
def test_what_is_no_fact_scheme_or_record_is_refused_as_such(call):
    with pytest.raises(WrongType):
        call()


ORDERED = {
    "environment": Environment,
    "service": ServiceState,
    "function": Function,
    "scope": Scope,
    "workaround": Workaround,
    "data": DataState,
    "security": SecurityState,
    "business": BusinessEffect,
}


@settings(max_examples=150, deadline=None)
@given(
    facts=incidents,
    fact=st.sampled_from([*ORDERED, "at_risk", "redundancy_lost"]),
    scheme=st.sampled_from([each for each in SCHEMES if not each.table.waivers]),
)
def test_a_worse_fact_never_gives_a_milder_level(facts, fact, scheme):
    before = facts.known()
    values = list(ORDERED[fact]) if fact in ORDERED else [False, True]
    place = [getattr(value, "value", value) for value in values].index(before[fact])
    ranks = [
        scheme.table.rank(classify(before | {fact: value}, scheme).level)
        for value in values[place:]
    ]
    assert ranks == sorted(ranks)
