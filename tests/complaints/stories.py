"""Complaints written for the tests: the events of S3's process, in order."""

from datetime import datetime, timedelta, timezone

from servicedesk.complaints import Complaint, ComplaintPolicy, apply
from servicedesk.incidents import Event

BEIJING = timezone(timedelta(hours=8))
POLICY = ComplaintPolicy(
    most_rounds=2,
    extension_needs_consent=True,
    most_extensions=1,
    lapse_attempts=3,
    lapse_days=7,
    reopen_days=30,
    timezone="Asia/Shanghai",
)
RECORD = {
    "number": "TS-2026-0117",
    "complainant": "王女士",
    "contact": "138-0000-0000",
    "organisation": "恒温热力公司",
    "description": "收费报表与台账不一致",
    "expected_by": "2026-01-16",
    "occurred_at": "2026-01-12T09:00:00+08:00",
    "scope": "三个收费点",
    "tried": "重新登录,重启",
}
PROMISED = "2026-01-15T17:00:00+08:00"
PROPOSAL = {
    "cause": "接口升级后汇总口径不同",
    "remedy": "rework",
    "responsible": "张工",
    "promised_at": PROMISED,
    "departments": 1,
}
OUTCOME = {
    "outcome": "upheld",
    "outcome_reason": "已修复并核对三个收费点",
    "recourse": "可在7日内申请复审",
}


def at(hour, minute=0, day=12):
    return datetime(2026, 1, day, hour, minute, tzinfo=BEIJING)


def event(event_type, when, by="", **changes):
    return Event(at=when, type=event_type, by=by, changes=changes)


OPENING = (
    event("received", at(9), channel="phone", party="business", purpose="business"),
    event("recorded", at(9, 20), by="小陈", **RECORD),
    event("classified", at(9, 30), by="小陈", category="product_function", urgency="urgent"),
    event("handed_over", at(10, 10), by="小陈", department="开发部", handler="张工"),
    event("contacted", at(11), by="张工", promised_at=PROMISED),
)
SOLVING = (
    event("proposed", at(10, day=13), by="张工", **PROPOSAL),
    event("handling_started", at(11, day=13), by="张工"),
    event("completed", at(16, day=14), by="张工"),
    event("confirmed", at(10, day=15), by="张工", **OUTCOME),
)


def told(*events, policy=POLICY):
    """The complaint that these events make, one by one."""
    complaint = Complaint(policy=policy)
    for each in events:
        complaint = apply(complaint, each)
    return complaint
