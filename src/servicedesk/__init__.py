"""servicedesk: after-sales service by the book, computed exactly and explained.

The names that hosts use most are here. Each is loaded from its module when it is first asked for,
so a host pays only for what it uses; the rest is imported from the modules themselves.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servicedesk.billing import Statement as Statement
    from servicedesk.billing import fee as fee
    from servicedesk.calendars import BusinessCalendar as BusinessCalendar
    from servicedesk.calendars import CombinedCalendar as CombinedCalendar
    from servicedesk.classify import Classified as Classified
    from servicedesk.classify import Unclassified as Unclassified
    from servicedesk.contracts import Contract as Contract
    from servicedesk.contracts import Request as Request
    from servicedesk.contracts import Usage as Usage
    from servicedesk.contracts import Work as Work
    from servicedesk.contracts import cover as cover
    from servicedesk.contracts import coverage as coverage
    from servicedesk.errors import ServiceDeskError as ServiceDeskError
    from servicedesk.errors import Undecided as Undecided
    from servicedesk.errors import Unreachable as Unreachable
    from servicedesk.incidents import Cause as Cause
    from servicedesk.incidents import Channel as Channel
    from servicedesk.incidents import Event as Event
    from servicedesk.incidents import IncidentFacts as IncidentFacts
    from servicedesk.incidents import Locality as Locality
    from servicedesk.incidents import Period as Period
    from servicedesk.incidents import Severity as Severity
    from servicedesk.incidents import Tier as Tier
    from servicedesk.money import Money as Money
    from servicedesk.money import Ratio as Ratio
    from servicedesk.money import Rounding as Rounding
    from servicedesk.money import UnitPrice as UnitPrice
    from servicedesk.reasons import UNDECIDED as UNDECIDED
    from servicedesk.reasons import Binding as Binding
    from servicedesk.reasons import Clause as Clause
    from servicedesk.reasons import Reason as Reason
    from servicedesk.reasons import explain as explain
    from servicedesk.sla import ELAPSED as ELAPSED
    from servicedesk.sla import Breached as Breached
    from servicedesk.sla import Cancelled as Cancelled
    from servicedesk.sla import Met as Met
    from servicedesk.sla import Metric as Metric
    from servicedesk.sla import Paused as Paused
    from servicedesk.sla import Pending as Pending
    from servicedesk.sla import Policy as Policy
    from servicedesk.sla import Running as Running
    from servicedesk.sla import Target as Target
    from servicedesk.sla import assess as assess
    from servicedesk.spans import Span as Span
    from servicedesk.spans import SpanSet as SpanSet

_NAMES = {
    "billing": "Statement fee",
    "calendars": "BusinessCalendar CombinedCalendar",
    "classify": "Classified Unclassified",
    "contracts": "Contract Request Usage Work cover coverage",
    "errors": "ServiceDeskError Undecided Unreachable",
    "incidents": "Cause Channel Event IncidentFacts Locality Period Severity Tier",
    "money": "Money Ratio Rounding UnitPrice",
    "reasons": "UNDECIDED Binding Clause Reason explain",
    "sla": "ELAPSED Breached Cancelled Met Metric Paused Pending Policy Running Target assess",
    "spans": "Span SpanSet",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - type checkers read the imports above


if not TYPE_CHECKING:  # a type checker that saw it would believe in any name

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
