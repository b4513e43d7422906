"""From drafts with one amount each to lines with net and tax, rounded at the declared point."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import field, frozen

from servicedesk.errors import is_a
from servicedesk.money import (
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
    rounded: dict[int, int] = {}
    for members in groups.values():
        exact = [_exact(drafts[i], rates[i], terms) for i in members]
        rounded.update(zip(members, apportion(exact, terms.rounding), strict=True))
    return tuple(
        _line(draft, rate, rounded.get(index, 0), terms)
        for index, (draft, rate) in enumerate(zip(drafts, rates, strict=True))
    )


def _group(draft: Draft, rate: TaxRate, terms: BillingTerms, index: int) -> object:
    currency = draft.amount.money.currency
    match terms.rounding.point:
        case RoundingPoint.LINE:
            return index
        case RoundingPoint.TAX_GROUP:
            return currency, rate.rate, rate.category
    return currency


def _exact(draft: Draft, rate: TaxRate | None, terms: BillingTerms) -> Ratio:
    """What is rounded, in minor units: the tax on a net price; of a price with tax, its side."""
    share = NOUGHT if rate is None else rate.rate
    whole = Ratio(draft.amount.money.minor)
    if terms.basis is PriceBasis.NET:
        return whole * share
    over = ONE + share
    net = whole * Ratio(over.den, over.num)
    return net if terms.rounding.tax_side is TaxSide.NET_FIRST else whole - net


def _line(draft: Draft, rate: TaxRate | None, rounded: int, terms: BillingTerms) -> Line:
    money = draft.amount.money
    net, tax = money, Money(0, money.currency)
    reasons = draft.amount.reasons + draft.reasons
    if rate is not None and terms.basis is PriceBasis.NET:
        tax = Money(rounded, money.currency)
    elif rate is not None:
        part = Money(rounded, money.currency)
        first = terms.rounding.tax_side is TaxSide.NET_FIRST
        net, tax = (part, money - part) if first else (money - part, part)
    if rate is not None and money.minor:
        reasons += (_tax_reason(net, tax, rate, terms),)
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


def _tax_reason(net: Money, tax: Money, rate: TaxRate, terms: BillingTerms) -> Reason:
    rounding: Rounding = terms.rounding
    if terms.basis is PriceBasis.NET:
        return TAXED(
            rate=Percent(rate.rate), base=net, tax=tax, point=rounding.point, rounding=rounding
        )
    return CONTAINED(
        gross=net + tax, rate=Percent(rate.rate), net=net, tax=tax, point=rounding.point,
        rounding=rounding, side=rounding.tax_side,
    )  # fmt: skip


def round_to_payable(gross: Money, step: Rounding | None) -> Money:
    """What rounding the sum to payable steps adds (BT-114); nothing without a step."""
    if step is None:
        return Money(0, gross.currency)
    size = step.step_of(gross.currency)
    return Money(round_quotient(gross.minor, size, step.mode) * size, gross.currency) - gross
