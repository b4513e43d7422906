"""What Hypothesis loads by itself (entry point group `hypothesis`), so that it knows our types."""

from importlib import import_module
from typing import Any


def register() -> None:
    """Tell Hypothesis how to draw the public values; called by it, once, when it is imported."""
    from hypothesis.strategies import deferred, register_type_strategy  # noqa: PLC0415 - loading

    from servicedesk.calendars import BusinessCalendar  # noqa: PLC0415
    from servicedesk.contracts import Contract  # noqa: PLC0415
    from servicedesk.incidents import Event, IncidentFacts, Period  # noqa: PLC0415
    from servicedesk.money import Money  # noqa: PLC0415
    from servicedesk.sla import Policy  # noqa: PLC0415
    from servicedesk.spans import Span, SpanSet  # noqa: PLC0415

    names: dict[type, str] = {
        Span: "spans",
        SpanSet: "span_sets",
        BusinessCalendar: "business_calendars",
        IncidentFacts: "incident_facts",
        Event: "events",
        Period: "periods",
        Money: "money",
        Policy: "policies",
        Contract: "contracts",
    }

    def lazily(name: str) -> Any:
        def draw() -> Any:
            # when first drawn: the strategies may be what is importing Hypothesis at this moment
            return getattr(import_module("servicedesk.testing.strategies"), name)()

        return deferred(draw)

    for kind, name in names.items():
        register_type_strategy(kind, lazily(name))
