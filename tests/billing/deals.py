"""Small contracts and work to bill."""

from datetime import UTC, date, datetime, time, timedelta

from servicedesk.agreements import Contract
from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import Covered
from servicedesk.entitlements import (
    AtCost,
    Chargeable,
    Entitlement,
    Expense,
    ExpensesOnly,
    Free,
    Included,
    Payment,
    Request,
    ServiceItem,
    Work,
)
from servicedesk.incidents import Period
from servicedesk.money import Money, UnitPrice
from servicedesk.reasons import Text, clauses
from servicedesk.spans import Span
from servicedesk.tariffs import BillingTerms, PerIncident, Price, PriceList

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
ITEMS = ("on_site", "consulting", "media", "customising", "training")


def cny(amount):
    return Money.of(amount, "CNY")


def unit(amount, currency="CNY"):
    return UnitPrice(amount, currency)


def contract(plan=None, *, term=YEAR, currency="CNY", **more):
    items = tuple(ServiceItem(key=key, name=Text(key, key, key)) for key in ITEMS)
    return Contract(
        id="K1", currency=currency, timezone="UTC", term=term, tier="annual", fee_plan=plan,
        items=items,
        entitlements=(Entitlement(item="consulting", payment=Payment.FREE),),
        **more,
    )  # fmt: skip


def price_list(*tariffs, currency="CNY", item="on_site"):
    return PriceList(currency, tuple(Price(item=item, tariff=tariff) for tariff in tariffs))


def per_incident(*tariffs, currency="CNY", **terms):
    prices = price_list(*tariffs, currency=currency)
    return PerIncident(prices=prices, terms=BillingTerms(**terms))


def noon(day):
    return datetime.combine(day, time(12), UTC)


DESK = BusinessCalendar(timezone="UTC", week="Mon-Fri 08:00-17:00")


CHARGED = Chargeable(clauses=clauses("R87"))
ANSWERS = {
    "charged": CHARGED,
    "free": Free(clauses=clauses("R109")),
    "included": Included(),
    "at_cost": AtCost(clauses=clauses("R112")),
    "expenses": ExpensesOnly(clauses=clauses("R115")),
}


def done(name, day, coverage=CHARGED, *, item="on_site", expenses=(), facts=None, hour=12, **more):
    """Work of one request, with its coverage; with *minutes* its span is known."""
    at = datetime.combine(day, time(hour), UTC)
    request = Request(id=f"q-{name}", item=item, at=at, facts=facts or {})
    spent = tuple(Expense(cost, amount) for cost, amount in expenses)
    minutes = more.pop("minutes", None)
    if minutes:
        more["spans"] = (Span(at, at + timedelta(minutes=minutes)),)
    work = Work(id=name, request=request.id, item=item, at=at, expenses=spent, **more)
    return Covered(request, work, coverage)


def hours(number):
    return timedelta(hours=1) * number
