"""Promises against the hours of service, and calendars against the term."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from servicedesk.agreements import Contract, ServiceHours
from servicedesk.calendars import BusinessCalendar, CombinedCalendar
from servicedesk.clocks.story import clock_text
from servicedesk.decisions import holds
from servicedesk.incidents import Period
from servicedesk.lint.cases import cases_of, find_closed
from servicedesk.lint.findings import Finding, Judgement, finding, is_settled, told
from servicedesk.lint.promises import findings_around_the_clock, metric_of
from servicedesk.reasons import ReasonKind
from servicedesk.sla import ElapsedTime, Policy
from servicedesk.tariffs import FeePlan, Hourly, PriceList

DAY = timedelta(days=1)

OUTSIDE_HOURS = ReasonKind(
    "lint.outside_service_hours",
    "{metric} counts at {closed}, while the service is closed ({case}; hours: {hours})",
    "{metric}在{closed}仍在计时，而此时并不提供服务（{case}；服务时间：{hours}）",
    "{metric}在{closed}仍在計時，而此時並不提供服務（{case}；服務時間：{hours}）",
)
HOLIDAYS_RUN_OUT = ReasonKind(
    "lint.holidays_run_out",
    "the holidays are known to {horizon}, the term goes on to before {end} ({clock})",
    "节假日安排只公布至{horizon}，而合同期持续至{end}之前（{clock}）",
    "節假日安排只公佈至{horizon}，而合同期持續至{end}之前（{clock}）",
)


def findings_of_hours(
    policy: Policy, hours: tuple[ServiceHours, ...], since: datetime
) -> Iterator[Finding]:
    """Targets that count while the service that they belong to is closed (C1)."""
    conditions = [row.when for row in hours]
    for target in policy.targets:
        seen: set[int] = set()
        for facts in cases_of((target.when, *conditions)):
            if holds(target.when, facts) is not True:
                continue
            at = next((i for i, row in enumerate(hours) if holds(row.when, facts)), None)
            if at is None or at in seen:
                continue
            seen.add(at)
            row = hours[at]
            if is_settled("C1", *target.clauses, *row.clauses):
                continue
            closed = find_closed(target.clock, row.clock, since)
            if closed is not None:
                yield finding(
                    OUTSIDE_HOURS,
                    Judgement.CONTRADICTION,
                    f"Policy {policy.name}, target {target.name}",
                    (*target.clauses, *row.clauses),
                    question="C1",
                    example=facts,
                    metric=metric_of(policy, target),
                    closed=closed,
                    case=told(facts),
                    hours=clock_text(row.clock),
                )


def findings_of_rows(
    hours: tuple[ServiceHours, ...], owner: str, since: datetime
) -> Iterator[Finding]:
    """Hours of service that close, by sentences that say "around the clock" (C1)."""
    kept = {
        clause.ref
        for row in hours
        if find_closed(ElapsedTime(), row.clock, since) is None
        for clause in row.clauses
    }
    for index, row in enumerate(hours):
        if not is_settled("C1", *row.clauses):
            # of a sentence that names several hours, another row may be the one without end
            said = (clause for clause in row.clauses if clause.ref not in kept)
            where = f"{owner}, hours[{index}]"
            yield from findings_around_the_clock(row.clock, said, where, since)


def findings_of_calendars(
    calendars: Iterable[tuple[str, BusinessCalendar | CombinedCalendar]], term: Period
) -> Iterator[Finding]:
    """Calendars whose holidays are not known to the end of the term, each once."""
    seen = set()
    for where, calendar in calendars:
        horizon = calendar.knowledge_horizon
        if horizon is None or calendar in seen or horizon >= term.end - DAY:
            continue
        seen.add(calendar)
        yield finding(
            HOLIDAYS_RUN_OUT,
            Judgement.OPEN,
            where,
            horizon=horizon,
            end=term.end,
            clock=clock_text(calendar),
        )


Named = Iterator[tuple[str, BusinessCalendar | CombinedCalendar]]


def calendars_of_policy(policy: Policy) -> Named:
    """Every calendar of a policy, with its place."""
    for target in policy.targets:
        desks = [level.desk for level in target.levels]
        for clock in (target.clock, *desks):
            if isinstance(clock, BusinessCalendar | CombinedCalendar):
                yield f"Policy {policy.name}, target {target.name}", clock


def calendars_of_hours(hours: tuple[ServiceHours, ...], owner: str) -> Named:
    """Every calendar of the hours of service."""
    for index, row in enumerate(hours):
        if isinstance(row.clock, BusinessCalendar | CombinedCalendar):
            yield f"{owner}, hours[{index}]", row.clock


def calendars_of_plan(plan: FeePlan, owner: str) -> Named:
    """Every calendar of a fee plan: its bands and surcharges."""
    for surcharge in plan.terms.surcharges:
        if surcharge.outside is not None:
            yield f"{owner}, surcharge {surcharge.key}", surcharge.outside
    prices: PriceList | None = plan.prices
    for price in () if prices is None else prices.prices:
        bands = price.tariff.bands if isinstance(price.tariff, Hourly) else ()
        for band in bands:
            if band.hours is not None:
                yield f"{owner}, band {band.key}", band.hours


def calendars_of_contract(contract: Contract) -> Named:
    """Every calendar of a contract."""
    owner = f"Contract {contract.id}"
    if contract.policy is not None:
        yield from calendars_of_policy(contract.policy)
    yield from calendars_of_hours(contract.hours, owner)
    if contract.fee_plan is not None:
        yield from calendars_of_plan(contract.fee_plan, owner)
