"""S1's hours, its times by level, and its times of recovery."""

from collections.abc import Mapping
from datetime import timedelta

from servicedesk.contracts import ServiceHours
from servicedesk.decisions import when
from servicedesk.errors import Undecided
from servicedesk.incidents import Channel
from servicedesk.presets.construction import sentences as said
from servicedesk.presets.questions import from_when, whose_time
from servicedesk.reasons import Choice, Clause, Text, choice
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, RESOLUTION, Metric, Policy, Target, TargetClock

HOURS = (ServiceHours(clock=ELAPSED, when=when(channel=Channel.PHONE), clauses=(said.HOTLINE,)),)
"""The hotline, at any hour (R34); the document names no hours for other channels (C1)."""

RESPONSE_EXAMPLE = Target(
    metric="first_response",
    name="within_a_day",
    within=timedelta(hours=24),
    clauses=(said.WITHIN_A_DAY,),
)
"""Answered within 24 h "or even less" (R59): an example, for a vendor that adopts it."""

_LEVEL_TIMES = choice(
    "C5",
    "the times of each level are announced but not given; these are our numbers",
    "原文称各级均有时间要求而未给出数值，数值由我方约定",
    "原文稱各級均有時間要求而未給出數值，數值由我方約定",
)

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
    recovery_starts: tuple[str, ...] = ("disaster_declared",),
    by_level: Mapping[str, timedelta] | None = None,
    adopted: tuple[Target, ...] = (),
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
            vendor's own numbers (R40).
        adopted: examples that the vendor makes its own: `RESPONSE_EXAMPLE` (R59), or its own
            targets.

    Raises:
        Undecided: while *clock* is `UNDECIDED`.
    """
    if isinstance(clock, Choice):
        raise Undecided("whose time counts is undecided", expected="a clock", where="C1")
    counted, begun = whose_time(clock), from_when(recovery_starts, "C6")
    metrics = [
        Metric(name=name, start=recovery_starts, stop=stop, text=text)
        for name, text, stop, *_ in _SCENARIOS
    ]
    targets = [
        Target(
            metric=name,
            within=timedelta(hours=hours),
            clock=clock,
            when=when(disaster=disaster),
            clauses=(clause, begun, counted),
        )
        for name, _, _, disaster, hours, clause in _SCENARIOS
    ]
    levels = [
        Target(
            metric=RESOLUTION.name,
            name=level,
            within=within,
            clock=clock,
            when=when(fault_level=level),
            clauses=_level_clauses(level),
        )
        for level, within in (by_level or {}).items()
    ]
    return Policy(
        name="construction",
        metrics=(FIRST_RESPONSE, RESOLUTION, *metrics),
        targets=(*targets, *levels, *adopted),
    )


def _level_clauses(level: str) -> tuple[Clause, ...]:
    named = {"level_1": (said.FIRST_LEVEL,), "level_2": (said.SECOND_LEVEL,)}
    return (said.TIMES_BY_LEVEL, *named.get(level, ()), _LEVEL_TIMES)
