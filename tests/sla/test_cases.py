"""The facts of the published cases, put to the engine by translation alone."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.sla import Metric, Policy, Target, assess

CASES = Path(__file__).parents[2].parent / "shared" / "cases" / "sla.jsonl"
ROWS = (
    [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    if CASES.exists()
    else []
)
PARTS = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def duration(text):
    hours, minutes, seconds = (int(part or 0) for part in PARTS.fullmatch(text).groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def instant(text):
    return datetime.fromisoformat(text)


def metric(name, stop, pauses):
    waits = {"pause": "pause", "resume": "resume"} if name in pauses else {}
    reopen = "reopened" if name == "resolution" else ()
    return Metric(name=name, start="created", stop=stop, reopen=reopen, **waits)


def policy_of(row):
    calendar = BusinessCalendar(**row["calendar"])
    sets = [row["targets"], *(event["targets"] for event in row["events"] if "targets" in event)]
    return Policy(
        name="case",
        metrics=[
            metric("first_response", "first_response", row["pauses"]),
            metric("resolution", "resolved", row["pauses"]),
        ],
        targets=[
            Target(
                name=f"{name}-{index}",
                metric=name,
                within=duration(within),
                clock=calendar,
                when=when(goals=index),
            )
            for index, goals in enumerate(sets)
            for name, within in goals.items()
        ],
    )


def events_of(row):
    goals = 0
    for event in row["events"]:
        goals += "targets" in event
        changes = {"goals": goals} if "targets" in event else {}
        yield Event(at=instant(event["at"]), type=event["type"], changes=changes)


@pytest.mark.skipif(not ROWS, reason="the shared cases are not beside the repository")
@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_case(row):
    assessment = assess(policy_of(row), events_of(row), {"goals": 0}, at=instant(row["as_of"]))
    answers = {}
    for name, expected in row["expect"].items():
        clock = assessment[name]
        every = {
            "due": lambda clock=clock: clock.due,
            "elapsed": lambda clock=clock: clock.elapsed,
            "state": lambda clock=clock: type(clock).__name__.lower(),
            "late_by": lambda clock=clock: clock.overrun,
        }
        answers[name] = {key: every[key]() for key in expected}
    readers = {"due": instant, "elapsed": duration, "late_by": duration, "state": str}
    assert answers == {
        name: {key: value and readers[key](value) for key, value in expected.items()}
        for name, expected in row["expect"].items()
    }
