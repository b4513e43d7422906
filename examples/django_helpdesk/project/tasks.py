"""A task queue in memory, in place of the host's own: it forgets all when the process ends."""

from datetime import datetime

waiting: set[tuple[datetime, int]] = set()


def arm(ticket_pk: int, at: datetime) -> None:
    """Have `fire(ticket_pk, at)` called at that instant; once, however often it is asked for."""
    waiting.add((at, ticket_pk))
