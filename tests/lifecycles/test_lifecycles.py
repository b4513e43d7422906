"""The engine of state machines: what it refuses, what it runs, what it proves."""

import pytest
from attrs import evolve

from servicedesk.decisions import Between, when
from servicedesk.errors import InvalidValue, MoveRefused, UnknownName, WrongType
from servicedesk.lifecycles import (
    Fault,
    Finding,
    Guard,
    Lifecycle,
    Move,
    State,
    next_steps,
    step,
    verify,
)
from servicedesk.reasons import Text, explain

OPEN = State(key="open", text=Text("open", "打开", "打開"))
DONE = State(key="done", text=Text("done", "完成", "完成"), final=True)
LOST = State(key="lost", text=Text("lost", "丢失", "丟失"))
PAID = Guard(key="paid", holds=when(paid=True), text=Text("it is paid", "已付款", "已付款"))
FINISH = Move(
    event="finish",
    sources=("open",),
    to="done",
    needs=("by_whom",),
    guards=(PAID,),
    by=("clerk",),
    text=Text("finish", "完成", "完成"),
)


def life(*moves, states=(OPEN, DONE)):
    return Lifecycle(name="life", initial="open", states=states, moves=moves)


def test_a_move_is_made_when_it_has_what_it_needs():
    assert step(life(FINISH), "open", "finish", {"by_whom": "Li", "paid": True}) is FINISH


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"paid": True}, "by_whom"),
        ({"by_whom": "Li", "paid": False}, "it is paid"),
        ({"by_whom": "Li"}, "it is paid"),
        ({}, "by_whom; it is paid"),
    ],
)
def test_a_refusal_names_all_that_is_to_be_mended(facts, named):
    with pytest.raises(MoveRefused) as caught:
        step(life(FINISH), "open", "finish", facts)
    assert caught.value.expected == named
    assert caught.value.reasons


def test_a_refusal_speaks_chinese():
    with pytest.raises(MoveRefused) as caught:
        step(life(FINISH), "open", "finish", {"by_whom": "Li"})
    assert explain(caught.value.reasons, lang="zh-Hans") == "“完成”须满足：已付款"


def test_an_event_that_does_nothing_here_is_refused_with_what_would():
    with pytest.raises(MoveRefused, match="expected finish"):
        step(life(FINISH), "open", "begin", {})
    with pytest.raises(MoveRefused, match="the life has ended"):
        step(life(FINISH), "done", "finish", {})


def test_next_steps_tell_who_and_what_stands_in_the_way():
    (found,) = next_steps(life(FINISH), "open", {"paid": True})
    assert (found.move.by, found.missing, found.refused, found.ready) == (
        ("clerk",),
        ("by_whom",),
        (),
        False,
    )


def test_a_table_without_meaning_is_refused():
    with pytest.raises(InvalidValue, match="two things"):
        life(FINISH, FINISH)
    with pytest.raises(InvalidValue, match="two states"):
        life(states=(OPEN, OPEN))
    with pytest.raises(UnknownName, match="gone"):
        life(Move(event="go", sources=("open",), to="gone", text=Text("go", "去", "去")))
    with pytest.raises(UnknownName):
        next_steps(life(FINISH), "gone", {})


def test_verify_finds_what_cannot_be_reached_and_what_cannot_be_left():
    lose = Move(event="lose", sources=("open",), to="lost", text=Text("lose", "丢", "丟"))
    found = verify(life(lose, states=(OPEN, LOST, DONE)))
    assert found == (
        Finding(Fault.UNREACHABLE, "done"),
        Finding(Fault.DEAD_END, "open"),
        Finding(Fault.DEAD_END, "lost"),
    )
    assert verify(life(lose, states=(OPEN, LOST))) == (Finding(Fault.NO_END, "open"),)
    assert verify(life(FINISH)) == ()


@pytest.mark.parametrize("wrong", [{"sources": 5}, {"needs": (5,)}, {"by": None}])
def test_what_is_no_key_is_refused(wrong):
    move = {"event": "go", "sources": "here", "text": Text("go", "走", "走")}
    with pytest.raises(WrongType):
        Move(**{**move, **wrong})


def test_a_fact_that_cannot_be_read_stands_in_the_way_and_raises_nothing():
    few = Guard(key="few", holds=Between("days", high=3), text=Text("few days", "几天", "幾天"))
    table = life(evolve(FINISH, needs=(), guards=(PAID, few)))
    (found,) = next_steps(table, "open", {"paid": True, "days": "many"})
    assert not found.ready
    assert [(each.fact, each.got) for each in found.unreadable] == [("days", "many")]
    assert found.refused == (few,)
    assert "can't read days: it is many, expected a number" in explain(found)
    assert "无法识别days：现为many，应为数字" in explain(found, lang="zh-Hans")
    with pytest.raises(MoveRefused) as caught:
        step(table, "open", "finish", {"paid": True, "days": "many"})
    assert caught.value.expected == "days as a number; few days"
