"""What Hypothesis shrinks to is small, and is written as Python that builds it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import AfterEach, Contract, Every, Once
from servicedesk.incidents import Event, Facts, Period, Severity
from servicedesk.money import Money
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, Policy, Target
from servicedesk.spans import to_utc
from servicedesk.tariffs import Annual, ChangeDay, Surcharge, SurchargeOn
from servicedesk.testing.laws import LawBroken
from servicedesk.testing.notation import as_code, namespace
from servicedesk.testing.strategies import (
    any_clocks,
    business_calendars,
    complaints,
    contracts,
    event_logs,
    incident_facts,
    logs_for,
    money,
    nasty,
    of,
    policies,
    quotas,
    requests_for,
    usages,
)
from servicedesk.testing.strategies.business_time import OFFICE_ZONES

QUICK = settings(
    max_examples=200, phases=[Phase.generate, Phase.shrink], database=None, derandomize=True,
    suppress_health_check=list(HealthCheck), deadline=None,
)  # fmt: skip
A_FEW = settings(QUICK, max_examples=12)


def smallest(strategy, condition=lambda value: True):
    return find(strategy, condition, settings=QUICK)


@pytest.mark.parametrize(
    ("strategy", "lines"),
    [
        (business_calendars(), 1),
        (money(), 1),
        (incident_facts(), 1),
        (event_logs(), 7),
        (quotas(), 5),
        (policies(), 60),
        (contracts(), 40),
        (usages(), 1),
        (nasty.policies(), 30),
        (nasty.business_calendars(), 1),
    ],
    ids=[
        "calendar",
        "money",
        "facts",
        "log",
        "quota",
        "policy",
        "contract",
        "usage",
        "nasty policy",
        "nasty calendar",
    ],
)
def test_the_smallest_takes_few_lines(strategy, lines):
    assert len(as_code(smallest(strategy)).splitlines()) <= lines


def test_the_smallest_are_plain():
    assert as_code(smallest(business_calendars())) == (
        "BusinessCalendar(timezone='Asia/Shanghai', week=Week.parse('Mon-Fri 07:00-16:00'))"
    )
    assert as_code(smallest(money())) == "Money(minor=0, currency='CNY')"
    assert len(smallest(event_logs())) == 1
    assert len(smallest(contracts()).items) == 1


def test_a_condition_keeps_what_it_needs_and_no_more():
    contract = smallest(contracts(), lambda each: bool(each.quotas))
    assert len(contract.items) <= 2
    assert len(contract.quotas[0].lots) == 1
    log = smallest(event_logs(), lambda each: any(event.type == "resolved" for event in each))
    assert [event.type for event in log] == ["created", "resolved"]
    open_late = smallest(business_calendars(), lambda each: bool(each.exceptions))
    assert len(open_late.exceptions) == 1


@pytest.mark.parametrize(
    "strategy",
    [
        business_calendars(),
        nasty.calendars(),
        policies(),
        nasty.policies(),
        contracts(),
        event_logs(),
        nasty.event_logs(),
        complaints(),
        incident_facts(),
        usages(),
    ],
    ids=[
        "calendar",
        "nasty calendar",
        "policy",
        "nasty policy",
        "contract",
        "log",
        "nasty log",
        "complaint",
        "facts",
        "usage",
    ],
)
def test_what_is_written_builds_the_same(strategy):
    @given(strategy)
    @A_FEW
    def builds(value):
        assert eval(as_code(value), namespace(value)) == value  # noqa: S307 - our own text

    builds()


def test_clocks_are_written_too():
    @given(any_clocks())
    @A_FEW
    def written(clock):
        assert as_code(clock).startswith(f"{type(clock).__name__}(")

    written()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ELAPSED, "ELAPSED"),
        (FIRST_RESPONSE, "FIRST_RESPONSE"),
        (Severity.HIGH, "Severity.HIGH"),
        (timedelta(hours=36), "timedelta(hours=36)"),
        (timedelta(days=5), "timedelta(days=5)"),
        (timedelta(seconds=90, microseconds=1), "timedelta(seconds=90, microseconds=1)"),
        (Decimal("1.50"), "Decimal('1.50')"),
        (Facts({"a": True}), "Facts({'a': True})"),
        ((1,), "(1,)"),
        (frozenset({"b", "a"}), "frozenset({'a', 'b'})"),
        ({"a": [1]}, "{'a': [1]}"),
        (Period(date(2026, 1, 1), date(2027, 1, 1)),
         "Period(start=date(2026, 1, 1), end=date(2027, 1, 1))"),
        (
            Target(metric="first_response", within=timedelta(hours=4)),
            "Target(metric='first_response', within=timedelta(hours=4))",
        ),
    ],
)  # fmt: skip
def test_notation(value, text):
    assert as_code(value) == text


def test_a_broken_law_shows_its_case():
    error = LawBroken("so", law="some_law", example={"amount": Money(1, "CNY"), "facts": Facts()})
    assert str(error) == (
        "some_law: so\nsmallest case found:\namount = Money(minor=1, currency='CNY')\n"
        "facts = Facts({})"
    )


# --- ordinary by default, rare on request ------------------------------------------------------


@given(business_calendars())
@A_FEW
def test_ordinary_calendars_are_ordinary(calendar):
    assert calendar.timezone in OFFICE_ZONES
    for hours in calendar.week.days:
        assert all(window.closes <= 24 * 3600 for window in hours)


@given(event_logs())
@A_FEW
def test_ordinary_logs_are_in_order(log):
    assert [event.at for event in log] == sorted(event.at for event in log)
    assert log[0].type == "created"


@pytest.mark.parametrize(
    ("strategy", "rare"),
    [
        (nasty.business_calendars(), lambda c: c.timezone == "Pacific/Apia"),
        (nasty.business_calendars(), lambda c: not any(c.week.days) and not c.exceptions),
        (
            nasty.business_calendars(),
            lambda c: any(w.closes > 86400 for d in c.week.days for w in d),
        ),
        (nasty.event_logs(), lambda log: [e.at for e in log] != sorted(e.at for e in log)),
        (nasty.event_logs(), lambda log: any(e.corrects for e in log)),
        (nasty.event_logs(), lambda log: len({e.id for e in log}) < len(log)),
        (nasty.policies(), lambda p: any(t.within == timedelta(0) for t in p.targets)),
        (nasty.contracts(), lambda c: c.currency == "KWD"),
        (nasty.contracts(), lambda c: c.term.days == 1),
        (nasty.periods(), lambda p: (p.start.month, p.start.day) == (2, 29)),
        (nasty.moments(), lambda t: to_utc(t).year == 2199),
        (nasty.money(), lambda m: m.minor > 2**63),
        (nasty.durations(), lambda d: d < timedelta(0)),
    ],
)
def test_the_rare_is_drawn_on_request(strategy, rare):
    seen = settings(QUICK, phases=[Phase.generate])
    assert rare(find(strategy, rare, settings=seen))


@pytest.mark.parametrize("due", [Every, Once, AfterEach])
@pytest.mark.parametrize("owed", ["items", "obligations"])
def test_ordinary_contracts_have_what_falls_due(owed, due):
    def has_it(contract):
        return any(isinstance(each.due, due) for each in getattr(contract, owed))

    seen = settings(QUICK, phases=[Phase.generate])
    assert has_it(find(contracts(), has_it, settings=seen))


@pytest.mark.parametrize(
    ("kind", "said"), [(Surcharge, SurchargeOn.TIME_OUTSIDE), (Annual, ChangeDay.OLD_PLAN)]
)
def test_surcharges_and_yearly_fees_are_drawn_by_each_rule(kind, said):
    def says(value):
        return said in (getattr(value, "on", None), getattr(value, "change_day", None))

    seen = settings(QUICK, phases=[Phase.generate])
    assert says(find(of(kind), says, settings=seen))


# --- what fits -----------------------------------------------------------------------------------


@given(policies().flatmap(lambda policy: logs_for(policy).map(lambda log: (policy, log))))
@A_FEW
def test_logs_that_fit_a_policy_move_its_clocks(drawn):
    policy, log = drawn
    assert isinstance(policy, Policy)
    assert log[0].type in {kind for metric in policy.metrics for kind in metric.start}
    assert all(isinstance(event, Event) for event in log)


@given(contracts().flatmap(lambda c: requests_for(c).map(lambda r: (c, r))))
@A_FEW
def test_requests_that_fit_a_contract_name_its_items(drawn):
    contract, request = drawn
    assert isinstance(contract, Contract)
    assert contract.item(request.item)


def test_a_calendar_is_shown_by_its_hours():
    night = BusinessCalendar("UTC", {"mon": [["22:00", "06:00"]]})
    assert as_code(night) == "BusinessCalendar(timezone='UTC', week=Week.parse('Mon 22:00-06:00'))"
