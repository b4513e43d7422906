"""Contracts, histories, answers and ledgers as JSON and back."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk import codec
from servicedesk.contracts import (
    Arrears,
    Bearer,
    Carry,
    Contract,
    Coverage,
    Covered,
    Draw,
    Duty,
    Entitlement,
    Every,
    Liability,
    Lot,
    Measure,
    Quota,
    Request,
    Reversal,
    Rollover,
    ServiceHours,
    Usage,
    Warranty,
    Work,
    amended,
    cover,
    coverage,
    duties,
    renewed,
    service_hours,
)
from servicedesk.decisions import Not, when
from servicedesk.errors import InvalidDocument
from servicedesk.incidents import Cause, Facts, Period, Severity
from servicedesk.presets import heating
from servicedesk.reasons import UNDECIDED, clauses, explain
from servicedesk.versions import Dated

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
HEATING = heating.contract("C", term=YEAR, tier="annual")


def there_and_back(value, kind):
    text = json.dumps(codec.unstructure(value, kind), allow_nan=False)
    return codec.structure(json.loads(text), kind)


VALUES = [
    (HEATING, Contract),
    (
        renewed(
            amended(HEATING, date(2026, 7, 1), tier="premium"),
            Period(date(2027, 1, 1), date(2028, 1, 1)),
        ),
        Dated[Contract],
    ),
    (Entitlement(item="media", payment=UNDECIDED, covers=Cause.HOW_TO), Entitlement),
    (Every(months=12), Every),
    (Arrears(grace_days=30, tier="free", clauses=clauses("§3")), Arrears),
    (
        Liability(
            causes=(Cause.MISOPERATION,),
            bearer=UNDECIDED,
            in_warranty=False,
            when=Not(when(severity=Severity.LOW)),
        ),
        Liability,
    ),
    (Liability(causes=Cause.HARDWARE, bearer=Bearer.VENDOR), Liability),
    (Warranty(period=YEAR, items=("media",)), Warranty),
    (
        Quota(
            key="hours",
            measure=Measure.TIME,
            lots=(Lot(key="a", granted=timedelta(hours=9), start=YEAR.start),),
            step=timedelta(minutes=15),
            rollover=Rollover(timedelta(hours=2)),
        ),
        Quota,
    ),
    (
        Usage(
            entries=(
                Draw(id="request:1", quota="q", lot=None, amount=2, on=YEAR.start),
                Reversal(of="request:1", on=YEAR.end),
                Carry(quota="q", lot="a", into="b", amount=1, on=YEAR.end),
            ),
            overdue_since=YEAR.start,
        ),
        Usage,
    ),
]


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=range(len(VALUES)))
def test_there_and_back(value, kind):
    assert there_and_back(value, kind) == value


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([item.key for item in heating.CATALOGUE]),
    st.sampled_from(Cause),
    st.sampled_from(["free", "premium", "per_incident"]),
    st.fixed_dictionaries({}, optional={"outside_network": st.booleans()}),
)
def test_every_answer_comes_back_equal_and_explains_the_same(item, cause, tier, facts):
    contract = heating.contract("C", term=YEAR, tier=tier, served=())
    answer = coverage(contract, Request(id="R", item=item, at=NOW, facts=facts), cause, at=NOW)
    again = there_and_back(answer, Coverage)
    assert again == answer
    assert explain(again, lang="zh-Hant") == explain(answer, lang="zh-Hant")


def test_covered_work_comes_back_equal():
    lot = Lot(key="a", granted=1, start=YEAR.start, end=YEAR.end)
    contract = heating.contract(
        "C",
        term=YEAR,
        tier="premium",
        granted=heating.entitlements(minor_visits="visits"),
        quotas=(Quota(key="visits", measure=Measure.VISITS, lots=(lot,)),),
    )
    request = Request(id="R", item="on_site", at=NOW, severity=Severity.LOW)
    work = Work(id="W", request="R", item="on_site", at=NOW, cause=Cause.HARDWARE, visits=2)
    covered, usage = cover(contract, [request], [work])
    assert len(covered) == 2
    assert there_and_back(covered, tuple[Covered, ...]) == covered
    assert there_and_back(usage, Usage) == usage


def test_hours_and_duties_come_back_equal():
    hours = service_hours(HEATING, Request(id="R", item="consultation", at=NOW, channel="email"))
    assert there_and_back(hours, tuple[ServiceHours, ...]) == hours
    found = duties(HEATING, Facts({"trained_people": 1}))
    assert there_and_back(found, tuple[Duty, ...]) == found


def test_a_wrong_value_is_reported_with_its_path():
    data = codec.unstructure(HEATING)
    data["entitlements"][3]["payment"] = "gratis"
    with pytest.raises(InvalidDocument, match=r"\$\.entitlements\[3\]\.payment") as caught:
        codec.structure(data, Contract)
    assert "gratis" in str(caught.value)
