"""Which target wins, against a walk through every case; and what is too intricate to compare."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.clocks.specificity import more_general
from servicedesk.decisions.conditions import ALWAYS, All, AnyOf, Between, Is, Not, holds, when
from servicedesk.errors import InvalidValue, OutOfRange
from servicedesk.sla import Metric, Policy, Target

VALUES = {"tier": ["gold", "silver", "bronze"], "vip": [False, True], "users": [0, 1, 5, 9, 10, 40]}
CASES = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]

ATOMS = st.one_of(
    st.sets(st.sampled_from(["gold", "silver"]), min_size=1).map(lambda few: Is("tier", few)),
    st.booleans().map(lambda value: Is("vip", [value])),
    st.sampled_from([Between("users", 1, 9), Between("users", low=10), Is("users", [5])]),
)
CONDITIONS = st.recursive(
    ATOMS | st.just(ALWAYS),
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=1, max_size=3).map(All),
        st.lists(parts, min_size=1, max_size=3).map(AnyOf),
    ),
    max_leaves=5,
)


def where(condition):
    return {index for index, facts in enumerate(CASES) if holds(condition, facts)}


def by_the_cases(conditions):
    """For each, those that hold wherever it does and elsewhere; None where two tie."""
    held = [where(condition) for condition in conditions]
    size = range(len(held))
    wider = [{j for j in size if held[i] and held[i] < held[j]} for i in size]
    for one, other in product(size, size):
        meeting = held[one] & held[other]
        if one == other or not meeting or held[one] < held[other] or held[other] < held[one]:
            continue
        narrower = [held[i] for i in size if {one, other} <= wider[i]]
        if meeting - set().union(*narrower):
            return None
    return wider


@given(st.lists(CONDITIONS, min_size=1, max_size=5))
def test_the_more_specific_is_found_and_a_tie_refused(conditions):
    names = [f"t{number}" for number in range(len(conditions))]
    expected = by_the_cases(conditions)
    if expected is None:
        with pytest.raises(InvalidValue, match="tie"):
            more_general(conditions, names)
        return
    assert [set(found) for found in more_general(conditions, names)] == expected


def test_words_and_numbers_of_one_fact_are_told_apart():
    number, word = Between("code", 1, 9), Is("code", ["nine"])
    assert more_general([number, word, ALWAYS], "abc") == [{2}, {2}, set()]
    flag, one = Is("code", [True]), Is("code", [1])
    assert more_general([flag, one], "ab") == [set(), set()]


def test_a_tie_names_facts_with_which_both_apply():
    with pytest.raises(InvalidValue, match=r"a and b, with \{'tier': 'gold', 'vip': True\}"):
        more_general([when(tier="gold"), when(vip=True)], "ab")
    with pytest.raises(InvalidValue, match="a and b, always"):
        more_general([ALWAYS, ALWAYS], "ab")


WORK = Metric(name="work", start="created")


def policy(conditions):
    targets = [
        Target(name=f"t{number}", metric="work", within=timedelta(hours=1), when=condition)
        for number, condition in enumerate(conditions)
    ]
    return Policy(name="many", metrics=[WORK], targets=targets)


def is_on(name):
    return Is(name, ["on"])


def test_sixty_conditions_each_narrower_than_the_last_are_compared():
    chain = [All([is_on(f"f{fact}") for fact in range(size + 1)]) for size in range(60)]
    rules = policy(chain)
    assert rules.choose(0, {f"f{fact}": "on" for fact in range(60)}).targets[0].name == "t59"
    assert rules.choose(0, {"f0": "on", "f1": "on", "f2": "off"}).targets[0].name == "t1"


def parity(size):
    condition = is_on("f0")
    for number in range(1, size):
        other = is_on(f"f{number}")
        condition = AnyOf([All([condition, Not(other)]), All([Not(condition), other])])
    return condition


def test_conditions_too_intricate_to_compare_are_refused():
    with pytest.raises(InvalidValue, match="too intricate"):
        policy([parity(size) for size in range(10, 14)])


def test_a_condition_nested_too_deeply_is_refused():
    condition = is_on("f0")
    for _ in range(5000):
        condition = Not(condition)
    with pytest.raises(OutOfRange, match="nested too deeply"):
        policy([condition])
