"""What a contract costs: fees for time, work by price list, expenses, one statement with reasons.

    covered, usage = contracts.cover(contract, requests, works)
    statement = fee(contract, covered, Period(date(2026, 1, 1), date(2027, 1, 1)))
    print(explain(statement, lang="zh-Hans"))

The pipeline is declared once (design 7.5): quantity → price → surcharge → discount → minimum →
settle → tax. A preview is the same call. Statements of adjoining periods add up, in the basis of
their prices, to the statement of both; tax is rounded on each.
"""

from collections.abc import Iterable

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.incidents import Period
from servicedesk.renewals import History
from servicedesk.statements.accounts import BillingFact, Purchase, Quote, Reached, lots_of
from servicedesk.statements.bills import Difference, bill
from servicedesk.statements.changes import ContractDiff, PlanChange, change_plan, diff
from servicedesk.statements.comparison import (
    Crossing,
    Curve,
    Demand,
    Fit,
    Offer,
    Outlook,
    PlanComparison,
    compare_plans,
)
from servicedesk.statements.conversion import ExchangeRate, IndexedFee, convert, index_fee
from servicedesk.statements.costs import Typical
from servicedesk.statements.credits import (
    CreditLine,
    CreditNote,
    CreditWish,
    Sample,
    ServiceCredit,
    credit_note,
    remaining,
    sample_of,
    service_credit,
)
from servicedesk.statements.invoices import (
    CHINA_E_INVOICE,
    EN_16931,
    Invoice,
    InvoiceLine,
    InvoiceProfile,
    check_invoice,
    check_red_invoice,
    invoice_of,
)
from servicedesk.statements.late import CatchUp, catch_up
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
from servicedesk.statements.replay import reevaluate, reevaluate_taxes

__all__ = [
    "CHINA_E_INVOICE",
    "EN_16931",
    "BillingFact",
    "CatchUp",
    "ContractDiff",
    "CreditLine",
    "CreditNote",
    "CreditWish",
    "Crossing",
    "Curve",
    "Demand",
    "Difference",
    "ExchangeRate",
    "Fit",
    "IndexedFee",
    "Invoice",
    "InvoiceLine",
    "InvoiceProfile",
    "Line",
    "LineKey",
    "LineKind",
    "Offer",
    "OpenItem",
    "Outlook",
    "PlanChange",
    "PlanComparison",
    "Purchase",
    "Quote",
    "Reached",
    "Sample",
    "ServiceCredit",
    "Statement",
    "TaxGroup",
    "Total",
    "Typical",
    "catch_up",
    "change_plan",
    "check_invoice",
    "check_red_invoice",
    "compare_plans",
    "convert",
    "credit_note",
    "diff",
    "fee",
    "index_fee",
    "invoice_of",
    "lots_of",
    "ratio_of",
    "reevaluate",
    "reevaluate_taxes",
    "remaining",
    "sample_of",
    "service_credit",
]


def fee(
    contract: Contract | History,
    works: Iterable[Covered],
    period: Period,
    *,
    facts: Iterable[BillingFact] = (),
    charged: Iterable[Statement] = (),
) -> Statement:
    """What the contract costs over *period*: a preview and the bill alike.

    Work is billed on the civil date, in the contract's zone, on which it began; fees for the
    part of *period* inside the term. Give all work known, not only that of *period*: prices that
    depend on the accounting period look back to its start.

    Args:
        contract: a contract, or its history: each date is billed by the version that counts on
            it. What the version that is left billed ahead is taken back on the day of the change,
            unless a lapse or the end of the contract follows. The same price goes on counting
            over the accounting period, as does the commitment; a new price begins anew.
        works: work with its coverage, from `contracts.cover`, in any order.
        period: the civil dates to bill.
        facts: packs bought, milestones reached, quotes agreed, service credits granted.
        charged: of a history, the charges of the changes of plan that `change_plan` credited and
            charged: their days are not billed again, nor is anything taken back for them.

    Returns:
        Lines, open items and sums: each piece of work stands in exactly one line, or is open.

    Raises:
        InvalidValue: for two different pieces of work of one id, prices that tie, or a price that
            counts items together whose tax or discounts are not the same.
        UnknownName: for a pack or milestone that the plan has not.
    """
    return bill(contract, works, period, facts, charged)
