"""The real log of 890 incidents, by the example that hosts read."""

import runpy
from pathlib import Path

import pytest

from servicedesk.reporting import attainment

ROOT = Path(__file__).parents[2]
LOG = ROOT.parent / "shared" / "data" / "servicenow_incidents.csv.gz"
pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the log is not beside the repository")


@pytest.fixture(scope="module")
def example():
    return runpy.run_path(str(ROOT / "examples" / "servicenow_log.py"))


@pytest.fixture(scope="module")
def incidents(example):
    return example["read"](LOG)


def test_every_incident_gets_a_verdict_on_both_metrics(example, incidents):
    rules = example["policy"](example["RESPONSE"], example["RESOLUTION"], example["OFFICE"])
    samples = [example["judge"](rules, each) for each in incidents]
    for metric in ("first_response", "resolution"):
        found = attainment(samples, metric, population="all")
        assert (found.decided, found.total) == (890, 890)


def test_the_time_that_counted_is_the_open_time_of_the_stretches(example, incidents):
    rules = example["policy"](example["RESPONSE"], example["RESOLUTION"], example["OFFICE"])
    for each in incidents[::10]:
        clock = example["judge"](rules, each).assessment["resolution"]
        assert clock.spans.total == clock.elapsed
        assert sum(stretch.span.total.total_seconds() for stretch in clock.stretches) == (
            clock.elapsed_real.total_seconds()
        )


def test_elapsed_time_with_waits_explains_all_verdicts_of_that_system_but_one(example, incidents):
    fits = [
        example["fit"]([each for each in incidents if each.priority == number])
        for number in (1, 2, 3, 4)
    ]
    assert [best.agree for best in fits] == [15, 33, 756, 85]
    assert {best.clock for best in fits} == {"elapsed time"}
    assert [each.number for best in fits for each, _ in best.odd] == ["INC0000379"]
