"""Answers to conformance cases: one JSON object in, the answer in the form of its `expect`.

Nothing is computed here: data is translated and public verbs are called.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from servicedesk.billing import fee
from servicedesk.calendars import BusinessCalendar
from servicedesk.codec import (
    parse_duration,
    parse_instant,
    structure,
    unstructure,
    write_duration,
    write_instant,
)
from servicedesk.contracts import Contract, Coverage, Request, Work, cover
from servicedesk.decisions import when
from servicedesk.errors import InvalidDocument, UnknownName, Unreachable
from servicedesk.incidents import Event, Facts, IncidentFacts, Period
from servicedesk.money import Money, Ratio, Rounding, UnitPrice, allocate, settle
from servicedesk.presets.severity import canonical_level
from servicedesk.sla import (
    Breached,
    Change,
    Clock,
    Metric,
    Paused,
    Pending,
    Policy,
    Reopening,
    Target,
    assess,
)
from servicedesk.spans import ZERO

Case = Mapping[str, Any]


def answer(case: Case) -> Any:
    """The library's answer to *case*, in the form of the case's `expect`.

    Args:
        case: one object of a file of cases, with or without its `expect`, `accepts`, `level`
            and `note`, which are not looked at.

    Returns:
        An instant or a duration as ISO 8601 text, a boolean, a list of [start, end], the clocks
        by metric, a canonical severity level from 1 to 4, an amount of money or several, the
        sums of a statement, or the tag of who pays. None is "never" and "unclassified".

    Raises:
        ServiceDeskError: for a case that makes no sense, with the path of the fault.
    """
    if "facts" in case:
        return canonical_level(case.get("scheme", ""), _incident(case["facts"]))
    try:
        match case.get("op"):
            case "sla":
                return _clocks(case)
            case "settle" | "allocate":
                return _money(case)
            case "fee" | "coverage":
                return _contract(case)
            case _:
                return _business_time(case)
    except KeyError as error:
        raise InvalidDocument("missing key", expected=str(error.args[0]), where="$") from error
    except Unreachable:
        return None


def _business_time(case: Case) -> Any:
    desk = structure(case["calendar"], BusinessCalendar)
    start = parse_instant(case["start"])
    match case["op"]:
        case "elapsed":
            return write_duration(desk.elapsed(start, parse_instant(case["end"])))
        case "add":
            return write_instant(desk.add(start, parse_duration(case["duration"])))
        case "subtract":
            return write_instant(desk.subtract(start, parse_duration(case["duration"])))
        case "is_open":
            return desk.is_open(start)
        case "next_open":
            return write_instant(desk.next_open(start))
        case "windows":
            found = desk.spans(start, parse_instant(case["end"]))
            return [[write_instant(span.start), write_instant(span.end)] for span in found]
        case op:
            raise UnknownName("unknown op", got=op, where="$.op")


def _money(case: Case) -> Any:
    if case["op"] == "allocate":
        amount = structure(case["amount"], Money)
        parts = allocate(amount, structure(case["weights"], tuple[Ratio, ...]))
        return [unstructure(part) for part in parts]
    price = structure(case["price"], UnitPrice)
    factors = structure(case.get("factors", []), tuple[Ratio, ...])
    rounding = structure(case.get("rounding", {}), Rounding)
    return unstructure(settle(price, *factors, rounding=rounding))


def _contract(case: Case) -> Any:
    contract = structure(case["contract"], Contract)
    requests = structure(case["requests"], tuple[Request, ...])
    works = structure(case["works"], tuple[Work, ...])
    covered, _ = cover(contract, requests, works)
    if case["op"] == "coverage":
        return [unstructure(each.coverage, Coverage)["type"] for each in covered]
    statement = fee(contract, covered, structure(case["period"], Period))
    sums = {"net": statement.net, "tax": statement.tax, "payable": statement.payable}
    return {name: unstructure(amount) for name, amount in sums.items()}


def _incident(facts: Mapping[str, Any]) -> IncidentFacts:
    # JSON's numbers of minutes may have a fraction; as text they are exact
    exact = {name: str(each) if isinstance(each, float) else each for name, each in facts.items()}
    return structure(exact, IncidentFacts)


_METRICS = ("first_response", "resolution")


def _clocks(case: Case) -> dict[str, dict[str, str | None]]:
    """Each metric's clock by the table of events that the cases agree on."""
    desk = structure(case["calendar"], BusinessCalendar)
    priorities = list(_priorities(case))
    names = sorted({name for durations in priorities for name in durations})
    metrics = [_metric(name, name in case.get("pauses", ())) for name in names]
    targets = [
        Target(
            name=f"{metric}_{index}",
            metric=metric,
            within=parse_duration(within),
            clock=desk,
            when=when(priority=index),
        )
        for index, durations in enumerate(priorities)
        for metric, within in durations.items()
    ]
    policy = Policy(
        name="case",
        metrics=metrics,
        targets=targets,
        change=Change.KEEP_START,
    )
    found = assess(policy, _events(case), Facts({"priority": 0}), at=parse_instant(case["as_of"]))
    return {name: _told(found[name]) for name in names}


def _priorities(case: Case) -> Iterator[dict[str, str]]:
    """The targets of the start, then those after each change of priority."""
    targets = dict(case["targets"])
    yield targets
    for event in case["events"]:
        if event["type"] == "priority":
            targets = {**targets, **event.get("targets", {})}
            yield targets


def _events(case: Case) -> Iterator[Event]:
    changes = 0
    for event in case["events"]:
        changes += event["type"] == "priority"
        yield Event(
            at=parse_instant(event["at"]),
            type=event["type"],
            changes={"priority": changes} if event["type"] == "priority" else {},
        )


def _metric(name: str, pausable: bool) -> Metric:  # noqa: FBT001 - says what it is
    if name not in _METRICS:
        raise UnknownName("unknown metric", got=name, expected=", ".join(_METRICS))
    wait = ("pause",) if pausable else ()
    resume = ("resume",) if pausable else ()
    if name == "resolution":
        return Metric(
            name=name,
            start=("created",),
            pause=wait,
            resume=resume,
            stop=("resolved",),
            reopen=("reopened",),
            reopening=Reopening.CONTINUE_WITHOUT_CLOSED,
        )
    # no metric's time counts while the ticket is resolved
    return Metric(
        name=name,
        start=("created",),
        pause=(*wait, "resolved"),
        resume=(*resume, "reopened"),
        stop=("first_response",),
    )


def _told(clock: Clock) -> dict[str, str | None]:
    waits = isinstance(clock, Paused) and clock.by != "resolved"
    state = "running" if isinstance(clock, Paused) and not waits else type(clock).__name__.lower()
    if isinstance(clock, Pending):
        return {"due": None, "elapsed": write_duration(ZERO), "state": state, "late_by": None}
    late_by = clock.overrun if isinstance(clock, Breached) else ZERO
    return {
        "due": write_instant(clock.due) if clock.due else None,
        "elapsed": write_duration(clock.elapsed),
        "state": state,
        "late_by": write_duration(late_by),
    }


def agrees(given: object, expected: object) -> bool:
    """Whether an answer is the expected one: instants and durations compare by what they mean.

    Of an object only the keys that *expected* has are compared.
    """
    if isinstance(expected, Mapping):
        return isinstance(given, Mapping) and all(
            key in given and agrees(given[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(given, list)
            and len(given) == len(expected)
            and all(map(agrees, given, expected))
        )
    if isinstance(given, str) and isinstance(expected, str):
        return _meaning(given) == _meaning(expected)
    return type(given) is type(expected) and given == expected


def _meaning(text: str) -> object:
    for parse in (parse_instant, parse_duration):
        try:
            return parse(text)
        except InvalidDocument:
            continue
    return text
