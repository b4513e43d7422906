"""Dated duties of both sides: kept, late, missed, or still open (R46, R74, R79, R133 to R137).

A contract's items and obligations say when they fall due (`schedules`); the host says what was
done and when.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile

from attrs import field, frozen

from servicedesk.agreements import Contract, Obligation
from servicedesk.decisions import holds
from servicedesk.entitlements import Bearer, ServiceItem
from servicedesk.errors import InvalidValue, UnknownName, check_type, is_a
from servicedesk.incidents import Facts, FactValue, Period, is_key
from servicedesk.obligations import CONSEQUENCE
from servicedesk.reasons import (
    Clause,
    Localised,
    Reason,
    ReasonKind,
    Term,
    Text,
    check_decided,
)
from servicedesk.schedules import AfterEach, Every, Once, days_after, due_periods

DUE = ReasonKind(
    "due.state",
    "{by}: {duty} ({of}), due {due}: {state}",
    "{by}：{duty}（{of}），期限{due}：{state}",
    "{by}：{duty}（{of}），期限{due}：{state}",
)
DONE = ReasonKind(
    "due.done",
    "{by}: {duty} ({of}), due {due}: {state}, done on {done}",
    "{by}：{duty}（{of}），期限{due}：{state}，完成日期{done}",
    "{by}：{duty}（{of}），期限{due}：{state}，完成日期{done}",
)

_NO_TERM = Text("no term set", "未约定期限", "未約定期限")
_NO_FACTS = Facts()


class DueState(Term):
    """What became of a duty that fell due."""

    KEPT = "kept", "kept", "按期完成", "按期完成"
    LATE = "late", "late", "逾期完成", "逾期完成"
    MISSED = "missed", "missed", "未完成", "未完成"
    OPEN = "open", "still open", "待完成", "待完成"


@frozen(kw_only=True)
class Performed:
    """A service or a duty was done.

    Attributes:
        item: the key of the service item or of the obligation.
        on: the civil date, in the contract's zone.
        by: who did it, as the host names people.
        request: the request that it was done for, or "". What follows a service, as its sign-off
            (R137), names the request of the service.
    """

    item: str = field(validator=is_key())
    on: date = field(validator=is_a(date))
    by: str = field(default="", validator=is_a(str))
    request: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class DueObligation:
    """One time that a side owed something, and what became of it.

    Attributes:
        owed: the service, which the vendor owes, or the obligation, which the customer does.
        period: the dates that it is for; None where it is not due by the period.
        after: the service that it follows; None where it follows none.
        since: the first civil date on which it counts.
        due: the last civil date on which it is in time; None: no term is set.
        state: what became of it.
        performed: what was done for it; None: nothing, or nothing that was dated.
    """

    owed: ServiceItem | Obligation = field(validator=is_a(ServiceItem, Obligation))
    period: Period | None = field(default=None, validator=is_a(Period, optional=True))
    after: Performed | None = field(default=None, validator=is_a(Performed, optional=True))
    since: date = field(validator=is_a(date))
    due: date | None = field(validator=is_a(date, optional=True))
    state: DueState = field(validator=is_a(DueState))
    performed: Performed | None = field(default=None, validator=is_a(Performed, optional=True))

    @property
    def by(self) -> Bearer:
        """Whose duty it is."""
        return Bearer.VENDOR if isinstance(self.owed, ServiceItem) else Bearer.CUSTOMER

    @property
    def title(self) -> Text:
        """What is owed, in words."""
        return self.owed.name if isinstance(self.owed, ServiceItem) else self.owed.text

    @property
    def consequence(self) -> str | None:
        """What the host's own policy attaches to it once it is missed; None: nothing."""
        missed = self.state is DueState.MISSED
        return self.owed.consequence if missed and isinstance(self.owed, Obligation) else None

    @property
    def consequence_clauses(self) -> tuple[Clause, ...]:
        """Where the host's policy says so, as `billing.service_credit` takes in `barred_by`."""
        if self.consequence is None or not isinstance(self.owed, Obligation):
            return ()
        return self.owed.consequence_clauses

    @property
    def reasons(self) -> tuple[Reason, ...]:
        due, of = self.due or _NO_TERM, self._of()
        if self.performed is None:
            consequence = self.consequence
            clauses = self.consequence_clauses
            follows = CONSEQUENCE(consequence=consequence, clauses=clauses)
            told = DUE(
                by=self.by,
                duty=self.title,
                of=of,
                due=due,
                state=self.state,
                clauses=self.owed.clauses,
                because=() if consequence is None else [follows],
            )
        else:
            told = DONE(
                by=self.by,
                duty=self.title,
                of=of,
                due=due,
                state=self.state,
                done=self.performed.on,
                clauses=self.owed.clauses,
            )
        return (told,)

    def _of(self) -> str | Localised:
        if self.period is not None:
            return self.period
        if self.after is not None:
            return " ".join(filter(None, (self.after.request, self.after.on.isoformat())))
        return Once()


def due_obligations(
    contract: Contract,
    performed: Iterable[Performed],
    window: Period,
    *,
    on: date,
    facts: Mapping[str, FactValue] = _NO_FACTS,
) -> tuple[DueObligation, ...]:
    """The dated duties of both sides in *window*: the vendor's services, the customer's duties.

    - `Every`: what was done counts for the period in whose time it was done. A second one makes
      up, late, for the last one before it that was missed. What is due after its period does not
      count before the period is over.
    - `Once`: done when so many people as it says have done it. Where the facts decide the
      obligation's condition, they have the last word: it is kept though no date was told, or not
      kept whatever was done.
    - `AfterEach`: each service that was done calls for one of its own, which names the same
      request and isn't before the service. It counts as with `Every`: in time for the first
      service that awaits one, else late for the last one before it that was missed.

    What nothing was done for is missed after its last day, else open. What has no term is open
    until it is done.

    Args:
        contract: its items and obligations say what is due when, counted from its term's start.
        performed: what was done, in any order, services included; what was done after *on* is
            not yet.
        window: the civil dates of the report. A duty belongs to it by its last day in time.
            What is due once or after a service belongs to it also while it is still outstanding,
            or by the date on which it was done late. What only the facts say was kept, without a
            date, belongs to the window of its last day or, without a term, of its start.
        on: the civil date of the report.
        facts: what is known of the customer's duties, as `contracts.duties` takes it.

    Returns:
        Item by item, then obligation by obligation, each in order of time.

    Raises:
        UnknownName: for what is neither in the catalogue nor an obligation.
        InvalidValue: for an obligation that never falls due.
        Undecided: for a duty that rests on an open question (`Binding.OPEN`), as how often it is
            due (C12).
    """
    check_type(contract, Contract, where="contract")
    check_type(performed, Iterable, where="performed")
    check_type(window, Period, where="window")
    check_type(on, date, where="on")
    check_type(facts, Mapping, where="facts")
    for owed in contract.owed:
        check_decided(owed.clauses, where=f"Contract {contract.id}, {owed.key}")
    history = _History.of(contract, performed, on)
    return tuple(
        due
        for owed in contract.owed
        for due in _dues(owed, contract, history, window, facts)
        if _belongs(due, window)
    )


@frozen
class _History:
    """What was done until a date, by key, in order of time."""

    done: Mapping[str, Sequence[Performed]]
    on: date

    @classmethod
    def of(cls, contract: Contract, performed: Iterable[Performed], on: date) -> "_History":
        duties = {each.key: each for each in contract.obligations}
        done: dict[str, list[Performed]] = {}
        for index, each in enumerate(performed):
            where = f"performed[{index}]"
            check_type(each, Performed, where=where)
            duty = duties.get(each.item)
            if duty is None:
                _check_item(contract, each.item, where)
            elif duty.due is None:
                raise InvalidValue("an obligation that never falls due", got=duty.key, where=where)
            if each.on <= on:
                done.setdefault(each.item, []).append(each)
        return cls({key: sorted(them, key=_order) for key, them in done.items()}, on)

    def state(self, due: date | None, performed: Performed | None) -> DueState:
        """What has become of a duty for which this was done."""
        if performed is not None:
            return DueState.KEPT if due is None or performed.on <= due else DueState.LATE
        return DueState.OPEN if due is None or self.on <= due else DueState.MISSED


def _order(each: Performed) -> tuple[date, str, str, str]:
    return each.on, each.by, each.request, each.item


def _check_item(contract: Contract, key: str, where: str) -> None:
    if all(item.key != key for item in contract.items):
        known = [each.key for each in contract.owed]
        raise UnknownName(
            "neither a service nor an obligation", got=key, expected=", ".join(known), where=where
        )


def _belongs(due: DueObligation, window: Period) -> bool:
    if due.due is not None and (due.due >= window.start or isinstance(due.owed.due, Every)):
        return due.due in window
    done = due.performed
    if done is None and due.state is DueState.KEPT:
        return due.since in window  # nobody says when it was done
    return due.since < window.end and (done is None or done.on >= window.start)


def _dues(
    owed: ServiceItem | Obligation,
    contract: Contract,
    history: _History,
    window: Period,
    facts: Mapping[str, FactValue],
) -> Iterator[DueObligation]:
    match owed.due:
        case Every() as every:
            yield from _periodic(owed, every, contract.term, history, window)
        case Once() as once:
            yield _once(owed, once, contract.term, history, facts)
        case AfterEach() as rule:
            yield from _after_each(owed, rule, contract, history)


@frozen(eq=False, kw_only=True)
class _Turn:
    """One time that it is due, and the dates in which what is done for it is in time."""

    since: date
    due: date | None
    period: Period | None = None
    after: Performed | None = None

    def is_over(self, day: date) -> bool:
        return self.due is not None and self.due < day


def _turn(every: Every, period: Period) -> _Turn:
    if every.days_after is None:
        last = period.end - timedelta(days=1)
        return _Turn(period=period, since=period.start, due=last)
    due = days_after(period.end, every.days_after - 1)
    return _Turn(period=period, since=period.end, due=due)


def _periodic(
    owed: ServiceItem | Obligation, every: Every, term: Period, history: _History, window: Period
) -> Iterator[DueObligation]:
    performed = history.done.get(owed.key, ())
    # what makes up for the last one missed never reaches back before the window for one in it
    first = date.fromordinal(max(window.start.toordinal() - (every.days_after or 0), 1))
    last = max([window.end, *(each.on for each in performed)])
    coming = due_periods(every, term, since=first)
    turns = [_turn(every, each) for each in takewhile(lambda each: each.start <= last, coming)]
    counted = _counted(turns, performed)
    for turn in turns:
        yield _told(owed, turn, counted.get(turn), history)


def _told(
    owed: ServiceItem | Obligation, turn: _Turn, done: Performed | None, history: _History
) -> DueObligation:
    return DueObligation(
        owed=owed,
        period=turn.period,
        after=turn.after,
        since=turn.since,
        due=turn.due,
        state=history.state(turn.due, done),
        performed=done,
    )


def _counted(turns: Sequence[_Turn], performed: Iterable[Performed]) -> dict[_Turn, Performed]:
    """What was done in time for each turn, then late what is left over; both in order of time."""
    found: dict[_Turn, Performed] = {}
    spare: list[Performed] = []
    at = 0
    for each in performed:
        while at < len(turns) and turns[at].is_over(each.on):
            at += 1
        if at < len(turns) and turns[at].since <= each.on:
            found[turns[at]] = each
            at += 1
        else:
            spare.append(each)
    missed: list[_Turn] = []
    left = deque(turn for turn in turns if turn not in found)
    for each in spare:
        while left and left[0].is_over(each.on):
            missed.append(left.popleft())
        if missed:
            found[missed.pop()] = each
    return found


def _once(
    owed: ServiceItem | Obligation,
    once: Once,
    term: Period,
    history: _History,
    facts: Mapping[str, FactValue],
) -> DueObligation:
    due = None if once.days is None else days_after(term.start, once.days - 1)
    condition = owed.kept if isinstance(owed, Obligation) else None
    kept = None if condition is None else holds(condition, facts)
    done = None if kept is False else _complete(once, history.done.get(owed.key, ()))
    undated = done is None and kept is True
    return DueObligation(
        owed=owed,
        since=term.start,
        due=due,
        state=DueState.KEPT if undated else history.state(due, done),
        performed=done,
    )


def _complete(once: Once, performed: Iterable[Performed]) -> Performed | None:
    """The one with which the last of the people needed has done it; the nameless count singly."""
    people = 0
    seen: set[str] = set()
    for each in performed:
        if each.by in seen:
            continue
        if each.by:
            seen.add(each.by)
        people += 1
        if people == once.people:
            return each
    return None


def _after_each(
    owed: ServiceItem | Obligation, rule: AfterEach, contract: Contract, history: _History
) -> Iterator[DueObligation]:
    followed = rule.items or tuple(item.key for item in contract.items if item.due is None)
    turns: list[_Turn] = []
    called: dict[str, list[_Turn]] = defaultdict(list)
    for service in sorted(
        (each for key in followed for each in history.done.get(key, ())), key=_order
    ):
        due = None if rule.days is None else days_after(service.on, rule.days)
        turns.append(_Turn(after=service, since=service.on, due=due))
        called[service.request].append(turns[-1])
    answers: dict[str, list[Performed]] = defaultdict(list)
    for each in history.done.get(owed.key, ()):
        answers[each.request].append(each)
    counted: dict[_Turn, Performed] = {}
    for request, services in called.items():
        counted |= _counted(services, answers[request])
    for turn in turns:
        yield _told(owed, turn, counted.get(turn), history)
