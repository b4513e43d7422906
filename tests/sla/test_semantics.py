"""What a clock does in each situation, one fact a test."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from attrs import evolve

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.decisions import when
from servicedesk.errors import InvalidValue, NaiveDatetime, OutOfRange, UnknownName, WrongType
from servicedesk.incidents import Event
from servicedesk.reasons import LANGUAGES, explain
from servicedesk.sla import (
    ELAPSED,
    Breached,
    BusinessDays,
    Cancelled,
    Change,
    ExtensionRule,
    Level,
    Met,
    Metric,
    Oddity,
    Paused,
    Pending,
    Policy,
    Promised,
    Reopening,
    Running,
    Target,
    Turn,
    assess,
    compare,
    extension,
    next_transition,
)
from servicedesk.versions import Dated, Version

HOUR = timedelta(hours=1)
MICRO = timedelta(microseconds=1)
MON = datetime(2026, 11, 23, tzinfo=UTC)
OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")
ALWAYS = BusinessCalendar.always("UTC")
WORK = Metric(
    name="work",
    start="created",
    pause="hold",
    resume="work",
    stop="resolved",
    cancel="void",
    restart="update",
    reopen="reopened",
)


def at(hours):
    return MON + hours * HOUR


def log(*entries):
    return [Event(at=at(hours), type=kind) for hours, kind in entries]


def policy(*targets, metric=WORK, **rest):
    given = targets or (Target(metric="work", within=4 * HOUR, clock=OFFICE),)
    return Policy(name="test", metrics=[metric], targets=given, **rest)


def clock(entries, hours, *targets, **rest):
    return assess(policy(*targets, **rest), log(*entries), at=at(hours))["work"]


class TestVerdicts:
    def test_met_at_the_very_instant_of_due_and_breached_a_microsecond_later(self):
        started = log((9, "created"))
        due = at(13)
        on_time = assess(policy(), [*started, Event(at=due, type="resolved")], at=at(20))["work"]
        assert isinstance(on_time, Met)
        assert (on_time.due, on_time.stopped, on_time.remaining) == (due, due, 0 * HOUR)
        late = [*started, Event(at=due + MICRO, type="resolved")]
        missed = assess(policy(), late, at=at(20))["work"]
        assert isinstance(missed, Breached)
        assert missed.overrun == MICRO

    def test_running_at_due_and_breached_the_microsecond_after(self):
        started = log((9, "created"))
        assert isinstance(assess(policy(), started, at=at(13))["work"], Running)
        assert isinstance(assess(policy(), started, at=at(13) + MICRO)["work"], Breached)

    def test_stopped_after_due_in_closed_time_is_breached_with_no_overrun_on_the_clock(self):
        late = clock([(13, "created"), (18, "resolved")], 20)
        assert isinstance(late, Breached)
        assert (late.due, late.overrun, late.elapsed) == (at(17), 0 * HOUR, 4 * HOUR)
        assert late.elapsed_real == 5 * HOUR

    def test_pending_before_the_start_names_the_target(self):
        pending = clock([], 9)
        assert isinstance(pending, Pending)
        assert pending.target.within == 4 * HOUR

    def test_paused_has_no_due_but_one_if_resumed_now(self):
        paused = clock([(9, "created"), (10, "hold")], 16)
        assert isinstance(paused, Paused)
        assert paused.due is None
        assert paused.due_if_resumed == at(24 + 11)  # 1 h today, 2 h tomorrow from 9
        assert (paused.remaining, paused.since, paused.by) == (3 * HOUR, at(10), "hold")

    def test_paused_at_the_instant_of_the_assessment_whatever_objects_name_it(self):
        now = at(10)
        events = [*log((9, "created")), Event(at=now, type="hold")]
        assert isinstance(assess(policy(), events, at=now)["work"], Paused)

    def test_overrun_is_frozen_when_stopped_and_while_paused(self):
        stopped = clock([(9, "created"), (15, "resolved")], 40)
        assert (stopped.overrun, stopped.stopped) == (2 * HOUR, at(15))
        paused = clock([(9, "created"), (15, "hold")], 16)
        assert isinstance(paused, Breached)
        assert paused.paused
        assert (paused.due, paused.overrun) == (at(13), 2 * HOUR)

    def test_resolved_out_of_a_wait_does_not_count_the_wait(self):
        # frappe/helpdesk PR 3776
        met = clock([(9, "created"), (10, "hold"), (24 * 30, "resolved")], 24 * 31)
        assert isinstance(met, Met)
        assert met.elapsed == HOUR

    def test_cancelled_has_no_verdict(self):
        void = clock([(9, "created"), (16, "void")], 20)
        assert isinstance(void, Cancelled)
        assert (void.elapsed, void.stopped, void.by) == (7 * HOUR, at(16), "void")

    def test_a_terminal_event_ends_every_open_clock_and_leaves_the_ended_alone(self):
        rules = policy(terminal=("closed",))
        open_ = assess(rules, log((9, "created"), (10, "closed")), at=at(30))["work"]
        assert isinstance(open_, Cancelled)
        ended = [(9, "created"), (10, "resolved"), (11, "closed")]
        assert isinstance(assess(rules, log(*ended), at=at(30))["work"], Met)

    def test_percent_is_exact(self):
        assert clock([(9, "created")], 10).percent == 25
        third = Target(metric="work", within=3 * HOUR, clock=OFFICE)
        assert clock([(9, "created")], 10, third).percent == Fraction(100, 3)

    def test_nothing_allowed_is_due_at_once(self):
        now = Target(metric="work", within=0 * HOUR, clock=OFFICE)
        assert clock([(3, "created")], 3, now).due == at(3)
        assert isinstance(clock([(3, "created")], 3, now), Running)
        assert isinstance(clock([(3, "created")], 4, now), Breached)

    def test_a_desk_that_never_opens_never_makes_due(self):
        closed = Target(metric="work", within=HOUR, clock=BusinessCalendar("UTC", {}))
        running = clock([(9, "created")], 900, closed)
        assert isinstance(running, Running)
        assert (running.due, running.elapsed) == (None, 0 * HOUR)
        assert "never opens" in explain(running)


class TestContradictions:
    def test_a_resume_without_a_pause_and_a_pause_within_a_pause_do_nothing(self):
        entries = [(9, "created"), (10, "work"), (11, "hold"), (12, "hold"), (13, "work")]
        found = assess(policy(), log(*entries), at=at(14))
        assert found["work"].elapsed == 3 * HOUR
        whys = [(each.at, each.why) for each in found.ignored]
        assert whys == [(at(10), Oddity.NOT_PAUSED), (at(12), Oddity.ALREADY_PAUSED)]

    def test_a_stop_before_the_start_does_nothing(self):
        found = assess(policy(), log((8, "resolved"), (9, "created")), at=at(10))
        assert isinstance(found["work"], Running)
        assert [each.why for each in found.ignored] == [Oddity.NOT_STARTED]

    def test_a_second_start_does_nothing(self):
        entries = [(9, "created"), (10, "created"), (11, "resolved"), (12, "created")]
        found = assess(policy(), log(*entries), at=at(14))
        assert len(found.clocks) == 1
        assert [each.why for each in found.ignored] == [Oddity.ALREADY_STARTED] * 2

    def test_reopening_what_is_open_does_nothing(self):
        found = assess(policy(), log((9, "created"), (10, "reopened")), at=at(11))
        assert found["work"].elapsed == 2 * HOUR
        assert [each.why for each in found.ignored] == [Oddity.STILL_OPEN]

    def test_a_wait_that_began_before_the_start_pauses_from_the_start(self):
        paused = clock([(8, "hold"), (9, "created")], 12)
        assert isinstance(paused, Paused)
        assert paused.elapsed == 0 * HOUR

    def test_an_end_ends_the_wait(self):
        entries = [(9, "created"), (10, "hold"), (11, "resolved"), (12, "reopened")]
        assert clock(entries, 13).elapsed == 2 * HOUR

    def test_ignored_events_are_told_in_three_languages(self):
        found = assess(policy(), log((8, "resolved")), at=at(10))
        for lang, words in zip(LANGUAGES, ("ignored", "不予采用", "不予採用"), strict=True):
            assert words in explain(found, lang=lang)


class TestReopening:
    ENTRIES = ((9, "created"), (10, "resolved"), (12, "reopened"))

    def reopened(self, mode):
        metric = Metric(
            name="work", start="created", stop="resolved", reopen="reopened", reopening=mode
        )
        return assess(policy(metric=metric), log(*self.ENTRIES), at=at(13))

    def test_new_cycle_keeps_the_old_verdict(self):
        first, second = self.reopened(Reopening.NEW_CYCLE).clocks
        assert isinstance(first, Met)
        assert (second.cycle, second.started, second.elapsed) == (2, at(12), HOUR)

    def test_continue_counts_the_closed_time(self):
        (only,) = self.reopened(Reopening.CONTINUE).clocks
        assert (only.elapsed, only.due) == (4 * HOUR, at(13))

    def test_continue_without_the_closed_time(self):
        (only,) = self.reopened(Reopening.CONTINUE_WITHOUT_CLOSED).clocks
        assert (only.elapsed, only.due) == (2 * HOUR, at(15))

    def test_frozen(self):
        found = self.reopened(Reopening.FROZEN)
        assert isinstance(found["work"], Met)
        assert [each.why for each in found.ignored] == [Oddity.FROZEN]


class TestCycles:
    def test_next_reply_starts_anew_with_each_message_after_a_reply(self):
        metric = Metric(name="work", start="message", stop="reply", recurs=True)
        entries = [(9, "message"), (10, "message"), (11, "reply"), (13, "message")]
        first, second = assess(policy(metric=metric), log(*entries), at=at(14)).clocks
        assert isinstance(first, Met)
        assert (first.elapsed, second.started, second.cycle) == (2 * HOUR, at(13), 2)

    def test_an_update_ends_one_run_and_starts_the_next(self):
        entries = [(9, "created"), (12, "update"), (15, "resolved")]
        clocks = assess(policy(), log(*entries), at=at(16)).clocks
        assert [(type(each), each.started, each.elapsed) for each in clocks] == [
            (Met, at(9), 3 * HOUR),
            (Met, at(12), 3 * HOUR),
        ]

    def test_an_update_during_a_wait_starts_the_next_run_in_it(self):
        entries = [(9, "created"), (10, "hold"), (12, "update")]
        assert isinstance(assess(policy(), log(*entries), at=at(16))["work"], Paused)


class TestStateLogs:
    """Where each state is an event, one type starts, resumes and reopens."""

    METRIC = Metric(
        name="work",
        start=("active",),
        pause=("waiting",),
        resume=("active",),
        stop=("resolved",),
        reopen=("active",),
    )

    def test_the_state_of_the_clock_says_which_is_meant(self):
        entries = [
            (9, "active"),
            (10, "waiting"),
            (11, "active"),
            (12, "resolved"),
            (14, "active"),
        ]
        only = assess(policy(metric=self.METRIC), log(*entries), at=at(15))["work"]
        assert isinstance(only, Running)
        assert only.elapsed == 3 * HOUR

    def test_a_wait_after_the_end_is_over_when_work_reopens(self):
        entries = [(9, "active"), (10, "resolved"), (11, "waiting"), (12, "active")]
        only = assess(policy(metric=self.METRIC), log(*entries), at=at(13))["work"]
        assert isinstance(only, Running)
        assert only.elapsed == 2 * HOUR


class TestChange:
    SLOW = Target(name="slow", metric="work", within=8 * HOUR, clock=OFFICE, when=when(level="low"))
    FAST = Target(
        name="fast", metric="work", within=2 * HOUR, clock=ALWAYS, when=when(level="high")
    )

    def changed(self, mode, hours=13, *, raised=12):
        rules = policy(self.SLOW, self.FAST, change=mode)
        events = [
            *log((7, "created"), (10, "hold"), (11, "work")),
            Event(at=at(raised), type="raised", changes={"level": "high"}),
        ]
        return assess(rules, events, {"level": "low"}, at=at(hours))["work"]

    def test_keep_start_counts_all_by_the_new_clock(self):
        found = self.changed(Change.KEEP_START)
        # 7 to 10 and 11 to 13, day and night
        assert (found.elapsed, found.due, type(found)) == (5 * HOUR, at(9), Breached)

    def test_keep_elapsed_keeps_what_the_old_clock_counted(self):
        found = self.changed(Change.KEEP_ELAPSED)
        # 9 to 10 and 11 to 12 on the old clock use it up; due is no earlier than the change
        assert (found.elapsed, found.due) == (3 * HOUR, at(12))
        assert isinstance(self.changed(Change.KEEP_ELAPSED, 12), Running)

    def test_start_at_change(self):
        found = self.changed(Change.START_AT_CHANGE)
        assert (found.elapsed, found.due, found.started) == (HOUR, at(14), at(7))

    def test_carry_fraction(self):
        found = self.changed(Change.CARRY_FRACTION)
        # 2 h of 8 are a quarter, so half an hour of 2 is used up at 12
        assert (found.elapsed, found.due) == (1.5 * HOUR, at(13.5))

    def test_carry_fraction_does_not_undo_a_breach(self):
        late = self.changed(Change.CARRY_FRACTION, 50, raised=24 + 12)
        assert isinstance(late, Breached)
        assert late.due == at(24 + 10)

    def test_keep_target(self):
        assert self.changed(Change.KEEP_TARGET).target is self.SLOW

    def test_pauses_are_kept_in_each(self):
        for mode in Change:
            assert [str(each.phase.value) for each in self.changed(mode).stretches][1] in (
                "paused",
                "superseded",
            )

    def test_a_target_that_applies_no_more_cancels_its_clock(self):
        events = [
            *log((9, "created")),
            Event(at=at(10), type="raised", changes={"level": "none"}),
        ]
        rules = policy(self.SLOW, self.FAST)
        found = assess(rules, events, {"level": "low"}, at=at(13))["work"]
        assert isinstance(found, Cancelled)
        assert (found.stopped, found.elapsed) == (at(10), HOUR)

    def test_after_the_end_nothing_changes_it(self):
        events = [
            *log((9, "created"), (10, "resolved")),
            Event(at=at(11), type="raised", changes={"level": "high"}),
        ]
        found = assess(policy(self.SLOW, self.FAST), events, {"level": "low"}, at=at(13))["work"]
        assert found.target is self.SLOW

    def test_an_unclassified_incident_runs_the_strictest_that_may_apply(self):
        rules = policy(self.SLOW, self.FAST, change=Change.START_AT_CHANGE)
        found = assess(rules, log((9, "created")), at=at(10))["work"]
        assert (found.target, found.assumed, found.unknown) == (self.FAST, True, ("level",))
        assert "assumed" in explain(found)
        settled = [
            *log((9, "created")),
            Event(at=at(10), type="classified", changes={"level": "low"}),
        ]
        known = assess(rules, settled, at=at(11))["work"]
        # settling what was assumed keeps the start, whatever the mode
        assert (known.target, known.assumed, known.elapsed) == (self.SLOW, False, 2 * HOUR)

    def test_a_new_version_of_the_policy_comes_into_force_in_mid_flight(self):
        old = policy(version="1")
        new = policy(Target(metric="work", within=2 * HOUR, clock=ALWAYS), version="2")
        dated = Dated.of(old, (date(2026, 11, 24), new))
        events = log((15, "created"))
        before = assess(dated, events, at=at(23), timezone="UTC")
        assert (before.version, before["work"].due) == ("1", at(24 + 11))
        after = assess(dated, events, at=at(25), timezone="UTC")
        assert (after.version, after["work"].due) == ("2", at(17))
        coming = next_transition(
            assess(dated, log((15, "created"), (15, "hold")), at=at(16), timezone="UTC")
        )
        assert (coming.turn, coming.at) == (Turn.VERSION, at(24))
        assert next_transition(after) is None
        with pytest.raises(WrongType):
            assess(dated, events, at=at(23))
        future = Dated([Version(date(2030, 1, 1), new)])
        with pytest.raises(OutOfRange):
            assess(future, events, at=at(23), timezone="UTC")

    def test_a_metric_that_the_new_version_lacks_is_cancelled(self):
        other = Metric(name="other", start="created", stop="resolved")
        new = Policy(
            name="test",
            metrics=[other],
            targets=[Target(metric="other", within=HOUR, clock=OFFICE)],
        )
        dated = Dated.of(policy(), (date(2026, 11, 24), new))
        found = assess(dated, log((15, "created")), at=at(30), timezone="UTC")
        assert isinstance(found["work"], Cancelled)
        assert isinstance(found["other"], Pending)


class TestSpecificity:
    def target(self, name, **facts):
        return Target(name=name, metric="work", within=HOUR, clock=OFFICE, when=when(**facts))

    def test_the_most_specific_wins_whatever_the_order(self):
        wide = self.target("wide")
        narrow = self.target("narrow", level="high")
        narrowest = self.target("narrowest", level="high", tier="gold")
        for targets in ((wide, narrow, narrowest), (narrowest, wide, narrow)):
            for facts, name in (
                ({"level": "low", "tier": "gold"}, "wide"),
                ({"level": "high", "tier": "free"}, "narrow"),
                ({"level": "high", "tier": "gold"}, "narrowest"),
            ):
                found = assess(policy(*targets), log((9, "created")), facts, at=at(9))
                assert found["work"].target.name == name

    def test_a_subset_of_values_is_more_specific(self):
        rules = policy(self.target("some", level=("a", "b")), self.target("one", level="a"))
        found = assess(rules, log((9, "created")), {"level": "a"}, at=at(9))
        assert found["work"].target.name == "one"

    def test_a_tie_is_refused(self):
        with pytest.raises(InvalidValue, match="tie"):
            policy(self.target("one", level="high"), self.target("other", tier="gold"))
        with pytest.raises(InvalidValue, match="tie"):
            policy(self.target("one"), self.target("other"))

    def test_a_third_that_decides_where_two_meet_breaks_the_tie(self):
        rules = policy(
            self.target("one", level="high"),
            self.target("other", tier="gold"),
            self.target("both", level="high", tier="gold"),
        )
        facts = {"level": "high", "tier": "gold"}
        found = assess(rules, log((9, "created")), facts, at=at(9))
        assert found["work"].target.name == "both"

    def test_conditions_that_never_meet_do_not_tie(self):
        policy(self.target("one", level="high", x=1), self.target("other", level="low", y=2))


class TestRefused:
    def test_a_metric_without_a_start(self):
        with pytest.raises(InvalidValue, match="without a start"):
            Metric(name="work", start=(), stop="resolved")

    def test_a_pause_that_also_stops(self):
        with pytest.raises(InvalidValue, match="two things"):
            Metric(name="work", start="created", pause="hold", stop="hold")

    def test_a_target_of_no_metric(self):
        with pytest.raises(UnknownName, match="unknown metric"):
            policy(Target(metric="other", within=HOUR, clock=OFFICE))

    def test_a_bare_day_a_float_and_a_negative_time(self):
        for within in (1.5, 3, -HOUR):
            with pytest.raises((WrongType, InvalidValue)):
                Target(metric="work", within=within, clock=OFFICE)

    def test_a_range_whose_lower_bound_is_not_lower(self):
        with pytest.raises(InvalidValue, match="before the commitment"):
            Target(metric="work", within=HOUR, clock=OFFICE, warn_after=HOUR)

    def test_naive_instants(self):
        with pytest.raises(NaiveDatetime):
            assess(policy(), [], at=datetime(2026, 1, 1))  # noqa: DTZ001

    def test_a_clock_that_is_not_there(self):
        with pytest.raises(UnknownName):
            assess(policy(), [], at=MON)["other"]


class TestKindsOfTime:
    def test_business_days_at_the_same_time_and_at_close(self):
        same = Target(metric="work", within=BusinessDays(5, DayRule.SAME_TIME), clock=OFFICE)
        assert clock([(10, "created")], 11, same).due == at(7 * 24 + 10)
        close = Target(metric="work", within=BusinessDays(5, DayRule.CLOSE), clock=OFFICE)
        assert clock([(10, "created")], 11, close).due == at(7 * 24 + 17)

    def test_a_pause_moves_business_days_by_its_open_time(self):
        two = Target(metric="work", within=BusinessDays(2, DayRule.SAME_TIME), clock=OFFICE)
        entries = [(10, "created"), (16, "hold"), (24 + 10, "work")]
        assert clock(entries, 24 + 11, two).due == at(48 + 12)

    @pytest.mark.parametrize(
        "held", [(24 + 18, 24 + 19), (48 + 7, 48 + 8), (18, 24 + 8), (24 + 17, 48 + 9)]
    )
    def test_a_pause_outside_hours_costs_business_days_nothing(self, held):
        # made after hours, so it counts from Tuesday's opening and is due at Thursday's
        two = Target(metric="work", within=BusinessDays(2, DayRule.SAME_TIME), clock=OFFICE)
        begin, end = held
        entries = [(17.5, "created"), (begin, "hold"), (end, "work")]
        assert clock(entries, 48 + 10, two).due == at(72 + 9)
        waiting = clock(entries[:2], end, two)
        assert isinstance(waiting, Paused)
        assert (waiting.due, waiting.due_if_resumed) == (None, at(72 + 9))

    def test_a_wait_over_the_end_of_the_last_day_leaves_it_open(self):
        two = Target(metric="work", within=BusinessDays(2, DayRule.SAME_TIME), clock=OFFICE)
        entries = [(17.5, "created"), (48 + 18, "hold")]
        for hours in (48 + 20, 72 + 9, 72 + 12):
            waiting = clock(entries, hours, two)
            assert isinstance(waiting, Paused)
            assert waiting.due_if_resumed == at(max(hours, 72 + 9))
        assert isinstance(clock([*entries, (72 + 9, "resolved")], 90, two), Met)
        assert clock([*entries, (72 + 12, "work")], 73 + 12, two).due == at(72 + 12)

    def test_time_carried_over_shortens_business_days(self):
        slow = Target(metric="work", within=20 * HOUR, clock=OFFICE, when=when(level="low"))
        days = Target(
            name="days",
            metric="work",
            within=BusinessDays(1, DayRule.SAME_TIME),
            clock=OFFICE,
            when=when(level="high"),
        )
        keep = Policy(name="p", metrics=[WORK], targets=[slow, days], change=Change.KEEP_ELAPSED)
        events = [
            *log((9, "created")),
            Event(at=at(12), type="raised", changes={"level": "high"}),
        ]
        # a day of 8 open hours from noon on, of which 3 are used up
        assert assess(keep, events, {"level": "low"}, at=at(13))["work"].due == at(17)

    def test_a_promised_instant_is_not_moved_by_pauses(self):
        # glpi-project/glpi 17186
        promised = Target(metric="work", within=Promised("visit_at"))
        events = [
            Event(at=at(9), type="created", changes={"visit_at": at(15).isoformat()}),
            *log((10, "hold")),
        ]
        found = assess(policy(promised), events, at=at(11))["work"]
        assert isinstance(found, Running)
        assert (found.due, found.remaining) == (at(15), 4 * HOUR)
        late = assess(policy(promised), events, at=at(16))["work"]
        assert isinstance(late, Breached)
        assert late.overrun == HOUR

    def test_the_first_promise_counts(self):
        promised = Target(metric="work", within=Promised("visit_at"))
        events = [
            Event(at=at(9), type="created", changes={"visit_at": at(15).isoformat()}),
            Event(at=at(10), type="moved", changes={"visit_at": at(19).isoformat()}),
        ]
        assert assess(policy(promised), events, at=at(11))["work"].due == at(15)

    def test_without_a_promise_nothing_is_due_and_nonsense_promises_nothing(self):
        promised = Target(metric="work", within=Promised("visit_at"))
        for said in ({}, {"visit_at": "soon"}, {"visit_at": "2026-01-01T00:00:00"}):
            events = [Event(at=at(9), type="created", changes=said)]
            assert assess(policy(promised), events, at=at(99))["work"].due is None

    def test_elapsed_time_reads_in_the_zone_of_the_log(self):
        elapsed = Target(metric="work", within=4 * HOUR)
        assert clock([(15, "created")], 16, elapsed).due == at(19)


class TestExtension:
    def agreed(self, hours, new, *, consent=True, rule=None, entries=((9, "created"),)):
        rules = policy(extensions=rule or ExtensionRule())
        agreed = extension("work", at=at(hours), new_due=at(new), reason="parts", consent=consent)
        return assess(rules, [*log(*entries), agreed], at=at(14))

    def test_the_new_date_holds_and_the_old_is_kept(self):
        found = self.agreed(10, 40)["work"]
        assert isinstance(found, Running)
        assert found.due == at(40)
        (kept,) = found.extensions
        assert (kept.old_due, kept.new_due, kept.reason) == (at(13), at(40), "parts")
        assert "parts" in explain(found)

    def test_pauses_do_not_move_it(self):
        entries = [(9, "created"), (11, "hold")]
        assert self.agreed(10, 40, entries=entries)["work"].due == at(40)

    def test_during_a_wait_the_old_due_was_open(self):
        entries = [(9, "created"), (9.5, "hold")]
        (kept,) = self.agreed(10, 40, entries=entries)["work"].extensions
        assert kept.old_due is None

    @pytest.mark.parametrize(
        ("why", "given"),
        [
            (Oddity.NO_CONSENT, {"hours": 10, "new": 40, "consent": False}),
            (Oddity.TOO_LATE, {"hours": 13.5, "new": 40}),
            (Oddity.NOT_LATER, {"hours": 10, "new": 12}),
            (Oddity.TOO_MANY, {"hours": 10, "new": 40, "rule": ExtensionRule(at_most=0)}),
            (Oddity.NOT_STARTED, {"hours": 8, "new": 40}),
        ],
    )
    def test_what_is_not_an_extension_is_ignored(self, why, given):
        found = self.agreed(**given)
        assert [each.why for each in found.ignored] == [why]
        assert found["work"].due == at(13)

    def test_notice_may_be_enough(self):
        rule = ExtensionRule(needs_consent=False)
        assert self.agreed(10, 40, consent=False, rule=rule)["work"].due == at(40)


class TestLevels:
    LEVELS = (
        Level(name="half", percent=50),
        Level(name="soon", offset=-HOUR / 2),
        Level(name="over", offset=HOUR, desk=BusinessCalendar("UTC", "Mon-Fri 10:00-12:00")),
    )
    TARGET = Target(metric="work", within=4 * HOUR, clock=OFFICE, levels=LEVELS)

    def found(self, hours, *more):
        return clock([(9, "created"), *more], hours, self.TARGET)

    def test_each_is_reached_on_the_clock_and_delivered_by_its_rule(self):
        reached = [(each.level, each.reached, each.deliver_at) for each in self.found(99).levels()]
        assert reached == [
            ("half", at(11), at(11)),
            ("soon", at(12.5), at(12.5)),
            ("over", at(14), at(24 + 10)),
        ]

    def test_only_what_is_delivered_by_now_is_told(self):
        told = {
            hours: [each.level for each in self.found(hours).escalations]
            for hours in (10, 11, 20, 35)
        }
        assert told == {10: [], 11: ["half"], 20: ["half", "soon"], 35: ["half", "soon", "over"]}

    def test_keys_do_not_change_when_recomputed(self):
        keys = [each.key for each in self.found(35).escalations]
        assert keys == [("work", 1, "half"), ("work", 1, "soon"), ("work", 1, "over")]
        assert [each.key for each in self.found(90).escalations] == keys

    def test_a_pause_moves_them(self):
        levels = {
            each.level: each.reached for each in self.found(20, (10, "hold"), (12, "work")).levels()
        }
        assert levels["half"] == at(13)

    def test_what_is_not_delivered_before_the_stop_never_is(self):
        # abhinavxd/libredesk 70
        found = self.found(99, (15, "resolved"))
        assert [each.level for each in found.escalations] == ["half", "soon"]


class TestRange:
    TARGET = Target(metric="work", within=8 * HOUR, clock=ALWAYS, warn_after=4 * HOUR)

    def test_the_lower_bound_warns_and_the_upper_commits(self):
        for hours, warned, state in (
            (13, False, Running),
            (14, True, Running),
            (18, True, Breached),
        ):
            found = clock([(9, "created")], hours, self.TARGET)
            assert (found.warned, type(found)) == (warned, state)

    def test_met_within_the_range_was_warned(self):
        found = clock([(9, "created"), (15, "resolved")], 20, self.TARGET)
        assert isinstance(found, Met)
        assert found.warned
        assert "lower bound" in explain(found)


class TestNextTransition:
    def test_warning_level_and_breach_in_order(self):
        target = Target(
            metric="work",
            within=8 * HOUR,
            clock=ALWAYS,
            warn_after=4 * HOUR,
            levels=[Level(name="soon", percent=75), Level(name="over", offset=HOUR)],
        )
        rules, events = policy(target), log((9, "created"))
        found, now = [], at(9)
        while (coming := next_transition(assess(rules, events, at=now))) is not None:
            found.append((coming.at, coming.turn, coming.level))
            now = coming.at
        assert found == [
            (at(13) + MICRO, Turn.WARNING, ""),
            (at(15), Turn.ESCALATION, "soon"),
            (at(17) + MICRO, Turn.BREACH, ""),
            (at(18), Turn.ESCALATION, "over"),
        ]

    def test_none_for_what_is_stopped_paused_or_pending(self):
        for entries in ([], [(9, "created"), (10, "hold")], [(9, "created"), (10, "resolved")]):
            assert next_transition(assess(policy(), log(*entries), at=at(11))) is None


class TestCompare:
    def test_every_delta_and_nothing_else(self):
        slow = policy(Target(metric="work", within=8 * HOUR, clock=OFFICE))
        events = log((9, "created"))
        before = assess(policy(), events, at=at(14))
        (delta,) = compare(before, assess(slow, events, at=at(14)))
        assert (delta.metric, delta.cycle, delta.due_moves) == ("work", 1, 4 * HOUR)
        assert delta.changes_verdict
        assert compare(before, assess(policy(), events, at=at(14))) == ()

    @pytest.mark.parametrize(
        ("entries", "change"),
        [
            ([(15, "created"), (16, "hold")], {"clock": ELAPSED}),  # due once resumed
            ([], {"clock": ELAPSED}),  # not yet begun
            ([(15, "created")], {"levels": (Level(name="half", percent=50),)}),
            ([(15, "created")], {"warn_after": HOUR}),
        ],
    )
    def test_what_is_not_due_yet_is_compared_too(self, entries, change):
        plain = Target(metric="work", within=4 * HOUR, clock=OFFICE)
        events = log(*entries)
        before, after = (
            assess(policy(each), events, at=at(16.5)) for each in (plain, evolve(plain, **change))
        )
        assert [delta.metric for delta in compare(before, after)] == ["work"]
        assert compare(before, before) == ()


class TestWhatMayApply:
    """While a fact is unknown, only targets that some value of it would bring are assumed."""

    HIGH = when(level="high")
    PHONE = when(channel="phone")
    BOTH = when(level="high", channel="phone")

    @staticmethod
    def policy(**promised):
        targets = [
            Target(name=name, metric="work", within=hours * HOUR, when=condition)
            for name, (hours, condition) in promised.items()
        ]
        return Policy(name="p", metrics=[WORK], targets=targets)

    def running(self, policy, **facts):
        return assess(policy, log((9, "created")), facts, at=at(9))["work"]

    def test_a_tied_target_does_not_apply_where_a_third_decides(self):
        policy = self.policy(high=(4, self.HIGH), phone=(1, self.PHONE), both=(2, self.BOTH))
        # by phone it is `both`, by any other channel `high`; `phone` alone never
        assert self.running(policy, level="high").due == at(9 + 2)
        assert self.running(policy).due == at(9 + 1)

    def test_a_wider_target_does_not_apply_where_the_narrower_is_sure_to(self):
        policy = self.policy(high=(1, self.HIGH), both=(4, self.BOTH))
        assert self.running(policy, channel="phone").due == at(9 + 4)
        assert self.running(policy, channel="mail").due == at(9 + 1)

    def test_before_it_starts_the_strictest_is_assumed_too(self):
        policy = self.policy(slow=(4, when(level="low")), fast=(1, self.HIGH))
        pending = assess(policy, [], at=at(9))["work"]
        assert isinstance(pending, Pending)
        assert (pending.target.name, pending.unknown) == ("fast", ("level",))

    @pytest.mark.parametrize("known", [{}, {"level": "high"}, {"channel": "phone"}])
    def test_what_may_apply_is_what_some_completion_brings(self, known):
        policy = self.policy(high=(4, self.HIGH), phone=(1, self.PHONE), both=(2, self.BOTH))
        brought = {
            target.name
            for level in ("high", "low")
            for channel in ("phone", "mail")
            for target in policy.choose(0, {"level": level, "channel": channel, **known}).targets
        }
        assert {target.name for target in policy.choose(0, known).targets} == brought


def test_a_metric_that_a_later_version_takes_up_again_goes_on_with_its_cycles():
    work = Metric(name="work", start="created", stop="resolved", recurs=True)
    other = Metric(name="other", start="created", stop="resolved")
    both, one = (
        Policy(
            name="p",
            metrics=metrics,
            targets=[Target(metric=metric.name, within=99 * HOUR) for metric in metrics],
        )
        for metrics in ([work, other], [other])
    )
    days = [date(2026, 11, 25), date(2026, 11, 27)]
    dated = Dated((Version(None, both), Version(days[0], one), Version(days[1], both)))
    events = log((9, "created"), (97, "created"))
    found = assess(dated, events, at=at(98), timezone="UTC")
    assert [(type(clock), clock.key) for clock in found.of("work")] == [
        (Cancelled, ("work", 1)),
        (Running, ("work", 2)),
    ]
    assert found["work"].started == at(97)


@pytest.mark.parametrize("changes", [{"extends": "wrok", "new_due": "2026-11-24T00:00Z"}, {}])
def test_an_extension_of_no_metric_is_named_and_not_lost(changes):
    agreed = Event(at=at(10), type="extended", changes=changes)
    found = assess(policy(), [*log((9, "created")), agreed], at=at(11))
    (ignored,) = found.ignored
    assert (ignored.why, ignored.metric) == (Oddity.NO_SUCH_METRIC, changes.get("extends", ""))
