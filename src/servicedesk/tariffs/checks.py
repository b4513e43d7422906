"""What every price is checked for."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from servicedesk.errors import CurrencyMismatch, InvalidValue, OutOfRange
from servicedesk.money import Ratio


def as_ratio(value: Ratio | Any) -> Ratio:
    """Attrs converter: numbers and text as "8/31" or "6%"."""
    return Ratio.of(value)


def as_maybe_ratio(value: Ratio | Any | None) -> Ratio | None:
    """Attrs converter: the same, or None."""
    return None if value is None else Ratio.of(value)


def within(low: Ratio | None, high: Ratio | None = None) -> Callable[[Any, Any, Any], None]:
    """Attrs validator: a Ratio (or None) of at least *low* and at most *high*."""

    def validate(owner: object, attribute: Any, value: Ratio | None) -> None:
        if value is None:
            return
        where = f"{type(owner).__name__}.{attribute.name}"
        if (low is not None and value < low) or (high is not None and value > high):
            expected = f"from {low} to {high}" if high is not None else f"at least {low}"
            raise OutOfRange("ratio out of range", got=str(value), expected=expected, where=where)

    return validate


def above_zero(owner: object, attribute: Any, value: Any) -> None:
    """Attrs validator: a number above zero, or None."""
    if value is not None and (value.num if isinstance(value, Ratio) else value) <= 0:
        where = f"{type(owner).__name__}.{attribute.name}"
        raise OutOfRange("more than nothing is needed", got=str(value), where=where)


def not_negative(owner: object, attribute: Any, value: Any) -> None:
    """Attrs validator: a price, a number or a duration of at least nothing."""
    where = f"{type(owner).__name__}.{attribute.name}"
    size = getattr(value, "minor", getattr(value, "amount", value))
    below = (
        size < timedelta(0)
        if isinstance(size, timedelta)
        else isinstance(size, int | Decimal) and size < 0
    )
    if below:
        raise OutOfRange("less than nothing", got=str(value), where=where)


def check_one_currency(owner: object, amounts: Iterable[Any]) -> None:
    """Refuse amounts of several currencies within *owner*."""
    found = sorted({amount.currency for amount in amounts})
    if len(found) != 1:
        raise CurrencyMismatch(
            "one currency is needed", got=tuple(found), where=type(owner).__name__
        )


def check_unique(noun: str, names: Iterable[Any], where: str) -> None:
    """Refuse the same name twice."""
    seen = []
    for index, name in enumerate(names):
        if name in seen:
            raise InvalidValue(f"the same {noun} twice", got=name, where=f"{where}[{index}]")
        seen.append(name)
