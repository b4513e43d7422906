"""C1 to C15: each an argument of a preset, refused by name while open, named once chosen."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from inspect import signature
from types import MappingProxyType
from typing import Any

import pytest
from attrs import evolve, frozen

from servicedesk.complaints import apply, replay
from servicedesk.contracts import (
    Bearer,
    Every,
    Lot,
    Measure,
    Payment,
    Quota,
    Request,
    contract_by,
    coverage,
    judge_goal,
    service_hours,
)
from servicedesk.decisions import decide
from servicedesk.errors import MoveRefused, Undecided
from servicedesk.incidents import Cause, Event, Period, Severity
from servicedesk.lint import lint
from servicedesk.money import Ratio
from servicedesk.presets import complaint_policy, construction, erp_complaints, heating, srm
from servicedesk.presets.questions import RangeReading
from servicedesk.reasons import LANGUAGES, UNDECIDED, Clause, explain
from servicedesk.reporting import due_obligations
from servicedesk.sla import ELAPSED, assess

TEATIME = datetime(2026, 5, 6, 8, 0, tzinfo=UTC)  # a Wednesday, 16:00 in Shanghai
HOUR = timedelta(hours=1)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def happened(*types):
    return [Event(at=TEATIME + index * HOUR, type=name) for index, name in enumerate(types)]


def clock_of(metric, *types, **facts):
    """The verdict of a clock an hour after the last event, and its explanation."""

    def judge(policy):
        clock = assess(policy, happened(*types), facts, at=TEATIME + len(types) * HOUR)[metric]
        verdict = type(clock), getattr(clock, "due", None), getattr(clock, "warns_at", None)
        return (*verdict, clock.started), clock

    return judge


def paid(item, cause=Cause.HOW_TO, **asked):
    def judge(book):
        contract = drawn(book)
        request = Request(id="1", item=item, at=TEATIME, **asked)
        answer = coverage(contract, request, cause, at=TEATIME)
        return (type(answer), answer.quota), answer

    return judge


def drawn(book):
    """A premium customer's contract by the book."""
    visits = Quota(
        key="visits",
        measure=Measure.VISITS,
        lots=(Lot(key="year", granted=3, start=YEAR.start, end=YEAR.end),),
    )
    return contract_by(book, "K", term=YEAR, tier="premium", quotas=(visits,))


def owed(key):
    def judge(book):
        due = due_obligations(drawn(book), (), YEAR, on=date(2026, 6, 1))
        mine = [each for each in due if each.owed.key == key]
        return len(mine), mine[:1] or [each for each in drawn(book).owed if each.key == key]

    return judge


def moved(*log, then):
    """Whether a complaint may take one more step, and its course."""

    def judge(policy):
        told = replay(policy, log, at=TEATIME + 99 * HOUR)
        try:
            after = apply(told, then)
        except MoveRefused as refusal:
            return "refused", refusal.reasons
        return (after.state, after.owner, after.level), after

    return judge


def told(hour, event, by="chen", **changes):
    return Event(at=TEATIME + hour * HOUR, type=event, by=by, changes=changes)


RECORD = {
    "number": "1",
    "complainant": "王",
    "contact": "1",
    "organisation": "厂",
    "description": "坏",
    "expected_by": "2026-06-01",
    "occurred_at": "2026-05-05T09:00:00+08:00",
    "scope": "全部",
    "tried": "重启",
}
OPENING = (
    told(0, "received", channel="phone"),
    told(1, "recorded", **RECORD),
    told(2, "classified", category="product_function", urgency="urgent"),
)
HAND_OVER = told(3, "handed_over", department="开发部", handler="张工")
SOLVING = (
    *OPENING,
    HAND_OVER,
    told(4, "contacted", by="张工", promised_at="2026-05-10T09:00:00+08:00"),
    told(
        5,
        "proposed",
        by="张工",
        cause="x",
        remedy="rework",
        responsible="张工",
        promised_at="2026-05-10T09:00:00+08:00",
        departments=1,
    ),
)
EXTENDED = told(
    7,
    "extended",
    by="张工",
    extends="solution",
    extension_reason="x",
    new_due="2026-05-12T09:00:00+08:00",
    consent=False,
)


def goal_of(count, of):
    def judge(goals):
        verdict = judge_goal(goals[0], count, of)
        return (verdict.reached, verdict.goal.months), verdict

    return judge


def open_hours(rows):
    contract = evolve(drawn(heating.book()), hours=rows, tier="annual")
    (row,) = service_hours(contract, Request(id="1", item="bug_fix", at=TEATIME, channel="phone"))
    return row.clock, row.clauses


def in_book(preset, name, judge):
    return lambda value: judge(preset.book(**{name: value}))


@frozen
class Asked:
    """An open question: the argument that answers it, two answers, and what they change."""

    question: str
    makes: Callable[..., Any]
    argument: str
    answers: tuple[Any, Any]
    judge: Callable[[Any], tuple[Any, Any]]
    within: tuple[Any, str] | None = None
    given: Mapping[str, Any] = MappingProxyType({})

    @property
    def name(self):
        other = getattr(self.answers[1], "value", "")
        return f"{self.question} {self.makes.__module__.split('.')[2]}.{self.argument} {other}"

    def made(self, value):
        return self.makes(**{self.argument: value}, **self.given)

    def subject(self, value):
        part = self.made(value)
        if self.within is None:
            return part
        preset, name = self.within
        return preset.book(**{name: part})


OFFICE = heating.office()
ASKED = [
    Asked("C1", heating.policy, "clock", (ELAPSED, OFFICE), clock_of("first_response", "created")),
    Asked("C1", srm.policy, "clock", (ELAPSED, OFFICE), clock_of("arrival", "visit_requested")),
    Asked(
        "C1",
        construction.policy,
        "clock",
        (ELAPSED, OFFICE),
        clock_of("full_recovery", "disaster_declared", disaster="cyber_attack"),
    ),
    Asked(
        "C1",
        complaint_policy.policy,
        "clock",
        (ELAPSED, OFFICE),
        clock_of("confirmation", "completed"),
    ),
    Asked(
        "C1",
        erp_complaints.patience,
        "clock",
        (ELAPSED, OFFICE),
        clock_of("effective_answer", "received"),
        given={"within": timedelta(days=7)},
    ),
    Asked(
        "C1",
        heating.hours,
        "desk",
        (OFFICE, heating.office(week="Mon-Sun 08:30-17:30")),
        lambda book: open_hours(book.hours),
        (heating, "served"),
    ),
    Asked(
        "C2",
        heating.policy,
        "visit_clock_starts",
        (("visit_requested",), ("created",)),
        clock_of("visit_arrangement", "created", "visit_requested"),
    ),
    Asked(
        "C2",
        srm.policy,
        "arrival_starts",
        (("visit_requested",), ("created",)),
        clock_of("arrival", "created", "visit_requested"),
    ),
    Asked(
        "C2",
        complaint_policy.policy,
        "hand_over_from",
        ("classified", "received"),
        clock_of("hand_over", "received", "classified"),
    ),
    *(
        Asked(
            "C3",
            srm.policy,
            "ranges",
            (RangeReading.WARNS, other),
            clock_of("first_response", "created", channel="email"),
        )
        for other in (RangeReading.LOWER_COMMITS, RangeReading.UPPER_COMMITS)
    ),
    Asked(
        "C4",
        srm.policy,
        "adopted",
        ((srm.PHONE_EXAMPLE,), (evolve(srm.PHONE_EXAMPLE, within=HOUR),)),
        clock_of("first_response", "created", channel="phone"),
    ),
    Asked(
        "C4",
        construction.policy,
        "adopted",
        (
            (construction.RESPONSE_EXAMPLE,),
            (evolve(construction.RESPONSE_EXAMPLE, within=HOUR),),
        ),
        clock_of("first_response", "created"),
    ),
    Asked(
        "C5",
        construction.policy,
        "by_level",
        ({"level_1": HOUR}, {"level_1": 9 * HOUR}),
        clock_of("resolution", "created", fault_level="level_1"),
    ),
    Asked(
        "C5",
        complaint_policy.policy,
        "at_once",
        (timedelta(0), 2 * HOUR),
        clock_of("handling", "classified", urgency="urgent"),
    ),
    Asked(
        "C5",
        heating.entitlements,
        "major",
        (Severity.CRITICAL, Severity.HIGH),
        paid("on_site", severity=Severity.HIGH),
        (heating, "granted"),
        {"minor_visits": "visits"},
    ),
    Asked(
        "C6",
        construction.policy,
        "recovery_starts",
        (("disaster_declared",), ("disaster",)),
        clock_of("full_recovery", "disaster", "disaster_declared", disaster="cyber_attack"),
    ),
    Asked(
        "C7",
        construction.book,
        "backups",
        (
            construction.BACKUP_EXAMPLES,
            tuple(evolve(each, due=Every(days=1)) for each in construction.BACKUP_EXAMPLES),
        ),
        owed("ordinary_data_backup"),
    ),
    Asked(
        "C7",
        srm.catalogue,
        "weekly_backup",
        (True, False),
        owed("incremental_backup"),
        (srm, "items"),
    ),
    Asked(
        "C8",
        heating.entitlements,
        "minor_visits",
        (None, "visits"),
        paid("on_site", severity=Severity.LOW),
        (heating, "granted"),
    ),
    Asked(
        "C8",
        srm.entitlements,
        "basic_upgrade",
        (Payment.FREE, Payment.CHARGEABLE),
        paid("basic_upgrade", Cause.POLICY_CHANGE),
        (srm, "granted"),
    ),
    Asked(
        "C8",
        srm.liabilities,
        "customers_own",
        (Bearer.VENDOR, Bearer.CUSTOMER),
        paid("fault_repair", Cause.MISOPERATION),
        (srm, "liable"),
    ),
    *(
        Asked(
            "C8",
            construction.entitlements,
            argument,
            (Payment.FREE, Payment.CHARGEABLE),
            paid(item),
            (construction, "granted"),
        )
        for argument, item in (
            ("after_warranty", "maintenance"),
            ("may_be_charged", "customisation"),
        )
    ),
    *(
        Asked(
            "C9",
            preset,
            "most_rounds",
            (0, 1),
            moved(*SOLVING, then=told(6, "dissatisfied", dissatisfaction="x")),
        )
        for preset in (complaint_policy.handling, erp_complaints.policy)
    ),
    Asked(
        "C9",
        erp_complaints.patience,
        "within",
        (timedelta(days=7), timedelta(days=30)),
        clock_of("effective_answer", "received"),
    ),
    *(
        Asked(
            "C10",
            preset,
            argument,
            answers,
            moved(*SOLVING, then=evolve(EXTENDED, changes=EXTENDED.changes | {"consent": consent})),
        )
        for preset in (complaint_policy.handling, erp_complaints.policy)
        for argument, answers, consent in (
            ("extension_needs_consent", (False, True), False),
            ("most_extensions", (0, 1), True),
        )
    ),
    Asked(
        "C11",
        erp_complaints.recourse,
        "firms_may_complain",
        (True, False),
        lambda table: _decided(
            decide(
                table,
                {
                    "official": "unanswered",
                    "matter": "ordinary",
                    "bought_from": "vendor",
                    "consumer": False,
                },
            )
        ),
    ),
    Asked(
        "C12",
        construction.catalogue,
        "periods",
        ({"recovery_drill": Every(months=1)}, {"recovery_drill": Every(months=3)}),
        owed("recovery_drill"),
        (construction, "offered"),
    ),
    *(
        Asked(
            "C12",
            preset.catalogue,
            argument,
            (Every(months=1), Every(months=3)),
            owed(item),
            (preset, name),
        )
        for preset, name, argument, item in (
            (srm, "items", "scans", "vulnerability_scan"),
            (srm, "items", "return_visits", "visit_training"),
            (heating, "offered", "maintenance", "maintenance"),
            (heating, "offered", "patches", "system_patches"),
            (heating, "offered", "backup_checks", "backup"),
        )
    ),
    Asked(
        "C12",
        srm.surveyed,
        "every",
        (Every(months=1), Every(months=3)),
        owed("survey"),
        (srm, "survey"),
    ),
    Asked(
        "C12",
        heating.obligations,
        "own_backups",
        (Every(months=1), Every(months=3)),
        owed("own_backups"),
        (heating, "owed"),
    ),
    Asked(
        "C13",
        complaint_policy.handling,
        "owner_hands_over",
        (False, True),
        moved(*OPENING, then=HAND_OVER),
    ),
    Asked("C14", srm.goals, "rate_months", (1, 12), goal_of(9, 10)),
    Asked(
        "C14",
        construction.goals,
        "most_complaints",
        (Ratio(1, 100), Ratio(1, 10)),
        goal_of(5, 100),
    ),
    Asked("C15", complaint_policy.hours, "hotline", (False, True), open_hours),
]


def _decided(decision):
    return decision.outcomes, decision


def named_in(outcome, lang):
    """The explanation of an outcome, or the clauses of what explains itself by them."""
    if isinstance(outcome, tuple | list):
        parts = [each.label(lang) if isinstance(each, Clause) else "" for each in outcome]
        own = [clause.label(lang) for each in outcome for clause in getattr(each, "clauses", ())]
        told_by = [explain(each, lang=lang) for each in outcome if hasattr(each, "reasons")]
        return "\n".join((*parts, *own, *told_by))
    return explain(outcome, lang=lang)


def test_every_question_is_asked():
    assert {asked.question for asked in ASKED} == {f"C{number}" for number in range(1, 16)}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_it_is_a_named_argument(asked):
    found = signature(asked.makes).parameters[asked.argument]
    assert "Choice" in str(found.annotation)
    # a length for "long without an answer" is the one that no default can stand for
    assert found.default is not UNDECIDED
    assert (found.default is found.empty) == (asked.argument == "within")


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_left_open_it_is_found_by_lint_and_refused_by_name(asked):
    left_open = asked.subject(UNDECIDED)
    if asked.argument == "rate_months" or asked.argument == "most_complaints":
        book = (
            srm.book(aims=left_open)
            if asked.makes is srm.goals
            else construction.book(aims=left_open)
        )
    else:
        book = left_open
    subjects = book if isinstance(book, tuple) else (book,)
    assert {finding.question for finding in lint(*subjects)} == {asked.question}
    with pytest.raises(Undecided, match=asked.question):
        asked.judge(left_open)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_two_answers_differ_and_the_explanation_names_the_question(asked):
    verdicts = []
    for answer in asked.answers:
        verdict, outcome = asked.judge(asked.subject(answer))
        verdicts.append(verdict)
        if verdict == "refused":
            continue
        if asked.question == "C11" and answer is False:
            continue  # the row that says so is not a firm's
        for lang in LANGUAGES:
            assert asked.question in named_in(outcome, lang)
    assert verdicts[0] != verdicts[1]
