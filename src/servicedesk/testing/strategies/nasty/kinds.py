"""Rare values of every public class."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from servicedesk import calendars, sla
from servicedesk.contracts import Contract, Usage
from servicedesk.incidents import Facts, IncidentFacts, Period
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.testing.strategies.annotated import Known, values
from servicedesk.testing.strategies.kinds import PLAIN, Maker
from servicedesk.testing.strategies.nasty import business_time, service

_CURRENCY = "KWD"  # three decimals
_KEYS = st.sampled_from(["a", "z9", "v1.2", "on_site", "x" * 60])
_FACT_VALUES = st.sampled_from(["", "高", True, False, 0, -5, 10**30, Decimal("0.1")])

_OURS: dict[Any, Maker] = {
    calendars.BusinessCalendar: business_time.business_calendars,
    sla.Policy: service.policies,
    sla.Metric: service.metrics,
    sla.Target: service.targets,
    Contract: service.contracts,
    Usage: lambda: service.contracts().flatmap(service.usages),
    IncidentFacts: service.incident_facts,
    Money: service.money,
    Period: business_time.periods,
}

_TYPES: dict[Any, Maker] = {
    **PLAIN.types,
    **_OURS,
    str: lambda: _KEYS,
    int: lambda: st.sampled_from([0, 1, 2, 10**6]) | st.integers(0, 40),
    Decimal: lambda: st.sampled_from([Decimal(0), Decimal("1E-9"), Decimal("999999999.999")]),
    datetime: business_time.moments,
    date: lambda: st.sampled_from(
        [date(1900, 1, 1), date(2024, 2, 29), date(2023, 12, 31), date(2199, 12, 31)]
    ),
    timedelta: lambda: st.sampled_from(
        [timedelta(0), timedelta(microseconds=1), timedelta(days=400)]
    ),
    Facts: lambda: st.dictionaries(st.sampled_from(["a", "b"]), _FACT_VALUES).map(Facts),
    Ratio: lambda: st.sampled_from([Ratio(0), Ratio(1, 7), Ratio(1), Ratio(10**12, 10**12 + 1)]),
    UnitPrice: lambda: st.sampled_from(["0", "0.0001", "1E+9"]).map(
        lambda amount: UnitPrice(Decimal(amount), _CURRENCY)
    ),
}
_NASTY = Known(
    types={
        **_TYPES,
        Money: lambda: st.sampled_from([0, 1, 10**18]).map(lambda n: Money(n, _CURRENCY)),
    },
    names={**PLAIN.names, "currency": st.just(_CURRENCY)},
    anything=_FACT_VALUES,
    several=3,
)


@cache
def of(kind: Any) -> SearchStrategy[Any]:
    """Rare but legal values of any public class: ends of ranges, odd zones, nothing at all."""
    return _TYPES[kind]() if kind in _TYPES else values(kind, _NASTY)
