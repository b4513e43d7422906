"""From openings to tables of Φ, in whole seconds until the last step.

Instants are seconds since 1970 in UTC; readings are the same count by the clock on the wall; days
are counted from 1970.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, zip_longest
from operator import sub
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servicedesk.errors import UnknownName

DAY = 86_400
ZERO = timedelta(0)
MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
_ONE_DAY = timedelta(days=1)
UTC_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = UTC_EPOCH.toordinal()

# a year's table reaches two days beyond it on each side, so that the year in which an instant is
# written, whatever the zone, has it
PAD = 2 * DAY
# no zone has changed its clock twice in three days since 1900
STRIDE = 3 * DAY

Openings = list[tuple[int, int]]
"""Disjoint, ordered starts and ends of open time."""

Offsets = list[tuple[int, int]]
"""From when a zone has which offset, earliest first."""

Table = tuple[Sequence[timedelta], Sequence[timedelta]]
"""Boundaries and bases."""

DateTable = tuple[Sequence[timedelta], Sequence[timedelta], bytes]
"""Boundaries and bases of a date, and for each of its minutes 0 if closed, 1 if open, 2 if both."""

Landing = tuple[Sequence[timedelta], Sequence[timedelta], timedelta, frozenset[int]]
"""Φ at the end of each open piece, local reading minus Φ in it, Φ at the year's end, the pieces
whose readings are shown for the second time."""


# files of a zone database that are no places, or count leap seconds: they differ by machine
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_COPIES = ("posix/", "right/")


def zone_of(name: str, where: str) -> ZoneInfo:
    """The zone of this IANA name, the same one on every machine. Raises `UnknownName`."""
    unknown = UnknownName(
        "unknown time zone", got=name, expected='an IANA name, as "Asia/Shanghai"', where=where
    )
    if isinstance(name, str) and (name in _NO_PLACES or name.startswith(_COPIES)):
        raise unknown
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError, TypeError) as error:
        raise unknown from error


def start_of(year: int) -> int:
    """The start of a year in UTC."""
    return (datetime(year, 1, 1, tzinfo=UTC) - UTC_EPOCH) // SECOND


def offsets_in(zone: ZoneInfo, first: int, last: int) -> Offsets:
    """The zone's offsets over [first, last)."""
    epoch = datetime(1970, 1, 1, tzinfo=zone)  # read as UTC below
    fromutc = zone.fromutc
    stride = timedelta(0, STRIDE)
    instant, end = epoch + timedelta(0, first), epoch + timedelta(0, last)
    offset = fromutc(instant) - instant
    found = [(first, offset // SECOND)]
    while instant < end:
        later = instant + stride
        if fromutc(later) - later != offset:
            before, change = instant, later
            while change - before > SECOND:
                middle = before + (change - before) // SECOND // 2 * SECOND
                if fromutc(middle) - middle == offset:
                    before = middle
                else:
                    change = middle
            offset = fromutc(later) - later
            if change < end:
                found.append(((change - epoch) // SECOND, offset // SECOND))
        instant = later
    return found


def merged(openings: Openings) -> Openings:
    """Overlapping and touching openings joined; they come in the order of their starts."""
    found: Openings = []
    end = 0
    for opening in openings:
        if not found or opening[0] > end:
            found.append(opening)
            end = opening[1]
        elif opening[1] > end:
            end = opening[1]
            found[-1] = found[-1][0], end
    return found


def clipped(openings: Openings, first: int, last: int) -> Openings:
    """The part of *openings* in [first, last)."""
    begin = max(bisect_right(openings, (first,)) - 1, 0)
    if begin < len(openings) and openings[begin][1] <= first:
        begin += 1
    found = openings[begin : bisect_left(openings, (last,))]
    if found and found[0][0] < first:
        found[0] = first, found[0][1]
    if found and found[-1][1] > last:
        found[-1] = found[-1][0], last
    return found


def placed(openings: Openings, offsets: Offsets, first: int, last: int, *, once: bool) -> Openings:
    """Readings turned into instants in [first, last).

    Time that a clock change skips is not there; what it repeats is there twice, or *once*.
    """
    found: Openings = []
    shown = sum(offsets[0])  # the latest reading that the clock has shown
    ends = [start for start, _ in offsets[1:]] + [last]
    for (start, offset), end in zip(offsets, ends, strict=True):
        low, high = max(start, first) + offset, min(end, last) + offset
        if once:
            low = max(low, shown)
        shown = max(shown, end + offset)
        if low >= high:
            continue
        here = [(opens - offset, closes - offset) for opens, closes in clipped(openings, low, high)]
        if found and here and here[0][0] == found[-1][1]:
            here[0] = found.pop()[0], here[0][1]
        found += here
    return found


def _durations(counts: Sequence[int]) -> list[timedelta]:
    """Seconds as timedeltas; adding one to another is quicker than making it."""
    if not counts:
        return []
    moves = list(map(sub, counts[1:], counts))
    steps = {move: timedelta(0, move) for move in set(moves)}
    return list(accumulate(map(steps.__getitem__, moves), initial=timedelta(0, counts[0])))


class Measure(NamedTuple):
    """Φ over a stretch of time.

    Attributes:
        bounds: where it opens and closes, in turn.
        closed: Φ in the closed pieces, in seconds.
        edges: the bounds.
        bases: Φ in the closed pieces, Φ less the instant in the open ones.
    """

    bounds: list[int]
    closed: list[int]
    edges: list[timedelta]
    bases: list[timedelta]

    def at(self, instant: int) -> int:
        """Φ at an instant, in seconds."""
        piece = bisect_right(self.bounds, instant)
        value = self.closed[piece // 2]
        return value + instant - self.bounds[piece - 1] if piece & 1 else value


def measured(openings: Openings, start: int, origin: int) -> Measure:
    """Φ, which is *origin* at *start*."""
    bounds = list(chain.from_iterable(openings))
    lengths = [closes - opens for opens, closes in openings]
    from_zero = list(accumulate(lengths, initial=0))
    origin -= Measure(bounds, from_zero, [], []).at(start)
    closed = [origin + value for value in from_zero]
    edges, values = _durations(bounds), _durations(closed)
    bases = values + values[:-1]
    bases[::2] = values
    bases[1::2] = map(sub, values, edges[::2])
    return Measure(bounds, closed, edges, bases)


Patterns = dict[tuple[timedelta, ...], bytes]
"""The minutes of days, by where they open and close."""


def by_date(
    table: Table, offsets: Offsets, first: int, last: int, patterns: Patterns
) -> Iterator[tuple[int, DateTable]]:
    """Φ by readings, for each day from one up to another that is not near a clock change.

    Args:
        table: of the year in which the days lie.
        offsets: of the same year.
        first: a day.
        last: a day.
        patterns: minutes that are known already, which dates that are alike share.
    """
    edges, bases = table
    ends = [start for start, _ in offsets[1:]] + [(last + 2) * DAY]
    for index, ((start, offset), end) in enumerate(zip(offsets, ends, strict=True)):
        # readings near a change may be skipped or repeated
        low = (start + offset) // DAY + 2 if index else first
        high = (end + offset) // DAY - 1 if index + 1 < len(offsets) else last
        shift = timedelta(0, offset)
        for day in range(max(low, first), min(high, last)):
            midnight = timedelta(day) - shift
            # a bound at midnight belongs to the date that it begins
            piece, past = bisect_left(edges, midnight), bisect_left(edges, midnight + _ONE_DAY)
            clock = [edge - midnight for edge in edges[piece:past]]
            values = [*bases[piece : past + 1]]
            values[1 - piece % 2 :: 2] = [base - shift for base in values[1 - piece % 2 :: 2]]
            if piece & 1:  # open at midnight: a piece of no length makes the count odd
                clock, values = [ZERO, *clock], [ZERO, *values]
            key = tuple(clock)
            if key not in patterns:
                patterns[key] = _by_minute([edge // SECOND for edge in clock])
            reading = timedelta(day)
            of_day = tuple([reading + edge for edge in clock])
            yield day, (of_day, tuple(values), patterns[key])


def _by_minute(edges: Sequence[int]) -> bytes:
    """For each minute of a day 0 if closed, 1 if open, 2 if both; it opens at the first edge."""
    found = bytearray(1440)
    for opens, closes in zip_longest(edges[::2], edges[1::2], fillvalue=DAY):
        begin, end = -(-opens // 60), closes // 60
        found[begin:end] = b"\1" * (end - begin)
    for edge in edges:
        if edge % 60:
            found[edge // 60] = 2
    return bytes(found)


def landings(measure: Measure, offsets: Offsets, end_of_year: timedelta) -> Landing:
    """Φ⁻¹ as readings."""
    cuts: list[tuple[int, int, bool]] = []  # from when, offset, whether readings are repeated
    for index, (start, offset) in enumerate(offsets):
        before = offsets[index - 1][1] if index else offset
        cuts.append((start, offset, before > offset))
        if before > offset:
            cuts.append((start + before - offset, offset, False))
    opens, closes = measure.bounds[::2], measure.bounds[1::2]
    values, bases = measure.bases[::2], measure.bases[1::2]
    ends: list[timedelta] = []
    shifts: list[timedelta] = []
    repeated: set[int] = set()
    piece = 0
    for index, (_, offset, again) in enumerate(cuts):
        shift = timedelta(0, offset)
        begin = len(ends)
        has_next = index + 1 < len(cuts)
        cut = cuts[index + 1][0] if has_next else 0
        stop = bisect_left(closes, cut, lo=piece) if has_next else len(closes)
        ends += values[piece + 1 : stop + 1]
        shifts += [shift - base for base in bases[piece:stop]]
        if stop < len(opens) and opens[stop] < cut:
            # the next offset's from the cut on; what lands on it reads the clock after it
            ends.append(timedelta(0, cut) + bases[stop] - MICROSECOND)
            shifts.append(shift - bases[stop])
        if again:
            repeated.update(range(begin, len(ends)))
        piece = stop
    return ends, shifts, end_of_year, frozenset(repeated)
