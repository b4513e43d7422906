"""What stands in the package's modules.

Nothing registers itself: a new reason or value is found because a module defines it.
"""

import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import servicedesk
from servicedesk.errors import InvalidValue
from servicedesk.reasons import ReasonKind


@cache
def constants() -> tuple[Any, ...]:
    """Everything that stands in a module of the package, `testing` left out."""
    found = pkgutil.walk_packages(servicedesk.__path__, "servicedesk.")
    names = sorted(each.name for each in found if ".testing" not in each.name)
    return tuple(value for name in names for value in vars(import_module(name)).values())


@cache
def reason_kinds() -> Mapping[str, ReasonKind]:
    """The reasons that the package can give, by code."""
    return by_name((value.code, value) for value in constants() if isinstance(value, ReasonKind))


def by_name(found: Iterable[tuple[str, Any]]) -> Mapping[str, Any]:
    """The values by name. Raises InvalidValue where two share one."""
    known: dict[str, Any] = {}
    for name, value in found:
        if known.setdefault(name, value) is not value:
            raise InvalidValue("two of one name", got=(known[name], value), where=name)
    return known
