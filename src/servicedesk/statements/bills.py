"""The statement of a contract's period, from drafts to sums."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.errors import check_type, is_a
from servicedesk.incidents import Period
from servicedesk.money import Money, settle, total
from servicedesk.renewals import History
from servicedesk.statements.accounts import Account, BillingFact
from servicedesk.statements.charges import charge
from servicedesk.statements.fees import credit_drafts, plan_drafts, whole_period_drafts
from servicedesk.statements.histories import account_on, accounts_in, accounts_of
from servicedesk.statements.lines import Line, LineKey, OpenItem, Statement, Total
from servicedesk.statements.taxes import Draft, round_to_payable, with_taxes
from servicedesk.tariffs import BillingTerms


def bill(
    contract: Contract | History,
    works: Iterable[Covered],
    period: Period,
    facts: Iterable[BillingFact] = (),
    charged: Iterable[Statement] = (),
) -> Statement:
    """What `servicedesk.billing.fee` answers."""
    check_type(period, Period, where="period")
    accounts = accounts_in(accounts_of(contract, works, facts, charged), period)
    drafts, waiting = drafts_of(accounts, period)
    return statement_of(accounts, period, drafts, waiting)


def drafts_of(
    accounts: Sequence[Account], period: Period
) -> tuple[tuple[Draft, ...], tuple[OpenItem, ...]]:
    """The lines of a period before tax, each version's for its own dates, and what is open."""
    drafts: list[Draft] = []
    waiting: list[OpenItem] = []
    for account in accounts:
        dates = account.dates & period
        if dates is None:
            continue
        charges = charge(account, dates)
        drafts += (
            *plan_drafts(account, dates),
            *charges.drafts,
            *whole_period_drafts(account, dates, charges),
            *credit_drafts(account, dates),
        )
        waiting += charges.open
    return tuple(drafts), tuple(waiting)


def statement_of(
    accounts: Sequence[Account],
    period: Period,
    drafts: Sequence[Draft],
    waiting: Sequence[OpenItem],
) -> Statement:
    """The drafts with the taxes of the version of their day, and the sums by the last version."""
    contract, terms = accounts[-1].contract, accounts[-1].terms
    taxed: dict[LineKey, Line] = {}
    for account in accounts:
        own = [draft for draft in drafts if account_on(accounts, draft.day) is account]
        taxed.update((line.key, line) for line in with_taxes(own, account.terms))
    lines = tuple(taxed[draft.key] for draft in drafts)
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
