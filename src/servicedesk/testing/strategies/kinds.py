"""The strategy of every public class."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from types import NoneType
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from servicedesk import billing, calendars, complaints, contracts, decisions, sla, tariffs
from servicedesk.contracts import Contract, Usage
from servicedesk.decisions import DecisionTable, Is
from servicedesk.incidents import Event, Facts, IncidentFacts, Period, Tier
from servicedesk.lifecycles import Lifecycle
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.presets.severity import SCHEMES
from servicedesk.reasons import Binding, Choice, Clause, Reason, ReasonKind, Text
from servicedesk.schemes.scales import Scheme
from servicedesk.servicing import SERVICE_REQUEST
from servicedesk.spans import Span, SpanSet
from servicedesk.testing.strategies import business_time, fitting, outcomes, service
from servicedesk.testing.strategies.annotated import Known, values
from servicedesk.versions import Dated, Version

_MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
_KEYS = st.sampled_from(["on_site", "remote", "training", "backup", "upgrade"])
_WORDS = st.sampled_from(["remote support", "a visit", "the quarterly check"])
_TEXTS = st.sampled_from(
    [
        Text("remote support", "远程支持", "遠程支持"),
        Text("on-site service", "上门服务", "上門服務"),
        Text("training", "培训", "培訓"),
    ]
)
_INSTANTS = st.integers(0, 200 * 96).map(lambda n: _MONDAY + timedelta(minutes=15 * n))
_DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
_DURATIONS = st.integers(1, 200).map(lambda quarters: timedelta(minutes=15 * quarters))
_FACTS = st.dictionaries(
    st.sampled_from(["outside_network", "difficulty", "season"]),
    st.sampled_from(["hard", "normal", True, False, 3]),
    max_size=2,
)
_CLAUSES = st.builds(Clause, st.sampled_from(["§3.2", "§7.1", "A.4"]), st.sampled_from(Binding))
_CURRENCY = "CNY"
_AMOUNTS = st.integers(0, 10**6).map(lambda minor: Money(minor * 100, _CURRENCY))
_PRICES = st.integers(1, 10**5).map(lambda n: UnitPrice(Decimal(n) / 100, _CURRENCY))
_IDS = st.integers(1, 99)

NAMES: Mapping[str, SearchStrategy[Any]] = {
    "timezone": st.sampled_from(business_time.OFFICE_ZONES),
    "currency": st.just(_CURRENCY),
    "target": st.just("resolution"),
    "country": st.sampled_from(["CN", "DE", "US"]),
    "subdivision": st.none(),
    "categories": st.just(("public",)),
    "make_up_as": st.sampled_from(["mon", "fri"]),
    "id": _IDS.map(lambda n: f"id-{n}"),
    "ticket": _IDS.map(lambda n: f"T-{n}"),
    "request": _IDS.map(lambda n: f"R-{n}"),
    "contract": _IDS.map(lambda n: f"C-{n}"),
    "version": st.sampled_from(["1", "2"]),
    "metric": st.sampled_from(["first_response", "resolution"]),
    "tier": st.sampled_from(Tier).map(str),
    "by": st.sampled_from(["Chen", "Zhang"]),
    "handler": st.sampled_from(["", "Zhang"]),
    "owner": st.sampled_from(["", "Chen"]),
    "title": _WORDS,
    "note": _WORDS,
    "why": _WORDS,
    "year": st.integers(2020, 2028),
    "months": st.integers(1, 36),
    "days": st.integers(1, 30),
    "percent": st.integers(0, 200),
    "ref": st.sampled_from(["§3.2", "§7.1"]),
    "fact": st.sampled_from(["season", "difficulty"]),
    "Season.first": st.tuples(st.integers(10, 12), st.integers(1, 30)),
    "Season.last": st.tuples(st.integers(1, 4), st.integers(1, 28)),
    "Case.request": service.contracts().flatmap(fitting.requests_for),
    "Closure.source": st.just("calendar.ics"),
    "Deadline.source": st.just("Regulation 3"),
    "Deadline.amount": st.integers(1, 60),
    "ExchangeRate.source": st.just("CNY"),
    "ExchangeRate.target": st.just("USD"),
    "ExchangeRate.rate": st.sampled_from(["0.14", "0.1372"]),
}


def _week() -> SearchStrategy[Any]:
    return business_time.calendar_documents().map(lambda found: calendars.Week.of(found["week"]))


def _windows() -> SearchStrategy[Any]:
    return business_time.OFFICE_HOURS.map(lambda hours: calendars.Window.of(*hours[0]))


def _combined() -> SearchStrategy[Any]:
    desks = business_time.business_calendars()
    return st.builds(lambda one, other: one | other, desks, desks)


def _targets() -> SearchStrategy[Any]:
    return service.policies().flatmap(lambda policy: st.sampled_from(policy.targets))


def _reasons() -> SearchStrategy[Reason]:
    return outcomes.any_clocks().map(lambda clock: clock.reasons[-1])


def _conditions() -> SearchStrategy[Any]:
    facts = st.sampled_from([("severity", "high"), ("season", "heating"), ("at_risk", True)])
    return facts.map(lambda pair: Is(pair[0], (pair[1],)))


def _between() -> SearchStrategy[Any]:
    return st.builds(
        decisions.Between, st.just("outage_minutes"), st.integers(0, 60), st.integers(60, 600)
    )


def _dated() -> SearchStrategy[Any]:
    return st.builds(
        lambda first, since, then: Dated.of(first, (since, then)), _PRICES, _DATES, _PRICES
    )


def _lifecycles() -> SearchStrategy[Lifecycle]:
    return st.sampled_from([SERVICE_REQUEST, complaints.PROCESS])


def _credit_terms() -> SearchStrategy[Any]:
    return st.integers(1, 9).map(
        lambda tenths: tariffs.CreditTerms(
            bands=(
                tariffs.CreditBand(Ratio(95, 100), Ratio(tenths, 100)),
                tariffs.CreditBand(Ratio(90, 100), Ratio(tenths, 10)),
            )
        )
    )


def _projects() -> SearchStrategy[Any]:
    return _AMOUNTS.map(
        lambda price: tariffs.Project(
            price=price,
            milestones=(
                tariffs.Milestone(key="delivered", share="60%"),
                tariffs.Milestone(key="accepted", share="40%"),
            ),
            after_end=tariffs.AfterEnd.NOT_OFFERED,
        )
    )


def _one_of_lines(kind: str) -> Callable[[], SearchStrategy[Any]]:
    return lambda: outcomes.lines().map(lambda line: getattr(line, kind))


Maker = Callable[[], SearchStrategy[Any]]

_PLAIN_DATA: Mapping[Any, Maker] = {
    str: lambda: _KEYS,
    int: lambda: st.integers(0, 40),
    bool: st.booleans,
    NoneType: st.none,
    Decimal: lambda: st.integers(0, 4000).map(lambda n: Decimal(n) / 100),
    datetime: lambda: _INSTANTS,
    date: lambda: _DATES,
    timedelta: lambda: _DURATIONS,
}

_OURS: Mapping[Any, Maker] = {
    # business time
    Span: business_time.spans,
    SpanSet: business_time.span_sets,
    calendars.BusinessCalendar: business_time.business_calendars,
    calendars.CombinedCalendar: _combined,
    calendars.Week: _week,
    calendars.Window: _windows,
    calendars.Explanation: lambda: st.builds(
        lambda desk, start: desk.explain(start, start + timedelta(days=3)),
        business_time.business_calendars(),
        _INSTANTS,
    ),
    # words, money, facts
    Text: lambda: _TEXTS,
    Clause: lambda: _CLAUSES,
    Choice: lambda: st.sampled_from(Choice),
    Reason: _reasons,
    ReasonKind: lambda: _reasons().map(lambda reason: reason.kind),
    Money: service.money,
    UnitPrice: lambda: _PRICES,
    Ratio: lambda: st.integers(0, 100).map(lambda n: Ratio(n, 100)),
    Facts: lambda: _FACTS.map(Facts),
    IncidentFacts: service.incident_facts,
    Event: service.events,
    Period: service.periods,
    Dated: _dated,
    Version: lambda: _dated().map(lambda dated: dated.versions[-1]),
    # decisions
    Is: _conditions,
    decisions.Between: _between,
    decisions.Not: lambda: _conditions().map(decisions.Not),
    decisions.All: lambda: st.tuples(_conditions(), _between()).map(decisions.All),
    decisions.AnyOf: lambda: st.tuples(_conditions(), _between()).map(decisions.AnyOf),
    decisions.Waiver: lambda: st.sampled_from(
        [waiver for scheme in SCHEMES for waiver in scheme.table.waivers]
    ),
    DecisionTable: lambda: st.sampled_from([scheme.table for scheme in SCHEMES]),
    Scheme: lambda: st.sampled_from(SCHEMES),
    Lifecycle: _lifecycles,
    # clocks
    sla.Policy: service.policies,
    sla.Target: _targets,
    sla.Metric: lambda: st.sampled_from([sla.FIRST_RESPONSE, sla.RESOLUTION, sla.ARRIVAL]),
    sla.Assessment: outcomes.assessments,
    sla.Transition: outcomes.transitions,
    sla.Stretch: lambda: outcomes.clocks(sla.Breached).map(lambda clock: clock.stretches[0]),
    **{kind: partial(outcomes.clocks, kind) for kind in sla.Clock.__args__},
    # contracts and bills
    Contract: service.contracts,
    contracts.Quota: service.quotas,
    Usage: outcomes.usages,
    contracts.Covered: outcomes.covered,
    contracts.Request: lambda: service.contracts().flatmap(fitting.requests_for),
    contracts.Work: lambda: outcomes.covered().map(lambda found: found.work),
    **{kind: partial(outcomes.answers, kind) for kind in contracts.Coverage.__args__},
    tariffs.PerIncident: lambda: service.fee_plans(_CURRENCY, ("visit",)).filter(
        lambda plan: isinstance(plan, tariffs.PerIncident)
    ),
    tariffs.Annual: lambda: st.builds(
        tariffs.Annual, fee=_AMOUNTS, change_day=st.sampled_from(tariffs.ChangeDay)
    ),
    tariffs.Project: _projects,
    tariffs.CreditTerms: _credit_terms,
    billing.Statement: outcomes.statements,
    billing.Line: outcomes.lines,
    billing.LineKey: _one_of_lines("key"),
    billing.OpenItem: outcomes.open_items,
    billing.CreditNote: outcomes.credit_notes,
    billing.CreditLine: lambda: outcomes.credit_notes().map(lambda note: note.lines[0]),
    # complaints
    complaints.Complaint: outcomes.complaints,
    complaints.ComplaintPolicy: lambda: st.integers(0, 4).map(
        lambda rounds: evolve(outcomes.COMPLAINT_POLICY, most_rounds=rounds)
    ),
}

PLAIN = Known(
    types={**_PLAIN_DATA, **_OURS},
    names=NAMES,
    anything=st.sampled_from(["on_site", True, 3]),
)
"""What ordinary desks have."""

# beside others in one value, all in one currency
_INSIDE = evolve(PLAIN, types={**PLAIN.types, Money: lambda: _AMOUNTS})


@cache
def of(kind: Any) -> SearchStrategy[Any]:
    """Ordinary values of any public class, as `st.from_type` draws them."""
    return _OURS[kind]() if kind in _OURS else values(kind, _INSIDE)
