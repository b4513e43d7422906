"""Business time: when a desk is open, and how long that is."""

from servicedesk.calendars.business import BusinessCalendar, Calendar, CombinedCalendar
from servicedesk.calendars.days import ClosedStart, DayRule
from servicedesk.calendars.explanation import Explanation, Stretch
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
