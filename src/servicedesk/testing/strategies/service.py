"""Incidents, event logs, SLA policies, money, contracts, requests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any

from attrs import fields
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import (
    AfterEach,
    Bearer,
    Contract,
    Due,
    Entitlement,
    Every,
    Liability,
    Lot,
    Measure,
    Obligation,
    Once,
    Payment,
    Quota,
    Rollover,
    ServiceItem,
    Warranty,
)
from servicedesk.decisions import when
from servicedesk.incidents import (
    BusinessEffect,
    Cause,
    DataState,
    Environment,
    Event,
    Function,
    IncidentFacts,
    Kind,
    Period,
    Scope,
    SecurityState,
    ServiceState,
    Severity,
    Tier,
    Window,
    Workaround,
    months_after,
)
from servicedesk.money import Money, UnitPrice
from servicedesk.reasons import Clause, Text
from servicedesk.sla import ELAPSED, FIRST_RESPONSE, RESOLUTION, Level, Policy, Target
from servicedesk.tariffs import Annual, ChangeDay, FeePlan, PerIncident, PerUnit, Price, PriceList
from servicedesk.testing.strategies.business_time import (
    OFFICE_ZONES,
    business_calendars,
)

_FACTS: dict[str, SearchStrategy[Any]] = {
    "kind": st.sampled_from(Kind),
    "environment": st.sampled_from(Environment),
    "service": st.sampled_from(ServiceState),
    "function": st.sampled_from(Function),
    "scope": st.sampled_from(Scope),
    "workaround": st.sampled_from(Workaround),
    "data": st.sampled_from(DataState),
    "security": st.sampled_from(SecurityState),
    "business": st.sampled_from(BusinessEffect),
    "window": st.sampled_from(Window),
    "at_risk": st.booleans(),
    "redundancy_lost": st.booleans(),
    "outage_minutes": st.integers(0, 3 * 24 * 60),
}
assert set(_FACTS) == {each.name for each in fields(IncidentFacts)}  # noqa: S101 - none forgotten


def incident_facts() -> SearchStrategy[IncidentFacts]:
    """Facts of which each is known about half the time."""
    known = {name: st.none() | drawn for name, drawn in _FACTS.items()}
    return st.builds(IncidentFacts, **known)


_STEPS = st.sampled_from(["agent_reply", "waiting_customer", "resume", "waiting_vendor"])
_ENDS = st.sampled_from([(), ("resolved",), ("resolved", "reopened"), ("resolved", "closed")])
_START = datetime(2026, 1, 5, tzinfo=UTC)
_YEAR = st.integers(0, 365 * 24 * 60).map(lambda minutes: _START + timedelta(minutes=minutes))


def events() -> SearchStrategy[Event]:
    """Single events of 2026 that change nothing but a clock."""
    types = st.sampled_from(["created", "agent_reply", "waiting_customer", "resume", "resolved"])
    return st.builds(Event, at=_YEAR, type=types)


@composite
def event_logs(draw: DrawFn, *, start: datetime | None = None) -> tuple[Event, ...]:
    """The life of a ticket: created, answered, waiting and going on, perhaps resolved, reopened.

    Args:
        draw: given by Hypothesis.
        start: when it was created (default: some minute of 2026).
    """
    at = start or draw(_YEAR)
    types = ["created", *draw(st.lists(_STEPS, max_size=5)), *draw(_ENDS)]
    severity = draw(st.none() | st.sampled_from(Severity))
    log = []
    for index, kind in enumerate(types):
        changes = {"severity": severity} if severity and kind == "created" else {}
        log.append(Event(at=at, type=kind, id=str(index), changes=changes))
        at += timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    return tuple(log)


@composite
def policies(draw: DrawFn) -> Policy:
    """First response and resolution for all, and quicker for what is severe."""
    desk: BusinessCalendar = draw(business_calendars())
    always = draw(st.booleans())
    hours = draw(st.integers(1, 8))
    targets = []
    for metric, factor in ((FIRST_RESPONSE, 1), (RESOLUTION, 5)):
        within = timedelta(hours=hours * factor)
        targets.append(
            Target(
                name=f"{metric.name}_usual",
                metric=metric.name,
                within=within,
                clock=desk,
                levels=[Level(name="soon", percent=80)],
            )
        )
        targets.append(
            Target(
                name=f"{metric.name}_critical",
                metric=metric.name,
                within=within / 2,
                clock=ELAPSED if always else desk,
                when=when(severity=Severity.CRITICAL),
            )
        )
    return Policy(name="drawn", metrics=[FIRST_RESPONSE, RESOLUTION], targets=targets)


_CURRENCIES = st.sampled_from(["CNY", "HKD", "TWD", "USD", "EUR", "JPY", "KWD"])


def money(
    *, currency: str | None = None, lowest: int = -(10**9), highest: int = 10**9
) -> SearchStrategy[Money]:
    """Amounts of *currency* (default: any of seven, yen and dinar among them) in minor units."""
    currencies = _CURRENCIES if currency is None else st.just(currency)
    return st.builds(Money, st.integers(lowest, highest), currencies)


_ANCHORS = st.dates(date(2020, 1, 1), date(2029, 12, 31))


def periods() -> SearchStrategy[Period]:
    """Terms of one to thirty-six months from any date of the 2020s."""
    return st.builds(
        lambda start, months: Period(start, months_after(start, months)),
        _ANCHORS,
        st.integers(1, 36),
    )


@composite
def quotas(draw: DrawFn, *, term: Period | None = None, key: str = "visits") -> Quota:
    """Up to three lots of visits within *term* (default: any)."""
    within = term or draw(periods())
    counts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=3))
    lots = tuple(
        Lot(key=f"lot-{index}", granted=count, start=within.start, end=within.end)
        for index, count in enumerate(counts)
    )
    rollover = draw(st.none() | st.builds(Rollover, cap=st.integers(0, 5)))
    return Quota(key=key, measure=Measure.VISITS, lots=lots, rollover=rollover)


def fee_plans(currency: str, items: tuple[str, ...]) -> SearchStrategy[FeePlan]:
    """By the year, or by incident; a price for each of *items*."""
    amounts = money(currency=currency, lowest=1, highest=10**7)
    units = st.integers(1, 10**5).map(lambda hundredths: Decimal(hundredths) / 100)
    priced = units.map(lambda amount: PerUnit(UnitPrice(amount, currency)))
    prices = st.tuples(*(priced for _ in items)).map(
        lambda tariffs: PriceList(
            currency,
            tuple(Price(item=i, tariff=t) for i, t in zip(items, tariffs, strict=True)),
        )
    )
    listed = st.none() | prices
    by_the_year = st.builds(
        Annual, fee=amounts, prices=listed, change_day=st.sampled_from(ChangeDay)
    )
    return by_the_year | st.builds(PerIncident, prices=prices)


_WORDS = {
    "how_to": Text("how-to questions", "使用咨询", "使用諮詢"),
    "fault": Text("faults", "故障处理", "故障處理"),
    "visit": Text("visits on site", "上门服务", "上門服務"),
    "training": Text("training", "培训", "培訓"),
    "data_repair": Text("data repair", "数据修复", "數據修復"),
}


def texts(item: str) -> Text:
    """The words of a service item."""
    return _WORDS[item]


_ITEMS = ("how_to", "fault", "visit", "training", "data_repair")
_PAYMENTS = st.sampled_from(
    [Payment.FREE, Payment.INCLUDED, Payment.AT_COST, Payment.CHARGEABLE, Payment.QUOTE_FIRST]
)
_DUES: SearchStrategy[Due | None] = st.none() | st.sampled_from(
    [
        Every(months=1),
        Every(days=7),
        Every(months=12, days_after=30),
        Once(days=30, people=2),
        AfterEach(days=7),
        AfterEach(),
    ]
)
_SERVICES = st.tuples(st.sampled_from(_ITEMS), _PAYMENTS, st.booleans(), _DUES)
_OBLIGATIONS = st.builds(
    Obligation,
    key=st.sampled_from(["trained_people", "sign_off"]),
    text=st.just(Text("what the customer owes", "客户应尽的义务", "客戶應盡的義務")),
    due=_DUES,
)
_TIERS = st.sampled_from(Tier)


@composite
def contracts(draw: DrawFn) -> Contract:
    """Contracts of one tier with a few services, some due by themselves.

    Perhaps with a quota, a fee, a warranty, SLAs, duties of the customer.
    """
    term = draw(periods())
    currency = draw(_CURRENCIES)
    # each service is drawn in one go, so that it can be shrunk away in one go
    services = draw(st.lists(_SERVICES, min_size=1, max_size=4, unique_by=itemgetter(0)))
    keys = tuple(key for key, *_ in services)
    quota = draw(st.none() | quotas(term=term)) if "visit" in keys else None
    tier = draw(_TIERS).value
    entitlements = tuple(
        Entitlement(
            item=key,
            # nobody grants a number of what needs a quote
            payment=Payment.INCLUDED if quota and key == "visit" else payment,
            tiers=frozenset({tier} if for_tier else ()),
            quota=quota.key if quota and key == "visit" else None,
            clauses=(Clause(f"§{index + 1}"),),
        )
        for index, (key, payment, for_tier, _) in enumerate(services)
    )
    warranty = Warranty(period=Period(term.start, months_after(term.start, 12)))
    return Contract(
        id=f"C-{draw(st.integers(1, 9999))}",
        currency=currency,
        timezone=draw(st.sampled_from(OFFICE_ZONES)),
        term=term,
        tier=tier,
        fee_plan=draw(st.none() | fee_plans(currency, keys)),
        items=tuple(ServiceItem(key=key, name=texts(key), due=due) for key, *_, due in services),
        entitlements=entitlements,
        liabilities=(
            Liability(causes=Cause.PRODUCT_DEFECT, bearer=Bearer.VENDOR, in_warranty=True),
            Liability(causes=Cause.MISOPERATION, bearer=Bearer.CUSTOMER),
        ),
        warranties=draw(st.sampled_from([(), (warranty,)])),
        quotas=(quota,) if quota else (),
        policy=draw(st.none() | policies()),
        obligations=tuple(
            draw(st.lists(_OBLIGATIONS, max_size=2, unique_by=lambda each: each.key))
        ),
    )
