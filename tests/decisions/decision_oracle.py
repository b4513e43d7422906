"""Random small tables, and what they mean by brute force: every completion, row by row."""

from itertools import product

from hypothesis import strategies as st

from servicedesk.decisions import (
    All,
    AnyOf,
    Between,
    Cap,
    DecisionTable,
    Duty,
    Flag,
    Floor,
    HitPolicy,
    Is,
    Not,
    Number,
    OneOf,
    Row,
)

DOMAINS = (
    OneOf(fact="size", values=("small", "middle", "large")),
    OneOf(fact="place", values=("here", "there"), ordered=False),
    Flag(fact="alarm"),
    Number(fact="count", low=0, high=3, whole=True),
)
VALUES = {
    "size": ("small", "middle", "large"),
    "place": ("here", "there"),
    "alarm": (False, True),
    "count": (0, 1, 2, 3),
}
OUTCOMES = ("mild", "bad", "worst")


def atoms():
    picked = st.sampled_from(["size", "place", "alarm"]).flatmap(
        lambda fact: st.builds(
            Is, st.just(fact), st.sets(st.sampled_from(VALUES[fact]), min_size=1)
        )
    )
    bounds = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)
    ranges = bounds.map(lambda pair: Between("count", low=pair[0], high=pair[1]))
    exactly = st.builds(Is, st.just("count"), st.sets(st.integers(0, 3), min_size=1, max_size=2))
    return st.one_of(picked, ranges, exactly)


def conditions():
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(All, st.lists(inner, max_size=3)),
            st.builds(AnyOf, st.lists(inner, max_size=3)),
        ),
        max_leaves=5,
    )


@st.composite
def decision_tables(draw, policies=tuple(HitPolicy)):
    policy = draw(st.sampled_from(policies))
    rows = [
        Row(id=f"r{number}", when=draw(conditions()), then=draw(st.sampled_from(OUTCOMES)))
        for number in range(draw(st.integers(1, 5)))
    ]
    modifiers = []
    if policy is not HitPolicy.COLLECT:
        for number in range(draw(st.integers(0, 2))):
            kind = draw(st.sampled_from(["cap", "floor", "duty"]))
            bound = draw(st.sampled_from(OUTCOMES))
            condition = draw(conditions())
            modifiers.append(
                {
                    "cap": lambda i, c, b: Cap(id=i, when=c, at_most=b),
                    "floor": lambda i, c, b: Floor(id=i, when=c, at_least=b),
                    "duty": lambda i, c, b: Duty(id=i, requires=c, otherwise=b),
                }[kind](f"m{number}", condition, bound)
            )
    return DecisionTable(
        name="random",
        facts=DOMAINS,
        outcomes=OUTCOMES,
        rows=rows,
        hit_policy=policy,
        modifiers=modifiers,
    )


def states(known=()):
    """Every completion of what is known."""
    known = dict(known)
    choices = [(known[fact],) if fact in known else VALUES[fact] for fact in VALUES]
    return [dict(zip(VALUES, values, strict=True)) for values in product(*choices)]


def true_of(condition, state):
    """Two-valued truth, by the words of the condition."""
    match condition:
        case Is(fact, values):
            return state[fact] in values
        case Between(fact, low, high):
            return low <= state[fact] <= high
        case Not(of):
            return not true_of(of, state)
        case All(of):
            return all(true_of(part, state) for part in of)
        case AnyOf(of):
            return any(true_of(part, state) for part in of)
    raise AssertionError(condition)


CLASH = "clash"


def outcome_of(table, state):
    """What the table says of a complete state, as DMN words its hit policies."""
    hits = [row for row in table.rows if true_of(row.when, state)]
    found = [row.then for row in hits]
    if table.hit_policy is HitPolicy.COLLECT:
        return frozenset(found)
    if not hits:
        return None
    if table.hit_policy is HitPolicy.UNIQUE and len(hits) > 1:
        return CLASH
    if table.hit_policy is HitPolicy.ANY and len(set(found)) > 1:
        return CLASH
    worst_wins = table.hit_policy is HitPolicy.PRIORITY
    outcome = max(found, key=OUTCOMES.index) if worst_wins else found[0]
    for modifier in table.modifiers:
        outcome = changed_by(modifier, outcome, state)
    return outcome


def changed_by(modifier, outcome, state):
    match modifier:
        case Cap(when=when, at_most=bound):
            lower = true_of(when, state)
        case Duty(requires=requires, otherwise=bound):
            lower = not true_of(requires, state)
        case Floor(when=when, at_least=bound):
            raised = true_of(when, state) and OUTCOMES.index(outcome) < OUTCOMES.index(bound)
            return bound if raised else outcome
    return bound if lower and OUTCOMES.index(outcome) > OUTCOMES.index(bound) else outcome


def decides_on(table, known, fact):
    """Whether two completions that differ in *fact* only have different outcomes."""
    seen = {}
    for state in states(known):
        rest = tuple((name, value) for name, value in state.items() if name != fact)
        seen.setdefault(rest, set()).add(outcome_of(table, state))
    return any(len(outcomes) > 1 for outcomes in seen.values())
