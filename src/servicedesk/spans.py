"""Spans of instants and exact sets of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import itemgetter

from attrs import field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, check_type, is_aware

__all__ = [
    "Span",
    "SpanSet",
]

ZERO = timedelta(0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_utc(instant: datetime) -> datetime:
    """The instant in UTC, as a plain datetime: the key by which instants compare and hash.

    Aware datetimes of one zone compare by wall clock in Python, so a repeated hour would make
    two instants equal; their UTC forms never do.

    Raises:
        OutOfRange: where UTC leaves the years 1 to 9999.
    """
    if instant.tzinfo is UTC and type(instant) is datetime:
        return instant
    try:
        # unbound, because pendulum's own subtraction is some twenty times slower
        return _EPOCH + datetime.__sub__(instant, _EPOCH)
    except OverflowError:
        raise OutOfRange("instant beyond the years 1 to 9999", got=instant.isoformat()) from None


def utc_or_none(instant: datetime | None) -> datetime | None:
    """`to_utc` of an instant that may be absent."""
    return None if instant is None else to_utc(instant)


@frozen(order=True)
class Span:
    """The instants from *start* up to, not including, *end*.

    Both are aware datetimes, in any zone; spans compare, order and hash by the UTC instant.

    Raises:
        NaiveDatetime: for an end without an offset.
        InvalidValue: when it ends where it starts, or before.
    """

    start: datetime = field(validator=is_aware(), eq=to_utc, order=to_utc)
    end: datetime = field(validator=is_aware(), eq=to_utc, order=to_utc)

    def __attrs_post_init__(self) -> None:
        if to_utc(self.end) <= to_utc(self.start):
            raise InvalidValue(
                "a span ends after it starts", got=(self.start.isoformat(), self.end.isoformat())
            )

    @property
    def total(self) -> timedelta:
        """Elapsed time from start to end."""
        return to_utc(self.end) - to_utc(self.start)

    def __contains__(self, instant: datetime) -> bool:
        return to_utc(self.start) <= to_utc(instant) < to_utc(self.end)

    def __str__(self) -> str:
        return f"[{self.start.isoformat()}, {self.end.isoformat()})"


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    # each instant is taken to UTC once, which costs more than all the rest
    keyed = sorted(
        ((to_utc(span.start), to_utc(span.end), span) for span in spans), key=itemgetter(0, 1)
    )
    current: tuple[datetime, Span] | None = None
    for start, end, span in keyed:
        if current is None:
            current = end, span
        elif start > current[0]:
            yield current[1]
            current = end, span
        elif end > current[0]:
            current = end, Span(current[1].start, span.end)
    if current is not None:
        yield current[1]


def _as_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    listed = tuple(spans)
    for index, span in enumerate(listed):
        check_type(span, Span, where=f"SpanSet[{index}]")
    return tuple(_merged(listed))


@frozen
class SpanSet:
    """Disjoint spans in order; touching and overlapping ones are merged at construction.

    `a & b` is the time in both, `a | b` in either, `a - b` in a but not in b.
    """

    spans: tuple[Span, ...] = field(default=(), converter=_as_spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def total(self) -> timedelta:
        """The exact sum of the spans."""
        return sum((span.total for span in self.spans), ZERO)

    def __contains__(self, instant: datetime) -> bool:
        return any(instant in span for span in self.spans)

    def __or__(self, other: "SpanSet") -> "SpanSet":
        return SpanSet(self.spans + other.spans)

    def __and__(self, other: "SpanSet") -> "SpanSet":
        found = []
        mine, theirs = list(self.spans), list(other.spans)
        i = j = 0
        while i < len(mine) and j < len(theirs):
            start = max(mine[i].start, theirs[j].start, key=to_utc)
            end = min(mine[i].end, theirs[j].end, key=to_utc)
            if to_utc(start) < to_utc(end):
                found.append(Span(start, end))
            if to_utc(mine[i].end) <= to_utc(theirs[j].end):
                i += 1
            else:
                j += 1
        return SpanSet(found)

    def __sub__(self, other: "SpanSet") -> "SpanSet":
        left = []
        cuts = other.spans
        first = 0
        for span in self.spans:
            start = span.start
            while first < len(cuts) and to_utc(cuts[first].end) <= to_utc(start):
                first += 1
            for cut in islice(cuts, first, None):
                if to_utc(cut.start) >= to_utc(span.end):
                    break
                if to_utc(start) < to_utc(cut.start):
                    left.append(Span(start, cut.start))
                start = max(start, cut.end, key=to_utc)
            if to_utc(start) < to_utc(span.end):
                left.append(Span(start, span.end))
        return SpanSet(left)
