"""What printed documents share: tables that come out as HTML and as aligned text, one style."""

from collections.abc import Sequence
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from attrs import frozen

from servicedesk.reasons import Lang, Text

STYLE = """
body{font-family:"Noto Sans CJK SC","Source Han Sans","PingFang SC","Microsoft YaHei",
"Helvetica Neue",Arial,sans-serif;color:#1a1a1a;max-width:60rem;margin:2rem auto;padding:0 1rem;
line-height:1.45}
h1{font-size:1.6rem;margin-bottom:.5rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
dt{color:#555}dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{padding:.35rem .5rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}
th{border-bottom:2px solid #444;font-weight:600}
table.narrow{width:auto;min-width:50%}.k{white-space:nowrap}.t{min-width:9rem}
.report td:not(.t){word-break:keep-all}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
table.sums{width:auto;margin-left:auto}
tr.due td{border-top:2px solid #444;border-bottom:none;font-weight:700;font-size:1.05rem}
pre{white-space:pre-wrap;font-size:.8rem;background:#f6f6f6;padding:.7rem;font-family:inherit}
@page{size:A4;margin:18mm 15mm}
svg{display:block}
@media print{body{margin:0;max-width:none}details:not([open]){display:none}tr{break-inside:avoid}
table{font-size:.78rem}th,td{padding:.3rem}h2{break-after:avoid}svg{break-inside:avoid;break-after:avoid}}
"""


@frozen
class Table:
    """A heading, column names and rows.

    `numeric` columns stand to the right; in `whole` ones no number or date is broken in two;
    `long` ones hold sentences and need room. A `narrow` table is no wider than it must be: a
    name far from its figure is hard to read.
    """

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    long: frozenset[int] = frozenset()
    narrow: bool = False


def html_table(body: ET.Element, table: Table, lang: Lang) -> None:
    """Add the table to an element."""
    element = ET.SubElement(body, "table", {"class": "narrow"} if table.narrow else {})
    head = ET.SubElement(ET.SubElement(element, "thead"), "tr")
    styles = [_style(table, at) for at in range(len(table.columns))]
    for column, style in zip(table.columns, styles, strict=True):
        ET.SubElement(head, "th", {**style, "scope": "col"}).text = column.label(lang)
    rows = ET.SubElement(element, "tbody")
    for cells in table.rows:
        row = ET.SubElement(rows, "tr")
        for at, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            element = ET.SubElement(row, "td", style)
            if at in table.whole:
                _keep_together(element, cell.split(_BETWEEN))
            else:
                element.text = cell


def _style(table: Table, at: int) -> dict[str, str]:
    if at in table.numeric:
        return {"class": "n"}
    return {"class": "t"} if at in table.long else {}


_BETWEEN = ", "


def _keep_together(cell: ET.Element, parts: Sequence[str]) -> None:
    for part in parts:
        span = ET.SubElement(cell, "span", {"class": "k"})
        span.text = part
        span.tail = _BETWEEN
    span.tail = None


def text_table(table: Table, lang: Lang) -> list[str]:
    """The table as lines whose columns line up, in Chinese too."""
    rows = [tuple(column.label(lang) for column in table.columns), *table.rows]
    widths = [max(width_of(row[k]) for row in rows) for k in range(len(table.columns))]
    lines = [
        "  ".join(
            padded(cell, width, right=k in table.numeric)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return [lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]]


def text_pairs(pairs: Sequence[tuple[str, str]], *, right: bool = False) -> list[str]:
    """Names and values, one pair a line."""
    left = max(width_of(name) for name, _ in pairs)
    wide = max(width_of(value) for _, value in pairs)
    return [f"{padded(name, left)}  {padded(value, wide, right=right)}" for name, value in pairs]


def width_of(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with blanks to so many columns."""
    gap = " " * (width - width_of(text))
    return gap + text if right else text + gap


def html_page(title: str, lang: Lang) -> tuple[ET.Element, ET.Element]:
    """The root of a document with this style, and its body."""
    root = ET.Element("html", lang=lang)
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "style").text = STYLE
    return root, ET.SubElement(root, "body")


def html_pairs(body: ET.Element, pairs: Sequence[tuple[str, str]]) -> None:
    """Add names and values as a list of definitions."""
    facts = ET.SubElement(body, "dl")
    for name, value in pairs:
        ET.SubElement(facts, "dt").text = name
        ET.SubElement(facts, "dd").text = value


def written(root: ET.Element) -> str:
    """The document as text."""
    return "<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html")
