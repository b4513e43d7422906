"""Real bugs of other systems, grouped by their cause: none of them can happen here."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import when
from servicedesk.errors import OutOfRange
from servicedesk.incidents import Event
from servicedesk.sla import (
    ELAPSED,
    FIRST_RESPONSE,
    NEXT_REPLY,
    PERIODIC_UPDATE,
    RESOLUTION,
    TIME_TO_OWN,
    Breached,
    Cancelled,
    Change,
    Level,
    Met,
    Metric,
    Paused,
    Pending,
    Policy,
    Promised,
    Running,
    Target,
    assess,
    next_transition,
)
from servicedesk.spans import to_utc

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00")


def log(*entries, start=FRIDAY):
    return [Event(at=start + hours * HOUR, type=kind) for hours, kind in entries]


def judged(metric, within, entries, hours, *, clock=OFFICE, start=FRIDAY, **rest):
    target = Target(metric=metric.name, within=within, clock=clock, **rest)
    rules = Policy(name="reports", metrics=[metric], targets=[target], terminal=("closed",))
    return assess(rules, log(*entries, start=start), at=start + hours * HOUR)


class TestZonesAndClockChanges:
    def test_a_desk_on_the_night_of_a_clock_change(self):
        # glpi counted 33.5 h for 56.5 across the spring change, 56 for 33.5 across the autumn one
        paris = BusinessCalendar.always("Europe/Paris")
        spring = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Paris"))
        end = datetime(2026, 3, 30, 21, tzinfo=ZoneInfo("Europe/Paris"))
        rules = Policy(
            name="paris",
            metrics=[RESOLUTION],
            targets=[Target(metric="resolution", within=56 * HOUR, clock=paris)],
        )
        clock = assess(rules, [Event(at=spring, type="created")], at=end)["resolution"]
        assert clock.elapsed == 56 * HOUR
        assert to_utc(clock.due) == to_utc(end)

    def test_the_zone_in_which_an_instant_is_written_changes_nothing(self):
        # frappe/helpdesk PR 3776, erpnext PR 38745: a new ticket "Failed" in the agent's zone
        written = [
            datetime(2026, 11, 20, 10, tzinfo=UTC).astimezone(ZoneInfo(zone))
            for zone in ("UTC", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu")
        ]
        rules = Policy(
            name="zones",
            metrics=[RESOLUTION],
            targets=[Target(metric="resolution", within=4 * HOUR, clock=OFFICE)],
        )
        for one in written:
            for other in written:
                found = assess(rules, [Event(at=one, type="created")], at=other)["resolution"]
                assert isinstance(found, Running)
                assert found.due == FRIDAY + 14 * HOUR

    def test_yesterdays_offset_is_not_todays(self):
        # chatwoot 2882, dbt_zendesk 25
        berlin = BusinessCalendar("Europe/Berlin", "Mon-Fri 09:00-17:00")
        friday = datetime(2026, 10, 23, 14, tzinfo=UTC)  # 16:00 in Berlin, summer
        clock = judged(RESOLUTION, 2 * HOUR, [(0, "created")], 0, clock=berlin, start=friday)
        assert clock["resolution"].due == datetime(2026, 10, 26, 9, tzinfo=UTC)  # 10:00, winter


class TestPauseArithmetic:
    def test_a_pause_over_a_weekend_is_worth_the_open_time_in_it(self):
        # ERPNext: held Friday 16:00 to Monday 09:30, it answered Thursday 04:30 for Monday 12:30
        entries = [(13, "created"), (16, "pause"), (3 * 24 + 9.5, "resume")]
        clock = judged(RESOLUTION, 6 * HOUR, entries, 3 * 24 + 10)["resolution"]
        assert clock.due == FRIDAY + 3 * DAY + 12.5 * HOUR

    def test_a_pause_outside_hours_is_worth_nothing(self):
        # glpi PR 14937: weekend pauses were credited
        with_pause = [(13, "created"), (18, "pause"), (24 + 12, "resume")]
        paused = judged(RESOLUTION, 6 * HOUR, with_pause, 80)["resolution"]
        plain = judged(RESOLUTION, 6 * HOUR, [(13, "created")], 80)["resolution"]
        assert (paused.due, paused.elapsed) == (plain.due, plain.elapsed)

    def test_splitting_a_pause_changes_nothing(self):
        # zammad: two pauses that start in one minute collapsed, 4 h became 1 min
        whole = [(9, "created"), (10, "pause"), (14, "resume")]
        split = [*whole[:2], (10.01, "resume"), (10.01, "pause"), (12, "resume"), (12, "pause")]
        one = judged(RESOLUTION, 6 * HOUR, whole, 16)["resolution"]
        other = judged(RESOLUTION, 6 * HOUR, [*split, whole[-1]], 16)["resolution"]
        assert (one.due, one.elapsed) == (other.due, other.elapsed)

    def test_resolved_while_paused_for_months(self):
        # frappe/helpdesk PR 3776: February to August reported as 42 days
        entries = [(9, "created"), (10, "waiting_customer"), (24 * 180, "resolved")]
        clock = judged(RESOLUTION, 6 * HOUR, entries, 24 * 200)["resolution"]
        assert isinstance(clock, Met)
        assert clock.elapsed == HOUR

    def test_nothing_is_breached_while_pending(self):
        # glpi 24481
        entries = [(9, "created"), (10, "pause")]
        clock = judged(RESOLUTION, 6 * HOUR, entries, 24 * 200)["resolution"]
        assert isinstance(clock, Paused)

    def test_an_agreed_date_is_not_moved_by_a_pause(self):
        # glpi 17186
        events = [
            Event(at=FRIDAY, type="created", changes={"by": (FRIDAY + DAY).isoformat()}),
            *log((1, "pause"), (20, "resume")),
        ]
        rules = Policy(
            name="dates",
            metrics=[RESOLUTION],
            targets=[Target(metric="resolution", within=Promised("by"))],
        )
        assert assess(rules, events, at=FRIDAY + 21 * HOUR)["resolution"].due == FRIDAY + DAY


class TestChangeOfPolicyOrPriority:
    def rules(self, change):
        return Policy(
            name="levels",
            metrics=[RESOLUTION],
            targets=[
                Target(
                    name=f"p{level}",
                    metric="resolution",
                    within=hours * HOUR,
                    clock=OFFICE,
                    when=when(level=level),
                )
                for level, hours in ((1, 2), (2, 6))
            ],
            change=change,
        )

    @pytest.mark.parametrize("change", list(Change))
    def test_the_pause_before_the_change_is_not_lost(self, change):
        # glpi 6902, 15605
        events = [
            *log((9, "created"), (10, "pause"), (12, "resume")),
            Event(at=FRIDAY + 13 * HOUR, type="raised", changes={"level": 1}),
        ]
        clock = assess(self.rules(change), events, {"level": 2}, at=FRIDAY + 13 * HOUR)
        assert clock["resolution"].elapsed <= 2 * HOUR

    def test_a_recomputed_breach_keeps_its_key(self):
        # Zendesk: "newly applied SLA executes additional breach event"
        events = log((9, "created"))
        rules = self.rules(Change.KEEP_START)
        keys = {
            assess(rules, events, {"level": 1}, at=FRIDAY + hours * HOUR)["resolution"].key
            for hours in (12, 13, 14, 90)
        }
        assert keys == {("p1", 1)}

    def test_no_update_target_is_left_behind(self):
        # zammad 5624, 4353: the old update target persisted; the deleted SLA stayed escalated
        gone = [
            *log((9, "created")),
            Event(at=FRIDAY + 10 * HOUR, type="lowered", changes={"level": 9}),
        ]
        found = assess(self.rules(Change.KEEP_START), gone, {"level": 1}, at=FRIDAY + 99 * HOUR)
        assert isinstance(found["resolution"], Cancelled)
        assert next_transition(found) is None

    def test_an_ola_starts_at_its_own_start(self):
        # glpi 1911: it must start at assignment
        ola = Metric(name="ola", start="assigned", stop="resolved")
        found = judged(ola, 2 * HOUR, [(9, "created"), (11, "assigned")], 12)
        assert (found["ola"].started, found["ola"].due) == (
            FRIDAY + 11 * HOUR,
            FRIDAY + 13 * HOUR,
        )


class TestWhatStopsOrStarts:
    def test_an_update_that_was_sent_does_not_fire(self):
        # zammad 3140
        entries = [(9, "created"), (10, "update_sent")]
        first, second = judged(PERIODIC_UPDATE, 2 * HOUR, entries, 11.5).clocks
        assert isinstance(first, Met)
        assert second.due == FRIDAY + 12 * HOUR

    def test_updates_do_not_touch_the_first_response(self):
        # zammad 5177
        entries = [(9, "created"), (10, "update_sent")]
        clock = judged(FIRST_RESPONSE, 2 * HOUR, entries, 12)["first_response"]
        assert isinstance(clock, Breached)

    def test_the_next_reply_does_not_run_on_a_closed_ticket(self):
        # chatwoot 10178; libredesk 70 sent alerts for such
        entries = [(9, "customer_message"), (10, "closed")]
        found = judged(NEXT_REPLY, 2 * HOUR, entries, 99)
        assert isinstance(found["next_reply"], Cancelled)
        assert next_transition(found) is None

    def test_an_overrun_does_not_grow_after_the_stop(self):
        # chatwoot PR 15024
        entries = [(9, "created"), (12, "resolved")]
        overruns = {
            judged(RESOLUTION, 2 * HOUR, entries, hours)["resolution"].overrun
            for hours in (12, 13, 99)
        }
        assert overruns == {HOUR}

    def test_a_late_stop_between_two_looks_is_late(self):
        # chatwoot found misses by cron, so a late resolve between ticks was a hit
        entries = [(9, "created"), (11.001, "resolved")]
        clock = judged(RESOLUTION, 2 * HOUR, entries, 40)["resolution"]
        assert isinstance(clock, Breached)

    def test_a_note_is_no_reply(self):
        # zammad 1620
        entries = [(9, "created"), (10, "note_added")]
        clock = judged(FIRST_RESPONSE, 2 * HOUR, entries, 10.5)["first_response"]
        assert isinstance(clock, Running)


class TestReopening:
    def test_the_closed_time_is_not_counted(self):
        # glpi PR 9267
        entries = [(9, "created"), (10, "resolved"), (16, "reopened")]
        clock = judged(RESOLUTION, 2 * HOUR, entries, 16)["resolution"]
        assert (clock.elapsed, clock.due) == (HOUR, FRIDAY + 17 * HOUR)

    def test_the_old_due_is_not_kept(self):
        # osTicket PR 5206
        entries = [(9, "created"), (10, "resolved"), (16, "reopened")]
        clock = judged(RESOLUTION, 2 * HOUR, entries, 16.5)["resolution"]
        assert isinstance(clock, Running)


class TestCalendarsTooWeak:
    def test_lunch(self):
        # osTicket 6847: 2 h from 12:00 were due 12:00, right is 15:00
        desk = BusinessCalendar("UTC", "Mon-Fri 08:00-12:00,13:00-17:00")
        clock = judged(RESOLUTION, 2 * HOUR, [(12, "created")], 12, clock=desk)["resolution"]
        assert clock.due == FRIDAY + 15 * HOUR

    def test_two_days_a_week(self):
        # osTicket 6739: Monday and Thursday; Tuesday only stopped at 9 h of 12
        desk = BusinessCalendar("UTC", "Mon,Thu 09:00-18:00")
        clock = judged(RESOLUTION, 12 * HOUR, [(12, "created")], 12, clock=desk)["resolution"]
        assert clock.due == FRIDAY + 6 * DAY + 12 * HOUR

    def test_over_night(self):
        # businesstimedelta 5, business_time 227
        desk = BusinessCalendar("UTC", "Fri 22:00-06:00")
        clock = judged(RESOLUTION, 4 * HOUR, [(20, "created")], 20, clock=desk)["resolution"]
        assert clock.due == FRIDAY + 26 * HOUR

    def test_a_make_up_working_day(self):
        # working_hours 30, biz 5
        desk = BusinessCalendar("UTC", "Mon-Fri 09:00-17:00", {"2026-11-21": [["09:00", "17:00"]]})
        clock = judged(RESOLUTION, 4 * HOUR, [(15, "created")], 15, clock=desk)["resolution"]
        assert clock.due == FRIDAY + DAY + 11 * HOUR


class TestBoundaries:
    def test_a_day_that_ends_at_midnight_loses_no_minute(self):
        # zammad 3180: 23:59 lost a minute a day
        desk = BusinessCalendar("UTC", "Mon-Sun 00:00-24:00")
        clock = judged(RESOLUTION, 30 * DAY, [(0, "created")], 0, clock=desk)["resolution"]
        assert clock.due == FRIDAY + 30 * DAY

    def test_half_a_second_counts(self):
        # working_hours 42
        half = timedelta(milliseconds=500)
        clock = judged(RESOLUTION, HOUR + half, [(9, "created")], 9)["resolution"]
        assert clock.due == FRIDAY + 10 * HOUR + half

    def test_eight_hours_from_opening_are_due_at_close_and_not_the_next_morning(self):
        # Odoo, ERPNext, Chatwoot, osTicket say 17:00; biz, Zammad and GLPI say Tuesday 09:00
        clock = judged(RESOLUTION, 8 * HOUR, [(9, "created")], 9)["resolution"]
        assert clock.due == FRIDAY + 17 * HOUR


class TestNonTermination:
    def test_a_desk_without_a_working_day(self):
        # glpi PR 7474: cron hung; osTicket PR 4807 invented 150 days; ERPNext looped for ever
        desk = BusinessCalendar("UTC", {})
        clock = judged(RESOLUTION, HOUR, [(9, "created")], 9, clock=desk)["resolution"]
        assert isinstance(clock, Running)
        assert clock.due is None

    def test_no_time_at_all(self):
        # ERPNext looped on a target of zero
        clock = judged(RESOLUTION, 0 * HOUR, [(9, "created")], 9)["resolution"]
        assert clock.due == FRIDAY + 9 * HOUR

    def test_more_time_than_there_is(self):
        clock = judged(RESOLUTION, 100_000 * DAY, [(9, "created")], 9)["resolution"]
        assert clock.due is None
        for within in (timedelta.max, 999_999 * DAY):
            with pytest.raises(OutOfRange):
                Target(metric="resolution", within=within)


class TestEscalationInstants:
    def test_a_level_before_due_is_on_the_clock_and_not_at_midnight(self):
        # glpi PR 22678: 00:00 for 10:00; zammad 4432: reminders at midnight
        levels = [Level(name="soon", offset=-2 * HOUR)]
        clock = judged(RESOLUTION, 4 * HOUR, [(16, "created")], 90, levels=levels)["resolution"]
        monday = FRIDAY + 3 * DAY
        assert clock.due == monday + 12 * HOUR
        assert [each.reached for each in clock.levels()] == [monday + 10 * HOUR]


class TestDayAsAUnit:
    def test_two_days_are_business_days_or_hours_but_never_bare(self):
        # osTicket PR 5509: the default of 48 h became 18 h; ServiceNow KB0547302
        hours = judged(RESOLUTION, 48 * HOUR, [(9, "created")], 9)["resolution"].due
        assert hours == FRIDAY + 7 * DAY + 17 * HOUR  # six days of eight hours
        wall = judged(RESOLUTION, 48 * HOUR, [(9, "created")], 9, clock=ELAPSED)["resolution"].due
        assert wall == FRIDAY + 2 * DAY + 9 * HOUR


def test_time_to_own_is_pending_until_there_is_a_ticket():
    assert isinstance(judged(TIME_TO_OWN, HOUR, [], 9)["time_to_own"], Pending)
