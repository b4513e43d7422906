"""The advice of S0: channels, what to bring, where to go next, and its example process."""

from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest

from servicedesk.complaints import Complaint, ComplaintType, ask_for, next_steps, replay
from servicedesk.decisions import decide, verify
from servicedesk.errors import MoveRefused, Undecided
from servicedesk.incidents import Event
from servicedesk.presets import erp_complaints
from servicedesk.reasons import UNDECIDED, Binding, Clause, explain
from servicedesk.sla import Breached, Running, assess

TAIPEI = timezone(timedelta(hours=8))
NOON = datetime(2026, 4, 1, 12, tzinfo=TAIPEI)
SEED = Path(__file__).parents[2].parent / "shared" / "seeds" / "000_9db93f5475bb838d.txt"
TABLES = (
    erp_complaints.CHANNELS,
    erp_complaints.RECOURSE,
    erp_complaints.COMPLETENESS,
    erp_complaints.PREPARATION,
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_tables_are_sound_and_leave_no_case_without_an_answer(table):
    proof = verify(table)
    assert proof.sound
    assert proof.gaps == 0


@pytest.mark.parametrize(
    ("bought_from", "matter", "expected"),
    [
        # R1: official support for every vendor; R2: only if bought there; R3: only for breach of
        # contract or serious service quality
        ("vendor", "ordinary", {"official"}),
        ("agent", "ordinary", {"official", "where_bought"}),
        ("platform", "contract", {"official", "where_bought", "oversight"}),
        ("vendor", "service_quality", {"official", "oversight"}),
    ],
)
def test_channels(bought_from, matter, expected):
    found = decide(erp_complaints.CHANNELS, {"bought_from": bought_from, "matter": matter})
    assert set(found.outcomes) == expected


def recourse(official, matter="ordinary", bought_from="vendor", *, consumer=False):
    facts = {
        "official": official,
        "matter": matter,
        "bought_from": bought_from,
        "consumer": consumer,
    }
    return set(decide(erp_complaints.RECOURSE, facts).outcomes)


def test_the_official_channel_comes_first():
    # R5
    assert recourse("not_tried", "contract", consumer=True) == {"complain_officially"}
    assert recourse("waiting", "contract") == {"wait"}


def test_unsatisfied_one_asks_for_a_review_or_escalates():
    # R10, R11, R22, R33: alternatives, not a chain
    assert recourse("unsatisfied") == {"second_review", "superior"}
    assert recourse("unanswered") == {"superior"}
    assert recourse("unanswered", bought_from="platform") == {"superior", "where_bought"}


def test_grave_matters_go_outside():
    # R15: the regulator is told of a data leak at once; R23: authority for contract and data
    # security; R25: court for large loss and serious breach
    assert recourse("waiting", "data_security") == {"wait", "authority"}
    assert recourse("unsatisfied", "contract") == {
        "second_review",
        "superior",
        "authority",
        "court",
    }
    assert recourse("unanswered", "large_loss") == {"superior", "court"}


def test_a_firm_is_not_sent_to_the_consumer_body():
    # C11: the article sends firms and persons alike
    states = product(("unanswered", "unsatisfied"), ("ordinary", "contract"))
    for official, matter in states:
        assert "consumer_body" not in recourse(official, matter, consumer=False)
        assert "consumer_body" in recourse(official, matter, consumer=True)
    (row,) = (row for row in erp_complaints.RECOURSE.rows if row.id == "consumer_body")
    assert [clause.ref for clause in row.clauses] == ["R3", "C11", erp_complaints.ARTICLE_3.ref]


def test_what_a_vague_complaint_lacks():
    # R7: when, what is affected, what was tried; R28: vague complaints go to and fro
    facts = {"has_occurred_at": True, "has_scope": False, "has_tried": False}
    assert set(decide(erp_complaints.COMPLETENESS, facts).outcomes) == {"scope", "tried"}
    whole = dict.fromkeys(facts, True)
    assert set(decide(erp_complaints.COMPLETENESS, whole).outcomes) == {"complete"}


def test_what_to_bring():
    # R6, R30, R31: material, a timeline, and numbers
    keys = [row.id for row in erp_complaints.PREPARATION.rows if row.id != "complete"]
    nothing = {f"has_{key}": False for key in keys}
    assert set(decide(erp_complaints.PREPARATION, nothing).outcomes) == set(keys)
    assert {"failure_rate", "affected_process", "loss", "timeline", "contract"} <= set(keys)


def test_evidence_by_type_with_care_for_sensitive_data():
    # R12 to R17, R21
    assert {each.type for each in erp_complaints.CHECKLISTS} == set(ComplaintType)
    asked = ask_for(ComplaintType.DATA_SECURITY, {})
    assert "R15" in explain(asked)
    assert "R21" in explain(asked)


def test_patience_has_no_number_until_the_complainant_gives_one():
    # R5: 長時間無有效回應
    with pytest.raises(Undecided, match="C9"):
        assess(erp_complaints.patience(UNDECIDED), [], at=NOON)
    policy = erp_complaints.patience(timedelta(days=14))
    log = [Event(at=NOON, type="received")]
    for days, kind in ((14, Running), (15, Breached)):
        found = assess(policy, log, at=NOON + timedelta(days=days))
        assert type(found["effective_answer"]) is kind
    assert "R5" in explain(found["effective_answer"])


# --- the example process of R26


def lived(log):
    return replay(erp_complaints.policy(), log, at=NOON + timedelta(days=30))


def happened(hours, kind, by="", **changes):
    return Event(at=NOON + timedelta(hours=hours), type=kind, by=by, changes=changes)


SUBMITTED = (
    happened(0, "received", "buyer", channel="web", description="reports are wrong"),
    happened(
        1,
        "recorded",
        "desk",
        number="T-7",
        occurred_at="2026-03-31",
        scope="finance",
        tried="restart",
    ),
)


def test_a_ticket_number_is_given_and_progress_can_be_asked_for():
    # R8
    complaint = lived(SUBMITTED)
    assert complaint.number == "T-7"
    assert complaint.state == "received"
    assert "T-7" not in {step.move.event for step in next_steps(complaint, at=NOON)}


def test_without_when_what_and_tried_it_is_returned_not_registered():
    # R7, R28
    bare = (SUBMITTED[0], happened(1, "recorded", "desk", number="T-7"))
    with pytest.raises(MoveRefused, match="occurred_at, scope, tried"):
        lived(bare)


def test_a_post_on_social_media_is_no_complaint_until_officially_accepted():
    # R27
    post = happened(0, "received", "buyer", channel="social", description="bad")
    with pytest.raises(MoveRefused):
        lived((post,))


def test_the_dissatisfied_customer_goes_up_the_ladder():
    # R26: submit, number, wait, no satisfaction, 升級投訴 to the next level; R9: a named handler;
    # R19: every step is kept
    log = (
        *SUBMITTED,
        happened(2, "acknowledged", "desk", next_step="assessment"),
        happened(3, "classified", "desk", category="function_fault", urgency="important"),
        happened(4, "handed_over", "desk", department="support", handler="lin"),
        happened(6, "contacted", "lin", promised_at="2026-04-03T12:00:00+08:00"),
        happened(20, "investigated", "lin", cause="product_defect"),
        happened(
            24,
            "proposed",
            "lin",
            cause="product_defect",
            remedy="patch",
            responsible="lin",
            promised_at="2026-04-05T12:00:00+08:00",
            departments=1,
        ),
        happened(
            30,
            "review_requested",
            "buyer",
            dissatisfaction="not enough",
            reviewer="chen",
        ),
    )
    complaint = lived(log)
    assert complaint.state == "under_review"
    assert complaint.handler == "lin"
    assert complaint.reviews == 1
    assert len(complaint.log) == len(log)
    text = explain(complaint, lang="zh-Hant")
    assert "R10" in text
    assert "R22" in text

    again = (
        *log,
        happened(
            40,
            "reviewed",
            "chen",
            remedy="rewrite",
            responsible="chen",
            promised_at="2026-04-09T12:00:00+08:00",
        ),
        happened(44, "review_requested", "buyer", dissatisfaction="still not", reviewer="wu"),
    )
    with pytest.raises(MoveRefused, match="review"):
        lived(again)
    escalated = lived(
        (
            *again[:-1],
            happened(44, "escalated", "buyer", escalation_reason="still not satisfied"),
        )
    )
    assert escalated.level == 1


def test_nothing_here_is_a_promise():
    clauses = [clause for table in TABLES for row in table.rows for clause in row.clauses]
    clauses += erp_complaints.policy().clauses
    assert {clause.binding for clause in clauses} == {Binding.NORM, Binding.CHOICE}


def test_a_complaint_starts_by_the_policy():
    # R29: in writing, level by level; R33: several levels
    assert Complaint(policy=erp_complaints.policy()).level == 0


@pytest.mark.skipif(not SEED.exists(), reason="the source documents are not here")
def test_every_quotation_stands_in_the_source():
    source = SEED.read_text(encoding="utf-8")
    spoken = [
        each.quote
        for each in vars(erp_complaints).values()
        if isinstance(each, Clause) and each.quote
    ]
    assert len(spoken) >= 22
    assert [quote for quote in spoken if quote not in source] == []
