"""`decide` against every completion of what is known."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.decisions import (
    All,
    AnyOf,
    Between,
    Cap,
    Collected,
    ConflictingRows,
    Decided,
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
    Unclassified,
    decide,
    verify,
    when,
)
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName, WrongType
from servicedesk.reasons import LANGUAGES, Clause, Text, explain

sys.path.insert(0, str(Path(__file__).parent))

from decision_oracle import CLASH, OUTCOMES, VALUES, decides_on, decision_tables, outcome_of, states

some_facts = st.fixed_dictionaries(
    {}, optional={fact: st.sampled_from(values) for fact, values in VALUES.items()}
)


def answered(table, known):
    """The outcome that `decide` gives, in the oracle's words."""
    try:
        decision = decide(table, known)
    except ConflictingRows:
        return CLASH
    match decision:
        case Decided(outcome=outcome):
            return outcome
        case Collected(outcomes=outcomes):
            return frozenset(outcomes)
        case Unclassified():
            return None


@settings(max_examples=25, deadline=None)
@given(table=decision_tables(), state=st.sampled_from(states()))
def test_with_all_facts_known_it_says_what_the_hit_policy_says(table, state):
    assert answered(table, state) == outcome_of(table, state)


@settings(max_examples=25, deadline=None)
@given(table=decision_tables(), known=some_facts)
def test_it_asks_for_exactly_the_facts_on_which_the_outcome_depends(table, known):
    try:
        decision = decide(table, known)
    except ConflictingRows:
        return
    needed = {fact for fact in VALUES if fact not in known and decides_on(table, known, fact)}
    assert set(decision.ask) == needed
    assert decision.settled == (not needed)


@settings(max_examples=25, deadline=None)
@given(table=decision_tables(), known=some_facts)
def test_when_every_completion_agrees_the_outcome_is_that(table, known):
    outcomes = {outcome_of(table, state) for state in states(known)}
    if len(outcomes) > 1:
        return
    assert answered(table, known) == outcomes.pop()


@settings(max_examples=25, deadline=None)
@given(table=decision_tables(), known=some_facts)
def test_possible_outcomes_are_those_of_the_completions(table, known):
    try:
        decision = decide(table, known)
    except ConflictingRows:
        return
    if isinstance(decision, Collected) or not decision.ask:
        return
    found = {outcome_of(table, state) for state in states(known)} - {None, CLASH}
    assert decision.possible == tuple(outcome for outcome in OUTCOMES if outcome in found)


@settings(max_examples=20, deadline=None)
@given(table=decision_tables(), known=some_facts)
def test_every_decision_explains_itself_in_every_language(table, known):
    try:
        decision = decide(table, known)
    except ConflictingRows:
        return
    for lang in LANGUAGES:
        assert "random" in explain(decision, lang=lang)


TRIAGE = DecisionTable(
    name="triage",
    facts=(
        OneOf(fact="state", values=("fine", "slow", "down")),
        Flag(fact="workaround", ordered=False),
        Number(fact="users", low=0, whole=True),
    ),
    outcomes=("low", "high", "critical"),
    rows=(
        Row(id="outage", when=when(state="down"), then="critical", clauses=(Clause("R38"),)),
        Row(id="crowd", when=Between("users", low=100), then="high"),
        Row(id="slow", when=when(state="slow"), then="high"),
        Row(id="fine", when=when(state="fine"), then="low"),
    ),
    modifiers=(Cap(id="got_round", when=when(workaround=True), at_most="high"),),
)


def test_the_worst_row_wins_and_all_hits_are_kept():
    decision = decide(TRIAGE, {"state": "down", "users": 150, "workaround": False})
    assert decision.outcome == "critical"
    assert decision.winner.id == "outage"
    assert [row.id for row in decision.hits] == ["outage", "crowd"]
    assert decision.settled


def test_an_open_row_that_could_change_the_outcome_is_asked_for():
    decision = decide(TRIAGE, {"state": "fine"})
    assert decision.outcome == "low"
    assert [row.id for row in decision.open] == ["crowd"]
    assert decision.ask == ("users",)
    assert decision.possible == ("low", "high")


def test_an_open_row_that_could_not_change_it_is_not_asked_for():
    decision = decide(TRIAGE, {"state": "slow"})
    assert [row.id for row in decision.open] == ["crowd"]
    assert decision.ask == ()


def test_the_best_question_comes_first():
    decision = decide(TRIAGE, {})
    assert isinstance(decision, Unclassified)
    # the state settles most: after "slow" nothing is left to ask
    assert decision.ask[0] == "state"
    assert set(decision.ask) == {"state", "users", "workaround"}


def test_a_cap_counts_once_its_fact_is_known_and_is_recorded():
    unknown = decide(TRIAGE, {"state": "down"})
    assert (unknown.outcome, unknown.ask) == ("critical", ("workaround",))
    known = decide(TRIAGE, {"state": "down", "workaround": True})
    assert known.outcome == "high"
    assert [modifier.id for modifier in known.modifiers] == ["got_round"]
    assert known.winner.id == "outage"
    assert "got_round lowers critical to high" in explain(known)


def test_no_hit_is_unclassified_with_the_nearest_rows():
    table = DecisionTable(
        name="narrow",
        facts=TRIAGE.facts,
        outcomes=("low", "high"),
        rows=(
            Row(id="both", when=when(state="down", workaround=False), then="high"),
            Row(id="one", when=when(state="slow", workaround=True), then="low"),
        ),
    )
    decision = decide(table, {"state": "fine", "workaround": False})
    assert isinstance(decision, Unclassified)
    assert decision.settled
    assert [(near.row.id, near.differs) for near in decision.nearest] == [
        ("both", ("state",)),
        ("one", ("state", "workaround")),
    ]


def test_a_certain_outcome_needs_no_certain_row():
    table = DecisionTable(
        name="either",
        facts=(Flag(fact="x"),),
        outcomes=("low", "high"),
        rows=(
            Row(id="yes", when=when(x=True), then="high"),
            Row(id="no", when=when(x=False), then="high"),
        ),
    )
    decision = decide(table, {})
    assert isinstance(decision, Decided)
    assert (decision.outcome, decision.winner, decision.ask) == ("high", None, ())


@pytest.mark.parametrize(
    ("policy", "thens", "expected"),
    [
        (HitPolicy.FIRST, ("low", "high"), "low"),
        (HitPolicy.PRIORITY, ("low", "high"), "high"),
        (HitPolicy.ANY, ("high", "high"), "high"),
        (HitPolicy.ANY, ("low", "high"), ConflictingRows),
        (HitPolicy.UNIQUE, ("high", "high"), ConflictingRows),
    ],
)
def test_hit_policies_on_two_rows_that_both_hit(policy, thens, expected):
    table = DecisionTable(
        name="two",
        facts=(Flag(fact="x"),),
        outcomes=("low", "high"),
        hit_policy=policy,
        rows=tuple(
            Row(id=f"r{number}", when=when(x=True), then=then) for number, then in enumerate(thens)
        ),
    )
    if expected is ConflictingRows:
        with pytest.raises(ConflictingRows, match="r0, r1"):
            decide(table, {"x": True})
    else:
        assert decide(table, {"x": True}).outcome == expected


def test_collect_gives_every_outcome_once_mildest_first():
    table = DecisionTable(
        name="all",
        facts=(Flag(fact="x"),),
        outcomes=("low", "high"),
        hit_policy=HitPolicy.COLLECT,
        rows=(
            Row(id="a", when=when(x=True), then="high"),
            Row(id="b", when=when(x=True), then="low"),
            Row(id="c", then="low"),
        ),
    )
    decision = decide(table, {"x": True})
    assert decision.outcomes == ("low", "high")
    assert [row.id for row in decision.hits] == ["a", "b", "c"]
    assert decide(table, {}).ask == ("x",)


def test_modifiers_run_in_their_order():
    def table(*modifiers):
        return DecisionTable(
            name="ordered",
            facts=(Flag(fact="x"),),
            outcomes=("low", "middle", "high"),
            rows=(Row(id="all", then="middle"),),
            modifiers=modifiers,
        )

    cap = Cap(id="cap", when=when(x=True), at_most="low")
    floor = Floor(id="floor", when=when(x=True), at_least="high")
    assert decide(table(cap, floor), {"x": True}).outcome == "high"
    assert decide(table(floor, cap), {"x": True}).outcome == "low"


def test_a_duty_lowers_only_when_it_is_refused():
    table = DecisionTable(
        name="duty",
        facts=(Flag(fact="staffed", ordered=False),),
        outcomes=("B", "A"),
        rows=(Row(id="all", then="A"),),
        modifiers=(Duty(id="night", requires=when(staffed=True), otherwise="B"),),
    )
    assert decide(table, {"staffed": True}).outcome == "A"
    assert decide(table, {"staffed": False}).outcome == "B"
    unknown = decide(table, {})
    assert (unknown.outcome, unknown.ask) == ("A", ("staffed",))


def test_facts_of_others_are_left_alone_and_impossible_values_refused():
    assert decide(TRIAGE, {"state": "slow", "colour": "red"}).outcome == "high"
    with pytest.raises(InvalidValue, match="no such value"):
        decide(TRIAGE, {"state": "melted"})
    with pytest.raises(InvalidValue, match="out of range"):
        decide(TRIAGE, {"users": -1})
    with pytest.raises(WrongType):
        decide(TRIAGE, {"users": 1.5})
    with pytest.raises(WrongType):
        decide(TRIAGE, {"workaround": 1})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"rows": (Row(id="a", then="awful"),)}, InvalidValue),
        ({"rows": (Row(id="a", when=when(colour="red"), then="low"),)}, UnknownName),
        ({"rows": (Row(id="a", when=when(state="melted"), then="low"),)}, InvalidValue),
        ({"rows": (Row(id="a", when=Between("state", low=1), then="low"),)}, InvalidValue),
        ({"rows": (Row(id="a", then="low"), Row(id="a", then="low"))}, InvalidValue),
        ({"rows": ()}, InvalidValue),
        ({"outcomes": ("low", "low")}, InvalidValue),
        ({"outcomes": "low"}, WrongType),
        ({"modifiers": (Cap(id="c", when=when(state="down"), at_most="awful"),)}, InvalidValue),
        ({"hit_policy": HitPolicy.COLLECT}, InvalidValue),
    ],
)
def test_tables_that_mean_nothing_are_refused(change, error):
    parts = {
        "name": "broken",
        "facts": TRIAGE.facts,
        "outcomes": TRIAGE.outcomes,
        "rows": TRIAGE.rows,
        "modifiers": TRIAGE.modifiers,
    }
    with pytest.raises(error):
        DecisionTable(**(parts | change))


def test_conditions_that_fall_into_too_many_cases_are_refused_at_once():
    facts = tuple(Flag(fact=f"f{number}") for number in range(40))
    pairs = All(
        tuple(
            AnyOf((when(**{f"f{number}": True}), when(**{f"f{number + 1}": True})))
            for number in range(0, 40, 2)
        )
    )
    table = DecisionTable(
        name="nested",
        facts=facts,
        outcomes=("yes",),
        rows=(Row(id="a", when=pairs, then="yes"),),
    )
    with pytest.raises(OutOfRange, match="too many cases"):
        decide(table, {})


def test_conditions_nested_beyond_reading_are_refused():
    nested = when(state="down")
    for _ in range(2_000):
        nested = Not(nested)
    with pytest.raises(OutOfRange, match="nested too deeply"):
        DecisionTable(
            name="deep",
            facts=TRIAGE.facts,
            outcomes=("low",),
            rows=(Row(id="a", when=nested, then="low"),),
        )


def test_only_tables_are_decided_and_proven():
    for wrong in (None, "triage", TRIAGE.rows):
        with pytest.raises(WrongType):
            decide(wrong, {})
        with pytest.raises(WrongType):
            verify(wrong)
    with pytest.raises(OutOfRange):
        verify(TRIAGE, examples=-1)


def test_many_independent_outcomes_are_collected_without_counting_their_combinations():
    names = [f"f{number}" for number in range(60)]
    table = DecisionTable(
        name="wide",
        facts=tuple(Flag(fact=name) for name in names),
        outcomes=tuple(names),
        hit_policy=HitPolicy.COLLECT,
        rows=tuple(Row(id=name, when=when(**{name: True}), then=name) for name in names),
    )
    decision = decide(table, {"f0": True, "f1": False})
    assert decision.outcomes == ("f0",)
    assert set(decision.ask) == set(names[2:])


def test_more_facts_than_a_table_can_have_are_refused():
    with pytest.raises(OutOfRange, match="too many facts"):
        DecisionTable(
            name="wide",
            facts=tuple(Flag(fact=f"f{number}") for number in range(101)),
            outcomes=("yes",),
            rows=(Row(id="a", then="yes"),),
        )


def test_words_come_from_the_domain():
    domain = OneOf(
        fact="state",
        values=("ok", "bad"),
        labels=(Text("fine", "正常", "正常"), Text("broken", "损坏", "損壞")),
        text=Text("state", "状态", "狀態"),
    )
    table = DecisionTable(
        name="worded",
        facts=(domain,),
        outcomes=("high",),
        rows=(Row(id="bad", when=Is("state", ("bad",)), then="high"),),
    )
    decision = decide(table, {"state": "bad"})
    assert "状态为损坏" in explain(decision, lang="zh-Hans")
    assert "狀態為損壞" in explain(decision, lang="zh-Hant")
    assert "state: broken" in explain(decision)
