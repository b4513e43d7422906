"""`lint`: everything that can be seen in a value before it is used."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from servicedesk import lifecycles
from servicedesk.agreements import Contract, ServiceHours
from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.complaints import ComplaintPolicy
from servicedesk.complaints.policies import CHOICES, OPEN_QUESTIONS
from servicedesk.decisions import Condition, DecisionTable, Fault, verify
from servicedesk.errors import OutOfRange, ServiceDeskError, WrongType, check_type
from servicedesk.incidents import Period, check_key
from servicedesk.lifecycles import Lifecycle
from servicedesk.lint.cases import ANY_WEEK
from servicedesk.lint.findings import (
    Finding,
    Judgement,
    finding,
)
from servicedesk.lint.gaps import conditions_beside
from servicedesk.lint.hours import (
    calendars_of_contract,
    calendars_of_hours,
    calendars_of_plan,
    calendars_of_policy,
    findings_of_calendars,
    findings_of_hours,
    findings_of_rows,
)
from servicedesk.lint.offers import findings_between
from servicedesk.lint.prices import (
    findings_after_end,
    findings_of_credits,
    findings_of_indexation,
    findings_of_plan,
    findings_without_price,
)
from servicedesk.lint.promises import (
    findings_of_extensions,
    findings_of_policy,
    findings_of_suppliers,
)
from servicedesk.lint.questions import findings_left_open
from servicedesk.lint.services import (
    TIERS,
    findings_of_goals,
    findings_of_obligations,
    findings_of_quotas,
    findings_of_services,
)
from servicedesk.reasons import Choice, ReasonKind, Text
from servicedesk.servicebooks import ServiceBook
from servicedesk.sla import Policy
from servicedesk.tariffs import Annual, CreditTerms, Indexation, PerIncident, Project
from servicedesk.versions import Dated

Calendar = BusinessCalendar | CombinedCalendar
Subject = (
    Policy
    | Contract
    | ServiceBook
    | DecisionTable
    | Lifecycle
    | ComplaintPolicy
    | BusinessCalendar
    | CombinedCalendar
    | PerIncident
    | Annual
    | Project
    | CreditTerms
    | Indexation
    | ServiceHours
    | Dated[Policy]
    | Dated[Contract]
)

TABLE_FAULT = ReasonKind(
    "lint.table_fault",
    "table {table} has a fault: {fault}",
    "决策表{table}有缺陷：{fault}",
    "決策表{table}有缺陷：{fault}",
)
TABLE_UNPROVEN = ReasonKind(
    "lint.table_unproven",
    "table {table} is too large to be proven",
    "决策表{table}过大，无法验证",
    "決策表{table}過大，無法驗證",
)
LIFE_FAULT = ReasonKind(
    "lint.lifecycle_fault",
    "state {state}: {fault}",
    "状态{state}：{fault}",
    "狀態{state}：{fault}",
)
COMPLAINT_UNDECIDED = ReasonKind(
    "lint.complaint_choice_open",
    "{choice} is not decided: {shown}",
    "{choice}尚未决定：{shown}",
    "{choice}尚未決定：{shown}",
)
NEVER_OPEN = ReasonKind(
    "lint.calendar_never_opens",
    "the desk does not open again after {at}",
    "{at}之后不再有服务时间",
    "{at}之後不再有服務時間",
)

_BY_FAULT = {Fault.OVERLAP: Judgement.CONTRADICTION, Fault.GAP: Judgement.OPEN}

_FOR_EVER = {
    "timezone": Text(
        "the days of silence and of reopening end at no known midnight",
        "沉默与重新打开的天数不知以何时的零点为界",
        "沉默與重新打開的天數不知以何時的零點為界",
    ),
    "most_rounds": Text(
        "a hundredth solution may be rejected like the first",
        "第一百个方案仍可被拒绝",
        "第一百個方案仍可被拒絕",
    ),
    "most_reviews": Text(
        "a review may follow every review", "复审之后仍可再复审", "複審之後仍可再複審"
    ),
    "extension_needs_consent": Text(
        "a notice may be enough, or only consent", "告知即可，或须经同意", "告知即可，或須經同意"
    ),
    "most_extensions": Text(
        "every extended date may be extended again", "每次延期之后仍可再延", "每次延期之後仍可再延"
    ),
    "lapse_attempts": Text(
        "who never answers keeps it open for ever",
        "客户一直不回应，投诉便一直无法结束",
        "客戶一直不回應，投訴便一直無法結束",
    ),
    "lapse_days": Text(
        "who never answers keeps it open for ever",
        "客户一直不回应，投诉便一直无法结束",
        "客戶一直不回應，投訴便一直無法結束",
    ),
    "reopen_days": Text(
        "it may be reopened years later", "多年之后仍可重新打开", "多年之後仍可重新打開"
    ),
    "owner_hands_over": Text(
        "the first contact may answer for it, or the department",
        "可由首问人员负责，也可由处理部门负责",
        "可由首問人員負責，也可由處理部門負責",
    ),
}


def lint(
    *subjects: Subject,
    term: Period | None = None,
    suppliers: Iterable[Policy] = (),
    tiers: tuple[str, ...] = TIERS,
) -> tuple[Finding, ...]:
    """What to settle before these values are used: contradictions, open choices, unwise terms.

    A finding is silenced by naming the choice: where a value cites a clause of the question it
    is a case of with `Binding.CHOICE` (see `reasons.choice`), the choice has been made and shows
    in every explanation. Silence is no proof: what no check looks for is not seen.

    Args:
        subjects: policies, contracts, service books, decision tables, lifecycles, complaint
            policies, hours of service, calendars, fee plans, credit terms, indexation; of `Dated`
            ones (a contract's history) every version. Several contracts with yearly fees are also
            compared (the dearer should not give less), and so are the rules by which a policy
            and a complaint policy extend a promised date.
        term: the civil dates in which the subjects are to be used; a contract has its own.
            Without it no calendar is asked how far its holidays are known, and promises are
            compared in a week of March 2026 and before the holidays of the year from then.
        suppliers: what teams or suppliers promise us (OLAs), against which each policy among
            the subjects, a contract's or book's included, is held, metric by metric of one name.
        tiers: tiers from the least to the best, for "a better tier is slower or dearer".

    Returns:
        The findings, subject by subject, in the order of their parts; each once.

    Raises:
        WrongType: for anything else.
    """
    given = tuple(suppliers)
    for index, supplier in enumerate(given):
        check_type(supplier, Policy, where=f"suppliers[{index}]")
    if term is not None:
        check_type(term, Period, where="term")
    for tier in tiers:
        check_key(tier, where="tiers")
    found: list[Finding] = []
    each_version = tuple(version for subject in subjects for version in _versions(subject))
    for subject in each_version:
        seen = tuple(_findings(subject, term, given, tuple(tiers)))
        found.extend((*seen, *findings_left_open(subject, seen)))
    found.extend(
        findings_of_extensions(
            (policy for subject in each_version for policy in _policies(subject)),
            (subject for subject in each_version if isinstance(subject, ComplaintPolicy)),
        )
    )
    contracts = tuple(subject for subject in subjects if isinstance(subject, Contract))
    if len(contracts) > 1:
        found.extend(findings_between(contracts, _since(term or contracts[0].term)))
    return tuple(dict.fromkeys(found))


def _versions(subject: Any) -> tuple[Any, ...]:
    if isinstance(subject, Dated):
        return tuple(version.value for version in subject)
    return (subject,)


def _policies(subject: Any) -> tuple[Policy, ...]:
    if isinstance(subject, Policy):
        return (subject,)
    mine = getattr(subject, "policy", None)
    return (mine,) if isinstance(mine, Policy) else ()


def _since(term: Period | None) -> datetime:
    # calendars answer from 1900 to 2199
    if term is None or not 1900 <= term.start.year < 2199:
        return ANY_WEEK
    return datetime.combine(term.start, time(), UTC)


def _findings(
    subject: Any, term: Period | None, suppliers: tuple[Policy, ...], tiers: tuple[str, ...]
) -> Iterable[Finding]:
    match subject:
        case Policy():
            return _of_policy(subject, term, suppliers, tiers)
        case Contract():
            return _of_contract(subject, suppliers, tiers)
        case ServiceBook():
            return _of_book(subject, term, suppliers, tiers)
        case DecisionTable():
            return _of_table(subject)
        case Lifecycle():
            return _of_lifecycle(subject)
        case ComplaintPolicy():
            return _of_complaints(subject)
        case BusinessCalendar() | CombinedCalendar():
            return _of_calendar(subject, term)
        case PerIncident() | Annual() | Project():
            owner = f"fee plan {subject.kind}"
            return _of_plan(subject, owner, term)
        case CreditTerms():
            return findings_of_credits(subject, "CreditTerms")
        case Indexation():
            return findings_of_indexation(subject)
        case ServiceHours():
            return _of_hours((subject,), "ServiceHours", term)
    expected = "a policy, contract, service book, table, lifecycle, calendar, ..."
    raise WrongType("nothing to lint", got=subject, expected=expected, where="subjects")


def _of_policy(
    policy: Policy,
    term: Period | None,
    suppliers: tuple[Policy, ...],
    tiers: tuple[str, ...],
    spoken: tuple[Condition, ...] = (),
) -> Iterator[Finding]:
    since = _since(term)
    yield from findings_of_policy(policy, since, tiers, spoken)
    yield from findings_of_suppliers(policy, suppliers, since)
    if term is not None:
        yield from findings_of_calendars(calendars_of_policy(policy), term)


def _of_contract(
    contract: Contract, suppliers: tuple[Policy, ...], tiers: tuple[str, ...]
) -> Iterator[Finding]:
    owner = f"Contract {contract.id}"
    yield from findings_of_services(contract, tiers)
    yield from findings_of_quotas(contract.quotas, owner)
    yield from findings_of_rows(contract.hours, owner, _since(contract.term))
    yield from findings_of_obligations(contract.obligations, owner)
    if contract.policy is not None:
        spoken = conditions_beside(contract.policy, contract)
        yield from _of_policy(contract.policy, None, suppliers, tiers, spoken)
        yield from findings_of_hours(contract.policy, contract.hours, _since(contract.term))
    if contract.fee_plan is not None:
        yield from _of_plan(contract.fee_plan, owner, None)
    if contract.credit_terms is not None:
        yield from findings_of_credits(contract.credit_terms, owner)
    yield from findings_without_price(contract)
    yield from findings_after_end(contract)
    yield from findings_of_calendars(calendars_of_contract(contract), contract.term)


def _of_book(
    book: ServiceBook, term: Period | None, suppliers: tuple[Policy, ...], tiers: tuple[str, ...]
) -> Iterator[Finding]:
    owner = f"ServiceBook {book.key}"
    yield from findings_of_services(book, tiers)
    if book.policy is not None:
        spoken = conditions_beside(book.policy, book)
        yield from _of_policy(book.policy, term, suppliers, tiers, spoken)
        yield from findings_of_hours(book.policy, book.hours, _since(term))
    for table in book.tables:
        yield from _of_table(table)
    yield from findings_of_goals(book.goals, owner)
    yield from findings_of_obligations(book.obligations, owner)
    yield from _of_hours(book.hours, owner, term)


def _of_hours(
    hours: tuple[ServiceHours, ...], owner: str, term: Period | None
) -> Iterator[Finding]:
    yield from findings_of_rows(hours, owner, _since(term))
    if term is not None:
        yield from findings_of_calendars(calendars_of_hours(hours, owner), term)


def _of_plan(
    plan: PerIncident | Annual | Project, owner: str, term: Period | None
) -> Iterator[Finding]:
    yield from findings_of_plan(plan, owner)
    if term is not None:
        yield from findings_of_calendars(calendars_of_plan(plan, owner), term)


def _of_table(table: DecisionTable) -> Iterator[Finding]:
    try:
        proof = verify(table)
    except OutOfRange:
        yield finding(
            TABLE_UNPROVEN, Judgement.OPEN, f"DecisionTable {table.name}", table=table.name
        )
        return
    for fault in proof.faults:
        rows = ", ".join(fault.rows)
        yield finding(
            TABLE_FAULT,
            _BY_FAULT.get(fault.fault, Judgement.UNWISE),
            f"DecisionTable {table.name}" + (f", rows {rows}" if rows else ""),
            [
                clause
                for row in fault.rows
                if row in _ids(table)
                for clause in table.row(row).clauses
            ],
            example=fault.facts,
            because=fault.reasons,
            table=table.name,
            fault=fault.fault,
        )


def _ids(table: DecisionTable) -> frozenset[str]:
    return frozenset(row.id for row in table.rows)


def _of_lifecycle(lifecycle: Lifecycle) -> Iterator[Finding]:
    for fault in lifecycles.verify(lifecycle):
        yield finding(
            LIFE_FAULT,
            Judgement.UNWISE,
            f"Lifecycle {lifecycle.name}, state {fault.state}",
            example={"state": fault.state},
            state=lifecycle.state(fault.state),
            fault=fault.fault,
        )


def _of_complaints(policy: ComplaintPolicy) -> Iterator[Finding]:
    for name, question in OPEN_QUESTIONS.items():
        if isinstance(getattr(policy, name), Choice):
            yield finding(
                COMPLAINT_UNDECIDED,
                Judgement.OPEN,
                f"ComplaintPolicy {policy.name}.{name}",
                [clause for clause in policy.clauses if clause.ref == question],
                question=question,
                choice=CHOICES[name],
                shown=_FOR_EVER[name],
            )


def _of_calendar(calendar: Calendar, term: Period | None) -> Iterator[Finding]:
    since = _since(term)
    try:
        calendar.next_open(since)
    except ServiceDeskError:
        yield finding(NEVER_OPEN, Judgement.UNWISE, f"calendar of {calendar.timezone}", at=since)
    if term is not None:
        where = f"calendar of {calendar.timezone}"
        yield from findings_of_calendars([(where, calendar)], term)
