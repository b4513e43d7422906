"""What Hypothesis loads by itself (entry point group `hypothesis`), so that it knows our types.

It imports the modules that define the values (half a second to a second) and none of the
strategies: those are loaded when one is first drawn.
"""

from importlib import import_module
from typing import Any

FACES = (
    "billing calendars classify complaints contracts decisions incidents interchange lifecycles"
    " lint money reasons reporting servicing sla spans states tariffs text versions views worklist"
).split()
"""The modules from which hosts import."""

_NO_VALUES = frozenset({"Term", "Localised", "Explained", "Folded"})


def public_classes() -> tuple[type, ...]:
    """The classes of values that hosts meet, enumerations among them; errors are not."""
    found: dict[type, None] = {}
    for face in FACES:
        module = import_module(f"servicedesk.{face}")
        own = [
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
        ]
        for name in sorted(getattr(module, "__all__", own)):
            value = getattr(module, name)
            is_class = isinstance(value, type) and not issubclass(value, BaseException)
            if is_class and name not in _NO_VALUES:
                found[value] = None
    return tuple(found)


def register() -> None:
    """Tell Hypothesis how to draw the public values; called by it, once, when it is imported."""
    from hypothesis.strategies import deferred, register_type_strategy  # noqa: PLC0415 - loading

    def lazily(kind: type) -> Any:
        def draw() -> Any:
            # when first drawn: the strategies may be what is importing Hypothesis at this moment
            return import_module("servicedesk.testing.strategies").of(kind)

        return deferred(draw)

    for kind in public_classes():
        register_type_strategy(kind, lazily(kind))
