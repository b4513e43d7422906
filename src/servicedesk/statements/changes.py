"""A change of plan in mid-term, and what another version of a contract would cost."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import evolve, field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Usage, cover
from servicedesk.entitlements import Request, Work
from servicedesk.errors import InvalidValue, are, check_type, is_a, listed
from servicedesk.incidents import Period
from servicedesk.money import Money, Ratio, settle
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.statements.accounts import BillingFact, account_of
from servicedesk.statements.bills import Difference, bill, statement_of
from servicedesk.statements.credits import CreditNote, CreditWish, credit_note, remaining
from servicedesk.statements.lines import LineKind, Statement
from servicedesk.statements.proration import billed_to, ratio_of
from servicedesk.tariffs import Annual, ChangeDay, FeePlan, PriceBasis, Timing

CHANGED = ReasonKind(
    "change.plan",
    "changed on {on}, {rule}: of what was billed ({billed}) the new plan has {left}",
    "于{on}变更，{rule}：已计费期间{billed}中，{left}归新方案",
    "於{on}變更，{rule}：已計費期間{billed}中，{left}歸新方案",
)


@frozen(kw_only=True)
class PlanChange:
    """What a change of plan in mid-term costs.

    Attributes:
        on: the civil date of the change.
        rule: whose day that is.
        billed: the civil dates for which the old plan's fees were billed.
        credit: the unused rest of what was billed; None if nothing of it is unused.
        charge: the new plan's fees from its first date on, as far as they are due by now: for the
            dates for which statements were issued, and by the plan's timing what it bills ahead.
    """

    on: date = field(validator=is_a(date))
    rule: ChangeDay = field(validator=is_a(ChangeDay))
    billed: Period = field(validator=is_a(Period))
    credit: CreditNote | None = field(validator=is_a(CreditNote, optional=True))
    charge: Statement = field(validator=is_a(Statement))

    @property
    def gross(self) -> Money:
        """The charge less the credit."""
        charged = self.charge.gross
        return charged if self.credit is None else charged + self.credit.gross

    @property
    def net(self) -> Money:
        """The same without tax."""
        charged = self.charge.net
        return charged if self.credit is None else charged + self.credit.net

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Whose day the change is, what is taken back, and what is charged instead."""
        left = Period(self.charge.period.start, self.billed.end)
        said = CHANGED(on=self.on, rule=self.rule, left=left, billed=self.billed)
        taken = () if self.credit is None else self.credit.reasons
        return (said, *taken, *self.charge.reasons)


def change_plan(
    billed: Statement,
    before: Contract,
    after: Contract,
    on: date,
    *,
    id: str,  # noqa: A002 - the credit note's own word
    earlier: Iterable[CreditNote] = (),
    issued: date | None = None,
) -> PlanChange:
    """Credit the unused fees of *billed* from *on*, and charge the new plan from there.

    Whose day *on* is says the plan that is left (`Annual.change_day`): the new plan's first, or
    the old plan's last. The dates of the two plans never overlap nor leave a gap. The new plan's
    fee periods are counted from the same anchor as the old one's, unless it names its own.

    What is charged is what the statements issued so far would have billed by the new plan's
    timing: in advance, to the end of its fee period, be that before or after the old one's. So
    every day is billed once if the later statements are of *after*, or of the history with this
    charge in `charged` (`billing.fee`), for the dates that follow *issued*.

    Args:
        billed: the statement in which the old plan's fees were billed.
        before: the contract's version under which they were.
        after: the version that holds then.
        on: the civil date of the change; the new plan's first date lies in what was billed.
        id: of the credit note.
        earlier: credit notes that *billed* has had before; nothing is credited twice.
        issued: the civil date up to which, not included, statements of the old plan were issued;
            None is the end of *billed*. If the new plan's first date is later, that counts.

    Raises:
        InvalidValue: if the old plan has no fee for time, the new plan's first date is not in
            what was billed, or a later statement billed more of the old plan.
    """
    check_type(billed, Statement, where="billed")
    check_type(before, Contract, where="before")
    check_type(after, Contract, where="after")
    earlier = listed(earlier, CreditNote, where="earlier")
    plan = before.fee_plan
    if not isinstance(plan, Annual):
        raise InvalidValue("no fee for time to change", got=type(plan).__name__, where=before.id)
    check_type(on, date, where="on")
    if issued is not None:
        check_type(issued, date, where="issued")
    anchor = plan.anchor or before.term.start
    until, reached = (
        billed_to(anchor, plan.months, before.term, day, plan.timing)
        for day in (billed.period.end, issued or date.min)
    )
    since = _since(billed, before, plan, until)
    # no date follows the last that there is
    first = on if plan.change_day is ChangeDay.NEW_PLAN or on == date.max else on + timedelta(1)
    if not since <= first < until:
        raise InvalidValue(
            "the change is not in what was billed", got=str(on),
            expected=f"the new plan's first day from {since} to before {until}",
            where="change_plan",
        )  # fmt: skip
    if reached > until:
        raise InvalidValue(
            "a later statement billed more of the old plan", got=str(billed.period),
            expected=f"the statement that billed to {reached}, or a credit note for the later one",
            where="change_plan",
        )  # fmt: skip
    rest = Period(first, until)
    known = tuple(earlier)
    unused = bill(_accrued(before, anchor), (), rest)
    wishes = _wishes(billed, unused, known)
    return PlanChange(
        on=on,
        rule=plan.change_day,
        billed=Period(since, until),
        credit=credit_note(billed, wishes, id=id, on=on, earlier=known) if wishes else None,
        charge=_charge(after, anchor, rest, max(first, issued or billed.period.end)),
    )


def _since(billed: Statement, before: Contract, plan: Annual, until: date) -> date:
    """The first date whose fee is in *billed*: what earlier statements billed ahead is not."""
    anchor, start = plan.anchor or before.term.start, max(billed.period.start, before.term.start)
    if start < until:
        # the charge of a change bills from its first date, whatever the timing
        whole = ratio_of(anchor, plan.months, start, until, plan.day_count)
        fees = [line.quantity for line in billed.lines if line.kind is LineKind.FEE]
        if fees == [whole]:
            return start
    return billed_to(anchor, plan.months, before.term, start, plan.timing)


def _charge(after: Contract, anchor: date, rest: Period, issued: date) -> Statement:
    """The new plan's fees from its first date to where statements up to *issued* bill them."""
    plan, reached = after.fee_plan, rest.end
    if isinstance(plan, Annual):
        # a version may begin with the change: its fee periods still count from before
        term = Period(min(anchor, after.term.start), after.term.end)
        reached = billed_to(plan.anchor or anchor, plan.months, term, issued, plan.timing)
    if reached <= rest.start:
        return statement_of((account_of(after, ()),), rest, (), ())
    return bill(_accrued(after, anchor), (), Period(rest.start, reached))


def _accrued(contract: Contract, anchor: date) -> Contract:
    """The contract with its fees as time goes by, and without a commitment, which is for work."""
    plan = contract.fee_plan
    if plan is None:
        return contract
    changed: FeePlan = evolve(plan, terms=evolve(plan.terms, commitment=None))
    if isinstance(changed, Annual):
        changed = evolve(changed, timing=Timing.ACCRUED, anchor=changed.anchor or anchor)
    return evolve(contract, fee_plan=changed)


def _wishes(
    billed: Statement, unused: Statement, earlier: Sequence[CreditNote]
) -> list[CreditWish]:
    rest = {line.key.item: line for line in unused.lines}
    wishes = []
    for line in billed.lines:
        if line.kind not in (LineKind.FEE, LineKind.ADDED) or line.key.item not in rest:
            continue
        part = rest[line.key.item]
        net = part.net
        if billed.basis is PriceBasis.GROSS and line.gross.minor:
            net = settle(line.net, Ratio(part.gross.minor, line.gross.minor))
        net = min(net, remaining(line, earlier)[0])
        if net.minor:
            wishes.append(CreditWish(line.key, net))
    return wishes


@frozen(kw_only=True)
class ContractDiff:
    """Two versions of a contract on the same facts.

    Attributes:
        before: the whole statement under the one, with its reasons.
        after: the same under the other.
        differences: the lines whose net or tax is not the same, by key; gross amounts.
    """

    before: Statement = field(validator=is_a(Statement))
    after: Statement = field(validator=is_a(Statement))
    differences: tuple[Difference, ...] = field(validator=are(Difference))


def diff(
    before: Contract,
    after: Contract,
    requests: Iterable[Request],
    works: Iterable[Work],
    period: Period,
    *,
    facts: Iterable[BillingFact] = (),
    usage: Usage | None = None,
) -> ContractDiff:
    """What the same requests and work cost under two versions of a contract.

    Raises:
        UnknownName, InvalidValue, Undecided: as `contracts.cover` and `billing.fee`.
    """
    asked = listed(requests, Request, where="requests")
    done = listed(works, Work, where="works")
    check_type(facts, Iterable, where="facts")
    known = tuple(facts)
    first, second = (
        bill(version, cover(version, asked, done, usage or Usage())[0], period, known)
        for version in (before, after)
    )
    lines = {line.key: line for line in first.lines}
    others = {line.key: line for line in second.lines}
    found = []
    for key in [*lines, *(key for key in others if key not in lines)]:
        one, other = lines.get(key), others.get(key)
        if one is None or other is None or (one.net, one.tax) != (other.net, other.tax):
            found.append(
                Difference(
                    key,
                    None if one is None else one.gross,
                    None if other is None else other.gross,
                )
            )
    return ContractDiff(before=first, after=second, differences=tuple(found))
