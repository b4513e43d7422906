"""What is owed: the customer's duties, consequences that only hosts name, periods that tile."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.contracts import Every, Obligation, due_periods, duties
from servicedesk.decisions import Between
from servicedesk.errors import InvalidValue, WrongType
from servicedesk.incidents import Period, months_after
from servicedesk.presets import heating
from servicedesk.reasons import LANGUAGES, Clause, Text, explain

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
TRAINED = Obligation(
    key="trained",
    text=Text("two people trained", "两人完成培训", "兩人完成培訓"),
    kept=Between("trained_people", 2),
    consequence="excludes_credits",
    consequence_clauses=(Clause("house rule 3"),),
)
CONTRACT = evolve(
    heating.contract("C", term=YEAR, tier="premium", served=()), obligations=(TRAINED,)
)


@pytest.mark.parametrize(
    ("facts", "kept", "consequence"),
    [
        ({"trained_people": 2}, True, None),
        ({"trained_people": 1}, False, "excludes_credits"),
        ({}, None, None),
    ],
)
def test_a_consequence_follows_only_from_neglect_and_only_by_the_hosts_own_policy(
    facts, kept, consequence
):
    (duty,) = duties(CONTRACT, facts)
    assert (duty.kept, duty.consequence) == (kept, consequence)
    assert ("house rule 3" in explain(duty)) is (consequence is not None)
    for lang in LANGUAGES:
        assert TRAINED.text.label(lang) in explain(duty, lang=lang)


@pytest.mark.parametrize(
    ("contract", "facts"),
    [
        (CONTRACT, 5),
        (CONTRACT, None),
        (CONTRACT, "x"),
        (CONTRACT, {"trained_people": 1.5}),
        (5, {}),
    ],
)
def test_what_are_no_facts_or_no_contract_is_an_error_of_ours(contract, facts):
    with pytest.raises(WrongType):
        duties(contract, facts)


def test_what_cannot_be_measured_is_never_judged():
    vague = evolve(TRAINED, kept=None, consequence=None, consequence_clauses=())
    (duty,) = duties(evolve(CONTRACT, obligations=(vague,)), {"trained_people": 0})
    assert duty.kept is None


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: evolve(TRAINED, consequence_clauses=()), "go together"),
        (lambda: evolve(TRAINED, consequence=None), "go together"),
        (lambda: evolve(TRAINED, kept=None), "can't be measured"),
        (Every, "neither days nor months"),
        (lambda: Every(days=1, months=1), "neither days nor months"),
        (lambda: Every(days=-1), "neither days nor months"),
    ],
    ids=range(6),
)
def test_the_meaningless_is_refused(build, words):
    with pytest.raises(InvalidValue, match=words):
        build()


def test_a_bool_is_no_number_of_days():
    with pytest.raises(WrongType):
        Every(days=True)


@pytest.mark.parametrize(
    ("every", "lang", "words"),
    [
        (Every(days=1), "en", "every day"),
        (Every(months=3), "en", "every 3 months"),
        (Every(days=7), "zh-Hans", "每7天"),
        (Every(months=1), "zh-Hant", "每1個月"),
    ],
)
def test_how_often_in_words(every, lang, words):
    assert every.label(lang) == words


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.builds(Every, days=st.integers(1, 400)), st.builds(Every, months=st.integers(1, 30))
    ),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    st.integers(1, 1500),
)
def test_the_periods_tile_the_term_from_its_anchor(every, start, length):
    term = Period(start, start + timedelta(days=length))
    found = list(due_periods(every, term))
    assert found[0].start == term.start
    assert found[-1].end == term.end
    assert all(one.end == other.start for one, other in pairwise(found))
    for step, period in enumerate(found[:-1], start=1):
        if every.months:
            assert period.end == months_after(start, every.months * step)
        else:
            assert period.end == start + timedelta(days=every.days * step)


def test_a_term_that_ends_where_the_calendar_does():
    term = Period(date(9998, 6, 1), date.max)
    assert [*due_periods(Every(months=12), term)][-1].end == date.max
    assert [*due_periods(Every(days=400), term)][-1].end == date.max
