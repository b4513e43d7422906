"""An SRM vendor that follows the advice of S2: a night's outage, a mail, two visits, a bill.

    python examples/srm_outage.py [--lang zh-Hans]

The vendor has adopted the article's example of three minutes on the phone (R65) and charges
misoperation (R85). Prints each request's clocks and who pays, then the month's statement.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from servicedesk.billing import fee
from servicedesk.contracts import (
    Cost,
    Expense,
    Request,
    Warranty,
    Work,
    assess_request,
    cover,
)
from servicedesk.incidents import Cause, Event, Period
from servicedesk.money import Money, UnitPrice
from servicedesk.presets import srm
from servicedesk.reasons import LANGUAGES, Lang, explain
from servicedesk.tariffs import Hourly, Price, PriceList
from servicedesk.views import statement_text

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))

PRICES = PriceList(
    currency="CNY",
    prices=(
        Price(
            item="fault_repair",
            tariff=Hourly(price=UnitPrice("300", "CNY"), increment=timedelta(minutes=30)),
        ),
    ),
)
CONTRACT = evolve(
    srm.contract(
        "SRM-2026-004",
        term=YEAR,
        tier="annual",
        fee_plan=evolve(srm.fee_plan(Money.of(36_500, "CNY")), prices=PRICES),
        offered=srm.book(promised=srm.policy(adopted=(srm.PHONE_EXAMPLE,))),
    ),
    warranties=(Warranty(period=Period(YEAR.start, date(2026, 7, 1))),),
)


def at(moment: str) -> datetime:
    """A moment of March, in Beijing time: "03T02:10"."""
    return datetime.fromisoformat(f"2026-03-{moment}+08:00")


@frozen
class Ticket:
    """A request, its log, and the work that was done for it."""

    request: Request
    log: tuple[Event, ...]
    works: tuple[Work, ...]


def ticket(
    name: str,
    events: dict[str, str],
    *,
    channel: str,
    locality: str,
    cause: Cause,
    hours: int,
    expenses: tuple[Expense, ...] = (),
) -> Ticket:
    """One request with its log; the work ends with the last event."""
    log = tuple(Event(at=at(moment), type=kind) for kind, moment in events.items())
    request = Request(
        id=name, item="fault_repair", at=log[0].at, channel=channel, locality=locality
    )
    work = Work(
        id=f"{name}-work",
        request=name,
        item="fault_repair",
        at=log[-1].at - timedelta(hours=hours),
        cause=cause,
        time=timedelta(hours=hours),
        visits=1 if "arrived" in events else 0,
        expenses=expenses,
    )
    return Ticket(request, log, (work,))


TICKETS = (
    ticket(
        "SRM-1",
        {
            "created": "03T02:10",
            "first_response": "03T02:12",
            "visit_requested": "03T02:50",
            "arrived": "04T08:40",
            "resolved": "04T11:40",
        },
        channel="phone",
        locality="other_city",
        cause=Cause.PRODUCT_DEFECT,
        hours=3,
        expenses=(Expense(Cost.TRAVEL, Money.of(1_106, "CNY")),),
    ),
    ticket(
        "SRM-2",
        {"created": "10T10:00", "first_response": "10T11:30", "resolved": "10T16:00"},
        channel="email",
        locality="same_city",
        cause=Cause.HOW_TO,
        hours=1,
    ),
    ticket(
        "SRM-3",
        {
            "created": "17T09:00",
            "first_response": "17T09:20",
            "visit_requested": "17T09:30",
            "arrived": "17T18:30",
            "resolved": "17T20:30",
        },
        channel="email",
        locality="same_city",
        cause=Cause.MISOPERATION,
        hours=2,
        expenses=(Expense(Cost.TRAVEL, Money.of(86, "CNY")),),
    ),
)


def story(lang: Lang) -> Iterator[str]:
    """What happened, ticket by ticket, and what March costs."""
    covered, _ = cover(
        CONTRACT,
        [each.request for each in TICKETS],
        [work for each in TICKETS for work in each.works],
    )
    who_pays = {each.request.id: each.coverage for each in covered}
    for each in TICKETS:
        yield f"== {each.request.id}"
        for clock in assess_request(CONTRACT, each.request, each.log, at=at("31T00:00")).clocks:
            yield f"  {clock.reasons[-1].label(lang)}"
        yield from (
            f"  {line}" for line in explain(who_pays[each.request.id], lang=lang).split("\n")
        )
    yield ""
    yield statement_text(fee(CONTRACT, covered, MARCH), contract=CONTRACT, lang=lang)


def main(arguments: list[str] | None = None) -> None:
    """Print the story."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    sys.stdout.write("\n".join(story(parser.parse_args(arguments).lang)) + "\n")


if __name__ == "__main__":
    main()
