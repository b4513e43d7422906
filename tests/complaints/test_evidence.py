"""What each type of complaint is asked to bring (R12 to R17), and what counts as brought."""

import pytest

from servicedesk.complaints import CHECKLISTS, ComplaintType, apply, ask_for, checklist
from servicedesk.errors import MoveRefused

from .stories import OPENING, PROPOSAL, at, event, told

INVESTIGATING = told(*OPENING)


@pytest.mark.parametrize(
    ("complaint_type", "rule", "asked", "helpful"),
    [
        ("function_fault", "R12", {"description", "screenshot"}, {"error_log"}),
        ("poor_service", "R13", {"communication_records"}, {"tickets"}),  # 沟通记录
        ("contract_or_fee", "R14", {"contract", "invoice"}, {"breach_clause"}),  # 合同、发票
        ("data_security", "R15", {"logs", "affected_data"}, set()),  # 保留相关日志
        ("compatibility", "R16", {"business_scenario"}, {"interfaces"}),  # 业务场景
        ("experience", "R17", {"suggestion"}, {"where_seen"}),
    ],
)
def test_each_type_has_its_checklist(complaint_type, rule, asked, helpful):
    needed = checklist(ComplaintType(complaint_type))
    assert {item.key for item in needed.items if item.required} == asked
    assert {item.key for item in needed.items if not item.required} == helpful
    assert needed.clauses[0].ref == rule
    reasons = ask_for(needed.type, {})
    assert {reason["item"].key for reason in reasons} == asked
    assert all(rule in [clause.ref for clause in reason.clauses] for reason in reasons)


def test_no_type_is_without_a_checklist():
    assert [each.type for each in CHECKLISTS] == list(ComplaintType)


def test_what_was_brought_is_not_asked_for():
    contract = {"contract": "合同.pdf", "invoice": "发票.pdf"}
    assert ask_for(ComplaintType.CONTRACT_OR_FEE, contract) == ()
    assert ask_for(ComplaintType.POOR_SERVICE, {"communication_records": "邮件"}) == ()
    assert ask_for(ComplaintType.COMPATIBILITY, {"business_scenario": "对接金税"}) == ()


@pytest.mark.parametrize("nothing", ["", "  ", False])
def test_an_empty_field_brings_nothing(nothing):
    asked = ask_for(ComplaintType.FUNCTION_FAULT, {"description": nothing, "screenshot": nothing})
    assert [reason["item"].key for reason in asked] == ["description", "screenshot"]


@pytest.mark.parametrize("nothing", ["", "  ", False])
def test_an_empty_field_is_no_record_of_a_meeting_and_no_dissatisfaction(nothing):
    several = {**PROPOSAL, "departments": 3, "coordination_record": nothing}
    with pytest.raises(MoveRefused, match="coordination meeting"):  # R101
        apply(INVESTIGATING, event("proposed", at(9, day=13), **several))
    up = {"escalation_reason": "太慢", "dissatisfaction": nothing}
    with pytest.raises(MoveRefused, match="dissatisfied"):
        apply(INVESTIGATING, event("escalated", at(12), **up))


@pytest.mark.parametrize("departments", [0, -1])
@pytest.mark.parametrize("record", [{}, {"coordination_record": "纪要"}])
def test_no_department_at_all_proposes_nothing(departments, record):
    asked = {**PROPOSAL, "departments": departments, **record}
    with pytest.raises(MoveRefused, match="at least one department"):
        apply(INVESTIGATING, event("proposed", at(9, day=13), **asked))


@pytest.mark.parametrize("reviewer", ["li", "li ", " Li", "LI", "zhao"])
def test_who_handled_it_or_answers_for_it_does_not_review_it_however_spelt(reviewer):
    plan = {**PROPOSAL, "responsible": "Zhao"}
    handed = event("handed_over", at(10, 10), by="小陈", department="开发部", handler="li")
    complaint = told(*OPENING[:3], handed, OPENING[4], event("proposed", at(12), by="li", **plan))
    asked = {"dissatisfaction": "不认可", "reviewer": reviewer}
    with pytest.raises(MoveRefused, match="a reviewer who has not handled it"):
        apply(complaint, event("review_requested", at(13), **asked))
