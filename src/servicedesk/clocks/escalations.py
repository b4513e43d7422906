"""The levels that a clock reaches, and when each is delivered."""

from datetime import datetime, timedelta
from fractions import Fraction

from attrs import field, frozen

from servicedesk.clocks.targets import Level
from servicedesk.errors import Unreachable
from servicedesk.spans import to_utc

_MICRO = timedelta(microseconds=1)


@frozen(kw_only=True)
class Escalation:
    """A level that a clock has reached.

    Attributes:
        target: the name of the target.
        cycle: the clock's cycle.
        level: the name of the level.
        reached: when the clock reached it.
        deliver_at: when it is delivered: then, or when its desk next opens.
        to: who is told.
    """

    target: str
    cycle: int
    level: str
    reached: datetime = field(eq=to_utc)
    deliver_at: datetime = field(eq=to_utc)
    to: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        """The same however often it is recomputed: deliver each key once."""
        return self.target, self.cycle, self.level


def threshold(level: Level, allowed: timedelta) -> timedelta:
    """How much has counted when the level is reached; below zero for an offset before the start."""
    if level.offset is not None:
        return allowed + level.offset
    share = Fraction(level.percent or 0) / 100
    return int(share * (allowed // _MICRO)) * _MICRO


def delivery(level: Level, reached: datetime) -> datetime | None:
    """When it is delivered; None if its desk never opens again."""
    if level.desk is None:
        return reached
    try:
        return level.desk.next_open(reached)
    except Unreachable:
        return None
