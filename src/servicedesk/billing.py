"""What a contract costs: fees for time, work by price list, expenses, one statement with reasons.

    covered, usage = contracts.cover(contract, requests, works)
    statement = fee(contract, covered, Period(date(2026, 1, 1), date(2027, 1, 1)))
    print(explain(statement, lang="zh-Hans"))

The pipeline is declared once (design 7.5): quantity → price → surcharge → discount → minimum →
settle → tax. A preview is the same call. Statements of adjoining periods add up to the statement
of both, whatever their number.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import check_type
from servicedesk.incidents import Period
from servicedesk.money import Money, settle, total
from servicedesk.statements.accounts import BillingFact, Purchase, Quote, Reached, account_of
from servicedesk.statements.charges import charge
from servicedesk.statements.fees import plan_drafts, whole_period_drafts
from servicedesk.statements.lines import (
    Line,
    LineKey,
    LineKind,
    OpenItem,
    Statement,
    TaxGroup,
    Total,
)
from servicedesk.statements.proration import ratio_of
from servicedesk.statements.taxes import round_to_payable, with_taxes
from servicedesk.tariffs import BillingTerms

__all__ = [
    "BillingFact",
    "Line",
    "LineKey",
    "LineKind",
    "OpenItem",
    "Purchase",
    "Quote",
    "Reached",
    "Statement",
    "TaxGroup",
    "Total",
    "fee",
    "ratio_of",
]


def fee(
    contract: Contract,
    works: Iterable[Covered],
    period: Period,
    *,
    facts: Iterable[BillingFact] = (),
) -> Statement:
    """What the contract costs over *period*: a preview and the bill alike.

    Work is billed on the civil date, in the contract's zone, on which it began; fees for the
    part of *period* inside the term. Give all work known, not only that of *period*: prices that
    depend on the accounting period look back to its start.

    Args:
        contract: the version that holds.
        works: work with its coverage, from `contracts.cover`, in any order.
        period: the civil dates to bill.
        facts: packs bought, milestones reached, quotes agreed.

    Returns:
        Lines, open items and sums: each piece of work stands in exactly one line, or is open.

    Raises:
        InvalidValue: for two different pieces of work of one id, or prices that tie.
        UnknownName: for a pack or milestone that the plan has not.
    """
    check_type(period, Period, where="period")
    account = account_of(contract, works, facts)
    terms = account.terms
    charges = charge(account, period)
    drafts = (
        *plan_drafts(account, period),
        *charges.drafts,
        *whole_period_drafts(account, period, charges),
    )
    lines = with_taxes(drafts, terms)
    totals = _totals(lines, contract.currency, terms)
    pay_by, early = _early(totals, period, contract.currency, terms)
    return Statement(
        contract=contract.id,
        period=period,
        currency=contract.currency,
        basis=terms.basis,
        lines=lines,
        open=charges.open,
        totals=totals,
        pay_by=pay_by,
        early=early,
    )


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
