"""The open time of a year that nobody looks into is the one that its table would give."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import Unreachable
from servicedesk.spans import SpanSet
from servicedesk.testing.strategies import nasty

from .profile import examples

EVERY_FIVE_MINUTES = [
    [f"{minute // 60:02}:{minute % 60:02}", f"{minute // 60:02}:{minute % 60 + 2:02}"]
    for minute in range(0, 1440, 5)
]
WEEKDAYS = "mon tue wed thu fri sat sun".split()


def start_of(year):
    return datetime(year, 1, 1, tzinfo=UTC)


MAKE = [lambda a, b: a, lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a - b]


@given(nasty.troubled_calendars(), nasty.troubled_calendars(), st.sampled_from(MAKE))
@examples(60)
def test_a_total_is_the_sum_of_the_year(one, other, make):
    """A fresh calendar is asked across years that it never builds, then for each of them."""
    (document, near), (second, _) = one, other
    year = min(max(near.year, 1902), 2196)

    def fresh():
        return make(BusinessCalendar(**document), BusinessCalendar(**second))

    across = fresh().elapsed(start_of(year - 2), start_of(year + 3))
    built = fresh()
    by_year = [built.spans(start_of(y), start_of(y + 1)) for y in range(year - 2, year + 3)]
    assert across == sum((spans.total for spans in by_year), timedelta(0))


@pytest.mark.parametrize("timezone", ["UTC", "Europe/Berlin", "Pacific/Apia"])
@pytest.mark.parametrize("repeated", ["twice", "once"])
def test_the_fullest_calendar_over_a_century(timezone, repeated):
    """288 windows a day: a total costs what a year's dates cost, not what its windows do."""
    calendar = BusinessCalendar(
        timezone, dict.fromkeys(WEEKDAYS, EVERY_FIVE_MINUTES), repeated=repeated
    )
    century = calendar.elapsed(start_of(1950), start_of(2050))
    minutes = (start_of(2050) - start_of(1950)) // timedelta(minutes=5) * 2
    assert abs(century - timedelta(minutes=minutes)) < timedelta(days=2)


def test_two_desks_that_never_meet():
    left, right = (BusinessCalendar("UTC", f"Mon-Fri {h}") for h in ("09:00-10:00", "20:00-21:00"))
    year = start_of(2026), start_of(2027)
    assert (left & right).spans(*year) == SpanSet()
    assert (left - right).elapsed(*year) == left.elapsed(*year)
    assert (left | right).elapsed(*year) == left.elapsed(*year) + right.elapsed(*year)
    assert (left - left).spans(*year) == SpanSet()


def test_two_full_desks_that_never_meet_say_so_soon():
    """Each of 288 windows a day lies in a gap of the other's: 18 million windows to look at."""
    gaps = [
        [f"{minute // 60:02}:{minute % 60 + 2:02}", f"{minute // 60:02}:{minute % 60 + 4:02}"]
        for minute in range(0, 1440, 5)
    ]
    one = BusinessCalendar("Europe/Berlin", dict.fromkeys(WEEKDAYS, EVERY_FIVE_MINUTES))
    other = BusinessCalendar("Asia/Shanghai", dict.fromkeys(WEEKDAYS, gaps))
    with pytest.raises(Unreachable, match="never opens again"):
        (one & other).next_open(start_of(2026))
