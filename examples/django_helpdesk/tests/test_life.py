"""Tickets that live through django-helpdesk's own pages, and what their clocks say.

The desk opens Monday to Friday, 08:30 to 12:00 and 13:00 to 17:30, Chinese holidays excepted.
Priority 1 has 1 h for the first answer and 4 h for the solution, priority 2 has 8 h for the
solution; others have 4 h and 16 h. What is expected is reckoned by hand, beside it.
"""

import logging
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from helpdesk.email import extract_email_metadata
from helpdesk.models import FollowUp, Queue, Ticket
from helpdesk_sla.models import ServicePolicy

OPEN, REOPENED, RESOLVED, CLOSED, DUPLICATE = range(1, 6)


def test_lunch_does_not_count(asked, says):
    ticket = asked("09-24 11:30")  # Thursday: half an hour to noon, half an hour from one
    assert says(ticket, "09-24 12:30", "first_response") == ("running", "09-24 13:30")


def test_only_a_public_comment_of_an_agent_is_an_answer(asked, staff, says):
    ticket = asked("09-24 11:30")
    mei = staff()
    mei.update("09-24 11:40", ticket, "Looks like the licence server.")
    mei.update("09-24 11:50", ticket, new_status=OPEN, owner=mei.user.pk, public=True)
    assert says(ticket, "09-24 11:50", "first_response") == ("running", "09-24 13:30")
    mei.update("09-24 13:30", ticket, "We look into it.", public=True)
    assert says(ticket, "09-24 17:00", "first_response") == ("met", "09-24 13:30")


def test_an_answer_a_minute_late_is_late(asked, staff, says):
    ticket = asked("09-24 11:30")
    staff().update("09-24 13:31", ticket, "We look into it.", public=True)
    assert says(ticket, "09-24 17:00", "first_response") == ("breached", "09-24 13:30")


def test_a_holiday_and_a_weekend_do_not_count(asked, says):
    # Thursday 16:30 to 17:30 is 1 h; Friday 25 is Mid-Autumn; Monday 08:30 to 11:30 is 3 h
    ticket = asked("09-24 16:30")
    assert says(ticket, "09-26 12:00") == ("running", "09-28 11:30")
    assert says(ticket, "09-28 11:30") == ("running", "09-28 11:30")
    assert says(ticket, "09-28 11:31") == ("breached", "09-28 11:30")


def test_a_make_up_day_counts(asked, says):
    # National Day is 1 to 7 October, and Saturday 10 is worked instead. Of 16 h, one counts on
    # 30 September, 8 on Thursday 8, and 7 on Friday 9: 3.5 to noon, and from 13:00 to 16:30
    ticket = asked("09-30 16:30", priority=3)
    assert says(ticket, "10-01 09:00") == ("running", "10-09 16:30")
    # 1 h on Friday 9, 8 h on Saturday 10, 7 h on Monday 12
    later = asked("10-09 16:30", priority=3)
    assert says(later, "10-09 16:30") == ("running", "10-12 16:30")


@pytest.mark.parametrize("language", ["en", "zh-hans", "de"])
def test_a_hold_stops_the_clock_in_whatever_language_it_was_logged(asked, staff, says, language):
    # 1 h on Thursday, half an hour on Monday; on hold from 09:00 to 14:00; then 2.5 h are left
    ticket = asked("09-24 16:30")
    mei = staff(language)
    mei.hold("09-28 09:00", ticket)
    assert says(ticket, "09-28 13:00") == ("paused", None)
    mei.unhold("09-28 14:00", ticket)
    assert says(ticket, "09-28 14:00") == ("running", "09-28 16:30")
    assert says(ticket, "09-28 08:59") == ("running", "09-28 11:30")


def test_resolved_in_time_and_reopened(asked, staff, says):
    ticket = asked("09-28 08:30")
    mei = staff()
    mei.update("09-28 10:30", ticket, "Renewed.", public=True, new_status=RESOLVED)  # 2 h
    assert says(ticket, "09-28 18:00") == ("met", "09-28 13:30")
    mei.update("09-28 18:00", ticket, new_status=CLOSED)  # closing what is resolved is no news
    assert says(ticket, "09-28 18:00") == ("met", "09-28 13:30")
    mei.update("09-29 09:00", ticket, "It came back.", new_status=REOPENED)
    assert says(ticket, "09-29 09:30") == ("running", "09-29 11:00")  # the 2 h that were left
    mei.update("09-29 11:30", ticket, "Mended.", public=True, new_status=RESOLVED)
    assert says(ticket, "09-30 09:00") == ("breached", "09-29 11:00")


def test_what_is_reopened_while_on_hold_waits(asked, staff, says):
    ticket = asked("09-28 08:30")
    mei = staff()
    mei.hold("09-28 09:30", ticket)
    mei.update("09-28 10:30", ticket, "Renewed.", public=True, new_status=RESOLVED)
    mei.update("09-29 09:00", ticket, "It came back.", new_status=REOPENED)
    assert says(ticket, "09-29 17:00") == ("paused", None)
    mei.unhold("09-30 08:30", ticket)  # 1 h had counted, so 3 h are left
    assert says(ticket, "09-30 08:30") == ("running", "09-30 11:30")


def test_another_priority_brings_another_target(asked, staff, says):
    # 16 h from Monday 08:30: 8 h on Monday, 8 h on Tuesday
    ticket = asked("09-28 08:30", priority=3)
    assert says(ticket, "09-28 10:00") == ("running", "09-29 17:30")
    mei = staff("zh-hans")
    mei.update("09-28 10:30", ticket, "The whole office waits.", priority=1)
    assert says(ticket, "09-28 10:00") == ("running", "09-29 17:30")  # it was not known then
    assert says(ticket, "09-28 10:30") == ("running", "09-28 13:30")  # 4 h from the start
    mei.update("09-28 11:00", ticket, "Half of it.", priority=2)
    assert says(ticket, "09-28 11:00") == ("running", "09-28 17:30")


def test_an_escalated_priority_is_read_too(asked, says, queue, clock):
    queue.escalate_days = 1
    queue.save()
    ticket = asked("09-28 08:30", priority=3)
    clock("09-29 09:00")
    call_command("escalate_tickets", verbosity=0)
    ticket.refresh_from_db()
    assert ticket.priority == 2
    assert says(ticket, "09-28 12:00") == ("running", "09-29 17:30")
    assert says(ticket, "09-29 09:00") == ("breached", "09-28 17:30")  # 8 h were over on Monday


def test_another_queue_may_have_another_target(asked, staff, says, queue, policy):
    conditions = [
        {"type": "is", "fact": "queue", "values": ["core"]},
        {"type": "is", "fact": "priority", "values": [3]},
    ]
    rules = ServicePolicy.objects.get()
    targets = rules.document["targets"]
    core_target = {"name": "resolution_core", "when": {"type": "all", "of": conditions}}
    targets.append(targets[-1] | core_target | {"within": "PT6H"})
    rules.save()
    ticket = asked("09-28 08:30", priority=3)
    core = Queue.objects.create(title="Core", slug="core")
    staff("zh-hans").update("09-28 10:00", ticket, "Not for us.", queue=core.pk)
    assert says(ticket, "09-28 09:30") == ("running", "09-29 17:30")  # 16 h
    assert says(ticket, "09-28 10:00") == ("running", "09-28 15:30")  # 6 h from 08:30


def test_staff_who_write_down_a_call_have_not_answered_it(staff, queue, says):
    mei = staff()
    form = {"title": "By phone", "body": "Lin rang.", "queue": queue.pk, "priority": 1}
    mei.post("09-28 08:30", "helpdesk:submit", submitter_email="lin@customer.example", **form)
    ticket = Ticket.objects.get()
    assert ticket.followup_set.get().user == mei.user
    assert says(ticket, "09-28 09:00", "first_response") == ("running", "09-28 09:30")


def test_a_ticket_that_a_script_made(queue, policy, clock, says):
    clock("09-28 08:30")
    ticket = Ticket.objects.create(title="Monitoring: disk full", queue=queue, priority=2)
    assert says(ticket, "09-28 09:00") == ("running", "09-28 17:30")


def test_closed_in_bulk(asked, staff, says):
    ticket, other = asked("09-28 08:30"), asked("09-28 08:30")
    staff().post(
        "09-28 10:00", "helpdesk:mass_update", ticket_id=[ticket.pk, other.pk], action="close"
    )
    assert says(ticket, "09-28 18:00") == ("met", "09-28 13:30")
    assert says(other, "09-28 18:00", "first_response") == ("breached", "09-28 09:30")


def test_what_the_board_does_not_log_counts_from_the_last_change(asked, staff, says):
    ticket = asked("09-28 08:30")
    mei = staff()
    mei.post("09-28 10:00", "helpdesk:kanban_update", ticket.pk, json=True, status=RESOLVED)
    assert ticket.followup_set.count() == 1
    assert says(ticket, "09-28 18:00") == ("met", "09-28 13:30")
    mei.post("09-28 11:00", "helpdesk:kanban_update", ticket.pk, json=True, status=OPEN)
    assert says(ticket, "09-28 11:00") == ("running", "09-28 13:30")  # as if nothing had been


def test_a_hold_by_the_api_is_not_logged_either(asked, staff, says, clock):
    ticket = asked("09-28 08:30")
    mei = staff()
    for when, on_hold in (("09-28 10:00", True), ("09-28 11:00", False)):
        clock(when)
        answer = mei.browser.patch(
            f"/api/tickets/{ticket.pk}/", {"on_hold": on_hold}, content_type="application/json"
        )
        assert answer.status_code == 200
        if on_hold:
            assert says(ticket, "09-28 09:59") == ("running", "09-28 13:30")
            assert says(ticket, "09-28 10:30") == ("paused", None)
    assert says(ticket, "09-28 11:00") == ("running", "09-28 13:30")  # as if nothing had been


def test_merged_into_another_it_has_no_verdict_and_brings_no_answer(asked, staff, says):
    first = asked("09-28 08:30")
    mei = staff()
    mei.post(
        "09-28 08:40", "helpdesk:submit", title="Again", body="Lin rang.", priority=1,
        queue=first.queue_id, submitter_email="lin@customer.example",
    )  # fmt: skip
    second = Ticket.objects.latest("pk")
    mei.browser.get("/tickets/merge", {"tickets": [first.pk, second.pk]})
    answer = mei.browser.post(
        f"/tickets/merge?tickets={first.pk}&tickets={second.pk}", {"chosen_ticket": first.pk}
    )
    assert answer.status_code == 302
    second.refresh_from_db()
    assert second.status == DUPLICATE
    assert says(second, "09-28 09:00")[0] == "cancelled"
    assert first.followup_set.count() == 2
    assert says(first, "09-28 09:00", "first_response") == ("running", "09-28 09:30")


def test_a_customers_mail_reopens_what_was_closed(asked, staff, says, queue, clock):
    ticket = asked("09-28 08:30")
    staff().update("09-28 10:30", ticket, "Renewed.", public=True, new_status=CLOSED)
    mail = EmailMessage()
    mail["From"], mail["To"] = "lin@customer.example", "erp@desk.example"
    mail["Subject"] = f"Re: [erp-{ticket.pk}] Ledger does not open"
    mail["Message-Id"] = "<1@customer.example>"
    mail.set_content("It came back.")
    for when in ("09-29 09:00", "09-29 09:10"):
        clock(when)
        extract_email_metadata(mail.as_string(), queue, logging.getLogger(__name__))
    ticket.refresh_from_db()
    assert ticket.status == REOPENED
    assert says(ticket, "09-29 09:30") == ("running", "09-29 11:00")


def test_a_follow_up_that_is_edited_or_deleted_is_judged_anew(asked, staff, says):
    ticket = asked("09-24 11:30")
    mei = staff()
    mei.update("09-24 11:50", ticket, "We look into it.", public=True)
    answer = ticket.followup_set.latest("pk")
    assert says(ticket, "09-24 14:00", "first_response") == ("met", "09-24 13:30")
    FollowUp.objects.filter(pk=answer.pk).update(public=False)
    assert says(ticket, "09-24 14:00", "first_response") == ("breached", "09-24 13:30")
    answer.delete()
    assert says(ticket, "09-24 14:00", "first_response") == ("breached", "09-24 13:30")


def test_without_a_policy_nothing_is_said(queue, clock):
    from helpdesk_sla import desk

    clock("09-28 08:30")
    ticket = Ticket.objects.create(title="Nobody promised anything", queue=queue)
    assert desk.look(ticket) is None
    assert desk.queue([ticket]) == ()
