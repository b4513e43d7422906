"""What holds for every calendar, by the oracle that walks the clock on the wall."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from attrs import frozen
from hypothesis import settings as Settings  # noqa: N812 - it is a class
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from servicedesk.calendars import BusinessCalendar, Calendar, CombinedCalendar
from servicedesk.calendars.rules import Desk
from servicedesk.codec import structure, unstructure
from servicedesk.errors import Unreachable, check_type
from servicedesk.incidents import Period
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.spans import SpanSet, to_utc
from servicedesk.testing import oracles
from servicedesk.testing.laws.holding import Example, Law, Tried, chosen, hold
from servicedesk.testing.oracles import Combined, PlainCalendar, WallClock
from servicedesk.testing.strategies.business_time import durations, tzinfos

THREE_YEARS = Period(date(2025, 1, 1), date(2028, 1, 1))

_DAY = timedelta(days=1)
_MICRO = timedelta(microseconds=1)
_NEAR = timedelta(days=12)
_MARGIN = timedelta(days=40)
_OPERATORS = {"both": "&", "either": "|", "except": "-"}


def oracle_of(calendar: Calendar, window: Period = THREE_YEARS) -> WallClock:
    """A calendar as the oracle's plain clock on the wall.

    The hours of each date are read from the calendar's rules (special day, make-up day, holiday,
    week) and written out; zones, clock changes and all counting are the oracle's own.

    Args:
        calendar: of either kind.
        window: the civil dates that are written out, forty days more on either side.
    """
    if isinstance(calendar, CombinedCalendar):
        return Combined(
            oracle_of(calendar.left, window),
            _OPERATORS[calendar.how.value],  # type: ignore[arg-type]
            oracle_of(calendar.right, window),
        )
    desk = Desk(calendar)
    first, days = window.start - _MARGIN, window.days + 2 * _MARGIN.days
    dates = (first + timedelta(days=number) for number in range(days))
    return PlainCalendar(
        timezone=calendar.timezone,
        week={},
        exceptions={
            day.isoformat(): [window.clock for window in desk.ruling(day).hours] for day in dates
        },
        repeated=calendar.repeated.value,
    )


@frozen
class _Subject:
    calendar: Any
    window: Period
    oracle: WallClock


def _instants(subject: _Subject) -> SearchStrategy[datetime]:
    """Instants of the window: whole minutes, and edges of windows, clock changes and midnights."""
    first = datetime.combine(subject.window.start, time(), UTC)
    minutes = subject.window.days * 24 * 60
    plain = st.integers(0, minutes).map(lambda minute: first + timedelta(minutes=minute))
    near = st.sampled_from([timedelta(0), _MICRO, -_MICRO, timedelta(seconds=1)])
    edges = st.sampled_from(_edges(subject))
    return plain | st.builds(lambda edge, offset: edge + offset, edges, near)


def _edges(subject: _Subject) -> list[datetime]:
    """Instants about which something changes: some hundreds, evenly over the window."""
    found = {datetime.combine(subject.window.start, time(), UTC)}
    for desk in desks_of(subject.calendar):
        for special in desk.exceptions:
            if special.day in subject.window:
                found.add(datetime.combine(special.day, time(), UTC))
    days = subject.window.days
    for number in range(0, days, max(days // 60, 1)):
        noon = datetime.combine(subject.window.start, time(12), UTC) + number * _DAY
        for first, last in oracles.spans(subject.oracle, noon, noon + _DAY):
            found |= {first, last}
    zone = desks_of(subject.calendar)[0].timeline.zone
    for number in range(days):
        noon = datetime.combine(subject.window.start, time(12), UTC) + number * _DAY
        if noon.astimezone(zone).utcoffset() != (noon - _DAY).astimezone(zone).utcoffset():
            found |= {noon - half * timedelta(minutes=30) for half in range(48)}
    return sorted(found)


def desks_of(calendar: Calendar) -> list[BusinessCalendar]:
    """The calendars of which it is combined, or itself."""
    if isinstance(calendar, CombinedCalendar):
        return [*desks_of(calendar.left), *desks_of(calendar.right)]
    return [calendar]


def _one(subject: _Subject) -> SearchStrategy[Example]:
    return st.fixed_dictionaries({"at": _instants(subject)})


def _stretch(subject: _Subject) -> SearchStrategy[Example]:
    lengths = durations(timedelta(days=10)) | st.integers(0, 10**11).map(
        lambda micros: timedelta(microseconds=micros)
    )
    return st.builds(
        lambda start, length: {"start": start, "end": start + length}, _instants(subject), lengths
    )


def _steps(subject: _Subject) -> SearchStrategy[Example]:
    lengths = durations() | st.sampled_from([timedelta(0), _MICRO])
    return st.fixed_dictionaries({"start": _instants(subject), "duration": lengths})


def _three(subject: _Subject) -> SearchStrategy[Example]:
    moments = _instants(subject)
    return st.fixed_dictionaries({"a": moments, "b": moments, "c": moments})


def _zones(subject: _Subject) -> SearchStrategy[Example]:
    return st.builds(
        lambda stretch, one, other: {**stretch, "one": one, "other": other},
        _stretch(subject),
        tzinfos(),
        tzinfos(),
    )


def _utc(instant: datetime | None) -> str:
    return "never" if instant is None else to_utc(instant).isoformat()


def _counts(subject: _Subject, start: datetime, end: datetime) -> str:
    told, walked = subject.calendar.elapsed(start, end), oracles.elapsed(subject.oracle, start, end)
    return "" if told == walked else f"{told} was told, {walked} passes on the clock"


def _runs(subject: _Subject, start: datetime, end: datetime) -> str:
    found = subject.calendar.spans(start, end)
    told = [(to_utc(span.start), to_utc(span.end)) for span in found]
    if told != oracles.spans(subject.oracle, start, end):
        return f"{found!r} is not when it is open"
    total = subject.calendar.elapsed(start, end)
    return "" if found.total == total else f"they add up to {found.total}, elapsed is {total}"


def _opens(subject: _Subject, at: datetime) -> str:
    if subject.calendar.is_open(at) != subject.oracle.is_open(at):
        return f"is_open is {subject.calendar.is_open(at)}"
    for ask in ("next_open", "next_close"):
        walked = getattr(oracles, ask)(subject.oracle, at, within=_NEAR)
        told = _or_none(getattr(subject.calendar, ask), at)
        if walked is not None and (told is None or to_utc(told) != walked):
            return f"{ask} is {_utc(told)}, on the clock {_utc(walked)}"
    return ""


def _or_none(ask: Any, *given: Any) -> Any:
    try:
        return ask(*given)
    except Unreachable:
        return None


def _adds(subject: _Subject, start: datetime, duration: timedelta) -> str:
    calendar = subject.calendar
    for ask, sign in (("add", 1), ("subtract", -1)):
        landed = _or_none(getattr(calendar, ask), start, duration)
        if landed is None:
            if getattr(oracles, ask)(subject.oracle, start, duration, within=_NEAR) is not None:
                return f"{ask} is said to be unreachable"
            continue
        passed = sign * calendar.elapsed(start, landed)
        if passed != duration:
            return f"{ask} lands at {_utc(landed)}, by when {passed} has passed"
        nearer = to_utc(landed) - sign * _MICRO
        if duration and sign * calendar.elapsed(start, nearer) >= duration:
            return f"{ask} lands at {_utc(landed)}, {_utc(nearer)} would do"
    return ""


def _adds_up(subject: _Subject, a: datetime, b: datetime, c: datetime) -> str:
    elapsed = subject.calendar.elapsed
    if elapsed(a, b) + elapsed(b, c) != elapsed(a, c):
        return f"{elapsed(a, b)} and {elapsed(b, c)} are not {elapsed(a, c)}"
    return "" if elapsed(a, b) == -elapsed(b, a) else "backwards is not the negative of forwards"


def _any_zone(subject: _Subject, start: datetime, end: datetime, one: Any, other: Any) -> str:
    calendar = subject.calendar
    first, last = start.astimezone(one), end.astimezone(other)
    if calendar.elapsed(first, last) != calendar.elapsed(start, end):
        return f"{calendar.elapsed(first, last)} instead of {calendar.elapsed(start, end)}"
    return "" if calendar.is_open(first) == calendar.is_open(start) else "is_open differs"


def _stored(subject: _Subject, start: datetime, end: datetime) -> str:
    wire = json.loads(json.dumps(unstructure(subject.calendar, Calendar)))
    again: Any = structure(wire, Calendar)
    if again != subject.calendar:
        return f"{again!r} comes back"
    told = subject.calendar.elapsed(start, end)
    return "" if again.elapsed(start, end) == told else "it counts otherwise when it comes back"


def _explained(subject: _Subject, start: datetime, end: datetime) -> str:
    story = subject.calendar.explain(start, end)
    told = SpanSet(each.span for each in story.stretches if each.is_open).total
    if told != subject.calendar.elapsed(start, end):
        return f"the stretches that are called open make {told}"
    silent = [lang for lang in LANGUAGES if story.stretches and not explain(story, lang=lang)]
    return f"nothing is said in {silent}" if silent else ""


CALENDAR_LAWS = (
    Law(
        name="elapsed_counts_the_clock",
        text="elapsed is the time that the clock on the wall shows open",
        examples=_stretch,
        fault=_counts,
        shows="calendar.elapsed(start, end)",
    ),
    Law(
        name="spans_are_open_time",
        text="the spans are all open time, and their total is elapsed",
        examples=_stretch,
        fault=_runs,
        shows="calendar.spans(start, end), calendar.elapsed(start, end)",
    ),
    Law(
        name="open_by_the_clock",
        text="it is open, opens and closes as the clock on the wall says",
        examples=_one,
        fault=_opens,
        shows="calendar.is_open(at), calendar.next_open(at), calendar.next_close(at)",
    ),
    Law(
        name="what_was_added_has_elapsed",
        text="by where add lands the duration has passed, and no earlier; subtract mirrors it",
        examples=_steps,
        fault=_adds,
        shows="calendar.add(start, duration), calendar.subtract(start, duration)",
    ),
    Law(
        name="elapsed_adds_up",
        text="elapsed over two stretches is elapsed over both, and turns its sign backwards",
        examples=_three,
        fault=_adds_up,
        shows="assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)",
    ),
    Law(
        name="any_zone",
        text="the zone in which an instant is written does not matter",
        examples=_zones,
        fault=_any_zone,
        shows="first, last = start.astimezone(one), end.astimezone(other)\n"
        "assert calendar.elapsed(first, last) == calendar.elapsed(start, end)\n"
        "assert calendar.is_open(first) == calendar.is_open(start)",
    ),
    Law(
        name="calendar_comes_back_from_json",
        text="the calendar goes to JSON and comes back the same",
        examples=_stretch,
        fault=_stored,
        shows="assert structure(unstructure(calendar, Calendar), Calendar) == calendar",
    ),
    Law(
        name="hours_explain_themselves",
        text="the explanation calls open what elapsed counts, in three languages",
        examples=_stretch,
        fault=_explained,
        shows="calendar.explain(start, end), calendar.elapsed(start, end)",
    ),
)
"""The laws of `check_calendar`."""


def check_calendar(
    calendar: Calendar,
    *,
    window: Period = THREE_YEARS,
    laws: Iterable[Law | str] | None = None,
    settings: Settings | None = None,
) -> tuple[Tried, ...]:
    """Try the laws of business time on a calendar of yours.

    Args:
        calendar: of either kind.
        window: the civil dates on which to try them.
        laws: which, by name or your own; None is `CALENDAR_LAWS`.
        settings: how many cases, as Hypothesis has them; None is `QUICK`, the same ones each time.

    Returns:
        How each law was tried.

    Raises:
        InvalidValue: for no laws at all.
        LawBroken: for the first law that does not hold, with the smallest case found.
        UnknownName: for a law that there is not.
        WrongType: for what is no calendar.
    """
    check_type(calendar, BusinessCalendar, CombinedCalendar, where="calendar")
    subject = _Subject(calendar, window, oracle_of(calendar, window))
    return hold(chosen(laws, CALENDAR_LAWS), subject, settings)
