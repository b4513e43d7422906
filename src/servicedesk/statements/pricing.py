"""From quantity to exact amount: which price holds, what the quantity costs by its tariff."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from attrs import field, frozen

from servicedesk.calendars import Calendar
from servicedesk.decisions import facts_of, holds
from servicedesk.entitlements import Work
from servicedesk.errors import InvalidValue, are, is_a
from servicedesk.incidents import Facts
from servicedesk.money import (
    EXPONENTS,
    NOUGHT,
    ONE,
    Money,
    Ratio,
    Rounding,
    UnitPrice,
    minor_units,
    settle_minor,
)
from servicedesk.reasons import Lang, Reason, ReasonKind, Text
from servicedesk.spans import SpanSet
from servicedesk.tariffs import (
    Discount,
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    ManDays,
    Package,
    PerUnit,
    Price,
    PriceList,
    Surcharge,
    Tariff,
    Volume,
)

_HOUR = timedelta(hours=1) // timedelta(microseconds=1)

_UNITS = {
    "piece": Text("pcs", "件", "件"),
    "expense": Text("at cost", "笔", "筆"),
    "incident": Text("incident(s)", "次", "次"),
    "visit": Text("visits", "次上门", "次上門"),
    "hour": Text("h", "小时", "小時"),
    "man_day": Text("man-days", "人日", "人日"),
    "person": Text("persons", "人", "人"),
    "period": Text("fee period(s)", "个计费周期", "個計費週期"),
    "package": Text("packages", "包", "包"),
    "share": Text("of it", "份", "份"),
    "pack": Text("packs", "个服务包", "個服務包"),
}

PART = ReasonKind("price.part", "{price} × {quantity} {unit}", "{price} × {quantity}{unit}",
                  "{price} × {quantity}{unit}")  # fmt: skip
WEIGHTED = ReasonKind(
    "price.weighted",
    "{price} × {quantity} {unit} × {factor} ({name})",
    "{price} × {quantity}{unit} × {factor}（{name}）",
    "{price} × {quantity}{unit} × {factor}（{name}）",
)
SURCHARGED = ReasonKind(
    "price.surcharge",
    "surcharge {key}: × {factor}",
    "加收{key}：× {factor}",
    "加收{key}：× {factor}",
)
DISCOUNTED = ReasonKind(
    "price.discount", "discount {key}: less {share}", "优惠{key}：减{share}", "優惠{key}：減{share}"
)
SETTLED = ReasonKind(
    "price.settled",
    "exactly {exact}, rounded {rounding}: {amount}",
    "精确值{exact}，{rounding}：{amount}",
    "精確值{exact}，{rounding}：{amount}",
)
ACCUMULATED = ReasonKind(
    "price.accumulated",
    "to date {reached}, less {before} billed before: {amount}",
    "累计{reached}，减此前已计{before}：{amount}",
    "累計{reached}，減此前已計{before}：{amount}",
)


def unit_text(unit: str) -> Text:
    """The words of a known unit; another key names itself."""
    return _UNITS.get(unit) or Text(unit, unit, unit)


@frozen
class Percent:
    """A ratio shown as a percentage."""

    ratio: Ratio

    def label(self, lang: Lang) -> str:  # noqa: ARG002 - the same in every language
        return f"{self.ratio * _HUNDRED}%"


_HUNDRED = Ratio(100)


@frozen
class Part:
    """A product that an amount is the sum of: price × quantity × factor.

    Attributes:
        name: of what gives the factor (a band, a difficulty), "" for a factor of 1.
    """

    price: Money | UnitPrice
    quantity: Ratio
    factor: Ratio = ONE
    name: str = ""


@frozen(kw_only=True)
class Amount:
    """A settled amount with the quantity and the arithmetic that led to it.

    Attributes:
        exact: before rounding, in minor units.
    """

    quantity: Ratio = field(validator=is_a(Ratio))
    unit: str
    price: Money | UnitPrice | None
    exact: Ratio = field(validator=is_a(Ratio))
    money: Money = field(validator=is_a(Money))
    reasons: tuple[Reason, ...] = field(validator=are(Reason))


def price_of(prices: PriceList, item: str, facts: Facts) -> Price | frozenset[str]:
    """The price that holds for *item*, or the names of the facts to find out.

    "price" is missing where the list has none.

    Raises:
        InvalidValue: if two prices tie.
    """
    for group in (item, None):
        held: list[tuple[int, Price]] = []
        unsettled: list[tuple[int, frozenset[str]]] = []
        for price in prices.prices:
            if price.item != group:
                continue
            looks_at = facts_of(price.when)
            holding = holds(price.when, facts)
            if holding:
                held.append((len(looks_at), price))
            elif holding is None:
                unsettled.append((len(looks_at), looks_at - frozenset(facts)))
        best = max((rank for rank, _ in held), default=-1)
        wanted = [names for rank, names in unsettled if rank >= best]
        if wanted:
            return frozenset().union(*wanted)
        first = [price for rank, price in held if rank == best]
        if len(first) > 1:
            raise InvalidValue(
                "two prices tie", got=[str(each.tariff) for each in first],
                expected="one that looks at more facts", where=f"price of {item}",
            )  # fmt: skip
        if first:
            return first[0]
    return frozenset({"price"})


def hours_of(time: timedelta) -> Ratio:
    """A duration in hours, exact."""
    return Ratio(time // timedelta(microseconds=1), _HOUR)


def charged_time(time: timedelta, minimum: timedelta, increment: timedelta) -> timedelta:
    """The time to charge: at least *minimum*, rounded up to whole increments."""
    least = max(time, minimum)
    return least if not increment else -(-least // increment) * increment


def quantity_of(work: Work, unit: str) -> Ratio:
    """How much of *unit* the work is: hours, visits, incidents, else its own quantity."""
    match unit:
        case "hour":
            return hours_of(work.time)
        case "visit":
            return Ratio(work.visits)
        case "incident":
            return ONE
    return Ratio.of(work.quantity)


def parts_of_work(tariff: Tariff, work: Work, facts: Facts) -> tuple[Part, ...] | frozenset[str]:
    """The products that one piece of work costs, or the names of the facts to find out."""
    match tariff:
        case Hourly():
            return _hourly(tariff, work)
        case ManDays():
            return _man_days(tariff, work, facts)
    return parts_of(tariff, quantity_of(work, unit_of(tariff)))


def unit_of(tariff: Tariff) -> str:
    """What the tariff counts."""
    match tariff:
        case Flat():
            return "incident"
        case Hourly():
            return "hour"
        case ManDays():
            return "man_day"
    return tariff.unit


def accumulates(tariff: Tariff) -> bool:
    """Whether the price of a unit depends on how many there are in the accounting period."""
    return isinstance(tariff, Graduated | Volume | Package | FlatWithOverage)


def _hourly(tariff: Hourly, work: Work) -> tuple[Part, ...] | frozenset[str]:
    if not work.time:
        return frozenset({"time"})
    if not tariff.bands:
        time = charged_time(work.time, tariff.minimum, tariff.increment)
        return (Part(tariff.price, hours_of(time)),)
    if not work.spans:
        return frozenset({"spans"})
    left = SpanSet(work.spans)
    found = []
    for band in tariff.bands:
        inside = left if band.hours is None else _open_part(left, band.hours)
        left = left - inside
        if inside:
            time = charged_time(inside.total, band.minimum, band.increment)
            found.append(Part(tariff.price, hours_of(time), band.factor, band.key))
    return tuple(found)


def _open_part(spans: SpanSet, hours: Calendar) -> SpanSet:
    return SpanSet(piece for span in spans for piece in hours.spans(span.start, span.end))


def _man_days(tariff: ManDays, work: Work, facts: Facts) -> tuple[Part, ...] | frozenset[str]:
    days = Ratio.of(work.quantity)
    if tariff.increment is not None:
        days = Ratio(_ceil(days, tariff.increment)) * tariff.increment
    if not tariff.difficulties:
        return (Part(tariff.price, days),)
    for difficulty in tariff.difficulties:
        if difficulty.key == facts.get("difficulty"):
            return (Part(tariff.price, days, difficulty.factor, difficulty.key),)
    return frozenset({"difficulty"})


def _ceil(size: Ratio, by: Ratio) -> int:
    return -(-size.num * by.den // (size.den * by.num))


def parts_of(tariff: Tariff, quantity: Ratio) -> tuple[Part, ...]:
    """The products whose sum *quantity* costs; nothing costs nothing.

    Raises:
        InvalidValue: for time, which is priced by the piece of work, see `parts_of_work`.
    """
    if quantity.num < 0:
        raise InvalidValue("negative quantity", got=str(quantity), expected="from 0")
    if not quantity.num:
        return ()
    match tariff:
        case Flat(price):
            return (Part(price, ONE),)
        case PerUnit(price):
            return (Part(price, quantity),)
        case Graduated(steps):
            found: list[Part] = []
            below = NOUGHT
            for step in steps:
                upto = quantity if step.upto is None or step.upto > quantity else step.upto
                found.append(Part(step.price, upto - below))
                if step.flat is not None:
                    found.append(Part(step.flat, ONE))
                if upto == quantity:
                    break
                below = upto
            return tuple(found)
        case Volume(steps):
            step = next(step for step in steps if step.upto is None or quantity <= step.upto)
            flat = () if step.flat is None else (Part(step.flat, ONE),)
            return (Part(step.price, quantity), *flat)
        case Package(size, price):
            return (Part(price, Ratio(_ceil(quantity, size))),)
        case FlatWithOverage(base, included, over):
            beyond = quantity - included
            extra = (Part(over, beyond),) if beyond.num > 0 else ()
            return (Part(base, ONE), *extra)
    raise InvalidValue("time is priced by the piece of work", got=type(tariff).__name__)


def factor_reasons(
    surcharges: Iterable[Surcharge], discounts: Iterable[Discount]
) -> tuple[Reason, ...]:
    """The factors of a line as reasons, in the order of the pipeline."""
    return tuple(
        SURCHARGED(key=each.key, factor=each.factor, clauses=_cited(each)) for each in surcharges
    ) + tuple(
        DISCOUNTED(key=each.key, share=Percent(each.share), clauses=_cited(each))
        for each in discounts
    )


def _cited(rule: Surcharge | Discount) -> tuple:  # type: ignore[type-arg]
    return () if rule.clause is None else (rule.clause,)


def factor_of(reason: Reason) -> Ratio | None:
    """What a surcharge or discount multiplies by; None for another reason."""
    if reason.kind is SURCHARGED:
        factor: Ratio = reason["factor"]
        return factor
    if reason.kind is DISCOUNTED:
        share: Ratio = reason["share"].ratio
        return ONE - share
    return None


def settle_parts(
    parts: Sequence[Part],
    unit: str,
    currency: str,
    rounding: Rounding,
    factors: tuple[Reason, ...] = (),
) -> Amount:
    """The sum of *parts* times the *factors*, divided once and rounded once."""
    exact, quantity = NOUGHT, NOUGHT
    named = unit_text(unit)
    because: list[Reason] = []
    for part in parts:
        exact = exact + minor_units(part.price, part.quantity, part.factor)
        if type(part.price) is UnitPrice or len(parts) == 1:
            quantity = quantity + part.quantity
        if not part.name:
            because.append(PART(price=part.price, quantity=part.quantity, unit=named))
        else:
            because.append(
                WEIGHTED(
                    price=part.price, quantity=part.quantity, unit=named,
                    factor=part.factor, name=part.name,
                )
            )  # fmt: skip
    for reason in factors:
        exact = exact * (factor_of(reason) or NOUGHT)
    money = settle_minor(exact, currency, rounding)
    major = Ratio(exact.num, exact.den * 10 ** EXPONENTS[currency])
    settled = SETTLED(exact=major, rounding=rounding, amount=money, because=(*because, *factors))
    return Amount(
        quantity=quantity,
        unit=unit,
        price=parts[0].price if len(parts) == 1 and parts[0].factor == ONE else None,
        exact=exact,
        money=money,
        reasons=(settled,),
    )


def accumulate(before: Amount, reached: Amount) -> Amount:
    """What *reached* is more than *before*, so that parts of a period add up to the whole."""
    money = reached.money - before.money
    if not before.money.minor and not before.exact.num:
        return reached
    reason = ACCUMULATED(
        reached=reached.money, before=before.money, amount=money,
        because=(*reached.reasons, *before.reasons),
    )  # fmt: skip
    return Amount(
        quantity=reached.quantity - before.quantity,
        unit=reached.unit,
        price=reached.price if reached.price == before.price else None,
        exact=reached.exact - before.exact,
        money=money,
        reasons=(reason,),
    )
