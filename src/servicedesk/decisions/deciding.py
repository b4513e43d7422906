"""From facts to an outcome: which rows hit, which are open, what to ask next."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from attrs import field, fields, frozen

from servicedesk.decisions.conditions import facts_of, holds
from servicedesk.decisions.diagram import (
    CONFLICT,
    UNCLASSIFIED,
    Builder,
    Leaf,
    Node,
    Space,
    Tree,
    compiled,
    modified,
    reached,
    restrict,
)
from servicedesk.decisions.tables import (
    Cap,
    DecisionTable,
    Duty,
    Floor,
    HitPolicy,
    Modifier,
    Row,
    condition_of,
)
from servicedesk.decisions.wording import (
    words_of,
    words_of_fact,
    words_of_facts,
    words_of_modifier,
    words_of_row,
)
from servicedesk.errors import ServiceDeskError, UnknownName, check_type
from servicedesk.incidents import Facts, FactValue, IncidentFacts, is_known_fact
from servicedesk.reasons import Param, Reason, ReasonKind, check_decided

NEAREST = 3

DECIDED = ReasonKind(
    "decisions.decided",
    "{outcome} by table {table} ({policy})",
    "按决策表{table}（{policy}）判定为{outcome}",
    "按決策表{table}（{policy}）判定為{outcome}",
)
COLLECTED = ReasonKind(
    "decisions.collected",
    "{outcomes} by table {table}",
    "按决策表{table}得出{outcomes}",
    "按決策表{table}得出{outcomes}",
)
CERTAIN = ReasonKind(
    "decisions.certain",
    "{outcome} whatever the unknown facts are",
    "无论未知事实如何，结论均为{outcome}",
    "無論未知事實如何，結論均為{outcome}",
)
NO_HIT = ReasonKind(
    "decisions.no_hit",
    "no row of table {table} hits: {facts}",
    "决策表{table}没有命中的行：{facts}",
    "決策表{table}沒有命中的行：{facts}",
)
WON = ReasonKind(
    "decisions.won",
    "row {row} decides: {condition} gives {outcome}",
    "第{row}行决定：{condition}，结论{outcome}",
    "第{row}行決定：{condition}，結論{outcome}",
)
HIT = ReasonKind(
    "decisions.hit",
    "row {row} also hits: {condition} gives {outcome}",
    "第{row}行也命中：{condition}，结论{outcome}",
    "第{row}行也命中：{condition}，結論{outcome}",
)
CAPPED = ReasonKind(
    "decisions.capped",
    "{modifier} lowers {before} to {after}: {condition}",
    "{modifier}将{before}降为{after}：{condition}",
    "{modifier}將{before}降為{after}：{condition}",
)
RAISED = ReasonKind(
    "decisions.raised",
    "{modifier} raises {before} to {after}: {condition}",
    "{modifier}将{before}升为{after}：{condition}",
    "{modifier}將{before}升為{after}：{condition}",
)
DUTY_UNMET = ReasonKind(
    "decisions.duty_unmet",
    "{modifier} is not met, {before} becomes {after}: needs {condition}",
    "未满足{modifier}，{before}降为{after}：须{condition}",
    "未滿足{modifier}，{before}降為{after}：須{condition}",
)
ASK = ReasonKind(
    "decisions.ask",
    "not settled yet, ask: {facts}; possible outcomes: {outcomes}",
    "尚未确定，还需询问：{facts}；可能的结论：{outcomes}",
    "尚未確定，還需詢問：{facts}；可能的結論：{outcomes}",
)
NEAR = ReasonKind(
    "decisions.near",
    "nearest row {row} ({outcome}) needs: {condition}",
    "最接近的第{row}行（{outcome}）需要：{condition}",
    "最接近的第{row}行（{outcome}）需要：{condition}",
)

_KIND_OF: Mapping[type, ReasonKind] = {Cap: CAPPED, Floor: RAISED, Duty: DUTY_UNMET}


class ConflictingRows(ServiceDeskError, ValueError):
    """Two rows hit where the table's author claimed that they can't, or that they agree."""


@frozen(kw_only=True)
class Decided:
    """An outcome, from the rows that hit.

    Attributes:
        table: the name of the table; `version` its version.
        outcome: the outcome, modifiers applied. While `ask` is not empty it is the outcome of
            what is known so far, and the answers may change it.
        winner: the row that gave it, or None if the unknown facts decide which row it will be,
            but not what outcome.
        hits: every row that hits, in the table's order.
        open: the rows that may still hit, in the table's order.
        modifiers: those that changed the outcome, in the order in which they ran.
        ask: the facts on which the outcome still depends, best question first: together the
            smallest set that settles it, whatever the answers.
        possible: every outcome that can still come, mildest first.
    """

    table: str
    version: str
    outcome: str
    winner: Row | None
    hits: tuple[Row, ...]
    open: tuple[Row, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    ask: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), repr=False)

    @property
    def settled(self) -> bool:
        """Whether no further fact can change the outcome."""
        return not self.ask


@frozen(kw_only=True)
class Collected:
    """All outcomes of a COLLECT table, with the rows that gave them.

    Attributes:
        outcomes: of the rows that hit, each once, in the table's order of outcomes.
        hits, open, ask, reasons: as in `Decided`.
    """

    table: str
    version: str
    outcomes: tuple[str, ...]
    hits: tuple[Row, ...]
    open: tuple[Row, ...] = ()
    ask: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), repr=False)

    @property
    def settled(self) -> bool:
        """Whether no further fact can change the outcomes."""
        return not self.ask


@frozen(kw_only=True)
class NearMiss:
    """A row that does not hit, and what keeps it from it.

    Attributes:
        row: the row.
        differs: the known facts that would have to be otherwise.
        unknown: the facts that would have to be known besides.
    """

    row: Row
    differs: tuple[str, ...]
    unknown: tuple[str, ...]


@frozen(kw_only=True)
class Unclassified:
    """No row hits: there is no silent default.

    Attributes:
        nearest: the rows that come closest, at most three, the fewest differences first.
        open, ask, possible, reasons: as in `Decided`; `ask` is empty if no answer can help.
    """

    table: str
    version: str
    nearest: tuple[NearMiss, ...]
    open: tuple[Row, ...] = ()
    ask: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), repr=False)

    @property
    def settled(self) -> bool:
        """Whether it stays unclassified whatever else becomes known."""
        return not self.ask


Decision = Decided | Collected | Unclassified


def decide(table: DecisionTable, facts: IncidentFacts | Mapping[str, Any]) -> Decision:
    """The outcome that the table gives on these facts, with its reasons.

    Facts that the table does not declare are left alone: a host may know more than one table
    asks. A name that is nearly that of a declared fact which is not given is taken for a slip
    and refused; `decide(table, table.known(facts))` leaves such names alone too. A fact that is
    not given is unknown.

    Raises:
        UnknownName: for a fact whose name is nearly a declared one's.
        InvalidValue: for a value outside its fact's domain.
        ConflictingRows: if two rows of a UNIQUE table hit, or of an ANY table disagree.
        Undecided: if a row hits that rests on an open question (`Binding.OPEN`).
    """
    check_type(table, DecisionTable, where="table")
    given = facts.known() if isinstance(facts, IncidentFacts) else Facts(facts)
    _refuse_typos(table, given)
    known = table.known(given)
    answers = [holds(row.when, known) for row in table.rows]
    hits = tuple(row for row, answer in zip(table.rows, answers, strict=True) if answer)
    open_ = tuple(row for row, answer in zip(table.rows, answers, strict=True) if answer is None)
    case = _Case(table, known, hits, open_, _future(table, known, open_))
    for row in hits:
        check_decided(row.clauses, where=f"{table.name}.{row.id}")
    if table.hit_policy is HitPolicy.COLLECT:
        return _collected(case)
    if CONFLICT in case.future.certain:
        raise _conflict(table, (*hits, *open_))
    if case.future.certain and case.future.certain[0] > UNCLASSIFIED:
        return _certain(case, table.outcomes[case.future.certain[0]])
    if not hits:
        return _unclassified(case)
    winner = _winner(table, hits)
    return _decided(case, winner, _modify(table, known, winner.then))


_NEARLY = 0.85


def _refuse_typos(table: DecisionTable, given: Facts) -> None:
    declared = {domain.fact for domain in table.facts}
    if given.keys() <= declared | _INCIDENT_FACTS:
        return
    missing = sorted(declared - given.keys())
    for name in sorted(given.keys() - declared - _INCIDENT_FACTS):
        nearest = get_close_matches(name, missing, n=1, cutoff=_NEARLY)
        if nearest and not is_known_fact(name):
            raise UnknownName("no such fact", got=name, expected=nearest[0], where=table.name)


_INCIDENT_FACTS = frozenset(attribute.name for attribute in fields(IncidentFacts))


@frozen
class _Future:
    """What the unknown facts can still bring: what to ask, and the leaves that stand already."""

    ask: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    certain: tuple[Leaf, ...] = ()


@frozen
class _Case:
    """A table on some facts: its rows that hit, those that are open, and what may still come."""

    table: DecisionTable
    known: Mapping[str, FactValue]
    hits: tuple[Row, ...]
    open: tuple[Row, ...]
    future: _Future


@frozen
class _Modified:
    """An outcome after the modifiers, those that changed it, and the steps in words."""

    outcome: str
    by: tuple[Modifier, ...] = ()
    steps: tuple[Reason, ...] = ()


def _decided(case: _Case, winner: Row | None, result: _Modified) -> Decided:
    table = case.table
    first = _told(WON, table, winner) if winner else CERTAIN(outcome=table.words(result.outcome))
    others = [_told(HIT, table, row) for row in case.hits if row is not winner]
    why = DECIDED(
        outcome=table.words(result.outcome),
        table=table.title,
        policy=table.hit_policy,
        because=[first, *others, *result.steps, *_asked(case)],
    )
    return Decided(
        table=table.name,
        version=table.version,
        outcome=result.outcome,
        winner=winner,
        hits=case.hits,
        open=case.open,
        modifiers=result.by,
        ask=case.future.ask,
        possible=case.future.possible,
        reasons=(why,),
    )


def _certain(case: _Case, outcome: str) -> Decided:
    """Decided by every completion of the unknown facts, maybe by a different row in each."""
    if case.hits:
        winner = _winner(case.table, case.hits)
        result = _modify(case.table, case.known, winner.then)
        if result.outcome == outcome:
            return _decided(case, winner, result)
    return _decided(case, None, _Modified(outcome))


def _collected(case: _Case) -> Collected:
    table = case.table
    ranks = {table.rank(row.then) for row in case.hits} | set(case.future.certain)
    outcomes = tuple(table.outcomes[rank] for rank in sorted(ranks) if rank > UNCLASSIFIED)
    why = COLLECTED(
        outcomes=_words_of_outcomes(table, outcomes),
        table=table.title,
        because=[*(_told(HIT, table, row) for row in case.hits), *_asked(case)],
    )
    return Collected(
        table=table.name,
        version=table.version,
        outcomes=outcomes,
        hits=case.hits,
        open=case.open,
        ask=case.future.ask,
        reasons=(why,),
    )


def _winner(table: DecisionTable, hits: tuple[Row, ...]) -> Row:
    if table.hit_policy is HitPolicy.PRIORITY:
        return max(hits, key=lambda row: table.rank(row.then))
    differing = {row.then for row in hits}
    clash = len(hits) > 1 if table.hit_policy is HitPolicy.UNIQUE else len(differing) > 1
    if clash and table.hit_policy is not HitPolicy.FIRST:
        raise _conflict(table, hits)
    return hits[0]


def _conflict(table: DecisionTable, rows: tuple[Row, ...]) -> ConflictingRows:
    return ConflictingRows(
        f"several rows of a table with hit policy {table.hit_policy.value} hit",
        got=", ".join(row.id for row in rows),
        where=table.name,
    )


def _modify(table: DecisionTable, known: Mapping[str, FactValue], outcome: str) -> _Modified:
    rank = table.rank(outcome)
    changed: list[Modifier] = []
    steps: list[Reason] = []
    for number, modifier in enumerate(table.modifiers):
        answer = holds(condition_of(modifier), known)
        # an unknown cap or floor does nothing yet; an unknown duty is not yet refused
        applies = answer is not False if isinstance(modifier, Duty) else answer is True
        after = modified(table, rank, number, applies=applies)
        if after == rank:
            continue
        kind = _KIND_OF[type(modifier)]
        steps.append(
            kind(
                modifier=words_of_modifier(table, modifier),
                before=table.words(table.outcomes[rank]),
                after=table.words(table.outcomes[after]),
                condition=words_of(condition_of(modifier), table),
                clauses=modifier.clauses,
            )
        )
        changed.append(modifier)
        rank = after
    return _Modified(table.outcomes[rank], tuple(changed), tuple(steps))


def _told(kind: ReasonKind, table: DecisionTable, row: Row) -> Reason:
    return kind(
        row=words_of_row(table, row.id),
        condition=words_of(row.when, table),
        outcome=table.words(row.then),
        clauses=row.clauses,
    )


def _words_of_outcomes(table: DecisionTable, outcomes: Sequence[str]) -> tuple[Param, ...]:
    return tuple(table.words(outcome) for outcome in outcomes) or ("-",)


def _asked(case: _Case) -> tuple[Reason, ...]:
    if not case.future.ask:
        return ()
    names = tuple(words_of_fact(case.table.domain(fact)) for fact in case.future.ask)
    return (ASK(facts=names, outcomes=_words_of_outcomes(case.table, case.future.possible)),)


def _unclassified(case: _Case) -> Unclassified:
    table = case.table
    nearest = _nearest(table, case.known)
    near = [
        NEAR(
            row=words_of_row(table, miss.row.id),
            outcome=table.words(miss.row.then),
            condition=words_of(miss.row.when, table),
            clauses=miss.row.clauses,
        )
        for miss in nearest
    ]
    why = NO_HIT(
        table=table.title,
        facts=words_of_facts(case.known, table),
        because=[*near, *_asked(case)],
    )
    return Unclassified(
        table=table.name,
        version=table.version,
        nearest=nearest,
        open=case.open,
        ask=case.future.ask,
        possible=case.future.possible,
        reasons=(why,),
    )


def _nearest(table: DecisionTable, known: Mapping[str, FactValue]) -> tuple[NearMiss, ...]:
    space = compiled(table).space
    pinned = space.pin(known)
    misses = []
    for row, cubes in zip(table.rows, space.rows, strict=True):
        ways = []
        for cube in cubes:
            differs = [p for p, mask in cube.items() if p in pinned and not mask >> pinned[p] & 1]
            unknown = [p for p in cube if p not in pinned]
            ways.append((len(differs), len(unknown), sorted(differs), sorted(unknown)))
        if ways:
            misses.append((min(ways), row))
    misses.sort(key=lambda miss: (miss[0][:2], -table.rank(miss[1].then)))
    return tuple(
        NearMiss(
            row=row,
            differs=tuple(table.facts[p].fact for p in differs),
            unknown=tuple(table.facts[p].fact for p in unknown),
        )
        for (_, _, differs, unknown), row in misses[:NEAREST]
    )


def _future(
    table: DecisionTable, known: Mapping[str, FactValue], open_: tuple[Row, ...]
) -> _Future:
    looked_at = {fact for row in open_ for fact in facts_of(row.when)} | {
        fact for modifier in table.modifiers for fact in facts_of(condition_of(modifier))
    }
    if not looked_at - known.keys():
        return _Future()
    whole = compiled(table)
    space = whole.space
    builder, pinned = Builder(space), whole.space.pin(known)
    trees = [restrict(builder, tree, pinned) for tree in whole.trees]
    certain = tuple(tree for tree in trees if not isinstance(tree, Node))
    ends, asked = zip(*map(reached, trees), strict=True)
    possible = tuple(
        table.outcomes[rank] for rank in sorted(frozenset().union(*ends)) if rank > UNCLASSIFIED
    )
    order = sorted(
        frozenset().union(*asked), key=lambda fact: (_left_after(space, trees, fact), fact)
    )
    return _Future(tuple(table.facts[fact].fact for fact in order), possible, certain)


def _left_after(space: Space, trees: Sequence[Tree], fact: int) -> tuple[int, int, int]:
    """How much stays unsettled after the least helpful answer, and over all answers.

    First the outcomes and then the questions that the least helpful answer leaves; then the
    questions that all answers leave, by their share, so that many values are no fault.
    """
    left = []
    total = values = 0
    for klass, members in enumerate(space.variables[fact].classes):
        rest = [reached(tree, {fact: klass}) for tree in trees]
        outcomes = sum(len(ends) for ends, _ in rest)
        questions = len(frozenset().union(*(asked for _, asked in rest)))
        left.append((outcomes, questions))
        total += (outcomes * len(space.variables) + questions) * len(members)
        values += len(members)
    return (*max(left), total * 1_000_000 // values)
