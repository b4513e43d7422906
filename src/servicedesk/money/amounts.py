"""Settled amounts, and prices of one unit."""

from decimal import Decimal
from typing import Self

from attrs import field, frozen

from servicedesk.errors import CurrencyMismatch, InvalidValue, WrongType
from servicedesk.money.currencies import EXPONENTS, check_currency
from servicedesk.money.ratios import decimal_of, fixed
from servicedesk.reasons import Lang


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
        return Decimal(fixed(self.minor, EXPONENTS[self.currency]))

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

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def label(self, lang: Lang) -> str:
        if self.currency == "CNY" and lang != "en":
            return f"{self.amount:,f}元"
        return f"{self.currency} {self.amount:,f}"
