"""Calendars of other products and iCalendar, both ways.

Every conversion gives a `Carried`: the value in its new form, and a reason for each thing that
could not be carried. What the other form has no way to say at all is refused (`NotCarried`).
"""

from servicedesk.interchange.carried import Carried, Closure, NotCarried
from servicedesk.interchange.ical import (
    calendar_from_ical,
    calendar_to_ical,
    closures,
    closures_from_ical,
    closures_to_ical,
)
from servicedesk.interchange.odoo import from_odoo, to_odoo
from servicedesk.interchange.zendesk import from_zendesk, to_zendesk

__all__ = [
    "Carried",
    "Closure",
    "NotCarried",
    "calendar_from_ical",
    "calendar_to_ical",
    "closures",
    "closures_from_ical",
    "closures_to_ical",
    "from_odoo",
    "from_zendesk",
    "to_odoo",
    "to_zendesk",
]
