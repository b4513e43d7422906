"""JSON that does not describe what was asked: one row per document, its path and its words."""

import json

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.codec import structure, to_document, unstructure
from servicedesk.contracts import Contract
from servicedesk.decisions import Condition, DecisionTable, Not, when
from servicedesk.errors import (
    InvalidDocument,
    InvalidValue,
    NaiveDatetime,
    OutOfRange,
    ServiceDeskError,
    UnknownName,
    WrongType,
)
from servicedesk.incidents import Event, Facts, IncidentFacts, Period
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.reasons import Clause, Reason
from servicedesk.sla import Level, Policy, Target
from servicedesk.spans import Span
from servicedesk.tariffs import FeePlan
from servicedesk.versions import Dated


def desk(**parts):
    return {"timezone": "Asia/Shanghai", "week": {}, **parts}


def nested(levels):
    data = {"type": "is", "fact": "a", "values": ["b"]}
    for _ in range(levels):
        data = {"type": "not", "of": data}
    return data


def endless():
    data = []
    data.append(data)
    return data


EVENT = {"at": "2026-01-05T09:00:00+08:00", "type": "created"}
PAIR = ["09:00", "10:00"]

ROWS = [
    # the paths that the design promises
    (desk(week={"mon": [["09:00", "25:00"]]}), BusinessCalendar, "$.week.mon[0][1]", "time of day"),
    (desk(week={"mon": [["9:00", "12:00"]]}), BusinessCalendar, "$.week.mon[0][0]", "time of day"),
    (desk(week={"mon": [PAIR, [9, 10]]}), BusinessCalendar, "$.week.mon[1][0]", "int given"),
    (desk(week={"mon": [PAIR, ["09:00"]]}), BusinessCalendar, "$.week.mon[1]", "wrong length"),
    (desk(week={"mon": ["09:00-10:00"]}), BusinessCalendar, "$.week.mon[0]", "text given"),
    (desk(week={"mon": [["09:00", "09:00"]]}), BusinessCalendar, "$.week.mon[0]", "no length"),
    (
        desk(week={"mon": [["24:00", "09:00"]]}),
        BusinessCalendar,
        "$.week.mon[0]",
        "24:00 is an end",
    ),
    (desk(week={"mon": [PAIR] * 289}), BusinessCalendar, "$.week.mon", "too many windows"),
    # none of them is read
    (desk(week={"mon": [7] * 300_000}), BusinessCalendar, "$.week.mon", "too many windows"),
    (desk(week={"monday": []}), BusinessCalendar, "$.week.monday", "unknown key"),
    (desk(week=[]), BusinessCalendar, "$.week", "a list given"),
    (desk(week="Mon-Fri 09:00-17:00"), BusinessCalendar, "$.week", "text given"),
    (desk(week={"type": "fortnight"}), BusinessCalendar, "$.week.type", "unknown tag"),
    (desk(timezone="Mars/Base"), BusinessCalendar, "$.timezone", "unknown time zone"),
    *(
        (desk(timezone=name), BusinessCalendar, "$.timezone", "unknown time zone")
        for name in ("localtime", "posixrules", "Factory", "posix/Asia/Shanghai", "right/UTC")
    ),
    (desk(timezone=8), BusinessCalendar, "$.timezone", "a number given"),
    (desk(zone="UTC"), BusinessCalendar, "$.zone", "unknown key"),
    ({"timezone": "UTC"}, BusinessCalendar, "$.week", "missing key"),
    (desk(exceptions=[]), BusinessCalendar, "$.exceptions", "a list given"),
    (
        desk(exceptions={"2025-02-29": []}),
        BusinessCalendar,
        '$.exceptions["2025-02-29"]',
        "no such date",
    ),
    (
        desk(exceptions={"2026-01-01": [["09:00", "10:61"]]}),
        BusinessCalendar,
        '$.exceptions["2026-01-01"][0][1]',
        "time of day",
    ),
    (desk(holidays="CN"), BusinessCalendar, "$.holidays", "text given"),
    (desk(holidays={"country": "XX"}), BusinessCalendar, "$.holidays.country", "unknown country"),
    (
        desk(holidays={"country": "DE", "subdivision": "XX"}),
        BusinessCalendar,
        "$.holidays.subdivision",
        "unknown subdivision",
    ),
    (desk(repeated="thrice"), BusinessCalendar, "$.repeated", "unknown repeated"),
    # money and numbers
    ({"amount": "1.005", "currency": "CNY"}, Money, "$.amount", "more decimals"),
    ({"amount": 1380, "currency": "CNY"}, Money, "$.amount", "int given"),
    ({"amount": 13.8, "currency": "CNY"}, Money, "$.amount", "float given"),
    ({"amount": True, "currency": "CNY"}, Money, "$.amount", "bool given"),
    ({"amount": "NaN", "currency": "CNY"}, Money, "$.amount", "not a text of decimal"),
    ({"amount": "1e9", "currency": "CNY"}, Money, "$.amount", "not a text of decimal"),
    ({"amount": "1", "currency": "RMB"}, Money, "$.currency", "unknown currency"),
    ({"amount": "1"}, Money, "$.currency", "missing key"),
    ("1380.00 CNY", Money, "$", "text given"),
    ({"amount": "-", "currency": "CNY"}, UnitPrice, "$.amount", "not a text of decimal"),
    ("1/0", Ratio, "$", "denominator"),
    ("0.1%%", Ratio, "$", "not a text of ratio"),
    # events and facts
    ({**EVENT, "at": "2026-01-05T09:00:00"}, Event, "$.at", "without its offset"),
    ({**EVENT, "at": "2025-02-29T09:00:00Z"}, Event, "$.at", "no such instant"),
    ({**EVENT, "at": 1767571200}, Event, "$.at", "int given"),
    ({**EVENT, "at": "9999-12-31T23:59:59-12:00"}, Event, "$.at", "out of range"),
    ({**EVENT, "type": "Created"}, Event, "$.type", "not a key"),
    ({**EVENT, "id": 7}, Event, "$.id", "a number given"),
    ({**EVENT, "changes": {"load": 0.5}}, Event, "$.changes.load", "float given"),
    ({**EVENT, "changes": {"load": None}}, Event, "$.changes.load", "null given"),
    ({**EVENT, "changes": {"load": [1]}}, Event, "$.changes.load", "a list given"),
    ({**EVENT, "changes": [["load", 1]]}, Event, "$.changes", "a list given"),
    ({"a b": 1}, Facts, "$", "not a key"),
    ({"at_risk": 1}, IncidentFacts, "$.at_risk", "a number given"),
    ({"at_risk": "true"}, IncidentFacts, "$.at_risk", "text given"),
    ({"kind": "breakdown"}, IncidentFacts, "$.kind", "unknown kind"),
    ({"kind": ["fault"]}, IncidentFacts, "$.kind", "a list given"),
    ({"outage_minutes": 1.7}, IncidentFacts, "$.outage_minutes", "float given"),
    ({"outage_minutes": True}, IncidentFacts, "$.outage_minutes", "true or false given"),
    ({"outage_minutes": -5}, IncidentFacts, "$.outage_minutes", "negative outage"),
    ({"outage_minutes": 10**100}, IncidentFacts, "$.outage_minutes", "number too large"),
    ({"start": "2026-01-02", "end": "2026-01-01"}, Period, "$", "ends after it starts"),
    ({"start": "2026-01-02", "end": "2026-1-3"}, Period, "$.end", "not a text of date"),
    (
        {"start": "2026-01-05T10:00:00Z", "end": "2026-01-05T18:00:00+08:00"},
        Span,
        "$",
        "ends after it starts",
    ),
    # sums
    ({}, Condition, "$.type", "missing tag"),
    ({"type": "maybe"}, Condition, "$.type", "unknown tag"),
    ({"type": ["is"]}, Condition, "$.type", "unknown tag"),
    ({"type": "is", "fact": "a", "values": []}, Condition, "$.values", "nothing meets"),
    ({"type": "is", "fact": "a", "values": "b"}, Condition, "$.values", "text given"),
    ({"type": "is", "fact": "a", "values": ["b", "b"]}, Condition, "$.values[1]", "listed twice"),
    ({"type": "is", "fact": "a", "values": [0.5]}, Condition, "$.values[0]", "float given"),
    ({"type": "is", "fact": "A", "values": ["b"]}, Condition, "$.fact", "not a key"),
    ({"type": "all", "of": [{"type": "not"}]}, Condition, "$.of[0].of", "missing key"),
    ({"type": "all", "of": [{"type": "between", "fact": "a"}]}, Condition, "$.of[0]", "bounds"),
    ([], Condition, "$", "a list given"),
    (None, Condition, "$", "null given"),
    ({"type": "flat"}, FeePlan, "$.type", "unknown tag"),
    ({"versions": []}, Dated[Money], "$.versions", "no versions"),
    ({"versions": [{"since": None, "value": 1}]}, Dated[Money], "$.versions[0].value", "a number"),
    # policies and the rest
    ({"name": "a", "percent": 50.5}, Level, "$.percent", "float given"),
    ({"metric": "a", "within": 4}, Target, "$.within", "a number given"),
    ({"metric": "a", "within": "P1D"}, Target, "$.within", "P1D"),
    ({"metric": "a", "within": "-PT4H"}, Target, "$", "negative time"),
    ({"metric": "a", "within": {"business_days": 0, "rule": "close"}}, Target, "$.within", "1 to"),
    ({"metric": "a", "within": {"business_days": 5}}, Target, "$.within.rule", "missing key"),
    ({"name": "p", "metrics": [], "targets": []}, Policy, "$.metrics", "without metrics"),
    ({"code": "no.such", "params": {}}, Reason, "$.code", "unknown reason"),
    ({"ref": "R1", "binding": "law"}, Clause, "$.binding", "unknown binding"),
    ({}, Contract, "$.id", "missing key"),
    # documents
    ({"schema_version": 0, **desk()}, BusinessCalendar, "$.schema_version", "unknown schema"),
    ({"schema_version": 99, **desk()}, BusinessCalendar, "$.schema_version", "unknown schema"),
    ({"schema_version": "1", **desk()}, BusinessCalendar, "$.schema_version", "unknown schema"),
    ({"schema_version": True, **desk()}, BusinessCalendar, "$.schema_version", "unknown schema"),
    ({"schema_version": 2, "type": "money", **desk()}, BusinessCalendar, "$.type", "unknown tag"),
    ({"schema_version": 2, "type": "event", **EVENT}, Event, "$.at", "unknown key"),
    # too much, or not JSON at all
    ([[PAIR] * 1000] * 1000, BusinessCalendar, "", "too many values"),
    (desk(week={"mon": [PAIR] * 10**6}), BusinessCalendar, "$.week.mon", "too many values"),
    (nested(200), Condition, "", "nested too deeply"),
    (nested(100_000), Condition, "", "nested too deeply"),
    (endless(), BusinessCalendar, "", "nested too deeply"),
    ({**EVENT, "note": "x" * 10**6}, Event, "$.note", "text too long"),
    ({"x" * 10**6: 1}, Facts, "$", "text too long"),
    ({1: 1}, Facts, "$", "int given for a key"),
    ({**EVENT, "note": b"x"}, Event, "$.note", "bytes given"),
    ({**EVENT, "at": float("nan")}, Event, "$.at", "float given"),
    ({**EVENT, "note": "\ud800"}, Event, "$.note", "surrogate"),
    (object(), BusinessCalendar, "$", "object given"),
]


@pytest.mark.parametrize(
    ("data", "kind", "where", "words"),
    [pytest.param(*row, id=f"{index:02d}: {row[3]}") for index, row in enumerate(ROWS)],
)
def test_the_document_is_refused(data, kind, where, words):
    with pytest.raises(ServiceDeskError) as caught:
        structure(data, kind)
    assert words in str(caught.value)
    assert caught.value.where == where if where else caught.value.where.startswith("$")
    assert len(str(caught.value)) < 2_000


@pytest.mark.parametrize(
    ("data", "kind", "error"),
    [
        (desk(timezone="Mars/Base"), BusinessCalendar, UnknownName),
        ({**EVENT, "at": "2026-01-05T09:00:00"}, Event, NaiveDatetime),
        ({"outage_minutes": -5}, IncidentFacts, OutOfRange),
        ({"amount": "1.005", "currency": "CNY"}, Money, InvalidValue),
        ({"amount": 1, "currency": "CNY"}, Money, InvalidDocument),
    ],
)
def test_the_error_is_of_the_kind_of_the_fault(data, kind, error):
    with pytest.raises(error):
        structure(data, kind)


def test_what_json_text_can_hold_at_worst():
    # Python's parser accepts these; they are no exact numbers
    for text in ('{"a": NaN}', '{"a": Infinity}', '{"a": 1e400}', '{"a": 0.1}'):
        with pytest.raises(InvalidDocument, match="float given"):
            structure(json.loads(text), Facts)


def test_a_value_nested_beyond_reading_is_not_written():
    condition = when(size="big")
    for _ in range(20_000):
        condition = Not(condition)
    with pytest.raises(InvalidDocument, match="nested too deeply"):
        unstructure(condition)


def test_what_has_no_form_is_not_written():
    for value in (object(), {1, 2}, lambda: None, 1.5, float("nan")):
        with pytest.raises(WrongType):
            unstructure(value)
    for value in (1, "text", None, (Money(1, "CNY"),)):
        with pytest.raises(WrongType):
            to_document(value)


def test_a_table_of_a_million_rows_ends_soon():
    row = {"id": "r", "when": {"type": "all"}, "then": "low"}
    table = {"name": "t", "facts": [], "outcomes": ["low"], "rows": [row] * 10**6}
    with pytest.raises(InvalidDocument, match="too many values"):
        structure(table, DecisionTable)
