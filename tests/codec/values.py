"""Values of any public type, generated from its annotations, and the list of public types."""

import pkgutil
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from importlib import import_module
from string import Formatter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import reject
from hypothesis import strategies as st

import servicedesk
from servicedesk.calendars import BusinessCalendar, DayRule, Holidays, Week, Window
from servicedesk.codec.catalogue import reason_kinds
from servicedesk.decisions import DecisionTable, when
from servicedesk.errors import ServiceDeskError
from servicedesk.incidents import Facts, Severity
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.presets.severity import SCHEMES
from servicedesk.reasons import Binding, Clause, Localised, Reason, ReasonKind
from servicedesk.schemes.scales import Scheme
from servicedesk.sla import (
    ARRIVAL,
    FIRST_RESPONSE,
    RESOLUTION,
    BusinessDays,
    Change,
    Level,
    Policy,
    Target,
)
from servicedesk.statements.conversion import ExchangeRate

AREAS = [
    each.name
    for each in pkgutil.iter_modules(servicedesk.__path__)
    if each.name not in ("testing", "codec", "interchange", "presets")
]


def public_types():
    """The attrs classes that an area exports, or defines where it has no `__all__`."""
    found = {}
    for area in AREAS:
        module = import_module(f"servicedesk.{area}")
        names = getattr(module, "__all__", None) or [
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__
        ]
        for name in names:
            value = getattr(module, name)
            stored = name not in NOT_STORED and not name.startswith("_")
            if stored and isinstance(value, type) and attrs.has(value):
                found[value] = None
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


# the way back into a text that was typed, for the moment of matching; nothing to store
NOT_STORED = {"Folded"}

KEYS = st.sampled_from(["a", "b", "on_site", "first_response", "phone", "v1.2"])
INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis wants it so
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DURATIONS = st.builds(
    lambda hours, micros: timedelta(hours=hours, microseconds=micros),
    st.integers(0, 200),
    st.sampled_from([0, 0, 1, 500_000]),
)
DECIMALS = st.decimals(0, 100, places=2, allow_nan=False)
CURRENCIES = st.just("CNY")
CLAUSES = st.builds(Clause, st.sampled_from(["R1", "C8", "§4.2"]), st.sampled_from(Binding))
KINDS = st.deferred(lambda: st.sampled_from(sorted(reason_kinds().values(), key=str)))


@st.composite
def reasons(draw, depth=2):
    """A reason of any kind that the package has, on any values."""
    kind = draw(KINDS)
    names = sorted({name for _, name, _, _ in Formatter().parse(kind.en) if name})
    parameters = st.one_of(
        FACT_VALUES,
        INSTANTS,
        DURATIONS,
        PLAIN[date],
        PLAIN[Money],
        PLAIN[Ratio],
        CLAUSES,
        st.none(),
    )
    below = reasons(depth - 1)
    return kind(
        clauses=draw(st.lists(CLAUSES, max_size=2)),
        because=draw(st.lists(below, max_size=1)) if depth > 0 else (),
        **{name: draw(parameters | st.tuples(parameters)) for name in names},
    )


# by the field's name, since a text may be a zone, a country or a currency
NAMED = {
    "timezone": st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin"]),
    "currency": CURRENCIES,
    "country": st.sampled_from(["CN", "DE"]),
    "subdivision": st.none(),
    "make_up_as": st.sampled_from(["mon", "sun"]),
    "ref": st.sampled_from(["R1", "C8"]),
}
WINDOWS = st.sampled_from(
    [
        Window.of("08:30", "12:00"),
        Window.of("13:00", "17:30:15"),
        Window.of("22:00", "06:00"),
        Window.of("00:00", "24:00"),
    ]
)
FACT_VALUES = st.one_of(KEYS, st.booleans(), st.integers(-5, 5), DECIMALS)
PLAIN = {
    str: KEYS,
    int: st.integers(0, 40),
    bool: st.booleans(),
    NoneType: st.none(),
    Decimal: DECIMALS,
    datetime: INSTANTS,
    date: st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    timedelta: DURATIONS,
    Window: WINDOWS,
    Ratio: st.builds(Ratio, st.integers(0, 20), st.integers(1, 20)),
    Money: st.builds(Money, st.integers(0, 10**9), CURRENCIES),
    UnitPrice: st.builds(UnitPrice, DECIMALS, CURRENCIES),
    Clause: CLAUSES,
    ReasonKind: KINDS,
    Reason: st.deferred(reasons),
    Facts: st.dictionaries(KEYS, FACT_VALUES, max_size=3).map(Facts),
    Holidays: st.builds(
        Holidays, country=st.just("CN"), make_up_as=st.sampled_from(["mon", "fri"])
    ),
    BusinessCalendar: st.builds(
        BusinessCalendar,
        NAMED["timezone"],
        st.builds(Week, *[st.lists(WINDOWS, max_size=2)] * 7),
        st.dictionaries(
            st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.lists(WINDOWS, max_size=1)
        ),
        st.none() | st.just("CN"),
    ),
}


@st.composite
def policies(draw):
    """A policy whose targets differ in the severity that they ask for."""
    metrics = draw(st.lists(st.sampled_from([FIRST_RESPONSE, RESOLUTION, ARRIVAL]), unique=True))
    targets = [
        draw(_targets(metric.name, severity))
        for metric in metrics
        for severity in draw(st.sets(st.sampled_from(Severity), max_size=2))
    ]
    return Policy(
        name=draw(KEYS),
        metrics=metrics or [FIRST_RESPONSE],
        targets=targets,
        change=draw(st.sampled_from(Change)),
        terminal=draw(st.sampled_from([(), ("closed",)])),
    )


@st.composite
def _targets(draw, metric, severity):
    within = draw(DURATIONS | st.builds(BusinessDays, st.integers(1, 9), st.sampled_from(DayRule)))
    return Target(
        name=f"{metric}_{severity.value}",
        metric=metric,
        within=within,
        clock=draw(PLAIN[BusinessCalendar]),
        when=when(severity=severity),
        levels=[Level(name="half", percent=50)] if draw(st.booleans()) else [],
        clauses=draw(st.lists(CLAUSES, max_size=1)),
    )


# what can hardly be met by chance
PLAIN |= {
    ExchangeRate: st.builds(
        ExchangeRate,
        source=st.just("CNY"),
        target=st.just("USD"),
        rate=st.just("0.14"),
        on=PLAIN[date],
    ),
    Policy: st.deferred(policies),
    Scheme: st.sampled_from(SCHEMES),
    DecisionTable: st.sampled_from([scheme.table for scheme in SCHEMES]),
}


def values(kind, depth=3):
    """A strategy of values of *kind*; combinations that a constructor refuses are passed over."""
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if origin in PLAIN:
        return PLAIN[origin]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        fitting = arguments if depth > 0 else [each for each in arguments if each is NoneType]
        return st.one_of([st.deferred(lambda k=k: values(k, depth)) for k in fitting or arguments])
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return st.lists(values(arguments[0], depth - 1), max_size=2 if depth > 0 else 0).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(each, depth) for each in arguments))
    if origin is frozenset:
        return st.frozensets(values(arguments[0], depth - 1), max_size=3)
    if origin is Mapping:
        return st.dictionaries(*(values(each, depth - 1) for each in arguments), max_size=2)
    if isinstance(origin, type) and issubclass(origin, Enum):
        return st.sampled_from(origin)
    if isinstance(kind, TypeVar) or kind is Any:
        return FACT_VALUES
    if kind is Localised:
        return CLAUSES | PLAIN[Money]
    if attrs.has(origin):
        return _built(kind, depth)
    raise NotImplementedError(kind)


def _filled(hint, given):
    if isinstance(hint, TypeVar):
        return given.get(hint, hint)
    parameters = () if isinstance(hint, type) else getattr(hint, "__parameters__", ())
    return hint[tuple(given.get(each, each) for each in parameters)] if parameters else hint


@st.composite
def _built(draw, kind, depth):
    origin = get_origin(kind) or kind
    hints = get_type_hints(origin)
    given = dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=False))
    members = [each for each in attrs.fields(origin) if each.init]
    for _ in range(6):
        arguments = {}
        for member in members:
            if member.default is not attrs.NOTHING and (depth <= 0 or draw(st.booleans())):
                continue
            hint = _filled(hints[member.name], given)
            strategy = NAMED[member.name] if member.name in NAMED else values(hint, depth - 1)
            arguments[member.alias] = draw(strategy)
        try:
            return origin(**arguments)
        except ServiceDeskError:
            continue
    return reject()
