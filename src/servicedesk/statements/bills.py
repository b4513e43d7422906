"""The statement of a contract's period, from drafts to sums."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import check_type, is_a
from servicedesk.incidents import Period
from servicedesk.money import Money, settle, total
from servicedesk.statements.accounts import Account, BillingFact, account_of, terms_of
from servicedesk.statements.charges import charge
from servicedesk.statements.fees import credit_drafts, plan_drafts, whole_period_drafts
from servicedesk.statements.lines import Line, LineKey, OpenItem, Statement, Total
from servicedesk.statements.taxes import Draft, round_to_payable, with_taxes
from servicedesk.tariffs import BillingTerms


def bill(
    contract: Contract,
    works: Iterable[Covered],
    period: Period,
    facts: Iterable[BillingFact] = (),
) -> Statement:
    """What `servicedesk.billing.fee` answers."""
    check_type(period, Period, where="period")
    drafts, waiting = drafts_of(account_of(contract, works, facts), period)
    return statement_of(contract, period, drafts, waiting)


def drafts_of(account: Account, period: Period) -> tuple[tuple[Draft, ...], tuple[OpenItem, ...]]:
    """The lines of a period before tax, and what is open."""
    charges = charge(account, period)
    drafts = (
        *plan_drafts(account, period),
        *charges.drafts,
        *whole_period_drafts(account, period, charges),
        *credit_drafts(account, period),
    )
    return drafts, charges.open


def statement_of(
    contract: Contract, period: Period, drafts: Sequence[Draft], waiting: Sequence[OpenItem]
) -> Statement:
    """The drafts with their taxes and sums."""
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
