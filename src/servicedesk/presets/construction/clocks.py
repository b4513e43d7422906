"""S1's hours, its times by level, and its times of recovery."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from servicedesk.contracts import ServiceHours
from servicedesk.decisions import when
from servicedesk.incidents import Channel
from servicedesk.presets.construction import sentences as said
from servicedesk.presets.questions import adopted as examples_adopted
from servicedesk.presets.questions import counted_by, started_by
from servicedesk.reasons import Choice, Clause, Text, chosen
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, RESOLUTION, Metric, Policy, Target, TargetClock
from servicedesk.spans import ZERO

HOURS = (ServiceHours(clock=ELAPSED, when=when(channel=Channel.PHONE), clauses=(said.HOTLINE,)),)
"""The hotline, at any hour (R34); the document names no hours for other channels (C1)."""

RESPONSE_EXAMPLE = Target(
    metric="first_response",
    name="within_a_day",
    text=Text("within a day", "一日之内", "一日之內"),
    within=timedelta(hours=24),
    clauses=(said.WITHIN_A_DAY,),
)
"""Answered within 24 h "or even less" (R59): an example, for a vendor that adopts it."""

_LEVEL_TIMES = Text(
    "each level has a time, but none is given",
    "各级均有时间要求而原文未给出数值",
    "各級均有時間要求而原文未給出數值",
)
_OUR_NUMBERS = Text("these are our numbers", "数值由我方约定", "數值由我方約定")
_NO_NUMBERS = Text("none is promised", "不作承诺", "不作承諾")

_SCENARIOS = (
    (
        "key_business_recovery",
        Text("recovery of some key business", "恢复部分关键业务", "恢復部分關鍵業務"),
        ("key_business_recovered", "recovered"),
        "natural_disaster",
        24,
        said.NATURAL_DISASTER,
    ),
    (
        "full_recovery",
        Text("full recovery", "全面恢复系统", "全面恢復系統"),
        ("recovered",),
        "cyber_attack",
        48,
        said.CYBER_ATTACK,
    ),
    (
        "running_again",
        Text("system running again", "恢复系统运行", "恢復系統運行"),
        ("running_again", "recovered"),
        "hardware_fault",
        12,
        said.HARDWARE_FAULT,
    ),
)


def policy(
    *,
    clock: TargetClock | Choice = ELAPSED,
    recovery_starts: tuple[str, ...] | Choice = ("disaster_declared",),
    by_level: Mapping[str, timedelta] | Choice | None = None,
    adopted: tuple[Target, ...] | Choice = (),
) -> Policy:
    """The times that the document advises.

    After a natural disaster some key business is back within 24 h (R53), after an attack all of
    it within 48 h (R54), after a hardware fault the system runs within 12 h (R55): three scopes
    under three metrics, chosen by the fact `disaster`, not to be compared (C6). Each level of
    fault has a time of its own (R40), but the document gives none.

    Args:
        clock: whose time counts (C1). By default all time does.
        recovery_starts: the events from which recovery is timed (C6). By default the
            declaration; ("disaster",) times it from the disaster itself.
        by_level: times to resolution by the fact `fault_level` ("level_1", "level_2"), the
            vendor's own numbers (R40, C5). None: no time is promised by level, and none is kept.
        adopted: examples that the vendor makes its own: `RESPONSE_EXAMPLE` (R59, C4), or its own
            targets. By default an example stays one, and no time of response is promised.

    Each may be `UNDECIDED`: what rests on it is then refused by name.
    """
    counted, time = counted_by(clock)
    begins, begun = started_by(recovery_starts, "C6", ("disaster_declared",), ("disaster",))
    recoveries = [
        Metric(name=name, start=begins, stop=stop, text=text) for name, text, stop, *_ in _SCENARIOS
    ]
    targets = [
        Target(
            metric=name,
            within=timedelta(hours=hours),
            clock=counted,
            when=when(disaster=disaster),
            clauses=(clause, begun, time),
        )
        for name, _, _, disaster, hours, clause in _SCENARIOS
    ]
    levels = tuple(_levels(by_level, counted, time))
    answers = examples_adopted(adopted, (RESPONSE_EXAMPLE,))
    own = (*levels, *answers)
    timed = [
        metric
        for metric in (FIRST_RESPONSE, RESOLUTION)
        if any(target.metric == metric.name for target in own)
    ]
    return Policy(name="construction", metrics=(*timed, *recoveries), targets=(*targets, *own))


def _levels(
    by_level: Mapping[str, timedelta] | Choice | None, clock: TargetClock, time: Clause
) -> Iterator[Target]:
    """A time for each level; none while it is open, as if every second were late."""
    unset = dict.fromkeys(_LEVELS, ZERO)
    times = unset if isinstance(by_level, Choice) else by_level or {}
    answer = by_level if isinstance(by_level, Choice) else _OUR_NUMBERS
    named = chosen("C5", _LEVEL_TIMES, answer, of=(_OUR_NUMBERS, _NO_NUMBERS))
    for level, within in times.items():
        text, *sentences = _LEVELS.get(level, (None,))
        yield Target(
            metric=RESOLUTION.name,
            name=level,
            text=text,
            within=within,
            clock=clock,
            when=when(fault_level=level),
            clauses=(said.TIMES_BY_LEVEL, said.LEVELS, *sentences, named, time),
        )


_LEVELS: Mapping[str, tuple[Text, Clause]] = {
    "level_1": (Text("first level", "一级故障", "一級故障"), said.FIRST_LEVEL),
    "level_2": (Text("second level", "二级故障", "二級故障"), said.SECOND_LEVEL),
}
