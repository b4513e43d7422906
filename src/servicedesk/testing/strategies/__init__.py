"""Hypothesis strategies: what a desk really meets by default, what breaks software by name.

The plain names (`calendar_documents`, `event_logs`, `contracts`) draw ordinary office life. Those
that begin with `nasty_` draw what is legal but rare: windows across midnight or one second long,
edges inside a clock change, zones whose history is a museum, logs out of order.

Where Hypothesis is installed beside this package, `st.from_type(BusinessCalendar)` and type hints
under `@given(...)` find these strategies without an import.
"""

from servicedesk.testing.strategies.business_time import (
    CLOCK_CHANGES,
    NASTY_HOURS,
    NASTY_WINDOWS,
    OFFICE_HOURS,
    OFFICE_ZONES,
    business_calendars,
    calendar_documents,
    durations,
    instants,
    nasty_calendar_documents,
    nasty_durations,
    nasty_instants,
    plain_calendar,
    span_sets,
    spans,
    troubled_calendars,
    tzinfos,
)
from servicedesk.testing.strategies.service import (
    contracts,
    event_logs,
    events,
    incident_facts,
    money,
    nasty_event_logs,
    periods,
    policies,
    quotas,
    requests,
)

__all__ = [
    "CLOCK_CHANGES",
    "NASTY_HOURS",
    "NASTY_WINDOWS",
    "OFFICE_HOURS",
    "OFFICE_ZONES",
    "business_calendars",
    "calendar_documents",
    "contracts",
    "durations",
    "event_logs",
    "events",
    "incident_facts",
    "instants",
    "money",
    "nasty_calendar_documents",
    "nasty_durations",
    "nasty_event_logs",
    "nasty_instants",
    "periods",
    "plain_calendar",
    "policies",
    "quotas",
    "requests",
    "span_sets",
    "spans",
    "troubled_calendars",
    "tzinfos",
]
