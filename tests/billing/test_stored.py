"""What billing answers with can be stored as JSON and read back to the same value."""

import json
from datetime import date, timedelta

import pytest

from servicedesk import codec
from servicedesk.billing import (
    CHINA_E_INVOICE,
    Demand,
    ExchangeRate,
    Offer,
    Purchase,
    Quote,
    Sample,
    Typical,
    catch_up,
    change_plan,
    compare_plans,
    credit_note,
    diff,
    fee,
    invoice_of,
    service_credit,
)
from servicedesk.reasons import Text
from servicedesk.tariffs import Annual, Band, CreditBand, CreditTerms, Hourly, Indexation, TaxRate

from .deals import YEAR, cny, contract, done, per_incident, unit
from .test_pricing import BANDED

DAY = date(2026, 3, 2)
TIMED = Typical(item="on_site", time=timedelta(hours=1))
PLAN = Annual(fee=cny("36500"))
DEAL = contract(PLAN)
YEARLY = fee(DEAL, (), YEAR)
HOURS = per_incident(Hourly(price=unit("333.33")), taxes=(TaxRate(rate="6%"),))
WORK = [done("w", DAY, time=timedelta(minutes=77))]
STATEMENT = fee(contract(HOURS), WORK, YEAR)
TERMS = CreditTerms(bands=(CreditBand("95%", "5%"),), claim_days=15, above=cny("1"))
OFFER = Offer(key="year", name=Text("a", "b", "c"), plan=PLAN, included=3)
VALUES = [
    STATEMENT,
    credit_note(STATEMENT, id="n", on=DAY),
    change_plan(YEARLY, DEAL, DEAL, date(2026, 5, 1), id="c"),
    catch_up(contract(HOURS), WORK, [fee(contract(HOURS), (), YEAR)]),
    diff(DEAL, DEAL, (), (), YEAR),
    service_credit(TERMS, Sample(good=9, all=10), cny("100"), YEAR, claimed_on=YEAR.end),
    invoice_of(STATEMENT),
    compare_plans([OFFER], [2, Demand(5, 3)], typical=TIMED),
    CHINA_E_INVOICE,
    ExchangeRate(source="USD", target="CNY", rate="7.1234", on=DAY, by="BOC"),
    Quote(request="q", item="on_site", amount=cny("5"), on=DAY),
    Purchase(id="p", pack="ten", on=DAY, count=2),
    TERMS,
    Indexation(base="100.3", cap="5%", floor="0", notice_days=60),
    BANDED,
    Band(key="rest"),
    OFFER,
    TIMED,
]


@pytest.mark.parametrize(
    "value", VALUES, ids=[f"{k} {type(v).__name__}" for k, v in enumerate(VALUES)]
)
def test_a_stored_value_is_the_same(value):
    stored = json.dumps(codec.unstructure(value), ensure_ascii=False)
    assert codec.structure(json.loads(stored), type(value)) == value
