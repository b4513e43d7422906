"""A heating season of the vendor of S4, billed from its promises: R108 to R125, to the cent."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from servicedesk import codec
from servicedesk.billing import Statement, fee, reevaluate
from servicedesk.contracts import Cost, Expense, Payment, Request, Work, cover
from servicedesk.incidents import Cause, Period, Severity
from servicedesk.presets import heating
from servicedesk.reasons import explain
from servicedesk.tariffs import Annual, BillingTerms, Flat, PerIncident, Price, PriceList, TaxRate

from .deals import cny

BEIJING = timezone(timedelta(hours=8))
SEASON = Period(date(2026, 10, 15), date(2027, 4, 15))
YEAR = Period(date(2026, 10, 1), date(2027, 10, 1))
TERMS = BillingTerms(taxes=(TaxRate(rate="6%"),))
PRICES = PriceList(
    "CNY", (Price(tariff=Flat(cny("500"))), Price(item="on_site", tariff=Flat(cny("800"))))
)
SPENT = (
    Expense(Cost.TRAVEL, cny("553.50")),
    Expense(Cost.LODGING, cny("300")),
    Expense(Cost.MATERIAL, cny("35")),
)

PREMIUM = heating.contract(
    "K1", term=YEAR, tier="premium", fee_plan=Annual(fee=cny("36500"), prices=PRICES, terms=TERMS)
)
ORDINARY = heating.contract(
    "K2", term=YEAR, tier="annual", fee_plan=Annual(fee=cny("12000"), prices=PRICES, terms=TERMS)
)
SINGLE = heating.contract(
    "K3", term=YEAR, tier="per_incident", fee_plan=PerIncident(prices=PRICES, terms=TERMS)
)


def one(contract, item, cause=Cause.PRODUCT_DEFECT, **facts):
    """What one piece of work costs in the season, besides the fee."""
    at = datetime(2026, 12, 1, 9, tzinfo=BEIJING)
    request = Request(id="Q", item=item, at=at, severity=Severity.HIGH, facts=facts)
    work = Work(id="W", request="Q", item=item, at=at, cause=cause, expenses=SPENT)
    covered, _ = cover(contract, [request], [work])
    statement = fee(contract, covered, SEASON)
    lines = [line for line in statement.lines if line.key.ref]
    return statement, {line.key.item: line.net for line in lines if line.net.minor}


@pytest.mark.parametrize(
    ("contract", "item", "expected", "clause"),
    [
        # free for all: R109, R110, R111, R113
        (SINGLE, "bug_fix", {}, "R109"),
        (SINGLE, "policy_change", {}, "R110"),
        (ORDINARY, "invoice_form", {}, "R111"),
        (SINGLE, "consultation", {}, "R113"),
        # R112: new media are free, per-incident customers pay the material
        (ORDINARY, "media", {}, "R112"),
        (PREMIUM, "media", {}, "R112"),
        (SINGLE, "media", {"material": cny("35")}, "R112"),
        # R115: on site is premium, travel and lodging are the customer's
        (PREMIUM, "on_site", {"travel": cny("553.50"), "lodging": cny("300")}, "R115"),
        # R117, R118, R121, R122 are premium
        (PREMIUM, "migration", {}, "R117"),
        (PREMIUM, "extra_training", {}, "R118"),
        (PREMIUM, "hardware_help", {}, "R121"),
        (PREMIUM, "maintenance", {}, "R122"),
        # per-incident customers pay for premium services by the price list (C8)
        (SINGLE, "migration", {"migration": cny("500"), "travel": cny("553.50"),
                               "lodging": cny("300"), "material": cny("35")}, "R117"),
    ],
)  # fmt: skip
def test_what_a_piece_of_work_costs_in_the_season(contract, item, expected, clause):
    statement, costs = one(contract, item)
    assert costs == expected
    assert clause in explain(statement)
    assert statement.open == ()


def test_others_get_a_quote_first():
    statement, costs = one(ORDINARY, "migration")
    assert costs == {}
    assert [item.missing for item in statement.open] == [{"quote"}]


def test_misoperation_is_mended_for_premium_customers():
    # R116 against R85
    statement, costs = one(PREMIUM, "data_correction", Cause.MISOPERATION)
    assert costs == {}
    assert "R116" in explain(statement)


def test_the_season_is_its_part_of_the_year():
    # 182 of 365 days of 36 500
    statement = fee(PREMIUM, (), SEASON)
    assert SEASON.days == 182
    assert (statement.net, statement.tax) == (cny("18200"), cny("1092"))
    assert statement.lines[0].key.period == SEASON


def test_work_is_billed_on_its_date_in_the_contracts_zone():
    # 2027-04-14 23:30 in Beijing is still 14 April there, and 15:30 in London
    for offset, billed in ((timedelta(0), 1), (timedelta(minutes=30), 0)):
        at = datetime(2027, 4, 14, 23, 30, tzinfo=BEIJING) + offset
        request = Request(id="Q", item="on_site", at=at)
        work = Work(id="W", request="Q", item="on_site", at=at.astimezone(UTC))
        covered, _ = cover(SINGLE, [request], [work])
        assert len(fee(SINGLE, covered, SEASON).lines) == billed


def test_a_stored_statement_still_evaluates_to_its_amounts():
    statement, _ = one(PREMIUM, "on_site")
    stored = json.dumps(codec.unstructure(statement), ensure_ascii=False)
    read = codec.structure(json.loads(stored), Statement)
    assert read == statement
    assert explain(read, lang="zh-Hans") == explain(statement, lang="zh-Hans")
    for line in read.lines:
        assert reevaluate(line.reasons, line.currency) == line.net


def test_the_open_questions_are_choices_of_the_contract():
    free = heating.entitlements(premium_to_others=Payment.CHARGEABLE)
    contract = heating.contract(
        "K4", term=YEAR, tier="annual", fee_plan=ORDINARY.fee_plan, granted=free
    )
    _, costs = one(contract, "migration")
    assert costs["migration"] == cny("500")
