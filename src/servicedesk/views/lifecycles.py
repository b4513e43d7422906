"""A lifecycle as a picture, drawn from the table that runs."""

from xml.etree import ElementTree as ET

from servicedesk.errors import check_type
from servicedesk.lifecycles import Lifecycle, Move
from servicedesk.reasons import Lang, Text, check_lang

_FROM_MANY = Text("Besides:", "此外：", "此外：")
_STAYS = Text("stays", "状态不变", "狀態不變")

_BOX, _ROW, _GAP = 230, 64, 26
_LEFT, _TOP, _BULGE = 330, 24, 30
_MANY = 4
_FONT = '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",Arial,sans-serif'
_STYLE = (
    ".box{fill:#f4f6fa;stroke:#5b6b82}.end{stroke-width:2.5}.way{fill:none;stroke:#5b6b82}"
    ".back{stroke:#b45309}text{fill:#1c2530}.said{font-size:11px;paint-order:stroke;stroke:#ffffff;stroke-width:3px}.from-back{fill:#b45309}"
    "@media(prefers-color-scheme:dark){.box{fill:#222b38;stroke:#93a4bd}"
    ".way{stroke:#93a4bd}.back{stroke:#f0a44b}text{fill:#e6ebf2}.said{stroke:#16191d}.from-back{fill:#f0a44b}}"
)


def lifecycle_svg(lifecycle: Lifecycle, *, lang: Lang = "en") -> str:
    """The states in the order of the table and the moves between them, as an SVG document.

    Moves onward bend to the right, moves back to the left; moves that keep the state, or that may
    happen in many states, are listed below. Ends have a thick frame. Readable in light and dark.

    Raises:
        UnknownName: for another language.
    """
    check_type(lifecycle, Lifecycle, where="lifecycle")
    check_lang(lang)
    rows = {state.key: index for index, state in enumerate(lifecycle.states)}
    listed = [move for move in lifecycle.moves if move.to is None or len(move.sources) > _MANY]
    drawn = [move for move in lifecycle.moves if move not in listed]
    width = _LEFT + _BOX + 380
    height = _TOP + _ROW * len(rows) + 34 + 18 * len(listed)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "lang": lang,
            "font-family": _FONT,
            "font-size": "13",
        },
    )
    ET.SubElement(root, "title").text = lifecycle.name
    ET.SubElement(root, "style").text = _STYLE
    _arrow_head(root)
    for state in lifecycle.states:
        y = _TOP + _ROW * rows[state.key]
        frame = "box end" if state.final else "box"
        box = {"x": _LEFT, "y": y, "width": _BOX, "height": _ROW - _GAP, "rx": 6}
        ET.SubElement(
            root, "rect", {name: str(each) for name, each in box.items()}, **{"class": frame}
        )
        _say(root, _LEFT + _BOX // 2, y + 24, state.label(lang), anchor="middle")
    for move in drawn:
        for source in move.sources:
            _way(root, rows[source], rows[move.to or source], move.label(lang))
    _list(root, lifecycle, listed, height - 18 * len(listed), lang)
    return ET.tostring(root, encoding="unicode")


def _arrow_head(root: ET.Element) -> None:
    marker = ET.SubElement(
        ET.SubElement(root, "defs"),
        "marker",
        {
            "id": "head",
            "viewBox": "0 0 8 8",
            "refX": "7",
            "refY": "4",
            "markerWidth": "7",
            "markerHeight": "7",
            "orient": "auto-start-reverse",
        },
    )
    ET.SubElement(marker, "path", d="M0 0L8 4L0 8z", fill="context-stroke")


def _way(root: ET.Element, source: int, to: int, words: str) -> None:
    onward, steps = to > source, abs(to - source)
    if steps == 1 and onward:
        x = _LEFT + _BOX // 2
        y = _TOP + _ROW * source + _ROW - _GAP
        _path(root, f"M{x} {y}V{y + _GAP - 2}", "way")
        _say(root, x + 8, y + 17, words, kind="said")
        return
    side, bend = (_LEFT + _BOX, 1) if onward else (_LEFT, -1)
    reach = side + bend * (_BULGE + _BULGE * steps * 7 // 10)
    start = _TOP + _ROW * source + (_ROW - _GAP) * 2 // 3
    end = _TOP + _ROW * to + (_ROW - _GAP) // 3
    course = f"M{side} {start}C{reach} {start} {reach} {end} {side} {end}"
    _path(root, course, "way" if onward else "way back")
    # words stand near their start, at 3/10 of the curve, where few curves meet
    x, y = side + (reach - side) * 63 // 100, start + (end - start) * 216 // 1000
    anchor, kind = ("start", "said") if onward else ("end", "said from-back")
    _say(root, x + 6 * bend, y + 4, words, kind=kind, anchor=anchor)


def _path(root: ET.Element, course: str, kind: str) -> None:
    ET.SubElement(root, "path", {"d": course, "class": kind, "marker-end": "url(#head)"})


def _say(
    root: ET.Element, x: int, y: int, words: str, *, kind: str = "", anchor: str = "start"
) -> None:
    place = {"x": str(x), "y": str(y), "text-anchor": anchor}
    ET.SubElement(root, "text", {**place, **({"class": kind} if kind else {})}).text = words


def _list(root: ET.Element, lifecycle: Lifecycle, moves: list[Move], top: int, lang: Lang) -> None:
    if moves:
        _say(root, 12, top - 8, _FROM_MANY.label(lang))
    for index, move in enumerate(moves):
        leads = _STAYS.label(lang) if move.to is None else lifecycle.state(move.to).label(lang)
        sources = {"en": ", "}.get(lang, "、").join(
            lifecycle.state(source).label(lang) for source in move.sources[:_MANY]
        )
        more = " …" if len(move.sources) > _MANY else ""
        words = f"{move.label(lang)} → {leads}  ({sources}{more})"
        _say(root, 28, top + 12 + 18 * index, words, kind="said")
