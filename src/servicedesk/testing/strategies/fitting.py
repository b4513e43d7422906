"""What fits a policy, a contract, a lifecycle of the host's own: logs, facts, requests, work."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.contracts import (
    Contract,
    Cost,
    Covered,
    Expense,
    Request,
    Usage,
    Work,
    cover,
)
from servicedesk.decisions import All, AnyOf, Between, Condition, Is, Not
from servicedesk.errors import Undecided
from servicedesk.incidents import (
    Cause,
    Channel,
    Event,
    Facts,
    FactValue,
    Locality,
    Severity,
)
from servicedesk.money import Money
from servicedesk.sla import Policy, Promised, extension

_DAYS = 24 * 60
_STEP = st.integers(0, 600) | st.integers(0, 3 * _DAYS)


def leaves_of(condition: Condition) -> Iterator[Is | Between]:
    """The conditions on single facts in it."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(of=part):
            yield from leaves_of(part)
        case _:
            yield condition


def facts_that_matter(conditions: Iterator[Condition]) -> Mapping[str, tuple[FactValue, ...]]:
    """The facts that *conditions* look at, each with values on both sides of every question."""
    found: dict[str, dict[FactValue, None]] = {}
    for condition in conditions:
        for leaf in leaves_of(condition):
            known = found.setdefault(leaf.fact, {})
            known.update(dict.fromkeys(_telling_values(leaf)))
    return {fact: tuple(known) for fact, known in sorted(found.items())}


def _telling_values(leaf: Is | Between) -> Iterator[FactValue]:
    if isinstance(leaf, Between):
        for bound in (leaf.low, leaf.high):
            if bound is not None:
                yield from (bound - 1, bound, bound + 1)
        return
    yield from sorted(leaf.values, key=str)
    match next(iter(leaf.values)):
        case bool():
            yield from (False, True)
        case int() | Decimal():
            yield max(each for each in leaf.values if isinstance(each, int | Decimal)) + 1
        case _ if leaf.fact == "severity":
            yield from (each.value for each in Severity)
        case _:
            yield "another"


def facts_for(policy: Policy) -> SearchStrategy[Facts]:
    """Facts that the targets of *policy* look at, each known or not."""
    matter = facts_that_matter(target.when for target in policy.targets)
    known = {fact: st.sampled_from(values) for fact, values in matter.items()}
    return st.fixed_dictionaries({}, optional=known).map(Facts)


def event_types_of(policy: Policy) -> tuple[str, ...]:
    """The types of event that move a clock of *policy*, those that start one first."""
    starts = [kind for metric in policy.metrics for kind in metric.start]
    return tuple(dict.fromkeys([*starts, *policy.doings]))


@composite
def logs_for(
    draw: DrawFn,
    policy: Policy,
    *,
    first: datetime = datetime(2026, 1, 5, tzinfo=UTC),
    last: datetime = datetime(2026, 12, 31, tzinfo=UTC),
    longest: int = 8,
) -> tuple[Event, ...]:
    """Logs of events that *policy* speaks of: clocks start, wait, end, start again; facts change.

    Args:
        draw: given by Hypothesis.
        policy: whose clocks move.
        first: the earliest instant at which a log begins.
        last: the latest.
        longest: the most events.
    """
    types = event_types_of(policy)
    starts = st.sampled_from([kind for metric in policy.metrics for kind in metric.start])
    matter = facts_that_matter(target.when for target in policy.targets)
    promised = {each.within.fact for each in policy.targets if isinstance(each.within, Promised)}
    changing = sorted({*matter, *promised})
    metrics = st.sampled_from([metric.name for metric in policy.metrics])
    at = first + timedelta(minutes=draw(st.integers(0, (last - first) // timedelta(minutes=1))))
    doings = ["event"] * 6 + (["change"] if changing else []) + ["extension"]
    log = [Event(at=at, type=draw(starts), id="0")]
    for doing in draw(st.lists(st.sampled_from(doings), max_size=longest - 1)):
        at += timedelta(minutes=draw(_STEP))
        key = str(len(log))
        match doing:
            case "event":
                log.append(Event(at=at, type=draw(st.sampled_from(types)), id=key))
            case "change":
                fact = draw(st.sampled_from(changing))
                value = (
                    (at + timedelta(minutes=draw(_STEP))).isoformat()
                    if fact in promised
                    else draw(st.sampled_from(matter[fact]))
                )
                log.append(Event(at=at, type="change", id=key, changes={fact: value}))
            case _:
                due = at + timedelta(minutes=draw(_STEP))
                agreed = extension(
                    draw(metrics), at=at, new_due=due, reason="agreed", consent=True, id=key
                )
                log.append(agreed)
    return tuple(log)


@composite
def requests_for(draw: DrawFn, contract: Contract) -> Request:
    """What a customer of *contract* may ask for, in or near its term."""
    days = min(contract.term.days, 3 * 366)
    noon = datetime.combine(contract.term.start, time(12), UTC)
    minutes = draw(st.integers(0, days * _DAYS) | st.integers(-30 * _DAYS, days * _DAYS + _DAYS))
    sites = [site.key for site in contract.sites]
    matter = facts_that_matter(
        condition
        for rule in contract.entitlements
        for condition in (rule.when, rule.unmetered)
        if condition is not None
    )
    own = {
        fact: st.sampled_from(values)
        for fact, values in matter.items()
        if fact not in _OF_A_REQUEST
    }
    return Request(
        id=f"R-{draw(st.integers(1, 9999))}",
        item=draw(st.sampled_from([item.key for item in contract.items])),
        at=noon + timedelta(minutes=minutes),
        channel=draw(st.none() | st.sampled_from(Channel)),
        severity=draw(st.none() | st.sampled_from(Severity)),
        locality=draw(st.none() | st.sampled_from(Locality)),
        site=draw(st.none() | st.sampled_from(sites)) if sites else None,
        facts=draw(st.fixed_dictionaries({}, optional=own)),
    )


_OF_A_REQUEST = frozenset(
    "item channel severity locality site tier fee_plan cause in_warranty".split()
)


@composite
def works_for(draw: DrawFn, contract: Contract, request: Request, *, key: str = "W-1") -> Work:
    """A piece of work done for *request*, some hours or days after it was asked for."""
    minutes = draw(st.integers(0, 480).map(lambda quarter: quarter * 15))
    spent = st.builds(
        Expense,
        st.sampled_from([cost for cost in Cost if cost is not Cost.LABOUR]),
        st.integers(0, 100_000).map(lambda minor: Money(minor, contract.currency)),
    )
    return Work(
        id=key,
        request=request.id,
        item=request.item,
        at=request.at + timedelta(minutes=draw(_STEP)),
        cause=draw(st.sampled_from([Cause.PRODUCT_DEFECT, *Cause])),
        quantity=draw(st.integers(1, 20)),
        time=timedelta(minutes=minutes),
        visits=draw(st.integers(0, 2)),
        expenses=draw(st.lists(spent, max_size=2).map(tuple)),
    )


@composite
def works_with_requests(
    draw: DrawFn, contract: Contract, *, most: int = 5
) -> tuple[tuple[Request, ...], tuple[Work, ...]]:
    """Requests with ids of their own, and a piece of work for each."""
    asked = draw(st.lists(requests_for(contract), max_size=most, unique_by=lambda each: each.id))
    done = [draw(works_for(contract, each, key=f"W-{each.id}")) for each in asked]
    return tuple(asked), tuple(done)


def covered_or_none(
    contract: Contract,
    requests: tuple[Request, ...],
    works: tuple[Work, ...],
) -> tuple[tuple[Covered, ...], Usage] | None:
    """What `contracts.cover` answers; None where the contract leaves open what it would need."""
    try:
        return cover(contract, requests, works)
    except Undecided:
        return None
