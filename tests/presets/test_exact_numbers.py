"""Every rule with a number: the preset's value that cites it holds exactly that number.

The numbers are the documents' (`rules.md`, [N]); the values are found by the rule that they cite,
so a value that is changed, or cited for another rule, is found out.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import Every, Once
from servicedesk.decisions import Between, atoms_of
from servicedesk.money import Ratio
from servicedesk.presets import complaint_policy, construction, heating, srm
from servicedesk.reasons import Binding
from servicedesk.sla import ELAPSED

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
DAY, WEEK = Every(days=1), Every(days=7)
OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30", holidays="CN")
PROMISE, NORM, EXAMPLE = Binding.PROMISE, Binding.NORM, Binding.EXAMPLE

S1 = construction.book(
    promised=construction.policy(adopted=(construction.RESPONSE_EXAMPLE,)),
    backups=construction.BACKUP_EXAMPLES,
)
S2 = srm.book(
    promised=srm.policy(adopted=(srm.PHONE_EXAMPLE, srm.ANY_FEEDBACK_EXAMPLE)),
    survey=srm.QUARTERLY_SURVEY,
)
S4 = heating.book()
BOOKS = {"S1": S1, "S2": S2, "S4": S4}
POLICIES = {"S1": S1.policy, "S2": S2.policy, "S3": complaint_policy.policy(), "S4": S4.policy}


def binding_of(part, rule):
    """How binding the sentence of this rule is on which the part rests; None if it has none."""
    return next((each.binding for each in part.clauses if each.ref == rule), None)


def targets(source, rule):
    """(metric, warned after, at most, how binding) of each target that rests on the rule."""
    return {
        (target.metric, target.warn_after, target.within, binding_of(target, rule))
        for target in POLICIES[source].targets
        if binding_of(target, rule) is not None
    }


def dues(source, rule):
    """(key, how often, how binding) of each service that rests on the rule and falls due."""
    return {
        (item.key, item.due, binding_of(item, rule))
        for item in BOOKS[source].items
        if binding_of(item, rule) is not None and item.due is not None
    }


def hours(source, rule):
    """(clock, how binding) of the hours of service that rest on the rule."""
    return {
        (row.clock, binding_of(row, rule))
        for row in BOOKS[source].hours
        if binding_of(row, rule) is not None
    }


def goals(source, rule):
    """(least share, how binding) of the goals that rest on the rule."""
    return {
        (goal.at_least, binding_of(goal, rule))
        for goal in BOOKS[source].goals
        if binding_of(goal, rule) is not None
    }


def people(source, rule):
    """(people who must do it, on the facts and by name, how binding) of duties by the rule."""
    return {
        (
            *(atom.low for atom in atoms_of(duty.kept) if isinstance(atom, Between)),
            duty.due.people,
            binding_of(duty, rule),
        )
        for duty in BOOKS[source].obligations
        if binding_of(duty, rule) is not None and isinstance(duty.due, Once)
    }


NUMBERS = {
    # S1
    "R34": (hours, "S1", {(ELAPSED, NORM)}),  # 7 × 24
    "R46": (
        dues,
        "S1",
        {("key_data_backup", DAY, EXAMPLE), ("ordinary_data_backup", WEEK, EXAMPLE)},
    ),
    "R53": (targets, "S1", {("key_business_recovery", None, 24 * HOUR, NORM)}),
    "R54": (targets, "S1", {("full_recovery", None, 48 * HOUR, NORM)}),
    "R55": (targets, "S1", {("running_again", None, 12 * HOUR, NORM)}),
    "R59": (targets, "S1", {("first_response", None, 24 * HOUR, EXAMPLE)}),
    # S2
    "R65": (targets, "S2", {("first_response", None, timedelta(minutes=3), EXAMPLE)}),
    "R65 day and night": (hours, "S2", {(ELAPSED, NORM)}),
    "R66": (targets, "S2", {("first_response", HOUR, 2 * HOUR, NORM)}),
    "R67": (targets, "S2", {("arrival", 4 * HOUR, 8 * HOUR, NORM)}),
    "R68": (targets, "S2", {("arrival", 24 * HOUR, 48 * HOUR, NORM)}),
    "R70": (goals, "S2", {(Ratio(90, 100), NORM)}),
    "R74": (dues, "S2", {("inspection", Every(months=1), NORM)}),
    "R77": (dues, "S2", {("full_backup", DAY, NORM), ("incremental_backup", WEEK, NORM)}),
    # the quarter is the example in a sentence of which "periodically" is the norm
    "R79": (dues, "S2", {("survey", Every(months=3), NORM)}),
    "R83": (targets, "S2", {("first_response", HOUR, 2 * HOUR, EXAMPLE)}),
    # S3
    "R99": (targets, "S3", {("hand_over", None, HOUR, PROMISE)}),
    "R100": (
        lambda source, rule: {each for each in targets(source, rule) if each[0] == "contact"},
        "S3",
        {("contact", None, 2 * HOUR, PROMISE)},
    ),
    "R105": (targets, "S3", {("confirmation", None, 24 * HOUR, PROMISE)}),
    # S4
    "R119": (hours, "S4", {(ELAPSED, PROMISE)}),
    "R127": (targets, "S4", {("first_response", None, 2 * HOUR, PROMISE)}),
    "R128": (targets, "S4", {("online_reply", None, 2 * HOUR, PROMISE)}),
    "R129": (targets, "S4", {("visit_arrangement", None, 2 * HOUR, PROMISE)}),
    # updates of program files are offered around the clock, not promised
    "R130": (hours, "S4", {(OFFICE, PROMISE), (ELAPSED, NORM)}),
    "R131": (dues, "S4", {("daily_backup", DAY, PROMISE)}),
    "R133": (dues, "S4", {("annual_report", Every(months=12, days_after=30), PROMISE)}),
    "R134": (people, "S4", {(2, 2, PROMISE)}),
}


def test_every_rule_with_a_number_is_here():
    rules = tomllib.loads((ROOT / "docs" / "rules.toml").read_text("utf-8"))["rules"]
    exact = {number for number, rule in rules.items() if rule["mark"] == "number"}
    assert {rule.split()[0] for rule in NUMBERS} == exact


@pytest.mark.parametrize("rule", NUMBERS)
def test_the_value_that_cites_the_rule_holds_its_number(rule):
    found, source, expected = NUMBERS[rule]
    assert found(source, rule.split()[0]) == expected


def test_an_example_is_in_no_policy_or_catalogue_that_has_not_adopted_it():
    assert all(not targets_of for targets_of in (_default("R59"), _default("R65"), _default("R83")))
    assert not any(item.due for item in construction.book().items if binding_of(item, "R46"))
    assert not any(item.due for item in srm.book().items if binding_of(item, "R79"))
    quarterly = {each.binding for each in srm.QUARTERLY_SURVEY.clauses if each.ref == "R79"}
    assert quarterly == {NORM, EXAMPLE}
    assert EXAMPLE not in {each.binding for each in srm.surveyed(Every(months=1)).clauses}


def _default(rule):
    books = (construction.book(), srm.book())
    return [each for book in books for each in book.policy.targets if binding_of(each, rule)]
