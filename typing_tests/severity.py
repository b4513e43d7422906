"""What a host writes about severity: unknown and undecided are answers, and none is forgotten."""

from datetime import datetime
from typing import assert_never, assert_type

from servicedesk import Classified, IncidentFacts, Severity, Unclassified
from servicedesk.classify import (
    Classification,
    Graded,
    Override,
    Scheme,
    SeverityRange,
    classify,
    grade,
    map_level,
    map_severity_strictly,
    override,
)
from servicedesk.decisions import (
    All,
    AnyOf,
    Between,
    Collected,
    Condition,
    Decided,
    Decision,
    DecisionTable,
    Is,
    Not,
    Proof,
    decide,
    holds,
    verify,
    when,
)
from servicedesk.incidents import ServiceState
from servicedesk.presets.severity import SAP, canonical_level

facts = IncidentFacts(service=ServiceState.DOWN)


def how_severe(found: Classification) -> Severity | tuple[str, ...]:
    """A severity, or what to ask next."""
    match found:
        case Classified(severity=severity):
            assert_type(severity, Severity)
            return severity
        case Unclassified(ask=ask):
            assert_type(ask, tuple[str, ...])
            return ask
        case _:
            assert_never(found)


def outcome(decision: Decision) -> str:
    """One outcome, several, or none."""
    match decision:
        case Decided():
            return decision.outcome
        case Collected():
            return ", ".join(decision.outcomes)
        case Unclassified():
            return "no row applies"
        case _:
            assert_never(decision)


def in_words(condition: Condition) -> str:
    """The condition language is closed."""
    match condition:
        case Is() | Between():
            return "one fact"
        case Not() | All() | AnyOf():
            return "several"
        case _:
            assert_never(condition)


def verbs(table: DecisionTable, at: datetime) -> None:
    """What comes back has a type of its own, unknown included."""
    assert_type(classify(facts), Classification)
    assert_type(classify({"service": "down"}, SAP), Classification)
    assert_type(canonical_level("sap", facts), int | None)
    assert_type(map_level(SAP, "1"), SeverityRange)
    assert_type(map_severity_strictly(SAP, Severity.HIGH), str)
    assert_type(SAP, Scheme)
    changed = override(facts, to="high", by="the manager on duty", why="a hospital", at=at)
    assert_type(changed, Override)
    graded = grade(facts, [changed], at=at)
    assert_type(graded, Graded)
    assert_type(graded.severity, Severity | None)
    assert_type(decide(table, facts), Decision)
    assert_type(verify(table), Proof)
    assert_type(holds(when(service="down"), {}), bool | None)
