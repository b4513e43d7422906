"""How an exact amount becomes payable."""

from decimal import Decimal

from attrs import field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, is_a
from servicedesk.money.currencies import EXPONENTS
from servicedesk.money.ratios import decimal_of
from servicedesk.reasons import Lang, Term, Text


class RoundingMode(Term):
    """Which neighbour an amount between two steps goes to; a credit mirrors its charge."""

    HALF_UP = "half_up", "half away from zero", "四舍五入", "四捨五入"
    HALF_EVEN = "half_even", "half to even", "四舍六入五成双", "四捨六入五成雙"
    UP = "up", "away from zero", "进位", "進位"
    DOWN = "down", "towards zero", "舍去尾数", "捨去尾數"


class RoundingPoint(Term):
    """Where tax is rounded; below that point it is allocated, so that parts add up.

    Tax only: a net amount settles on its own line, whatever the others are.
    """

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
        point: where tax is rounded; net amounts settle line by line.
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
        mode = self.mode.label(lang)
        return mode if self.step is None else f"{mode}{_TO_STEPS.label(lang).format(self.step)}"


_TO_STEPS = Text(" to steps of {:f}", "至{:f}的整数倍", "至{:f}的整數倍")
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
