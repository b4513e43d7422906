"""S2's times: mail, arrival in the same and in another city, and two vendors' examples."""

from datetime import timedelta

from servicedesk.contracts import ServiceHours
from servicedesk.decisions import Is, when
from servicedesk.incidents import Channel, Locality
from servicedesk.presets.questions import (
    RangeReading,
    counted_by,
    is_example,
    read_range,
    started_by,
)
from servicedesk.presets.questions import adopted as examples_adopted
from servicedesk.presets.srm import sentences as said
from servicedesk.reasons import Choice, Text
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
    text=Text("by phone", "电话响应", "電話響應"),
    within=timedelta(minutes=3),
    when=when(channel=Channel.PHONE),
    clauses=(said.IN_THREE_MINUTES,),
)
"""One vendor's three minutes on the phone (R65): an example, for a vendor that adopts it."""

ANY_FEEDBACK_EXAMPLE = Target(
    metric="first_response",
    name="any_feedback",
    text=Text("any feedback", "其他反馈", "其他反饋"),
    within=2 * HOUR,
    warn_after=HOUR,
    when=Is("channel", ("chat", "web", "in_product", "fax")),
    clauses=(said.ONE_TO_TWO_HOURS,),
)
"""Some vendors' one to two hours for other feedback (R83): an example likewise."""


def policy(
    *,
    clock: TargetClock | Choice = ELAPSED,
    arrival_starts: tuple[str, ...] | Choice = ("visit_requested",),
    ranges: RangeReading | Choice = RangeReading.WARNS,
    update_every: timedelta | None = None,
    adopted: tuple[Target, ...] | Choice = (),
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
        ranges: what a range promises (C3). By default the lower bound warns and the upper
            commits.
        update_every: how often progress is reported ("每隔一段时间", R73). The document gives no
            number; None promises none.
        adopted: examples that the vendor makes its own: `PHONE_EXAMPLE` (R65, C4),
            `ANY_FEEDBACK_EXAMPLE` (R83, C4), or its own targets. By default examples stay so.

    Each but *update_every* may be `UNDECIDED`: what rests on it is then refused by name.
    """
    counted, time = counted_by(clock)
    begins, begun = started_by(arrival_starts, "C2", ("visit_requested",), ("created",))
    arrival = Metric(
        name=ARRIVAL.name,
        start=begins,
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
                clock=counted,
                clauses=(said.PROGRESS, time),
            ),
        )
    )
    in_ranges = (
        Target(
            metric="first_response",
            name="mail",
            text=Text("by mail", "邮件响应", "郵件響應"),
            within=2 * HOUR,
            warn_after=HOUR,
            clock=counted,
            when=when(channel=Channel.EMAIL),
            clauses=(said.MAIL, time),
        ),
        Target(
            metric="arrival",
            name="same_city",
            within=8 * HOUR,
            warn_after=4 * HOUR,
            clock=counted,
            when=when(locality=Locality.SAME_CITY),
            clauses=(said.SAME_CITY, said.URGENCY, begun, time),
        ),
        Target(
            metric="arrival",
            name="other_city",
            within=48 * HOUR,
            warn_after=24 * HOUR,
            clock=counted,
            when=when(locality=Locality.OTHER_CITY),
            clauses=(said.OTHER_CITY, said.URGENCY, begun, time),
        ),
    )
    answers = examples_adopted(adopted, (PHONE_EXAMPLE, ANY_FEEDBACK_EXAMPLE))
    return Policy(
        name="srm",
        metrics=(FIRST_RESPONSE, arrival, *((PERIODIC_UPDATE,) if updates else ())),
        targets=(
            *(read_range(target, ranges) for target in in_ranges),
            *updates,
            *(read_range(each, ranges) if is_example(each) else each for each in answers),
        ),
    )
