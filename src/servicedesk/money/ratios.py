"""Exact numbers before settlement: quotients of integers."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Context, Decimal, InvalidOperation, localcontext
from math import gcd
from typing import NoReturn, Self

from attrs import frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    WrongType,
    check_finite,
    check_type,
)
from servicedesk.reasons import Lang

# beyond it a number is a mistake, and as an integer it would fill the memory
_MOST_DIGITS = 60


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
        raise InvalidValue(
            "not a number", got=value, expected='digits and a point, as "48000.00"', where=where
        ) from None
    check_finite(number, where=where)
    scale = number.as_tuple().exponent
    assert isinstance(scale, int)  # noqa: S101 - finite, for the type checker
    if number.adjusted() > _MOST_DIGITS or scale < -_MOST_DIGITS:
        raise OutOfRange("number out of range", got=value, expected="60 digits", where=where)
    return number


@contextmanager
def exact_decimals() -> Iterator[None]:
    """Decimals as `decimal_of` allows them add, subtract and divide whole without any loss.

    Outside, the precision is the calling thread's own affair, and a host may have lowered it.
    """
    with localcontext(Context(prec=4 * _MOST_DIGITS)):
        yield


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

    @property
    def decimal(self) -> Decimal:
        """The exact decimal number, for a host that keeps those.

        Raises:
            InvalidValue: for one that does not end, as 1/3.
        """
        twos = (self.den & -self.den).bit_length() - 1
        rest, fives = self.den >> twos, 0
        while rest % 5 == 0:
            rest, fives = rest // 5, fives + 1
        if rest != 1:
            raise InvalidValue("no decimal number ends so", got=str(self), where="Ratio.decimal")
        places = max(twos, fives)
        return Decimal(fixed(self.num * 10**places // self.den, places))

    def __add__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            self._refuse(other)
        return Ratio(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            self._refuse(other)
        return Ratio(self.num * other.den - other.num * self.den, self.den * other.den)

    def __mul__(self, other: "Ratio") -> "Ratio":
        if not isinstance(other, Ratio):
            self._refuse(other)
        return Ratio(self.num * other.num, self.den * other.den)

    def __neg__(self) -> "Ratio":
        return Ratio(-self.num, self.den)

    def __lt__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            self._refuse(other)
        return self.num * other.den < other.num * self.den

    def __le__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            self._refuse(other)
        return self.num * other.den <= other.num * self.den

    def __gt__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            self._refuse(other)
        return self.num * other.den > other.num * self.den

    def __ge__(self, other: "Ratio") -> bool:
        if not isinstance(other, Ratio):
            self._refuse(other)
        return self.num * other.den >= other.num * self.den

    def _refuse(self, other: object) -> NoReturn:
        raise WrongType(
            f"a Ratio and {type(other).__name__}", got=other, where="Ratio",
            expected="Ratio.of(...) on both sides, settle(money, ratio) for a share of an amount; "
            "to divide, multiply by Ratio(den, num)",
        )  # fmt: skip

    __radd__ = __rsub__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = _refuse

    def __str__(self) -> str:
        """A plain decimal where it ends within eight places, else num/den."""
        scaled = self.num * 10**8
        if scaled % self.den:
            return f"{self.num}/{self.den}"
        whole = fixed(scaled // self.den, 8)
        return whole.rstrip("0").rstrip(".")

    def label(self, lang: Lang) -> str:  # noqa: ARG002 - numbers are the same everywhere
        return str(self)


ONE = Ratio(1)
NOUGHT = Ratio(0)


def fixed(scaled: int, places: int, group: str = "") -> str:
    """*scaled* ÷ 10^*places* with all its decimals: `fixed(138000, 2)` is "1380.00"."""
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    digits = f"{whole:{group}}"
    return f"{sign}{digits}.{part:0{places}d}" if places else f"{sign}{digits}"
