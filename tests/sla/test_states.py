"""Logs of states, as events."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.errors import NaiveDatetime, WrongType
from servicedesk.sla import RESOLUTION, Policy, Reopening, Target, assess
from servicedesk.states import Standing, TicketState, events_of_states

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, tzinfo=UTC)
OPEN, WAITING, RESOLVED, CANCELLED = Standing
RULES = Policy(
    name="states",
    metrics=[
        evolve(RESOLUTION, cancel="cancelled", reopening=Reopening.CONTINUE_WITHOUT_CLOSED),
    ],
    targets=[Target(metric="resolution", within=1000 * HOUR)],
)


def log(*rows):
    return [TicketState(at=START + hour * HOUR, standing=standing) for hour, standing in rows]


def types(states):
    return [event.type for event in events_of_states(states)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (OPEN, OPEN, []),
        (OPEN, WAITING, ["waiting_customer"]),
        (OPEN, RESOLVED, ["resolved"]),
        (OPEN, CANCELLED, ["cancelled"]),
        (WAITING, OPEN, ["resume"]),
        (WAITING, WAITING, []),
        (WAITING, RESOLVED, ["resolved"]),
        (WAITING, CANCELLED, ["cancelled"]),
        (RESOLVED, OPEN, ["reopened"]),
        (RESOLVED, WAITING, ["reopened", "waiting_customer"]),
        (RESOLVED, RESOLVED, []),
        (RESOLVED, CANCELLED, ["cancelled"]),
        (CANCELLED, OPEN, ["reopened"]),
        (CANCELLED, WAITING, ["reopened", "waiting_customer"]),
        (CANCELLED, RESOLVED, ["resolved"]),
        (CANCELLED, CANCELLED, []),
    ],
)
def test_every_step_from_one_state_to_the_next(before, after, expected):
    first = ["created", *([] if before is OPEN else types(log((0, before)))[1:])]
    assert types(log((0, before), (1, after))) == first + expected


def test_one_wait_after_another_is_told_by_its_own_word():
    customer = TicketState(at=START, standing=WAITING)
    vendor = evolve(customer, at=START + HOUR, wait="waiting_vendor")
    assert types([customer, vendor]) == ["created", "waiting_customer", "waiting_vendor"]


def test_facts_are_told_when_they_change():
    rows = [
        TicketState(at=START, facts={"priority": 3, "queue": "erp"}, id="1", by="ann"),
        TicketState(at=START + HOUR, facts={"priority": 3}, id="2"),
        TicketState(at=START + 2 * HOUR, facts={"priority": 1}, id="3"),
        TicketState(at=START + 3 * HOUR, facts={"priority": 2}, standing=RESOLVED, id="4"),
        TicketState(at=START + 4 * HOUR, facts={"vip": True}, standing=WAITING, id="5"),
    ]
    told = [(event.type, event.id, dict(event.changes)) for event in events_of_states(rows)]
    assert told == [
        ("created", "1", {"priority": 3, "queue": "erp"}),
        ("changed", "3", {"priority": 1}),
        ("resolved", "4", {"priority": 2}),
        ("reopened", "5", {"vip": True}),
        ("waiting_customer", None, {}),
    ]
    assert events_of_states(rows)[0].by == "ann"


def test_true_is_not_one():
    rows = [
        TicketState(at=START, facts={"level": 1}),
        TicketState(at=START + HOUR, facts={"level": True}),
    ]
    assert types(rows) == ["created", "changed"]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.sampled_from(Standing)), min_size=1, max_size=12),
    st.integers(0, 60),
)
def test_what_counts_is_the_time_in_which_it_was_open(rows, hours):
    # hour by hour, from the state in force: no events, no clock
    ordered = sorted(rows, key=lambda row: row[0])
    at = ordered[0][0] + hours
    in_force = [
        [standing for since, standing in ordered if since <= hour][-1]
        for hour in range(ordered[0][0], at)
    ]
    assessment = assess(RULES, events_of_states(log(*rows)), at=START + at * HOUR)
    assert assessment["resolution"].elapsed == in_force.count(OPEN) * HOUR


def test_what_is_no_log_of_states_is_refused():
    with pytest.raises(WrongType):
        events_of_states(None)
    with pytest.raises(WrongType):
        events_of_states(["open"])
    with pytest.raises(NaiveDatetime):
        TicketState(at=datetime(2026, 11, 23))  # noqa: DTZ001
    with pytest.raises(WrongType):
        TicketState(at=START, standing="open")


def test_no_states_no_events():
    assert events_of_states([]) == ()
