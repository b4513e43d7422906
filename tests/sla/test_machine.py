"""Event logs as hosts really have them, against a count of minutes."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from servicedesk.calendars import BusinessCalendar
from servicedesk.incidents import Event
from servicedesk.sla import (
    Breached,
    Cancelled,
    Met,
    Metric,
    Paused,
    Pending,
    Policy,
    Reopening,
    Running,
    Target,
    assess,
    next_transition,
)
from servicedesk.spans import to_utc
from servicedesk.testing.oracles import PlainCalendar

from .plain import runs_of

# the clock of the desk is put back on 25 October 2026, at 03:00
ZERO = datetime(2026, 10, 23, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
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

TABLE = {
    "start": ("created",),
    "pause": ("hold",),
    "resume": ("work",),
    "stop": ("resolved",),
    "cancel": ("void",),
    "restart": ("update",),
    "reopen": ("reopened",),
}
TYPES = [*(kind for kinds in TABLE.values() for kind in kinds), "noise"]
STATES = {
    Running: "running",
    Paused: "paused",
    Met: "met",
    Breached: "breached",
    Cancelled: "cancelled",
}
MINUTES = st.integers(0, SPAN)
# instants that collide, and lie where the desk opens and closes
COMMON = st.sampled_from([0, 540, 541, 900, 1441, 2000, 2001, 2002, 2130, 2190, 2250, 4000])


def is_open(minute):
    if minute not in OPEN:
        OPEN[minute] = PLAIN.is_open(ZERO + minute * MINUTE)
    return OPEN[minute]


def at(minute):
    return ZERO + minute * MINUTE


class Log(RuleBasedStateMachine):
    """A log grows in the order in which the host learns things, not in which they happen."""

    def __init__(self):
        super().__init__()
        self.events = []
        self.entries = {}
        self.beliefs = []
        self.learnt = SPAN

    @initialize(
        allowed=st.sampled_from([0, 1, 30, 240, 500]),
        recurs=st.booleans(),
        reopening=st.sampled_from(list(Reopening)),
    )
    def choose_policy(self, allowed, recurs, reopening):
        self.target = allowed
        self.metric = {
            "table": {kind: doing for doing, kinds in TABLE.items() for kind in kinds},
            "recurs": recurs,
            "reopening": reopening.value,
        }
        metric = Metric(name="work", recurs=recurs, reopening=reopening, **TABLE)
        within = allowed * MINUTE
        self.policy = Policy(
            name="plain",
            metrics=[metric],
            targets=[Target(metric="work", within=within, clock=DESK)],
        )
        self.learn("created", 700)

    def learn(self, kind, minute, **rest):
        self.learnt += 1
        name = f"e{len(self.events)}"
        event = Event(at=at(minute), type=kind, id=name, recorded_at=at(self.learnt), **rest)
        self.events.append(event)
        if event.retracts is None:
            self.entries[name] = {"minute": minute, "kind": kind, "stands": True, "instead": None}
        return name

    @rule(kind=st.sampled_from(TYPES), minute=MINUTES | COMMON)
    def something_happened(self, kind, minute):
        self.learn(kind, minute)

    @rule(data=st.data())
    def the_host_delivers_twice(self, data):
        self.events.append(data.draw(st.sampled_from(self.events)))

    @rule(data=st.data(), minute=MINUTES | COMMON, kind=st.sampled_from(TYPES))
    def it_was_otherwise(self, data, minute, kind):
        wrong = data.draw(st.sampled_from(self.standing() or [None]))
        if wrong is not None:
            name = self.learn(kind, minute, corrects=wrong)
            self.entries[wrong]["stands"] = False
            self.entries[name]["instead"] = wrong

    @rule(data=st.data())
    def it_never_happened(self, data):
        wrong = data.draw(st.sampled_from(self.standing() or [None]))
        if wrong is not None:
            self.learn("retracted", 0, retracts=wrong)
            self.entries[wrong]["stands"] = False
            instead = self.entries[wrong]["instead"]
            if instead is not None:
                self.entries[instead]["stands"] = True

    def standing(self):
        return [name for name, entry in self.entries.items() if entry["stands"]]

    def truth(self):
        told = [self.entries[name] for name in self.standing()]
        return sorted(
            ((entry["minute"], entry["kind"]) for entry in told), key=lambda entry: entry[0]
        )

    @precondition(lambda self: self.events)
    @rule(minute=MINUTES | COMMON)
    def the_engine_counts_as_the_minutes_do(self, minute):
        assessment = assess(self.policy, self.events, at=at(minute))
        runs = runs_of(self.metric, self.truth(), minute, is_open)
        if not runs:
            assert [type(clock) for clock in assessment.clocks] == [Pending]
            return
        assert len(runs) == len(assessment.clocks)
        for run, clock in zip(runs, assessment.clocks, strict=True):
            state, counted, due, overrun = run.judge(minute, self.target, is_open)
            assert STATES[type(clock)] == state
            assert clock.elapsed == counted * MINUTE
            if state in ("running", "breached", "met"):
                assert to_utc(clock.due) == at(due)
            if state == "breached":
                assert clock.overrun == overrun * MINUTE
            if state == "paused":
                assert clock.due is None
            counted_spans = clock.spans
            assert counted_spans.total == clock.elapsed
            assert sum((stretch.counted for stretch in clock.stretches), 0 * MINUTE) == (
                clock.elapsed
            )

    @precondition(lambda self: self.events)
    @rule(minute=MINUTES)
    def what_is_believed_is_remembered(self, minute):
        belief = assess(self.policy, self.events, at=at(minute))
        self.beliefs.append((minute, self.learnt, belief.clocks))

    @rule()
    def later_entries_do_not_change_what_was_known_then(self):
        for minute, learnt, clocks in self.beliefs:
            again = assess(self.policy, self.events, at=at(minute), as_known_at=at(learnt))
            assert again.clocks == clocks

    @rule(data=st.data(), minute=MINUTES)
    def the_order_of_handing_in_does_not_matter(self, data, minute):
        by_instant = {}
        for event in self.events:
            by_instant.setdefault(event.at, []).append(event)
        groups = data.draw(st.permutations(list(by_instant.values())))
        shuffled = [event for group in groups for event in group]
        clocks = assess(self.policy, self.events, at=at(minute)).clocks
        assert assess(self.policy, shuffled, at=at(minute)).clocks == clocks

    @rule(minute=MINUTES | COMMON)
    def nothing_changes_before_the_next_transition_and_something_does_at_it(self, minute):
        known = [event for event in self.events if event.at <= at(minute)]
        now = assess(self.policy, known, at=at(minute))
        coming = next_transition(now)
        states = [type(clock) for clock in now.clocks]
        if coming is None:
            later = assess(self.policy, known, at=at(SPAN * 3))
            assert [type(clock) for clock in later.clocks] == states
            return
        micro = timedelta(microseconds=1)
        before = assess(self.policy, known, at=coming.at - micro)
        assert [type(clock) for clock in before.clocks] == states
        then = assess(self.policy, known, at=coming.at)
        assert [type(clock) for clock in then.clocks] != states

    @invariant()
    def recomputing_is_idempotent(self):
        if self.events:
            last = at(SPAN)
            assert assess(self.policy, self.events, at=last) == assess(
                self.policy, tuple(self.events), at=last
            )


Log.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
)
TestLog = Log.TestCase
