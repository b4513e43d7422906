"""A ticket and its history as events: all that this app knows about django-helpdesk.

django-helpdesk logs follow-ups, each with a new status or with changes of fields from an old value
to a new one, and names the fields in the language of whoever made the change.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from helpdesk.models import FollowUp, Queue, Ticket

from servicedesk.incidents import Event
from servicedesk.states import Standing, TicketState, events_of_states

FIELDS = {"Priority": "priority", "Queue": "queue_id", "On Hold": "on_hold"}
OPENING = timedelta(seconds=5)  # the forms log the opening as a public follow-up of its own


def log(ticket: Ticket) -> list[Event]:
    """The ticket's history as events: how it stood, and who wrote to whom."""
    followups = sorted(ticket.followup_set.all(), key=lambda each: (each.date, each.pk))
    return [*messages(ticket, followups), *events_of_states(states(ticket, followups))]


def messages(ticket: Ticket, followups: list[FollowUp]) -> Iterator[Event]:
    """Public comments, but the one with which a ticket, or one merged into it, was opened."""
    openings = [ticket.created, *(each.created for each in ticket.merged_tickets.all())]
    for each in followups:
        opens = any(timedelta(0) <= each.date - opened < OPENING for opened in openings)
        if each.comment and not opens:
            if each.direction == FollowUp.DIRECTION_INBOUND:
                yield Event(at=each.date, type="customer_message", id=f"message-{each.pk}")
            elif each.direction == FollowUp.DIRECTION_OUTBOUND and each.user:
                yield Event(at=each.date, type="agent_reply", id=f"message-{each.pk}")


def states(ticket: Ticket, followups: list[FollowUp]) -> Iterator[TicketState]:
    """How the ticket stood from its opening on, and how it stands now."""
    now = {name: getattr(ticket, name) for name in ("status", *FIELDS.values())}
    changes = [(each, dict(_changes(each))) for each in followups]  # name: (old, new)
    row = now | {"status": Ticket.OPEN_STATUS, "on_hold": False}
    for _, changed in reversed(changes):  # before its first change a field had the old value
        row |= {name: old for name, (old, _) in changed.items() if name != "status"}
    slugs = _slugs(ticket, changes)
    yield _state(ticket.created, row, slugs)
    for each, changed in changes:
        row |= {name: new for name, (_, new) in changed.items()}
        yield _state(each.date, row, slugs, each)
    # the board, the API and the edit form change a ticket and log nothing
    yield _state(max([ticket.modified, *(each.date for each in followups)]), now, slugs)


def _changes(followup: FollowUp) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if followup.new_status is not None:
        yield "status", (None, followup.new_status)
    for change in followup.ticketchange_set.all():
        name = _fields().get(change.field)
        if name is not None:
            yield name, (_value(change.old_value), _value(change.new_value))


@cache
def _fields() -> dict[str, str]:
    """The names of fields in every language in which somebody may have made the change."""
    found = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            found |= {translation.gettext(name): field for name, field in FIELDS.items()}
    return FIELDS | found


def _value(text: str) -> int | bool:
    return text == "True" if text in ("True", "False") else int(text)


def _slugs(ticket: Ticket, changes: list[tuple[FollowUp, dict[str, Any]]]) -> dict[int, str]:
    moved = {pk for _, changed in changes for pk in changed.get("queue_id", ())}
    others = Queue.objects.filter(pk__in=moved).values_list("pk", "slug") if moved else ()
    return {ticket.queue_id: ticket.queue.slug, **dict(others)}


def _state(
    at: datetime, row: dict[str, Any], slugs: dict[int, str], followup: FollowUp | None = None
) -> TicketState:
    return TicketState(
        at=at,
        standing=_standing(row["status"], on_hold=row["on_hold"]),
        facts={"priority": row["priority"], "queue": slugs.get(row["queue_id"], "deleted")},
        id=None if followup is None else f"followup-{followup.pk}",
        by="" if followup is None or followup.user is None else followup.user.get_username(),
    )


def _standing(status: int, *, on_hold: bool) -> Standing:
    if status == Ticket.DUPLICATE_STATUS:
        return Standing.CANCELLED
    if status not in Ticket.OPEN_STATUSES:
        return Standing.RESOLVED
    waits = on_hold or status in getattr(settings, "HELPDESK_SLA_WAITING_STATUSES", ())
    return Standing.WAITING if waits else Standing.OPEN
