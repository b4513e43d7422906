"""Changes of plan in mid-term: every day of the term is billed once, whatever the plans."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.billing import CreditWish, change_plan, credit_note, fee
from servicedesk.contracts import amended
from servicedesk.errors import InvalidValue
from servicedesk.incidents import Period, months_after
from servicedesk.money import Money, total
from servicedesk.tariffs import Annual, DayCount, Timing

from .deals import YEAR, cny, contract

MONTHS = [Period(months_after(YEAR.start, k), months_after(YEAR.start, k + 1)) for k in range(12)]
JULY = MONTHS[6]

plans = st.builds(
    Annual,
    fee=st.integers(5000, 10**7).map(lambda minor: Money(minor, "CNY")),
    months=st.sampled_from([1, 3, 12]),
    timing=st.sampled_from(Timing),
    day_count=st.sampled_from(DayCount),
)


def yearly(amount, timing=Timing.ADVANCE, months=12):
    return contract(Annual(fee=cny(amount), months=months, timing=timing))


def over(deal, *periods):
    return total((fee(deal, (), period).net for period in periods), "CNY")


def as_time_goes_by(deal):
    return evolve(deal, fee_plan=evolve(deal.fee_plan, timing=Timing.ACCRUED))


@settings(max_examples=200, deadline=None)
@given(plans, plans, st.integers(1, 11), st.integers(0, 364))
def test_every_day_is_billed_once_whatever_the_plans(old, new, done, day):
    assume(old != new)
    before, after = contract(old), contract(new)
    issued, on = MONTHS[done - 1].end, YEAR.start + timedelta(days=day)
    statements = [fee(before, (), month) for month in MONTHS[:done]]
    # the latest statement that billed anything
    billed = [each for each in statements if each.net.minor][-1]
    try:
        change = change_plan(billed, before, after, on, id="c", issued=issued)
    except InvalidValue:
        return  # not a date of that statement
    if on > YEAR.start:
        history = amended(before, on, fee_plan=new)
        following = Period(issued, YEAR.end) if issued < YEAR.end else None
        by_history = [
            fee(history, (), month & following, charged=[change.charge]).net
            for month in MONTHS
            if following and month & following
        ]
    else:
        by_history = None
    rest = [month & Period(max(on, issued), YEAR.end) for month in MONTHS]
    later = over(after, *(each for each in rest if each))
    first = Period(YEAR.start, on) if on > YEAR.start else None
    expected = cny("0") if first is None else over(as_time_goes_by(before), first)
    expected += over(as_time_goes_by(after), Period(on, YEAR.end))
    assert total((each.net for each in statements), "CNY") + change.net + later == expected
    # the history says the same, if it knows what was charged
    assert by_history is None or total(by_history, "CNY") == later


@pytest.mark.parametrize(
    ("before", "after", "billed", "on", "credit", "charge"),
    [
        # 16 days back (1200 × 212/365 less × 196/365); the rest of the new year in advance
        (yearly("1200", Timing.ACCRUED), yearly("2400"), JULY, date(2026, 7, 16),
         "-52.61", "1111.23"),
        # half of the first quarter's days; the rest of the year (2400 × 320/365)
        (yearly("300", months=3), yearly("2400"), MONTHS[0], date(2026, 2, 15),
         "-150", "2104.11"),
        # the third and fourth quarter are billed when they begin
        (yearly("1200"), yearly("600", months=3), MONTHS[0], date(2026, 7, 1), "-604.93", "0"),
        # the rest of the quarter that has begun: 600 × 47/92
        (yearly("1200"), yearly("600", months=3), MONTHS[0], date(2026, 8, 15),
         "-456.99", "306.52"),
        # as time goes by: the following statements bill it
        (yearly("1200"), yearly("1200", Timing.ACCRUED), MONTHS[0], date(2026, 7, 1),
         "-604.93", "0"),
    ],
)  # fmt: skip
def test_what_a_change_charges_goes_as_far_as_the_new_plan_bills(
    before, after, billed, on, credit, charge
):
    change = change_plan(fee(before, (), billed), before, after, on, id="c")
    assert (change.credit.net, change.charge.net) == (cny(credit), cny(charge))


def test_a_change_after_a_small_credit_gives_back_what_remains():
    deal = yearly("1200")
    january = fee(deal, (), MONTHS[0])
    note = credit_note(
        january, [CreditWish(january.lines[0].key, cny("150"))], id="n", on=date(2026, 1, 3)
    )
    # 361 of 365 days are 1186.85, but 1050 remain; the new plan's days are 2373.70
    change = change_plan(
        january, deal, yearly("2400"), date(2026, 1, 5), id="c", earlier=iter([note])
    )
    assert (change.credit.net, change.charge.net) == (cny("-1050"), cny("2373.70"))


def test_a_second_change_takes_the_charge_of_the_first_one():
    first, second, third = yearly("1200"), yearly("3650"), yearly("7300")
    change = change_plan(fee(first, (), MONTHS[0]), first, second, date(2026, 7, 1), id="c1")
    again = change_plan(change.charge, second, third, date(2026, 10, 1), id="c2")
    # 92 days at 10 and at 20
    assert (again.credit.net, again.charge.net) == (cny("-920"), cny("1840"))


def test_a_statement_that_billed_nothing_of_those_days_is_refused():
    quarterly = yearly("300", months=3)
    february, april = fee(quarterly, (), MONTHS[1]), fee(quarterly, (), MONTHS[3])
    with pytest.raises(InvalidValue, match="not in what was billed"):
        change_plan(february, quarterly, yearly("2400"), date(2026, 2, 15), id="c")
    with pytest.raises(InvalidValue, match="a later statement billed more"):
        change_plan(
            fee(quarterly, (), MONTHS[0]), quarterly, yearly("2400"), date(2026, 2, 15), id="c",
            issued=april.period.end,
        )  # fmt: skip
