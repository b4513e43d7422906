"""Tariffs (how a quantity becomes an amount) and price lists (which tariff an item has)."""

from datetime import timedelta
from typing import Any

from attrs import field, frozen

from servicedesk.calendars import BusinessCalendar, Calendar, CombinedCalendar
from servicedesk.decisions.conditions import ALWAYS, Condition, is_condition
from servicedesk.errors import CurrencyMismatch, InvalidValue, OutOfRange, are, is_a
from servicedesk.incidents import is_key
from servicedesk.money import NOUGHT, ONE, Money, Ratio, UnitPrice
from servicedesk.reasons import Clause
from servicedesk.spans import ZERO
from servicedesk.tariffs.checks import (
    above_zero,
    as_maybe_ratio,
    as_ratio,
    check_one_currency,
    check_unique,
    not_negative,
    within,
)


@frozen
class Flat:
    """One amount for each incident, whatever its quantity (按次)."""

    price: Money = field(validator=[is_a(Money), not_negative])

    @property
    def currency(self) -> str:
        return self.price.currency


@frozen
class PerUnit:
    """A price for each unit of quantity.

    Attributes:
        price: for one unit.
        unit: what is counted, as a key: "piece", "person", "km".
    """

    price: UnitPrice = field(validator=[is_a(UnitPrice), not_negative])
    unit: str = field(default="piece", validator=is_key())

    @property
    def currency(self) -> str:
        return self.price.currency


@frozen
class Step:
    """One step of graduated or volume pricing.

    Attributes:
        upto: the last quantity in the step; None in the last step.
        price: for one unit in the step.
        flat: charged once when the step is reached by any quantity.
    """

    upto: Ratio | None = field(converter=as_maybe_ratio)
    price: UnitPrice = field(validator=[is_a(UnitPrice), not_negative])
    flat: Money | None = field(default=None, validator=[is_a(Money, optional=True), not_negative])


def _are_steps(owner: object, attribute: Any, steps: tuple[Step, ...]) -> None:
    where = f"{type(owner).__name__}.{attribute.name}"
    are(Step)(owner, attribute, steps)
    if not steps or steps[-1].upto is not None:
        raise InvalidValue("the last step has no upper bound", got=len(steps), where=where)
    below = NOUGHT
    for index, step in enumerate(steps[:-1]):
        if step.upto is None or step.upto <= below:
            raise InvalidValue("steps rise", got=str(step.upto), where=f"{where}[{index}].upto")
        below = step.upto
    flats = tuple(step.flat for step in steps if step.flat is not None)
    check_one_currency(owner, (*(step.price for step in steps), *flats))


@frozen
class Graduated:
    """Each unit costs what the step in which it lies costs; accumulates over the period."""

    steps: tuple[Step, ...] = field(validator=_are_steps)
    unit: str = field(default="piece", validator=is_key())

    @property
    def currency(self) -> str:
        return self.steps[0].price.currency


@frozen
class Volume:
    """All units cost what the step in which the last one lies costs; accumulates."""

    steps: tuple[Step, ...] = field(validator=_are_steps)
    unit: str = field(default="piece", validator=is_key())

    @property
    def currency(self) -> str:
        return self.steps[0].price.currency


@frozen
class Package:
    """Sold by whole packages: a begun one is paid in full; accumulates over the period.

    Attributes:
        size: units in a package.
        price: for one package.
    """

    size: Ratio = field(converter=as_ratio, validator=above_zero)
    price: Money = field(validator=[is_a(Money), not_negative])
    unit: str = field(default="piece", validator=is_key())

    @property
    def currency(self) -> str:
        return self.price.currency


@frozen
class FlatWithOverage:
    """A base that includes a quantity, and a price for each unit beyond; accumulates.

    Attributes:
        base: due in each period from the first use.
        included: units that the base pays for.
        over: for each unit beyond.
    """

    base: Money = field(validator=[is_a(Money), not_negative])
    included: Ratio = field(converter=as_ratio, validator=within(NOUGHT))
    over: UnitPrice = field(validator=[is_a(UnitPrice), not_negative])
    unit: str = field(default="piece", validator=is_key())

    def __attrs_post_init__(self) -> None:
        check_one_currency(self, (self.base, self.over))

    @property
    def currency(self) -> str:
        return self.base.currency


@frozen(kw_only=True)
class Band:
    """Working hours with their own factor, as after-hours service has.

    Attributes:
        key: its name, as "evening".
        hours: the calendar in which the band lies, as a rule the SLA's own; None takes the rest.
        factor: times the hourly price.
        minimum: the least time charged once the band is touched.
        increment: time in the band is rounded up to whole increments; zero charges exact time.
    """

    key: str = field(validator=is_key())
    hours: Calendar | None = field(
        default=None, validator=is_a(BusinessCalendar, CombinedCalendar, optional=True)
    )
    factor: Ratio = field(default=ONE, converter=as_ratio, validator=within(NOUGHT))
    minimum: timedelta = field(default=ZERO, validator=[is_a(timedelta), not_negative])
    increment: timedelta = field(default=ZERO, validator=[is_a(timedelta), not_negative])


@frozen(kw_only=True)
class Hourly:
    """Work by time.

    Attributes:
        price: for one hour.
        increment: time is rounded up to whole increments; zero charges exact time.
        minimum: the least time charged for one piece of work.
        bands: the work is split at their edges, each has its own minimum and increment; where
            two are open the first counts, and the last takes the rest (`hours` None). Empty
            charges all time alike.
    """

    price: UnitPrice = field(validator=[is_a(UnitPrice), not_negative])
    increment: timedelta = field(default=ZERO, validator=[is_a(timedelta), not_negative])
    minimum: timedelta = field(default=ZERO, validator=[is_a(timedelta), not_negative])
    bands: tuple[Band, ...] = field(default=(), validator=are(Band))

    def __attrs_post_init__(self) -> None:
        if not self.bands:
            return
        rest = [band.hours is None for band in self.bands]
        if rest != [False] * (len(rest) - 1) + [True]:
            raise InvalidValue(
                "the last band takes the rest",
                got=tuple(band.key for band in self.bands),
                expected="hours None in the last band only",
                where="Hourly.bands",
            )
        if self.minimum or self.increment:
            raise InvalidValue(
                "minimum and increment of bands and of all time", where="Hourly.bands"
            )
        check_unique("band", [band.key for band in self.bands], where="Hourly.bands")

    @property
    def currency(self) -> str:
        return self.price.currency


@frozen
class Difficulty:
    """How much a difficulty weighs: `Difficulty("hard", "1.5")`."""

    key: str = field(validator=is_key())
    factor: Ratio = field(converter=as_ratio, validator=above_zero)


@frozen(kw_only=True)
class ManDays:
    """Work by man-days, weighed by difficulty (按工作量和难度, R87).

    Attributes:
        price: for one man-day of factor 1.
        difficulties: the factors; the work's fact "difficulty" names one.
        increment: man-days are rounded up to whole increments; None charges them exactly.
    """

    price: UnitPrice = field(validator=[is_a(UnitPrice), not_negative])
    difficulties: tuple[Difficulty, ...] = field(default=(), validator=are(Difficulty))
    increment: Ratio | None = field(default=None, converter=as_maybe_ratio)

    def __attrs_post_init__(self) -> None:
        if self.increment is not None and self.increment.num <= 0:
            raise OutOfRange(
                "more than nothing is needed", got=str(self.increment), where="ManDays"
            )
        check_unique("difficulty", [each.key for each in self.difficulties], where="ManDays")

    @property
    def currency(self) -> str:
        return self.price.currency


Tariff = Flat | PerUnit | Graduated | Volume | Package | FlatWithOverage | Hourly | ManDays
TARIFFS = (Flat, PerUnit, Graduated, Volume, Package, FlatWithOverage, Hourly, ManDays)


@frozen(kw_only=True)
class Price:
    """What an item costs under some facts.

    Attributes:
        item: the service item, None for any that has no price of its own.
        tariff: how its quantity becomes an amount.
        when: facts of the work (severity, channel, locality, tier ...) for which it holds.
        clause: where it is agreed.
    """

    item: str | None = field(default=None, validator=is_key(optional=True))
    tariff: Tariff = field(validator=is_a(*TARIFFS))
    when: Condition = field(default=ALWAYS, validator=is_condition())
    clause: Clause | None = field(default=None, validator=is_a(Clause, optional=True))


@frozen
class PriceList:
    """The prices of a contract, in one currency.

    Of several prices that hold, the one of the item beats the one of any item, then the one
    that looks at more facts; two that tie are an error when they meet.

    Raises:
        InvalidValue: for two prices of one item under the same condition.
        CurrencyMismatch: for a tariff in another currency.
    """

    currency: str
    prices: tuple[Price, ...] = field(default=(), validator=are(Price))

    def __attrs_post_init__(self) -> None:
        Money(0, self.currency)
        for index, price in enumerate(self.prices):
            if price.tariff.currency != self.currency:
                raise CurrencyMismatch(
                    "a price in another currency", got=price.tariff.currency,
                    expected=self.currency, where=f"PriceList.prices[{index}]",
                )  # fmt: skip
        check_unique(
            "price", [(price.item, price.when) for price in self.prices], "PriceList.prices"
        )
