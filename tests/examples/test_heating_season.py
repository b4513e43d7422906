"""The demo: a season's tickets, who pays, the statement, the promises kept."""

import json
import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def season(capsys, tmp_path):
    run = runpy.run_path(str(EXAMPLES / "heating_season.py"))["main"]

    def told(*arguments):
        run(["--html", str(tmp_path / "report.html"), *arguments])
        return capsys.readouterr().out

    return told


def test_the_file_holds_the_season_that_the_issue_asks_for():
    tickets = json.loads((EXAMPLES / "heating_season.json").read_text(encoding="utf-8"))["tickets"]
    types = [event["type"] for ticket in tickets for event in ticket["events"]]
    causes = [ticket["cause"] for ticket in tickets]
    assert len(tickets) >= 40
    assert len({ticket["channel"] for ticket in tickets}) >= 5
    assert {"waiting_customer", "resume", "reopened", "arrived", "priority"} <= set(types)
    assert "misoperation" in causes
    assert {"media", "policy_change", "data_correction"} <= {ticket["item"] for ticket in tickets}


def test_the_statement_adds_up_by_hand(season):
    # 48,000.00 × 151 days of 365 = 19,857.534…; 6 % of the fee alone; three trips, two nights
    fee, travel, lodging = 1_985_753, 48_600 + 12_800 + 51_200, 26_800 + 26_800
    tax = (fee * 6 + 50) // 100
    net = fee + travel + lodging
    told = season()
    assert f"CNY {net / 100:,.2f}" in told
    assert f"CNY {tax / 100:,.2f}" in told
    assert f"CNY {(net + tax) / 100:,.2f}" in told


def test_the_one_breach_is_told_with_its_clause(season):
    told = season()
    assert [line.split()[0] for line in told.splitlines() if " ! " in line] == ["first"]
    story = season("--why", "HS-022")
    assert "R127" in story
    assert "25 min over" in story


def test_the_story_of_no_ticket_is_refused(season, capsys):
    with pytest.raises(SystemExit) as left:
        season("--why", "HS-999")
    assert left.value.code == 2
    assert "no ticket HS-999: HS-001 to HS-045" in capsys.readouterr().err


def test_hours_span_the_spring_festival_and_the_make_up_saturday(season):
    lines = season().splitlines()
    mail = next(i for i, line in enumerate(lines) if line.startswith("HS-037"))
    # 45 min of Saturday 14 February, a working day, and 75 min of Tuesday 24 February
    assert "due 2026-02-24 09:45 +08:00" in lines[mail + 1]


def test_the_mis_operation_is_mended_within_the_premium_fee(season):
    assert "data correction: included in the fee [R116" in season()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-Hans", ["应付金额", "年度服务报告", "超时"]),
        ("zh-Hant", ["應付金額", "年度服務報告", "逾時"]),
    ],
)
def test_it_speaks_chinese(season, lang, words):
    told = season("--lang", lang)
    assert [word for word in words if word not in told] == []


def test_the_report_is_written_as_a_page_beside_its_text(season, tmp_path):
    told = season("--lang", "zh-Hans")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    for said in ("TS-2025-001", "97.8 %", "22,710.98", "HS-045", "一日一备份"):
        assert said in told
        assert said in page


def test_two_nights_without_a_backup_are_not_hidden(season):
    # 151 nights from 1 November to 31 March, two of them failed (R131)
    line, _ = (line for line in season().splitlines() if line.startswith("daily backup"))
    assert line.split()[2:] == ["Vendor", "149", "0", "2", "0"]


def test_the_customers_duties_stand_beside_the_vendors(season):
    # two people trained by 1 December (R134); 43 services due to be signed for by the season's
    # end (R137): one signed after 14 days, two not at all
    lines = season().splitlines()
    (trained,) = [line for line in lines if line.startswith("at least two people trained")]
    signed, *_ = (line for line in lines if line.startswith("check after the service"))
    assert trained.split()[-5:] == ["Customer", "1", "0", "0", "0"]
    assert signed.split()[-5:] == ["Customer", "40", "1", "2", "0"]


def test_what_was_late_or_missed_is_named_with_its_dates(season):
    lines = season().splitlines()
    start = lines.index("Duties late or missed")
    told = [line.split() for line in lines[start + 3 : start + 7]]
    assert [" ".join(words[-7:]) for words in told] == [
        "Vendor 2026-01-05 to 2026-01-06 2026-01-06 missed –",
        "record Customer HS-009, 2025-11-14 2025-11-28 missed –",
        "record Customer HS-030, 2026-01-07 2026-01-21 late 2026-02-02",
        "record Customer HS-032, 2026-01-13 2026-01-27 missed –",
    ]
