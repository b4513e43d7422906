"""A construction site under a project contract by S1: a first-level fault, a disaster, the end.

    python examples/construction_fault.py [--lang zh-Hant]

The vendor has given its levels times of their own (R40) and adopted the answer within a day
(R59). Prints what the fault is, what to do next, the clocks of repair and recovery, and who pays
during the project, after it, and within warranty.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from servicedesk.contracts import Request, Warranty, assess_request, coverage
from servicedesk.decisions import decide
from servicedesk.incidents import BusinessEffect, Cause, Event, Period, ServiceState
from servicedesk.money import Money
from servicedesk.presets import construction
from servicedesk.presets.severity import SEED_001
from servicedesk.reasons import LANGUAGES, Lang, explain
from servicedesk.tariffs import Milestone, PriceList

PROJECT = Period(date(2026, 1, 1), date(2026, 10, 1))
CONTRACT = construction.contract(
    "JJ-2026-011",
    term=PROJECT,
    tier="project",
    fee_plan=construction.project_plan(
        Money.of(180_000, "CNY"),
        (
            Milestone(key="installed", share="40%"),
            Milestone(key="accepted", share="60%"),
        ),
        prices=PriceList(currency="CNY"),
    ),
    warranties=(Warranty(period=Period(date(2026, 10, 1), date(2027, 10, 1))),),
    offered=construction.book(
        promised=construction.policy(
            by_level={"level_1": timedelta(hours=6), "level_2": timedelta(hours=48)},
            adopted=(construction.RESPONSE_EXAMPLE,),
        ),
        backups=construction.BACKUP_EXAMPLES,
    ),
)
FACTS = {"service": ServiceState.UNUSABLE, "business": BusinessEffect.HALTED}


def at(moment: str) -> datetime:
    """A moment of 2026 in Beijing time: "05-06T03:00"."""
    return datetime.fromisoformat(f"2026-{moment}+08:00")


FAULT = Request(
    id="JJ-1",
    item="fault_repair",
    at=at("05-06T03:00"),
    channel="phone",
    facts={"fault_level": "level_1", "disaster": "hardware_fault"},
)
LOG = (
    Event(at=at("05-06T03:00"), type="created"),
    Event(at=at("05-06T03:20"), type="first_response"),
    Event(at=at("05-06T04:00"), type="disaster_declared"),
    Event(at=at("05-06T10:00"), type="resolved"),
    Event(at=at("05-06T15:30"), type="recovered"),
)


def story(lang: Lang) -> Iterator[str]:
    """The fault, step by step."""
    yield explain(decide(SEED_001.table, FACTS), lang=lang).split("\n")[0]
    for attempt in ("not_tried", "failed"):
        step = decide(construction.NEXT_STEP, {"remote_attempt": attempt})
        yield explain(step, lang=lang).split("\n")[0]
    yield ""
    for clock in assess_request(CONTRACT, FAULT, LOG, at=at("05-07T00:00")).clocks:
        yield explain(clock, lang=lang)
        yield ""
    later = Request(id="JJ-2", item="maintenance", at=at("11-02T09:00"))
    charged = Request(id="JJ-3", item="fault_repair", at=at("11-03T09:00"))
    for request in (FAULT, charged, later):
        yield explain(coverage(CONTRACT, request, Cause.HARDWARE, at=at("12-01T00:00")), lang=lang)


def main(arguments: list[str] | None = None) -> None:
    """Print the story."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    sys.stdout.write("\n".join(story(parser.parse_args(arguments).lang)) + "\n")


if __name__ == "__main__":
    main()
