"""What a host writes about money and who pays."""

from datetime import date, datetime
from typing import assert_never, assert_type

from servicedesk import (
    Cause,
    Contract,
    Money,
    Period,
    Ratio,
    Reason,
    Request,
    Statement,
    UnitPrice,
    Usage,
    Work,
    cover,
    coverage,
    fee,
)
from servicedesk.contracts import (
    AtCost,
    Chargeable,
    Coverage,
    Covered,
    ExpensesOnly,
    Free,
    Included,
    NotOffered,
    QuoteFirst,
    Undetermined,
)
from servicedesk.money import settle

assert_type(Money.of("12.50", "CNY") + Money(50, "CNY"), Money)
assert_type(settle(UnitPrice("0.1234", "CNY"), Ratio(1, 3)), Money)


def who_pays(answer: Coverage) -> str:
    """All answers, none forgotten."""
    match answer:
        case Free() | Included():
            return "the vendor"
        case AtCost() | ExpensesOnly() | Chargeable():
            return "the customer"
        case QuoteFirst():
            return "a quote first"
        case NotOffered():
            return "not offered"
        case Undetermined():
            return "ask for the cause"
        case _:
            assert_never(answer)


def season(contract: Contract, request: Request, work: Work, at: datetime) -> Statement:
    """From a request to a statement."""
    answer = coverage(contract, request, Cause.UNKNOWN, at=at)
    assert_type(answer.reasons, tuple[Reason, ...])
    covered, usage = cover(contract, [request], [work])
    assert_type(covered, tuple[Covered, ...])
    assert_type(usage, Usage)
    return fee(contract, covered, Period(date(2026, 1, 1), date(2026, 4, 1)))
