"""What is legal but rare, under the names that `servicedesk.testing.strategies` uses.

`nasty.policies()` draws where `policies()` would draw an ordinary desk. `nasty.of(kind)` is for
any class of the library, `nasty.moments()` for instants.
"""

from servicedesk.testing.strategies.nasty.business_time import (
    CLOCK_CHANGES,
    HOURS,
    WINDOWS,
    business_calendars,
    calendar_documents,
    calendars,
    durations,
    instants,
    moments,
    periods,
    troubled_calendars,
)
from servicedesk.testing.strategies.nasty.kinds import of
from servicedesk.testing.strategies.nasty.service import (
    contracts,
    event_logs,
    incident_facts,
    metrics,
    money,
    policies,
    targets,
    usages,
)

__all__ = [
    "CLOCK_CHANGES",
    "HOURS",
    "WINDOWS",
    "business_calendars",
    "calendar_documents",
    "calendars",
    "contracts",
    "durations",
    "event_logs",
    "incident_facts",
    "instants",
    "metrics",
    "moments",
    "money",
    "of",
    "periods",
    "policies",
    "targets",
    "troubled_calendars",
    "usages",
]
