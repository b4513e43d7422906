"""From the runs of a metric to what is said of its clocks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from servicedesk.clocks.counting import Count, Phase
from servicedesk.clocks.metrics import Metric
from servicedesk.clocks.runs import Run, Track
from servicedesk.clocks.targets import Target
from servicedesk.clocks.verdicts import (
    Breached,
    Cancelled,
    Clock,
    Met,
    Paused,
    Pending,
    Running,
)
from servicedesk.incidents import Event
from servicedesk.spans import ZERO, to_utc


def clocks_of(track: Track, now: datetime, at: datetime) -> Iterator[Clock]:
    """One clock for each run of the metric; a pending one if none has started.

    Args:
        track: the metric's runs.
        now: the instant of the assessment in UTC.
        at: the same in the zone in which it was given.
    """
    if not track.runs:
        target = track.pending
        if target is not None:
            yield Pending(
                metric=track.metric.name,
                title=track.metric.text,
                target=target,
                unknown=track.choice.unknown,
            )
        return
    for run in track.runs:
        if run.target is not None:
            yield _judged(track.metric, run, run.target, now, at)
        elif run.left is not None:
            instant, event, target = run.left
            yield _cancelled(track.metric, run, target, (instant, event), at)


def _judged(metric: Metric, run: Run, target: Target, now: datetime, at: datetime) -> Clock:
    end = run.end
    if end is not None and not end.fulfilled:
        return _cancelled(metric, run, target, (end.instant, end.event), at)
    last, read = (now, at) if end is None else (end.instant, end.event.at)
    counted = run.count(last, read, target)
    shared = _shared(metric, run, target, counted, at)
    agreed = shared["agreed"]
    due = agreed or run.late_since or counted.due
    if agreed is not None:
        clock = target.clock
        shared["allowed"] = clock.elapsed(run.started.at, agreed)
        overrun = clock.elapsed(agreed, last)
    else:
        overrun = ZERO if counted.allowed is None else counted.elapsed - counted.allowed
    remaining = None if shared["allowed"] is None else max(-overrun, ZERO)
    late = due is not None and to_utc(due) < last
    if end is not None and not late:
        by = end.event.type
        met_due = due or counted.if_resumed
        return Met(**shared, stopped=read, by=by, due=met_due, remaining=remaining)
    waiting = run.marks[-1][1] is Phase.PAUSED
    if due is not None and late:
        over = {"due": due, "overrun": max(overrun, ZERO)}
        if end is not None:
            return Breached(**shared, **over, stopped=read, by=end.event.type)
        return Breached(**shared, **over, paused=waiting)
    if waiting and due is None and counted.allowed is not None:
        return _paused(run, shared, counted)
    return Running(**shared, due=due, remaining=None if due is None else remaining)


def _paused(run: Run, shared: dict[str, Any], counted: Count) -> Paused:
    event = run.marks[-1][2]
    allowed: timedelta = shared["allowed"]
    return Paused(
        **shared,
        since=event.at,
        by=event.type,
        due_if_resumed=counted.if_resumed,
        remaining=allowed - counted.elapsed,
    )


def _cancelled(
    metric: Metric, run: Run, target: Target, end: tuple[datetime, Event], at: datetime
) -> Cancelled:
    instant, event = end
    counted = run.count(instant, event.at, target)
    shared = _shared(metric, run, target, counted, at)
    return Cancelled(**shared, stopped=event.at, by=event.type)


def _shared(
    metric: Metric, run: Run, target: Target, counted: Count, at: datetime
) -> dict[str, Any]:
    return {
        "metric": metric.name,
        "title": metric.text,
        "cycle": run.cycle,
        "target": target,
        "unknown": run.choice.unknown,
        "started": run.started.at,
        "at": at,
        "elapsed": counted.elapsed,
        "carried": run.carried,
        "counts_from": run.marks[0][2].at,
        "allowed": counted.allowed,
        "agreed": run.agreed,
        "stretches": (*run.past, *counted.stretches),
        "extensions": tuple(run.extensions),
    }
