"""State machines as data: states, moves with guards and needs, one engine that runs and proves.

A `Lifecycle` is a table. `step` makes one move or says what is missing; `next_steps` lists what
may happen next, who may do it and what it needs, so that a host can draw its buttons from it;
`verify` proves that every state is reached and that every state has a way out.
"""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from servicedesk.decisions.conditions import (
    All,
    AnyOf,
    Between,
    Condition,
    Is,
    Not,
    holds,
)
from servicedesk.errors import InvalidValue, MoveRefused, UnknownName, WrongType, are, is_a
from servicedesk.incidents import FactValue, are_keys, is_key, keys
from servicedesk.reasons import Clause, Lang, Reason, ReasonKind, Term, Text

__all__ = [
    "Fault",
    "Finding",
    "Guard",
    "Lifecycle",
    "Move",
    "State",
    "Step",
    "Unreadable",
    "next_steps",
    "step",
    "verify",
]

NEEDS = ReasonKind(
    "lifecycle.needs",
    "{move} needs: {names}",
    "“{move}”还需提供：{names}",
    "「{move}」還需提供：{names}",
)
REFUSED = ReasonKind(
    "lifecycle.refused",
    "{move} is possible only if: {guard}",
    "“{move}”须满足：{guard}",
    "「{move}」須滿足：{guard}",
)
UNREADABLE = ReasonKind(
    "lifecycle.unreadable",
    "{move} can't read {fact}: it is {got}, expected {expected}",
    "“{move}”无法识别{fact}：现为{got}，应为{expected}",
    "「{move}」無法識別{fact}：現為{got}，應為{expected}",
)
READY = ReasonKind("lifecycle.ready", "{move} is possible", "可以“{move}”", "可以「{move}」")


@frozen(kw_only=True)
class State:
    """One state: its key, its words, and whether the life may end in it."""

    key: str = field(validator=is_key())
    text: Text = field(validator=is_a(Text))
    final: bool = field(default=False, validator=is_a(bool))

    def label(self, lang: Lang) -> str:
        return self.text.label(lang)


@frozen(kw_only=True)
class Guard:
    """A named condition that must hold for a move.

    Attributes:
        key: its name.
        holds: over the facts known at the move; what is unknown does not hold.
        text: what is demanded, in words that tell a person what to mend.
        clauses: where it is written.
    """

    key: str = field(validator=is_key())
    holds: Condition = field(validator=is_a(Is, Between, Not, All, AnyOf))
    text: Text = field(validator=is_a(Text))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def label(self, lang: Lang) -> str:
        return self.text.label(lang)


@frozen(kw_only=True)
class Move:
    """What an event does in some states.

    Attributes:
        event: the event type that makes it.
        sources: the states in which it may happen.
        to: the state that it leads to; None stays in the present one.
        needs: names of facts that must be known, by the event or before it; blank text is none.
        guards: what must hold.
        by: the roles that may do it; empty is anyone.
        text: its words, as a button would carry them.
        clauses: where it is written.
    """

    event: str = field(validator=is_key())
    sources: tuple[str, ...] = field(converter=keys, validator=are_keys)
    to: str | None = field(default=None, validator=is_key(optional=True))
    needs: tuple[str, ...] = field(default=(), converter=keys, validator=are_keys)
    guards: tuple[Guard, ...] = field(default=(), validator=are(Guard))
    by: tuple[str, ...] = field(default=(), converter=keys, validator=are_keys)
    text: Text = field(validator=is_a(Text))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def label(self, lang: Lang) -> str:
        return self.text.label(lang)


@frozen(kw_only=True)
class Lifecycle:
    """The table of a life: where it starts, what may happen in which state.

    Raises:
        InvalidValue: for two states of one name, two moves of one event in one state, or no
            moves.
        UnknownName: for a move from or to a state that is not listed.
    """

    name: str = field(validator=is_key())
    version: str = field(default="1", validator=is_a(str))
    initial: str = field(validator=is_key())
    states: tuple[State, ...] = field(validator=are(State))
    moves: tuple[Move, ...] = field(validator=are(Move))

    def __attrs_post_init__(self) -> None:
        where = f"Lifecycle {self.name}"
        names = [state.key for state in self.states]
        if len(set(names)) != len(names):
            raise InvalidValue("two states of one name", got=names, where=where)
        taken: set[tuple[str, str]] = set()
        for move in self.moves:
            for source in move.sources:
                if (source, move.event) in taken:
                    raise InvalidValue(
                        "an event does two things in one state",
                        got=f"{move.event} in {source}",
                        where=where,
                    )
                taken.add((source, move.event))
        for name in (self.initial, *self._named()):
            if name not in names:
                known = ", ".join(names)
                raise UnknownName("unknown state", got=name, expected=known, where=where)

    def _named(self) -> Iterable[str]:
        for move in self.moves:
            yield from move.sources
            if move.to is not None:
                yield move.to

    def state(self, key: str) -> State:
        """The state of this name. Raises `UnknownName`."""
        for state in self.states:
            if state.key == key:
                return state
        names = ", ".join(state.key for state in self.states)
        raise UnknownName("unknown state", got=key, expected=names, where=self.name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """What may happen in a state, in the order of the table."""
        return tuple(move for move in self.moves if state in move.sources)


@frozen(kw_only=True)
class Unreadable:
    """A fact that is known, but not as what is asked of it.

    Attributes:
        fact: its name.
        got: what it is.
        expected: what it should be.
    """

    fact: str = field(validator=is_key())
    got: str = field(validator=is_a(str))
    expected: Text = field(validator=is_a(Text))


_A_NUMBER = Text("a number", "数字", "數字")


@frozen(kw_only=True)
class Step:
    """One thing that may happen next.

    Attributes:
        move: the row of the table.
        missing: names of facts that it needs and that are not known.
        refused: guards that do not hold, or cannot be told to hold yet.
        unreadable: facts that it looks at and that are not what they should be.
    """

    move: Move
    missing: tuple[str, ...] = ()
    refused: tuple[Guard, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands in its way."""
        return not self.missing and not self.refused and not self.unreadable

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What stands in its way, or that nothing does."""
        told = []
        if self.missing:
            told.append(NEEDS(move=self.move, names=self.missing, clauses=self.move.clauses))
        told.extend(
            UNREADABLE(move=self.move, fact=each.fact, got=each.got, expected=each.expected)
            for each in self.unreadable
        )
        told.extend(
            REFUSED(move=self.move, guard=guard, clauses=guard.clauses) for guard in self.refused
        )
        return tuple(told) or (READY(move=self.move, clauses=self.move.clauses),)


def next_steps(
    lifecycle: Lifecycle, state: str, facts: Mapping[str, FactValue]
) -> tuple[Step, ...]:
    """What may happen next in a state, ready or not, in the order of the table.

    A fact that cannot be read stands in a step's way and raises nothing, so that a host can show
    what to mend.

    Raises:
        UnknownName: for a state that the table lacks.
    """
    lifecycle.state(state)
    return tuple(_weighed(move, facts) for move in lifecycle.moves_from(state))


def lacking(names: Iterable[str], facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Those of *names* that no fact tells; an empty field of a form tells nothing."""
    return tuple(name for name in names if not str(facts.get(name, "")).strip())


def _weighed(move: Move, facts: Mapping[str, FactValue]) -> Step:
    refused: list[Guard] = []
    unreadable: list[Unreadable] = []
    for guard in move.guards:
        try:
            if holds(guard.holds, facts) is True:
                continue
        except WrongType as error:
            got = str(facts[error.where])
            unreadable.append(Unreadable(fact=error.where, got=got, expected=_A_NUMBER))
        refused.append(guard)
    return Step(
        move=move,
        missing=lacking(move.needs, facts),
        refused=tuple(refused),
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


def step(lifecycle: Lifecycle, state: str, event: str, facts: Mapping[str, FactValue]) -> Move:
    """The move that *event* makes in *state*, on the facts known with it.

    Raises:
        MoveRefused: if the event does nothing here, lacks facts, or a guard does not hold; the
            message names what to mend.
        UnknownName: for a state that the table lacks.
    """
    here = lifecycle.state(state)
    moves = lifecycle.moves_from(state)
    for move in moves:
        if move.event == event:
            weighed = _weighed(move, facts)
            if weighed.ready:
                return move
            missing = [
                *weighed.missing,
                *(f"{each.fact} as {each.expected.en}" for each in weighed.unreadable),
                *(guard.text.en for guard in weighed.refused),
            ]
            raise MoveRefused(
                f"{event} lacks what it needs in state {here.key}",
                got=sorted(facts),
                expected="; ".join(missing),
                where=lifecycle.name,
                reasons=weighed.reasons,
            )
    possible = ", ".join(move.event for move in moves) or "nothing: the life has ended"
    raise MoveRefused(
        f"{event} cannot happen in state {here.key}",
        got=event,
        expected=possible,
        where=lifecycle.name,
    )


class Fault(Term):
    """What `verify` finds wrong with a table."""

    UNREACHABLE = "unreachable", "no way leads to it", "无法到达", "無法到達"
    DEAD_END = (
        "dead_end",
        "no way leads out of it to an end",
        "没有通向结束的出路",
        "沒有通向結束的出路",
    )
    NO_END = "no_end", "no state is an end", "没有结束状态", "沒有結束狀態"


@frozen
class Finding:
    """One fault of a table, and the state that shows it."""

    fault: Fault
    state: str


def verify(lifecycle: Lifecycle) -> tuple[Finding, ...]:
    """Prove that every state is reached and that every state has a way out, or name the faults.

    Guards are taken to hold at some time, since each names what a person can mend.
    """
    finals = {state.key for state in lifecycle.states if state.final}
    if not finals:
        return (Finding(Fault.NO_END, lifecycle.initial),)
    ways = [(source, move.to or source) for move in lifecycle.moves for source in move.sources]
    reached = _closure({lifecycle.initial}, ways)
    leading_out = _closure(finals, [(to, source) for source, to in ways])
    keys = [state.key for state in lifecycle.states]
    return (
        *(Finding(Fault.UNREACHABLE, key) for key in keys if key not in reached),
        *(Finding(Fault.DEAD_END, key) for key in keys if key not in leading_out),
    )


def _closure(start: set[str], ways: list[tuple[str, str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        here = todo.pop()
        for source, to in ways:
            if source == here and to not in found:
                found.add(to)
                todo.append(to)
    return found
