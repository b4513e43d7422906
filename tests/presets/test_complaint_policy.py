"""S3's promises with their numbers, R89 to R106."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.decisions import decide, verify
from servicedesk.errors import Undecided
from servicedesk.incidents import Event
from servicedesk.presets import complaint_policy
from servicedesk.presets.complaint_policy import Urgency
from servicedesk.reasons import UNDECIDED, Binding, explain
from servicedesk.sla import Breached, Met, Pending, Running, assess, extension

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def after(hours, kind, **rest):
    return Event(at=NINE + hours * HOUR, type=kind, **rest)


INTAKE = [after(0, "received"), after(1, "recorded"), after(2, "classified")]


def judged(log, at, facts=None, policy=None):
    return assess(policy or complaint_policy.policy(), log, facts, at=at)


def test_r99_the_hour_runs_from_recording_and_classifying_not_from_receipt():
    assert isinstance(judged(INTAKE[:2], NINE + 99 * HOUR)["hand_over"], Pending)
    assert judged(INTAKE, NINE + 2 * HOUR)["hand_over"].due == NINE + 3 * HOUR
    in_time = [*INTAKE, after(3, "handed_over")]
    assert isinstance(judged(in_time, NINE + 9 * HOUR)["hand_over"], Met)
    late = [*INTAKE, Event(at=NINE + 3 * HOUR + SECOND, type="handed_over")]
    clock = judged(late, NINE + 9 * HOUR)["hand_over"]
    assert isinstance(clock, Breached)
    assert clock.overrun == SECOND


def test_r99_from_receipt_where_the_company_chooses_so():
    policy = complaint_policy.policy(hand_over_from="received")
    assert judged(INTAKE, NINE + HOUR / 2, policy=policy)["hand_over"].due == NINE + HOUR


def test_r100_contact_two_hours_after_the_department_received_it():
    log = [*INTAKE, after(2.5, "handed_over")]
    assert judged(log, NINE + 3 * HOUR)["contact"].due == NINE + 4.5 * HOUR


def test_r105_confirmation_a_day_after_each_completion():
    log = [
        *INTAKE,
        after(10, "completed"),
        after(20, "dissatisfied"),
        after(20, "confirmed"),
        after(30, "completed"),
    ]
    first, second = judged(log, NINE + 40 * HOUR).of("confirmation")
    assert isinstance(first, Met)
    assert first.due == NINE + 34 * HOUR
    assert isinstance(second, Running)
    assert second.due == NINE + 54 * HOUR


def test_r96_urgent_is_due_at_once_and_the_milder_levels_have_no_such_clock():
    clock = judged(INTAKE, NINE + 3 * HOUR, {"urgency": Urgency.URGENT})["handling"]
    assert isinstance(clock, Breached)
    assert clock.due == NINE + 2 * HOUR
    assert clock.overrun == HOUR
    for milder in (Urgency.IMPORTANT, Urgency.GENERAL):
        assert "handling" not in judged(INTAKE, NINE + 3 * HOUR, {"urgency": milder})


def test_r103_the_promised_date_is_extended_with_reason_and_consent_and_the_old_one_kept():
    promised = {"promised_at": "2026-11-25T09:00:00+00:00"}
    log = [*INTAKE, after(3, "contacted", changes=promised)]
    old, new = NINE + 48 * HOUR, NINE + 96 * HOUR
    assert judged(log, NINE + 4 * HOUR)["solution"].due == old
    asked = {"at": NINE + 5 * HOUR, "new_due": new, "reason": "问题复杂"}
    agreed = [*log, extension("solution", consent=True, **asked)]
    clock = judged(agreed, NINE + 6 * HOUR)["solution"]
    assert clock.due == new
    assert [(each.old_due, each.reason) for each in clock.extensions] == [(old, "问题复杂")]
    told = [*log, extension("solution", consent=False, **asked)]
    assert judged(told, NINE + 6 * HOUR)["solution"].due == old
    notice = complaint_policy.policy(extension_needs_consent=False)
    assert judged(told, NINE + 6 * HOUR, policy=notice)["solution"].due == new


def test_c10_undecided_refuses_to_judge_an_extension_without_consent():
    undecided = complaint_policy.policy(extension_needs_consent=UNDECIDED)
    promised = {"promised_at": "2026-11-25T09:00:00+00:00"}
    log = [*INTAKE, after(3, "contacted", changes=promised)]
    asked = {"at": NINE + 5 * HOUR, "new_due": NINE + 96 * HOUR, "reason": "问题复杂"}
    told = [*log, extension("solution", consent=False, **asked)]
    with pytest.raises(Undecided, match="C10"):
        judged(told, NINE + 6 * HOUR, policy=undecided)
    agreed = [*log, extension("solution", consent=True, **asked)]
    assert judged(agreed, NINE + 6 * HOUR, policy=undecided)["solution"].due == NINE + 96 * HOUR


def test_r106_a_dissatisfied_customer_reopens_the_solution_and_the_promise_stays():
    promised = {"promised_at": "2026-11-25T09:00:00+00:00"}
    log = [*INTAKE, after(3, "contacted", changes=promised), after(20, "completed")]
    assert isinstance(judged(log, NINE + 21 * HOUR)["solution"], Met)
    reopened = [*log, after(30, "dissatisfied")]
    assert isinstance(judged(reopened, NINE + 31 * HOUR)["solution"], Running)
    assert isinstance(judged(reopened, NINE + 49 * HOUR)["solution"], Breached)


def test_c1_the_same_promises_in_office_hours():
    office = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30")
    policy = complaint_policy.policy(clock=office)
    classified = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # Friday 17:00 in Shanghai
    log = [Event(at=classified, type="classified")]
    due = judged(log, classified, policy=policy)["hand_over"].due
    assert due == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 09:00


def test_every_target_cites_what_it_promises_and_what_was_chosen():
    for target in complaint_policy.policy().targets:
        bindings = [clause.binding for clause in target.clauses]
        assert bindings[0] is Binding.PROMISE
        assert Binding.CHOICE in bindings


def test_an_explanation_in_chinese_names_the_rule_and_its_words():
    told = explain(judged(INTAKE, NINE + 9 * HOUR)["hand_over"], lang="zh-Hans")
    assert "R99" in told
    assert "应在1小时内" in told
    assert "已超时" in told


@pytest.mark.parametrize(
    ("facts", "level", "rule"),
    [
        ({"major_loss": True, "use_impaired": False, "business_effect": "small"}, "urgent", "R96"),
        ({"major_loss": False, "use_impaired": True, "business_effect": "large"}, "urgent", "R96"),
        (
            {"major_loss": False, "use_impaired": False, "business_effect": "large"},
            "important",
            "R97",
        ),
        (
            {"major_loss": False, "use_impaired": False, "business_effect": "small"},
            "general",
            "R98",
        ),
    ],
)
def test_r96_to_r98_how_urgent_a_complaint_is(facts, level, rule):
    decided = decide(complaint_policy.URGENCY, facts)
    assert decided.outcome == level
    assert f"{rule}「" in explain(decided)
    assert verify(complaint_policy.URGENCY).findings == ()
