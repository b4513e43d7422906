"""One timer for each ticket, armed by whatever runs the host's tasks; nothing is polled.

Set `HELPDESK_SLA_TIMER` to the dotted path of `arm(ticket_pk, at)`, which has `fire(ticket_pk, at)`
called at that instant. Timers are never taken back: one that went stale says nothing, so it does
no harm, and a second one for the same ticket and instant may be dropped.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.utils.module_loading import import_string
from helpdesk.models import FollowUp, Ticket, TicketChange

from servicedesk.sla import next_transition

from . import desk

# sent with ticket, assessment: after each change of a ticket, and after each of its timers
assessed = Signal()
# sent with ticket, transition: a clock was warned or breached, or an escalation is to be told
turned = Signal()


def fire(ticket_pk: int, at: datetime) -> None:
    """Tell what turned at the instant for which the timer was armed, and arm the next one."""
    ticket = desk.tickets().filter(pk=ticket_pk).first()
    if ticket is None:
        return
    for transition in desk.turned(ticket, at):
        turned.send(sender=Ticket, ticket=ticket, transition=transition)
    _look(ticket)


def arm_all() -> None:
    """Arm every open ticket: at first, after a loss of timers, after a change of the policy."""
    for ticket in desk.tickets().filter(status__in=Ticket.OPEN_STATUSES):
        _look(ticket)


@receiver(post_save, sender=Ticket)
@receiver(post_save, sender=FollowUp)
@receiver(post_delete, sender=FollowUp)
@receiver(post_save, sender=TicketChange)
def _changed(instance: Any, *, raw: bool = False, **_: Any) -> None:
    if raw:  # a fixture is being loaded, and what belongs to it may not be there yet
        return
    match instance:
        case Ticket():
            ticket_pk = instance.pk
        case FollowUp():
            ticket_pk = instance.ticket_id
        case TicketChange():
            ticket_pk = instance.followup.ticket_id
    ticket = desk.tickets().filter(pk=ticket_pk).first()
    if ticket is not None:
        _look(ticket)


def _look(ticket: Ticket) -> None:
    assessment = desk.look(ticket)
    if assessment is None:
        return
    assessed.send(sender=Ticket, ticket=ticket, assessment=assessment)
    coming = next_transition(assessment)
    timer = getattr(settings, "HELPDESK_SLA_TIMER", None)
    if coming is not None and timer is not None:
        import_string(timer)(ticket.pk, coming.at)
