"""The five source documents: as they stand they contradict themselves; decided, lint is silent."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from servicedesk.codec import to_document
from servicedesk.contracts import Every, Payment
from servicedesk.decisions import when
from servicedesk.incidents import Period
from servicedesk.lint import Judgement, lint
from servicedesk.money import Ratio
from servicedesk.presets import (
    as_documented,
    complaint_policy,
    construction,
    erp_complaints,
    heating,
    srm,
)
from servicedesk.presets.questions import RangeReading
from servicedesk.reasons import LANGUAGES, UNDECIDED, Binding, explain
from servicedesk.sla import Target

SEASON = Period(date(2025, 10, 1), date(2026, 10, 1))
DAY = timedelta(days=1)

# which of C1 to C15 each document leaves open, from the list of open questions in rules.md; of
# C15 only the hotline in the file of S3 is anything that a value can carry
OPEN_QUESTIONS = {
    "erp_complaints": {"C1", "C9", "C10", "C11"},
    "construction": {"C1", "C4", "C5", "C6", "C7", "C8", "C12", "C14"},
    "srm": {"C1", "C2", "C3", "C4", "C7", "C8", "C12", "C14"},
    "complaint_policy": {"C1", "C2", "C5", "C9", "C10", "C13", "C15"},
    "heating": {"C1", "C2", "C5", "C7", "C8", "C12"},
}


def as_it_stands(document):
    return lint(*getattr(as_documented, document)())


@pytest.mark.parametrize("document", as_documented.__all__)
def test_the_open_questions_of_each_document(document):
    questions = {finding.question for finding in as_it_stands(document)}
    assert questions == OPEN_QUESTIONS[document]


def test_all_of_c1_to_c15_are_reported():
    assert set().union(*OPEN_QUESTIONS.values()) == {f"C{number}" for number in range(1, 16)}


@pytest.mark.parametrize("document", as_documented.__all__)
def test_each_finding_has_its_clause_and_reads_in_three_languages(document):
    for finding in as_it_stands(document):
        assert all(explain(finding, lang=lang) for lang in LANGUAGES)
        silent_on_it = finding.code == "lint.complaint_choice_open"
        assert finding.clauses or silent_on_it


def seen(document, judgement=Judgement.CONTRADICTION):
    return {
        (
            finding.question,
            *sorted({each.ref for each in finding.clauses if each.binding is not Binding.OPEN}),
        )
        for finding in as_it_stands(document)
        if finding.judgement is judgement
    }


def test_the_contradictions_of_s4():
    assert seen("heating") == {
        ("C1", "R127", "R130"),
        ("C1", "R128", "R130"),
        ("C1", "R129", "R130"),
        ("C7", "R124", "R131"),
        ("C8", "R110", "R120"),
        ("C8", "R122", "R126"),
    }


def test_the_contradictions_of_the_others():
    assert seen("srm") == {("C7", "R77")}
    assert seen("complaint_policy") == set()
    assert seen("erp_complaints") == {("C11", "R3", "市场监督管理投诉举报处理暂行办法 第三条")}
    assert seen("construction") == set()


def test_the_machine_sees_many_by_itself():
    """Of the fifteen, those that show in the values; the rest stands there as open questions."""
    by_itself = {
        finding.question
        for document in as_documented.__all__
        for finding in as_it_stands(document)
        if finding.code not in {"lint.open_question", "lint.complaint_choice_open"}
    }
    assert by_itself == {"C1", "C3", "C6", "C7", "C8", "C10", "C14"}


def test_a_disaster_after_which_nobody_says_when_all_is_back():
    partial = [
        finding.example["disaster"]
        for finding in as_it_stands("construction")
        if finding.code == "lint.recovery_in_part_only"
    ]
    assert partial == ["natural_disaster", "hardware_fault"]


def test_as_documented_nothing_is_chosen():
    for document in as_documented.__all__:
        for subject in getattr(as_documented, document)():
            policy = getattr(subject, "policy", subject)
            for target in getattr(policy, "targets", ()):
                assert all(clause.binding is not Binding.CHOICE for clause in target.clauses)


# --- decided

LEVELS = {"level_1": DAY, "level_2": 3 * DAY}

DEFAULTS = {
    "heating": (
        heating.book(),
        heating.contract("C", term=SEASON, tier="premium"),
        heating.contract("C", term=SEASON, tier="free"),
    ),
    "srm": (srm.book(), srm.contract("C", term=SEASON, tier="annual")),
    "construction": (
        construction.book(),
        construction.contract("C", term=SEASON, tier="annual"),
    ),
    "complaint_policy": (
        complaint_policy.policy(),
        complaint_policy.handling(),
        *complaint_policy.hours(),
        complaint_policy.URGENCY,
    ),
    "erp_complaints": (
        erp_complaints.policy(),
        erp_complaints.patience(7 * DAY),
        erp_complaints.CHANNELS,
        erp_complaints.RECOURSE,
        erp_complaints.COMPLETENESS,
        erp_complaints.PREPARATION,
        erp_complaints.PROCESS,
    ),
}
OTHERWISE = {
    "heating": (
        heating.book(promised=heating.policy(clock=heating.office())),
        heating.book(granted=heating.entitlements(season_maintenance=Payment.FREE)),
        heating.book(offered=heating.catalogue(patches=Every(months=1), report_days=60)),
        heating.book(owed=heating.obligations(own_backups=Every(days=1))),
    ),
    "srm": (
        srm.book(items=srm.catalogue(weekly_backup=False), aims=srm.goals(rate_months=1)),
        srm.policy(adopted=(srm.PHONE_EXAMPLE, srm.ANY_FEEDBACK_EXAMPLE)),
        srm.policy(ranges=RangeReading.LOWER_COMMITS),
        srm.policy(ranges=RangeReading.UPPER_COMMITS),
        srm.book(survey=srm.QUARTERLY_SURVEY),
    ),
    "construction": (
        construction.book(
            promised=construction.policy(by_level=LEVELS, adopted=(construction.RESPONSE_EXAMPLE,)),
            aims=construction.goals(most_complaints=Ratio(2, 100)),
        ),
        construction.book(backups=construction.BACKUP_EXAMPLES),
        construction.book(offered=construction.catalogue({"recovery_drill": Every(months=6)})),
    ),
    "complaint_policy": (
        complaint_policy.policy(clock=heating.office(), most_extensions=2),
        complaint_policy.policy(extension_needs_consent=False, most_extensions=None),
        complaint_policy.handling(most_rounds=9, owner_hands_over=True),
        *complaint_policy.hours(hotline=True),
    ),
    "erp_complaints": (
        erp_complaints.policy(most_rounds=9, lapse_days=7),
        erp_complaints.recourse(firms_may_complain=True),
    ),
}


@pytest.mark.parametrize("document", DEFAULTS)
def test_with_the_defaults_lint_is_silent(document):
    told = [explain(each) for each in lint(*DEFAULTS[document], term=SEASON)]
    assert told == []


@pytest.mark.parametrize("document", OTHERWISE)
def test_with_other_choices_made_lint_is_silent(document):
    for subject in OTHERWISE[document]:
        assert [explain(finding) for finding in lint(subject, term=SEASON)] == []


def test_no_example_is_promised_by_default():
    """An example's number passes into a promise only where a vendor adopts it."""
    books = (heating.book(), srm.book(), construction.book())
    for book in books:
        assert book.policy is not None
        parts = (*book.policy.targets, *(item for item in book.items if item.due is not None))
        for part in parts:
            assert all(clause.binding is not Binding.EXAMPLE for clause in part.clauses)


def test_one_choice_left_open_is_one_finding():
    for left_open, item, question in (
        ({"policy_upgrade": UNDECIDED}, "product_upgrade", "C8"),
        ({"season_maintenance": UNDECIDED}, "maintenance", "C8"),
        ({"daily_backup": UNDECIDED}, "daily_backup", "C7"),
        ({"engineer_to_others": UNDECIDED}, "dedicated_engineer", "C8"),
    ):
        (finding,) = lint(heating.book(granted=heating.entitlements(**left_open)))
        assert finding.where == f"ServiceBook heating, item {item}"
        assert finding.question == question


def test_what_a_vendor_adds_is_checked_with_the_rest():
    slow = Target(
        metric="first_response", name="premium", within=DAY, when=when(tier="premium"), clauses=()
    )
    promised = heating.policy()
    offered = heating.book(promised=evolve(promised, targets=(*promised.targets, slow)))
    codes = {finding.code for finding in lint(offered)}
    assert codes == {"lint.better_tier_slower"}


def test_a_response_of_a_day_for_a_level_that_is_solved_in_hours():
    times = construction.policy(
        by_level=LEVELS | {"level_1": timedelta(hours=4)}, adopted=(construction.RESPONSE_EXAMPLE,)
    )
    (finding,) = lint(times)
    assert finding.code == "lint.later_than_its_end"
    assert dict(finding.example) == {"fault_level": "level_1"}
    assert {clause.ref for clause in finding.clauses} >= {"R38", "R40", "R59"}


def test_open_documents_are_stored():
    for subject in as_documented.heating():
        assert to_document(subject)
