"""What a text suggests, and what it only denies, supposes or quotes."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.errors import InvalidValue, UnknownName, WrongType
from servicedesk.incidents import IncidentFacts
from servicedesk.schemes.categories import ComplaintType, ProblemType
from servicedesk.schemes.facts import INCIDENT_FACTS
from servicedesk.text import LEXICON, Entry, Lexicon, Reading, find_words, fold, read, suggest

CASES = Path(__file__).parents[3] / "shared" / "cases" / "severity.jsonl"


def facts(text):
    return {(found.fact, found.value) for found in suggest(text)}


def readings(text, fact):
    return [found.reading for found in read(text, LEXICON) if found.fact == fact]


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("系统崩溃", "service", "down"),
        ("系統(tǒng)崩潰", "service", "down"),
        ("伺服器當機", "service", "down"),
        ("無法登入", "service", "unusable"),
        ("資料庫損壞", "data", "corruption"),
        ("全公司都不能用", "scope", "all"),
        ("月底结账时报错", "window", "period_close"),
        ("没有替代方案", "workaround", "none"),
        ("The server crashed twice", "service", "down"),
        ("It keeps crashing", "service", "down"),
        ("Users cannot log in", "service", "unusable"),
        ("There is no workaround", "workaround", "none"),
        ("Customer records: data loss", "data", "loss"),
        ("No redundancy is left", "redundancy_lost", True),
    ],
)
def test_words_suggest_their_fact(text, fact, value):
    assert (fact, value) in facts(text)


@pytest.mark.parametrize(
    "text",
    [
        "没有丢失数据",
        "并没有造成数据丢失",
        "数据丢失的情况没有发生",
        "系統(tǒng)當機,但沒有丟失數(shù)據(jù)",
        "未发现数据丢失",
        "There was no data loss.",
        "The crash did not cause data loss",
        "Data loss did not occur",
        "We recovered without any data loss",
    ],
)
def test_what_is_denied_is_not_suggested(text):
    assert "data" not in {fact for fact, _ in facts(text)}
    assert Reading.NEGATED in readings(text, "data")


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("不是没有丢失数据", Reading.ASSERTED),
        ("不怕慢,只怕数据丢失", Reading.ASSERTED),
        ("没有登录成功,数据丢失了", Reading.ASSERTED),
        ("No login possible, data loss", Reading.ASSERTED),
        ("如果数据丢失怎么办", Reading.SUPPOSED),
        ("定期备份以防止数据丢失", Reading.SUPPOSED),
        ("How do we prevent data loss?", Reading.SUPPOSED),
        ("屏幕显示“数据丢失”", Reading.QUOTED),
        ("屏幕顯示「數據丟失」", Reading.QUOTED),
        ("> we had data loss\nthanks, all fine", Reading.QUOTED),
    ],
)
def test_a_find_is_read_in_its_own_clause(text, reading):
    assert readings(text, "data") == [reading] * len(readings(text, "data"))
    assert readings(text, "data")


def test_the_longest_word_wins_and_takes_its_parts():
    found = [f.words for f in read("没有替代方案", LEXICON) if f.fact == "workaround"]
    assert found == ["没有替代方案"]
    (find,) = find_words("数据库丢失", ["数据", "数据库丢失", "丢失"])
    assert find.word == "数据库丢失"


def test_adjacent_words_are_both_found():
    assert [find.word for find in find_words("系统崩溃", ["系统", "崩溃"])] == ["系统", "崩溃"]


def test_english_words_stand_alone_and_in_their_forms():
    words = ["crash", "log in", "stop"]
    found = [find.word for find in find_words("It crashes, crashed logging in, stopped", words)]
    assert found == ["crash", "crash", "log in", "stop"]
    assert find_words("unstoppable crashworthy", words) == ()


def test_every_suggestion_shows_its_words_and_entry():
    text = "早上九点系統(tǒng)崩潰,ERP can't log in"
    by_id = {entry.id: entry for entry in LEXICON.entries}
    found = suggest(text)
    assert found
    for each in found:
        assert text[each.start : each.end] == each.words
        entry = by_id[each.entry]
        assert (entry.fact, entry.value) == (each.fact, each.value)


def test_hosts_add_their_own_words():
    own = LEXICON + Lexicon([Entry("host.kiosk", "function", "core", ("刷卡机", "kiosk"))])
    assert ("function", "core") in {(s.fact, s.value) for s in suggest("刷卡機坏了", own)}
    assert ("function", "core") not in facts("刷卡机坏了")
    with pytest.raises(InvalidValue, match="twice"):
        LEXICON + LEXICON


def test_suggestions_are_facts_and_never_a_level():
    domains = {domain.fact: domain for domain in INCIDENT_FACTS}
    own = {"complaint_type", "problem_type"}
    for entry in LEXICON.entries:
        if entry.fact in own:
            continue
        domains[entry.fact].check(entry.value)
    names = {entry.fact for entry in LEXICON.entries} - own
    assert names <= set(domains)
    assert names <= {field.name for field in IncidentFacts.__attrs_attrs__}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.text(alphabet="系统数据崩溃丢失", min_size=1, max_size=4), min_size=1, max_size=8),
    st.text(alphabet="系统数据崩溃丢失", max_size=30),
)
def test_longest_match_is_that_of_a_regular_expression(words, text):
    longest_first = sorted(dict.fromkeys(words), key=len, reverse=True)
    expected = [m.group() for m in re.finditer("|".join(map(re.escape, longest_first)), text)]
    assert [find.word for find in find_words(text, words)] == expected


def test_long_text_without_a_clause_stays_quick_enough_to_finish():
    assert len(suggest("系统崩溃" * 5_000)) >= 5_000


@pytest.mark.parametrize("wrong", [None, 3, ["text"]])
def test_anything_but_text_is_refused(wrong):
    with pytest.raises(WrongType):
        suggest(wrong)


def test_words_that_are_none_are_refused():
    with pytest.raises(InvalidValue):
        find_words("text", [""])
    with pytest.raises(InvalidValue):
        Entry("a", "service", "down", ("",))
    with pytest.raises(WrongType):
        Lexicon("words")
    for wrong in ("abc", None, [1]):
        with pytest.raises(WrongType):
            find_words("text", wrong)


def test_types_in_the_lexicon_are_those_of_the_category_tables():
    for fact, terms in (("complaint_type", ComplaintType), ("problem_type", ProblemType)):
        told = {entry.value for entry in LEXICON.entries if entry.fact == fact}
        assert told == {term.value for term in terms}


@pytest.mark.skipif(not CASES.exists(), reason="shared cases are not here")
def test_suggestions_are_more_often_right_than_wrong_in_each_language():
    right, wrong = Counter(), Counter()
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        told = {found for found in facts(case["text"]) if not found[0].endswith("_type")}
        annotated = set(case["facts"].items())
        right[case["lang"]] += len(told & annotated)
        wrong[case["lang"]] += len(told - annotated)
    for lang in right:
        assert right[lang] > wrong[lang], lang


def test_no_text_makes_a_suggestion_with_an_unknown_reading():
    with pytest.raises(UnknownName):
        Reading.of("maybe")
    assert fold("").text == ""
    assert suggest("") == ()
