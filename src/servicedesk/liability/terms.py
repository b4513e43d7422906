"""What decides who pays, before any quota is looked at."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from servicedesk.entitlements import (
    AtCost,
    Chargeable,
    Cost,
    Coverage,
    ExpensesOnly,
    Free,
    Included,
    NotOffered,
    Payment,
    QuoteFirst,
    ServiceItem,
)
from servicedesk.liability.words import DECIDED
from servicedesk.reasons import Clause, Reason

_ANSWERS: Mapping[Payment, type[Any]] = {
    Payment.FREE: Free,
    Payment.INCLUDED: Included,
    Payment.AT_COST: AtCost,
    Payment.EXPENSES_ONLY: ExpensesOnly,
    Payment.CHARGEABLE: Chargeable,
    Payment.QUOTE_FIRST: QuoteFirst,
    Payment.NOT_OFFERED: NotOffered,
}
PAYMENTS = {answer: payment for payment, answer in _ANSWERS.items()}


@frozen(kw_only=True)
class Terms:
    """What decides who pays, before any quota is looked at.

    Attributes:
        payment: how it is paid for, within the quota if there is one.
        clauses: where that is written.
        trace: the steps that led there.
        pays: what the customer bears; None: what *payment* says by itself.
        quota: the quota that is drawn on.
        beyond: how it is paid for once the quota is used up.
    """

    item: ServiceItem
    payment: Payment
    clauses: tuple[Clause, ...]
    trace: tuple[Reason, ...]
    pays: frozenset[Cost] | None = None
    quota: str | None = None
    beyond: Payment = Payment.CHARGEABLE

    @property
    def outcome(self) -> tuple[object, ...]:
        """What the customer would notice."""
        return self.payment, self.pays, self.quota, self.beyond if self.quota else None

    def answer(self, *more: Reason) -> Coverage:
        """Who pays, within the quota."""
        given = {} if self.pays is None else {"pays": self.pays}
        return self._answer(self.payment, more, given)

    def answer_beyond(self, *more: Reason) -> Coverage:
        """Who pays once the quota is used up."""
        return self._answer(self.beyond, more, {})

    def _answer(
        self, payment: Payment, more: tuple[Reason, ...], given: Mapping[str, Any]
    ) -> Coverage:
        because = (*self.trace, *more)
        top = DECIDED(item=self.item.name, payment=payment, clauses=self.clauses, because=because)
        answer: Coverage = _ANSWERS[payment](
            clauses=self.clauses, reasons=(top,), quota=self.quota, **given
        )
        return answer
