"""A heating company's season at the vendor of S4, from tickets to a bill that explains itself.

    python examples/heating_season.py [--lang zh-Hans] [--why HS-022]

Reads heating_season.json beside this file and prints each ticket's severity, due times, verdicts
and who pays; the season's statement line by line with its clauses; and how the promises were
kept. `--why` tells one ticket's whole story.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from wcwidth import ljust, rjust

from servicedesk import codec
from servicedesk.billing import Statement, fee
from servicedesk.classify import Classification, Classified, classify
from servicedesk.contracts import (
    Contract,
    Cost,
    Covered,
    Expense,
    Request,
    Work,
    cover,
    service_hours,
)
from servicedesk.decisions import when
from servicedesk.incidents import Cause, Event, Facts, IncidentFacts, Period, Severity, key_label
from servicedesk.money import Money
from servicedesk.presets import heating
from servicedesk.reasons import Clause, Lang, Text, explain
from servicedesk.reporting import Sample, attainment
from servicedesk.sla import (
    FIRST_RESPONSE,
    RESOLUTION,
    Assessment,
    Breached,
    Clock,
    Pending,
    Policy,
    Target,
    assess,
)
from servicedesk.tariffs import Annual, BillingTerms, TaxRate

HERE = Path(__file__).parent
SEASON = Period(date(2025, 11, 1), date(2026, 4, 1))
END_OF_SEASON = datetime.fromisoformat("2026-04-01T00:00:00+08:00")

CONTRACT = heating.contract(
    "ZQ-2025-017",
    term=Period(date(2025, 11, 1), date(2026, 11, 1)),
    tier="premium",
    fee_plan=Annual(
        fee=Money.of("48000.00", "CNY"),
        clause=Clause("§3.1", quote="年维护费48,000元,按实际天数分摊"),
        terms=BillingTerms(taxes=(TaxRate(rate="0.06", items="service_fee"),)),
    ),
)

# S4 promises when it answers, not when it solves; the contract's annex does, in hours of service
SOLVED_WITHIN = {Severity.CRITICAL: 12, Severity.HIGH: 16, Severity.MEDIUM: 40, Severity.LOW: 80}
OFFICE = heating.office()
ANNEX = Clause("§2.3", quote="解决时限按严重程度约定,等待客户期间不计时;一般问题按工作时间计")

METRICS = {
    metric.name: metric
    for metric in (FIRST_RESPONSE, heating.ONLINE_REPLY, heating.VISIT_ARRANGEMENT, RESOLUTION)
}

WORDS = {
    "tickets": Text("Tickets of the season", "本采暖季工单", "本採暖季工單"),
    "statement": Text("Statement", "结算单", "結算單"),
    "attainment": Text("How the promises were kept", "承诺履行情况", "承諾履行情況"),
    "total": Text("total to pay", "应付合计", "應付合計"),
    "net": Text("net", "不含税", "不含稅"),
    "tax": Text("tax", "税额", "稅額"),
    "pays": Text("who pays", "费用", "費用"),
    "unclassified": Text("unclassified", "未定级", "未定級"),
}


@frozen
class Ticket:
    """One ticket of the file, computed."""

    id: str
    title: str
    opened: datetime
    classification: Classification
    request: Request
    assessment: Assessment
    work: Work


def main(arguments: list[str]) -> None:
    """Print the season."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lang", choices=["en", "zh-Hans", "zh-Hant"], default="en")
    parser.add_argument("--why", metavar="TICKET", help="tell one ticket's whole story")
    chosen = parser.parse_args(arguments)
    lang: Lang = chosen.lang
    raw = json.loads((HERE / "heating_season.json").read_text(encoding="utf-8"))["tickets"]
    tickets = [read_ticket(each, lang) for each in raw]
    covered, _ = cover(
        CONTRACT, [ticket.request for ticket in tickets], [ticket.work for ticket in tickets]
    )
    if chosen.why:
        print("\n".join(story(tickets, covered, chosen.why, lang)))
        return
    statement = fee(CONTRACT, covered, SEASON)
    for part in (
        told_tickets(tickets, covered, lang),
        told_statement(statement, CONTRACT, lang),
        told_attainment(tickets, lang),
    ):
        print("\n".join(part), end="\n\n")


def policy_for(request: Request) -> Policy:
    """The promises of S4 and of the annex, in the hours in which this request is served."""
    served = service_hours(CONTRACT, request)[0].clock
    promised = heating.policy(clock=served)
    solved = (
        Target(
            metric=RESOLUTION.name,
            name=f"resolution_{severity.value}",
            within=timedelta(hours=hours),
            clock=served if severity in (Severity.CRITICAL, Severity.HIGH) else OFFICE,
            when=when(severity=severity),
            clauses=(ANNEX,),
        )
        for severity, hours in SOLVED_WITHIN.items()
    )
    return evolve(
        promised,
        metrics=(*promised.metrics, RESOLUTION),
        targets=(*promised.targets, *solved),
    )


def read_ticket(raw: dict[str, Any], lang: Lang) -> Ticket:
    """A ticket of the file: its facts classified, its log assessed at the end of the season."""
    events = codec.structure(raw["events"], tuple[Event, ...])
    opened = events[0].at
    facts = codec.structure(raw["facts"], IncidentFacts)
    found = classify(facts)
    severity = found.severity if isinstance(found, Classified) else None
    request = Request(
        id=raw["id"],
        item=raw["item"],
        at=opened,
        channel=raw["channel"],
        severity=severity,
        locality=raw.get("locality"),
        facts=Facts(raw.get("contract_facts", {})),
    )
    known = request.known() | {"tier": CONTRACT.tier}
    return Ticket(
        id=raw["id"],
        title=raw["title"]["en" if lang == "en" else "zh-Hans"],
        opened=opened,
        classification=found,
        request=request,
        assessment=assess(policy_for(request), events, known, at=END_OF_SEASON),
        work=read_work(raw, request),
    )


def read_work(raw: dict[str, Any], request: Request) -> Work:
    """What was done for a ticket, with what it cost."""
    done = raw.get("work", {})
    return Work(
        id=f"{request.id}-1",
        request=request.id,
        item=request.item,
        at=request.at,
        cause=Cause.of(raw["cause"]),
        visits=done.get("visits", 0),
        time=timedelta(hours=done.get("hours", 0)),
        expenses=tuple(
            Expense(cost, Money.of(done[cost.value], CONTRACT.currency))
            for cost in Cost
            if cost.value in done
        ),
    )


def told_tickets(
    tickets: Iterable[Ticket], covered: Iterable[Covered], lang: Lang
) -> Iterator[str]:
    """Each ticket in a few lines: severity, clocks, who pays."""
    paid = {each.request.id: each for each in covered}
    yield heading("tickets", lang)
    for ticket in tickets:
        found = ticket.classification
        level = (
            found.severity.label(lang)
            if isinstance(found, Classified)
            else word("unclassified", lang)
        )
        yield "  ".join(
            (
                ticket.id,
                ticket.opened.strftime("%m-%d %H:%M"),
                ljust(key_label(ticket.request.channel or "", lang), 14),
                ljust(level, 13),
                ticket.title,
            )
        )
        for clock in ticket.assessment.clocks:
            if not isinstance(clock, Pending):
                yield "        " + told_clock(clock, lang)
        answer = paid[ticket.id].coverage
        last = answer.reasons[-1].label(lang) if answer.reasons else ""
        yield f"        {ljust(word('pays', lang), 24)}{last}"


def told_clock(clock: Clock, lang: Lang) -> str:
    """One clock in a line: its verdict, when it was due and when it stopped."""
    name = ljust(METRICS[clock.metric].label(lang), 24)
    verdict = clock.reasons[-1].label(lang)
    return f"{name}{'! ' if isinstance(clock, Breached) else ''}{verdict}"


def told_statement(statement: Statement, contract: Contract, lang: Lang) -> Iterator[str]:
    """The statement: each line with its amount and clauses, then the exact sums."""
    yield f"{heading('statement', lang)}  {contract.id}  {statement.period.label(lang)}"
    for line in statement.lines:
        cited = "; ".join(clause.ref for clause in line.clauses)
        yield (
            f"{ljust(line.name.label(lang), 26)}{ljust(line.key.ref, 12)}"
            f"{rjust(line.gross.label(lang), 16)}  {cited}"
        )
    total = statement.total
    for name, amount in (("net", total.net), ("tax", total.tax), ("total", total.payable)):
        yield f"{ljust(word(name, lang), 38)}{rjust(amount.label(lang), 16)}"


def told_attainment(tickets: Iterable[Ticket], lang: Lang) -> Iterator[str]:
    """How many clocks of each metric were met, with the denominators."""
    samples = [Sample(ticket=ticket.id, assessment=ticket.assessment) for ticket in tickets]
    yield heading("attainment", lang)
    for metric in METRICS.values():
        found = attainment(samples, metric.name, population=CONTRACT.id)
        if found.rate is not None:
            share = f"{float(found.rate):.1%}"
            yield f"{ljust(metric.label(lang), 24)}{rjust(share, 7)}  {explain(found, lang=lang)}"


def story(
    tickets: Iterable[Ticket], covered: Iterable[Covered], ticket_id: str, lang: Lang
) -> Iterator[str]:
    """Everything that was computed of one ticket, with the reasons."""
    for ticket in tickets:
        if ticket.id == ticket_id:
            yield f"{ticket.id}  {ticket.title}"
            yield explain(ticket.classification, lang=lang)
            yield explain(ticket.assessment, lang=lang)
            for each in covered:
                if each.request.id == ticket_id:
                    yield explain(each.coverage, lang=lang)


def heading(name: str, lang: Lang) -> str:
    """A heading."""
    return f"== {word(name, lang)} =="


def word(name: str, lang: Lang) -> str:
    """One of this example's own words."""
    return WORDS[name].label(lang)


if __name__ == "__main__":
    main(sys.argv[1:])
