"""Nasty input: the ends of the calendar, huge and tiny amounts, zones, clocks, expired packs."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from attrs import evolve

from servicedesk.billing import Purchase, credit_note, fee, lots_of, sample_of, service_credit
from servicedesk.calendars import BusinessCalendar
from servicedesk.entitlements import Cost
from servicedesk.errors import OutOfRange, ServiceDeskError, UnknownName
from servicedesk.incidents import Event, Period
from servicedesk.money import Money, Ratio, Rounding
from servicedesk.quotas import Measure, Quota, balance
from servicedesk.sla import Metric, Policy, Target, assess
from servicedesk.tariffs import (
    Annual,
    BillingTerms,
    Commitment,
    CreditBand,
    CreditTerms,
    DayCount,
    Flat,
    LicenceShare,
    Pack,
    Package,
    PerIncident,
    PerUnit,
    PriceList,
    TaxRate,
    Timing,
)

from .deals import YEAR, cny, contract, done, noon, per_incident, unit

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("timing", Timing, ids=lambda each: each.value)
@pytest.mark.parametrize("count", DayCount, ids=lambda each: each.value)
def test_the_ends_of_the_calendar_are_billed_or_refused_by_name(timing, count):
    for term in (
        Period(date(1, 1, 1), date(2, 1, 1)),
        Period(date(9998, 1, 1), date(9999, 1, 1)),
        Period(date(9999, 1, 31), date(9999, 12, 31)),
        Period(date(1, 1, 1), date(9999, 12, 31)),
    ):
        plan = Annual(fee=cny("100"), day_count=count, timing=timing, months=1)
        try:
            statement = fee(contract(plan, term=term), (), term)
        except OutOfRange:
            assert term.end.year == 9999
        else:
            assert statement.net.minor >= 0


def test_a_fact_on_the_last_day_is_billed():
    term = Period(date(9998, 1, 1), date(9999, 1, 1))
    deal = contract(per_incident(Flat(cny("1"))), term=term)
    assert fee(deal, [done("w", date(9998, 12, 31))], term).net == cny("1")


def test_a_monthly_plan_over_all_of_history_does_not_hang():
    ever = Period(date(1, 1, 1), date(9999, 1, 1))
    plan = per_incident(
        Package("10", cny("3")), accounting_months=1,
        commitment=Commitment(amount=cny("1")),
    )  # fmt: skip
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    deal = contract(plan, term=year)
    assert fee(deal, [done("w", DAY)], ever).net == cny("14")


def test_amounts_beyond_any_purse_stay_exact():
    huge = Money(10**40 + 1, "CNY")
    tax = (TaxRate(rate="6%"),)
    deal = contract(Annual(fee=huge, terms=BillingTerms(taxes=tax)))
    statement = fee(deal, (), YEAR)
    assert statement.net == huge
    assert statement.tax.minor == (huge.minor * 6 + 50) // 100
    tiny = contract(per_incident(PerUnit(unit("0.000000000000000001"))))
    assert fee(tiny, [done("w", DAY, quantity=10**17)], YEAR).net == cny("0.10")


def test_currencies_without_decimals_and_with_three():
    for code, price, tax in (("JPY", "1935", 116), ("KWD", "1.935", 116)):
        plan = Annual(fee=Money.of(price, code), terms=BillingTerms(taxes=(TaxRate(rate="6%"),)))
        statement = fee(contract(plan, currency=code), (), YEAR)
        assert statement.tax == Money(tax, code)


def test_a_clock_change_never_moves_a_fee():
    # New York: 23 hours on 8 March, 25 on 1 November 2026; a day is a day
    term = Period(date(2026, 3, 1), date(2026, 4, 1))
    for zone in ("America/New_York", "Asia/Shanghai", "Pacific/Apia"):
        deal = evolve(contract(Annual(fee=cny("31"), months=1), term=term), timezone=zone)
        edges = [term.start + timedelta(days=k) for k in range(32)]
        days = [fee(deal, (), Period(a, b)) for a, b in pairwise(edges)]
        assert {each.net for each in days} == {cny("1")}


def test_the_same_instant_in_another_zone_is_billed_the_same():
    deal = contract(per_incident(Flat(cny("5"))))
    here = done("w", DAY)
    far = timezone(timedelta(hours=13))
    there = evolve(here, work=evolve(here.work, at=here.work.at.astimezone(far)))
    assert fee(deal, [here], YEAR).net == fee(deal, [there], YEAR).net == cny("5")


def test_zero_is_a_price():
    plan = per_incident(Flat(cny("0")), taxes=(TaxRate(rate="0"),))
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    assert statement.gross == cny("0")
    assert statement.open == ()
    assert statement.tax_groups[0].rate == Ratio(0)


def test_nothing_of_a_quantity_costs_nothing():
    for tariff in (PerUnit(unit("5")), Package("3", cny("4"))):
        assert fee(contract(per_incident(tariff)), [done("w", DAY, quantity=0)], YEAR).net == cny(
            "0"
        )


@pytest.mark.parametrize(
    ("share", "expected"),
    [("18.4%", "184000"), ("19.8%", "198000"), ("21.4%", "214000"), ("22%", "220000")],
)
def test_a_maintenance_share_may_rise_year_by_year(share, expected):
    # I2: SAP's phase-in of Enterprise Support, of a licence of a million
    plan = Annual(fee=LicenceShare(cny("1000000"), share))
    assert fee(contract(plan), (), YEAR).net == cny(expected)


def test_expiry_is_not_billing():
    # Q2: 1200 bought, 800 used, 400 expire: no line, no tax (Zuora)
    plan = PerIncident(
        prices=PriceList("CNY"), packs=(Pack("units", 1200, cny("1200"), months=3),),
        terms=BillingTerms(taxes=(TaxRate(rate="6%"),)),
    )  # fmt: skip
    bought = Purchase(id="p1", pack="units", on=date(2026, 1, 1))
    lots = lots_of(plan, [bought, bought], YEAR)
    assert [(lot.granted, lot.start, lot.end) for lot in lots] == [
        (1200, date(2026, 1, 1), date(2026, 4, 1))
    ]
    quota = Quota(key="units", measure=Measure.QUANTITY, lots=lots)
    assert balance(quota, (), on=date(2026, 4, 1)).expired == 1200
    after = Period(date(2026, 4, 1), YEAR.end)
    statement = fee(contract(plan), (), after, facts=[bought])
    assert statement.lines == ()
    assert statement.gross == cny("0")
    with pytest.raises(UnknownName):
        lots_of(plan, [evolve(bought, pack="other")], YEAR)


def test_missed_targets_of_real_clocks_become_a_sample():
    policy = Policy(
        name="two_hours",
        metrics=(Metric(name="first_response", start={"created"}, stop={"answered"}),),
        targets=(
            Target(
                name="answer", metric="first_response", within=timedelta(hours=2),
                clock=BusinessCalendar.always("UTC"),
            ),
        ),
    )  # fmt: skip

    def clock(hours):
        start = noon(DAY)
        events = [Event(at=start, type="created")]
        if hours is None:
            return assess(policy, events, {}, at=start + timedelta(hours=1)).clocks[0]
        events.append(Event(at=start + timedelta(hours=hours), type="answered"))
        return assess(policy, events, {}, at=start + timedelta(hours=9)).clocks[0]

    clocks = [clock(1), clock(2), clock(3), clock(None)]
    terms = CreditTerms(bands=(CreditBand("90%", "10%"),), metrics=frozenset({"first_response"}))
    sample = sample_of(clocks, terms)
    assert (sample.good, sample.all) == (2, 3)
    left = sample_of(clocks, terms, excluded=[clocks[2]])
    assert (left.good, left.all, left.excluded) == (2, 2, 1)
    other = evolve(terms, metrics=frozenset({"resolution"}))
    assert sample_of(clocks, other).all == 0
    # what doesn't count is no exclusion, and of two equal cases one is left out
    assert sample_of(clocks, other, excluded=[clocks[2]]).excluded == 0
    assert sample_of(clocks, terms, excluded=[clocks[3]]).excluded == 0
    twins = sample_of([*clocks, clocks[2]], terms, excluded=[clocks[2]])
    assert (twins.good, twins.all, twins.excluded) == (2, 3, 1)
    month = Period(date(2026, 3, 1), date(2026, 4, 1))
    credit = service_credit(terms, sample, cny("1000"), month, claimed_on=date(2026, 4, 2))
    assert credit.amount == cny("100")


def test_credits_of_a_statement_in_two_currencies():
    spent = [(Cost.TRAVEL, Money.of("200", "USD"))]
    deal = contract(per_incident(Flat(cny("800"))))
    statement = fee(deal, [done("w", DAY, expenses=spent)], YEAR)
    note = credit_note(statement, id="n", on=DAY)
    assert {line.gross for line in note.lines} == {cny("-800"), Money.of("-200", "USD")}
    with pytest.raises(ServiceDeskError):
        _ = note.gross


@pytest.mark.parametrize("bad", [1.5, True, None, "1", float("nan"), Decimal("NaN")], ids=repr)
def test_numbers_of_the_wrong_kind_never_get_in(bad):
    makers = [
        lambda: Annual(fee=bad),
        lambda: Flat(bad),
        lambda: Purchase(id="p", pack="p", on=DAY, count=bad),
        lambda: Rounding(mode=bad),
        lambda: BillingTerms(accounting_months=bad),
        lambda: Commitment(amount=bad),
        lambda: done("w", datetime(2026, 1, 1, tzinfo=UTC), quantity=bad),
    ]
    for make in makers:
        with pytest.raises(ServiceDeskError):
            make()
