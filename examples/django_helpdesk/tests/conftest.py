"""A desk with the policy of the fixture, its people, and a clock that the tests set."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from helpdesk.models import Queue, Ticket


def _instant(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def at():
    """`at("09-24 16:30")`: the instant in Shanghai in 2026."""
    return _instant


@pytest.fixture
def clock():
    """`clock("09-24 16:30")` sets the time, which then stands still."""
    with time_machine.travel(_instant("09-24 08:00"), tick=False) as traveller:
        yield lambda text: traveller.move_to(_instant(text))


@pytest.fixture
def queue(db):
    return Queue.objects.create(title="ERP", slug="erp", allow_public_submission=True)


@pytest.fixture
def policy(db):
    call_command("loaddata", "office_hours", verbosity=0)


class Staff:
    """An agent at the browser, who uses django-helpdesk's own pages."""

    def __init__(self, user, clock, language="en"):
        self.user = user
        self._clock = clock
        self.browser = Client(headers={"accept-language": language})
        self.browser.force_login(user)

    def see(self, page, *args, **query):
        answer = self.browser.get(reverse(page, args=args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, when, page, *args, json=False, **data):
        self._clock(when)
        kind = {"content_type": "application/json"} if json else {}
        answer = self.browser.post(reverse(page, args=args), data, **kind)
        assert answer.status_code in (200, 302), answer.content.decode()
        return answer

    def update(self, when, ticket, comment="", **more):
        """The form below a ticket; `public=True` shows the comment to the customer."""
        ticket.refresh_from_db()
        data = {
            "title": ticket.title,
            "queue": ticket.queue_id,
            "priority": ticket.priority,
            "new_status": ticket.status,
            "comment": comment,
        }
        answer = self.post(when, "helpdesk:update", ticket.pk, **(data | more))
        assert answer.status_code == 302, answer.context["form"].errors

    def hold(self, when, ticket):
        self.post(when, "helpdesk:hold", ticket.pk)

    def unhold(self, when, ticket):
        self.post(when, "helpdesk:unhold", ticket.pk)


@pytest.fixture
def staff(policy, clock):
    """`staff("zh-hans")`: an agent whose browser speaks Chinese."""

    def log_in(language="en"):
        users = get_user_model().objects
        user = users.filter(username=f"mei-{language}").first() or users.create_superuser(
            f"mei-{language}", "mei@desk.example"
        )
        return Staff(user, clock, language)

    return log_in


@pytest.fixture
def asked(queue, policy, clock):
    """`asked("09-24 16:30", priority=1)`: a customer fills in the public form; the ticket."""

    def submit(when, *, priority=1, title="Ledger does not open"):
        clock(when)
        answer = Client().post(
            reverse("helpdesk:submit"),
            {
                "queue": queue.pk,
                "title": title,
                "body": "Since the update it says: no licence.",
                "priority": priority,
                "submitter_email": "lin@customer.example",
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
        return Ticket.objects.latest("pk")

    return submit


@pytest.fixture
def says(clock):
    """`says(ticket, "09-28 10:00")`: each clock at that time, as (state, due in Shanghai)."""
    from helpdesk_sla import desk

    def look(ticket, when, metric="resolution"):
        clock(when)
        found = desk.look(desk.tickets().get(pk=ticket.pk))[metric]
        due = found.due
        return found.state.value, None if due is None else f"{due:%m-%d %H:%M}"

    return look
