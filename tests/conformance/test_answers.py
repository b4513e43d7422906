"""Every case of the three files, through `testing.conformance.answer`."""

import json
from pathlib import Path

import pytest

from servicedesk.testing.conformance import agrees, answer

HERE = Path(__file__).parent
NOT_FOR_THE_ANSWERER = {"expect", "accepts", "level", "note"}


def rows(name):
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def question(row):
    return {key: value for key, value in row.items() if key not in NOT_FOR_THE_ANSWERER}


@pytest.mark.parametrize("row", rows("calendar.jsonl"), ids=lambda row: row["id"])
def test_business_time(row):
    found = answer(question(row))
    assert agrees(found, row["expect"]), found


@pytest.mark.parametrize("row", rows("sla.jsonl"), ids=lambda row: row["id"])
def test_clocks(row):
    found = answer(question(row))
    assert agrees(found, row["expect"]), found


@pytest.mark.parametrize("row", rows("severity.jsonl"), ids=lambda row: row["id"])
def test_severity(row):
    found = answer(question(row))
    assert found in row["accepts"]


def test_the_files_are_whole():
    counts = [len(rows(f"{name}.jsonl")) for name in ("calendar", "sla", "severity")]
    assert counts == [362, 20, 66]
