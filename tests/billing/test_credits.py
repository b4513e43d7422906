"""Credit notes, changes of plan, service credits: never more than there was, ending at zero."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import (
    CreditWish,
    LineKind,
    Sample,
    change_plan,
    credit_note,
    fee,
    remaining,
    service_credit,
)
from servicedesk.errors import InvalidValue, OutOfRange, UnknownName
from servicedesk.incidents import Period
from servicedesk.money import Money, Ratio, Rounding, RoundingPoint, total
from servicedesk.reasons import LANGUAGES, Clause, explain
from servicedesk.tariffs import (
    Annual,
    ChangeDay,
    Commitment,
    CreditBand,
    CreditTerms,
    DayCount,
    PerUnit,
    PriceBasis,
    TaxRate,
    Timing,
)

from .deals import YEAR, cny, contract, done, per_incident, unit

DAY = date(2026, 3, 2)
ON = date(2026, 6, 1)


def billed(*amounts, rate="20%", point=RoundingPoint.TAX_GROUP, basis=PriceBasis.NET):
    plan = per_incident(
        PerUnit(unit("1")), taxes=(TaxRate(rate=rate),), basis=basis,
        rounding=Rounding(point=point),
    )  # fmt: skip
    works = [done(f"w{k}", DAY, quantity=Decimal(each)) for k, each in enumerate(amounts)]
    return fee(contract(plan), works, YEAR)


def test_notes_for_each_line_sum_to_the_invoice():
    # R4: four notes must sum to 334.99, not 335.00 (Lago #2643)
    statement = billed("68.33", "68.33", "57.50", "85.00")
    notes = []
    for index, line in enumerate(statement.lines):
        wish = CreditWish(line.key)
        notes.append(credit_note(statement, [wish], id=f"n{index}", on=ON, earlier=notes))
    assert total((note.gross for note in notes), "CNY") == -cny("334.99")


def test_a_full_note_mirrors_the_statement():
    # R6: a red invoice copies the totals of the blue one
    statement = billed("68.33", "0.07", "57.50", rate="13%", basis=PriceBasis.GROSS)
    note = credit_note(statement, id="red", on=ON)
    assert (note.net, note.tax, note.gross) == (-statement.net, -statement.tax, -statement.gross)
    with pytest.raises(InvalidValue, match="nothing remains"):
        credit_note(statement, id="red2", on=ON, earlier=[note])


def test_the_last_note_takes_the_rounding_to_payable_steps_back():
    plan = per_incident(PerUnit(unit("1")), payable_step=Rounding(step="0.05"))
    works = [done("a", DAY, quantity=Decimal("10.01")), done("b", DAY, quantity=Decimal("0.01"))]
    statement = fee(contract(plan), works, YEAR)
    assert statement.payable == cny("10.00")
    first, second = statement.lines
    part = credit_note(statement, [CreditWish(first.key)], id="n1", on=ON)
    assert (part.rounding, part.payable) == (None, cny("-10.01"))
    rest = credit_note(statement, [CreditWish(second.key)], id="n2", on=ON, earlier=[part])
    assert (rest.rounding, rest.payable) == (cny("0.02"), cny("0.01"))
    whole = credit_note(statement, id="all", on=ON)
    assert whole.payable == part.payable + rest.payable == -statement.payable


def test_a_granted_credit_has_words_of_its_own_on_the_bill():
    terms = CreditTerms(bands=(CreditBand("95%", "5%"),))
    granted = service_credit(terms, Sample(good=9, all=10), cny("100"), YEAR, claimed_on=ON)
    deal = contract(Annual(fee=cny("100")))
    _, back = fee(deal, (), YEAR, facts=[granted]).lines
    assert (back.name.label("en"), back.name.label("zh-Hans")) == ("credit", "抵扣")
    listed = evolve(granted, item="consulting")
    assert fee(deal, (), YEAR, facts=[listed]).lines[1].name.label("en") == "consulting"


def test_a_note_says_what_it_was_given_for():
    statement = billed("100")
    terms = CreditTerms(bands=(CreditBand("95%", "5%"),), clause=Clause("§7"))
    granted = service_credit(terms, Sample(good=9, all=10), cny("100"), YEAR, claimed_on=ON)
    wish = CreditWish(statement.lines[0].key, granted.amount, granted.clauses, granted.reasons)
    note = credit_note(statement, [wish], id="n", on=ON)
    assert [clause.ref for clause in note.lines[0].clauses] == ["§7", "R87"]
    assert note.net == -cny("5")
    assert "9 of 10 counted cases were in time" in explain(note)
    assert "90%低于95%" in explain(note, lang="zh-Hans")


@given(
    st.lists(st.decimals("0.01", 1000, places=2), min_size=1, max_size=4),
    st.sampled_from(["6%", "13%", "20%", "0"]),
    st.sampled_from(RoundingPoint),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100)), max_size=12),
)
def test_any_sequence_of_partial_credits_ends_exactly_at_zero(amounts, rate, point, parts):
    statement = billed(*amounts, rate=rate, point=point)
    notes = []
    for index, (which, percent) in enumerate(parts):
        line = statement.lines[which % len(statement.lines)]
        net_left, _ = remaining(line, notes)
        part = Money(net_left.minor * percent // 100, "CNY")
        if part.minor:
            notes.append(
                credit_note(
                    statement, [CreditWish(line.key, part)], id=f"n{index}", on=ON, earlier=notes
                )
            )
        for each in statement.lines:
            net, tax = remaining(each, notes)
            assert Money(0, "CNY") <= net <= each.net
            assert Money(0, "CNY") <= tax <= each.tax
    if any(any(left.minor for left in remaining(line, notes)) for line in statement.lines):
        notes.append(credit_note(statement, id="rest", on=ON, earlier=notes))
    assert all(remaining(line, notes) == (cny("0"), cny("0")) for line in statement.lines)
    assert total((note.gross for note in notes), "CNY") == -statement.gross


def test_credits_beyond_the_remainder_are_refused():
    statement = billed("100")
    key = statement.lines[0].key
    first = credit_note(statement, [CreditWish(key, cny("60"))], id="a", on=ON)
    with pytest.raises(OutOfRange, match="more than remains"):
        credit_note(statement, [CreditWish(key, cny("40.01"))], id="b", on=ON, earlier=[first])
    with pytest.raises(OutOfRange, match=r"wrong sign .*positive, up to 100.00 CNY"):
        credit_note(statement, [CreditWish(key, cny("-1"))], id="b", on=ON)
    with pytest.raises(InvalidValue, match="of this id"):
        credit_note(statement, [CreditWish(key)], id="a", on=ON, earlier=[first])
    with pytest.raises(InvalidValue, match="twice"):
        credit_note(statement, [CreditWish(key), CreditWish(key)], id="c", on=ON)
    with pytest.raises(UnknownName, match="no such line"):
        credit_note(statement, [CreditWish(evolve(key, ref="w9"))], id="c", on=ON)
    # the same note, told twice, counts once
    rest = credit_note(statement, id="b", on=ON, earlier=[first, first])
    assert rest.net == cny("-40")
    assert "60.00" in explain(rest)


# --- changes of plan


def annual(amount, *, months=1, timing=Timing.ADVANCE, currency="USD"):
    return Annual(fee=Money.of(amount, currency), months=months, timing=timing)


@pytest.mark.parametrize(
    ("old", "new", "on", "credit", "charge"),
    [
        # P1: 10 to 20 at half of the period: -5 + 10 (Stripe)
        ("10", "20", date(2012, 4, 16), "-5", "10"),
        # P2: 60 to 30 on 21 April, [start, change): credit 20, charge 10 (Chargebee)
        ("60", "30", date(2012, 4, 21), "-20", "10"),
        ("60", "30", date(2012, 4, 1), "-60", "30"),
    ],
    ids=["P1", "P2", "first day"],
)
def test_published_changes_of_plan(old, new, on, credit, charge):
    term = Period(date(2012, 4, 1), date(2012, 5, 1))
    before = contract(annual(old), term=term, currency="USD")
    after = contract(annual(new), term=term, currency="USD")
    statement = fee(before, (), term)
    change = change_plan(statement, before, after, on, id="c1")
    assert change.credit.net == Money.of(credit, "USD")
    assert change.charge.net == Money.of(charge, "USD")
    assert change.net == change.gross == change.credit.net + change.charge.net


APRIL = Period(date(2012, 4, 1), date(2012, 5, 1))


@pytest.mark.parametrize(
    ("rule", "on", "credit", "charge"),
    [
        # 21 April is the new plan's first of ten days, or the old plan's twenty-first
        (ChangeDay.NEW_PLAN, 21, "-20", "10"),
        (ChangeDay.OLD_PLAN, 21, "-18", "9"),
        (ChangeDay.OLD_PLAN, 20, "-20", "10"),
        # the whole month, by either way of counting
        (ChangeDay.NEW_PLAN, 1, "-60", "30"),
        (ChangeDay.OLD_PLAN, 0, "-60", "30"),
        (ChangeDay.NEW_PLAN, 30, "-2", "1"),
        (ChangeDay.OLD_PLAN, 29, "-2", "1"),
    ],
)
def test_whose_day_the_change_is_says_the_plan_that_is_left(rule, on, credit, charge):
    before = contract(evolve(annual("60"), change_day=rule), term=APRIL, currency="USD")
    # what the new plan would say counts when that one is left
    after = contract(annual("30"), term=APRIL, currency="USD")
    day = date(2012, 3, 31) + timedelta(days=on)
    change = change_plan(fee(before, (), APRIL), before, after, day, id="c1")
    assert (change.credit.net, change.charge.net) == (
        Money.of(credit, "USD"), Money.of(charge, "USD"),
    )  # fmt: skip
    assert (change.on, change.rule, change.billed) == (day, rule, APRIL)
    for lang in LANGUAGES:
        assert rule.label(lang) in explain(change, lang=lang)
        assert change.charge.net.label(lang) in explain(change, lang=lang)


@pytest.mark.parametrize(
    ("rule", "on"),
    [(ChangeDay.NEW_PLAN, 0), (ChangeDay.NEW_PLAN, 31), (ChangeDay.OLD_PLAN, -1),
     (ChangeDay.OLD_PLAN, 30)],
)  # fmt: skip
def test_a_new_plan_without_a_day_of_what_was_billed_is_refused(rule, on):
    deal = contract(evolve(annual("60"), change_day=rule), term=APRIL, currency="USD")
    with pytest.raises(InvalidValue, match="not in what was billed"):
        change_plan(
            fee(deal, (), APRIL), deal, deal, date(2012, 3, 31) + timedelta(days=on), id="c"
        )


@given(
    st.sampled_from(ChangeDay), st.sampled_from(DayCount), st.sampled_from([1, 3, 12]),
    st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 363),
)  # fmt: skip
def test_the_days_of_the_two_plans_tile_the_period(rule, count, months, old, new, day):
    plan = Annual(fee=Money(old, "CNY"), months=months, day_count=count, change_day=rule)
    deal = contract(plan)
    after = contract(evolve(plan, fee=Money(new, "CNY")))
    whole = fee(deal, (), YEAR)
    change = change_plan(whole, deal, after, YEAR.start + timedelta(days=day), id="c")
    first = change.charge.period.start
    assert Period(YEAR.start, first).days + change.charge.period.days == YEAR.days
    assert (first == change.on) is (rule is ChangeDay.NEW_PLAN)
    kept = fee(deal, (), Period(YEAR.start, first))
    given_back = cny("0") if change.credit is None else change.credit.net
    assert kept.net - given_back == whole.net
    assert change.charge.net == fee(after, (), Period(first, YEAR.end)).net
    assert kept.net + change.charge.net == whole.net + change.net


def test_an_upgrade_in_mid_year_credits_from_the_original_and_counts_from_its_anchor():
    tax = (TaxRate(rate="6%"),)
    plan = annual("36500", months=12, currency="CNY")
    plan = evolve(plan, terms=evolve(plan.terms, taxes=tax))
    before = contract(plan)
    after = contract(evolve(plan, fee=cny("73000")), term=Period(date(2026, 7, 1), YEAR.end))
    statement = fee(before, (), YEAR)
    change = change_plan(statement, before, after, date(2026, 7, 1), id="up")
    # 184 of 365 days are left
    assert (change.credit.net, change.credit.tax) == (cny("-18400"), cny("-1104"))
    assert (change.charge.net, change.charge.tax) == (cny("36800"), cny("2208"))
    assert change.gross == cny("19504")
    late = credit_note(statement, id="rest", on=ON, earlier=[change.credit])
    assert late.gross + change.credit.gross == -statement.gross


def test_a_change_charges_fees_for_time_not_what_work_is_to_come_to():
    # before, a minimum commitment was charged with the change, as if all work were done
    plan = annual("36500", months=12, currency="CNY")
    least = Commitment(amount=cny("1000"))
    new = evolve(plan, fee=cny("73000"), terms=evolve(plan.terms, commitment=least))
    single = per_incident(PerUnit(unit("1")), commitment=least)
    statement = fee(contract(plan), (), YEAR)
    for after, charge in ((new, "36800"), (single, "0")):
        change = change_plan(statement, contract(plan), contract(after), date(2026, 7, 1), id="up")
        assert change.charge.net == cny(charge)
        assert change.credit.net == cny("-18400")


def test_the_new_plan_counts_from_the_old_ones_anchor():
    # 184 of the 366 days of 2028, not of the 365 from July to July
    leap = Period(date(2028, 1, 1), date(2029, 1, 1))
    half = Period(date(2028, 7, 1), leap.end)
    before = contract(annual("36600", months=12, currency="CNY"), term=leap)
    after = contract(annual("73200", months=12, currency="CNY"), term=half)
    change = change_plan(fee(before, (), leap), before, after, half.start, id="up")
    assert (change.credit.net, change.charge.net) == (cny("-18400"), cny("36800"))
    own = contract(evolve(after.fee_plan, anchor=half.start), term=half)
    other = change_plan(fee(before, (), leap), before, own, half.start, id="up")
    assert other.charge.net == cny("36900.82")  # 73 200 × 184/365


@given(st.integers(1, 10**7), st.integers(0, 364), st.sampled_from(Timing), st.booleans())
def test_a_change_to_the_same_plan_costs_nothing(minor, day, timing, with_tax):
    plan = Annual(fee=Money(minor, "CNY"), timing=timing)
    if with_tax:
        plan = evolve(plan, terms=evolve(plan.terms, taxes=(TaxRate(rate="6%"),)))
    deal = contract(plan)
    statement = fee(deal, (), YEAR)
    change = change_plan(statement, deal, deal, YEAR.start + timedelta(days=day), id="c")
    assert change.net == cny("0")
    assert abs(change.gross.minor) <= 1


def test_a_change_outside_what_was_billed_is_refused():
    deal = contract(annual("10", currency="CNY", months=12))
    statement = fee(deal, (), YEAR)
    for on in (date(2025, 12, 31), YEAR.end):
        with pytest.raises(InvalidValue, match="not in what was billed"):
            change_plan(statement, deal, deal, on, id="c")
    with pytest.raises(InvalidValue, match="no fee for time"):
        change_plan(statement, contract(), deal, DAY, id="c")


# --- credits for missed targets

MONTH = Period(date(2026, 4, 1), date(2026, 5, 1))
CLAIM = date(2026, 5, 3)
UPTIME = CreditTerms(
    bands=(CreditBand("99.9%", "10%"), CreditBand("99%", "25%"), CreditBand("95%", "100%")),
    above=Money.of("1", "USD"),
)


@pytest.mark.parametrize(
    ("down", "share"),
    [
        # C1: <99.9 → 10 %, <99.0 → 25 %, <95 → 100 % of 43 200 minutes; bounds inclusive (AWS)
        (0, "0"), (43, "0"), (44, "10%"), (432, "10%"), (433, "25%"), (2160, "25%"), (2161, "1"),
    ],
)  # fmt: skip
def test_bands_by_minutes(down, share):
    sample = Sample(good=43_200 - down, all=43_200)
    credit = service_credit(UPTIME, sample, Money.of("1000", "USD"), MONTH, claimed_on=CLAIM)
    assert credit.share == Ratio.of(share)
    assert credit.amount.minor * credit.share.den == 100_000 * credit.share.num


def test_a_credit_of_one_dollar_is_too_small():
    sample = Sample(good=990, all=1000)
    cheap = service_credit(UPTIME, sample, Money.of("10", "USD"), MONTH, claimed_on=CLAIM)
    assert cheap.amount == Money.of("0", "USD")
    assert "not more than" in explain(cheap)
    more = service_credit(UPTIME, sample, Money.of("10.10", "USD"), MONTH, claimed_on=CLAIM)
    assert more.amount == Money.of("1.01", "USD")


@pytest.mark.parametrize(
    ("attained", "share"),
    [("99.5%", "0"), ("98.5%", "2%"), ("99.25%", "0.5%"), ("49.5%", "100%"), ("10%", "100%")],
)
def test_linear_credits_are_capped(attained, share):
    # C3: 2 % of the fee for each 1 % below 99.5, cap 100 % (SAP clause)
    terms = CreditTerms(per_point="2%", threshold="99.5%")
    rate = Ratio.of(attained)
    sample = Sample(good=10_000 * rate.num // rate.den, all=10_000)
    credit = service_credit(terms, sample, cny("10000"), MONTH, claimed_on=CLAIM)
    assert credit.share == Ratio.of(share)


def test_a_sample_may_be_too_small_and_a_claim_too_late():
    # C5: at least 20 incidents, claimed within 15 days (SoftwareOne)
    terms = CreditTerms(bands=(CreditBand("90%", "10%"),), minimum_sample=20, claim_days=15)

    def given_back(good, all_, on):
        return service_credit(
            terms, Sample(good=good, all=all_), cny("1000"), MONTH, claimed_on=on
        ).amount

    last = date(2026, 5, 15)
    assert given_back(17, 20, last) == cny("100")
    assert given_back(18, 20, last) == cny("0")
    assert given_back(16, 19, last) == cny("0")
    assert given_back(17, 20, last + timedelta(days=1)) == cny("0")


def test_the_contract_may_bar_credits():
    terms = CreditTerms(bands=(CreditBand("90%", "10%"),))
    credit = service_credit(
        terms, Sample(good=1, all=2), cny("1000"), MONTH, claimed_on=CLAIM,
        barred_by=[Clause("R135")],
    )  # fmt: skip
    assert credit.amount == cny("0")
    assert "R135" in explain(credit)


def test_a_granted_credit_is_a_line_of_a_later_statement():
    terms = CreditTerms(bands=(CreditBand("90%", "10%"),))
    plan = Annual(fee=cny("1000"), months=1)
    plan = evolve(plan, terms=evolve(plan.terms, taxes=(TaxRate(rate="6%"),)))
    deal = contract(plan)
    april = fee(deal, (), MONTH)
    credit = service_credit(terms, Sample(good=1, all=2), april.net, MONTH, claimed_on=CLAIM)
    assert fee(deal, (), MONTH, facts=[credit]) == april
    may = fee(deal, (), Period(date(2026, 5, 1), date(2026, 6, 1)), facts=[credit, credit])
    assert [(line.kind, line.net) for line in may.lines] == [
        (LineKind.FEE, cny("1000")), (LineKind.CREDIT, cny("-100")),
    ]  # fmt: skip
    assert may.gross == cny("954")
    assert may.lines[1].key.period == MONTH


def test_impossible_samples_are_refused():
    for good, every in ((-1, 2), (3, 2)):
        with pytest.raises(OutOfRange):
            Sample(good=good, all=every)
    with pytest.raises(OutOfRange):
        service_credit(UPTIME, Sample(good=1, all=1), cny("-1"), MONTH, claimed_on=CLAIM)


def test_nothing_counted_gives_nothing():
    credit = service_credit(
        UPTIME, Sample(good=0, all=0), Money.of("5", "USD"), MONTH, claimed_on=CLAIM
    )
    assert credit.amount == Money.of("0", "USD")


def test_a_note_says_which_line_it_takes_back():
    statement = billed("100")
    note = credit_note(statement, [CreditWish(statement.lines[0].key, cny("60"))], id="a", on=ON)
    key = statement.lines[0].key
    assert explain(note).startswith(f"of on_site ({key}): net CNY -60.00, tax ")
    assert explain(note, lang="zh-Hans").startswith(f"冲减on_site（{key}）：不含税-60.00元，税额")
    assert explain(note, lang="zh-Hant").startswith(f"沖減on_site（{key}）：不含稅-60.00元，稅額")
