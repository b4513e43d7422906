"""What to work on next: priority by a named scheme, then the order of the queue.

Severity says how bad an incident is, priority how much it presses by the desk's scheme, queue
order which ticket comes first: by priority, and among routine requests of one level by tier
(R125: severity decides in principle; among 常规申告 of the same level the premium customer goes
first), then by what breaches next.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from servicedesk.clocks.log import happenings
from servicedesk.decisions import Decided, DecisionTable, decide
from servicedesk.errors import InvalidValue, are, check_type, is_a, several
from servicedesk.incidents import (
    Event,
    Facts,
    FactValue,
    Severity,
    Tier,
    are_keys,
    is_key,
    key_label,
    keys,
)
from servicedesk.reasons import Binding, Clause, Reason, ReasonKind, Text
from servicedesk.sla import (
    Assessment,
    Breached,
    Policy,
    Running,
    StartedClock,
    assess,
)
from servicedesk.spans import to_utc, utc_or_none
from servicedesk.versions import Dated

BY_SEVERITY = ReasonKind(
    "worklist.by_severity",
    "priority {priority}: severity {severity}",
    "优先级{priority}：严重程度为{severity}",
    "優先級{priority}：嚴重程度為{severity}",
)
UNKNOWN = ReasonKind(
    "worklist.unknown",
    "priority {priority}, as the worst that it may be: {facts} not known yet",
    "尚不知{facts}，暂按最坏情况定为优先级{priority}",
    "尚不知{facts}，暫按最壞情況定為優先級{priority}",
)
RAISED = ReasonKind(
    "worklist.raised",
    "raised to priority {priority}: {metric} has used {percent} % of its time",
    "提升为优先级{priority}：{metric}已用去时限的{percent}%",
    "提升為優先級{priority}：{metric}已用去時限的{percent}%",
)
BY_DUE = ReasonKind(
    "worklist.by_due",
    "by what is due first",
    "按期限先后排序",
    "按期限先後排序",
)
BY_TABLE = ReasonKind(
    "worklist.by_table",
    "priority {priority}: {outcome} by {table}",
    "优先级{priority}：按{table}为{outcome}",
    "優先級{priority}：按{table}為{outcome}",
)
TIER = ReasonKind(
    "worklist.tier",
    "a routine request: {tier} customers by tier within the level",
    "常规申告：同级别内按服务等级，本客户为{tier}",
    "常規申告：同級別內按服務等級，本客戶為{tier}",
)
NEXT = ReasonKind(
    "worklist.next", "{metric} is due {due}", "{metric}的期限为 {due}", "{metric}的期限為 {due}"
)
LATE = ReasonKind(
    "worklist.late",
    "{metric} was due {due} and is {overrun} over",
    "{metric}的期限为 {due}，已超出{overrun}",
    "{metric}的期限為 {due}，已超出{overrun}",
)
NOTHING_DUE = ReasonKind("worklist.nothing_due", "nothing is due", "暂无期限", "暫無期限")

ROUTINE_BY_TIER = Clause("R125", Binding.PROMISE)


@frozen
class BySeverity:
    """Priority is the severity's level, 1 to 4, from the fact `severity`."""


def _ascending(owner: Any, attribute: Any, steps: tuple[int | Decimal, ...]) -> None:
    are(int, Decimal)(owner, attribute, steps)
    if not steps or list(steps) != sorted(set(steps)) or steps[0] <= 0:
        raise InvalidValue(
            "steps of pressure", got=steps, expected="rising percentages", where="ByPressure.steps"
        )


@frozen
class ByPressure:
    """Priority is the severity's level, raised by one for each step that an open clock has passed.

    Attributes:
        steps: percentages of the allowed time that are used up, rising; (75, 100) raises a ticket
            by one level at three quarters and by two when it is due. None rises above 1.
    """

    steps: tuple[int | Decimal, ...] = field(
        default=(75, 100), converter=several, validator=_ascending
    )


@frozen
class ByTable:
    """Priority is the outcome of a decision table, such as impact × urgency: its worst is 1."""

    table: DecisionTable = field(validator=is_a(DecisionTable))


@frozen
class ByDue:
    """All have one priority, whatever else is known.

    With `QueueRule(scheme=ByDue(), tiers=())` the queue is in the order of the next breach.
    """


Scheme = BySeverity | ByPressure | ByTable | ByDue


@frozen(kw_only=True)
class QueueRule:
    """How a desk orders its queue.

    Attributes:
        scheme: what priority means here.
        tiers: tiers that go first among routine requests of one level, first ones first; the
            others share what is left. R125 names only the premium one.
        clauses: what the order by tier rests on.
    """

    scheme: Scheme = field(
        factory=BySeverity, validator=is_a(BySeverity, ByPressure, ByTable, ByDue)
    )
    tiers: tuple[str, ...] = field(
        default=(Tier.PREMIUM.value,), converter=keys, validator=are_keys
    )
    clauses: tuple[Clause, ...] = field(default=(ROUTINE_BY_TIER,), validator=are(Clause))


@frozen(kw_only=True)
class Ticket:
    """A ticket of the queue, as the host knows it.

    Attributes:
        id: the host's identity of it.
        policy: the policy of its contract.
        events: its log.
        facts: what was known from the start, `severity` among it where it is.
        tier: its customer's tier.
        routine: whether it is an ordinary request (常规申告), among which tier counts.
    """

    id: str = field(validator=is_a(str))
    policy: Policy | Dated[Policy] = field(validator=is_a(Policy, Dated))
    events: tuple[Event, ...] = field(converter=several, validator=are(Event))
    facts: Facts = field(factory=Facts, converter=Facts)
    tier: str = field(default=Tier.FREE.value, validator=is_key())
    routine: bool = field(default=True, validator=is_a(bool))


@frozen(kw_only=True)
class Entry:
    """One place in the queue.

    Attributes:
        position: from 1.
        ticket: the host's identity of the ticket.
        priority: 1 presses most.
        assumed: whether the priority is the worst that it may be, since facts are unknown.
        next_breach: the earliest due of its open clocks, past ones included; None if nothing is
            due.
        assessment: what all its clocks say.
        reasons: why it stands here.
    """

    position: int
    ticket: str
    priority: int
    assumed: bool
    next_breach: datetime | None = field(eq=utc_or_none)
    assessment: Assessment
    reasons: tuple[Reason, ...]


@frozen
class _Place:
    ticket: Ticket
    assessment: Assessment
    priority: int
    assumed: bool
    pressing: Running | Breached | None
    why: Reason


def worklist(
    tickets: Iterable[Ticket],
    rule: QueueRule | None = None,
    *,
    at: datetime,
    as_known_at: datetime | None = None,
    timezone: str | None = None,
) -> tuple[Entry, ...]:
    """Assess a whole queue at an instant, and order it.

    By priority; at one priority what is not routine comes first, then routine requests by tier;
    then by what is or was due first; then by the tickets' identities. While facts are unknown, a
    ticket has the worst priority that it may have.

    Args:
        tickets: the queue.
        rule: how the desk orders it; by severity and R125 if it is left out.
        at: the instant.
        as_known_at: as for `assess`.
        timezone: as for `assess`, where tickets have dated policies.

    Raises:
        InvalidValue: for one ticket twice.
        UnknownName: for a severity that is none.
        What `assess` and `decide` raise.
    """
    rule = rule or QueueRule()
    check_type(rule, QueueRule, where="rule")
    check_type(tickets, Iterable, where="tickets")
    places: dict[str, _Place] = {}
    for ticket in tickets:
        check_type(ticket, Ticket, where="tickets")
        if ticket.id in places:
            raise InvalidValue("one ticket twice", got=ticket.id, where="tickets")
        assessment = assess(
            ticket.policy,
            ticket.events,
            ticket.facts,
            at=at,
            as_known_at=as_known_at,
            timezone=timezone,
        )
        facts = _facts_by(ticket, at, as_known_at)
        places[ticket.id] = _place(ticket, assessment, facts, rule.scheme)
    ordered = sorted(places.values(), key=lambda place: _order(place, rule))
    return tuple(_entry(place, position, rule) for position, place in enumerate(ordered, 1))


def _facts_by(
    ticket: Ticket, at: datetime, as_known_at: datetime | None
) -> Mapping[str, FactValue]:
    known = dict(ticket.facts)
    for _, event in happenings(ticket.events, at=at, as_known_at=as_known_at):
        known.update(event.changes)
    return known


def _place(
    ticket: Ticket, assessment: Assessment, facts: Mapping[str, FactValue], scheme: Scheme
) -> _Place:
    priority, assumed, why = _priority(scheme, facts, assessment)
    return _Place(ticket, assessment, priority, assumed, assessment.pressing, why)


_LAST = datetime.max.replace(tzinfo=UTC)


def _priority(
    scheme: Scheme, facts: Mapping[str, FactValue], assessment: Assessment
) -> tuple[int, bool, Reason]:
    if isinstance(scheme, ByDue):
        return 1, False, BY_DUE()
    if isinstance(scheme, ByTable):
        return _by_table(scheme.table, facts)
    if "severity" not in facts:
        return 1, True, UNKNOWN(priority=1, facts=("severity",))
    severity = Severity.of(facts["severity"])
    why = BY_SEVERITY(priority=severity.level, severity=severity)
    if isinstance(scheme, BySeverity):
        return severity.level, False, why
    return _under_pressure(scheme, severity.level, assessment, why)


def _under_pressure(
    scheme: ByPressure, level: int, assessment: Assessment, why: Reason
) -> tuple[int, bool, Reason]:
    open_ = [
        (used, clock)
        for clock in assessment.started
        if clock.stopped is None and (used := _used(clock, scheme)) is not None
    ]
    if not open_:
        return level, False, why
    used, clock = max(open_, key=lambda pair: pair[0])
    raised = max(1, level - sum(used >= step for step in scheme.steps))
    if raised == level:
        return level, False, why
    name = clock.title or clock.metric
    return raised, False, RAISED(priority=raised, metric=name, percent=int(used), because=(why,))


def _used(clock: StartedClock, scheme: ByPressure) -> Fraction | int | Decimal | None:
    """The percentage that is used up; a breach of what allows no time is past all steps."""
    if clock.percent is None and isinstance(clock, Breached):
        return max(100, scheme.steps[-1])
    return clock.percent


def _by_table(table: DecisionTable, facts: Mapping[str, FactValue]) -> tuple[int, bool, Reason]:
    decision = decide(table, facts)
    worst_first = table.outcomes[::-1]
    if isinstance(decision, Decided) and decision.settled:
        priority = worst_first.index(decision.outcome) + 1
        why = BY_TABLE(
            priority=priority,
            outcome=decision.outcome,
            table=table.name,
            because=decision.reasons,
        )
        return priority, False, why
    possible: Sequence[str] = getattr(decision, "possible", ()) or table.outcomes
    priority = min(worst_first.index(outcome) for outcome in possible) + 1
    asked = tuple(getattr(decision, "ask", ()))
    return priority, True, UNKNOWN(priority=priority, facts=asked, because=decision.reasons)


def _order(place: _Place, rule: QueueRule) -> tuple[int, bool, int, datetime, str]:
    ticket = place.ticket
    due = _LAST if place.pressing is None else to_utc(place.pressing.due or _LAST)
    rank = _rank(ticket.tier, rule.tiers) if ticket.routine else 0
    return place.priority, ticket.routine, rank, due, ticket.id


def _rank(tier: str, tiers: Sequence[str]) -> int:
    return tiers.index(tier) if tier in tiers else len(tiers)


def _entry(place: _Place, position: int, rule: QueueRule) -> Entry:
    reasons = [place.why]
    if place.ticket.routine and rule.tiers:
        reasons.append(TIER(tier=_tier_text(place.ticket.tier), clauses=rule.clauses))
    pressing = place.pressing
    match pressing:
        case None:
            reasons.append(NOTHING_DUE())
        case Running():
            reasons.append(NEXT(metric=pressing.title or pressing.metric, due=pressing.due))
        case Breached():
            name = pressing.title or pressing.metric
            reasons.append(LATE(metric=name, due=pressing.due, overrun=pressing.overrun))
    return Entry(
        position=position,
        ticket=place.ticket.id,
        priority=place.priority,
        assumed=place.assumed,
        next_breach=None if pressing is None else pressing.due,
        assessment=place.assessment,
        reasons=tuple(reasons),
    )


def _tier_text(tier: str) -> Text:
    return Text(key_label(tier, "en"), key_label(tier, "zh-Hans"), key_label(tier, "zh-Hant"))
