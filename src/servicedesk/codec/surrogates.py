"""Values whose JSON is not simply their fields, each with the type that it is written as."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from servicedesk.calendars import (
    BusinessCalendar,
    Hours,
    SpecialDay,
    Window,
)
from servicedesk.calendars.weekly import MAX_WINDOWS
from servicedesk.clocks.targets import BusinessDays
from servicedesk.codec.catalogue import reason_kinds
from servicedesk.codec.texts import Clock
from servicedesk.errors import UnknownName
from servicedesk.incidents import Facts, FactValue
from servicedesk.money import Money
from servicedesk.reasons import Clause, Param, Reason, ReasonKind


@frozen
class Surrogate:
    """How values of one class are written in place of their fields.

    Attributes:
        kind: the type that stands in the document.
        write: from the value to that type.
        read: from that type to the value; it may raise what the constructor raises.
    """

    kind: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@frozen
class _Amount:
    amount: Decimal
    currency: str


@frozen
class _Step:
    code: str
    params: Mapping[str, Param | tuple[Param, ...]] = field(factory=dict)
    clauses: tuple[Clause, ...] = ()
    because: tuple[Reason, ...] = ()


def _kind_of(code: str) -> ReasonKind:
    known = reason_kinds()
    if code not in known:
        raise UnknownName("unknown reason", got=code, where="Reason.code")
    return known[code]


@frozen
class _NamedHours:
    hours: Hours
    name: str


class SpecialDays(tuple[SpecialDay, ...]):
    """Special days, in JSON an object with their dates as keys."""

    __slots__ = ()


def _write_days(days: tuple[SpecialDay, ...]) -> dict[date, Hours | _NamedHours]:
    return {
        special.day: _NamedHours(special.hours, special.name) if special.name else special.hours
        for special in days
    }


def _read_days(form: Mapping[date, Hours | _NamedHours]) -> SpecialDays:
    return SpecialDays(
        SpecialDay(day, hours.hours, hours.name)
        if isinstance(hours, _NamedHours)
        else SpecialDay(day, hours)
        for day, hours in form.items()
    )


RENAMED: Mapping[tuple[type, str], str] = {(BusinessDays, "days"): "business_days"}
"""Fields that have another name in JSON, where their own says too little."""

REPLACED: Mapping[tuple[type, str], Any] = {(BusinessCalendar, "exceptions"): SpecialDays}
"""Fields that have another type in JSON, whose surrogate is below."""

MOST: Mapping[type, tuple[int, str]] = {Window: (MAX_WINDOWS, "too many windows in a day")}
"""How many of a type a list holds at most, and what is wrong with more."""

SURROGATES: Mapping[type, Surrogate] = {
    Facts: Surrogate(Mapping[str, FactValue], dict, Facts),
    Money: Surrogate(
        _Amount,
        lambda money: _Amount(money.amount, money.currency),
        lambda form: Money.of(form.amount, form.currency),
    ),
    Window: Surrogate(
        tuple[Clock, Clock],
        lambda window: tuple(Clock(each) for each in window.clock),
        lambda form: Window.of(*form),
    ),
    SpecialDays: Surrogate(Mapping[date, Hours | _NamedHours], _write_days, _read_days),
    ReasonKind: Surrogate(str, lambda kind: kind.code, _kind_of),
    Reason: Surrogate(
        _Step,
        lambda reason: _Step(reason.code, dict(reason.params), reason.clauses, reason.because),
        lambda form: Reason(
            _kind_of(form.code), tuple(form.params.items()), form.clauses, form.because
        ),
    ),
}
