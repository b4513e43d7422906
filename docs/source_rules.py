"""Write `reference/source-rules.md`: which of the 137 source rules run, document, or are open.

A rule runs when a value of a preset cites it and a test function names it, in a file that works on
the presets or on the rooms that they are built from; a rule with a number besides when
`test_exact_numbers.py` holds that number against the value that cites it. It documents when
`rules.toml` says why it cannot run. Else it is open.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from inspect import isfunction, signature
from itertools import chain
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import attrs

from servicedesk import presets
from servicedesk.incidents import Period
from servicedesk.money import Ratio
from servicedesk.reasons import Binding, Clause

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGE = HERE / "reference" / "source-rules.md"
RULE = re.compile(r"\bR\d{1,3}\b")

Places = Mapping[str, tuple[str, ...]]


def read_rules() -> dict[str, Any]:
    """The sources and rules of `rules.toml`."""
    return tomllib.loads((HERE / "rules.toml").read_text("utf-8"))


def citations() -> Iterator[tuple[str, Binding, str]]:
    """Each rule that a preset's value cites: number, how binding, and the value's name."""
    for found in iter_modules(presets.__path__, "servicedesk.presets."):
        if found.name.endswith(".as_documented"):
            continue  # the same values with nothing chosen
        module = import_module(found.name)
        for name, value in sorted(values_of(module)):
            for clause in clauses_in(value):
                for rule in RULE.findall(clause.ref):
                    yield rule, clause.binding, f"{found.name.removeprefix('servicedesk.')}.{name}"


def values_of(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The public values of a preset, those that its functions make included.

    A clause by itself runs nothing; it counts in the value that rests on it.
    """
    for name, value in vars(module).items():
        if name.startswith("_") or isinstance(value, ModuleType | type | Clause):
            continue
        if not isfunction(value):
            yield name, value
        elif f"{value.__module__}.".startswith(f"{module.__name__}."):
            made = f"{module.__name__.removeprefix('servicedesk.presets.')}.{name}"
            if made in MADE_WITH or not _needs_arguments(value):
                yield f"{name}()", value(**MADE_WITH.get(made, {}))


def _needs_arguments(function: Any) -> bool:
    return any(p.default is p.empty for p in signature(function).parameters.values())


_ANY_CONTRACT = {
    "name": "any",
    "term": Period(date(2026, 1, 1), date(2027, 1, 1)),
    "tier": "premium",
}
# what these functions need, or are given where a rule leaves its number to the vendor
MADE_WITH: Mapping[str, Mapping[str, Any]] = {
    "heating.contract": _ANY_CONTRACT,
    "srm.contract": _ANY_CONTRACT,
    "construction.contract": _ANY_CONTRACT,
    "srm.policy": {"update_every": timedelta(hours=4)},
    "construction.policy": {
        "by_level": {"level_1": timedelta(hours=4), "level_2": timedelta(hours=24)}
    },
    "construction.long_term_discount": {"share": Ratio(5, 100), "least_months": 24},
}


def clauses_in(value: object) -> Iterator[Clause]:
    """Every clause inside a value, at any depth."""
    if isinstance(value, Clause):
        yield value
    elif isinstance(value, tuple | frozenset):
        yield from chain.from_iterable(map(clauses_in, value))
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(clauses_in(pair) for pair in value.items())
    elif attrs.has(made := type(value)):
        for field in attrs.fields(made):
            yield from clauses_in(getattr(value, field.name))


# where the rules' values live and what they are built from
ROOMS = tuple(
    f"servicedesk.{room}"
    for room in (
        "presets",
        "classify",
        "complaints",
        "contracts",
        "reporting",
        "schemes",
        "servicing",
        "worklist",
    )
)
EXACT = ROOT / "tests" / "presets" / "test_exact_numbers.py"


def tests_naming() -> Places:
    """Which test functions name each rule, as `tests/test_x.py::test_y`.

    A table at the top of a file names nothing by itself, nor does a file that uses no such room.
    """
    found = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        lines, tree = text.splitlines(), ast.parse(text)
        if not any(name.startswith(ROOMS) for name in _imported(tree)):
            continue
        where = path.relative_to(ROOT).as_posix()
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            for rule in RULE.findall("\n".join(lines[first - 1 : node.end_lineno])):
                found[rule].add(f"{where}::{node.name}")
    for rule in exact_rules():
        name = "test_the_value_that_cites_the_rule_holds_its_number"
        found[rule].add(f"{EXACT.relative_to(ROOT).as_posix()}::{name}")
    return {rule: tuple(sorted(places)) for rule, places in found.items()}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def exact_rules() -> frozenset[str]:
    """The rules whose numbers are held against the values that cite them."""
    for node in ast.parse(EXACT.read_text("utf-8")).body:
        named = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NUMBERS"
        if named and isinstance(node.value, ast.Dict):  # type: ignore[attr-defined]
            keys = (ast.literal_eval(key) for key in node.value.keys if key)  # type: ignore[attr-defined]
            return frozenset(key.split()[0] for key in keys)
    return frozenset()


def page() -> str:
    """The whole page as Markdown."""
    data = read_rules()
    cited = defaultdict(set)
    for rule, _, place in citations():
        cited[rule].add(place)
    tested = tests_naming()
    status = {
        number: _status(number, rule, cited, tested) for number, rule in data["rules"].items()
    }
    count = {word: list(status.values()).count(word) for word in ("runs", "documents", "open")}
    lines = [
        "# Source rules",
        "",
        "The 137 rules that five real service systems lay down, and what became of each here.",
        "A rule **runs** when a value of a preset cites it and a test that works with the presets",
        "or with what they are built from names it; a rule with a number besides when",
        "`tests/presets/test_exact_numbers.py` holds that number against the value.",
        "It **documents** when it cannot run, for the reason given, and is **open** until then.",
        "This page is generated by `make rules`; its data is `docs/rules.toml`.",
        "",
        f"{count['runs']} run, {count['documents']} document, {count['open']} are open.",
    ]
    for source, about in data["sources"].items():
        lines += [
            "",
            f"## {source}: {about['title']}",
            "",
            f"This document speaks in {_SPEAKS[about['speaks']]}.",
            "",
            "| rule | says | status | where |",
            "|---|---|---|---|",
        ]
        for number, rule in data["rules"].items():
            if rule["source"] == source:
                where = _where(number, rule, cited, tested)
                says = rule["text"] + (" *(an example)*" if rule.get("example") else "")
                lines.append(f"| {number} | {_cell(says)} | {status[number]} | {_cell(where)} |")
    return "\n".join(lines) + "\n"


_SPEAKS = {"promise": "promises", "norm": "advice (norms)"}


def _status(
    number: str, rule: Mapping[str, Any], cited: Mapping[str, set[str]], tested: Places
) -> str:
    exact = rule["mark"] != "number" or number in exact_rules()
    if number in cited and number in tested and exact:
        return "runs"
    return "documents" if "documents" in rule else "open"


def _where(
    number: str, rule: Mapping[str, Any], cited: Mapping[str, set[str]], tested: Places
) -> str:
    code = ", ".join(f"`{place}`" for place in sorted(cited.get(number, ()))[:3])
    if number in cited and number in tested:
        return f"{code}; tested in `{_best(tested[number])}`"
    if "documents" in rule:
        return str(rule["documents"])
    return f"{code}; no test names it yet" if code else ""


def _best(places: tuple[str, ...]) -> str:
    """One test to look at: a preset's own, and a function rather than a file."""
    return min(places, key=lambda place: ("preset" not in place, "::" not in place, place))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
