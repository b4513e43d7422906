"""The laws that hosts call hold for what the library ships and for what it can draw."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import PROCESS, ComplaintPolicy
from servicedesk.errors import WrongType
from servicedesk.presets import construction, heating, srm
from servicedesk.servicing import SERVICE_REQUEST
from servicedesk.testing.laws import (
    POLICY_LAWS,
    QUICK,
    check_calendar,
    check_complaint_process,
    check_contract,
    check_policy,
)
from servicedesk.testing.strategies import contracts, nasty, policies

# a check is itself some hundred cases
A_FEW = settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
BRIEF = settings(QUICK, max_examples=8)
OFFICE = BusinessCalendar(
    "Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", {"2026-01-01": []}, "CN"
)
NIGHT = BusinessCalendar("America/New_York", "Mon-Fri 22:00-06:00", repeated="once")


def compared(tried):
    """The laws that had something to compare."""
    return {each.law for each in tried if each.compared}


@pytest.mark.parametrize(
    "calendar",
    [OFFICE, NIGHT, OFFICE | NIGHT, NIGHT - OFFICE, BusinessCalendar("UTC", {})],
    ids=["office", "night", "follow the sun", "except", "never"],
)
def test_calendars(calendar):
    assert compared(check_calendar(calendar, settings=BRIEF))


@given(nasty.calendars())
@A_FEW
def test_nasty_calendars(calendar):
    assert compared(check_calendar(calendar, settings=BRIEF))


@pytest.mark.parametrize("preset", [construction, heating, srm], ids=lambda each: each.__name__)
def test_shipped_policies(preset):
    # they go by channel, locality and kind of disaster, of which none is worse
    found = check_policy(preset.book().policy, worst_first={}, settings=BRIEF)
    assert [each.law for each in found] == [law.name for law in POLICY_LAWS]
    assert len(compared(found)) >= 10


@given(policies())
@A_FEW
def test_drawn_policies(policy):
    # a drawn policy may promise what is critical later, on elapsed time, than the rest
    counting = [law for law in POLICY_LAWS if law.name != "worse_is_never_due_later"]
    assert compared(check_policy(policy, laws=counting, settings=BRIEF))


@given(contracts() | nasty.contracts())
@A_FEW
def test_drawn_contracts(contract):
    assert compared(check_contract(contract, settings=BRIEF))


@pytest.mark.parametrize("process", [PROCESS, SERVICE_REQUEST], ids=lambda each: each.name)
@pytest.mark.parametrize("open_questions", [False, True])
def test_processes(process, open_questions):
    chosen = {"policy": ComplaintPolicy()} if open_questions else {}
    assert compared(check_complaint_process(process, **chosen, settings=BRIEF))


@pytest.mark.parametrize(
    "check", [check_calendar, check_policy, check_contract, check_complaint_process]
)
@given(st.sampled_from([(), "office", 3]))
def test_what_is_no_subject_is_refused(check, given_instead):
    with pytest.raises(WrongType):
        check(given_instead)
