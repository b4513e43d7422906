"""Policies, logs and what was said of them survive the wire."""

import json
from datetime import UTC, datetime, timedelta

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.codec import structure, unstructure
from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.presets import complaint_policy
from servicedesk.reasons import UNDECIDED, clauses
from servicedesk.sla import (
    NEXT_REPLY,
    RESOLUTION,
    WORKAROUND,
    Assessment,
    BusinessDays,
    Level,
    Policy,
    Promised,
    Target,
    assess,
    extension,
)

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
OTHER = BusinessCalendar("America/New_York", "Mon-Fri 09:00-17:00")
POLICY = Policy(
    name="wire",
    version="7",
    metrics=[RESOLUTION, WORKAROUND, NEXT_REPLY],
    targets=[
        Target(
            metric="resolution",
            within=8 * HOUR,
            clock=OFFICE | OTHER,
            when=when(severity=("high", "critical")),
            warn_after=4 * HOUR,
            levels=[Level(name="half", percent=50), Level(name="late", offset=HOUR, desk=OFFICE)],
            clauses=clauses("R127"),
        ),
        Target(metric="workaround", within=BusinessDays(2, DayRule.CLOSE), clock=OFFICE),
        Target(metric="next_reply", within=Promised("by")),
    ],
    terminal=("closed",),
)
LOG = (
    Event(at=START, type="created", id="1"),
    Event(at=START + HOUR, type="waiting_vendor", id="2"),
    Event(at=START + 2 * HOUR, type="resume", id="3", recorded_at=START + 9 * HOUR),
    extension(
        "workaround", at=START + 3 * HOUR, new_due=START + 99 * HOUR, reason="x", consent=True
    ),
)


def round_trip(value, kind):
    return structure(json.loads(json.dumps(unstructure(value))), kind)


def test_a_policy():
    assert round_trip(POLICY, Policy) == POLICY
    for choice in (True, False, UNDECIDED):
        preset = complaint_policy.policy(clock=OFFICE, extension_needs_consent=choice)
        assert round_trip(preset, Policy) == preset


def test_a_policy_that_came_by_wire_judges_the_same():
    came = round_trip(POLICY, Policy)
    at = START + 30 * HOUR
    facts = {"severity": "high"}
    assert assess(came, LOG, facts, at=at) == assess(POLICY, LOG, facts, at=at)


def test_an_assessment():
    for hours in (0, 1.5, 30, 200):
        said = assess(POLICY, LOG, {"severity": "high"}, at=START + hours * HOUR)
        assert round_trip(said, Assessment) == said


def test_a_log():
    assert tuple(round_trip(event, Event) for event in LOG) == LOG
