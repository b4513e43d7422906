"""What goes for all lines of a fee plan: surcharges, discounts, taxes, commitment, rounding."""

from datetime import date

from attrs import field, frozen

from servicedesk.calendars import BusinessCalendar, Calendar, CombinedCalendar
from servicedesk.decisions.conditions import ALWAYS, Condition, is_condition
from servicedesk.entitlements import keys
from servicedesk.errors import InvalidValue, are, is_a
from servicedesk.incidents import is_key
from servicedesk.money import HALF_UP, NOUGHT, ONE, Money, Ratio, Rounding
from servicedesk.reasons import Clause, Term, Text
from servicedesk.tariffs.checks import above_zero, as_ratio, check_unique, not_negative, within


class SurchargeOn(Term):
    """What of a piece of work an out-of-hours surcharge is on."""

    WHOLE_WORK = (
        "whole_work",
        "all of the work that begins then",
        "该时段开始的全部服务",
        "該時段開始的全部服務",
    )
    TIME_OUTSIDE = (
        "time_outside",
        "the part of its time that lies then",
        "服务时间中落在该时段的部分",
        "服務時間中落在該時段的部分",
    )


@frozen(kw_only=True)
class Surcharge:
    """A factor on work under some facts, as urgent work ×1.5, or out of hours, as a night visit ×2.

    Several that hold multiply. Where prices accumulate over a period each unit carries the
    surcharges of its work on its own price; bases and flat amounts carry none.

    Attributes:
        when: facts of the work for which it holds.
        outside: a calendar, as a rule the SLA's own: it holds only while that is closed. None is
            at any hour.
        on: with a calendar, whether it is on all of the work that begins then, or on the part of
            the work's time that lies then; for that the work's spans must be known.
        name: its words, for bills and explanations; without them its key is shown.
    """

    key: str = field(validator=is_key())
    factor: Ratio = field(converter=as_ratio, validator=within(NOUGHT))
    when: Condition = field(default=ALWAYS, validator=is_condition())
    outside: Calendar | None = field(
        default=None, validator=is_a(BusinessCalendar, CombinedCalendar, optional=True)
    )
    on: SurchargeOn = field(default=SurchargeOn.WHOLE_WORK, validator=is_a(SurchargeOn))
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))
    name: Text | None = field(default=None, validator=is_a(Text, optional=True))

    @property
    def title(self) -> Text:
        """Its words, or else its key."""
        return self.name or Text(self.key, self.key, self.key)

    def __attrs_post_init__(self) -> None:
        if self.on is SurchargeOn.TIME_OUTSIDE and self.outside is None:
            raise InvalidValue(
                "a part of the time without hours", expected="a calendar in outside",
                where=f"Surcharge {self.key}",
            )  # fmt: skip


@frozen(kw_only=True)
class Discount:
    """A share taken off; several that hold apply one after the other.

    Attributes:
        share: from 0 to 1 of the amount.
        items: the items that it is for; empty is all, the fee of the plan included.
        least_months: only for a term of at least so many months (长期优惠, R63).
        name: its words, for bills and explanations; without them its key is shown.
    """

    key: str = field(validator=is_key())
    share: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))
    items: frozenset[str] = field(default=frozenset(), converter=keys)
    least_months: int = field(default=0, validator=[is_a(int), not_negative])
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))
    name: Text | None = field(default=None, validator=is_a(Text, optional=True))

    @property
    def title(self) -> Text:
        """Its words, or else its key."""
        return self.name or Text(self.key, self.key, self.key)


@frozen
class EarlyPayment:
    """A share taken off if the statement is paid within some days of its date."""

    share: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))
    days: int = field(validator=[is_a(int), above_zero])


@frozen(kw_only=True)
class TaxRate:
    """The tax of an item from a date on; the host takes rate and category from its adviser.

    Attributes:
        rate: share of the net amount, "6%" or "0.06"; at most 1, so that "6" is refused.
        items: for these items; empty is every item without a rate of its own.
        category: the tax authority's category, as the host names it.
        since: the first civil date on which it holds; None is from ever.
    """

    rate: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))
    items: frozenset[str] = field(default=frozenset(), converter=keys)
    category: str = field(default="", validator=is_a(str))
    since: date | None = field(default=None, validator=is_a(date, optional=True))


class PriceBasis(Term):
    """Whether the plan's prices have tax in them."""

    NET = "net", "prices without tax", "不含税价", "不含稅價"
    GROSS = "gross", "prices with tax", "含税价", "含稅價"


@frozen(kw_only=True)
class Commitment:
    """The customer spends at least so much on work in each accounting period.

    The amount is in the basis of the prices: with tax where these have tax in them. What is
    missing is charged when the period ends (保底), as one more such amount. A clipped period
    commits in proportion to its days, and so does each version of a contract that changes.
    Work quoted in another currency doesn't count.
    """

    amount: Money = field(validator=[is_a(Money), not_negative])
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))


@frozen(kw_only=True)
class BillingTerms:
    """What goes for all lines of a plan.

    Attributes:
        rounding: how amounts settle.
        basis: whether prices have tax in them.
        taxes: rates; none means lines without tax.
        surcharges: factors on work.
        discounts: shares taken off work and fees.
        commitment: least spend on work.
        accounting_months: graduated, volume and package prices and the commitment accumulate
            over so many months from the contract's start.
        early_payment: what paying early saves.
        payable_step: the sum to pay is rounded to whole steps (0.05 where no smaller coin is);
            the difference is shown by itself.
    """

    rounding: Rounding = field(default=HALF_UP, validator=is_a(Rounding))
    basis: PriceBasis = field(default=PriceBasis.NET, validator=is_a(PriceBasis))
    taxes: tuple[TaxRate, ...] = field(default=(), validator=are(TaxRate))
    surcharges: tuple[Surcharge, ...] = field(default=(), validator=are(Surcharge))
    discounts: tuple[Discount, ...] = field(default=(), validator=are(Discount))
    commitment: Commitment | None = field(default=None, validator=is_a(Commitment, optional=True))
    accounting_months: int = field(default=12, validator=[is_a(int), above_zero])
    early_payment: EarlyPayment | None = field(
        default=None, validator=is_a(EarlyPayment, optional=True)
    )
    payable_step: Rounding | None = field(default=None, validator=is_a(Rounding, optional=True))

    def __attrs_post_init__(self) -> None:
        check_unique("surcharge", [each.key for each in self.surcharges], "BillingTerms.surcharges")
        check_unique("discount", [each.key for each in self.discounts], "BillingTerms.discounts")
        seen: set[tuple[str, date | None]] = set()
        for index, rate in enumerate(self.taxes):
            for item in rate.items or {""}:
                if (item, rate.since) in seen:
                    raise InvalidValue(
                        "two tax rates for one item and date", got=(item or "any", rate.since),
                        where=f"BillingTerms.taxes[{index}]",
                    )  # fmt: skip
                seen.add((item, rate.since))

    def discounts_of(self, item: str, months: int) -> tuple[Discount, ...]:
        """The discounts of an item in a contract of so many months."""
        return tuple(
            each
            for each in self.discounts
            if (not each.items or item in each.items) and months >= each.least_months
        )
