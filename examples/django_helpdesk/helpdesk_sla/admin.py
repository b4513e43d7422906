"""The policy in the admin, checked and judged when saved; due and state in the list of tickets."""

from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from helpdesk.admin import TicketAdmin
from helpdesk.models import Ticket

from servicedesk.lint import lint
from servicedesk.sla import Clock

from . import desk, timers
from .models import ServicePolicy, dated
from .templatetags.helpdesk_sla import instant, why, words


@admin.register(ServicePolicy)
class ServicePolicyAdmin(admin.ModelAdmin):
    """What the desk promises."""

    list_display = ("__str__", "since")

    def save_model(
        self, request: HttpRequest, obj: ServicePolicy, form: ModelForm, change: Any
    ) -> None:
        """Store it, say what is unwise about it, and look at every ticket anew."""
        super().save_model(request, obj, form, change)
        for version in dated([(obj.since, obj.document)]):
            for finding in lint(version.value):
                messages.warning(request, f"{finding.where}: {why(finding)}")
        timers.arm_all()


admin.site.unregister(Ticket)


@admin.register(Ticket)
class TicketWithClocksAdmin(TicketAdmin):
    """django-helpdesk's own list, with two columns more."""

    list_display = (TicketAdmin.list_display[0], "due", "state", *TicketAdmin.list_display[1:])

    def get_queryset(self, request: HttpRequest) -> Any:
        """With all of their history, in few queries."""
        return super().get_queryset(request).prefetch_related(*desk.HISTORY)

    @admin.display(description=words("due"))
    def due(self, ticket: Ticket) -> str:
        """When the clock that presses is due."""
        clock = _clock(ticket)
        return instant(None if clock is None else clock.due)

    @admin.display(description=words("state"))
    def state(self, ticket: Ticket) -> str:
        """Which clock that is, how it stands, and, under the pointer, why."""
        clock, lang = _clock(ticket), desk.language()
        if clock is None:
            return "-"
        shown = (why(clock.verdict), clock.words.label(lang), clock.state.label(lang))
        return format_html('<span title="{}">{}: {}</span>', *shown)


def _clock(ticket: Ticket) -> Clock | None:
    if not hasattr(ticket, "sla_clock"):  # for two columns, one look
        ticket.sla_clock = desk.first(desk.look(ticket))
    return ticket.sla_clock
