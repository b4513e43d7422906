"""S3's organisation: who does what (R90 to R92), by which channel (R93), how it is sorted."""

import pytest

from servicedesk.complaints import PROCESS
from servicedesk.incidents import Channel
from servicedesk.presets import complaint_policy
from servicedesk.presets.complaint_policy import Urgency
from servicedesk.sla import assess

from .stories import OPENING, at, event, told


def moves_by(role):
    return {move.event for move in PROCESS.moves if role in move.by}


def cited(event_type):
    return {
        clause.ref for move in PROCESS.moves if move.event == event_type for clause in move.clauses
    }


def test_the_intake_team_records_classifies_and_passes_on():
    # R90
    assert {"recorded", "classified", "handed_over"} <= moves_by("intake")
    assert "R90" in cited("recorded") & cited("classified")


def test_the_department_investigates_proposes_carries_out_and_reports_back():
    # R91: asks the customer's opinion before it is carried out, so a proposal can be rejected
    assert {"investigated", "proposed", "handling_started", "completed"} <= moves_by("handler")
    assert "dissatisfied" in {move.event for move in PROCESS.moves_from("response_proposed")}
    assert "R91" in cited("proposed")


def test_the_group_coordinates_departments_and_may_escalate():
    # R92
    assert moves_by("coordination_group") == {"coordinated", "escalated"}
    assert "R92" in cited("coordinated")


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.EMAIL, Channel.WEB])
def test_every_published_channel_is_open(channel):
    # R93
    assert told(event("received", at(9), channel=channel)).state == "lodged"
    assert "R93" in cited("received")


@pytest.mark.parametrize(
    "category", ["product_function", "technical_fault", "service_attitude", "a_host_s_own"]
)
def test_the_list_of_categories_is_open(category):
    # R95: 等
    opened = told(*OPENING[:2])
    sorted_ = event("classified", at(9, 30), category=category, urgency="general")
    assert told(*opened.log, sorted_).facts["category"] == category


def test_what_is_important_is_not_urgent_and_has_no_clock_of_its_own():
    # R96 handles urgent ones at once; R97 and R98 name no time
    story = [event("recorded", at(9)), event("classified", at(9, 30))]

    def has_handling_clock(urgency):
        found = assess(complaint_policy.policy(), story, {"urgency": urgency.value}, at=at(10))
        return "handling" in found

    assert [has_handling_clock(each) for each in Urgency] == [False, False, True]
