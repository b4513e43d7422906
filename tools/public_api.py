"""List the public interface, one thing a line, for `tests/house/public_api.txt` (`make surface`).

Public are the modules named here and what they list in `__all__` or, without one, define without an
underscore; all else may change at any time. The codes of reasons are listed too, for hosts store
them; so are the JSON names of the fields, which are the fields' own.
"""

import ast
import inspect
import sys
import types
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

import attrs

import servicedesk
from servicedesk.reasons import Clause, ReasonKind, Text

SNAPSHOT = Path(__file__).parents[1] / "tests" / "house" / "public_api.txt"
MODULES = """billing calendars classify codec complaints contracts decisions errors incidents
    interchange lifecycles lint money presets.as_documented presets.complaint_deadlines
    presets.complaint_policy presets.construction presets.erp_complaints presets.heating
    presets.severity presets.srm reasons reporting servicing sla spans states tariffs
    testing.billing_oracle testing.conformance testing.entry testing.laws testing.notation
    testing.oracles testing.strategies testing.strategies.nasty text versions views
    worklist""".split()

_UNIONS = (types.UnionType, Union)
_WORDS = (ReasonKind, Clause, Text)
_STARS: dict[object, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}
_OPERATORS = frozenset(
    f"__{name}__"
    for name in """add and bool call contains eq float floordiv ge getitem gt int invert iter le
        len lt mod mul neg or pos radd rmul rsub rtruediv sub truediv xor""".split()
)


def lines() -> Iterator[str]:
    """What is public: top level, modules, codes of reasons."""
    for name in servicedesk.__all__:
        yield f"servicedesk.{name}"
    for module in MODULES:
        yield ""
        for name, value in sorted(public(module).items()):
            yield from _describe(f"{module}.{name}", value)
    yield ""
    for kind in reason_kinds():
        yield f"reason {kind.code}({', '.join(sorted(kind.names))})"


def public(module: str) -> dict[str, object]:
    """What a host may import from a module of servicedesk."""
    found = import_module(f"servicedesk.{module}")
    names = getattr(found, "__all__", None) or _defined(inspect.getsource(found))
    members = {name: getattr(found, name) for name in names}
    return {name: value for name, value in members.items() if not isinstance(value, _WORDS)}


def _defined(source: str) -> list[str]:
    names: list[str] = []
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append(name)
            case ast.Assign(targets=targets):
                names += [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
    return [name for name in names if not name.startswith("_")]


def _describe(path: str, value: object) -> Iterator[str]:
    match value:
        case type() if not isinstance(value, types.GenericAlias):
            yield from _class(path, value)
        case _ if isinstance(value, types.FunctionType) or hasattr(value, "__wrapped__"):
            yield f"{path}{_signature(value)}"
        case types.ModuleType():
            yield path
        case None | bool() | int() | str():
            yield f"{path} = {value!r}"
        case _ if isinstance(value, types.UnionType) or get_origin(value):
            yield f"{path} = {_written(value)}"
        case TypeVar():
            return
        case _:
            yield f"{path}: {type(value).__name__}"


def _class(path: str, cls: type) -> Iterator[str]:
    if issubclass(cls, Enum):
        yield f"{path}: {' | '.join(member.name for member in cls)}"
    elif attrs.has(cls):
        yield from _value(path, cls)
    elif issubclass(cls, Exception):
        yield f"{path}({', '.join(base.__name__ for base in cls.__bases__)})"
    else:
        made = "__init__" in vars(cls) and not getattr(cls, "_is_protocol", False)
        yield f"{path}{_signature(cls) if made else ''}"
    for name, member in _members(cls):
        match member:
            case property():
                yield f"{path}.{name} -> {_type(_returned(member.fget))}"
            case types.FunctionType():
                yield f"{path}.{name}{_signature(member)}"
            case classmethod() | staticmethod():
                yield f"{path}.{name}{_signature(member.__func__)}"


def _value(path: str, cls: type[attrs.AttrsInstance]) -> Iterator[str]:
    """In brackets what goes by position, then each field."""
    fields = [each for each in attrs.fields(cls) if each.init]
    shown = [each.alias for each in fields if not each.kw_only]
    shown += ["*"] * any(each.kw_only for each in fields)
    yield f"{path}({', '.join(shown)})"
    for each in fields:
        default = "" if each.default is attrs.NOTHING else f" = {_default(each.default)}"
        yield f"{path}.{each.alias}: {_type(each.type)}{default}"
    for each in attrs.fields(cls):
        if not each.init and not each.name.startswith("_"):
            yield f"{path}.{each.name} -> {_type(each.type)}"


def _members(cls: type) -> Iterator[tuple[str, object]]:
    """Its own and those of its bases in the library, without what attrs writes."""
    seen: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("servicedesk."):
            seen.update(vars(base))
    for name, member in sorted(seen.items()):
        function = getattr(member, "__func__", getattr(member, "fget", member))
        code = getattr(function, "__code__", None)
        written = code is not None and code.co_filename.endswith(".py")
        if written and (name in _OPERATORS or not name.startswith("_")):
            yield name, member


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    shown = []
    star = False
    for each in signature.parameters.values():
        if each.name in {"self", "cls"}:
            continue
        if each.kind is each.KEYWORD_ONLY and not star:
            shown.append("*")
        star = star or each.kind in {each.KEYWORD_ONLY, each.VAR_POSITIONAL}
        mark = _STARS.get(each.kind, "")
        of = "" if each.annotation is each.empty else f": {_type(each.annotation)}"
        default = "" if each.default is each.empty else f" = {_default(each.default)}"
        shown.append(f"{mark}{each.name}{of}{default}")
    back = signature.return_annotation
    result = "" if back is signature.empty or inspect.isclass(function) else f" -> {_type(back)}"
    return f"({', '.join(shown)}){result}"


def _returned(function: Any) -> object:
    return inspect.signature(function).return_annotation


def _default(value: object) -> str:
    """The default where a word says it."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    plain = value in ((), frozenset()) if isinstance(value, tuple | frozenset) else False
    return repr(value) if plain or isinstance(value, None | bool | int | str) else "…"


def _type(annotation: object) -> str:
    """A type as a host would write it, by its public name where it has one."""
    if annotation in (None, types.NoneType):
        return "None"
    if isinstance(annotation, ForwardRef):
        return annotation.__forward_arg__
    if isinstance(annotation, str):
        return annotation
    if get_origin(annotation) is None:
        return getattr(annotation, "__name__", "") or str(annotation).strip("~")
    return _aliases().get(annotation) or _written(annotation)


def _written(annotation: object) -> str:
    """A union, a literal or a generic type in full."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in _UNIONS:
        return " | ".join(_members_of(parts))
    if origin is Literal:
        return " | ".join(map(repr, parts))
    inside = ", ".join("..." if part is ... else _argument(part) for part in parts)
    return f"{getattr(origin, '__name__', origin)}[{inside}]"


def _members_of(parts: tuple[object, ...]) -> list[str]:
    """A union flattens the unions in it; the largest that has a name is found again."""
    for alias, name in sorted(_aliases().items(), key=lambda item: -len(get_args(item[0]))):
        within = get_args(alias)
        if get_origin(alias) in _UNIONS and set(within) < set(parts):
            return [name, *_members_of(tuple(part for part in parts if part not in within))]
    return [_type(part) for part in parts]


def _argument(part: object) -> str:
    return f"[{', '.join(map(_type, part))}]" if isinstance(part, list) else _type(part)


@cache
def _aliases() -> dict[object, str]:
    """Unions and literals that have a public name."""
    return {
        value: name
        for module in MODULES
        for name, value in public(module).items()
        if get_origin(value) in {*_UNIONS, Literal}
    }


def reason_kinds() -> Iterator[ReasonKind]:
    """All codes of reasons, each once."""
    modules = [each.name for each in walk_packages(servicedesk.__path__, "servicedesk.")]
    values = [value for name in modules for value in vars(import_module(name)).values()]
    found = {value for value in values if isinstance(value, ReasonKind)}
    yield from sorted(found, key=lambda kind: kind.code)


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(lines()) + "\n", "utf-8")
    sys.stdout.write(f"{SNAPSHOT}: {len(SNAPSHOT.read_text('utf-8').splitlines())} lines\n")
