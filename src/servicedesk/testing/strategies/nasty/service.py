"""Logs, policies, contracts and money that are legal but rare."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.calendars import ClosedStart, DayRule
from servicedesk.contracts import Contract, Draw, Reversal, ServiceHours, Site, Usage
from servicedesk.decisions import when
from servicedesk.incidents import (
    Event,
    IncidentFacts,
    Severity,
)
from servicedesk.money import Money, Rounding, RoundingMode, RoundingPoint, TaxSide, UnitPrice
from servicedesk.reasons import UNDECIDED
from servicedesk.sla import (
    ELAPSED,
    BusinessDays,
    Change,
    ExtensionRule,
    Level,
    Metric,
    Policy,
    Promised,
    Reopening,
    Target,
)
from servicedesk.tariffs import (
    Annual,
    BillingTerms,
    DayCount,
    Discount,
    Flat,
    Hourly,
    Package,
    PerIncident,
    PerUnit,
    Price,
    PriceBasis,
    PriceList,
    TaxRate,
    Timing,
)
from servicedesk.testing.strategies import service
from servicedesk.testing.strategies.nasty.business_time import (
    business_calendars,
    calendars,
    periods,
)


@composite
def event_logs(draw: DrawFn) -> tuple[Event, ...]:
    """Logs as they come: out of order, twice, late, corrected, taken back, severity changing."""
    log = list(draw(service.event_logs()))
    for index, changed in enumerate(draw(st.lists(st.sampled_from(log), max_size=4))):
        shift = timedelta(minutes=draw(st.integers(-600, 600)))
        late = timedelta(minutes=draw(st.integers(0, 6000)))
        change = draw(st.sampled_from(["again", "corrects", "retracts", "severity", "late"]))
        key, at = f"x{index}", changed.at + shift
        made = {
            "again": Event(at=at, type=changed.type, id=changed.id),
            "corrects": Event(at=at, type=changed.type, id=key, corrects=changed.id),
            "retracts": Event(at=at, type=changed.type, id=key, retracts=changed.id),
            "severity": Event(
                at=at, type="change", id=key, changes={"severity": draw(st.sampled_from(Severity))}
            ),
            "late": Event(at=at, type=changed.type, id=key, recorded_at=at + late),
        }
        log.append(made[change])
    return tuple(draw(st.permutations(log)))


def incident_facts() -> SearchStrategy[IncidentFacts]:
    """Nothing known, or an outage of no time or of years; otherwise the usual."""
    extremes = st.sampled_from([0, 1, 59, 60, 24 * 60, 10**7])
    return (
        st.just(IncidentFacts())
        | st.builds(IncidentFacts, outage_minutes=extremes)
        | service.incident_facts()
    )


def money() -> SearchStrategy[Money]:
    """Nothing, the smallest amount of either sign, a sum beyond 64 bits; 0, 2 and 3 decimals."""
    minors = st.sampled_from([0, 1, -1, 10**20, -(10**20)]) | st.integers(-(10**6), 10**6)
    return st.builds(Money, minors, st.sampled_from(["JPY", "KWD", "CNY", "USD"]))


_WITHIN = st.one_of(
    st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(days=400)]),
    st.integers(1, 200).map(lambda hours: timedelta(hours=hours)),
)
_PERCENTS: SearchStrategy[Any] = st.sampled_from([0, 1, 100, Decimal("33.3"), 250])


@composite
def metrics(draw: DrawFn, *, name: str = "work") -> Metric:
    """A metric that uses every column of its table, and whose starts may reopen and resume."""
    recurs = draw(st.booleans())
    return Metric(
        name=name,
        start=("created", *draw(st.sampled_from([(), ("back",)]))),
        pause=("hold", "waiting"),
        resume=("work", *draw(st.sampled_from([(), ("back",)]))),
        stop=("done",),
        cancel=("void",),
        restart=draw(st.sampled_from([(), ("update",)])),
        reopen=("reopened", *draw(st.sampled_from([(), ("back",)]))),
        recurs=recurs,
        reopening=draw(st.sampled_from(Reopening)),
    )


@composite
def targets(draw: DrawFn, /, *, metric: str = "work", name: str = "work", **rest: Any) -> Target:
    """No time at all, a microsecond, a year; business days; a promised instant; odd levels."""
    kind = draw(st.sampled_from(["time", "time", "elapsed", "days", "promised"]))
    levels = [Level(name="share", percent=draw(_PERCENTS))]
    beyond = draw(st.integers(-1, 1)) * timedelta(hours=9)
    levels.append(Level(name="offset", offset=beyond))
    within: Any = draw(_WITHIN)
    clock: Any = ELAPSED
    match kind:
        case "time":
            clock = draw(calendars())
        case "days":
            clock = draw(business_calendars())
            within = BusinessDays(
                draw(st.integers(1, 9)),
                draw(st.sampled_from(DayRule)),
                draw(st.sampled_from(ClosedStart)),
            )
        case "promised":
            within = Promised("promised_at")
    half = within / 2 if isinstance(within, timedelta) and within else None
    return Target(
        name=name,
        metric=metric,
        within=within,
        clock=clock,
        warn_after=draw(st.sampled_from([None, half])),
        levels=draw(st.sampled_from([(), tuple(levels)])),
        **rest,
    )


@composite
def policies(draw: DrawFn) -> Policy:
    """All modes of change and reopening, clocks that never run, targets of no time."""
    metric = draw(metrics())
    severe = draw(st.lists(st.sampled_from(Severity), max_size=2, unique=True))
    rules = [draw(targets())]
    rules += [draw(targets(name=f"work_{each.value}", when=when(severity=each))) for each in severe]
    return Policy(
        name="nasty",
        metrics=[metric],
        targets=rules,
        terminal=draw(st.sampled_from([(), ("closed",), ("hold",)])),
        change=draw(st.sampled_from(Change)),
        extensions=draw(
            st.sampled_from(
                [
                    ExtensionRule(),
                    ExtensionRule(needs_consent=UNDECIDED),
                    ExtensionRule(needs_consent=False, at_most=0),
                ]
            )
        ),
    )


_ROUNDINGS = st.builds(
    Rounding,
    mode=st.sampled_from(RoundingMode),
    point=st.sampled_from(RoundingPoint),
    tax_side=st.sampled_from(TaxSide),
)


@composite
def _terms(draw: DrawFn, items: tuple[str, ...]) -> BillingTerms:
    third = Discount(key="third", share="1/3", items=frozenset(items[:1]))
    rates = [TaxRate(rate="6%"), TaxRate(rate="1/7", items=frozenset(items[:1]), category="odd")]
    return BillingTerms(
        rounding=draw(_ROUNDINGS),
        basis=draw(st.sampled_from(PriceBasis)),
        taxes=draw(st.sampled_from([(), tuple(rates[:1]), tuple(rates)])),
        discounts=draw(st.sampled_from([(), (third,)])),
        accounting_months=draw(st.sampled_from([1, 5, 12])),
    )


@composite
def contracts(draw: DrawFn) -> Contract:
    """Terms of a day or of 99 years, no decimals or three, prices of nothing, odd rounding.

    Fee periods anchored on 29 February or a month's last day, several sites, open questions.
    """
    plain = draw(service.contracts())
    term = draw(periods())
    currency = draw(st.sampled_from(["JPY", "KWD", "CNY"]))
    items = tuple(item.key for item in plain.items)
    amounts = st.integers(0, 10**7).map(lambda minor: Money(minor, currency))
    units = st.sampled_from(["0", "0.0001", "33.333"]).map(
        lambda amount: UnitPrice(Decimal(amount), currency)
    )
    tariffs = st.one_of(
        st.builds(Flat, amounts),
        st.builds(PerUnit, units),
        st.builds(Package, st.sampled_from(["0.3", "1", "7"]), amounts),
        st.builds(Hourly, price=units, minimum=st.sampled_from([timedelta(0), timedelta(hours=1)])),
    )
    prices = PriceList(currency, tuple(Price(item=each, tariff=draw(tariffs)) for each in items))
    terms = draw(_terms(items))
    annual = Annual(
        fee=draw(amounts),
        months=draw(st.sampled_from([1, 5, 12])),
        anchor=draw(st.sampled_from([None, date(2020, 2, 29), date(2023, 1, 31)])),
        prices=prices,
        day_count=draw(st.sampled_from(DayCount)),
        timing=draw(st.sampled_from(Timing)),
        terms=terms,
    )
    clock = draw(st.sampled_from([ELAPSED]) | calendars())
    return evolve(
        plain,
        currency=currency,
        timezone=draw(st.sampled_from(["Pacific/Apia", "America/St_Johns", "UTC"])),
        term=term,
        fee_plan=draw(st.sampled_from([None, PerIncident(prices=prices, terms=terms), annual])),
        quotas=tuple(
            evolve(quota, lots=tuple(evolve(lot, start=term.start, end=None) for lot in quota.lots))
            for quota in plain.quotas
        ),
        warranties=(),
        sites=(Site(key="here"), Site(key="there", timezone="Asia/Kathmandu")),
        hours=(ServiceHours(clock=clock),),
        policy=draw(st.none() | policies()),
    )


@composite
def usages(draw: DrawFn, contract: Contract) -> Usage:
    """Ledgers of the quotas of *contract*: overdrawn, reversed, reversed again, out of order."""
    start = contract.term.start
    entries: list[Draw | Reversal] = []
    for quota in contract.quotas:
        for index in range(draw(st.integers(0, 4))):
            key = f"{quota.key}-{index}"
            on = start + timedelta(days=draw(st.integers(0, 40)))
            lot = draw(st.sampled_from([None, quota.lots[0].key]))
            entries.append(Draw(id=key, quota=quota.key, lot=lot, amount=1, on=on))
            if draw(st.booleans()):
                entries += [Reversal(of=key, on=on)] * draw(st.integers(1, 2))
    overdue = draw(st.none() | st.just(start))
    return Usage(entries=tuple(entries), overdue_since=overdue)
