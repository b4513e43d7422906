"""A complaint from lodging to closing, and each refusal with what would mend it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from servicedesk.complaints import (
    PROCESS,
    Complaint,
    ComplaintPolicy,
    Forum,
    apply,
    jump_of,
    next_steps,
    replay,
    weigh_forum,
)
from servicedesk.errors import (
    InvalidValue,
    MoveRefused,
    NaiveDatetime,
    OutOfRange,
    Undecided,
    UnknownName,
    WrongType,
)
from servicedesk.incidents import Facts
from servicedesk.lifecycles import verify
from servicedesk.presets import complaint_policy
from servicedesk.reasons import LANGUAGES, UNDECIDED, explain
from servicedesk.sla import Met, assess

from .stories import (
    OPENING,
    OUTCOME,
    POLICY,
    PROMISED,
    PROPOSAL,
    RECORD,
    SOLVING,
    at,
    event,
    told,
)

NEW_DUE = "2026-01-20T17:00:00+08:00"
EXTENDS = {"extends": "solution", "extension_reason": "需厂商配合"}
INVESTIGATING = told(*OPENING)
COMMUNICATED = told(*OPENING, *SOLVING)


def test_the_table_is_sound():
    assert verify(PROCESS) == ()


def test_the_way_of_s3_from_lodging_to_closing():
    closed = apply(COMMUNICATED, event("accepted", at(15, day=15), statement="满意"))
    assert closed.state == "closed"
    assert closed.number == "TS-2026-0117"
    assert (closed.owner, closed.handler) == ("小陈", "张工")
    assert closed.closed_at == at(15, day=15)


def test_the_same_log_feeds_the_clocks_of_s3():
    # R99 1 h after classifying, R100 2 h after hand-over, R105 24 h after completion
    found = assess(
        complaint_policy.policy(), COMMUNICATED.log, {"urgency": "urgent"}, at=at(12, day=15)
    )
    assert {name: type(found[name]) for name in ("hand_over", "contact", "confirmation")} == {
        "hand_over": Met,
        "contact": Met,
        "confirmation": Met,
    }
    assert found["hand_over"].due == at(10, 30)
    assert found["contact"].due == at(12, 10)
    assert found["confirmation"].due == at(16, day=15)


def test_the_complaint_asks_by_the_due_that_the_clocks_say():
    slow = told(*OPENING[:3])
    due = assess(complaint_policy.policy(), slow.log, at=at(10))["hand_over"].due
    late = event("escalated", due + timedelta(microseconds=1), escalation_reason="未按时移交")
    with pytest.raises(MoveRefused, match="overdue"):
        apply(slow, event("escalated", due, escalation_reason="未按时移交"), due=due)
    assert apply(slow, late, due=due).level == 1


def test_a_dissatisfied_customer_has_a_new_plan_made_twice_then_is_shown_the_other_ways():
    # R106 loops without bound; this policy allows two further rounds (C9)
    complaint = COMMUNICATED
    for round_ in (2, 3):
        day = 14 + round_
        complaint = apply(complaint, event("dissatisfied", at(9, day=day), dissatisfaction="仍错"))
        assert (complaint.state, complaint.round) == ("investigating", round_)
        for each in SOLVING:
            promised = {"promised_at": NEW_DUE} if each.type == "proposed" else {}
            complaint = apply(
                complaint, event(each.type, at(12, day=day), **each.changes | promised)
            )
    with pytest.raises(MoveRefused, match="ask for a review or refer it outside"):
        apply(complaint, event("dissatisfied", at(9, day=20), dissatisfaction="仍错"))


def test_a_new_round_needs_an_outcome_of_its_own():
    again = apply(COMMUNICATED, event("dissatisfied", at(9, day=16), dissatisfaction="仍错"))
    assert "outcome" not in again.facts
    assert "remedy" not in again.facts


def test_a_review_is_done_by_another_person_and_once():
    # R10, R22
    asked = {"dissatisfaction": "不认可结论"}
    with pytest.raises(MoveRefused, match="a reviewer who has not handled it"):
        apply(COMMUNICATED, event("review_requested", at(9, day=16), reviewer="张工", **asked))
    reviewed = apply(
        COMMUNICATED, event("review_requested", at(9, day=16), reviewer="刘总", **asked)
    )
    assert reviewed.state == "under_review"
    upheld = apply(reviewed, event("upheld", at(10, day=17), by="刘总", **OUTCOME))
    with pytest.raises(MoveRefused, match="a review left"):
        apply(upheld, event("review_requested", at(11, day=17), reviewer="赵总", **asked))


def test_several_departments_need_the_record_of_their_meeting():
    # R101
    proposal = {**PROPOSAL, "departments": 2}
    with pytest.raises(MoveRefused, match="coordination meeting"):
        apply(INVESTIGATING, event("proposed", at(9, day=13), **proposal))
    met = apply(INVESTIGATING, event("coordinated", at(9, day=13), coordination_record="纪要1号"))
    assert apply(met, event("proposed", at(10, day=13), **proposal)).state == "response_proposed"


def test_an_extension_keeps_the_old_date_and_is_bounded():
    # R103, C10
    asked = {**EXTENDS, "new_due": NEW_DUE, "consent": True}
    extended = apply(INVESTIGATING, event("extended", at(9, day=14), **asked))
    assert [promise.due.isoformat() for promise in extended.promises] == [PROMISED, NEW_DUE]
    assert extended.promised.isoformat() == NEW_DUE
    with pytest.raises(MoveRefused, match="an extension left"):
        apply(extended, event("extended", at(10, day=14), **asked))


def test_consent_to_one_extension_is_no_consent_to_the_next():
    policy = ComplaintPolicy(extension_needs_consent=True, most_extensions=5)
    asked = {**EXTENDS, "new_due": NEW_DUE}
    once = apply(
        told(*OPENING, policy=policy), event("extended", at(9, day=14), consent=True, **asked)
    )
    with pytest.raises(MoveRefused, match="consent"):
        apply(once, event("extended", at(10, day=14), **asked))


def test_a_promise_that_is_overdue_is_not_extended():
    asked = {**EXTENDS, "new_due": NEW_DUE, "consent": True}
    with pytest.raises(MoveRefused, match="before it is due"):
        apply(INVESTIGATING, event("extended", at(18, day=15), **asked))


def test_what_a_register_needs_is_asked_for_by_name():
    # R94 names six; the list is open, so a host adds its own
    lodged = told(OPENING[0], policy=ComplaintPolicy(fields=("contact", "licence_number")))
    with pytest.raises(MoveRefused, match="licence_number"):
        apply(lodged, event("recorded", at(9, 20), number="1", contact="x"))
    returned = apply(lodged, event("returned", at(9, 20), asked_for="licence_number"))
    again = apply(returned, event("supplemented", at(9, 40), licence_number="L-7", contact="x"))
    assert apply(again, event("recorded", at(9, 50), number="1")).state == "received"


def test_a_post_on_social_media_is_no_complaint_until_it_is_accepted():
    # R27
    post = {"channel": "social"}
    with pytest.raises(MoveRefused, match="officially accepted"):
        apply(Complaint(policy=POLICY), event("received", at(9), **post))
    taken = event("received", at(9), officially_accepted=True, **post)
    assert apply(Complaint(policy=POLICY), taken).state == "lodged"


def test_a_fault_or_a_suggestion_takes_its_own_way():
    # R107
    lodged = told(OPENING[0])
    with pytest.raises(MoveRefused, match="takes its own way"):
        apply(lodged, event("recorded", at(9, 10), feedback="suggestion", **RECORD))
    assert apply(lodged, event("rerouted", at(9, 10), feedback="fault")).state == "not_a_complaint"


def test_missing_evidence_asks_and_refuses_nothing():
    # R12, R21, R28
    asked = told(
        event("received", at(9), channel="web", type="function_fault"),
        event("recorded", at(9, 5), **RECORD),
    )
    assert asked.state == "received"
    (ask,) = asked.asks
    assert ask.code == "complaint.evidence"
    assert ask["item"].key == "screenshot"
    assert [care.code for care in ask.because] == ["complaint.privacy"]


@pytest.mark.parametrize(
    ("facts", "forum", "named"),
    [
        # C11: a firm cannot lodge a consumer complaint, whatever the trigger
        ({"trigger": "large_loss"}, "consumer_body", "a firm may report"),
        # R2: the agent only if bought there
        ({"trigger": "large_loss"}, "agent", "only if bought there"),
        # R5, R29: level by level, unless something allows the jump
        ({}, "court", "exhausted or overdue"),
    ],
)
def test_outside_bodies_are_guarded(facts, forum, named):
    with pytest.raises(MoveRefused, match=named):
        apply(INVESTIGATING, event("referred", at(12), forum=forum, **facts))


@pytest.mark.parametrize("trigger", ["data_security", "large_loss", "serious_breach"])
def test_what_is_grave_may_jump_outside(trigger):
    # R15, R23, R25
    jumped = apply(INVESTIGATING, event("referred", at(12), forum="regulator", trigger=trigger))
    assert jumped.state == "external"


def test_a_consumer_may_complain_outside_once_the_promise_is_overdue():
    consumer = told(event("received", at(9), channel="web", party="consumer", purpose="daily_life"),
                    *OPENING[1:])  # fmt: skip
    assert apply(consumer, event("referred", at(18, day=15), forum="consumer_body")).state == (
        "external"
    )


def test_an_unknown_body_is_named():
    with pytest.raises(UnknownName, match="newspaper"):
        apply(INVESTIGATING, event("referred", at(12), forum="newspaper"))


def test_silence_lapses_only_after_attempts_and_days():
    # C9: three attempts and seven days in this policy
    silent = COMMUNICATED
    for hour in (9, 10, 11):
        silent = apply(silent, event("contact_attempted", at(hour, day=16)))
    with pytest.raises(MoveRefused, match="waiting time"):
        apply(silent, event("lapsed", at(23, day=22)))
    assert apply(silent, event("lapsed", at(0, day=23))).state == "lapsed"


def test_days_of_silence_are_those_of_the_policys_zone_however_the_log_is_written():
    # 17:00 UTC on 16 January is already the 17th in Beijing: seven days are over on the 24th
    late = at(1, day=17).astimezone(UTC)
    assert late.date() == date(2026, 1, 16)
    silent = COMMUNICATED
    for minutes in (0, 1, 2):
        silent = apply(silent, event("contact_attempted", late + timedelta(minutes=minutes)))
    almost = at(23, 59, day=23)
    with pytest.raises(MoveRefused, match="waiting time"):
        apply(silent, event("lapsed", almost))
    for written in (at(0, day=24), at(0, day=24).astimezone(UTC)):
        assert apply(silent, event("lapsed", written)).state == "lapsed"


def test_days_of_reopening_are_those_of_the_policys_zone():
    closed_at = at(1, day=17).astimezone(UTC)
    closed = apply(COMMUNICATED, event("accepted", closed_at, statement="满意"))
    last = at(23, 59, day=17) + timedelta(days=30)
    assert apply(closed, event("reopened", last, new_facts="x")).state == "investigating"
    with pytest.raises(MoveRefused, match="link it"):
        apply(closed, event("reopened", last + timedelta(minutes=1), new_facts="x"))


def test_days_without_a_zone_are_refused_by_name_and_an_unknown_zone_at_once():
    nowhere = evolve(POLICY, timezone=UNDECIDED)
    closed = told(
        *OPENING, *SOLVING, event("accepted", at(15, day=15), statement="满意"), policy=nowhere
    )
    with pytest.raises(Undecided, match="timezone"):
        apply(closed, event("reopened", at(15, day=16), new_facts="x"))
    (again,) = [step for step in next_steps(closed, at=at(15, day=16)) if step.refused]
    assert again.move.event == "reopened"
    with pytest.raises(UnknownName):
        evolve(POLICY, timezone="Mars/Olympus")


def test_facts_that_cannot_be_read_stand_in_the_way_of_their_steps_only():
    # a host that draws its buttons sees what to mend; it did not put the facts there
    odd = apply(INVESTIGATING, event("progress_reported", at(12), progress="x", next_step="y",
                                     forum="moon", departments="three", trigger="large_loss",
                                     coordinated="no"))  # fmt: skip
    found = {step.move.event: step for step in next_steps(odd, at=at(13))}
    assert [each.fact for each in found["referred"].unreadable] == ["forum"]
    assert "one of agent, consumer_body" in explain(found["referred"])
    assert "应为agent" in explain(found["referred"], lang="zh-Hans")
    assert [each.fact for each in found["proposed"].unreadable] == ["departments"]
    assert not found["referred"].ready
    assert not found["proposed"].ready
    assert found["investigated"].unreadable == ()
    with pytest.raises(UnknownName, match="moon"):
        apply(odd, event("referred", at(13)))
    with pytest.raises(MoveRefused, match="departments as a number"):
        apply(odd, event("proposed", at(13), **{**PROPOSAL, "departments": "three"}))


def test_it_is_reopened_in_time_or_lodged_anew():
    closed = apply(COMMUNICATED, event("accepted", at(15, day=1 + 14), statement="满意"))
    again = event("reopened", at(15, day=31), new_facts="又出现")
    assert apply(closed, again).state == "investigating"
    late = event("reopened", at(15, day=15) + timedelta(days=31), new_facts="又出现")
    with pytest.raises(MoveRefused, match="link it"):
        apply(closed, late)
    assert apply(closed, event("linked", at(15, day=31), linked_to="TS-9")).closed_at == at(
        15, day=15
    )


@pytest.mark.parametrize(
    ("start", "next_event", "question"),
    [
        (COMMUNICATED, event("dissatisfied", at(9, day=16), dissatisfaction="x"), "C9"),
        (
            INVESTIGATING,
            event("extended", at(9, day=13), **EXTENDS, new_due=NEW_DUE, consent=True),
            "C10",
        ),
    ],
)
def test_what_the_policy_has_not_decided_is_refused_by_name(start, next_event, question):
    undecided = replay(ComplaintPolicy(), start.log, at=at(23, day=31))
    with pytest.raises(Undecided, match=question):
        apply(undecided, next_event)
    blocked = [step for step in next_steps(undecided, at=next_event.at) if not step.ready]
    assert next_event.type in [step.move.event for step in blocked]


def test_buttons_can_be_drawn_from_what_comes_next():
    steps = {step.move.event: step for step in next_steps(COMMUNICATED, at=at(12, day=15))}
    assert steps["withdrawn"].ready
    assert steps["withdrawn"].move.by == ("complainant",)
    assert steps["accepted"].missing == ("statement",)
    assert "recorded" not in steps


def test_a_replay_takes_the_log_in_any_order_and_each_id_once():
    log = [evolve(each, id=str(index)) for index, each in enumerate([*OPENING, *SOLVING])]
    shuffled = [*log[4:], *log[:4], log[2]]
    assert replay(POLICY, shuffled, at=at(23, day=31)) == replay(POLICY, log, at=at(23, day=31))
    assert apply(replay(POLICY, log, at=at(23, day=31)), log[3]).log == tuple(log)


def test_what_was_known_then_can_be_asked():
    early = replay(POLICY, [*OPENING, *SOLVING], at=at(10, 30))
    assert early.state == "assessed"


def test_an_event_before_the_last_asks_for_a_replay():
    with pytest.raises(InvalidValue, match="replay"):
        apply(INVESTIGATING, event("withdrawn", at(8)))


def test_a_promise_without_a_zone_is_no_instant():
    with pytest.raises(NaiveDatetime):
        apply(told(*OPENING[:4]), event("contacted", at(11), promised_at="2026-01-15T17:00:00"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_tells_its_course(lang):
    told_course = explain(COMMUNICATED, lang=lang)
    assert "R105" in told_course
    assert len(told_course.splitlines()) == len(COMMUNICATED.log) + 1


def tried(complaint, *days):
    for day in days:
        complaint = apply(complaint, event("contact_attempted", at(9, day=day)))
    return complaint


def test_attempts_before_the_customer_was_reached_are_no_silence():
    # three attempts to confirm, then the customer is told: his silence begins anew
    unconfirmed = tried(told(*OPENING, *SOLVING[:-1]), 15, 16, 17)
    reached = apply(unconfirmed, event("confirmed", at(10, day=30), **OUTCOME))
    with pytest.raises(MoveRefused, match="waiting time"):
        apply(reached, event("lapsed", at(12, day=31)))


def test_where_no_attempt_is_needed_silence_counts_from_the_last_word():
    policy = evolve(POLICY, lapse_attempts=0, fields=())
    asked = event("returned", at(10), asked_for="number")
    complaint = tried(told(OPENING[0], asked, policy=policy), 13)
    complaint = apply(complaint, event("supplemented", at(9, day=20)))
    complaint = apply(complaint, event("returned", at(9, day=21), asked_for="number"))
    with pytest.raises(MoveRefused, match="waiting time"):
        apply(complaint, event("lapsed", at(9, day=27)))
    assert apply(complaint, event("lapsed", at(9, day=28))).state == "lapsed"


def test_whoever_had_it_before_does_not_review_it():
    # R10: the first handler has told no event, and still had it in hand
    passed_on = apply(
        INVESTIGATING, event("handed_over", at(9, day=13), department="QA", handler="周工")
    )
    proposed = apply(passed_on, event("proposed", at(10, day=13), **PROPOSAL))
    asked = {"dissatisfaction": "不认可结论"}
    again = told(
        *OPENING[:3],
        event("handed_over", at(10, 10), department="开发部", handler="何工"),
        event("handed_over", at(10, 20), department="开发部", handler="周工"),
        event("contacted", at(11), by="周工", promised_at=PROMISED),
        event("proposed", at(10, day=13), by="周工", **PROPOSAL),
    )
    for complaint, reviewer in ((proposed, "张工"), (again, "何工")):
        with pytest.raises(MoveRefused, match="a reviewer who has not handled it"):
            apply(complaint, event("review_requested", at(9, day=14), reviewer=reviewer, **asked))


def test_an_outside_body_decides_for_itself():
    # what we told the customer is not what the court has decided
    referred = apply(
        COMMUNICATED, event("referred", at(9, day=16), forum="court", trigger="large_loss")
    )
    for what in ("decided_outside", "returned_from_outside"):
        with pytest.raises(MoveRefused, match="outcome"):
            apply(referred, event(what, at(9, day=20)))


def test_a_field_left_empty_tells_nothing():
    lodged = told(OPENING[0])
    with pytest.raises(MoveRefused, match="contact"):
        apply(lodged, event("recorded", at(9, 20), **{**RECORD, "contact": "  "}))
    with pytest.raises(MoveRefused, match="number"):
        apply(lodged, event("recorded", at(9, 20), **{**RECORD, "number": ""}))
    asked = {"extends": "solution", "extension_reason": "", "new_due": NEW_DUE, "consent": True}
    with pytest.raises(MoveRefused, match="extension_reason"):
        apply(INVESTIGATING, event("extended", at(9, day=14), **asked))


def test_an_extension_is_to_a_later_date():
    asked = {**EXTENDS, "new_due": PROMISED, "consent": True}
    with pytest.raises(InvalidValue, match="no later date"):
        apply(INVESTIGATING, event("extended", at(9, day=14), **asked))


def test_a_plan_with_another_date_neither_moves_the_promise_nor_wins_another_extension():
    # R103, C10: only what was agreed moves it, and the policy allows one; `sla` counts so too
    asked = {**EXTENDS, "consent": True}
    extended = apply(INVESTIGATING, event("extended", at(9, day=13), new_due=NEW_DUE, **asked))
    later = {**PROPOSAL, "promised_at": "2026-01-21T17:00:00+08:00"}
    proposed = apply(extended, event("proposed", at(10, day=13), **later))
    assert proposed.promised == datetime.fromisoformat(NEW_DUE)
    assert [bool(promise.reason) for promise in proposed.promises] == [False, True, False]
    with pytest.raises(MoveRefused, match="an extension left"):
        apply(
            proposed,
            event("extended", at(11, day=13), new_due="2026-01-23T17:00:00+08:00", **asked),
        )


@pytest.mark.parametrize(
    "wrong", [{"state": "banana"}, {"level": 3}, {"level": -1}, {"round": 0}, {"attempts": -1}]
)
def test_a_complaint_that_no_log_makes_is_refused(wrong):
    with pytest.raises((OutOfRange, UnknownName)):
        Complaint(policy=POLICY, **wrong)


def test_a_log_that_the_process_does_not_allow_is_named():
    forged = Complaint(policy=POLICY, state="closed", log=(event("accepted", at(9)),))
    with pytest.raises(InvalidValue, match="accepted in noted"):
        explain(forged)


@pytest.mark.parametrize("fields", ["contact", 5, (5,)])
def test_the_fields_of_a_register_are_several_keys(fields):
    with pytest.raises(WrongType):
        ComplaintPolicy(fields=fields)


def test_what_is_told_of_outside_bodies_has_words_in_chinese():
    from_vendor = weigh_forum(Forum.AGENT, {"seller": "vendor"})[1]
    assert explain(from_vendor, lang="zh-Hans").endswith(
        "仅限经其购买的产品；本产品购自厂商 [R2（规范）]"
    )
    firm = weigh_forum(Forum.CONSUMER_BODY, {"party": "business"})[1]
    assert "C11（自行约定：按规定第三条" in explain(firm, lang="zh-Hans")
    jump = jump_of({"trigger": "large_loss"})
    assert explain(jump, lang="zh-Hant").startswith("經濟損失大：可直接轉外部")
    assert jump_of({"trigger": "impatience"}) is None


def step_of(complaint, event_type, when=None):
    steps = next_steps(complaint, at=when or at(12, day=15))
    return next(each for each in steps if each.move.event == event_type)


@pytest.mark.parametrize(
    ("field", "complaint", "event_type", "question"),
    [
        ("owner_hands_over", INVESTIGATING, "handed_over", "C13"),
        ("extension_needs_consent", INVESTIGATING, "extended", "C10"),
        ("most_extensions", INVESTIGATING, "extended", "C10"),
        ("most_rounds", COMMUNICATED, "dissatisfied", "C9"),
        ("most_reviews", COMMUNICATED, "review_requested", "C9"),
        ("lapse_attempts", COMMUNICATED, "lapsed", "C9"),
        ("lapse_days", COMMUNICATED, "lapsed", "C9"),
        ("timezone", COMMUNICATED, "lapsed", "C9"),
    ],
)
def test_a_choice_that_is_not_made_is_what_stands_in_the_way_and_nothing_else_is_hidden(
    field, complaint, event_type, question
):
    known = Facts({"department": "QA", "handler": "周工", "extends": "solution"})
    decided = evolve(complaint, facts=complaint.facts | known)
    undecided = evolve(decided, policy=evolve(POLICY, **{field: UNDECIDED}))
    here, there = (step_of(each, event_type, at(12, day=15)) for each in (decided, undecided))
    (bar,) = [guard for guard in there.refused if guard.key == "to_decide"]
    assert [clause.ref for clause in bar.clauses] == [question]
    assert not there.ready
    assert "has not decided" in explain(there)
    assert "政策尚未决定" in explain(there, lang="zh-Hans")
    # what the other choices say stays, and no guard is blamed that the open one decides
    assert {guard.key for guard in there.refused} - {"to_decide"} <= {
        guard.key for guard in here.refused
    }
    assert there.missing == here.missing
    with pytest.raises(Undecided, match=f"{field}.*{question}"):
        apply(undecided, event(event_type, at(12, day=15)))


def test_a_review_that_is_pending_leaves_the_way_outside_shut():
    # R5, R29: level by level; the official way is not exhausted while it may still help
    asked = {"dissatisfaction": "不认可结论", "reviewer": "刘总"}
    pending = apply(COMMUNICATED, event("review_requested", at(11, day=15), **asked))
    court = event("referred", at(12, day=15), forum="court")
    with pytest.raises(MoveRefused, match="exhausted or overdue"):
        apply(pending, court)
    upheld = apply(pending, event("upheld", at(11, 30, day=15), by="刘总", **OUTCOME))
    assert apply(upheld, court).state == "external"


@pytest.mark.parametrize("seller", ["agent", "platform"])
def test_what_was_bought_from_an_agent_or_a_platform_may_go_there(seller):
    # R2: 購買渠道(代理商/平臺)
    assert weigh_forum(Forum.AGENT, {"seller": seller})[0]
    asked = event("referred", at(12), forum="agent", seller=seller)
    assert apply(INVESTIGATING, asked).state == "external"
    assert not weigh_forum(Forum.AGENT, {"seller": "vendor"})[0]
