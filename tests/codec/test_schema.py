"""The JSON Schema of a type and `structure` agree, up to the listed rules of meaning."""

import json
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from servicedesk.calendars import BusinessCalendar
from servicedesk.classify import Scheme
from servicedesk.codec import SCHEMA_VERSION, json_schema, structure, to_document, unstructure
from servicedesk.contracts import Contract, Coverage
from servicedesk.decisions import Condition
from servicedesk.errors import InvalidDocument, ServiceDeskError, WrongType
from servicedesk.incidents import Event, Facts, IncidentFacts
from servicedesk.money import Money
from servicedesk.reasons import Reason
from servicedesk.sla import Assessment, Policy, Target
from servicedesk.tariffs import FeePlan
from servicedesk.versions import Dated

from .values import public_types, values

SOME = settings(
    max_examples=max(settings.default.max_examples // 5, 10),
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
FEW = settings(SOME, max_examples=max(settings.default.max_examples // 20, 2))

# What the schema accepts and `structure` still refuses, as docs/reference/codec.md lists it.
# Everything else that `structure` refuses by itself, the schema refuses too; what a constructor
# refuses (a tie of two targets, a window of no length) is the meaning of its class.
RULES_OF_MEANING = (
    "no such date",
    "no such instant",
    "finer than a microsecond",
    "listed twice",
    "unknown reason",
    "unknown schema version",
    "float given",
    "too many values",
    "nested too deeply",
    "text too long",
    "number too large",
    "half of a surrogate pair",
)


@cache
def validator(kind):
    return Draft202012Validator(json_schema(kind))


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", public_types(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_what_is_written_obeys_the_schema(kind):
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    valid = Draft202012Validator(schema)

    @FEW
    @given(values(kind))
    def obeys(value):
        valid.validate(json.loads(json.dumps(unstructure(value))))

    obeys()


@pytest.mark.parametrize("kind", [BusinessCalendar, Money, Policy, Contract, IncidentFacts])
@SOME
@given(data=st.data())
def test_whole_documents_obey_it_too(kind, data):
    value = data.draw(values(kind))
    assert to_document(value)["schema_version"] == SCHEMA_VERSION
    validator(kind).validate(json.loads(json.dumps(to_document(value))))


TEXTS = ["", "1", "a", "PT4H", "2026-02-30", "24:00", "NaN", "CNY", "2026-01-05T09:00:00"]
PLAIN = [None, True, False, 0, 1, -1, 10**9, 1.0, 1.7, [], {}, [[]], ["a", "a"], {"a": 1}]
TAGGED = [{"type": "is"}, {"type": "money", "amount": "1", "currency": "CNY"}]
JUNK = st.sampled_from([*TEXTS, *PLAIN, *TAGGED])


@st.composite
def mutated(draw, data):
    """The same document with one thing changed somewhere."""
    if isinstance(data, dict) and data and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(data)))
        match draw(st.sampled_from(["inside", "inside", "inside", "drop", "rename"])):
            case "inside":
                return {**data, key: draw(mutated(data[key]))}
            case "drop":
                return {name: value for name, value in data.items() if name != key}
            case _:
                return {("x" if name == key else name): value for name, value in data.items()}
    if isinstance(data, list) and data and draw(st.integers(0, 3)):
        index = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["inside", "inside", "drop", "twice"])):
            case "inside":
                return [*data[:index], draw(mutated(data[index])), *data[index + 1 :]]
            case "drop":
                return data[:index] + data[index + 1 :]
            case _:
                return [*data, data[index]]
    return draw(JUNK)


def refusal(kind, document):
    try:
        structure(document, kind)
    except ServiceDeskError as error:
        return error
    return None


def agree(kind, document):
    """What structure accepts the schema accepts; else a rule of meaning is broken."""
    faults = [fault.message for fault in validator(kind).iter_errors(document)]
    error = refusal(kind, document)
    if error is None:
        assert faults == [], document
    elif isinstance(error, InvalidDocument) and not faults:
        assert error.what.startswith(RULES_OF_MEANING), (document, str(error))


@pytest.mark.parametrize(
    "kind",
    [
        BusinessCalendar,
        Condition,
        Contract,
        Coverage,
        Dated[Money],
        Event,
        Facts,
        FeePlan,
        IncidentFacts,
        Policy,
        Reason,
        Scheme,
        Target,
        Assessment,
    ],
    ids=str,
)
@SOME
@given(data=st.data())
def test_mutated_documents(kind, data):
    document = json.loads(json.dumps(unstructure(data.draw(values(kind)), kind)))
    agree(kind, document)
    agree(kind, data.draw(mutated(document)))


@pytest.mark.parametrize("kind", [complex, set, list[int], Exception])
def test_a_type_without_a_form_has_no_schema(kind):
    with pytest.raises(WrongType, match="no JSON form"):
        json_schema(kind)


def test_the_schema_of_a_calendar_reads_like_the_cases():
    schema = json_schema(BusinessCalendar)
    assert schema["required"] == ["timezone", "week"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Week"]["properties"].keys() >= {"mon", "sun"}
