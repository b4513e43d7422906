"""One timer for each ticket: what it tells, and that a stale one tells nothing."""

from datetime import timedelta

import pytest
import time_machine
from helpdesk.models import Ticket
from helpdesk_sla import timers
from project import tasks

MICRO = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def told(settings):
    """What was told, as (time, metric, turn, level)."""
    settings.HELPDESK_SLA_TIMER = "project.tasks.arm"
    tasks.waiting.clear()
    heard = []

    def hear(ticket, transition, **_):
        time = f"{transition.at:%m-%d %H:%M}"
        heard.append((time, transition.metric, transition.turn.value, transition.level))

    timers.turned.connect(hear)
    yield heard
    timers.turned.disconnect(hear)


@pytest.fixture
def until(at, clock):
    """`until("09-28 12:00")`: the task queue works off what falls due by then."""

    def work(when):
        while tasks.waiting and min(tasks.waiting)[0] <= at(when):
            timer = min(tasks.waiting)
            tasks.waiting.remove(timer)
            with time_machine.travel(timer[0], tick=False):
                timers.fire(timer[1], timer[0])
        clock(when)

    return work


def test_nobody_works_on_it(asked, until, told):
    asked("09-24 16:30")
    until("10-31 12:00")
    # an answer within 1 h; three quarters of 4 h, and 4 h: Friday is a holiday
    assert told == [
        ("09-24 17:30", "first_response", "breach", ""),
        ("09-28 10:30", "resolution", "escalation", "three_quarters"),
        ("09-28 11:30", "resolution", "breach", ""),
    ]
    assert not tasks.waiting


def test_one_timer_lies_ahead(asked, at):
    ticket = asked("09-24 16:30")
    assert tasks.waiting == {(at("09-24 17:30") + MICRO, ticket.pk)}


def test_what_was_held_answered_or_resolved_in_time_is_not_told(asked, staff, until, told):
    ticket = asked("09-24 16:30")
    mei = staff()
    mei.update("09-24 17:00", ticket, "We look into it.", public=True)
    until("09-28 08:59")
    mei.hold("09-28 09:00", ticket)  # 1.5 h have counted
    until("09-28 13:59")
    assert told == []
    mei.unhold("09-28 14:00", ticket)
    until("09-28 15:59")
    assert told == [("09-28 15:30", "resolution", "escalation", "three_quarters")]
    mei.update("09-28 16:30", ticket, "Renewed.", public=True, new_status=Ticket.RESOLVED_STATUS)
    until("10-31 12:00")
    assert len(told) == 1


def test_a_timer_that_fires_late_still_tells(asked, staff, until, told, at):
    ticket = asked("09-24 16:30")
    staff().update("09-25 10:00", ticket, "Sorry for the delay.", public=True)
    with time_machine.travel(at("09-25 11:00"), tick=False):
        timers.fire(ticket.pk, at("09-24 17:30") + MICRO)
    assert told == [("09-24 17:30", "first_response", "breach", "")]


def test_a_raised_priority_arms_an_earlier_timer(asked, staff, at):
    ticket = asked("09-28 08:30", priority=3)
    staff().update("09-28 09:00", ticket, "Everybody waits.", priority=1, public=True)
    assert min(tasks.waiting)[0] == at("09-28 11:30")  # 3 h of 4


def test_lost_timers_are_armed_anew(asked, told, clock):
    from django.core.management import call_command

    ticket = asked("09-24 16:30")
    lost = set(tasks.waiting)
    tasks.waiting.clear()
    call_command("sla_arm")
    assert tasks.waiting == lost
    ticket.delete()
    for at, ticket_pk in lost:
        timers.fire(ticket_pk, at)
    assert told == []


def test_each_change_is_assessed_as_it_is_saved(asked, staff, at):
    heard = []

    def hear(assessment, **_):
        heard.append((assessment.at, assessment["resolution"].state.value))

    timers.assessed.connect(hear)
    ticket = asked("09-24 16:30")
    staff().hold("09-28 09:00", ticket)
    timers.assessed.disconnect(hear)
    assert heard[0] == (at("09-24 16:30"), "running")
    assert heard[-1] == (at("09-28 09:00"), "paused")
