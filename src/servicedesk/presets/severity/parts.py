"""What the published definitions have in common: their words as conditions, and how to list them.

Every table is written so that it can't dip: a row or a floor grows with worse facts, a cap
shrinks with them. What makes an incident milder (a workaround, a minor function, a test system)
is a cap, so that it counts only once it is known.
"""

from collections.abc import Iterable

from servicedesk.decisions import (
    All,
    AnyOf,
    Condition,
    DecisionTable,
    Domain,
    Modifier,
    Not,
    Row,
    Waiver,
    at_least,
    at_most,
    facts_of,
    when,
)
from servicedesk.decisions.tables import condition_of
from servicedesk.incidents import (
    BusinessEffect,
    DataState,
    Environment,
    Function,
    Kind,
    Scope,
    SecurityState,
    ServiceState,
    Window,
    Workaround,
)
from servicedesk.reasons import Binding, Clause, Text
from servicedesk.schemes.canonical import ADVISORY, CRITICAL_PERIOD
from servicedesk.schemes.facts import INCIDENT_FACTS
from servicedesk.schemes.scales import Scheme, SchemeLevel, SeverityRange

DOWN = at_least("service", ServiceState.DOWN)
UNUSABLE = at_least("service", ServiceState.UNUSABLE)
SEVERE = at_least("service", ServiceState.SEVERE)
PARTIAL = at_least("service", ServiceState.PARTIAL)
MINOR = at_least("service", ServiceState.MINOR)
RUNS = at_least("service", ServiceState.NONE)
HARDLY_TOUCHED = at_most("service", ServiceState.MINOR)
NOT_DOWN = at_most("service", ServiceState.UNUSABLE)

CORE = at_least("function", Function.CORE)
IMPORTANT = at_least("function", Function.IMPORTANT)
NOT_CORE = at_most("function", Function.IMPORTANT)
MINOR_FUNCTION = at_most("function", Function.MINOR)

MANY = at_least("scope", Scope.MANY)
EVERYBODY = at_least("scope", Scope.ALL)
SOMEBODY = at_least("scope", Scope.ONE)
FEW = at_most("scope", Scope.FEW)
ONE_USER = at_most("scope", Scope.ONE)

NO_WAY = at_least("workaround", Workaround.NONE)
POOR_WAY = at_most("workaround", Workaround.UNACCEPTABLE)
GOOD_WAY = at_most("workaround", Workaround.ACCEPTABLE)

DATA_WRONG = at_least("data", DataState.ERROR)
DATA_AT_RISK = at_least("data", DataState.AT_RISK)
DATA_HARMED = at_least("data", DataState.CORRUPTION)
EXPOSED = at_least("data", DataState.EXPOSURE)

SUSPECTED = at_least("security", SecurityState.SUSPECTED)
BREACHED = at_least("security", SecurityState.BREACH)

HALTED = at_least("business", BusinessEffect.HALTED)
SERIOUS = at_least("business", BusinessEffect.SERIOUS)
MODERATE = at_least("business", BusinessEffect.MODERATE)
LITTLE_EFFECT = at_most("business", BusinessEffect.MINIMAL)
NO_EFFECT = at_most("business", BusinessEffect.NONE)
SOME_ANSWER = at_least("business", BusinessEffect.NONE)

TEST_SYSTEM = at_most("environment", Environment.NON_PRODUCTION)
GO_LIVE = when(window=Window.GO_LIVE)
MAY_BREAK = when(at_risk=True)
NO_REDUNDANCY = when(redundancy_lost=True)
BROKEN = Not(ADVISORY)
WISH = when(kind=(Kind.ENHANCEMENT,))

__all__ = [
    "ADVISORY",
    "BREACHED",
    "BROKEN",
    "CORE",
    "CRITICAL_PERIOD",
    "DATA_AT_RISK",
    "DATA_HARMED",
    "DATA_WRONG",
    "DOWN",
    "EVERYBODY",
    "EXPOSED",
    "FEW",
    "GOOD_WAY",
    "GO_LIVE",
    "HALTED",
    "HARDLY_TOUCHED",
    "IMPORTANT",
    "LITTLE_EFFECT",
    "MANY",
    "MAY_BREAK",
    "MINOR",
    "MINOR_FUNCTION",
    "MODERATE",
    "NOT_CORE",
    "NOT_DOWN",
    "NO_EFFECT",
    "NO_REDUNDANCY",
    "NO_WAY",
    "ONE_USER",
    "PARTIAL",
    "POOR_WAY",
    "RUNS",
    "SERIOUS",
    "SEVERE",
    "SOMEBODY",
    "SOME_ANSWER",
    "SUSPECTED",
    "TEST_SYSTEM",
    "UNUSABLE",
    "WISH",
    "both",
    "either",
    "published",
    "rows",
]


def both(*conditions: Condition) -> Condition:
    """All of them."""
    return All(conditions)


def either(*conditions: Condition) -> Condition:
    """At least one of them."""
    return AnyOf(conditions)


def rows(source: str, listed: Iterable[tuple[str, str, Condition]]) -> tuple[Row, ...]:
    """Rows from (id, level, condition); each cites the level's definition in *source*."""
    return tuple(
        Row(
            id=row_id,
            when=condition,
            then=level,
            clauses=(Clause(f"{source}: {level}", Binding.NORM),),
        )
        for row_id, level, condition in listed
    )


_IN_WORDS = {
    "very high": ("非常高", "非常高"),
    "high": ("高", "高"),
    "medium": ("中", "中"),
    "low": ("低", "低"),
    "critical": ("严重", "嚴重"),
    "urgent": ("紧急", "緊急"),
    "normal": ("普通", "普通"),
    "紧急": ("紧急", "緊急"),
    "一级故障": ("一级故障", "一級故障"),
    "二级故障": ("二级故障", "二級故障"),
    "三级故障": ("三级故障", "三級故障"),
    "0级": ("0级", "0級"),
    "1级": ("1级", "1級"),
    "2级": ("2级", "2級"),
    "3级": ("3级", "3級"),
    "A级": ("A级", "A級"),
    "B级": ("B级", "B級"),
}


def _words(level: str) -> Text:
    """A level in three languages; one that is a sign ("P1", "SEV-2", "高") is the same in all."""
    return Text(level, *_IN_WORDS.get(level.lower(), _IN_WORDS.get(level, (level, level))))


def published(
    name: str,
    title: Text,
    *,
    sources: Iterable[str],
    levels: Iterable[tuple[str, int, int]],
    definition: tuple[Row, ...],
    modifiers: Iterable[Modifier] = (),
    own_facts: Iterable[Domain] = (),
    waivers: Iterable[Waiver] = (),
) -> Scheme:
    """A published scheme; *levels* are (name, worst, mildest canonical level), worst first."""
    mildest_first = tuple(levels)[::-1]
    changes = tuple(modifiers)
    asked = frozenset[str]().union(
        *(facts_of(row.when) for row in definition),
        *(facts_of(condition_of(modifier)) for modifier in changes),
    )
    table = DecisionTable(
        name=f"{name}-severity",
        facts=tuple(fact for fact in (*INCIDENT_FACTS, *own_facts) if fact.fact in asked),
        outcomes=tuple(level for level, _, _ in mildest_first),
        labels=tuple(_words(level) for level, _, _ in mildest_first),
        text=title,
        rows=definition,
        modifiers=changes,
        waivers=tuple(waivers),
    )
    return Scheme(
        name=name,
        title=title,
        table=table,
        levels=tuple(
            SchemeLevel(name=level, canonical=SeverityRange.of(worst, mildest), text=_words(level))
            for level, worst, mildest in mildest_first
        ),
        sources=tuple(Clause(source, Binding.NORM) for source in sources),
    )
