"""Each rate of the report beside the vendor's aim (R64, R70, C14)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from servicedesk.contracts import Every, Goal, GoalVerdict, due_periods, judge_goal
from servicedesk.errors import InvalidValue, UnknownName, check_type, is_a
from servicedesk.incidents import Period
from servicedesk.reasons import Reason, ReasonKind, Text, check_decided

COMPLAINT_RATE = "complaint_rate"
COMMON_PROBLEMS = "common_problems_solved"

POPULATION = ReasonKind(
    "report.goal_population",
    "counted: {population}, {period}",
    "统计范围：{population}，{period}",
    "統計範圍：{population}，{period}",
)
NOT_OVER = ReasonKind(
    "report.goal_not_over",
    "not judged before its {months} months are over, all of them within the report",
    "统计期间{months}个月须在报告期间内且已届满，方可判断",
    "統計期間{months}個月須在報告期間內且已屆滿，方可判斷",
)


@frozen(kw_only=True)
class GoalResult:
    """What became of one of the vendor's goals in one period that it is stated for.

    Attributes:
        period: the civil dates counted: of the goal's own months, else all of the report.
        population: what was counted, in words (C14).
        over: whether the goal's months are over at the date of the report and lie within it.
        verdict: the counts and the aim; neither reached nor missed while not *over*.
    """

    period: Period = field(validator=is_a(Period))
    population: Text = field(validator=is_a(Text))
    over: bool = field(validator=is_a(bool))
    verdict: GoalVerdict = field(validator=is_a(GoalVerdict))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The verdict's, with what was counted."""
        because = [POPULATION(population=self.population, period=self.period)]
        if not self.over:
            because.append(NOT_OVER(months=self.verdict.goal.months))
        return tuple(evolve(each, because=tuple(because)) for each in self.verdict.reasons)


@frozen
class Rate:
    """One that the report can count: its population, and how many of how many in a period."""

    population: Text
    counted: Callable[[Period], tuple[int, int]]


def goal_results(
    goals: Iterable[Goal], rates: Mapping[str, Rate], period: Period, *, on: date
) -> Iterator[GoalResult]:
    """Each goal in each of the periods that it is stated for.

    Raises:
        UnknownName: for a goal that none of the rates is counted for.
        InvalidValue: for two goals of one key.
        Undecided: for a goal that rests on an open question (C14).
    """
    for goal in _checked(goals, rates):
        rate = rates[goal.key]
        for counted, whole in _periods(goal, period):
            verdict = judge_goal(goal, *rate.counted(counted))
            over = goal.months is None or (whole and counted.end <= on)
            yield GoalResult(
                period=counted,
                population=rate.population,
                over=over,
                verdict=verdict if over else evolve(verdict, reached=None),
            )


def _checked(goals: Iterable[Goal], rates: Mapping[str, Rate]) -> Sequence[Goal]:
    check_type(goals, Iterable, where="goals")
    found: dict[str, Goal] = {}
    for index, goal in enumerate(goals):
        where = f"goals[{index}]"
        check_type(goal, Goal, where=where)
        check_decided(goal.clauses, where=f"goal {goal.key}")
        if goal.key not in rates:
            known = ", ".join(sorted(rates))
            raise UnknownName("no such rate", got=goal.key, expected=known, where=where)
        if goal.key in found:
            raise InvalidValue("two goals of one key", got=goal.key, where=where)
        found[goal.key] = goal
    return tuple(found.values())


def _periods(goal: Goal, period: Period) -> Iterator[tuple[Period, bool]]:
    """The periods that it is counted over, and whether each is as long as the goal says."""
    if goal.months is None:
        yield period, True
        return
    every = Every(months=goal.months)
    uncut = due_periods(every, Period(period.start, date.max))
    for counted, stated in zip(due_periods(every, period), uncut, strict=False):
        yield counted, counted == stated
