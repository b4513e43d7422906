"""Decision tables as HTML, for documentation and notebooks."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from servicedesk.decisions import (
    Cap,
    DecisionTable,
    Duty,
    Floor,
    Row,
)
from servicedesk.decisions.tables import bound_of, condition_of
from servicedesk.decisions.wording import say
from servicedesk.errors import check_type
from servicedesk.reasons import Clause, Lang, Text, check_lang

_HEADINGS = (
    Text("row", "行", "行"),
    Text("when", "条件", "條件"),
    Text("outcome", "结论", "結論"),
    Text("source", "依据", "依據"),
)
_SEMICOLON = Text("; ", "；", "；")
_MODIFIERS = Text("afterwards, in this order", "其后依次", "其後依次")
_CAPTION = Text("{name}, version {version}: {policy}", "{name}，版本{version}：{policy}",
                "{name}，版本{version}：{policy}")  # fmt: skip
_EFFECTS: Mapping[type, Text] = {
    Cap: Text("at most {bound}", "至多{bound}", "至多{bound}"),
    Floor: Text("at least {bound}", "至少{bound}", "至少{bound}"),
    Duty: Text("else {bound}", "否则{bound}", "否則{bound}"),
}


def decision_table_html(table: DecisionTable, *, lang: Lang = "en") -> str:
    """The table as one HTML `<table>`: rows worst outcome first, then the modifiers.

    It carries no style; a page or notebook gives its own. Nothing in it is escaped by hand, so
    a host's words can't break out of their cell.

    Args:
        table: the table to show.
        lang: "en", "zh-Hans" or "zh-Hant".

    Raises:
        UnknownName: for another language.
    """
    check_type(table, DecisionTable, where="table")
    check_lang(lang)
    root = ET.Element("table", {"class": "decision-table", "lang": lang})
    caption = _CAPTION.label(lang).format(
        name=table.title.label(lang), version=table.version, policy=table.hit_policy.label(lang)
    )
    ET.SubElement(root, "caption").text = caption
    head = ET.SubElement(ET.SubElement(root, "thead"), "tr")
    for heading in _HEADINGS:
        ET.SubElement(head, "th", scope="col").text = heading.label(lang)
    body = ET.SubElement(root, "tbody")
    for row in _worst_first(table):
        condition = say(row.when, table, lang)
        _line(
            body, row.id, (condition, table.words(row.then).label(lang), _cited(row.clauses, lang))
        )
    if table.modifiers:
        after = ET.SubElement(root, "tbody")
        title = ET.SubElement(ET.SubElement(after, "tr"), "th", colspan="4", scope="colgroup")
        title.text = _MODIFIERS.label(lang)
        for modifier in table.modifiers:
            condition = say(condition_of(modifier), table, lang)
            effect = (
                _EFFECTS[type(modifier)]
                .label(lang)
                .format(bound=table.words(bound_of(modifier)).label(lang))
            )
            _line(after, modifier.id, (condition, effect, _cited(modifier.clauses, lang)))
    return ET.tostring(root, encoding="unicode", method="html")


def _worst_first(table: DecisionTable) -> list[Row]:
    # an order that means something is not touched
    ordered = table.hit_policy.value in {"first", "unique"}
    if ordered:
        return list(table.rows)
    return sorted(table.rows, key=lambda row: -table.rank(row.then))


def _cited(clauses: tuple[Clause, ...], lang: Lang) -> str:
    return _SEMICOLON.label(lang).join(clause.label(lang) for clause in clauses)


def _line(body: ET.Element, row_id: str, cells: tuple[str, ...]) -> None:
    line = ET.SubElement(body, "tr")
    ET.SubElement(line, "th", scope="row").text = row_id
    for words in cells:
        ET.SubElement(line, "td").text = words
