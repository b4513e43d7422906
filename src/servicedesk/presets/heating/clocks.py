"""S4's hours of service and its times of response."""

from datetime import timedelta

from attrs import evolve

from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import ServiceHours
from servicedesk.decisions import All, Condition, Is, when
from servicedesk.incidents import Channel, Tier
from servicedesk.presets.heating import sentences as said
from servicedesk.presets.questions import counted_by, started_by
from servicedesk.reasons import Choice, Text, chosen
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, Metric, Policy, Target, TargetClock
from servicedesk.worklist import QueueRule

TWO_HOURS = timedelta(hours=2)

ONLINE_REPLY = Metric(
    name="online_reply",
    start=("created",),
    stop=("reply_completed", "resolved"),
    text=Text("online reply completed", "完成网上回复", "完成網上回覆"),
)
VISIT_ARRANGEMENT = Metric(
    name="visit_arrangement",
    start=("visit_requested",),
    stop=("visit_arranged", "arrived"),
    cancel=("visit_cancelled",),
    recurs=True,
    text=Text("visit arranged", "反馈上门安排", "反饋上門安排"),
)

QUEUE = QueueRule(tiers=Tier.PREMIUM.value, clauses=(said.PRIORITY,))
"""In principle severity decides; among routine requests of one level the premium customer goes
first (R125), for `worklist`."""


def office(*, week: str = "Mon-Fri 08:30-17:30", holidays: str | None = "CN") -> BusinessCalendar:
    """The hours of phone and e-mail support, 8:30 to 17:30 (R130), in Beijing time.

    Args:
        week: the document does not say which days are working days (C1). By default Monday to
            Friday.
        holidays: whose holidays and make-up working days hold (C1). By default China's.
    """
    return BusinessCalendar("Asia/Shanghai", week, holidays=holidays)


def hours(
    *,
    desk: BusinessCalendar | Choice | None = None,
    premium_channels: tuple[str, ...] = (Channel.PHONE, Channel.WEB),
) -> tuple[ServiceHours, ...]:
    """When services are given, by channel, item and tier: a reading of C1.

    Around the clock for the premium customer's phone and network support (R119) and for updates
    of program files (R130, offered and not promised); phone, e-mail and all else in office hours
    (R130). Requests are taken in at any hour and answered as `policy` says (R127).

    Args:
        desk: office hours (C1); None: `office()`. With `UNDECIDED` the hours are refused where
            they would be needed.
        premium_channels: what counts as phone and network support (R119).
    """
    premium = All((when(tier=Tier.PREMIUM), Is("channel", premium_channels)))
    return (
        ServiceHours(clock=ELAPSED, when=premium, clauses=(said.PREMIUM_SUPPORT,)),
        ServiceHours(
            clock=ELAPSED, when=when(item="program_update"), clauses=(said.PROGRAM_UPDATE,)
        ),
        ServiceHours(
            clock=desk if isinstance(desk, BusinessCalendar) else office(),
            clauses=(
                said.SERVICE_HOURS,
                chosen(
                    "C1",
                    said.WORKING_DAYS,
                    desk if isinstance(desk, Choice) else said.BY_CALENDAR,
                    of=(said.MONDAY_TO_FRIDAY, said.EVERY_DAY),
                ),
            ),
        ),
    )


def policy(
    *,
    clock: TargetClock | Choice = ELAPSED,
    visit_clock_starts: tuple[str, ...] | Choice = ("visit_requested",),
    online: Condition = when(channel=Channel.WEB),  # noqa: B008 - a frozen value
) -> Policy:
    """The times that the vendor promises: two hours each (R127 to R129).

    Every request is answered within 2 h (R127), what is to be answered online is fully answered
    within 2 h (R128), and who needs a visit hears within 2 h when it will be (R129, not arrival).
    Nothing in the document stops these clocks, so they have no pauses.

    Args:
        clock: whose time counts (C1). By default all time does, day and night, since the same
            sentence promises a 24-hour hotline; `office()` is the other reading.
        visit_clock_starts: the events from which the arrangement of a visit is timed (C2). By
            default the request for the visit, whoever makes it.
        online: which requests are to be answered online (R126). By default those that come in
            through the web.

    Clock and start may be `UNDECIDED`: what rests on them is then refused by name.
    """
    counted, time = counted_by(clock)
    begins, begun = started_by(visit_clock_starts, "C2", ("visit_requested",), ("created",))
    arrangement = evolve(VISIT_ARRANGEMENT, start=begins)
    return Policy(
        name="heating",
        metrics=(FIRST_RESPONSE, ONLINE_REPLY, arrangement),
        targets=(
            Target(
                metric="first_response",
                within=TWO_HOURS,
                clock=counted,
                clauses=(said.RESPONSE, time),
            ),
            Target(
                metric="online_reply",
                within=TWO_HOURS,
                clock=counted,
                when=online,
                clauses=(said.ONLINE_REPLY, time),
            ),
            Target(
                metric="visit_arrangement",
                within=TWO_HOURS,
                clock=counted,
                clauses=(said.VISIT_ARRANGED, time, begun),
            ),
        ),
    )
