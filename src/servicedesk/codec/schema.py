"""JSON Schema of the documents that `structure` reads."""

import inspect
from types import NoneType
from typing import Any, get_args

from servicedesk.codec.shapes import (
    ANYTHING,
    alternatives,
    form_of,
    is_anything,
    is_boxed,
    is_class,
    is_mapping,
    is_union,
    labelled_types,
    members_of,
    names_of,
    origin_of,
    tag_of,
)
from servicedesk.codec.surrogates import MOST
from servicedesk.codec.texts import TEXTS
from servicedesk.errors import WrongType

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    NoneType: {"type": "null"},
}


def json_schema(kind: Any) -> Schema:
    """The JSON Schema (draft 2020-12) of the documents that `structure(data, kind)` reads.

    Whatever `structure` accepts in the form of this release, the schema accepts. What the schema
    accepts and `structure` still refuses breaks a rule of meaning that a schema can't say: see
    the reference of this module for the list.

    Raises:
        WrongType: for a type without a JSON form.
    """
    definitions = _Definitions()
    top = definitions.schema(kind)
    if is_class(kind) and not is_boxed(kind):
        # the same again with the key that only a whole document has
        found = definitions.found[top["$ref"].rpartition("/")[2]]
        versioned = {"schema_version": {"type": "integer"}, **found["properties"]}
        top = {**found, "properties": versioned}
    return {"$schema": DIALECT, **top, "$defs": definitions.found}


class _Definitions:
    """The schemas of classes, each once, by name."""

    def __init__(self) -> None:
        self.found: dict[str, Schema] = {}
        self._names: dict[Any, str] = {}

    def schema(self, kind: Any) -> Schema:
        form = form_of(kind)
        if form in _PLAIN:
            return dict(_PLAIN[form])
        if form in TEXTS:
            return {"type": "string", "pattern": f"^(?:{TEXTS[form].pattern})$"}
        if is_class(form):
            return {"$ref": f"#/$defs/{self._define(kind)}"}
        if names_of(form):
            return {"enum": list(names_of(form))}
        if is_anything(form):
            return self._union(ANYTHING)
        if is_union(form):
            return self._union(form)
        if is_mapping(form):
            names, values = get_args(form)
            allowed = self.schema(names)
            return {
                "type": "object",
                "additionalProperties": self.schema(values),
                **({} if names is str else {"propertyNames": allowed}),
            }
        if origin_of(form) is frozenset:
            return {
                "type": "array",
                "items": self.schema(get_args(form)[0]),
                "uniqueItems": True,
            }
        if origin_of(form) is tuple:
            return self._array(get_args(form))
        raise WrongType("no JSON form", got=kind, expected="a public value of servicedesk")

    def _array(self, kinds: tuple[Any, ...]) -> Schema:
        if len(kinds) == 2 and kinds[1] is ...:
            bound = MOST.get(kinds[0])
            most = {} if bound is None else {"maxItems": bound[0]}
            return {"type": "array", "items": self.schema(kinds[0])} | most
        return {
            "type": "array",
            "prefixItems": [self.schema(kind) for kind in kinds],
            "items": False,
            "minItems": len(kinds),
        }

    def _union(self, union: Any) -> Schema:
        among = alternatives(union)
        kinds = [*among.texts, among.array, among.object]
        kinds += [bool] * among.boolean + [int] * among.integer + [NoneType] * among.null
        known = {**(labelled_types() if among.labelled else {}), **among.tagged}
        return {
            "anyOf": [
                *(self.schema(kind) for kind in kinds if kind is not None),
                *(self._tagged(kind, tag) for tag, kind in known.items()),
            ]
        }

    def _tagged(self, kind: Any, tag: str) -> Schema:
        schema = self.schema(kind)
        if not is_boxed(kind):
            return {**schema, "required": ["type"]}
        return {
            "type": "object",
            "properties": {"type": {"const": tag}, "value": schema},
            "required": ["type", "value"],
            "additionalProperties": False,
        }

    def _define(self, kind: Any) -> str:
        if kind not in self._names:
            wanted = origin_of(kind).__name__
            name = self._names[kind] = wanted + "_" * sum(
                origin_of(each).__name__ == wanted for each in self._names
            )
            # recursive classes find their name while their members are written
            self.found[name] = {}
            self.found[name] = self._class(kind)
        return self._names[kind]

    def _class(self, kind: Any) -> Schema:
        members = members_of(kind)
        tag = {} if is_boxed(kind) else {"type": {"const": tag_of(kind)}}
        return {
            "title": origin_of(kind).__name__,
            "description": (inspect.getdoc(origin_of(kind)) or "").partition("\n")[0],
            "type": "object",
            "properties": {
                **tag,
                **{member.key: self.schema(member.kind) for member in members},
            },
            "required": [member.key for member in members if member.required],
            "additionalProperties": False,
        }
