"""A table compiled over all its facts at once: the diagram that proofs and questions walk.

Each fact's values collapse to the classes that the rows distinguish. A node asks one fact and
has one child per class; a leaf is an outcome. Equal subtrees are one node and a node whose
children are all the same is left out, so a fact stands in the diagram exactly if the outcome
depends on it. That makes "what to ask" and "is it complete" questions about the diagram's shape.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from attrs import frozen

from servicedesk.decisions.conditions import (
    All,
    AnyOf,
    Between,
    Condition,
    Is,
    Not,
    atoms_of,
    holds,
)
from servicedesk.decisions.domains import Domain
from servicedesk.decisions.tables import (
    Cap,
    DecisionTable,
    Floor,
    HitPolicy,
    condition_of,
)
from servicedesk.errors import OutOfRange
from servicedesk.incidents import FactValue

MOST_CUBES = 4096
MOST_NODES = 100_000

UNCLASSIFIED = -1
CONFLICT = -2
Leaf = int
"""The rank of an outcome, UNCLASSIFIED or CONFLICT."""

Cube = dict[int, int]
"""One way for a condition to hold: fact (by position) → the classes (as bits) that allow it."""


@frozen
class Variable:
    """One fact with its classes of values.

    Attributes:
        domain: the fact's domain.
        classes: the values of each class, samples for a number, mildest first.
        order: the class of every sample, mildest first.
    """

    domain: Domain
    classes: tuple[tuple[FactValue, ...], ...]
    order: tuple[int, ...]

    @property
    def full(self) -> int:
        return (1 << len(self.classes)) - 1

    def class_of(self, value: FactValue, atoms: Sequence[Is | Between]) -> int:
        """The class of any value of the domain."""
        signature = _signature(value, atoms)
        for index, members in enumerate(self.classes):
            if _signature(members[0], atoms) == signature:
                return index
        raise AssertionError(value)  # pragma: no cover - every value has the signature of a sample


@frozen(eq=False)
class Node:
    """One question: the variable's position and a child for each of its classes."""

    variable: int
    children: tuple["Node | Leaf", ...]


Tree = Node | Leaf


def _signature(value: FactValue, atoms: Sequence[Is | Between]) -> tuple[bool | None, ...]:
    return tuple(holds(atom, {atom.fact: value}) for atom in atoms)


def _variable(domain: Domain, atoms: Sequence[Is | Between]) -> Variable:
    groups: dict[tuple[bool | None, ...], list[FactValue]] = {}
    samples = domain.samples(atoms)
    for value in samples:
        groups.setdefault(_signature(value, atoms), []).append(value)
    index = {signature: number for number, signature in enumerate(groups)}
    order = tuple(index[_signature(value, atoms)] for value in samples)
    return Variable(domain, tuple(tuple(values) for values in groups.values()), order)


@frozen(eq=False)
class Space:
    """The facts of a table with their classes, and its conditions as cubes over them."""

    table: DecisionTable
    variables: tuple[Variable, ...]
    atoms: Mapping[str, tuple[Is | Between, ...]]
    rows: tuple[tuple[Cube, ...], ...]
    modifiers: tuple[tuple[Cube, ...], ...]

    def pin(self, facts: Mapping[str, FactValue]) -> dict[int, int]:
        """The class of each known fact, by the fact's position."""
        pinned = {}
        for position, variable in enumerate(self.variables):
            fact = variable.domain.fact
            if fact in facts:
                pinned[position] = variable.class_of(facts[fact], self.atoms[fact])
        return pinned


def space_of(table: DecisionTable) -> Space:
    """Collapse the table's facts to classes and its conditions to cubes.

    Raises:
        OutOfRange: for conditions nested so that they fall into more than 4,096 cases.
    """
    conditions = [row.when for row in table.rows] + [condition_of(m) for m in table.modifiers]
    atoms: dict[str, list[Is | Between]] = {domain.fact: [] for domain in table.facts}
    for condition in conditions:
        for atom in atoms_of(condition):
            if atom not in atoms[atom.fact]:
                atoms[atom.fact].append(atom)
    variables = tuple(_variable(domain, atoms[domain.fact]) for domain in table.facts)
    position = {domain.fact: index for index, domain in enumerate(table.facts)}

    def literal(atom: Is | Between, *, negated: bool) -> Iterator[Cube]:
        variable = variables[position[atom.fact]]
        mask = 0
        for index, members in enumerate(variable.classes):
            if holds(atom, {atom.fact: members[0]}) is not negated:
                mask |= 1 << index
        # a test that every value passes still needs the fact to be known
        if mask:
            yield {position[atom.fact]: mask}

    def cubes(condition: Condition, *, negated: bool = False) -> tuple[Cube, ...]:
        match condition:
            case Is() | Between():
                return tuple(literal(condition, negated=negated))
            case Not(of):
                return cubes(of, negated=not negated)
            case All(of) | AnyOf(of):
                parts = [cubes(part, negated=negated) for part in of]
                if isinstance(condition, All) is not negated:
                    return reduce(_both, parts, ({},))
                return _absorb(cube for part in parts for cube in part)

    every = [cubes(condition) for condition in conditions]
    if sum(map(len, every)) > MOST_CUBES:
        raise OutOfRange("too many cases", got=sum(map(len, every)), expected=f"≤ {MOST_CUBES}")
    split = len(table.rows)
    frozen_atoms = {fact: tuple(tests) for fact, tests in atoms.items()}
    return Space(table, variables, frozen_atoms, tuple(every[:split]), tuple(every[split:]))


def _both(left: tuple[Cube, ...], right: tuple[Cube, ...]) -> tuple[Cube, ...]:
    if len(left) * len(right) > MOST_CUBES:
        raise OutOfRange(
            "too many cases", got=len(left) * len(right), expected=f"at most {MOST_CUBES}"
        )
    met = (meet(one, other) for one in left for other in right)
    return _absorb(cube for cube in met if cube is not None)


def meet(one: Cube, other: Cube) -> Cube | None:
    """Where both cubes hold, or None."""
    both = dict(one)
    for position, mask in other.items():
        both[position] = both.get(position, mask) & mask
        if not both[position]:
            return None
    return both


def _absorb(cubes: Iterable[Cube]) -> tuple[Cube, ...]:
    """Join the tests of one fact alone, and drop repeats."""
    alone: dict[int, int] = {}
    kept: dict[frozenset[tuple[int, int]], Cube] = {}
    for cube in cubes:
        if len(cube) == 1:
            ((position, mask),) = cube.items()
            alone[position] = alone.get(position, 0) | mask
        else:
            kept.setdefault(frozenset(cube.items()), cube)
    return (*({position: mask} for position, mask in alone.items()), *kept.values())


@frozen(eq=False)
class Compiled:
    """A table's space and the diagrams of its outcomes while nothing is known.

    A COLLECT table has one diagram for each outcome, whose other leaf is UNCLASSIFIED: together
    they would be too many. Any other table has one diagram.
    """

    space: Space
    trees: tuple["Tree", ...]


def compiled(table: DecisionTable) -> Compiled:
    """The table compiled, once: it is a value, so what is kept with it never goes stale.

    Raises:
        OutOfRange: for a table too wide or too nested.
    """
    kept: Compiled | None = vars(table).get("_compiled")
    if kept is None:
        space = space_of(table)
        builder = Builder(space)
        kept = Compiled(space, builder.outcomes())
        object.__setattr__(table, "_compiled", kept)
    return kept


class Builder:
    """Builds diagrams of one space that share their nodes, so that equal ones are identical."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._unique: dict[tuple[int, tuple[int, ...]], Node] = {}
        self._leaves: dict[Leaf, Leaf] = {}

    def node(self, variable: int, children: Sequence[Tree]) -> Tree:
        """The one node with these children, or the child itself where all are the same."""
        first = children[0]
        if all(child is first for child in children):
            return first
        key = (variable, tuple(map(id, children)))
        found = self._unique.get(key)
        if found is None:
            if len(self._unique) >= MOST_NODES:
                raise OutOfRange("table too wide to prove", got=self.space.table.name)
            found = self._unique[key] = Node(variable, tuple(children))
        return found

    def leaf(self, value: Leaf) -> Leaf:
        """The one leaf with this value."""
        return self._leaves.setdefault(value, value)

    def outcomes(self) -> tuple[Tree, ...]:
        """The diagram of the table's outcome, modifiers included; or one for each (COLLECT)."""
        table = self.space.table
        if table.hit_policy is not HitPolicy.COLLECT:
            parts = (*self.space.rows, *self.space.modifiers)
            cubes = [(part, cube) for part, cubes in enumerate(parts) for cube in cubes]
            return (_Build(self, cubes).tree(),)
        return tuple(
            self.hits([number for number, row in enumerate(table.rows) if row.then == outcome])
            for outcome in table.outcomes
        )

    def hits(self, rows: Iterable[int]) -> Tree:
        """The diagram of whether one of the rows hits: a leaf is its outcome or UNCLASSIFIED."""
        cubes = [(row, cube) for row in rows for cube in self.space.rows[row]]
        return _Build(self, cubes).tree()


class _Build:
    """One build: states are sets of cubes that are still alive, as bits."""

    def __init__(self, builder: Builder, cubes: list[tuple[int, Cube]]) -> None:
        self.builder = builder
        self.table = builder.space.table
        self.variables = builder.space.variables
        self.owner = [owner for owner, _ in cubes]
        self.pass_ = [
            [
                reduce(
                    or_,
                    (
                        1 << number
                        for number, (_, cube) in enumerate(cubes)
                        if cube.get(position, variable.full) >> klass & 1
                    ),
                    0,
                )
                for klass in range(len(variable.classes))
            ]
            for position, variable in enumerate(self.variables)
        ]
        # a cube is surely met at a level once no fact from there on can fail it
        tested = [
            {p for p, mask in cube.items() if mask != self.variables[p].full} for _, cube in cubes
        ]
        self.sure = [
            reduce(
                or_,
                (1 << n for n, left in enumerate(tested) if not any(p >= level for p in left)),
                0,
            )
            for level in range(len(self.variables) + 1)
        ]
        self.mask_of = [0] * (len(self.table.rows) + len(self.table.modifiers))
        for number, owner in enumerate(self.owner):
            self.mask_of[owner] |= 1 << number
        self.beaten = self._beaten()
        self.seen: dict[tuple[int, int], Tree] = {}
        self.everything = (1 << len(cubes)) - 1

    def _beaten(self) -> list[int]:
        """For each row, the cubes of other rows that can't matter once it surely hits."""
        table = self.table
        rows = range(len(table.rows))
        if table.hit_policy is HitPolicy.PRIORITY:
            ranks = [table.rank(row.then) for row in table.rows]
            return [
                reduce(
                    or_,
                    (
                        self.mask_of[other]
                        for other in rows
                        if ranks[other] < ranks[row] or (ranks[other] == ranks[row] and other > row)
                    ),
                    0,
                )
                for row in rows
            ]
        if table.hit_policy in {HitPolicy.FIRST, HitPolicy.COLLECT}:
            return [reduce(or_, (self.mask_of[o] for o in rows if o > row), 0) for row in rows]
        return [0] * len(table.rows)

    def tree(self) -> Tree:
        return self._walk(0, self.everything)

    def _settle(self, level: int, alive: int) -> int:
        """The state without what can't matter any more, so that equal futures are one state."""
        met = alive & self.sure[level]
        for row in range(len(self.table.rows)):
            mine = self.mask_of[row]
            if met & mine:
                alive &= ~self.beaten[row]
                # one bit stands for a row that surely hits
                lowest = met & mine & -(met & mine)
                alive = alive & ~mine | lowest
        return alive

    def _walk(self, level: int, alive: int) -> Tree:
        alive = self._settle(level, alive)
        key = (level, alive)
        found = self.seen.get(key)
        if found is not None:
            return found
        if level == len(self.variables) or not alive & ~self.sure[level]:
            tree: Tree = self.builder.leaf(self._leaf(alive))
        else:
            branches = self.pass_[level]
            tree = self.builder.node(
                level, [self._walk(level + 1, alive & mask) for mask in branches]
            )
        if len(self.seen) >= MOST_NODES:
            raise OutOfRange("table too wide to prove", got=self.table.name)
        self.seen[key] = tree
        return tree

    def _leaf(self, alive: int) -> Leaf:
        table = self.table
        hits = [row for row in range(len(table.rows)) if alive & self.mask_of[row]]
        ranks = [table.rank(table.rows[row].then) for row in hits]
        if not ranks:
            return UNCLASSIFIED
        if table.hit_policy is HitPolicy.UNIQUE and len(hits) > 1:
            return CONFLICT
        if table.hit_policy is HitPolicy.ANY and len(set(ranks)) > 1:
            return CONFLICT
        rank = max(ranks) if table.hit_policy is HitPolicy.PRIORITY else ranks[0]
        for number, modifier in enumerate(table.modifiers):
            applies = bool(alive & self.mask_of[len(table.rows) + number])
            rank = modified(table, rank, number, applies=applies)
            del modifier
        return rank


def modified(table: DecisionTable, rank: int, number: int, *, applies: bool) -> int:
    """The outcome's rank after the modifier, whose condition holds or not."""
    modifier = table.modifiers[number]
    if isinstance(modifier, Cap):
        return min(rank, table.rank(modifier.at_most)) if applies else rank
    if isinstance(modifier, Floor):
        return max(rank, table.rank(modifier.at_least)) if applies else rank
    return rank if applies else min(rank, table.rank(modifier.otherwise))


def reached(
    tree: Tree, pinned: Mapping[int, int] | None = None
) -> tuple[frozenset[Leaf], frozenset[int]]:
    """What can still come where the *pinned* facts have these classes: outcomes, and questions."""
    fixed = pinned or {}
    seen: set[int] = set()
    ends: set[Leaf] = set()
    asked: set[int] = set()
    stack = [tree]
    while stack:
        current = stack.pop()
        if not isinstance(current, Node):
            ends.add(current)
        elif id(current) not in seen:
            seen.add(id(current))
            if current.variable in fixed:
                stack.append(current.children[fixed[current.variable]])
            else:
                asked.add(current.variable)
                stack.extend(current.children)
    return frozenset(ends), frozenset(asked)


def leaves(tree: Tree, pinned: Mapping[int, int] | None = None) -> frozenset[Leaf]:
    """The outcomes that can still come where the *pinned* facts have these classes."""
    return reached(tree, pinned)[0]


def asks(tree: Tree) -> frozenset[int]:
    """The positions of the facts on which the outcome depends: all of them, and no other."""
    return reached(tree)[1]


def restrict(builder: Builder, tree: Tree, pinned: Mapping[int, int]) -> Tree:
    """The diagram once the *pinned* facts are known."""
    done: dict[int, Tree] = {}

    def walk(current: Tree) -> Tree:
        if not isinstance(current, Node):
            return current
        found = done.get(id(current))
        if found is None:
            if current.variable in pinned:
                found = walk(current.children[pinned[current.variable]])
            else:
                found = builder.node(current.variable, [walk(each) for each in current.children])
            done[id(current)] = found
        return found

    return walk(tree)
