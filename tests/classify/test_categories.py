"""Complaint types, problem types, feedback, complexity and cause, as the documents file them."""

import pytest

from servicedesk.complaints.evidence import checklist
from servicedesk.decisions import Decided, decide, verify
from servicedesk.incidents import Cause, Kind
from servicedesk.schemes.categories import (
    CAUSES,
    COMPLAINT_TYPES,
    COMPLEXITY,
    FEEDBACK_KINDS,
    PROBLEM_TYPES,
    ComplaintType,
    Complexity,
    FeedbackKind,
    ProblemType,
)

TABLES = (COMPLAINT_TYPES, PROBLEM_TYPES, COMPLEXITY, FEEDBACK_KINDS, CAUSES)


def cited(table):
    return {clause.ref for row in table.rows for clause in row.clauses}


def outcome(table, **facts):
    decision = decide(table, facts)
    assert isinstance(decision, Decided)
    return decision.outcome


@pytest.mark.parametrize(
    ("symptom", "type_", "rule"),
    [
        ("data_lost", ComplaintType.FUNCTION_FAULT, "R12"),
        ("bad_attitude", ComplaintType.POOR_SERVICE, "R13"),
        ("renewal_error", ComplaintType.CONTRACT_OR_FEE, "R14"),
        ("backup_lost", ComplaintType.DATA_SECURITY, "R15"),
        ("hard_to_connect", ComplaintType.COMPATIBILITY, "R16"),
        ("poor_training", ComplaintType.EXPERIENCE, "R17"),
    ],
)
def test_symptoms_are_filed_under_the_rule_s_type(symptom, type_, rule):
    decision = decide(COMPLAINT_TYPES, {"symptom": symptom})
    assert ComplaintType.of(decision.outcome) is type_
    assert [clause.ref for clause in decision.winner.clauses] == [rule]


def test_problems_have_eight_types_and_complexity_two():
    assert set(PROBLEM_TYPES.outcomes) == {each.value for each in ProblemType}
    assert len(ProblemType) == 8
    assert cited(PROBLEM_TYPES) == {"R60"}
    assert cited(COMPLEXITY) == {"R71"}
    assert cited(FEEDBACK_KINDS) == {"R107"}
    assert outcome(PROBLEM_TYPES, symptom="slow") == ProblemType.SYSTEM_FAULT.value
    assert outcome(COMPLEXITY, symptom="login_failed") == Complexity.COMMON.value
    assert outcome(COMPLEXITY, symptom="data_lost") == Complexity.COMPLEX.value


def test_feedback_about_service_is_a_complaint_whatever_else_it_is():
    assert decide(FEEDBACK_KINDS, {"about_service": True}).outcome == FeedbackKind.COMPLAINT.value
    assert outcome(FEEDBACK_KINDS, about_service=False, kind=Kind.ENHANCEMENT) == "suggestion"
    assert outcome(FEEDBACK_KINDS, about_service=False, kind=Kind.DATA) == "fault"
    assert decide(FEEDBACK_KINDS, {"kind": "fault"}).ask == ("about_service",)


def test_a_cause_that_nothing_settles_is_unknown_and_says_what_to_find_out():
    unknown = decide(CAUSES, {})
    assert unknown.outcome == Cause.UNKNOWN.value
    assert "works_as_designed" in unknown.ask
    found = {flag.fact: False for flag in CAUSES.facts}
    assert outcome(CAUSES, **found) == Cause.PRODUCT_DEFECT.value
    misused = found | {"works_as_designed": True}
    assert outcome(CAUSES, **misused) == Cause.MISOPERATION.value
    assert outcome(CAUSES, **misused | {"question_only": True}) == Cause.HOW_TO.value
    assert outcome(CAUSES, **found | {"after_our_fix": True}) == Cause.FOLLOW_ON.value
    flooded = found | {"natural_event": True, "hardware_failed": True}
    assert outcome(CAUSES, **flooded) == Cause.FORCE_MAJEURE.value


def test_every_cause_can_come_out():
    assert {row.then for row in CAUSES.rows} == {cause.value for cause in Cause}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_category_tables_are_proven(table):
    proof = verify(table)
    assert proof.findings == ()
    assert all(row.clauses for row in table.rows)


def test_every_type_of_complaint_can_come_out_and_has_a_checklist():
    assert {row.then for row in COMPLAINT_TYPES.rows} == {each.value for each in ComplaintType}
    for each in ComplaintType:
        assert checklist(each).items
