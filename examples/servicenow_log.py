"""Fold a real incident log, report attainment, and set it beside that system's own verdict.

    python examples/servicenow_log.py PATH/servicenow_incidents.csv.gz

The log is "Incident management process enriched event log" (Amaral, Fantinato, Peres; UCI Machine
Learning Repository no. 498, CC BY 4.0): one row per update, with the state it was in. A state is an
event: it starts, pauses, resumes, stops or reopens the clock. Its targets are not published, so
the ones below are ours: `fit` tries a few dozen and says which agree best with `made_sla`.
"""

import argparse
import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, product
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.reasons import explain, render_duration
from servicedesk.reporting import Sample, attainment
from servicedesk.sla import (
    ELAPSED,
    Metric,
    Policy,
    Target,
    TargetClock,
    assess,
)

# the log gives local times without a zone and does not say which; its dates follow Brazil's form
ZONE = ZoneInfo("America/Sao_Paulo")
OFFICE = BusinessCalendar(ZONE, "Mon-Fri 08:00-18:00")
WAITS = ("awaiting_user_info", "awaiting_problem", "awaiting_vendor", "awaiting_evidence")
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")

METRICS = (
    Metric(name="first_response", start="opened", stop=("active", *WAITS, "resolved", "closed")),
    Metric(
        name="resolution",
        start="opened",
        pause=WAITS,
        resume=("new", "active"),
        stop=("resolved", "closed"),
        reopen="reopened",
    ),
)
RESPONSE = {1: timedelta(minutes=30), 2: timedelta(hours=1), 3: timedelta(hours=4)}
RESPONSE[4] = timedelta(hours=8)
RESOLUTION = {1: timedelta(hours=4), 2: timedelta(hours=8), 3: timedelta(hours=24)}
RESOLUTION[4] = timedelta(hours=40)


@frozen
class Incident:
    """One incident of the log.

    Attributes:
        number: its number.
        events: its states, as events.
        priority: 1 (critical) to 4 (low), as it ended.
        made_sla: that system's own last verdict.
        closed: its last instant.
    """

    number: str
    events: tuple[Event, ...]
    priority: int
    made_sla: bool
    closed: datetime


def main() -> None:
    """Read the log named on the command line, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="servicenow_incidents.csv.gz")
    incidents = read(parser.parse_args().path)
    print(f"{len(incidents)} incidents, {sum(len(each.events) for each in incidents)} events\n")
    samples = [judge(policy(RESPONSE, RESOLUTION, OFFICE), each) for each in incidents]
    report(incidents, samples)
    slowest(samples)
    beside_made_sla(incidents)


def read(path: Path) -> list[Incident]:
    """The incidents of the log, in its order."""
    rows = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as log:
        for row in csv.DictReader(log):
            rows[row["number"]].append(row)
    return [incident(number, updates) for number, updates in rows.items()]


def incident(number: str, rows: Sequence[dict[str, str]]) -> Incident:
    """The incident that its updates tell of."""
    last = rows[-1]
    return Incident(
        number,
        tuple(states(rows)),
        level(last),
        last["made_sla"] == "TRUE",
        local(last["sys_updated_at"]),
    )


def states(rows: Sequence[dict[str, str]]) -> Iterator[Event]:
    """One event for the opening, and one for each change of state or priority."""
    before = {"incident_state": "New", "priority": rows[0]["priority"]}
    priority = {"priority": level(rows[0])}
    yield Event(at=local(rows[0]["opened_at"]), type="opened", changes=priority)
    for row in rows:
        at, state = local(row["sys_updated_at"]), row["incident_state"]
        if row["priority"] != before["priority"]:
            yield Event(at=at, type="priority", changes={"priority": level(row)})
        if state != before["incident_state"]:
            if before["incident_state"] == "Resolved" and state != "Closed":
                yield Event(at=at, type="reopened")
            yield Event(at=at, type=state.lower().replace(" ", "_"))
        before = row


def local(text: str) -> datetime:
    """A day-month-year local time of the log."""
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=ZONE)


def level(row: dict[str, str]) -> int:
    """The priority of an update, from 1 (critical) to 4 (low)."""
    return int(row["priority"][0])


def policy(
    response: dict[int, timedelta], resolution: dict[int, timedelta], clock: TargetClock
) -> Policy:
    """A target for each metric and priority, all on one clock."""
    bounds = {"first_response": response, "resolution": resolution}
    return Policy(
        name="ours",
        metrics=METRICS,
        targets=[
            Target(
                name=f"{metric}-p{priority}",
                metric=metric,
                within=within,
                clock=clock,
                when=when(priority=priority),
            )
            for metric, bound in bounds.items()
            for priority, within in bound.items()
        ],
    )


def judge(rules: Policy, each: Incident) -> Sample:
    """What the clocks of the incident say in the end."""
    return Sample(ticket=each.number, assessment=assess(rules, each.events, at=each.closed))


def report(incidents: Sequence[Incident], samples: Sequence[Sample]) -> None:
    """Attainment by priority, with its denominators."""
    print("Attainment by our targets, Mon-Fri 08:00-18:00, waiting not counted")
    print(f"{'priority':14}{'metric':16}{'target':>8}{'met':>6}{'breached':>10}{'rate':>8}")
    for number, name in enumerate(PRIORITIES, 1):
        mine = [
            sample
            for each, sample in zip(incidents, samples, strict=True)
            if each.priority == number
        ]
        for metric, bounds in (("first_response", RESPONSE), ("resolution", RESOLUTION)):
            found = attainment(mine, metric, population=name)
            rate = "-" if found.rate is None else f"{float(found.rate):.1%}"
            target = render_duration(bounds[number], "en")
            print(f"{name:14}{metric:16}{target:>8}{found.met:>6}{found.breached:>10}{rate:>8}")
    print()


def slowest(samples: Iterable[Sample]) -> None:
    """The tickets that took the most working time to resolve, and why the slowest did."""
    ranked = sorted(samples, key=lambda sample: sample.assessment["resolution"].elapsed)
    print("The slowest, in working hours")
    for sample in ranked[:-6:-1]:
        clock = sample.assessment["resolution"]
        verdict = type(clock).__name__.lower()
        took = render_duration(clock.elapsed, "en")
        print(f"  {sample.ticket}  {took:>14}  {verdict}")
    print("\n" + explain(ranked[-1].assessment["resolution"]) + "\n")


@frozen
class Fit:
    """How well one target agrees with `made_sla`.

    Attributes:
        agree: how many verdicts it gives as that system did.
        made: the longest time at or below the bound; None where the bound is below all.
        missed: the shortest time above it. Any bound between the two gives the same verdicts.
        clock: on whose time.
        waits: whether the waiting states counted.
        odd: the incidents that it judges otherwise, with their times.
    """

    agree: int
    made: timedelta | None
    missed: timedelta | None
    clock: str
    waits: str
    odd: tuple[tuple[Incident, timedelta], ...]

    def __str__(self) -> str:
        low = "0" if self.made is None else render_duration(self.made, "en")
        high = "" if self.missed is None else f" to {render_duration(self.missed, 'en')}"
        return f"{low}{high} of {self.clock}, {self.waits}"


CLOCKS = {
    "elapsed time": ELAPSED,
    "Mon-Fri 08-18": OFFICE,
    "Mon-Fri 09-17": BusinessCalendar(ZONE, "Mon-Fri 09:00-17:00"),
}


def beside_made_sla(incidents: Sequence[Incident]) -> None:
    """The bounds that agree best with that system's own verdict, and what they do not explain."""
    print("Beside made_sla: the resolution targets that agree best with it")
    fits = []
    for number, name in enumerate(PRIORITIES, 1):
        mine = [each for each in incidents if each.priority == number]
        best = fit(mine)
        fits.append(best)
        made = sum(each.made_sla for each in mine)
        print(f"  {name:14} {made:3} of {len(mine):3} made there; {best.agree} agree with {best}")
    agree = sum(each.agree for each in fits)
    print(f"\n{agree} of {len(incidents)} agree. That system counts day and night, waits included,")
    print("and says so only at closing. What no bound explains, with its states:")
    for each, took in (odd for best in fits for odd in best.odd):
        verdict = "made" if each.made_sla else "missed"
        time = render_duration(took, "en")
        print(f"  {each.number}  p{each.priority}  {verdict} there after {time}")
        print("    " + ", ".join(f"{event.type} {event.at:%m-%d %H:%M}" for event in each.events))


def fit(incidents: Sequence[Incident]) -> Fit:
    """The clock and bound that agree with most verdicts of that system."""
    fits = []
    for (clock, calendar), paused in product(CLOCKS.items(), (False, True)):
        took = [(each, working_time(each, calendar, paused=paused)) for each in incidents]
        times = sorted({time for _, time in took})
        for made, missed in pairwise([None, *times, None]):
            odd = tuple(
                (each, time)
                for each, time in took
                if (made is not None and time <= made) != each.made_sla
            )
            waits = "waiting not counted" if paused else "waiting counted"
            fits.append(Fit(len(took) - len(odd), made, missed, clock, waits, odd))
    return max(fits, key=lambda each: each.agree)


def working_time(each: Incident, calendar: TargetClock, *, paused: bool) -> timedelta:
    """How long the incident took to resolve, on a clock."""
    metric = METRICS[1] if paused else evolve(METRICS[1], pause=())
    target = Target(metric="resolution", within=timedelta(0), clock=calendar)
    rules = Policy(name="fit", metrics=[metric], targets=[target])
    return assess(rules, each.events, at=each.closed)["resolution"].elapsed


if __name__ == "__main__":
    main()
