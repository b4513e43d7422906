"""Random event logs against the words of the cases' README, walked minute by minute.

Counted time = the calendar is open, no pause lasts (if the metric pauses), not resolved. Due is
the earliest instant at which the counted time reaches the target. The walk shares nothing with
the engine.
"""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.testing.conformance import agrees, answer

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
STEP = timedelta(minutes=5)
WEEK = {
    day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
CALENDAR = {"timezone": "UTC", "week": WEEK}


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


def walk(case, until):
    """(instant, counted minutes, target, paused, when resolved) every five minutes."""
    pausable = "resolution" in case["pauses"]
    queue = [(datetime.fromisoformat(event["at"]), event) for event in case["events"]]
    target = int(case["targets"]["resolution"][2:-1])
    as_of = datetime.fromisoformat(case["as_of"])
    counted, now, paused, resolved = 0, queue[0][0], False, None
    while now <= until:
        while queue and queue[0][0] == now <= as_of:
            event = queue.pop(0)[1]
            match event["type"]:
                case "pause":
                    paused = pausable
                case "resume":
                    paused = False
                case "resolved":
                    resolved, paused = now, False
                case "reopened":
                    resolved = None
                case "priority":
                    target = int(event["targets"]["resolution"][2:-1])
        yield now, counted, target, paused, resolved
        counted += 5 * (is_open(now) and not paused and resolved is None)
        now += STEP


@given(logs())
def test_the_resolution_clock(case):
    as_of = datetime.fromisoformat(case["as_of"])
    steps = list(walk(case, as_of + timedelta(days=14)))
    _, counted, target, paused, resolved = next(step for step in steps if step[0] == as_of)
    # the last step has the target in force, since nothing happens after as_of
    due = next((now for now, counted, *_ in steps if counted >= target), None)
    end = resolved or as_of
    state = "met" if resolved else "paused" if paused else "running"
    if due is not None and end > due:
        state = "breached"
    if resolved and due is not None and due > end:
        due = None  # where it would have been: the walk does not tell

    found = answer(case)["resolution"]
    assert agrees(found["elapsed"], minutes(counted))
    if not (paused and due == as_of):  # paused at the very instant of due: either word is right
        assert found["state"] == state
    if due is not None:
        assert agrees(found["due"], due.isoformat())
    elif state == "paused":
        assert found["due"] is None
    late_by = counted - target if state == "breached" else 0
    assert agrees(found["late_by"], minutes(late_by))
