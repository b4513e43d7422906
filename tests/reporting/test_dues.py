"""Services due by themselves: kept, late, missed, still to come."""

from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.contracts import Every
from servicedesk.errors import UnknownName, WrongType
from servicedesk.incidents import Period
from servicedesk.presets import heating, srm
from servicedesk.reporting import DueState, Performed, due_obligations

JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
CONTRACT = heating.contract("C-1", term=Period(date(2026, 1, 1), date(2027, 1, 1)), tier="premium")


def backups(*days, on=date(2026, 2, 1)):
    done = [Performed(item="daily_backup", on=date(2026, 1, day)) for day in days]
    return {
        due.period.start.day: due.state
        for due in due_obligations(CONTRACT, done, JANUARY, on=on)
        if due.item.key == "daily_backup"
    }


def test_a_day_without_a_backup_is_missed():
    found = backups(*(day for day in range(1, 32) if day != 7))
    assert [day for day, state in found.items() if state is DueState.MISSED] == [7]
    assert len(found) == 31


def test_a_second_one_on_a_day_makes_up_late_for_the_last_that_was_missed():
    found = backups(1, 2, 4, 4)
    assert found[3] is DueState.LATE
    assert found[5] is DueState.MISSED


def test_a_second_one_on_a_day_when_none_was_missed_makes_up_for_nothing():
    assert backups(1, 1, on=date(2026, 1, 2))[2] is DueState.OPEN


def test_what_is_not_over_yet_is_still_to_come():
    found = backups(1, 2, on=date(2026, 1, 3))
    assert (found[2], found[3], found[31]) == (DueState.KEPT, DueState.OPEN, DueState.OPEN)


def test_what_was_done_after_the_report_is_not_in_it():
    # 2 January was missed as of the 4th; that it was made up for on the 5th is not known yet
    assert backups(1, 3, 5, 5, on=date(2026, 1, 4))[2] is DueState.MISSED
    assert backups(1, 3, 4, 5, 5, on=date(2026, 1, 5))[2] is DueState.LATE


def plainly(every, days, window, on):
    """What became of each period of *every* days from 1 January, told step by step."""
    first = date(2026, 1, 1).toordinal()
    state = {}
    for day in sorted(days):
        period = (day.toordinal() - first) // every
        open_ = [each for each in range(period) if each not in state]
        if period not in state:
            state[period] = DueState.KEPT
        elif open_:
            state[open_[-1]] = DueState.LATE
    found = {}
    for period in range(400):
        end = date.fromordinal(first + (period + 1) * every)
        if window.start < end <= window.end:
            over = DueState.MISSED if end <= on else DueState.OPEN
            found[end] = state.get(period, over)
    return found


DAYS = st.integers(0, 60).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@given(st.integers(1, 9), st.lists(DAYS, max_size=40), DAYS, st.integers(1, 40))
def test_what_lies_before_the_window_changes_nothing_in_it(every, days, start, length):
    window, on = Period(start, start + timedelta(days=length)), date(2026, 3, 3)
    items = tuple(
        evolve(item, every=Every(days=every)) if item.key == "daily_backup" else item
        for item in CONTRACT.items
    )
    done = [Performed(item="daily_backup", on=day) for day in days]
    dues = due_obligations(evolve(CONTRACT, items=items), done, window, on=on)
    found = {due.period.end: due.state for due in dues if due.item.key == "daily_backup"}
    assert found == plainly(every, days, window, on)


def test_a_term_of_all_time_is_asked_for_a_month_only():
    for_ever = heating.contract("C-1", term=Period(date(1, 1, 1), date.max), tier="premium")
    found = due_obligations(for_ever, (), JANUARY, on=date(2026, 2, 1))
    assert sum(due.item.key == "daily_backup" for due in found) == 31


@pytest.mark.parametrize(
    "wrong", [{"contract": None}, {"performed": 5}, {"window": None}, {"on": "2026-01-01"}]
)
def test_what_is_of_another_kind_is_refused(wrong):
    asked = {"contract": CONTRACT, "performed": (), "window": JANUARY, "on": date(2026, 2, 1)}
    contract, performed, window, on = {**asked, **wrong}.values()
    with pytest.raises(WrongType):
        due_obligations(contract, performed, window, on=on)


def test_the_annual_report_is_due_once_a_year():
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    done = [Performed(item="annual_report", on=date(2026, 12, 20))]
    (report,) = [
        due
        for due in due_obligations(CONTRACT, done, year, on=date(2027, 1, 1))
        if due.item.key == "annual_report"
    ]
    assert report.state is DueState.KEPT
    assert "R133" in [clause.ref for clause in report.reasons[0].clauses]


@pytest.mark.parametrize("item", ["bug_fix", "no_such_item"])
def test_what_is_not_due_by_itself_is_refused(item):
    with pytest.raises(UnknownName):
        due_obligations(
            CONTRACT, [Performed(item=item, on=date(2026, 1, 1))], JANUARY, on=date(2026, 2, 1)
        )


@given(st.lists(st.integers(1, 31), max_size=60), st.randoms())
def test_each_performance_counts_once_and_order_does_not_matter(days, random):
    found = backups(*days)
    shuffled = list(days)
    random.shuffle(shuffled)
    assert backups(*shuffled) == found
    states = list(found.values())
    assert states.count(DueState.KEPT) == len(set(days))
    assert states.count(DueState.KEPT) + states.count(DueState.LATE) <= len(days)
    assert timedelta(days=len(states)) == JANUARY.end - JANUARY.start


def test_the_numbers_of_s2_inspection_monthly_survey_quarterly_backup_daily_and_weekly():
    # R74, R77, R79: the quarterly survey is an example that a vendor may adopt
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    contract = srm.contract(
        "S2", term=year, tier="annual", offered=srm.book(survey=srm.QUARTERLY_SURVEY)
    )
    found = Counter(
        due.item.key for due in due_obligations(contract, [], year, on=date(2027, 1, 1))
    )
    assert found["inspection"] == 12
    assert found["survey"] == 4
    assert found["full_backup"] == 365
    assert found["incremental_backup"] == 53
