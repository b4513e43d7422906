"""The order of the queue."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.errors import InvalidValue, UnknownName
from servicedesk.incidents import Event, Severity
from servicedesk.reasons import explain
from servicedesk.schemes.matrices import SERVICENOW_PRIORITY
from servicedesk.sla import Metric, Policy, Target
from servicedesk.worklist import ByDue, ByPressure, ByTable, QueueRule, Ticket, worklist

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, tzinfo=UTC)
RULES = Policy(
    name="queue",
    metrics=[Metric(name="work", start="created", pause="hold", stop="resolved")],
    targets=[Target(metric="work", within=10 * HOUR)],
)


def ticket(name, severity=None, *, created=0, more=(), tier="annual", routine=True, **facts):
    known = facts if severity is None else {"severity": severity, **facts}
    events = [
        Event(at=START + hours * HOUR, type=kind) for hours, kind in ((created, "created"), *more)
    ]
    return Ticket(id=name, policy=RULES, events=events, facts=known, tier=tier, routine=routine)


def order(*tickets, rule=None, hours=5):
    return [entry.ticket for entry in worklist(tickets, rule, at=START + hours * HOUR)]


def test_severity_decides_before_tier():
    bad = ticket("bad", Severity.HIGH)
    mild = ticket("mild", Severity.LOW, tier="premium")
    assert order(mild, bad) == ["bad", "mild"]


def test_r125_among_routine_requests_of_one_level_premium_goes_first():
    premium = ticket("premium", Severity.LOW, created=4, tier="premium")
    older = ticket("older", Severity.LOW, created=1)
    assert order(older, premium) == ["premium", "older"]
    entry = worklist([older, premium], at=START + 5 * HOUR)[0]
    assert "R125" in explain(entry)


def test_what_is_not_routine_is_not_ordered_by_tier_and_comes_before_what_is():
    premium = ticket("premium", Severity.LOW, created=4, tier="premium", routine=False)
    older = ticket("older", Severity.LOW, created=1, routine=False)
    routine = ticket("routine", Severity.LOW, created=0, tier="premium")
    assert order(premium, routine, older) == ["older", "premium", "routine"]


def test_the_next_breach_decides_among_equals_and_what_is_late_comes_first():
    late = ticket("late", Severity.LOW, created=-20)
    soon = ticket("soon", Severity.LOW, created=0)
    later = ticket("later", Severity.LOW, created=3)
    paused = ticket("paused", Severity.LOW, created=-9, more=((-8, "hold"),))
    assert order(later, paused, soon, late) == ["late", "soon", "later", "paused"]


def test_the_severity_by_then_is_the_one_of_the_log():
    raised = Ticket(
        id="raised",
        policy=RULES,
        events=[
            Event(at=START, type="created"),
            Event(at=START + 2 * HOUR, type="raised", changes={"severity": "critical"}),
        ],
        facts={"severity": "low"},
    )
    other = ticket("other", Severity.MEDIUM)
    assert order(raised, other, hours=1) == ["other", "raised"]
    assert order(raised, other, hours=3) == ["raised", "other"]


def test_unknown_is_not_mild():
    unknown = ticket("unknown")
    bad = ticket("bad", Severity.HIGH)
    assert order(bad, unknown) == ["unknown", "bad"]
    assert worklist([unknown], at=START)[0].assumed


def test_deadline_pressure_raises_a_level_at_each_step():
    rule = QueueRule(scheme=ByPressure((75, 100)))
    priorities = {
        hours: worklist([ticket("a", Severity.LOW)], rule, at=START + hours * HOUR)[0].priority
        for hours in (7, 8, 10, 99)
    }
    assert priorities == {7: 4, 8: 3, 10: 2, 99: 2}
    top = worklist([ticket("a", Severity.CRITICAL)], rule, at=START + 99 * HOUR)[0]
    assert top.priority == 1


def test_impact_and_urgency_by_a_table():
    rule = QueueRule(scheme=ByTable(SERVICENOW_PRIORITY))
    high = ticket("high", impact="high", urgency="high")
    low = ticket("low", impact="low", urgency="low")
    half = ticket("half", impact="low")
    entries = worklist([low, half, high], rule, at=START)
    assert [(entry.ticket, entry.priority, entry.assumed) for entry in entries] == [
        ("high", 1, False),
        ("half", 3, True),  # low impact makes 3 at worst
        ("low", 5, False),
    ]


def test_refused():
    with pytest.raises(InvalidValue, match="twice"):
        order(ticket("a"), ticket("a"))
    with pytest.raises(UnknownName):
        order(ticket("a", "terrible"))
    with pytest.raises(InvalidValue):
        ByPressure((100, 75))


def test_what_is_due_at_once_and_late_presses_as_much_as_anything_late():
    # R96: "at once" allows no time, of which no share can be used up
    at_once = Policy(
        name="urgent",
        metrics=RULES.metrics,
        targets=[Target(metric="work", within=0 * HOUR)],
    )
    late = Ticket(
        id="late",
        policy=at_once,
        events=[Event(at=START, type="created")],
        facts={"severity": "low"},
    )
    (entry,) = worklist([late], QueueRule(scheme=ByPressure((75, 100))), at=START + HOUR)
    assert entry.priority == Severity.LOW.level - 2


def test_by_due_nothing_but_the_next_breach_decides():
    bad = ticket("bad", Severity.CRITICAL, created=3)
    soon = ticket("soon", Severity.LOW, created=0)
    unknown = ticket("unknown", created=1, tier="premium", routine=False)
    paused = ticket("paused", Severity.HIGH, created=-9, more=((-8, "hold"),))
    rule = QueueRule(scheme=ByDue(), tiers=())
    entries = worklist([paused, bad, unknown, soon], rule, at=START + 5 * HOUR)
    # what is not routine still comes first; then by due; what waits has none
    assert [entry.ticket for entry in entries] == ["unknown", "soon", "bad", "paused"]
    assert {entry.priority for entry in entries} == {1}
    assert not any(entry.assumed for entry in entries)


def test_no_reason_speaks_of_a_tier_that_orders_nothing():
    rule = QueueRule(scheme=ByDue(), tiers=())
    (entry,) = worklist([ticket("one", Severity.LOW)], rule, at=START)
    assert "tier" not in explain(entry)
    assert "by what is due first" in explain(entry)
    assert "按期限先后排序" in explain(entry, lang="zh-Hans")
