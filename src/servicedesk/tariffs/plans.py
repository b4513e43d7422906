"""Fee plans: what a customer pays for, each incident, the year, or the project (R63)."""

from datetime import date
from typing import ClassVar

from attrs import field, frozen

from servicedesk.errors import InvalidValue, are, is_a
from servicedesk.incidents import is_key
from servicedesk.money import NOUGHT, ONE, Money, Ratio
from servicedesk.reasons import Clause, Term
from servicedesk.tariffs.checks import (
    above_zero,
    as_ratio,
    check_one_currency,
    check_unique,
    not_negative,
    within,
)
from servicedesk.tariffs.prices import PriceList
from servicedesk.tariffs.terms import BillingTerms


@frozen
class Pack:
    """A prepaid number of incidents of an item, as ten visits (次卡).

    Attributes:
        key: its name in purchases.
        item: the service item that it pays for; None is any.
        incidents: how many.
        price: of the pack, due when bought.
        months: how long it lasts from the purchase; None is the whole term.
    """

    key: str = field(validator=is_key())
    incidents: int = field(validator=[is_a(int), above_zero])
    price: Money = field(validator=[is_a(Money), not_negative])
    item: str | None = field(default=None, validator=is_key(optional=True))
    months: int | None = field(default=None, validator=[is_a(int, optional=True), above_zero])


@frozen(kw_only=True)
class PerIncident:
    """Each incident is charged by the price list, or drawn from packs bought before (按次)."""

    kind: ClassVar[str] = "per_incident"

    prices: PriceList = field(validator=is_a(PriceList))
    packs: tuple[Pack, ...] = field(default=(), validator=are(Pack))
    terms: BillingTerms = field(factory=BillingTerms, validator=is_a(BillingTerms))

    def __attrs_post_init__(self) -> None:
        check_unique("pack", [pack.key for pack in self.packs], "PerIncident.packs")
        check_one_currency(self, (self.prices, *(pack.price for pack in self.packs)))

    @property
    def currency(self) -> str:
        return self.prices.currency


@frozen
class LicenceShare:
    """An annual fee as a share of the licence price, as 22 % of it."""

    licence: Money = field(validator=[is_a(Money), not_negative])
    share: Ratio = field(converter=as_ratio, validator=within(NOUGHT))

    @property
    def currency(self) -> str:
        return self.licence.currency


@frozen
class AddedService:
    """A value-added service with its own fee beside the base fee (增值服务, R82)."""

    item: str = field(validator=is_key())
    fee: Money = field(validator=[is_a(Money), not_negative])
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))


class DayCount(Term):
    """How a part of a fee period is counted; the denominator is always the whole period."""

    ACTUAL = "actual", "days over the days of the period", "按实际天数", "按實際天數"
    MONTHS_ACTUAL = (
        "months_actual",
        "whole months, and days over the days of their month",
        "整月加零头天数（按当月天数）",
        "整月加零頭天數（按當月天數）",
    )
    MONTHS_30 = (
        "months_30",
        "whole months, and days over 30",
        "整月加零头天数（按30天）",
        "整月加零頭天數（按30天）",
    )
    THIRTY_360 = "thirty_360", "months of 30 days", "每月按30天", "每月按30天"


class Timing(Term):
    """When a period's fee is billed."""

    ACCRUED = "accrued", "as time goes by", "按期分摊", "按期分攤"
    ADVANCE = "advance", "in full when the period begins", "期初一次收取", "期初一次收取"


class ChangeDay(Term):
    """Whose day the day of a change of plan is; the other plan has none of it."""

    NEW_PLAN = (
        "new_plan",
        "the day of the change is the new plan's first",
        "变更当日按新方案计费",
        "變更當日按新方案計費",
    )
    OLD_PLAN = (
        "old_plan",
        "the day of the change is the old plan's last",
        "变更当日仍按原方案计费",
        "變更當日仍按原方案計費",
    )


@frozen(kw_only=True)
class Annual:
    """A fee for time, as a rule the year (按年); work beyond it goes by the price list.

    Attributes:
        fee: for each period of *months*, the base fee; an amount or a share of the licence.
        months: length of the fee period: 12, or 3, or 1.
        anchor: the date from which fee periods are counted; None is the contract's start.
        added: value-added services with their own fees.
        prices: for work that the contract does not include; None if there is none.
        day_count: how a part of a fee period is counted.
        timing: when a period's fee is billed.
        change_day: whose day it is when this plan is left for another (`billing.change_plan`).
    """

    kind: ClassVar[str] = "annual"

    fee: Money | LicenceShare = field(validator=[is_a(Money, LicenceShare), not_negative])
    months: int = field(default=12, validator=[is_a(int), above_zero])
    anchor: date | None = field(default=None, validator=is_a(date, optional=True))
    added: tuple[AddedService, ...] = field(default=(), validator=are(AddedService))
    prices: PriceList | None = field(default=None, validator=is_a(PriceList, optional=True))
    day_count: DayCount = field(default=DayCount.ACTUAL, validator=is_a(DayCount))
    timing: Timing = field(default=Timing.ACCRUED, validator=is_a(Timing))
    change_day: ChangeDay = field(default=ChangeDay.NEW_PLAN, validator=is_a(ChangeDay))
    terms: BillingTerms = field(factory=BillingTerms, validator=is_a(BillingTerms))
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))

    def __attrs_post_init__(self) -> None:
        check_unique("added service", [each.item for each in self.added], "Annual.added")
        listed = () if self.prices is None else (self.prices,)
        check_one_currency(self, (self.fee, *listed, *(each.fee for each in self.added)))

    @property
    def currency(self) -> str:
        return self.fee.currency


@frozen(kw_only=True)
class Milestone:
    """A part of a project's price, due when its milestone is reached.

    Attributes:
        key: the milestone, as the work or acceptance record names it.
        share: of the project's price; the shares of a project add up to 1.
    """

    key: str = field(validator=is_key())
    share: Ratio = field(converter=as_ratio, validator=within(NOUGHT, ONE))
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))


class AfterEnd(Term):
    """What happens to requests after a project has ended (后续问题可能再次收费, R63)."""

    CHARGED = "charged", "charged by the price list", "按价目表收费", "按價目表收費"
    INCLUDED = "included", "still included", "仍然包含", "仍然包含"
    NOT_OFFERED = "not_offered", "not offered", "不再提供", "不再提供"


@frozen(kw_only=True)
class Project:
    """One price for a project, in milestones (按项目).

    Attributes:
        price: of the whole project.
        milestones: its parts; their shares add up to 1 and they are allocated without loss.
        after_end: what later requests cost; a contract has to say it.
        prices: for work beyond the project.
    """

    kind: ClassVar[str] = "project"

    price: Money = field(validator=[is_a(Money), not_negative])
    milestones: tuple[Milestone, ...] = field(validator=are(Milestone))
    after_end: AfterEnd = field(validator=is_a(AfterEnd))
    prices: PriceList | None = field(default=None, validator=is_a(PriceList, optional=True))
    terms: BillingTerms = field(factory=BillingTerms, validator=is_a(BillingTerms))

    def __attrs_post_init__(self) -> None:
        check_unique("milestone", [each.key for each in self.milestones], "Project.milestones")
        whole = NOUGHT
        for milestone in self.milestones:
            whole = whole + milestone.share
        if whole != ONE:
            raise InvalidValue(
                "shares do not add up to the whole", got=str(whole), expected="1",
                where="Project.milestones",
            )  # fmt: skip
        if self.after_end is AfterEnd.CHARGED and self.prices is None:
            raise InvalidValue(
                "later requests are charged, but no prices are given", where="Project.prices"
            )
        listed = () if self.prices is None else (self.prices,)
        check_one_currency(self, (self.price, *listed))

    @property
    def currency(self) -> str:
        return self.price.currency


FeePlan = PerIncident | Annual | Project
