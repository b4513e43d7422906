"""The contestants, each with its natural input: ours takes aware instants and gives aware ones.

Every adapter is built once; `prepare` turns an aware instant into what that library wants, before
the clock starts (which favours the peers). What a peer can't do is None. Each does its best with
the workload: a library without make-up days gets a seven-day week and a list of closed dates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import business_duration
import businesstimedelta
import numpy as np
import pandas as pd
import pendulum
import pytz
import timegrid
import workload

from servicedesk import BusinessCalendar


def _same(instant: datetime) -> Any:
    return instant


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(workload.ZONE).replace(tzinfo=None)


@dataclass(frozen=True)
class Contestant:
    """One library, bound to the desk of the workload."""

    name: str
    elapsed: Callable[[Any, Any], Any] | None = None
    add: Callable[[Any, Any], Any] | None = None
    is_open: Callable[[Any], Any] | None = None
    prepare: Callable[[datetime], Any] = _same
    slow: bool = False


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def ours() -> list[Contestant]:
    calendar = BusinessCalendar(**workload.DEFINITION)
    return [
        Contestant("servicedesk", calendar.elapsed, calendar.add, calendar.is_open),
        Contestant(
            "servicedesk, pendulum in",
            calendar.elapsed,
            calendar.add,
            calendar.is_open,
            pendulum.instance,
        ),
    ]


def timegrid_calendar() -> timegrid.TimeGridCalendar:
    calendar = timegrid.TimeGridCalendar.create()
    for opens, closes in (workload.MORNING, workload.AFTERNOON):
        calendar.add_weekday_open_rule(_clock(opens), _clock(closes))
    for day in workload.HOLIDAYS:
        calendar.add_holiday(day)
    for day in workload.MAKE_UP_DAYS:
        for opens, closes in (workload.MORNING, workload.AFTERNOON):
            calendar.add_open_window(
                datetime.combine(day, _clock(opens)), datetime.combine(day, _clock(closes))
            )
    return calendar


def timegrid_contestants() -> list[Contestant]:
    calendar = timegrid_calendar()
    timeline = calendar.compile(
        datetime.combine(workload.FIRST, time()), datetime.combine(workload.LAST, time())
    )
    return [
        Contestant(
            "timegrid Timeline",
            timeline.get_working_duration,
            None,
            timeline.can_work,
            _naive,
        ),
        Contestant(
            "timegrid calendar",
            calendar.get_working_duration,
            calendar.add_work_duration,
            calendar.can_work,
            _naive,
        ),
    ]


def businesstimedelta_contestant() -> Contestant:
    zone = pytz.timezone(workload.NAME)
    every_day = list(range(7))
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(
                start_time=_clock(workload.MORNING[0]),
                end_time=_clock(workload.AFTERNOON[1]),
                working_days=every_day,
                tz=zone,
            ),
            businesstimedelta.LunchTimeRule(
                start_time=_clock(workload.MORNING[1]),
                end_time=_clock(workload.AFTERNOON[0]),
                working_days=every_day,
                tz=zone,
            ),
            businesstimedelta.HolidayRule(set(workload.CLOSED_DATES), tz=zone),
        ]
    )

    def add(start: datetime, duration: timedelta) -> datetime:
        seconds = int(duration.total_seconds())
        return start + businesstimedelta.BusinessTimeDelta(rules, seconds=seconds)

    return Contestant(
        "businesstimedelta",
        lambda a, b: rules.difference(a, b).timedelta,
        add,
        prepare=lambda instant: zone.localize(_naive(instant)),
        slow=True,
    )


def business_duration_contestant() -> Contestant:
    opens, closes = _clock(workload.MORNING[0]), _clock(workload.AFTERNOON[1])
    closed = dict.fromkeys(workload.HOLIDAYS, "closed")

    def elapsed(start: pd.Timestamp, end: pd.Timestamp) -> timedelta:
        seconds = business_duration.businessDuration(
            startdate=start,
            enddate=end,
            starttime=opens,
            endtime=closes,
            holidaylist=closed,
            unit="sec",
        )
        return timedelta(seconds=0 if seconds != seconds else seconds)  # noqa: PLR0124 - NaN

    return Contestant(
        "business-duration (no lunch, no make-up)",
        elapsed,
        prepare=lambda instant: pd.Timestamp(_naive(instant)),
        slow=True,
    )


def pandas_contestant() -> Contestant:
    hour = pd.offsets.CustomBusinessHour(
        start=[workload.MORNING[0], workload.AFTERNOON[0]],
        end=[workload.MORNING[1], workload.AFTERNOON[1]],
        weekmask="1111111",
        holidays=[np.datetime64(day) for day in workload.CLOSED_DATES],
    )

    def add(start: pd.Timestamp, duration: timedelta) -> pd.Timestamp:
        return start + hour * (duration // timedelta(hours=1))

    return Contestant(
        "pandas CustomBusinessHour",
        None,
        add,
        hour.is_on_offset,
        lambda instant: pd.Timestamp(_naive(instant)),
        slow=True,
    )


def busday_contestant() -> Contestant:
    calendar = np.busdaycalendar(weekmask="1111111", holidays=workload.CLOSED_DATES)
    windows = [
        (_since_midnight(opens), _since_midnight(closes))
        for opens, closes in (workload.MORNING, workload.AFTERNOON)
    ]
    whole_day = sum(closes - opens for opens, closes in windows)

    def done(moment: datetime) -> int:
        day = moment.date()
        total = int(np.busday_count(workload.FIRST, day, busdaycal=calendar)) * whole_day
        if np.is_busday(day, busdaycal=calendar):
            reading = (moment - datetime.combine(day, time())) // timedelta(microseconds=1)
            for opens, closes in windows:
                total += min(max(reading - opens, 0), closes - opens)
        return total

    return Contestant(
        "numpy busday, by hand",
        lambda a, b: timedelta(microseconds=done(b) - done(a)),
        None,
        None,
        _naive,
        slow=True,
    )


def _since_midnight(text: str) -> int:
    clock = _clock(text)
    return (clock.hour * 3600 + clock.minute * 60) * 1_000_000


def everyone() -> list[Contestant]:
    """All contestants, ours first."""
    return [
        *ours(),
        *timegrid_contestants(),
        businesstimedelta_contestant(),
        business_duration_contestant(),
        pandas_contestant(),
        busday_contestant(),
    ]
