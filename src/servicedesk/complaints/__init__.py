"""Complaints from lodging to closing: the stages of ISO 10002 with guards, evidence and a ladder.

A `Complaint` is a value that its log has made. `apply` moves it on or says what is missing,
`replay` makes it from a log, `next_steps` says what may happen next, who may do it and what it
needs. No clock runs here: `sla` times the very events of the log, with the policy of
`presets.complaint_policy`, and the host hands the due instant in.

    complaint = apply(Complaint(policy=policy), Event(at=t, type="received", changes={...}))
    for step in next_steps(complaint, at=now):
        print(step.move.label("zh-Hans"), step.ready, step.missing)
"""

from servicedesk.complaints.evidence import (
    CHECKLISTS,
    Checklist,
    Evidence,
    ask_for,
    checklist,
)
from servicedesk.complaints.handling import Complaint, Promise, apply, next_steps, replay
from servicedesk.complaints.ladder import (
    INTERNAL_LEVELS,
    Deadline,
    DeadlineUnit,
    DueOutside,
    Forum,
    deadlines_on,
    due_outside,
    jump_of,
    weigh_forum,
)
from servicedesk.complaints.policies import CIRCUMSTANCES, NAMED_FIELDS, ComplaintPolicy
from servicedesk.complaints.process import ENDINGS, PROCESS
from servicedesk.schemes.categories import ComplaintType

__all__ = [
    "CHECKLISTS",
    "CIRCUMSTANCES",
    "ENDINGS",
    "INTERNAL_LEVELS",
    "NAMED_FIELDS",
    "PROCESS",
    "Checklist",
    "Complaint",
    "ComplaintPolicy",
    "ComplaintType",
    "Deadline",
    "DeadlineUnit",
    "DueOutside",
    "Evidence",
    "Forum",
    "Promise",
    "apply",
    "ask_for",
    "checklist",
    "deadlines_on",
    "due_outside",
    "jump_of",
    "next_steps",
    "replay",
    "weigh_forum",
]
