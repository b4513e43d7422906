"""Laws over whole values, drawn by the strategies that hosts use in their own tests."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.codec import structure, unstructure
from servicedesk.contracts import Contract, coverage
from servicedesk.incidents import Cause, Event, IncidentFacts, Period
from servicedesk.money import Money
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.sla import Breached, Met, Paused, Pending, Policy, Running, assess, next_transition
from servicedesk.spans import SpanSet, to_utc
from servicedesk.testing.strategies import (
    business_calendars,
    contracts,
    event_logs,
    incident_facts,
    money,
    nasty,
    periods,
    policies,
    quotas,
    requests_for,
    span_sets,
)

from .profile import examples

ZERO = timedelta(0)
VALUES = {
    BusinessCalendar: business_calendars(),
    IncidentFacts: incident_facts(),
    Policy: policies(),
    Contract: contracts(),
    Money: money(),
    Period: periods(),
}


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
@given(data=st.data())
@examples(8)
def test_every_value_survives_the_wire(kind, data):
    value = data.draw(VALUES[kind])
    wire = json.loads(json.dumps(unstructure(value, kind)))
    back = structure(wire, kind)
    assert back == value
    assert hash(back) == hash(value)
    assert unstructure(back, kind) == wire


@given(event_logs())
@examples(15)
def test_logs_survive_the_wire(log):
    assert structure(unstructure(log, tuple[Event, ...]), tuple[Event, ...]) == log


@given(policies(), event_logs() | nasty.event_logs(), st.integers(0, 30 * 24 * 60))
@examples(40)
def test_clocks_never_count_more_than_time_and_explain_themselves(policy, log, minutes):
    first = min(to_utc(event.at) for event in log)
    at = first + timedelta(minutes=minutes)
    found = assess(policy, log, at=at)
    assert found == assess(policy, log, at=at)
    for clock in found.clocks:
        if isinstance(clock, Pending):
            continue
        assert ZERO <= clock.elapsed <= at - first
        match clock:
            case Met(stopped=stopped, due=due):
                assert to_utc(stopped) <= to_utc(due)
            case Breached(overrun=overrun):
                assert overrun >= ZERO
            case Running(remaining=remaining) | Paused(remaining=remaining):
                assert remaining is None or remaining >= ZERO
        for lang in LANGUAGES:
            assert explain(clock, lang=lang)


@given(policies(), event_logs(), st.integers(0, 10 * 24 * 60))
@examples(20)
def test_nothing_changes_before_the_next_transition(policy, log, minutes):
    at = to_utc(log[0].at) + timedelta(minutes=minutes)
    known = [event for event in log if to_utc(event.at) <= at]
    upcoming = next_transition(assess(policy, known, at=at))
    if upcoming is None:
        return
    assert to_utc(upcoming.at) > at
    just_before = to_utc(upcoming.at) - timedelta(microseconds=1)
    states = [
        [type(clock) for clock in assess(policy, known, at=moment).clocks]
        for moment in (at, just_before)
    ]
    assert states[0] == states[1]


@given(contracts(), st.data())
@examples(30)
def test_somebody_pays_or_it_is_said_what_is_unknown(contract, data):
    request = data.draw(requests_for(contract))
    cause = data.draw(st.sampled_from(Cause))
    answer = coverage(contract, request, cause, at=request.at)
    assert answer == coverage(contract, request, cause, at=request.at)
    assert answer.reasons
    for lang in LANGUAGES:
        assert explain(answer, lang=lang)


@given(span_sets(), span_sets(), span_sets())
@examples(40)
def test_sets_of_spans_obey_the_algebra_of_sets(a, b, c):
    assert a | b == b | a
    assert a & b == b & a
    assert (a | b) & c == (a & c) | (b & c)
    assert a - (b | c) == (a - b) - c
    assert (a & b).total + (a - b).total == a.total
    assert (a | b).total == a.total + b.total - (a & b).total
    assert SpanSet(a.spans) == a


@given(quotas())
@examples(20)
def test_quotas_are_drawn_within_their_term(quota):
    assert quota.lots
    assert len({lot.key for lot in quota.lots}) == len(quota.lots)
