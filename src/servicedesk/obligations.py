"""What the parties owe by the contract: the customer's duties, and services due by themselves."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import field, frozen

from servicedesk.agreements import Contract, Obligation
from servicedesk.decisions import holds
from servicedesk.entitlements import Every
from servicedesk.errors import are, is_a
from servicedesk.incidents import FactValue, Period, months_after
from servicedesk.reasons import Reason, ReasonKind

KEPT = ReasonKind("duty.kept", "kept: {duty}", "已履行：{duty}", "已履行：{duty}")
NEGLECTED = ReasonKind("duty.neglected", "neglected: {duty}", "未履行：{duty}", "未履行：{duty}")
NOT_KNOWN = ReasonKind(
    "duty.not_known",
    "not known whether kept: {duty}",
    "尚不清楚是否履行：{duty}",
    "尚不清楚是否履行：{duty}",
)
CONSEQUENCE = ReasonKind(
    "duty.consequence",
    "by the host's own policy: {consequence}",
    "按服务方自己的规定：{consequence}",
    "按服務方自己的規定：{consequence}",
)


@frozen(kw_only=True)
class Duty:
    """One obligation of the customer, seen on some facts.

    Attributes:
        kept: None while that is not known or can't be measured.
        consequence: what the host's own policy attaches to the neglect; None: nothing.
    """

    obligation: Obligation = field(validator=is_a(Obligation))
    kept: bool | None = field(validator=is_a(bool, optional=True))
    consequence: str | None = field(default=None, validator=is_a(str, optional=True))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


def duties(contract: Contract, facts: Mapping[str, FactValue]) -> tuple[Duty, ...]:
    """Which of its obligations the customer has kept, on the facts about them (R134 to R137).

    No document says what follows from neglect: a consequence is given only where the host's own
    policy names one, and its reason says so.
    """
    return tuple(_duty(obligation, facts) for obligation in contract.obligations)


def _duty(obligation: Obligation, facts: Mapping[str, FactValue]) -> Duty:
    kept = None if obligation.kept is None else holds(obligation.kept, facts)
    kind = {True: KEPT, False: NEGLECTED, None: NOT_KNOWN}[kept]
    if kept is not False or obligation.consequence is None:
        reason = kind(duty=obligation.text, clauses=obligation.clauses)
        return Duty(obligation=obligation, kept=kept, reasons=(reason,))
    follows = CONSEQUENCE(
        consequence=obligation.consequence, clauses=obligation.consequence_clauses
    )
    reason = kind(duty=obligation.text, clauses=obligation.clauses, because=[follows])
    return Duty(
        obligation=obligation, kept=kept, consequence=obligation.consequence, reasons=(reason,)
    )


def due_periods(every: Every, term: Period, *, since: date | None = None) -> Iterator[Period]:
    """The periods in each of which a service is due once, in order; they tile the term.

    The k-th begins k steps after the start of the term, so a month's end does not creep; the
    last is cut at the end of the term.

    Args:
        every: how often it is due.
        term: the civil dates in which it is.
        since: leave out most of the periods that end before; None gives them all.
    """
    step = 0 if since is None else _steps_before(every, term.start, since)
    start = _after(every, term.start, step)
    while start < term.end:
        step += 1
        end = min(_after(every, term.start, step), term.end)
        yield Period(start, end)
        start = end


def _steps_before(every: Every, anchor: date, day: date) -> int:
    if every.months:
        apart = (day.year - anchor.year) * 12 + day.month - anchor.month
        return max(apart // every.months - 1, 0)
    return max((day - anchor).days // every.days - 1, 0)


def _after(every: Every, anchor: date, steps: int) -> date:
    try:
        if every.months:
            return months_after(anchor, every.months * steps)
        return anchor + timedelta(days=every.days * steps)
    except (OverflowError, ValueError):  # a term may end where the calendar does
        return date.max
