"""Which of several conditions is the more specific: proven over every case they tell apart."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod

from servicedesk.decisions.conditions import (
    All,
    Between,
    Condition,
    Is,
    atoms_of,
    holds,
)
from servicedesk.decisions.domains import Number
from servicedesk.errors import InvalidValue
from servicedesk.incidents import FactValue

# more cases than this, and a policy would take seconds to build
_MOST_CASES = 50_000
UNNAMED = "no value that a condition names"


def more_general(conditions: Sequence[Condition], names: Sequence[str]) -> list[frozenset[int]]:
    """For each condition, the indexes of those that hold wherever it holds, and elsewhere too.

    Raises:
        InvalidValue: when two can hold at once and neither is more specific, unless a third,
            more specific than both, decides wherever they meet; or when the conditions tell
            more cases apart than can be gone through.
    """
    wider: list[set[int]] = [set() for _ in conditions]
    undecided = []
    for one in range(len(conditions)):
        for other in range(one):
            if _surely_apart(conditions[one], conditions[other]):
                continue
            both, only_one, only_other = _relation(conditions[one], conditions[other])
            if not both:
                continue
            if only_one == only_other:
                undecided.append((other, one))
            elif only_one:
                wider[other].add(one)
            else:
                wider[one].add(other)
    for one, other in undecided:
        narrower = [i for i, above in enumerate(wider) if one in above and other in above]
        meeting = _unsettled(conditions, one, other, narrower)
        if meeting is not None:
            where = f"with {meeting}" if meeting else "always"
            raise InvalidValue(
                "two targets tie: both apply and neither is more specific",
                got=f"{names[one]} and {names[other]}, {where}",
                expected="a `when` that keeps them apart, or a target whose `when` implies both",
            )
    return [frozenset(above) for above in wider]


def _relation(one: Condition, other: Condition) -> tuple[bool, bool, bool]:
    both = only_one = only_other = False
    for facts in _cases((one, other)):
        first, second = holds(one, facts), holds(other, facts)
        both = both or bool(first and second)
        only_one = only_one or bool(first and not second)
        only_other = only_other or bool(second and not first)
    return both, only_one, only_other


def _unsettled(
    conditions: Sequence[Condition], one: int, other: int, narrower: Sequence[int]
) -> dict[str, FactValue] | None:
    pair = (conditions[one], conditions[other])
    deciding = [conditions[index] for index in narrower]
    for facts in _cases((*pair, *deciding)):
        if all(holds(each, facts) for each in pair) and not any(
            holds(each, facts) for each in deciding
        ):
            return facts
    return None


def _surely_apart(one: Condition, other: Condition) -> bool:
    first, second = _required(one), _required(other)
    return any(not first[fact] & second[fact] for fact in first.keys() & second.keys())


def _required(condition: Condition) -> dict[str, frozenset[FactValue]]:
    parts = condition.of if isinstance(condition, All) else (condition,)
    return {part.fact: part.values for part in parts if isinstance(part, Is)}


def _cases(conditions: Sequence[Condition]) -> Iterator[dict[str, FactValue]]:
    samples = samples_of(conditions)
    if prod(len(values) for values in samples.values()) > _MOST_CASES:
        raise InvalidValue(
            "conditions tell too many cases apart",
            got=f"{len(samples)} facts",
            expected=f"at most {_MOST_CASES} cases",
        )
    for values in product(*samples.values()):
        yield dict(zip(samples, values, strict=True))


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
