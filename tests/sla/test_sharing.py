"""What clocks of one log share never shows: each says what it says alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.incidents import Event
from servicedesk.sla import ELAPSED, Metric, Policy, Reopening, Target, assess

START = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
EARLY = BusinessCalendar("UTC", "Mon-Fri 06:00-12:00")
METRICS = (
    Metric(name="one", start="created", pause=["hold", "vendor"], resume="work", stop="done"),
    Metric(name="two", start="created", pause=["hold", "customer"], resume="work", stop="done"),
    Metric(
        name="three",
        start=["created", "assigned"],
        pause="hold",
        resume=["work", "vendor"],
        stop=["done", "customer"],
        reopen="again",
        reopening=Reopening.CONTINUE,
    ),
    Metric(name="four", start="assigned", pause=["hold", "vendor"], resume="work", stop="again"),
)
KINDS = ("created", "assigned", "hold", "work", "vendor", "customer", "done", "again")


def policy(metrics, clocks):
    targets = [
        Target(metric=metric.name, within=6 * HOUR, clock=clocks[metric.name]) for metric in metrics
    ]
    return Policy(name="sharing", metrics=metrics, targets=targets)


def log(*kinds):
    hours = range(9, 9 + len(kinds))
    return [Event(at=START + h * HOUR, type=kind) for h, kind in zip(hours, kinds, strict=True)]


def alone_and_together(events, clocks, at):
    together = assess(policy(METRICS, clocks), events, at=at)
    for metric in METRICS:
        alone = assess(policy([metric], clocks), events, at=at)
        assert together.of(metric.name) == alone.clocks


def test_waits_that_begin_and_number_alike_are_still_told_apart():
    events = log("created", "hold", "work", "vendor", "customer", "work")
    alone_and_together(events, dict.fromkeys(("one", "two", "three", "four"), DESK), events[-1].at)


@given(
    st.lists(st.sampled_from(KINDS), max_size=14),
    st.lists(st.sampled_from([DESK, DESK, EARLY, ELAPSED]), min_size=4, max_size=4),
    st.integers(0, 40),
)
def test_a_clock_says_among_others_what_it_says_alone(kinds, clocks, hours):
    named = {metric.name: clock for metric, clock in zip(METRICS, clocks, strict=True)}
    alone_and_together(log("created", *kinds), named, START + hours * HOUR)
