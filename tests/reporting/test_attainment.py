"""A rate that rests on assumed targets says so."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.reasons import explain
from servicedesk.reporting import Sample, Unit, attainment
from servicedesk.sla import Metric, Policy, Target, assess

START = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORK = Metric(name="work", start="created", stop="done")
BY_SEVERITY = Policy(
    name="assumed",
    metrics=[WORK],
    targets=[
        Target(name=level, metric="work", within=hours * HOUR, when=when(severity=level))
        for level, hours in (("high", 2), ("low", 8))
    ],
)


def sample(ticket, hours, facts, **rest):
    log = [Event(at=START, type="created"), Event(at=START + hours * HOUR, type="done")]
    return Sample(
        ticket=ticket, assessment=assess(BY_SEVERITY, log, facts, at=START + 9 * HOUR), **rest
    )


SAMPLES = [
    sample("a", 1, {"severity": "low"}),
    sample("b", 3, {"severity": "high"}),
    sample("c", 1, {}),
    sample("d", 3, {}),
    sample("e", 4, {}),
    sample("f", 4, {}, excluded="power failure"),
]


@pytest.mark.parametrize("unit", list(Unit))
def test_what_was_judged_by_an_assumed_target_is_counted_apart_too(unit):
    found = attainment(SAMPLES, "work", population="all", unit=unit)
    assert (found.met, found.breached, found.rate) == (2, 3, Fraction(2, 5))
    assert (found.assumed_met, found.assumed_breached) == (1, 2)
    assert "1 met and 2 breached" in explain(found)
    assert "目标尚属推定" in explain(found, lang="zh-Hans")


def test_where_all_is_settled_nothing_is_said_of_it():
    found = attainment(SAMPLES[:2], "work", population="all")
    assert (found.assumed_met, found.assumed_breached) == (0, 0)
    assert "assumed" not in explain(found)
