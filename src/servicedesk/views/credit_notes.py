"""A credit note (红字) as a document that one would send to a customer: HTML, plain text."""

from xml.etree import ElementTree as ET

from servicedesk.billing import CreditNote
from servicedesk.errors import check_type
from servicedesk.reasons import Lang, Text, check_lang, explain
from servicedesk.statements.units import Percent
from servicedesk.views.pages import (
    Table,
    html_page,
    html_pairs,
    html_table,
    text_pairs,
    text_table,
    written,
)

_TITLE = Text("Credit note", "红字结算单", "紅字結算單")
_NUMBER = Text("Number", "编号", "編號")
_CONTRACT = Text("Contract", "合同编号", "合同編號")
_OF = Text("Corrects the statement of", "冲减的结算期间", "沖減的結算期間")
_ON = Text("Date", "开具日期", "開立日期")
_LINES = Text("Taken back", "冲减明细", "沖減明細")
_COLUMNS = (
    Text("Item", "项目", "項目"),
    Text("Date", "日期", "日期"),
    Text("Net", "不含税金额", "不含稅金額"),
    Text("Tax rate", "税率", "稅率"),
    Text("Tax", "税额", "稅額"),
    Text("Amount", "价税合计", "價稅合計"),
)
_NO_TAX = Text("no tax", "不征税", "不徵稅")
_ROUNDED = Text("Rounding", "尾差调整", "尾差調整")
_BACK = Text("Amount given back", "红字金额合计", "紅字金額合計")
_WHY = Text("How each amount was computed", "计算说明", "計算說明")


def credit_note_html(note: CreditNote, *, lang: Lang = "en") -> str:
    """The credit note as one HTML document, ready to print on A4.

    Raises:
        UnknownName: for another language.
        CurrencyMismatch: for a note in several currencies.
    """
    facts, table, sums = _document(note, lang)
    root, body = html_page(f"{_TITLE.label(lang)} {note.id}", lang)
    ET.SubElement(body, "h1").text = _TITLE.label(lang)
    html_pairs(body, facts)
    ET.SubElement(body, "h2").text = table.title.label(lang)
    html_table(body, table, lang)
    html_pairs(body, sums)
    details = ET.SubElement(body, "details")
    ET.SubElement(details, "summary").text = _WHY.label(lang)
    ET.SubElement(details, "pre").text = explain(note, lang=lang)
    return written(root)


def credit_note_text(note: CreditNote, *, lang: Lang = "en") -> str:
    """The credit note as plain text; errors as `credit_note_html`."""
    facts, table, sums = _document(note, lang)
    lines = [_TITLE.label(lang), "", *text_pairs(facts)]
    lines += ["", table.title.label(lang), *text_table(table, lang)]
    lines += ["", *text_pairs(sums, right=True)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


_Pairs = tuple[tuple[str, str], ...]


def _document(note: CreditNote, lang: Lang) -> tuple[_Pairs, Table, _Pairs]:
    check_type(note, CreditNote, where="note")
    check_lang(lang)
    facts = (
        (_NUMBER.label(lang), note.id),
        (_CONTRACT.label(lang), note.contract),
        (_OF.label(lang), note.period.written(lang)),
        (_ON.label(lang), note.on.isoformat()),
    )
    rows = tuple(
        (
            line.name.label(lang),
            line.key.period.written(lang),
            line.net.label(lang),
            _NO_TAX.label(lang) if line.rate is None else Percent(line.rate).label(lang),
            line.tax.label(lang),
            line.gross.label(lang),
        )
        for line in note.lines
    )
    rounded = () if note.rounding is None else ((_ROUNDED.label(lang), note.rounding.label(lang)),)
    sums = (*rounded, (_BACK.label(lang), note.payable.label(lang)))
    return facts, Table(_LINES, _COLUMNS, rows, frozenset({2, 3, 4, 5})), sums
