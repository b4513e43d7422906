"""A policy: metrics and the targets that bound them, and which target applies when."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from servicedesk.clocks.metrics import Metric, check_metrics
from servicedesk.clocks.specificity import more_general
from servicedesk.clocks.targets import Promised, Target
from servicedesk.decisions.conditions import ALWAYS, All, Condition, depth_of, facts_of, holds
from servicedesk.decisions.tables import MOST_DEEP
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, are, is_a, several
from servicedesk.incidents import FactValue, are_keys, is_key, keys
from servicedesk.reasons import Binding, Term, check_decided
from servicedesk.reasons import Choice as Undecidable

EXTENDED = "extended"
"""The type of the events by which a new date is agreed; see `extension`."""


class Change(Term):
    """What becomes of a running clock when another target begins to apply to it.

    Pauses are kept in each.
    """

    KEEP_START = (
        "keep_start",
        "the new target counts from the original start",
        "新目标自原起点计时",
        "新目標自原起點計時",
    )
    KEEP_ELAPSED = (
        "keep_elapsed",
        "what has counted so far, by the old clock, counts towards the new target",
        "已计时间按原时钟保留，计入新目标",
        "已計時間按原時鐘保留，計入新目標",
    )
    START_AT_CHANGE = (
        "start_at_change",
        "the new target counts from the change",
        "新目标自变更时起计时",
        "新目標自變更時起計時",
    )
    CARRY_FRACTION = (
        "carry_fraction",
        "the fraction of the old target that is used up is used up of the new one",
        "按原目标已用比例折算到新目标",
        "按原目標已用比例折算到新目標",
    )
    KEEP_TARGET = (
        "keep_target",
        "the target in force at the start stays",
        "沿用起始时的目标",
        "沿用起始時的目標",
    )


@frozen(kw_only=True)
class ExtensionRule:
    """When an agreed new date counts (R103, C10).

    Attributes:
        needs_consent: whether the customer must have consented (协商), or notice is enough (说明).
            `UNDECIDED` refuses to judge an extension without consent.
        at_most: how many times a clock may be extended; None sets no limit, `UNDECIDED` refuses
            to judge any extension.
    """

    needs_consent: bool | Undecidable = field(default=True, validator=is_a(bool, Undecidable))
    at_most: int | Undecidable | None = field(
        default=None, validator=is_a(int, Undecidable, optional=True)
    )

    def __attrs_post_init__(self) -> None:
        if isinstance(self.at_most, int) and self.at_most < 0:
            raise OutOfRange("negative count", got=self.at_most, where="ExtensionRule.at_most")


@frozen
class Choice:
    """The targets that may apply, and the facts that would settle which; one if it is settled."""

    targets: tuple[Target, ...]
    unknown: tuple[str, ...] = ()
    left_open: bool = False

    def check(self) -> None:
        """Refuse targets that rest on an open question. Raises `Undecided`."""
        for target in self.targets:
            check_decided(target.clauses, where=f"target {target.name}")


NO_TARGET = Choice(())


@frozen
class _Ranked:
    """The targets of one metric, more specific ones first."""

    targets: tuple[Target, ...]
    wider: tuple[frozenset[int], ...]
    settled: tuple[Choice, ...]
    facts: frozenset[str]
    sole: Choice | None

    def choose(self, facts: Mapping[str, FactValue]) -> Choice:
        if self.sole is not None:
            return self.sole
        winner = None
        below: frozenset[int] = frozenset()
        open_ = []
        for index, target in enumerate(self.targets):
            if index in below:
                continue
            answer = holds(target.when, facts)
            if answer is None:
                open_.append(index)
            elif answer and winner is None:
                winner, below = index, self.wider[index]
        if winner is not None:
            # one that is not narrower never applies where the winner holds
            open_ = [winner, *(index for index in open_ if winner in self.wider[index])]
        open_ = [index for index in open_ if not self._outdone(index, open_, facts)]
        if not open_:
            return NO_TARGET
        if open_ == [winner]:
            return self.settled[open_[0]]
        targets = tuple(self.targets[index] for index in open_)
        unknown = {fact for target in targets for fact in facts_of(target.when)} - facts.keys()
        return Choice(targets, tuple(sorted(unknown)), _left_open(targets))

    def _outdone(self, index: int, open_: Sequence[int], facts: Mapping[str, FactValue]) -> bool:
        """Whether on these facts a narrower target is sure to hold wherever this one does."""
        narrower = [other for other in open_ if index in self.wider[other]]
        if not narrower:
            return False
        parts = _open_parts(self.targets[index].when, facts)
        return any(_open_parts(self.targets[other].when, facts) <= parts for other in narrower)


def _left_open(targets: Iterable[Target]) -> bool:
    return any(clause.binding is Binding.OPEN for each in targets for clause in each.clauses)


def _open_parts(condition: Condition, facts: Mapping[str, FactValue]) -> frozenset[Condition]:
    parts = condition.of if isinstance(condition, All) else (condition,)
    return frozenset(part for part in parts if holds(part, facts) is None)


def _ranked(targets: Sequence[Target]) -> _Ranked:
    wider = more_general([target.when for target in targets], [target.name for target in targets])
    # if one implies another, all that is wider than the other is wider than the one: more of them
    order = sorted(range(len(targets)), key=lambda i: -len(wider[i]))
    place = {old: new for new, old in enumerate(order)}
    facts: set[str] = set()
    for target in targets:
        facts |= facts_of(target.when)
        if isinstance(target.within, Promised):
            facts.add(target.within.fact)
    settled = tuple(Choice((targets[i],), (), _left_open((targets[i],))) for i in order)
    sole = settled[0] if len(targets) == 1 and targets[0].when == ALWAYS else None
    return _Ranked(
        tuple(targets[i] for i in order),
        tuple(frozenset(place[j] for j in wider[i]) for i in order),
        settled,
        frozenset(facts),
        sole,
    )


# what each event type does: (index of the metric, what it does there, in the order of trying)
Table = Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]


@frozen(kw_only=True)
class Policy:
    """Metrics and the targets that bound them.

    Of the targets of one metric whose conditions hold, the most specific applies: the one whose
    condition implies the others'. Give `Dated` versions of it where it changes over time.

    Attributes:
        name: its key.
        version: as the host numbers versions.
        metrics: what is timed.
        targets: how long it may take, where; a metric without targets has no clocks.
        terminal: event types that end every open clock; one that the clock's metric does not
            stop or restart on cancels it.
        change: what becomes of a running clock when another target begins to apply.
        extensions: when an agreed new date counts.

    Raises:
        InvalidValue: without metrics, with two metrics or targets of one name, or if two targets
            tie: both can apply at once and neither is more specific.
        OutOfRange: for a condition that is nested more than 50 deep.
        UnknownName: for a target of a metric that the policy lacks.
    """

    name: str = field(validator=is_key())
    version: str = field(default="1", validator=is_a(str))
    metrics: tuple[Metric, ...] = field(converter=several, validator=are(Metric))
    targets: tuple[Target, ...] = field(converter=several, validator=are(Target))
    terminal: tuple[str, ...] = field(default=(), converter=keys, validator=are_keys)
    change: Change = field(default=Change.KEEP_START, validator=is_a(Change))
    extensions: ExtensionRule = field(factory=ExtensionRule, validator=is_a(ExtensionRule))
    _table: Table = field(init=False, eq=False, repr=False)
    _choices: tuple[_Ranked, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.metrics:
            raise InvalidValue("a policy without metrics", got=self.name, where="Policy.metrics")
        check_metrics(self.metrics)
        self._check_targets()
        object.__setattr__(self, "_table", self._doings())
        by_metric = (
            [target for target in self.targets if target.metric == metric.name]
            for metric in self.metrics
        )
        object.__setattr__(self, "_choices", tuple(_ranked(targets) for targets in by_metric))

    def _check_targets(self) -> None:
        known = [metric.name for metric in self.metrics]
        for target in self.targets:
            if target.metric not in known:
                raise UnknownName(
                    "a target of an unknown metric",
                    got=target.metric,
                    expected=", ".join(known),
                    where=f"Policy {self.name}",
                )
            if depth_of(target.when) > MOST_DEEP:
                raise OutOfRange(
                    "condition nested too deeply",
                    expected=f"at most {MOST_DEEP} deep",
                    where=f"Target {target.name}",
                )
        names = [target.name for target in self.targets]
        if len(set(names)) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise InvalidValue(
                "two targets of one name",
                got=", ".join(twice),
                expected="a name for each",
                where=f"Policy {self.name}",
            )

    def _doings(self) -> Table:
        table: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for index, metric in enumerate(self.metrics):
            doings = metric.columns()
            if EXTENDED in doings:
                raise InvalidValue(
                    f"{EXTENDED!r} is kept for agreed extensions", where=f"Metric {metric.name}"
                )
            for event_type in self.terminal:
                if not {"stop", "cancel", "restart"} & set(doings.get(event_type, ())):
                    doings[event_type] = ("terminate",)
            for event_type, columns in doings.items():
                table.setdefault(event_type, []).append((index, columns))
        return {event_type: tuple(doings) for event_type, doings in table.items()}

    @property
    def doings(self) -> Table:
        """What each event type does: the index of each metric, and what it does there."""
        return self._table

    def choose(self, metric: int, facts: Mapping[str, FactValue]) -> Choice:
        """The target of the metric at this index that applies on these facts.

        While a fact that decides is unknown: all that may apply.
        """
        return self._choices[metric].choose(facts)

    def looks_at(self, metric: int) -> frozenset[str]:
        """The facts on which the choice of this metric's target depends."""
        return self._choices[metric].facts
