"""Bar charts inside a printed document."""

from xml.etree import ElementTree as ET

from attrs import frozen


@frozen
class Chart:
    """Bars: a name, a length out of *top*, and the figure that stands at it."""

    bars: tuple[tuple[str, int, str], ...]
    top: int


_LEFT, _LONG, _BAR, _STEP = 170, 330, 14, 22


def draw_bars(body: ET.Element, chart: Chart) -> None:
    """Bars as an inline SVG; the table below says the same in figures."""
    if not chart.bars or not chart.top:
        return
    height = _STEP * len(chart.bars) + 4
    figure = ET.SubElement(
        body,
        "svg",
        {
            "viewBox": f"0 0 680 {height}",
            "width": "680",
            "height": str(height),
            "role": "img",
            "font-size": "12",
            "style": "max-width:100%",
        },
    )
    for index, (name, length, said) in enumerate(chart.bars):
        y = 2 + _STEP * index
        long = _LONG * length // chart.top
        middle = str(y + _BAR - 3)
        label = {"x": str(_LEFT - 8), "y": middle, "text-anchor": "end"}
        ET.SubElement(figure, "text", label).text = name
        bar = {"x": _LEFT, "y": y, "width": max(long, 1), "height": _BAR}
        ET.SubElement(
            figure, "rect", {**{key: str(each) for key, each in bar.items()}, "fill": "#0b6bcb"}
        )
        ET.SubElement(figure, "text", {"x": str(_LEFT + long + 8), "y": middle}).text = said
