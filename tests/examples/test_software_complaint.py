"""The scenario of S3: what it prints says what happened, and which reading made it late."""

import runpy
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "software_complaint.py"


@pytest.fixture
def told(capsys):
    def tell(lang="en"):
        runpy.run_path(str(EXAMPLE))["main"](["--lang", lang])
        return capsys.readouterr().out

    return tell


def test_it_goes_from_the_call_to_its_closing_in_two_rounds(told):
    course = told().split("== ")[1].splitlines()
    moves = [line.split(": ", 1)[1].split(", by")[0] for line in course[1:-1]]
    assert moves.count("propose a solution") == moves.count("confirm with the customer") == 2
    assert moves.index("record the coordination meeting") < moves.index("propose a solution")
    assert moves.index("extend the promise") < moves.index("reject") < moves.index("accept")
    # rejected once, and the first contact owns it still (C13)
    assert course[-1] == "closed (7.9); round 2, level the handler, owner Chen, handler Zhang"


def test_each_step_has_its_own_clock(told):
    clocks = told().split("== ")[2]
    for verdict in (
        "met: handed over at 2026-06-08 09:45 +08:00, due 2026-06-08 10:15 +08:00",  # R99
        "met: customer contacted at 2026-06-08 10:30 +08:00, due 2026-06-08 11:45 +08:00",  # R100
        "met: handling started at 2026-06-08 12:40 +08:00, due 2026-06-08 13:15 +08:00",  # C5
        "due 2026-06-12 18:00 +08:00 instead of 2026-06-10 18:00 +08:00; consent: yes",  # R103
        "met: confirmed at 2026-06-12 10:00 +08:00, due 2026-06-12 16:00 +08:00",  # R105
    ):
        assert verdict in clocks


def test_the_weekend_counts_by_one_reading_and_not_by_the_other(told):
    *_, clocks, office = told().split("== ")
    # completed on Friday at 17:30: a day of the clock later is Saturday
    assert "breached: confirmed at 2026-06-15 09:20 +08:00, due 2026-06-13 17:30" in clocks
    # half an hour of Friday, nine of Monday, nine of Tuesday, and five and a half of Wednesday
    assert "met: confirmed at 2026-06-15 09:20 +08:00, due 2026-06-17 14:30" in office


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh-Hans",
            [
                "投诉经过",
                "监督与协调小组",
                "自何时起算，原文未规定：已分类",
                "五月数据须重新核算",
                "超时",
            ],
        ),
        (
            "zh-Hant",
            [
                "投訴經過",
                "監督與協調小組",
                "自何時起算，原文未規定：已分類",
                "五月數據須重新核算",
                "逾時",
            ],
        ),
    ],
)
def test_told_in_chinese(told, lang, words):
    text = told(lang)
    assert [word for word in words if word not in text] == []
    assert "handling_started" not in text
