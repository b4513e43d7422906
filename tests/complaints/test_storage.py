"""A complaint and its process are stored as JSON and read back equal."""

import json

import pytest

from servicedesk.codec import structure, unstructure
from servicedesk.complaints import PROCESS, Complaint, ComplaintPolicy, Deadline
from servicedesk.errors import InvalidDocument
from servicedesk.lifecycles import Lifecycle
from servicedesk.presets.complaint_deadlines import DEADLINES

from .stories import OPENING, POLICY, SOLVING, told


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (told(*OPENING, *SOLVING), Complaint),
        (POLICY, ComplaintPolicy),
        (ComplaintPolicy(), ComplaintPolicy),
        (PROCESS, Lifecycle),
        *((each, Deadline) for each in DEADLINES),
    ],
)
def test_it_goes_to_json_and_back(value, kind):
    data = json.loads(json.dumps(unstructure(value), ensure_ascii=False))
    assert structure(data, kind) == value


def test_what_is_undecided_says_so_in_json():
    assert unstructure(ComplaintPolicy())["most_rounds"] == "undecided"


def test_a_wrong_value_is_named_with_its_path():
    data = unstructure(POLICY) | {"most_rounds": True}
    with pytest.raises(InvalidDocument, match="most_rounds"):
        structure(data, ComplaintPolicy)
