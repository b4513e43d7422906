"""S2's times: mail, arrival in the same and in another city, and two vendors' examples."""

from datetime import timedelta

from servicedesk.contracts import ServiceHours
from servicedesk.decisions import Is, when
from servicedesk.errors import Undecided
from servicedesk.incidents import Channel, Locality
from servicedesk.presets.questions import RANGE, from_when, whose_time
from servicedesk.presets.srm import sentences as said
from servicedesk.reasons import Choice
from servicedesk.sla import (
    ARRIVAL,
    ELAPSED,
    FIRST_RESPONSE,
    PERIODIC_UPDATE,
    Metric,
    Policy,
    Target,
    TargetClock,
)

HOUR = timedelta(hours=1)

HOURS = (ServiceHours(clock=ELAPSED, when=when(channel=Channel.PHONE), clauses=(said.ANY_HOUR,)),)
"""Phone support at any hour (R65); the document names no hours for other channels (C1)."""

PHONE_EXAMPLE = Target(
    metric="first_response",
    name="phone",
    within=timedelta(minutes=3),
    when=when(channel=Channel.PHONE),
    clauses=(said.IN_THREE_MINUTES,),
)
"""One vendor's three minutes on the phone (R65): an example, for a vendor that adopts it."""

ANY_FEEDBACK_EXAMPLE = Target(
    metric="first_response",
    name="any_feedback",
    within=2 * HOUR,
    warn_after=HOUR,
    when=Is("channel", ("chat", "web", "in_product", "fax")),
    clauses=(said.ONE_TO_TWO_HOURS, RANGE),
)
"""Some vendors' one to two hours for other feedback (R83): an example likewise."""


def policy(
    *,
    clock: TargetClock | Choice = ELAPSED,
    arrival_starts: tuple[str, ...] = ("visit_requested",),
    update_every: timedelta | None = None,
    adopted: tuple[Target, ...] = (),
) -> Policy:
    """The times that the document advises: norms, not promises, until a vendor makes them so.

    A first reply to mail in one to two hours (R66), arrival in the same city in four to eight
    (R67), in another in 24 to 48 (R68). Where a site lies decides (R69): while that is unknown
    the stricter target runs. That urgency counts too (R69) is said without a number, so a vendor
    adds its own targets.

    Args:
        clock: whose time counts (C1). By default all time does.
        arrival_starts: the events from which arrival is timed (C2). By default the request for a
            visit; ("created",) times it from the call.
        update_every: how often progress is reported ("每隔一段时间", R73). The document gives no
            number; None promises none.
        adopted: examples that the vendor makes its own: `PHONE_EXAMPLE` (R65),
            `ANY_FEEDBACK_EXAMPLE` (R83), or its own targets.

    Raises:
        Undecided: while *clock* is `UNDECIDED`.
    """
    if isinstance(clock, Choice):
        raise Undecided("whose time counts is undecided", expected="a clock", where="C1")
    counted, called = whose_time(clock), from_when(arrival_starts)
    arrival = Metric(
        name=ARRIVAL.name,
        start=arrival_starts,
        stop=ARRIVAL.stop,
        cancel=ARRIVAL.cancel,
        recurs=True,
        text=ARRIVAL.text,
    )
    updates = (
        ()
        if update_every is None
        else (
            Target(
                metric=PERIODIC_UPDATE.name,
                within=update_every,
                clock=clock,
                clauses=(said.PROGRESS,),
            ),
        )
    )
    return Policy(
        name="srm",
        metrics=(FIRST_RESPONSE, arrival, *((PERIODIC_UPDATE,) if updates else ())),
        targets=(
            Target(
                metric="first_response",
                name="mail",
                within=2 * HOUR,
                warn_after=HOUR,
                clock=clock,
                when=when(channel=Channel.EMAIL),
                clauses=(said.MAIL, RANGE, counted),
            ),
            Target(
                metric="arrival",
                name="same_city",
                within=8 * HOUR,
                warn_after=4 * HOUR,
                clock=clock,
                when=when(locality=Locality.SAME_CITY),
                clauses=(said.SAME_CITY, said.URGENCY, RANGE, called, counted),
            ),
            Target(
                metric="arrival",
                name="other_city",
                within=48 * HOUR,
                warn_after=24 * HOUR,
                clock=clock,
                when=when(locality=Locality.OTHER_CITY),
                clauses=(said.OTHER_CITY, said.URGENCY, RANGE, called, counted),
            ),
            *updates,
            *adopted,
        ),
    )
