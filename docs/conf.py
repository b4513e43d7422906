"""How the site is built: `make docs`."""

import json
import re
import sys
from enum import Enum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

sys.path.insert(0, str(Path(__file__).parent))  # where `decision_tables` is

from servicedesk.billing import Statement
from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.classify import Scheme
from servicedesk.codec import json_schema
from servicedesk.contracts import Contract, Coverage
from servicedesk.decisions import Condition, DecisionTable
from servicedesk.incidents import Event, IncidentFacts
from servicedesk.reasons import Term
from servicedesk.sla import Assessment, Policy
from servicedesk.tariffs import FeePlan, PriceList

# what hosts keep in files and databases; any other type: json_schema(kind)
SCHEMAS: dict[str, Any] = {
    "assessment": Assessment,
    "calendar": BusinessCalendar | CombinedCalendar,
    "condition": Condition,
    "contract": Contract,
    "coverage": Coverage,
    "decision-table": DecisionTable,
    "event": Event,
    "fee-plan": FeePlan,
    "incident-facts": IncidentFacts,
    "policy": Policy,
    "price-list": PriceList,
    "scheme": Scheme,
    "statement": Statement,
}

project = "servicedesk"
author = "the servicedesk authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx's name
release = version_of("servicedesk")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "decision_tables",
    "lifecycle_pictures",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "servicedesk"

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

default_role = "code"  # single backticks in docstrings
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_use_ivar = True
napoleon_use_rtype = False

# Sphinx sees the names of other packages but has no inventory of them: nothing is fetched.
# Type variables, private names and the calendars' shared operators have no page.
nitpick_ignore_regex = [
    ("py:.*", r"(?!servicedesk\b).*"),
    ("py:.*", r".*\._?[A-Z]"),
    ("py:.*", r".*\._\w+"),
    ("py:class", r".*\.Algebra"),
]


def _find_by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.Element
) -> nodes.reference | None:
    """Link a name to the page of the module that re-exports it.

    `servicedesk.calendars.weekly.Week` is documented as `servicedesk.calendars.Week`,
    `servicedesk.clocks.policies.Policy` as `servicedesk.sla.Policy`.
    """
    target = node.get("reftarget", "")
    if node.get("refdomain") != "py" or not target.startswith("servicedesk."):
        return None
    domain: Any = env.domains["py"]
    area, last = target.split(".")[1], target.rpartition(".")[2]
    same = [name for name in domain.objects if name.rpartition(".")[2] == last]
    for name in sorted(same, key=lambda name: (name.split(".")[1] != area, name)):
        found = domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, contnode)
        return found if isinstance(found, nodes.reference) else None
    return None


def _words(member: Enum) -> str:
    """What a member means, unless its name says it."""
    words = member.label("en") if isinstance(member, Term) else ""
    plain = member.name.lower().replace("_", " ")
    return f" ({words})" if words not in ("", plain) else ""


def _prepare_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Read docstrings as they are meant, before Napoleon does.

    Indented lines in a module's docstring are code. A colon in the first line of a property's is
    a colon; Napoleon would take the words before it for a type. `Event`s is a name in the plural.
    """
    lines[:] = [re.sub(r"(?<!`)(`[^`]+`)(?=\w)", r"\1\\ ", line) for line in lines]
    if what == "property":
        lines.insert(0, "\\ ")  # nothing, in reStructuredText
    if isinstance(obj, type) and issubclass(obj, Enum):
        members = (f"`{each.name}`" + _words(each) for each in obj)
        lines += ["", "Members: " + ", ".join(members) + "."]
    if what != "module":
        return
    for index in range(len(lines) - 1, 1, -1):
        starts = lines[index].startswith("    ") and not lines[index - 1].strip()
        if starts and lines[index - 2].strip() and not lines[index - 2].startswith(" "):
            lines[index - 1 : index - 1] = ["", "::"]


def _write_schemas(app: Sphinx, exception: Exception | None) -> None:
    """Put the JSON Schemas of what hosts store beside the pages, as `schemas/<name>.json`."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "schemas"
    folder.mkdir(exist_ok=True)
    for name, kind in SCHEMAS.items():
        text = json.dumps(json_schema(kind), indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")


_CHINESE = re.compile(r"[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef]")


def _join_chinese_lines(app: Sphinx, doctree: nodes.document) -> None:
    """Show no space where a line of Chinese breaks: Chinese is written without."""
    for brk in list(doctree.findall(lambda node: isinstance(node, nodes.Text) and node == "\n")):
        parent = brk.parent
        at = parent.index(brk)
        if 0 < at < len(parent) - 1:
            before, after = parent[at - 1].astext(), parent[at + 1].astext()
            if _CHINESE.match(before[-1:]) and _CHINESE.match(after[:1]):
                parent.remove(brk)


def _say_the_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell readers' browsers which pages are Chinese."""
    if page.startswith("zh/"):
        context["language"] = "zh-Hans"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("build-finished", _write_schemas)
    app.connect("autodoc-process-docstring", _prepare_docstring, priority=400)
    app.connect("html-page-context", _say_the_language)
    app.connect("doctree-read", _join_chinese_lines)
    app.connect("missing-reference", _find_by_last_name)
