"""Random event logs against the words of the cases' README, walked minute by minute.

Counted time = the calendar is open, no pause lasts (if the metric pauses), not resolved. Due is
the earliest instant at which the counted time reaches the target. The walk shares nothing with
the engine.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.testing.conformance import agrees, answer

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
STEP = timedelta(minutes=5)
WEEK = {
    day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
CALENDAR = {"timezone": "UTC", "week": WEEK}
STOPS = {"first_response": "first_response", "resolution": "resolved"}


def is_open(instant):
    return instant.weekday() < 5 and instant.hour in (9, 10, 11, 13, 14, 15, 16)


def minutes(amount):
    return f"PT{amount}M"


@st.composite
def logs(draw):
    """A log that tells a possible story: no resume without a pause, and so on."""
    at = MONDAY + draw(st.integers(90, 250)) * STEP
    events = [{"at": at.isoformat(), "type": "created"}]
    paused = resolved = False
    for _ in range(draw(st.integers(0, 7))):
        at += draw(st.integers(0, 60)) * STEP
        possible = ["first_response"]
        possible += ["reopened"] if resolved else ["resolved", "priority"]
        if not resolved:
            possible += ["resume"] if paused else ["pause"]
        kind = draw(st.sampled_from(possible))
        paused = kind == "pause" or (paused and kind not in ("resume", "resolved"))
        resolved = kind == "resolved" or (resolved and kind != "reopened")
        event = {"at": at.isoformat(), "type": kind}
        if kind == "priority":
            event["targets"] = draw(targets())
        events.append(event)
    return {
        "calendar": CALENDAR,
        "op": "sla",
        "events": events,
        "targets": draw(targets()),
        "pauses": draw(st.sampled_from([[], ["resolution"], ["first_response", "resolution"]])),
        "as_of": (at + draw(st.integers(0, 200)) * STEP).isoformat(),
    }


def targets():
    amounts = st.integers(1, 200).map(lambda steps: minutes(5 * steps))
    return st.fixed_dictionaries({"first_response": amounts, "resolution": amounts})


def walk(case, metric, until):
    """Instant, counted minutes, target, paused, resolved, when stopped: every five minutes."""
    pausable = metric in case["pauses"]
    queue = [(datetime.fromisoformat(event["at"]), event) for event in case["events"]]
    target = int(case["targets"][metric][2:-1])
    as_of = datetime.fromisoformat(case["as_of"])
    counted, now, paused, resolved, stopped = 0, queue[0][0], False, False, None
    while now <= until:
        while queue and queue[0][0] == now <= as_of:
            event = queue.pop(0)[1]
            if event["type"] == STOPS[metric] and stopped is None:
                stopped = now
            match event["type"]:
                case "pause":
                    paused = pausable
                case "resume":
                    paused = False
                case "resolved":
                    resolved, paused = True, False
                case "reopened":
                    resolved = False
                    stopped = stopped if metric == "first_response" else None
                case "priority" if stopped is None:
                    target = int(event["targets"][metric][2:-1])
        yield now, counted, target, paused, resolved, stopped
        counted += 5 * (is_open(now) and not paused and not resolved and stopped is None)
        now += STEP


@pytest.mark.parametrize("metric", STOPS)
@given(case=logs())
def test_the_clock(metric, case):
    as_of = datetime.fromisoformat(case["as_of"])
    steps = list(walk(case, metric, as_of + timedelta(days=14)))
    now = next(step for step in steps if step[0] == as_of)
    _, counted, target, paused, resolved, stopped = now
    # the target in force at as_of stays, since nothing happens after it
    due = next((now for now, counted, *_ in steps if counted >= target), None)
    end = stopped or as_of
    state = "met" if stopped else "paused" if paused else "running"
    if due is not None and end > due:
        state = "breached"
    if stopped and due is not None and due > end:
        due = None  # where it would have been: the walk does not tell

    found = answer(case)[metric]
    assert agrees(found["elapsed"], minutes(counted))
    # paused at the very instant of due, or resolved out of a pause: either word is right
    if not (paused and due == as_of) and not (resolved and state == "running"):
        assert found["state"] == state
    if due is not None:
        assert agrees(found["due"], due.isoformat())
    elif not stopped:
        assert found["due"] is None
    late_by = counted - target if state == "breached" else 0
    assert agrees(found["late_by"], minutes(late_by))
