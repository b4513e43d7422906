"""What to report: how many clocks were met, and of how many.

A rate without its denominators says nothing, so `attainment` counts every clock once under one
heading and says which population, period, unit and date it went by.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from attrs import field, frozen

from servicedesk.errors import InvalidValue, are, check_type, is_a
from servicedesk.incidents import is_key
from servicedesk.reasons import LANGUAGES, Reason, ReasonKind, Term, Text, render
from servicedesk.sla import (
    ARRIVAL,
    FIRST_RESPONSE,
    RECOVERY,
    RESOLUTION,
    Assessment,
    Breached,
    Cancelled,
    Clock,
    Met,
    Paused,
    Pending,
    Running,
)
from servicedesk.spans import Span

COUNTED = ReasonKind(
    "reporting.counted",
    "{metric} of {population}, {unit}, by {dated_by}: {met} met and {breached} breached of "
    "{decided} decided; not decided: {running} running, {paused} paused, {cancelled} cancelled, "
    "{excluded} excluded",
    "{population}的{metric}，{unit}，{dated_by}：已有结论{decided}件，其中达标{met}件、超时{breached}件；"
    "另有进行中{running}件、暂停{paused}件、取消{cancelled}件、排除{excluded}件",
    "{population}的{metric}，{unit}，{dated_by}：已有結論{decided}件，其中達標{met}件、逾時{breached}件；"
    "另有進行中{running}件、暫停{paused}件、取消{cancelled}件、排除{excluded}件",
)
PERIOD = ReasonKind(
    "reporting.period",
    "from {start} to before {end}",
    "自 {start} 起，至 {end} 前",
    "自 {start} 起，至 {end} 前",
)
EXCLUDED = ReasonKind(
    "reporting.excluded",
    "{ticket} excluded: {why}",
    "{ticket} 被排除：{why}",
    "{ticket} 被排除：{why}",
)
ASSUMED = ReasonKind(
    "reporting.assumed",
    "of them by a target that is only assumed, the facts that settle it not being known: "
    "{met} met and {breached} breached",
    "其中目标尚属推定、决定目标的事实不明的：达标{met}件、超时{breached}件",
    "其中目標尚屬推定、決定目標的事實不明的：達標{met}件、逾時{breached}件",
)

WORDS = {each.name: each.text for each in (ARRIVAL, FIRST_RESPONSE, RECOVERY, RESOLUTION)}
"""The words of metrics that a report may name before any clock of them has run."""


class Unit(Term):
    """What is counted."""

    CYCLE = "cycle", "per cycle", "按轮次", "按輪次"
    TICKET = "ticket", "per ticket", "按工单", "按工單"


class DatedBy(Term):
    """Which instant of a clock puts it into a period."""

    START = "start", "start", "按开始时间", "按開始時間"
    STOP = "stop", "stop", "按结束时间", "按結束時間"


@frozen(kw_only=True)
class Sample:
    """One ticket of the population.

    Attributes:
        ticket: the host's identity of it.
        assessment: what its clocks say.
        excluded: why it is left out of the rate (force majeure, customer's delay), or "".
    """

    ticket: str = field(validator=is_a(str))
    assessment: Assessment = field(validator=is_a(Assessment))
    excluded: str = field(default="", validator=is_a(str))


@frozen(kw_only=True)
class Attainment:
    """How many clocks of a metric were met, with all denominators.

    Every clock of the population and period is counted under exactly one of the six headings. A
    clock that is breached and still open is breached.

    Attributes:
        metric: the name of the metric.
        title: its words, as its clocks have them.
        population: what the samples are, in words ("common problems, 2026"); a `Text` says them
            in each language.
        period: the instants from which clocks were taken; None takes all.
        unit: whether cycles are counted or tickets; a ticket is breached if one of its cycles
            is, else running or paused if one is, else met if one is, else cancelled.
        dated_by: whether a clock belongs to the period by its start or by its stop. By stop, a
            clock that is open belongs to none.
        met, breached, running, paused, cancelled: the counts.
        excluded: clocks of samples that the host left out, whatever they say.
        left_out: why, ticket by ticket.
        assumed_met, assumed_breached: how many of those met and breached were judged by a target
            that is only assumed, since a fact that settles it was not known. The rate counts them
            like any other.
    """

    metric: str = field(validator=is_key())
    title: Text | None = field(default=None, validator=is_a(Text, optional=True))
    population: Text | str = field(validator=is_a(Text, str))
    period: Span | None
    unit: Unit
    dated_by: DatedBy
    met: int
    breached: int
    running: int
    paused: int
    cancelled: int
    excluded: int
    left_out: tuple[Reason, ...] = field(default=(), validator=are(Reason))
    assumed_met: int = 0
    assumed_breached: int = 0

    @property
    def decided(self) -> int:
        """The denominator of the rate: met and breached."""
        return self.met + self.breached

    @property
    def total(self) -> int:
        """All that were counted, under whatever heading."""
        return self.decided + self.running + self.paused + self.cancelled + self.excluded

    @property
    def rate(self) -> Fraction | None:
        """The share that was met of those decided; None where none is."""
        return Fraction(self.met, self.decided) if self.decided else None

    def reaches(self, goal: Fraction) -> bool | None:
        """Whether the rate is at least *goal* (R70: `Fraction(9, 10)`); None where none is."""
        return None if self.rate is None else self.rate >= goal

    @property
    def reasons(self) -> tuple[Reason, ...]:
        below = []
        if self.period is not None:
            below.append(PERIOD(start=self.period.start, end=self.period.end))
        if self.assumed_met or self.assumed_breached:
            below.append(ASSUMED(met=self.assumed_met, breached=self.assumed_breached))
        counts = ("met", "breached", "decided", "running", "paused", "cancelled", "excluded")
        counted = COUNTED(
            metric=self.title or self.metric,
            population=self.population,
            unit=self.unit,
            dated_by=self.dated_by,
            because=(*below, *self.left_out),
            **{name: getattr(self, name) for name in counts},
        )
        return (counted,)


def attainment(
    samples: Iterable[Sample],
    metric: str,
    *,
    population: Text | str,
    period: Span | None = None,
    unit: Unit = Unit.CYCLE,
    dated_by: DatedBy = DatedBy.START,
) -> Attainment:
    """Count the clocks of one metric over a population.

    Clocks that have not started are in no period and not counted.

    Args:
        samples: the tickets of the population, each assessed at the instant of the report.
        metric: the name of the metric.
        population: what they are, in words of one language or of each; a rate means nothing
            without it (C14).
        period: from which instants; None takes all.
        unit: whether cycles are counted or tickets.
        dated_by: whether a clock belongs to the period by its start or its stop.

    Raises:
        WrongType: for what is not a sample.
        InvalidValue: for one ticket twice, or a population without words.
    """
    check_type(metric, str, where="metric")
    check_type(samples, Iterable, where="samples")
    check_type(population, Text, str, where="population")
    if period is not None:
        check_type(period, Span, where="period")
    check_type(unit, Unit, where="unit")
    check_type(dated_by, DatedBy, where="dated_by")
    if not all(render(population, lang).strip() for lang in LANGUAGES):
        raise InvalidValue("a rate needs its population", got=population, where="population")
    seen: set[str] = set()
    found: Counter[str] = Counter()
    assumed: Counter[str] = Counter()
    left_out = []
    title = WORDS.get(metric)
    for sample in samples:
        check_type(sample, Sample, where="samples")
        if sample.ticket in seen:
            raise InvalidValue("one ticket twice", got=sample.ticket, where="samples")
        seen.add(sample.ticket)
        of_metric = sample.assessment.of(metric)
        title = next((clock.title for clock in of_metric if clock.title), title)
        clocks = [clock for clock in of_metric if _dated(clock, period, dated_by)]
        counted = clocks if unit is Unit.CYCLE else _worst(clocks)
        for clock in counted:
            heading = "excluded" if sample.excluded else _heading(clock)
            found[heading] += 1
            assumed[heading] += bool(clock.unknown)
        if counted and sample.excluded:
            left_out.append(EXCLUDED(ticket=sample.ticket, why=sample.excluded))
    return Attainment(
        metric=metric,
        title=title,
        population=population,
        period=period,
        unit=unit,
        dated_by=dated_by,
        met=found["met"],
        breached=found["breached"],
        running=found["running"],
        paused=found["paused"],
        cancelled=found["cancelled"],
        excluded=found["excluded"],
        left_out=tuple(left_out),
        assumed_met=assumed["met"],
        assumed_breached=assumed["breached"],
    )


def _dated(clock: Clock, period: Span | None, dated_by: DatedBy) -> bool:
    if isinstance(clock, Pending):
        return False
    instant: datetime | None = clock.started if dated_by is DatedBy.START else clock.stopped
    return instant is not None and (period is None or instant in period)


# of several cycles of a ticket, the first of these speaks for it
_WORST = (Breached, Running, Paused, Met, Cancelled)


def _worst(clocks: Sequence[Clock]) -> list[Clock]:
    return sorted(clocks, key=lambda clock: _WORST.index(type(clock)))[:1]


def _heading(clock: Clock) -> str:
    return type(clock).__name__.lower()
