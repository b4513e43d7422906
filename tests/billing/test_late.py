"""What became known after its period was billed: once and only once, to the same sum."""

from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.billing import CreditWish, catch_up, credit_note, fee, reevaluate
from servicedesk.entitlements import Undetermined
from servicedesk.errors import InvalidValue
from servicedesk.incidents import Period
from servicedesk.money import Ratio, total
from servicedesk.reasons import explain
from servicedesk.tariffs import (
    Commitment,
    Flat,
    Graduated,
    Package,
    Price,
    PriceBasis,
    PriceList,
    Step,
)

from .deals import ANSWERS, YEAR, cny, contract, done, per_incident, unit
from .test_fee import DAY, ONE_OF_EACH, plans, works_of


def test_a_period_without_issue_needs_no_catching_up():
    deal = contract(ONE_OF_EACH)
    works = [done("w", DAY)]
    found = catch_up(deal, works, [fee(deal, works, YEAR)])
    assert found.statement.lines == ()
    assert found.changed == ()


@given(plans, works_of, st.sets(st.integers(0, 5)), st.integers(1, 364))
def test_late_facts_are_billed_once_and_only_once(plan, works, late, cut):
    # here each work has its own price; see below for prices by the whole period
    prices = PriceList("CNY", (Price(tariff=Flat(cny("100"))),))
    plan = evolve(plan, prices=prices, terms=evolve(plan.terms, commitment=None))
    deal, middle = contract(plan), YEAR.start + timedelta(days=cut)
    early = [each for k, each in enumerate(works) if k not in late]
    halves = [Period(YEAR.start, middle), Period(middle, YEAR.end)]
    billed = [fee(deal, early, half) for half in halves]
    found = catch_up(deal, works, billed)
    assert found.changed == ()
    keys = Counter(line.key for each in (*billed, found.statement) for line in each.lines)
    assert set(keys.values()) <= {1}
    assert set(keys) == {line.key for half in halves for line in fee(deal, works, half).lines}
    again = catch_up(deal, works, billed, caught_up=[found.statement])
    assert again.statement.lines == again.changed == ()


def come_to(*statements):
    """What statements come to in the basis of their prices."""
    basis = statements[0].basis
    sums = [each.net if basis is PriceBasis.NET else each.gross for each in statements]
    return total(sums, "CNY")


def taken_back(changed):
    nothing = cny("0")
    return total(((each.before or nothing) - (each.after or nothing) for each in changed), "CNY")


@settings(max_examples=120, deadline=None)
@given(
    plans, works_of, st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=3),
    st.integers(1, 364),
)  # fmt: skip
def test_whatever_is_late_the_sum_is_that_of_the_bills(plan, works, rounds, cut):
    deal, middle = contract(plan), YEAR.start + timedelta(days=cut)
    halves = [Period(YEAR.start, middle), Period(middle, YEAR.end)]
    known = set()
    billed, caught, notes = [fee(deal, [], half) for half in halves], [], []
    for late in rounds:
        known |= late
        listed = [each for k, each in enumerate(works) if k in known]
        found = catch_up(deal, listed, billed, caught_up=caught, credited=notes)
        should = come_to(*(fee(deal, listed, half) for half in halves))
        given_back = total((come_to_note(note, plan) for note in notes), "CNY")
        assert (
            come_to(*billed, *caught, found.statement) + given_back - taken_back(found.changed)
            == should
        )
        for line in found.statement.lines:
            amount = line.net if plan.terms.basis is PriceBasis.NET else line.gross
            assert reevaluate(line.reasons, "CNY") == amount
        caught.append(found.statement)
        # take back what is due no longer, where a price without tax says how much to the cent
        if plan.terms.basis is PriceBasis.NET and found.changed:
            notes += credited([*billed, *caught], found.changed, notes)
            rest = catch_up(deal, listed, billed, caught_up=caught, credited=notes)
            assert rest.statement.lines == rest.changed == ()
        elif found.changed:
            return


def come_to_note(note, plan):
    return note.net if plan.terms.basis is PriceBasis.NET else note.gross


def credited(statements, changed, earlier):
    """A credit note for each statement of which something is to be taken back."""
    found = []
    for number, statement in enumerate(statements):
        keys = {line.key for line in statement.lines}
        wishes = [
            CreditWish(each.key, each.before - (each.after or cny("0")))
            for each in changed
            if each.key in keys
        ]
        if wishes:
            name = f"n{len(earlier)}-{number}"
            found.append(
                credit_note(statement, wishes, id=name, on=DAY, earlier=[*earlier, *found])
            )
    return found


@pytest.mark.parametrize(
    ("known", "late", "more"),
    [
        # five units of packages of ten cost 100, eleven 200: 100 more
        (5, 6, "100"),
        # four more are in the package that was begun
        (5, 4, None),
        # nothing was billed: the line that it would have had
        (0, 5, "100"),
    ],
)
def test_late_quantities_of_a_whole_period_are_billed(known, late, more):
    deal = contract(per_incident(Package("10", cny("100"))))
    early, entered = done("a", DAY, quantity=known), done("b", DAY, quantity=late)
    billed = fee(deal, [early] if known else [], YEAR)
    found = catch_up(deal, [early, entered] if known else [entered], [billed])
    assert found.changed == ()
    lines = {line.key.ref: line for line in found.statement.lines}
    assert lines.pop("b").net == cny("0")
    assert [line.net for line in lines.values()] == ([] if more is None else [cny(more)])
    for line in lines.values():
        assert line.quantity == Ratio(late)
        assert reevaluate(line.reasons, "CNY") == line.net
    again = catch_up(
        deal, [early, entered] if known else [entered], [billed], caught_up=[found.statement]
    )
    assert again.statement.lines == again.changed == ()


def test_late_quantities_of_a_year_are_one_line_whatever_the_months():
    # .10 to 1000, then .05: 800 in January and 800 in February cost 80, and 20 + 30 = 50; with
    # 400 more of January the 2000 cost 100 + 50 = 150, not 130
    tariff = Graduated((Step("1000", unit("0.10")), Step(None, unit("0.05"))))
    deal = contract(per_incident(tariff))
    works = [
        done("a", date(2026, 1, 5), quantity=800),
        done("b", date(2026, 2, 5), quantity=800),
        done("c", date(2026, 1, 9), quantity=400),
    ]
    january = Period(YEAR.start, date(2026, 2, 1))
    february = Period(january.end, date(2026, 3, 1))
    billed = [fee(deal, works[:2], each) for each in (january, february)]
    assert [each.net for each in billed] == [cny("80"), cny("50")]
    found = catch_up(deal, works, billed)
    (late,) = [line for line in found.statement.lines if not line.works]
    assert (late.net, late.quantity) == (cny("20"), Ratio(400))
    assert found.changed == ()
    assert "加上后来知悉的服务共150.00元，减此前已计130.00元：20.00元" in explain(
        late.reasons, lang="zh-Hans"
    )
    # and once more
    more = [*works, done("d", date(2026, 1, 20), quantity=100)]
    second = catch_up(deal, more, billed, caught_up=[found.statement])
    assert [line.key.ref for line in second.statement.lines] == ["d", "price-0+late-2"]
    assert second.statement.net == cny("5")
    march = fee(deal, more, Period(february.end, date(2026, 4, 1)))
    assert march.net == cny("0")


def test_a_quantity_that_turns_out_to_be_free_is_taken_back_from_the_latest_line():
    tariff = Graduated((Step("1000", unit("0.10")), Step(None, unit("0.05"))))
    deal = contract(per_incident(tariff))
    days = (date(2026, 1, 5), date(2026, 2, 5))
    works = [done(f"w{k}", day, quantity=800) for k, day in enumerate(days)]
    halves = [Period(YEAR.start, date(2026, 2, 1)), Period(date(2026, 2, 1), YEAR.end)]
    billed = [fee(deal, works, each) for each in halves]
    # without January's 800, February's cost 80: of 130 billed, 50 go back
    free = [done("w0", days[0], ANSWERS["free"], quantity=800), works[1]]
    found = catch_up(deal, free, billed)
    assert [(each.before, each.after) for each in found.changed] == [(cny("50"), cny("0"))]
    assert found.changed[0].key.period == halves[1]
    assert found.statement.lines == ()


def test_late_work_makes_the_commitments_difference_less():
    plan = per_incident(Flat(cny("100")), commitment=Commitment(amount=cny("1000")))
    deal = contract(plan)
    billed = fee(deal, [], YEAR)
    assert billed.net == cny("1000")
    found = catch_up(deal, [done("w", DAY)], [billed])
    assert found.statement.net == cny("100")
    assert [(each.before, each.after) for each in found.changed] == [(cny("1000"), cny("900"))]
    # and work that turns out to be free, more
    free = catch_up(deal, [done("w", DAY, ANSWERS["free"])], [fee(deal, [done("w", DAY)], YEAR)])
    assert [(line.key.ref, line.net) for line in free.statement.lines] == [("+late-1", cny("100"))]
    assert [(each.before, each.after) for each in free.changed] == [(cny("100"), cny("0"))]


def test_a_cause_found_too_late_is_billed_with_the_next_statement():
    deal, march = contract(ONE_OF_EACH), Period(date(2026, 3, 1), date(2026, 4, 1))
    waiting = fee(deal, [done("w", DAY, Undetermined(missing="cause"))], march)
    assert waiting.lines == ()
    found = catch_up(deal, [done("w", DAY)], [waiting])
    assert [line.net for line in found.statement.lines] == [cny("800")]
    free = catch_up(deal, [done("w", DAY, ANSWERS["free"])], [fee(deal, [done("w", DAY)], march)])
    assert [(each.before, each.after) for each in free.changed] == [(cny("800"), cny("0"))]
    gone = catch_up(deal, [], [fee(deal, [done("w", DAY)], march)])
    assert [(each.before, each.after) for each in gone.changed] == [(cny("800"), None)]
    with pytest.raises(InvalidValue, match="nothing was billed"):
        catch_up(deal, [], [])
    with pytest.raises(InvalidValue, match="another contract"):
        catch_up(evolve(deal, id="K2"), [], [waiting])
    with pytest.raises(InvalidValue, match="dates that were billed twice"):
        catch_up(deal, [], [waiting, fee(deal, [], YEAR)])
    other = evolve(fee(deal, [done("w", DAY)], march), contract="K1")
    note = evolve(credit_note(other, id="n", on=DAY), contract="K2")
    with pytest.raises(InvalidValue, match="credit note of another contract"):
        catch_up(deal, [], [waiting], credited=[note])
