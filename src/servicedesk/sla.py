"""SLA clocks: by when must we answer, arrive, repair, confirm; are we late; when to look again.

A `Policy` says what is timed (`Metric`: which events start, pause and stop a clock) and how long
it may take (`Target`). `assess` folds the event log of an incident at an instant and gives one
clock per metric and cycle. Nothing is kept between calls: the same log gives the same answer.

    policy = Policy(
        name="support",
        metrics=[FIRST_RESPONSE],
        targets=[Target(metric="first_response", within=timedelta(hours=4), clock=office)],
    )
    match assess(policy, log, at=now)["first_response"]:
        case Running(due=due): ...
        case Breached(overrun=overrun): ...
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from servicedesk.calendars.tables import zone_of
from servicedesk.clocks.counting import Phase, Stretch
from servicedesk.clocks.escalations import Escalation
from servicedesk.clocks.judging import Moment, clocks_of
from servicedesk.clocks.log import happenings
from servicedesk.clocks.metrics import (
    AGENT_WORK,
    ARRIVAL,
    CONFIRMATION,
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
    Metric,
    Reopening,
)
from servicedesk.clocks.policies import EXTENDED, Change, ExtensionRule, Policy
from servicedesk.clocks.runs import Extension, Ignored, Oddity, fold
from servicedesk.clocks.story import ignored_reason
from servicedesk.clocks.targets import (
    ELAPSED,
    BusinessDays,
    ElapsedTime,
    Level,
    Promised,
    Target,
    TargetClock,
)
from servicedesk.clocks.verdicts import (
    Breached,
    Cancelled,
    Clock,
    ClockState,
    Met,
    Paused,
    Pending,
    Running,
    StartedClock,
)
from servicedesk.errors import OutOfRange, UnknownName, check_aware, check_type
from servicedesk.incidents import Event, Facts, FactValue
from servicedesk.reasons import Reason, Term
from servicedesk.spans import to_utc, utc_or_none
from servicedesk.versions import Dated

__all__ = [
    "AGENT_WORK",
    "ARRIVAL",
    "CONFIRMATION",
    "ELAPSED",
    "EXTENDED",
    "FIRST_RESPONSE",
    "NEXT_REPLY",
    "PAUSABLE_UPDATE",
    "PERIODIC_UPDATE",
    "RECOVERY",
    "REQUESTER_WAIT",
    "RESOLUTION",
    "TIME_TO_OWN",
    "TOTAL_RESOLUTION",
    "WORKAROUND",
    "Assessment",
    "Breached",
    "BusinessDays",
    "Cancelled",
    "Change",
    "Clock",
    "ClockState",
    "Delta",
    "ElapsedTime",
    "Escalation",
    "Extension",
    "ExtensionRule",
    "Ignored",
    "Level",
    "Met",
    "Metric",
    "Oddity",
    "Paused",
    "Pending",
    "Phase",
    "Policy",
    "Promised",
    "Reopening",
    "Running",
    "StartedClock",
    "Stretch",
    "Target",
    "TargetClock",
    "Transition",
    "Turn",
    "assess",
    "compare",
    "extension",
    "next_transition",
    "transitions",
    "turns_at",
]


@frozen(kw_only=True, slots=False)
class Assessment:
    """What the clocks of one incident say at one instant.

    Attributes:
        policy: the name of the policy.
        version: its version.
        at: the instant at which the log was folded.
        as_known_at: what was recorded later was left out; None where nothing was.
        renewed_at: when the next version of a dated policy comes into force; None without one.
        clocks: one per metric and cycle, in the order of the policy's metrics, then of cycles.
        ignored: events that contradict the log or a rule and did nothing to a metric.
    """

    policy: str
    version: str
    at: datetime = field(eq=to_utc)
    as_known_at: datetime | None = field(default=None, eq=utc_or_none)
    renewed_at: datetime | None = field(default=None, eq=utc_or_none)
    clocks: tuple[Clock, ...]
    ignored: tuple[Ignored, ...] = ()

    def __getitem__(self, metric: str) -> Clock:
        """The clock of the metric's latest cycle.

        Raises:
            UnknownName: if the metric has no clock: no target of it applies.
        """
        found = self.of(metric)
        if not found:
            known = ", ".join(sorted({clock.metric for clock in self.clocks}))
            raise UnknownName("no clock of this metric", got=metric, expected=known)
        return found[-1]

    def __contains__(self, metric: object) -> bool:
        return any(clock.metric == metric for clock in self.clocks)

    def of(self, metric: str) -> tuple[Clock, ...]:
        """The clocks of all cycles of the metric, in order."""
        return tuple(clock for clock in self.clocks if clock.metric == metric)

    @property
    def started(self) -> tuple[StartedClock, ...]:
        """The clocks that have started."""
        return tuple(clock for clock in self.clocks if not isinstance(clock, Pending))

    @property
    def pressing(self) -> Running | Breached | None:
        """The open clock that is due first, or was; None where nothing is due."""
        due = [
            clock
            for clock in self.started
            if isinstance(clock, Running | Breached)
            and clock.stopped is None
            and clock.due is not None
        ]
        return min(due, key=_due_instant, default=None)

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        """All levels delivered by now, in order; deliver each `key` once."""
        found = [each for clock in self.started for each in clock.escalations]
        return tuple(sorted(found, key=lambda each: to_utc(each.deliver_at)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The story of every clock, then the events that were ignored."""
        told = [reason for clock in self.clocks for reason in clock.reasons]
        return (*told, *(ignored_reason(each) for each in self.ignored))


def _due_instant(clock: Running | Breached) -> datetime:
    assert clock.due is not None  # noqa: S101 - for the type checker
    return to_utc(clock.due)


def assess(
    policy: Policy | Dated[Policy],
    events: Iterable[Event],
    facts: Mapping[str, FactValue] | None = None,
    *,
    at: datetime,
    as_known_at: datetime | None = None,
    timezone: str | None = None,
) -> Assessment:
    """Fold the event log of one incident at an instant.

    Args:
        policy: what is timed, and how long it may take. Of `Dated` versions the one in force at
            the first event begins; where another comes into force, its `change` says what becomes
            of running clocks.
        events: the log, in any order. Merged tickets are the events of both; a visit shared by
            several tickets is one event, with one id, in the log of each.
        facts: what is known from the start (`IncidentFacts.known()`, channel, tier, locality);
            the `changes` of events hold from their event on.
        at: events after it do not exist yet (any zone).
        as_known_at: leave out what was recorded after it, to see what was known then; None
            knows the whole log.
        timezone: IANA name of the zone in whose midnights dated versions begin; needed for them.

    A log may contradict itself. A resume without a pause, a pause within a pause, a start of what
    already runs, a stop of what never started, a reopening of what is open do nothing and are
    listed in `ignored`; a wait that begins before the start pauses the clock from its start, and
    an end ends the wait.

    Raises:
        NaiveDatetime: for *at* or *as_known_at* without an offset.
        WrongType: for what is not an event, or a fact that is not of the type that a condition
            compares it with.
        OutOfRange: for instants on a calendar's clock outside 1900 to 2199, and for a log that
            begins before the first version of the policy.
        UnknownName: for an unknown zone.
        Undecided: for a target that rests on an open question (`Binding.OPEN`), or for an
            extension without consent, where the policy leaves C10 undecided.
    """
    check_type(policy, Policy, Dated, where="policy")
    check_aware(at, "at")
    if as_known_at is not None:
        check_aware(as_known_at, "as_known_at")
    log = happenings(events, at=at, as_known_at=as_known_at)
    now = to_utc(at)
    versions, renewed_at = _versions(policy, log[0][0] if log else now, now, timezone)
    policy = versions[-1][1]
    tracks = fold(versions[0][1], log, Facts(facts) if facts else {}, versions[1:])
    moment = Moment(now, at, {})
    clocks = [clock for track in tracks for clock in clocks_of(track, moment)]
    ignored = [each for track in tracks for each in track.ignored]
    return Assessment(
        policy=policy.name,
        version=policy.version,
        at=at,
        as_known_at=as_known_at,
        renewed_at=renewed_at,
        clocks=tuple(clocks),
        ignored=tuple(ignored),
    )


def _versions(
    policy: Policy | Dated[Policy], first: datetime, last: datetime, timezone: str | None
) -> tuple[list[tuple[datetime, Policy]], datetime | None]:
    """The policy at the first UTC instant, those that follow by the last, and when one comes."""
    if isinstance(policy, Policy):
        return [(first, policy)], None
    check_type(timezone, str, where="timezone")
    zone = zone_of(str(timezone), "timezone")
    begins = [(_begin(version.since, zone, first), version.value) for version in policy.versions]
    in_force = [pair for pair in begins if pair[0] <= first][-1:]
    if not in_force:
        raise OutOfRange("no version of the policy is in force yet", got=str(first))
    coming = next((since.astimezone(zone) for since, _ in begins if since > last), None)
    return [*in_force, *(pair for pair in begins if first < pair[0] <= last)], coming


def _begin(since: date | None, zone: ZoneInfo, first: datetime) -> datetime:
    return first if since is None else to_utc(datetime.combine(since, time(), zone))


class Turn(Term):
    """What changes of itself, with no new event."""

    VERSION = "version", "a new version of the policy", "策略新版本生效", "策略新版本生效"

    WARNING = "warning", "the lower bound is past", "超过下限", "超過下限"
    ESCALATION = "escalation", "a level is delivered", "升级送达", "升級送達"
    BREACH = "breach", "breached", "超时", "逾時"


@frozen(kw_only=True)
class Transition:
    """The next instant at which a clock changes of itself.

    Attributes:
        at: that instant: nothing changes before it.
        turn: what happens then.
        metric: on whose clock; "" for a new version of the policy, which may touch any.
        cycle: which run of it.
        level: the escalation level, or "".
    """

    at: datetime = field(eq=to_utc)
    turn: Turn
    metric: str = ""
    cycle: int = 0
    level: str = ""


def next_transition(assessment: Assessment) -> Transition | None:
    """The next instant after `assessment.at` at which anything changes with no new event.

    A host arms one timer for it, and assesses again then or when an event comes. A breach, and
    a warning, begin the microsecond after due; a level is there at its instant. None when
    nothing will change.
    """
    return next(iter(transitions(assessment)), None)


def transitions(assessment: Assessment) -> tuple[Transition, ...]:
    """All that will change after `assessment.at` if nothing more happens, in order.

    `next_transition` is the first of them; several may share its instant. A new version of the
    policy may move what comes after it.
    """
    check_type(assessment, Assessment, where="assessment")
    now = to_utc(assessment.at)
    coming = [turn for clock in assessment.started for turn in _turns(clock)]
    if assessment.renewed_at is not None:
        coming.append(Transition(at=assessment.renewed_at, turn=Turn.VERSION))
    later = [turn for turn in coming if to_utc(turn.at) > now]
    return tuple(sorted(later, key=lambda turn: to_utc(turn.at)))


def turns_at(
    policy: Policy | Dated[Policy],
    events: Iterable[Event],
    facts: Mapping[str, FactValue] | None = None,
    *,
    at: datetime,
    as_known_at: datetime | None = None,
    timezone: str | None = None,
) -> tuple[Transition, ...]:
    """What changes of itself at this very instant: what a timer armed for it has to tell.

    Nothing, where the log moved on and another timer was armed instead. So a host keeps no state
    of its timers: those that went stale say nothing, and those of one instant say the same.

    Arguments and errors as `assess`; what happens at *at* itself does not count yet.
    """
    check_aware(at, "at")
    before = assess(
        policy, events, facts, at=_just_before(at), as_known_at=as_known_at, timezone=timezone
    )
    return tuple(turn for turn in transitions(before) if to_utc(turn.at) == to_utc(at))


def _turns(clock: StartedClock) -> Iterator[Transition]:
    if clock.stopped is not None:
        return
    metric, cycle = clock.metric, clock.cycle
    if isinstance(clock, Running) and clock.due is not None:
        yield Transition(at=_just_after(clock.due), turn=Turn.BREACH, metric=metric, cycle=cycle)
    if clock.warns_at is not None:
        warned = _just_after(clock.warns_at)
        yield Transition(at=warned, turn=Turn.WARNING, metric=metric, cycle=cycle)
    for each in clock.levels():
        yield Transition(
            at=each.deliver_at,
            turn=Turn.ESCALATION,
            metric=metric,
            cycle=cycle,
            level=each.level,
        )


def _just_after(instant: datetime) -> datetime:
    return (to_utc(instant) + timedelta(microseconds=1)).astimezone(instant.tzinfo)


def _just_before(instant: datetime) -> datetime:
    try:
        return (to_utc(instant) - timedelta(microseconds=1)).astimezone(instant.tzinfo)
    except OverflowError:
        raise OutOfRange("instant before year 1", got=str(instant), where="at") from None


@frozen(kw_only=True)
class Delta:
    """What differs for one clock between two assessments of one log.

    Attributes:
        metric: the name of the metric.
        cycle: which run of it; 1 for one that has not started.
        before: the clock in the first; None if it has none.
        after: the clock in the second.
    """

    metric: str
    cycle: int
    before: Clock | None
    after: Clock | None

    @property
    def due_moves(self) -> timedelta | None:
        """Elapsed time by which due moves (later is positive); None unless both have one."""
        before, after = _due(self.before), _due(self.after)
        return None if before is None or after is None else to_utc(after) - to_utc(before)

    @property
    def changes_verdict(self) -> bool:
        """Whether the clocks are in different states."""
        return type(self.before) is not type(self.after)


def compare(before: Assessment, after: Assessment) -> tuple[Delta, ...]:
    """Every clock that differs between two assessments: what a change would do, before it is done.

    Assess the same log twice, by two policies, or on two severities, or at two instants, and
    compare. Clocks that say the same are left out: of state, due, due once resumed, time counted,
    warning and levels, those to come included.
    """
    check_type(before, Assessment, where="before")
    check_type(after, Assessment, where="after")
    first, second = _by_run(before), _by_run(after)
    deltas = []
    for metric, cycle in dict.fromkeys([*first, *second]):
        one, other = first.get((metric, cycle)), second.get((metric, cycle))
        if _said(one) != _said(other):
            deltas.append(Delta(metric=metric, cycle=cycle, before=one, after=other))
    return tuple(deltas)


def _by_run(assessment: Assessment) -> dict[tuple[str, int], Clock]:
    return {
        (clock.metric, 1 if isinstance(clock, Pending) else clock.cycle): clock
        for clock in assessment.clocks
    }


def _due(clock: Clock | None) -> datetime | None:
    return None if clock is None else clock.due


def _said(clock: Clock | None) -> tuple[object, ...]:
    """What a clock says and will say, without the names of what it was judged by."""
    if clock is None:
        return ()
    target = clock.target
    if isinstance(clock, Pending):
        promised = target.within, target.clock, target.warn_after, target.levels
        return Pending, *promised, clock.unknown
    resumed = clock.due_if_resumed if isinstance(clock, Paused) else None
    levels = [(each.level, to_utc(each.deliver_at), each.to) for each in clock.levels()]
    instants = (clock.due, resumed, clock.warns_at)
    said = tuple(None if each is None else to_utc(each) for each in instants)
    return type(clock), *said, clock.elapsed, clock.allowed, clock.unknown, levels


def extension(
    metric: str,
    *,
    at: datetime,
    new_due: datetime,
    reason: str,
    consent: bool,
    id: str | None = None,  # noqa: A002 - the event's own word
    recorded_at: datetime | None = None,
    by: str = "",
) -> Event:
    """The event that a new date was agreed for the open clock of a metric (R103, C10).

    The clock keeps its old due; the new one is a promised instant that pauses do not move.
    `Policy.extensions` says whether notice is enough and how often it may be done. An extension
    without the consent that the rule needs, agreed after due, or to no later date, is ignored.

    Args:
        metric: the name of the metric.
        at: when it was agreed.
        new_due: the new date.
        reason: why, in words.
        consent: whether the customer consented.
        id: the host's identity of the event.
        recorded_at: when the host learnt of it.
        by: who agreed it.
    """
    check_aware(new_due, "new_due")
    check_type(consent, bool, where="consent")
    changes = {
        "extends": metric,
        "new_due": new_due.isoformat(),
        "extension_reason": reason,
        "consent": consent,
    }
    return Event(
        at=at, type=EXTENDED, id=id, recorded_at=recorded_at, changes=Facts(changes), by=by
    )
