"""Statements as a whole: the second bill, and the laws that stop whole classes of billing bugs."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.billing import (
    LineKind,
    Purchase,
    Quote,
    Reached,
    diff,
    fee,
    reevaluate,
    reevaluate_taxes,
)
from servicedesk.decisions import when
from servicedesk.entitlements import Cost, NotOffered, QuoteFirst, Request, Undetermined, Work
from servicedesk.errors import CurrencyMismatch, InvalidValue, UnknownName, WrongType
from servicedesk.incidents import Period
from servicedesk.money import (
    Money,
    Ratio,
    Rounding,
    RoundingMode,
    RoundingPoint,
    TaxSide,
    total,
)
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.tariffs import (
    AddedService,
    AfterEnd,
    Annual,
    Band,
    BillingTerms,
    Commitment,
    Discount,
    EarlyPayment,
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    LicenceShare,
    ManDays,
    Milestone,
    Pack,
    Package,
    PerIncident,
    PerUnit,
    Price,
    PriceBasis,
    PriceList,
    Project,
    Step,
    Surcharge,
    SurchargeOn,
    TaxRate,
    Volume,
)
from servicedesk.testing.billing_oracle import statement_sums

from .deals import ANSWERS, CHARGED, DESK, YEAR, cny, contract, done, hours, per_incident, unit

prices = st.integers(0, 10**6).map(lambda minor: Money(minor, "CNY"))
unit_prices = st.decimals(0, 2000, places=4).map(unit)
ratios = st.builds(Ratio, st.integers(0, 100), st.just(100))
quantities = st.integers(0, 40) | st.decimals(0, 40, places=2)
steps = st.builds(
    lambda bound, p, q, flat: (Step(bound, p, flat), Step(None, q)),
    st.integers(1, 60), unit_prices, unit_prices, st.none() | prices,
)  # fmt: skip
tariffs = st.one_of(
    st.builds(Flat, prices),
    st.builds(PerUnit, unit_prices),
    st.builds(Graduated, steps),
    st.builds(Volume, steps),
    st.builds(Package, st.sampled_from(["0.3", "1", "7"]), prices),
    st.builds(FlatWithOverage, prices, st.integers(0, 50), unit_prices),
    st.builds(
        Hourly, price=unit_prices, increment=st.sampled_from([hours(0), hours(1) / 4]),
        minimum=st.sampled_from([hours(0), hours(1)]),
    ),
    st.builds(
        lambda price, factor, minimum, increment: Hourly(
            price=price,
            bands=(
                Band(key="day", hours=DESK),
                Band(key="night", factor=factor, minimum=minimum, increment=increment),
            ),
        ),
        unit_prices, ratios, st.sampled_from([hours(0), hours(1)]),
        st.sampled_from([hours(0), hours(1) / 4]),
    ),
    st.builds(ManDays, price=unit_prices, increment=st.sampled_from([None, "0.5"])),
)  # fmt: skip
URGENT = Surcharge(key="urgent", factor="1.5", when=when(urgent=True))
BEGUN = Surcharge(key="begun_at_night", factor=2, outside=DESK)
OUTSIDE = Surcharge(key="hours_at_night", factor="5/3", outside=DESK, on=SurchargeOn.TIME_OUTSIDE)
LEISURE = Surcharge(
    key="no_hurry", factor="0.9", when=when(urgent=False), outside=DESK,
    on=SurchargeOn.TIME_OUTSIDE,
)  # fmt: skip
roundings = st.builds(
    Rounding,
    mode=st.sampled_from(RoundingMode),
    point=st.sampled_from(RoundingPoint),
    tax_side=st.sampled_from(TaxSide),
)
TAXES = (
    TaxRate(rate="6%", category="services"),
    TaxRate(rate="13%", category="goods", items=frozenset({"material"})),
    TaxRate(rate="9%", items=frozenset({"travel"}), since=date(2026, 6, 1)),
)
terms = st.builds(
    BillingTerms,
    rounding=roundings,
    basis=st.sampled_from(PriceBasis),
    taxes=st.sampled_from([(), TAXES[:1], TAXES]),
    discounts=st.sampled_from([
        (),
        (Discount(key="loyal", share="5%"), Discount(key="long", share="1/3", least_months=13)),
        (Discount(key="fee", share="7.5%", items=frozenset({"service_fee"})),),
    ]),
    accounting_months=st.sampled_from([1, 5, 12]),
    surcharges=st.sampled_from([
        (), (), (URGENT,), (BEGUN, URGENT), (OUTSIDE,), (OUTSIDE, URGENT, LEISURE),
    ]),
    commitment=st.none() | st.builds(lambda least: Commitment(amount=least), prices),
)  # fmt: skip
lists = st.builds(
    lambda one, other: PriceList(
        "CNY", (Price(item="on_site", tariff=one), Price(item="training", tariff=other))
    ),
    tariffs,
    tariffs,
)
plans = st.one_of(
    st.builds(PerIncident, prices=lists, terms=terms),
    st.builds(
        Annual, fee=prices, months=st.sampled_from([1, 3, 12]), prices=lists, terms=terms,
        anchor=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        added=st.just(()) | st.builds(lambda fee: (AddedService("backup", fee),), prices),
    ),
)  # fmt: skip
spent = st.lists(st.tuples(st.sampled_from(list(Cost)[1:]), prices), max_size=2)
pieces = st.builds(
    lambda day, hour, answer, item, quantity, minutes, expenses, urgent: {
        "day": YEAR.start + timedelta(days=day), "coverage": ANSWERS[answer], "item": item,
        "quantity": quantity, "hour": hour, "minutes": minutes, "expenses": expenses,
        "facts": {"urgent": urgent},
    },
    st.integers(-30, 400), st.integers(0, 23), st.sampled_from(sorted(ANSWERS)),
    st.sampled_from(["on_site", "training"]), quantities,
    st.integers(1, 20).map(lambda steps: 13 * steps), spent,
    st.booleans(),
)  # fmt: skip
works_of = st.lists(pieces, max_size=6).map(
    lambda each: [done(f"w{k}", **piece) for k, piece in enumerate(each)]
)
windows = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(
    lambda pair: Period(
        YEAR.start + timedelta(days=pair[0] - 20),
        YEAR.start + timedelta(days=pair[0] - 20 + pair[1]),
    )
)


@settings(max_examples=120, deadline=None)
@given(plans, works_of, windows)
def test_the_second_bill_agrees(plan, works, window):
    deal = contract(plan)
    statement = fee(deal, works, window)
    assert (statement.net, statement.tax) == statement_sums(deal, works, window)


@given(plans, works_of, windows)
def test_every_printed_total_is_the_sum_of_its_printed_parts(plan, works, window):
    statement = fee(contract(plan), works, window)
    assert statement.net == total((line.net for line in statement.lines), "CNY")
    assert statement.tax == total((line.tax for line in statement.lines), "CNY")
    assert statement.gross == statement.net + statement.tax == statement.payable
    groups = statement.tax_groups
    assert total((group.net for group in groups), "CNY") == statement.net
    assert total((group.tax for group in groups), "CNY") == statement.tax
    assert total((group.gross for group in groups), "CNY") == statement.gross


@given(plans, works_of, windows, st.randoms())
def test_shuffled_facts_and_repeated_facts_give_the_same_statement(plan, works, window, random):
    deal = contract(plan)
    shuffled = [*works, *works]
    random.shuffle(shuffled)
    assert fee(deal, shuffled, window) == fee(deal, works, window)


@given(plans, works_of, st.lists(st.integers(1, 364), max_size=4))
def test_each_fact_is_billed_exactly_once_whatever_the_periods(plan, works, cuts):
    deal = contract(plan)
    edges = [YEAR.start + timedelta(days=day) for day in sorted({0, 365, *cuts})]
    seen = Counter()
    keys = []
    for a, b in pairwise(edges):
        statement = fee(deal, works, Period(a, b))
        for line in statement.lines:
            keys.append(line.key)
            if line.kind is LineKind.WORK:
                seen.update(line.works)
        seen.update(item.key.ref for item in statement.open)
    expected = {each.work.id for each in works if deal.date_of(each.work.at) in YEAR}
    assert set(seen) == expected
    assert set(seen.values()) <= {1}
    assert len(keys) == len(set(keys))


@given(plans, works_of, st.integers(1, 364))
def test_adjoining_statements_add_up_in_the_basis_of_their_prices(plan, works, cut):
    deal, middle = contract(plan), YEAR.start + timedelta(days=cut)
    halves = Period(YEAR.start, middle), Period(middle, YEAR.end)
    first, second, whole = (fee(deal, works, each) for each in (*halves, YEAR))
    if plan.terms.basis is PriceBasis.NET:
        assert first.net + second.net == whole.net
    else:
        assert first.gross + second.gross == whole.gross
    # tax is rounded once more, for each line, rate or document of the one more statement
    assert abs((first.tax + second.tax - whole.tax).minor) <= len(first.lines + second.lines) + 1


@given(plans, works_of, windows)
def test_statements_explain_themselves_in_three_languages(plan, works, window):
    statement = fee(contract(plan), works, window)
    for lang in LANGUAGES:
        text = explain(statement, lang=lang)
        assert text.count("\n") + 1 >= len(statement.lines) + 1
        for line in statement.lines:
            assert line.net.label(lang) in text


@given(plans, works_of, windows)
def test_an_explanation_evaluates_to_the_amount_that_it_explains(plan, works, window):
    statement = fee(contract(plan), works, window)
    for line in statement.lines:
        amount = line.net if statement.basis is PriceBasis.NET else line.gross
        assert reevaluate(line.reasons, line.currency) == amount
    assert reevaluate_taxes(statement.lines) == tuple(
        (line.net, line.tax) for line in statement.lines
    )


ONE_OF_EACH = PerIncident(prices=PriceList("CNY", (Price(item="on_site", tariff=Flat(cny(800))),)))
DAY = date(2026, 3, 2)


def test_expenses_are_passed_on_as_the_coverage_says():
    # R115: travel and lodging are the customer's; R112: media at cost
    spent = [(Cost.TRAVEL, cny("553.50")), (Cost.MATERIAL, cny("35"))]
    deal = contract(ONE_OF_EACH)
    visit = fee(deal, [done("w", DAY, ANSWERS["expenses"], expenses=spent)], YEAR)
    assert [(line.key.item, line.net) for line in visit.lines if line.net.minor] == [
        ("travel", cny("553.50"))
    ]
    media = fee(deal, [done("w", DAY, ANSWERS["at_cost"], expenses=spent)], YEAR)
    assert media.net == cny("35")
    assert fee(deal, [done("w", DAY, ANSWERS["free"], expenses=spent)], YEAR).net == cny("0")
    assert fee(deal, [done("w", DAY, CHARGED, expenses=spent)], YEAR).net == cny("1388.50")
    assert visit.lines[0].clauses[0].ref == "R115"


@pytest.mark.parametrize(
    ("coverage", "missing"),
    [
        (Undetermined(missing="cause"), "cause"),
        (QuoteFirst(), "quote"),
        (NotOffered(), "agreement"),
        (CHARGED, "price"),
        (ANSWERS["at_cost"], "cost"),  # a medium whose price nobody entered is not free
    ],
)
def test_what_cannot_be_billed_yet_stands_open(coverage, missing):
    statement = fee(contract(ONE_OF_EACH), [done("w", DAY, coverage, item="training")], YEAR)
    assert statement.net == cny("0")
    assert statement.lines == ()
    (item,) = statement.open
    assert item.missing == {missing}
    assert item.key.ref == "w"


def test_a_quote_is_charged_once_for_its_request():
    first, second = done("a", DAY, QuoteFirst()), done("b", DAY, QuoteFirst())
    second = evolve(second, request=first.request, work=evolve(second.work, request="q-a"))
    quote = Quote(request="q-a", item="on_site", amount=cny("5000"), on=DAY)
    statement = fee(contract(ONE_OF_EACH), [second, first], YEAR, facts=[quote])
    assert [line.net for line in statement.lines] == [cny("5000"), cny("0")]
    later = [evolve(second, work=evolve(second.work, at=second.work.at + timedelta(days=40)))]
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    assert fee(contract(ONE_OF_EACH), [first, *later], april, facts=[quote]).net == cny("0")


def test_a_quote_says_which_costs_it_has_in_it():
    work = done("a", DAY, QuoteFirst(), expenses=[(Cost.TRAVEL, cny("90"))])
    deal = contract(ONE_OF_EACH)
    assert fee(deal, [work], YEAR).net == cny("0")
    quote = Quote(request="q-a", item="on_site", amount=cny("5000"), on=DAY)
    assert fee(deal, [work], YEAR, facts=[quote]).net == cny("5000")
    labour_only = evolve(quote, covers={Cost.LABOUR})
    assert fee(deal, [work], YEAR, facts=[labour_only]).net == cny("5090")


def test_a_visit_shared_by_several_works_is_charged_once():
    works = [done("a", DAY, visit="v1"), done("b", DAY, visit="v1"), done("c", DAY, visit="v2")]
    statement = fee(contract(ONE_OF_EACH), works, YEAR)
    assert [line.net for line in statement.lines] == [cny("800"), cny("0"), cny("800")]
    free_first = [done("a", DAY, ANSWERS["free"], visit="v1"), done("b", DAY, visit="v1")]
    assert fee(contract(ONE_OF_EACH), free_first, YEAR).net == cny("800")


def test_packs_are_billed_when_bought():
    plan = PerIncident(
        prices=PriceList("CNY"),
        packs=(Pack("ten", 10, cny("6000")), Pack("five", 5, cny("3500"))),
    )
    bought = [
        Purchase(id="p2", pack="five", on=date(2026, 5, 1), count=2),
        Purchase(id="p1", pack="ten", on=DAY),
        Purchase(id="p1", pack="ten", on=DAY),
    ]
    statement = fee(contract(plan), (), YEAR, facts=bought)
    assert [(line.key.ref, line.net) for line in statement.lines] == [
        ("p1", cny("6000")), ("p2", cny("7000")),
    ]  # fmt: skip
    spring = Period(date(2026, 3, 1), date(2026, 4, 1))
    assert fee(contract(plan), (), spring, facts=bought).net == cny("6000")
    with pytest.raises(UnknownName, match="unknown pack"):
        fee(contract(plan), (), YEAR, facts=[Purchase(id="p", pack="six", on=DAY)])


def test_milestones_of_a_project_add_up_to_its_price():
    plan = Project(
        price=cny("100000"),
        milestones=(
            Milestone(key="design", share="1/3"),
            Milestone(key="go_live", share="1/3"),
            Milestone(key="acceptance", share="1/3"),
        ),
        after_end=AfterEnd.NOT_OFFERED,
    )
    reached = [
        Reached(milestone="go_live", on=date(2026, 6, 1)),
        Reached(milestone="design", on=DAY),
        Reached(milestone="design", on=date(2026, 9, 9)),
    ]
    deal = contract(plan)
    first = fee(deal, (), YEAR, facts=reached)
    assert [reevaluate(line.reasons, "CNY") for line in first.lines] == [
        line.net for line in first.lines
    ]
    assert [line.net for line in first.lines] == [cny("33333.34"), cny("33333.33")]
    done_all = [*reached, Reached(milestone="acceptance", on=date(2026, 12, 31))]
    assert fee(deal, (), YEAR, facts=done_all).net == cny("100000")
    with pytest.raises(UnknownName, match="unknown milestone"):
        fee(deal, (), YEAR, facts=[Reached(milestone="beta", on=DAY)])


def test_an_annual_fee_may_be_a_share_of_the_licence():
    # I2: enterprise support norms, 22 % of the licence (Oracle, SAP)
    plan = Annual(fee=LicenceShare(cny("1234567.89"), "22%"))
    assert fee(contract(plan), (), YEAR).net == cny("271604.94")


def test_base_and_value_added_services_are_billed_apart():
    # R82: base plus value-added; R62: data analysis is extra
    plan = Annual(fee=cny("36000"), added=(AddedService("data_analysis", cny("6000")),))
    statement = fee(contract(plan), (), YEAR)
    assert [(line.key.item, line.net) for line in statement.lines] == [
        ("service_fee", cny("36000")), ("data_analysis", cny("6000")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("side", "net", "tax"),
    [(TaxSide.NET_FIRST, "2.88", "0.11"), (TaxSide.TAX_FIRST, "2.87", "0.12")],
)
def test_of_a_price_with_tax_one_side_is_rounded(side, net, tax):
    # R2: 2.99 with 4 % inside (Zuora, inclusive tax mode)
    plan = per_incident(
        Flat(cny("2.99")), basis=PriceBasis.GROSS, taxes=(TaxRate(rate="4%"),),
        rounding=Rounding(tax_side=side),
    )  # fmt: skip
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    assert (statement.net, statement.tax) == (cny(net), cny(tax))


@pytest.mark.parametrize(
    ("point", "gross"),
    [(RoundingPoint.LINE, "335.00"), (RoundingPoint.TAX_GROUP, "334.99"),
     (RoundingPoint.DOCUMENT, "334.99")],
)  # fmt: skip
def test_where_tax_is_rounded_is_declared(point, gross):
    # R4: four lines at 20 % (Lago #2643)
    plan = per_incident(
        PerUnit(unit("1")), taxes=(TaxRate(rate="20%"),), rounding=Rounding(point=point)
    )
    works = [
        done(f"w{k}", DAY, quantity=Decimal(amount))
        for k, amount in enumerate(["68.33", "68.33", "57.50", "85.00"])
    ]
    statement = fee(contract(plan), works, YEAR)
    assert statement.gross == cny(gross)
    assert total((line.gross for line in statement.lines), "CNY") == cny(gross)


def test_the_explanation_shows_what_was_rounded_together():
    # R4: 13.666 + 13.666 + 11.5 + 17 = 55.832 is 55.83; the first takes the fen
    plan = per_incident(
        PerUnit(unit("1")), taxes=(TaxRate(rate="20%"),),
        rounding=Rounding(point=RoundingPoint.TAX_GROUP),
    )  # fmt: skip
    works = [
        done(f"w{k}", DAY, quantity=Decimal(amount))
        for k, amount in enumerate(["68.33", "68.33", "57.50", "85.00"])
    ]
    statement = fee(contract(plan), works, YEAR)
    assert [line.tax for line in statement.lines] == [
        cny("13.67"), cny("13.66"), cny("11.50"), cny("17.00"),
    ]  # fmt: skip
    assert "4行合并舍入一次：精确值55.832，计55.83元；本行精确值13.666，分得13.66元" in explain(
        statement, lang="zh-Hans"
    )
    alone = fee(contract(plan), works[:1], YEAR)
    assert "合并舍入" not in explain(alone, lang="zh-Hans")


@pytest.mark.parametrize("point", RoundingPoint)
def test_net_amounts_settle_line_by_line_wherever_tax_is_rounded(point):
    # three times 0.335: each settles to 0.34, whatever the document has beside it
    plan = per_incident(
        PerUnit(unit("0.335")), taxes=(TaxRate(rate="20%"),), rounding=Rounding(point=point)
    )
    works = [done(f"w{k}", DAY) for k in range(3)]
    for known in (works, works[:1]):
        statement = fee(contract(plan), known, YEAR)
        assert {line.net for line in statement.lines} == {cny("0.34")}
        assert statement.net == total((line.net for line in statement.lines), "CNY")


def test_a_step_stands_in_the_explanation():
    plan = per_incident(Flat(cny("9.98")), rounding=Rounding(step="0.05"), taxes=TAXES[:1])
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    assert (statement.net, statement.tax) == (cny("10.00"), cny("0.60"))
    assert "exactly 9.98, rounded half away from zero to steps of 0.05" in explain(statement)
    assert "tax 6% on CNY 10.00 (per line, half away from zero)" in explain(statement)


def test_discount_comes_before_tax():
    # R7: 10 less 5, 20 % tax (billbo #59)
    plan = per_incident(
        Flat(cny("10")), discounts=(Discount(key="half", share="50%"),),
        taxes=(TaxRate(rate="20%"),),
    )  # fmt: skip
    assert fee(contract(plan), [done("w", DAY)], YEAR).gross == cny("6")


def test_a_rate_holds_from_its_date_and_an_items_own_comes_first():
    plan = per_incident(Flat(cny("100")), taxes=TAXES)
    spent = [(Cost.TRAVEL, cny("100")), (Cost.MATERIAL, cny("100"))]
    for day, tax in ((date(2026, 5, 31), "25"), (date(2026, 6, 1), "28")):
        statement = fee(contract(plan), [done("w", day, expenses=spent)], YEAR)
        assert statement.tax == cny(tax)
        assert statement.tax_groups[0].rate == Ratio.of("6%")


def test_an_items_own_rate_stays_when_the_general_one_changes():
    rates = (
        TaxRate(rate="13%", items=frozenset({"material"})),
        TaxRate(rate="6%"),
        TaxRate(rate="5%", since=date(2026, 6, 1)),
    )
    plan = per_incident(Flat(cny("100")), taxes=rates)
    work = done("w", date(2026, 7, 1), expenses=[(Cost.MATERIAL, cny("100"))])
    assert [line.tax for line in fee(contract(plan), [work], YEAR).lines] == [cny("5"), cny("13")]


def test_the_sum_is_rounded_to_the_smallest_coin_and_the_difference_is_shown():
    plan = per_incident(Flat(cny("9.98")), payable_step=Rounding(step="0.05"))
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    assert statement.total.rounding == cny("0.02")
    assert statement.payable == cny("10.00")
    assert statement.gross == cny("9.98")


def test_early_payment_is_offered_not_taken():
    plan = per_incident(Flat(cny("1000")), early_payment=EarlyPayment("2%", 10))
    statement = fee(contract(plan), [done("w", DAY)], YEAR)
    assert statement.payable == cny("1000")
    assert (statement.early, statement.pay_by) == (cny("20"), date(2027, 1, 11))


def test_currencies_are_never_added():
    abroad = [(Cost.TRAVEL, Money.of("200", "USD"))]
    statement = fee(contract(ONE_OF_EACH), [done("w", DAY, expenses=abroad)], YEAR)
    assert [each.net for each in statement.totals] == [cny("800"), Money.of("200", "USD")]
    with pytest.raises(CurrencyMismatch):
        _ = statement.net


def test_what_has_no_meaning_is_refused_by_name():
    deal = contract(ONE_OF_EACH)
    work = done("w", DAY)
    with pytest.raises(InvalidValue, match="two pieces of work of one id"):
        fee(deal, [work, done("w", DAY, quantity=2)], YEAR)
    with pytest.raises(WrongType):
        fee(deal, [work.work], YEAR)
    with pytest.raises(WrongType):
        fee(deal, [work], (YEAR.start, YEAR.end))
    with pytest.raises(WrongType):
        fee(deal, [work], YEAR, facts=["p1"])


def test_a_contract_without_a_plan_bills_only_expenses():
    spent = [(Cost.TRAVEL, cny("90"))]
    statement = fee(contract(), [done("w", DAY, ANSWERS["expenses"], expenses=spent)], YEAR)
    assert statement.net == cny("90")
    assert fee(contract(), [done("w", DAY)], YEAR).open[0].missing == {"price"}


def test_two_versions_of_a_contract_are_compared_on_the_same_facts():
    items = {"request": "q-w", "item": "consulting", "at": done("w", DAY).work.at}
    request = Request(id="q-w", item="consulting", at=items["at"])
    work = Work(id="w", **items)
    before = contract(Annual(fee=cny("36000")))
    after = evolve(
        contract(Annual(fee=cny("39600"), added=(AddedService("backup", cny("1000")),))),
        entitlements=before.entitlements,
    )
    found = diff(before, after, [request], [work], YEAR)
    assert [(each.key.item, each.before, each.after) for each in found.differences] == [
        ("service_fee", cny("36000"), cny("39600")), ("backup", None, cny("1000")),
    ]  # fmt: skip
    assert found.after.net - found.before.net == cny("4600")
    assert diff(before, before, [request], [work], YEAR).differences == ()
