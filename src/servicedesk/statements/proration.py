"""Which part of a fee period some civil dates are.

Every date has an exact position on the axis of fee periods: the k-th period, counted from the
anchor, begins at k. A ratio is the difference of two positions; so the ratio of a whole period
is 1, ratios of adjoining dates add up, and nothing reads today.
"""

from calendar import monthrange
from datetime import date

from servicedesk.errors import OutOfRange
from servicedesk.incidents import Period, months_after
from servicedesk.money import NOUGHT, Ratio
from servicedesk.tariffs import DayCount, Timing


def index_of(anchor: date, months: int, day: date) -> int:
    """Which period of *months* counted from *anchor* the *day* lies in; before it, -1, -2 ..."""
    apart = (day.year - anchor.year) * 12 + day.month - anchor.month
    index = apart // months
    return index if months_after(anchor, index * months) <= day else index - 1


def fee_period(anchor: date, months: int, index: int) -> Period:
    """The *index*-th period of *months* counted from *anchor*, never from the one before."""
    return Period(months_after(anchor, index * months), months_after(anchor, (index + 1) * months))


def position(anchor: date, months: int, day: date, count: DayCount) -> Ratio:
    """Where *day* begins on the axis of fee periods, exact."""
    if count is DayCount.THIRTY_360:
        return Ratio(_days_360(day, anchor.day) - _days_360(anchor, anchor.day), 30 * months)
    length = months if count is DayCount.ACTUAL else 1
    index = index_of(anchor, length, day)
    start = months_after(anchor, index * length)
    if start == day:
        return Ratio(index * length, months)
    days = (day - start).days
    if count is DayCount.MONTHS_30:  # a 31st day is the period's last, so 30 of 30 is its end
        return Ratio(index * 30 + days, 30 * months)
    whole = (months_after(anchor, (index + 1) * length) - start).days
    return Ratio((index * whole + days) * length, whole * months)


def _days_360(day: date, anchor_day: int) -> int:
    # the last of a short month stands where the anchor's day would be
    last = day.day == monthrange(day.year, day.month)[1] and anchor_day > day.day
    number = min(anchor_day if last else day.day, 30)
    return day.year * 360 + day.month * 30 + number


def ratio_of(
    anchor: date, months: int, start: date, end: date, count: DayCount = DayCount.ACTUAL
) -> Ratio:
    """How many fee periods lie in the civil dates from *start* up to, not including, *end*.

    Args:
        anchor: the date from which periods of *months* are counted.
        months: length of a fee period.
        start: the first date.
        end: the date after the last; not before *start*.
        count: how a part of a period is counted.

    Raises:
        OutOfRange: if *end* is before *start*, or a period leaves the calendar.
    """
    if end < start:
        raise OutOfRange("dates that run backwards", got=(str(start), str(end)))
    if start == end:
        return NOUGHT
    return position(anchor, months, end, count) - position(anchor, months, start, count)


def billed_to(anchor: date, months: int, term: Period, day: date, timing: Timing) -> date:
    """Up to which date fees are billed when all before *day* is, inside *term*."""
    inside = min(max(day, term.start), term.end)
    if timing is Timing.ACCRUED or inside == term.start:
        return inside
    # in advance, the whole period in which the last billed day lies
    index = index_of(anchor, months, inside)
    start = months_after(anchor, index * months)
    reached = inside if start == inside else months_after(anchor, (index + 1) * months)
    return min(reached, term.end)
