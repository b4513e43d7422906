"""Logs that make no sense: every verb has an answer, and it can be told and drawn."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.codec import structure, unstructure
from servicedesk.decisions import when
from servicedesk.errors import ServiceDeskError
from servicedesk.incidents import Event
from servicedesk.presets import complaint_policy
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.reporting import Sample, attainment
from servicedesk.servicing import ServiceRequest
from servicedesk.sla import (
    AGENT_WORK,
    ARRIVAL,
    CONFIRMATION,
    ELAPSED,
    EXTENDED,
    FIRST_RESPONSE,
    NEXT_REPLY,
    PAUSABLE_UPDATE,
    PERIODIC_UPDATE,
    RECOVERY,
    REQUESTER_WAIT,
    RESOLUTION,
    TIME_TO_OWN,
    TOTAL_RESOLUTION,
    WORKAROUND,
    Assessment,
    BusinessDays,
    Change,
    Level,
    Metric,
    Policy,
    Promised,
    Target,
    assess,
    compare,
    next_transition,
)
from servicedesk.spans import to_utc
from servicedesk.versions import Dated
from servicedesk.views import timeline_svg
from servicedesk.worklist import ByPressure, QueueRule, Ticket, worklist

METRICS = (
    FIRST_RESPONSE, NEXT_REPLY, PERIODIC_UPDATE, PAUSABLE_UPDATE, TIME_TO_OWN, ARRIVAL, WORKAROUND,
    RESOLUTION, REQUESTER_WAIT, AGENT_WORK, TOTAL_RESOLUTION, CONFIRMATION, RECOVERY,
)  # fmt: skip
PLAIN = Policy(name="plain", metrics=[FIRST_RESPONSE], targets=[])
TYPES = sorted({kind for metric in METRICS for kind in metric.columns()} | {"closed", EXTENDED})
START = datetime(2026, 10, 24, tzinfo=UTC)
CHINA = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", holidays="CN")
NIGHT = BusinessCalendar("Europe/Berlin", "Sat,Sun 22:00-06:00")
NEVER = BusinessCalendar("UTC", {})
CLOCKS = st.sampled_from([CHINA, NIGHT, NEVER, CHINA | NIGHT, CHINA - NIGHT])
HOURS = st.integers(0, 2000).map(lambda tenths: timedelta(minutes=6 * tenths))
IDS = st.none() | st.sampled_from(["a", "b", "c", "d"])
INSTANTS = st.integers(0, 12 * 24 * 60).map(lambda minute: START + timedelta(minutes=minute))
WORDS = st.sampled_from(
    ["", "soon", "2026-10-30T09:00:00", "2026-10-30T09:00:00+08:00", "9999-12-31T23:59:59-11:00"]
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from(["low", "high"]),
        "new_due": WORDS,
        "by": WORDS,
        "consent": st.booleans() | WORDS,
        "extends": st.sampled_from([metric.name for metric in METRICS] + ["nothing"]),
    },
)


@st.composite
def events(draw):
    amends = draw(st.sampled_from([{}, {}, {}, {"corrects": "a"}, {"retracts": "b"}]))
    return Event(
        at=draw(INSTANTS),
        type=draw(st.sampled_from(TYPES)),
        id=draw(IDS),
        recorded_at=draw(st.none() | INSTANTS),
        changes=draw(CHANGES),
        **amends,
    )


@st.composite
def targets(draw, metric):
    kind = draw(st.sampled_from(["hours", "elapsed", "days", "promised"]))
    level = {
        "levels": [
            Level(name="l", percent=50, desk=draw(CLOCKS)),
            Level(name="m", offset=-draw(HOURS)),
        ]
    }
    match kind:
        case "hours":
            rest = {"within": draw(HOURS), "clock": draw(CLOCKS)}
        case "elapsed":
            rest = {"within": draw(HOURS), "clock": ELAPSED}
        case "days":
            days = BusinessDays(draw(st.integers(1, 9)), draw(st.sampled_from(DayRule)))
            rest = {"within": days, "clock": draw(CLOCKS)}
        case _:
            rest = {"within": Promised("by"), "clock": ELAPSED}
    return {"metric": metric.name, **level, **rest}


@st.composite
def policies(draw):
    metrics = draw(st.lists(st.sampled_from(METRICS), min_size=1, max_size=4, unique=True))
    found = []
    for metric in metrics:
        found.append(Target(**draw(targets(metric))))
        if draw(st.booleans()):
            name, condition = f"{metric.name}-high", when(level="high")
            found.append(Target(name=name, when=condition, **draw(targets(metric))))
    return Policy(
        name="hostile",
        metrics=metrics,
        targets=found,
        terminal=("closed",),
        change=draw(st.sampled_from(Change)),
    )


@given(policies(), policies(), st.lists(events(), max_size=14), INSTANTS, st.none() | INSTANTS)
def test_every_verb_has_an_answer(policy, later, log, at, known):
    dated = Dated.of(policy, (date(2026, 10, 28), later))
    found = assess(policy, log, at=at, as_known_at=known)
    renewed = assess(dated, log, at=at, as_known_at=known, timezone="Asia/Shanghai")
    assert compare(found, found) == ()
    compare(found, renewed)
    for each in (found, renewed):
        coming = next_transition(each)
        assert coming is None or to_utc(coming.at) > to_utc(at)
        for lang in LANGUAGES:
            assert explain(each, lang=lang) or not (each.clocks or each.ignored)
        ET.fromstring(timeline_svg(each))  # noqa: S314 - our own
        for clock in each.started:
            assert clock.elapsed == clock.carried + clock.spans.total
            assert clock.elapsed_real >= timedelta(0)
        for metric in {clock.metric for clock in each.clocks}:
            sample = Sample(ticket="t", assessment=each)
            assert attainment([sample], metric, population="all").total <= len(each.of(metric))
    assert structure(unstructure(found), Assessment) == found


@given(st.lists(events(), max_size=14), INSTANTS)
def test_the_complaint_policy_too(log, at):
    explain(assess(complaint_policy.policy(clock=CHINA), log, at=at), lang="zh-Hans")


NONSENSE = (
    lambda: assess(PLAIN, None, at=START),
    lambda: assess(PLAIN, 5, at=START),
    lambda: assess(PLAIN, ["created"], at=START),
    lambda: next_transition(None),
    lambda: compare(assess(PLAIN, [], at=START), None),
    lambda: Policy(name="p", metrics=5, targets=()),
    lambda: Policy(name="p", metrics=[FIRST_RESPONSE], targets=None),
    lambda: Policy(name="p", metrics=[FIRST_RESPONSE], targets=(), terminal=5),
    lambda: Policy(name="p", metrics=[FIRST_RESPONSE], targets=(), terminal=(5,)),
    lambda: Metric(name="m", start=5),
    lambda: Metric(name="m", start=(5,)),
    lambda: Target(metric="m", within=START - START, levels=5),
    lambda: Target(metric="m", within=START - START, clauses="R1"),
    lambda: Ticket(id="t", policy=PLAIN, events=5),
    lambda: QueueRule(tiers=(5,)),
    lambda: ByPressure(steps=5),
    lambda: ByPressure(steps=(Decimal("NaN"),)),
    lambda: worklist(None, at=START),
    lambda: ServiceRequest(log=5),
)


@pytest.mark.parametrize("case", range(len(NONSENSE)))
def test_what_is_of_another_kind_is_refused_by_an_error_of_ours(case):
    with pytest.raises(ServiceDeskError):
        NONSENSE[case]()
