"""A green test with nothing tested is worse than none: checks say, or refuse, what they leave."""

import inspect
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis.strategies import just

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import ComplaintPolicy
from servicedesk.contracts import Contract, Entitlement, Payment, ServiceItem
from servicedesk.decisions import when
from servicedesk.errors import InvalidValue, UnknownName, WrongType
from servicedesk.incidents import Period
from servicedesk.money import Money
from servicedesk.reasons import Text
from servicedesk.sla import FIRST_RESPONSE, Policy, Target
from servicedesk.tariffs import Annual
from servicedesk.testing import laws, strategies
from servicedesk.testing.laws import (
    LawBroken,
    Moot,
    Tried,
    check_calendar,
    check_complaint_process,
    check_contract,
    check_policy,
)
from servicedesk.versions import Dated

CONTRACT = Contract(
    id="K1",
    currency="CNY",
    timezone="Asia/Shanghai",
    term=Period(date(2026, 1, 1), date(2027, 1, 1)),
    tier="annual",
    fee_plan=Annual(fee=Money.of("12000", "CNY")),
    items=(ServiceItem(key="visit", name=Text("visit", "上门", "上門")),),
    entitlements=(Entitlement(item="visit", payment=Payment.INCLUDED),),
)
WORSE = ["worse_is_never_due_later"]
OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30", holidays="CN")
CLOSED_ONCE = evolve(OFFICE, exceptions={"2026-06-17": []})


def by_priority(first, second, *names):
    """Targets of four and five hours for two priorities, on a calendar each."""
    one, other = names or (1, 2)
    return Policy(
        name="support",
        metrics=[FIRST_RESPONSE],
        targets=[
            Target(
                name=f"p{index}",
                metric="first_response",
                within=timedelta(hours=3 + index),
                clock=clock,
                when=when(priority=value),
            )
            for index, clock, value in ((1, first, one), (2, second, other))
        ],
    )


SOUND = by_priority(OFFICE, OFFICE)


def test_a_policy_that_goes_by_what_is_not_ranked_is_refused():
    with pytest.raises(InvalidValue, match=r"go by priority, .* would test nothing") as caught:
        check_policy(SOUND)
    assert 'worst_first={"priority": [...]}' in caught.value.expected
    (told,) = check_policy(SOUND, worst_first={}, laws=WORSE)
    assert (told.cases, told.compared) == (0, 0)
    assert check_policy(SOUND, laws=["any_order"])  # which needs no ranks


@pytest.mark.parametrize(
    ("ranks", "error"),
    [
        ({"prio": [1, 2]}, UnknownName),
        ({"priority": ["P1", "P2"]}, UnknownName),
        ({"priority": [1, 3]}, UnknownName),
        ({"priority": [3, 1, 2]}, UnknownName),
        ({"priority": [True, 2]}, UnknownName),
        ({"priority": "12"}, WrongType),
        ({"priority": {1, 2}}, WrongType),
        ({"priority": [1, 2.0]}, WrongType),
        ({"priority": [1]}, InvalidValue),
        ({"priority": [1, 1]}, InvalidValue),
        (["P1"], WrongType),
        ("priority", WrongType),
    ],
)
def test_ranks_that_no_target_speaks_of_are_refused(ranks, error):
    with pytest.raises(error) as caught:
        check_policy(SOUND, worst_first=ranks)
    assert caught.value.where.startswith("worst_first")


def test_the_mildest_may_stand_for_all_others():
    (told,) = check_policy(SOUND, worst_first={"priority": [1, 2, 3, 4]}, laws=WORSE)
    assert 0 < told.compared < told.cases


def test_a_desk_closed_on_one_date_more_than_another_is_found_at_once():
    with pytest.raises(LawBroken) as caught:
        check_policy(by_priority(CLOSED_ONCE, OFFICE), worst_first={"priority": [1, 2]})
    start = caught.value.example["start"].at
    assert date(2026, 6, 16) <= start.date() <= date(2026, 6, 17)
    check_policy(by_priority(OFFICE, CLOSED_ONCE), worst_first={"priority": [1, 2]}, laws=WORSE)


def test_the_message_names_facts_and_targets_and_calls():
    with pytest.raises(LawBroken) as caught:
        check_policy(by_priority(CLOSED_ONCE, OFFICE), worst_first={"priority": [1, 2]}, laws=WORSE)
    told = str(caught.value)
    assert "(Asia/Shanghai) if priority 1 (target p1), but " in told
    assert "(Asia/Shanghai) if priority 2 (target p2)\n" in told
    assert "fromisoformat('2026-06-16T" in told
    assert "+08:00')" in told
    assert told.endswith("\nassert first.due <= second.due")


def test_each_version_is_tried():
    broken = by_priority(CLOSED_ONCE, OFFICE)
    versions = Dated.of(SOUND, (date(2026, 7, 1), evolve(SOUND, version="2")))
    found = check_policy(versions, worst_first={"priority": [1, 2]}, laws=WORSE)
    assert [each.compared > 0 for each in found] == [True, True]
    with pytest.raises(LawBroken):
        check_policy(
            Dated.of(SOUND, (date(2026, 7, 1), broken)),
            worst_first={"priority": [1, 2]},
            laws=WORSE,
        )


CHECKS = [
    (check_policy, evolve(SOUND, targets=())),
    (check_calendar, OFFICE),
    (check_contract, CONTRACT),
    (check_complaint_process, None),
]


@pytest.mark.parametrize(("check", "subject"), CHECKS)
@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (["any_ordre"], UnknownName),
        ([], InvalidValue),
        ("any_zone", WrongType),
        ([3], WrongType),
        (3, WrongType),
    ],
)
def test_laws_that_there_are_not_are_refused(check, subject, asked, error):
    with pytest.raises(error) as caught:
        check(subject, laws=asked)
    assert caught.value.where == "laws"


def test_laws_go_by_name():
    assert [each.law for each in check_calendar(OFFICE, laws=["any_zone"])] == ["any_zone"]


def test_the_second_bill_says_what_it_does_not_know(monkeypatch):
    (told,) = check_contract(CONTRACT, laws=["the_second_bill_agrees"])
    assert told.compared

    def knows_nothing(*given):
        raise InvalidValue("the oracle knows no such plan")

    monkeypatch.setattr(laws.contracts, "statement_sums", knows_nothing)
    (told,) = check_contract(CONTRACT, laws=["the_second_bill_agrees"])
    assert told == Tried(
        law="the_second_bill_agrees",
        cases=told.cases,
        compared=0,
        moot=("the oracle knows no such plan",),
    )
    assert str(told) == (
        f"the_second_bill_agrees: 0 of {told.cases} cases compared (the oracle knows no such plan)"
    )


def test_a_law_of_your_own_may_say_that_it_compares_nothing():
    law = laws.Law(
        name="ours",
        text="ours",
        examples=lambda subject: just({}),
        fault=lambda subject: Moot("nothing here"),
    )
    (told,) = check_calendar(OFFICE, laws=[law])
    assert (told.compared, told.moot) == (0, ("nothing here",))


def test_a_complaint_policy_is_given_by_name():
    with pytest.raises(WrongType, match=r"check_complaint_process\(policy=\.\.\.\)"):
        check_complaint_process(ComplaintPolicy())


@pytest.mark.parametrize("module", [laws, strategies])
def test_signatures_are_short_enough_to_read(module):
    for name in module.__all__:
        found = getattr(module, name)
        if callable(found):
            assert len(str(inspect.signature(found))) < 600, name
    assert all(len(repr(law)) < 200 for law in laws.COMPLAINT_LAWS)
