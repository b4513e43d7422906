"""What people see: the page of a ticket, the admin's list, the queue."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation
from helpdesk.models import Queue, Ticket


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Service levels", "resolution", "running", "Sept. 28, 2026, 11:30 a.m."]),
        ("zh-hans", ["服务时限", "解决", "计时中", "2026年9月28日 11:30"]),
        ("zh-hant", ["服務時限", "解決", "計時中", "2026年9月28日 11:30"]),
        ("de", ["Service levels", "resolution", "running", "28. September 2026 11:30"]),
    ],
)
def test_the_page_of_a_ticket_speaks_the_readers_language(asked, staff, clock, language, words):
    ticket = asked("09-24 16:30")
    mei = staff(language)
    clock("09-28 09:00")
    page = mei.see("helpdesk:view", ticket.pk)
    panel = page[page.index('id="sla-panel"') :]
    for word in words:
        assert word in panel


def test_the_page_says_why_to_the_minute(asked, staff, clock):
    ticket = asked("09-24 16:30:12.345678")
    clock("09-28 09:00:59.9")
    page = staff().see("helpdesk:view", ticket.pk)
    assert "at 2026-09-28 09:00 +08:00: 1 h 30 min counted, due 2026-09-28 11:30 +08:00" in page
    assert "holiday: Mid-Autumn Festival" in page
    assert "345678" not in page[page.index("sla-panel") : page.index("</svg>")]


def test_without_a_policy_the_page_is_as_it_was(staff, queue, clock):
    from helpdesk_sla.models import ServicePolicy

    mei = staff()
    ServicePolicy.objects.all().delete()
    ticket = Ticket.objects.create(title="Nobody promised anything", queue=queue)
    assert "sla-panel" not in mei.see("helpdesk:view", ticket.pk)
    assert mei.see("admin:helpdesk_ticket_changelist")


def test_the_admins_list_has_due_and_state(asked, staff, clock):
    asked("09-24 16:30")
    held = asked("09-24 16:40")
    mei = staff("zh-hans")
    mei.update("09-24 17:00", held, "We look into it.", public=True)
    mei.hold("09-24 17:10", held)
    clock("09-28 12:00")
    page = mei.see("admin:helpdesk_ticket_changelist")
    assert ">解决: 暂停</span></td>" in page
    assert ">首次响应: 超时</span></td>" in page
    assert 'title="已超时且截至 2026-09-28 12:00 +08:00 仍未完成' in page
    assert '<td class="field-due">2026年9月24日 17:30</td>' in page
    assert "时限状态" in page


def test_a_longer_list_takes_no_more_queries_for_its_histories(
    asked, staff, clock, django_assert_max_num_queries
):
    mei = staff()
    for minute in range(12):
        asked(f"09-24 16:{30 + minute}")
    mei.see("admin:helpdesk_ticket_changelist")
    # django-helpdesk itself asks once for each ticket (time spent), and we for the policy
    with django_assert_max_num_queries(20 + 2 * 12):
        mei.see("admin:helpdesk_ticket_changelist")


def queue_of(*arguments):
    out = StringIO()
    call_command("sla_queue", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_queue_is_in_the_order_of_the_next_breach(asked, staff, clock):
    slow = asked("09-28 08:30", priority=3, title="Report is slow")
    down = asked("09-28 09:00", priority=1, title="Server is down")
    held = asked("09-28 09:10", priority=1, title="Printer")
    done = asked("09-28 09:20", priority=1, title="Password")
    mei = staff()
    for ticket in (slow, down, held):
        mei.update("09-28 09:30", ticket, "We look into it.", public=True)
    mei.hold("09-28 09:40", held)
    mei.update("09-28 09:40", done, "Reset.", public=True, new_status=Ticket.RESOLVED_STATUS)
    late = asked("09-28 10:00", priority=1, title="Nobody has answered")
    clock("09-28 11:15")
    lines = queue_of()
    assert [line.split("  ")[4].strip() for line in lines] == [
        "Nobody has answered",  # its answer was due at 11:00
        "Server is down",  # 4 h from 09:00: 14:00
        "Report is slow",  # 16 h: Tuesday 17:30
        "Printer",
    ]
    assert lines[0].endswith("is 15 min over")
    assert f"[erp-{late.pk}]" in lines[0]
    assert lines[3].endswith("nothing is due")
    assert queue_of("--queue", "other") == []
    Queue.objects.update(slug="other")
    assert len(queue_of("--queue", "other")) == 4
    assert "首次响应" in queue_of("--language", "zh-hans")[0]
    assert translation.get_language() == "en"
