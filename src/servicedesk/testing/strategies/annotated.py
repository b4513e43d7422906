"""Values of any class of ours, from the annotations of its fields.

What a type, or a field's name, asks for is looked up in `Known` strategies; anything else is
built. Combinations that a constructor refuses are drawn again.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.errors import ServiceDeskError
from servicedesk.reasons import Localised

_TRIES = 6
_DEPTH = 2


@frozen(kw_only=True)
class Known:
    """What is drawn for a type or for a field of a certain name.

    Attributes:
        types: makers of strategies by class.
        names: strategies by the name of a field ("timezone"), before its type is looked at; a
            name that stands for more than text names its class: "Window.opens".
        anything: where the type says no more.
        several: the most members of a collection.
    """

    types: Mapping[Any, Callable[[], SearchStrategy[Any]]]
    names: Mapping[str, SearchStrategy[Any]] = field(factory=dict)
    anything: SearchStrategy[Any]
    several: int = 2


def values(kind: Any, known: Known, depth: int = _DEPTH) -> SearchStrategy[Any]:
    """Values of *kind*: a class, an enumeration, a union, a collection of such."""
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if origin in known.types:
        return known.types[origin]()
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return _one_of(arguments, known, depth)
    if origin is tuple and arguments[1:] != (...,):
        return st.tuples(*(values(each, known, depth) for each in arguments))
    if origin in (tuple, frozenset, Mapping):
        return _several(origin, arguments, known, depth)
    if isinstance(origin, type) and issubclass(origin, Enum):
        return st.sampled_from(origin)
    if isinstance(kind, TypeVar) or kind in (Any, Localised):
        return known.anything
    return _built(kind, known, depth)


def _one_of(arguments: tuple[Any, ...], known: Known, depth: int) -> SearchStrategy[Any]:
    # None first, since what shrinks goes to the first
    ordered = sorted(arguments, key=lambda each: each is not NoneType)
    fitting = [each for each in ordered if depth > 0 or each is NoneType] or ordered
    return st.one_of([_later(each, known, depth) for each in fitting])


def _later(kind: Any, known: Known, depth: int) -> SearchStrategy[Any]:
    return st.deferred(lambda: values(kind, known, depth))


def _several(
    origin: Any, arguments: tuple[Any, ...], known: Known, depth: int
) -> SearchStrategy[Any]:
    most = known.several if depth > 0 else 0
    members = [_later(each, known, depth - 1) for each in arguments]
    if origin is Mapping:
        return st.dictionaries(members[0], members[1], max_size=most)
    found = st.lists(members[0], max_size=most)
    return found.map(tuple) if origin is tuple else found.map(frozenset)


def _filled(hint: Any, given: Mapping[Any, Any]) -> Any:
    if isinstance(hint, TypeVar):
        return given.get(hint, hint)
    parameters = () if isinstance(hint, type) else getattr(hint, "__parameters__", ())
    return hint[tuple(given.get(each, each) for each in parameters)] if parameters else hint


@composite
def _built(draw: DrawFn, kind: Any, known: Known, depth: int) -> Any:
    origin = get_origin(kind) or kind
    hints = get_type_hints(origin)
    given = dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=False))
    members = [each for each in attrs.fields(origin) if each.init]
    for _ in range(_TRIES):
        arguments = {}
        for member in members:
            if member.default is not attrs.NOTHING and (depth <= 0 or not draw(st.booleans())):
                continue
            hint = _filled(hints[member.name], given)
            arguments[member.alias] = draw(_of_field(origin, member, hint, known, depth))
        try:
            return origin(**arguments)
        except ServiceDeskError:
            continue
    return reject()


def _of_field(owner: type, member: Any, hint: Any, known: Known, depth: int) -> SearchStrategy[Any]:
    for name in (f"{owner.__name__}.{member.name}", member.name):
        if name in known.names:
            found = known.names[name]
            return st.none() | found if NoneType in get_args(hint) else found
    return values(hint, known, depth - 1)
