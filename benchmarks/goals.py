"""The goals as ratios, measured in interleaved rounds of one run: `python benchmarks/goals.py`.

Each round asks every contestant the same questions once, in a rotating order; the figure is the
median over the rounds, in CPU time of the process, and its noise the middle half of them. A ratio
is the median of the rounds' own ratios, so that a slow moment of the machine hits both sides.
"""

import gc
import pickle
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import holidays
from contestants import everyone
from workload import DEFINITION, LENGTHS, ZONE, deadlines, moments, pairs, tickets

from servicedesk import BusinessCalendar, Event, Metric, Policy, Target, assess

ROUNDS = 41
Ask = Callable[[], object]


def interleaved(tasks: dict[str, tuple[Ask, int]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """CPU microseconds per question of each task, one figure a round."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    names = list(tasks)
    for ask, _ in tasks.values():
        ask()
    gc.collect()
    gc.disable()
    for index in range(rounds):
        turn = index % len(names)
        for name in names[turn:] + names[:turn]:
            ask, questions = tasks[name]
            ask()  # so that nobody pays for the caches that another has filled
            begun = time.process_time_ns()
            ask()
            found[name].append((time.process_time_ns() - begun) / 1000 / questions)
    gc.enable()
    return found


def ratio(found: dict[str, list[float]], one: str, other: str) -> tuple[float, float, float]:
    """How many times the time of *other* is that of *one*: median, and the middle half."""
    ratios = [a / b for a, b in zip(found[one], found[other], strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return middle, low, high


def show(title: str, found: dict[str, list[float]]) -> None:
    print(f"\n{title}")
    for name, figures in found.items():
        low, middle, high = statistics.quantiles(figures, n=4)
        print(f"  {name:<42} {middle:>12.3f} us   [{low:.3f} .. {high:.3f}]")


MET: list[tuple[str, str, str, bool]] = []


def judge(goal: str, wanted: str, figure: str, *, met: bool) -> None:
    MET.append((goal, wanted, figure, met))


def judge_ratio(
    goal: str, found: dict[str, list[float]], slow: str, fast: str, *, at_least: float
) -> None:
    middle, low, high = ratio(found, slow, fast)
    figure = f"{middle:.2f} [{low:.2f} .. {high:.2f}]"
    judge(goal, f">= {at_least:g}", figure, met=middle >= at_least)


def judge_at_most(
    goal: str, found: dict[str, list[float]], one: str, other: str, *, at_most: float
) -> None:
    middle, low, high = ratio(found, one, other)
    figure = f"{middle:.2f} [{low:.2f} .. {high:.2f}]"
    judge(goal, f"<= {at_most:g}", figure, met=middle <= at_most)


def asks(ability: str, questions: Callable[[int], Sequence[Any]], count: int) -> dict[str, Any]:
    """One task for each contestant that can do it; the slow ones get fewer questions."""
    tasks = {}
    for one in everyone():
        ask = getattr(one, ability)
        if ask is None or one.name.startswith("businesstimedelta"):
            continue
        asked = [
            tuple(one.prepare(part) if isinstance(part, datetime) else part for part in question)
            for question in questions(max(count // 25, 4) if one.slow else count)
        ]
        tasks[one.name] = (_asking(ask, asked), len(asked))
    return tasks


def _asking(ask: Callable[..., Any], asked: list[tuple[Any, ...]]) -> Ask:
    if len(asked[0]) == 1:
        singles = [question[0] for question in asked]

        def run_single() -> None:
            for at in singles:
                ask(at)

        return run_single

    def run() -> None:
        for a, b in asked:
            ask(a, b)

    return run


US, PENDULUM = "servicedesk", "servicedesk, pendulum in"
TIMELINE, CALENDAR = "timegrid Timeline", "timegrid calendar"


def single_calls() -> None:
    """Elapsed, add, is_open and a ticket, against all."""
    by_length = {}
    for length in LENGTHS:
        found = interleaved(asks("elapsed", lambda n, length=length: pairs(length, n), 400))
        show(f"elapsed, {length}", found)
        by_length[length] = found
    for length, least in (("< 1 d", 1.0), ("1-14 d", 1.4), ("1 y", 10.0)):
        for who in (US, PENDULUM):
            judge_ratio(
                f"elapsed {length}: {who} against timegrid's Timeline",
                by_length[length],
                TIMELINE,
                who,
                at_least=least,
            )
    for length in ("< 1 d", "1-14 d", "1 y"):
        judge_at_most(
            f"elapsed {length}: pendulum in against stdlib in",
            by_length[length],
            PENDULUM,
            US,
            at_most=1.5,
        )

    flat = {}
    calendar = BusinessCalendar(**DEFINITION)
    for length in LENGTHS:
        flat[length] = (_asking(calendar.elapsed, pairs(length, 400)), 400)
    found = interleaved(flat)
    show("elapsed of servicedesk by length", found)
    judge_at_most("elapsed: a year against a minute", found, "1 y", "minute", at_most=1.1)

    found = interleaved(asks("add", deadlines, 400))
    show("add, 1-200 h", found)
    for who in (US, PENDULUM):
        judge_ratio(f"add: {who} against timegrid's calendar", found, CALENDAR, who, at_least=8)
    judge_at_most("add: pendulum in against stdlib in", found, PENDULUM, US, at_most=1.5)

    found = interleaved(asks("is_open", lambda n: [(at,) for at in moments(n)], 400))
    show("is_open", found)
    for who in (US, PENDULUM):
        judge_ratio(f"is_open: {who} against timegrid's Timeline", found, TIMELINE, who, at_least=1)

    tasks = {}
    for one in everyone():
        if one.elapsed and one.add and not one.slow:
            asked = [
                ([(one.prepare(a), one.prepare(b)) for a, b in running], target)
                for running, target in tickets(200)
            ]
            tasks[one.name] = (_ticket(one.elapsed, one.add, asked), 200)
    show("ticket with three pauses (4 elapsed, 1 add)", interleaved(tasks))


def _ticket(elapsed: Callable[..., Any], add: Callable[..., Any], asked: list[Any]) -> Ask:
    def run() -> None:
        for running, target in asked:
            for a, b in running:
                elapsed(a, b)
            add(running[-1][0], target)

    return run


Running = list[tuple[datetime, datetime]]
# a policy, a log and an instant; and for each of its clocks the stretches that count, and the time
Ticket = tuple[Policy, list[Event], datetime, list[tuple[Running, timedelta]]]
WAITS = ("waiting_customer", "waiting_vendor", "waiting_third_party")


def alike(running: Running, within: timedelta, calendar: BusinessCalendar) -> Ticket:
    """Four metrics of one event table: what one clock has counted serves the others."""
    names = [f"metric_{number}" for number in range(4)]
    metrics = [Metric(name=name, start="created", pause=WAITS, resume="resume") for name in names]
    log = [Event(at=running[0][0], type="created"), *_waits(running)]
    targets = [Target(metric=name, within=within, clock=calendar) for name in names]
    policy = Policy(name="bench", metrics=metrics, targets=targets)
    return policy, log, running[-1][1], [(running, within)] * 4


def each_its_own(running: Running, within: timedelta, calendar: BusinessCalendar) -> Ticket:
    """Four metrics that start and stop by events of their own, and wait when the ticket waits.

    All live through the three waits, so that each asks as much arithmetic as above: four elapsed
    and one add, of its own start and stop.
    """
    tables = {
        "response": ("created", "first_response"),
        "hand_over": ("recorded", "handed_over"),
        "workaround": ("classified", "workaround_given"),
        "resolution": ("accepted", "resolved"),
    }
    (opened, first_wait), *middle, (last_wait, closed) = running
    log, asked = _waits(running), []
    for number, (start, stop) in enumerate(tables.values()):
        begun = opened + (first_wait - opened) * number / 8
        done = last_wait + (closed - last_wait) * (number + 1) / 8
        log += [Event(at=begun, type=start), Event(at=done, type=stop)]
        asked.append(([(begun, first_wait), *middle, (last_wait, done)], within))
    metrics = [
        Metric(name=name, start=start, pause=WAITS, resume="resume", stop=stop)
        for name, (start, stop) in tables.items()
    ]
    targets = [Target(metric=name, within=within, clock=calendar) for name in tables]
    policy = Policy(name="bench", metrics=metrics, targets=targets)
    return policy, sorted(log, key=lambda event: event.at), closed, asked


def _waits(running: Running) -> list[Event]:
    log = []
    for kind, ((_, off), (on, _)) in zip(WAITS, pairwise(running), strict=True):
        log += [Event(at=off, type=kind), Event(at=on, type="resume")]
    return log


def clocks(shape: Callable[[Running, timedelta, BusinessCalendar], Ticket], said: str) -> None:
    """A ticket with three pauses and four targets, from its log to four verdicts.

    Beside it the bare arithmetic: for each clock the elapsed of each stretch that counts and the
    add for due, of the same instants on the same calendar, and nothing else. No question is
    spared there because another clock asks it too.
    """
    calendar = BusinessCalendar(**DEFINITION)
    judged = [
        shape([(a.astimezone(UTC), b.astimezone(UTC)) for a, b in running], within, calendar)
        for running, within in tickets(50)
    ]
    asked = [question for _, _, _, questions in judged for question in questions]

    def assess_all() -> None:
        for policy, log, at, _ in judged:
            assess(policy, log, at=at)

    grid = next(one for one in everyone() if one.name == CALENDAR)
    in_grid = [
        ([(grid.prepare(a), grid.prepare(b)) for a, b in running], within)
        for running, within in asked
    ]
    bare, sum_of_grid = "bare calendar arithmetic, four targets", "the same sum on timegrid"
    found = interleaved(
        {
            "assess": (assess_all, len(judged)),
            bare: (_ticket(calendar.elapsed, calendar.add, asked), len(judged)),
            sum_of_grid: (_ticket(grid.elapsed, grid.add, in_grid), len(judged)),
        }
    )
    show(f"ticket with three pauses and four targets, {said}, with its verdicts", found)
    judge_at_most(f"assess, {said}, against bare arithmetic", found, "assess", bare, at_most=4)
    judge_ratio(
        f"assess, {said}, against the same sum on timegrid",
        found,
        sum_of_grid,
        "assess",
        at_least=4,
    )
    judge_ratio(f"bare arithmetic, {said}, against timegrid", found, sum_of_grid, bare, at_least=4)


def against_businesstimedelta() -> None:
    """The slow peer, with few questions and few rounds."""
    slow = next(one for one in everyone() if one.name == "businesstimedelta")
    us = next(one for one in everyone() if one.name == US)
    asked = pairs("1-14 d", 10)
    found = interleaved(
        {
            us.name: (_asking(us.elapsed, asked * 40), 400),
            slow.name: (
                _asking(slow.elapsed, [(slow.prepare(a), slow.prepare(b)) for a, b in asked]),
                10,
            ),
        },
        rounds=5,
    )
    show("elapsed, 1-14 d, against businesstimedelta", found)
    judge_ratio(
        "elapsed 1-14 d: against businesstimedelta", found, slow.name, us.name, at_least=1000
    )


def agreement() -> None:
    """How many of the peers' answers are ours, which the tests check against a walk."""
    us = next(one for one in everyone() if one.name == US)
    print("\nanswers that agree with servicedesk's")
    for one in everyone():
        if one.name.startswith(US):
            continue
        count = 40 if one.slow else 400
        said = []
        if one.elapsed:
            same = sum(
                one.elapsed(one.prepare(a), one.prepare(b)) == us.elapsed(a, b)
                for a, b in pairs("1-14 d", count)
            )
            said.append(f"elapsed, 1-14 d: {same} of {count}")
        if one.add:
            same = sum(
                _reading(one.add(one.prepare(at), hours)) == _reading(us.add(at, hours))
                for at, hours in deadlines(count)
            )
            said.append(f"add: {same} of {count}")
        print(f"  {one.name:<42} {'; '.join(said)}")


def _reading(instant: datetime) -> datetime:
    """What the clock of the workload's zone shows, whatever kind of datetime says it."""
    local = instant.astimezone(ZONE) if instant.tzinfo else instant
    fields = local.year, local.month, local.day, local.hour, local.minute, local.second
    return datetime(*fields, local.microsecond)  # noqa: DTZ001 - a reading


def _cpu_ms(action: Callable[[], object]) -> float:
    begun = time.process_time_ns()
    action()
    return (time.process_time_ns() - begun) / 1e6


def cold_start() -> None:
    """First question of a fresh calendar, a further year, and memory per calendar year."""
    holidays.country_holidays("CN", years=range(2015, 2035))  # the package itself is warm
    start = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    first, reading = [], []
    for _ in range(25):
        reading.append(_cpu_ms(lambda: dict(holidays.country_holidays("CN", years=2026))))
        calendar = BusinessCalendar(**DEFINITION)
        first.append(_cpu_ms(lambda c=calendar: c.elapsed(start, start + timedelta(hours=30))))
    whole, read = statistics.median(first), statistics.median(reading)
    beyond = whole - read
    figure = f"{beyond:.2f} (whole {whole:.2f}, holidays {read:.2f})"
    judge(
        "first question of a cold calendar beyond the holidays, ms", "<= 5", figure, met=beyond <= 5
    )

    plain = {key: value for key, value in DEFINITION.items() if key != "holidays"}
    years = range(2000, 2020)
    per_year, memory = [], 0.0
    for _ in range(5):
        calendar = BusinessCalendar(**plain)
        calendar.elapsed(start, start + timedelta(hours=30))
        for year in years:
            at = datetime(year, 6, 3, 9, tzinfo=ZONE)
            per_year.append(_cpu_ms(lambda c=calendar, at=at: c.is_open(at)))
    middle = statistics.median(per_year)
    judge("compile a calendar year, ms", "<= 1.5", f"{middle:.2f}", met=middle <= 1.5)

    calendar = BusinessCalendar(**plain)
    calendar.elapsed(start, start + timedelta(hours=30))
    gc.collect()
    tracemalloc.start()
    for year in years:
        at = datetime(year, 6, 3, 9, tzinfo=ZONE)
        calendar.elapsed(at, at + timedelta(hours=30))
        calendar.add(at.astimezone(UTC), timedelta(hours=30))
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0] / 1024 / len(years)
    tracemalloc.stop()
    judge("memory of a calendar year, KiB", "<= 350", f"{memory:.0f}", met=memory <= 350)

    size = len(pickle.dumps(calendar)) / 1024
    judge("pickle of a calendar in use, KiB", "<= 4", f"{size:.2f}", met=size <= 4)


def _process_ms(code: str) -> float:
    """CPU time, user and system, of a fresh interpreter that runs *code*."""
    probe = (
        f"{code}\nimport resource as r; u = r.getrusage(r.RUSAGE_SELF);"
        "print((u.ru_utime + u.ru_stime) * 1000)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def imports() -> None:
    """What an import costs beyond a bare interpreter, in fresh processes taken in turn."""
    codes = {
        "bare": "pass",
        "import servicedesk": "import servicedesk",
        "from servicedesk import BusinessCalendar": "from servicedesk import BusinessCalendar",
        "import attrs, pendulum": "import attrs, pendulum",
    }
    found: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(25):
        for name, code in codes.items():
            found[name].append(_process_ms(code))
    bare = statistics.median(found.pop("bare"))
    goals = {"import servicedesk": 15.0, "from servicedesk import BusinessCalendar": 90.0}
    for name, figures in found.items():
        low, middle, high = (figure - bare for figure in statistics.quantiles(figures, n=4))
        figure = f"{middle:.1f} [{low:.1f} .. {high:.1f}]"
        wanted = goals.get(name)
        judge(
            f"{name}, CPU ms over a bare interpreter",
            f"<= {wanted:g}" if wanted else "for comparison",
            figure,
            met=wanted is None or middle <= wanted,
        )


def main() -> None:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, pendulum {version('pendulum')}, timegrid {version('timegrid')}")
    single_calls()
    clocks(alike, "events shared")
    clocks(each_its_own, "events of their own")
    against_businesstimedelta()
    agreement()
    cold_start()
    imports()
    print(f"\n{'goal':<72} {'wanted':>14}  {'measured':<34} met")
    for goal, wanted, figure, met in MET:
        print(f"{goal:<72} {wanted:>14}  {figure:<34} {'yes' if met else 'NO'}")


if __name__ == "__main__":
    main()
