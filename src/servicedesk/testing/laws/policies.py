"""What holds for every SLA policy and every log, and what a host may demand of its own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from attrs import evolve
from hypothesis import settings as Settings  # noqa: N812 - it is a class

from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.codec import structure, unstructure
from servicedesk.errors import Unreachable, check_type
from servicedesk.incidents import Event, Facts, FactValue, Period
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.sla import (
    Assessment,
    Breached,
    Clock,
    Met,
    Pending,
    Phase,
    Policy,
    Running,
    StartedClock,
    assess,
    next_transition,
)
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.laws.calendars import oracle_of
from servicedesk.testing.laws.holding import Law, Moot, Tried, chosen, hold
from servicedesk.testing.laws.ranking import WORSE_IS_NEVER_DUE_LATER, check_ranked, ranks_for
from servicedesk.testing.laws.tickets import Subject, longer, pausing, stories, written
from servicedesk.versions import Dated

_YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
_MICRO = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_LONG = timedelta(days=400)


# --- what is wrong -----------------------------------------------------------------------------


def _asked(subject: Subject, log: Iterable[Event], facts: Facts, at: datetime) -> Assessment:
    return assess(subject.policy, log, facts, at=at)


def _said(clock: Clock | None) -> str:
    if clock is None or isinstance(clock, Pending):
        return "no clock" if clock is None else "pending"
    due = "no due" if clock.due is None else f"due {to_utc(clock.due).isoformat()}"
    return f"{type(clock).__name__.lower()}, {due}, {clock.elapsed} counted"


def _differs(one: Assessment, other: Assessment) -> str:
    if one.clocks == other.clocks:
        return ""
    pairs = zip(one.clocks, other.clocks, strict=False)
    first = next((pair for pair in pairs if pair[0] != pair[1]), None)
    if first is None:
        return f"{len(one.clocks)} clocks and {len(other.clocks)} clocks"
    return f"{first[0].metric}: {_said(first[0])}, against {_said(first[1])}"


def _future(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    known = [event for event in log if to_utc(event.at) <= to_utc(at)]
    return _differs(_asked(subject, log, facts, at), _asked(subject, known, facts, at))


def _twice(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    return _differs(_asked(subject, log, facts, at), _asked(subject, [*log, *log], facts, at))


def _shuffled(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    backwards = sorted(log, key=lambda event: to_utc(event.at), reverse=True)
    return _differs(_asked(subject, log, facts, at), _asked(subject, backwards, facts, at))


def _elsewhere(
    subject: Subject, log: Sequence[Event], facts: Facts, at: datetime, zone: Any
) -> str:
    written = [evolve(event, at=event.at.astimezone(zone)) for event in log]
    there = _asked(subject, written, facts, at.astimezone(zone))
    return _differs(_asked(subject, log, facts, at), there)


def _gaping(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    for clock in _asked(subject, log, facts, at).started:
        edges = [(clock.started, clock.started)]
        edges += [(each.since, each.until) for each in clock.stretches]
        if any(to_utc(one[1]) != to_utc(other[0]) for one, other in pairwise(edges)):
            return f"{clock.metric}: its stretches leave a gap or overlap"
        if to_utc(edges[-1][1]) != to_utc(clock.stopped or clock.at):
            return f"{clock.metric}: its story ends at {edges[-1][1]}"
        if clock.elapsed != clock.carried + clock.spans.total:
            return f"{clock.metric}: {clock.elapsed} counted, its spans make {clock.spans.total}"
    return ""


def _walked(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str | Moot:
    first, last = to_utc(min(event.at for event in log)), to_utc(at)
    if last - first > timedelta(days=30):
        return Moot("more than thirty days to walk")
    walked = False
    window = Period(first.date(), last.date() + timedelta(days=1))
    for clock in _asked(subject, log, facts, at).started:
        desk = clock.target.clock
        if not isinstance(desk, BusinessCalendar | CombinedCalendar):
            continue
        oracle = oracle_of(desk, window)
        for stretch in clock.stretches:
            if stretch.phase is Phase.COUNTED and to_utc(stretch.since) >= to_utc(
                clock.counts_from
            ):
                walked = True
                passed = oracles.elapsed(oracle, stretch.since, stretch.until)
                if passed != stretch.counted:
                    return f"{clock.metric}: {stretch.counted} counted, {passed} passed"
    return "" if walked else Moot("no clock counts by a calendar")


def _judged(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    for clock in _asked(subject, log, facts, at).started:
        match clock:
            case Met(stopped=stopped, due=due) if due and to_utc(stopped) > to_utc(due):
                return f"{clock.metric}: met at {stopped}, due was {due}"
            case Breached(due=due) if to_utc(clock.stopped or clock.at) <= to_utc(due):
                return f"{clock.metric}: breached, but due is {due}"
            case Running(due=due) if due and to_utc(clock.at) > to_utc(due):
                return f"{clock.metric}: running after its due {due}"
            case _:
                pass
    return ""


def _silent(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    for clock in _asked(subject, log, facts, at).clocks:
        for lang in LANGUAGES:
            if not explain(clock, lang=lang).strip():
                return f"{clock.metric}: nothing is said in {lang}"
    return ""


def _stored(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    again = structure(json.loads(json.dumps(unstructure(subject.policy))), Policy)
    if again != subject.policy:
        return "another policy comes back"
    return _differs(_asked(subject, log, facts, at), assess(again, log, facts, at=at))


def _lengthened(
    subject: Subject, log: Sequence[Event], facts: Facts, at: datetime, more: timedelta
) -> str | Moot:
    roomy = evolve(
        subject.policy,
        targets=[
            evolve(target, within=target.within + more)
            if isinstance(target.within, timedelta)
            else target
            for target in subject.policy.targets
        ],
    )
    compared = False
    before, after = _asked(subject, log, facts, at), assess(roomy, log, facts, at=at)
    for metric in subject.policy.metrics:
        for one, other in zip(before.of(metric.name), after.of(metric.name), strict=False):
            if isinstance(one, Pending) or isinstance(other, Pending):
                continue
            if one.assumed or one.target.name != other.target.name or other.due is None:
                continue
            compared = True
            if one.due is None or to_utc(one.due) > to_utc(other.due):
                return f"{metric.name}: {_said(one)}, with {more} more: {_said(other)}"
    return "" if compared else Moot("nothing is due")


def _clock(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime, metric: str) -> Any:
    found = _asked(subject, log, facts, at).of(metric)
    return found[-1] if found and not isinstance(found[-1], Pending) else None


def _same(one: StartedClock | None, other: StartedClock | None) -> str:
    said = _said(one), _said(other)
    return "" if said[0] == said[1] else f"{said[0]}, against {said[1]}"


def _split(
    subject: Subject,
    *,
    metric: str,
    log: Sequence[Event],
    middle: datetime,
    facts: Facts,
    at: datetime,
) -> str:
    start, held, ended = log
    short = [evolve(ended, at=middle, id="on"), evolve(held, at=middle, id="off")]
    parts = [start, held, *short, ended]
    return _same(_clock(subject, log, facts, at, metric), _clock(subject, parts, facts, at, metric))


def _outside(
    subject: Subject,
    *,
    metric: str,
    log: Sequence[Event],
    middle: datetime,  # noqa: ARG001 - the cases are shared
    facts: Facts,
    at: datetime,  # noqa: ARG001 - likewise
) -> str | Moot:
    start, held, ended = log
    without = _clock(subject, [start], facts, held.at, metric)
    if without is None or not isinstance(without.target.within, timedelta):
        return Moot("nothing is due")
    desk = without.target.clock
    if not isinstance(desk, BusinessCalendar | CombinedCalendar):
        return Moot("the clock counts by no calendar")
    try:
        closes = desk.next_close(held.at)
        opens = desk.next_open(closes)
    except Unreachable:
        return Moot("the desk does not close, or opens no more")
    night = [start, evolve(held, at=closes), evolve(ended, at=opens)]
    one, other = (_clock(subject, log, facts, opens, metric) for log in ([start], night))
    return _same(one, other)


def _state(found: Assessment) -> list[object]:
    return [
        (type(clock), clock.warned, tuple(level.key for level in clock.escalations))
        for clock in found.started
    ]


def _untimely(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    known = [event for event in log if to_utc(event.at) <= to_utc(at)]
    now = _asked(subject, known, facts, at)
    coming = next_transition(now)
    until = to_utc(at) + _LONG if coming is None else to_utc(coming.at) - _MICRO
    if _state(_asked(subject, known, facts, until)) != _state(now):
        told = "nothing" if coming is None else f"{coming.turn.value} at {_iso(coming.at)}"
        return f"{told} is announced, yet something changes by {_iso(until)}"
    if coming is not None and _state(_asked(subject, known, facts, coming.at)) == _state(now):
        return f"{coming.turn.value} is announced for {_iso(coming.at)}, and nothing changes"
    return ""


def _iso(instant: datetime) -> str:
    return to_utc(instant).isoformat()


def _delivered_once(subject: Subject, log: Sequence[Event], facts: Facts, at: datetime) -> str:
    known = [event for event in log if to_utc(event.at) <= to_utc(at)]
    keys = [each.key for each in _asked(subject, known, facts, at).escalations]
    if len(set(keys)) != len(keys):
        return f"a level is delivered twice: {keys}"
    later = {each.key for each in _asked(subject, known, facts, at + timedelta(days=3)).escalations}
    gone = set(keys) - later
    return f"delivered, and three days later not: {sorted(gone)}" if gone else ""


POLICY_LAWS = (
    Law(
        name="the_future_changes_nothing",
        text="events after the instant of asking do not exist yet",
        examples=stories,
        fault=_future,
        shows="known = [event for event in log if event.at <= at]\n"
        "assert assess(policy, log, facts, at=at) == assess(policy, known, facts, at=at)",
    ),
    Law(
        name="told_twice_counts_once",
        text="a log that is delivered twice says the same",
        examples=stories,
        fault=_twice,
        shows="again = assess(policy, [*log, *log], facts, at=at)\n"
        "assert again == assess(policy, log, facts, at=at)",
    ),
    Law(
        name="any_order",
        text="the order in which events are handed in does not matter",
        examples=stories,
        fault=_shuffled,
        shows="backwards = sorted(log, key=lambda event: event.at, reverse=True)\n"
        "assert assess(policy, log, facts, at=at) == assess(policy, backwards, facts, at=at)",
    ),
    Law(
        name="any_zone",
        text="the zone in which instants are written does not matter",
        examples=written,
        fault=_elsewhere,
        shows="there = [evolve(event, at=event.at.astimezone(zone)) for event in log]\n"
        "found = assess(policy, there, facts, at=at.astimezone(zone))\n"
        "assert found.clocks == assess(policy, log, facts, at=at).clocks",
    ),
    Law(
        name="stretches_tile",
        text="a clock's stretches follow one another and make up what has counted",
        examples=stories,
        fault=_gaping,
        shows="[clock.stretches for clock in assess(policy, log, facts, at=at).started]",
    ),
    Law(
        name="clocks_count_the_clock",
        text="what counts is the time that the clock on the wall shows open",
        examples=stories,
        fault=_walked,
        times=4,
        shows="[clock.stretches for clock in assess(policy, log, facts, at=at).started]",
    ),
    Law(
        name="verdicts_follow_due",
        text="met is by due, breached after it, running not past it",
        examples=stories,
        fault=_judged,
        shows="[(type(each), each.due) for each in assess(policy, log, facts, at=at).started]",
    ),
    Law(
        name="a_split_pause_is_the_same_pause",
        text="ending a pause and pausing again at once changes nothing",
        examples=pausing,
        fault=_split,
        times=4,
        shows="start, held, ended = log\n"
        "short = [evolve(ended, at=middle, id='on'), evolve(held, at=middle, id='off')]\n"
        "parts = [start, held, *short, ended]\n"
        "one, other = (assess(policy, told, facts, at=at)[metric] for told in (log, parts))\n"
        "assert (one.due, one.elapsed) == (other.due, other.elapsed)",
    ),
    Law(
        name="a_pause_while_closed_is_worth_nothing",
        text="a pause from close to opening moves nothing",
        examples=pausing,
        fault=_outside,
        times=4,
        shows="start, held, ended = log\n"
        "one = assess(policy, [start], facts, at=held.at)[metric]\n"
        "closes = one.target.clock.next_close(held.at)\n"
        "opens = one.target.clock.next_open(closes)\n"
        "night = [start, evolve(held, at=closes), evolve(ended, at=opens)]\n"
        "one, other = (assess(policy, log, facts, at=opens)[metric] for log in ([start], night))\n"
        "assert (one.due, one.elapsed) == (other.due, other.elapsed)",
    ),
    Law(
        name="longer_is_never_sooner",
        text="with more time allowed nothing is due sooner",
        examples=longer,
        fault=_lengthened,
        shows="targets = [evolve(each, within=each.within + more) for each in policy.targets]\n"
        "roomy = evolve(policy, targets=targets)\n"
        "[assess(each, log, facts, at=at).clocks for each in (policy, roomy)]",
    ),
    Law(
        name="the_next_transition_is_next",
        text="nothing changes before the next transition, and something does at it",
        examples=stories,
        fault=_untimely,
        shows="known = [event for event in log if event.at <= at]\n"
        "next_transition(assess(policy, known, facts, at=at))",
    ),
    Law(
        name="levels_are_delivered_once",
        text="an escalation level has one key and stays delivered",
        examples=stories,
        fault=_delivered_once,
        shows="known = [event for event in log if event.at <= at]\n"
        "keys = [each.key for each in assess(policy, known, facts, at=at).escalations]\n"
        "later = assess(policy, known, facts, at=at + timedelta(days=3)).escalations\n"
        "assert len(set(keys)) == len(keys) and {*keys} <= {each.key for each in later}",
    ),
    Law(
        name="policy_comes_back_from_json",
        text="the policy goes to JSON and comes back the same",
        examples=stories,
        fault=_stored,
        shows="again = structure(unstructure(policy), Policy)\n"
        "assert again == policy\n"
        "told = assess(again, log, facts, at=at)\n"
        "assert told == assess(policy, log, facts, at=at)",
    ),
    Law(
        name="clocks_explain_themselves",
        text="every clock says in three languages why",
        examples=stories,
        fault=_silent,
        shows="[explain(each, lang='en') for each in assess(policy, log, facts, at=at).clocks]",
    ),
    WORSE_IS_NEVER_DUE_LATER,
)
"""The laws of `check_policy`. The last one is about the promises, the others about counting."""


def check_policy(
    policy: Policy | Dated[Policy],
    *,
    window: Period = _YEAR,
    worst_first: Mapping[str, Sequence[FactValue]] | None = None,
    laws: Iterable[Law | str] | None = None,
    settings: Settings | None = None,
) -> tuple[Tried, ...]:
    """Try the laws of clocks on a policy of yours, with logs of the events that it speaks of.

    Args:
        policy: one version of it, or all: each is tried over the whole window.
        window: the civil dates on which tickets are created.
        worst_first: by fact, its values from bad to mild, for the law that what is worse is never
            due later: `{"priority": [1, 2, 3]}` where your targets go by that. None is
            `WORST_FIRST`, severities from critical to low, where they go by severity; `{}` says
            that nothing is worse than anything else.
        laws: which, by name or your own; None is `POLICY_LAWS`.
        settings: how many cases, as Hypothesis has them; None is `QUICK`, the same ones each time.

    Returns:
        How each law was tried, and in how many cases it had nothing to compare; of `Dated`
        versions one after the other.

    Raises:
        InvalidValue: for no laws at all; for fewer than two values of a fact, or one twice; where
            the targets go by facts, none of them is in `worst_first`, and the law that needs
            them is among the laws: it would have tested nothing.
        LawBroken: for the first law that does not hold, with the smallest case found.
        UnknownName: for a law that there is not, and for a fact or a value in `worst_first` that
            no target speaks of.
        WrongType: for what is no policy, no mapping of facts, no list of values.
    """
    check_type(policy, Policy, Dated, where="policy")
    versions = [each.value for each in policy] if isinstance(policy, Dated) else [policy]
    for each in versions:
        check_type(each, Policy, where="policy")
    tried = chosen(laws, POLICY_LAWS)
    ranks = ranks_for(versions, worst_first)
    if WORSE_IS_NEVER_DUE_LATER in tried and worst_first is None:
        check_ranked(versions, ranks)
    subjects = (Subject(each, window, ranks) for each in versions)
    return tuple(told for subject in subjects for told in hold(tried, subject, settings))
