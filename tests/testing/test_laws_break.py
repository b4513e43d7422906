"""Every law, on a subject or an engine with a planted bug: it is found, named, and small."""

import sys
from contextlib import suppress
from datetime import UTC, date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import PROCESS, Complaint
from servicedesk.contracts import (
    Contract,
    Entitlement,
    Lot,
    Measure,
    Payment,
    Quota,
    ServiceItem,
)
from servicedesk.decisions import Is, when
from servicedesk.errors import MoveRefused
from servicedesk.incidents import Period
from servicedesk.lifecycles import Guard, Lifecycle, Move, State
from servicedesk.money import Money, UnitPrice
from servicedesk.reasons import Text
from servicedesk.sla import (
    FIRST_RESPONSE,
    RESOLUTION,
    Level,
    Policy,
    Running,
    Target,
    assess,
)
from servicedesk.tariffs import Annual, PerUnit, Price, PriceList
from servicedesk.testing import strategies
from servicedesk.testing.laws import (
    CALENDAR_LAWS,
    COMPLAINT_LAWS,
    CONTRACT_LAWS,
    POLICY_LAWS,
    LawBroken,
    calendars,
    check_calendar,
    check_complaint_process,
    check_contract,
    check_policy,
    complaints,
    contracts,
    policies,
    ranking,
)
from servicedesk.testing.notation import namespace

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def broken(check, laws, name, *given, **more):
    """What a check says of one law, which must be the one that is broken."""
    (law,) = [each for each in laws if each.name == name]
    with pytest.raises(LawBroken) as caught:
        check(*given, laws=[law], **more)
    assert caught.value.law == name
    assert isinstance(caught.value, AssertionError)
    told = str(caught.value)
    assert told.startswith(f"{name}: {law.text}: ")
    assert len(told.splitlines()) < 60
    assert law.shows
    assert told.endswith(law.shows)
    run_as_pasted(check, caught.value, *given, **more)
    return told


ABOUT = {
    check_calendar: "calendar",
    check_policy: "policy",
    check_contract: "contract",
    check_complaint_process: "process",
}


def run_as_pasted(check, fault, *given, **more):
    """The code of the case runs in a test that has the subject, and what it asserts fails."""
    names = {**vars(ranking), **vars(sys.modules[check.__module__]), "pairwise": pairwise}
    names |= {"policy": strategies.outcomes.COMPLAINT_POLICY}
    names |= {ABOUT[check]: given[0]} | namespace(fault.example)
    asserts = "assert " in fault.shows
    fails = pytest.raises((AssertionError, ZeroDivisionError))
    with fails if asserts else suppress(MoveRefused):
        exec(fault.code, names)  # noqa: S102 - as a host does who pastes it


# --- calendars ---------------------------------------------------------------------------------


class AnHourTooMuch(BusinessCalendar):
    def elapsed(self, start, end):
        counted = super().elapsed(start, end)
        return counted + HOUR if counted > 9 * HOUR else counted


class ForgetsTheLast(BusinessCalendar):
    def spans(self, start, end):
        return type(super().spans(start, end))(super().spans(start, end).spans[:-1])


class AlwaysOpen(BusinessCalendar):
    def is_open(self, instant):
        return True


class LandsLate(BusinessCalendar):
    def add(self, start, duration, **more):
        return super().add(start, duration, **more) + MINUTE


class WholeHours(BusinessCalendar):
    def elapsed(self, start, end):
        return super().elapsed(start, end) // HOUR * HOUR


class ReadsTheHour(BusinessCalendar):
    def is_open(self, instant):
        return 9 <= instant.hour < 17


class ExplainsHalf(BusinessCalendar):
    def explain(self, start, end):
        return super().explain(start, start + (end - start) / 2)


class Forgetful(BusinessCalendar):
    def __eq__(self, other):
        return False

    __hash__ = BusinessCalendar.__hash__


@pytest.mark.parametrize(
    ("law", "kind"),
    [
        ("elapsed_counts_the_clock", AnHourTooMuch),
        ("spans_are_open_time", ForgetsTheLast),
        ("open_by_the_clock", AlwaysOpen),
        ("what_was_added_has_elapsed", LandsLate),
        ("elapsed_adds_up", WholeHours),
        ("any_zone", ReadsTheHour),
        ("hours_explain_themselves", ExplainsHalf),
    ],
)
def test_calendars(law, kind):
    assert "smallest case found:\n" in broken(
        check_calendar, CALENDAR_LAWS, law, kind("Asia/Shanghai", "Mon-Fri 09:00-17:00")
    )


def test_a_calendar_that_is_stored_wrongly(monkeypatch):
    monkeypatch.setattr(
        calendars, "structure", lambda wire, kind: BusinessCalendar.always(wire["timezone"])
    )
    office = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-17:00")
    assert broken(check_calendar, CALENDAR_LAWS, "calendar_comes_back_from_json", office)


# --- policies ----------------------------------------------------------------------------------

DESK = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-17:00")
POLICY = Policy(
    name="support",
    metrics=[FIRST_RESPONSE, RESOLUTION],
    targets=[
        Target(metric="first_response", within=2 * HOUR, clock=DESK),
        Target(
            metric="resolution",
            within=8 * HOUR,
            clock=DESK,
            levels=[Level(name="soon", percent=50)],
        ),
    ],
)


def changed(found, **fields):
    """An assessment whose running clocks have other fields, computed from the clock."""
    clocks = [
        evolve(clock, **{name: make(clock) for name, make in fields.items()})
        if isinstance(clock, Running)
        else clock
        for clock in found.clocks
    ]
    return evolve(found, clocks=tuple(clocks))


def of_running(**fields):
    return lambda *given, **more: changed(assess(*given, **more), **fields)


def sees_the_future(policy, log, facts, *, at):
    log = list(log)
    return assess(policy, log, facts, at=max([at, *(event.at for event in log)]))


def counts_deliveries(policy, log, facts, *, at):
    log = list(log)
    return assess(policy, log, facts, at=at + len(log) * MINUTE)


def forgets_the_last(policy, log, facts, *, at):
    return assess(policy, list(log)[:-1], facts, at=at)


def forgets_the_zone(policy, log, facts, *, at):
    return assess(policy, log, facts, at=at.replace(tzinfo=UTC))


def one_event_an_instant(policy, log, facts, *, at):
    by_instant = {}
    for event in log:
        by_instant.setdefault(event.at, event)
    return assess(policy, by_instant.values(), facts, at=at)


def adds_the_hold(policy, log, facts, *, at):
    """As so many do: the length of the pause is added to the deadline."""
    log = list(log)
    held = sum((b.at - a.at for a, b in pairwise(log) if b.type == "resume"), 0 * DAY)
    return changed(assess(policy, log, facts, at=at), due=lambda clock: clock.due + held)


def forgets_old_tickets(policy, log, facts, *, at):
    found = assess(policy, log, facts, at=at)
    old = at - min(event.at for event in log) > 2 * DAY
    return evolve(found, clocks=()) if old else found


@pytest.mark.parametrize(
    ("law", "engine"),
    [
        ("the_future_changes_nothing", sees_the_future),
        ("told_twice_counts_once", counts_deliveries),
        ("any_order", forgets_the_last),
        ("any_zone", forgets_the_zone),
        ("stretches_tile", of_running(stretches=lambda clock: clock.stretches[1:])),
        (
            "clocks_count_the_clock",
            of_running(
                stretches=lambda clock: tuple(
                    evolve(each, counted=each.counted + MINUTE) for each in clock.stretches
                )
            ),
        ),
        ("verdicts_follow_due", of_running(due=lambda clock: clock.started - HOUR)),
        ("a_split_pause_is_the_same_pause", one_event_an_instant),
        ("a_pause_while_closed_is_worth_nothing", adds_the_hold),
        (
            "longer_is_never_sooner",
            of_running(due=lambda clock: clock.started + 9000 * HOUR - clock.target.within),
        ),
        ("levels_are_delivered_once", forgets_old_tickets),
    ],
)
def test_policies(law, engine, monkeypatch):
    monkeypatch.setattr(policies, "assess", engine)
    told = broken(check_policy, POLICY_LAWS, law, POLICY)
    assert "log = (\n" in told or "log = (Event(" in told


@pytest.mark.parametrize(
    ("law", "name", "instead"),
    [
        ("the_next_transition_is_next", "next_transition", lambda found: None),
        ("policy_comes_back_from_json", "structure", lambda wire, kind: evolve(POLICY, name="b")),
        ("clocks_explain_themselves", "explain", lambda clock, lang: ""),
    ],
)
def test_what_is_asked_of_policies(law, name, instead, monkeypatch):
    monkeypatch.setattr(policies, name, instead)
    assert broken(check_policy, POLICY_LAWS, law, POLICY)


def test_a_promise_that_is_worse_for_what_is_worse():
    rules = Policy(
        name="support",
        metrics=[FIRST_RESPONSE],
        targets=[
            Target(name="usual", metric="first_response", within=24 * HOUR),
            Target(
                name="critical",
                metric="first_response",
                within=4 * HOUR,
                clock=DESK,
                when=when(severity="critical"),
            ),
        ],
    )
    told = broken(check_policy, POLICY_LAWS, "worse_is_never_due_later", rules)
    assert "(Asia/Shanghai) if severity critical (target critical), but " in told
    assert "(Asia/Shanghai) if severity high (target usual)\n" in told
    assert "+08:00'), type='created'" in told  # in the zone of the sentence
    check_policy(evolve(rules, targets=rules.targets[:1]))


# --- contracts ---------------------------------------------------------------------------------

ITEM = ServiceItem(key="visit", name=Text("visit", "上门", "上門"))
CONTRACT = Contract(
    id="K1",
    currency="CNY",
    timezone="Asia/Shanghai",
    term=Period(date(2026, 1, 1), date(2027, 1, 1)),
    tier="annual",
    fee_plan=Annual(
        fee=Money.of("12000", "CNY"),
        prices=PriceList("CNY", (Price(item="visit", tariff=PerUnit(UnitPrice("300", "CNY"))),)),
    ),
    items=(ITEM,),
    entitlements=(Entitlement(item="visit", payment=Payment.INCLUDED, quota="visits"),),
    quotas=(
        Quota(
            key="visits",
            measure=Measure.VISITS,
            lots=(Lot(key="year", granted=2, start=date(2026, 1, 1), end=date(2027, 1, 1)),),
        ),
    ),
)


def fee_of_all_but_one(contract, works, period, **more):
    return real_fee(contract, list(works)[1:], period, **more)


def fee_a_cent_up(contract, works, period, **more):
    found = real_fee(contract, works, period, **more)
    up = [evolve(each, net=each.net + Money(1, "CNY")) for each in found.totals]
    return evolve(found, totals=tuple(up))


real_fee = contracts.fee
real_balance = contracts.balance
real_reevaluate = contracts.reevaluate
real_sums = contracts.statement_sums
CENT = Money(1, "CNY")


@pytest.mark.parametrize(
    ("law", "name", "instead"),
    [
        ("somebody_pays_and_it_is_said_why", "explain", lambda answer, lang: ""),
        ("each_fact_is_billed_once", "fee", fee_of_all_but_one),
        ("any_order", "fee", fee_of_all_but_one),
        ("a_preview_is_the_bill", "structure", lambda wire, kind: evolve(CONTRACT, id="K2")),
        ("periods_add_up", "fee", fee_a_cent_up),
        ("totals_are_sums", "fee", fee_a_cent_up),
        (
            "reasons_come_to_the_amount",
            "reevaluate",
            lambda reasons, currency: real_reevaluate(reasons, currency) + CENT,
        ),
        ("credits_never_exceed_the_line", "remaining", lambda line, notes: (line.net, line.tax)),
        (
            "quotas_balance",
            "balance",
            lambda quota, entries, on: evolve(real_balance(quota, entries, on=on), used=99),
        ),
        ("the_second_bill_agrees", "fee", fee_a_cent_up),
    ],
)
def test_contracts(law, name, instead, monkeypatch):
    monkeypatch.setattr(contracts, name, instead)
    assert broken(check_contract, CONTRACT_LAWS, law, CONTRACT)


# --- processes ---------------------------------------------------------------------------------


def state(key, **more):
    return State(key=key, text=Text(key, key, key), **more)


def move(event, source, to, **more):
    return Move(event=event, sources=source, to=to, text=Text(event, event, event), **more)


def process(*moves, states=("new", "done")):
    return Lifecycle(
        name="ours",
        initial="new",
        states=tuple(state(key, final=key == "done") for key in states),
        moves=moves,
    )


def test_a_state_that_no_way_leads_to():
    lonely = process(move("end", "new", "done"), states=("new", "done", "lost"))
    told = broken(check_complaint_process, COMPLAINT_LAWS, "every_state_is_reached", lonely)
    assert "state = 'lost'" in told


def test_a_state_without_a_way_out():
    trap = process(
        move("end", "new", "done"),
        move("stall", "new", "stalled"),
        states=("new", "done", "stalled"),
    )
    told = broken(check_complaint_process, COMPLAINT_LAWS, "every_state_has_a_way_out", trap)
    assert "state = 'stalled'" in told


def test_a_guard_without_words(monkeypatch):
    monkeypatch.setattr(Guard, "label", lambda self, lang: "" if lang == "zh-Hant" else "so")
    guard = Guard(key="paid", holds=Is("paid", (True,)), text=Text("paid", "已付", "已付"))
    guarded = process(move("end", "new", "done", guards=(guard,)))
    told = broken(check_complaint_process, COMPLAINT_LAWS, "guards_say_what_to_mend", guarded)
    assert "the guard paid of end has no words in zh-Hant" in told


def refuses(*given):
    raise MoveRefused("no", expected="more")


@pytest.mark.parametrize(
    ("law", "name", "instead"),
    [
        ("what_is_ready_happens", "step", refuses),
        ("process_comes_back_from_json", "structure", lambda wire, kind: None),
        ("a_replay_is_the_state", "replay", lambda policy, log, at: Complaint(policy=policy)),
        ("next_steps_tell_the_truth", "next_steps", lambda complaint, at: ()),
    ],
)
def test_processes(law, name, instead, monkeypatch):
    monkeypatch.setattr(complaints, name, instead)
    assert broken(check_complaint_process, COMPLAINT_LAWS, law, PROCESS)


def test_no_law_goes_without_its_planted_bug():
    # each name stands in this very file
    text = __loader__.get_data(__file__).decode("utf-8")
    for law in (*CALENDAR_LAWS, *POLICY_LAWS, *CONTRACT_LAWS, *COMPLAINT_LAWS):
        assert f'"{law.name}"' in text


def test_an_error_of_the_engine_breaks_the_law_too(monkeypatch):
    def fails(*given, **more):
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(policies, "assess", fails)
    told = broken(check_policy, POLICY_LAWS, "any_order", POLICY)
    assert "ZeroDivisionError was raised, of all things" in told
