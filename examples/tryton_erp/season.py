"""A heating company and its software vendor: the contract, a season's work, a missed SLA.

The contract is by the year, with two visits for minor problems included; further visits are paid
by the hour, half as much again outside office hours; journeys are the customer's (R115).
"""

from datetime import date, datetime, timedelta

from servicedesk.contracts import (
    Cost,
    Covered,
    Expense,
    Lot,
    Measure,
    Quota,
    Request,
    Work,
    cover,
)
from servicedesk.incidents import Cause, Event, Period, Severity
from servicedesk.money import Money, UnitPrice
from servicedesk.presets import heating
from servicedesk.reasons import Clause
from servicedesk.sla import Clock, assess
from servicedesk.tariffs import (
    Annual,
    BillingTerms,
    CreditBand,
    CreditTerms,
    Hourly,
    Price,
    PriceList,
    Surcharge,
    TaxRate,
)

SEASON = Period(date(2025, 11, 1), date(2026, 4, 1))
CLOSED = date(2026, 4, 1)
OFFICE = heating.office()

TERMS = BillingTerms(
    surcharges=(Surcharge(key="after_hours", factor="1.5", outside=OFFICE, clause=Clause("§4.3")),),
    taxes=(TaxRate(rate="6%"), TaxRate(rate="9%", items="travel")),
)
PLAN = Annual(
    fee=Money.of("48000.00", "CNY"),
    clause=Clause("§3.1", quote="年维护费48,000元,按实际天数分摊"),
    prices=PriceList(
        "CNY",
        (
            Price(
                item="on_site",
                tariff=Hourly(price=UnitPrice("380", "CNY"), increment=timedelta(minutes=30)),
                clause=Clause("§4.2", quote="超出次数的上门服务按每小时380元计费"),
            ),
        ),
    ),
    terms=TERMS,
)
CONTRACT = heating.contract(
    "ZQ-2025-017",
    term=Period(date(2025, 11, 1), date(2026, 11, 1)),
    tier="premium",
    fee_plan=PLAN,
    granted=heating.entitlements(minor_visits="visits"),
    quotas=(
        Quota(
            key="visits",
            measure=Measure.VISITS,
            lots=(Lot(key="year", granted=2, start=SEASON.start, end=date(2026, 11, 1)),),
        ),
    ),
)
CREDITS = CreditTerms(
    bands=(CreditBand("95%", "5%"), CreditBand("80%", "10%")),
    cap="20%",
    metrics={"first_response"},
    clause=Clause("§7.1", quote="采暖季响应及时率低于95%的,按比例抵扣服务费"),
)

# request, asked, answered, visited, hours on site, journey, lodging
VISITS = (
    ("HS-101", "2025-11-12T09:10", "2025-11-12T09:40", "2025-11-12T14:00", 2.0, "86.40", None),
    ("HS-102", "2025-12-03T10:05", "2025-12-03T10:30", "2025-12-04T09:00", 3.0, "86.40", None),
    ("HS-103", "2026-01-17T20:15", "2026-01-17T21:00", "2026-01-17T22:30", 2.5, "153.27", "268.00"),
    ("HS-104", "2026-02-05T11:20", "2026-02-05T13:45", "2026-02-06T09:30", 1.25, "86.41", None),
)


def instant(text: str) -> datetime:
    """A time of the log, in Beijing."""
    return datetime.fromisoformat(f"{text}:00+08:00")


def covered() -> tuple[Covered, ...]:
    """The season's visits with who pays for each."""
    requests, works = [], []
    for name, asked, _, visited, hours, journey, lodging in VISITS:
        requests.append(Request(id=name, item="on_site", at=instant(asked), severity=Severity.LOW))
        spent = [(Cost.TRAVEL, journey), (Cost.LODGING, lodging)]
        works.append(
            Work(
                id=f"{name}-1",
                request=name,
                item="on_site",
                at=instant(visited),
                cause=Cause.HARDWARE,
                visits=1,
                time=timedelta(hours=hours),
                expenses=tuple(Expense(k, Money.of(v, "CNY")) for k, v in spent if v),
            )
        )
    return cover(CONTRACT, requests, works)[0]


def clocks() -> tuple[Clock, ...]:
    """What was promised for the season's requests, and whether it was kept."""
    found: list[Clock] = []
    for name, asked, answered, *_ in VISITS:
        log = (
            Event(id=f"{name}-a", type="created", at=instant(asked)),
            Event(id=f"{name}-b", type="first_response", at=instant(answered)),
        )
        found += assess(
            heating.policy(),
            log,
            {"severity": "low", "channel": "phone"},
            at=instant("2026-04-01T00:00"),
        ).clocks
    return tuple(found)
