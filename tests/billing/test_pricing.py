"""How quantities become amounts: published numbers, edges of steps, and laws."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import Quote, fee
from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import Covered
from servicedesk.decisions import when
from servicedesk.entitlements import QuoteFirst, Request, Work
from servicedesk.errors import CurrencyMismatch, InvalidValue, OutOfRange, ServiceDeskError
from servicedesk.incidents import Severity
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.reasons import Clause, clauses, explain
from servicedesk.spans import Span
from servicedesk.statements.pricing import parts_of
from servicedesk.tariffs import (
    AfterEnd,
    Band,
    BillingTerms,
    Commitment,
    CreditBand,
    CreditTerms,
    Difficulty,
    Discount,
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    Indexation,
    ManDays,
    Milestone,
    Pack,
    Package,
    PerIncident,
    PerUnit,
    Price,
    PriceList,
    Project,
    Step,
    Surcharge,
    TaxRate,
    Volume,
)

from .deals import CHARGED, YEAR, cny, contract, done, hours, per_incident, price_list, unit

TIERS = (
    Step("1000", unit("0.10")),
    Step("10000", unit("0.05")),
    Step(None, unit("0.01")),
)


def cost(tariff, quantity):
    """What one piece of work of this quantity costs over a year."""
    plan = per_incident(tariff)
    return fee(contract(plan), [done("w", date(2026, 3, 1), quantity=quantity)], YEAR).net


@pytest.mark.parametrize(
    ("tariff", "quantity", "expected"),
    [
        # T1: graduated against volume (Zuplo)
        (Graduated(TIERS), 15_000, "600"),
        (Volume(TIERS), 15_000, "150"),
        # the bound belongs to the step that it ends (Lago #199, Polar #12075)
        (Graduated(TIERS), 1_000, "100"),
        (Graduated(TIERS), 1_001, "100.05"),
        (Volume(TIERS), 1_000, "100"),
        (Volume(TIERS), 1_001, "50.05"),
        # T4: begun packages count, exactly (Flexprice; 2.1 ÷ 0.3 is 7, in floats 8)
        (Package("1000", cny("1")), 4_500, "5"),
        (Package("0.3", cny("1")), Decimal("2.1"), "7"),
        # Q3: of a charge of 300, 200 are prepaid (Zuora)
        (FlatWithOverage(cny("0"), "200", unit("1")), 300, "100"),
        (FlatWithOverage(cny("50"), "200", unit("1")), 200, "50"),
        (PerUnit(unit("0.0006")), 12_345, "7.41"),
        (Flat(cny("800")), 3, "800"),
        # flat fees of the steps that are reached
        (Graduated((Step("10", unit("1"), cny("5")), Step(None, unit("0"), cny("7")))), 10, "15"),
        (Graduated((Step("10", unit("1"), cny("5")), Step(None, unit("0"), cny("7")))), 11, "22"),
    ],
)  # fmt: skip
def test_worked_tariffs(tariff, quantity, expected):
    assert cost(tariff, quantity) == cny(expected)


accumulating = st.sampled_from(
    [Graduated(TIERS), Volume(TIERS), Package("7", cny("3.33")),
     FlatWithOverage(cny("10"), "50", unit("0.07"))]
)  # fmt: skip


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_graduated_cost_is_continuous_monotone_and_zero_at_zero(a, b):
    def exact(quantity):
        parts = parts_of(Graduated(TIERS), Ratio(quantity))
        return sum(
            (Fraction(part.price.amount) * Fraction(part.quantity.num, part.quantity.den)
             for part in parts),
            Fraction(0),
        )  # fmt: skip

    assert exact(0) == 0
    low, high = sorted((a, b))
    assert 0 <= exact(high) - exact(low) <= Fraction(1, 10) * (high - low)


@given(
    accumulating,
    st.lists(st.tuples(st.integers(0, 364), st.integers(0, 9000)), max_size=8),
    st.lists(st.integers(1, 364), max_size=5),
)
def test_pricing_over_a_period_is_the_same_however_often_it_is_previewed(tariff, uses, cuts):
    deal = contract(per_incident(tariff))
    start = YEAR.start
    works = [
        done(f"w{index}", start + timedelta(days=day), quantity=quantity)
        for index, (day, quantity) in enumerate(uses)
    ]
    whole = fee(deal, works, YEAR).net
    edges = [start + timedelta(days=day) for day in sorted({0, 365, *cuts})]
    billed = Money(0, "CNY")
    for a, b in pairwise(edges):
        billed += fee(deal, works, type(YEAR)(a, b)).net
    assert billed == whole == cost(tariff, sum(quantity for _, quantity in uses))


def test_accounting_periods_start_anew_from_the_contracts_start():
    plan = per_incident(Package("10", cny("100")), accounting_months=6)
    works = [done("a", date(2026, 2, 1), quantity=5), done("b", date(2026, 8, 1), quantity=5)]
    year = fee(contract(plan), works, YEAR)
    assert [line.net for line in year.lines if line.net.minor] == [cny("100"), cny("100")]
    assert year.net == cny("200")


def test_commitment_is_trued_up_before_tax_at_the_periods_end():
    # T5: at least 1000; 800 used: 200 more; 1300 used: nothing (Lago)
    tax = (TaxRate(rate="20%"),)
    plan = per_incident(
        Flat(cny("100")), commitment=Commitment(amount=cny("1000")), taxes=tax,
        accounting_months=12,
    )  # fmt: skip
    deal = contract(plan)

    def used(times):
        return [done(f"w{k}", date(2026, 1, 1 + k)) for k in range(times)]

    short, over = fee(deal, used(8), YEAR), fee(deal, used(13), YEAR)
    assert (short.net, short.tax) == (cny("1000"), cny("200"))
    assert [line.net for line in short["commitment"]] == [cny("200")]
    assert over.net == cny("1300")
    assert over["commitment"] == ()
    first = fee(deal, used(8), type(YEAR)(YEAR.start, date(2026, 7, 1)))
    assert first.net == cny("800")
    second = fee(deal, used(8), type(YEAR)(date(2026, 7, 1), YEAR.end))
    assert second.net == cny("200")


def test_a_clipped_period_commits_in_proportion():
    plan = per_incident(Flat(cny("100")), commitment=Commitment(amount=cny("365")))
    half = type(YEAR)(YEAR.start, date(2026, 1, 11))
    assert fee(contract(plan, term=half), (), half).net == cny("10")


@pytest.mark.parametrize(
    ("time", "increment", "minimum", "charged"),
    [
        # S2: quarter hours, at least an hour on site (Transoft)
        (timedelta(minutes=5), timedelta(minutes=15), hours(1), "100"),
        (timedelta(minutes=61), timedelta(minutes=15), hours(1), "125"),
        (timedelta(minutes=75), timedelta(minutes=15), hours(1), "125"),
        (timedelta(minutes=76), timedelta(minutes=15), timedelta(0), "150"),
        (timedelta(minutes=20), timedelta(0), timedelta(0), "33.33"),
    ],
)
def test_time_goes_up_to_increments_and_minima(time, increment, minimum, charged):
    plan = per_incident(Hourly(price=unit("100"), increment=increment, minimum=minimum))
    assert fee(contract(plan), [done("w", date(2026, 1, 5), time=time)], YEAR).net == cny(charged)


DAY = BusinessCalendar(timezone="UTC", week="Mon-Fri 08:00-17:00")
EVENING = BusinessCalendar(timezone="UTC", week="Mon-Fri 07:00-08:00,17:00-20:00")
# S1: Monday to Friday 8–17 ×1, 7–8 and 17–20 ×1.5 (at least 1 h), else ×2 (at least 1.5 h)
BANDED = Hourly(
    price=unit("100"),
    bands=(
        Band(key="day", hours=DAY),
        Band(key="evening", hours=EVENING, factor="1.5", minimum=hours(1)),
        Band(key="night", factor=2, minimum=timedelta(minutes=90)),
    ),
)


def worked(start, end, name="w", **more):
    span = Span(start, end)
    request = Request(id=f"q-{name}", item="on_site", at=start)
    work = Work(id=name, request=request.id, item="on_site", at=start, spans=(span,), **more)
    return Covered(request, work, CHARGED)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((5, 9, 0), (5, 11, 0), "200"),
        ((5, 16, 0), (5, 18, 30), "325"),  # 1 h day, 1.5 h evening
        ((5, 16, 30), (5, 17, 30), "200"),  # half an hour each, the evening counts a whole one
        ((5, 19, 30), (5, 21, 0), "450"),  # evening 0.5 → 1 h, night 1 → 1.5 h
        ((9, 23, 0), (10, 1, 0), "400"),  # Friday night into Saturday
        ((10, 12, 0), (10, 12, 10), "300"),  # ten minutes on a Saturday
        ((5, 6, 0), (5, 9, 0), "550"),  # night 1 → 1.5 h, evening 1 h, day 1 h
    ],
    ids=str,
)
def test_work_is_split_at_the_edges_of_the_bands(start, end, expected):
    covered = worked(datetime(2026, 1, *start, tzinfo=UTC), datetime(2026, 1, *end, tzinfo=UTC))
    assert fee(contract(per_incident(BANDED)), [covered], YEAR).net == cny(expected)


@given(st.integers(0, 7 * 24 * 60), st.integers(1, 3000))
def test_bands_split_time_without_gap_or_overlap(begin, length):
    plain = Hourly(price=unit("60"), bands=(Band(key="day", hours=DAY), Band(key="else")))
    start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=begin)
    covered = worked(start, start + timedelta(minutes=length))
    assert fee(contract(per_incident(plain)), [covered], YEAR).net == cny(length)


def test_man_days_weigh_by_difficulty():
    # R87: by workload and difficulty
    tariff = ManDays(
        price=unit("1500"), difficulties=(Difficulty("easy", "1"), Difficulty("hard", "1.5")),
        increment="0.5",
    )  # fmt: skip
    deal = contract(per_incident(tariff))

    def days(quantity, **facts):
        return fee(deal, [done("w", date(2026, 1, 5), quantity=quantity, facts=facts)], YEAR)

    assert days(Decimal("2.2"), difficulty="hard").net == cny("5625")
    assert days(2, difficulty="easy").net == cny("3000")
    for unknown in ({}, {"difficulty": "impossible"}):
        waiting = days(2, **unknown)
        assert waiting.net == cny("0")
        assert waiting.open[0].missing == {"difficulty"}


def test_the_most_specific_price_holds_and_unknown_facts_are_asked_for():
    flat = [Flat(cny(amount)) for amount in ("100", "200", "300")]
    prices = PriceList(
        "CNY",
        (
            Price(tariff=flat[0]),
            Price(item="on_site", tariff=flat[1]),
            Price(item="on_site", tariff=flat[2], when=when(urgent=True)),
        ),
    )
    deal = contract(PerIncident(prices=prices))

    def billed(item, **facts):
        return fee(deal, [done("w", date(2026, 1, 5), item=item, facts=facts)], YEAR)

    assert billed("training").net == cny("100")
    assert billed("on_site", urgent=False).net == cny("200")
    assert billed("on_site", urgent=True).net == cny("300")
    waiting = billed("on_site")
    assert waiting.net == cny("0")
    assert waiting.open[0].missing == {"urgent"}


def test_items_are_counted_together_if_taxed_and_discounted_alike():
    steps = Graduated((Step("10", unit("10")), Step(None, unit("5"))))
    prices = PriceList("CNY", (Price(tariff=steps),))
    works = [
        done("a", date(2026, 1, 5), item="media", quantity=8),
        done("b", date(2026, 1, 6), item="training", quantity=8),
    ]
    together = contract(PerIncident(prices=prices, terms=BillingTerms(taxes=(TaxRate(rate="6%"),))))
    statement = fee(together, works, YEAR)
    assert (statement.net, statement.tax) == (cny("130"), cny("7.80"))
    assert "多项服务合计" in explain(statement, lang="zh-Hans")
    apart = (
        {"taxes": (TaxRate(rate="6%"), TaxRate(rate="13%", items=frozenset({"media"})))},
        {"taxes": (TaxRate(rate="13%", items=frozenset({"media"})),)},
        {"discounts": (Discount(key="less", share="5%", items=frozenset({"media"})),)},
    )
    for terms in apart:
        deal = contract(PerIncident(prices=prices, terms=BillingTerms(**terms)))
        assert fee(deal, works[1:], YEAR).net == cny("80")
        with pytest.raises(InvalidValue, match="taxed or discounted apart") as caught:
            fee(deal, works, YEAR)
        assert "media" in caught.value.got


def test_prices_that_tie_are_refused_when_they_meet():
    prices = PriceList(
        "CNY",
        (
            Price(item="on_site", tariff=Flat(cny("1")), when=when(urgent=True)),
            Price(item="on_site", tariff=Flat(cny("2")), when=when(severity=Severity.HIGH)),
        ),
    )
    facts = {"urgent": True, "severity": "high"}
    with pytest.raises(InvalidValue, match="two prices tie"):
        fee(
            contract(PerIncident(prices=prices)),
            [done("w", date(2026, 1, 5), facts=facts)],
            YEAR,
        )


def test_surcharges_then_discounts_then_one_rounding():
    # S2: emergency ×1.5; 33.33 × 1.5 × 0.9 = 44.9955
    terms = {
        "surcharges": (Surcharge(key="emergency", factor="1.5", when=when(urgent=True)),),
        "discounts": (
            Discount(key="partner", share="10%"),
            Discount(key="long_term", share="50%", least_months=24),
        ),
    }
    deal = contract(per_incident(Flat(cny("33.33")), **terms))
    statement = fee(deal, [done("w", date(2026, 1, 5), facts={"urgent": True})], YEAR)
    assert statement.net == cny("45.00")
    assert statement.lines[0].exact == Ratio.of("4499.55")
    two_years = type(YEAR)(YEAR.start, date(2028, 1, 1))
    longer = contract(per_incident(Flat(cny("33.33")), **terms), term=two_years)
    work = [done("w", date(2026, 1, 5), facts={"urgent": False})]
    assert fee(longer, work, YEAR).net == cny("15.00")


def test_a_line_cites_what_raised_and_lowered_it():
    night, rebate = Clause("§4.3"), Clause("§5")
    surcharges = (
        Surcharge(key="night", factor="1.5", when=when(urgent=True), clause=night),
        Surcharge(key="abroad", factor="2", when=when(abroad=True), clause=Clause("§4.4")),
    )
    plan = per_incident(
        Flat(cny("100")),
        surcharges=surcharges,
        discounts=(Discount(key="partner", share="10%", clause=rebate),),
    )
    work = [done("w", date(2026, 1, 5), facts={"urgent": True, "abroad": False})]
    (line,) = fee(contract(plan), work, YEAR).lines
    assert line.clauses == (*clauses("R87"), night, rebate)
    quote = Quote(
        request="q-w", item="on_site", amount=cny("50"), on=YEAR.start, clause=Clause("offer 7")
    )
    quoted = [done("w", date(2026, 1, 5), QuoteFirst(clauses=clauses("R87")))]
    (line,) = fee(contract(plan), quoted, YEAR, facts=[quote]).lines
    assert [clause.ref for clause in line.clauses] == ["R87", "offer 7"]


def flats(*keys):
    return tuple(Milestone(key=key, share="1/2") for key in keys)


REFUSED = [
    (lambda: Flat(cny("-1")), OutOfRange),
    (lambda: PerUnit(unit("-1")), OutOfRange),
    (lambda: Graduated(()), InvalidValue),
    (lambda: Graduated((Step("10", unit("1")),)), InvalidValue),
    (lambda: Graduated((Step(None, unit("1")), Step(None, unit("1")))), InvalidValue),
    (lambda: Volume((Step("5", unit("1")), Step("5", unit("1")), Step(None, unit("1")))),
     InvalidValue),
    (lambda: Volume((Step("0", unit("1")), Step(None, unit("1")))), InvalidValue),
    (lambda: Graduated((Step("5", unit("1", "USD")), Step(None, unit("1")))), CurrencyMismatch),
    (lambda: Package("0", cny("1")), OutOfRange),
    (lambda: Package(0.3, cny("1")), ServiceDeskError),
    (lambda: FlatWithOverage(cny("1"), "-1", unit("1")), OutOfRange),
    (lambda: FlatWithOverage(cny("1"), "1", UnitPrice("1", "USD")), CurrencyMismatch),
    (lambda: Hourly(price=unit("1"), bands=(Band(key="day", hours=DAY),)), InvalidValue),
    (lambda: Hourly(price=unit("1"), bands=(Band(key="a"), Band(key="b"))), InvalidValue),
    (lambda: Hourly(price=unit("1"), minimum=hours(1), bands=(Band(key="a"),)), InvalidValue),
    (lambda: Hourly(price=unit("1"), increment=-hours(1)), OutOfRange),
    (lambda: Band(key="a", factor="-1"), OutOfRange),
    (lambda: ManDays(price=unit("1"), increment="0"), OutOfRange),
    (lambda: ManDays(price=unit("1"), difficulties=(Difficulty("a", 1),) * 2), InvalidValue),
    (lambda: Difficulty("a", 0), OutOfRange),
    (lambda: PriceList("CNY", (Price(tariff=Flat(Money(1, "USD"))),)), CurrencyMismatch),
    (lambda: PriceList("XXX"), ServiceDeskError),
    (lambda: price_list(Flat(cny("1")), Flat(cny("2"))), InvalidValue),
    (lambda: Discount(key="a", share="101%"), OutOfRange),
    (lambda: Discount(key="a", share="-1%"), OutOfRange),
    (lambda: Discount(key="a", share=0.1), ServiceDeskError),
    (lambda: TaxRate(rate="-1%"), OutOfRange),
    (lambda: TaxRate(rate="6"), OutOfRange),  # meant as 6 %
    (lambda: BillingTerms(taxes=(TaxRate(rate="6%"), TaxRate(rate="9%"))), InvalidValue),
    (lambda: BillingTerms(accounting_months=0), OutOfRange),
    (lambda: Project(price=cny("1"), milestones=flats("a"), after_end=AfterEnd.INCLUDED),
     InvalidValue),
    (lambda: Project(price=cny("1"), milestones=flats("a", "a"), after_end=AfterEnd.INCLUDED),
     InvalidValue),
    (lambda: Project(price=cny("1"), milestones=flats("a", "b"), after_end=AfterEnd.CHARGED),
     InvalidValue),
    (lambda: Project(price=cny("1"), milestones=flats("a", "b"), after_end=None), ServiceDeskError),
    (lambda: Pack("p", 0, cny("1")), OutOfRange),
    (lambda: Pack("p", 1, cny("1"), months=0), OutOfRange),
    (lambda: Pack("p", incidents=True, price=cny("1")), ServiceDeskError),
    (lambda: CreditTerms(per_point="1%", claim_days=0), OutOfRange),
    (CreditTerms, InvalidValue),
    (lambda: CreditTerms(bands=(CreditBand("95%", "1"), CreditBand("99%", "1"))), InvalidValue),
    (lambda: CreditTerms(bands=(CreditBand("99%", "50%"), CreditBand("95%", "10%"))),
     InvalidValue),
    (lambda: CreditTerms(bands=(CreditBand("99%", "1"),), per_point="2%"), InvalidValue),
    (lambda: Indexation(base="0"), OutOfRange),
    (lambda: Indexation(base="100", cap="0", floor="5%"), InvalidValue),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error"), REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_the_meaningless_is_refused_at_construction(make, error):
    with pytest.raises(error):
        make()


def test_an_unknown_fact_that_could_not_change_the_price_is_not_asked_for():
    prices = PriceList(
        "CNY",
        (
            Price(item="on_site", tariff=Flat(cny("1")), when=when(region="north")),
            Price(item="on_site", tariff=Flat(cny("2")), when=when(urgent=True, night=True)),
        ),
    )
    facts = {"urgent": True, "night": True}
    work = done("w", date(2026, 1, 5), facts=facts)
    assert fee(contract(PerIncident(prices=prices)), [work], YEAR).net == cny("2")


@pytest.mark.parametrize(
    ("hour", "urgent", "expected"),
    [
        (8, False, "100"),
        (16, False, "100"),
        (17, False, "200"),
        (7, False, "200"),
        (20, True, "300"),
    ],
)
def test_out_of_hours_by_the_desks_own_calendar(hour, urgent, expected):
    # an urgent visit ×1.5, out of hours ×2, both ×3
    terms = {
        "surcharges": (
            Surcharge(key="out_of_hours", factor=2, outside=DAY),
            Surcharge(key="urgent", factor="1.5", when=when(urgent=True)),
        )
    }
    start = datetime(2026, 1, 5, hour, tzinfo=UTC)
    covered = worked(start, start + hours(1), facts={"urgent": urgent})
    assert fee(contract(per_incident(Flat(cny("100")), **terms)), [covered], YEAR).net == cny(
        expected
    )
