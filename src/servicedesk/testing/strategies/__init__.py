"""Hypothesis strategies: what a desk really meets by default, what breaks software on request.

The plain names (`policies`, `event_logs`, `contracts`) draw ordinary office life. The same names in
`servicedesk.testing.strategies.nasty` draw what is legal but rare: windows across midnight or one
second long, edges inside a clock change, zones whose history is a museum, logs out of order, prices
of nothing. `of(kind)` draws any public class, and `nasty.of(kind)` rare ones of it.

Where Hypothesis is installed beside this package, `st.from_type(BusinessCalendar)` and type hints
under `@given(...)` find the plain strategies without an import.
"""

from servicedesk.testing.needs import need_hypothesis

need_hypothesis(__name__)

from servicedesk.testing.strategies import nasty  # noqa: E402 - after the clear error
from servicedesk.testing.strategies.business_time import (  # noqa: E402
    OFFICE_HOURS,
    OFFICE_ZONES,
    business_calendars,
    calendar_documents,
    durations,
    instants,
    plain_calendar,
    span_sets,
    spans,
    tzinfos,
)
from servicedesk.testing.strategies.fitting import (  # noqa: E402
    facts_for,
    logs_for,
    requests_for,
    works_for,
    works_with_requests,
)
from servicedesk.testing.strategies.kinds import of  # noqa: E402
from servicedesk.testing.strategies.outcomes import (  # noqa: E402
    COMPLAINT_POLICY,
    any_answers,
    any_clocks,
    assessments,
    clocks,
    complaints,
    covered,
    statements,
    usages,
)
from servicedesk.testing.strategies.service import (  # noqa: E402
    contracts,
    event_logs,
    events,
    fee_plans,
    incident_facts,
    money,
    periods,
    policies,
    quotas,
)

__all__ = [
    "COMPLAINT_POLICY",
    "OFFICE_HOURS",
    "OFFICE_ZONES",
    "any_answers",
    "any_clocks",
    "assessments",
    "business_calendars",
    "calendar_documents",
    "clocks",
    "complaints",
    "contracts",
    "covered",
    "durations",
    "event_logs",
    "events",
    "facts_for",
    "fee_plans",
    "incident_facts",
    "instants",
    "logs_for",
    "money",
    "nasty",
    "of",
    "periods",
    "plain_calendar",
    "policies",
    "quotas",
    "requests_for",
    "span_sets",
    "spans",
    "statements",
    "tzinfos",
    "usages",
    "works_for",
    "works_with_requests",
]
