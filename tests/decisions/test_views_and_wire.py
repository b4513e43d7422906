"""Tables as HTML and as plain data."""

import json
from xml.etree import ElementTree as ET

import pytest

from servicedesk import codec
from servicedesk.classify import Scheme
from servicedesk.decisions import Cap, DecisionTable, Flag, OneOf, Row, decide, when
from servicedesk.errors import UnknownName, WrongType
from servicedesk.presets.severity import SAP, SCHEMES
from servicedesk.reasons import LANGUAGES
from servicedesk.schemes.categories import CAUSES
from servicedesk.schemes.matrices import JIRA_PRIORITY
from servicedesk.views import decision_table_html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_and_modifier_is_shown_once(lang):
    root = ET.fromstring(decision_table_html(SAP.table, lang=lang))  # noqa: S314 - our own
    shown = [cell.text for cell in root.iter("th") if cell.get("scope") == "row"]
    parts = (*SAP.table.rows, *SAP.table.modifiers)
    assert sorted(shown) == sorted(part.id for part in parts)
    assert root.get("lang") == lang


def test_worst_rows_come_first_unless_the_order_means_something():
    shown = ET.fromstring(decision_table_html(SAP.table))  # noqa: S314 - our own
    outcomes = [line[2].text for line in shown.findall("tbody")[0]]
    ranks = [SAP.table.rank(outcome) for outcome in outcomes]
    assert ranks == sorted(ranks, reverse=True)
    kept = ET.fromstring(decision_table_html(CAUSES))  # noqa: S314 - our own
    assert [line[0].text for line in kept.findall("tbody")[0]] == [row.id for row in CAUSES.rows]


def test_a_hosts_words_cannot_break_out_of_their_cell():
    nasty = "<script>alert(1)</script>"
    table = DecisionTable(
        name="nasty",
        facts=(OneOf(fact="x", values=(nasty, "b&w")),),
        outcomes=(nasty,),
        rows=(Row(id="a", when=when(x=nasty), then=nasty),),
    )
    html = decision_table_html(table)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_only_tables_and_known_languages_are_shown():
    with pytest.raises(UnknownName):
        decision_table_html(SAP.table, lang="fr")
    with pytest.raises(WrongType):
        decision_table_html(SAP)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_schemes_read_and_write_as_plain_data(scheme):
    written = json.dumps(codec.unstructure(scheme))
    assert codec.structure(json.loads(written), Scheme) == scheme


def test_a_table_written_by_hand_decides():
    document = {
        "name": "by-hand",
        "facts": [
            {"type": "one_of", "fact": "state", "values": ["ok", "bad"]},
            {"type": "flag", "fact": "urgent"},
        ],
        "outcomes": ["low", "high"],
        "rows": [
            {
                "id": "bad",
                "when": {"type": "is", "fact": "state", "values": ["bad"]},
                "then": "high",
            },
            {"id": "ok", "then": "low"},
        ],
        "modifiers": [
            {
                "type": "cap",
                "id": "calm",
                "when": {"type": "is", "fact": "urgent", "values": [False]},
                "at_most": "low",
            }
        ],
    }
    table = codec.structure(document, DecisionTable)
    assert table == DecisionTable(
        name="by-hand",
        facts=(OneOf(fact="state", values=("ok", "bad")), Flag(fact="urgent")),
        outcomes=("low", "high"),
        rows=(
            Row(id="bad", when=when(state="bad"), then="high"),
            Row(id="ok", then="low"),
        ),
        modifiers=(Cap(id="calm", when=when(urgent=False), at_most="low"),),
    )
    assert decide(table, {"state": "bad", "urgent": True}).outcome == "high"


def test_waivers_survive_the_wire():
    written = json.loads(json.dumps(codec.unstructure(JIRA_PRIORITY)))
    assert codec.structure(written, DecisionTable).waivers == JIRA_PRIORITY.waivers
