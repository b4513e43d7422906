"""Severity cases from vendors' published definitions, and a real log's impact × urgency."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from servicedesk.classify import Classified, classify
from servicedesk.decisions import Decided, decide
from servicedesk.incidents import (
    BusinessEffect,
    DataState,
    Environment,
    Function,
    IncidentFacts,
    Kind,
    Scope,
    SecurityState,
    ServiceState,
    Window,
    Workaround,
)
from servicedesk.presets.severity import SCHEMES, canonical_level, scheme_for
from servicedesk.schemes.matrices import SERVICENOW_PRIORITY, SERVICENOW_PRIORITY_4

SHARED = Path(__file__).parents[3] / "shared"
CASES = SHARED / "cases" / "severity.jsonl"
LOG = SHARED / "data" / "servicenow_incidents.csv.gz"

TERMS = {
    "kind": Kind,
    "environment": Environment,
    "service": ServiceState,
    "function": Function,
    "scope": Scope,
    "workaround": Workaround,
    "data": DataState,
    "security": SecurityState,
    "business": BusinessEffect,
    "window": Window,
}


def facts_of(case):
    return IncidentFacts(
        **{
            name: TERMS[name].of(value) if name in TERMS else value
            for name, value in case["facts"].items()
        }
    )


def cases():
    if not CASES.exists():
        return []
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.skipif(not CASES.exists(), reason="shared cases are not here")
def test_every_case_gets_a_level_that_its_vendors_definition_gives():
    wrong = {
        case["id"]: canonical_level(case["scheme"], facts_of(case))
        for case in cases()
        if canonical_level(case["scheme"], facts_of(case)) not in case["accepts"]
    }
    assert wrong == {}


@pytest.mark.skipif(not CASES.exists(), reason="shared cases are not here")
def test_every_case_gets_the_vendors_own_word():
    names = {scheme.name: {level.name for level in scheme.levels} for scheme in SCHEMES}
    own = [case for case in cases() if case["level"] in names[case["scheme"]]]
    assert len(own) >= 60
    for case in own:
        result = classify(facts_of(case), scheme_for(case["scheme"]))
        assert isinstance(result, Classified), case["id"]
        assert result.level == case["level"], case["id"]


@pytest.mark.skipif(not CASES.exists(), reason="shared cases are not here")
def test_the_canonical_table_alone_answers_nine_in_ten():
    right = [case for case in cases() if canonical_level("-", facts_of(case)) in case["accepts"]]
    assert len(right) >= 0.9 * len(cases())


@pytest.mark.skipif(not LOG.exists(), reason="the shared log is not here")
def test_every_update_of_the_real_log_has_the_priority_of_the_matrix():
    seen = set()
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as lines:
        for update in csv.DictReader(lines):
            grades = {fact: update[fact].split(" - ")[1].lower() for fact in ("impact", "urgency")}
            decision = decide(SERVICENOW_PRIORITY_4, grades)
            assert isinstance(decision, Decided)
            assert decision.outcome == update["priority"].split(" - ")[0], update["number"]
            seen.add(update["number"])
    assert len(seen) == 890


def test_the_default_matrix_differs_from_that_instance_in_low_by_low_only():
    grades = ("low", "medium", "high")
    differing = []
    for impact in grades:
        for urgency in grades:
            facts = {"impact": impact, "urgency": urgency}
            default, variant = (
                decide(table, facts) for table in (SERVICENOW_PRIORITY, SERVICENOW_PRIORITY_4)
            )
            if default.outcome != variant.outcome:
                differing.append((impact, urgency, default.outcome, variant.outcome))
    assert differing == [("low", "low", "5", "4")]
