"""In Chinese no wire name is left: what the presets explain is read by people."""

import re
import runpy
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import islice, product
from pathlib import Path

import pytest

from servicedesk.billing import fee
from servicedesk.classify import classify
from servicedesk.complaints import Complaint, ComplaintPolicy, apply
from servicedesk.contracts import (
    Request,
    contract_by,
    coverage,
    duties,
    judge_goal,
)
from servicedesk.decisions import DecisionTable, decide
from servicedesk.incidents import Cause, Event, Period
from servicedesk.lint import lint
from servicedesk.money import Money
from servicedesk.presets import (
    as_documented,
    categories,
    complaint_policy,
    construction,
    erp_complaints,
    heating,
    srm,
)
from servicedesk.presets.severity import SCHEMES
from servicedesk.reasons import explain
from servicedesk.reporting import (
    Case,
    GivenBack,
    Score,
    YearFacts,
    annual_report,
    due_obligations,
)
from servicedesk.schemes import matrices
from servicedesk.servicing import MODE
from servicedesk.sla import assess
from servicedesk.views import report_html, report_text

ROOT = Path(__file__).parents[2]
CHINESE = ("zh-Hans", "zh-Hant")
MONDAY = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))

WIRE_NAME = re.compile(r"(?<![A-Za-z0-9_])[a-z_]{3,}(?![A-Za-z])")
# what the sources write so, vendors, and the package that knows the holidays
THEIRS = {"srm", "bug", "holidays", "yzx", "denlee", "aoyou", "rminfo"}
SOURCE = re.compile(r" \[[^\[\]]*\]$", re.MULTILINE)


def wire_names(text):
    return set(WIRE_NAME.findall(text)) - THEIRS


def left_over(outcome, *, sources=True):
    told = "\n".join(explain(outcome, lang=lang) for lang in CHINESE)
    assert told.strip()
    return wire_names(told if sources else SOURCE.sub("", told))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"service": "down", "function": "core", "scope": "all", "environment": "production"},
        {"service": "partial", "workaround": "acceptable", "at_risk": True},
        {"security": "breach", "data": "loss", "window": "go_live", "business": "halted"},
        {"environment": "non_production", "service": "minor", "redundancy_lost": True},
    ],
    ids=lambda facts: "-".join(facts) or "nothing",
)
def test_severities(scheme, facts):
    # the published definitions are cited in the language of their source
    assert left_over(classify(facts, scheme), sources=False) == set()


TABLES = {
    table.name: table
    for module in (categories, complaint_policy, erp_complaints, construction, srm, matrices)
    for table in vars(module).values()
    if isinstance(table, DecisionTable)
} | {MODE.name: MODE}


@pytest.mark.parametrize("name", TABLES)
def test_tables(name):
    table = TABLES[name]
    published = name.endswith(("priority", "priority-4", "urgency")) or name == "cause"
    values = [(None, *tuple(domain.samples(()))[:4]) for domain in table.facts]
    for case in islice(product(*values), 200):
        facts = {
            domain.fact: value
            for domain, value in zip(table.facts, case, strict=True)
            if value is not None
        }
        assert left_over(decide(table, facts), sources=not published) == set()


LIFE = (
    "created visit_requested received recorded classified handed_over contacted disaster"
    " disaster_declared waiting_customer resume reply_completed visit_arranged first_response"
    " arrived handling_started completed resolved recovered confirmed dissatisfied closed"
).split()
POLICIES = {
    "heating": heating.policy(),
    "heating in office hours": heating.policy(clock=heating.office()),
    "srm": srm.policy(adopted=(srm.PHONE_EXAMPLE, srm.ANY_FEEDBACK_EXAMPLE), update_every=4 * HOUR),
    "construction": construction.policy(
        by_level={"level_1": HOUR, "level_2": 9 * HOUR},
        adopted=(construction.RESPONSE_EXAMPLE,),
    ),
    "complaint policy": complaint_policy.policy(),
    "erp complaints": erp_complaints.patience(timedelta(days=7)),
}


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {
            "channel": "email",
            "locality": "same_city",
            "disaster": "natural_disaster",
            "fault_level": "level_1",
            "urgency": "urgent",
            "promised_at": "2026-05-10T09:00:00+08:00",
        },
        {"channel": "phone", "locality": "other_city", "disaster": "cyber_attack"},
        {"channel": "web", "disaster": "hardware_fault", "fault_level": "level_2"},
    ],
    ids=lambda facts: facts.get("disaster", "nothing known"),
)
def test_clocks(name, facts):
    for past in (0, 2, 6, 10, 13, len(LIFE)):
        log = [Event(at=MONDAY + i * HOUR, type=what) for i, what in enumerate(LIFE[:past])]
        found = assess(POLICIES[name], log, facts, at=MONDAY + (past + 1) * HOUR)
        for clock in found.clocks:
            assert left_over(clock) == set()


@pytest.mark.parametrize("preset", [heating, srm, construction], ids=lambda each: each.__name__)
@pytest.mark.parametrize("tier", ["free", "per_incident", "annual", "premium"])
def test_who_pays_and_who_owes(preset, tier):
    book = preset.book()
    contract = contract_by(book, "K", term=YEAR, tier=tier)
    told = [
        coverage(contract, Request(id="1", item=item.key, at=MONDAY, facts=facts), cause, at=MONDAY)
        for item in contract.items
        for cause in Cause
        for facts in ({}, {"outside_network": True, "stable_network": True, "season": True})
    ]
    told += list(duties(contract, {"trained_people": 1}))
    told += due_obligations(contract, (), YEAR, on=date(2026, 2, 1))[:40]
    told += [judge_goal(goal, 1, 2) for goal in book.goals]
    for outcome in told:
        assert left_over(outcome) == set()
    for row in contract.hours:
        words = " ".join(each.label(lang) for each in row.clauses for lang in CHINESE)
        assert wire_names(words) == set()


@pytest.mark.parametrize("document", as_documented.__all__)
def test_what_lint_finds(document):
    for finding in lint(*getattr(as_documented, document)()):
        assert left_over(finding) == set()


@pytest.mark.parametrize("lang", CHINESE)
@pytest.mark.parametrize(
    "example",
    ["heating_season", "srm_outage", "construction_fault", "software_complaint", "erp_complaint"],
)
def test_statements_reports_and_complaints(example, lang, capsys, monkeypatch, tmp_path):
    """The scenario of each system, told in Chinese from end to end."""
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(ROOT / "examples" / f"{example}.py"))["main"](["--lang", lang])
    told = capsys.readouterr().out
    people = {"buyer", "desk", "lin", "chen", "work"}  # as the scenarios' hosts name them
    files = re.sub(r"\S+\.html", "", told)
    assert wire_names(files) - people == set()
    for page in tmp_path.rglob("*.html"):
        assert wire_names(words_on(page.read_text("utf-8"))) == set()


def words_on(page):
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page, flags=re.DOTALL))


GOALS = {heating: (), srm: srm.goals(rate_months=12), construction: ()}


@pytest.mark.parametrize("lang", CHINESE)
@pytest.mark.parametrize("preset", GOALS, ids=lambda each: each.__name__)
def test_the_year_s_report(preset, lang):
    """Page, text and reasons of a report that has something to say under each heading."""
    contract = contract_by(preset.book(), "K", term=YEAR, tier="annual")
    (item, *_) = (each.key for each in contract.items if each.due is None)
    log = [Event(at=MONDAY + i * HOUR, type=what) for i, what in enumerate(LIFE[:11])]
    cases = [
        Case(
            request=Request(id=f"{n}", item=item, at=MONDAY, channel="phone", locality="same_city"),
            cause=Cause.PRODUCT_DEFECT,
            common=True,
            assessment=assess(POLICIES[preset.__name__.split(".")[-1]], log, at=MONDAY + 99 * HOUR),
        )
        for n in range(2)
    ]
    lodged = Event(at=MONDAY, type="received", changes={"type": "poor_service", "channel": "phone"})
    facts = YearFacts(
        cases=tuple(cases),
        complaints=(apply(Complaint(policy=ComplaintPolicy()), lodged),),
        statements=(fee(contract, [], YEAR),) if contract.fee_plan else (),
        credits=(GivenBack(amount=Money.of("1", "CNY"), on=MONDAY.date()),),
        scores=(Score("attitude", 5, MONDAY.date()),),
    )
    at = MONDAY + 200 * HOUR
    report = annual_report(contract, facts, YEAR, at=at, goals=GOALS[preset])
    assert report.promises
    assert report.common is not None
    page = words_on(report_html(report, contract=contract, lang=lang))
    told = (page, report_text(report, contract=contract, lang=lang), explain(report, lang=lang))
    assert [wire_names(each) for each in told] == [set(), set(), set()]
