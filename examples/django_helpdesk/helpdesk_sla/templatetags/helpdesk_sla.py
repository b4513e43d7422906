"""`{% load helpdesk_sla %}{% sla_panel ticket %}`: due, state and reason of every clock."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from helpdesk.models import Ticket

from helpdesk_sla import desk
from servicedesk.reasons import Text, explain
from servicedesk.sla import Clock, ClockState
from servicedesk.views import timeline_svg

register = template.Library()

MINUTE = timedelta(minutes=1)
WORDS = {
    "panel": Text("Service levels", "服务时限", "服務時限"),
    "due": Text("Due", "期限", "期限"),
    "state": Text("State", "时限状态", "時限狀態"),
    "why": Text("Why", "依据", "依據"),
}
BADGES = {
    ClockState.BREACHED: "text-bg-danger",
    ClockState.MET: "text-bg-success",
    ClockState.PAUSED: "text-bg-warning",
    ClockState.RUNNING: "text-bg-primary",
}


class _Words:
    def __init__(self, key: str) -> None:
        self.key = key

    def __str__(self) -> str:
        return WORDS[self.key].label(desk.language())


def words(key: str) -> Any:
    """Words of this app, in the language of whoever is looking when they are shown."""
    return lazystr(_Words(key))


def instant(when: datetime | None) -> str:
    """An instant as the reader's language and zone write it."""
    return "-" if when is None else date_format(timezone.localtime(when), "DATETIME_FORMAT")


def why(outcome: Any) -> str:
    """The reasons of what `servicedesk` said, in the reader's language, to the minute."""
    return explain(outcome, lang=desk.language(), to=MINUTE)


@register.inclusion_tag("helpdesk_sla/panel.html")
def sla_panel(ticket: Ticket) -> dict[str, Any]:
    """Every clock of the ticket, its story as a picture, and why."""
    assessment, lang = desk.look(ticket), desk.language()
    if assessment is None:
        return {}
    return {
        "words": {key: words(key) for key in WORDS},
        "clocks": [_row(clock) for clock in assessment.clocks],
        "timeline": mark_safe(timeline_svg(assessment, lang=lang, to=MINUTE)),  # noqa: S308 - XML
    }


def _row(clock: Clock) -> dict[str, str]:
    lang = desk.language()
    return {
        "title": clock.words.label(lang),
        "badge": BADGES.get(clock.state, "text-bg-secondary"),
        "state": clock.state.label(lang),
        "due": instant(clock.due),
        "verdict": why(clock.verdict),
        "why": why(clock),
    }
