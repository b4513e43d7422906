"""Proof or refutation of a table over all its facts, each fault with a counter-example.

The declared values of each fact collapse to the classes that the rows distinguish; over these
the proof is exhaustive. A number's open stretches stand for all the numbers in them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, pairwise, product
from math import prod

from attrs import evolve, field, frozen

from servicedesk.decisions.comparison import Comparison, is_milder, sizes
from servicedesk.decisions.diagram import (
    MOST_CUBES,
    UNCLASSIFIED,
    Builder,
    Cube,
    Leaf,
    Node,
    Space,
    Tree,
    compiled,
    leaves,
    meet,
    restrict,
)
from servicedesk.decisions.tables import DecisionTable, Fault, HitPolicy, Waiver
from servicedesk.decisions.wording import words_of_facts, words_of_row
from servicedesk.errors import OutOfRange, check_type
from servicedesk.incidents import Facts, FactValue
from servicedesk.reasons import Reason, ReasonKind, Text

MOST_PATHS = 200

GAP = ReasonKind(
    "decisions.gap",
    "no row hits: {facts}",
    "没有命中的行：{facts}",
    "沒有命中的行：{facts}",
)
OVERLAP = ReasonKind(
    "decisions.overlap",
    "rows {rows} both hit: {facts}",
    "第{rows}行同时命中：{facts}",
    "第{rows}行同時命中：{facts}",
)
UNREACHABLE = ReasonKind(
    "decisions.unreachable",
    "row {row} never decides",
    "第{row}行永远不会起作用",
    "第{row}行永遠不會起作用",
)
REDUNDANT = ReasonKind(
    "decisions.redundant",
    "row {row} says nothing that row {other} does not say",
    "第{row}行的内容已包含在第{other}行中",
    "第{row}行的內容已包含在第{other}行中",
)
DIP = ReasonKind(
    "decisions.dip",
    "{before} gives {milder}, the worse {after} gives {milder_still}",
    "{before}得{milder}，更糟的{after}反而得{milder_still}",
    "{before}得{milder}，更糟的{after}反而得{milder_still}",
)
WAIVED = ReasonKind(
    "decisions.waived",
    "waived: {why}",
    "已豁免：{why}",
    "已豁免：{why}",
)

_NONE = Text("no outcome", "没有结论", "沒有結論")


@frozen(kw_only=True)
class Finding:
    """One fault, with the smallest example that shows it.

    Attributes:
        fault: what is wrong.
        rows: the ids of the rows concerned; for a dip, those that decide before and after.
        facts: the counter-example; whatever the facts that are not in it, the fault is there.
        worse: for a dip, the same facts with one of them worse.
        waived: the table's waiver that covers it, or None.
    """

    fault: Fault
    rows: tuple[str, ...] = ()
    facts: Facts = field(factory=Facts, converter=Facts)
    worse: Facts | None = None
    waived: Waiver | None = None
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Proof:
    """What `verify` found.

    Attributes:
        table: the table's name; `version` its version.
        states: combinations of the classes that the rows distinguish; all were checked.
        gaps: how many of them no row covers.
        dips: how often, over all states and ordered facts, the next worse value of one fact
            gives a milder outcome or none.
        findings: the faults, at most `examples` of each kind.
    """

    table: str
    version: str
    states: int
    gaps: int
    dips: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that no waiver covers."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @property
    def sound(self) -> bool:
        """Whether every finding is waived."""
        return not self.faults

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The findings in words."""
        return tuple(reason for finding in self.findings for reason in finding.reasons)


def verify(table: DecisionTable, *, examples: int = 10) -> Proof:
    """Look for gaps, overlaps, unreachable and redundant rows, and dips, modifiers included.

    * A *gap* is a state that no row covers.
    * An *overlap* is two rows of a UNIQUE table that hit together, or of an ANY table that then
      disagree; under the other policies overlapping is normal.
    * A row is *unreachable* if nothing meets it, or (FIRST) if earlier rows take all that does.
    * A row is *redundant* if one other row hits wherever it does and counts at least as much, so
      that leaving it out changes nothing, not even while facts are unknown.
    * A *dip* is a worse value of an ordered fact that gives a milder outcome, or none.

    Args:
        table: the table.
        examples: how many findings of each kind to give at most; the counts are of all.

    Raises:
        OutOfRange: for a table too wide or too nested to be proven.
    """
    check_type(table, DecisionTable, where="table")
    check_type(examples, int, where="examples")
    if examples < 0:
        raise OutOfRange("negative number of examples", got=examples, where="examples")
    whole = compiled(table)
    space = whole.space
    builder = Builder(space)
    collects = table.hit_policy is HitPolicy.COLLECT
    root = builder.hits(range(len(table.rows))) if collects else whole.trees[0]
    gaps = _count(space, root, UNCLASSIFIED)
    dips, dipping = _dips(builder, root, examples)
    found = [
        *_gaps(builder, root, examples),
        *_overlaps(space, examples),
        *_idle_rows(space),
        *dipping,
    ]
    return Proof(
        table=table.name,
        version=table.version,
        states=prod(len(variable.classes) for variable in space.variables),
        gaps=gaps,
        dips=dips,
        findings=tuple(_with_waiver(table, finding) for finding in found),
    )


def _with_waiver(table: DecisionTable, finding: Finding) -> Finding:
    shown = dict(finding.facts) | dict(finding.worse or {})
    for waiver in table.waivers:
        fits = not waiver.row or waiver.row in finding.rows
        same = all(shown.get(fact) == value for fact, value in waiver.facts)
        if waiver.fault is finding.fault and fits and same:
            told = (*finding.reasons, WAIVED(why=waiver.why))
            return evolve(finding, waived=waiver, reasons=told)
    return finding


def _facts(space: Space, pinned: Mapping[int, int]) -> Facts:
    """A sample value for each pinned class: the mildest of the class."""
    chosen: dict[str, FactValue] = {}
    for position, klass in sorted(pinned.items()):
        variable = space.variables[position]
        chosen[variable.domain.fact] = variable.classes[klass][0]
    return Facts(chosen)


def _count(space: Space, root: Tree, wanted: Leaf) -> int:
    """How many states end in the leaf."""
    classes = sizes(space)
    done: dict[int, int] = {}

    def below(tree: Tree, level: int) -> int:
        if not isinstance(tree, Node):
            return prod(classes[level:]) if tree == wanted else 0
        if id(tree) not in done:
            done[id(tree)] = sum(below(child, tree.variable + 1) for child in tree.children)
        return done[id(tree)] * prod(classes[level : tree.variable])

    return below(root, 0)


def _gaps(builder: Builder, root: Tree, examples: int) -> Iterator[Finding]:
    space = builder.space
    shown: list[dict[int, int]] = []
    for path in _paths(root, UNCLASSIFIED):
        smallest = _least(path, lambda pinned: leaves(root, pinned) == {UNCLASSIFIED})
        if smallest not in shown:
            shown.append(smallest)
    shown.sort(key=len)
    for pinned in shown[:examples]:
        facts = _facts(space, pinned)
        why = GAP(facts=words_of_facts(facts, space.table))
        yield Finding(fault=Fault.GAP, facts=facts, reasons=(why,))


def _paths(root: Tree, wanted: Leaf) -> Iterator[dict[int, int]]:
    """Paths from the root to the leaf, at most MOST_PATHS."""
    leads: dict[int, bool] = {}

    def reaches(tree: Tree) -> bool:
        if not isinstance(tree, Node):
            return tree == wanted
        if id(tree) not in leads:
            leads[id(tree)] = any(reaches(child) for child in tree.children)
        return leads[id(tree)]

    found = 0
    stack: list[tuple[Tree, dict[int, int]]] = [(root, {})]
    while stack and found < MOST_PATHS:
        tree, path = stack.pop()
        if not reaches(tree):
            continue
        if not isinstance(tree, Node):
            found += 1
            yield path
            continue
        stack.extend(
            (child, {**path, tree.variable: klass}) for klass, child in enumerate(tree.children)
        )


def _least(pinned: Mapping[int, int], still: Callable[[Mapping[int, int]], bool]) -> dict[int, int]:
    """Drop every fact without which *still* holds."""
    kept = dict(pinned)
    for position in list(kept):
        without = {each: klass for each, klass in kept.items() if each != position}
        if still(without):
            kept = without
    return kept


def _overlaps(space: Space, examples: int) -> Iterator[Finding]:
    table = space.table
    if table.hit_policy not in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        return
    shown = 0
    for first, second in combinations(range(len(table.rows)), 2):
        one, other = table.rows[first], table.rows[second]
        if table.hit_policy is HitPolicy.ANY and one.then == other.then:
            continue
        shared = _shared(space.rows[first], space.rows[second])
        if shared is None or shown >= examples:
            continue
        shown += 1
        facts = _facts(space, {position: _lowest(mask) for position, mask in shared.items()})
        why = OVERLAP(
            rows=(words_of_row(table, one.id), words_of_row(table, other.id)),
            facts=words_of_facts(facts, table),
        )
        yield Finding(fault=Fault.OVERLAP, rows=(one.id, other.id), facts=facts, reasons=(why,))


def _shared(one: tuple[Cube, ...], other: tuple[Cube, ...]) -> Cube | None:
    both = (meet(left, right) for left in one for right in other)
    return min((cube for cube in both if cube is not None), key=len, default=None)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _idle_rows(space: Space) -> Iterator[Finding]:
    table = space.table
    for number, row in enumerate(table.rows):
        mine = space.rows[number]
        earlier = [cube for cubes in space.rows[:number] for cube in cubes]
        taken = table.hit_policy is HitPolicy.FIRST and _covered(space, mine, earlier)
        if not mine or taken:
            why = UNREACHABLE(row=words_of_row(table, row.id), clauses=row.clauses)
            yield Finding(fault=Fault.UNREACHABLE, rows=(row.id,), reasons=(why,))
            continue
        other = _says_it_too(space, number)
        if other is not None:
            why = REDUNDANT(
                row=words_of_row(table, row.id),
                other=words_of_row(table, other),
                clauses=row.clauses,
            )
            yield Finding(fault=Fault.REDUNDANT, rows=(row.id, other), reasons=(why,))


def _says_it_too(space: Space, number: int) -> str | None:
    table = space.table
    mine = table.rows[number]
    if table.hit_policy in {HitPolicy.UNIQUE, HitPolicy.FIRST}:
        return None
    for position, other in enumerate(table.rows):
        if position == number:
            continue
        same = other.then == mine.then
        stronger = table.hit_policy is HitPolicy.PRIORITY and table.rank(other.then) > table.rank(
            mine.then
        )
        if not (same or stronger):
            continue
        inside = all(
            any(_within(cube, outer) for outer in space.rows[position])
            for cube in space.rows[number]
        )
        # of two rows that say the same, the later one is redundant
        twins = same and all(
            any(_within(cube, outer) for outer in space.rows[number])
            for cube in space.rows[position]
        )
        if inside and not (twins and position > number):
            return other.id
    return None


def _within(cube: Cube, outer: Cube) -> bool:
    # a fact that only the outer one looks at may be unknown while the inner one already hits
    return all(position in cube and cube[position] & ~mask == 0 for position, mask in outer.items())


def _covered(space: Space, cubes: Iterable[Cube], by: Iterable[Cube]) -> bool:
    """Whether every state of *cubes* lies in one of *by*."""
    left = list(cubes)
    for outer in by:
        left = [piece for cube in left for piece in _outside(space, cube, outer)]
        if len(left) > MOST_CUBES:
            raise OutOfRange("table too nested to prove", got=space.table.name)
    return not left


def _outside(space: Space, cube: Cube, outer: Cube) -> Iterator[Cube]:
    """The part of *cube* that is not in *outer*, as cubes that don't overlap."""
    if meet(cube, outer) is None:
        yield cube
        return
    inside = dict(cube)
    for position, mask in outer.items():
        whole = inside.get(position, space.variables[position].full)
        rest = whole & ~mask
        if rest:
            yield {**inside, position: rest}
        inside[position] = whole & mask


def _dips(builder: Builder, root: Tree, examples: int) -> tuple[int, list[Finding]]:
    space = builder.space
    if space.table.hit_policy is HitPolicy.COLLECT:
        return 0, []
    total = 0
    found: list[Finding] = []
    for position, variable in enumerate(space.variables):
        if not variable.domain.ordered:
            continue
        for milder, worse in pairwise(variable.order):
            if milder == worse:
                continue
            before = restrict(builder, root, {position: milder})
            after = restrict(builder, root, {position: worse})
            count = Comparison(space, position).count(before, after)
            total += count
            if count and len(found) < examples:
                found.append(_dip(space, position, (milder, worse), (before, after)))
    return total, found


def _dip(
    space: Space, position: int, classes: tuple[int, int], trees: tuple[Tree, Tree]
) -> Finding:
    table = space.table
    before, after = trees

    def always(pinned: Mapping[int, int]) -> bool:
        return all(
            is_milder(right, left)
            for left, right in product(leaves(before, pinned), leaves(after, pinned))
        )

    context = _least(Comparison(space, position).path(before, after), always)
    variable = space.variables[position]
    fact = variable.domain.fact
    steps = pairwise(zip(variable.order, variable.domain.samples(space.atoms[fact]), strict=True))
    milder, worse = next(
        (left[1], right[1]) for left, right in steps if (left[0], right[0]) == classes
    )
    shared = dict(_facts(space, context))
    facts, worse_facts = Facts({**shared, fact: milder}), Facts({**shared, fact: worse})
    why = DIP(
        before=words_of_facts(facts, table),
        milder=_worst(table, leaves(before, context)),
        after=words_of_facts(worse_facts, table),
        milder_still=_worst(table, leaves(after, context)),
    )
    rows = tuple(dict.fromkeys(_deciding(space, context, position, klass) for klass in classes))
    return Finding(
        fault=Fault.DIP,
        rows=tuple(row for row in rows if row),
        facts=facts,
        worse=worse_facts,
        reasons=(why,),
    )


def _worst(table: DecisionTable, found: Iterable[Leaf]) -> Text:
    worst = max(found)
    return table.words(table.outcomes[worst]) if worst > UNCLASSIFIED else _NONE


def _deciding(space: Space, context: Mapping[int, int], position: int, klass: int) -> str:
    """The row that decides in the example, other facts at their mildest."""
    state = {
        each: context.get(each, variable.order[0]) for each, variable in enumerate(space.variables)
    } | {position: klass}
    table = space.table
    hits = [
        row
        for row, cubes in zip(table.rows, space.rows, strict=True)
        if any(all(mask >> state[each] & 1 for each, mask in cube.items()) for cube in cubes)
    ]
    if not hits:
        return ""
    if table.hit_policy is HitPolicy.PRIORITY:
        return max(hits, key=lambda row: table.rank(row.then)).id
    return hits[0].id
