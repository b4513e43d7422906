"""Which plan fits whom: what each costs for so many incidents, where they cross, what to regret."""

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, are, check_type, is_a, listed
from servicedesk.incidents import is_key
from servicedesk.money import Money, Ratio, settle_minor
from servicedesk.reasons import Reason, ReasonKind, Text
from servicedesk.statements.costs import Typical, costs_of
from servicedesk.tariffs import Annual, FeePlan, PerIncident, Project

MOST = 100_000
"""No comparison looks at more incidents than these."""

FITS = ReasonKind(
    "plans.fits",
    "from {first} to {last} incidents {plans} costs least",
    "{first}至{last}次：{plans}最省",
    "{first}至{last}次：{plans}最省",
)
FITS_AT = ReasonKind(
    "plans.fits_at",
    "at {first} incidents {plans} costs least",
    "{first}次时：{plans}最省",
    "{first}次時：{plans}最省",
)
FITS_FROM = ReasonKind(
    "plans.fits_from",
    "from {first} incidents on {plans} costs least (looked at up to {last})",
    "{first}次起：{plans}最省（计算至{last}次）",
    "{first}次起：{plans}最省（計算至{last}次）",
)
EXPECTED = ReasonKind(
    "plans.expected",
    "{plan}: {expected} on average, at worst {regret} more than the best choice",
    "{plan}：平均{expected}，最多比最优方案多付{regret}",
    "{plan}：平均{expected}，最多比最優方案多付{regret}",
)


@frozen(kw_only=True)
class Offer:
    """A plan that a customer could choose.

    Attributes:
        key: its name in the comparison.
        name: its words.
        plan: the fee plan.
        included: how many incidents the fee of an annual or project plan pays for; None is all.
    """

    key: str = field(validator=is_key())
    name: Text = field(validator=is_a(Text))
    plan: FeePlan = field(validator=is_a(PerIncident, Annual, Project))
    included: int | None = field(default=None, validator=is_a(int, optional=True))

    def __attrs_post_init__(self) -> None:
        if self.included is not None and self.included < 0:
            raise OutOfRange("less than nothing", got=self.included, where="Offer.included")


@frozen
class Demand:
    """So many incidents a year, as often as *weight* says: a year of history, or a share."""

    incidents: int = field(validator=is_a(int))
    weight: int = field(default=1, validator=is_a(int))

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.incidents <= MOST or self.weight < 1:
            raise OutOfRange("no such demand", got=(self.incidents, self.weight))


@frozen
class Curve:
    """What a plan costs for 0, 1, 2 ... incidents; None where it cannot serve so many."""

    key: str
    name: Text
    costs: tuple[Money | None, ...] = field(repr=False)


@frozen
class Fit:
    """From *first* to *last* incidents these plans cost least."""

    first: int
    last: int
    keys: tuple[str, ...]


@frozen
class Crossing:
    """From *at* incidents on *cheaper* costs less, where before *dearer* cost less."""

    at: int
    cheaper: str
    dearer: str


@frozen(kw_only=True)
class Outlook:
    """A plan over the whole demand.

    Attributes:
        expected: the average cost, exact before it was rounded.
        regret: the most that it costs above the best plan for any demand.
        serves: whether it can serve every demand.
    """

    key: str
    expected: Money | None = field(validator=is_a(Money, optional=True))
    regret: Money | None = field(validator=is_a(Money, optional=True))
    serves: bool


@frozen(kw_only=True)
class PlanComparison:
    """Which plan fits whom (R63).

    Attributes:
        curves: what each plan costs by number of incidents.
        fits: which plans cost least, range by range.
        crossings: where one plan becomes cheaper than another that was cheaper before.
        outlooks: each plan over the demand, the cheapest on average first.
        best: the keys with the least expected cost.
        safest: the keys with the least regret.
    """

    curves: tuple[Curve, ...] = field(validator=are(Curve))
    fits: tuple[Fit, ...] = field(validator=are(Fit))
    crossings: tuple[Crossing, ...] = field(validator=are(Crossing))
    outlooks: tuple[Outlook, ...] = field(validator=are(Outlook))
    best: tuple[str, ...]
    safest: tuple[str, ...]
    demand: tuple[Demand, ...] = field(validator=are(Demand))

    @property
    def currency(self) -> str:
        return next(cost.currency for curve in self.curves for cost in curve.costs if cost)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The ranges in which each plan costs least, then each over the demand."""
        names = {curve.key: curve.name for curve in self.curves}
        found = []
        for fit in self.fits:
            alone = FITS_AT if fit.first == fit.last else FITS
            kind = FITS_FROM if fit is self.fits[-1] else alone
            plans = tuple(names[key] for key in fit.keys)
            found.append(kind(first=fit.first, last=fit.last, plans=plans))
        found.extend(
            EXPECTED(plan=names[each.key], expected=each.expected, regret=each.regret)
            for each in self.outlooks
            if each.serves
        )
        return tuple(found)


def compare_plans(
    offers: Iterable[Offer],
    demand: Iterable[Demand | int],
    *,
    typical: Typical | Iterable[Typical],
    most: int | None = None,
    months: int = 12,
) -> PlanComparison:
    """What each plan costs by number of incidents, and over a history or distribution.

    The amounts are those that `fee` would bill, surcharges, discounts and the minimum commitment
    included, in the basis of the plans' prices (with tax or without), which must be one. Where
    prices accumulate, or a commitment holds, the incidents are spread evenly over the accounting
    periods. Packs are bought as is cheapest for the number of incidents, and pay for the dearest.

    Args:
        offers: the plans to compare, at least one.
        demand: incidents in each year of a history, or weighted numbers.
        typical: the incident that is counted; or several, which come in turn, over and over:
            four in office hours and one at night.
        most: compare up to so many incidents; None is twice the largest demand.
        months: the time compared; an annual fee counts for its part.

    Raises:
        InvalidValue: for no offers or demand, two of one key, two bases, a missing price, or a
            typical incident that lacks a fact (`at` included) on which a price or surcharge
            depends: nothing is left out in silence.
        CurrencyMismatch: for plans in several currencies.
        OutOfRange: for more than 100 000 incidents, or 2000 where each number has to be put
            together anew: packs beside a commitment, prices that accumulate or several typical
            incidents, and several surcharges on prices that accumulate.
    """
    plans = listed(offers, Offer, where="offers")
    mix = (typical,) if isinstance(typical, Typical) else listed(typical, Typical, where="typical")
    if not mix:
        raise InvalidValue("no typical incident", where="typical")
    wanted = tuple(
        each if isinstance(each, Demand) else Demand(each)
        for each in listed(demand, Demand, int, where="demand")
    )
    check_type(months, int, where="months")
    _check(plans, wanted)
    largest = max(each.incidents for each in wanted)
    top = min(max(2 * largest, 10), MOST) if most is None else most
    check_type(top, int, where="most")
    if not max(largest, 1) <= top <= MOST:
        raise OutOfRange("too few or too many incidents", got=top, expected=f"up to {MOST}")
    curves = tuple(
        Curve(
            offer.key,
            offer.name,
            tuple(costs_of(offer.plan, offer.included, mix, top, months)),
        )
        for offer in plans
    )
    least = [_least(curve.costs[n] for curve in curves) for n in range(top + 1)]
    outlooks = sorted(
        (_outlook(curve, wanted, least) for curve in curves),
        key=lambda each: (each.expected is None, each.expected.minor if each.expected else 0),
    )
    return PlanComparison(
        curves=curves,
        fits=_fits(curves, least),
        crossings=_crossings(curves),
        outlooks=tuple(outlooks),
        best=_smallest(outlooks, [each.expected for each in outlooks]),
        safest=_smallest(outlooks, [each.regret for each in outlooks]),
        demand=wanted,
    )


def _check(offers: Sequence[Offer], demand: Sequence[Demand]) -> None:
    if not offers or not demand:
        raise InvalidValue("nothing to compare", got=(len(offers), len(demand)))
    if len({offer.key for offer in offers}) != len(offers):
        raise InvalidValue("two offers of one key", got=[offer.key for offer in offers])
    first = offers[0].plan
    for offer in offers:
        Money(0, first.currency) + Money(0, offer.plan.currency)
        if offer.plan.terms.basis is not first.terms.basis:
            raise InvalidValue("prices with and without tax", got=offer.key, where="offers")


def _least(costs: Iterable[Money | None]) -> Money | None:
    return min((cost for cost in costs if cost is not None), default=None)


def _outlook(curve: Curve, demand: Sequence[Demand], least: Sequence[Money | None]) -> Outlook:
    costs = [curve.costs[each.incidents] for each in demand]
    served = [cost for cost in costs if cost is not None]
    if len(served) < len(costs):
        return Outlook(key=curve.key, expected=None, regret=None, serves=False)
    weights = sum(each.weight for each in demand)
    whole = sum(cost.minor * each.weight for cost, each in zip(served, demand, strict=True))
    regrets = [
        cost - best
        for cost, each in zip(served, demand, strict=True)
        if (best := least[each.incidents]) is not None
    ]
    currency = served[0].currency
    return Outlook(
        key=curve.key,
        expected=settle_minor(Ratio(whole, weights), currency),
        regret=max(regrets),
        serves=True,
    )


def _smallest(outlooks: Sequence[Outlook], values: Sequence[Money | None]) -> tuple[str, ...]:
    least = _least(values)
    return tuple(
        each.key
        for each, value in zip(outlooks, values, strict=True)
        if value is not None and value == least
    )


def _fits(curves: Sequence[Curve], least: Sequence[Money | None]) -> tuple[Fit, ...]:
    fits: list[Fit] = []
    for n, best in enumerate(least):
        keys = tuple(c.key for c in curves if c.costs[n] is not None and c.costs[n] == best)
        if fits and fits[-1].keys == keys:
            fits[-1] = Fit(fits[-1].first, n, keys)
        else:
            fits.append(Fit(n, n, keys))
    return tuple(fits)


def _crossings(curves: Sequence[Curve]) -> tuple[Crossing, ...]:
    found = []
    for index, one in enumerate(curves):
        for other in curves[index + 1 :]:
            cheaper: str | None = None
            for n, (a, b) in enumerate(zip(one.costs, other.costs, strict=True)):
                if a == b:
                    continue
                now = one.key if b is None or (a is not None and a < b) else other.key
                if cheaper not in (None, now):
                    found.append(Crossing(n, now, str(cheaper)))
                cheaper = now
    return tuple(sorted(found, key=lambda each: (each.at, each.cheaper, each.dearer)))
