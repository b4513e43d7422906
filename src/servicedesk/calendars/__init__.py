"""Business time: when a desk is open, and how long that is."""

from typing import TYPE_CHECKING, Any

from servicedesk.calendars.business import BusinessCalendar, Calendar, CombinedCalendar
from servicedesk.calendars.days import ClosedStart, DayRule
from servicedesk.calendars.holidays import (
    Amendment,
    DayOff,
    Holidays,
    Notice,
    WorkingDay,
    YearNotice,
)
from servicedesk.calendars.rules import How, Repeated, SpecialDay
from servicedesk.calendars.weekly import (
    AlternatingWeeks,
    Hours,
    Season,
    SeasonalWeeks,
    Week,
    WeekPlan,
    Window,
)

if TYPE_CHECKING:
    from servicedesk.calendars.explanation import Explanation, Stretch

__all__ = [
    "AlternatingWeeks",
    "Amendment",
    "BusinessCalendar",
    "Calendar",
    "ClosedStart",
    "CombinedCalendar",
    "DayOff",
    "DayRule",
    "Explanation",
    "Holidays",
    "Hours",
    "How",
    "Notice",
    "Repeated",
    "Season",
    "SeasonalWeeks",
    "SpecialDay",
    "Stretch",
    "Week",
    "WeekPlan",
    "Window",
    "WorkingDay",
    "YearNotice",
]


if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> Any:
        if name not in ("Explanation", "Stretch"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from servicedesk.calendars import explanation  # noqa: PLC0415

        return getattr(explanation, name)
