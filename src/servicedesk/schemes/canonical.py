"""The canonical severity scheme, 1 (worst) to 4, over the facts of an incident.

A row says the worst that its facts can mean; what makes it milder (a workaround, a minor
function, a test system) is a cap, so it counts only once it is known. What harms data or breaks
security is a floor after the caps: no workaround undoes it. Every row and floor grows with worse
facts and every cap shrinks, so the table can't dip, and `verify` proves it.
"""

from attrs import evolve

from servicedesk.decisions import (
    All,
    Cap,
    DecisionTable,
    Floor,
    Is,
    OneOf,
    Row,
    at_least,
    at_most,
    when,
)
from servicedesk.incidents import (
    BusinessEffect,
    DataState,
    Environment,
    Function,
    Kind,
    Scope,
    SecurityState,
    ServiceState,
    Severity,
    Tier,
    Window,
    Workaround,
    key_label,
)
from servicedesk.reasons import LANGUAGES, Binding, Clause, Text, clauses
from servicedesk.schemes.facts import incident_facts
from servicedesk.schemes.scales import Scheme, SchemeLevel, SeverityRange, renamed

ADVISORY = Is(
    "kind", (Kind.INFORMATION, Kind.QUESTION, Kind.DOCUMENTATION, Kind.ENHANCEMENT, Kind.TRAINING)
)
"""Nothing is broken: a question, a wish, a document, a training."""

CRITICAL_PERIOD = Is("window", [window for window in Window if window is not Window.NONE])
"""Go-live, period close, payroll, audit or the peak season."""

_FIRST_LEVEL = clauses("R37 R38", Binding.NORM)
_SECOND_LEVEL = clauses("R37 R39", Binding.NORM)
_COMPLAINT = clauses("R96", Binding.PROMISE)
_CUSTOM = (Clause("trade custom: most vendors' published definitions", Binding.NORM),)

_1, _2, _3, _4 = (Severity.at_level(level).value for level in (1, 2, 3, 4))

_TITLE = Text("canonical severity", "标准严重程度", "標準嚴重程度")

CANONICAL_TABLE = DecisionTable(
    name="canonical-severity",
    facts=incident_facts(
        "kind",
        "environment",
        "service",
        "function",
        "scope",
        "workaround",
        "data",
        "security",
        "business",
        "window",
        "at_risk",
        "redundancy_lost",
    ),
    outcomes=(_4, _3, _2, _1),
    labels=tuple(severity.text for severity in Severity),
    text=_TITLE,
    rows=(
        Row(
            id="down",
            when=at_least("service", ServiceState.DOWN),
            then=_1,
            clauses=_FIRST_LEVEL,
        ),
        Row(
            id="core_unusable",
            when=All(
                (at_least("service", ServiceState.UNUSABLE), at_least("function", Function.CORE))
            ),
            then=_1,
            clauses=_FIRST_LEVEL,
        ),
        Row(
            id="many_blocked",
            when=All((at_least("service", ServiceState.UNUSABLE), at_least("scope", Scope.MANY))),
            then=_1,
            clauses=_FIRST_LEVEL,
        ),
        Row(
            id="core_severe_no_way",
            when=All(
                (
                    at_least("service", ServiceState.SEVERE),
                    at_least("function", Function.CORE),
                    at_least("workaround", Workaround.NONE),
                )
            ),
            then=_1,
            clauses=_CUSTOM,
        ),
        Row(
            id="business_halted",
            when=at_least("business", BusinessEffect.HALTED),
            then=_1,
            clauses=_FIRST_LEVEL,
        ),
        Row(
            id="critical_period_blocked",
            when=All(
                (
                    CRITICAL_PERIOD,
                    at_least("service", ServiceState.PARTIAL),
                    at_least("business", BusinessEffect.SERIOUS),
                    at_least("workaround", Workaround.NONE),
                )
            ),
            then=_1,
            clauses=_CUSTOM,
        ),
        Row(
            id="severe",
            when=at_least("service", ServiceState.SEVERE),
            then=_2,
            clauses=_CUSTOM,
        ),
        Row(
            id="core_for_many",
            when=All(
                (
                    at_least("service", ServiceState.PARTIAL),
                    at_least("function", Function.CORE),
                    at_least("scope", Scope.MANY),
                )
            ),
            then=_2,
            clauses=_SECOND_LEVEL,
        ),
        Row(
            id="critical_period",
            when=All((CRITICAL_PERIOD, at_least("service", ServiceState.PARTIAL))),
            then=_2,
            clauses=_CUSTOM,
        ),
        Row(
            id="data_at_risk",
            when=at_least("data", DataState.AT_RISK),
            then=_2,
            clauses=_COMPLAINT,
        ),
        Row(
            id="security_suspected",
            when=at_least("security", SecurityState.SUSPECTED),
            then=_2,
            clauses=_COMPLAINT,
        ),
        Row(
            id="business_serious",
            when=at_least("business", BusinessEffect.SERIOUS),
            then=_2,
            clauses=clauses("R97", Binding.PROMISE),
        ),
        Row(
            id="partial",
            when=at_least("service", ServiceState.PARTIAL),
            then=_3,
            clauses=_SECOND_LEVEL,
        ),
        Row(
            id="data_wrong",
            when=at_least("data", DataState.ERROR),
            then=_3,
            clauses=_CUSTOM,
        ),
        Row(
            id="business_moderate",
            when=at_least("business", BusinessEffect.MODERATE),
            then=_3,
            clauses=_CUSTOM,
        ),
        Row(id="may_break", when=when(at_risk=True), then=_3, clauses=_CUSTOM),
        Row(id="redundancy_lost", when=when(redundancy_lost=True), then=_3, clauses=_CUSTOM),
        Row(
            id="service_runs",
            when=at_least("service", ServiceState.NONE),
            then=_4,
            clauses=clauses("R98", Binding.PROMISE),
        ),
        Row(
            id="business_untouched",
            when=at_least("business", BusinessEffect.NONE),
            then=_4,
            clauses=clauses("R98", Binding.PROMISE),
        ),
        Row(id="nothing_broken", when=ADVISORY, then=_4, clauses=_CUSTOM),
    ),
    modifiers=(
        Cap(
            id="workaround",
            when=at_most("workaround", Workaround.ACCEPTABLE),
            at_most=_2,
            clauses=_CUSTOM,
        ),
        Cap(
            id="workaround_for_lesser_function",
            when=All(
                (
                    at_most("workaround", Workaround.ACCEPTABLE),
                    at_most("function", Function.IMPORTANT),
                    at_most("service", ServiceState.UNUSABLE),
                )
            ),
            at_most=_3,
            clauses=_CUSTOM,
        ),
        Cap(
            id="minor_function",
            when=All(
                (
                    at_most("function", Function.MINOR),
                    at_most("service", ServiceState.UNUSABLE),
                )
            ),
            at_most=_3,
            clauses=_CUSTOM,
        ),
        Cap(id="nobody_affected", when=at_most("scope", Scope.NONE), at_most=_3, clauses=_CUSTOM),
        Floor(
            id="data_harmed",
            when=at_least("data", DataState.CORRUPTION),
            at_least=_1,
            clauses=_CUSTOM,
        ),
        Cap(
            id="non_production",
            when=at_most("environment", Environment.NON_PRODUCTION),
            at_most=_3,
            clauses=_CUSTOM,
        ),
        Floor(
            id="go_live_blocked",
            when=All(
                (
                    when(window=Window.GO_LIVE),
                    at_least("service", ServiceState.UNUSABLE),
                    at_least("workaround", Workaround.NONE),
                )
            ),
            at_least=_2,
            clauses=_CUSTOM,
        ),
        Floor(
            id="breach",
            when=at_least("security", SecurityState.BREACH),
            at_least=_1,
            clauses=_COMPLAINT,
        ),
        Floor(
            id="exposure",
            when=at_least("data", DataState.EXPOSURE),
            at_least=_1,
            clauses=_COMPLAINT,
        ),
    ),
)

CANONICAL = Scheme(
    name="canonical",
    title=_TITLE,
    table=CANONICAL_TABLE,
    levels=tuple(
        SchemeLevel(
            name=severity.value, canonical=SeverityRange(severity, severity), text=severity.text
        )
        for severity in Severity
    ),
)
"""Severity from facts, on the library's own scale."""


_PREMIUM_FIRST = Text(
    "canonical severity, premium customers first",
    "标准严重程度（高端客户优先）",
    "標準嚴重程度（高端客戶優先）",
)

CANONICAL_WITH_TIER = Scheme(
    name="canonical-with-tier",
    title=_PREMIUM_FIRST,
    table=evolve(
        CANONICAL_TABLE,
        name="canonical-severity-with-tier",
        text=_PREMIUM_FIRST,
        facts=(
            *CANONICAL_TABLE.facts,
            OneOf(
                fact="tier",
                values=tuple(tier.value for tier in Tier),
                ordered=False,
                labels=tuple(Text(*(key_label(tier, lang) for lang in LANGUAGES)) for tier in Tier),
                text=Text("contract tier", "服务等级", "服務等級"),
            ),
        ),
        modifiers=(
            *CANONICAL_TABLE.modifiers,
            Floor(
                id="premium_customer",
                when=All(
                    (when(tier=Tier.PREMIUM.value), at_least("service", ServiceState.PARTIAL))
                ),
                at_least=_2,
                clauses=clauses("R125", Binding.EXAMPLE),
            ),
        ),
    ),
    levels=CANONICAL.levels,
)
"""A named alternative in which the contract's tier counts: a premium customer's fault is never
below high. R125 itself has the tier as a tie-break in the queue only, which `worklist` does."""


P1_TO_P4 = renamed(
    CANONICAL,
    {severity.value: f"P{severity.level}" for severity in Severity},
    name="p1-to-p4",
    title=Text("P1 to P4", "P1至P4", "P1至P4"),
)
"""The canonical scheme in the words of many desks."""
