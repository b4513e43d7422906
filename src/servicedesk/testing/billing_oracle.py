"""A second bill, computed plainly in fractions, to check `servicedesk.billing` against.

It reads the same contract and facts and shares no code with the engine: days are counted one by
one, worked time minute by minute, steps unit of price by unit of price, and sums are taken of
`Fraction`s. It knows annual plans counted by actual days, every tariff by item with its bands,
surcharges, discounts and a minimum commitment, taxes in every mode of rounding; what it does not
know it refuses.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from servicedesk.agreements import Contract
from servicedesk.contracts import Covered
from servicedesk.decisions import holds
from servicedesk.entitlements import Chargeable, Cost
from servicedesk.errors import InvalidValue
from servicedesk.incidents import Period, months_after
from servicedesk.money import (
    Money,
    Ratio,
    Rounding,
    RoundingMode,
    RoundingPoint,
    TaxSide,
    UnitPrice,
)
from servicedesk.tariffs import (
    Annual,
    BillingTerms,
    DayCount,
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    ManDays,
    Package,
    PerUnit,
    Price,
    PriceBasis,
    Surcharge,
    SurchargeOn,
    Tariff,
    Timing,
    Volume,
)


def statement_sums(
    contract: Contract, works: Iterable[Covered], period: Period
) -> tuple[Money, Money]:
    """Net and tax of what the contract costs over *period*.

    Raises:
        InvalidValue: for a plan that the oracle does not know.
    """
    plan = contract.fee_plan
    terms = BillingTerms() if plan is None else plan.terms
    amounts: list[tuple[str, date, int]] = []
    if isinstance(plan, Annual):
        amounts += _fees(contract, plan, period)
    known = list(works)
    amounts += _works(contract, known, period, terms)
    amounts += _true_ups(contract, known, period, terms)
    net, tax = _taxed(amounts, terms)
    return Money(net, contract.currency), Money(tax, contract.currency)


def rounded(exact: Fraction, mode: RoundingMode) -> int:
    """The whole number that *mode* takes for *exact*."""
    low, high = floor(abs(exact)), ceil(abs(exact))
    half = abs(exact) - low
    up = {
        RoundingMode.UP: half > 0,
        RoundingMode.DOWN: False,
        RoundingMode.HALF_UP: half >= Fraction(1, 2),
        RoundingMode.HALF_EVEN: half > Fraction(1, 2) or (half == Fraction(1, 2) and low % 2 == 1),
    }[mode]
    size = high if up else low
    return -size if exact < 0 else size


def _settled(exact: Fraction, rounding: Rounding) -> int:
    if rounding.step is not None:
        raise InvalidValue("the oracle knows no steps")
    return rounded(exact, rounding.mode)


def _minor(price: Money | UnitPrice, quantity: Fraction) -> Fraction:
    if isinstance(price, Money):
        return price.minor * quantity
    smallest = Fraction(Money(1, price.currency).amount)
    return Fraction(price.amount) / smallest * quantity


def _plain(ratio: Ratio) -> Fraction:
    return Fraction(ratio.num, ratio.den)


def _less(contract: Contract, terms: BillingTerms, item: str) -> Fraction:
    whole, factor = 0, Fraction(1)
    while months_after(contract.term.start, whole + 1) <= contract.term.end:
        whole += 1
    for discount in terms.discounts:
        if whole >= discount.least_months and (not discount.items or item in discount.items):
            factor *= 1 - _plain(discount.share)
    return factor


def _fees(contract: Contract, plan: Annual, period: Period) -> list[tuple[str, date, int]]:
    if plan.timing is not Timing.ACCRUED or plan.day_count is not DayCount.ACTUAL:
        raise InvalidValue("the oracle counts actual days as they pass")
    inside = period & contract.term
    if inside is None:
        return []
    if not isinstance(plan.fee, Money):
        raise InvalidValue("the oracle knows fees that are amounts")
    found = []
    for item, price in [("service_fee", plan.fee), *((a.item, a.fee) for a in plan.added)]:
        before = reached = Fraction(0)
        day = contract.term.start
        anchor = plan.anchor or day
        k = (day.year - anchor.year - 2) * 12 // plan.months
        while months_after(anchor, (k + 1) * plan.months) <= day:
            k += 1
        while day < inside.end:
            start = months_after(anchor, k * plan.months)
            end = months_after(anchor, (k + 1) * plan.months)
            share = Fraction(1, (end - start).days)
            reached += share
            if day < inside.start:
                before += share
            day += timedelta(days=1)
            if day == end:
                k += 1
        each = price.minor * _less(contract, plan.terms, item)
        amount = _settled(each * reached, plan.terms.rounding) - _settled(
            each * before, plan.terms.rounding
        )
        found.append((item, inside.start, amount))
    return found


# so much of a quantity, times its surcharges; in order of time
_Pieces = list[tuple[Fraction, Fraction]]

_MINUTE = timedelta(minutes=1)
_COSTS = frozenset(cost.value for cost in Cost)


def _works(
    contract: Contract, works: Sequence[Covered], period: Period, terms: BillingTerms
) -> list[tuple[str, date, int]]:
    found: list[tuple[str, date, int]] = []
    counted: dict[str, list[tuple[date, _Pieces, Price]]] = {}
    for covered in sorted(works, key=lambda each: (each.work.at, each.work.id, each.work.part)):
        day, work = contract.date_of(covered.work.at), covered.work
        if day >= period.end:
            continue
        charged = isinstance(covered.coverage, Chargeable) and Cost.LABOUR in covered.coverage.pays
        if charged:
            price = _price(contract, work.item)
            pieces = _pieces(covered, terms.surcharges)
            if isinstance(price.tariff, Graduated | Volume | Package | FlatWithOverage):
                uses = [(share * Fraction(work.quantity), factor) for share, factor in pieces]
                counted.setdefault(work.item, []).append((day, uses, price))
            elif day in period:
                exact = _work(price.tariff, covered) * _less(contract, terms, work.item)
                exact *= sum((share * factor for share, factor in pieces), Fraction(0))
                found.append((work.item, day, _settled(exact, terms.rounding)))
        if day in period:
            found += [
                (expense.cost.value, day, expense.amount.minor)
                for expense in work.expenses
                if expense.cost in covered.coverage.pays
            ]
    for item, each in counted.items():
        found += _accumulated(contract, item, each, period, terms)
    return found


def _minutes(covered: Covered) -> Iterator[datetime]:
    for span in covered.work.spans:
        if span.total % _MINUTE:
            raise InvalidValue("the oracle knows whole minutes", got=str(span))
        for number in range(span.total // _MINUTE):
            yield span.start + number * _MINUTE


def _pieces(covered: Covered, rules: Sequence[Surcharge]) -> _Pieces:
    """The work in parts that add up to 1, each with the product of its surcharges."""
    work = covered.work
    facts = covered.request.facts | work.facts
    holding = [rule for rule in rules if holds(rule.when, facts)]
    timed = [rule for rule in holding if rule.on is SurchargeOn.TIME_OUTSIDE]
    whole = Fraction(1)
    for rule in holding:
        begun = rule.outside is not None and rule.outside.is_open(work.at)
        if rule not in timed and not begun:
            whole *= _plain(rule.factor)
    if not timed:
        return [(Fraction(1), whole)]
    minutes = list(_minutes(covered))
    found = []
    for minute in minutes:
        factor = whole
        for rule in timed:
            if rule.outside is None or not rule.outside.is_open(minute):
                factor *= _plain(rule.factor)
        found.append((Fraction(1, len(minutes)), factor))
    return found


def _true_ups(
    contract: Contract, works: Sequence[Covered], period: Period, terms: BillingTerms
) -> list[tuple[str, date, int]]:
    if terms.commitment is None:
        return []
    found, months, k = [], terms.accounting_months, 0
    term = contract.term
    while (start := months_after(term.start, k * months)) < term.end:
        k += 1
        whole = Period(start, months_after(term.start, k * months))
        end = min(whole.end, term.end)
        if not period.start < end <= period.end:
            continue
        to_date = Period(start, min(whole.end, period.end))
        spent = sum(
            amount
            for item, _, amount in _works(contract, works, to_date, terms)
            if item not in _COSTS
        )
        share = Fraction((end - start).days, whole.days)
        least = _settled(terms.commitment.amount.minor * share, terms.rounding)
        if spent < least:
            found.append(("commitment", end - timedelta(days=1), least - spent))
    return found


def _accumulated(
    contract: Contract,
    item: str,
    uses: Sequence[tuple[date, _Pieces, Price]],
    period: Period,
    terms: BillingTerms,
) -> list[tuple[str, date, int]]:
    found = []
    months = terms.accounting_months
    k = (period.start.year - contract.term.start.year - 2) * 12 // months
    while months_after(contract.term.start, k * months) < period.end:
        start = months_after(contract.term.start, k * months)
        end = months_after(contract.term.start, (k + 1) * months)
        k += 1
        inside = [use for use in uses if start <= use[0] < end]
        if not any(use[0] in period for use in inside):
            continue
        tariff, factor = inside[0][2].tariff, _less(contract, terms, item)
        reached = [piece for use in inside if use[0] < period.end for piece in use[1]]
        before = [piece for use in inside if use[0] < period.start for piece in use[1]]
        amount = _settled(_tariff(tariff, reached) * factor, terms.rounding) - _settled(
            _tariff(tariff, before) * factor, terms.rounding
        )
        found.append((item, max(start, period.start), amount))
    return found


def _price(contract: Contract, item: str) -> Price:
    plan = contract.fee_plan
    prices = [] if plan is None or plan.prices is None else plan.prices.prices
    for price in prices:
        if price.item == item:
            return price
    raise InvalidValue("the oracle knows prices by item only", got=item)


def _charged(time: timedelta, minimum: timedelta, increment: timedelta) -> Fraction:
    """The hours to charge."""
    time = max(time, minimum)
    if increment:
        steps = timedelta(0)
        while steps < time:
            steps += increment
        time = steps
    return Fraction(time // timedelta(microseconds=1), 3_600_000_000)


def _work(tariff: Tariff, covered: Covered) -> Fraction:
    work = covered.work
    if isinstance(tariff, Hourly) and tariff.bands:
        worked = dict.fromkeys((band.key for band in tariff.bands), timedelta(0))
        for minute in _minutes(covered):
            band = next(
                each for each in tariff.bands if each.hours is None or each.hours.is_open(minute)
            )
            worked[band.key] += _MINUTE
        hours = sum(
            (
                _charged(worked[band.key], band.minimum, band.increment) * _plain(band.factor)
                for band in tariff.bands
                if worked[band.key]
            ),
            Fraction(0),
        )
        return _minor(tariff.price, hours)
    if isinstance(tariff, Hourly):
        return _minor(tariff.price, _charged(work.time, tariff.minimum, tariff.increment))
    if isinstance(tariff, ManDays):
        days = Fraction(work.quantity)
        if tariff.increment is not None:
            size = _plain(tariff.increment)
            days = ceil(days / size) * size
        factors = {each.key: _plain(each.factor) for each in tariff.difficulties}
        factor = factors[str(work.facts["difficulty"])] if factors else Fraction(1)
        return _minor(tariff.price, days * factor)
    if isinstance(tariff, Flat):
        return Fraction(tariff.price.minor)
    if isinstance(tariff, PerUnit):
        return _minor(tariff.price, Fraction(work.quantity))
    raise InvalidValue("the oracle does not know this tariff", got=type(tariff).__name__)


def _tariff(tariff: Tariff, pieces: _Pieces) -> Fraction:
    """What the pieces cost together, each at its own place in the order."""
    quantity = sum((size for size, _ in pieces), Fraction(0))
    if not quantity:
        return Fraction(0)
    weighed = sum((size * factor for size, factor in pieces), Fraction(0))
    if isinstance(tariff, Package):
        packs = 0
        while packs * _plain(tariff.size) < quantity:
            packs += 1
        return tariff.price.minor * (packs + (weighed - quantity) / _plain(tariff.size))
    if isinstance(tariff, FlatWithOverage):
        beyond = _between(pieces, _plain(tariff.included), None)
        return tariff.base.minor + _minor(tariff.over, beyond)
    if isinstance(tariff, Graduated):
        cost, below = Fraction(0), Fraction(0)
        for step in tariff.steps:
            top = None if step.upto is None else _plain(step.upto)
            if quantity > below:
                cost += _minor(step.price, _between(pieces, below, top))
                cost += step.flat.minor if step.flat else 0
            below = quantity if top is None else top
        return cost
    if isinstance(tariff, Volume):
        for step in tariff.steps:
            if step.upto is None or quantity <= _plain(step.upto):
                return _minor(step.price, weighed) + (step.flat.minor if step.flat else 0)
    raise InvalidValue("the oracle does not know this tariff", got=type(tariff).__name__)


def _between(pieces: _Pieces, low: Fraction, high: Fraction | None) -> Fraction:
    """The surcharged quantity of the units from *low* to *high*, counted in order."""
    found = reached = Fraction(0)
    for size, factor in pieces:
        upper = reached + size if high is None else min(reached + size, high)
        found += max(upper - max(reached, low), Fraction(0)) * factor
        reached += size
    return found


def _taxed(amounts: Sequence[tuple[str, date, int]], terms: BillingTerms) -> tuple[int, int]:
    """The sums of net and tax; each group is rounded once."""
    groups: dict[object, list[tuple[int, Fraction]]] = {}
    for index, (item, day, amount) in enumerate(amounts):
        rates = [
            rate
            for rate in terms.taxes
            if (item in rate.items or not rate.items) and (rate.since or date.min) <= day
        ]
        if not rates:
            continue
        own = [rate for rate in rates if rate.items] or rates
        rate = max(own, key=lambda each: each.since or date.min)
        group = {
            RoundingPoint.LINE: str(index),
            RoundingPoint.TAX_GROUP: f"{rate.rate} {rate.category}",
            RoundingPoint.DOCUMENT: "all",
        }[terms.rounding.point]
        groups.setdefault(group, []).append((amount, _plain(rate.rate)))
    whole, tax = sum(amount for _, _, amount in amounts), 0
    mode = terms.rounding.mode
    for members in groups.values():
        if terms.basis is PriceBasis.NET:
            tax += rounded(sum((a * r for a, r in members), Fraction(0)), mode)
        elif terms.rounding.tax_side is TaxSide.NET_FIRST:
            net = rounded(sum((a / (1 + r) for a, r in members), Fraction(0)), mode)
            tax += sum(a for a, _ in members) - net
        else:
            tax += rounded(sum((a * r / (1 + r) for a, r in members), Fraction(0)), mode)
    return (whole if terms.basis is PriceBasis.NET else whole - tax), tax
