"""The cases on which the laws of policies are tried: logs of the events that a policy speaks of."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from attrs import field, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.calendars import BusinessCalendar
from servicedesk.calendars.rules import Desk
from servicedesk.incidents import Event, FactValue, Period
from servicedesk.sla import ElapsedTime, Metric, Policy
from servicedesk.testing.laws.calendars import desks_of
from servicedesk.testing.laws.holding import Example, Moot
from servicedesk.testing.strategies.business_time import tzinfos
from servicedesk.testing.strategies.fitting import facts_for, logs_for

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_MOST_DAYS = 5 * 366


@frozen(slots=False)
class Subject:
    """A policy, the dates on which tickets come in, and facts with their values from the worst."""

    policy: Policy
    window: Period
    worst_first: Mapping[str, Sequence[FactValue]] = field(factory=dict)

    @cached_property
    def desks(self) -> tuple[BusinessCalendar, ...]:
        """The calendars by which its clocks run, each once."""
        clocks = (target.clock for target in self.policy.targets)
        found = (
            desk
            for clock in clocks
            if not isinstance(clock, ElapsedTime)
            for desk in desks_of(clock)
        )
        return tuple(dict.fromkeys(found))

    @cached_property
    def kinds_of_days(self) -> tuple[tuple[date, ...], ...]:
        """The window's first five years by what the desks do: a rare kind of day stands alone.

        A Wednesday on which one desk of two is closed is of another kind than the Wednesdays on
        which both are open; so are holidays, make-up days, half days and changes of the clock.
        """
        found: dict[Hashable, list[date]] = defaultdict(list)
        rules = [(Desk(desk), desk.timeline.zone) for desk in self.desks]
        for number in range(min(self.window.days, _MOST_DAYS)):
            day = self.window.start + number * _DAY
            hours = tuple(rule.ruling(day).hours for rule, _ in rules)
            shifts = tuple(_offset(day + _DAY, zone) != _offset(day, zone) for _, zone in rules)
            found[day.weekday(), hours, shifts].append(day)
        return tuple(tuple(days) for days in found.values())


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()


def _bounds(subject: Subject) -> tuple[datetime, datetime]:
    first, last = (
        datetime.combine(day, time(), UTC) for day in (subject.window.start, subject.window.end)
    )
    return first, last


def _stretches(subject: Subject) -> SearchStrategy[tuple[datetime, datetime]]:
    """Where to look: the whole window, or two days about one of some kind."""
    first, last = _bounds(subject)
    if not subject.desks:
        return st.just((first, last))
    days = st.sampled_from(subject.kinds_of_days).flatmap(st.sampled_from)
    noons = days.map(lambda day: datetime.combine(day, time(12), UTC))
    near = noons.map(lambda noon: (max(noon - _DAY, first), min(noon + _DAY, last)))
    return st.just((first, last)) | near


@composite
def _starts(draw: DrawFn, subject: Subject) -> datetime:
    first, last = draw(_stretches(subject))
    return first + draw(st.integers(0, (last - first) // _MINUTE)) * _MINUTE


@composite
def stories(draw: DrawFn, subject: Subject) -> Example:
    """A log, what was known from the start, and an instant in it or after it."""
    first, last = draw(_stretches(subject))
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
    """A ticket as it comes in, at an instant written as the first desk's clock shows it."""
    bound = {target.metric for target in subject.policy.targets}
    metric = draw(st.sampled_from([each for each in subject.policy.metrics if each.name in bound]))
    zone = subject.desks[0].timeline.zone if subject.desks else UTC
    at = draw(_starts(subject)).astimezone(zone)
    start = Event(at=at, type=draw(st.sampled_from(metric.start)), id="0")
    return {"metric": metric.name, "start": start, "facts": draw(facts_for(subject.policy))}


def pausing(subject: Subject) -> SearchStrategy[Example] | Moot:
    """A clock that starts, waits and goes on."""
    metrics = [each for each in subject.policy.metrics if _waits_of(subject.policy, each)]
    return _pauses(subject, st.sampled_from(metrics)) if metrics else Moot("no clock can wait")


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
    minutes = st.integers(1, 8 * 60) | st.integers(1, 5 * 24 * 60)
    begin, length, split, after = (draw(minutes) for _ in range(4))
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
