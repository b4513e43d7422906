"""What a host writes about clocks: every verdict is matched, and the type checker knows it."""

from datetime import datetime, timedelta
from typing import assert_never, assert_type

from pendulum import DateTime

from servicedesk import (
    Breached,
    BusinessCalendar,
    Cancelled,
    CombinedCalendar,
    Event,
    Met,
    Metric,
    Paused,
    Pending,
    Policy,
    Running,
    Span,
    SpanSet,
    Target,
    assess,
    explain,
)
from servicedesk.sla import Assessment, Clock

office = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30", holidays="CN")
late = BusinessCalendar("Europe/Berlin", {"mon": [["14:00", "22:00"]]})
assert_type(office | late, CombinedCalendar)

metric = Metric(name="first_response", start="created", stop=["answered"])
policy = Policy(
    name="support",
    metrics=[metric],
    targets=[Target(metric="first_response", within=timedelta(hours=2), clock=office)],
)


def show(clock: Clock) -> str:
    """All verdicts, none forgotten."""
    match clock:
        case Pending():
            return "not started"
        case Running(due=due):
            return f"due {due}"
        case Paused():
            return "waiting"
        case Met():
            return "met"
        case Breached(overrun=overrun):
            assert_type(overrun, timedelta)
            return f"late by {overrun}"
        case Cancelled():
            return "cancelled"
        case _:
            assert_never(clock)


def answers(log: list[Event], at: datetime) -> str:
    """The way from a log to words."""
    assessment = assess(policy, log, {"severity": "high"}, at=at)
    assert_type(assessment, Assessment)
    assert_type(explain(assessment), str)
    return "; ".join(show(clock) for clock in assessment.clocks)


def business_time(start: datetime, end: datetime) -> None:
    """Durations are timedelta, instants are pendulum's, whoever asks."""
    assert_type(office.elapsed(start, end), timedelta)
    assert_type(office.add(start, timedelta(hours=4)), DateTime)
    assert_type(office.next_open(start), DateTime)
    assert_type(office.is_open(start), bool)
    assert_type(office.spans(start, end), SpanSet)
    assert_type(SpanSet([Span(start, end)]) & office.spans(start, end), SpanSet)
