"""Exact money: settled amounts in minor units, prices and ratios before settlement, rounding.

An amount is settled once: `settle` multiplies integers, divides once and rounds once by a named
`Rounding`. `allocate` splits a settled amount so that nothing is lost. Floats, bools, NaN,
unknown currencies and sums over several currencies are refused (design 7.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from math import gcd
from typing import Self

from attrs import field, frozen

from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    OutOfRange,
    UnknownName,
    WrongType,
    check_finite,
    check_type,
    is_a,
)
from servicedesk.reasons import Lang, Term

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

# ISO 4217 list one, 2026-01-01; funds, metals and test codes without a minor unit are not money
EXPONENTS: Mapping[str, int] = {
    code: exponent
    for exponent, codes in ((2, _TWO), (0, _ZERO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""How many decimals each currency of ISO 4217 has."""

# beyond it a number is a mistake, and as an integer it would fill the memory
_MOST_DIGITS = 60


def check_currency(code: object, where: str = "currency") -> None:
    """Refuse *code* unless it is a currency of ISO 4217 with a minor unit, as "CNY"."""
    check_type(code, str, where=where)
    if code not in EXPONENTS:
        raise UnknownName(
            "unknown currency", got=code, expected="a code of ISO 4217 as 'CNY'", where=where
        )


def decimal_of(value: object, where: str = "") -> Decimal:
    """The exact Decimal of a Decimal, an int or text as "0.0006"; nothing else is a number here.

    Raises:
        WrongType: for a float, a bool or anything else.
        InvalidValue: for text that is no number, for NaN and infinities.
        OutOfRange: for more than 60 digits on a side of the point.
    """
    check_type(value, Decimal, int, str, where=where)
    try:
        number = Decimal(value)  # type: ignore[arg-type]
    except (InvalidOperation, ValueError):
        raise InvalidValue("not a number", got=value, where=where) from None
    check_finite(number, where=where)
    scale = number.as_tuple().exponent
    assert isinstance(scale, int)  # noqa: S101 - finite, for the type checker
    if number.adjusted() > _MOST_DIGITS or scale < -_MOST_DIGITS:
        raise OutOfRange("number out of range", got=value, expected="60 digits", where=where)
    return number


@frozen
class Ratio:
    """An exact quotient of integers in lowest terms: days of days, a tax rate, a quantity.

    Attributes:
        num: the numerator, of any sign.
        den: the denominator, above zero.
    """

    num: int
    den: int = 1

    def __attrs_post_init__(self) -> None:
        if type(self.num) is not int or type(self.den) is not int:
            got = (self.num, self.den)
            raise WrongType(
                "a ratio of other than integers", got=got, expected="int", where="Ratio"
            )
        if self.den <= 0:
            raise InvalidValue(
                "a denominator above zero is needed", got=self.den, where="Ratio.den"
            )
        common = gcd(self.num, self.den)
        if common != 1:
            object.__setattr__(self, "num", self.num // common)
            object.__setattr__(self, "den", self.den // common)

    @classmethod
    def of(cls, value: "Ratio | Decimal | int | str") -> Self:
        """The exact ratio of a number, or of text as "8/31", "0.06", "6%"."""
        if isinstance(value, Ratio):
            return cls(value.num, value.den)
        if isinstance(value, str) and "/" in value:
            over, _, under = value.partition("/")
            upper, lower = cls.of(over.strip()), cls.of(under.strip())
            if lower.num <= 0:
                raise InvalidValue("a denominator above zero is needed", got=value, where="Ratio")
            return cls(upper.num * lower.den, upper.den * lower.num)
        if isinstance(value, str) and value.endswith("%"):
            part = cls.of(value[:-1].strip())
            return cls(part.num, part.den * 100)
        return cls(*decimal_of(value, where="Ratio").as_integer_ratio())

    def __add__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.num * other.den - other.num * self.den, self.den * other.den)

    def __mul__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            return NotImplemented
        return Ratio(self.num * other.num, self.den * other.den)

    def __neg__(self) -> "Ratio":
        return Ratio(-self.num, self.den)

    def __lt__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.num * other.den < other.num * self.den

    def __le__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.num * other.den <= other.num * self.den

    def __gt__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.num * other.den > other.num * self.den

    def __ge__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.num * other.den >= other.num * self.den

    def __str__(self) -> str:
        """A plain decimal where it ends within eight places, else num/den."""
        scaled = self.num * 10**8
        if scaled % self.den:
            return f"{self.num}/{self.den}"
        whole = _fixed(scaled // self.den, 8)
        return whole.rstrip("0").rstrip(".")

    def label(self, lang: Lang) -> str:  # noqa: ARG002 - numbers are the same everywhere
        return str(self)


ONE = Ratio(1)
NOUGHT = Ratio(0)


def _fixed(scaled: int, places: int, group: str = "") -> str:
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    digits = f"{whole:{group}}"
    return f"{sign}{digits}.{part:0{places}d}" if places else f"{sign}{digits}"


@frozen
class Money:
    """A settled amount: whole minor units (分, cents) of one currency, of any sign.

    Amounts of one currency add, subtract, negate, compare and multiply by an int; anything else
    goes through `settle`. `sum` starts at the number 0, so use `total`.

    Attributes:
        minor: the amount in minor units: 138000 is 1380.00 CNY and 138000 JPY.
        currency: its ISO 4217 code.

    Raises:
        WrongType: for a minor that is not an int.
        UnknownName: for a code that is not a currency.
        CurrencyMismatch: from arithmetic and comparison over two currencies.
    """

    minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        if type(self.minor) is not int:
            raise WrongType("not an int", got=self.minor, expected="int", where="Money.minor")
        if type(self.currency) is not str or self.currency not in EXPONENTS:
            check_currency(self.currency, where="Money.currency")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """The amount in major units: `Money.of("1380.00", "CNY")`.

        Raises:
            InvalidValue: for more decimals than the currency has; they are never cut off.
        """
        check_currency(currency)
        number = decimal_of(amount, where="Money.amount")
        num, den = number.as_integer_ratio()
        minor, rest = divmod(num * 10 ** EXPONENTS[currency], den)
        if rest:
            raise InvalidValue(
                "more decimals than the currency has",
                got=amount,
                expected=f"{EXPONENTS[currency]} decimals of {currency}",
                where="Money.amount",
            )
        return cls(minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with all the decimals of its currency."""
        return Decimal(_fixed(self.minor, EXPONENTS[self.currency]))

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(
                "two currencies", got=(self.currency, other.currency), expected="one currency"
            )
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return f"{_fixed(self.minor, EXPONENTS[self.currency])} {self.currency}"

    def label(self, lang: Lang) -> str:
        """With thousands grouped: "CNY 1,380.00", in Chinese "1,380.00元"."""
        digits = _fixed(self.minor, EXPONENTS[self.currency], ",")
        if self.currency == "CNY" and lang != "en":
            return f"{digits}元"
        return f"{self.currency} {digits}"


def _price(value: Decimal | int | str) -> Decimal:
    return decimal_of(value, where="UnitPrice.amount")


@frozen
class UnitPrice:
    """The price of one unit before settlement, with as many decimals as it needs.

    Attributes:
        amount: major units for one unit of quantity; text and ints are accepted.
        currency: its ISO 4217 code.
    """

    amount: Decimal = field(converter=_price)
    currency: str

    def __attrs_post_init__(self) -> None:
        check_currency(self.currency, where="UnitPrice.currency")

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def label(self, lang: Lang) -> str:
        if self.currency == "CNY" and lang != "en":
            return f"{self.amount:,f}元"
        return f"{self.currency} {self.amount:,f}"


class RoundingMode(Term):
    """Which neighbour an amount between two steps goes to; a credit mirrors its charge."""

    HALF_UP = "half_up", "half away from zero", "四舍五入", "四捨五入"
    HALF_EVEN = "half_even", "half to even", "四舍六入五成双", "四捨六入五成雙"
    UP = "up", "away from zero", "进位", "進位"
    DOWN = "down", "towards zero", "舍去尾数", "捨去尾數"


class RoundingPoint(Term):
    """Where tax is rounded; below that point it is allocated, so that parts add up."""

    LINE = "line", "per line", "逐行", "逐行"
    TAX_GROUP = "tax_group", "per tax rate", "按税率汇总", "按稅率匯總"
    DOCUMENT = "document", "per document", "按整单", "按整單"


class Residue(Term):
    """Which of several rounded parts take what is missing to their rounded sum."""

    LARGEST = "largest", "to the largest remainders", "按最大余数分配", "按最大餘數分配"
    LAST = "last", "to the last line", "计入最后一行", "計入最後一行"


class TaxSide(Term):
    """Which part of a price with tax is rounded; the other is the exact rest."""

    NET_FIRST = "net_first", "net first, tax is the rest", "先算不含税额", "先算不含稅額"
    TAX_FIRST = "tax_first", "tax first, net is the rest", "先算税额", "先算稅額"


def _step(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else decimal_of(value, where="Rounding.step")


@frozen(kw_only=True)
class Rounding:
    """How an exact amount becomes payable.

    Attributes:
        mode: which neighbour it goes to.
        step: the least difference between two amounts, in major units (0.01, 0.05, 1); None is
            one minor unit of the currency. It applies to net amounts; tax goes by minor units.
        point: where tax is rounded.
        tax_side: which part of a price that includes tax is rounded.
        residue: which lines take what the sum, rounded, has more than its parts, rounded.
    """

    mode: RoundingMode = field(default=RoundingMode.HALF_UP, validator=is_a(RoundingMode))
    step: Decimal | None = field(
        default=None,
        converter=_step,
    )
    point: RoundingPoint = field(default=RoundingPoint.LINE, validator=is_a(RoundingPoint))
    tax_side: TaxSide = field(default=TaxSide.NET_FIRST, validator=is_a(TaxSide))
    residue: Residue = field(default=Residue.LARGEST, validator=is_a(Residue))

    def __attrs_post_init__(self) -> None:
        if self.step is not None and self.step <= 0:
            raise OutOfRange("a step above zero is needed", got=self.step, where="Rounding.step")

    def step_of(self, currency: str) -> int:
        """The step in minor units of *currency*.

        Raises:
            InvalidValue: if the step is no whole number of them, as 0.05 in JPY.
        """
        if self.step is None:
            return 1
        num, den = self.step.as_integer_ratio()
        minor, rest = divmod(num * int(10 ** EXPONENTS[currency]), den)
        if rest:
            raise InvalidValue(
                "a step finer than the currency", got=(self.step, currency), where="Rounding.step"
            )
        return minor

    def label(self, lang: Lang) -> str:
        return self.mode.label(lang)


HALF_UP = Rounding()


# looking a member up on its class costs more than the division
_HALF_UP, _HALF_EVEN, _UP = RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.UP


def round_quotient(num: int, den: int, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """The integer nearest to num ÷ den by *mode*; den is above zero.

    Negative quotients round to the mirror of positive ones, so a credit equals its charge.
    """
    whole, rest = divmod(abs(num), den)
    if (
        (mode is _HALF_UP and 2 * rest >= den)
        or (mode is _UP and rest > 0)
        or (mode is _HALF_EVEN and 2 * rest + (whole & 1) > den)
    ):
        whole += 1
    return -whole if num < 0 else whole


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
