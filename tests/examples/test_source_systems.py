"""The scenarios of S0, S1 and S2: what they print says what happened, in three languages."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def told(capsys):
    def tell(example, lang="en"):
        runpy.run_path(str(EXAMPLES / f"{example}.py"))["main"](["--lang", lang])
        return capsys.readouterr().out

    return tell


def test_an_srm_outage_at_night(told):
    text = told("srm_outage")
    one, two, three = text.split("== ")[1:]
    # answered in 2 of 3 minutes; there within 48 h; a defect within warranty costs nothing
    assert "met: first response at 2026-03-03 02:12" in one
    assert "met: arrived at 2026-03-04 08:40" in one
    assert "free of charge [R84" in one
    assert "included in the fee" in two
    # 9 h for the same city's 8; misoperation: 2 h at 300, and the way there
    assert "breached: arrived" in three
    assert "1 h over" in three
    assert "chargeable [R85" in three
    # 36 500 × 31/365 = 3 100
    assert "CNY 3,100.00" in text
    assert f"Amount to pay  CNY {3_100 + 600 + 86:,}.00" in text


def test_a_fault_on_a_construction_site(told):
    text = told("construction_fault")
    assert "breached: resolved at 2026-05-06 10:00 +08:00" in text
    assert "met: recovered at 2026-05-06 15:30 +08:00, due 2026-05-06 16:00 +08:00" in text
    answers = text.strip().splitlines()
    assert any(line.startswith("repair of faults: included in the fee") for line in answers)
    assert any(line.startswith("repair of faults: chargeable [R63") for line in answers)
    assert any(line.startswith("maintenance: free of charge [R61") for line in answers)


def test_a_dissatisfied_customer_goes_up_the_ladder(told):
    text = told("erp_complaint")
    bring, course, firm, person = text.split("\n\n")
    assert "invoice" in bring
    assert "ask for a review, by buyer" in course
    assert "escalate, by buyer" in course
    assert "level a superior" in course
    assert "consumer_body" not in firm
    assert "consumer_body" in person  # C11


@pytest.mark.parametrize("example", ["srm_outage", "construction_fault"])
@pytest.mark.parametrize(("lang", "word"), [("zh-Hans", "达标"), ("zh-Hant", "達標")])
def test_told_in_chinese(told, example, lang, word):
    assert word in told(example, lang)
