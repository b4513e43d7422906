"""What the type checker refuses; an ignore that is not needed is an error itself (`--strict`)."""

from datetime import date

from servicedesk import BusinessCalendar, Event, Money, Period, Severity, Span, assess, explain, fee
from servicedesk import nonsense as nothing  # type: ignore[attr-defined]
from servicedesk.classify import classify
from servicedesk.codec import structure

amount = Money(12.5, "CNY")  # type: ignore[arg-type]
amount.minor = 3  # type: ignore[misc]
event = Event(at=date(2026, 1, 1), type="created")  # type: ignore[arg-type]
event.kind  # type: ignore[attr-defined]
Span(event.at)  # type: ignore[call-arg]
Period("2026-01-01", "2026-02-01")  # type: ignore[arg-type]
BusinessCalendar(week="Mon 09:00-17:00")  # type: ignore[call-arg]
Severity.TERRIBLE  # type: ignore[attr-defined]
assess(None, [], at=event.at)  # type: ignore[arg-type]
fee("c1", [], Period(date(2026, 1, 1), date(2026, 2, 1)))  # type: ignore[arg-type]
explain([], lang="fr")  # type: ignore[arg-type]
structure({}, BusinessCalendar).tz  # type: ignore[attr-defined]
Money(1, "CNY") + 1  # type: ignore[operator]
classify(7)  # type: ignore[arg-type]
