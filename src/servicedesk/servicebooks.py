"""The service book: what a vendor offers to all customers, from which contracts are drawn up."""

from fractions import Fraction
from typing import Any

from attrs import field, frozen

from servicedesk.agreements import Contract, Obligation, ServiceHours
from servicedesk.decisions import DecisionTable
from servicedesk.entitlements import Entitlement, Liability, Payment, ServiceItem
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, are, check_type, is_a
from servicedesk.incidents import Period, are_keys, is_key
from servicedesk.incidents import keys as as_keys
from servicedesk.money import NOUGHT, ONE, Ratio
from servicedesk.reasons import Clause, Reason, ReasonKind, Text, check_decided
from servicedesk.sla import Policy


@frozen(kw_only=True)
class Goal:
    """A share that the vendor sets out to reach or not to exceed, as "90 % solved" (R70).

    Attributes:
        key: its name; by "complaint_rate", "common_problems_solved" or a metric's name
            `reporting.annual_report` finds the rate that it speaks of.
        text: what is counted, of what.
        at_least: the least share that reaches it; None: no number is given.
        at_most: the greatest share that keeps it; None: no number is given.
        months: over so many civil months; None: the document doesn't say (C14).
        clauses: where it is written.
    """

    key: str = field(validator=is_key())
    text: Text = field(validator=is_a(Text))
    at_least: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    at_most: Ratio | None = field(default=None, validator=is_a(Ratio, optional=True))
    months: int | None = field(default=None, validator=is_a(int, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        where = f"Goal {self.key}"
        for bound in (self.at_least, self.at_most):
            if bound is not None and not NOUGHT <= bound <= ONE:
                raise OutOfRange("not a share", got=str(bound), expected="0 to 1", where=where)
        if self.months is not None and self.months < 1:
            raise OutOfRange("no length", got=self.months, expected="at least 1", where=where)


def is_reached(goal: Goal, count: int, of: int) -> bool | None:
    """Whether *count* out of *of* reaches the goal; None of nothing, or if it has no number.

    What is wanted is a part of all; what shall be rare, as complaints, may outnumber it.

    Raises:
        InvalidValue: for a count that is negative, or more than all for a goal that has a least
            share.
    """
    for name, value in (("count", count), ("of", of)):
        check_type(value, int, where=name)
    most = count if goal.at_least is None else of
    if not 0 <= count <= most or of < 0:
        raise InvalidValue("a part of nothing or beyond all", got=(count, of), where="count")
    if not of or (goal.at_least is None and goal.at_most is None):
        return None
    share = Ratio(count, of)
    return (goal.at_least is None or share >= goal.at_least) and (
        goal.at_most is None or share <= goal.at_most
    )


@frozen(kw_only=True)
class GoalVerdict:
    """Whether a goal is reached.

    Attributes:
        reached: None of nothing, if the goal has no number, or while its period is not over.
    """

    goal: Goal = field(validator=is_a(Goal))
    count: int = field(validator=is_a(int))
    of: int = field(validator=is_a(int))
    reached: bool | None = field(validator=is_a(bool, optional=True))

    @property
    def share(self) -> Fraction | None:
        """How many of how many, exactly; None of nothing."""
        return Fraction(self.count, self.of) if self.of else None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        goal = self.goal
        told = WEIGHED(
            goal=goal.text,
            count=self.count,
            of=self.of,
            bounds=_bounds(goal),
            reached=REACHED[self.reached],
            clauses=goal.clauses,
        )
        return (told,)


def judge_goal(goal: Goal, count: int, of: int) -> GoalVerdict:
    """Whether *count* out of *of* reaches the goal, with its reasons.

    Raises:
        InvalidValue: as `is_reached`.
        Undecided: for a goal that rests on an open question (C14).
    """
    check_type(goal, Goal, where="goal")
    check_decided(goal.clauses, where=f"goal {goal.key}")
    return GoalVerdict(goal=goal, count=count, of=of, reached=is_reached(goal, count, of))


WEIGHED = ReasonKind(
    "goal.weighed",
    "{goal}: {count} of {of} ({bounds}): {reached}",
    "{goal}：{of}中有{count}（{bounds}），{reached}",
    "{goal}：{of}中有{count}（{bounds}），{reached}",
)
REACHED = {
    True: Text("reached", "已达成", "已達成"),
    False: Text("missed", "未达成", "未達成"),
    None: Text("neither reached nor missed", "无从判断是否达成", "無從判斷是否達成"),
}


def _bounds(goal: Goal) -> Text:
    least = f"≥ {goal.at_least}" if goal.at_least is not None else ""
    most = f"≤ {goal.at_most}" if goal.at_most is not None else ""
    shares = " ".join(filter(None, (least, most)))
    en, hans, hant = (shares or "no number"), (shares or "没有数值"), (shares or "沒有數值")
    if goal.months is None:
        return Text(en, hans, hant)
    return Text(
        f"{en} over {goal.months} months",
        f"{goal.months}个月内{hans}",
        f"{goal.months}個月內{hant}",
    )


@frozen(kw_only=True)
class ServiceBook:
    """What a vendor offers: the bundle that a preset is, checked before use and drawn on.

    Attributes:
        key: its name.
        name: its title.
        currency: the currency of its contracts.
        timezone: the zone of their civil dates.
        items: the catalogue of services.
        entitlements: how each is paid for, the special before the general.
        liabilities: who is liable for which cause.
        hours: when services are given.
        policy: what times are promised; None: none.
        tables: how requests are classified.
        goals: shares that the vendor sets out to reach.
        tiers: the tiers that it knows; a contract of another is refused. Empty: any.
        obligations: what customers owe.
        unlisted: how an item is paid for that no entitlement speaks of.
        clauses: what the book itself rests on.
    """

    key: str = field(validator=is_key())
    name: Text = field(validator=is_a(Text))
    currency: str = field(validator=is_a(str))
    timezone: str = field(validator=is_a(str))
    items: tuple[ServiceItem, ...] = field(validator=are(ServiceItem))
    entitlements: tuple[Entitlement, ...] = field(default=(), validator=are(Entitlement))
    liabilities: tuple[Liability, ...] = field(default=(), validator=are(Liability))
    hours: tuple[ServiceHours, ...] = field(default=(), validator=are(ServiceHours))
    policy: Policy | None = field(default=None, validator=is_a(Policy, optional=True))
    tables: tuple[DecisionTable, ...] = field(default=(), validator=are(DecisionTable))
    goals: tuple[Goal, ...] = field(default=(), validator=are(Goal))
    tiers: tuple[str, ...] = field(default=(), converter=as_keys, validator=are_keys)
    obligations: tuple[Obligation, ...] = field(default=(), validator=are(Obligation))
    unlisted: Payment = field(default=Payment.QUOTE_FIRST, validator=is_a(Payment))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))


def contract_by(book: ServiceBook, name: str, *, term: Period, tier: str, **terms: Any) -> Contract:
    """A contract by the book's terms.

    Args:
        book: what the vendor offers.
        name: the host's name of the contract.
        term: its civil dates.
        tier: its tier, one of the book's if that lists them. A host that has others gives them to
            the book: `evolve(book, tiers=(*book.tiers, "gold"))`.
        terms: other fields of `Contract`, in place of the book's: fee plan, warranties, quotas,
            parties, sites, arrears.

    Raises:
        UnknownName: for a tier that the book does not know.
        UnknownName, InvalidValue, CurrencyMismatch: as `Contract`.
    """
    if book.tiers and tier not in book.tiers:
        known = ", ".join(book.tiers)
        raise UnknownName("no such tier", got=tier, expected=known, where=f"ServiceBook {book.key}")
    by_the_book: dict[str, Any] = {
        "currency": book.currency,
        "timezone": book.timezone,
        "items": book.items,
        "entitlements": book.entitlements,
        "liabilities": book.liabilities,
        "hours": book.hours,
        "policy": book.policy,
        "obligations": book.obligations,
        "unlisted": book.unlisted,
        "clauses": book.clauses,
    }
    return Contract(id=name, term=term, tier=tier, **(by_the_book | terms))
