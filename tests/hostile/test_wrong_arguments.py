"""Every public verb, each argument in turn replaced by what it is not: refused in our own words.

A single value where several are wanted, a number, text, nothing: what has a meaning may be taken,
the rest raises a `ServiceDeskError`, never an error of Python's from deep inside.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from servicedesk import billing, contracts, reasons, reporting, sla, worklist
from servicedesk.billing import CreditWish, Demand, ExchangeRate, Offer, Reached, Sample, Typical
from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import (
    NOTHING_USED,
    Entitlement,
    Lot,
    Measure,
    Payment,
    Quota,
    Request,
    ServiceItem,
    Use,
    Work,
)
from servicedesk.errors import ServiceDeskError
from servicedesk.incidents import Cause, Event, Period
from servicedesk.money import HALF_UP, Money
from servicedesk.reasons import Text
from servicedesk.sla import FIRST_RESPONSE, RESOLUTION, Policy, Target
from servicedesk.tariffs import (
    Annual,
    BillingTerms,
    CreditTerms,
    Flat,
    Pack,
    PerIncident,
    Price,
    PriceList,
    TaxRate,
)

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def cny(amount):
    return Money.of(amount, "CNY")


def text(words):
    return Text(words, words, words)


PRICES = PriceList("CNY", (Price(item="visit", tariff=Flat(cny("100"))),))
TERMS = BillingTerms(taxes=(TaxRate(rate="6%"),))
PLAN = Annual(fee=cny("1200"), prices=PRICES, terms=TERMS)
SINGLE = PerIncident(
    prices=PRICES, terms=TERMS, packs=(Pack(key="ten", incidents=10, price=cny("900")),)
)
VISITS = Quota(
    key="visits",
    measure=Measure.REQUESTS,
    lots=(Lot(key="year", granted=1, start=YEAR.start, end=YEAR.end),),
)
CONTRACT = contracts.Contract(
    id="K1",
    currency="CNY",
    timezone="UTC",
    term=YEAR,
    tier="basic",
    fee_plan=PLAN,
    items=(ServiceItem(key="visit", name=text("visit")),),
    entitlements=(Entitlement(item="visit", payment=Payment.CHARGEABLE),),
    quotas=(VISITS,),
)
OTHER = contracts.Contract(
    id="K1",
    currency="CNY",
    timezone="UTC",
    term=YEAR,
    tier="basic",
    fee_plan=Annual(fee=cny("2400"), prices=PRICES, terms=TERMS),
    items=CONTRACT.items,
    entitlements=CONTRACT.entitlements,
)
REQUEST = Request(id="Q1", item="visit", at=NOON)
WORK = Work(id="W1", request="Q1", item="visit", at=NOON, visits=1, cause=Cause.HARDWARE)
COVERED, USED = contracts.cover(CONTRACT, [REQUEST], [WORK])
BILL = billing.fee(CONTRACT, COVERED, YEAR)
NOTE = billing.credit_note(BILL, [CreditWish(BILL.lines[0].key, cny("10"))], id="N1", on=DAY)
USE = Use(id="u", amount=1, on=DAY)
OFFER = Offer(key="year", name=text("year"), plan=PLAN)
TYPICAL = Typical(item="visit")

OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
POLICY = Policy(
    name="p",
    metrics=(FIRST_RESPONSE, RESOLUTION),
    targets=(
        Target(metric="first_response", within=timedelta(hours=1), clock=OFFICE),
        Target(metric="resolution", within=timedelta(hours=8), clock=OFFICE),
    ),
)
CREATED = Event(at=NOON, type="created")
FIRST = sla.assess(POLICY, [CREATED], at=NOON)
LATER = sla.assess(POLICY, [CREATED], at=NOON + timedelta(hours=3))
TICKET = worklist.Ticket(id="T-1", policy=POLICY, events=(CREATED,))
CASE = reporting.Case(request=REQUEST, cause=Cause.HARDWARE, assessment=FIRST)
FACTS = reporting.YearFacts(cases=(CASE,))
INVOICE = billing.invoice_of(BILL)

VERBS: tuple[tuple[Callable[..., object], dict[str, object]], ...] = (
    (
        billing.fee,
        {
            "contract": CONTRACT,
            "works": COVERED,
            "period": YEAR,
            "facts": [Reached(milestone="m", on=DAY)],
        },
    ),
    (
        billing.credit_note,
        {
            "statement": BILL,
            "wishes": [CreditWish(BILL.lines[0].key)],
            "id": "N2",
            "on": DAY,
            "earlier": [NOTE],
        },
    ),
    (billing.remaining, {"line": BILL.lines[0], "notes": [NOTE]}),
    (
        billing.compare_plans,
        {
            "offers": [OFFER],
            "demand": [5, Demand(6)],
            "typical": [TYPICAL],
            "most": 12,
            "months": 12,
        },
    ),
    (
        billing.catch_up,
        {
            "contract": CONTRACT,
            "works": COVERED,
            "billed": [BILL],
            "caught_up": [],
            "credited": [NOTE],
            "facts": [],
        },
    ),
    (
        billing.change_plan,
        {
            "billed": BILL,
            "before": CONTRACT,
            "after": OTHER,
            "on": date(2026, 7, 1),
            "id": "N3",
            "earlier": [NOTE],
        },
    ),
    (
        billing.diff,
        {
            "before": CONTRACT,
            "after": OTHER,
            "requests": [REQUEST],
            "works": [WORK],
            "period": YEAR,
            "usage": NOTHING_USED,
            "facts": [],
        },
    ),
    (billing.lots_of, {"plan": SINGLE, "purchases": [], "term": YEAR}),
    (billing.reevaluate, {"reasons": BILL.lines[0].reasons, "currency": "CNY"}),
    (billing.reevaluate_taxes, {"lines": BILL.lines}),
    (
        billing.sample_of,
        {"clocks": LATER.clocks, "terms": CreditTerms(per_point="1%"), "excluded": []},
    ),
    (
        billing.service_credit,
        {
            "terms": CreditTerms(per_point="1%"),
            "sample": Sample(good=1, all=2),
            "fee": cny("100"),
            "period": MARCH,
            "claimed_on": DAY,
            "barred_by": [],
            "rounding": HALF_UP,
        },
    ),
    (billing.invoice_of, {"document": BILL, "price_decimals": 13}),
    (billing.check_invoice, {"invoice": INVOICE, "profile": billing.CHINA_E_INVOICE}),
    (billing.check_red_invoice, {"blue": INVOICE, "red": INVOICE}),
    (
        billing.convert,
        {
            "amount": cny("1"),
            "rate": ExchangeRate(source="CNY", target="USD", rate="0.14", on=DAY),
            "rounding": HALF_UP,
        },
    ),
    (
        contracts.cover,
        {"contract": CONTRACT, "requests": [REQUEST], "works": [WORK], "usage": NOTHING_USED},
    ),
    (
        contracts.coverage,
        {
            "contract": CONTRACT,
            "request": REQUEST,
            "cause": Cause.HARDWARE,
            "usage": NOTHING_USED,
            "at": NOON,
        },
    ),
    (contracts.draw, {"quota": VISITS, "entries": USED.entries, "uses": [USE]}),
    (contracts.balance, {"quota": VISITS, "entries": USED.entries, "on": DAY}),
    (contracts.available, {"quota": VISITS, "entries": USED.entries, "on": DAY}),
    (contracts.carry_over, {"quota": VISITS, "entries": USED.entries, "on": DAY}),
    (contracts.lot_balance, {"quota": VISITS, "entries": USED.entries, "lot": "year", "on": DAY}),
    (contracts.co_terminated, {"contracts": [CONTRACT], "end": None}),
    (contracts.duties, {"contract": CONTRACT, "facts": {}}),
    (contracts.standing, {"contract": CONTRACT, "day": DAY, "usage": NOTHING_USED}),
    (contracts.in_force, {"contract": CONTRACT, "day": DAY}),
    (contracts.lapses, {"contract": CONTRACT}),
    (contracts.next_term, {"term": YEAR, "months": 12, "anchor": None}),
    (contracts.amended, {"contract": CONTRACT, "on": DAY}),
    (contracts.ended, {"contract": CONTRACT, "on": DAY}),
    (sla.assess, {"policy": POLICY, "events": [CREATED], "facts": {}, "at": NOON}),
    (sla.transitions, {"assessment": FIRST}),
    (sla.next_transition, {"assessment": FIRST}),
    (sla.compare, {"before": FIRST, "after": LATER}),
    (worklist.worklist, {"tickets": [TICKET], "rule": None, "at": NOON}),
    (
        reporting.attainment,
        {
            "samples": [reporting.Sample(ticket="T-1", assessment=FIRST)],
            "metric": "resolution",
            "population": "all",
            "period": None,
        },
    ),
    (reporting.due_obligations, {"contract": CONTRACT, "performed": [], "window": YEAR, "on": DAY}),
    (
        reporting.annual_report,
        {"contract": CONTRACT, "facts": FACTS, "period": YEAR, "at": NOON, "goals": []},
    ),
    (reasons.explain, {"outcome": BILL, "lang": "en", "to": None}),
)


def named(verb):
    return f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"


@pytest.mark.parametrize(("verb", "given"), VERBS, ids=[named(verb) for verb, _ in VERBS])
def test_a_wrong_argument_is_refused_in_our_own_words(verb, given):
    wrong = [None, 5, "x", b"x", 1.5, object(), [None], ["x"], [5], (), {"x": 5}, CONTRACT, WORK]
    for name, value in given.items():
        alone = [value[0]] if isinstance(value, (list, tuple)) and value else []
        for other in (*wrong, *alone):
            try:
                verb(**{**given, name: other})
            except ServiceDeskError:
                pass
            except Exception as error:
                raise AssertionError(f"{named(verb)}({name}={other!r}): {error!r}") from error
