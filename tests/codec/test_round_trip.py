"""Every public value goes to JSON text and back to an equal value."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from servicedesk.codec import structure, to_document, unstructure
from servicedesk.codec.catalogue import reason_kinds
from servicedesk.codec.shapes import is_object, labelled_types, tag_of
from servicedesk.decisions import Row, when
from servicedesk.incidents import Severity
from servicedesk.reasons import LANGUAGES, explain

from .values import public_types, reasons, values

# a tenth of the profile's examples for each of some 150 types
FEW = settings(
    max_examples=max(settings.default.max_examples // 10, 3),
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # shrinking a contract takes minutes
)


def through_text(data):
    return json.loads(json.dumps(data, allow_nan=False))


@pytest.mark.parametrize(
    "kind", public_types(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_every_public_value_comes_back(kind):
    @FEW
    @given(values(kind))
    def comes_back(value):
        data = through_text(unstructure(value))
        again = structure(data, kind)
        assert again == value
        assert type(again) is type(value)
        assert unstructure(again) == data
        if is_object(kind):
            assert structure(through_text(to_document(value)), kind) == value

    comes_back()


@given(reasons())
def test_a_reason_tells_the_same_story_afterwards(reason):
    again = structure(through_text(unstructure(reason)), type(reason))
    assert again == reason
    for lang in LANGUAGES:
        assert explain(again, lang=lang) == explain(reason, lang=lang)


def test_the_types_are_found():
    names = {kind.__name__ for kind in public_types()}
    assert {"BusinessCalendar", "Contract", "Statement", "Policy", "Assessment", "Event"} <= names
    assert len(names) > 100


def test_codes_and_tags_are_unique():
    assert len(reason_kinds()) > 50
    assert all(tag.endswith(tag_of(kind)) for tag, kind in labelled_types().items())


def test_members_of_a_sum_type_carry_their_tag_everywhere():
    condition = when(severity=Severity.HIGH)
    assert unstructure(condition) == {"type": "is", "fact": "severity", "values": ["high"]}
    assert unstructure(Row(id="r", when=condition, then="high"))["when"] == unstructure(condition)
