"""Bills of a contract that was changed: each date by the version that counts on it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.billing import Purchase, Quote, Reached, catch_up, change_plan, fee, reevaluate
from servicedesk.contracts import amended, ended, renewed, versions_in
from servicedesk.entitlements import QuoteFirst
from servicedesk.errors import InvalidValue, ServiceDeskError
from servicedesk.incidents import Period, months_after
from servicedesk.money import Money, Ratio, total
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.tariffs import (
    AddedService,
    AfterEnd,
    Annual,
    BillingTerms,
    Commitment,
    Flat,
    FlatWithOverage,
    Graduated,
    Milestone,
    Pack,
    PriceBasis,
    Project,
    Step,
    TaxRate,
    Timing,
)

from .deals import YEAR, cny, contract, done, per_incident, price_list, unit
from .test_changes import as_time_goes_by, over, plans
from .test_fee import plans as plans_of_work
from .test_fee import works_of
from .test_late import come_to, taken_back

JULY = date(2026, 7, 1)
HALVES = [Period(YEAR.start, JULY), Period(JULY, YEAR.end)]
THREE = [done(f"feb{k}", date(2026, 2, k + 1)) for k in range(3)]
LATER = [done(f"sep{k}", date(2026, 9, k + 1)) for k in range(3)]


def net(deal, works, *periods, **more):
    return [fee(deal, works, period, **more).net for period in periods]


def parts(cuts):
    days = [YEAR.start, *sorted(YEAR.start + timedelta(days=cut) for cut in cuts), YEAR.end]
    return [Period(one, other) for one, other in pairwise(days)]


@settings(max_examples=150, deadline=None)
@given(plans, plans, st.integers(1, 364), st.sets(st.integers(1, 364), max_size=6))
def test_fees_of_a_history_bill_every_day_once_by_its_own_version(old, new, day, cuts):
    before, on = contract(old), YEAR.start + timedelta(days=day)
    history, after = amended(before, on, fee_plan=new), contract(new)
    statements = [fee(history, (), part) for part in parts(cuts)]
    kept = over(as_time_goes_by(before), Period(YEAR.start, on))
    kept += over(as_time_goes_by(after), Period(on, YEAR.end))
    assert total((each.net for each in statements), "CNY") == kept == fee(history, (), YEAR).net
    for each in statements:
        # what was billed before the change is what was billed
        if each.period.end <= on:
            assert each == fee(before, (), each.period)
        for line in each.lines:
            assert reevaluate(line.reasons, "CNY") == line.net


@settings(max_examples=100, deadline=None)
@given(
    plans_of_work, plans_of_work, works_of, st.integers(1, 364),
    st.sets(st.integers(1, 364), max_size=4),
)  # fmt: skip
def test_the_statements_of_a_history_add_up(old, new, works, day, cuts):
    new = evolve(new, terms=evolve(new.terms, basis=old.terms.basis))
    history = amended(contract(old), YEAR.start + timedelta(days=day), fee_plan=new)
    statements = [fee(history, works, part) for part in parts(cuts)]
    whole = fee(history, works, YEAR)
    in_prices = [
        [each.net if each.basis is PriceBasis.NET else each.gross for each in group]
        for group in (statements, [whole])
    ]
    assert total(in_prices[0], "CNY") == total(in_prices[1], "CNY")


@settings(max_examples=100, deadline=None)
@given(plans_of_work, works_of, st.integers(1, 364), st.sets(st.integers(1, 364), max_size=3))
def test_a_version_with_the_same_plan_changes_no_bill(plan, works, day, cuts):
    deal = contract(plan)
    history = amended(deal, YEAR.start + timedelta(days=day), tier="premium")
    periods = [YEAR, *parts(cuts)]
    sums = [
        [each.net if each.basis is PriceBasis.NET else each.gross for each in found]
        for found in (
            [fee(deal, works, p) for p in periods],
            [fee(history, works, p) for p in periods],
        )
    ]
    assert sums[0] == sums[1]


def test_what_was_billed_ahead_is_taken_back_on_the_day_of_the_change():
    tax = BillingTerms(taxes=(TaxRate(rate="6%"), TaxRate(rate="9%", since=JULY)))
    media = AddedService("media", cny("3650"))
    old = Annual(fee=cny("36500"), timing=Timing.ADVANCE, terms=tax, added=(media,))
    history = amended(contract(old), JULY, fee_plan=evolve(old, fee=cny("73000"), added=()))
    january, july = (Period(day, months_after(day, 1)) for day in (YEAR.start, JULY))
    assert net(history, (), january) == [cny("40150")]
    found = fee(history, (), july)
    # 184 of 365 days, with the tax of January, when they were billed
    assert [(line.key.ref, line.key.item, line.net, line.rate) for line in found.lines] == [
        ("taken-back", "service_fee", cny("-18400"), Ratio(6, 100)),
        ("taken-back", "media", cny("-1840"), Ratio(6, 100)),
        ("", "service_fee", cny("36800"), Ratio(9, 100)),
    ]
    for lang, words in zip(LANGUAGES, ("taken back", "退回已预收", "退回已預收"), strict=True):
        assert words in explain(found, lang=lang)


def test_an_end_or_a_lapse_takes_nothing_back_by_itself():
    deal = contract(Annual(fee=cny("36500"), timing=Timing.ADVANCE))
    assert net(ended(deal, JULY), (), *HALVES) == [cny("36500"), cny("0")]
    again = renewed(deal, Period(date(2027, 3, 1), date(2028, 3, 1)))
    assert net(again, (), Period(YEAR.end, date(2027, 3, 1))) == [cny("0")]
    assert net(again, (), Period(date(2027, 3, 1), date(2028, 3, 1))) == [cny("36500")]


def test_a_new_price_begins_anew_and_the_same_goes_on():
    new = per_incident(FlatWithOverage(cny("1000"), "10", unit("50"), "incident"))
    history = amended(contract(per_incident(Flat(cny("100")))), JULY, fee_plan=new)
    assert net(history, THREE + LATER, *HALVES) == [cny("300"), cny("1000")]
    # two units at 10, then at 1: the fourth to sixth of the year
    steps = per_incident(Graduated((Step("2", unit("10")), Step(None, unit("1")))))
    history = amended(contract(steps), JULY, tier="premium")
    assert net(history, THREE + LATER, *HALVES) == [cny("21"), cny("3")]


@pytest.mark.parametrize(
    ("old", "new", "change", "expected"),
    [
        # 300 of the 1000 are spent at the old price: 700 more, though the new price is 300
        ("1000", "1000", JULY, ["300", "700"]),
        # each version commits for its own days: 365 × 181/365 + 730 × 184/365 = 549, less 300
        ("365", "730", JULY, ["300", "249"]),
        ("365", None, JULY, ["300", "0"]),
        ("3650", None, JULY, ["300", "1510"]),
    ],
)
def test_the_commitment_counts_work_at_the_price_of_its_day(old, new, change, expected):
    def plan(price, least):
        commitment = None if least is None else Commitment(amount=cny(least))
        return per_incident(Flat(cny(price)), commitment=commitment)

    history = amended(contract(plan("100", old)), change, fee_plan=plan("300", new))
    assert net(history, THREE, *HALVES) == [cny(each) for each in expected]
    assert net(history, THREE, YEAR) == [total(map(cny, expected), "CNY")]


def test_a_contract_that_ends_commits_for_its_days():
    deal = contract(per_incident(Flat(cny("100")), commitment=Commitment(amount=cny("3650"))))
    assert net(ended(deal, JULY), THREE, *HALVES) == [cny("1810"), cny("0")]


def test_packs_and_milestones_are_those_of_the_version_of_their_day():
    packs = [
        evolve(per_incident(Flat(cny("100"))), packs=(Pack(key, 10, cny(price)),))
        for key, price in (("ten", "650"), ("more", "600"))
    ]
    history = amended(contract(packs[0]), JULY, fee_plan=packs[1])
    bought = [
        Purchase(id="a", pack="ten", on=date(2026, 2, 1)),
        Purchase(id="b", pack="more", on=date(2026, 8, 1)),
    ]
    assert net(history, (), *HALVES, facts=bought) == [cny("650"), cny("600")]
    project = Project(
        price=cny("1000"), milestones=(Milestone(key="done", share=1),),
        after_end=AfterEnd.INCLUDED,
    )  # fmt: skip
    history = amended(contract(project), JULY, fee_plan=evolve(project, price=cny("2000")))
    reached = [Reached(milestone="done", on=each) for each in (date(2026, 8, 1), date(2026, 2, 1))]
    assert net(history, (), *HALVES, facts=reached) == [cny("1000"), cny("0")]


def test_prices_with_and_without_tax_do_not_stand_in_one_statement():
    plan = Annual(fee=cny("1200"))
    gross = evolve(plan, terms=BillingTerms(basis=PriceBasis.GROSS))
    history = amended(contract(plan), JULY, fee_plan=gross)
    assert [fee(history, (), half).basis for half in HALVES] == [PriceBasis.NET, PriceBasis.GROSS]
    with pytest.raises(InvalidValue, match="with and without tax"):
        fee(history, (), YEAR)


def test_fees_for_time_are_never_late():
    plan = Annual(fee=cny("1200"), prices=price_list(Flat(cny("800"))))
    history = amended(contract(plan), JULY, fee_plan=evolve(plan, fee=cny("2400")))
    (v1, first), (v2, second) = versions_in(history, YEAR)
    billed = [fee(v1, (), first), fee(v2, (), second)]
    for deal in (v1, v2, history):
        assert catch_up(deal, (), billed).changed == ()
        found = catch_up(deal, [done("w", date(2026, 5, 10))], billed)
        assert (found.statement.net, found.changed) == (cny("800"), ())


@settings(max_examples=80, deadline=None)
@given(
    plans_of_work, plans_of_work, works_of, st.sets(st.integers(0, 5)), st.integers(1, 364),
    st.integers(1, 364),
)  # fmt: skip
def test_whatever_is_late_a_history_comes_to_the_sum_of_its_bills(old, new, works, late, day, cut):
    new = evolve(new, terms=evolve(new.terms, basis=old.terms.basis))
    history = amended(contract(old), YEAR.start + timedelta(days=day), fee_plan=new)
    early = [each for k, each in enumerate(works) if k not in late]
    billed = [fee(history, early, part) for part in parts({cut})]
    found = catch_up(history, works, billed)
    taken = taken_back(found.changed)
    should = come_to(*(fee(history, works, part) for part in parts({cut})))
    assert come_to(*billed, found.statement) - taken == should


def test_late_work_after_a_change_of_plan():
    plan = Annual(fee=cny("1200"), timing=Timing.ADVANCE, prices=price_list(Flat(cny("800"))))
    new = evolve(plan, fee=cny("2400"), prices=price_list(Flat(cny("900"))))
    before, after = contract(plan), contract(new)
    billed = [fee(before, (), HALVES[0])]
    change = change_plan(billed[0], before, after, JULY, id="c")
    billed.append(fee(after, (), HALVES[1]))
    works = [done("may", date(2026, 5, 10)), done("oct", date(2026, 10, 10))]
    history = amended(before, JULY, fee_plan=new)
    more = {"caught_up": [change.charge], "credited": [change.credit]}
    found = catch_up(history, works, billed, **more)
    assert [line.net for line in found.statement.lines] == [cny("800"), cny("900")]
    assert found.changed == ()
    more["caught_up"].append(found.statement)
    again = catch_up(history, works, billed, **more)
    assert again.statement.lines == again.changed == ()


def test_a_history_knows_what_a_change_of_plan_charged():
    steps = price_list(Graduated((Step("2", unit("10")), Step(None, unit("1")))))
    plan = Annual(fee=cny("36500"), timing=Timing.ADVANCE, prices=steps)
    new = evolve(plan, fee=cny("73000"), months=6)
    before = contract(plan)
    history = amended(before, JULY, fee_plan=new)
    first = fee(before, THREE, HALVES[0])
    change = change_plan(first, before, contract(new), date(2026, 7, 1), id="c")
    # nothing is due before the half-year's first statement, which bills it
    assert (first.net, change.net) == (cny("36521"), cny("-18400"))
    second = fee(history, THREE + LATER, HALVES[1], charged=[change.charge])
    # the fourth to sixth unit of the year cost 1
    assert second.net == cny("73003")
    yearly = amended(before, JULY, fee_plan=evolve(new, months=12))
    change = change_plan(first, before, yearly.versions[1].value, JULY, id="c")
    assert change.charge.net == cny("36800")
    second = fee(yearly, THREE + LATER, HALVES[1], charged=[change.charge])
    assert second.net == cny("3")
    for deal in (before, contract(new), amended(before, date(2026, 8, 1), fee_plan=new)):
        with pytest.raises(InvalidValue, match="no other plan begins"):
            fee(deal, (), YEAR, charged=[change.charge])


def test_the_commitment_is_in_the_basis_of_the_prices():
    terms = {
        "basis": PriceBasis.GROSS, "taxes": (TaxRate(rate="6%"),),
        "commitment": Commitment(amount=cny("1000")),
    }  # fmt: skip
    deal = contract(per_incident(Flat(cny("900")), **terms))
    statement = fee(deal, [done("w", date(2026, 2, 1))], YEAR)
    assert [line.gross for line in statement.lines] == [cny("900"), cny("100")]


def test_a_quote_in_another_currency_counts_for_no_commitment():
    deal = contract(per_incident(Flat(cny("100")), commitment=Commitment(amount=cny("1000"))))
    work = [*THREE, done("q", date(2026, 3, 1), QuoteFirst())]
    dollars = Money.of("5", "USD")
    quote = Quote(request="q-q", item="on_site", amount=dollars, on=date(2026, 1, 3))
    sums = fee(deal, work, YEAR, facts=[quote]).totals
    assert [each.net for each in sums] == [cny("1000"), dollars]


@pytest.mark.parametrize("nonsense", [None, "K1", YEAR, [contract()]])
def test_what_is_no_contract_is_refused_by_name(nonsense):
    for verb in (lambda: fee(nonsense, (), YEAR), lambda: catch_up(nonsense, (), [])):
        with pytest.raises(ServiceDeskError, match="contract"):
            verb()
