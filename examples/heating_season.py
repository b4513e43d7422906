"""A heating company's season with its software vendor, from tickets to a bill with its reasons.

    python examples/heating_season.py [--lang zh-Hans] [--why HS-022]

Reads heating_season.json beside this file and prints each ticket's severity, due times, verdicts
and who pays; the season's statement line by line with its clauses; and the season's report, which
it writes as a page too. `--why` tells one ticket's whole story.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from wcwidth import ljust

from servicedesk import codec
from servicedesk.billing import Statement, fee
from servicedesk.classify import Classification, Classified, classify
from servicedesk.complaints import ComplaintPolicy, replay
from servicedesk.contracts import (
    Cost,
    Covered,
    Expense,
    Party,
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
from servicedesk.reporting import (
    AnnualReport,
    Case,
    Performed,
    Score,
    YearFacts,
    annual_report,
)
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
from servicedesk.views import report_html, report_text, statement_text

HERE = Path(__file__).parent
SEASON = Period(date(2025, 11, 1), date(2026, 4, 1))
END_OF_SEASON = datetime.fromisoformat("2026-04-01T00:00:00+08:00")

CONTRACT = heating.contract(
    "ZQ-2025-017",
    term=Period(date(2025, 11, 1), date(2026, 11, 1)),
    tier="premium",
    parties=(
        Party(key="vendor", role="vendor", name="众齐软件"),
        Party(key="customer", role="customer", name="恒温热力公司"),
    ),
    owed=heating.obligations(training_days=30, sign_off_days=14),
    fee_plan=Annual(
        fee=Money.of("48000.00", "CNY"),
        clause=Clause("§3.1", quote="年维护费48,000元,按实际天数分摊"),
        terms=BillingTerms(taxes=(TaxRate(rate="0.06", items="service_fee"),)),
    ),
)

COMPLAINTS = ComplaintPolicy(most_rounds=2, reopen_days=30, timezone="Asia/Shanghai")

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
    "written": Text("the report as a page", "报告网页", "報告網頁"),
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
    parser.add_argument(
        "--lang", choices=["en", "zh-Hans", "zh-Hant"], default="en", help="the language told in"
    )
    parser.add_argument(
        "--html",
        metavar="FILE",
        type=Path,
        default=Path("build/heating_season.html"),
        help="where the report is written as a page",
    )
    parser.add_argument("--why", metavar="TICKET", help="tell one ticket's whole story")
    chosen = parser.parse_args(arguments)
    lang: Lang = chosen.lang
    raw = json.loads((HERE / "heating_season.json").read_text(encoding="utf-8"))
    tickets = [read_ticket(each, lang) for each in raw["tickets"]]
    covered, _ = cover(
        CONTRACT, [ticket.request for ticket in tickets], [ticket.work for ticket in tickets]
    )
    if chosen.why:
        if chosen.why not in {ticket.request.id for ticket in tickets}:
            parser.error(
                f"no ticket {chosen.why}: {tickets[0].request.id} to {tickets[-1].request.id}"
            )
        print("\n".join(story(tickets, covered, chosen.why, lang)))
        return
    bill = fee(CONTRACT, covered, SEASON)
    report = report_of(raw, tickets, covered, bill)
    print("\n".join(told_tickets(tickets, covered, lang)), end="\n\n")
    print(statement_text(bill, contract=CONTRACT, lang=lang), end="\n\n")
    print(report_text(report, contract=CONTRACT, lang=lang), end="\n\n")
    chosen.html.parent.mkdir(parents=True, exist_ok=True)
    page = report_html(report, contract=CONTRACT, lang=lang)
    chosen.html.write_text(page, encoding="utf-8")
    print(f"{word('written', lang)}: {chosen.html}")


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


def report_of(
    raw: dict[str, Any], tickets: Iterable[Ticket], covered: Iterable[Covered], bill: Statement
) -> AnnualReport:
    """The season's report: what was asked, kept, missed, charged, complained of (R133)."""
    paid = {each.request.id: each for each in covered}
    facts = YearFacts(
        cases=tuple(
            Case(
                request=ticket.request,
                title=ticket.title,
                cause=ticket.work.cause,
                assessment=ticket.assessment,
                coverage=paid[ticket.id].coverage,
            )
            for ticket in tickets
        ),
        complaints=tuple(
            replay(COMPLAINTS, codec.structure(log, tuple[Event, ...]), at=END_OF_SEASON)
            for log in raw["complaints"]
        ),
        statements=(bill,),
        scores=codec.structure(raw["scores"], tuple[Score, ...]),
        performed=(
            *backups(raw["backups_missed"]),
            *signatures(raw, tickets),
            *codec.structure(raw["trained"], tuple[Performed, ...]),
        ),
        duty_facts=Facts({"reports_online": True, "own_backups": True}),
    )
    return annual_report(CONTRACT, facts, SEASON, at=END_OF_SEASON)


def backups(missed: Iterable[str]) -> Iterator[Performed]:
    """The daily backups of the season (R131), but for the nights that failed."""
    for offset in range(SEASON.days):
        night = SEASON.start + timedelta(days=offset)
        if night.isoformat() not in missed:
            yield Performed(item="daily_backup", on=night)


def signatures(raw: dict[str, Any], tickets: Iterable[Ticket]) -> Iterator[Performed]:
    """The customer's signatures (R137), the day after a ticket is solved as a rule."""
    for ticket in tickets:
        solved = [
            each.stopped for each in ticket.assessment.started if each.metric == RESOLUTION.name
        ]
        if ticket.id in raw["unsigned"] or solved[-1] is None:
            continue
        on = date.fromisoformat(
            raw["signed_late"].get(ticket.id) or f"{solved[-1] + timedelta(days=1):%Y-%m-%d}"
        )
        yield Performed(item="sign_off", on=on, request=ticket.id, by="王会计")


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
