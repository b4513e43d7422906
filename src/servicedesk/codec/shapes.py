"""What a type looks like in JSON: its fields, its tag, the members of a union and their shapes."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from servicedesk.codec.catalogue import by_name, constants
from servicedesk.codec.surrogates import RENAMED, REPLACED, SURROGATES
from servicedesk.codec.texts import TEXTS
from servicedesk.money import Ratio
from servicedesk.reasons import Localised, Param

# what may stand where a type says no more
ANYTHING = Param | tuple[Param, ...]
# the classes that an object without a tag is taken for, where there is a choice (design 4.9, 9)
_UNTAGGED = ("business_calendar", "business_days", "every", "week")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def origin_of(kind: Any) -> Any:
    """The class of a type: `Dated` of `Dated[Money]`."""
    return get_origin(kind) or kind


def tag_of(kind: Any) -> str:
    """The name of a class in JSON: "at_cost" for `AtCost`; a text's name for text."""
    origin = origin_of(kind)
    if origin in TEXTS:
        return TEXTS[origin].name
    return _HUMP.sub("_", origin.__name__).lower()


def is_union(kind: Any) -> bool:
    """Whether it is a union of types."""
    return get_origin(kind) in (Union, UnionType)


def form_of(kind: Any) -> Any:
    """The type that stands in the document for *kind*: itself, or its surrogate."""
    surrogate = SURROGATES.get(origin_of(kind))
    return surrogate.kind if surrogate else kind


def is_class(kind: Any) -> bool:
    """Whether it is a class of attrs."""
    return isinstance(origin_of(kind), type) and attrs.has(origin_of(kind))


def is_enum(kind: Any) -> bool:
    """Whether it is an enumeration."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def is_text(kind: Any) -> bool:
    """Whether it is text in JSON."""
    form = form_of(kind)
    return form is str or form in TEXTS or is_enum(form) or get_origin(form) is Literal


def is_mapping(kind: Any) -> bool:
    """Whether it is an object in JSON whose keys are free."""
    return origin_of(form_of(kind)) is Mapping


def is_boxed(kind: Any) -> bool:
    """Whether its tag can't stand among its keys: it is text, or has a key "type" of its own."""
    if not is_object(kind):
        return True
    return is_mapping(kind) or any(member.key == "type" for member in members_of(kind))


def is_anything(kind: Any) -> bool:
    """Whether any value that says itself what it is may stand there."""
    return kind in (Any, object, Localised) or isinstance(kind, TypeVar)


@frozen
class Member:
    """A field of a class.

    Attributes:
        name: of the attribute.
        key: in JSON, where "from_" is "from".
        argument: of the class's constructor.
        required: whether a document must have it.
    """

    name: str
    key: str
    argument: str
    kind: Any
    required: bool


@cache
def members_of(kind: Any) -> tuple[Member, ...]:
    """The fields of a class from which it is built, their types resolved."""
    kind = form_of(kind)
    origin = origin_of(kind)
    hints = get_type_hints(origin)
    parameters = getattr(origin, "__parameters__", ())
    given = dict(zip(parameters, get_args(kind) or parameters, strict=True))
    return tuple(
        Member(
            name=attribute.name,
            key=RENAMED.get((origin, attribute.name), attribute.alias.rstrip("_")),
            argument=attribute.alias,
            kind=REPLACED.get((origin, attribute.name), _filled(hints[attribute.name], given)),
            required=attribute.default is attrs.NOTHING,
        )
        for attribute in attrs.fields(origin)
        if attribute.init
    )


def _filled(kind: Any, given: Mapping[Any, Any]) -> Any:
    if isinstance(kind, TypeVar):
        return given.get(kind, kind)
    parameters = getattr(kind, "__parameters__", ())
    if not parameters or isinstance(kind, type):
        return kind
    return kind[tuple(given.get(each, each) for each in parameters)]


def names_of(kind: Any) -> tuple[str, ...]:
    """The words of an enumeration or a Literal; () for any other type."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(member.value for member in kind) if is_enum(kind) else ()


def is_object(kind: Any) -> bool:
    """Whether it is an object in JSON."""
    form = form_of(kind)
    return not is_text(kind) and (is_class(form) or is_mapping(form))


@frozen(kw_only=True)
class Alternatives:
    """The members of a union by their shape in JSON.

    Attributes:
        null, boolean, integer: whether the union has None, bool, int.
        array: its one tuple or set, or None.
        texts: members that stand as bare text, no two of which look alike.
        tagged: members that need `"type"`: objects of which there are several, and text that
            could be taken for another member's.
        object: the one object that needs no tag, or None.
        labelled: whether any value that names itself (`reasons.Localised`) may stand here.
    """

    null: bool
    boolean: bool
    integer: bool
    array: Any
    texts: tuple[Any, ...]
    tagged: Mapping[str, Any]
    object: Any
    labelled: bool


@cache
def alternatives(union: Any) -> Alternatives:
    """The members of *union*, sorted by how they look in JSON."""
    kinds = tuple(_flat(union))
    texts = [kind for kind in kinds if is_text(kind)]
    bare = tuple(_distinct(texts))
    objects = [kind for kind in kinds if is_object(kind)]
    labelled = Localised in kinds
    alone = len(objects) == 1 and len(bare) == len(texts) and not labelled
    tagged = [kind for kind in texts if kind not in bare] + ([] if alone else objects)
    return Alternatives(
        null=NoneType in kinds,
        boolean=bool in kinds,
        integer=int in kinds,
        array=next((kind for kind in kinds if origin_of(kind) in (tuple, frozenset)), None),
        texts=bare,
        tagged={tag_of(kind): kind for kind in tagged},
        object=next((kind for kind in objects if alone or tag_of(kind) in _UNTAGGED), None),
        labelled=labelled,
    )


def _flat(union: Any) -> Iterator[Any]:
    for kind in get_args(union):
        if is_union(kind):
            yield from _flat(kind)
        else:
            yield kind


def _distinct(texts: Iterable[Any]) -> Iterator[Any]:
    """Those of *texts* that can be told apart without a tag."""
    if str in texts:
        yield str
        return
    seen: set[object] = set()
    for kind in texts:
        looks: set[Any] = set(names_of(kind)) or {Decimal if kind is Ratio else kind}
        if not looks & seen:
            yield kind
        seen |= looks


@cache
def labelled_types() -> Mapping[str, Any]:
    """The classes of values that may stand among a reason's parameters, by tag.

    Where two areas use one name, the area stands before it: "lint.fault".
    """
    ours = {
        value
        for value in constants()
        if isinstance(value, type)
        and value.__module__.startswith("servicedesk.")
        and (attrs.has(value) or names_of(value))
        and issubclass(value, Localised)
    }
    shared = Counter(tag_of(each) for each in ours)
    return by_name(
        (
            tag if shared[tag := tag_of(each)] == 1 else f"{each.__module__.split('.')[1]}.{tag}",
            each,
        )
        for each in ours
    )


@cache
def label_tags() -> Mapping[Any, str]:
    """The tags of `labelled_types`, by class."""
    return {kind: tag for tag, kind in labelled_types().items()}


@cache
def sum_members() -> frozenset[Any]:
    """The classes that are alternatives of a named union, and so carry a tag."""
    found = [alternatives(value) for value in constants() if is_union(value)]
    return frozenset(
        kind for among in found for kind in among.tagged.values() if kind is not among.object
    )
