"""Words for outcomes, rows and tables, and what is refused while a question is open."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.decisions import (
    Cap,
    DecisionTable,
    HitPolicy,
    OneOf,
    Row,
    Unclassified,
    decide,
    verify,
    when,
)
from servicedesk.errors import InvalidValue, Undecided, UnknownName
from servicedesk.incidents import Event
from servicedesk.reasons import (
    LANGUAGES,
    UNDECIDED,
    Binding,
    Clause,
    Text,
    check_decided,
    choice,
    chosen,
    explain,
)
from servicedesk.sla import FIRST_RESPONSE, Policy, Target, assess

TILL = OneOf(
    fact="till",
    values=("works", "slow", "dead"),
    labels=(
        Text("works", "正常", "正常"),
        Text("slow", "缓慢", "緩慢"),
        Text("dead", "死机", "死機"),
    ),
    text=Text("till", "收银机", "收銀機"),
)


def table(**more):
    given = {
        "facts": (TILL,),
        "outcomes": ("next_week", "today"),
        "rows": (
            Row(id="slow_till", when=when(till="slow"), then="next_week"),
            Row(id="dead_till", when=when(till="dead"), then="today"),
        ),
    }
    return DecisionTable(name="till_repair", **(given | more))


WORDED = table(
    labels=(Text("next week", "下周", "下週"), Text("today", "今天", "今天")),
    text=Text("repair of tills", "收银机维修", "收銀機維修"),
)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "today by table repair of tills (priority: the worst wins)"),
        ("zh-Hans", "按决策表收银机维修（优先级：取最严重）判定为今天"),
        ("zh-Hant", "按決策表收銀機維修（優先級：取最嚴重）判定為今天"),
    ],
)
def test_a_table_with_words_speaks_in_them(lang, line):
    assert explain(decide(WORDED, {"till": "dead"}), lang=lang).splitlines()[0] == line


def test_a_row_is_named_by_its_place_in_chinese():
    told = decide(WORDED, {"till": "dead"})
    assert "row dead_till decides" in explain(told)
    assert "第2行决定：收银机为死机，结论今天" in explain(told, lang="zh-Hans")
    capped = table(
        labels=WORDED.labels,
        modifiers=(Cap(id="spare", when=when(till="dead"), at_most="next_week"),),
    )
    assert "第1项修正将今天降为下周" in explain(decide(capped, {"till": "dead"}), lang="zh-Hans")


def test_without_words_a_table_names_its_keys():
    told = explain(decide(table(), {"till": "dead"}), lang="zh-Hans")
    assert "till_repair" in told
    assert "today" in told
    assert "没有命中的行" in explain(decide(table(), {"till": "works"}), lang="zh-Hans")


def test_the_words_do_not_change_what_is_decided():
    for facts in ({}, {"till": "works"}, {"till": "slow"}, {"till": "dead"}):
        one, other = decide(table(), facts), decide(WORDED, facts)
        assert (type(one), one.ask, one.possible) == (type(other), other.ask, other.possible)
    assert verify(table()).states == verify(WORDED).states


def test_words_fit_the_outcomes():
    with pytest.raises(InvalidValue, match="labels do not match outcomes"):
        table(labels=(Text("only one", "一个", "一個"),))


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "R1「原文」 (promise: so read)"),
        ("zh-Hans", "R1「原文」（承诺：如此理解）"),
        ("zh-Hant", "R1「原文」（承諾：如此理解）"),
    ],
)
def test_a_clause_has_the_brackets_of_its_language(lang, line):
    read = Clause("R1", quote="原文", reading=Text("so read", "如此理解", "如此理解"))
    assert read.label(lang) == line


# --- open questions

ASKED = Text("whose time", "按何种时间", "按何種時間")
ANSWERS = (Text("all", "自然时间", "自然時間"), Text("office hours", "工作时间", "工作時間"))
OPEN = chosen("C1", ASKED, UNDECIDED, of=ANSWERS)


def test_an_undecided_choice_is_an_open_clause():
    assert OPEN.binding is Binding.OPEN
    assert OPEN.label("en") == "C1 (open question: whose time: all or office hours)"
    assert OPEN.label("zh-Hans") == "C1（待定：按何种时间：自然时间，或工作时间）"
    assert chosen("C1", ASKED, UNDECIDED).reading == ASKED
    made = chosen("C1", ASKED, ANSWERS[0], of=ANSWERS)
    assert made.binding is Binding.CHOICE
    assert all("open" not in made.label(lang) for lang in LANGUAGES)


def test_what_rests_on_an_open_question_is_refused_by_name():
    check_decided((choice("C1", "all", "自然时间", "自然時間"), Clause("R1")), where="here")
    with pytest.raises(Undecided, match="C1, here"):
        check_decided((Clause("R1"), OPEN), where="here")


def test_a_target_that_rests_on_an_open_question_is_not_judged():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    targets = (
        Target(metric="first_response", within=timedelta(hours=1)),
        Target(
            metric="first_response",
            name="mail",
            within=timedelta(hours=2),
            when=when(channel="email"),
            clauses=(OPEN,),
        ),
    )
    policy = Policy(name="p", metrics=(FIRST_RESPONSE,), targets=targets)
    log = [Event(at=at, type="created")]
    with pytest.raises(Undecided, match="C1, target mail"):
        assess(policy, log, {"channel": "email"}, at=at)
    # what may apply is open too; what can't is not
    with pytest.raises(Undecided, match="C1"):
        assess(policy, log, at=at)
    with pytest.raises(Undecided, match="C1"):
        assess(policy, [], {"channel": "email"}, at=at)
    assert assess(policy, log, {"channel": "phone"}, at=at).clocks


@pytest.mark.parametrize("hit_policy", [HitPolicy.PRIORITY, HitPolicy.COLLECT])
def test_a_row_that_rests_on_an_open_question_decides_nothing(hit_policy):
    open_row = Row(id="dead_till", when=when(till="dead"), then="today", clauses=(OPEN,))
    undecided = table(rows=(table().rows[0], open_row), hit_policy=hit_policy)
    assert decide(undecided, {"till": "slow"}).hits
    with pytest.raises(Undecided, match="C1, till_repair"):
        decide(undecided, {"till": "dead"})


# --- names of facts


@pytest.mark.parametrize("slip", ["tills", "til", "tiill"])
def test_a_slip_in_a_facts_name_is_refused_with_what_was_meant(slip):
    with pytest.raises(UnknownName, match="expected till"):
        decide(table(), {slip: "dead"})


def test_what_a_host_knows_besides_is_left_alone():
    besides = {
        "till": "dead",
        "tills": 3,
        "channel": "phone",
        "branch": "Harbin",
        "service": "down",
    }
    assert decide(table(), besides).outcome == "today"
    assert isinstance(decide(table(), table().known({"tills": 3})), Unclassified)
