"""Which plan fits whom: the same numbers as the bill, exact crossing points, a readable picture."""

from datetime import timedelta
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.billing import (
    Crossing,
    Demand,
    Fit,
    Offer,
    Purchase,
    Typical,
    compare_plans,
    fee,
)
from servicedesk.errors import CurrencyMismatch, InvalidValue, OutOfRange
from servicedesk.money import Money
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.tariffs import (
    AfterEnd,
    Annual,
    BillingTerms,
    Discount,
    Flat,
    Milestone,
    Pack,
    PerIncident,
    Price,
    PriceBasis,
    PriceList,
    Project,
)
from servicedesk.views import plan_comparison_svg

from .deals import YEAR, cny, contract, done, per_incident, price_list
from .test_fee import lists, prices, terms

VISIT = Typical(item="on_site", time=timedelta(hours=1))


def offer(key, plan, included=None):
    return Offer(key=key, name=Text(key, f"{key}方案", f"{key}方案"), plan=plan, included=included)


def milestones(*shares):
    return tuple(Milestone(key=f"m{k}", share=share) for k, share in enumerate(shares))


PLANS = (
    # R63: per incident (few problems), per year (long-term), per project
    offer("per_incident", per_incident(Flat(cny("800")))),
    offer("annual", Annual(fee=cny("12000"))),
    offer(
        "project",
        Project(price=cny("6000"), milestones=milestones(1), after_end=AfterEnd.CHARGED,
                prices=price_list(Flat(cny("1000")))),
        included=5,
    ),
)  # fmt: skip


def test_each_plan_fits_someone():
    found = compare_plans(PLANS, [3, 8, 20], typical=VISIT, most=30)
    assert found.fits == (
        Fit(0, 14, ("per_incident",)),
        Fit(15, 15, ("per_incident", "annual")),
        Fit(16, 30, ("annual",)),
    )
    assert Crossing(16, "annual", "per_incident") in found.crossings
    assert Crossing(12, "annual", "project") in found.crossings


def test_expected_cost_and_regret_answer_different_questions():
    few = compare_plans(PLANS, [Demand(2, 9), Demand(40)], typical=VISIT)
    costs = {each.key: each for each in few.outlooks}
    # per incident: (9 × 1600 + 32000) / 10; annual: 12000 always
    assert costs["per_incident"].expected == cny("4640")
    assert costs["annual"].expected == cny("12000")
    assert few.best == ("per_incident",)
    # at 40 incidents per incident costs 20000 too much, at 2 the year 10400
    assert costs["per_incident"].regret == cny("20000")
    assert costs["annual"].regret == cny("10400")
    assert few.safest == ("annual",)


def test_a_plan_that_cannot_serve_so_many_is_said_so():
    closed = Project(price=cny("100"), milestones=milestones(1), after_end=AfterEnd.NOT_OFFERED)
    found = compare_plans([*PLANS, offer("closed", closed, included=2)], [1, 3], typical=VISIT)
    assert found.fits[0] == Fit(0, 0, ("per_incident",))
    assert found.fits[1] == Fit(1, 2, ("closed",))
    (outlook,) = [each for each in found.outlooks if each.key == "closed"]
    assert (outlook.expected, outlook.serves) == (None, False)


def test_packs_are_bought_as_is_cheapest():
    plan = PerIncident(
        prices=price_list(Flat(cny("800"))),
        packs=(Pack("ten", 10, cny("6000")), Pack("three", 3, cny("2100"))),
    )
    (curve,) = compare_plans([offer("packs", plan)], [25], typical=VISIT).curves
    # 1: 800; 3: pack of three; 8: ten beats 2100+2100+800+800; 13: ten and three; 9: ten
    wanted = {0: 0, 1: 800, 2: 1600, 3: 2100, 6: 4200, 7: 5000, 8: 5800, 9: 6000, 10: 6000,
              11: 6800, 13: 8100, 20: 12000}  # fmt: skip
    assert {n: curve.costs[n] for n in wanted} == {n: cny(each) for n, each in wanted.items()}


@given(
    st.lists(st.builds(Pack, st.sampled_from("abc"), st.integers(1, 6), prices), max_size=2,
             unique_by=lambda pack: pack.key),
    prices, st.integers(1, 14),
)  # fmt: skip
def test_no_way_to_buy_is_cheaper(packs, single, n):
    plan = PerIncident(prices=price_list(Flat(single)), packs=tuple(packs))
    (curve,) = compare_plans([offer("o", plan)], [n], typical=VISIT).curves

    @cache
    def cheapest(left):
        if left <= 0:
            return 0
        ways = [(1, single.minor), *((pack.incidents, pack.price.minor) for pack in packs)]
        return min(price + cheapest(left - size) for size, price in ways)

    assert [cost.minor for cost in curve.costs] == [cheapest(k) for k in range(len(curve.costs))]


@settings(max_examples=40)
@given(lists, terms, st.integers(0, 12), prices)
def test_the_comparison_says_what_the_bill_will_say(prices_of, terms_of, n, fee_of):
    one_year = BillingTerms(
        rounding=terms_of.rounding, basis=terms_of.basis, discounts=terms_of.discounts
    )
    single = PerIncident(prices=prices_of, terms=one_year)
    yearly = Annual(fee=fee_of, prices=prices_of, terms=one_year)
    offers = [offer("single", single), offer("yearly", yearly, included=3)]
    found = compare_plans(offers, [n], typical=VISIT)
    works = [done(f"w{k:02}", YEAR.start + timedelta(days=k), time=VISIT.time) for k in range(n)]
    bills = [fee(contract(single), works, YEAR), fee(contract(yearly), works[3:], YEAR)]
    assert [curve.costs[n] for curve in found.curves] == [each.gross for each in bills]


def test_discounts_for_a_long_term_move_the_crossing():
    less = BillingTerms(discounts=(Discount(key="long", share="20%", least_months=24),))
    offers = [PLANS[0], offer("annual", Annual(fee=cny("12000"), terms=less))]
    one = compare_plans(offers, [20], typical=VISIT)
    two = compare_plans(offers, [40], typical=VISIT, months=24)
    assert one.crossings == (Crossing(16, "annual", "per_incident"),)
    assert two.curves[1].costs[0] == cny("19200")
    assert two.crossings == (Crossing(25, "annual", "per_incident"),)


def test_a_comparison_speaks_and_draws_itself():
    found = compare_plans(PLANS, [3, 8, 20], typical=VISIT)
    assert "15 incidents" in explain(found)
    assert "最省" in explain(found, lang="zh-Hans")
    for lang in LANGUAGES:
        root = ET.fromstring(plan_comparison_svg(found, lang=lang))  # noqa: S314 - our own
        assert root.tag.endswith("svg")
        texts = [each.text for each in root.iter() if each.text]
        for curve in found.curves:
            assert curve.name.label(lang) in texts
        assert explain(found, lang=lang) in texts
        lines = [each for each in root.iter() if each.tag.endswith("polyline")]
        assert len(lines) == 3
        for line in lines:
            for point in line.get("points").split():
                x, y = point.split(",")
                assert 0 <= float(x) <= 760
                assert 0 <= float(y) <= 470


def test_names_are_escaped_in_the_picture():
    nasty = Offer(key="x", name=Text("<b>&", "<b>&", "<b>&"), plan=Annual(fee=cny("5")))
    svg = plan_comparison_svg(compare_plans([nasty], [1], typical=VISIT))
    assert "<b>" not in svg
    assert "&lt;b&gt;&amp;" in svg


gross = BillingTerms(basis=PriceBasis.GROSS)
REFUSED = [
    (lambda: compare_plans([], [1], typical=VISIT), InvalidValue),
    (lambda: compare_plans(PLANS, [], typical=VISIT), InvalidValue),
    (lambda: compare_plans(PLANS[:1] * 2, [1], typical=VISIT), InvalidValue),
    (lambda: compare_plans(PLANS, [-1], typical=VISIT), OutOfRange),
    (lambda: compare_plans(PLANS, [10**9], typical=VISIT), OutOfRange),
    (lambda: compare_plans(PLANS, [5], typical=VISIT, most=4), OutOfRange),
    (lambda: compare_plans(PLANS, [5], typical=VISIT, most=10**9), OutOfRange),
    (lambda: Offer(key="a", name=Text("a", "a", "a"), plan=PLANS[0].plan, included=-1),
     OutOfRange),
    (lambda: compare_plans([*PLANS, offer("usd", Annual(fee=Money(1, "USD")))], [1],
                           typical=VISIT), CurrencyMismatch),
    (lambda: compare_plans([*PLANS, offer("g", Annual(fee=cny("1"), terms=gross))], [1],
                           typical=VISIT), InvalidValue),
    (lambda: compare_plans(PLANS, [1], typical=Typical(item="training")), InvalidValue),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error"), REFUSED, ids=[str(k) for k in range(len(REFUSED))])
def test_what_cannot_be_compared_is_refused(make, error):
    with pytest.raises(error):
        make()


def test_a_pack_bought_is_what_the_comparison_counts():
    pack = Pack("ten", 10, cny("6000"))
    plan = PerIncident(prices=PriceList("CNY", (Price(tariff=Flat(cny("800"))),)), packs=(pack,))
    found = compare_plans([offer("o", plan)], [10], typical=VISIT)
    bill = fee(contract(plan), (), YEAR, facts=[Purchase(id="p", pack="ten", on=YEAR.start)])
    assert found.curves[0].costs[10] == bill.net
