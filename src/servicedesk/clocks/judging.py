"""From the runs of a metric to what is said of its clocks."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from servicedesk.clocks.counting import Count, Phase, Shared
from servicedesk.clocks.metrics import Metric
from servicedesk.clocks.runs import Run, Track, strictest
from servicedesk.clocks.targets import Target
from servicedesk.clocks.verdicts import (
    Breached,
    Cancelled,
    Clock,
    Met,
    Paused,
    Pending,
    Running,
    said,
)
from servicedesk.incidents import Event
from servicedesk.spans import ZERO, to_utc


class Moment(NamedTuple):
    """An assessment's instant: in UTC, as it was given, and what was counted for it so far."""

    now: datetime
    at: datetime
    shared: Shared


def clocks_of(track: Track, moment: Moment) -> list[Clock]:
    """One clock for each run of the metric; a pending one if none has started."""
    if not track.runs:
        return _pending(track, moment)
    clocks: list[Clock] = []
    for run in track.runs:
        if run.target is not None:
            clocks.append(_judged(track.metric, run, run.target, moment))
        elif run.left is not None:
            instant, event, target = run.left
            clocks.append(_cancelled(track.metric, run, target, (instant, event), moment))
    return clocks


def _pending(track: Track, moment: Moment) -> list[Clock]:
    metric, choice = track.metric, track.choice
    target = strictest(choice, moment.now)
    if target is None:
        return []
    pending = Pending(metric=metric.name, title=metric.text, target=target, unknown=choice.unknown)
    return [pending]


def _judged(metric: Metric, run: Run, target: Target, moment: Moment) -> Clock:
    end = run.end
    if end is None:
        last, read = moment.now, moment.at
    elif end.fulfilled:
        last, read = end.instant, end.event.at
    else:
        return _cancelled(metric, run, target, (end.instant, end.event), moment)
    counted = run.count(last, read, target, moment.shared)
    shared = _shared(metric, run, target, counted, moment.at)
    agreed, allowed = shared["agreed"], counted.allowed
    due = agreed or run.late_since or counted.due
    if agreed is not None:
        clock = target.clock
        allowed = shared["allowed"] = clock.elapsed(run.started.at, agreed)
        overrun = clock.elapsed(agreed, last)
    else:
        overrun = ZERO if allowed is None else counted.elapsed - allowed
    remaining = None if allowed is None else max(-overrun, ZERO)
    moved = agreed is not None or run.carried
    late = due is not None and (to_utc(due) < last if moved else _is_late(counted, due, last))
    if end is not None and not late:
        by, met_due = end.event.type, due or counted.if_resumed
        met = {"stopped": read, "by": by, "due": met_due, "remaining": remaining}
        return said(Met, shared | met)
    waiting = run.marks[-1][1] is Phase.PAUSED
    if due is not None and late:
        by = "" if end is None else end.event.type
        stopped, paused = (None, waiting) if end is None else (read, False)
        over = {"due": due, "overrun": max(overrun, ZERO), "stopped": stopped, "by": by}
        return said(Breached, shared | over | {"paused": paused})
    if waiting and due is None and counted.allowed is not None:
        return _paused(run, shared, counted)
    return said(Running, shared | {"due": due, "remaining": None if due is None else remaining})


def _is_late(counted: Count, due: datetime, last: datetime) -> bool:
    allowed = counted.allowed
    if allowed is None or counted.elapsed == allowed:
        return to_utc(due) < last
    # what has counted says it too, and spares most clocks the conversion
    return counted.elapsed > allowed


def _paused(run: Run, shared: dict[str, Any], counted: Count) -> Paused:
    event = run.marks[-1][2]
    allowed: timedelta = shared["allowed"]
    waits = {
        "since": event.at,
        "by": event.type,
        "due_if_resumed": counted.if_resumed,
        "remaining": allowed - counted.elapsed,
    }
    return said(Paused, shared | waits)


def _cancelled(
    metric: Metric, run: Run, target: Target, end: tuple[datetime, Event], moment: Moment
) -> Cancelled:
    instant, event = end
    counted = run.count(instant, event.at, target, moment.shared)
    shared = _shared(metric, run, target, counted, moment.at)
    return said(Cancelled, shared | {"stopped": event.at, "by": event.type})


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
        "stretches": run.past + counted.stretches,
        "extensions": tuple(run.extensions),
    }
