"""The table of `make bench`: every figure is the time of twenty questions, asked one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from contestants import Contestant, everyone
from workload import LENGTHS, deadlines, moments, pairs, tickets

CONTESTANTS = everyone()
QUESTIONS = 20


def _able(ability: str) -> list[Any]:
    able = [one for one in CONTESTANTS if getattr(one, ability)]
    return [pytest.param(one, id=one.name) for one in able]


def _measure(benchmark: Any, ask: Callable[[], object], *, slow: bool) -> None:
    benchmark.extra_info["questions"] = QUESTIONS
    benchmark.pedantic(ask, rounds=2 if slow else 500, warmup_rounds=1 if slow else 50)


@pytest.mark.parametrize("length", list(LENGTHS))
@pytest.mark.parametrize("contestant", _able("elapsed"))
def test_elapsed(benchmark: Any, contestant: Contestant, length: str) -> None:
    benchmark.group = f"elapsed, {length}"
    ask = contestant.elapsed
    asked = [
        (contestant.prepare(start), contestant.prepare(end))
        for start, end in pairs(length, QUESTIONS)
    ]
    _measure(benchmark, lambda: [ask(a, b) for a, b in asked], slow=contestant.slow)


@pytest.mark.parametrize("contestant", _able("add"))
def test_add(benchmark: Any, contestant: Contestant) -> None:
    benchmark.group = "add, 1-200 h"
    ask = contestant.add
    asked = [(contestant.prepare(start), duration) for start, duration in deadlines(QUESTIONS)]
    _measure(benchmark, lambda: [ask(a, d) for a, d in asked], slow=contestant.slow)


@pytest.mark.parametrize("contestant", _able("is_open"))
def test_is_open(benchmark: Any, contestant: Contestant) -> None:
    benchmark.group = "is_open"
    ask = contestant.is_open
    asked = [contestant.prepare(instant) for instant in moments(QUESTIONS)]
    _measure(benchmark, lambda: [ask(at) for at in asked], slow=contestant.slow)


@pytest.mark.parametrize(
    "contestant", [one for one in _able("add") if one.values[0].elapsed], ids=lambda one: one.name
)
def test_ticket_with_three_pauses(benchmark: Any, contestant: Contestant) -> None:
    benchmark.group = "ticket with three pauses (4 elapsed, 1 add)"
    elapsed, add = contestant.elapsed, contestant.add
    asked = [
        ([(contestant.prepare(a), contestant.prepare(b)) for a, b in running], target)
        for running, target in tickets(QUESTIONS)
    ]

    def ask() -> None:
        for running, target in asked:
            for a, b in running:
                elapsed(a, b)
            add(running[-1][0], target)

    _measure(benchmark, ask, slow=contestant.slow)
