"""What values a table's facts may have: declared, so that a table can be proven complete."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from enum import EnumType
from itertools import pairwise
from math import floor

from attrs import field, frozen

from servicedesk.decisions.conditions import Between, Is, as_tuple
from servicedesk.errors import InvalidValue, WrongType, are, check_finite, check_type, is_a
from servicedesk.incidents import FactValue, is_key
from servicedesk.reasons import Lang, Term, Text, render


def _words(values: object) -> tuple[str, ...]:
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise WrongType("values given singly", got=values, expected="several", where="OneOf.values")
    return tuple(each.value if isinstance(each, Term) else each for each in values)


@frozen(kw_only=True)
class OneOf:
    """A fact with a closed list of values.

    Attributes:
        fact: its name.
        values: its values, mildest first where they have an order.
        ordered: whether a later value is worse; `verify` proves monotonicity over these.
        labels: the words of each value, in the same order, or nothing.
        text: the words of the fact itself.
    """

    fact: str = field(validator=is_key())
    values: tuple[str, ...] = field(converter=_words, validator=are(str))
    ordered: bool = field(default=True, validator=is_a(bool))
    labels: tuple[Text, ...] = field(default=(), converter=as_tuple, validator=are(Text))
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def __attrs_post_init__(self) -> None:
        if not self.values or len(set(self.values)) != len(self.values):
            raise InvalidValue("values missing or repeated", got=self.values, where=self.fact)
        if self.labels and len(self.labels) != len(self.values):
            raise InvalidValue(
                "labels do not match values",
                got=len(self.labels),
                expected=str(len(self.values)),
                where=self.fact,
            )

    def check(self, value: FactValue) -> None:
        """Refuse a value that the fact cannot have."""
        if not isinstance(value, str) or value not in self.values:
            expected = ", ".join(self.values)
            raise InvalidValue("no such value", got=value, expected=expected, where=self.fact)

    def samples(self, atoms: Sequence[Is | Between]) -> tuple[FactValue, ...]:
        """Every value, mildest first."""
        del atoms
        return self.values

    def label(self, value: FactValue, lang: Lang) -> str:
        if self.labels and value in self.values:
            return self.labels[self.values.index(str(value))].label(lang)
        return str(value)


@frozen(kw_only=True)
class Flag:
    """A fact that is true or false; where it is ordered, true is worse."""

    fact: str = field(validator=is_key())
    ordered: bool = field(default=True, validator=is_a(bool))
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def check(self, value: FactValue) -> None:
        """Refuse anything but True and False."""
        check_type(value, bool, where=self.fact)

    def samples(self, atoms: Sequence[Is | Between]) -> tuple[FactValue, ...]:
        """False, then True."""
        del atoms
        return (False, True)

    def label(self, value: FactValue, lang: Lang) -> str:
        return render(value, lang)


@frozen(kw_only=True)
class Number:
    """A numeric fact from *low* to *high*, both included; None leaves that side open.

    Attributes:
        whole: only integers are values.
        ordered: whether a greater value is worse.
    """

    fact: str = field(validator=is_key())
    low: int | Decimal | None = field(default=None, validator=is_a(int, Decimal, optional=True))
    high: int | Decimal | None = field(default=None, validator=is_a(int, Decimal, optional=True))
    whole: bool = field(default=False, validator=is_a(bool))
    ordered: bool = field(default=True, validator=is_a(bool))
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def __attrs_post_init__(self) -> None:
        for bound in (self.low, self.high):
            if isinstance(bound, Decimal):
                check_finite(bound, where=self.fact)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidValue("an empty range", got=(self.low, self.high), where=self.fact)

    def check(self, value: FactValue) -> None:
        """Refuse anything but a number in the range."""
        check_type(value, int, Decimal, where=self.fact)
        if not self._contains(value):
            expected = f"{'-' if self.low is None else self.low} to {self.high or '-'}"
            raise InvalidValue("number out of range", got=value, expected=expected, where=self.fact)

    def _contains(self, value: FactValue) -> bool:
        if isinstance(value, Decimal):
            check_finite(value, where=self.fact)
        assert isinstance(value, int | Decimal)  # noqa: S101 - for the type checker
        if self.whole and value != int(value):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def samples(self, atoms: Sequence[Is | Between]) -> tuple[FactValue, ...]:
        """One value of each stretch that *atoms* can tell apart, smallest first."""
        edges: set[int | Decimal] = set()
        for atom in atoms:
            bounds = (atom.low, atom.high) if isinstance(atom, Between) else tuple(atom.values)
            edges.update(
                bound
                for bound in bounds
                if isinstance(bound, int | Decimal) and not isinstance(bound, bool)
            )
        edges.update(bound for bound in (self.low, self.high) if bound is not None)
        points = sorted(edges) or [0]
        candidates: list[int | Decimal] = [int(points[0]) - 1, *points, int(points[-1]) + 1]
        for left, right in pairwise(points):
            candidates.append(floor(left) + 1 if self.whole else _between(left, right))
        inside = {value for value in candidates if self._contains(value)}
        return tuple(sorted(inside))

    def label(self, value: FactValue, lang: Lang) -> str:
        return render(value, lang)


def _between(left: int | Decimal, right: int | Decimal) -> int | Decimal:
    with localcontext() as context:
        context.prec = len(str(left)) + len(str(right)) + 10
        middle = (Decimal(left) + Decimal(right)) / 2
    return int(middle) if middle == int(middle) else middle


Domain = OneOf | Flag | Number


def domain_of(fact: str, terms: EnumType, *, ordered: bool = True) -> OneOf:
    """The domain of a fact whose values are the members of a `Term` enumeration.

    Raises:
        WrongType: if *terms* is not a `Term` enumeration.
    """
    if not issubclass(terms, Term):
        raise WrongType("not a Term enumeration", got=terms, where=fact)
    members: list[Term] = list(terms)
    return OneOf(
        fact=fact,
        values=tuple(member.value for member in members),
        ordered=ordered,
        labels=tuple(member.text for member in members),
    )
