"""The cases on which the laws of policies are tried: logs of the events that a policy speaks of."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.incidents import Event, FactValue, Period
from servicedesk.sla import Metric, Policy
from servicedesk.testing.laws.holding import Example
from servicedesk.testing.strategies.business_time import tzinfos
from servicedesk.testing.strategies.fitting import facts_for, logs_for

_MINUTE = timedelta(minutes=1)


@frozen
class Subject:
    """A policy, the dates on which tickets come in, and facts with their values from the worst."""

    policy: Policy
    window: Period
    worst_first: Mapping[str, Sequence[FactValue]]


def _bounds(subject: Subject) -> tuple[datetime, datetime]:
    first, last = (
        datetime.combine(day, time(), UTC) for day in (subject.window.start, subject.window.end)
    )
    return first, last


def _starts(subject: Subject) -> SearchStrategy[datetime]:
    first, last = _bounds(subject)
    return st.integers(0, (last - first) // _MINUTE).map(lambda minute: first + minute * _MINUTE)


@composite
def stories(draw: DrawFn, subject: Subject) -> Example:
    """A log, what was known from the start, and an instant in it or after it."""
    first, last = _bounds(subject)
    log = draw(logs_for(subject.policy, first=first, last=last))
    later = draw(st.integers(0, 600) | st.integers(0, 10 * 24 * 60))
    since = draw(st.sampled_from(log))
    return {"log": log, "facts": draw(facts_for(subject.policy)), "at": since.at + later * _MINUTE}


@composite
def written(draw: DrawFn, subject: Subject) -> Example:
    """A story, and a zone to write it in."""
    return {**draw(stories(subject)), "zone": draw(tzinfos())}


@composite
def longer(draw: DrawFn, subject: Subject) -> Example:
    """A story, and how much more time is allowed."""
    more = draw(st.integers(1, 100).map(lambda hours: timedelta(hours=hours)))
    return {**draw(stories(subject)), "more": more}


@composite
def starting(draw: DrawFn, subject: Subject) -> Example:
    """A ticket as it comes in."""
    start = Event(at=draw(_starts(subject)), type=draw(_start_types(subject.policy)), id="0")
    return {"start": start, "facts": draw(facts_for(subject.policy))}


def _start_types(policy: Policy) -> SearchStrategy[str]:
    return st.sampled_from([kind for metric in policy.metrics for kind in metric.start])


def pausing(subject: Subject) -> SearchStrategy[Example] | None:
    """A clock that starts, waits and goes on; None where no metric can wait."""
    metrics = [each for each in subject.policy.metrics if _waits_of(subject.policy, each)]
    return _pauses(subject, st.sampled_from(metrics)) if metrics else None


def _waits_of(policy: Policy, metric: Metric) -> tuple[str, str] | None:
    """A type of event that does nothing but pause the metric, and one that only resumes it."""
    pauses = [kind for kind in metric.pause if kind not in policy.terminal]
    columns = metric.columns()
    resumes = [
        kind
        for kind in metric.resume
        if columns[kind] == ("resume",) and kind not in policy.terminal
    ]
    return (pauses[0], resumes[0]) if pauses and resumes else None


@composite
def _pauses(draw: DrawFn, subject: Subject, metrics: SearchStrategy[Metric]) -> Example:
    metric = draw(metrics)
    begin, length, split, after = (draw(st.integers(1, 5 * 24 * 60)) for _ in range(4))
    at = draw(_starts(subject))
    pause, resume = _waits_of(subject.policy, metric) or ("", "")
    start = Event(at=at, type=metric.start[0], id="start")
    held = Event(at=at + begin * _MINUTE, type=pause, id="held")
    ended = Event(at=held.at + (length + 1) * _MINUTE, type=resume, id="ended")
    middle = held.at + (split % length + 1) * _MINUTE
    return {
        "metric": metric.name,
        "log": (start, held, ended),
        "middle": middle,
        "facts": draw(facts_for(subject.policy)),
        "at": ended.at + after * _MINUTE,
    }
