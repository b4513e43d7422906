"""`manage.py sla_arm`: arm the timer of every open ticket, at first or after timers were lost."""

from typing import Any

from django.core.management.base import BaseCommand

from helpdesk_sla import timers


class Command(BaseCommand):
    """Arm the timer of every open ticket."""

    help = __doc__

    def handle(self, *_: Any, **__: Any) -> None:
        """Arm them."""
        timers.arm_all()
