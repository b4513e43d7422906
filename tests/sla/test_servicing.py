"""The life of an ordinary request, and the clocks over the same log."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.decisions import decide
from servicedesk.errors import MoveRefused
from servicedesk.incidents import Event
from servicedesk.lifecycles import verify
from servicedesk.servicing import MODE, SERVICE_REQUEST, ServiceRequest, advance, possible
from servicedesk.sla import Met, Metric, Policy, Promised, Target, assess

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
INTAKE = {"fault_time": "08:30", "symptom": "no login", "steps_taken": "restarted"}
TOLD = {"cause": "licence", "solution": "renewed", "prevention": "reminder"}


def event(hours, kind, **changes):
    return Event(at=START + hours * HOUR, type=kind, changes=changes)


def lived(*events):
    request = ServiceRequest()
    for each in events:
        request = advance(request, each)
    return request


WHOLE = [
    event(0, "recorded", **INTAKE),
    event(1, "remote_started"),
    event(2, "remote_failed", remote_outcome="failed"),
    event(3, "visit_arranged", promised_at=(START + 8 * HOUR).isoformat()),
    event(7, "arrived"),
    event(8, "resolved"),
    event(9, "feedback_given", **TOLD),
    event(33, "followed_up", solved=True),
    event(34, "signed_off", signed_by="Li"),
]


def test_every_state_is_reached_and_has_a_way_out():
    assert verify(SERVICE_REQUEST) == ()


def test_from_intake_to_the_customers_signature():
    request = lived(*WHOLE)
    assert request.state == "signed"
    assert request.log == tuple(WHOLE)
    assert possible(request) == ()


def test_r34_intake_needs_time_symptom_and_steps():
    with pytest.raises(MoveRefused, match="symptom"):
        lived(event(0, "recorded", fault_time="08:30"))


def test_r35_r36_no_visit_before_remote_help_failed():
    with pytest.raises(MoveRefused, match="remote help has failed"):
        lived(*WHOLE[:2], WHOLE[3])
    assert lived(*WHOLE[:4]).state == "visit_arranged"


def test_r41_feedback_names_cause_solution_and_prevention():
    with pytest.raises(MoveRefused, match="prevention"):
        lived(*WHOLE[:6], event(9, "feedback_given", cause="x", solution="y"))


def test_r81_r137_signed_only_once_it_is_thoroughly_solved():
    unsolved = [*WHOLE[:7], event(33, "followed_up", solved=False)]
    with pytest.raises(MoveRefused, match="finds it solved"):
        lived(*unsolved, WHOLE[-1])
    again = lived(*unsolved, event(35, "reopened"))
    assert again.state == "accepted"
    assert "solved" not in again.facts
    ready = {each.move.event: each.ready for each in possible(again)}
    assert ready == {
        "remote_started": True,
        "visit_arranged": False,
        "resolved": True,
        "withdrawn": True,
    }


@pytest.mark.parametrize(
    ("facts", "mode"),
    [
        ({"fee_season_visit": True}, "routine"),
        ({"fee_season_visit": False, "beyond_customer": True}, "on_site"),
        ({"fee_season_visit": False, "beyond_customer": False, "needs_diagnosis": True}, "online"),
        ({"fee_season_visit": False, "beyond_customer": False, "needs_diagnosis": False}, "phone"),
    ],
)
def test_r126_the_mode(facts, mode):
    assert decide(MODE, facts).outcome == mode


def test_r129_its_log_is_what_the_clocks_fold():
    visit = Metric(name="visit", start="visit_arranged", stop="arrived")
    rules = Policy(
        name="visits",
        metrics=[visit],
        targets=[Target(metric="visit", within=Promised("promised_at"))],
    )
    clock = assess(rules, lived(*WHOLE).log, at=START + 40 * HOUR)["visit"]
    assert isinstance(clock, Met)
    assert clock.due == START + 8 * HOUR
