"""The one condition language that targets, entitlements and tables share.

A condition is data over named facts. It is three-valued: True, False, or None while a fact that
it needs is unknown and the rest does not settle it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from servicedesk.errors import InvalidValue, WrongType, check_finite, check_type, is_a
from servicedesk.incidents import FactValue, is_key
from servicedesk.reasons import Term


def _plain(value: object) -> FactValue:
    plain = value.value if isinstance(value, Term) else value
    check_type(plain, str, bool, int, Decimal, where="condition")
    return str(plain) if isinstance(plain, str) else plain  # type: ignore[return-value]


def _values(values: object) -> frozenset[FactValue]:
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise WrongType("values given singly", got=values, expected="several", where="Is.values")
    return frozenset(_plain(value) for value in values)


@frozen
class Is:
    """The fact is one of *values*."""

    fact: str = field(validator=is_key())
    values: frozenset[FactValue] = field(converter=_values)

    def __attrs_post_init__(self) -> None:
        if not self.values:
            raise InvalidValue("a condition that nothing meets", got=self.fact, where="Is.values")


@frozen
class Between:
    """The numeric fact is at least *low* and at most *high*; None leaves that side open."""

    fact: str = field(validator=is_key())
    low: int | Decimal | None = field(default=None, validator=is_a(int, Decimal, optional=True))
    high: int | Decimal | None = field(default=None, validator=is_a(int, Decimal, optional=True))

    def __attrs_post_init__(self) -> None:
        for bound in (self.low, self.high):
            if isinstance(bound, Decimal):
                check_finite(bound, where=f"Between.{self.fact}")
        if self.low is None and self.high is None:
            raise InvalidValue("a range without bounds", got=self.fact, where="Between")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidValue("an empty range", got=(self.low, self.high), where="Between")


def check_condition(value: object, where: str = "") -> None:
    """Refuse *value* unless it is a condition."""
    check_type(value, Is, Between, Not, All, AnyOf, where=where)


def is_condition(*, optional: bool = False) -> Any:
    """Attrs validator: the field is a condition (or None, if *optional*)."""

    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_condition(value, where=f"{type(owner).__name__}.{attribute.name}")

    return validate


@frozen
class Not:
    """The other condition does not hold."""

    of: "Condition" = field(validator=is_condition())


def as_tuple(members: Iterable[Any]) -> tuple[Any, ...]:
    """Attrs converter: any collection but a string, which would fall into letters."""
    if isinstance(members, str) or not isinstance(members, Iterable):
        raise WrongType("given singly", got=members, expected="several members")
    return tuple(members)


def _are_conditions(owner: object, attribute: Any, parts: tuple[object, ...]) -> None:
    for index, part in enumerate(parts):
        check_condition(part, where=f"{type(owner).__name__}.{attribute.name}[{index}]")


@frozen
class All:
    """Every one holds; an empty `All` always does."""

    of: tuple["Condition", ...] = field(default=(), converter=as_tuple, validator=_are_conditions)


@frozen
class AnyOf:
    """At least one holds."""

    of: tuple["Condition", ...] = field(converter=as_tuple, validator=_are_conditions)


Condition = Is | Between | Not | All | AnyOf
ALWAYS = All()


def when(**facts: Any) -> Condition:
    """All of the named facts, each equal to a value or one of several.

    `when(severity=Severity.HIGH, channel=("phone", "email"))`
    """
    parts: tuple[Condition, ...] = tuple(
        Is(name, value if isinstance(value, tuple | list | set | frozenset) else (value,))
        for name, value in facts.items()
    )
    return parts[0] if len(parts) == 1 else All(parts)


def at_least(fact: str, term: Term) -> Is:
    """The fact is *term* or worse, in the order in which its enumeration is listed."""
    members = list(type(term))
    return Is(fact, members[members.index(term) :])


def at_most(fact: str, term: Term) -> Is:
    """The fact is *term* or milder, in the order in which its enumeration is listed."""
    members = list(type(term))
    return Is(fact, members[: members.index(term) + 1])


def holds(condition: Condition, facts: Mapping[str, FactValue]) -> bool | None:
    """Whether the condition holds on these facts; None while that is not settled."""
    match condition:
        case Is(fact, values):
            return None if fact not in facts else _member(facts[fact], values)
        case Between(fact, low, high):
            if fact not in facts:
                return None
            value = facts[fact]
            if isinstance(value, bool | str):
                raise WrongType("not a number", got=value, expected="a number", where=fact)
            return (low is None or value >= low) and (high is None or value <= high)
        case Not(of):
            inner = holds(of, facts)
            return None if inner is None else not inner
        case All(of):
            return _settle((holds(part, facts) for part in of), deciding=False)
        case AnyOf(of):
            return _settle((holds(part, facts) for part in of), deciding=True)


def _member(value: FactValue, values: frozenset[FactValue]) -> bool:
    # True == 1 in Python; a fact that is a bool matches bools only
    return value in values and any(
        value == each and isinstance(value, bool) is isinstance(each, bool) for each in values
    )


def _settle(answers: Iterable[bool | None], *, deciding: bool) -> bool | None:
    open_ = False
    for answer in answers:
        if answer is deciding:
            return deciding
        open_ = open_ or answer is None
    return None if open_ else not deciding


def atoms_of(condition: Condition) -> tuple[Is | Between, ...]:
    """The tests of single facts that the condition is made of, as they stand."""
    match condition:
        case Is() | Between():
            return (condition,)
        case Not(of):
            return atoms_of(of)
        case All(of) | AnyOf(of):
            return tuple(atom for part in of for atom in atoms_of(part))


def depth_of(condition: Condition) -> int:
    """How deep the condition is nested: 1 for the test of one fact."""
    deepest = 0
    stack: list[tuple[Condition, int]] = [(condition, 1)]
    while stack:
        current, depth = stack.pop()
        deepest = max(deepest, depth)
        match current:
            case Not(of):
                stack.append((of, depth + 1))
            case All(of) | AnyOf(of):
                stack.extend((part, depth + 1) for part in of)
    return deepest


def facts_of(condition: Condition) -> frozenset[str]:
    """The names of the facts that the condition looks at."""
    return frozenset(atom.fact for atom in atoms_of(condition))
