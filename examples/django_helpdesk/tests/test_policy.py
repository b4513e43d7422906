"""The policy: all that is stored, refused where it makes no sense, judged where it is unwise."""

import ast
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from helpdesk_sla.models import ServicePolicy

HERE = Path(__file__).parents[1]


def document():
    return json.loads(json.dumps(ServicePolicy.objects.get().document))


def test_nothing_but_the_policy_is_stored():
    (model,) = apps.get_app_config("helpdesk_sla").get_models()
    assert [each.name for each in model._meta.get_fields()] == ["id", "since", "document"]


def test_the_form_says_where_the_fault_lies(staff, clock):
    mei = staff()
    wrong = document()
    wrong["targets"][1]["within"] = "4 hours"
    answer = mei.browser.post(
        reverse("admin:helpdesk_sla_servicepolicy_add"),
        {"since": "2026-10-01", "document": json.dumps(wrong)},
    )
    assert "$.targets[1].within" in answer.content.decode()
    assert ServicePolicy.objects.count() == 1


def test_the_form_warns_of_what_is_unwise(staff, clock):
    mei = staff()
    unwise = document()
    for target in unwise["targets"]:
        if target["name"] == "first_response":
            target["within"] = "PT40H"  # the solution is promised within 16 h
    answer = mei.browser.post(
        reverse("admin:helpdesk_sla_servicepolicy_add"),
        {"since": "2026-10-01", "document": json.dumps(unwise)},
        follow=True,
    )
    assert ServicePolicy.objects.count() == 2
    assert "first_response" in " ".join(map(str, answer.context["messages"]))


def test_one_version_begins_on_a_date(policy):
    with pytest.raises(ValidationError, match="out of order"):
        ServicePolicy(document=document()).full_clean()


def test_the_earliest_version_holds_for_what_is_older(asked, says, policy):
    ServicePolicy.objects.update(since=date(2026, 10, 1))
    assert says(asked("09-24 16:30"), "09-28 09:00") == ("running", "09-28 11:30")


def test_a_policy_that_cannot_be_read_costs_the_clocks_and_no_ticket(asked, staff, caplog):
    ServicePolicy.objects.update(document={"name": "half of it"})
    ticket = asked("09-24 16:30")
    mei = staff()
    mei.update("09-24 17:00", ticket, "We look into it.", public=True)
    assert "We look into it." in mei.see("helpdesk:view", ticket.pk)
    assert "sla-panel" not in mei.see("helpdesk:view", ticket.pk)
    assert "the service policy cannot be read" in caplog.text


def test_a_new_version_holds_from_its_date(asked, says, policy):
    ticket = asked("09-28 16:30")
    stricter = document()
    stricter["version"] = "2026b"
    for target in stricter["targets"]:
        if target["name"] == "resolution_p1":
            target["within"] = "PT2H"
    ServicePolicy(since=date(2026, 9, 29), document=stricter).save()
    # 1 h on Monday; on Tuesday 2 h are allowed instead of 4, from the start: 09:30
    assert says(ticket, "09-28 17:00") == ("running", "09-29 11:30")
    assert says(ticket, "09-29 08:30") == ("running", "09-29 09:30")


def lines_of_code(path):
    """Lines that are neither blank, nor comment, nor docstring."""
    text = path.read_text("utf-8")
    code = set()
    tree = ast.parse(text)
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.strip().startswith("#") and number not in docstrings:
            code.add(number)
    return len(code)


def test_the_readme_tells_the_lines_of_glue():
    app = HERE / "helpdesk_sla"
    modules = [path for path in app.rglob("*.py") if "migrations" not in path.parts]
    readme = (HERE / "README.md").read_text("utf-8")
    stated = dict(re.findall(r"^\| `([\w/]+\.py)` \| (\d+) \|", readme, re.MULTILINE))
    counted = {path.relative_to(app).as_posix(): lines_of_code(path) for path in modules}
    assert stated == {name: str(count) for name, count in counted.items() if count}
    assert f"{sum(counted.values())} lines of Python" in readme
