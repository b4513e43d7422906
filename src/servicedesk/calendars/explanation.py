"""Why a stretch of time is open or closed: each one with the rule that made it so."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice, pairwise

from attrs import evolve, field, frozen

from servicedesk.calendars.holidays import package_version
from servicedesk.calendars.rules import Desk, Pair, Repeated, Rule, Ruling
from servicedesk.calendars.tables import EPOCH_ORDINAL, PAD, SECOND, ZERO, offsets_in
from servicedesk.calendars.timeline import Timeline
from servicedesk.calendars.weekly import (
    DAY,
    Hours,
    SeasonalWeeks,
    Window,
    clock_text,
    plan_in_force,
)
from servicedesk.errors import are, is_a
from servicedesk.reasons import LANGUAGES, Reason, ReasonKind, Text
from servicedesk.spans import Span

OPEN = ReasonKind(
    "calendar.open",
    "{start} to {end}: open, {length}",
    "{start} 至 {end}：营业，{length}",
    "{start} 至 {end}：營業，{length}",
)
CLOSED = ReasonKind(
    "calendar.closed",
    "{start} to {end}: closed",
    "{start} 至 {end}：不营业",
    "{start} 至 {end}：不營業",
)
BASIS = ReasonKind(
    "calendar.basis",
    "by the clock of {timezone}; holidays of {country} as in holidays {version}, known to {known}",
    "按{timezone}时间；{country}的节假日取自 holidays {version}，已知至{known}",
    "按{timezone}時間；{country}的節假日取自 holidays {version}，已知至{known}",
)
BASIS_WITHOUT_HOLIDAYS = ReasonKind(
    "calendar.basis_without_holidays",
    "by the clock of {timezone}; no holidays kept",
    "按{timezone}时间；不计节假日",
    "按{timezone}時間；不計節假日",
)
ORDINARY = ReasonKind(
    "calendar.ordinary", "hours of {weekday}", "{weekday}的营业时间", "{weekday}的營業時間"
)
SEASON = ReasonKind(
    "calendar.season",
    "hours of {weekday} in the season {name}",
    "{name}期间{weekday}的营业时间",
    "{name}期間{weekday}的營業時間",
)
SPECIAL_OPEN = ReasonKind(
    "calendar.special_open",
    "special hours of {day}: {name}",
    "{day}的特别营业时间：{name}",
    "{day}的特別營業時間：{name}",
)
SPECIAL_CLOSED = ReasonKind(
    "calendar.special_closed",
    "closed on {day}: {name}",
    "{day}不营业：{name}",
    "{day}不營業：{name}",
)
MAKE_UP = ReasonKind(
    "calendar.make_up",
    "make-up working day for {stands_for} ({weekday}){source}",
    "调休上班日，补{stands_for}（{weekday}）{source}",
    "補班日，補{stands_for}（{weekday}）{source}",
)
MAKE_UP_UNKNOWN = ReasonKind(
    "calendar.make_up_unknown",
    "make-up working day, with the hours of {weekday} by default{source}",
    "调休上班日，默认按{weekday}的营业时间{source}",
    "補班日，預設按{weekday}的營業時間{source}",
)
CANCELLED = ReasonKind(
    "calendar.cancelled",
    "ordinary hours of {weekday}: the holiday was cancelled{source}",
    "{weekday}的正常营业时间：假日已取消{source}",
    "{weekday}的正常營業時間：假日已取消{source}",
)
HOLIDAY = ReasonKind(
    "calendar.holiday", "holiday: {name}{source}", "假日：{name}{source}", "假日：{name}{source}"
)
HALF_DAY = ReasonKind(
    "calendar.half_day",
    "half-day holiday: {name}{source}",
    "半日假：{name}{source}",
    "半日假：{name}{source}",
)
LUNCH = ReasonKind("calendar.lunch", "lunch break", "午休", "午休")
BREAK = ReasonKind("calendar.break", "break between windows", "班次之间休息", "班次之間休息")
OUTSIDE = ReasonKind(
    "calendar.outside", "outside the day's hours", "当日营业时间之外", "當日營業時間之外"
)
DAY_OFF = ReasonKind(
    "calendar.day_off", "no hours on {weekday}", "{weekday}不营业", "{weekday}不營業"
)
NOT_YET = ReasonKind(
    "calendar.not_yet", "no hours in force yet", "营业时间尚未生效", "營業時間尚未生效"
)
SKIPPED = ReasonKind(
    "calendar.skipped",
    "before it, the clock skips {first} to {last}",
    "此前时钟跳过{first}至{last}",
    "此前時鐘跳過{first}至{last}",
)
AGAIN = ReasonKind(
    "calendar.again",
    "the clock shows {first} to {last} a second time",
    "时钟第二次走过{first}至{last}",
    "時鐘第二次走過{first}至{last}",
)
ONCE = ReasonKind(
    "calendar.once",
    "a time that the clock repeats counts once",
    "时钟重复的时间只计一次",
    "時鐘重複的時間只計一次",
)
COMBINED = ReasonKind("calendar.combined", "{how}", "{how}", "{how}")
PART = ReasonKind(
    "calendar.part", "{timezone}: {state}", "{timezone}:{state}", "{timezone}:{state}"
)

_OPEN, _SHUT = Text("open", "营业", "營業"), Text("closed", "不营业", "不營業")
_UNNAMED = Text("special day", "特别安排", "特別安排")
WEEKDAYS = (
    Text("Monday", "星期一", "星期一"),
    Text("Tuesday", "星期二", "星期二"),
    Text("Wednesday", "星期三", "星期三"),
    Text("Thursday", "星期四", "星期四"),
    Text("Friday", "星期五", "星期五"),
    Text("Saturday", "星期六", "星期六"),
    Text("Sunday", "星期日", "星期日"),
)


@frozen
class Stretch:
    """A span that is open or closed throughout, for one reason."""

    span: Span = field(validator=is_a(Span))
    is_open: bool = field(validator=is_a(bool))
    reason: Reason = field(validator=is_a(Reason))


@frozen
class Explanation:
    """The stretches of [start, end), without a gap, and what they rest on.

    `explain(explanation, lang="zh-Hans")` of `servicedesk.reasons` gives it as text.

    Attributes:
        basis: the zone, and the holidays with the version of the package that knows them.
        stretches: in order.
    """

    basis: tuple[Reason, ...] = field(validator=are(Reason))
    stretches: tuple[Stretch, ...] = field(validator=are(Stretch))

    @property
    def elapsed(self) -> timedelta:
        """The open time: what `elapsed` of the same instants answers."""
        return sum((each.span.total for each in self.stretches if each.is_open), ZERO)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return *self.basis, *(stretch.reason for stretch in self.stretches)


@frozen
class _Piece:
    """Times are seconds since 1970: readings of the clock at first, instants in the end."""

    start: int
    end: int
    is_open: bool
    because: tuple[Reason, ...]


def explain_between(timeline: Timeline, start: datetime, end: datetime) -> Explanation:
    """The stretches of [start, end); none when *end* comes first."""
    low, high = timeline.locate(start, "start")[1], timeline.locate(end, "end")[1]
    stretches = []
    if low < high:
        for piece in _pieces(timeline.source, low // SECOND, -(-high // SECOND)):
            opens = timeline.local(max(timedelta(0, piece.start), low))
            closes = timeline.local(min(timedelta(0, piece.end), high))
            span = Span(opens, closes)
            if piece.is_open:
                reason = OPEN(start=opens, end=closes, length=span.total, because=piece.because)
            else:
                reason = CLOSED(start=opens, end=closes, because=piece.because)
            stretches.append(Stretch(span, piece.is_open, reason))
    return Explanation(tuple(_basis(timeline.source)), tuple(stretches))


def _basis(source: object) -> Iterator[Reason]:
    if isinstance(source, Pair):
        yield from _basis(source.left)
        yield from _basis(source.right)
    elif isinstance(source, Desk) and source.reader:
        holidays = source.reader.holidays
        place = "-".join(filter(None, (holidays.country, holidays.subdivision)))
        yield BASIS(
            timezone=source.timezone,
            country=place,
            version=package_version(),
            known=source.horizon(),
        )
    elif isinstance(source, Desk):
        yield BASIS_WITHOUT_HOLIDAYS(timezone=source.timezone)


def _pieces(source: object, first: int, last: int) -> list[_Piece]:
    if isinstance(source, Pair):
        return _joined(_pair_pieces(source, first, last))
    assert isinstance(source, Desk)  # noqa: S101 - there is no third source
    return _joined(_desk_pieces(source, first, last))


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    found: list[_Piece] = []
    for piece in pieces:
        alike = found and (found[-1].is_open, found[-1].because) == (piece.is_open, piece.because)
        if alike and found[-1].end == piece.start:
            found[-1] = _Piece(found[-1].start, piece.end, piece.is_open, piece.because)
        else:
            found.append(piece)
    return found


def _pair_pieces(pair: Pair, first: int, last: int) -> Iterator[_Piece]:
    parts = _pieces(pair.left, first, last), _pieces(pair.right, first, last)
    edges = sorted({edge for part in parts for piece in part for edge in (piece.start, piece.end)})
    left = right = 0
    for start, end in pairwise(edges):
        while parts[0][left].end <= start:
            left += 1
        while parts[1][right].end <= start:
            right += 1
        here = parts[0][left], parts[1][right]
        reasons = tuple(
            PART(
                timezone=source.timezone,
                state=_OPEN if piece.is_open else _SHUT,
                because=piece.because,
            )
            for source, piece in zip((pair.left, pair.right), here, strict=True)
        )
        is_open = pair.is_open(*(piece.is_open for piece in here))
        yield _Piece(start, end, is_open, (COMBINED(how=pair.how, because=reasons),))


def _desk_pieces(desk: Desk, first: int, last: int) -> Iterator[_Piece]:
    readings = _readings(desk, first // DAY - 3, last // DAY + 3)
    offsets = offsets_in(desk.zone, first - PAD, last)
    ends = [start for start, _ in offsets[1:]] + [last]
    before = offsets[0][1]
    for (start, offset), end in zip(offsets, ends, strict=True):
        shown = start + max(before, offset)  # what the clock had shown by then
        for reading in readings:
            for low, high in ((start + offset, shown), (shown, end + offset)):
                opens, closes = max(reading.start, low), min(reading.end, high)
                opens, closes = max(opens, first + offset), min(closes, last + offset)
                if opens >= closes:
                    continue
                is_open, because = reading.is_open, reading.because
                if offset < before and closes <= shown:
                    again = AGAIN(first=_clock(start + offset), last=_clock(start + before))
                    because = (*because, again)
                    if is_open and desk.calendar.repeated is Repeated.ONCE:
                        is_open, because = False, (*because, ONCE())
                if offset > before and opens == start + offset:
                    skipped = SKIPPED(first=_clock(start + before), last=_clock(start + offset))
                    because = (*because, skipped)
                yield _Piece(opens - offset, closes - offset, is_open, because)
        before = offset


def _clock(reading: int) -> str:
    return clock_text(reading % DAY)


def _readings(desk: Desk, low: int, high: int) -> list[_Piece]:
    """What the rules say of every reading of the clock, for days since 1970 from low to high."""
    names = _Names(desk)
    open_pieces: list[_Piece] = []
    closed_pieces: list[_Piece] = []
    for number in range(low, high):
        day, midnight = date.fromordinal(number + EPOCH_ORDINAL), number * DAY
        ruling = desk.ruling(day)
        cause = (names.cause(day, ruling),)
        open_pieces += [
            _Piece(midnight + window.opens, midnight + window.closes, True, cause)  # noqa: FBT003
            for window in ruling.hours
        ]
        closed_pieces += [
            _Piece(midnight + start, midnight + end, False, because)  # noqa: FBT003
            for start, end, because in _closed(ruling.hours, names.closing_cause(day, ruling))
        ]
    opened = _disjoint(open_pieces)
    return sorted([*opened, *_without(closed_pieces, opened)], key=lambda piece: piece.start)


def _disjoint(pieces: list[_Piece]) -> list[_Piece]:
    """Where open pieces overlap, the one that begins first is the reason."""
    found: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        start = max(piece.start, found[-1].end) if found else piece.start
        if start < piece.end:
            found.append(evolve(piece, start=start))
    return found


def _without(pieces: list[_Piece], cuts: list[_Piece]) -> Iterator[_Piece]:
    """What of *pieces* lies outside *cuts*; both are disjoint and in order."""
    first = 0
    for piece in pieces:
        start = piece.start
        while first < len(cuts) and cuts[first].end <= start:
            first += 1
        for cut in islice(cuts, first, None):
            if cut.start >= piece.end:
                break
            if start < cut.start:
                yield evolve(piece, start=start, end=cut.start)
            start = cut.end
        if start < piece.end:
            yield evolve(piece, start=start)


def _closed(hours: Hours, closing: Reason) -> Iterator[tuple[int, int, tuple[Reason, ...]]]:
    """The closed time of a date, in seconds since its midnight."""
    edges = [0, *(edge for window in hours for edge in (window.opens, window.closes)), DAY]
    for index in range(0, len(edges), 2):
        start, end = edges[index], min(edges[index + 1], DAY)
        if start < end:
            between = 0 < index < len(edges) - 2
            yield start, end, (_pause(Window(start, end)) if between else closing,)


def _pause(gap: Window) -> Reason:
    is_lunch = gap.opens >= 11 * 3600 and gap.closes <= 15 * 3600
    return LUNCH() if is_lunch else BREAK()


class _Names:
    """Reasons for the hours of dates, holidays named in every language that the package has."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years: dict[int, dict[date, Text]] = {}

    def _holiday(self, day: date, name: str) -> Text:
        if day.year not in self._years:
            self._years[day.year] = self._names(day.year)
        return self._years[day.year].get(day) or Text(name, name, name)

    def _names(self, year: int) -> dict[date, Text]:
        assert self._desk.reader  # noqa: S101 - for the type checker
        named = [self._desk.reader.holidays.names(year, lang) for lang in LANGUAGES]
        return {day: Text(*(names[day] for names in named)) for day in named[0]}

    def cause(self, day: date, ruling: Ruling) -> Reason:
        """Why a date has its hours."""
        weekday = WEEKDAYS[day.weekday()]
        source = Text(f", {ruling.source}", f"，{ruling.source}", f"，{ruling.source}")
        said = source if ruling.source else ""
        match ruling.rule:
            case Rule.SPECIAL:
                kind = SPECIAL_OPEN if ruling.hours else SPECIAL_CLOSED
                return kind(day=day, name=ruling.name or _UNNAMED)
            case Rule.MAKE_UP if ruling.stands_for:
                stood_for = WEEKDAYS[ruling.stands_for.weekday()]
                return MAKE_UP(stands_for=ruling.stands_for, weekday=stood_for, source=said)
            case Rule.MAKE_UP:
                assert self._desk.reader  # noqa: S101 - for the type checker
                default = self._desk.reader.holidays.make_up_weekday
                return MAKE_UP_UNKNOWN(weekday=WEEKDAYS[default], source=said)
            case Rule.CANCELLED:
                return CANCELLED(weekday=weekday, source=said)
            case Rule.HOLIDAY | Rule.HALF_DAY:
                name = ruling.name if ruling.source else self._holiday(day, ruling.name)
                kind = HOLIDAY if ruling.rule is Rule.HOLIDAY else HALF_DAY
                return kind(name=name, source=said)
        plan = plan_in_force(self._desk.calendar.week, day)
        if plan is None:
            return NOT_YET()
        season = plan.season_on(day) if isinstance(plan, SeasonalWeeks) else None
        if season and season.name:
            return SEASON(weekday=weekday, name=season.name)
        return ORDINARY(weekday=weekday)

    def closing_cause(self, day: date, ruling: Ruling) -> Reason:
        """Why a date is closed before, after or without its windows."""
        if ruling.rule is Rule.HALF_DAY:
            return self.cause(day, ruling)
        if ruling.hours:
            return OUTSIDE()
        cause = self.cause(day, ruling)
        says_why = cause.kind in (SPECIAL_CLOSED, HOLIDAY, NOT_YET)
        return cause if says_why else DAY_OFF(weekday=WEEKDAYS[day.weekday()])
