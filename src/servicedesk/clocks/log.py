"""What of an event log counts: known by then, not corrected or taken back, once, in order."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from servicedesk.errors import check_type
from servicedesk.incidents import Event
from servicedesk.spans import to_utc

Entry = tuple[datetime, Event]
"""An event with its UTC instant."""

_instant = itemgetter(0)


def happenings(
    events: Iterable[Event], *, at: datetime, as_known_at: datetime | None = None
) -> list[Entry]:
    """The events that count at *at*, each with its UTC instant, in the order in which they happen.

    * What was recorded after *as_known_at* is not known yet; None knows the whole log. An event
      without `recorded_at` was known when it happened.
    * Of several with one id the first counts; at one instant the order is that of the log.
    * An entry that corrects another stands in its place; one that retracts another takes it back
      and is itself no happening. They speak about the log, so they count however late they are
      dated, once they are known. They name what they speak about, so it does not matter which of
      the two was recorded first. A retraction can itself be retracted, a correction too. Of
      several about one entry the latest recorded counts. About an id that is not in the log, and
      about each other in a circle, they say nothing.
    * What happens after *at* does not exist yet.
    """
    if not isinstance(events, list):
        check_type(events, Iterable, where="events")
    known = list(events)
    if not {Event}.issuperset(map(type, known)):
        for index, event in enumerate(known):
            check_type(event, Event, where=f"events[{index}]")
    if as_known_at is not None:
        horizon = to_utc(as_known_at)
        known = [event for event in known if _known_from(event) <= horizon]
    dated = [(to_utc(event.at), event) for event in known]
    dated.sort(key=_instant)
    names = [event.id for event in known if event.id is not None]
    if len(set(names)) < len(names):
        dated = _once(dated)
    if [event for event in known if event.corrects is not None or event.retracts is not None]:
        dated = _amended(dated)
    limit = to_utc(at)
    if dated and dated[-1][0] > limit:
        del dated[bisect_right(dated, limit, key=_instant) :]
    return dated


def _known_from(event: Event) -> datetime:
    return to_utc(event.at if event.recorded_at is None else event.recorded_at)


def _once(dated: Sequence[Entry]) -> list[Entry]:
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


def _amends(event: Event) -> str | None:
    return event.retracts if event.corrects is None else event.corrects


def _amended(dated: Sequence[Entry]) -> list[Entry]:
    last_word = _last_words([event for _, event in dated])
    # every entry speaks once, in its own place or in that of the one it corrects
    first = (event for _, event in dated if event.corrects is None)
    standing = {id(_corrected(event, last_word)) for event in first}
    return [(at, event) for at, event in dated if id(event) in standing and event.retracts is None]


def _corrected(event: Event, last_word: Mapping[str | None, Event]) -> Event:
    """What stands in the event's place at last: itself, a correction, or what took it back."""
    while (word := last_word.get(event.id)) is not None:
        event = word
    return event


def _last_words(events: Sequence[Event]) -> dict[str | None, Event]:
    """Of each id that is corrected or taken back, the amendment that counts."""
    amendments = [event for event in events if _amends(event) is not None]
    amendments.sort(key=_known_from)
    about: dict[str | None, list[Event]] = {}
    for latest in reversed(amendments):
        about.setdefault(_amends(latest), []).append(latest)
    # what is said of an amendment is settled before what it says itself
    order: list[str | None] = []
    names = {amendment.id for amendment in amendments}
    coming = deque(name for name in about if name not in names)
    while coming:
        name = coming.popleft()
        order.append(name)
        coming.extend(each.id for each in about[name] if each.id in about)
    last_word: dict[str | None, Event] = {}
    for name in reversed(order):
        acting = next((each for each in about[name] if _acts(each, last_word)), None)
        if acting is not None:
            last_word[name] = acting
    return last_word


def _acts(amendment: Event, last_word: Mapping[str | None, Event]) -> bool:
    """Whether it was not taken back; a correction that was itself corrected still acts."""
    word = last_word.get(amendment.id)
    return word is None or (amendment.corrects is not None and word.corrects is not None)
