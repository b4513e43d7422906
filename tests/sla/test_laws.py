"""What holds for every log, target and change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.sla import (
    Breached,
    Change,
    ElapsedTime,
    Level,
    Met,
    Metric,
    Pending,
    Policy,
    Reopening,
    Running,
    Target,
    assess,
    next_transition,
)
from servicedesk.spans import to_utc

MINUTE = timedelta(minutes=1)
MICRO = timedelta(microseconds=1)
START = datetime(2026, 3, 27, tzinfo=UTC)  # two days before clocks change in Berlin
DESK = BusinessCalendar("Europe/Berlin", "Mon-Fri 08:30-12:00,13:00-17:30; Sun 01:00-05:00")
METRIC = Metric(
    name="work", start="created", pause="hold", resume="work", stop="done", reopen="reopened"
)
TYPES = st.sampled_from(["created", "hold", "work", "done", "reopened", "high", "low"])
MINUTES = st.integers(0, 6 * 24 * 60)
TARGETS = st.integers(0, 40 * 60).map(lambda minutes: minutes * MINUTE)


def instant(minute):
    return START + minute * MINUTE


def event(kind, minute):
    changes = {"level": kind} if kind in ("high", "low") else {}
    return Event(at=instant(minute), type=kind, changes=changes)


ENTRIES = st.lists(st.tuples(TYPES, MINUTES), max_size=12)
LOGS = ENTRIES.map(lambda entries: [event(kind, minute) for kind, minute in entries])


def policy(within, *, metric=METRIC, **rest):
    targets = [Target(metric="work", within=within, clock=DESK, **rest)]
    return Policy(name="laws", metrics=[metric], targets=targets)


def two_levels(low, high, change):
    return Policy(
        name="laws",
        metrics=[METRIC],
        targets=[
            Target(name=name, metric="work", within=within, clock=DESK, when=when(level=name))
            for name, within in (("low", low), ("high", high))
        ],
        change=change,
    )


@given(LOGS, TARGETS, TARGETS, MINUTES)
def test_due_is_monotone_in_the_target(log, one, other, minute):
    shorter, longer = sorted((one, other))
    first = assess(policy(shorter), log, at=instant(minute))["work"]
    second = assess(policy(longer), log, at=instant(minute))["work"]
    if isinstance(first, Pending):
        assert isinstance(second, Pending)
        return
    assert first.elapsed == second.elapsed
    if second.due is not None:
        assert first.due is not None
        assert to_utc(first.due) <= to_utc(second.due)


@given(LOGS, TARGETS, MINUTES, MINUTES, st.integers(0, 600))
def test_splitting_a_pause_changes_nothing(log, within, minute, held, length):
    end = held + length + 2
    whole = [event("hold", held), event("work", end)]
    middle = held + 1 + length // 2
    split = [whole[0], event("work", middle), event("hold", middle), whole[1]]
    around = [each for each in log if not to_utc(instant(held)) <= each.at <= instant(end)]
    one = assess(policy(within), [*around, *whole], at=instant(minute))["work"]
    other = assess(policy(within), [*around, *split], at=instant(minute))["work"]
    assert type(one) is type(other)
    if not isinstance(one, Pending):
        assert (one.elapsed, one.due) == (other.elapsed, other.due)


@given(LOGS, TARGETS, MINUTES, st.sampled_from(["Asia/Kathmandu", "America/St_Johns", "UTC"]))
def test_the_zone_in_which_instants_are_written_does_not_matter(log, within, minute, name):
    zone = ZoneInfo(name)
    written = [evolve(each, at=each.at.astimezone(zone)) for each in log]
    one = assess(policy(within), log, at=instant(minute))["work"]
    other = assess(policy(within), written, at=instant(minute).astimezone(zone))["work"]
    assert type(one) is type(other)
    if not isinstance(one, Pending):
        assert one.elapsed == other.elapsed
        assert (one.due is None) is (other.due is None)
        assert one.due is None or to_utc(one.due) == to_utc(other.due)


@given(LOGS, TARGETS, MINUTES)
def test_a_verdict_says_each_of_its_fields_and_nothing_else(log, within, minute):
    metric = evolve(METRIC, cancel="low", resume="high")
    for judged in (METRIC, metric):
        for clock in assess(policy(within, metric=judged), log, at=instant(minute)).clocks:
            constructed = evolve(clock)
            assert constructed == clock
            if not isinstance(clock, Pending):
                assert vars(constructed) == vars(clock)


@given(LOGS, TARGETS, MINUTES, MINUTES)
def test_no_happening_after_the_instant_matters(log, within, minute, later):
    future = [event("done", minute + 1 + later), event("hold", minute + 1 + later)]
    now = instant(minute)
    assert assess(policy(within), [*log, *future], at=now) == assess(policy(within), log, at=now)


@given(LOGS, TARGETS, TARGETS, MINUTES, st.sampled_from(list(Change)))
def test_no_change_makes_the_stretches_gape_or_the_count_go_wrong(log, low, high, minute, change):
    rules = two_levels(low, high, change)
    for clock in assess(rules, log, {"level": "low"}, at=instant(minute)).started:
        edges = [clock.started]
        for stretch in clock.stretches:
            assert to_utc(stretch.since) == to_utc(edges[-1])
            edges.append(stretch.until)
        assert to_utc(edges[-1]) == to_utc(clock.stopped or clock.at)
        counted = sum((stretch.counted for stretch in clock.stretches), 0 * MINUTE)
        assert clock.elapsed == clock.carried + clock.spans.total
        if change is not Change.CARRY_FRACTION:
            assert clock.elapsed == counted


@given(LOGS, TARGETS, MINUTES)
def test_met_stops_by_due_and_breached_after_it(log, within, minute):
    clock = assess(policy(within), log, at=instant(minute))["work"]
    match clock:
        case Met():
            assert to_utc(clock.stopped) <= to_utc(clock.due)
            assert clock.elapsed + clock.remaining == within
        case Breached():
            assert to_utc(clock.stopped or clock.at) > to_utc(clock.due)
            assert clock.overrun == clock.elapsed - within
        case Running():
            assert to_utc(clock.at) <= to_utc(clock.due)
            assert clock.elapsed + clock.remaining == within


@given(LOGS, st.integers(1, 2400), MINUTES, st.integers(0, 300), st.integers(-200, 200))
def test_between_now_and_the_next_transition_nothing_changes(log, within, minute, percent, offset):
    rules = policy(
        within * MINUTE,
        warn_after=within // 2 * MINUTE,
        levels=[
            Level(name="share", percent=percent),
            Level(name="offset", offset=offset * MINUTE, desk=DESK),
        ],
    )
    known = [each for each in log if each.at <= instant(minute)]

    def seen(at):
        return [
            (type(clock), clock.warned, tuple(level.key for level in clock.escalations))
            for clock in assess(rules, known, at=at).started
        ]

    now = instant(minute)
    coming = next_transition(assess(rules, known, at=now))
    if coming is None:
        assert seen(now) == seen(now + timedelta(days=400))
        return
    assert to_utc(coming.at) > now
    assert seen(to_utc(coming.at) - MICRO) == seen(now)
    assert seen(coming.at) != seen(now)


@given(LOGS, TARGETS, MINUTES)
def test_a_pause_in_closed_time_is_worth_nothing(log, within, minute):
    saturday = (START + timedelta(days=1)).replace(hour=12)
    night = [
        Event(at=saturday, type="hold"),
        Event(at=saturday + timedelta(hours=5), type="work"),
    ]
    around = [each for each in log if each.at < saturday]
    if any(each.type in ("hold", "done") for each in around):
        return
    one = assess(policy(within), around, at=instant(minute))["work"]
    other = assess(policy(within), [*around, *night], at=instant(minute))["work"]
    if isinstance(one, Pending) or isinstance(other, Pending):
        return
    assert one.elapsed == other.elapsed


@frozen
class CountingTime(ElapsedTime):
    """Counts how often it is asked."""

    asked: list = field(factory=list, eq=False)

    def elapsed(self, start, end):
        self.asked.append(start)
        return super().elapsed(start, end)

    def add(self, start, duration):
        self.asked.append(start)
        return super().add(start, duration)


def test_the_cost_is_linear_in_the_number_of_events():
    def asked(pauses, change):
        clock = CountingTime()
        rules = Policy(
            name="cost",
            metrics=[evolve(METRIC, reopening=Reopening.CONTINUE)],
            targets=[
                Target(
                    name=name,
                    metric="work",
                    within=hours * 60 * MINUTE,
                    clock=clock,
                    when=when(level=name),
                )
                for name, hours in (("low", 9000), ("high", 8000))
            ],
            change=change,
        )
        log = [Event(at=START, type="created")]
        for number in range(pauses):
            log += [event("hold", 4 * number + 1), event("work", 4 * number + 2)]
            log.append(event("high" if number % 2 else "low", 4 * number + 3))
        assess(rules, log, {"level": "low"}, at=instant(4 * pauses + 9))
        return len(clock.asked)

    for change in Change:
        few, many = asked(50, change), asked(500, change)
        assert many <= 11 * few
