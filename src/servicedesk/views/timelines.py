"""The clocks of an incident as a picture: open time, what counted, waits, due, levels, breach."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from xml.etree import ElementTree as ET

from attrs import frozen

from servicedesk.errors import check_type
from servicedesk.reasons import Lang, Text, check_lang, explain
from servicedesk.sla import (
    Assessment,
    ElapsedTime,
    Phase,
    StartedClock,
)
from servicedesk.spans import to_utc

_WIDTH, _LEFT, _RIGHT, _TOP, _LANE, _FOOT = 960, 190, 30, 56, 64, 48
_HALF_LABEL = 80
_FONT = '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",Arial,sans-serif'
_STYLE = """
svg { --ink: #1f2933; --faint: #52606d; --page: #ffffff; --open: #dbe7f3; --counted: #0b6bcb;
  --wait: #a16207; --late: #b91c1c; --line: #cbd2d9; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #f5f7fa; --faint: #b8c2cc; --page: #16191d; --open: #2b3a4a; --counted: #63b3ff;
    --wait: #e0b04c; --late: #ff7b72; --line: #46515c; }
}
text { fill: var(--ink); } .faint { fill: var(--faint); } .page { fill: var(--page); }
.open { fill: var(--open); } .counted { fill: var(--counted); }
.runs { fill: var(--counted); opacity: 0.35; } .late { fill: var(--late); }
.wait { fill: none; stroke: var(--wait); stroke-width: 2; stroke-dasharray: 5 3; }
.axis { stroke: var(--line); } .now { stroke: var(--faint); stroke-dasharray: 2 3; }
.due { stroke: var(--late); stroke-width: 2; } .level { fill: var(--wait); }
.stop { fill: var(--page); stroke: var(--ink); stroke-width: 2; }
"""

_TITLE = Text("Clocks at", "计时情况，截至", "計時情況，截至")
_NOTHING = Text("no clock has started", "尚无计时", "尚無計時")
_LEGEND = (
    ("open", Text("open", "营业时间", "營業時間")),
    ("counted", Text("counted", "计入", "計入")),
    ("late", Text("counted after due", "超时部分", "逾時部分")),
    ("wait", Text("waiting", "等待", "等待")),
    ("level", Text("level delivered", "升级送达", "升級送達")),
)
_DUE = Text("due", "期限", "期限")
_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (15, 30, 60, 120, 240, 720, 1440, 2880, 10080, 20160, 40320, 80640, 161280)
)
# beyond these a picture is a blur, and its file grows
_MOST_RUNS = 400


@frozen
class Picture:
    """An SVG document that shows itself in a notebook."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


def timeline(assessment: Assessment, *, lang: Lang = "en", to: timedelta | None = None) -> Picture:
    """`timeline_svg` as a picture that a notebook shows."""
    return Picture(timeline_svg(assessment, lang=lang, to=to))


def timeline_svg(assessment: Assessment, *, lang: Lang = "en", to: timedelta | None = None) -> str:
    """One lane for each clock that has started, on one axis of time, as an SVG document.

    A thin bar shows that the clock ran, a thick one what counted (in the colour of lateness after
    due), a dashed one what waited; below lies the open time of its desk. A line stands at due, a
    triangle at each level delivered, a circle at the stop, a dotted line at the instant of the
    assessment.
    Colours suit a light or dark page. The story in words is the document's description.

    Args:
        assessment: what the clocks say.
        lang: "en", "zh-Hans" or "zh-Hant".
        to: how finely the description tells it, as for `explain`.

    Raises:
        UnknownName: for another language.
        OutOfRange: as `explain`, for *to*.
    """
    check_type(assessment, Assessment, where="assessment")
    check_lang(lang)
    clocks = assessment.started
    height = _TOP + _LANE * max(len(clocks), 1) + _FOOT
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {_WIDTH} {height}",
            "width": str(_WIDTH), "height": str(height), "role": "img", "lang": lang,
            "font-family": _FONT, "font-size": "12",
        },
    )  # fmt: skip
    title = f"{_TITLE.label(lang)} {_read(assessment.at, clocks)}"
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "desc").text = explain(assessment, lang=lang, to=to)
    ET.SubElement(root, "style").text = _STYLE
    ET.SubElement(root, "rect", {"class": "page", "width": "100%", "height": "100%"})
    _text(root, 12, 22, title, size="14", weight="600")
    if not clocks:
        _text(root, 12, _TOP + 20, _NOTHING.label(lang))
        return ET.tostring(root, encoding="unicode")
    scale = _scale(assessment, clocks)
    _axis(root, scale, clocks, height)
    for lane, clock in enumerate(clocks):
        _lane(root, scale, clock, _TOP + lane * _LANE, lang)
    now = scale.x(assessment.at)
    _line(root, now, _TOP - 12, height - _FOOT, "now")
    _legend(root, height - 14, lang)
    return ET.tostring(root, encoding="unicode")


@frozen
class _Scale:
    """Instants to pixels, in whole numbers."""

    start: datetime
    end: datetime

    def x(self, instant: datetime) -> int:
        width = _WIDTH - _LEFT - _RIGHT
        inside = min(max(to_utc(instant), self.start), self.end) - self.start
        return _LEFT + inside * width // (self.end - self.start)


def _scale(assessment: Assessment, clocks: Sequence[StartedClock]) -> _Scale:
    instants = [to_utc(assessment.at)]
    for clock in clocks:
        shown = (clock.started, clock.due, clock.stopped)
        instants += [to_utc(instant) for instant in shown if instant is not None]
        instants += [to_utc(level.deliver_at) for level in clock.escalations]
    start, end = min(instants), max(instants)
    return _Scale(start, max(end, start + timedelta(minutes=15)))


def _lane(root: ET.Element, scale: _Scale, clock: StartedClock, top: int, lang: Lang) -> None:
    name = clock.words.label(lang)
    cycle = f" #{clock.cycle}" if clock.cycle > 1 else ""
    _text(root, 12, top + 16, name + cycle, weight="600")
    _text(root, 12, top + 33, clock.state.label(lang), kind="faint")
    for start, end in _runs(clock, scale):
        _bar(root, scale, (start, end), (top + 26, 8), "open")
    for stretch in clock.stretches:
        waits = stretch.phase in (Phase.PAUSED, Phase.CLOSED, Phase.SUPERSEDED)
        kind, y, thick = ("wait", top + 9, 10) if waits else ("runs", top + 12, 4)
        _bar(root, scale, (stretch.since, stretch.until), (y, thick), kind)
    for start, end in _counted(clock):
        for since, until, kind in _around(clock.due, start, end):
            _bar(root, scale, (since, until), (top + 6, 16), kind)
    if clock.due is not None:
        x = scale.x(clock.due)
        _line(root, x, top, top + 40, "due")
        words = f"{_DUE.label(lang)} {_read(clock.due, [clock])}"
        _text(root, min(x, _WIDTH - _HALF_LABEL), top + 52, words, anchor="middle")
    for level in clock.escalations:
        x = scale.x(level.deliver_at)
        points = f"{x - 5},{top - 4} {x + 5},{top - 4} {x},{top + 5}"
        mark = ET.SubElement(root, "polygon", {"class": "level", "points": points})
        ET.SubElement(mark, "title").text = level.level
    if clock.stopped is not None:
        where = {"cx": str(scale.x(clock.stopped)), "cy": str(top + 14), "r": "5"}
        ET.SubElement(root, "circle", {"class": "stop", **where})


def _runs(clock: StartedClock, scale: _Scale) -> Iterator[tuple[datetime, datetime]]:
    calendar = clock.target.clock
    if isinstance(calendar, ElapsedTime):
        yield scale.start, scale.end
        return
    runs = calendar.spans(scale.start, scale.end).spans
    if len(runs) <= _MOST_RUNS:
        yield from ((run.start, run.end) for run in runs)


def _counted(clock: StartedClock) -> Iterator[tuple[datetime, datetime]]:
    """The time that counted, run by run; running time as a whole where the runs are too many."""
    runs = [
        (stretch.since, stretch.until)
        for stretch in clock.stretches
        if stretch.phase in (Phase.COUNTED, Phase.CLOSED_COUNTED)
    ]
    spans = clock.spans.spans
    yield from runs if len(spans) > _MOST_RUNS else ((span.start, span.end) for span in spans)


def _around(
    due: datetime | None, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, str]]:
    if due is None or to_utc(until) <= to_utc(due):
        yield since, until, "counted"
    elif to_utc(since) >= to_utc(due):
        yield since, until, "late"
    else:
        yield since, due, "counted"
        yield due, until, "late"


def _axis(root: ET.Element, scale: _Scale, clocks: Sequence[StartedClock], height: int) -> None:
    length = scale.end - scale.start
    step = next((step for step in _STEPS if length <= step * 10), length / 10)
    ticks = (scale.start - (scale.start - _EPOCH) % step + step * n for n in range(1, 13))
    for tick in takewhile(lambda tick: tick < scale.end, ticks):
        x = scale.x(tick)
        _line(root, x, _TOP - 8, height - _FOOT, "axis")
        words = _read(tick, clocks)
        shown = words[5:16] if step < timedelta(days=1) else words[:10]
        _text(root, x, _TOP - 12, shown, kind="faint", anchor="middle", size="10")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _read(instant: datetime, clocks: Sequence[StartedClock]) -> str:
    """The instant as the first clock's desk reads it, or as it was given."""
    for clock in clocks:
        if not isinstance(clock.target.clock, ElapsedTime):
            return f"{clock.target.clock.add(instant, timedelta(0)):%Y-%m-%d %H:%M}"
    zone = clocks[0].started.tzinfo if clocks else instant.tzinfo
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def _legend(root: ET.Element, y: int, lang: Lang) -> None:
    x = _LEFT
    for kind, words in _LEGEND:
        box = {"x": str(x), "y": str(y - 9), "width": "14", "height": "10", "class": kind}
        ET.SubElement(root, "rect", box)
        _text(root, x + 20, y, words.label(lang), kind="faint")
        x += 40 + 12 * max(len(words.label(lang)), 6)


def _bar(
    root: ET.Element,
    scale: _Scale,
    run: tuple[datetime, datetime],
    band: tuple[int, int],
    kind: str,
) -> None:
    """A bar from an instant to another, of so many pixels from the top, and so thick."""
    x, right = scale.x(run[0]), scale.x(run[1])
    y, height = band
    where = {"x": str(x), "y": str(y), "width": str(max(right - x, 1)), "height": str(height)}
    ET.SubElement(root, "rect", {"class": kind, **where})


def _line(root: ET.Element, x: int, y: int, bottom: int, kind: str) -> None:
    where = {"x1": str(x), "y1": str(y), "x2": str(x), "y2": str(bottom)}
    ET.SubElement(root, "line", {"class": kind, **where})


def _text(
    root: ET.Element,
    x: int,
    y: int,
    words: str,
    *,
    kind: str = "",
    anchor: str = "start",
    size: str = "12",
    weight: str = "400",
) -> None:
    where = {"x": str(x), "y": str(y), "text-anchor": anchor}
    shape = {"font-size": size, "font-weight": weight, **({"class": kind} if kind else {})}
    ET.SubElement(root, "text", {**where, **shape}).text = words
