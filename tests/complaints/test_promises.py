"""The date that a complaint holds is the date that `sla` times, whatever happened on the way."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.complaints import PROCESS, Complaint, apply, next_steps
from servicedesk.errors import InvalidValue, MoveRefused
from servicedesk.presets import complaint_policy, erp_complaints
from servicedesk.sla import (
    Breached,
    Cancelled,
    Met,
    Paused,
    Running,
    assess,
    extension,
)

from .stories import OPENING, PROPOSAL, at, event, told
from .test_machine import GIVEN, POLICY

CLOCKS = complaint_policy.policy()
PATIENCE = erp_complaints.patience(timedelta(days=7))
DAYS = st.integers(0, 20).map(lambda days: timedelta(days=days))
APART = ("feedback", "promised_at")
FINALS = {state.key for state in PROCESS.states if state.final}
SHORT = sorted({move.event for move in PROCESS.moves} - {"withdrawn", "lapsed", "rerouted"})


def solution(log, when):
    return assess(CLOCKS, log, at=when)["solution"]


@st.composite
def happenings(draw):
    """Any event of the process, its dates at random and at times already past."""
    promised, agreed = (timedelta(days=draw(st.integers(-1, 20))) for _ in range(2))
    moment = timedelta(hours=draw(st.integers(0, 60)))
    consent = draw(st.sampled_from([True, True, True, False]))
    return draw(st.integers(0, 99)), draw(st.sampled_from(SHORT)), promised, agreed, moment, consent


def story(first, drawn):
    """The complaint that lets through what it can of the drawn events, and the last instant."""
    now = at(11)
    complaint = told(*OPENING[:4])
    opened = event("contacted", now, by="张工", promised_at=(now + first).isoformat())
    complaint = apply(complaint, opened)
    for pick, named, promised, agreed, moment, consent in drawn:
        now += moment
        moves = [move.event for move in PROCESS.moves_from(complaint.state)]
        lively = [each for each in moves if each not in ("withdrawn", "rerouted")]
        kind = lively[pick % len(lively)] if pick < 80 else named
        facts = {name: value for name, value in GIVEN.items() if name not in APART} | {
            "new_due": (now + agreed).isoformat(),
            "consent": consent,
            "reviewer": f"复审人{pick}",
        }
        if kind in ("contacted", "proposed", "reviewed"):
            facts["promised_at"] = (now + promised).isoformat()
        try:
            complaint = apply(complaint, event(kind, now, by="某人", **facts))
        except (MoveRefused, InvalidValue):
            continue
    return complaint, now


@given(DAYS, st.lists(happenings(), max_size=25))
def test_the_promise_of_a_complaint_is_the_due_of_its_clock(first, drawn):
    complaint, now = story(first, drawn)
    clock = solution(complaint.log, now)
    if not isinstance(clock, Cancelled):  # which has no due any more
        assert clock.due == complaint.promised


@given(DAYS, st.lists(happenings(), max_size=25))
def test_no_clock_runs_on_after_the_end(first, drawn):
    complaint, now = story(first, drawn)
    found = [
        clock
        for policy in (CLOCKS, PATIENCE)
        for clock in assess(policy, complaint.log, at=now).clocks
    ]
    running = [clock.metric for clock in found if isinstance(clock, Running | Paused)]
    if complaint.state in FINALS:
        assert running == []


ENDS = [move for move in PROCESS.moves if move.to in FINALS]


@pytest.mark.parametrize("policy", [CLOCKS, PATIENCE], ids=lambda policy: policy.name)
@pytest.mark.parametrize("move", ENDS, ids=lambda move: move.event)
def test_every_move_into_an_end_ends_every_clock(move, policy):
    for metric in policy.metrics:
        assert move.event in (*metric.stop, *metric.cancel, *policy.terminal), metric.name


def proposed(promised=PROPOSAL["promised_at"], when=None):
    return event(
        "proposed", when or at(10, day=13), by="张工", **PROPOSAL | {"promised_at": promised}
    )


def test_what_is_accepted_in_time_is_no_breach_later():
    story_ = [*OPENING, proposed(), event("accepted", at(11, day=13), statement="满意")]
    assert told(*story_).state == "closed"
    clock = solution(story_, at(9, day=31))
    assert isinstance(clock, Met)
    assert clock.stopped == at(11, day=13)


def test_what_is_accepted_late_is_late():
    accepted = event("accepted", at(18, day=15), statement="满意")  # an hour past the promise
    clock = solution([*OPENING, proposed(), accepted], at(9, day=31))
    assert isinstance(clock, Breached)
    assert clock.overrun == timedelta(hours=1)


def test_what_is_decided_outside_rerouted_or_lapsed_has_no_verdict():
    outside = [
        *OPENING,
        event("referred", at(12), forum="court", trigger="large_loss"),
        event("decided_outside", at(12, day=14), outcome="upheld"),
    ]
    assert isinstance(solution(outside, at(9, day=31)), Cancelled)
    rerouted = [*OPENING[:2], event("rerouted", at(9, 25), feedback="fault")]
    assert isinstance(solution(rerouted, at(9, day=31)), Cancelled)
    silent = [
        *OPENING,
        proposed(),
        event("handling_started", at(11, day=13)),
        event("completed", at(12, day=13)),
        *(event("contact_attempted", at(13, day=day)) for day in (13, 14, 15)),
        event("lapsed", at(13, day=25)),
    ]
    found = assess(CLOCKS, told(*silent).log, at=at(9, day=31))
    assert isinstance(found["solution"], Met)
    assert isinstance(found["confirmation"], Cancelled)


REOPENED = [
    *OPENING,
    proposed(),
    event("dissatisfied", at(11, day=13), dissatisfaction="仍错"),
    proposed(when=at(12, day=13)),
    event("accepted", at(13, day=13), statement="满意"),
    event("reopened", at(9, day=26), new_facts="又出现"),
]


def test_a_reopened_complaint_begins_anew_with_the_next_date_told():
    again = told(*REOPENED)
    assert (again.promised, again.round, again.reviews) == (None, 1, 0)
    with pytest.raises(MoveRefused, match="exhausted or overdue"):
        apply(again, event("referred", at(9, day=27), forum="court"))
    with pytest.raises(MoveRefused, match="overdue"):
        apply(again, event("escalated", at(9, day=27), escalation_reason="太慢"))
    clock = solution(again.log, at(9, day=27))
    assert isinstance(clock, Running)
    assert (clock.started, clock.due) == (at(9, day=26), None)

    new = "2026-02-02T17:00:00+08:00"
    again = apply(again, proposed(new, at(10, day=27)))
    first, second = assess(CLOCKS, again.log, at=at(11, day=27)).of("solution")
    assert isinstance(first, Met)  # what was accepted stays in time
    assert second.due == again.promised == at(17, day=31) + timedelta(days=2)

    later = extension("solution", at=at(9, day=28), new_due=at(9, day=28) + timedelta(days=9),
                      reason="复杂", consent=True)  # fmt: skip
    again = apply(again, later)
    assert solution(again.log, at(10, day=28)).due == again.promised == at(9, day=28) + timedelta(9)


def test_an_extension_made_of_what_the_next_steps_need_moves_both():
    open_ = told(*OPENING)
    (step,) = [each for each in next_steps(open_, at=at(12)) if each.move.event == "extended"]
    assert set(step.missing) == {"extends", "extension_reason", "new_due"}
    assert "consent" in [guard.key for guard in step.refused]
    given_ = {
        "extends": "solution",
        "extension_reason": "复杂",
        "new_due": "2026-01-20T17:00:00+08:00",
        "consent": True,
    }
    moved = apply(open_, event("extended", at(12), **given_))
    assert moved.promised == solution(moved.log, at(13)).due == at(17, day=20)


@pytest.mark.parametrize("named", [{}, {"extends": "confirmation"}])
def test_what_names_no_clock_or_another_is_no_extension_of_the_promise(named):
    asked = {"extension_reason": "复杂", "new_due": "2026-01-20T17:00:00+08:00", "consent": True}
    with pytest.raises(MoveRefused, match="extends"):
        apply(told(*OPENING), event("extended", at(12), **asked, **named))


def test_the_due_of_another_step_neither_bars_nor_allows_an_extension():
    asked = {"extends": "solution", "extension_reason": "复杂", "consent": True}
    far = event("extended", at(12), new_due="2026-01-20T17:00:00+08:00", **asked)
    assert apply(told(*OPENING), far, due=at(11, 30)).promised == at(17, day=20)
    late = event("extended", at(18, day=15), new_due="2026-01-20T17:00:00+08:00", **asked)
    with pytest.raises(MoveRefused, match="before it is due"):
        apply(told(*OPENING), late, due=at(18, day=18))


def test_only_what_promises_a_date_tells_one():
    # the clock would take it for the promise
    asked = event("investigated", at(12), cause="接口", promised_at="2026-01-13T17:00:00+08:00")
    with pytest.raises(InvalidValue, match="contacted or proposed or reviewed"):
        apply(told(*OPENING), asked)


def test_a_date_that_is_already_past_promises_nothing():
    with pytest.raises(InvalidValue, match="already past"):
        apply(told(*OPENING[:4]), event("contacted", at(11), promised_at=at(10, 59).isoformat()))
    with pytest.raises(InvalidValue, match="already past"):
        apply(told(*OPENING), proposed(at(9, day=13).isoformat()))
    at_once = event("contacted", at(11), promised_at=at(11).isoformat())
    assert apply(told(*OPENING[:4]), at_once).promised == at(11)


def test_a_promise_is_extended_once_there_is_one():
    asked = {"extends": "solution", "extension_reason": "x", "consent": True}
    new = event("extended", at(9, day=27), new_due="2026-02-02T17:00:00+08:00", **asked)
    with pytest.raises(MoveRefused, match="a date that has been promised"):
        apply(told(*REOPENED), new)


def test_a_second_department_contacts_the_customer_too():
    # R100: whichever department receives it, within two hours
    again = event("handed_over", at(9, day=13), department="QA", handler="周工")
    called = event("contacted", at(10, day=13), by="周工", promised_at="2026-01-16T17:00:00+08:00")
    complaint = told(*OPENING, again, called)
    assert (complaint.state, complaint.handler) == ("investigating", "周工")
    assert complaint.promised == at(17, day=15)  # a further date moves nothing
    found = assess(CLOCKS, complaint.log, at=at(9, day=14)).of("contact")
    assert [type(clock) for clock in found] == [Met, Met]


def test_the_patience_of_s0_ends_with_the_complaint_and_begins_with_its_reopening():
    lodged, withdrawn = OPENING[0], event("withdrawn", at(10))
    gone = assess(PATIENCE, [lodged, withdrawn], at=at(9, day=31))["effective_answer"]
    assert isinstance(gone, Cancelled)
    waiting = assess(PATIENCE, REOPENED, at=at(9, day=27)).of("effective_answer")
    assert [type(clock) for clock in waiting] == [Met, Running]
    assert waiting[1].due == at(9, day=26) + timedelta(days=7)


def test_a_complaint_without_a_log_has_no_promise():
    assert Complaint(policy=POLICY).promised is None
