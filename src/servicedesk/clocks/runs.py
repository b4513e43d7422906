"""The fold: what a log of events makes of each metric, run by run."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from attrs import define, field, frozen

from servicedesk.clocks.counting import Count, Mark, Phase, Shared, Stretch, allowance, count, reach
from servicedesk.clocks.log import Entry
from servicedesk.clocks.metrics import Metric, Reopening
from servicedesk.clocks.policies import EXTENDED, NO_TARGET, Change, Choice, ExtensionRule, Policy
from servicedesk.clocks.targets import Promised, Target
from servicedesk.errors import Undecided, check_aware
from servicedesk.incidents import NO_FACTS, Event, FactValue
from servicedesk.reasons import Choice as Undecidable
from servicedesk.reasons import Term
from servicedesk.spans import ZERO, to_utc, utc_or_none

# looked up once: the fold asks for them at every event
_COUNTED, _PAUSED = Phase.COUNTED, Phase.PAUSED


class Oddity(Term):
    """Why an event of the log did nothing to a clock, or what was odd about it."""

    NOT_STARTED = "not_started", "no clock was started", "尚未开始计时", "尚未開始計時"
    ALREADY_STARTED = "already_started", "the clock already runs", "已在计时", "已在計時"
    ALREADY_PAUSED = "already_paused", "the wait already lasts", "已处于暂停", "已處於暫停"
    NOT_PAUSED = "not_paused", "nothing was paused", "并未暂停", "並未暫停"
    STILL_OPEN = "still_open", "nothing was closed", "并未关闭", "並未關閉"
    FROZEN = "frozen", "the verdict is frozen", "结论已固定", "結論已固定"
    NO_CONSENT = "no_consent", "the customer has not consented", "客户未同意", "客戶未同意"
    TOO_MANY = "too_many", "extended as often as allowed", "已达延期次数上限", "已達延期次數上限"
    TOO_LATE = "too_late", "agreed only after it was due", "约定时已逾期", "約定時已逾期"
    NOT_LATER = "not_later", "no later than what was due", "不晚于原时限", "不晚於原時限"
    NO_SUCH_METRIC = "no_such_metric", "the policy has no such metric", "无此指标", "無此指標"
    UNREADABLE = "unreadable", "no readable new date", "新期限无法识别", "新期限無法識別"


@frozen
class Ignored:
    """An event that a metric ignored, and why: logs may contradict themselves."""

    at: datetime = field(eq=to_utc)
    type: str
    event: str | None
    metric: str
    why: Oddity


@frozen
class Extension:
    """A new date agreed for a clock; the old one is kept.

    Attributes:
        at: when it was agreed.
        event: the id of the event that says so, if it has one.
        old_due: what was due until then; None while a pause left it open.
        new_due: what is due from then on; pauses do not move it.
        reason: why, in the words of the log.
        consent: whether the customer consented.
    """

    at: datetime = field(eq=to_utc)
    event: str | None
    old_due: datetime | None = field(eq=utc_or_none)
    new_due: datetime = field(eq=to_utc)
    reason: str
    consent: bool


@define
class End:
    """How a run ended: when (UTC), by which event, and whether with a verdict."""

    instant: datetime
    event: Event
    fulfilled: bool


class Left(NamedTuple):
    """From this UTC instant on no target applied any more; the last one that did."""

    instant: datetime
    event: Event
    target: Target


@define
class Run:
    """One run of a metric, while the log is folded."""

    cycle: int
    started: Event
    marks: list[Mark]
    choice: Choice
    target: Target | None
    carried: timedelta = ZERO
    past: tuple[Stretch, ...] = ()
    late_since: datetime | None = None
    promised: datetime | None = None
    extensions: list[Extension] = field(factory=list)
    end: End | None = None
    left: Left | None = None
    told: Mapping[str, FactValue] = NO_FACTS

    def count(
        self, until: datetime, last: datetime, target: Target, shared: Shared | None = None
    ) -> Count:
        return count(self.marks, until, last, target, carried=self.carried, shared=shared)

    @property
    def agreed(self) -> datetime | None:
        """The date that was agreed or promised, which pauses do not move."""
        if self.extensions:
            return self.extensions[-1].new_due
        promised = self.target is not None and isinstance(self.target.within, Promised)
        return self.promised if promised else None

    def promise(self, facts: Mapping[str, FactValue]) -> None:
        """Take the first promised instant that is known."""
        if self.promised is None and self.target and isinstance(self.target.within, Promised):
            self.promised = instant_of(facts.get(self.target.within.fact))

    def retarget(self, instant: datetime, event: Event, choice: Choice, change: Change) -> None:
        """Another target may apply from *instant* on.

        Settling what was assumed always keeps the start: the incident is the same as before,
        and only what is known of it has changed.
        """
        settled = not self.choice.unknown
        old, new = self.target, strictest(choice, self.marks[0][0])
        if new is not None and old is not None and settled:
            if change is Change.KEEP_TARGET:
                return
            if new != old and change is not Change.KEEP_START:
                self._rebase(instant, event, old, new, change)
        if new is None and old is not None:
            self.left = Left(instant, event, old)
        self.choice, self.target = choice, new

    def _rebase(
        self, instant: datetime, event: Event, old: Target, new: Target, change: Change
    ) -> None:
        so_far = self.count(instant, event.at, old)
        due = self.late_since or so_far.due
        stretches = so_far.stretches
        match change:
            case Change.START_AT_CHANGE:
                self.carried, self.late_since = ZERO, None
                stretches = tuple(_superseded(stretch) for stretch in stretches)
            case Change.KEEP_ELAPSED:
                self.carried, self.late_since = so_far.elapsed, None
            case _:
                scaled = _scaled(so_far, allowance(new, instant)[0])
                if scaled is None:
                    return
                self.carried = scaled
                self.late_since = due if due is not None and due < instant else None
        self.past = (*self.past, *stretches)
        self.marks = [(instant, self.marks[-1][1], event)]


def _superseded(stretch: Stretch) -> Stretch:
    return Stretch(stretch.since, stretch.until, Phase.SUPERSEDED, stretch.by, stretch.event, ZERO)


def _scaled(so_far: Count, allowed: timedelta | None) -> timedelta | None:
    """The share of the old allowance that is used up, of the new one, rounded down."""
    if allowed is None or not so_far.allowed:
        return None
    micro = timedelta(microseconds=1)
    used = Fraction(so_far.elapsed // micro, so_far.allowed // micro)
    return int(used * (allowed // micro)) * micro


def strictest(choice: Choice, base: datetime) -> Target | None:
    """Of the targets that may apply, the one that would be due first from *base* on.

    Raises:
        Undecided: if one of them rests on an open question.
    """
    if choice.left_open:
        choice.check()
    if len(choice.targets) < 2:
        return choice.targets[0] if choice.targets else None
    latest = datetime.max.replace(tzinfo=base.tzinfo)

    def due(target: Target) -> datetime:
        allowed, day_due = allowance(target, base)
        found = day_due
        if found is None and allowed is not None:
            found = reach(target.clock, base, allowed)
        return latest if found is None else to_utc(found)

    return min(choice.targets, key=due)


@define
class Track:
    """One metric's runs, while the log is folded; `run` is the one that is open."""

    metric: Metric
    facts: Mapping[str, FactValue]
    change: Change
    choice: Choice
    waiting: bool = False
    run: Run | None = None
    runs: list[Run] = field(factory=list)
    ignored: list[Ignored] = field(factory=list)

    def take(self, doings: tuple[str, ...], instant: datetime, event: Event) -> None:
        """Let an event do the first of *doings* that the clock's state allows."""
        if self.run is None and "resume" in doings:
            self.waiting = False
        why = None
        for doing in doings:
            why = _DOINGS[doing](self, instant, event)
            if why is None:
                return
        if why is not None:
            self.ignore(event, why)

    def ignore(self, event: Event, why: Oddity) -> None:
        self.ignored.append(Ignored(event.at, event.type, event.id, self.metric.name, why))

    def start(self, instant: datetime, event: Event) -> Oddity | None:
        if self.run is not None or (self.runs and not self.metric.recurs):
            return Oddity.ALREADY_STARTED
        self._begin(instant, event)
        return None

    def _begin(self, instant: datetime, event: Event) -> None:
        phase = _PAUSED if self.waiting else _COUNTED
        target = strictest(self.choice, instant)
        marks = [(instant, phase, event)]
        run = Run(len(self.runs) + 1, event, marks, self.choice, target, told=event.changes)
        run.promise(self._told(run))
        self.runs.append(run)
        self.run = run

    def pause(self, instant: datetime, event: Event) -> Oddity | None:
        if self.waiting:
            return Oddity.ALREADY_PAUSED
        self.waiting = True
        if self.run is not None:
            self.run.marks.append((instant, _PAUSED, event))
        return None

    def resume(self, instant: datetime, event: Event) -> Oddity | None:
        if not self.waiting:
            return Oddity.NOT_PAUSED
        self.waiting = False
        if self.run is not None:
            self.run.marks.append((instant, _COUNTED, event))
        return None

    def keep_waiting(self, instant: datetime, event: Event, *, lasts: bool) -> None:
        """From *instant* on a wait lasts, or none does."""
        if lasts:
            self.pause(instant, event)
        else:
            self.resume(instant, event)

    def stop(self, instant: datetime, event: Event) -> Oddity | None:
        return self._finish(instant, event, fulfilled=True)

    def cancel(self, instant: datetime, event: Event) -> Oddity | None:
        return self._finish(instant, event, fulfilled=False)

    def terminate(self, instant: datetime, event: Event) -> Oddity | None:
        if self.run is not None:
            self._finish(instant, event, fulfilled=False)
        return None

    def _finish(self, instant: datetime, event: Event, *, fulfilled: bool) -> Oddity | None:
        run = self.run
        if run is None:
            return None if self.runs else Oddity.NOT_STARTED
        run.end = End(instant, event, fulfilled)
        self.run = None
        self.waiting = False
        return None

    def restart(self, instant: datetime, event: Event) -> Oddity | None:
        waiting = self.waiting
        if self.run is None:
            return None if self.runs else Oddity.NOT_STARTED
        self._finish(instant, event, fulfilled=True)
        self.waiting = waiting
        self._begin(instant, event)
        return None

    def reopen(self, instant: datetime, event: Event) -> Oddity | None:
        if not self.runs:
            return Oddity.NOT_STARTED
        run = self.runs[-1]
        if run.end is None:
            return Oddity.STILL_OPEN
        if self.metric.reopening is Reopening.FROZEN:
            return Oddity.FROZEN
        if self.metric.reopening is Reopening.NEW_CYCLE:
            self._begin(instant, event)
            return None
        closed = (
            Phase.CLOSED_COUNTED if self.metric.reopening is Reopening.CONTINUE else Phase.CLOSED
        )
        run.marks.append((run.end.instant, closed, run.end.event))
        run.marks.append((instant, _PAUSED if self.waiting else _COUNTED, event))
        run.end = None
        self.run = run
        self._retarget(run, instant, event)
        return None

    def rechoose(self, choice: Choice, instant: datetime, event: Event) -> None:
        """The facts have changed, and with them what applies."""
        self.choice = choice
        if self.run is not None:
            self.run.told = {**self.run.told, **event.changes}
            self._retarget(self.run, instant, event)

    def _retarget(self, run: Run, instant: datetime, event: Event) -> None:
        run.retarget(instant, event, self.choice, self.change)
        run.promise(self._told(run))

    def _told(self, run: Run) -> Mapping[str, FactValue]:
        """Where a promise is looked for: what was told for an earlier cycle holds for that one."""
        return self.facts if run.cycle == 1 else run.told

    def extend(self, instant: datetime, event: Event, rule: ExtensionRule) -> Oddity | None:
        """Agree a new date for the open run."""
        run = self.run
        if run is None or run.target is None:
            return Oddity.NOT_STARTED
        new_due = instant_of(event.changes.get("new_due"))
        consent = event.changes.get("consent") is True
        if new_due is None:
            return Oddity.UNREADABLE
        if not consent and isinstance(rule.needs_consent, Undecidable):
            raise Undecided(
                "whether an extension needs the customer's consent is not decided (C10)",
                expected="True or False",
                where="Policy.extensions.needs_consent",
            )
        if isinstance(rule.at_most, Undecidable):
            raise Undecided(
                "how often a date may be extended is not decided (C10)",
                expected="a number, or None for no limit",
                where="Policy.extensions.at_most",
            )
        if not consent and rule.needs_consent:
            return Oddity.NO_CONSENT
        if rule.at_most is not None and len(run.extensions) >= rule.at_most:
            return Oddity.TOO_MANY
        old_due = run.agreed or run.late_since or run.count(instant, event.at, run.target).due
        if old_due is not None and to_utc(old_due) < instant:
            return Oddity.TOO_LATE
        if to_utc(new_due) <= (instant if old_due is None else to_utc(old_due)):
            return Oddity.NOT_LATER
        reason = event.changes.get("extension_reason", event.note)
        run.extensions.append(Extension(event.at, event.id, old_due, new_due, str(reason), consent))
        return None


_DOINGS = {
    "start": Track.start,
    "reopen": Track.reopen,
    "resume": Track.resume,
    "pause": Track.pause,
    "stop": Track.stop,
    "cancel": Track.cancel,
    "restart": Track.restart,
    "terminate": Track.terminate,
}


def instant_of(value: FactValue | None) -> datetime | None:
    """The instant that a fact holds in ISO 8601; None if it holds none."""
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        check_aware(instant)
        to_utc(instant)
    except ValueError:
        return None
    return instant


NEW_VERSION = "policy_version"
"""The type by which a clock's story names the beginning of a new version of the policy."""


def fold(
    policy: Policy,
    log: Sequence[Entry],
    facts: Mapping[str, FactValue],
    later: Iterable[tuple[datetime, Policy]] = (),
) -> list[Track]:
    """One track per metric: its runs as the log leaves them.

    The facts that an event brings hold before it acts, so that the event which classifies an
    incident can start a clock by its severity.

    A later version times what starts from then on by its own metrics, and goes on with the clocks
    of those that it keeps. A wait is a state of the ticket: whether one lasts when a version comes
    into force is read off the log so far, by the version's own table of the metric.

    Args:
        policy: in force at first.
        log: events with their UTC instants, in order.
        facts: known from the start.
        later: versions of the policy that come into force later, with their UTC instants, in
            order; each holds from its instant on.
    """
    known = dict(facts)
    tracks = _tracks(policy, known, ())
    versions = deque(later)
    retired: list[Track] = []
    table = policy.doings
    for instant, event in log:
        while versions and versions[0][0] <= instant:
            since, policy = versions.popleft()
            tracks, retired = _renewed(since, policy, known, [*tracks, *retired], log)
            table = policy.doings
        if event.type == EXTENDED:
            _extend(tracks, instant, event, policy.extensions)
            continue
        if event.changes is not NO_FACTS:
            known.update(event.changes)
            for index, track in enumerate(tracks):
                if not policy.looks_at(index).isdisjoint(event.changes):
                    track.rechoose(policy.choose(index, known), instant, event)
        for index, doings in table.get(event.type, ()):
            track = tracks[index]
            if len(doings) > 1:
                track.take(doings, instant, event)
                continue
            why = _DOINGS[doings[0]](track, instant, event)
            if why is not None:
                track.ignore(event, why)
    for since, version in versions:
        tracks, retired = _renewed(since, version, known, [*tracks, *retired], log)
    return [*tracks, *retired]


def _tracks(policy: Policy, known: Mapping[str, FactValue], before: Sequence[Track]) -> list[Track]:
    """The tracks of the policy's metrics: those of before, and new ones."""
    named = {track.metric.name: track for track in before}
    return [
        named.get(metric.name) or Track(metric, known, policy.change, policy.choose(index, known))
        for index, metric in enumerate(policy.metrics)
    ]


def _renewed(
    since: datetime,
    policy: Policy,
    known: Mapping[str, FactValue],
    before: Sequence[Track],
    log: Sequence[Entry],
) -> tuple[list[Track], list[Track]]:
    """A version of the policy comes into force: its tracks, and those that it lacks."""
    event = Event(at=since, type=NEW_VERSION)
    tracks = _tracks(policy, known, before)
    waits = _waits(policy, log[: bisect_left(log, since, key=itemgetter(0))])
    for index, (track, metric) in enumerate(zip(tracks, policy.metrics, strict=True)):
        track.metric, track.change = metric, policy.change
        track.rechoose(policy.choose(index, known), since, event)
        track.keep_waiting(since, event, lasts=waits[index])
    gone = [track for track in before if all(track is not kept for kept in tracks)]
    for track in gone:
        track.terminate(since, event)
        track.choice = NO_TARGET
    return tracks, gone


def _waits(policy: Policy, log: Iterable[Entry]) -> list[bool]:
    """For each metric of the policy, whether the ticket waits after this log."""
    tracks = [Track(metric, {}, policy.change, NO_TARGET) for metric in policy.metrics]
    for instant, event in log:
        for index, doings in policy.doings.get(event.type, ()):
            tracks[index].take(doings, instant, event)
    return [track.waiting for track in tracks]


def _extend(tracks: Sequence[Track], instant: datetime, event: Event, rule: ExtensionRule) -> None:
    named = str(event.changes.get("extends", ""))
    meant = [track for track in tracks if track.metric.name == named]
    for track in meant:
        why = track.extend(instant, event, rule)
        if why is not None:
            track.ignore(event, why)
    if not meant and tracks:
        missed = Ignored(event.at, event.type, event.id, named, Oddity.NO_SUCH_METRIC)
        tracks[0].ignored.append(missed)
