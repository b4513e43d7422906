"""Any log at all: no illegal state, always a way out, every refusal names what to mend."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.complaints import PROCESS, Complaint, apply, next_steps, replay
from servicedesk.decisions.conditions import facts_of
from servicedesk.errors import MoveRefused
from servicedesk.incidents import Event

from .stories import OUTCOME, POLICY, PROPOSAL, RECORD, at

EVENTS = sorted({move.event for move in PROCESS.moves})
LOOKED_AT = {name for move in PROCESS.moves for name in move.needs} | {
    name for move in PROCESS.moves for guard in move.guards for name in facts_of(guard.holds)
}
GIVEN = {
    **RECORD,
    **PROPOSAL,
    **OUTCOME,
    "channel": "phone",
    "category": "product_function",
    "urgency": "general",
    "department": "开发部",
    "handler": "张工",
    "next_step": "调查",
    "progress": "已定位",
    "statement": "满意",
    "dissatisfaction": "仍错",
    "reviewer": "刘总",
    "extends": "solution",
    "extension_reason": "复杂",
    "consent": True,
    "escalation_reason": "未解决",
    "forum": "regulator",
    "trigger": "data_security",
    "new_facts": "又出现",
    "linked_to": "T-1",
    "asked_for": "截图",
    "coordination_record": "纪要",
    "cause": "接口",
    "feedback": "complaint",
}


@st.composite
def steps(draw):
    """An event some time after the last one, with all, most or few of the facts it may need."""
    kept = draw(st.sampled_from([sorted(GIVEN), sorted(GIVEN), sorted(GIVEN)[::2], []]))
    facts = {name: GIVEN[name] for name in kept}
    if draw(st.integers(0, 9)) == 0:
        facts["feedback"] = draw(st.sampled_from(["fault", "suggestion"]))
    return (
        draw(st.one_of(*[st.integers(0, 99)] * 4, st.sampled_from(EVENTS))),
        timedelta(minutes=draw(st.integers(0, 20_000))),
        facts,
    )


def chosen(state, pick):
    """The event that is named, or one that the table has for the state, seldom a withdrawal."""
    if isinstance(pick, str):
        return pick
    events = [move.event for move in PROCESS.moves_from(state) if move.event != "withdrawn"]
    return events[pick % len(events)]


def dates_after(now, facts):
    """Dates still to come, the new one later with every event, if any fact is told at all."""
    if not facts:
        return {}
    return {
        "promised_at": (now + timedelta(days=3)).isoformat(),
        "new_due": (now + timedelta(days=4)).isoformat(),
    }


def run(story):
    """The complaint that a story makes, its refusals left out, and those refusals."""
    complaint, now, refused = Complaint(policy=POLICY), at(9), []
    for index, (pick, later, facts) in enumerate(story):
        now += later
        event_type = chosen(complaint.state, pick)
        told = facts | dates_after(now, facts)
        if event_type not in ("contacted", "proposed", "reviewed"):
            told.pop("promised_at", None)
        event = Event(at=now, type=event_type, id=str(index), by="某人", changes=told)
        try:
            complaint = apply(complaint, event)
        except MoveRefused as error:
            refused.append(error)
    return complaint, now, refused


def way_out(state):
    """Whether an end can be reached, walked over the table without the engine."""
    seen, todo = set(), [state]
    while todo:
        here = todo.pop()
        if any(each.key == here and each.final for each in PROCESS.states):
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(move.to for move in PROCESS.moves if here in move.sources and move.to)
    return False


@given(st.lists(steps(), max_size=40))
def test_every_state_that_is_reached_is_listed_and_has_a_way_out(story):
    complaint, _, _ = run(story)
    assert complaint.state in [state.key for state in PROCESS.states]
    assert way_out(complaint.state)


@given(st.lists(steps(), max_size=40))
def test_every_refusal_names_what_can_be_mended(story):
    complaint, _, refused = run(story)
    for error in refused:
        assert error.expected
    named = {name for step in next_steps(complaint, at=at(9, day=31)) for name in step.missing}
    assert named <= LOOKED_AT | set(POLICY.fields)


@given(st.lists(steps(), max_size=40))
def test_replaying_the_log_gives_the_state(story):
    complaint, now, _ = run(story)
    assert replay(POLICY, complaint.log, at=now) == complaint


@given(st.lists(steps(), max_size=40))
def test_bounds_hold_whatever_happens(story):
    complaint, _, _ = run(story)
    assert complaint.round <= 1 + POLICY.most_rounds
    assert complaint.reviews <= POLICY.most_reviews
    assert sum(1 for each in complaint.promises if each.reason) <= POLICY.most_extensions
    assert 0 <= complaint.level <= 2
    assert (complaint.closed_at is not None) == (
        PROCESS.state(complaint.state).final and bool(complaint.log)
    )


@given(st.lists(steps(), max_size=40), steps())
def test_what_is_said_to_be_ready_happens(story, extra):
    complaint, now, _ = run(story)
    pick, later, _ = extra
    event_type = chosen(complaint.state, pick)
    ready = {step.move.event: step.ready for step in next_steps(complaint, at=now + later)}
    bare = Event(at=now + later, type=event_type, by="某人")
    try:
        apply(complaint, bare)
        moved = True
    except MoveRefused:
        moved = False
    assert moved == ready.get(event_type, False)
