"""What a plan costs for 0, 1, 2 ... incidents, as `fee` would bill them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from attrs import field, frozen

from servicedesk.decisions import holds
from servicedesk.entitlements import Work
from servicedesk.errors import InvalidValue, OutOfRange, is_a, is_aware
from servicedesk.incidents import Facts, is_key
from servicedesk.money import Money, Ratio, settle, total
from servicedesk.spans import ZERO, Span
from servicedesk.statements.accounts import ANY
from servicedesk.statements.factors import (
    Share,
    discount_reasons,
    scaled,
    shares_of,
    surcharge_reasons,
)
from servicedesk.statements.pricing import (
    Part,
    accumulates,
    milestone_amounts,
    parts_in_order,
    parts_of_work,
    price_of,
    quantity_of,
    settle_parts,
    unit_of,
)
from servicedesk.tariffs import (
    Annual,
    FeePlan,
    LicenceShare,
    Pack,
    PerIncident,
    Price,
    Project,
)

MOST_MIXED = 2_000
"""No comparison looks at more incidents where each number has to be put together anew."""

_ANY_TIME = datetime(2000, 1, 3, tzinfo=UTC)


@frozen(kw_only=True)
class Typical:
    """An incident that is counted: what prices and surcharges look at. It takes one visit.

    Attributes:
        item: its service item.
        quantity: of one.
        time: worked for one.
        at: when the work begins, as an instant of any typical day, for bands and for surcharges
            outside some hours; None where no price asks for it.
        facts: whatever else the conditions of prices and surcharges look at.
    """

    item: str = field(validator=is_key())
    quantity: int = field(default=1, validator=is_a(int))
    time: timedelta = field(default=ZERO, validator=is_a(timedelta))
    at: datetime | None = field(default=None, validator=is_aware(optional=True))
    facts: Facts = field(factory=Facts, converter=Facts)


def costs_of(
    plan: FeePlan, included: int | None, mix: Sequence[Typical], top: int, months: int
) -> list[Money | None]:
    """What 0 to *top* incidents cost in *months*; None where the plan cannot serve so many.

    Args:
        plan: what is paid.
        included: how many incidents the fee of an annual or project plan pays for; None: all.
        mix: the incidents in turn, over and over.
        top: up to how many.
        months: the time over which they are spread evenly.
    """
    match plan:
        case PerIncident():
            return _per_incident(plan, mix, top, months)
        case Annual():
            base = _annual(plan, months)
        case Project():
            base = total(milestone_amounts(plan, months), plan.currency)
    paid = top if included is None else min(included, top)
    if plan.prices is None or paid == top:
        least = base + _Priced(plan, (), months).cost(0, 0)
        return [least if n <= paid else None for n in range(top + 1)]
    beyond = _Priced(plan, _kinds(plan, mix, months), months)
    return [base + beyond.cost(min(paid, n), n) for n in range(top + 1)]


def _annual(plan: Annual, months: int) -> Money:
    share = plan.fee.share if isinstance(plan.fee, LicenceShare) else Ratio(1)
    base = plan.fee.licence if isinstance(plan.fee, LicenceShare) else plan.fee
    periods = Ratio(months, plan.months)
    whole = Money(0, plan.currency)
    fees = [("service_fee", base, share), *((a.item, a.fee, Ratio(1)) for a in plan.added)]
    for item, price, part in fees:
        factors = discount_reasons(plan.terms.discounts_of(item, months))
        parts = (Part(price, periods, part),)
        whole += settle_parts(parts, "period", plan.currency, plan.terms.rounding, factors).money
    return whole


@frozen
class _Kind:
    """A typical incident under a plan: what one costs, or what it counts for a price."""

    one: Money
    price: Price | None = None
    uses: tuple[Share, ...] = ()


def _kinds(plan: FeePlan, mix: Iterable[Typical], months: int) -> tuple[_Kind, ...]:
    found = []
    for typical in mix:
        kind = _kind(plan, typical, months)
        if isinstance(kind, frozenset):
            raise InvalidValue(
                "the typical incident lacks facts", got=sorted(kind), where="typical"
            )
        found.append(kind)
    return tuple(found)


def _kind(plan: FeePlan, typical: Typical, months: int) -> _Kind | frozenset[str]:
    assert plan.prices is not None  # noqa: S101 - for the type checker
    facts = typical.facts | {"item": typical.item, "fee_plan": plan.kind}
    price = price_of(plan.prices, typical.item, facts)
    if isinstance(price, frozenset):
        return price
    rules = plan.terms.surcharges
    if typical.at is None and any(
        rule.outside is not None and holds(rule.when, facts) is not False for rule in rules
    ):
        return frozenset({"at"})
    at = typical.at or _ANY_TIME
    known = typical.at is not None and bool(typical.time)
    work = Work(
        id="typical", request="typical", item=typical.item, at=at, quantity=typical.quantity,
        time=typical.time, spans=(Span(at, at + typical.time),) if known else (),
        visits=1, facts=typical.facts,
    )  # fmt: skip
    shares = shares_of(rules, work, facts)
    if isinstance(shares, frozenset):
        return shares
    unit, currency = unit_of(price.tariff), plan.currency
    less = plan.terms.discounts_of(typical.item, months)
    if accumulates(price.tariff):
        if price.item is None and less != plan.terms.discounts_of(ANY, months):
            raise InvalidValue(
                "counted with other items, but discounted apart", got=typical.item,
                expected=f"a price for {typical.item}", where="PriceList.prices",
            )  # fmt: skip
        uses = scaled(shares, quantity_of(work, unit))
        return _Kind(Money(0, currency), price, uses)
    parts = parts_of_work(price.tariff, work, facts)
    if isinstance(parts, frozenset):
        return parts
    factors = (*surcharge_reasons(shares), *discount_reasons(less))
    return _Kind(settle_parts(parts, unit, currency, plan.terms.rounding, factors).money)


class _Priced:
    """What incidents of some kinds in turn cost, accounting period by accounting period."""

    def __init__(self, plan: FeePlan, kinds: Sequence[_Kind], months: int) -> None:
        self.plan, self.kinds, self.months = plan, kinds, months
        self.known: dict[tuple[int, int], Money] = {}
        length = plan.terms.accounting_months
        commitment = plan.terms.commitment
        if commitment is not None and months % length:
            raise InvalidValue(
                "the minimum commitment is for whole accounting periods", got=months,
                expected=f"a multiple of {length} months", where="months",
            )  # fmt: skip
        self.least = Money(0, plan.currency) if commitment is None else commitment.amount
        self.whole = commitment is None and not any(kind.price for kind in kinds)
        ends = [*range(length, months, length), months]
        self.ends = [months] if self.whole else ends
        self.varied = len({share.keys for kind in kinds for share in kind.uses}) > 1

    def cost(self, first: int, upto: int) -> Money:
        """The incidents from number *first* to before *upto*, of *upto* in all."""
        found, begin = [], 0
        for end in self.ends:
            until = upto * end // self.months
            found.append(self.period(max(begin, first), max(until, first)))
            begin = until
        return total(found, self.plan.currency)

    def period(self, first: int, upto: int) -> Money:
        """The incidents of one accounting period, at least what the customer has agreed to."""
        count = upto - first
        phase = first % len(self.kinds) if self.kinds else 0
        key = (phase, count)
        if key not in self.known:
            self.known[key] = max(self._work(phase, count), self.least)
        return self.known[key]

    def _work(self, phase: int, count: int) -> Money:
        zero = Money(0, self.plan.currency)
        turn = (*self.kinds[phase:], *self.kinds[:phase])
        cost = zero
        uses: dict[int, list[Share]] = {}
        prices: dict[int, Price] = {}
        for number, kind in enumerate(turn):
            times = (count - number + len(turn) - 1) // len(turn) if count > number else 0
            cost += kind.one * times
            if kind.price is not None and times:
                prices[id(kind.price)] = kind.price
                uses.setdefault(id(kind.price), []).extend(
                    Share(each.quantity * Ratio(times), each.surcharges) for each in kind.uses
                )
        if self.varied and count > len(turn):
            uses = self._in_turn(turn, count)
        for name, used in uses.items():
            cost += self._counted(prices[name], used)
        return cost

    def _in_turn(self, turn: Sequence[_Kind], count: int) -> dict[int, list[Share]]:
        if count > MOST_MIXED:
            raise OutOfRange(
                "too many incidents with several surcharges on prices that accumulate", got=count,
                expected=f"up to {MOST_MIXED}", where="most",
            )  # fmt: skip
        found: dict[int, list[Share]] = {}
        for number in range(count):
            kind = turn[number % len(turn)]
            if kind.price is not None:
                found.setdefault(id(kind.price), []).extend(kind.uses)
        return found

    def _counted(self, price: Price, uses: Sequence[Share]) -> Money:
        less = discount_reasons(self.plan.terms.discounts_of(price.item or ANY, self.months))
        return settle_parts(
            parts_in_order(price.tariff, uses), unit_of(price.tariff), self.plan.currency,
            self.plan.terms.rounding, less,
        ).money  # fmt: skip


def _per_incident(
    plan: PerIncident, mix: Sequence[Typical], top: int, months: int
) -> list[Money | None]:
    items = {typical.item for typical in mix}
    packs = [each for each in plan.packs if each.item is None or each.item in items]
    if not packs:
        priced = _Priced(plan, _kinds(plan, mix, months), months)
        return [priced.cost(0, n) for n in range(top + 1)]
    for pack in packs:
        if len(items) > 1 and pack.item is not None:
            raise InvalidValue(
                "a pack for one of several items", got=pack.key, where="packs",
                expected="typical incidents of one item, or packs for any",
            )  # fmt: skip
    paid = [
        settle(
            pack.price,
            *(Ratio(1) - each.share for each in plan.terms.discounts_of(pack.key, months)),
            rounding=plan.terms.rounding,
        )
        for pack in packs
    ]
    if all(_kind(plan, each, months) == frozenset({"price"}) for each in mix):
        nothing = _Priced(plan, (), months).cost(0, 0)
        return [cost + nothing for cost in _packed(packs, paid, top, months)]
    priced = _Priced(plan, _kinds(plan, mix, months), months)
    if priced.whole and len({kind.one for kind in priced.kinds}) == 1:
        one = Pack("single", 1, priced.kinds[0].one)
        return list(_packed([*packs, one], [*paid, one.price], top, months))
    if any(_expires(pack, months) for pack in packs):
        raise InvalidValue(
            "packs that expire beside prices that differ or accumulate", where="packs",
            got=[pack.key for pack in packs if _expires(pack, months)],
            expected=f"packs that last {months} months, or incidents of one price",
        )  # fmt: skip
    return _beside_packs(priced, _packed(packs, paid, _checked(top), months))


def _checked(top: int) -> int:
    if top > MOST_MIXED:
        raise OutOfRange(
            "too many incidents for packs beside such prices", got=top,
            expected=f"up to {MOST_MIXED}", where="most",
        )  # fmt: skip
    return top


def _beside_packs(priced: _Priced, packed: Sequence[Money]) -> list[Money | None]:
    """The least over all ways to pay some incidents by packs and the others singly."""
    singly: Callable[[int, int], Money]
    if priced.whole:
        # the packs pay for the dearest of them
        singly = _cheapest(priced.kinds)
    elif len(priced.kinds) == 1:
        costs = [priced.cost(0, n) for n in range(len(packed))]

        def singly(_all: int, count: int) -> Money:
            return costs[count]
    else:
        raise InvalidValue(
            "several typical incidents, packs, and prices that accumulate", where="typical",
            got=len(priced.kinds), expected="one typical incident",
        )  # fmt: skip
    return [min(packed[k] + singly(n, n - k) for k in range(n + 1)) for n in range(len(packed))]


def _cheapest(kinds: Sequence[_Kind]) -> Callable[[int, int], Money]:
    ordered = sorted(range(len(kinds)), key=lambda number: kinds[number].one)

    def cost(every: int, count: int) -> Money:
        """The *count* cheapest of the first *every* incidents."""
        whole, left = Money(0, kinds[0].one.currency), count
        for number in ordered:
            there = (every - number + len(kinds) - 1) // len(kinds) if every > number else 0
            taken = min(left, there)
            whole, left = whole + kinds[number].one * taken, left - taken
        return whole

    return cost


def _packed(packs: Sequence[Pack], prices: Sequence[Money], top: int, months: int) -> list[Money]:
    """The least that packs for n incidents cost that are spread evenly over the *months*."""
    sizes = [pack.incidents for pack in packs]
    if not any(_expires(pack, months) for pack in packs):
        return _least(sizes, prices, top)
    return [
        # an incident of number k happens k / n of the months after the first
        _least(
            [
                min(size, -(-pack.months * n // months)) if pack.months is not None else size
                for pack, size in zip(packs, sizes, strict=True)
            ],
            prices, n,
        )[n]
        for n in range(_checked(top) + 1)
    ]  # fmt: skip


def _expires(pack: Pack, months: int) -> bool:
    return pack.months is not None and pack.months < months


def _least(sizes: Sequence[int], prices: Sequence[Money], top: int) -> list[Money]:
    best = [Money(0, prices[0].currency)]
    for n in range(1, top + 1):
        best.append(
            min(best[max(n - size, 0)] + price for size, price in zip(sizes, prices, strict=True))
        )
    return best
