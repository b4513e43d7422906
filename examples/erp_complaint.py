"""A dissatisfied ERP customer goes up the ladder, as S0 describes it (R26).

    python examples/erp_complaint.py [--lang zh-Hant]

Prints what the customer should bring, the course of the complaint with its stages, and where it
may go next: for this firm, and for a consumer in its place (C11).
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from servicedesk.complaints import replay
from servicedesk.decisions import decide
from servicedesk.incidents import Event
from servicedesk.presets import erp_complaints
from servicedesk.reasons import LANGUAGES, Lang, explain

TAIPEI = timezone(timedelta(hours=8))
LODGED = datetime(2026, 4, 1, 9, tzinfo=TAIPEI)

BROUGHT = {"has_screenshot": True, "has_contract": True, "has_invoice": False, "has_loss": False}


def happened(days: int, kind: str, by: str, **facts: object) -> Event:
    """An event so many days after the complaint was lodged."""
    return Event(at=LODGED + timedelta(days=days), type=kind, by=by, changes=facts)


LOG = (
    happened(0, "received", "buyer", channel="web", description="reports are wrong"),
    happened(
        0,
        "recorded",
        "desk",
        number="T-7",
        occurred_at="2026-03-31",
        scope="finance",
        tried="restart",
    ),
    happened(0, "classified", "desk", category="function_fault", urgency="important"),
    happened(1, "handed_over", "desk", department="support", handler="lin"),
    happened(1, "contacted", "lin", promised_at="2026-04-08T18:00:00+08:00"),
    happened(4, "investigated", "lin", cause="product_defect"),
    happened(
        5,
        "proposed",
        "lin",
        cause="product_defect",
        remedy="patch",
        responsible="lin",
        promised_at="2026-04-15T18:00:00+08:00",
        departments=1,
    ),
    happened(7, "review_requested", "buyer", dissatisfaction="not enough", reviewer="chen"),
    happened(
        9,
        "reviewed",
        "chen",
        remedy="rewrite",
        responsible="chen",
        promised_at="2026-04-20T18:00:00+08:00",
    ),
    happened(12, "escalated", "buyer", escalation_reason="still not satisfied"),
)


def story(lang: Lang) -> Iterator[str]:
    """The complaint, from what to bring to where it may go."""
    yield explain(decide(erp_complaints.PREPARATION, BROUGHT), lang=lang)
    yield ""
    complaint = replay(erp_complaints.policy(), LOG, at=LODGED + timedelta(days=14))
    yield explain(complaint, lang=lang)
    for consumer in (False, True):
        yield ""
        facts = {
            "official": "unsatisfied",
            "bought_from": "vendor",
            "matter": "contract",
            "consumer": consumer,
        }
        yield explain(decide(erp_complaints.RECOURSE, facts), lang=lang)


def main(arguments: list[str] | None = None) -> None:
    """Print the story."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    sys.stdout.write("\n".join(story(parser.parse_args(arguments).lang)) + "\n")


if __name__ == "__main__":
    main()
