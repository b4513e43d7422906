"""Several metrics whose targets change in mid-flight, in each named mode, against the minutes."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import when
from servicedesk.incidents import Event
from servicedesk.sla import (
    ELAPSED,
    Change,
    Metric,
    Pending,
    Policy,
    Reopening,
    Target,
    assess,
    next_transition,
)
from servicedesk.spans import to_utc
from servicedesk.testing.oracles import PlainCalendar

from .plain_changes import Goal, runs_of

# the clock of the desk is put back on 25 October 2026, at 03:00
ZERO = datetime(2026, 10, 23, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MICRO = timedelta(microseconds=1)
SPAN = 60 * 24 * 3
WEEK = {
    "fri": [["09:00", "17:30"]],
    "sat": [["09:00", "12:00"], ["22:00", "02:30"]],
    "sun": [["01:30", "03:30"], ["12:00", "12:45"]],
    "mon": [["08:00", "24:00"]],
}
DESK = BusinessCalendar("Europe/Berlin", WEEK)
PLAIN = PlainCalendar(timezone="Europe/Berlin", week=WEEK)
OPEN = {}

# what an event does depends on the metric; "resolved" and "hold" mean something to both
TABLES = {
    "work": {
        "start": ("created",),
        "pause": ("hold",),
        "resume": ("work",),
        "stop": ("resolved",),
        "cancel": ("void",),
        "restart": ("update",),
        "reopen": ("reopened",),
    },
    "reply": {
        "start": ("created", "message"),
        "pause": ("hold", "waiting_vendor"),
        "resume": ("work",),
        "stop": ("answered", "resolved"),
    },
}
KINDS = sorted({kind for table in TABLES.values() for kinds in table.values() for kind in kinds})
SEVERITIES = ("low", "high")
# most of it while the desk is open, near to each other
MINUTES = (
    st.integers(700, 1000) | st.integers(0, SPAN) | st.sampled_from([660, 840, 1410, 2000, 2130])
)
# so that a carried fraction is a whole number of microseconds after every change
ALLOWED = st.sampled_from([15, 30, 60, 120, 240, 480])


def is_open(minute):
    if minute not in OPEN:
        OPEN[minute] = PLAIN.is_open(ZERO + minute * MINUTE)
    return OPEN[minute]


def always(minute):
    return True


def at(minute):
    return ZERO + minute * MINUTE


def length(minutes):
    """A fraction of minutes, to the microsecond; there are only whole ones."""
    micros = Fraction(minutes) * (MINUTE // MICRO)
    assert micros.denominator == 1
    return int(micros) * MICRO


class ChangingLog(RuleBasedStateMachine):
    """A log in which severities come, go and are corrected, in no order."""

    def __init__(self):
        super().__init__()
        self.events = []
        self.entries = {}

    @initialize(
        mode=st.sampled_from(list(Change)),
        recurs=st.booleans(),
        reopening=st.sampled_from(list(Reopening)),
        amounts=st.lists(ALLOWED, min_size=4, max_size=4),
        elapsed=st.lists(st.booleans(), min_size=4, max_size=4),
        first=st.sampled_from([*SEVERITIES, None]),
    )
    def choose_policy(self, mode, recurs, reopening, amounts, elapsed, first):
        self.mode = mode.value
        runs_again = {"work": recurs, "reply": True}
        self.plain, self.goals, metrics, targets = {}, {}, [], []
        terms = iter(zip(amounts, elapsed, strict=True))
        for name, table in TABLES.items():
            metrics.append(Metric(name=name, recurs=runs_again[name], reopening=reopening, **table))
            self.plain[name] = {
                "table": {kind: doing for doing, kinds in table.items() for kind in kinds},
                "recurs": runs_again[name],
                "reopening": reopening.value,
            }
            self.goals[name] = {}
            for severity in SEVERITIES:
                allowed, day_and_night = next(terms)
                target = Target(
                    name=f"{name}.{severity}",
                    metric=name,
                    within=allowed * MINUTE,
                    clock=ELAPSED if day_and_night else DESK,
                    when=when(severity=severity),
                )
                targets.append(target)
                self.goals[name][severity] = Goal(
                    target.name, allowed, always if day_and_night else is_open
                )
        self.policy = Policy(name="changes", metrics=metrics, targets=targets, change=mode)
        self.learn("created", 700, first)

    def learn(self, kind, minute, severity, corrects=None):
        name = f"e{len(self.events)}"
        changes = {} if severity is None else {"severity": severity}
        event = Event(at=at(minute), type=kind, id=name, changes=changes, corrects=corrects)
        self.events.append(event)
        if corrects is not None:
            del self.entries[corrects]
        self.entries[name] = (minute, kind, severity)

    @rule(kind=st.sampled_from(KINDS), minute=MINUTES)
    def something_happened(self, kind, minute):
        self.learn(kind, minute, None)

    @rule(minute=MINUTES, severity=st.sampled_from(SEVERITIES))
    def it_was_classified(self, minute, severity):
        self.learn("classified", minute, severity)

    @rule(kind=st.sampled_from(KINDS), minute=MINUTES, severity=st.sampled_from(SEVERITIES))
    def an_event_brought_a_severity(self, kind, minute, severity):
        self.learn(kind, minute, severity)

    @rule(minute=MINUTES, severity=st.sampled_from(SEVERITIES))
    def it_was_classified_while_closed(self, minute, severity):
        self.learn("resolved", minute, None)
        self.learn("classified", minute + 5, severity)
        self.learn("reopened", minute + 10, None)

    @rule(data=st.data(), minute=MINUTES, severity=st.sampled_from([None, *SEVERITIES]))
    def it_was_otherwise(self, data, minute, severity):
        wrong = data.draw(st.sampled_from(sorted(self.entries)))
        self.learn(self.entries[wrong][1], minute, severity, corrects=wrong)

    def truth(self):
        return sorted(self.entries.values(), key=lambda entry: entry[0])

    @rule(minute=MINUTES)
    def every_clock_counts_as_the_minutes_do(self, minute):
        assessment = assess(self.policy, self.events, at=at(minute))
        for name, goals in self.goals.items():
            runs = runs_of(self.plain[name], goals, self.mode, self.truth(), minute)
            clocks = assessment.of(name)
            if not runs:
                assert [type(clock) for clock in clocks] == [Pending]
                continue
            assert len(runs) == len(clocks)
            for run, clock in zip(runs, clocks, strict=True):
                self.agree(run, clock, minute)

    def teardown(self):
        seen = sorted({minute for minute, _, _ in self.entries.values()})
        for minute in (*seen[:4], *(late + 45 for late in seen[-4:])):
            self.every_clock_counts_as_the_minutes_do(minute)

    def agree(self, run, clock, minute):
        state, elapsed, due, overrun = run.judge(minute)
        assert clock.state.value == state
        assert (clock.target.name, clock.assumed) == (run.goal.name, not run.settled)
        assert clock.elapsed == length(elapsed)
        assert clock.started == at(run.start)
        assert clock.counts_from == at(run.base)
        assert (clock.due is None) is (due is None)
        if due is not None:
            assert to_utc(clock.due) == ZERO + length(due)
        if overrun is not None:
            assert clock.overrun == length(overrun)

    @rule(minute=MINUTES)
    def nothing_changes_before_the_next_transition_and_something_does_at_it(self, minute):
        known = [event for event in self.events if event.at <= at(minute)]
        now = assess(self.policy, known, at=at(minute))
        coming = next_transition(now)
        states = [clock.state for clock in now.clocks]
        if coming is None:
            later = assess(self.policy, known, at=at(SPAN * 3))
            assert [clock.state for clock in later.clocks] == states
            return
        before = assess(self.policy, known, at=to_utc(coming.at) - MICRO)
        assert [clock.state for clock in before.clocks] == states
        then = assess(self.policy, known, at=coming.at)
        assert [clock.state for clock in then.clocks] != states


ChangingLog.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
)
TestChangingLog = ChangingLog.TestCase
