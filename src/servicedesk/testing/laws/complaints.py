"""What holds for every process: states, ways out, guards, and the complaint that a log makes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.codec import structure, unstructure
from servicedesk.complaints import PROCESS, Complaint, ComplaintPolicy, apply, next_steps, replay
from servicedesk.errors import MoveRefused, Undecided, WrongType, check_type
from servicedesk.incidents import Event, Facts, FactValue
from servicedesk.lifecycles import Lifecycle, step
from servicedesk.lifecycles import next_steps as steps_in
from servicedesk.reasons import LANGUAGES
from servicedesk.testing.laws.holding import Example, Law, Moot, Tried, chosen, hold
from servicedesk.testing.strategies.fitting import facts_that_matter
from servicedesk.testing.strategies.outcomes import COMPLAINT_POLICY, told_event

_START = datetime(2026, 1, 5, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@frozen
class _Subject:
    process: Lifecycle
    policy: ComplaintPolicy


# --- cases -----------------------------------------------------------------------------------


def _once(subject: _Subject) -> SearchStrategy[Example]:  # noqa: ARG001 - the table is the case
    return st.just({})


def _states(subject: _Subject) -> SearchStrategy[Example]:
    return st.fixed_dictionaries(
        {"state": st.sampled_from([state.key for state in subject.process.states])}
    )


@composite
def _walks(draw: DrawFn, subject: _Subject) -> Example:
    """Facts that the guards look at and that moves need, and picks among what may happen."""
    return {
        "facts": draw(_told(subject.process)),
        "picks": tuple(draw(st.lists(st.integers(0, 99), max_size=12))),
    }


def _told(process: Lifecycle) -> SearchStrategy[Facts]:
    conditions = (guard.holds for move in process.moves for guard in move.guards)
    known: Mapping[str, Sequence[FactValue]] = facts_that_matter(conditions)
    needs = sorted({need for move in process.moves for need in move.needs})
    either = {name: st.sampled_from([*values]) for name, values in known.items()}
    told = {name: st.just("told") for name in needs if name not in either}
    return st.fixed_dictionaries({}, optional={**told, **either}).map(Facts)


def _stories(subject: _Subject) -> SearchStrategy[Example] | Moot:
    if subject.process != PROCESS:
        return Moot("complaints are only handled under the shipped process")
    return _complaints(subject)


@composite
def _complaints(draw: DrawFn, subject: _Subject) -> Example:
    """The events of a complaint as they were let through, and one more that may be refused."""
    complaint, at = Complaint(policy=subject.policy), _START
    for pick in draw(st.lists(st.integers(0, 99), max_size=14)):
        at += draw(st.integers(1, 20_000)) * _MINUTE
        moves = [each.event for each in PROCESS.moves_from(complaint.state)]
        lively = [each for each in moves if each != "withdrawn"] or moves
        event = told_event(lively[pick % len(lively)], at, len(complaint.log))
        try:
            complaint = apply(complaint, event)
        except (MoveRefused, Undecided):
            continue
    here = [move.event for move in PROCESS.moves_from(complaint.state)]
    anywhere = sorted({move.event for move in PROCESS.moves})
    after = draw(st.sampled_from(here[::-1]) | st.sampled_from(anywhere))
    at += draw(st.integers(1, 20_000)) * _MINUTE
    return {"log": complaint.log, "then": Event(at=at, type=after, by="Chen")}


# --- what is wrong -----------------------------------------------------------------------------


def _ways(process: Lifecycle) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {state.key: set() for state in process.states}
    for move in process.moves:
        for source in move.sources:
            found[source].add(move.to or source)
    return found


def _reach(ways: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(ways[here])
    return seen


def _unreached(subject: _Subject, state: str) -> str:
    reached = _reach(_ways(subject.process), subject.process.initial)
    return "" if state in reached else f"no way leads to {state}"


def _stuck(subject: _Subject, state: str) -> str:
    ends = {each.key for each in subject.process.states if each.final}
    onward = _reach(_ways(subject.process), state)
    return "" if ends & onward else f"no way leads from {state} to an end"


def _unnamed(subject: _Subject) -> str:
    for move in subject.process.moves:
        for guard in move.guards:
            for lang in LANGUAGES:
                if not guard.label(lang).strip():
                    return f"the guard {guard.key} of {move.event} has no words in {lang}"
    return ""


def _disagrees(subject: _Subject, facts: Facts, picks: Sequence[int]) -> str:
    """Walk the table: what is said to be ready happens, the rest is refused by name."""
    process, state = subject.process, subject.process.initial
    for pick in picks:
        offered = steps_in(process, state, facts)
        if not offered:
            return ""
        chosen = offered[pick % len(offered)]
        event = chosen.move.event
        try:
            move = step(process, state, event, facts)
        except MoveRefused as refused:
            if chosen.ready:
                return f"{event} in {state} is said to be ready, and refused: {refused}"
            if not refused.expected:
                return f"{event} in {state} is refused without a word of what to mend"
            continue
        if not chosen.ready:
            return f"{event} in {state} is said to lack something, and happens"
        state = move.to or state
        process.state(state)
    return ""


def _stored(subject: _Subject) -> str:
    for value, kind in ((subject.process, Lifecycle), (subject.policy, ComplaintPolicy)):
        wire: Any = json.loads(json.dumps(unstructure(value)))
        again: Any = structure(wire, kind)
        if again != value:
            return f"another {kind.__name__} comes back"
    return ""


def _made(policy: ComplaintPolicy, log: Sequence[Event]) -> Complaint:
    complaint = Complaint(policy=policy)
    for event in log:
        complaint = apply(complaint, event)
    return complaint


def _replayed(subject: _Subject, log: Sequence[Event], then: Event) -> str:
    complaint = _made(subject.policy, log)
    again = replay(subject.policy, [*log[::-1], *log], at=then.at)
    if again != complaint:
        return f"replayed it is {again.state}, it was {complaint.state}"
    stored = structure(json.loads(json.dumps(unstructure(complaint))), Complaint)
    return "" if stored == complaint else "another complaint comes back from JSON"


def _promised(subject: _Subject, log: Sequence[Event], then: Event) -> str:
    complaint = _made(subject.policy, log)
    ready = {each.move.event: each.ready for each in next_steps(complaint, at=then.at)}
    try:
        apply(complaint, then)
        happens = True
    except (MoveRefused, Undecided):
        happens = False
    said = ready.get(then.type, False)
    if happens == said:
        return ""
    return f"{then.type} in {complaint.state}: ready is {said}, but happening is {happens}"


COMPLAINT_LAWS = (
    Law(
        name="every_state_is_reached",
        text="a way leads to every state",
        examples=_states,
        fault=_unreached,
        shows="[move for move in process.moves if move.to == state]",
    ),
    Law(
        name="every_state_has_a_way_out",
        text="a way leads from every state to an end",
        examples=_states,
        fault=_stuck,
        shows="process.moves_from(state)",
    ),
    Law(
        name="guards_say_what_to_mend",
        text="every guard has words in three languages",
        examples=_once,
        fault=_unnamed,
        shows="[guard.text for move in process.moves for guard in move.guards]",
    ),
    Law(
        name="what_is_ready_happens",
        text="what is said to be ready happens, and all else is refused by name",
        examples=_walks,
        fault=_disagrees,
        shows="here = process.initial\n"
        "for pick in picks:\n"
        "    offered = steps_in(process, here, facts)\n"
        "    chosen = offered[pick % len(offered)]\n"
        "    if chosen.ready:\n"
        "        here = step(process, here, chosen.move.event, facts).to or here",
    ),
    Law(
        name="process_comes_back_from_json",
        text="the process and its policy go to JSON and come back the same",
        examples=_once,
        fault=_stored,
        shows="assert structure(unstructure(process), Lifecycle) == process\n"
        "assert structure(unstructure(policy), ComplaintPolicy) == policy",
    ),
    Law(
        name="a_replay_is_the_state",
        text="the log replayed, in any order and twice, makes the same complaint",
        examples=_stories,
        fault=_replayed,
        shows="complaint = Complaint(policy=policy)\n"
        "for event in log:\n"
        "    complaint = apply(complaint, event)\n"
        "assert replay(policy, [*log[::-1], *log], at=then.at) == complaint",
    ),
    Law(
        name="next_steps_tell_the_truth",
        text="what the next steps call ready happens, and nothing else",
        examples=_stories,
        fault=_promised,
        shows="complaint = Complaint(policy=policy)\n"
        "for event in log:\n"
        "    complaint = apply(complaint, event)\n"
        "[(each.move.event, each.ready) for each in next_steps(complaint, at=then.at)]\n"
        "apply(complaint, then)",
    ),
)
"""The laws of `check_complaint_process`."""


def check_complaint_process(
    process: Lifecycle | None = None,
    *,
    policy: ComplaintPolicy | None = None,
    laws: Iterable[Law | str] | None = None,
    settings: Settings | None = None,
) -> tuple[Tried, ...]:
    """Try the laws of a process on a lifecycle of yours, or on complaints under your policy.

    For complaints under your policy say `check_complaint_process(policy=yours)`.

    Args:
        process: the table; any `Lifecycle` will do. None is the shipped one, `complaints.PROCESS`,
            under which alone complaints themselves are handled.
        policy: what your company has chosen about complaints; None makes choices for all that the
            documents leave open.
        laws: which, by name or your own; None is `COMPLAINT_LAWS`.
        settings: how many cases, as Hypothesis has them; None is `QUICK`, the same ones each time.

    Returns:
        How each law was tried, and in how many cases it had nothing to compare.

    Raises:
        InvalidValue: for no laws at all.
        LawBroken: for the first law that does not hold, with the smallest case found.
        UnknownName: for a law that there is not.
        WrongType: for what is no lifecycle, or no policy.
    """
    if isinstance(process, ComplaintPolicy):
        raise WrongType(
            "ComplaintPolicy given",
            got=process.name,
            expected="Lifecycle, or the policy by name: check_complaint_process(policy=...)",
            where="process",
        )
    subject = _Subject(
        PROCESS if process is None else process,
        COMPLAINT_POLICY if policy is None else policy,
    )
    check_type(subject.process, Lifecycle, where="process")
    check_type(subject.policy, ComplaintPolicy, where="policy")
    return hold(chosen(laws, COMPLAINT_LAWS), subject, settings)
