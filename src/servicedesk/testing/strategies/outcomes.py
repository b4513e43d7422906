"""What the library's own verbs answer: clocks, coverage, statements, complaints, reports."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.billing import CreditNote, Line, OpenItem, Statement, credit_note, fee
from servicedesk.complaints import PROCESS, Complaint, ComplaintPolicy, apply
from servicedesk.contracts import (
    AtCost,
    Chargeable,
    Contract,
    Coverage,
    Covered,
    Entitlement,
    ExpensesOnly,
    Free,
    Included,
    NotOffered,
    Payment,
    QuoteFirst,
    Request,
    ServiceItem,
    Undetermined,
    Usage,
    Warranty,
    cover,
    coverage,
)
from servicedesk.errors import MoveRefused, Undecided
from servicedesk.incidents import Cause, Event
from servicedesk.lifecycles import Lifecycle
from servicedesk.sla import (
    Assessment,
    Breached,
    Cancelled,
    Clock,
    Met,
    Paused,
    Pending,
    Running,
    Transition,
    assess,
    next_transition,
)
from servicedesk.tariffs import Annual
from servicedesk.testing.strategies.fitting import works_for, works_with_requests
from servicedesk.testing.strategies.service import (
    contracts,
    event_logs,
    money,
    policies,
    quotas,
    texts,
)

_MINUTE = timedelta(minutes=1)
_START = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 09:00 in Shanghai, a Monday


@composite
def assessments(draw: DrawFn) -> Assessment:
    """What a policy says of a ticket's log some time after its last event."""
    log = draw(event_logs())
    later = draw(st.integers(0, 10 * 24 * 60))
    return assess(draw(policies()), log, at=log[-1].at + later * _MINUTE)


_LOGS: Mapping[type, tuple[tuple[str, ...], int]] = {
    Pending: ((), 0),
    Running: (("created",), 0),
    Paused: (("created", "waiting_customer"), 1),
    Met: (("created", "resolved"), 1),
    Breached: (("created",), 60 * 24 * 60),
    Cancelled: (("created", "closed"), 1),
}


@composite
def clocks(draw: DrawFn, kind: type) -> Any:
    """Clocks of one kind: `clocks(Breached)`; of the resolution metric of some policy."""
    types, later = _LOGS[kind]
    policy = evolve(draw(policies()), terminal=("closed",))
    start = draw(st.integers(0, 200).map(lambda weeks: _START + timedelta(weeks=weeks)))
    log = [Event(at=start, type=each, id=str(index)) for index, each in enumerate(types)]
    return assess(policy, log, at=start + later * _MINUTE)["resolution"]


def any_clocks() -> SearchStrategy[Clock]:
    """Clocks of every kind."""
    return st.one_of([clocks(kind) for kind in _LOGS])


def transitions() -> SearchStrategy[Transition]:
    """What a running clock changes to of itself."""
    found = clocks(Running).map(
        lambda clock: next_transition(
            Assessment(policy="drawn", version="1", at=clock.at, clocks=(clock,))
        )
    )
    return found.filter(lambda transition: transition is not None)  # type: ignore[return-value]


_PAYMENTS: Mapping[type, Payment] = {
    Free: Payment.FREE,
    Included: Payment.INCLUDED,
    AtCost: Payment.AT_COST,
    ExpensesOnly: Payment.EXPENSES_ONLY,
    Chargeable: Payment.CHARGEABLE,
    QuoteFirst: Payment.QUOTE_FIRST,
    NotOffered: Payment.NOT_OFFERED,
}


@composite
def answers(draw: DrawFn, kind: type) -> Any:
    """Answers of one kind to who pays: `answers(Included)`."""
    plain = draw(contracts())
    item = plain.items[0]
    asked = Request(id="R-1", item=item.key, at=_noon(plain.term.start))
    if kind is Undetermined:
        # the product's defects are the vendor's in warranty, misoperation the customer's
        rule = Entitlement(item=item.key, payment=Payment.CHARGEABLE)
        sold = evolve(plain, entitlements=(rule,), warranties=(Warranty(period=plain.term),))
        return coverage(sold, asked, at=asked.at)
    rule = Entitlement(item=item.key, payment=_PAYMENTS[kind])
    contract = evolve(plain, entitlements=(rule,), liabilities=(), quotas=())
    return coverage(contract, asked, Cause.CUSTOMISATION, at=asked.at)


def any_answers() -> SearchStrategy[Coverage]:
    """Every answer to who pays."""
    return st.one_of([answers(kind) for kind in (*_PAYMENTS, Undetermined)])


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@composite
def covered(draw: DrawFn) -> Covered:
    """A piece of work and who pays for it."""
    contract = draw(contracts())
    asked = Request(id="R-1", item=contract.items[0].key, at=_noon(contract.term.start))
    return cover(contract, [asked], [draw(works_for(contract, asked))])[0][0]


@composite
def usages(draw: DrawFn, contract: Contract | None = None) -> Usage:
    """What the work of a contract has used of its quotas (default: some contract with visits)."""
    within = contract or draw(_with_quota())
    asked, done = draw(works_with_requests(within))
    return cover(within, asked, done)[1]


@composite
def _with_quota(draw: DrawFn) -> Contract:
    plain = draw(contracts())
    quota = draw(quotas(term=plain.term))
    return evolve(
        plain,
        items=(ServiceItem(key="visit", name=texts("visit")),),
        entitlements=(Entitlement(item="visit", payment=Payment.INCLUDED, quota=quota.key),),
        quotas=(quota,),
    )


@composite
def statements(draw: DrawFn) -> Statement:
    """The bill of a contract's first year, with its work."""
    contract = draw(contracts())
    return draw(_billed(contract))


@composite
def _billed(draw: DrawFn, contract: Contract) -> Statement:
    asked, done = draw(works_with_requests(contract, most=3))
    works, _ = cover(contract, asked, done)
    return fee(contract, works, contract.term)


@composite
def _with_lines(draw: DrawFn) -> Statement:
    contract = draw(contracts())
    fee_of_a_year = Annual(fee=draw(money(currency=contract.currency, lowest=10**5, highest=10**7)))
    return draw(_billed(evolve(contract, fee_plan=fee_of_a_year)))


def lines() -> SearchStrategy[Line]:
    """A line of a statement, that of the annual fee first."""
    return _with_lines().flatmap(lambda statement: st.sampled_from(statement.lines))


@composite
def open_items(draw: DrawFn) -> OpenItem:
    """Work that waits for its quote."""
    contract = draw(contracts())
    item = contract.items[0].key
    rule = Entitlement(item=item, payment=Payment.QUOTE_FIRST)
    quoted = evolve(contract, entitlements=(rule,), liabilities=(), quotas=())
    asked = Request(id="R-1", item=item, at=_noon(contract.term.start))
    done = evolve(draw(works_for(quoted, asked)), at=asked.at)
    return fee(quoted, cover(quoted, [asked], [done])[0], contract.term).open[0]


def credit_notes() -> SearchStrategy[CreditNote]:
    """A note that gives back a whole statement."""
    return _with_lines().map(
        lambda statement: credit_note(statement, id="CN-1", on=statement.period.end)
    )


COMPLAINT_POLICY = ComplaintPolicy(
    most_rounds=2,
    extension_needs_consent=True,
    most_extensions=1,
    lapse_attempts=3,
    lapse_days=7,
    reopen_days=30,
    timezone="Asia/Shanghai",
)
"""Choices for all that the documents leave open about complaints."""

# what the moves of the complaint lifecycle need, told as a register would
_TOLD: Mapping[str, Any] = {
    "channel": "phone",
    "number": "TS-2026-0001",
    "complainant": "Wang",
    "contact": "13800000000",
    "organisation": "Hengwen Heat",
    "description": "the fee report differs from the ledger",
    "expected_by": "2026-01-16",
    "occurred_at": "2026-01-12T09:00:00+08:00",
    "scope": "three counters",
    "tried": "logged in again",
    "asked_for": "a screenshot",
    "next_step": "investigate",
    "category": "product_function",
    "urgency": "general",
    "department": "development",
    "handler": "Zhang",
    "cause": "another sum since the upgrade",
    "remedy": "rework",
    "responsible": "Zhang",
    "departments": 1,
    "progress": "found",
    "outcome": "upheld",
    "outcome_reason": "mended and checked",
    "recourse": "a review within 7 days",
    "statement": "content",
    "dissatisfaction": "still wrong",
    "reviewer": "Liu",
    "extends": "solution",
    "extension_reason": "complex",
    "consent": True,
    "coordination_record": "minutes",
    "escalation_reason": "unsolved",
    "trigger": "data_security",
    "forum": "regulator",
    "new_facts": "it came back",
    "linked_to": "T-1",
}
_FLOW = (
    "received recorded acknowledged classified handed_over contacted investigated proposed"
    " handling_started completed confirmed accepted reopened"
).split()


@composite
def complaints(draw: DrawFn, *, policy: ComplaintPolicy | None = None) -> Complaint:
    """A complaint on its way: as it goes when all goes well, with detours.

    Args:
        draw: given by Hypothesis.
        policy: what the company has chosen; None makes choices for all that is open.
    """
    complaint, at = Complaint(policy=policy or COMPLAINT_POLICY), _START
    for _ in range(draw(st.integers(0, len(_FLOW) + 2))):
        at += draw(st.integers(1, 3 * 24 * 60)) * _MINUTE
        done = {event.type for event in complaint.log}
        moves = [move.event for move in PROCESS.moves_from(complaint.state)]
        usual = [event for event in _FLOW if event in moves and event not in done][:1]
        others = sorted({*moves} - {*usual, "withdrawn"})
        goes = usual * 6 * len(others) + others
        event = told_event(draw(st.sampled_from(goes or ["withdrawn"])), at, len(complaint.log))
        try:
            complaint = apply(complaint, event)
        except (MoveRefused, Undecided):
            continue
    return complaint


def told_event(event: str, at: datetime, number: int, process: Lifecycle = PROCESS) -> Event:
    """An event of a complaint with all the facts that its moves may need."""
    due = (at + timedelta(days=3 + number)).isoformat()
    told = {**_TOLD, "promised_at": due, "new_due": due}
    needed = {need for move in process.moves if move.event == event for need in move.needs}
    also = {"recorded": (*ComplaintPolicy().fields,), "extended": ("consent",)}
    given = {name: told[name] for name in (*needed, *also.get(event, ())) if name in told}
    return Event(at=at, type=event, id=str(number), by="Chen", changes=given)
