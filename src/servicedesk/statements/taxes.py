"""From drafts with one amount each to lines with net and tax, rounded at the declared point."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve, field, frozen

from servicedesk.errors import is_a
from servicedesk.money import (
    EXPONENTS,
    NOUGHT,
    ONE,
    Money,
    Ratio,
    Rounding,
    RoundingPoint,
    TaxSide,
    apportion,
    round_quotient,
)
from servicedesk.reasons import Clause, Reason, ReasonKind, Text
from servicedesk.statements.factors import sum_of
from servicedesk.statements.lines import Line, LineKey, LineKind
from servicedesk.statements.pricing import Amount
from servicedesk.statements.units import Percent
from servicedesk.tariffs import BillingTerms, PriceBasis, TaxRate

TAXED = ReasonKind(
    "tax.added",
    "tax {rate} on {base} ({point}, {rounding}): {tax}",
    "{base}按税率{rate}计税（{point}，{rounding}）：{tax}",
    "{base}按稅率{rate}計稅（{point}，{rounding}）：{tax}",
)
CONTAINED = ReasonKind(
    "tax.contained",
    "{gross} contains tax at {rate} ({point}, {rounding}, {side}): net {net}, tax {tax}",
    "{gross}含税，税率{rate}（{point}，{rounding}，{side}）：不含税{net}，税额{tax}",
    "{gross}含稅，稅率{rate}（{point}，{rounding}，{side}）：不含稅{net}，稅額{tax}",
)
TOGETHER = ReasonKind(
    "tax.together",
    "rounded once for {lines} lines: exactly {exact}, {whole}; of it exactly {own} here, {part}",
    "{lines}行合并舍入一次：精确值{exact}，计{whole}；本行精确值{own}，分得{part}",
    "{lines}行合併捨入一次：精確值{exact}，計{whole}；本行精確值{own}，分得{part}",
)


@frozen(kw_only=True)
class Draft:
    """A line before tax.

    Attributes:
        day: the civil date by which its tax rate is chosen.
        amount: in the basis of the plan's prices.
    """

    key: LineKey = field(validator=is_a(LineKey))
    kind: LineKind = field(validator=is_a(LineKind))
    name: Text = field(validator=is_a(Text))
    day: date = field(validator=is_a(date))
    amount: Amount = field(validator=is_a(Amount))
    works: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    reasons: tuple[Reason, ...] = ()


def rate_of(taxes: Sequence[TaxRate], item: str, day: date) -> TaxRate | None:
    """The rate of *item* on *day*: its own before that for every item, the latest that holds."""
    holding = [
        rate
        for rate in taxes
        if (not rate.items or item in rate.items) and (rate.since is None or rate.since <= day)
    ]
    return max(holding, key=lambda rate: (bool(rate.items), rate.since or date.min), default=None)


def with_taxes(drafts: Sequence[Draft], terms: BillingTerms) -> tuple[Line, ...]:
    """The drafts as lines; net and tax of each add up to its gross amount."""
    rates = [rate_of(terms.taxes, draft.key.item, draft.day) for draft in drafts]
    groups: dict[object, list[int]] = {}
    for index, (draft, rate) in enumerate(zip(drafts, rates, strict=True)):
        if rate is not None:
            groups.setdefault(_group(draft, rate, terms, index), []).append(index)
    rounded: dict[int, _Rounded] = {}
    for members in groups.values():
        exact = [_exact(drafts[i], rates[i], terms) for i in members]
        parts = apportion(exact, terms.rounding)
        whole = Ratio(sum(parts)), sum_of(exact)
        taking = sum(1 for part in exact if part.num)
        for index, own, part in zip(members, exact, parts, strict=True):
            rounded[index] = _Rounded(part, own, *whole, taking)
    return tuple(
        _line(draft, rate, rounded.get(index), terms)
        for index, (draft, rate) in enumerate(zip(drafts, rates, strict=True))
    )


@frozen
class _Rounded:
    """A line's part of what was rounded once: the part, exact and whole, and that of all lines."""

    part: int
    own: Ratio
    whole: Ratio
    exact: Ratio
    lines: int

    def reasons(self, currency: str) -> tuple[Reason, ...]:
        """How the part came about, where several lines were rounded together."""
        if self.lines < 2 or not self.own.num:
            return ()
        minor = Ratio(1, 10 ** EXPONENTS[currency])
        return (
            TOGETHER(
                lines=self.lines, exact=self.exact * minor, own=self.own * minor,
                whole=Money(self.whole.num, currency), part=Money(self.part, currency),
            ),
        )  # fmt: skip


def _group(draft: Draft, rate: TaxRate, terms: BillingTerms, index: int) -> object:
    currency = draft.amount.money.currency
    name = rounded_with(terms.rounding.point, currency, rate.rate, rate.category)
    return index if name is None else name


def rounded_with(
    point: RoundingPoint, currency: str, rate: Ratio, category: str
) -> tuple[object, ...] | None:
    """What lines that are rounded together have in common; None for a line by itself."""
    match point:
        case RoundingPoint.LINE:
            return None
        case RoundingPoint.TAX_GROUP:
            return currency, rate, category
    return (currency,)


def _exact(draft: Draft, rate: TaxRate | None, terms: BillingTerms) -> Ratio:
    share = NOUGHT if rate is None else rate.rate
    return to_round(draft.amount.money, share, terms.basis, terms.rounding.tax_side)


def to_round(amount: Money, rate: Ratio, basis: PriceBasis, side: TaxSide) -> Ratio:
    """What is rounded, in minor units: the tax on a net price; of a price with tax, its side."""
    whole = Ratio(amount.minor)
    if basis is PriceBasis.NET:
        return whole * rate
    over = ONE + rate
    net = whole * Ratio(over.den, over.num)
    return net if side is TaxSide.NET_FIRST else whole - net


def apart(amount: Money, part: Money, basis: PriceBasis, side: TaxSide) -> tuple[Money, Money]:
    """Net and tax, where *part* is what was rounded of it."""
    if basis is PriceBasis.NET:
        return amount, part
    return (part, amount - part) if side is TaxSide.NET_FIRST else (amount - part, part)


def _line(
    draft: Draft, rate: TaxRate | None, rounded: _Rounded | None, terms: BillingTerms
) -> Line:
    money = draft.amount.money
    net, tax = money, Money(0, money.currency)
    reasons = draft.amount.reasons + draft.reasons
    if rate is not None and rounded is not None:
        part = Money(rounded.part, money.currency)
        net, tax = apart(money, part, terms.basis, terms.rounding.tax_side)
        if money.minor:
            reasons += (_tax_reason(net, tax, rate, terms, rounded.reasons(money.currency)),)
    return Line(
        key=draft.key,
        kind=draft.kind,
        name=draft.name,
        quantity=draft.amount.quantity,
        unit=draft.amount.unit,
        price=draft.amount.price,
        exact=draft.amount.exact,
        net=net,
        tax=tax,
        rate=None if rate is None else rate.rate,
        category="" if rate is None else rate.category,
        works=draft.works,
        clauses=tuple(dict.fromkeys((*draft.clauses, *_cited(draft.amount.reasons)))),
        reasons=reasons,
    )


def _cited(reasons: Iterable[Reason]) -> Iterator[Clause]:
    """The clauses of all that the amount was computed from, surcharges and discounts included."""
    for reason in reasons:
        yield from reason.clauses
        yield from _cited(reason.because)


def _tax_reason(
    net: Money, tax: Money, rate: TaxRate, terms: BillingTerms, because: tuple[Reason, ...]
) -> Reason:
    rounding: Rounding = terms.rounding
    if terms.basis is PriceBasis.NET:
        return TAXED(
            rate=Percent(rate.rate), base=net, tax=tax, point=rounding.point, because=because,
            rounding=evolve(rounding, step=None),
        )  # fmt: skip
    return CONTAINED(
        gross=net + tax, rate=Percent(rate.rate), net=net, tax=tax, point=rounding.point,
        rounding=evolve(rounding, step=None), side=rounding.tax_side, because=because,
    )  # fmt: skip


def round_to_payable(gross: Money, step: Rounding | None) -> Money:
    """What rounding the sum to payable steps adds (BT-114); nothing without a step."""
    if step is None:
        return Money(0, gross.currency)
    size = step.step_of(gross.currency)
    return Money(round_quotient(gross.minor, size, step.mode) * size, gross.currency) - gross
