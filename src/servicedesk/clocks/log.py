"""What of an event log counts: known by then, not corrected or taken back, once, in order."""

from collections.abc import Iterable
from datetime import datetime

from servicedesk.errors import check_type
from servicedesk.incidents import Event
from servicedesk.spans import to_utc


def happenings(
    events: Iterable[Event], *, at: datetime, as_known_at: datetime | None = None
) -> list[tuple[datetime, Event]]:
    """The events that count at *at*, each with its UTC instant, in the order in which they happen.

    * What was recorded after *as_known_at* is not known yet; None knows the whole log. An event
      without `recorded_at` was known when it happened.
    * An entry that corrects another stands in its place; one that retracts another takes it back
      and is itself no happening. They speak about the log, so they count however late they are
      dated, once they are known; a retraction can itself be retracted. Of several about one entry
      the latest recorded counts. About an id that is not in the log they say nothing.
    * What happens after *at* does not exist yet.
    * At one instant the order is that of the log; of several with one id the first counts.
    """
    check_type(events, Iterable, where="events")
    known = list(events)
    if not all(isinstance(event, Event) for event in known):
        for index, event in enumerate(known):
            check_type(event, Event, where=f"events[{index}]")
    if as_known_at is not None:
        horizon = to_utc(as_known_at)
        known = [event for event in known if _known_from(event) <= horizon]
    if any(event.corrects is not None or event.retracts is not None for event in known):
        known = _amended(known)
    limit = to_utc(at)
    dated = [(instant, event) for event in known if (instant := to_utc(event.at)) <= limit]
    dated.sort(key=_instant)
    return _once(dated)


def _instant(entry: tuple[datetime, Event]) -> datetime:
    return entry[0]


def _known_from(event: Event) -> datetime:
    return to_utc(event.at if event.recorded_at is None else event.recorded_at)


def _amended(events: list[Event]) -> list[Event]:
    amendments = [event for event in events if _amends(event) is not None]
    amendments.sort(key=_known_from)
    last_word: dict[str, Event] = {}
    for amendment in reversed(amendments):
        about = _amends(amendment)
        if about is not None and _acts(amendment, last_word):
            last_word.setdefault(about, amendment)
    return [
        event
        for event in events
        if event.retracts is None
        and (event.corrects is None or last_word.get(event.corrects) is event)
        and _stands(event, last_word)
    ]


def _amends(event: Event) -> str | None:
    return event.retracts if event.corrects is None else event.corrects


def _acts(amendment: Event, last_word: dict[str, Event]) -> bool:
    """Whether it stands, or stood in place of an entry and another correction in its own."""
    if _stands(amendment, last_word):
        return True
    instead = last_word[str(amendment.id)]
    return amendment.corrects is not None and instead.corrects is not None


def _stands(event: Event, last_word: dict[str, Event]) -> bool:
    return event.id is None or last_word.get(event.id, event) is event


def _once(dated: list[tuple[datetime, Event]]) -> list[tuple[datetime, Event]]:
    seen: set[str] = set()
    first = []
    for entry in dated:
        name = entry[1].id
        if name is None:
            first.append(entry)
        elif name not in seen:
            seen.add(name)
            first.append(entry)
    return first
