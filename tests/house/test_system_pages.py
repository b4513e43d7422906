"""Each system's page names what its document leaves open, by arguments that exist."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from servicedesk.complaints import ComplaintPolicy
from servicedesk.lint import lint
from servicedesk.presets import as_documented

DOCS = Path(__file__).parents[2] / "docs"
SYSTEMS = {
    "erp_complaints": "s0-erp-complaints",
    "construction": "s1-construction",
    "srm": "s2-srm",
    "complaint_policy": "s3-complaint-policy",
    "heating": "s4-heating",
}
pages = pytest.mark.parametrize("folder", ["systems", "zh/systems"])
systems = pytest.mark.parametrize("system", SYSTEMS)


def page_of(folder, system):
    return (DOCS / folder / f"{SYSTEMS[system]}.md").read_text("utf-8")


@pages
@systems
def test_a_row_for_every_question_that_the_document_leaves_open(folder, system):
    found = lint(*getattr(as_documented, system)())
    rows = set(re.findall(r"^\| (C\d+)[:：]", page_of(folder, system), flags=re.MULTILINE))
    assert {each.question for each in found if each.question} - rows == set()


@pages
@systems
def test_the_arguments_are_those_of_the_preset(folder, system):
    preset = import_module(f"servicedesk.presets.{system}")
    named = re.findall(r"`(\w+)\(((?:\w+=(?:, )?)+)\)`", page_of(folder, system))
    assert named
    for function, arguments in named:
        called = ComplaintPolicy if function == "ComplaintPolicy" else getattr(preset, function)
        known = inspect.signature(called).parameters
        assert set(re.findall(r"\w+", arguments)) <= set(known), function


@systems
def test_both_languages_name_the_same_arguments(system):
    named = [
        re.findall(r"`\w+\([\w=, ]+=\)`", page_of(f, system)) for f in ("systems", "zh/systems")
    ]
    assert named[0] == named[1]
