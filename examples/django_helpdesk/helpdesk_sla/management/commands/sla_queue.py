"""`manage.py sla_queue`: the open tickets in the order of their next breach."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from helpdesk.models import Ticket

from helpdesk_sla import desk
from helpdesk_sla.templatetags.helpdesk_sla import instant, why


class Command(BaseCommand):
    """List the open tickets in the order of their next breach."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", help="only the queue of this slug")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE)

    def handle(self, *_: Any, queue: str | None, language: str, **__: Any) -> None:
        """Print one line for each ticket: when, which, and why."""
        waiting = desk.tickets().filter(status__in=Ticket.OPEN_STATUSES)
        if queue:
            waiting = waiting.filter(queue__slug=queue)
        known = {str(each.pk): each for each in waiting}
        with translation.override(language):
            for entry in desk.queue(known.values()):
                ticket = known[entry.ticket]
                line = (
                    instant(entry.next_breach),
                    ticket.ticket,
                    ticket.title,
                    why(entry.reasons[-1:]),
                )
                self.stdout.write("  ".join((f"{entry.position:3}", *line)))
