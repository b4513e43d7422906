"""The converter between public values and plain JSON data."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from cattrs import Converter

from servicedesk.codec.paths import step
from servicedesk.codec.shapes import (
    ANYTHING,
    Alternatives,
    alternatives,
    form_of,
    is_anything,
    is_boxed,
    is_class,
    is_enum,
    is_mapping,
    is_union,
    label_tags,
    labelled_types,
    members_of,
    names_of,
    origin_of,
    tag_of,
)
from servicedesk.codec.surrogates import MOST, SURROGATES
from servicedesk.codec.texts import TEXTS
from servicedesk.errors import InvalidDocument, OutOfRange, ServiceDeskError, WrongType

Hook = Callable[[Any, Any], Any]
Writer = Callable[[Any], Any]

_FOREIGN = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError)


@cache
def converter() -> Converter:
    """The one converter; nothing registers with it after it is built."""
    made = Converter(detailed_validation=False)
    for kind in (str, int, bool, float, NoneType, *TEXTS):
        made.register_structure_hook(kind, _read_scalar)
        made.register_unstructure_hook(kind, _scalar_writer(kind))
    for applies, reader, writer in _RULES:
        made.register_structure_hook_factory(applies, reader)
        made.register_unstructure_hook_factory(applies, writer)
    return made


def read_at(made: Converter, data: object, kind: Any, key: object) -> Any:
    """The value of *kind* in *data*, which stands at *key*: errors say so."""
    try:
        return made.structure(data, kind)
    except ServiceDeskError as error:
        error.where = step(key) + error.where
        raise


def _built(kind: Any, build: Callable[[], Any]) -> Any:
    """What *build* gives; its errors say which key of *kind* is meant."""
    try:
        return build()
    except ServiceDeskError as error:
        error.where = _path_in(kind, error.where)
        raise
    except _FOREIGN as error:
        raise InvalidDocument(f"not a {tag_of(kind)}: {error}") from error


def _path_in(kind: Any, where: str) -> str:
    # constructors say "Class.field[3]", checks that several of them share only "field"
    head, _, rest = where.partition(".")
    if head != origin_of(kind).__name__:
        rest = where
    name = rest.partition("[")[0].partition(".")[0]
    if is_mapping(kind):
        return step(name) if name else ""
    if not is_class(form_of(kind)):
        return ""
    keys = {member.name: member.key for member in members_of(kind)}
    return f".{keys[name]}{rest.removeprefix(name)}" if name in keys else ""


def _check_shape(data: object, shape: type, expected: str) -> Any:
    # a bool is no number, a text no list
    if isinstance(data, shape) and isinstance(data, bool) is (shape is bool):
        return data
    raise InvalidDocument(f"{_json_name(data)} given", got=data, expected=expected)


def _check_list(data: object, expected: str) -> list[Any]:
    return list(data) if isinstance(data, tuple) else _check_shape(data, list, expected)


def _json_name(data: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number"}
    return "null" if data is None else names.get(type(data), type(data).__name__)


def _read_scalar(data: object, kind: Any) -> Any:
    if kind in TEXTS:
        return TEXTS[kind].read(data)
    if is_enum(kind):
        return _read_name(data, kind)
    if kind is str:
        return str(_check_shape(data, str, "text"))
    if kind is bool:
        return _check_shape(data, bool, "true or false")
    if kind is int:
        return _check_shape(data, int, "a whole number")
    if data is None and kind is NoneType:
        return None
    raise InvalidDocument(f"{_json_name(data)} given", got=data, expected=kind.__name__)


def _read_name(data: object, kind: Any) -> Any:
    names = names_of(kind)
    if not isinstance(data, str) or data not in names:
        what = f"unknown {tag_of(kind)}" if is_enum(kind) else "unknown name"
        raise InvalidDocument(what, got=data, expected=", ".join(names))
    return kind(data) if is_enum(kind) else str(data)


def _scalar_writer(kind: Any) -> Writer:
    def write(value: Any) -> Any:
        if isinstance(value, Enum):
            return value.value
        if kind in TEXTS:
            return TEXTS[kind].write(value)
        if kind is not float and isinstance(value, kind):
            return str(value) if kind is str else value
        raise WrongType(f"{type(value).__name__} given", got=value, expected=kind.__name__)

    return write


def _name_reader(_: Any) -> Hook:
    return _read_name


def _name_writer(_: Any) -> Writer:
    return lambda value: value.value if isinstance(value, Enum) else value


def _class_reader(kind: Any, made: Converter) -> Hook:
    tag, build = tag_of(kind), origin_of(kind)

    def read(data: object, _: Any) -> Any:
        given = dict(_check_shape(data, dict, f"an object of {tag}"))
        members = {member.key: member for member in members_of(kind)}
        if "type" not in members and (found := given.pop("type", tag)) != tag:
            raise InvalidDocument("unknown tag", got=found, expected=tag, where=".type")
        for key in given:
            if key not in members:
                known = ", ".join(members)
                raise InvalidDocument("unknown key", got=key, expected=known, where=step(key))
        for key, member in members.items():
            if member.required and key not in given:
                raise InvalidDocument(
                    "missing key", got=sorted(given), expected=key, where=step(key)
                )
        arguments = {
            members[key].argument: read_at(made, value, members[key].kind, key)
            for key, value in given.items()
        }
        return _built(kind, lambda: build(**arguments))

    return read


def _class_writer(kind: Any, made: Converter) -> Writer:
    def write(value: Any) -> dict[str, Any]:
        if not isinstance(value, origin_of(kind)):
            got = type(value).__name__
            raise WrongType(f"{got} given", got=value, expected=origin_of(kind).__name__)
        return {
            member.key: made.unstructure(getattr(value, member.name), member.kind)
            for member in members_of(kind)
        }

    return write


def _surrogate_reader(kind: Any, made: Converter) -> Hook:
    surrogate = SURROGATES[kind]

    def read(data: object, _: Any) -> Any:
        if isinstance(data, dict) and data.get("type") == tag_of(kind):
            data = {key: value for key, value in data.items() if key != "type"}
        form = made.structure(data, surrogate.kind)
        return _built(kind, lambda: surrogate.read(form))

    return read


def _surrogate_writer(kind: Any, made: Converter) -> Writer:
    surrogate = SURROGATES[kind]

    def write(value: Any) -> Any:
        try:
            form = surrogate.write(value)
        except _FOREIGN as error:
            what = f"{type(value).__name__} given"
            raise WrongType(what, got=value, expected=kind.__name__) from error
        return made.unstructure(form, surrogate.kind)

    return write


def _array_reader(kind: Any, made: Converter) -> Hook:
    kinds = get_args(kind)
    many = len(kinds) == 2 and kinds[1] is ...
    bound = MOST.get(kinds[0]) if many else None

    def read(data: object, _: Any) -> Any:
        items = _check_list(data, "a list")
        if bound is not None and len(items) > bound[0]:
            # before any of them is read
            raise OutOfRange(bound[1], got=len(items), expected=f"at most {bound[0]}")
        if not many and len(items) != len(kinds):
            raise InvalidDocument("wrong length", got=len(items), expected=str(len(kinds)))
        return tuple(
            read_at(made, item, kinds[0 if many else index], index)
            for index, item in enumerate(items)
        )

    return read


def _array_writer(kind: Any, made: Converter) -> Writer:
    kinds = get_args(kind)
    many = len(kinds) == 2 and kinds[1] is ...
    return lambda value: [
        made.unstructure(item, kinds[0 if many else index]) for index, item in enumerate(value)
    ]


def _set_reader(kind: Any, made: Converter) -> Hook:
    (each,) = get_args(kind)

    def read(data: object, _: Any) -> Any:
        found: set[Any] = set()
        for index, item in enumerate(_check_list(data, "a list of different values")):
            value = read_at(made, item, each, index)
            if value in found:
                raise InvalidDocument("listed twice", got=item, where=step(index))
            found.add(value)
        return frozenset(found)

    return read


def _set_writer(kind: Any, made: Converter) -> Writer:
    (each,) = get_args(kind)
    return lambda value: sorted((made.unstructure(item, each) for item in value), key=json.dumps)


def _mapping_reader(kind: Any, made: Converter) -> Hook:
    key_kind, value_kind = get_args(kind)

    def read(data: object, _: Any) -> Any:
        return {
            read_at(made, key, key_kind, key): read_at(made, value, value_kind, key)
            for key, value in _check_shape(data, dict, "an object").items()
        }

    return read


def _mapping_writer(kind: Any, made: Converter) -> Writer:
    key_kind, value_kind = get_args(kind)
    return lambda value: {
        made.unstructure(key, key_kind): made.unstructure(each, value_kind)
        for key, each in value.items()
    }


def _union_reader(kind: Any, made: Converter) -> Hook:
    def read(data: object, _: Any) -> Any:
        among = alternatives(kind)
        if data is None and among.null:
            return None
        if isinstance(data, bool) and among.boolean:
            return data
        if isinstance(data, int) and not isinstance(data, bool) and among.integer:
            return data
        if isinstance(data, str):
            for text in among.texts:
                if len(among.texts) == 1 or _looks_like(data, text):
                    return made.structure(data, text)
            words = [word for text in among.texts for word in names_of(text)]
            if words:
                raise InvalidDocument("unknown word", got=data, expected=", ".join(words))
        if isinstance(data, list | tuple) and among.array:
            return made.structure(data, among.array)
        if isinstance(data, dict) and (among.object or among.tagged or among.labelled):
            return _read_object(data, among, made)
        raise InvalidDocument(
            f"{_json_name(data)} given", got=data, expected=" or ".join(_described(among))
        )

    return read


def _looks_like(data: str, kind: Any) -> bool:
    if kind in TEXTS:
        return TEXTS[kind].accepts(data)
    return kind is str or data in names_of(kind)


def _read_object(data: dict[str, Any], among: Alternatives, made: Converter) -> Any:
    known = {**(labelled_types() if among.labelled else {}), **among.tagged}
    tag = data.get("type")
    if among.object is not None and (tag is None or not known):
        return made.structure(data, among.object)
    if not isinstance(tag, str) or tag not in known:
        what = "missing tag" if tag is None else "unknown tag"
        raise InvalidDocument(what, got=tag, expected=", ".join(sorted(known)), where=".type")
    return read_tagged({**data, "type": tag_of(known[tag])}, known[tag], made)


def read_tagged(data: dict[str, Any], kind: Any, made: Converter) -> Any:
    """The value of *kind* in an object that may carry its tag, as `tagged` writes it."""
    if is_union(kind) or not is_boxed(kind):
        return made.structure(data, kind)
    for key in data:
        if key not in ("type", "value"):
            raise InvalidDocument("unknown key", got=key, expected="type, value", where=step(key))
    if data.get("type", tag_of(kind)) != tag_of(kind):
        raise InvalidDocument("unknown tag", got=data["type"], expected=tag_of(kind), where=".type")
    if "value" not in data:
        raise InvalidDocument("missing key", expected="value", where=".value")
    return read_at(made, data["value"], kind, "value")


def tagged(value: object, kind: Any, made: Converter) -> dict[str, Any]:
    """The value with its tag."""
    data = made.unstructure(value, kind)
    return {"type": tag_of(kind), **({"value": data} if is_boxed(kind) else data)}


def _described(among: Alternatives) -> Iterable[str]:
    yield from (tag_of(kind) if kind is not str else "text" for kind in among.texts)
    if among.boolean:
        yield "true or false"
    if among.integer:
        yield "a whole number"
    if among.array:
        yield "a list"
    if among.object or among.tagged:
        yield "an object"
    if among.null:
        yield "null"


def _union_writer(kind: Any, made: Converter) -> Writer:
    def write(value: Any) -> Any:
        among = alternatives(kind)
        plain = {NoneType: among.null, bool: among.boolean, int: among.integer}
        if plain.get(type(value)):
            return value
        for each in (*among.texts, among.array, among.object):
            if _fits(value, each) and (tag_of(each) not in among.tagged or each is among.object):
                return made.unstructure(value, each)
        for each in among.tagged.values():
            if _fits(value, each):
                return tagged(value, each, made)
        if among.labelled and type(value) in label_tags():
            return tagged(value, type(value), made) | {"type": label_tags()[type(value)]}
        raise WrongType(
            f"{type(value).__name__} given", got=value, expected=" or ".join(_described(among))
        )

    return write


def _fits(value: object, kind: Any) -> bool:
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind is str and isinstance(value, Enum):
        return isinstance(value, StrEnum)
    if kind is date and isinstance(value, datetime):
        return False
    return kind is not None and isinstance(value, origin_of(kind))


def _unknown_reader(kind: Any) -> Hook:
    raise WrongType("no JSON form", got=kind, expected="a public value of servicedesk")


def _unknown_writer(kind: Any) -> Writer:
    return _unknown_reader(kind)  # type: ignore[return-value]


def _anything_reader(_: Any, made: Converter) -> Hook:
    return _union_reader(ANYTHING, made)


def _anything_writer(_: Any, made: Converter) -> Writer:
    return _union_writer(ANYTHING, made)


# of two rules that apply the later one counts
_RULES: tuple[tuple[Callable[[Any], bool], Any, Any], ...] = (
    (lambda _: True, _unknown_reader, _unknown_writer),
    (is_anything, _anything_reader, _anything_writer),
    (lambda kind: origin_of(kind) is tuple, _array_reader, _array_writer),
    (lambda kind: origin_of(kind) is frozenset, _set_reader, _set_writer),
    (lambda kind: origin_of(kind) is Mapping, _mapping_reader, _mapping_writer),
    (lambda kind: bool(names_of(kind)), _name_reader, _name_writer),
    (is_class, _class_reader, _class_writer),
    (is_union, _union_reader, _union_writer),
    (lambda kind: kind in SURROGATES, _surrogate_reader, _surrogate_writer),
)
