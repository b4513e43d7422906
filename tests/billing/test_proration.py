"""Which part of a fee period some dates are: published numbers, and laws for every anchor."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import fee, ratio_of
from servicedesk.errors import OutOfRange, WrongType
from servicedesk.incidents import Period, months_after
from servicedesk.money import ONE, Money, Ratio, settle, total
from servicedesk.reasons import explain
from servicedesk.tariffs import Annual, DayCount, Timing
from servicedesk.views import statement_text

from .deals import YEAR, contract


def usd(amount):
    return Money.of(amount, "USD")


@pytest.mark.parametrize(
    ("price", "anchor", "months", "start", "end", "expected"),
    [
        # P2: 60 a month from 1 April 2012, changed on the 21st: 10 days of 30 are unused
        ("60", date(2012, 4, 1), 1, date(2012, 4, 21), date(2012, 5, 1), "20"),
        ("30", date(2012, 4, 1), 1, date(2012, 4, 21), date(2012, 5, 1), "10"),
        # P3: 90 a month on day 5, 28 March 2025 to 4 February 2026: 8/31 + 10 (Salesforce)
        ("90", date(2025, 4, 5), 1, date(2025, 3, 28), date(2026, 2, 5), "923.23"),
        # P6: the denominator is the whole quarter, not what a start has clipped (Lago #6194)
        ("91000", date(2026, 4, 1), 3, date(2026, 5, 30), date(2026, 7, 1), "32000"),
        # P7: a year from 3 August is twelve months (ERPNext #57768)
        ("20", date(2026, 8, 3), 1, date(2026, 8, 3), date(2027, 8, 3), "240"),
    ],
    ids=["P2 old", "P2 new", "P3", "P6", "P7"],
)
def test_published_prorations(price, anchor, months, start, end, expected):
    assert settle(usd(price), ratio_of(anchor, months, start, end)) == usd(expected)
    plan = Annual(fee=usd(price), months=months, anchor=anchor)
    deal = contract(plan, term=Period(start, end), currency="USD")
    assert fee(deal, (), Period(start, end)).net == usd(expected)


@pytest.mark.parametrize(
    ("count", "start", "end", "expected"),
    [
        # P12: the same dates under each policy (Zuora: actual days, 30 days, strict 30/360)
        (DayCount.ACTUAL, date(2026, 1, 16), date(2026, 2, 1), Ratio(16, 31)),
        (DayCount.MONTHS_ACTUAL, date(2026, 1, 16), date(2026, 3, 1), ONE + Ratio(16, 31)),
        (DayCount.MONTHS_30, date(2026, 1, 16), date(2026, 2, 1), Ratio(15, 30)),
        (DayCount.MONTHS_30, date(2026, 1, 1), date(2026, 1, 11), Ratio(10, 30)),
        (DayCount.MONTHS_30, date(2026, 2, 1), date(2026, 2, 15), Ratio(14, 30)),
        (DayCount.MONTHS_30, date(2026, 2, 15), date(2026, 3, 1), Ratio(16, 30)),
        (DayCount.THIRTY_360, date(2026, 1, 16), date(2026, 2, 1), Ratio(15, 30)),
        (DayCount.THIRTY_360, date(2026, 2, 15), date(2026, 3, 1), Ratio(16, 30)),
        (DayCount.THIRTY_360, date(2026, 1, 1), date(2026, 4, 1), Ratio(3)),
    ],
)
def test_day_counts_are_a_policy(count, start, end, expected):
    assert ratio_of(date(2026, 1, 1), 1, start, end, count) == expected


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
lengths = st.sampled_from([1, 2, 3, 6, 12, 36])
counts = st.sampled_from(DayCount)


@given(days, lengths, st.lists(days, min_size=3, max_size=3), counts)
def test_ratios_add_up_and_never_fall(anchor, months, three, count):
    a, b, c = sorted(three)
    first, second = ratio_of(anchor, months, a, b, count), ratio_of(anchor, months, b, c, count)
    assert first.num >= 0
    assert first + second == ratio_of(anchor, months, a, c, count)


@given(days, lengths, st.integers(-40, 40), counts)
def test_a_whole_period_is_one_and_its_parts_are_less(anchor, months, k, count):
    start, end = months_after(anchor, k * months), months_after(anchor, (k + 1) * months)
    assert ratio_of(anchor, months, start, end, count) == ONE
    middle = start + (end - start) / 3
    assert Ratio(0) <= ratio_of(anchor, months, start, middle, count) <= ONE


@given(days, lengths, days, st.integers(0, 400))
def test_actual_days_agree_with_counting_day_by_day(anchor, months, start, length):
    end = start + timedelta(days=length)
    expected = Fraction(0)
    for number in range(length):
        day = start + timedelta(days=number)
        k = (day.year - anchor.year) * 12 // months
        while months_after(anchor, k * months) > day:
            k -= 1
        while months_after(anchor, (k + 1) * months) <= day:
            k += 1
        whole = months_after(anchor, (k + 1) * months) - months_after(anchor, k * months)
        expected += Fraction(1, whole.days)
    found = ratio_of(anchor, months, start, end)
    assert Fraction(found.num, found.den) == expected


@pytest.mark.parametrize("anchor", [date(2024, 2, 29), date(2026, 1, 31), date(2025, 12, 30)])
@pytest.mark.parametrize("count", DayCount, ids=lambda each: each.value)
def test_periods_tile_the_term_through_short_months(anchor, count):
    edges = [months_after(anchor, k) for k in range(49)]
    assert all(a < b for a, b in pairwise(edges))
    for a, b in pairwise(edges):
        assert ratio_of(anchor, 1, a, b, count) == ONE
        days = [a + timedelta(days=k) for k in range((b - a).days + 1)]
        steps = [ratio_of(anchor, 1, x, y, count) for x, y in pairwise(days)]
        assert all(Ratio(0) <= step <= ONE for step in steps)
    assert ratio_of(anchor, 1, edges[0], edges[-1], count) == Ratio(48)


def test_dates_that_run_backwards_are_refused():
    with pytest.raises(OutOfRange):
        ratio_of(date(2026, 1, 1), 12, date(2026, 2, 1), date(2026, 1, 1))


def test_the_last_year_of_the_calendar_bills_or_is_refused_by_name():
    anchor = date(9998, 1, 1)
    assert ratio_of(anchor, 12, anchor, date(9999, 1, 1)) == ONE
    with pytest.raises(OutOfRange):
        ratio_of(anchor, 12, anchor, date(9999, 12, 31))


amounts = st.integers(0, 10**9)


@given(
    amounts, days, lengths, st.integers(1, 1500), st.lists(st.integers(1, 1500), max_size=6),
    counts, st.sampled_from(Timing),
)  # fmt: skip
def test_bills_of_adjoining_periods_add_up_exactly(
    minor, start, months, length, cuts, count, timing
):
    term = Period(start, start + timedelta(days=length))
    plan = Annual(fee=Money(minor, "CNY"), months=months, day_count=count, timing=timing)
    deal = contract(plan, term=term)
    whole = fee(deal, (), term).net
    edges = sorted({0, length, *(cut for cut in cuts if cut < length)})
    parts = [
        fee(deal, (), Period(start + timedelta(days=a), start + timedelta(days=b))).net
        for a, b in pairwise(edges)
    ]
    assert total(parts, "CNY") == whole
    assert all(part.minor >= 0 for part in parts)


def test_a_fee_in_advance_is_billed_when_its_period_begins():
    term = Period(date(2026, 1, 1), date(2027, 7, 1))
    plan = Annual(fee=usd("1200"), timing=Timing.ADVANCE)
    deal = contract(plan, term=term, currency="USD")
    months = [months_after(term.start, k) for k in range(19)]
    billed = [fee(deal, (), Period(a, b)).net for a, b in pairwise(months)]
    # the second year has only 181 of 365 days in the term
    second = settle(usd("1200"), Ratio(181, 365))
    assert [each for each in billed if each.minor] == [usd("1200"), second]
    assert billed[0] == usd("1200")
    assert billed[12] == second


def test_twelve_monthly_bills_of_a_year_do_not_drift():
    # rounded one by one, twelve parts of 99 999.00 drift by 0.05
    plan = Annual(fee=usd("99999.00"))
    deal = contract(plan, currency="USD")
    months = [months_after(deal.term.start, k) for k in range(13)]
    parts = [fee(deal, (), Period(a, b)).net for a, b in pairwise(months)]
    assert total(parts, "USD") == usd("99999.00")


def test_dates_outside_the_term_cost_nothing():
    deal = contract(Annual(fee=usd("100")), currency="USD")
    assert fee(deal, (), Period(date(2027, 1, 1), date(2028, 1, 1))).net == usd("0")
    wide = fee(deal, (), Period(date(2020, 1, 1), date(2030, 1, 1)))
    assert wide.net == usd("100")
    assert wide.lines[0].key.period == deal.term


def test_a_part_of_a_year_reads_in_days():
    # before, April read 6/73
    plan = Annual(fee=Money.of("36500", "CNY"))
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    statement = fee(contract(plan), (), april)
    assert statement.net == Money.of("3000", "CNY")
    assert statement.lines[0].quantity == Ratio(30, 365)
    assert "30/365 fee periods of 12 months" in explain(statement)
    assert "共30/365期" in explain(statement, lang="zh-Hans")
    assert explain(statement, lang="zh-Hans").startswith("服务费（K1:service_fee:")
    assert "30/365 fee periods" in statement_text(statement)
    assert "30/365个计费周期" in statement_text(statement, lang="zh-Hans")


def test_a_statement_has_no_lines_of_what_it_does_not_bill_and_is_no_sequence():
    # before, iterating over a statement ran for ever
    statement = fee(contract(Annual(fee=Money.of("36500", "CNY"))), (), YEAR)
    assert len(statement["service_fee"]) == 1
    assert statement["repair"] == ()
    with pytest.raises(WrongType):
        list(statement)
