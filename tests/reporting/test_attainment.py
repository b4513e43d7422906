"""A rate that rests on assumed targets says so."""

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from servicedesk.codec import structure, unstructure
from servicedesk.decisions import when
from servicedesk.errors import InvalidValue, WrongType
from servicedesk.incidents import Event
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.reporting import Attainment, Sample, Unit, attainment
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


SOLVED = Text("solved", "解决", "解決")
FAULTS = Text("faults", "故障", "故障")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_metric_and_the_population_are_told_in_the_reader_s_language(lang):
    named = evolve(BY_SEVERITY, metrics=[evolve(WORK, text=SOLVED)])
    log = [Event(at=START, type="created")]
    samples = [Sample(ticket="a", assessment=assess(named, log, at=START))]
    found = attainment(samples, "work", population=FAULTS)
    told = explain(found, lang=lang)
    assert SOLVED.label(lang) in told
    assert FAULTS.label(lang) in told
    assert "work" not in told
    assert structure(json.loads(json.dumps(unstructure(found))), Attainment) == found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_words_the_metric_and_the_population_are_told_as_they_are(lang):
    told = explain(attainment(SAMPLES, "work", population="all of June"), lang=lang)
    assert "work" in told
    assert "all of June" in told


@pytest.mark.parametrize("nameless", [" ", Text("all", " ", "全部")])
def test_a_population_has_words_in_each_language(nameless):
    with pytest.raises(InvalidValue, match="population"):
        attainment(SAMPLES, "work", population=nameless)


def test_a_population_is_words():
    with pytest.raises(WrongType):
        attainment(SAMPLES, "work", population=5)
