"""What a host writes around the clocks: queues, timers, complaints, checks, reports."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import assert_type

from servicedesk import Contract, Event, Period, Policy, Reason, Statement, assess
from servicedesk.billing import CreditNote, PlanChange, change_plan, credit_note, fee
from servicedesk.complaints import Complaint, ComplaintPolicy, apply, next_steps, replay
from servicedesk.lifecycles import Step
from servicedesk.lint import Finding, lint
from servicedesk.reporting import AnnualReport, YearFacts, annual_report
from servicedesk.servicing import ServiceRequest, advance, possible
from servicedesk.sla import Assessment, Delta, Transition, compare, next_transition
from servicedesk.views import statement_html, timeline_svg
from servicedesk.worklist import Entry, Ticket, worklist


def timers(policy: Policy, log: list[Event], at: datetime) -> datetime | None:
    """One timer, or none where nothing will change by itself."""
    found = assess(policy, log, at=at)
    turn = next_transition(found)
    assert_type(turn, Transition | None)
    assert_type(compare(found, found), tuple[Delta, ...])
    assert_type(timeline_svg(found), str)
    return turn.at if turn else None


def queue(tickets: Iterable[Ticket], at: datetime) -> tuple[Entry, ...]:
    """The queue, each entry with its assessment."""
    entries = worklist(tickets, at=at)
    for entry in entries:
        assert_type(entry.assessment, Assessment)
        assert_type(entry.next_breach, datetime | None)
    return entries


def handled(policy: ComplaintPolicy, events: list[Event], at: datetime) -> tuple[Step, ...]:
    """A complaint's state is a value."""
    complaint = replay(policy, events, at=at)
    assert_type(complaint, Complaint)
    assert_type(apply(complaint, events[0]), Complaint)
    assert_type(complaint.reasons, tuple[Reason, ...])
    assert_type(advance(ServiceRequest(), events[0]), ServiceRequest)
    assert_type(possible(ServiceRequest()), tuple[Step, ...])
    return next_steps(complaint, at=at)


def corrected(before: Contract, after: Contract, period: Period, on: date) -> str:
    """From a statement to a credit note."""
    statement = fee(before, [], period)
    assert_type(statement, Statement)
    assert_type(credit_note(statement, id="c1", on=on), CreditNote)
    assert_type(change_plan(statement, before, after, on, id="c2"), PlanChange)
    assert_type(lint(before, after), tuple[Finding, ...])
    return statement_html(statement, lang="zh-Hans")


def yearly(contract: Contract, facts: YearFacts, period: Period, at: datetime) -> AnnualReport:
    """A report is a value."""
    return annual_report(contract, facts, period, at=at)
