"""The sources' own processes, step by step: S0's example (R26) and S3's policy, word for word."""

from datetime import timedelta

import pytest

from servicedesk.complaints import Complaint, ComplaintPolicy, Forum, apply, next_steps, weigh_forum
from servicedesk.errors import MoveRefused
from servicedesk.presets import complaint_policy
from servicedesk.reasons import explain
from servicedesk.sla import Breached, Met, assess, extension

from .stories import OUTCOME, POLICY, PROPOSAL, RECORD, at, event, told

FIRM = {
    "party": "business",
    "purpose": "business",
    "screenshot": "bug.png",
    "description": "报表异常",
}


def test_the_example_of_s0_goes_up_the_ladder():
    """登录 → 帮助中心 → 提交+证据 → 编号 → 等待 → 升级投诉 → 留存记录 → 消费者协会/监管 (R26)."""
    complaint = told(
        event("received", at(9), by="李先生", channel="web", type="function_fault", **FIRM),
    )
    assert complaint.asks == ()  # evidence is there (R6, R12)
    complaint = apply(complaint, event("recorded", at(9, 5), by="客服", **RECORD))
    assert complaint.number  # 記錄投訴編號 (R8)
    for each in (
        event("classified", at(9, 30), by="客服", category="product_function", urgency="important"),
        event("handed_over", at(10), by="客服", department="技术部", handler="工程师甲"),  # R9
        event("contacted", at(11), by="工程师甲", promised_at="2026-01-14T18:00:00+08:00"),
    ):
        complaint = apply(complaint, each)
    with pytest.raises(MoveRefused, match="overdue"):  # 等待: not before it is due (R5, R11)
        apply(complaint, event("escalated", at(12, day=13), escalation_reason="太慢"))
    complaint = apply(
        complaint, event("escalated", at(9, day=15), by="李先生", escalation_reason="未按时解决")
    )
    assert complaint.level == 1  # 上級主管 (R11)
    # the firm holds contract and invoice, but the consumer association is not open to it (C11)
    asked = {"contract": "合同", "invoice": "发票"}
    with pytest.raises(MoveRefused, match="a firm may report"):
        apply(complaint, event("referred", at(9, day=16), forum="consumer_body", **asked))
    complaint = apply(
        complaint, event("referred", at(9, day=16), by="李先生", forum="regulator", **asked)
    )
    assert complaint.state == "external"
    told_all = explain(complaint, lang="zh-Hant")  # 保存溝通與處理記錄 (R19)
    assert "R26" in told_all
    assert len(complaint.log) == 7


def test_a_consumer_of_s0_may_turn_to_the_consumer_association():
    assert weigh_forum(Forum.CONSUMER_BODY, {"party": "consumer", "purpose": "daily_life"})[0]


def test_the_policy_of_s3_with_two_departments_an_extension_and_a_rejected_solution():
    """记录 → 分类 → 1小时传递 → 2小时联系 → 协调会议 → 方案 → 延长 → 实施 → 确认 → 重新制定."""
    agreed = extension(
        "solution", at=at(15, day=14), new_due=at(17, day=20), reason="需联调", consent=True
    )
    story = [
        event("received", at(9), channel="phone"),
        event("recorded", at(9, 20), by="小陈", **RECORD),  # 详细记录 (R94)
        event("classified", at(9, 30), by="小陈", category="technical_fault", urgency="urgent"),
        event("handed_over", at(10, 30), by="小陈", department="开发部", handler="张工"),  # R99
        event("contacted", at(12, 30), by="张工", promised_at="2026-01-15T17:00:00+08:00"),  # R100
        event(
            "coordinated", at(9, day=13), by="监督与协调小组", coordination_record="纪要"
        ),  # R101
        event("proposed", at(14, day=13), by="张工", **{**PROPOSAL, "departments": 2}),  # R102
        agreed,  # 协商适当延长 (R103)
        event("handling_started", at(16, day=14), by="张工"),  # 立即实施 (R104)
        event("progress_reported", at(9, day=16), by="张工", progress="联调", next_step="测试"),
        event("completed", at(16, day=19), by="张工"),
        event("confirmed", at(16, day=20), by="张工", **OUTCOME),  # exactly 24 h (R105)
        event("dissatisfied", at(17, day=20), by="王女士", dissatisfaction="仍有一处不符"),  # R106
        event(
            "proposed",
            at(10, day=21),
            by="张工",
            **{**PROPOSAL, "promised_at": "2026-01-23T17:00:00+08:00"},
        ),
    ]
    complaint = told(*story)
    assert (complaint.state, complaint.round) == ("response_proposed", 2)
    assert [promise.reason for promise in complaint.promises] == [
        "", "", "需联调", "",
    ]  # fmt: skip
    clocks = assess(complaint_policy.policy(), story, {"urgency": "urgent"}, at=at(12, day=21))
    assert isinstance(clocks["hand_over"], Met)  # exactly one hour
    assert isinstance(clocks["contact"], Met)  # exactly two hours
    assert isinstance(clocks["confirmation"], Met)
    assert clocks["confirmation"].due == at(16, day=20)


def test_a_microsecond_beyond_the_hour_of_s3_is_late():
    late = at(10, 30) + timedelta(microseconds=1)
    story = [
        event("recorded", at(9, 20)),
        event("classified", at(9, 30)),
        event("handed_over", late),
    ]
    assert isinstance(assess(complaint_policy.policy(), story, at=late)["hand_over"], Breached)


def test_s3_ends_where_its_text_ends_and_the_policy_says_what_is_open():
    """The document breaks off after the customer's confirmation: closing is the policy's (C9)."""
    undecided = told(
        event("received", at(9), channel="phone"),
        event("recorded", at(9, 20), by="小陈", **RECORD),
        event("classified", at(9, 30), category="service_attitude", urgency="general"),
        event("handed_over", at(10), department="客服部", handler="李主任"),
        event("contacted", at(11), promised_at="2026-01-15T17:00:00+08:00"),
        event("proposed", at(12), **PROPOSAL),
        policy=ComplaintPolicy(),
    )
    blocked = {step.move.event for step in next_steps(undecided, at=at(13)) if not step.ready}
    assert {"dissatisfied", "extended"} <= blocked


def test_the_owner_stays_with_the_first_contact():
    """首问负责制 (R127) against hand-over (S3): two fields (C13)."""
    handed = told(
        event("received", at(9), channel="phone"),
        event("recorded", at(9, 20), by="小陈", **RECORD),
        event("classified", at(9, 30), category="x", urgency="general"),
        event("handed_over", at(10), department="开发部", handler="张工"),
    )
    assert (handed.owner, handed.handler) == ("小陈", "张工")
    moved = ComplaintPolicy(owner_hands_over=True)
    again = Complaint(policy=moved)
    for each in handed.log:
        again = apply(again, each)
    assert again.owner == "张工"
    assert POLICY.owner_hands_over is False
