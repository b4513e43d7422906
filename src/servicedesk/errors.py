"""What goes wrong, said so that a person can mend it.

Every error that the library raises is a `ServiceDeskError` and says *what* is wrong, what it
*got*, what it *expected* and *where*. Each kind is also the matching built-in error, so that
`except ValueError` keeps working in a host.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal
from enum import Enum
from reprlib import Repr
from typing import Any, Self, TypeVar

_Member = TypeVar("_Member")

__all__ = [
    "CurrencyMismatch",
    "InvalidDocument",
    "InvalidValue",
    "MoveRefused",
    "NaiveDatetime",
    "OutOfRange",
    "OutOfReach",
    "ServiceDeskError",
    "Undecided",
    "UnknownName",
    "Unreachable",
    "WrongType",
]


class _Short(Repr):
    def repr_int(self, x: int, level: int) -> str:
        # Python refuses to print an integer of more than 4300 digits
        return super().repr_int(x, level) if x.bit_length() < 1000 else f"{x.bit_length()} bits"


_short = _Short()
_short.maxstring = _short.maxother = 80
_short.maxlong = 40

_NOTHING: Any = object()


class ServiceDeskError(Exception):
    """Base of all errors that servicedesk raises.

    Attributes:
        what: the fault, in lower case.
        got: a short `repr` of the offending value, or "".
        expected: what would have been right, or "".
        where: the field or the JSON path (`$.week.mon[0][1]`), or "".
    """

    def __init__(
        self, what: str, *, got: object = _NOTHING, expected: str = "", where: str = ""
    ) -> None:
        self.what = what
        self.got = "" if got is _NOTHING else _short.repr(got)
        self.expected = expected
        self.where = where
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        facts = [f"got {self.got}"] if self.got else []
        if self.expected:
            facts.append(f"expected {self.expected}")
        return f"{place}{self.what}" + (f" ({', '.join(facts)})" if facts else "")

    def at(self, where: str) -> Self:
        """The same error at *where*."""
        copy = type(self)(self.what, expected=self.expected, where=where)
        copy.__dict__.update(self.__dict__, where=where)
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what,), self.__dict__


class InvalidValue(ServiceDeskError, ValueError):
    """A value that has no meaning where it stands."""


class WrongType(ServiceDeskError, TypeError):
    """A value of another type: a float for money, a bool for a number, text for a date."""


class NaiveDatetime(InvalidValue):
    """A datetime without an offset names no instant."""


class OutOfRange(InvalidValue):
    """A value outside the range that is supported or allowed."""


class UnknownName(ServiceDeskError, LookupError):
    """A zone, country, currency, item, metric or other name that is not known."""


class Unreachable(ServiceDeskError):
    """No instant answers the question: the calendar never opens (again) in the asked direction."""


class OutOfReach(OutOfRange, Unreachable):
    """The calendar does open again, but the answer lies beyond the years that are supported."""


class Undecided(ServiceDeskError):
    """The answer needs an open choice (C1..C15) that the policy has left `UNDECIDED`."""


class CurrencyMismatch(InvalidValue):
    """Amounts of different currencies are never added or compared."""


class MoveRefused(InvalidValue):
    """An event that cannot happen now; `expected` names what would make it possible.

    Attributes:
        reasons: the same in words of three languages, where facts or guards stand in the way.
    """

    def __init__(self, what: str, *, reasons: tuple[Any, ...] = (), **said: Any) -> None:
        super().__init__(what, **said)
        self.reasons = reasons


class InvalidDocument(InvalidValue):
    """A JSON document that does not describe the asked value; `where` is the path of the fault."""


def check_type(value: object, *types: type, where: str = "") -> None:
    """Refuse *value* unless it is of one of *types*.

    A bool is never taken for a number, an instant for a date; NaN and the infinities are none.
    """
    bool_for_number = isinstance(value, bool) and bool not in types
    datetime_for_date = isinstance(value, datetime) and datetime not in types
    if isinstance(value, types) and not bool_for_number and not datetime_for_date:
        if isinstance(value, Decimal):
            check_finite(value, where=where)
        return
    names = " or ".join(_named(kind, value) for kind in types)
    raise WrongType(f"{type(value).__name__} given", got=value, expected=names, where=where)


def _named(kind: type, value: object) -> str:
    """The name of the type; where text was given for a member, the member or all of them."""
    if not isinstance(value, str) or not issubclass(kind, Enum):
        return kind.__name__
    members = [each.name for each in kind]
    alike = value.upper().replace("-", "_").replace(" ", "_")
    return f"{kind.__name__}.{alike if alike in members else ', '.join(members)}"


def check_aware(value: object, where: str = "") -> None:
    """Refuse *value* unless it is a datetime that names an instant."""
    check_type(value, datetime, where=where)
    assert isinstance(value, datetime)  # noqa: S101 - for the type checker
    if value.utcoffset() is None:
        raise NaiveDatetime(
            "naive datetime", got=value, expected="a datetime with an offset or zone", where=where
        )
    if value.year in (MINYEAR, MAXYEAR):
        # local times at the ends of Python's calendar may lie beyond it in UTC
        raise OutOfRange("instant out of range", got=value, expected="1900 to 2199", where=where)


def check_finite(value: Decimal, where: str = "") -> None:
    """Refuse NaN and the infinities."""
    if not value.is_finite():
        raise InvalidValue("not a finite number", got=value, where=where)


def is_a(*types: type, optional: bool = False) -> Callable[[Any, Any, Any], None]:
    """Attrs validator: the field is of one of *types* (or None, if *optional*)."""

    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_type(value, *types, where=f"{type(owner).__name__}.{attribute.name}")

    return validate


def several(given: Any) -> Any:
    """Attrs converter: a collection as a tuple; what is none is left for `are` to refuse."""
    return tuple(given) if isinstance(given, list | tuple | set | frozenset | Iterator) else given


def listed(given: Iterable[_Member], *types: type, where: str) -> tuple[_Member, ...]:
    """An argument of several as a tuple. A single value, or a member of another type, is refused.

    Raises:
        WrongType: naming the member.
    """
    check_type(given, Iterable, where=where)
    found = tuple(given)
    for index, member in enumerate(found):
        check_type(member, *types, where=f"{where}[{index}]")
    return found


def are(*types: type) -> Callable[[Any, Any, Any], None]:
    """Attrs validator: the field is a tuple whose members are of one of *types*."""

    def validate(owner: object, attribute: Any, value: object) -> None:
        where = f"{type(owner).__name__}.{attribute.name}"
        check_type(value, tuple, where=where)
        assert isinstance(value, tuple)  # noqa: S101 - for the type checker
        for index, member in enumerate(value):
            check_type(member, *types, where=f"{where}[{index}]")

    return validate


def is_aware(*, optional: bool = False) -> Callable[[Any, Any, Any], None]:
    """Attrs validator: the field is an aware datetime (or None, if *optional*)."""

    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_aware(value, where=f"{type(owner).__name__}.{attribute.name}")

    return validate
