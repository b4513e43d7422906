"""Contracts as versioned data, and the one decision of who pays.

`coverage` asks liability by cause and warranty first, then what the item's entitlement says for
the tier and fee plan, then the quota, and cites the clause that decided (design 7.2).
"""

from datetime import date

from attrs import field, frozen

from servicedesk.entitlements import (
    AtCost,
    Bearer,
    Chargeable,
    Cost,
    Coverage,
    Entitlement,
    Expense,
    ExpensesOnly,
    Free,
    Included,
    Liability,
    NotOffered,
    Payment,
    QuoteFirst,
    Request,
    ServiceItem,
    Undetermined,
    Warranty,
    Work,
)
from servicedesk.errors import InvalidValue, UnknownName, are, is_a
from servicedesk.incidents import Period, is_key
from servicedesk.money import check_currency
from servicedesk.quotas import Carry, Draw, Entry, Lot, Measure, Quota, Reversal, Rollover
from servicedesk.reasons import Clause

__all__ = [
    "AtCost",
    "Bearer",
    "Carry",
    "Chargeable",
    "Contract",
    "Cost",
    "Coverage",
    "Covered",
    "Draw",
    "Entitlement",
    "Expense",
    "ExpensesOnly",
    "Free",
    "Included",
    "Liability",
    "Lot",
    "Measure",
    "NotOffered",
    "Payment",
    "Quota",
    "QuoteFirst",
    "Request",
    "Reversal",
    "Rollover",
    "ServiceItem",
    "Undetermined",
    "Usage",
    "Warranty",
    "Work",
]


@frozen(kw_only=True)
class Usage:
    """What has been used of a contract, and whether it is paid.

    Attributes:
        entries: the ledger of all its quotas, in the order in which it was written.
        overdue_since: the first civil date on which an amount due was unpaid; None: all is paid.
    """

    entries: tuple[Entry, ...] = field(
        default=(), converter=tuple, validator=are(Draw, Reversal, Carry)
    )
    overdue_since: date | None = field(default=None, validator=is_a(date, optional=True))


@frozen(kw_only=True)
class Contract:
    """What a customer is entitled to, from when to when, and on which terms.

    Attributes:
        id: the host's name of it.
        currency: the currency of all its prices and expenses.
        timezone: the zone whose civil dates count for its term, warranties and quotas.
        term: its civil dates, the last one excluded.
        tier: its tier ("free", "premium", a host's own).
        fee_plan: the key of the way in which it is paid ("per_incident", "annual", "project").
        items: the catalogue of services that its terms speak of.
        entitlements: how each item is paid for, the special before the general.
        liabilities: who is liable for which cause, the special before the general.
        warranties: when the vendor answers for defects.
        quotas: what the fee has paid for in number.
        unlisted: how an item of the catalogue without an entitlement is paid for.
        after_term: how everything is paid for outside the term (R63).
        clauses: where *unlisted* and *after_term* are written.
    """

    id: str = field(validator=is_a(str))
    currency: str = field(validator=is_a(str))
    timezone: str = field(validator=is_a(str))
    term: Period = field(validator=is_a(Period))
    tier: str = field(validator=is_key())
    fee_plan: str | None = field(default=None, validator=is_key(optional=True))
    items: tuple[ServiceItem, ...] = field(converter=tuple, validator=are(ServiceItem))
    entitlements: tuple[Entitlement, ...] = field(converter=tuple, validator=are(Entitlement))
    liabilities: tuple[Liability, ...] = field(
        default=(), converter=tuple, validator=are(Liability)
    )
    warranties: tuple[Warranty, ...] = field(default=(), converter=tuple, validator=are(Warranty))
    quotas: tuple[Quota, ...] = field(default=(), converter=tuple, validator=are(Quota))
    unlisted: Payment = field(default=Payment.QUOTE_FIRST, validator=is_a(Payment))
    after_term: Payment = field(default=Payment.CHARGEABLE, validator=is_a(Payment))
    clauses: tuple[Clause, ...] = field(default=(), converter=tuple, validator=are(Clause))

    def item(self, key: str) -> ServiceItem:
        """The catalogue's entry of this name. Raises `UnknownName`."""
        for item in self.items:
            if item.key == key:
                return item
        names = ", ".join(item.key for item in self.items)
        raise UnknownName("unknown service item", got=key, expected=names, where=self.id)

    def quota(self, key: str) -> Quota:
        """The quota of this name. Raises `UnknownName`."""
        for quota in self.quotas:
            if quota.key == key:
                return quota
        names = ", ".join(quota.key for quota in self.quotas)
        raise UnknownName("unknown quota", got=key, expected=names, where=self.id)

    def __attrs_post_init__(self) -> None:
        check_currency(self.currency, where=f"Contract {self.id}")
        for names, what in (
            ([item.key for item in self.items], "items"),
            ([quota.key for quota in self.quotas], "quotas"),
            ([lot.key for quota in self.quotas for lot in quota.lots], "lots"),
        ):
            if len(set(names)) != len(names):
                raise InvalidValue(f"two {what} of one name", got=names, where=self.id)
        for entitlement in self.entitlements:
            self.item(entitlement.item)
            if entitlement.quota is not None:
                self.quota(entitlement.quota)


@frozen
class Covered:
    """One piece of work (or the part of it within, or beyond, a quota) and who pays for it."""

    request: Request = field(validator=is_a(Request))
    work: Work = field(validator=is_a(Work))
    coverage: Coverage
