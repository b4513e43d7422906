"""In the hour that a clock change repeats, values are equal by their instant (design 4.7)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicedesk.codec import structure, unstructure
from servicedesk.contracts import Request
from servicedesk.incidents import Event
from servicedesk.reasons import ReasonKind
from servicedesk.sla import RESOLUTION, Assessment, Policy, Target, assess

BERLIN = ZoneInfo("Europe/Berlin")
POLICY = Policy(
    name="p",
    metrics=[RESOLUTION],
    targets=[Target(metric="resolution", within=timedelta(hours=1))],
)


@pytest.fixture(params=[0, 1], ids=["first time", "second time"])
def instant(request):
    return datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=request.param)


def test_an_event_comes_back(instant):
    event = Event(at=instant, type="created", recorded_at=instant)
    again = structure(unstructure(event), Event)
    assert again == event == Event(at=instant.astimezone(UTC), type="created", recorded_at=instant)
    assert hash(again) == hash(event)


def test_a_request_comes_back(instant):
    request = Request(id="1", item="advice", at=instant)
    assert structure(unstructure(request), Request) == request


def test_a_verdict_comes_back(instant):
    found = assess(POLICY, [Event(at=instant, type="created")], at=instant + timedelta(minutes=1))
    again = structure(unstructure(found), Assessment)
    assert again == found
    assert again.reasons == found.reasons


def test_reasons_on_one_instant_are_equal(instant):
    kind = ReasonKind("test.at", "{at}", "{at}", "{at}")
    assert kind(at=instant) == kind(at=instant.astimezone(UTC))
    assert hash(kind(at=(instant,))) == hash(kind(at=(instant.astimezone(UTC),)))


def test_the_two_readings_are_two_instants():
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    assert Event(at=first, type="created") != Event(at=second, type="created")
