"""Reading and writing whole documents: bounds, the schema version, upgrades."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, overload

from servicedesk.codec.converters import converter, read_tagged, tagged
from servicedesk.codec.paths import step
from servicedesk.codec.shapes import form_of, is_mapping, is_object, sum_members
from servicedesk.errors import InvalidDocument, ServiceDeskError, WrongType

T = TypeVar("T")

SCHEMA_VERSION = 2
"""The version of the JSON forms that this release writes; older ones are upgraded when read."""

MOST_VALUES = 1_000_000
MOST_DEPTH = 110  # so deep is a hundred calendars in one, and Python's stack takes it
MOST_TEXT = 100_000
MOST_BITS = 256
_HALF = re.compile("[\ud800-\udfff]")


@overload
def structure(data: object, kind: type[T]) -> T: ...
@overload
def structure(data: object, kind: Any) -> Any: ...
def structure(data: object, kind: Any) -> Any:
    """The value of type *kind* that plain JSON data describes.

    Args:
        data: what `json.loads` gives: dicts, lists, text, integers, booleans, None. With a
            `"schema_version"`, as `to_document` writes it, it is first upgraded to this one.
        kind: a public class, a union of them such as `Condition`, or `tuple[Event, ...]`.

    Raises:
        InvalidDocument: for unknown, missing and repeated things, for other JSON types than the
            expected, and for a document beyond all use (a million values, 110 levels, texts of
            100,000 characters, integers of 256 bits).
        ServiceDeskError: of the kind that the class itself raises, for what has no meaning.

    Every error carries the path of the fault in `where`: `$.week.mon[0][1]`.
    """
    try:
        _check_bounds(data)
        if isinstance(data, dict) and _is_document(data, kind):
            return read_tagged(_upgraded(data), kind, converter())
        return converter().structure(data, kind)
    except ServiceDeskError as error:
        error.where = "$" + error.where
        raise
    except RecursionError:
        # the caller's own stack was deep already
        raise InvalidDocument("nested too deeply for this call", where="$") from None


def unstructure(value: Any, kind: Any = None) -> Any:
    """The value as plain JSON data that `structure` reads back to an equal value.

    Args:
        value: any public value, or a tuple of them.
        kind: the type under which it will be read, where that is not its own class: a union, or
            a generic as `Dated[Money]`. A member of a sum type carries its tag in any case.

    Raises:
        WrongType: for what has no JSON form.
        OutOfRange: for numbers beyond 60 digits, and what `structure` would find too large.
    """
    try:
        if kind is None and _has_tag(type(value)):
            data = tagged(value, type(value), converter())
        else:
            data = converter().unstructure(value, _kind_of(value) if kind is None else kind)
    except RecursionError:
        raise InvalidDocument("nested too deeply", expected=f"{MOST_DEPTH} levels") from None
    _check_bounds(data)
    return data


def _has_tag(kind: type) -> bool:
    # asked last, since it reads all modules
    return is_object(kind) and form_of(kind) is kind and kind in sum_members()


def _kind_of(value: object) -> Any:
    return tuple[Any, ...] if isinstance(value, tuple) else type(value)


def to_document(value: Any) -> dict[str, Any]:
    """The value as a document to be stored: with its `"type"` and the `"schema_version"`.

    A later release reads it with `structure`, which upgrades it. Raises as `unstructure`, and
    WrongType for a value that is no object in JSON.
    """
    kind = type(value)
    if not is_object(kind):
        raise WrongType("only an object is a document", got=value)
    data = tagged(value, kind, converter())
    _check_bounds(data)
    return {"schema_version": SCHEMA_VERSION, **data}


def _check_bounds(data: object) -> None:
    """Refuse in one pass, without recursion, what is too large to be meant."""
    todo: list[tuple[object, Any, int]] = [(data, None, 0)]
    values = 1
    while todo:
        node, path, depth = todo.pop()
        # most are leaves
        if isinstance(node, str):
            _check_text(node, path)
            continue
        if isinstance(node, int):
            if node.bit_length() > MOST_BITS:
                raise _excess("number too large", f"at most {MOST_BITS} bits", path)
            continue
        parts = tuple(_parts(node, path))
        values += len(parts)
        if values > MOST_VALUES:
            raise _excess("too many values", f"at most {MOST_VALUES}", path)
        if parts and depth == MOST_DEPTH:
            raise _excess("nested too deeply", f"at most {MOST_DEPTH} levels", path)
        todo.extend((part, (path, key), depth + 1) for key, part in parts)


def _parts(node: object, path: Any) -> Iterator[tuple[object, object]]:
    if isinstance(node, list | tuple):
        # a list that is too long is not worth a walk
        yield from enumerate(node[: MOST_VALUES + 1])
    elif isinstance(node, dict):
        for key, part in node.items():
            if not isinstance(key, str):
                what = f"{type(key).__name__} given for a key"
                raise InvalidDocument(what, got=key, expected="text", where=_joined(path))
            _check_text(key, path)
            yield key, part


def _check_text(text: str, path: Any) -> None:
    if len(text) > MOST_TEXT:
        raise _excess("text too long", f"at most {MOST_TEXT} characters", path)
    if not text.isascii() and _HALF.search(text):
        raise _excess("half of a surrogate pair", "text that UTF-8 can hold", path)


def _excess(what: str, expected: str, path: Any) -> InvalidDocument:
    return InvalidDocument(what, expected=expected, where=_joined(path))


def _joined(path: Any) -> str:
    steps: list[str] = []
    while path is not None:
        path, key = path
        steps.append(step(key))
    return "".join(reversed(steps))


def _is_document(data: dict[str, Any], kind: Any) -> bool:
    # facts are free to have a name like that
    boxed = data.keys() == {"schema_version", "type", "value"}
    return "schema_version" in data and (boxed or not is_mapping(kind))


def _upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """The document in the form of this release, without its version."""
    version = document["schema_version"]
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        raise InvalidDocument(
            "unknown schema version",
            got=version,
            expected=f"1 to {SCHEMA_VERSION}",
            where=".schema_version",
        )
    body = {key: value for key, value in document.items() if key != "schema_version"}
    for upgrade in _UPGRADES[version - 1 :]:
        body = upgrade(body)
    return body


def _spell_out_holidays(data: Any) -> Any:
    """1 to 2: a calendar's holidays were the country's code alone."""
    if isinstance(data, list | tuple):
        return [_spell_out_holidays(part) for part in data]
    if not isinstance(data, dict):
        return data
    parts = {key: _spell_out_holidays(part) for key, part in data.items()}
    if {"timezone", "week", "holidays"} <= parts.keys() and isinstance(parts["holidays"], str):
        parts["holidays"] = {"country": parts["holidays"]}
    return parts


_UPGRADES: tuple[Callable[[Any], Any], ...] = (_spell_out_holidays,)
