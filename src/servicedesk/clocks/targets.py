"""How long a metric may take, on whose clock, and when that applies."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from servicedesk.calendars import BusinessCalendar, ClosedStart, CombinedCalendar, DayRule
from servicedesk.decisions.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Between,
    Condition,
    Is,
    Not,
)
from servicedesk.errors import InvalidValue, OutOfRange, are, check_finite, is_a, several
from servicedesk.incidents import is_key
from servicedesk.reasons import Clause, Text
from servicedesk.spans import ZERO, to_utc


@frozen
class ElapsedTime:
    """The clock on which all time counts, day and night, whatever desk is open.

    Its instants are given in the zone of the instant that it starts from.
    """

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return to_utc(end) - to_utc(start)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The instant *duration* after *start*.

        Raises:
            OutOfRange: beyond year 9999.
        """
        try:
            return (to_utc(start) + duration).astimezone(start.tzinfo)
        except OverflowError:
            raise OutOfRange("instant beyond year 9999", got=duration, where="add") from None


ELAPSED = ElapsedTime()

LONGEST = timedelta(days=110_000)
"""No target is longer: calendars know 300 years."""

TargetClock = BusinessCalendar | CombinedCalendar | ElapsedTime


@frozen
class BusinessDays:
    """So many days on which the desk opens; the day of the start is not counted.

    Attributes:
        days: at least 1.
        rule: whether the last one is due at the same wall-clock time or when the desk closes.
        closed_start: what a start while the desk is closed means.
    """

    days: int = field(validator=is_a(int))
    rule: DayRule = field(validator=is_a(DayRule))
    closed_start: ClosedStart = field(default=ClosedStart.NEXT_OPEN, validator=is_a(ClosedStart))

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.days <= 10_000:
            raise OutOfRange("business days", got=self.days, expected="1 to 10000")


@frozen
class Promised:
    """Due at an instant that was promised: the fact named *fact* holds it in ISO 8601.

    The first promise counts; pauses do not move it, and only an agreed extension does.
    """

    fact: str = field(validator=is_key())


def _check_percent(level: "Level", attribute: Any, percent: object) -> None:
    is_a(int, Decimal, optional=True)(level, attribute, percent)
    if isinstance(percent, Decimal):
        check_finite(percent, where="Level.percent")
    if isinstance(percent, int | Decimal) and not 0 <= percent <= 10_000:
        raise OutOfRange("percent of a target", got=percent, expected="0 to 10000")


@frozen(kw_only=True)
class Level:
    """One step of an escalation: when on the target's own clock, and when it is delivered.

    Attributes:
        name: its key within the target.
        percent: it is reached when so much of the allowed time has counted, or
        offset: when so much time has counted beyond due; negative is before due.
        desk: a calendar at whose next opening it is delivered; None delivers it at once.
        to: who is told, as the host names people and teams.

    Raises:
        InvalidValue: unless exactly one of percent and offset is given.
        OutOfRange: for a percentage over 10000, or an offset of more than 300 years.
    """

    name: str = field(validator=is_key())
    percent: int | Decimal | None = field(default=None, validator=_check_percent)
    offset: timedelta | None = field(default=None, validator=is_a(timedelta, optional=True))
    desk: BusinessCalendar | CombinedCalendar | None = field(
        default=None, validator=is_a(BusinessCalendar, CombinedCalendar, optional=True)
    )
    to: str = field(default="", validator=is_a(str))

    def __attrs_post_init__(self) -> None:
        if (self.percent is None) is (self.offset is None):
            raise InvalidValue(
                "a level is reached at a percentage or at an offset",
                got=(self.percent, self.offset),
                expected="one of the two",
                where=f"Level {self.name}",
            )
        if self.offset is not None and abs(self.offset) > LONGEST:
            raise OutOfRange("too long", got=self.offset, expected=str(LONGEST))


@frozen(kw_only=True)
class Target:
    """What is promised: a metric within a time, on a clock, where a condition holds.

    Attributes:
        name: its key within the policy; the metric's name if it is left out.
        text: its words for explanations; None: those of its metric or its key.
        metric: the name of the metric that it bounds.
        within: the most that may count (a range's upper bound commits), or business days, or
            the name of the fact that holds a promised instant.
        clock: whose time counts: a calendar's opening hours or `ELAPSED`.
        when: the condition under which it applies.
        warn_after: a range's lower bound: past it the clock is warned, not breached (C3).
        levels: its escalation levels.
        clauses: the sentences that it rests on, each with how binding it is.

    Raises:
        InvalidValue: for a negative time, a warning that does not come before the commitment,
            business days on elapsed time, a promised instant on a calendar, or two levels of
            one name.
        OutOfRange: for more than 300 years.
    """

    metric: str = field(validator=is_key())
    within: timedelta | BusinessDays | Promised = field(
        validator=is_a(timedelta, BusinessDays, Promised)
    )
    clock: BusinessCalendar | CombinedCalendar | ElapsedTime = field(
        default=ELAPSED, validator=is_a(BusinessCalendar, CombinedCalendar, ElapsedTime)
    )
    when: Condition = field(default=ALWAYS, validator=is_a(Is, Between, Not, All, AnyOf))
    name: str = field(validator=is_key())
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))
    warn_after: timedelta | None = field(default=None, validator=is_a(timedelta, optional=True))
    levels: tuple[Level, ...] = field(default=(), converter=several, validator=are(Level))
    clauses: tuple[Clause, ...] = field(default=(), converter=several, validator=are(Clause))

    @name.default
    def _metric_name(self) -> str:
        return self.metric

    def __attrs_post_init__(self) -> None:
        where = f"Target {self.name}"
        if isinstance(self.within, timedelta) and self.within < ZERO:
            raise InvalidValue("a negative time", got=self.within, where=where)
        if isinstance(self.within, timedelta) and self.within > LONGEST:
            raise OutOfRange("too long", got=self.within, expected=str(LONGEST), where=where)
        if isinstance(self.within, BusinessDays) and isinstance(self.clock, ElapsedTime):
            raise InvalidValue("business days need a calendar", got=self.clock, where=where)
        if isinstance(self.within, Promised) and not isinstance(self.clock, ElapsedTime):
            raise InvalidValue(
                "a promised instant runs on elapsed time", got=self.clock, where=where
            )
        self._check_warning(where)
        names = [level.name for level in self.levels]
        if len(set(names)) != len(names):
            raise InvalidValue("two levels of one name", got=names, where=where)

    def _check_warning(self, where: str) -> None:
        if self.warn_after is None:
            return
        too_late = isinstance(self.within, timedelta) and self.warn_after >= self.within
        if self.warn_after < ZERO or too_late:
            raise InvalidValue(
                "a warning comes after the start and before the commitment",
                got=self.warn_after,
                expected=f"less than {self.within}",
                where=where,
            )
