"""The desk's policy as JSON: all that this app stores."""

import json
import logging
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models

from servicedesk.codec import structure
from servicedesk.errors import ServiceDeskError
from servicedesk.sla import Policy
from servicedesk.versions import Dated, Version

logger = logging.getLogger(__name__)

Rows = Iterable[tuple[date | None, object]]


class ServicePolicy(models.Model):
    """One version of what the desk promises, and the date from which it holds.

    The earliest holds for all that is older too.
    """

    since = models.DateField(null=True, blank=True, unique=True)
    document = models.JSONField()

    class Meta:
        ordering = (models.F("since").asc(nulls_first=True),)
        verbose_name_plural = "service policies"

    def __str__(self) -> str:
        return f"{self.document.get('name')} {self.since or ''}".strip()

    def clean(self) -> None:
        """Refuse what is no policy, with the place of the fault in the document."""
        others = ServicePolicy.objects.exclude(pk=self.pk).values_list("since", "document")
        try:
            dated([*others, (self.since, self.document)])
        except ServiceDeskError as error:
            raise ValidationError(str(error)) from error


def policy() -> Dated[Policy] | None:
    """All versions of the desk's policy; None while there is none that can be read."""
    rows = ServicePolicy.objects.values_list("since", "document")
    try:
        return dated(rows) if rows else None
    except ServiceDeskError:  # tickets come first: they are saved and shown without clocks
        logger.exception("the service policy cannot be read")
        return None


def dated(rows: Rows) -> Dated[Policy]:
    """Stored rows as one dated policy."""
    return _read(tuple((since, json.dumps(document)) for since, document in rows))


@lru_cache(maxsize=8)  # a policy keeps the calendars that it has compiled
def _read(rows: tuple[tuple[date | None, str], ...]) -> Dated[Policy]:
    ordered = sorted(rows, key=lambda row: row[0] or date.min)
    values = [structure(json.loads(text), Policy) for _, text in ordered]
    dates = [None, *(since for since, _ in ordered[1:])]
    return Dated(map(Version, dates, values))
