"""A level at the whole of what is allowed is reached when it is due, whatever due is made of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.incidents import Event
from servicedesk.sla import (
    BusinessDays,
    Cancelled,
    Level,
    Metric,
    Paused,
    Pending,
    Policy,
    Promised,
    Running,
    Target,
    Turn,
    assess,
    extension,
    next_transition,
)
from servicedesk.spans import to_utc

HOUR = timedelta(hours=1)
MICRO = timedelta(microseconds=1)
MON = datetime(2026, 11, 23, tzinfo=UTC)
OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
WORK = Metric(name="work", start="created", pause="hold", resume="work", stop="done", cancel="void")
LEVELS = (
    Level(name="soon", percent=99),
    Level(name="due", percent=100),
    Level(name="nought", offset=timedelta(0)),
    Level(name="over", percent=150),
)
NEXT_DAY = BusinessDays(1, DayRule.SAME_TIME)
TUESDAY = MON + 33 * HOUR  # 09:00, an opening: what is allowed has counted on Monday 17:00


def at(hours):
    return MON + hours * HOUR


def policy(within, clock=OFFICE, levels=LEVELS):
    target = Target(metric="work", within=within, clock=clock, levels=levels)
    return Policy(name="levels", metrics=[WORK], targets=[target])


def judged(*entries, hours, within=NEXT_DAY):
    log = [Event(at=at(when), type=kind) for when, kind in ((9, "created"), *entries)]
    return assess(policy(within), log, at=at(hours))


def reached(clock):
    return {each.level: each.reached for each in clock.levels()}


def test_a_day_that_ends_at_an_opening_is_due_then_and_not_at_the_close_before():
    clock = judged(hours=20)["work"]
    assert isinstance(clock, Running)
    assert clock.due == TUESDAY
    levels = reached(clock)
    assert levels["due"] == levels["nought"] == TUESDAY
    assert levels["soon"] < at(17) < TUESDAY < levels["over"]
    assert [each.level for each in clock.escalations] == ["soon"]


def test_the_timer_rings_at_due_and_not_before():
    found = judged(hours=20)
    coming = next_transition(found)
    assert (coming.at, coming.turn) == (TUESDAY, Turn.ESCALATION)
    assert len(judged(hours=33)["work"].escalations) == 3


def test_a_wait_that_lasts_at_due_puts_the_level_off_with_it():
    waiting = judged((18, "hold"), hours=40)["work"]
    assert isinstance(waiting, Paused)
    assert set(reached(waiting)) == {"soon"}
    on = judged((18, "hold"), (35, "work"), hours=40)["work"]
    assert on.due == at(35)
    assert reached(on)["due"] == at(35)


def test_a_clock_that_is_cancelled_keeps_the_levels_that_it_had_reached():
    late = judged((35, "void"), hours=40)["work"]
    assert isinstance(late, Cancelled)
    assert [each.level for each in late.escalations] == ["soon", "due", "nought"]
    early = judged((20, "void"), hours=40)["work"]
    assert [each.level for each in early.escalations] == ["soon"]
    waited = judged((18, "hold"), (34, "work"), (35, "void"), hours=40)["work"]
    assert reached(waited)["due"] == at(34)


def test_a_date_agreed_for_closed_time_is_due_then():
    saturday = MON + timedelta(days=5, hours=12)
    agreed = extension("work", at=at(10), new_due=saturday, reason="parts", consent=True)
    log = [Event(at=at(9), type="created"), agreed]
    clock = assess(policy(4 * HOUR), log, at=at(11))["work"]
    assert clock.due == saturday
    assert reached(clock)["due"] == saturday


@given(
    within=st.sampled_from(
        [
            NEXT_DAY,
            BusinessDays(2, DayRule.CLOSE),
            BusinessDays(3, DayRule.SAME_TIME),
            4 * HOUR,
            8 * HOUR,
            timedelta(0),
            Promised("promised"),
        ]
    ),
    start=st.integers(0, 7 * 24 * 2),
    waits=st.lists(st.integers(1, 7 * 24 * 2), max_size=4, unique=True),
    now=st.integers(0, 14 * 24 * 2),
)
def test_no_level_at_or_over_the_whole_comes_before_due_and_the_whole_comes_with_it(
    within, start, waits, now
):
    rules = policy(within) if within != Promised("promised") else None
    if rules is None:
        elapsed = Target(metric="work", within=within, levels=LEVELS)
        rules = Policy(name="levels", metrics=[WORK], targets=[elapsed])
    log = [Event(at=at(start / 2), type="created")]
    for number, when in enumerate(sorted(waits)):
        kind = "work" if number % 2 else "hold"
        log.append(Event(at=at((start + when) / 2), type=kind))
    promised = {"promised": at(start / 2 + 30).isoformat()}
    found = assess(rules, log, promised, at=at(now / 2))
    clock = found["work"]
    if isinstance(clock, Pending):
        return
    levels = reached(clock)
    if clock.due is None:
        assert not {"due", "nought", "over"} & set(levels)
        return
    assert levels["due"] == levels["nought"] == clock.due
    assert "over" not in levels or to_utc(levels["over"]) >= to_utc(clock.due)
    assert "soon" not in levels or to_utc(levels["soon"]) <= to_utc(clock.due)
    coming = next_transition(found)
    if coming is not None:
        before = assess(rules, log, promised, at=to_utc(coming.at) - MICRO)["work"]
        if all(to_utc(event.at) <= to_utc(found.at) for event in log):
            assert before.escalations == clock.escalations
