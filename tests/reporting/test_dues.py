"""Services due by themselves: kept, late, missed, still to come."""

from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.contracts import AfterEach, Bearer, Every, Once
from servicedesk.errors import OutOfRange, UnknownName, WrongType
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
        if due.owed.key == "daily_backup"
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


def plainly(every, after, days, window, on):
    """What became of each period of *every* days from 1 January, told step by step."""
    first = date(2026, 1, 1).toordinal()

    def in_time(period):
        end = first + (period + 1) * every
        return range(end - every, end) if after is None else range(end, end + after)

    state = {}
    for day in sorted(day.toordinal() for day in days if day <= on):
        awaiting = [each for each in range(100) if day in in_time(each) and each not in state]
        missed = [each for each in range(100) if in_time(each)[-1] < day and each not in state]
        if awaiting:
            state[awaiting[0]] = DueState.KEPT
        elif missed:
            state[missed[-1]] = DueState.LATE
    found = {}
    for period in range(100):
        due = date.fromordinal(in_time(period)[-1])
        if due in window:
            over = DueState.MISSED if due < on else DueState.OPEN
            found[due] = state.get(period, over)
    return found


DAYS = st.integers(0, 60).map(lambda days: date(2026, 1, 1) + timedelta(days=days))


@given(
    st.integers(1, 9),
    st.none() | st.integers(1, 9),
    st.lists(DAYS, max_size=40),
    DAYS,
    st.integers(1, 40),
    DAYS,
)
def test_every_period_is_told_as_plain_steps_tell_it(every, after, days, start, length, on):
    after = None if after is None else min(after, every)
    window = Period(start, start + timedelta(days=length))
    items = tuple(
        evolve(item, due=Every(days=every, days_after=after))
        if item.key == "daily_backup"
        else item
        for item in CONTRACT.items
    )
    done = [Performed(item="daily_backup", on=day) for day in days]
    dues = due_obligations(evolve(CONTRACT, items=items), done, window, on=on)
    found = {due.due: due.state for due in dues if due.owed.key == "daily_backup"}
    assert found == plainly(every, after, days, window, on)


def test_a_term_of_all_time_is_asked_for_a_month_only():
    for_ever = heating.contract("C-1", term=Period(date(1, 1, 1), date.max), tier="premium")
    found = due_obligations(for_ever, (), JANUARY, on=date(2026, 2, 1))
    assert sum(due.owed.key == "daily_backup" for due in found) == 31


@pytest.mark.parametrize(
    "wrong", [{"contract": None}, {"performed": 5}, {"window": None}, {"on": "2026-01-01"}]
)
def test_what_is_of_another_kind_is_refused(wrong):
    asked = {"contract": CONTRACT, "performed": (), "window": JANUARY, "on": date(2026, 2, 1)}
    contract, performed, window, on = {**asked, **wrong}.values()
    with pytest.raises(WrongType):
        due_obligations(contract, performed, window, on=on)


def reports(*days, on):
    """What became of the reports of 2026 to 2028, whose reports are due in 30 days (our choice)."""
    contract = evolve(CONTRACT, term=Period(date(2026, 1, 1), date(2029, 1, 1)))
    done = [Performed(item="annual_report", on=day) for day in days]
    window = Period(date(2026, 1, 1), date(2030, 1, 1))
    dues = due_obligations(contract, done, window, on=on)
    return [due for due in dues if due.owed.key == "annual_report"]


def test_the_report_of_a_year_is_due_after_the_year():
    # R133: it tells of the whole year, so 30 January is its last day and the year's end is not
    found = reports(date(2027, 1, 30), date(2028, 1, 31), date(2028, 12, 28), on=date(2029, 1, 20))
    assert [due.period.start.year for due in found] == [2026, 2027, 2028]
    assert [due.due for due in found] == [date(year, 1, 30) for year in (2027, 2028, 2029)]
    # the third was made before its year was over, and nothing was missed for it to make up for
    assert [due.state for due in found] == [DueState.KEPT, DueState.LATE, DueState.OPEN]
    assert {"R133", "C12"} <= {clause.ref for clause in found[0].reasons[0].clauses}
    assert all(due.by is Bearer.VENDOR for due in found)


def test_what_is_due_after_a_short_month_is_found_from_the_next():
    # from 31 January a month ends on 28 February, and 28 days after it are over on 27 March
    term = Period(date(2026, 1, 31), date(2027, 1, 31))
    items = tuple(
        evolve(item, due=Every(months=1, days_after=28)) if item.key == "annual_report" else item
        for item in CONTRACT.items
    )
    march = Period(date(2026, 3, 1), date(2026, 4, 1))
    dues = due_obligations(evolve(CONTRACT, term=term, items=items), (), march, on=date(2026, 3, 1))
    (due,) = [each for each in dues if each.owed.key == "annual_report"]
    assert (due.period, due.since) == (Period(term.start, date(2026, 2, 28)), date(2026, 2, 28))
    assert (due.due, due.state) == (date(2026, 3, 27), DueState.OPEN)


def test_a_report_is_not_missed_before_its_last_day_is_over():
    assert reports(on=date(2027, 1, 30))[0].state is DueState.OPEN
    assert reports(on=date(2027, 1, 31))[0].state is DueState.MISSED


def test_a_report_is_owed_though_the_term_has_ended():
    (*_, last) = reports(date(2029, 1, 15), on=date(2029, 6, 1))
    assert (last.period.end, last.state) == (date(2029, 1, 1), DueState.KEPT)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Every(months=1, days_after=29), "1 to 28"),
        (lambda: Every(days=7, days_after=8), "1 to 7"),
        (lambda: Every(days=7, days_after=0), "1 to 7"),
        (lambda: Once(days=0), "1 to"),
        (lambda: Once(people=0), "1 to"),
        (lambda: AfterEach(days=-1), "0 to"),
    ],
    ids=range(6),
)
def test_a_term_without_sense_is_refused(build, words):
    with pytest.raises(OutOfRange, match=words):
        build()


def test_what_is_neither_a_service_nor_a_duty_is_refused():
    done = [Performed(item="no_such_item", on=date(2026, 1, 1))]
    with pytest.raises(UnknownName, match="no_such_item"):
        due_obligations(CONTRACT, done, JANUARY, on=date(2026, 2, 1))


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
        due.owed.key for due in due_obligations(contract, [], year, on=date(2027, 1, 1))
    )
    assert found["inspection"] == 12
    assert found["survey"] == 4
    assert found["full_backup"] == 365
    assert found["incremental_backup"] == 53
