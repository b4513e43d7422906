"""From exact products to settled amounts, and their split without loss."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import gcd

from servicedesk.errors import CurrencyMismatch, InvalidValue, WrongType, check_type
from servicedesk.money.amounts import Money, UnitPrice
from servicedesk.money.currencies import EXPONENTS, check_currency
from servicedesk.money.ratios import NOUGHT, Ratio, decimal_of
from servicedesk.money.rounding import HALF_UP, Residue, Rounding, round_quotient

Factor = Ratio | Decimal | int


def minor_units(price: Money | UnitPrice, *factors: Factor) -> Ratio:
    """The exact product of *price* and *factors* in minor units, before any rounding."""
    return Ratio(*_product(price, factors))


def settle(price: Money | UnitPrice, *factors: Factor, rounding: Rounding = HALF_UP) -> Money:
    """*price* times all *factors*, divided once and rounded once.

    Raises:
        WrongType: for a float, a bool or another type.
        InvalidValue: for NaN and infinities.
    """
    num, den = _product(price, factors)
    if rounding is not HALF_UP:
        return _settled(num, den, price.currency, rounding)
    # the default, without the detour through the policy
    whole, rest = divmod(abs(num), den)
    if 2 * rest >= den:
        whole += 1
    return Money(-whole if num < 0 else whole, price.currency)


def settle_minor(exact: Ratio, currency: str, rounding: Rounding = HALF_UP) -> Money:
    """An exact amount of minor units, as `minor_units` gives it, rounded once."""
    check_type(exact, Ratio, where="settle_minor")
    check_currency(currency)
    return _settled(exact.num, exact.den, currency, rounding)


def _settled(num: int, den: int, currency: str, rounding: Rounding) -> Money:
    if rounding.step is None:
        return Money(round_quotient(num, den, rounding.mode), currency)
    step = rounding.step_of(currency)
    return Money(round_quotient(num, den * step, rounding.mode) * step, currency)


def _product(price: Money | UnitPrice, factors: tuple[Factor, ...]) -> tuple[int, int]:
    if type(price) is Money:
        num, den = price.minor, 1
    elif type(price) is UnitPrice:
        num, den = price.amount.as_integer_ratio()
        num *= 10 ** EXPONENTS[price.currency]
    else:
        raise WrongType("no price", got=price, expected="Money or UnitPrice", where="settle")
    for factor in factors:
        if type(factor) is Ratio:
            num, den = num * factor.num, den * factor.den
        elif type(factor) is int:
            num *= factor
        else:
            check_type(factor, Decimal, Ratio, int, where="settle")
            over, under = decimal_of(factor, where="settle").as_integer_ratio()
            num, den = num * over, den * under
    return num, den


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The exact sum, zero of *currency* if there are none.

    Raises:
        CurrencyMismatch: if one of them is of another currency.
    """
    check_currency(currency)
    minor = 0
    for amount in amounts:
        check_type(amount, Money, where="total")
        if amount.currency != currency:
            raise CurrencyMismatch("two currencies", got=amount.currency, expected=currency)
        minor += amount.minor
    return Money(minor, currency)


def apportion(exact: Sequence[Ratio], rounding: Rounding = HALF_UP) -> tuple[int, ...]:
    """Whole minor units for exact ones, whose sum is the exact sum rounded once.

    Each part is within one unit of its exact value under `Residue.LARGEST` (ties go to the
    first, and an exact nothing stays nothing); under `Residue.LAST` each is rounded by itself and
    the last that is not nothing takes the rest.
    """
    whole = NOUGHT
    for part in exact:
        whole = whole + part
    target = round_quotient(whole.num, whole.den, rounding.mode)
    if rounding.residue is Residue.LAST:
        parts = [round_quotient(part.num, part.den, rounding.mode) for part in exact]
        taking = [index for index, part in enumerate(exact) if part.num]
        if taking:
            parts[taking[-1]] += target - sum(parts)
        return tuple(parts)
    parts = [part.num // part.den for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (Ratio(parts[i]) - exact[i], i))
    for index in order[: target - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def allocate(amount: Money, weights: Sequence[Ratio | int]) -> tuple[Money, ...]:
    """*amount* split in proportion to *weights*, losing nothing, by largest remainder.

    Ties go to the first; a weight of zero gets nothing; a negative amount splits as the mirror
    of the positive one.

    Raises:
        InvalidValue: for negative weights, or if none is above zero.
    """
    shares = [weight if type(weight) is Ratio else Ratio(weight) for weight in weights]  # type: ignore[arg-type]
    if any(share.num < 0 for share in shares) or not any(share.num for share in shares):
        raise InvalidValue(
            "nothing to allocate by", got=tuple(weights), expected="weights from 0, one above"
        )
    common = 1
    for share in shares:
        common = common * share.den // gcd(common, share.den)
    whole = [share.num * (common // share.den) for share in shares]
    size, every = abs(amount.minor), sum(whole)
    parts = [size * weight // every for weight in whole]
    order = sorted(range(len(whole)), key=lambda i: (-(size * whole[i] % every), i))
    for index in order[: size - sum(parts)]:
        parts[index] += 1
    sign = -1 if amount.minor < 0 else 1
    return tuple(Money(sign * part, amount.currency) for part in parts)
