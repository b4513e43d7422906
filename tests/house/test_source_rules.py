"""The page of the 137 source rules is up to date, complete, and claims no more than it may."""

import re
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from servicedesk.reasons import Binding, Clause

ROOT = Path(__file__).parents[2]
ALL_RULES = [f"R{number}" for number in range(1, 138)]


@pytest.fixture(scope="module")
def script():
    spec = spec_from_file_location("source_rules", ROOT / "docs" / "source_rules.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(script):
    return script.page()


def test_the_page_is_as_generated(script, page):
    assert script.PAGE.read_text("utf-8") == page, "run `make rules`"


def test_none_of_the_rules_is_missing(script, page):
    assert list(script.read_rules()["rules"]) == ALL_RULES
    rows = re.findall(r"^\| (R\d+) \|.*\| (runs|documents|open) \|", page, re.MULTILINE)
    assert [number for number, _ in rows] == ALL_RULES


def test_every_rule_says_something_and_how_exact_it_is(script):
    for number, rule in script.read_rules()["rules"].items():
        assert len(rule["text"]) > 12, number
        assert rule["mark"] in {"number", "testable", "context"}, number
        assert rule["source"] in script.read_rules()["sources"], number


def test_presets_cite_rules_that_exist_and_promise_no_more_than_their_source(script):
    """S0 to S2 advise; only S3 and S4 promise."""
    data = script.read_rules()
    order = list(Binding)
    for number, binding, place in script.citations():
        assert number in data["rules"], place
        speaks = Binding.of(data["sources"][data["rules"][number]["source"]]["speaks"])
        assert order.index(binding) <= order.index(speaks), (number, binding, place)


def test_a_rule_runs_only_when_cited_and_tested(script, page):
    cited = {number for number, _, _ in script.citations()}
    tested = script.tests_naming()
    rows = re.findall(r"^\| (R\d+) \|.*\| (runs|documents|open) \|", page, re.MULTILINE)
    assert {n for n, status in rows if status == "runs"} == cited & set(tested)


def test_a_rule_with_a_number_runs_exactly(script, page):
    exact = {n for n, rule in script.read_rules()["rules"].items() if rule["mark"] == "number"}
    assert exact == script.exact_rules()
    rows = re.findall(r"^\| (R\d+) \|.*\| (runs|documents|open) \|", page, re.MULTILINE)
    assert {n for n, status in rows if status != "runs"}.isdisjoint(exact)


def test_none_is_open(page):
    assert "0 are open" in page


def test_a_test_that_uses_no_preset_names_no_rule(script, tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    thin = 'from servicedesk.money import Money\n\n\ndef test_r99():\n    assert "R99"\n'
    table = 'from servicedesk.presets import srm\n\nTABLE = "R99"\n'
    (tmp_path / "tests" / "test_thin.py").write_text(thin, "utf-8")
    (tmp_path / "tests" / "test_table.py").write_text(table, "utf-8")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "exact_rules", frozenset)
    assert script.tests_naming() == {}
    real = table + "\n\ndef test_r99():\n    assert srm.policy()  # R99\n"
    (tmp_path / "tests" / "test_table.py").write_text(real, "utf-8")
    assert script.tests_naming() == {"R99": ("tests/test_table.py::test_r99",)}


def test_every_sentence_is_the_ground_of_some_value(script):
    """A quotation on which nothing rests would only seem to be read."""
    sentences = {
        name: [each for each in vars(import_module(name)).values() if isinstance(each, Clause)]
        for name in (
            "servicedesk.presets.heating.sentences",
            "servicedesk.presets.srm.sentences",
            "servicedesk.presets.construction.sentences",
            "servicedesk.presets.complaint_policy",
            "servicedesk.presets.erp_complaints",
        )
    }
    assert all(sentences.values())
    for name, quoted in sentences.items():
        preset = import_module(name.removesuffix(".sentences"))
        rested_on = {
            clause for _, value in script.values_of(preset) for clause in script.clauses_in(value)
        }
        idle = [clause.ref for clause in quoted if clause not in rested_on]
        assert idle == [], name
