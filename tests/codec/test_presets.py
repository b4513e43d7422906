"""Every preset and everything that the demo computes goes to JSON text and back."""

import json
import pkgutil
import runpy
from datetime import date
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path

import attrs
import pytest

from servicedesk import presets
from servicedesk.billing import Statement, fee
from servicedesk.codec import structure, to_document, unstructure
from servicedesk.contracts import Covered, cover
from servicedesk.incidents import Period
from servicedesk.presets import construction, heating, srm
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.sla import Assessment

SEASON = Path(__file__).parents[2] / "examples" / "heating_season.py"
MODULES = sorted(
    each.name for each in pkgutil.walk_packages(presets.__path__, "servicedesk.presets.")
)


def through_text(value):
    """The value after a journey as JSON text, once as it is and once as a document."""
    again = structure(json.loads(json.dumps(unstructure(value))), type(value))
    assert structure(json.loads(json.dumps(to_document(value))), type(value)) == again
    return again


def values_in(module):
    """The values that stand in a module, and those that its functions give without arguments."""
    for name, value in vars(module).items():
        if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
            needed = [
                each
                for each in signature(value).parameters.values()
                if each.default is Parameter.empty and each.kind is not Parameter.VAR_POSITIONAL
            ]
            found = () if needed else value()
        else:
            found = value
        yield from (found if isinstance(found, tuple) else (found,))


def is_ours(value):
    return attrs.has(type(value)) and type(value).__module__.startswith("servicedesk.")


@pytest.mark.parametrize("name", MODULES)
def test_every_value_of_a_preset_comes_back(name):
    for value in values_in(import_module(name)):
        if is_ours(value):
            assert through_text(value) == value


@pytest.mark.parametrize("preset", [heating, srm, construction])
def test_a_whole_contract_comes_back(preset):
    term = Period(date(2026, 1, 1), date(2027, 1, 1))
    contract = preset.contract("C-1", term=term, tier="premium")
    assert through_text(contract) == contract


@pytest.fixture(scope="module")
def season():
    return runpy.run_path(str(SEASON))


@pytest.fixture(scope="module")
def tickets(season):
    raw = json.loads(SEASON.with_suffix(".json").read_text(encoding="utf-8"))
    return [season["read_ticket"](each, "en") for each in raw["tickets"]]


@pytest.fixture(scope="module")
def covered(season, tickets):
    return cover(
        season["CONTRACT"], [each.request for each in tickets], [each.work for each in tickets]
    )[0]


def test_the_tickets_of_a_season_come_back(tickets):
    for ticket in tickets:
        for value in (ticket.classification, ticket.request, ticket.assessment, ticket.work):
            again = through_text(value)
            assert again == value
            if isinstance(value, Assessment):
                for lang in LANGUAGES:
                    assert explain(again, lang=lang) == explain(value, lang=lang)


def test_who_pays_comes_back(covered):
    assert all(through_text(each) == each for each in covered)
    assert all(type(each) is Covered for each in covered)


def test_the_statement_and_the_report_come_back(season, tickets, covered):
    bill = fee(season["CONTRACT"], covered, season["SEASON"])
    assert type(bill) is Statement
    assert through_text(bill) == bill
    raw = json.loads(SEASON.with_suffix(".json").read_text(encoding="utf-8"))
    report = season["report_of"](raw, tickets, covered, bill)
    assert through_text(report) == report
