"""Every zone of the tz database: the engine against the walk around its clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.spans import to_utc
from servicedesk.testing import oracles
from servicedesk.testing.oracles import PlainCalendar

NAMES = sorted(available_timezones() - {"localtime", "Factory", "posixrules"})
SAMPLE = NAMES[::25]
WINDOWS = [["23:30", "00:50"], ["01:10", "02:20"], ["02:40", "03:30"], ["22:15", "23:00"]]
WEEK = dict.fromkeys(oracles.DAYS, WINDOWS)
STEP = timedelta(days=19)
FIRST, LAST = datetime(1900, 2, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)


def clock_changes(name):
    """Instants at which the zone's offset changes, found by bisection of a coarse scan."""
    zone = ZoneInfo(name)

    def offset(at):
        return at.astimezone(zone).utcoffset()

    found = []
    at, before = FIRST, offset(FIRST)
    while at < LAST:
        after = offset(at + STEP)
        if after != before:
            low, high = at, at + STEP
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
                low, high = (middle, high) if offset(middle) == before else (low, middle)
            found.append(high)
        at, before = at + STEP, after
    return found


def chosen(changes, count=4):
    """The first, the last, and some between."""
    return sorted({changes[i * (len(changes) - 1) // (count - 1)] for i in range(count)})


def check(name):
    calendar = BusinessCalendar(timezone=name, week=WEEK)
    plain = PlainCalendar(timezone=name, week=WEEK)
    changes = clock_changes(name) or [datetime(2024, 3, 31, tzinfo=UTC)]
    for change in chosen(changes):
        start, end = change - timedelta(hours=30), change + timedelta(hours=30)
        told = oracles.spans(plain, start, end)
        spans = calendar.spans(start, end)
        assert [(to_utc(span.start), to_utc(span.end)) for span in spans] == told
        assert calendar.elapsed(start, end) == sum((b - a for a, b in told), timedelta(0))
        first, last = told[0][0], told[-1][1]
        assert calendar.add(first, spans.total) == last
        assert calendar.subtract(last, spans.total) == first


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_zones(name):
    check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in NAMES if name not in SAMPLE])
def test_every_other_zone(name):
    check(name)
