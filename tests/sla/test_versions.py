"""What a wait that began before means to a later version of the policy."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.incidents import Event
from servicedesk.sla import Metric, Paused, Policy, Running, Target, assess
from servicedesk.versions import Dated, Version

HOUR = timedelta(hours=1)
MON = datetime(2026, 11, 23, tzinfo=UTC)
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
OLD = Metric(name="old", start="created", pause="hold", resume="work", stop="done")
NEW = Metric(name="new", start="assigned", pause="hold", resume="work", stop="done")


def at(hours):
    return MON + hours * HOUR


def policy(*metrics):
    targets = [Target(metric=metric.name, within=99 * HOUR) for metric in metrics]
    return Policy(name="versions", metrics=metrics, targets=targets)


def judged(entries, hours, first, *later):
    versions = (Version(None, first), *(Version(since, each) for since, each in later))
    events = [Event(at=at(when), type=kind) for when, kind in entries]
    return assess(Dated(versions), events, at=at(hours), timezone="UTC")


def test_a_metric_of_a_later_version_knows_of_the_wait_that_lasts():
    log = [(9, "created"), (10, "hold"), (30, "assigned")]
    both = (TUESDAY, policy(OLD, NEW))
    clock = judged(log, 40, policy(OLD), both)["new"]
    assert isinstance(clock, Paused)
    assert (clock.started, clock.since, clock.elapsed) == (at(30), at(30), 0 * HOUR)
    clock = judged([*log, (35, "work")], 40, policy(OLD), both)["new"]
    assert isinstance(clock, Running)
    assert clock.elapsed == 5 * HOUR
    assert not judged([*log, (35, "work")], 40, policy(OLD), both).ignored


def test_it_knows_too_that_a_wait_is_over():
    both = (TUESDAY, policy(OLD, NEW))
    for end in ("work", "done"):
        log = [(8, "assigned"), (9, "created"), (10, "hold"), (11, end), (30, "assigned")]
        assert judged(log, 40, policy(OLD), both)["new"].elapsed == 10 * HOUR


def test_it_times_only_what_starts_from_then_on():
    found = judged([(8, "assigned")], 40, policy(OLD), (TUESDAY, policy(OLD, NEW)))
    assert [type(clock).__name__ for clock in found.clocks] == ["Pending", "Pending"]


def test_a_metric_that_is_taken_up_again_knows_of_the_wait_that_began_meanwhile():
    recurring = Metric(name="old", start="created", pause="hold", resume="work", recurs=True)
    log = [(9, "created"), (30, "hold"), (50, "created")]
    versions = ((TUESDAY, policy(NEW)), (WEDNESDAY, policy(recurring, NEW)))
    clock = judged(log, 60, policy(recurring, NEW), *versions)["old"]
    assert (type(clock), clock.started) == (Paused, at(50))


def test_a_version_that_counts_a_wait_as_one_pauses_from_its_beginning():
    heedless = Metric(name="old", start="created", resume="work", stop="done")
    log = [(9, "created"), (10, "hold"), (30, "work")]
    clock = judged(log, 40, policy(heedless), (TUESDAY, policy(OLD)))["old"]
    assert clock.elapsed == (15 + 10) * HOUR
    assert [(each.since, each.by) for each in clock.stretches] == [
        (at(9), "created"),
        (at(24), "policy_version"),
        (at(30), "work"),
    ]
    clock = judged(log, 40, policy(OLD), (TUESDAY, policy(heedless)))["old"]
    assert clock.elapsed == (1 + 16) * HOUR


KINDS = ["created", "assigned", "hold", "work", "done"]


@given(
    st.lists(st.tuples(st.integers(0, 96), st.sampled_from(KINDS)), max_size=9),
    st.integers(0, 120),
    st.lists(st.sampled_from([TUESDAY, WEDNESDAY]), min_size=1, unique=True),
)
def test_a_version_that_says_the_same_changes_nothing(entries, hours, days):
    same = policy(OLD, NEW)
    events = [Event(at=at(-1), type="noise")]
    events += [Event(at=at(when), type=kind) for when, kind in entries]
    dated = Dated((Version(None, same), *(Version(day, same) for day in sorted(days))))
    again = assess(dated, events, at=at(hours), timezone="UTC")
    assert again.clocks == assess(same, events, at=at(hours)).clocks
