"""Which plan fits whom: the same numbers as the bill, exact crossing points, a readable picture."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
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
from servicedesk.decisions import when
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    NaiveDatetime,
    OutOfRange,
    WrongType,
)
from servicedesk.incidents import months_after
from servicedesk.money import Money
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.tariffs import (
    AfterEnd,
    Annual,
    Band,
    BillingTerms,
    Commitment,
    Discount,
    Flat,
    Hourly,
    Milestone,
    Pack,
    Package,
    PerIncident,
    Price,
    PriceBasis,
    PriceList,
    Project,
    Surcharge,
    SurchargeOn,
)
from servicedesk.views import plan_comparison_svg

from .deals import DESK, YEAR, cny, contract, done, per_incident, price_list, unit
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


kinds = st.builds(
    lambda item, quantity, day, hour, steps, urgent: Typical(
        item=item, quantity=quantity, time=timedelta(minutes=13 * steps), facts={"urgent": urgent},
        at=datetime(2026, 1, day, hour, tzinfo=UTC),
    ),
    st.sampled_from(["on_site", "training"]), st.integers(0, 30), st.integers(5, 11),
    st.integers(0, 23), st.integers(1, 20), st.booleans(),
)  # fmt: skip


def works_like(mix, n, length):
    """Incidents 0 to n - 1 in turn, each a week after the other, spread over the year's periods."""
    found, before = [], 0
    for end in range(length, 13, length):
        upto = n * end // 12
        start = months_after(YEAR.start, end - length)
        for week, number in enumerate(range(before, upto)):
            each = mix[number % len(mix)]
            day = start + timedelta(days=7 * week + (each.at.weekday() - start.weekday()) % 7)
            found.append(
                done(
                    f"w{number:03}", day, item=each.item, quantity=each.quantity, visits=1,
                    hour=each.at.hour, minutes=each.time // timedelta(minutes=1),
                    facts=dict(each.facts),
                )
            )  # fmt: skip
        before = upto
    return found


@settings(max_examples=100, deadline=None)
@given(lists, terms, st.lists(kinds, min_size=1, max_size=3), st.integers(0, 12), prices)
def test_the_comparison_says_what_the_bill_will_say(prices_of, terms_of, mix, n, fee_of):
    # whole accounting periods in the year
    plan = evolve(terms_of, accounting_months={5: 4}.get(terms_of.accounting_months, 12))
    single = PerIncident(prices=prices_of, terms=plan)
    yearly = Annual(fee=fee_of, prices=prices_of, terms=plan)
    offers = [offer("single", single), offer("yearly", yearly, included=3)]
    found = compare_plans(offers, [n], typical=mix)
    works = works_like(mix, n, plan.accounting_months)
    bills = [fee(contract(single), works, YEAR), fee(contract(yearly), works[3:], YEAR)]
    assert [curve.costs[n] for curve in found.curves] == [
        each.net if plan.basis is PriceBasis.NET else each.gross for each in bills
    ]


NIGHT = Surcharge(key="night", factor=2, outside=DESK)
HOURS_AT_NIGHT = Surcharge(key="night", factor=2, outside=DESK, on=SurchargeOn.TIME_OUTSIDE)
MONDAY = date(2026, 1, 5)


def typical(hour, **more):
    at = datetime.combine(MONDAY, time(hour), UTC)
    return Typical(item="on_site", time=timedelta(hours=2), at=at, **more)


@pytest.mark.parametrize(
    ("surcharge", "mix", "costs"),
    [
        (NIGHT, [typical(10)], [0, 100, 200, 300, 400]),
        (NIGHT, [typical(20)], [0, 200, 400, 600, 800]),
        # one of three at night
        (NIGHT, [typical(10), typical(20), typical(10)], [0, 100, 300, 400, 500]),
        # from four to six: all is begun by day, half of the time lies outside
        (NIGHT, [typical(16)], [0, 100, 200, 300, 400]),
        (HOURS_AT_NIGHT, [typical(16)], [0, 150, 300, 450, 600]),
        # for urgent ones only
        (evolve(NIGHT, when=when(urgent=True)),
         [typical(20, facts={"urgent": True}), typical(20, facts={"urgent": False})],
         [0, 200, 300, 500, 600]),
    ],
    ids=["day", "night", "one of three", "begun by day", "half of it", "urgent"],
)  # fmt: skip
def test_surcharges_out_of_hours_are_in_the_comparison(surcharge, mix, costs):
    plan = per_incident(Flat(cny("100")), surcharges=(surcharge,))
    (curve,) = compare_plans([offer("o", plan)], [4], typical=mix, most=4).curves
    assert list(curve.costs) == [cny(each) for each in costs]


def test_what_a_surcharge_depends_on_is_asked_for_not_left_out():
    timeless = Typical(item="on_site", time=timedelta(hours=2))
    for rule, facts, missing in (
        (NIGHT, {}, "at"),
        (HOURS_AT_NIGHT, {}, "at"),
        (Surcharge(key="urgent", factor=2, when=when(urgent=True)), {}, "urgent"),
        (evolve(NIGHT, when=when(urgent=True)), {"urgent": True}, "at"),
    ):
        plan = per_incident(Flat(cny("100")), surcharges=(rule,))
        with pytest.raises(InvalidValue, match="lacks facts") as caught:
            compare_plans([offer("o", plan)], [1], typical=evolve(timeless, facts=facts))
        assert missing in caught.value.got
    # what can't hold is not asked about
    calm = evolve(timeless, facts={"urgent": False})
    plan = per_incident(Flat(cny("100")), surcharges=(evolve(NIGHT, when=when(urgent=True)),))
    assert compare_plans([offer("o", plan)], [1], typical=calm).curves[0].costs[1] == cny("100")
    # nor by a plan whose fee pays for all
    annual = Annual(fee=cny("5"), prices=plan.prices, terms=plan.terms)
    assert compare_plans([offer("o", annual)], [1], typical=timeless).best == ("o",)
    banded = per_incident(
        Hourly(price=unit("100"), bands=(Band(key="day", hours=DESK), Band(key="b", factor=3)))
    )
    with pytest.raises(InvalidValue, match="lacks facts"):
        compare_plans([offer("o", banded)], [1], typical=timeless)
    (curve,) = compare_plans([offer("o", banded)], [1], typical=typical(16)).curves
    assert curve.costs[1] == cny("400")  # an hour by day, an hour thrice


def test_the_minimum_commitment_is_in_the_comparison():
    # at least 500 a quarter; twelve incidents are three a quarter, twenty-four are six
    least = Commitment(amount=cny("500"))
    plan = per_incident(Flat(cny("100")), commitment=least, accounting_months=3)
    (curve,) = compare_plans([offer("o", plan)], [24], typical=VISIT).curves
    assert [curve.costs[n] for n in (0, 12, 22, 24)] == [
        cny(each) for each in ("2000", "2000", "2200", "2400")
    ]
    packed = evolve(plan, packs=(Pack("ten", 10, cny("700")),))
    (curve,) = compare_plans([offer("o", packed)], [24], typical=VISIT).curves
    # what packs pay for is no work by the price list, so the commitment stands beside them
    assert [curve.costs[n] for n in (0, 24)] == [cny("2000"), cny("2400")]
    with pytest.raises(InvalidValue, match="whole accounting periods"):
        compare_plans([offer("o", plan)], [1], typical=VISIT, months=10)


def test_prices_that_accumulate_start_anew_in_each_accounting_period():
    # packages of ten for 100, each quarter anew: 4 incidents of 5 units are one a quarter
    plan = per_incident(Package("10", cny("100")), accounting_months=3)
    five = Typical(item="on_site", quantity=5)
    (curve,) = compare_plans([offer("o", plan)], [8], typical=five).curves
    assert [curve.costs[n] for n in (1, 4, 5, 8)] == [
        cny(each) for each in ("100", "400", "400", "400")
    ]
    yearly = evolve(plan, terms=evolve(plan.terms, accounting_months=12))
    (curve,) = compare_plans([offer("o", yearly)], [8], typical=five).curves
    assert [curve.costs[n] for n in (1, 4, 5, 8)] == [
        cny(each) for each in ("100", "200", "300", "400")
    ]


def test_packs_pay_for_the_dearest_of_several_incidents():
    # 100 by day, 200 at night, in turn; a pack of two costs 250
    plan = per_incident(Flat(cny("100")), surcharges=(NIGHT,))
    plan = evolve(plan, packs=(Pack("two", 2, cny("250")),))
    (curve,) = compare_plans(
        [offer("o", plan)], [6], typical=[typical(10), typical(20)], most=6
    ).curves
    # 4: the two at night by a pack, two by day; 6: two packs, and two by day
    assert list(curve.costs) == [cny(each) for each in (0, 100, 250, 350, 450, 550, 700)]
    other = evolve(plan, packs=(Pack("two", 2, cny("250"), item="on_site"),))
    with pytest.raises(InvalidValue, match="one of several items"):
        compare_plans([offer("o", other)], [6], typical=[VISIT, Typical(item="training")], most=6)


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
APART = PerIncident(
    prices=PriceList("CNY", (Price(tariff=Package("10", cny("1"))),)),
    terms=BillingTerms(discounts=(Discount(key="a", share="5%", items=frozenset({"on_site"})),)),
)
REFUSED = [
    (lambda: compare_plans([offer("o", APART)], [1], typical=VISIT), InvalidValue),
    (lambda: compare_plans(PLANS, [1], typical=[]), InvalidValue),
    (lambda: compare_plans(PLANS, [1], typical=["on_site"]), WrongType),
    (lambda: Typical(item="on_site", at=datetime(2026, 1, 1)), NaiveDatetime),  # noqa: DTZ001
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
