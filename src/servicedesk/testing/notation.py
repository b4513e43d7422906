"""Values as the Python that builds them, for people who read a failing example."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pendulum

from servicedesk.incidents import Facts
from servicedesk.reasons import ReasonKind
from servicedesk.spans import SpanSet

WIDTH = 88
_INDENT = "    "
_HOMES = ("sla", "decisions", "reasons", "contracts", "complaints", "servicing", "worklist")


def as_code(value: object) -> str:
    """The Python expression that builds *value*, fields that stand at their default left out.

    Long ones take several lines. Well-known constants are called by their names (`ELAPSED`,
    `FIRST_RESPONSE`), instants are read from ISO 8601, so that an example can be pasted into a
    test.
    """
    return _written(value, 0)


def namespace(value: object) -> dict[str, Any]:
    """The names used by `as_code` of *value*: evaluated with them it gives an equal value."""
    found: dict[str, Any] = {
        "Decimal": Decimal,
        "Facts": Facts,
        "UTC": UTC,
        "ZoneInfo": ZoneInfo,
        "date": date,
        "datetime": datetime,
        "pendulum": pendulum,
        "timedelta": timedelta,
        "timezone": timezone,
    }
    waiting = [value]
    while waiting:
        each = waiting.pop()
        found.setdefault(type(each).__name__, type(each))
        found |= {name: each for name in [_name_of(each)] if name}
        parts = _parts(each)
        if parts is not None:
            waiting.extend(member for _, member in parts[1])
    return found


@cache
def _named() -> tuple[tuple[object, str], ...]:
    """Constants that are better called by their names."""
    modules = (import_module(f"servicedesk.{home}") for home in _HOMES)
    return tuple(
        (value, name)
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and attrs.has(type(value))
    )


def _written(value: object, depth: int) -> str:
    parts = _parts(value)
    if parts is None:
        return _atom(value)
    opening, members, closing = parts
    # a tuple of one keeps its comma
    trailing = "," if opening == "(" and len(members) == 1 else ""
    short = f"{opening}{', '.join(_member(each, depth) for each in members)}{trailing}{closing}"
    if "\n" not in short and len(short) + depth * len(_INDENT) <= WIDTH:
        return short
    inner = _INDENT * (depth + 1)
    lines = "".join(f"{inner}{_member(each, depth + 1)},\n" for each in members)
    return f"{opening}\n{lines}{_INDENT * depth}{closing}"


_Member = tuple[str, object]


def _member(member: _Member, depth: int) -> str:
    name, value = member
    return f"{name}{_written(value, depth)}"


def _parts(value: object) -> tuple[str, list[_Member], str] | None:
    """What opens it, its members and what closes it; None for what is written in one go."""
    if type(value) is tuple:
        return "(", [("", each) for each in value], ")"
    if isinstance(value, SpanSet):
        return "SpanSet([", [("", each) for each in value], "])"
    if isinstance(value, frozenset):
        return "frozenset({", [("", each) for each in sorted(value, key=repr)], "})"
    if isinstance(value, list):
        return "[", [("", each) for each in value], "]"
    if isinstance(value, Mapping):
        opening, closing = ("{", "}") if isinstance(value, dict) else ("Facts({", "})")
        return opening, [(f"{key!r}: ", each) for key, each in value.items()], closing
    if not attrs.has(type(value)) or _name_of(value) or isinstance(value, ReasonKind):
        return None
    if type(value).__qualname__ in ("Week", "Window"):  # which have a better repr of their own
        return None
    return f"{type(value).__name__}(", list(_arguments(value)), ")"


def _name_of(value: object) -> str | None:
    if not attrs.has(type(value)):
        return None
    same = (name for each, name in _named() if type(each) is type(value) and each == value)
    return next(same, None)


def _arguments(value: Any) -> Iterator[_Member]:
    for attribute in attrs.fields(type(value)):
        given = getattr(value, attribute.name)
        if not attribute.init or _is_default(value, attribute, given):
            continue
        yield f"{attribute.alias}=", given


def _is_default(value: object, attribute: Any, given: object) -> bool:
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = default.factory(value) if default.takes_self else default.factory()
    if attribute.converter is not None and default is not attrs.NOTHING:
        default = attribute.converter(default)
    return type(default) is type(given) and bool(default == given)


def _atom(value: object) -> str:
    name = _name_of(value)
    if name is not None:
        return name
    match value:
        case Enum():
            return f"{type(value).__qualname__}.{value.name}"
        case datetime():
            return f"datetime.fromisoformat({value.isoformat()!r})"
        case timedelta():
            return _duration(value)
        case date():
            return f"date({value.year}, {value.month}, {value.day})"
        case Decimal():
            return f"Decimal({str(value)!r})"
        case pendulum.Timezone():  # which is a ZoneInfo too
            return f"pendulum.timezone({value.name!r})"
        case ZoneInfo():
            return f"ZoneInfo({value.key!r})"
        case timezone():
            offset = value.utcoffset(None)
            return f"timezone({_written(offset, 0)})" if offset else "UTC"
        case ReasonKind():
            return f"<{value.code}>"
        case _:
            return repr(value)


_UNITS = (
    ("days", timedelta(days=1)),
    ("hours", timedelta(hours=1)),
    ("minutes", timedelta(minutes=1)),
)


def _duration(value: timedelta) -> str:
    """In the largest unit of which it is a whole number; days only beyond two."""
    for name, unit in _UNITS:
        if not value % unit and (name != "days" or abs(value) > 2 * unit):
            return f"timedelta({name}={value // unit})"
    seconds, micros = divmod(value // timedelta(microseconds=1), 1_000_000)
    rest = f", microseconds={micros}" if micros else ""
    return f"timedelta(seconds={seconds}{rest})"
