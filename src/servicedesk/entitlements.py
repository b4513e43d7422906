"""What a customer may ask for, what was done for it, and the answers to "who pays".

The terms of one item of service for one tier (`Entitlement`), who is liable for a cause
(`Liability`), the warranty, the facts of a request and of the work done, and the sum type
`Coverage`. The decision itself is `servicedesk.contracts.coverage`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from servicedesk.decisions.conditions import ALWAYS, Condition, is_condition
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    OutOfRange,
    are,
    check_finite,
    check_type,
    is_a,
    is_aware,
)
from servicedesk.incidents import Cause, Facts, Period, Severity, check_key, is_key
from servicedesk.money import Money
from servicedesk.reasons import Choice, Clause, Reason, Term, Text
from servicedesk.schedules import AfterEach, Due, Every, Once
from servicedesk.spans import ZERO, Span, to_utc


class Cost(Term):
    """What a service costs, and so what a customer can be asked to pay for."""

    LABOUR = "labour", "labour", "人工", "人工"
    TRAVEL = "travel", "travel", "交通", "交通"
    LODGING = "lodging", "lodging", "住宿", "住宿"
    MATERIAL = "material", "material at cost", "工本", "工本"
    DELIVERY = "delivery", "delivery", "快递", "快遞"


class Payment(Term):
    """How an item of service is paid for."""

    FREE = "free", "free of charge", "免费", "免費"
    INCLUDED = "included", "included in the fee", "包含在服务费内", "包含在服務費內"
    AT_COST = "at_cost", "at cost", "仅收工本费", "僅收工本費"
    EXPENSES_ONLY = "expenses_only", "expenses only", "仅收差旅费用", "僅收差旅費用"
    CHARGEABLE = "chargeable", "chargeable", "收费", "收費"
    QUOTE_FIRST = "quote_first", "quoted first", "先报价", "先報價"
    NOT_OFFERED = "not_offered", "not offered", "不提供", "不提供"


class Bearer(Term):
    """Who is liable for what a cause leads to."""

    VENDOR = "vendor", "the vendor", "服务方", "服務方"
    CUSTOMER = "customer", "the customer", "客户", "客戶"


def keys(words: Iterable[str] | str) -> frozenset[str]:
    """Several keys, or one."""
    found = frozenset({words} if isinstance(words, str) else words)
    for key in found:
        check_key(key)
    return found


def causes(given: Iterable[Cause] | Cause) -> frozenset[Cause]:
    """Several causes, or one. `Cause.UNKNOWN` is none of them."""
    found = frozenset({given} if isinstance(given, Cause) else given)
    for cause in found:
        check_type(cause, Cause, where="cause")
    if Cause.UNKNOWN in found:
        raise InvalidValue("not knowing is no cause", got=Cause.UNKNOWN.value, where="cause")
    return found


def costs(given: Iterable[Cost] | Cost) -> frozenset[Cost]:
    """Several kinds of cost, or one."""
    found = frozenset({given} if isinstance(given, Cost) else given)
    for cost in found:
        check_type(cost, Cost, where="cost")
    return found


@frozen(kw_only=True)
class ServiceItem:
    """One entry of the catalogue of services.

    Attributes:
        key: its name, as "policy_change".
        name: its words in three languages.
        modes: the ways in which it is given ("online_video", "offline_class", "remote").
        steps: what it consists of, in order ("survey", "configuration", ...).
        due: when it is due by itself; None: on request.
        clauses: where it is described.
    """

    key: str = field(validator=is_key())
    name: Text = field(validator=is_a(Text))
    modes: tuple[str, ...] = field(default=(), validator=are(str))
    steps: tuple[str, ...] = field(default=(), validator=are(str))
    due: Due | None = field(default=None, validator=is_a(Every, Once, AfterEach, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        for key in (*self.modes, *self.steps):
            check_key(key, where=f"ServiceItem {self.key}")


@frozen(kw_only=True)
class Entitlement:
    """How one item is paid for, for some tiers and under a condition.

    A contract lists the special before the general: the first that applies decides.

    Attributes:
        item: the service item's key.
        payment: how it is paid for; `UNDECIDED` where that is left open: a coverage that needs
            it raises `Undecided`.
        tiers: the tiers that have it; empty means every tier.
        when: over the facts of the request (`item`, `channel`, `severity`, `locality` and the
            host's own) and of the contract (`tier`, `fee_plan`, `cause`, `in_warranty`).
        covers: causes that the customer is liable for and that this item yet takes care of
            (R116 mends what misoperation has done).
        quota: the quota that it draws on; None: as often as needed.
        unmetered: while this holds nothing is drawn (R115: major problems unlimited).
        beyond: how it is paid for once the quota is used up.
        pays: the costs that the customer bears; None: those that *payment* says by itself.
        clauses: where it is written.
    """

    item: str = field(validator=is_key())
    payment: Payment | Choice = field(validator=is_a(Payment, Choice))
    tiers: frozenset[str] = field(default=frozenset(), converter=keys)
    when: Condition = field(default=ALWAYS, validator=is_condition())
    covers: frozenset[Cause] = field(default=frozenset(), converter=causes)
    quota: str | None = field(default=None, validator=is_key(optional=True))
    unmetered: Condition | None = field(default=None, validator=is_condition(optional=True))
    beyond: Payment = field(default=Payment.CHARGEABLE, validator=is_a(Payment))
    pays: frozenset[Cost] | None = field(default=None)
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        where = f"Entitlement {self.item}"
        if self.pays is not None:
            object.__setattr__(self, "pays", costs(self.pays))
        if self.unmetered is not None and self.quota is None:
            raise InvalidValue("nothing to be unmetered", expected="a quota", where=where)
        if self.quota is not None and self.payment in (Payment.QUOTE_FIRST, Payment.NOT_OFFERED):
            raise InvalidValue("a quota of what is not given", got=self.payment.value, where=where)


@frozen(kw_only=True)
class Warranty:
    """A time in which the vendor answers for defects, decided at the incident's instant.

    Attributes:
        period: civil dates in the contract's zone.
        items: the service items that it holds for; empty means all.
        clauses: where it is written.
    """

    period: Period = field(validator=is_a(Period))
    items: frozenset[str] = field(default=frozenset(), converter=keys)
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))


@frozen(kw_only=True)
class Liability:
    """Who is liable for some causes; the first rule that applies decides.

    Attributes:
        causes: the causes; empty means every cause, known or not.
        bearer: who is liable; `UNDECIDED` where the document leaves it open ("may be
            charged", R85, C8): a coverage that needs it raises `Undecided`.
        in_warranty: only within (True) or outside (False) a warranty; None: either way.
        items: only for these items; empty means all.
        when: only under this condition.
        clauses: where it is written.
    """

    causes: frozenset[Cause] = field(default=frozenset(), converter=causes)
    bearer: Bearer | Choice = field(validator=is_a(Bearer, Choice))
    in_warranty: bool | None = field(default=None, validator=is_a(bool, optional=True))
    items: frozenset[str] = field(default=frozenset(), converter=keys)
    when: Condition = field(default=ALWAYS, validator=is_condition())
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))


@frozen(kw_only=True)
class Request:
    """What a customer asks for.

    Attributes:
        id: the host's name of it.
        item: the service item that it falls under.
        at: the incident's instant: when it happened or, if that is not known, was reported.
        channel: how it came in, if known.
        severity: how bad it is, if classified.
        locality: where the site lies from the service team's, if known.
        site: the key of the site in the contract, if it has several.
        facts: whatever else the contract's conditions look at (`outside_network`, `season`).
    """

    id: str = field(validator=is_a(str))
    item: str = field(validator=is_key())
    at: datetime = field(validator=is_aware(), eq=to_utc)
    channel: str | None = field(default=None, validator=is_key(optional=True))
    severity: Severity | None = field(default=None, validator=is_a(Severity, optional=True))
    locality: str | None = field(default=None, validator=is_key(optional=True))
    site: str | None = field(default=None, validator=is_key(optional=True))
    facts: Facts = field(factory=Facts, converter=Facts)

    def known(self) -> Facts:
        """All that is known of it, by name, for conditions."""
        own: Mapping[str, Any] = {
            "item": self.item,
            "channel": self.channel,
            "severity": self.severity,
            "locality": self.locality,
            "site": self.site,
        }
        return self.facts | {name: value for name, value in own.items() if value is not None}


@frozen
class Expense:
    """What was spent for a piece of work, at cost.

    Attributes:
        cost: which kind; labour is worked, not spent.
        amount: what was paid, not negative.
        note: free words for the statement's line.
    """

    cost: Cost = field(validator=is_a(Cost))
    amount: Money = field(validator=is_a(Money))
    note: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if self.cost is Cost.LABOUR:
            raise InvalidValue("labour is no expense", got=self.amount, where="Expense.cost")
        if self.amount.minor < 0:
            raise OutOfRange("negative expense", got=self.amount, where="Expense.amount")


@frozen(kw_only=True)
class Work:
    """A dated fact: what was done for a request.

    Attributes:
        id: the host's name of this piece of work.
        request: the id of its request.
        item: the service item that was given.
        at: when the work began.
        cause: what it found, `Cause.UNKNOWN` while that is not known.
        quantity: how many of the item's units (media, people trained, man-days), not negative.
        spans: when it was worked, in order and apart, where the host knows; surcharges for odd
            hours need them.
        time: how long it was worked; with *spans* it may be left out.
        visits: how often someone went there.
        visit: the host's name of a visit that several works share; it is drawn and charged once.
        expenses: travel, lodging, material and delivery at cost, in one currency.
        facts: whatever else prices look at (`difficulty`).
        part: 0, or the number of the part where a quota has split the work.
    """

    id: str = field(validator=is_a(str))
    request: str = field(validator=is_a(str))
    item: str = field(validator=is_key())
    at: datetime = field(validator=is_aware(), eq=to_utc)
    cause: Cause = field(default=Cause.UNKNOWN, validator=is_a(Cause))
    quantity: int | Decimal = field(default=1, validator=is_a(int, Decimal))
    spans: tuple[Span, ...] = field(default=(), validator=are(Span))
    time: timedelta = field(validator=is_a(timedelta))
    visits: int = field(default=0, validator=is_a(int))
    visit: str | None = field(default=None, validator=is_a(str, optional=True))
    expenses: tuple[Expense, ...] = field(default=(), validator=are(Expense))
    facts: Facts = field(factory=Facts, converter=Facts)
    part: int = field(default=0, validator=is_a(int))

    @time.default
    def _time_of_spans(self) -> timedelta:
        return sum((span.total for span in self.spans), ZERO)

    def __attrs_post_init__(self) -> None:
        where = f"Work {self.id}"
        if isinstance(self.quantity, Decimal):
            check_finite(self.quantity, where=where)
        if self.quantity < 0 or self.time < ZERO or self.visits < 0 or self.part < 0:
            got = (self.quantity, self.time, self.visits, self.part)
            raise OutOfRange("negative work", got=got, where=where)
        for before, after in zip(self.spans, self.spans[1:], strict=False):
            if after.start < before.end:
                raise InvalidValue("spans out of order or overlapping", got=after, where=where)
        if self.spans and self.time != self._time_of_spans():
            raise InvalidValue(
                "time is not that of the spans",
                got=self.time,
                expected=str(self._time_of_spans()),
                where=where,
            )
        if len({expense.amount.currency for expense in self.expenses}) > 1:
            raise CurrencyMismatch("expenses in several currencies", where=where)


@frozen(kw_only=True)
class Answer:
    """Who pays, by which clauses and why.

    Attributes:
        clauses: what the answer rests on, the deciding one first.
        reasons: the trace from which it was computed.
        quota: the quota that the work draws on, or has used up; None: no quota counts here.
    """

    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))
    quota: str | None = field(default=None, validator=is_key(optional=True))


@frozen(kw_only=True)
class Free(Answer):
    """The vendor bears it: liable, within warranty, or free by the table of services."""

    pays: frozenset[Cost] = field(default=frozenset(), converter=costs)


@frozen(kw_only=True)
class Included(Answer):
    """The contract's fee has paid for it."""

    pays: frozenset[Cost] = field(default=frozenset(), converter=costs)


@frozen(kw_only=True)
class AtCost(Answer):
    """Nothing but the material is charged, at cost (R112)."""

    pays: frozenset[Cost] = field(default=frozenset({Cost.MATERIAL}), converter=costs)


@frozen(kw_only=True)
class ExpensesOnly(Answer):
    """The work is included, the customer bears travel and lodging (R115)."""

    pays: frozenset[Cost] = field(default=frozenset({Cost.TRAVEL, Cost.LODGING}), converter=costs)


@frozen(kw_only=True)
class Chargeable(Answer):
    """The customer pays by the price list."""

    pays: frozenset[Cost] = field(default=frozenset(Cost), converter=costs)


@frozen(kw_only=True)
class QuoteFirst(Answer):
    """The customer pays, after a quote has been agreed (R87)."""

    pays: frozenset[Cost] = field(default=frozenset(Cost), converter=costs)


@frozen(kw_only=True)
class NotOffered(Answer):
    """The contract does not give it."""

    pays: frozenset[Cost] = field(default=frozenset(), converter=costs)


@frozen(kw_only=True)
class Undetermined(Answer):
    """Who pays depends on what is not known yet; the response is owed all the same.

    Attributes:
        missing: the names of the facts to find out ("cause", "outside_network").
        candidates: what it comes to for each value of the first missing fact that is tried, as
            (value, answer); only for "cause".
    """

    missing: frozenset[str] = field(converter=keys)
    candidates: tuple[tuple[Cause, "Coverage"], ...] = field(default=(), validator=are(tuple))

    @property
    def pays(self) -> frozenset[Cost]:
        """Nothing can be asked for yet."""
        return frozenset()


Coverage = (
    Free | Included | AtCost | ExpensesOnly | Chargeable | QuoteFirst | NotOffered | Undetermined
)
