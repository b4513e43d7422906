"""What a host shows of a clock: its state, one line, the clock that presses, what will change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest

from servicedesk.errors import NaiveDatetime, OutOfRange, UnknownName, WrongType
from servicedesk.incidents import Event
from servicedesk.reasons import LANGUAGES, ReasonKind, explain, nearest_lang
from servicedesk.sla import (
    RESOLUTION,
    ClockState,
    Level,
    Metric,
    Policy,
    Target,
    Turn,
    assess,
    next_transition,
    transitions,
    turns_at,
)

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, tzinfo=UTC)
RULES = Policy(
    name="two",
    metrics=[
        Metric(name="answer", start="created", stop="reply"),
        Metric(name="work", start="created", pause="hold", resume="go", stop="done", cancel="void"),
    ],
    targets=[
        Target(metric="answer", within=4 * HOUR, levels=[Level(name="half", percent=50)]),
        Target(metric="work", within=4 * HOUR, levels=[Level(name="half", percent=50)]),
    ],
)


def events(*more):
    rows = [(0, "created"), *more]
    return [Event(at=START + at * HOUR, type=kind) for at, kind in rows]


def look(hour, *more):
    return assess(RULES, events(*more), at=START + hour * HOUR)


@pytest.mark.parametrize(
    ("assessment", "state", "english", "chinese"),
    [
        (assess(RULES, [], at=START), "pending", "not started", "未开始"),
        (look(1), "running", "running", "计时中"),
        (look(2, (1, "hold")), "paused", "paused", "暂停"),
        (look(2, (1, "done")), "met", "met", "达标"),
        (look(6), "breached", "breached", "超时"),
        (look(2, (1, "void")), "cancelled", "cancelled", "已取消"),
    ],
)
def test_every_state_has_a_word_and_a_line(assessment, state, english, chinese):
    clock = assessment["work"]
    assert clock.state is ClockState(state)
    assert clock.state.value == type(clock).__name__.lower()
    assert (clock.state.label("en"), clock.state.label("zh-Hans")) == (english, chinese)
    assert clock.verdict == clock.reasons[-1]
    assert (clock.due is None) is (state in ("pending", "paused", "cancelled"))
    assert clock.words.label("zh-Hans") == "work"  # it has no words
    for lang in LANGUAGES:
        assert explain(clock, lang=lang).endswith(explain(clock.verdict, lang=lang))


def test_a_clock_bears_the_words_of_its_metric():
    rules = Policy(
        name="one", metrics=[RESOLUTION], targets=[Target(metric="resolution", within=HOUR)]
    )
    for log in ([], events()):
        clock = assess(rules, log, at=START)["resolution"]
        assert [clock.words.label(lang) for lang in LANGUAGES] == ["resolution", "解决", "解決"]


def test_the_open_clock_that_is_due_first_presses():
    assert look(1, (0.5, "reply")).pressing.metric == "work"
    held = look(3, (1, "hold"))
    assert held.pressing.metric == "answer"  # what waits has no due
    assert look(3, (1, "hold"), (2, "reply")).pressing is None
    resumed = look(3, (1, "hold"), (2, "go"))  # work is due an hour after the answer
    assert resumed.pressing.metric == "answer"
    assert look(3, (1, "hold"), (2, "go"), (2.5, "reply")).pressing.due == START + 5 * HOUR
    late = look(6, (1, "reply"))
    assert late.pressing.state is ClockState.BREACHED
    assert look(6, (1, "reply"), (5, "done")).pressing is None


def test_transitions_are_all_that_is_to_come_in_order():
    coming = transitions(look(1, (0.5, "hold"), (1, "go")))
    micro = timedelta(microseconds=1)
    assert [(turn.at, turn.metric, turn.turn) for turn in coming] == [
        (START + 2 * HOUR, "answer", Turn.ESCALATION),
        (START + 2.5 * HOUR, "work", Turn.ESCALATION),
        (START + 4 * HOUR + micro, "answer", Turn.BREACH),
        (START + 4.5 * HOUR + micro, "work", Turn.BREACH),
    ]


def test_several_may_come_at_one_instant_and_the_next_is_the_first():
    now = look(0)
    coming = transitions(now)
    assert [turn.at for turn in coming] == sorted(turn.at for turn in coming)
    assert {turn.metric for turn in coming if turn.at == coming[0].at} == {"answer", "work"}
    assert next_transition(now) == coming[0]
    assert transitions(look(9)) == ()
    with pytest.raises(WrongType):
        transitions(None)


def test_a_timer_tells_what_turns_at_its_instant():
    half, late = START + 2 * HOUR, START + 4 * HOUR + timedelta(microseconds=1)
    told = turns_at(RULES, events(), at=half)
    assert [(turn.metric, turn.level) for turn in told] == [("answer", "half"), ("work", "half")]
    assert [turn.turn for turn in turns_at(RULES, events(), at=late)] == [Turn.BREACH] * 2
    assert turns_at(RULES, events(), at=START + 3 * HOUR) == ()


def test_a_timer_gone_stale_tells_nothing():
    half = START + 2 * HOUR
    held = events((1, "hold"))
    assert [turn.metric for turn in turns_at(RULES, held, at=half)] == ["answer"]
    # what comes at the very instant, or after it, does not take the turn back
    at_once = events((2, "reply"), (2, "done"))
    assert len(turns_at(RULES, at_once, at=half)) == 2


def test_a_timer_needs_an_instant():
    with pytest.raises(NaiveDatetime):
        turns_at(RULES, [], at=datetime(2026, 11, 23))  # noqa: DTZ001
    with pytest.raises(OutOfRange):
        turns_at(RULES, [], at=datetime.min.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-hant", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("de", "en"),
        ("", "en"),
        ("zhx", "en"),
    ],
)
def test_the_nearest_language_to_a_tag(tag, expected):
    assert nearest_lang(tag) == expected


def test_another_language_may_be_the_one_to_fall_back_on():
    assert nearest_lang("ja", "zh-Hans") == "zh-Hans"
    assert nearest_lang("en-US", "zh-Hans") == "en"
    with pytest.raises(UnknownName):
        nearest_lang("ja", "ja")
    with pytest.raises(WrongType):
        nearest_lang(None)


KATHMANDU = "Asia/Kathmandu"
PRECISE = datetime(2026, 11, 23, 16, 30, 12, 482913, tzinfo=ZoneInfo(KATHMANDU))
TOLD = ReasonKind(
    "test.told", "{at}: {took}, {each}", "{at}：{took}，{each}", "{at}：{took}，{each}"
)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (None, "2026-11-23 16:30:12.482913 +05:45: 1 h 45 min 0.132841 s, -1 min 0.5 s"),
        (timedelta(seconds=1), "2026-11-23 16:30:12 +05:45: 1 h 45 min, -1 min"),
        (timedelta(minutes=1), "2026-11-23 16:30 +05:45: 1 h 45 min, -1 min"),
        (timedelta(hours=1), "2026-11-23 16:00 +05:45: 1 h, 0 s"),
    ],
)
def test_readers_need_no_microseconds(to, expected):
    took = timedelta(hours=1, minutes=45, microseconds=132841)
    reason = TOLD(at=PRECISE, took=took, each=(timedelta(minutes=-1, milliseconds=-500),))
    assert explain(reason, to=to) == expected
    above = TOLD(at=pendulum.instance(PRECISE), took=took, each=(), because=[reason])
    first, second = explain([above], to=to).splitlines()
    assert first == expected.rpartition(", ")[0] + ", "
    assert second == "  " + expected


def test_what_is_cut_for_readers_stays_in_its_repeated_hour():
    zone = ZoneInfo("Europe/Berlin")
    for fold, offset in ((0, "+02:00"), (1, "+01:00")):
        at = datetime(2026, 10, 25, 2, 0, 0, 5, tzinfo=zone, fold=fold)
        reason = TOLD(at=at, took=HOUR, each=())
        shown = explain(reason, to=timedelta(minutes=1))
        assert shown.startswith(f"2026-10-25 02:00 {offset}")


@pytest.mark.parametrize("to", [timedelta(0), -HOUR, timedelta(hours=2)])
def test_no_other_unit_is_shown(to):
    with pytest.raises(OutOfRange):
        explain((), to=to)
    with pytest.raises(WrongType):
        explain((), to=60)
