"""The facts beside work: each once, whatever their order; discounts of projects; lots of packs."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations
from math import floor

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import (
    Offer,
    Purchase,
    Quote,
    Reached,
    ServiceCredit,
    Typical,
    compare_plans,
    fee,
    lots_of,
)
from servicedesk.entitlements import QuoteFirst
from servicedesk.errors import InvalidValue, OutOfRange
from servicedesk.incidents import Period
from servicedesk.money import Ratio
from servicedesk.reasons import Text, explain
from servicedesk.tariffs import (
    AfterEnd,
    BillingTerms,
    Discount,
    Flat,
    Milestone,
    Pack,
    Package,
    PerIncident,
    Project,
    TaxRate,
)

from .deals import YEAR, cny, contract, done, per_incident, price_list

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
TEN_OFF = Discount(key="ten_off", share="10%")


def quoted(amount, on):
    return Quote(request="q-w", item="on_site", amount=cny(amount), on=on)


def given_back(amount):
    return ServiceCredit(
        item="service_credit", period=JUNE, on=date(2026, 7, 10), amount=cny(amount),
        share=Ratio(1, 20),
    )  # fmt: skip


def project(*discounts, shares=(1,)):
    milestones = tuple(Milestone(key=f"m{n}", share=share) for n, share in enumerate(shares))
    return Project(
        price=cny("1000"), milestones=milestones, after_end=AfterEnd.INCLUDED,
        terms=BillingTerms(discounts=discounts),
    )  # fmt: skip


def test_of_two_quotes_the_one_agreed_on_last_counts_in_any_order():
    first, last = quoted("100", date(2026, 2, 1)), quoted("900", date(2026, 3, 1))
    work = done("w", date(2026, 4, 1), QuoteFirst())
    deal = contract(per_incident(Flat(cny("800"))))
    for facts in permutations((first, last, first)):
        assert fee(deal, [work], YEAR, facts=facts).net == cny("900")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (quoted("100", date(2026, 2, 1)), quoted("900", date(2026, 2, 1))),
        (given_back("150"), given_back("300")),
        (
            Purchase(id="A", pack="ten", on=date(2026, 2, 1)),
            Purchase(id="A", pack="ten", on=date(2026, 2, 1), count=2),
        ),
    ],
)
def test_two_facts_of_one_identity_are_refused_not_chosen_from(one, other):
    plan = PerIncident(prices=price_list(Flat(cny("800"))), packs=(Pack("ten", 10, cny("6500")),))
    assert fee(contract(plan), [], YEAR, facts=[one, one]) == fee(
        contract(plan), [], YEAR, facts=[one]
    )
    for facts in ((one, other), (other, one)):
        with pytest.raises(InvalidValue, match="two facts of one identity"):
            fee(contract(plan), [], YEAR, facts=facts)


def test_a_quote_or_a_credit_below_nothing_is_refused():
    for build in (lambda: quoted("-5", date(2026, 2, 1)), lambda: given_back("-150")):
        with pytest.raises(OutOfRange, match="less than nothing"):
            build()


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.lists(st.integers(0, 100), max_size=3),
)
def test_a_project_less_its_discounts_is_settled_once_and_split_without_loss(weights, offs):
    shares = [Ratio(weight, sum(weights)) for weight in weights]
    discounts = tuple(Discount(key=f"d{n}", share=Ratio(off, 100)) for n, off in enumerate(offs))
    facts = [Reached(milestone=f"m{n}", on=date(2026, 2, 1 + n)) for n in range(len(shares))]
    left = Fraction(1000 * 100)
    for off in offs:
        left *= Fraction(100 - off, 100)
    found = fee(contract(project(*discounts, shares=shares)), [], YEAR, facts=facts).net
    assert found.minor == floor(left + Fraction(1, 2))


def test_a_discount_on_a_project_shows_in_the_bill_its_reasons_and_the_comparison():
    plan = project(TEN_OFF)
    (line,) = fee(
        contract(plan), [], YEAR, facts=[Reached(milestone="m0", on=date(2026, 2, 1))]
    ).lines
    assert line.net == cny("900")
    assert "ten_off" in explain(line)
    (curve,) = compare_plans(
        [Offer(key="p", name=Text("p", "p", "p"), plan=plan)], [3], typical=Typical(item="on_site")
    ).curves
    assert set(curve.costs) == {cny("900")}


def test_a_discount_for_one_milestone_leaves_the_others():
    plan = project(evolve(TEN_OFF, items="m0"), shares=(Ratio(1, 2), Ratio(1, 2)))
    facts = [
        Reached(milestone="m0", on=date(2026, 2, 1)),
        Reached(milestone="m1", on=date(2026, 3, 1)),
    ]
    lines = fee(contract(plan), [], YEAR, facts=facts).lines
    assert [line.net for line in lines] == [cny("450"), cny("500")]


@pytest.mark.parametrize(("incidents", "cost"), [(1, "800"), (10, "8000"), (12, "9600")])
def test_a_pack_of_a_month_pays_for_few_of_a_year(incidents, cost):
    monthly = Pack("ten", 10, cny("1000"), months=1)
    plan = PerIncident(prices=price_list(Flat(cny("800"))), packs=(monthly,))
    (curve,) = compare_plans(
        [Offer(key="p", name=Text("p", "p", "p"), plan=plan)], [incidents],
        typical=Typical(item="on_site"),
    ).curves  # fmt: skip
    # evenly over the year at most one of them lies in a pack's month, and a single costs 800
    assert curve.costs[incidents] == cny(cost)


def test_packs_that_expire_are_worth_it_where_enough_happens_while_they_last():
    quarterly = Pack("ten", 10, cny("1000"), months=3)
    plan = PerIncident(prices=price_list(Flat(cny("800"))), packs=(quarterly,))
    (curve,) = compare_plans(
        [Offer(key="p", name=Text("p", "p", "p"), plan=plan)], [40], typical=Typical(item="on_site")
    ).curves
    assert curve.costs[40] == cny("4000")  # ten a quarter
    assert curve.costs[4] == cny("3200")  # one a quarter, singly
    assert curve.costs[8] == cny("4000")  # two a quarter: a pack for each pair


def test_counted_work_is_taxed_at_the_rate_of_its_own_dates():
    taxes = (TaxRate(rate="6%"), TaxRate(rate="9%", since=date(2026, 7, 1)))
    deal = contract(per_incident(Package(1, cny("1000"), unit="incident"), taxes=taxes))
    works = [done("a", date(2026, 3, 10)), done("b", date(2026, 11, 10))]
    lines = fee(deal, works, YEAR).lines
    priced = {line.key.period: (line.net, line.tax) for line in lines if line.net.minor}
    assert priced == {
        Period(date(2026, 1, 1), date(2026, 7, 1)): (cny("1000"), cny("60")),
        Period(date(2026, 7, 1), date(2027, 1, 1)): (cny("1000"), cny("90")),
    }


@pytest.mark.parametrize("name", ["PO/2026/03", "订单3", "PO 1", "po-1", "A" * 300, "x_1", "-"])
def test_a_purchase_of_any_id_becomes_a_lot(name):
    plan = PerIncident(
        prices=price_list(Flat(cny("800"))), packs=(Pack("ten", 10, cny("6500"), months=6),)
    )
    other = Purchase(id=name.swapcase() + "x", pack="ten", on=date(2026, 2, 1))
    bought = [Purchase(id=name, pack="ten", on=date(2026, 2, 1), count=2), other]
    lots = lots_of(plan, bought, YEAR)
    assert len({lot.key for lot in lots}) == 3
    assert {lot.end - lot.start for lot in lots} == {timedelta(days=181)}  # to 1 August
    assert set(lots_of(plan, bought[:1], YEAR)) < set(lots)  # a later purchase renames none
