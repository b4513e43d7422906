"""Documents that are stored carry their schema version, and older ones are still read."""

import json
from functools import reduce
from operator import or_

import pytest

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.codec import SCHEMA_VERSION, structure, to_document, unstructure
from servicedesk.decisions import Condition, when
from servicedesk.entitlements import Entitlement
from servicedesk.errors import InvalidDocument, OutOfRange
from servicedesk.incidents import Facts, Severity
from servicedesk.money import Money
from servicedesk.sla import RESOLUTION, BusinessDays, Policy, Target

OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-18:00", holidays="CN")
POLICY = Policy(
    name="support",
    metrics=[RESOLUTION],
    targets=[
        Target(
            metric="resolution",
            within=BusinessDays(5, DayRule.CLOSE),
            clock=OFFICE,
            when=when(severity=Severity.HIGH),
        )
    ],
)

# as version 1 wrote it: the holidays' country alone
OLD_DESK = {
    "timezone": "Asia/Shanghai",
    "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "exceptions": {},
    "holidays": "CN",
}


def test_a_document_says_what_it_is():
    assert to_document(Money.of("1380.00", "CNY")) == {
        "schema_version": SCHEMA_VERSION,
        "type": "money",
        "amount": "1380.00",
        "currency": "CNY",
    }


def test_the_wire_forms_of_the_design():
    target = unstructure(POLICY)["targets"][0]
    assert target["within"] == {
        "business_days": 5,
        "rule": "close",
        "closed_start": "next_open",
    }
    assert target["when"] == {"type": "is", "fact": "severity", "values": ["high"]}
    assert target["clock"]["timezone"] == "Asia/Shanghai"
    assert "type" not in target["clock"]


def test_version_1_is_upgraded():
    assert structure({"schema_version": 1, **OLD_DESK}, BusinessCalendar) == OFFICE


def test_a_calendar_deep_in_a_document_of_version_1_is_upgraded():
    document = {**json.loads(json.dumps(to_document(POLICY))), "schema_version": 1}
    document["targets"][0]["clock"] = OLD_DESK
    assert structure(document, Policy) == POLICY


def test_the_form_of_version_1_is_refused_as_version_2():
    for version in ({}, {"schema_version": 2}):
        with pytest.raises(InvalidDocument, match=r"\$\.holidays: text given"):
            structure({**version, **OLD_DESK}, BusinessCalendar)


def test_an_upgrade_leaves_the_document_alone():
    document = {"schema_version": 1, **OLD_DESK}
    before = json.dumps(document)
    structure(document, BusinessCalendar)
    assert json.dumps(document) == before


def test_facts_may_be_named_like_a_version():
    facts = Facts({"schema_version": 7, "type": "desk"})
    assert structure(unstructure(facts), Facts) == facts
    assert structure(to_document(facts), Facts) == facts


def test_the_largest_combined_calendar_comes_back():
    berlin = BusinessCalendar("Europe/Berlin", "Mon-Fri 09:00-17:00")
    combined = reduce(or_, [berlin] * 99, OFFICE)
    with pytest.raises(OutOfRange, match="too many calendars"):
        combined | berlin
    assert structure(json.loads(json.dumps(unstructure(combined))), type(combined)) == combined


def test_a_caller_deep_in_the_stack_gets_a_clear_error():
    document = {"type": "is", "fact": "a", "values": ["b"]}
    for _ in range(100):
        document = {"type": "not", "of": document}

    def call_from(depth):
        return call_from(depth - 1) if depth else structure(document, Condition)

    with pytest.raises(InvalidDocument, match="nested too deeply for this call"):
        call_from(700)
    assert unstructure(structure(document, Condition)) == document


def test_a_word_that_is_none_of_several_kinds_is_refused_with_all_that_are():
    with pytest.raises(InvalidDocument, match="included") as caught:
        structure({"item": "onsite", "payment": "gratis"}, Entitlement)
    assert caught.value.where == "$.payment"
    assert "undecided" in str(caught.value)
