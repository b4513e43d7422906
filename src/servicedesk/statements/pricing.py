"""From quantity to exact amount: which price holds, what the quantity costs by its tariff."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from attrs import evolve, field, frozen

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
    allocate,
    minor_units,
    settle,
    settle_minor,
)
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.spans import SpanSet
from servicedesk.statements.factors import (
    Share,
    discount_reasons,
    factor_of,
    merged,
    open_part,
    sum_of,
    surcharge_reasons,
)
from servicedesk.statements.units import hours_of, unit_text
from servicedesk.tariffs import (
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    ManDays,
    Package,
    PerUnit,
    Price,
    PriceList,
    Project,
    Step,
    Tariff,
    Volume,
)

PART = ReasonKind("price.part", "{price} × {quantity} {unit}", "{price} × {quantity}{unit}",
                  "{price} × {quantity}{unit}")  # fmt: skip
WEIGHTED = ReasonKind(
    "price.weighted",
    "{price} × {quantity} {unit} × {factor} ({name})",
    "{price} × {quantity}{unit} × {factor}（{name}）",
    "{price} × {quantity}{unit} × {factor}（{name}）",
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


@frozen
class Part:
    """A product that an amount is the sum of: price × quantity × factor.

    Attributes:
        name: of what gives the factor (a band, a difficulty, surcharges), "" for a factor of 1.
        unit: what is counted, "" for what the tariff counts.
        because: why the factor.
    """

    price: Money | UnitPrice
    quantity: Ratio
    factor: Ratio = ONE
    name: str = ""
    unit: str = ""
    because: tuple[Reason, ...] = ()


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
        inside = left if band.hours is None else open_part(left, band.hours)
        left = left - inside
        if inside:
            time = charged_time(inside.total, band.minimum, band.increment)
            found.append(Part(tariff.price, hours_of(time), band.factor, band.key))
    return tuple(found)


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
    if accumulates(tariff):
        return parts_in_order(tariff, (Share(quantity),))
    if quantity.num < 0:
        raise InvalidValue("negative quantity", got=str(quantity), expected="from 0")
    if not quantity.num:
        return ()
    match tariff:
        case Flat(price):
            return (Part(price, ONE),)
        case PerUnit(price):
            return (Part(price, quantity),)
    raise InvalidValue("time is priced by the piece of work", got=type(tariff).__name__)


def parts_in_order(tariff: Tariff, uses: Iterable[Share]) -> tuple[Part, ...]:
    """The products whose sum the uses of an accounting period cost together, in order of time.

    Each unit carries its surcharges on its own price: by its place in the order where steps or an
    included quantity decide, by the step reached for volume, by its part of a package for
    packages. Bases and the flat amounts of steps carry none.
    """
    runs: list[Share] = []
    for use in uses:
        if use.quantity.num < 0:
            raise InvalidValue("negative quantity", got=str(use.quantity), expected="from 0")
        if runs and runs[-1].keys == use.keys:
            runs[-1] = Share(runs[-1].quantity + use.quantity, use.surcharges)
        elif use.quantity.num:
            runs.append(use)
    quantity = sum_of(run.quantity for run in runs)
    if not quantity.num:
        return ()
    match tariff:
        case Graduated(steps):
            return _by_steps(steps, runs)
        case Volume(steps):
            step = next(step for step in steps if step.upto is None or quantity <= step.upto)
            return (*(_part(step.price, run) for run in merged(runs)), *_flat(step.flat))
        case Package(size, price):
            begun = Part(price, Ratio(_ceil(quantity, size)), unit="package")
            more = (
                _part(price, Share(run.quantity * Ratio(size.den, size.num), run.surcharges))
                for run in merged(runs)
                if run.surcharges
            )
            return (
                begun,
                *(evolve(each, factor=each.factor - ONE, unit="package") for each in more),
            )
        case FlatWithOverage(base, included, over):
            beyond = merged(run for place, run in _cut(runs, (included,)) if place)
            return (*_flat(base), *(_part(over, run) for run in beyond))
    raise InvalidValue("a price that does not accumulate", got=type(tariff).__name__)


def _by_steps(steps: Sequence[Step], runs: Sequence[Share]) -> tuple[Part, ...]:
    bounds = tuple(step.upto for step in steps if step.upto is not None)
    placed: dict[int, list[Share]] = {}
    for place, run in _cut(runs, bounds):
        placed.setdefault(place, []).append(run)
    return tuple(
        part
        for place, inside in placed.items()
        for part in (
            *(_part(steps[place].price, run) for run in merged(inside)),
            *_flat(steps[place].flat),
        )
    )


def _cut(runs: Iterable[Share], bounds: Sequence[Ratio]) -> Iterator[tuple[int, Share]]:
    """The runs cut where their sum reaches a bound, each with the number of bounds below it."""
    place, reached = 0, NOUGHT
    for run in runs:
        left = run.quantity
        while left.num:
            while place < len(bounds) and reached >= bounds[place]:
                place += 1
            room = bounds[place] - reached if place < len(bounds) else left
            taken = min(left, room)
            yield place, Share(taken, run.surcharges)
            reached, left = reached + taken, left - taken


def _part(price: Money | UnitPrice, run: Share) -> Part:
    return Part(
        price, run.quantity, run.factor, ", ".join(run.keys), because=surcharge_reasons((run,))
    )


def _flat(amount: Money | None) -> tuple[Part, ...]:
    return () if amount is None else (Part(amount, ONE, unit="flat"),)


def settle_parts(
    parts: Sequence[Part],
    unit: str,
    currency: str,
    rounding: Rounding,
    factors: tuple[Reason, ...] = (),
) -> Amount:
    """The sum of *parts* times the *factors*, divided once and rounded once."""
    exact, quantity = NOUGHT, NOUGHT
    because: list[Reason] = []
    for part in parts:
        exact = exact + minor_units(part.price, part.quantity, part.factor)
        if type(part.price) is UnitPrice or len(parts) == 1:
            quantity = quantity + part.quantity
        counted = unit_text(part.unit or unit, part.quantity)
        if not part.name:
            because.append(PART(price=part.price, quantity=part.quantity, unit=counted))
        else:
            because.append(
                WEIGHTED(
                    price=part.price, quantity=part.quantity, unit=counted,
                    factor=part.factor, name=part.name, because=part.because,
                )
            )  # fmt: skip
    for reason in factors:
        exact = exact * factor_of(reason)
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


def milestone_amounts(plan: Project, months: int) -> tuple[Money, ...]:
    """A project's price less its discounts, settled once and split over its milestones."""
    weights = []
    for each in plan.milestones:
        weight = each.share
        for reason in discount_reasons(plan.terms.discounts_of(each.key, months)):
            weight = weight * factor_of(reason)
        weights.append(weight)
    whole = settle(plan.price, sum_of(weights), rounding=plan.terms.rounding)
    return allocate(whole, weights) if whole.minor else (whole,) * len(weights)
