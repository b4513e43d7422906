"""`verify` against brute force over every state."""

import sys
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from servicedesk.decisions import (
    Between,
    Cap,
    DecisionTable,
    Fault,
    Flag,
    HitPolicy,
    Number,
    OneOf,
    Row,
    Waiver,
    decide,
    verify,
    when,
)
from servicedesk.presets.severity import SCHEMES
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.schemes.matrices import (
    JIRA_PRIORITY,
    NETSUITE_URGENCY,
    SERVICENOW_PRIORITY,
    SERVICENOW_PRIORITY_4,
)

sys.path.insert(0, str(Path(__file__).parent))

from decision_oracle import CLASH, OUTCOMES, VALUES, decision_tables, outcome_of, states, true_of

SINGLE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)
ORDERED = ("size", "alarm", "count")


def badness(outcome):
    return -1 if outcome is None else OUTCOMES.index(outcome)


def completions(facts):
    return states(dict(facts))


@settings(max_examples=25, deadline=None)
@given(table=decision_tables())
def test_gaps_are_found_if_and_only_if_there_are_any(table):
    proof = verify(table)
    empty = frozenset() if table.hit_policy is HitPolicy.COLLECT else None
    uncovered = [state for state in states() if outcome_of(table, state) == empty]
    found = [finding for finding in proof.findings if finding.fault is Fault.GAP]
    assert bool(found) == bool(uncovered) == bool(proof.gaps)
    for finding in found:
        cases = completions(finding.facts)
        assert all(outcome_of(table, state) == empty for state in cases)
        for fact in finding.facts:
            fewer = {name: value for name, value in finding.facts.items() if name != fact}
            assert any(outcome_of(table, state) != empty for state in completions(fewer))


@settings(max_examples=25, deadline=None)
@given(table=decision_tables(SINGLE))
def test_dips_are_found_if_and_only_if_there_are_any(table):
    proof = verify(table)
    dips = []
    for fact in ORDERED:
        for milder, worse in pairwise(VALUES[fact]):
            for state in states({fact: milder}):
                before = outcome_of(table, state)
                after = outcome_of(table, state | {fact: worse})
                if CLASH not in (before, after) and badness(after) < badness(before):
                    dips.append((fact, state))
    found = [finding for finding in proof.findings if finding.fault is Fault.DIP]
    assert bool(found) == bool(dips) == bool(proof.dips)
    for finding in found:
        differing = [fact for fact in finding.facts if finding.facts[fact] != finding.worse[fact]]
        assert len(differing) == 1
        step = (finding.facts[differing[0]], finding.worse[differing[0]])
        assert step[0] in VALUES[differing[0]]
        assert VALUES[differing[0]].index(step[0]) < VALUES[differing[0]].index(step[1])
        for before, after in zip(
            completions(finding.facts), completions(finding.worse), strict=True
        ):
            assert badness(outcome_of(table, after)) < badness(outcome_of(table, before))


@settings(max_examples=25, deadline=None)
@given(table=decision_tables((HitPolicy.UNIQUE, HitPolicy.ANY)))
def test_overlaps_are_found_if_and_only_if_there_are_any(table):
    proof = verify(table, examples=100)
    clashing = set()
    for one, other in combinations(table.rows, 2):
        if table.hit_policy is HitPolicy.ANY and one.then == other.then:
            continue
        if any(true_of(one.when, state) and true_of(other.when, state) for state in states()):
            clashing.add((one.id, other.id))
    found = [finding for finding in proof.findings if finding.fault is Fault.OVERLAP]
    assert {finding.rows for finding in found} == clashing
    for finding in found:
        one, other = (table.row(row) for row in finding.rows)
        for state in completions(finding.facts):
            assert true_of(one.when, state)
            assert true_of(other.when, state)


@settings(max_examples=25, deadline=None)
@given(table=decision_tables())
def test_unreachable_rows_are_those_that_nothing_can_reach(table):
    proof = verify(table)
    expected = set()
    for number, row in enumerate(table.rows):
        taken = table.rows[:number] if table.hit_policy is HitPolicy.FIRST else ()
        reached = [
            state
            for state in states()
            if true_of(row.when, state) and not any(true_of(other.when, state) for other in taken)
        ]
        if not reached:
            expected.add(row.id)
    found = {f.rows[0] for f in proof.findings if f.fault is Fault.UNREACHABLE}
    assert found == expected


@settings(max_examples=25, deadline=None)
@given(table=decision_tables())
def test_leaving_out_a_redundant_row_changes_nothing(table):
    proof = verify(table)
    for finding in proof.findings:
        if finding.fault is not Fault.REDUNDANT or len(table.rows) == 1:
            continue
        rows = tuple(row for row in table.rows if row.id != finding.rows[0])
        shorter = DecisionTable(
            name="shorter",
            facts=table.facts,
            outcomes=table.outcomes,
            rows=rows,
            hit_policy=table.hit_policy,
            modifiers=table.modifiers,
        )
        assert all(outcome_of(table, state) == outcome_of(shorter, state) for state in states())


@pytest.mark.parametrize(
    "table",
    [
        *(scheme.table for scheme in SCHEMES),
        SERVICENOW_PRIORITY,
        SERVICENOW_PRIORITY_4,
        NETSUITE_URGENCY,
        JIRA_PRIORITY,
    ],
    ids=lambda table: table.name,
)
def test_every_shipped_table_is_proven_or_names_its_waiver(table):
    proof = verify(table)
    assert proof.faults == ()
    assert proof.gaps == 0
    # a waiver that nothing needs any more would hide the next fault
    for waiver in table.waivers:
        assert any(finding.waived == waiver for finding in proof.findings)


def test_the_published_jira_sample_has_one_dip_and_it_is_minor_by_medium():
    proof = verify(JIRA_PRIORITY)
    assert proof.dips == 1
    (finding,) = proof.findings
    assert dict(finding.facts) == {"impact": "minor", "urgency": "low"}
    assert dict(finding.worse) == {"impact": "minor", "urgency": "medium"}
    assert finding.waived is not None
    assert proof.sound


def test_numbers_are_checked_between_their_bounds_too():
    table = DecisionTable(
        name="minutes",
        facts=(Number(fact="minutes", low=0),),
        outcomes=("low", "high"),
        rows=(
            Row(id="short", when=Between("minutes", high=10), then="low"),
            Row(id="long", when=Between("minutes", low=11), then="high"),
        ),
    )
    proof = verify(table)
    (finding,) = [each for each in proof.findings if each.fault is Fault.GAP]
    # between ten and eleven minutes lies half a minute that nobody thought of
    assert 10 < finding.facts["minutes"] < 11
    whole = DecisionTable(
        name="minutes",
        facts=(Number(fact="minutes", low=0, whole=True),),
        outcomes=("low", "high"),
        rows=table.rows,
    )
    assert verify(whole).findings == ()


def test_a_cap_can_bring_a_dip_of_its_own():
    table = DecisionTable(
        name="capped",
        facts=(OneOf(fact="state", values=("ok", "bad", "awful")), Flag(fact="x", ordered=False)),
        outcomes=("low", "high"),
        rows=(
            Row(id="ok", when=when(state="ok"), then="low"),
            Row(id="rest", when=when(state=("bad", "awful")), then="high"),
        ),
        modifiers=(Cap(id="odd", when=when(state="awful", x=True), at_most="low"),),
    )
    (finding,) = verify(table).findings
    assert finding.fault is Fault.DIP
    assert dict(finding.facts) == {"state": "bad", "x": True}
    assert dict(finding.worse) == {"state": "awful", "x": True}


def test_a_waiver_covers_only_what_it_names():
    rows = (Row(id="ok", when=when(x=False, y=False), then="low"),)

    def table(*waivers):
        return DecisionTable(
            name="waived",
            facts=(Flag(fact="x"), Flag(fact="y")),
            outcomes=("low",),
            rows=rows,
            waivers=waivers,
        )

    why = Text("known", "已知", "已知")
    assert len(verify(table()).faults) == len(verify(table()).findings) > 0
    anywhere = [Waiver(fault=fault, why=why) for fault in (Fault.GAP, Fault.DIP)]
    assert verify(table(*anywhere)).sound
    narrow = Waiver(fault=Fault.GAP, why=why, facts=(("x", True),))
    left = verify(table(narrow, anywhere[1])).faults
    assert [dict(finding.facts) for finding in left] == [{"y": True}]


def test_findings_are_told_in_every_language():
    for lang in LANGUAGES:
        assert explain(verify(JIRA_PRIORITY), lang=lang)
    told = explain(verify(JIRA_PRIORITY), lang="zh-Hans")
    assert "更糟的" in told
    assert "已豁免" in told


def test_the_table_says_on_the_counter_example_what_the_proof_says():
    (finding,) = verify(JIRA_PRIORITY).findings
    assert decide(JIRA_PRIORITY, finding.facts).outcome == "low"
    assert decide(JIRA_PRIORITY, finding.worse).outcome == "lowest"
