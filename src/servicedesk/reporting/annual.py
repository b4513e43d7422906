"""The annual service report: what the vendor did, kept, missed and charged in a year (R133).

`annual_report` computes it from facts that the host hands in; `views.report_html` and
`views.report_text` print it. The same facts, in whatever order, give the same report.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from attrs import field, frozen

from servicedesk.billing import Statement, Total
from servicedesk.complaints import Complaint
from servicedesk.contracts import (
    Balance,
    Contract,
    Duty,
    Goal,
    Quota,
    duties,
)
from servicedesk.errors import (
    check_aware,
    check_type,
    is_aware,
)
from servicedesk.incidents import Cause, Period, Severity
from servicedesk.money import Money, total
from servicedesk.quotas import balance
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Clause,
    Localised,
    Reason,
    ReasonKind,
    Text,
)
from servicedesk.reporting.attainment import WORDS, Attainment, Sample, attainment
from servicedesk.reporting.counted import counted, date_of, last_of
from servicedesk.reporting.dues import DueObligation, Performed, due_obligations
from servicedesk.reporting.facts import Case, Improvement, Score, YearFacts
from servicedesk.reporting.goals import (
    COMMON_PROBLEMS,
    COMPLAINT_RATE,
    GoalResult,
    Rate,
    goal_results,
)
from servicedesk.spans import Span, to_utc

REPORTED = ReasonKind(
    "report.cases",
    "{contract}, {period}: cases: {cases}, complaints: {complaints}",
    "{contract}，{period}：服务{cases}件，投诉{complaints}件",
    "{contract}，{period}：服務{cases}件，投訴{complaints}件",
)

UNTIL = ReasonKind(
    "report.until",
    "the period is not over yet: counted up to {until}, later dates are left out",
    "报告期间尚未结束：统计截至{until}，此后的不计入",
    "報告期間尚未結束：統計截至{until}，此後的不計入",
)

_SEVERITY = Text("{}, {}", "{}，{}", "{}，{}")
_COMMON_PROBLEMS = Text("common problems (R71)", "常见问题（R71）", "常見問題（R71）")
_COMMON = Text(
    "common problems (R71), by {metric}",
    "常见问题（R71），按{metric}",
    "常見問題（R71），按{metric}",
)
_COMPLAINTS = Text(
    "complaints received, for all cases", "收到的投诉与全部服务件数", "收到的投訴與全部服務件數"
)
_CLOCKS = Text("all cases, by {metric}", "全部服务，按{metric}", "全部服務，按{metric}")


@frozen(kw_only=True)
class KeptPromise:
    """How one metric was kept for one severity; None is all severities together."""

    severity: Severity | None
    attained: Attainment


@frozen(kw_only=True)
class Repeat:
    """A problem that came again: the same item and cause."""

    item: str
    cause: Cause
    requests: tuple[str, ...]


@frozen(kw_only=True)
class QuotaUse:
    """What a quota has come to at the end of the period, or at the report if that is earlier."""

    quota: Quota
    balance: Balance


@frozen(kw_only=True)
class Satisfaction:
    """The points given on one subject, added up."""

    subject: str
    answers: int
    points: int | Decimal

    @property
    def mean(self) -> Fraction:
        """The mean of the points."""
        return Fraction(self.points) / self.answers


@frozen(kw_only=True)
class AnnualReport:
    """What the vendor reports to the customer of a year (R133).

    Attributes:
        contract: the contract's id.
        period: the civil dates, in the contract's zone.
        at: the instant of the report.
        until: the last civil date counted: that of the report, at most the period's last.
        cases: the list of services and their handling, by date.
        by_month: how many cases came in each month, by its first day.
        promises: attainment per metric, of all and per severity, with its denominators.
        common: the rate of R70 over the common problems; None where no case was classed.
        complaints: the complaints received in the period, by date.
        causes: how many cases each cause had, most first.
        repeats: problems that came more than once.
        quotas: what the quotas have come to.
        fees: what was billed, one sum for each currency.
        credits: what was given back, one sum for each currency.
        dues: the dated duties of both sides, kept or not.
        duties: the customer's obligations that have no dates, as the facts tell.
        satisfaction: the mean score of each subject.
        improvements: the plan.
        goals: each rate beside the vendor's aim, period by period.
    """

    contract: str
    period: Period
    at: datetime = field(validator=is_aware(), eq=to_utc)
    until: date
    cases: tuple[Case, ...]
    by_month: tuple[tuple[date, int], ...]
    promises: tuple[KeptPromise, ...]
    common: Attainment | None
    complaints: tuple[Complaint, ...]
    causes: tuple[tuple[Cause, int], ...]
    repeats: tuple[Repeat, ...]
    quotas: tuple[QuotaUse, ...]
    fees: tuple[Total, ...]
    credits: tuple[Money, ...]
    dues: tuple[DueObligation, ...]
    duties: tuple[Duty, ...]
    satisfaction: tuple[Satisfaction, ...]
    improvements: tuple[Improvement, ...]
    goals: tuple[GoalResult, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether the period goes on after the report."""
        return self.until < last_of(self.period)

    @property
    def complaint_rate(self) -> Fraction | None:
        """Complaints per case, an indicator of quality (R64); None where there was no case."""
        return Fraction(len(self.complaints), len(self.cases)) if self.cases else None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The figures with their denominators, and the state of each duty."""
        told = REPORTED(
            contract=self.contract,
            period=self.period,
            cases=len(self.cases),
            complaints=len(self.complaints),
            clauses=[Clause("R64", Binding.NORM), Clause("R133")],
            because=[UNTIL(until=self.until)] if self.is_partial else (),
        )
        kept = [reason for each in self.promises for reason in each.attained.reasons]
        common = () if self.common is None else self.common.reasons
        aims = [reason for each in self.goals for reason in each.reasons]
        due = [reason for each in self.dues for reason in each.reasons]
        owed = [reason for each in self.duties for reason in each.reasons]
        return (told, *kept, *common, *aims, *due, *owed)


def annual_report(
    contract: Contract,
    facts: YearFacts,
    period: Period,
    *,
    at: datetime,
    goals: Iterable[Goal] = (),
) -> AnnualReport:
    """The report of a period, a year as a rule.

    A case belongs to the period by the instant of its request, a complaint by its first event, in
    the contract's zone; scores and what was given back by their dates. What lies after the report
    is left out, and a report made before its period is over says so.

    Args:
        contract: the version that held.
        facts: everything known; what lies outside the period is left out.
        period: the civil dates.
        at: the instant of the report; what was due later is still to come.
        goals: the vendor's aims (`ServiceBook.goals`), each beside what it speaks of by its key:
            "complaint_rate" (R64), "common_problems_solved" (R70), or a metric's name for the
            share of its clocks that were met. A goal over so many months is counted in each such
            stretch of the period, from its start, and judged once that is over; one that doesn't
            say over which time is judged over the whole period.

    Raises:
        InvalidValue: for one request, complaint, billed line or credit twice, a statement of
            another contract, or two goals of one key.
        OutOfRange: for a statement that reaches beyond the period; for a case assessed or a
            complaint that goes on after the report.
        UnknownName: for a goal whose key names no rate.
        Undecided: for a goal that rests on an open question (C14), or a duty that does.
    """
    check_type(contract, Contract, where="contract")
    check_type(facts, YearFacts, where="facts")
    check_type(period, Period, where="period")
    check_aware(at, "at")
    zone = ZoneInfo(contract.timezone)
    today = date_of(at, zone)
    until = min(last_of(period), today)
    told = counted(facts, contract, period, at=at)
    cases, complaints = told.cases, told.complaints
    return AnnualReport(
        contract=contract.id,
        period=period,
        at=at,
        until=until,
        cases=cases,
        by_month=_by_month(cases, zone),
        promises=tuple(_promises(contract, cases)),
        common=_common(cases, facts.resolved, period, zone),
        complaints=complaints,
        causes=_most_first(Counter(each.cause for each in cases)),
        repeats=_repeats(cases),
        quotas=tuple(
            QuotaUse(quota=quota, balance=balance(quota, facts.usage.entries, on=until))
            for quota in contract.quotas
        ),
        fees=_fees(told.statements),
        credits=_sums([each.amount for each in told.credits]),
        dues=due_obligations(
            contract,
            (*facts.performed, *_served(contract, facts, zone)),
            period,
            on=today,
            facts=facts.duty_facts,
        ),
        duties=tuple(
            each for each in duties(contract, facts.duty_facts) if each.obligation.due is None
        ),
        satisfaction=_satisfaction(told.scores),
        improvements=tuple(
            sorted(
                facts.improvements,
                key=lambda each: (each.milestone, each.goal, each.measure, each.result),
            )
        ),
        goals=tuple(
            goal_results(
                goals,
                _rates(contract, cases, complaints, facts.resolved, period),
                period,
                on=today,
            )
        ),
    )


def _rates(
    contract: Contract,
    cases: Sequence[Case],
    complaints: Sequence[Complaint],
    resolved: str,
    period: Period,
) -> dict[str, Rate]:
    """The rates by the keys of goals; what they count in parts of the period adds up."""
    zone = ZoneInfo(contract.timezone)

    def asked(within: Period) -> list[Case]:
        return [each for each in cases if date_of(each.request.at, zone) in within]

    def kept(metric: str) -> Callable[[Period], tuple[int, int]]:
        def count(within: Period) -> tuple[int, int]:
            samples = map(_sample, asked(within))
            return _of_decided(attainment(samples, metric, population=contract.id))

        return count

    def common(within: Period) -> tuple[int, int]:
        return _of_decided(_common(asked(within), resolved, period, zone))

    def complained(within: Period) -> tuple[int, int]:
        received = [each for each in complaints if _first(each, zone) in within]
        return len(received), len(asked(within))

    promised = () if contract.policy is None else contract.policy.metrics
    titles = {clock.metric: clock.title for case in cases for clock in case.assessment.clocks}
    titles |= {metric.name: metric.text for metric in promised}
    return {
        **{key: Rate(_named(_CLOCKS, key, title), kept(key)) for key, title in titles.items()},
        COMMON_PROBLEMS: Rate(
            _named(_COMMON, resolved, titles.get(resolved) or WORDS.get(resolved)), common
        ),
        COMPLAINT_RATE: Rate(_COMPLAINTS, complained),
    }


def _named(text: Text, metric: str, title: Localised | None) -> Text:
    return Text(
        *(
            text.label(lang).format(metric=metric if title is None else title.label(lang))
            for lang in LANGUAGES
        )
    )


def _of_decided(found: Attainment | None) -> tuple[int, int]:
    return (0, 0) if found is None else (found.met, found.decided)


def _first(complaint: Complaint, zone: ZoneInfo) -> date:
    return date_of(complaint.log[0].at, zone)


def _by_month(cases: Sequence[Case], zone: ZoneInfo) -> tuple[tuple[date, int], ...]:
    found = Counter(date_of(case.request.at, zone).replace(day=1) for case in cases)
    return tuple(sorted(found.items()))


def _promises(contract: Contract, cases: Sequence[Case]) -> Iterable[KeptPromise]:
    metrics = sorted({clock.metric for case in cases for clock in case.assessment.started})
    for metric in metrics:
        for severity in (None, *reversed(Severity)):
            samples = [
                _sample(case)
                for case in cases
                if severity is None or case.request.severity is severity
            ]
            population = contract.id if severity is None else _of_severity(contract.id, severity)
            attained = attainment(samples, metric, population=population)
            if attained.total:
                yield KeptPromise(severity=severity, attained=attained)


def _of_severity(contract: str, severity: Severity) -> Text:
    return Text(
        *(_SEVERITY.label(lang).format(contract, severity.label(lang)) for lang in LANGUAGES)
    )


def _sample(case: Case) -> Sample:
    return Sample(ticket=case.request.id, assessment=case.assessment, excluded=case.excluded)


def _common(
    cases: Sequence[Case], metric: str, period: Period, zone: ZoneInfo
) -> Attainment | None:
    common = [_sample(case) for case in cases if case.common]
    if not common:
        return None
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone) for day in (period.start, period.end)
    )
    return attainment(common, metric, population=_COMMON_PROBLEMS, period=Span(start, end))


def _served(contract: Contract, facts: YearFacts, zone: ZoneInfo) -> Iterable[Performed]:
    """The services on request that cases came to, of earlier periods too: duties follow late."""
    on_request = {item.key for item in contract.items if item.due is None}
    for case in facts.cases:
        runs = [each for each in case.assessment.started if each.metric == facts.resolved]
        if not runs or case.request.item not in on_request:
            continue
        stopped = runs[-1].stopped
        if stopped is not None:
            on = date_of(stopped, zone)
            yield Performed(item=case.request.item, on=on, request=case.request.id)


def _most_first(found: Counter[Cause]) -> tuple[tuple[Cause, int], ...]:
    order = list(Cause)
    return tuple(sorted(found.items(), key=lambda each: (-each[1], order.index(each[0]))))


def _repeats(cases: Sequence[Case]) -> tuple[Repeat, ...]:
    found: dict[tuple[str, Cause], list[str]] = defaultdict(list)
    for case in cases:
        if case.cause is not Cause.UNKNOWN:
            found[case.request.item, case.cause].append(case.request.id)
    repeats = [
        Repeat(item=item, cause=cause, requests=tuple(requests))
        for (item, cause), requests in found.items()
        if len(requests) > 1
    ]
    return tuple(
        sorted(repeats, key=lambda each: (-len(each.requests), each.item, each.cause.value))
    )


def _fees(statements: Sequence[Statement]) -> tuple[Total, ...]:
    found: dict[str, list[Total]] = defaultdict(list)
    for statement in statements:
        for each in statement.totals:
            found[each.currency].append(each)
    return tuple(
        Total(
            net=total((each.net for each in found[currency]), currency),
            tax=total((each.tax for each in found[currency]), currency),
            rounding=total((each.rounding for each in found[currency]), currency),
        )
        for currency in sorted(found)
    )


def _sums(amounts: Sequence[Money]) -> tuple[Money, ...]:
    currencies = sorted({each.currency for each in amounts})
    return tuple(
        total((each for each in amounts if each.currency == currency), currency)
        for currency in currencies
    )


def _satisfaction(scores: Sequence[Score]) -> tuple[Satisfaction, ...]:
    found: dict[str, list[int | Decimal]] = defaultdict(list)
    for score in scores:
        found[score.subject].append(score.points)
    return tuple(
        Satisfaction(
            subject=subject,
            answers=len(found[subject]),
            points=sum(found[subject]),
        )
        for subject in sorted(found)
    )
