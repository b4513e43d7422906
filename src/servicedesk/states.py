"""A log of states as events, for hosts that record how a ticket stood and not what happened.

Many systems keep rows: from ten o'clock on hold, priority 2; from noon open, priority 1. What a
row means depends on the one before it: open after hold is a resumption, open after resolved is a
reopening, and on hold after resolved is both a reopening and a wait. `events_of_states` compares
each row with the one before and gives the events by which the metrics of `sla` are timed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from servicedesk.errors import check_type, is_a, is_aware
from servicedesk.incidents import Event, Facts, is_key
from servicedesk.reasons import Term
from servicedesk.spans import to_utc


class Standing(Term):
    """How a ticket stands, as far as its clocks care; the members have no order."""

    OPEN = "open", "open", "处理中", "處理中"
    WAITING = "waiting", "waiting", "等待中", "等待中"
    RESOLVED = "resolved", "resolved", "已解决", "已解決"
    CANCELLED = "cancelled", "cancelled", "已取消", "已取消"


_ENDED = (Standing.RESOLVED, Standing.CANCELLED)


@frozen(kw_only=True)
class TicketState:
    """How a ticket stood from an instant on, until its next state.

    Attributes:
        at: since when (any zone).
        standing: what its own state means for the clocks.
        wait: the event type by which a wait begins ("waiting_vendor"); of no account elsewhere.
        facts: all that was known of it then. A fact that a later state leaves out stays as it was.
        id: the host's identity of the row.
        by: who brought it about, as the host names people.
    """

    at: datetime = field(validator=is_aware(), eq=to_utc)
    standing: Standing = field(default=Standing.OPEN, validator=is_a(Standing))
    wait: str = field(default="waiting_customer", validator=is_key())
    facts: Facts = field(factory=Facts, converter=Facts)
    id: str | None = field(default=None, validator=is_a(str, optional=True))
    by: str = field(default="", validator=is_a(str))


def events_of_states(states: Iterable[TicketState]) -> tuple[Event, ...]:
    """The events that lead from each state of one ticket to the next.

    States are taken by their instants, at one instant as listed. The first is `created`, with the
    facts then known. From then on an end is `resolved` or `cancelled`, a wait begins with its
    own word and ends with `resume`, what had ended and is open or waits is `reopened`, and facts
    alone are `changed`. A state that differs in nothing gives no event. Where one row gives two
    events (reopened into a wait), the first has the row's id and brings its facts.

    Raises:
        WrongType: for what is no state.
    """
    check_type(states, Iterable, where="states")
    rows = list(states)
    for row in rows:
        check_type(row, TicketState, where="states")
    rows.sort(key=lambda row: to_utc(row.at))
    return tuple(_events(rows))


def _events(rows: list[TicketState]) -> Iterator[Event]:
    before: TicketState | None = None
    known: dict[str, object] = {}
    for row in rows:
        changes = {name: value for name, value in row.facts.items() if _new(known, name, value)}
        known.update(changes)
        types = ["created"] if before is None else []
        types.extend(_steps(before, row))
        if changes and not types:
            types.append("changed")
        for index, event_type in enumerate(types):
            first = index == 0
            yield Event(
                at=row.at,
                type=event_type,
                id=row.id if first else None,
                changes=Facts(changes) if first else Facts(),
                by=row.by,
            )
        before = row


def _new(known: dict[str, object], name: str, value: object) -> bool:
    return name not in known or type(known[name]) is not type(value) or known[name] != value


def _steps(before: TicketState | None, row: TicketState) -> Iterator[str]:
    was = Standing.OPEN if before is None else before.standing
    waited_by = before.wait if before is not None and was is Standing.WAITING else ""
    if was in _ENDED and row.standing not in _ENDED:
        yield "reopened"
    match row.standing:
        case Standing.WAITING if row.wait != waited_by:
            yield row.wait
        case Standing.OPEN if was is Standing.WAITING:
            yield "resume"
        case Standing.RESOLVED | Standing.CANCELLED if row.standing is not was:
            yield row.standing.value
