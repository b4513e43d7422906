"""Which plan costs least, as a picture: cost by number of incidents, ranges, crossing points."""

from xml.etree import ElementTree as ET

from servicedesk.billing import Crossing, Curve, Fit, PlanComparison
from servicedesk.errors import check_type
from servicedesk.money import Money
from servicedesk.reasons import Lang, Text, check_lang, explain, render

_TITLE = Text("Cost by number of incidents", "费用与服务次数", "費用與服務次數")
_INCIDENTS = Text("incidents", "服务次数", "服務次數")
_CHEAPEST = Text("costs least:", "最省：", "最省：")

_WIDTH, _HEIGHT = 760, 470
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 24, 74, 96
_COLOURS = ("#0b6bcb", "#c2410c", "#15803d", "#7c3aed", "#a16207", "#be185d")
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 4")
_FONT = '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",Arial,sans-serif'


def plan_comparison_svg(comparison: PlanComparison, *, lang: Lang = "en") -> str:
    """The comparison as an SVG document of 760 × 470.

    One line for each plan, told apart by colour and dash; dotted lines where the cheapest plan
    changes; below, the plan that costs least. The whole is described in words for those who
    cannot see it.

    Raises:
        UnknownName: for another language.
    """
    check_type(comparison, PlanComparison, where="comparison")
    check_lang(lang)
    top = len(comparison.curves[0].costs) - 1
    costs = [cost.minor for curve in comparison.curves for cost in curve.costs if cost is not None]
    highest = _nice(max([*costs, 1]))
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {_HEIGHT}",
            "width": str(_WIDTH), "height": str(_HEIGHT), "role": "img", "lang": lang,
            "font-family": _FONT, "font-size": "12",
        },
    )  # fmt: skip
    ET.SubElement(root, "title").text = _TITLE.label(lang)
    ET.SubElement(root, "desc").text = explain(comparison, lang=lang)
    ET.SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    _text(root, _LEFT, 24, _TITLE.label(lang), size="16", weight="600")
    _legend(root, comparison.curves, lang)
    _axes(root, comparison, top, highest, lang)
    for index, curve in enumerate(comparison.curves):
        _curve(root, curve, index, top, highest)
    for fit in comparison.fits:
        _fit(root, fit, comparison, top, lang)
    _text(root, 8, _HEIGHT - 18, _CHEAPEST.label(lang))
    for crossing in _shown(comparison):
        x = _x(crossing.at, top)
        _text(root, x, _TOP - 6, str(crossing.at), anchor="middle", weight="600")
    return ET.tostring(root, encoding="unicode")


def _shown(comparison: PlanComparison) -> list[Crossing]:
    """The crossings at which the cheapest plan changes."""
    starts = {fit.first for fit in comparison.fits[1:]}
    return [each for each in comparison.crossings if each.at in starts]


def _nice(largest: int) -> int:
    """The next round number: 1, 2, 3, 4, 5, 6 or 8 × a power of ten."""
    size = 1
    while True:
        for step in (1, 2, 3, 4, 5, 6, 8):
            if largest <= step * size:
                return step * size
        size *= 10


def _x(count: int, top: int) -> str:
    room = _WIDTH - _LEFT - _RIGHT
    return _number(_LEFT * 100 + room * 100 * count // top)


def _y(minor: int, highest: int) -> str:
    room = _HEIGHT - _TOP - _BOTTOM
    return _number((_HEIGHT - _BOTTOM) * 100 - room * 100 * minor // highest)


def _number(hundredths: int) -> str:
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


def _text(root: ET.Element, x: int | str, y: int | str, words: str, **style: str) -> ET.Element:
    names = {"size": "font-size", "weight": "font-weight", "anchor": "text-anchor"}
    element = ET.SubElement(root, "text", x=str(x), y=str(y), fill="#1a1a1a")
    for name, value in style.items():
        element.set(names[name], value)
    element.text = words
    return element


def _line(root: ET.Element, x1: str, y1: str, x2: str, y2: str, **style: str) -> None:
    attributes = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": "#d4d4d4", **style}
    ET.SubElement(root, "line", attributes)


def _legend(root: ET.Element, curves: tuple[Curve, ...], lang: Lang) -> None:
    x, y = _LEFT, 46
    for index, curve in enumerate(curves):
        words = curve.name.label(lang)
        wide = 46 + sum(13 if ord(each) > 255 else 7 for each in words)
        if x + wide > _WIDTH - _RIGHT:
            x, y = _LEFT, y + 16
        _line(root, str(x), str(y - 4), str(x + 24), str(y - 4), **_stroke(index))
        _text(root, x + 30, y, words)
        x += wide


def _stroke(index: int) -> dict[str, str]:
    return {
        "stroke": _COLOURS[index % len(_COLOURS)],
        "stroke-width": "2.5",
        "stroke-dasharray": _DASHES[index % len(_DASHES)] or "none",
    }


def _axes(root: ET.Element, comparison: PlanComparison, top: int, highest: int, lang: Lang) -> None:
    for part in range(6):
        minor = highest * part // 5
        y = _y(minor, highest)
        _line(root, str(_LEFT), y, str(_WIDTH - _RIGHT), y)
        label = Money(minor, comparison.currency).label(lang)
        _text(root, _LEFT - 8, y, label, anchor="end", size="11").set("dy", "4")
    step = _nice(-(-top // 8))
    for count in range(0, top + 1, step):
        x = _x(count, top)
        _line(root, x, str(_HEIGHT - _BOTTOM), x, str(_HEIGHT - _BOTTOM + 5), stroke="#525252")
        _text(root, x, _HEIGHT - _BOTTOM + 20, str(count), anchor="middle", size="11")
    words = _INCIDENTS.label(lang)
    _text(root, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM + 40, words, anchor="end")


def _curve(root: ET.Element, curve: Curve, index: int, top: int, highest: int) -> None:
    points = [
        f"{_x(n, top)},{_y(cost.minor, highest)}"
        for n, cost in enumerate(curve.costs)
        if cost is not None and _turns(curve, n)
    ]
    ET.SubElement(root, "polyline", {"points": " ".join(points), "fill": "none", **_stroke(index)})


def _turns(curve: Curve, n: int) -> bool:
    """Whether the line bends here, so that a straight run costs two points and no more."""
    if n in (0, len(curve.costs) - 1):
        return True
    before, here, after = curve.costs[n - 1 : n + 2]
    if before is None or here is None or after is None:
        return True
    return here.minor - before.minor != after.minor - here.minor


def _fit(root: ET.Element, fit: Fit, comparison: PlanComparison, top: int, lang: Lang) -> None:
    keys = [curve.key for curve in comparison.curves]
    start, end = _x(fit.first, top), _x(min(fit.last + 1, top), top)
    y = _HEIGHT - 34
    if fit.first:
        _line(
            root, start, str(_TOP), start, str(y),
            **{"stroke": "#525252", "stroke-dasharray": "2 4"},
        )  # fmt: skip
    for key in fit.keys[:1]:
        style = _stroke(keys.index(key))
        wide = _number(_hundredths(end) - _hundredths(start))
        ET.SubElement(
            root, "rect", x=start, y=str(y), width=wide, height="22", fill=style["stroke"],
            opacity="0.85",
        )  # fmt: skip
        names = tuple(curve.name for curve in comparison.curves if curve.key in fit.keys)
        words = render(names, lang)
        if _hundredths(wide) > 100 * sum(13 if ord(c) > 255 else 7 for c in words):
            label = _text(root, start, y + 15, words)
            label.set("fill", "#ffffff")
            label.set("dx", "4")


def _hundredths(number: str) -> int:
    """The hundredths of a number that `_number` wrote."""
    whole, _, part = number.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
