"""What the desk asks of `servicedesk`: how a ticket stands, what comes next, what to work on."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from helpdesk.models import Ticket

from servicedesk import worklist
from servicedesk.reasons import Lang, nearest_lang
from servicedesk.sla import Assessment, Clock, Transition, assess, turns_at

from .history import log
from .models import policy

BY_DUE = worklist.QueueRule(scheme=worklist.ByDue(), tiers=())
HISTORY = ("followup_set__ticketchange_set", "followup_set__user", "merged_tickets")


def tickets() -> QuerySet[Ticket]:
    """Tickets with all of their history, in few queries."""
    return Ticket.objects.select_related("queue").prefetch_related(*HISTORY)


def look(ticket: Ticket, at: datetime | None = None) -> Assessment | None:
    """What the ticket's clocks say, now or at an instant; None while the desk has no policy."""
    rules = policy()
    if rules is None:
        return None
    return assess(rules, log(ticket), at=at or timezone.now(), timezone=settings.TIME_ZONE)


def turned(ticket: Ticket, at: datetime) -> tuple[Transition, ...]:
    """What a timer that was armed for this instant has to tell."""
    rules = policy()
    return () if rules is None else turns_at(rules, log(ticket), at=at, timezone=settings.TIME_ZONE)


def queue(waiting: Iterable[Ticket], at: datetime | None = None) -> tuple[worklist.Entry, ...]:
    """The tickets in the order of their next breach."""
    rules = policy()
    if rules is None:
        return ()
    entered = [worklist.Ticket(id=str(each.pk), policy=rules, events=log(each)) for each in waiting]
    return worklist.worklist(entered, BY_DUE, at=at or timezone.now(), timezone=settings.TIME_ZONE)


def first(assessment: Assessment | None) -> Clock | None:
    """The clock to show where there is room for one: what presses, else the policy's last."""
    if assessment is None or not assessment.clocks:
        return None
    return assessment.pressing or assessment.clocks[-1]


def language() -> Lang:
    """The language of whoever is looking."""
    return nearest_lang(get_language() or "")
