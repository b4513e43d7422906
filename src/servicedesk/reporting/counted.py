"""Which facts a report counts: its contract's, of its period, known at its instant, each once."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import evolve

from servicedesk.billing import Statement
from servicedesk.complaints import Complaint
from servicedesk.contracts import Contract
from servicedesk.errors import InvalidValue, OutOfRange
from servicedesk.incidents import Period
from servicedesk.reporting.facts import Case, YearFacts
from servicedesk.spans import to_utc


def counted(facts: YearFacts, contract: Contract, period: Period, *, at: datetime) -> YearFacts:
    """The facts of the period up to the report, cases and complaints in order of time.

    What was done (`performed`), the quota ledger and what the facts say of duties are left whole.

    Raises:
        InvalidValue: for one request, complaint, billed line or credit twice; for a statement of
            another contract.
        OutOfRange: for a statement that reaches beyond the period; for a case assessed or a
            complaint that goes on after the report.
    """
    zone = ZoneInfo(contract.timezone)
    _check_once([each.request.id for each in facts.cases], "request", "cases")
    numbered = [each.number or each for each in facts.complaints]
    _check_once(numbered, "complaint", "complaints")
    billed = [line.key for statement in facts.statements for line in statement.lines]
    _check_once(billed, "billed line", "statements")
    _check_once([each.id for each in facts.credits if each.id], "credit", "credits")
    _check_statements(facts.statements, contract, period)
    cases = [each for each in facts.cases if to_utc(each.request.at) <= to_utc(at)]
    _check_assessed(cases, at)
    complaints = [
        each for each in facts.complaints if each.log and to_utc(each.log[0].at) <= to_utc(at)
    ]
    _check_logs(complaints, at)
    until = min(last_of(period), date_of(at, zone))

    def is_in(day: date) -> bool:
        return period.start <= day <= until

    return evolve(
        facts,
        cases=tuple(
            sorted(
                (each for each in cases if is_in(date_of(each.request.at, zone))),
                key=lambda each: (to_utc(each.request.at), each.request.id),
            )
        ),
        complaints=tuple(
            sorted(
                (each for each in complaints if is_in(date_of(each.log[0].at, zone))),
                key=lambda each: (to_utc(each.log[0].at), each.number),
            )
        ),
        credits=tuple(each for each in facts.credits if is_in(each.on)),
        scores=tuple(each for each in facts.scores if is_in(each.on)),
    )


def date_of(instant: datetime, zone: ZoneInfo) -> date:
    """The civil date of an instant."""
    return to_utc(instant).astimezone(zone).date()


def last_of(period: Period) -> date:
    """The last civil date of a period."""
    return date.fromordinal(period.end.toordinal() - 1)


def _check_once(names: Iterable[Hashable], what: str, where: str) -> None:
    seen: set[Hashable] = set()
    for index, name in enumerate(names):
        if name in seen:
            got = name if isinstance(name, str) else str(name)
            raise InvalidValue(f"one {what} twice", got=got, where=f"YearFacts.{where}[{index}]")
        seen.add(name)


def _check_statements(statements: Sequence[Statement], contract: Contract, period: Period) -> None:
    for index, statement in enumerate(statements):
        where = f"YearFacts.statements[{index}]"
        if statement.contract != contract.id:
            raise InvalidValue(
                "a statement of another contract",
                got=statement.contract,
                expected=contract.id,
                where=where,
            )
        billed = statement.period
        if billed.start < period.start or period.end < billed.end:
            raise OutOfRange(
                "a statement reaches beyond the report's period",
                got=(str(billed.start), str(billed.end)),
                expected=f"within {period.start} to {period.end}",
                where=where,
            )


def _check_assessed(cases: Iterable[Case], at: datetime) -> None:
    for case in cases:
        if to_utc(case.assessment.at) > to_utc(at):
            raise OutOfRange(
                "assessed after the report",
                got=case.assessment.at,
                expected=f"at most {at}",
                where=f"YearFacts.cases, {case.request.id}",
            )


def _check_logs(complaints: Iterable[Complaint], at: datetime) -> None:
    for complaint in complaints:
        last = max(complaint.log, key=lambda each: to_utc(each.at))
        if to_utc(last.at) > to_utc(at):
            raise OutOfRange(
                "a complaint goes on after the report",
                got=(last.type, last.at),
                expected=f"replayed at {at}",
                where=f"YearFacts.complaints, {complaint.number}",
            )
