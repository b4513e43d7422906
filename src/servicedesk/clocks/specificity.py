"""Which of several conditions is the more specific: proven over every case they tell apart."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

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
from servicedesk.decisions.diagram import Cube
from servicedesk.decisions.domains import Number
from servicedesk.errors import InvalidValue
from servicedesk.incidents import FactValue

# tests of one way against another, for each pair of conditions and for all: with more, a policy
# would take seconds to build
_STEPS_A_PAIR, _STEPS = 40, 100_000
UNNAMED = "no value that a condition names"


def more_general(conditions: Sequence[Condition], names: Sequence[str]) -> list[frozenset[int]]:
    """For each condition, the indexes of those that hold wherever it holds, and elsewhere too.

    Raises:
        InvalidValue: when two can hold at once and neither is more specific, unless a third,
            more specific than both, decides wherever they meet; or when the conditions are too
            intricate to be compared.
    """
    if len(conditions) < 2:
        return [frozenset() for _ in conditions]
    space = _Space(conditions)
    wider: list[set[int]] = [set() for _ in conditions]
    undecided = []
    for one in range(len(conditions)):
        for other in range(one):
            if not space.meet(one, other):
                continue
            only_one = space.beyond(one, [other]) is not None
            only_other = space.beyond(other, [one]) is not None
            if only_one == only_other:
                undecided.append((other, one))
            elif only_one:
                wider[other].add(one)
            else:
                wider[one].add(other)
    for one, other in undecided:
        narrower = [i for i, above in enumerate(wider) if one in above and other in above]
        meeting = space.beyond(one, narrower, within=other)
        if meeting is not None:
            facts = space.facts(meeting, [one, other])
            where = f"with {facts}" if facts else "always"
            raise InvalidValue(
                "two targets tie: both apply and neither is more specific",
                got=f"{names[one]} and {names[other]}, {where}",
                expected="a `when` that keeps them apart, or a target whose `when` implies both",
            )
    return [frozenset(above) for above in wider]


class _Space:
    """Conditions as the ways in which each holds, and in which it fails.

    A way (a cube) allows some classes of values of some facts; a class is a bit. Two ways meet
    unless they leave a fact no class, so nothing is counted through.
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = conditions
        self._samples = {
            fact: (*values, *_wordy(fact, values, conditions))
            for fact, values in samples_of(conditions).items()
        }
        self._position = {fact: index for index, fact in enumerate(self._samples)}
        self._bits = {
            fact: {_key(value): 1 << bit for bit, value in enumerate(values)}
            for fact, values in self._samples.items()
        }
        self._left = _STEPS + _STEPS_A_PAIR * len(conditions) ** 2 // 2
        self._holding = [self._cubes(each, negated=False) for each in conditions]
        self._failing = [self._cubes(each, negated=True) for each in conditions]

    def meet(self, one: int, other: int) -> bool:
        """Whether both can hold at once."""
        ways = self._holding
        return any(self._both(a, b) is not None for a in ways[one] for b in ways[other])

    def beyond(self, one: int, others: Sequence[int], *, within: int | None = None) -> Cube | None:
        """A way in which *one* holds (*within* another, if given) and none of the others."""
        stack = [(cube, 0) for cube in self._holding[one]]
        if within is not None:
            stack = [
                (met, 0)
                for cube, _ in stack
                for narrow in self._holding[within]
                if (met := self._both(cube, narrow)) is not None
            ]
        while stack:
            cube, done = stack.pop()
            if done == len(others):
                return cube
            other = others[done]
            if all(self._both(cube, way) is None for way in self._holding[other]):
                stack.append((cube, done + 1))
                continue
            for way in self._failing[other]:
                met = self._both(cube, way)
                if met is not None:
                    stack.append((met, done + 1))
        return None

    def facts(self, cube: Cube, indexes: Iterable[int]) -> dict[str, FactValue]:
        """Facts by which the cube is met, of those that the conditions look at."""
        asked = dict.fromkeys(
            atom.fact for index in indexes for atom in atoms_of(self._conditions[index])
        )
        found = {}
        for fact in asked:
            mask = cube.get(self._position[fact], 1)
            found[fact] = self._samples[fact][(mask & -mask).bit_length() - 1]
        return found

    def _both(self, one: Cube, other: Cube) -> Cube | None:
        self._left -= 1 + len(other) // 8
        if self._left < 0:
            raise InvalidValue(
                "conditions too intricate to be compared",
                got=f"{len(self._conditions)} of them, on {len(self._samples)} facts",
                expected="fewer, or plainer",
            )
        narrowed = {}
        for position, mask in other.items():
            left = one.get(position, mask) & mask
            if not left:
                return None
            narrowed[position] = left
        return one | narrowed

    def _cubes(self, condition: Condition, *, negated: bool) -> list[Cube]:
        """The ways in which the condition holds, or fails."""
        match condition:
            case Is() | Between():
                mask = self._mask(condition)
                full = (1 << len(self._samples[condition.fact])) - 1
                mask = full & ~mask if negated else mask
                return [{self._position[condition.fact]: mask}] if mask else []
            case Not(of):
                return self._cubes(of, negated=not negated)
            case All(of) | AnyOf(of):
                parts = [self._cubes(part, negated=negated) for part in of]
                if isinstance(condition, AnyOf) is not negated:
                    return _distinct(cube for part in parts for cube in part)
                ways: list[Cube] = [{}]
                for part in parts:
                    met = (self._both(way, cube) for way in ways for cube in part)
                    ways = _distinct(each for each in met if each is not None)
                return ways

    def _mask(self, atom: Is | Between) -> int:
        bits = self._bits[atom.fact]
        if isinstance(atom, Is):
            return sum({bits.get(_key(value), 0) for value in atom.values})
        numbers = (value for value in self._samples[atom.fact] if _is_number(value))
        return sum(bits[_key(value)] for value in numbers if holds(atom, {atom.fact: value}))


def _key(value: FactValue) -> tuple[bool, FactValue]:
    # for Python, 1 and True are the same
    return isinstance(value, bool), value


def _is_number(value: FactValue) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _wordy(
    fact: str, values: Sequence[FactValue], conditions: Sequence[Condition]
) -> Iterator[FactValue]:
    """Of a fact that some conditions take for a number, what others name that is none."""
    if not any(_is_number(value) for value in values):
        return
    known = {_key(value) for value in values}
    named = {
        value
        for condition in conditions
        for atom in atoms_of(condition)
        if isinstance(atom, Is) and atom.fact == fact
        for value in atom.values
    }
    yield from sorted((value for value in named if _key(value) not in known), key=repr)


def _distinct(cubes: Iterable[Cube]) -> list[Cube]:
    return list({frozenset(cube.items()): cube for cube in cubes}.values())


def samples_of(conditions: Iterable[Condition]) -> dict[str, tuple[FactValue, ...]]:
    """Each fact that the conditions look at, with one value of each class that they tell apart."""
    atoms: dict[str, list[Is | Between]] = {}
    for condition in conditions:
        for atom in atoms_of(condition):
            atoms.setdefault(atom.fact, []).append(atom)
    return {fact: _samples(fact, tests) for fact, tests in atoms.items()}


def _samples(fact: str, tests: Sequence[Is | Between]) -> tuple[FactValue, ...]:
    """One value of each class that the tests tell apart, one that none of them names included."""
    if any(isinstance(test, Between) for test in tests):
        return Number(fact=fact).samples(tests)
    named = {value for test in tests if isinstance(test, Is) for value in test.values}
    if all(isinstance(value, bool) for value in named):
        return (False, True)
    return (*sorted(named, key=repr), UNNAMED)
