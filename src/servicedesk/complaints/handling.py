"""A complaint as a value, and the verbs that move it on: lodge, apply, replay, what comes next."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from servicedesk.clocks.log import happenings
from servicedesk.complaints.evidence import ask_for, is_told
from servicedesk.complaints.guards import to_decide
from servicedesk.complaints.ladder import INTERNAL_LEVELS, Forum, jump_of, weigh_forum
from servicedesk.complaints.policies import (
    CHOICES,
    OPEN_QUESTIONS,
    ComplaintPolicy,
)
from servicedesk.complaints.process import PROCESS
from servicedesk.decisions.conditions import facts_of
from servicedesk.errors import (
    InvalidValue,
    MoveRefused,
    OutOfRange,
    are,
    check_aware,
    check_type,
    is_a,
    is_aware,
)
from servicedesk.incidents import Event, Facts, FactValue
from servicedesk.lifecycles import Move, Step, Unreadable, lacking, step
from servicedesk.lifecycles import next_steps as steps_in
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Choice,
    Clause,
    Localised,
    Param,
    Reason,
    ReasonKind,
    Text,
    chosen,
    render,
)
from servicedesk.schemes.categories import ComplaintType
from servicedesk.spans import to_utc, utc_or_none

MOVED = ReasonKind(
    "complaint.moved",
    "{at}: {event}, by {by}; now {state}",
    "{at}：{event}（经办：{by}），现为“{state}”",
    "{at}：{event}（經辦：{by}），現為「{state}」",
)
STANDS = ReasonKind(
    "complaint.stands",
    "{state}; round {round}, level {level}, owner {owner}, handler {handler}",
    "{state}；第{round}轮，层级{level}，首问责任人{owner}，处理人{handler}",
    "{state}；第{round}輪，層級{level}，首問責任人{owner}，處理人{handler}",
)


@frozen(kw_only=True)
class Promise:
    """A date that was told to the complainant; an extension keeps the old one.

    Attributes:
        at: when it was told.
        due: the date.
        reason: why it was extended, "" for a first promise.
    """

    at: datetime = field(validator=is_aware(), eq=to_utc)
    due: datetime = field(validator=is_aware(), eq=to_utc)
    reason: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class Complaint:
    """One complaint, as its log has made it.

    Attributes:
        policy: the choices by which it is handled.
        state: the key of its state in `PROCESS`.
        facts: all that its events have told.
        log: the events that were applied, in order.
        owner: who took it first and stays responsible to the customer (首问, C13), or "".
        handler: who handles it, or "".
        round: which round of solutions it is in, from 1 (R106); from 1 anew once it is reopened.
        reviews: how many second reviews were asked for (R10) since it was opened or reopened.
        level: how far inside the company it has been escalated, from 0 (R33); reopening keeps it.
        attempts: attempts at contact since it came into its state.
        promises: the dates told to the complainant, in order; see `promised` for which one holds.
        closed_at: when it ended, while it is ended.
    """

    policy: ComplaintPolicy = field(factory=ComplaintPolicy, validator=is_a(ComplaintPolicy))
    state: str = field(default=PROCESS.initial, validator=is_a(str))
    facts: Facts = field(factory=Facts, converter=Facts)
    log: tuple[Event, ...] = field(default=(), validator=are(Event))
    owner: str = field(default="", validator=is_a(str))
    handler: str = field(default="", validator=is_a(str))
    round: int = field(default=1, validator=is_a(int))
    reviews: int = field(default=0, validator=is_a(int))
    level: int = field(default=0, validator=is_a(int))
    attempts: int = field(default=0, validator=is_a(int))
    promises: tuple[Promise, ...] = field(default=(), validator=are(Promise))
    closed_at: datetime | None = field(
        default=None, validator=is_aware(optional=True), eq=utc_or_none
    )

    def __attrs_post_init__(self) -> None:
        PROCESS.state(self.state)
        if not 0 <= self.level < len(INTERNAL_LEVELS):
            raise OutOfRange(
                "no such level",
                got=self.level,
                expected=f"0 to {len(INTERNAL_LEVELS) - 1}",
                where="Complaint.level",
            )
        for name, least in (("round", 1), ("reviews", 0), ("attempts", 0)):
            if getattr(self, name) < least:
                got = getattr(self, name)
                raise OutOfRange("negative count", got=got, where=f"Complaint.{name}")

    @property
    def number(self) -> str:
        """The number by which the complainant asks for its progress (R8), or ""."""
        return str(self.facts.get("number", ""))

    @property
    def promised(self) -> datetime | None:
        """The date that holds, if one was promised: the first one until an extension moves it.

        So `sla` times it too. A plan that names another date tells it, and moves nothing. What was
        promised before it was reopened holds no longer: the next date told is a new promise.
        """
        told = _told_since_opening(self)
        holds = [*told[:1], *(each for each in told if each.reason)]
        return holds[-1].due if holds else None

    @property
    def asks(self) -> tuple[Reason, ...]:
        """The evidence that its type still asks for (R12 to R17); it refuses nothing."""
        category = self.facts.get("type")
        known = [each for each in ComplaintType if each.value == category]
        return ask_for(known[0], self.facts) if known else ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Its course, event by event, and where it stands."""
        state = PROCESS.state(self.state)
        moved = _course(self.log, self.policy)
        stands = STANDS(
            state=state,
            round=self.round,
            level=INTERNAL_LEVELS[self.level],
            owner=self.owner or None,
            handler=self.handler or None,
            because=self.asks,
        )
        return (*moved, stands)


# each of these tells one date
_PROMISING = ("contacted", "proposed", "reviewed")
_TELLING = frozenset({*_PROMISING, "extended"})


def _told_since_opening(complaint: Complaint) -> tuple[Promise, ...]:
    """The dates told since it was reopened; all of them, if it never was."""
    opened = [index for index, each in enumerate(complaint.log) if each.type == "reopened"]
    if not opened:
        return complaint.promises
    told = sum(each.type in _TELLING for each in complaint.log[opened[-1] :])
    return complaint.promises[len(complaint.promises) - told :]


def _course(log: Iterable[Event], policy: ComplaintPolicy) -> Iterable[Reason]:
    state = PROCESS.initial
    for event in log:
        moves = {each.event: each for each in PROCESS.moves_from(state)}
        if event.type not in moves:
            raise InvalidValue(
                "a log that its process does not allow",
                got=f"{event.type} in {state}",
                expected=", ".join(moves),
                where="Complaint.log",
            )
        move = moves[event.type]
        state = move.to or state
        yield MOVED(
            at=event.at,
            event=move,
            by=event.by or None,
            state=PROCESS.state(state),
            clauses=_cited(move, policy),
        )


# the fields of the policy that a move needs
_NEEDED = {
    "handed_over": ("owner_hands_over",),
    "extended": ("extension_needs_consent", "most_extensions"),
    "dissatisfied": ("most_rounds",),
    "review_requested": ("most_reviews",),
    "lapsed": ("lapse_attempts", "lapse_days", "timezone"),
    "reopened": ("reopen_days", "timezone"),
}


def _cited(move: Move, policy: ComplaintPolicy) -> Iterator[Clause]:
    """What the move rests on; in place of an open question's number what the policy decides."""
    for clause in move.clauses:
        needed = [
            name for name in _NEEDED.get(move.event, ()) if OPEN_QUESTIONS[name] == clause.ref
        ]
        if clause.binding is not Binding.CHOICE or not needed:
            yield clause
        for name in needed:
            yield chosen(clause.ref, CHOICES[name], _in_words(getattr(policy, name)))


def _in_words(value: Param) -> Localised:
    if isinstance(value, Choice):
        return value
    return Text(*(render(value, lang) for lang in LANGUAGES))


def apply(complaint: Complaint, event: Event, *, due: datetime | None = None) -> Complaint:
    """The complaint after *event*.

    Args:
        complaint: as its log has made it so far; `Complaint(policy=...)` before its first event.
        event: what happened, its facts in `changes`; one whose id was applied already does
            nothing.
        due: by when the present step was due, as `sla` says; without it a promise that was
            told counts, and a complaint without either is not overdue. Whether a promise can
            still be extended is always asked of the promise itself.

    Raises:
        MoveRefused: if it can't happen now; the message names what is missing or must hold.
        Undecided: if it needs a choice that the policy has not made (C9, C10).
        InvalidValue: for an event before the last one: replay the whole log instead; for a date
            that cannot be read or is already past, an extension to no later date, or a promise
            in an event that tells none.
        UnknownName: for an outside body that is not known.
    """
    check_type(complaint, Complaint, where="complaint")
    check_type(event, Event, where="event")
    if due is not None:
        check_aware(due, "due")
    if event.id is not None and any(event.id == each.id for each in complaint.log):
        return complaint
    if complaint.log and to_utc(event.at) < to_utc(complaint.log[-1].at):
        raise InvalidValue(
            "an event before the last one",
            got=event.at.isoformat(),
            expected="a replay of the whole log",
            where=event.type,
        )
    if "promised_at" in event.changes and event.type not in _PROMISING:
        raise InvalidValue(
            "a date promised by an event that promises none",
            got=event.type,
            expected=" or ".join(_PROMISING),
            where="promised_at",
        )
    given = complaint.facts | event.changes
    move = _moved(complaint, event, given, due)
    kept = {name: value for name, value in given.items() if name not in _forgotten(event.type)}
    state = move.to or complaint.state
    final = PROCESS.state(state).final
    ended = complaint.closed_at if complaint.closed_at and move.to is None else event.at
    changed = evolve(
        complaint,
        state=state,
        facts=Facts(kept),
        log=(*complaint.log, event),
        closed_at=ended if final else None,
        attempts=complaint.attempts if state == complaint.state else 0,
    )
    return evolve(changed, **_counted(complaint, event, given))


# what holds for its own event only: another extension needs a reason and a consent of its own
_PASSING = frozenset(
    "asked_for consent dissatisfaction escalation_reason extension_reason linked_to new_due"
    " extends new_facts next_step progress promised_at reviewer statement".split()
)
# what a new round, or a body outside, works out anew
_OF_A_ROUND = frozenset("outcome outcome_reason recourse remedy responsible".split())
_NEW_ROUNDS = ("dissatisfied", "review_requested", "reopened", "referred", "returned_from_outside")


def _forgotten(event: str) -> frozenset[str]:
    return _PASSING | _OF_A_ROUND if event in _NEW_ROUNDS else _PASSING


def _moved(complaint: Complaint, event: Event, given: Facts, due: datetime | None) -> Move:
    for name in _NEEDED.get(event.type, ()):
        complaint.policy.check_decided(name)
    known = given | _derived(complaint, event.type, event.at, given, due)
    missing = _missing_fields(complaint, event.type, given)
    if missing:
        raise MoveRefused(
            "recorded lacks what a register needs",
            got=sorted(given),
            expected=f"{', '.join(missing)}, or the event 'returned' to ask for them",
            where=f"{PROCESS.name} ({complaint.policy.name})",
        )
    return step(PROCESS, complaint.state, event.type, known)


def _missing_fields(complaint: Complaint, event: str, given: Facts) -> tuple[str, ...]:
    if event != "recorded" or complaint.state != "lodged":
        return ()
    return lacking(complaint.policy.fields, given)


def _derived(
    complaint: Complaint, event: str, at: datetime, given: Facts, due: datetime | None
) -> dict[str, Any]:
    """What the guards look at and no event says by itself, as far as the policy decides it."""
    promised, policy = complaint.promised, complaint.policy
    limit = promised if event == "extended" else due or promised
    overdue = limit is not None and to_utc(at) > to_utc(limit)
    known: dict[str, Any] = {
        "overdue": overdue,
        "promised": promised is not None,
        "dissatisfied": (
            complaint.round > 1 or complaint.reviews > 0 or is_told("dissatisfaction", given)
        ),
        "levels_left": len(INTERNAL_LEVELS) - 1 - complaint.level,
        "coordinated": is_told("coordination_record", given),
        "has_handler": bool(complaint.handler),
        "feedback": given.get("feedback", "complaint"),
    }
    if event == "referred" and "forum" in given:
        forum = Forum.of(given["forum"])
        known["forum_open"] = weigh_forum(forum, given)[0]
        known["outside_may_be_asked"] = (
            _exhausted(complaint) or overdue or jump_of(given) is not None or forum is Forum.AGENT
        )
    if event == "review_requested":
        hands = {_as_named(each) for each in _hands(complaint)}
        known["other_reviewer"] = _as_named(given.get("reviewer", "")) not in hands
    bounds = {
        name: bound
        for name, needed, bound in _BOUNDS.get(event, ())
        if not any(isinstance(getattr(policy, each), Choice) for each in needed)
    }
    return known | {name: bound(complaint, at) for name, bound in bounds.items()}


def _exhausted(complaint: Complaint) -> bool:
    """Whether nobody inside is left to be asked; a review that is pending may still help."""
    reviewed = complaint.reviews > 0 and complaint.state != "under_review"
    return reviewed or complaint.level >= len(INTERNAL_LEVELS) - 1


def _as_named(person: FactValue) -> str:
    """A name as it is compared: neither case nor blanks make another person."""
    return " ".join(str(person).casefold().split())


def _extensions_left(complaint: Complaint, at: datetime) -> int:  # noqa: ARG001
    extended = sum(bool(promise.reason) for promise in _told_since_opening(complaint))
    return complaint.policy.decided("most_extensions") - extended


Bound = Callable[["Complaint", datetime], int | bool]


def _hands(complaint: Complaint) -> set[FactValue]:
    """All who have had to do with it: who told its events, handlers, reviewers, responsible."""
    named = ("handler", "reviewer", "responsible")
    told = {each.changes[name] for each in complaint.log for name in named if name in each.changes}
    return {complaint.handler, *told, *(each.by for each in complaint.log)}


def _silence_over(complaint: Complaint, at: datetime) -> bool:
    policy = complaint.policy
    attempts, days = policy.decided("lapse_attempts"), policy.decided("lapse_days")
    if complaint.attempts < attempts or not complaint.log:
        return False
    tried = [each.at for each in complaint.log if each.type == "contact_attempted"]
    since = tried[-1] if complaint.attempts else complaint.log[-1].at
    return _civil_days(since, at, policy.zone) >= days


def _in_time(complaint: Complaint, at: datetime) -> bool:
    closed, policy = complaint.closed_at, complaint.policy
    days = policy.decided("reopen_days")
    return closed is not None and _civil_days(closed, at, policy.zone) <= days


def _needs_consent(complaint: Complaint, at: datetime) -> bool:  # noqa: ARG001
    return bool(complaint.policy.decided("extension_needs_consent"))


def _rounds_left(complaint: Complaint, at: datetime) -> int:  # noqa: ARG001
    return complaint.policy.decided("most_rounds") - (complaint.round - 1)


def _reviews_left(complaint: Complaint, at: datetime) -> int:  # noqa: ARG001
    return complaint.policy.decided("most_reviews") - complaint.reviews


# what the guards of a move look at, the fields of the policy that decide it, and how
_BOUNDS: Mapping[str, tuple[tuple[str, tuple[str, ...], Bound], ...]] = {
    "extended": (
        ("needs_consent", ("extension_needs_consent",), _needs_consent),
        ("extensions_left", ("most_extensions",), _extensions_left),
    ),
    "dissatisfied": (("rounds_left", ("most_rounds",), _rounds_left),),
    "review_requested": (("reviews_left", ("most_reviews",), _reviews_left),),
    "lapsed": (("silence_over", _NEEDED["lapsed"], _silence_over),),
    "reopened": (("in_time_to_reopen", _NEEDED["reopened"], _in_time),),
}


def _civil_days(since: datetime, until: datetime, zone: ZoneInfo) -> int:
    """Midnights between two instants."""
    return (until.astimezone(zone).date() - since.astimezone(zone).date()).days


def _counted(complaint: Complaint, event: Event, given: Facts) -> dict[str, Any]:
    """The fields that an event of this type moves."""
    match event.type:
        case "received" | "recorded":
            return {"owner": complaint.owner or (event.by if event.type == "recorded" else "")}
        case "handed_over":
            handler = str(given["handler"])
            moves = complaint.policy.decided("owner_hands_over")
            owner = handler if moves else complaint.owner
            return {"handler": handler, "owner": owner}
        case "contacted" | "proposed" | "reviewed":
            promise = Promise(at=event.at, due=_date_to_come(event, "promised_at"))
            return {"promises": (*complaint.promises, promise)}
        case "extended":
            return {"promises": (*complaint.promises, _extension(complaint, event))}
        case "dissatisfied":
            return {"round": complaint.round + 1}
        case "review_requested":
            return {"reviews": complaint.reviews + 1}
        case "escalated":
            return {"level": min(complaint.level + 1, len(INTERNAL_LEVELS) - 1)}
        case "contact_attempted":
            return {"attempts": complaint.attempts + 1}
        case "reopened":
            return {"round": 1, "reviews": 0}
        case _:
            return {}


def _extension(complaint: Complaint, event: Event) -> Promise:
    due, promised = _date_to_come(event, "new_due"), complaint.promised
    if promised is not None and to_utc(due) <= to_utc(promised):
        raise InvalidValue(
            "an extension to no later date",
            got=due.isoformat(),
            expected=f"after {promised.isoformat()}",
            where="new_due",
        )
    return Promise(at=event.at, due=due, reason=str(event.changes["extension_reason"]))


def _date_to_come(event: Event, name: str) -> datetime:
    told = event.changes.get(name)
    try:
        due = datetime.fromisoformat(str(told))
    except ValueError:
        raise InvalidValue(
            "not an instant", got=told, expected="ISO 8601 with an offset", where=name
        ) from None
    check_aware(due, name)
    if to_utc(due) < to_utc(event.at):
        raise InvalidValue(
            "a date that is already past when it is told",
            got=due.isoformat(),
            expected=f"not before {event.at.isoformat()}",
            where=name,
        )
    return due


def next_steps(
    complaint: Complaint, *, at: datetime, due: datetime | None = None
) -> tuple[Step, ...]:
    """What may happen next, who may do it, what it needs and what stands in its way.

    A choice that the policy has not made stands in the way of the moves that need it, and so does
    a fact that can't be read; neither raises, so that a host can show what to mend.

    Args:
        complaint: as its log has made it.
        at: the instant at which it is asked.
        due: as for `apply`.
    """
    check_aware(at, "at")
    return tuple(
        _weighed(complaint, move.event, at, due) for move in PROCESS.moves_from(complaint.state)
    )


def _weighed(complaint: Complaint, event: str, at: datetime, due: datetime | None) -> Step:
    facts, unreadable = complaint.facts, _unknown_forum(complaint, event)
    if unreadable:
        facts = Facts({name: value for name, value in facts.items() if name != "forum"})
    derived = _derived(complaint, event, at, facts, due)
    steps = steps_in(PROCESS, complaint.state, complaint.facts | derived)
    found = next(each for each in steps if each.move.event == event)
    undecided = [
        name
        for name in _NEEDED.get(event, ())
        if isinstance(getattr(complaint.policy, name), Choice)
    ]
    told = {name for name, _, _ in _BOUNDS.get(event, ()) if name not in derived}
    refused = [each for each in found.refused if told.isdisjoint(facts_of(each.holds))]
    return evolve(
        found,
        missing=(*found.missing, *_missing_fields(complaint, event, complaint.facts)),
        refused=(*refused, *(to_decide(OPEN_QUESTIONS[name], CHOICES[name]) for name in undecided)),
        unreadable=(*found.unreadable, *unreadable),
    )


def _unknown_forum(complaint: Complaint, event: str) -> tuple[Unreadable, ...]:
    given = complaint.facts.get("forum")
    names = [forum.value for forum in Forum]
    if event != "referred" or given is None or given in names:
        return ()
    known = ", ".join(names)
    expected = Text(f"one of {known}", f"{known}之一", f"{known}之一")
    return (Unreadable(fact="forum", got=str(given), expected=expected),)


def replay(
    policy: ComplaintPolicy,
    events: Iterable[Event],
    *,
    at: datetime,
    as_known_at: datetime | None = None,
    dues: Mapping[str, datetime] | None = None,
) -> Complaint:
    """The complaint that a log makes, in any order; duplicates, corrections and retractions too.

    Args:
        policy: the choices by which it is handled.
        events: the log.
        at: events after it do not exist yet.
        as_known_at: leave out what was recorded after it; None knows the whole log.
        dues: by when a step was due, by the event's id, where `sla` said so.

    Raises:
        MoveRefused, Undecided, InvalidValue, UnknownName: as `apply`.
    """
    complaint = Complaint(policy=policy)
    for _, event in happenings(events, at=at, as_known_at=as_known_at):
        due = None if dues is None or event.id is None else dues.get(event.id)
        complaint = apply(complaint, event, due=due)
    return complaint
