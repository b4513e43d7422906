"""Settled amounts, and prices of one unit."""

from decimal import Decimal
from typing import NoReturn, Self

from attrs import field, frozen

from servicedesk.errors import CurrencyMismatch, InvalidValue, WrongType
from servicedesk.money.currencies import EXPONENTS, check_currency
from servicedesk.money.ratios import decimal_of, fixed
from servicedesk.reasons import Lang


@frozen
class Money:
    """A settled amount: whole minor units (分, cents) of one currency, of any sign.

    Amounts of one currency add, subtract, negate, compare and multiply by an int; anything else
    goes through `settle` or `allocate`, and is refused here by an error that says so. `sum` starts
    at the number 0, so use `total`.

    Attributes:
        minor: the amount in minor units: 138000 is 1380.00 CNY and 138000 JPY.
        currency: its ISO 4217 code.

    Raises:
        WrongType: for a minor that is not an int, and from arithmetic with anything but amounts
            and whole numbers.
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
        return Decimal(fixed(self.minor, EXPONENTS[self.currency]))

    def _minor_of(self, other: object, sign: str) -> int:
        """The minor units of *other*, which must be an amount of the same currency."""
        if not isinstance(other, Money):
            raise WrongType(
                f"Money {sign} {type(other).__name__}", got=other, where="Money",
                expected=f"Money of {self.currency}; a sum of many is total(amounts, currency)",
            )  # fmt: skip
        if self.currency != other.currency:
            raise CurrencyMismatch(
                "two currencies", got=(self.currency, other.currency), expected="one currency"
            )
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._minor_of(other, "+"), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._minor_of(other, "-"), self.currency)

    # these are asked only where the left side is no Money
    def __radd__(self, other: object) -> NoReturn:
        raise WrongType(
            f"{type(other).__name__} + Money", got=other, where="Money",
            expected="Money on both sides; instead of sum(), total(amounts, currency)",
        )  # fmt: skip

    def __rsub__(self, other: object) -> NoReturn:
        raise WrongType(
            f"{type(other).__name__} - Money", got=other, where="Money",
            expected="Money on both sides",
        )  # fmt: skip

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            raise WrongType(
                f"Money times {type(times).__name__}", got=times, where="Money",
                expected="an int; for a share settle(money, Decimal('1.06')), or a Ratio(1, 3)",
            )  # fmt: skip
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __truediv__(self, by: object) -> NoReturn:
        raise WrongType(
            f"Money divided by {type(by).__name__}", got=by, where="Money",
            expected="settle(money, Ratio(1, 3)) for a third, allocate(money, (1, 1, 1)) for parts "
            "that lose nothing",
        )  # fmt: skip

    __floordiv__ = __mod__ = __divmod__ = __rtruediv__ = __rfloordiv__ = __truediv__

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._minor_of(other, "<")

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._minor_of(other, "<=")

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._minor_of(other, ">")

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._minor_of(other, ">=")

    def __str__(self) -> str:
        return f"{fixed(self.minor, EXPONENTS[self.currency])} {self.currency}"

    def label(self, lang: Lang) -> str:
        """With thousands grouped: "CNY 1,380.00", in Chinese "1,380.00元"."""
        digits = fixed(self.minor, EXPONENTS[self.currency], ",")
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

    def __mul__(self, other: object) -> NoReturn:
        raise WrongType(
            f"UnitPrice and {type(other).__name__}", got=other, where="UnitPrice",
            expected="settle(price, quantity), which rounds once",
        )  # fmt: skip

    __rmul__ = __truediv__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def label(self, lang: Lang) -> str:
        if self.currency == "CNY" and lang != "en":
            return f"{self.amount:,f}元"
        return f"{self.currency} {self.amount:,f}"
