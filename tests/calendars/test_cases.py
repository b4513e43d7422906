"""Every row of the shared calendar cases, asked in three ways and twice (cold and warm)."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pendulum
import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.spans import to_utc

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "calendar.jsonl"
ROWS = (
    [json.loads(line) for line in CASES.read_text("utf-8").splitlines()] if CASES.exists() else []
)

WAYS = {
    "as written": lambda text, zone: datetime.fromisoformat(text),
    "utc": lambda text, zone: datetime.fromisoformat(text).astimezone(UTC),
    "zoneinfo": lambda text, zone: datetime.fromisoformat(text).astimezone(ZoneInfo(zone)),
    "pendulum": lambda text, zone: pendulum.instance(datetime.fromisoformat(text)).in_timezone(
        zone
    ),
}


def duration(text):
    found = re.fullmatch(r"(-)?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?", text)
    sign, hours, minutes, seconds, fraction = found.groups(default="")
    total = timedelta(
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int(fraction.ljust(6, "0")),
    )
    return -total if sign else total


def answer(calendar, row, at):
    op, start = row["op"], at(row["start"])
    match op:
        case "elapsed":
            return calendar.elapsed(start, at(row["end"]))
        case "add" | "subtract":
            return to_utc(getattr(calendar, op)(start, duration(row["duration"])))
        case "windows":
            spans = calendar.spans(start, at(row["end"]))
            return [(to_utc(span.start), to_utc(span.end)) for span in spans]
        case "next_open":
            return to_utc(calendar.next_open(start))
        case "is_open":
            return calendar.is_open(start)


def expected(row):
    expect = row["expect"]
    match row["op"]:
        case "elapsed":
            return duration(expect)
        case "windows":
            return [tuple(map(datetime.fromisoformat, window)) for window in expect]
        case "is_open":
            return expect
        case _:
            return datetime.fromisoformat(expect)


@pytest.mark.skipif(not ROWS, reason="the shared cases are not here")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_case(row, way):
    calendar = BusinessCalendar(**row["calendar"])
    zone = row["calendar"]["timezone"]
    for _ in range(2):
        assert answer(calendar, row, lambda text: WAYS[way](text, zone)) == expected(row)
