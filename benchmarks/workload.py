"""The workload W: a Chinese desk with lunch and make-up days, and questions about it.

Holidays and make-up days come from the holidays package; all contestants get the same ones. The
questions come from a fixed seed, as instants in the desk's own zone.
"""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

NAME = "Asia/Shanghai"
ZONE = ZoneInfo(NAME)
MORNING = ("08:30", "12:00")
AFTERNOON = ("13:00", "17:30")
FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)

DEFINITION = {
    "timezone": NAME,
    "week": {day: [list(MORNING), list(AFTERNOON)] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": {"country": "CN"},
}

_CHINA = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
MAKE_UP_DAYS = sorted(day for day in _CHINA.weekend_workdays if FIRST <= day <= LAST)
HOLIDAYS = sorted(day for day in _CHINA if day not in set(MAKE_UP_DAYS))
ALL_DATES = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
CLOSED_DATES = sorted(
    {day for day in ALL_DATES if day.weekday() >= 5 and day not in set(MAKE_UP_DAYS)}
    | set(HOLIDAYS)
)
"""For peers that know no make-up days: a week of seven days, less each closed date."""

LENGTHS = {
    "minute": (timedelta(minutes=1), timedelta(minutes=2)),
    "< 1 d": (timedelta(minutes=2), timedelta(days=1)),
    "1-14 d": (timedelta(days=1), timedelta(days=14)),
    "1 y": (timedelta(days=364), timedelta(days=366)),
}


def _instant(rng: random.Random) -> datetime:
    # 2024 and 2025, so that a year's span stays inside the announced make-up days
    seconds = rng.randrange(int(timedelta(days=730).total_seconds()))
    return (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(ZONE)


def pairs(length: str, count: int) -> list[tuple[datetime, datetime]]:
    """Start and end of *count* spans, in the desk's own zone."""
    rng = random.Random(f"pairs {length}")
    low, high = LENGTHS[length]
    found = []
    for _ in range(count):
        start = _instant(rng)
        seconds = rng.randint(int(low.total_seconds()), int(high.total_seconds()))
        end = (start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(ZONE)
        found.append((start, end))
    return found


def deadlines(count: int) -> list[tuple[datetime, timedelta]]:
    """Start and duration (1 to 200 whole hours) of *count* targets."""
    rng = random.Random("deadlines")
    return [(_instant(rng), timedelta(hours=rng.randint(1, 200))) for _ in range(count)]


def moments(count: int) -> list[datetime]:
    """*count* instants."""
    rng = random.Random("moments")
    return [_instant(rng) for _ in range(count)]


def tickets(count: int) -> list[tuple[list[tuple[datetime, datetime]], timedelta]]:
    """Four running spans between three pauses, and a target: composed of 4 elapsed and 1 add."""
    rng = random.Random("tickets")
    found = []
    for _ in range(count):
        start = _instant(rng).astimezone(UTC)
        cuts = sorted(rng.randrange(1, 14 * 86400) for _ in range(7))
        edges = [start, *(start + timedelta(seconds=cut) for cut in cuts)]
        local = [edge.astimezone(ZONE) for edge in edges]
        running = [run for index, run in enumerate(pairwise(local)) if index % 2 == 0]
        found.append((running, timedelta(hours=rng.randint(1, 200))))
    return found
