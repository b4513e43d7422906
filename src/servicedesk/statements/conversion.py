"""Prices that follow an index, and amounts in another currency, by figures that a host hands in."""

from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve, field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, check_type, is_a
from servicedesk.money import (
    EXPONENTS,
    HALF_UP,
    ONE,
    Money,
    Ratio,
    Rounding,
    check_currency,
    decimal_of,
    settle,
    settle_minor,
)
from servicedesk.reasons import Lang, Reason, ReasonKind
from servicedesk.statements.units import Percent
from servicedesk.tariffs import Annual, Indexation, LicenceShare

INDEXED = ReasonKind(
    "index.applied",
    "index {published} over {base} is a change of {change}; {before} becomes {after}",
    "指数由{base}变为{published}，变动{change}；{before}调整为{after}",
    "指數由{base}變為{published}，變動{change}；{before}調整為{after}",
)
LIMITED = ReasonKind(
    "index.limited",
    "a change of {change} is limited to {limit}",
    "变动{change}以{limit}为限",
    "變動{change}以{limit}為限",
)
NO_NOTICE = ReasonKind(
    "index.no_notice",
    "announced on {announced}, {days} days before {effective} are needed: unchanged",
    "于{announced}通知，须在{effective}前{days}天通知：价格不变",
    "於{announced}通知，須在{effective}前{days}天通知：價格不變",
)


@frozen(kw_only=True)
class IndexedFee:
    """A plan whose fee has followed its index, and why.

    Attributes:
        plan: with the new fee; the same one where nothing changes.
        change: applied, as a share of the old fee.
    """

    plan: Annual = field(validator=is_a(Annual))
    change: Ratio = field(validator=is_a(Ratio))
    reasons: tuple[Reason, ...]


def index_fee(
    plan: Annual,
    rule: Indexation,
    published: Ratio | Decimal | int | str,
    *,
    announced: date,
    effective: date,
) -> IndexedFee:
    """The plan with its fee changed by a published index: fee × new ÷ base, within cap and floor.

    Without the notice that the rule asks for, the fee stays as it is.

    Args:
        plan: whose fee, an amount or the licence it is a share of, follows the index.
        rule: the contract's indexation.
        published: the new value of the index.
        announced: the civil date on which the customer was told.
        effective: the civil date from which the new fee is to hold.

    Raises:
        OutOfRange: for an index of zero or less.
    """
    value = Ratio.of(published)
    if value.num <= 0:
        raise OutOfRange("an index above zero is needed", got=str(value), where="published")
    cited = () if rule.clause is None else (rule.clause,)
    if effective - announced < timedelta(days=rule.notice_days):
        late = NO_NOTICE(
            announced=announced, days=rule.notice_days, effective=effective, clauses=cited
        )
        return IndexedFee(plan=plan, change=Ratio(0), reasons=(late,))
    change = value * Ratio(rule.base.den, rule.base.num) - ONE
    limit = change
    if rule.cap is not None and limit > rule.cap:
        limit = rule.cap
    if rule.floor is not None and limit < rule.floor:
        limit = rule.floor
    because = () if limit == change else (LIMITED(change=Percent(change), limit=Percent(limit)),)
    before = plan.fee.licence if isinstance(plan.fee, LicenceShare) else plan.fee
    after = settle(before, ONE + limit, rounding=plan.terms.rounding)
    fee = evolve(plan.fee, licence=after) if isinstance(plan.fee, LicenceShare) else after
    reason = INDEXED(
        published=value, base=rule.base, change=Percent(limit), before=before, after=after,
        clauses=cited, because=because,
    )  # fmt: skip
    return IndexedFee(plan=evolve(plan, fee=fee), change=limit, reasons=(reason,))


def _rate(value: Decimal | int | str) -> Decimal:
    return decimal_of(value, where="ExchangeRate.rate")


@frozen(kw_only=True)
class ExchangeRate:
    """How many units of *target* one unit of *source* is, from whom and when.

    Attributes:
        source: the currency that is given.
        target: the currency that is wanted.
        rate: major units of *target* for one of *source*.
        on: the civil date of the rate.
        by: who published it.
    """

    source: str = field(validator=is_a(str))
    target: str = field(validator=is_a(str))
    rate: Decimal = field(converter=_rate)
    on: date = field(validator=is_a(date))
    by: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        check_currency(self.source, where="ExchangeRate.source")
        check_currency(self.target, where="ExchangeRate.target")
        if self.rate <= 0:
            raise OutOfRange("a rate above zero is needed", got=self.rate, where="ExchangeRate")
        if self.source == self.target:
            raise InvalidValue("a rate of a currency to itself", got=self.source)

    def label(self, lang: Lang) -> str:
        day = self.on.isoformat()
        words = f"1 {self.source} = {self.rate} {self.target}"
        by = f" {self.by}" if self.by else ""
        return f"{words} ({day}{by})" if lang == "en" else f"{words}（{day}{by}）"


def convert(amount: Money, rate: ExchangeRate, *, rounding: Rounding = HALF_UP) -> Money:
    """The amount in the rate's target currency, rounded once. No rate is ever looked up.

    Raises:
        CurrencyMismatch: if the amount is not in the rate's source currency.
    """
    check_type(amount, Money, where="amount")
    check_type(rate, ExchangeRate, where="rate")
    check_type(rounding, Rounding, where="rounding")
    Money(0, rate.source) + Money(0, amount.currency)
    shift = EXPONENTS[rate.target] - EXPONENTS[rate.source]
    scale = Ratio(10**shift) if shift >= 0 else Ratio(1, 10**-shift)
    return settle_minor(Ratio(amount.minor) * Ratio.of(rate.rate) * scale, rate.target, rounding)
