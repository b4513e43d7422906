"""Decision tables as data: facts in, an outcome out, with the rows that gave it."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from servicedesk.decisions.conditions import (
    ALWAYS,
    Between,
    Condition,
    as_tuple,
    atoms_of,
    check_condition,
    depth_of,
)
from servicedesk.decisions.domains import Domain, Flag, Number, OneOf
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, are, is_a
from servicedesk.incidents import FactValue, is_key, key_text
from servicedesk.reasons import Clause, Term, Text

MOST_FACTS = 100
MOST_DEEP = 50


class HitPolicy(Term):
    """Which of the rows that hit gives the outcome, as DMN names them."""

    UNIQUE = "unique", "unique: one row at most", "唯一：至多一行命中", "唯一：至多一行命中"
    ANY = "any", "any: all hits agree", "任意：命中各行结论一致", "任意：命中各行結論一致"
    PRIORITY = "priority", "priority: the worst wins", "优先级：取最严重", "優先級：取最嚴重"
    FIRST = "first", "first: the order decides", "首个：按顺序取第一行", "首個：按順序取第一行"
    COLLECT = "collect", "collect: all outcomes", "收集：取全部结论", "收集：取全部結論"


class Fault(Term):
    """What can be wrong with a table."""

    GAP = "gap", "gap", "遗漏", "遺漏"
    OVERLAP = "overlap", "overlap", "重叠", "重疊"
    UNREACHABLE = "unreachable", "unreachable row", "永不命中的行", "永不命中的行"
    REDUNDANT = "redundant", "redundant row", "冗余的行", "冗餘的行"
    DIP = "dip", "worse facts, milder outcome", "事实更糟而结论更轻", "事實更糟而結論更輕"


def _is_condition(owner: object, attribute: Any, value: Any) -> None:
    check_condition(value, where=f"{type(owner).__name__}.{attribute.name}")


@frozen(kw_only=True)
class Row:
    """One rule: when the condition holds, the outcome follows.

    Attributes:
        id: a key, unique in its table.
        when: the condition; without one the row always hits.
        then: the outcome, one of the table's.
        clauses: what the row rests on.
    """

    id: str = field(validator=is_key())
    when: Condition = field(default=ALWAYS, validator=_is_condition)
    then: str = field(validator=is_a(str))
    clauses: tuple[Clause, ...] = field(default=(), converter=as_tuple, validator=are(Clause))


@frozen(kw_only=True)
class Cap:
    """While the condition holds, the outcome is at most this bad."""

    id: str = field(validator=is_key())
    when: Condition = field(validator=_is_condition)
    at_most: str = field(validator=is_a(str))
    clauses: tuple[Clause, ...] = field(default=(), converter=as_tuple, validator=are(Clause))


@frozen(kw_only=True)
class Floor:
    """While the condition holds, the outcome is at least this bad."""

    id: str = field(validator=is_key())
    when: Condition = field(validator=_is_condition)
    at_least: str = field(validator=is_a(str))
    clauses: tuple[Clause, ...] = field(default=(), converter=as_tuple, validator=are(Clause))


@frozen(kw_only=True)
class Duty:
    """What the customer must do for a worse outcome than *otherwise*; refused, it is lowered.

    While it is unknown whether the duty is met, nothing is lowered and the fact is asked for.
    """

    id: str = field(validator=is_key())
    requires: Condition = field(validator=_is_condition)
    otherwise: str = field(validator=is_a(str))
    clauses: tuple[Clause, ...] = field(default=(), converter=as_tuple, validator=are(Clause))


Modifier = Cap | Floor | Duty


@frozen(kw_only=True)
class Waiver:
    """A fault that the table is known to have and keeps, with the reason why.

    Attributes:
        fault: the kind of fault.
        why: the reason, for whoever reads the proof.
        row: only where the fault names this row; "" waives it anywhere.
        facts: only where the counter-example has these values; empty waives it anywhere.
    """

    fault: Fault = field(validator=is_a(Fault))
    why: Text = field(validator=is_a(Text))
    row: str = field(default="", validator=is_a(str))
    facts: tuple[tuple[str, FactValue], ...] = field(default=(), converter=as_tuple)


def condition_of(modifier: Modifier) -> Condition:
    """The condition that the modifier looks at."""
    return modifier.requires if isinstance(modifier, Duty) else modifier.when


def bound_of(modifier: Modifier) -> str:
    """The outcome that the modifier leads to."""
    match modifier:
        case Cap(at_most=bound) | Floor(at_least=bound) | Duty(otherwise=bound):
            return bound


@frozen(kw_only=True, slots=False)  # so that what is compiled from a table stays with it
class DecisionTable:
    """Rules over declared facts, as data.

    Attributes:
        name: a key.
        version: of the table, as its owner counts.
        facts: the domain of every fact that a row or modifier looks at.
        outcomes: every outcome, mildest first.
        labels: the words of each outcome, in the same order, or nothing: explanations then
            name the outcome itself.
        text: the words of the table, or nothing: explanations then name it by its key.
        rows: the rules, in the order of their document.
        hit_policy: which hit counts; PRIORITY (the worst, all hits kept) unless said.
        modifiers: caps, floors and duties, applied to the outcome in this order.
        waivers: faults that the table keeps, because its source has them.

    Raises:
        InvalidValue: for an outcome, value or id that does not fit.
        UnknownName: for a condition over a fact that is not declared.
    """

    name: str = field(validator=is_key())
    version: str = field(default="1", validator=is_a(str))
    facts: tuple[Domain, ...] = field(converter=as_tuple, validator=are(OneOf, Flag, Number))
    outcomes: tuple[str, ...] = field(converter=as_tuple, validator=are(str))
    labels: tuple[Text, ...] = field(default=(), converter=as_tuple, validator=are(Text))
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))
    rows: tuple[Row, ...] = field(converter=as_tuple, validator=are(Row))
    hit_policy: HitPolicy = field(default=HitPolicy.PRIORITY, validator=is_a(HitPolicy))
    modifiers: tuple[Modifier, ...] = field(
        default=(), converter=as_tuple, validator=are(Cap, Floor, Duty)
    )
    waivers: tuple[Waiver, ...] = field(default=(), converter=as_tuple, validator=are(Waiver))

    def __attrs_post_init__(self) -> None:
        if len(self.facts) > MOST_FACTS:
            raise OutOfRange(
                "too many facts",
                got=len(self.facts),
                expected=f"at most {MOST_FACTS}",
                where=self.name,
            )
        _refuse_repeats("fact", (domain.fact for domain in self.facts), self.name)
        _refuse_repeats("outcome", self.outcomes, self.name)
        if self.labels and len(self.labels) != len(self.outcomes):
            raise InvalidValue(
                "labels do not match outcomes",
                got=len(self.labels),
                expected=str(len(self.outcomes)),
                where=self.name,
            )
        parts = (*self.rows, *self.modifiers)
        _refuse_repeats("id", (part.id for part in parts), self.name)
        if not self.rows:
            raise InvalidValue("a table without rows", got=self.name, where=self.name)
        if self.modifiers and self.hit_policy is HitPolicy.COLLECT:
            raise InvalidValue("modifiers need one outcome", got="collect", where=self.name)
        for row in self.rows:
            self._check(row.id, row.when, row.then)
        for modifier in self.modifiers:
            self._check(modifier.id, condition_of(modifier), bound_of(modifier))
        known = {row.id for row in self.rows} | {""}
        for waiver in self.waivers:
            if waiver.row not in known:
                raise UnknownName("no such row", got=waiver.row, where=f"{self.name}.waivers")

    def _check(self, part: str, condition: Condition, outcome: str) -> None:
        where = f"{self.name}.{part}"
        if outcome not in self.outcomes:
            expected = ", ".join(self.outcomes)
            raise InvalidValue("no such outcome", got=outcome, expected=expected, where=where)
        if depth_of(condition) > MOST_DEEP:
            raise OutOfRange(
                "condition nested too deeply", expected=f"at most {MOST_DEEP} deep", where=where
            )
        for atom in atoms_of(condition):
            domain = self.domain(atom.fact, where)
            if isinstance(atom, Between):
                if not isinstance(domain, Number):
                    raise InvalidValue("a range over no number", got=atom.fact, where=where)
                continue
            for value in atom.values:
                _check_value(domain, value, where)

    def domain(self, fact: str, where: str = "") -> Domain:
        """The declared domain of *fact*. Raises `UnknownName`."""
        for domain in self.facts:
            if domain.fact == fact:
                return domain
        expected = ", ".join(each.fact for each in self.facts)
        raise UnknownName("no such fact", got=fact, expected=expected, where=where or self.name)

    def row(self, row_id: str) -> Row:
        """The row with this id. Raises `UnknownName`."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise UnknownName("no such row", got=row_id, where=self.name)

    def rank(self, outcome: str) -> int:
        """0 for the mildest outcome, growing with badness."""
        return self.outcomes.index(outcome)

    def words(self, outcome: str) -> Text:
        """The words of an outcome, or what names it."""
        return self.labels[self.rank(outcome)] if self.labels else key_text(outcome)

    @property
    def title(self) -> Text:
        """The words of the table, or its name."""
        return self.text or key_text(self.name)

    def known(self, facts: Mapping[str, Any]) -> dict[str, FactValue]:
        """Those of *facts* that the table declares, each checked against its domain."""
        mine = {}
        for domain in self.facts:
            if domain.fact in facts:
                domain.check(facts[domain.fact])
                mine[domain.fact] = facts[domain.fact]
        return mine


def _check_value(domain: Domain, value: FactValue, where: str) -> None:
    try:
        domain.check(value)
    except InvalidValue as error:
        raise error.at(f"{where}.{domain.fact}") from None


def _refuse_repeats(what: str, names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen or not name:
            raise InvalidValue(f"{what} empty or given twice", got=name, where=where)
        seen.add(name)
