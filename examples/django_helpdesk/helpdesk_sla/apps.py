"""The app."""

from django.apps import AppConfig


class HelpdeskSlaConfig(AppConfig):
    """Service levels for django-helpdesk."""

    name = "helpdesk_sla"
    verbose_name = "Service levels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to tickets and their history."""
        from . import timers  # noqa: F401, PLC0415 - models are not loaded before
