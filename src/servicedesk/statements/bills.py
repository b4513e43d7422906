"""The statement of a contract's period, from drafts to sums."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import InvalidValue, are, check_type, is_a
from servicedesk.incidents import Period
from servicedesk.money import Money, settle, total
from servicedesk.statements.accounts import Account, BillingFact, account_of, terms_of
from servicedesk.statements.charges import charge
from servicedesk.statements.fees import credit_drafts, plan_drafts, whole_period_drafts
from servicedesk.statements.lines import Line, LineKey, LineKind, OpenItem, Statement, Total
from servicedesk.statements.taxes import Draft, round_to_payable, with_taxes
from servicedesk.tariffs import BillingTerms, PriceBasis


def bill(
    contract: Contract,
    works: Iterable[Covered],
    period: Period,
    facts: Iterable[BillingFact] = (),
) -> Statement:
    """What `servicedesk.billing.fee` answers."""
    check_type(period, Period, where="period")
    drafts, waiting = _drafts(account_of(contract, works, facts), period)
    return _statement(contract, period, drafts, waiting)


def _drafts(account: Account, period: Period) -> tuple[tuple[Draft, ...], tuple[OpenItem, ...]]:
    charges = charge(account, period)
    drafts = (
        *plan_drafts(account, period),
        *charges.drafts,
        *whole_period_drafts(account, period, charges),
        *credit_drafts(account, period),
    )
    return drafts, charges.open


def _statement(
    contract: Contract, period: Period, drafts: Sequence[Draft], waiting: Sequence[OpenItem]
) -> Statement:
    terms = terms_of(contract)
    lines = with_taxes(drafts, terms)
    totals = _totals(lines, contract.currency, terms)
    pay_by, early = _early(totals, period, contract.currency, terms)
    return Statement(
        contract=contract.id,
        period=period,
        currency=contract.currency,
        basis=terms.basis,
        lines=lines,
        open=tuple(waiting),
        totals=totals,
        pay_by=pay_by,
        early=early,
    )


@frozen
class Difference:
    """One amount that differs between two statements; None where a line stands in one only."""

    key: LineKey = field(validator=is_a(LineKey))
    before: Money | None = field(validator=is_a(Money, optional=True))
    after: Money | None = field(validator=is_a(Money, optional=True))


@frozen(kw_only=True)
class CatchUp:
    """What has become known about periods that were billed already.

    Attributes:
        statement: the lines that were not billed, and what is still open.
        changed: lines that were billed and that would now come to another amount, or to none; in
            the basis of the plan's prices. They need a credit note, or a further charge.
    """

    statement: Statement = field(validator=is_a(Statement))
    changed: tuple[Difference, ...] = field(validator=are(Difference))


def catch_up(
    contract: Contract,
    works: Iterable[Covered],
    billed: Iterable[Statement],
    *,
    caught_up: Iterable[Statement] = (),
    facts: Iterable[BillingFact] = (),
) -> CatchUp:
    """Bill what became known too late for its period: a cause found, a quote agreed, late entries.

    Each fact is billed exactly once: lines that were billed or caught up are not billed again.
    Fees for time are never late; a quantity that counts over the whole period is `changed`.

    Args:
        contract: the version that holds.
        works: all work known now, with its coverage.
        billed: the statements of the contract that were issued for its periods.
        caught_up: the statements that earlier catch-ups led to.
        facts: as for `billing.fee`.

    Raises:
        InvalidValue: if nothing was billed, or a statement is of another contract.
    """
    issued, earlier = tuple(billed), tuple(caught_up)
    for index, statement in enumerate((*issued, *earlier)):
        check_type(statement, Statement, where=f"billed[{index}]")
        if statement.contract != contract.id:
            raise InvalidValue("a statement of another contract", got=statement.contract)
    if not issued:
        raise InvalidValue("nothing was billed yet", expected="statements to catch up with")
    account = account_of(contract, works, facts)
    known = {line.key: line for each in (*issued, *earlier) for line in each.lines}
    drafts: dict[LineKey, Draft] = {}
    waiting: dict[LineKey, OpenItem] = {}
    for period in dict.fromkeys(statement.period for statement in issued):
        found, still_open = _drafts(account, period)
        drafts.update((draft.key, draft) for draft in found)
        waiting.update((item.key, item) for item in still_open)
    basis = terms_of(contract).basis
    changed = []
    for key, line in known.items():
        before = line.net if basis is PriceBasis.NET else line.gross
        after = drafts[key].amount.money if key in drafts else None
        if before != after:
            changed.append(Difference(key, before, after))
    changed += [
        Difference(key, None, draft.amount.money)
        for key, draft in drafts.items()
        if key not in known and not _single(draft)
    ]
    periods = [statement.period for statement in issued]
    whole = Period(min(each.start for each in periods), max(each.end for each in periods))
    late = [draft for key, draft in drafts.items() if key not in known and _single(draft)]
    statement = _statement(contract, whole, late, tuple(waiting.values()))
    return CatchUp(statement=statement, changed=tuple(changed))


def _single(draft: Draft) -> bool:
    """Whether the line bills a single fact, not a whole period."""
    return bool(draft.works) or draft.kind in _FACTS


_FACTS = (LineKind.PACK, LineKind.MILESTONE, LineKind.CREDIT)


def _totals(lines: Sequence[Line], currency: str, terms: BillingTerms) -> tuple[Total, ...]:
    found = {line.currency for line in lines} or {currency}
    totals = []
    for code in sorted(found, key=lambda each: (each != currency, each)):
        net = total((line.net for line in lines if line.currency == code), code)
        tax = total((line.tax for line in lines if line.currency == code), code)
        step = terms.payable_step if code == currency else None
        totals.append(Total(net=net, tax=tax, rounding=round_to_payable(net + tax, step)))
    return tuple(totals)


def _early(
    totals: Sequence[Total], period: Period, currency: str, terms: BillingTerms
) -> tuple[date | None, Money | None]:
    rule = terms.early_payment
    payable = [each.payable for each in totals if each.currency == currency]
    if rule is None or not payable or payable[0].minor <= 0:
        return None, None
    return period.end + timedelta(days=rule.days), settle(
        payable[0], rule.share, rounding=terms.rounding
    )
