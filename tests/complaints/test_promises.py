"""The date that a complaint holds is the date that `sla` times, whatever happened on the way."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.complaints import Complaint, apply
from servicedesk.errors import InvalidValue, MoveRefused
from servicedesk.presets import complaint_policy
from servicedesk.sla import assess, extension

from .stories import OPENING, OUTCOME, POLICY, PROPOSAL, at, event

CLOCKS = complaint_policy.policy()
DATES = st.integers(0, 60).map(lambda days: at(17, day=14) + timedelta(days=days))


@st.composite
def happenings(draw):
    """What comes after the complaint was recorded, classified and handed over, dated at random."""
    promised = draw(DATES)
    kind = draw(
        st.sampled_from(
            ["proposed", "extended", "handling_started", "completed", "confirmed", "dissatisfied"]
        )
    )
    changes = {
        "proposed": {**PROPOSAL, "promised_at": promised.isoformat()},
        "confirmed": OUTCOME,
        "dissatisfied": {"dissatisfaction": "仍错"},
    }.get(kind, {})
    return kind, changes, promised, timedelta(hours=draw(st.integers(1, 100)))


@given(DATES, st.lists(happenings(), max_size=25))
def test_the_promise_of_a_complaint_is_the_due_of_its_clock(first, story):
    complaint, now = Complaint(policy=POLICY), at(11)
    for each in OPENING[:4]:
        complaint = apply(complaint, each)
    complaint = apply(complaint, event("contacted", now, promised_at=first.isoformat()))
    for kind, changes, promised, later in story:
        now += later
        what = event(kind, now, by="张工", **changes)
        if kind == "extended":
            what = extension("solution", at=now, new_due=promised, reason="复杂", consent=True)
        try:
            complaint = apply(complaint, what)
        except (MoveRefused, InvalidValue):
            continue
    clock = assess(CLOCKS, complaint.log, at=now)["solution"]
    assert clock.due == complaint.promised
