"""Arithmetic in business days: civil dates on which the desk opens."""

from bisect import bisect_left
from datetime import date, datetime, timedelta

from pendulum import DateTime

from servicedesk.calendars.timeline import FIRST_YEAR, LAST_YEAR, SUPPORTED, Timeline
from servicedesk.errors import OutOfRange, check_type
from servicedesk.reasons import Term


class DayRule(Term):
    """When on its last day a number of business days has passed."""

    SAME_TIME = "same_time", "at the same time of day", "同一时刻", "同一時刻"
    CLOSE = "close", "at close of day", "营业结束时", "營業結束時"


class ClosedStart(Term):
    """From which day business days are counted when they start while the desk is closed."""

    NEXT_OPEN = "next_open", "as if at the next opening", "视同下次开始营业时", "視同下次開始營業時"
    SAME_DATE = "same_date", "from its own date", "从当日起算", "從當日起算"


def add_days(
    timeline: Timeline, start: datetime, days: int, rule: DayRule, closed_start: ClosedStart
) -> DateTime:
    """See `Questions.add_business_days`."""
    check_type(days, int, where="days")
    if days < 0:
        raise OutOfRange("negative business days", got=days, expected="0 or more", where="days")
    timeline.locate(start, "start")
    if closed_start is ClosedStart.NEXT_OPEN:
        begin = timeline.next_open(start)
    else:
        begin = timeline.here(start)
    landed = _count(timeline, date.toordinal(begin), days)
    if rule is DayRule.CLOSE:
        closes = timeline.source.close_of(landed)
        if closes is not None:
            return timeline.local(timedelta(0, closes))
    moved = datetime.combine(date.fromordinal(landed), begin.time(), tzinfo=timeline.zone)
    # a reading that the clock skips is taken by the offset before the change, so later
    return timeline.here(moved)


def _count(timeline: Timeline, ordinal: int, days: int) -> int:
    """The ordinal of the business day that lies *days* after a date, or for 0 from it on."""
    year = date.fromordinal(ordinal).year
    last = min(timeline.source.opening_years()[1], LAST_YEAR)
    left = days
    after = ordinal if days == 0 else ordinal + 1
    while year <= last:
        dates = timeline.open_dates(year)
        index = bisect_left(dates, after) + max(left - 1, 0)
        if index < len(dates):
            return dates[index]
        left -= len(dates) - bisect_left(dates, after)
        year += 1
    raise timeline.beyond(LAST_YEAR, "add_business_days")


def business_dates(timeline: Timeline, first: date, last: date) -> tuple[date, ...]:
    """See `Questions.business_dates`."""
    for day, where in ((first, "first"), (last, "last")):
        check_type(day, date, where=where)
        if not FIRST_YEAR <= day.year <= LAST_YEAR + 1:
            raise OutOfRange("date out of range", got=str(day), expected=SUPPORTED, where=where)
    dates = (
        date.fromordinal(ordinal)
        for year in range(first.year, min(last.year, LAST_YEAR) + 1)
        for ordinal in timeline.open_dates(year)
    )
    return tuple(day for day in dates if first <= day < last)
