"""An urgent complaint by S3: two departments, an extension, a rejected solution, a weekend.

    python examples/software_complaint.py [--lang zh-Hans]

The company has decided what S3 leaves open: "at once" means within four hours (C5), an extension
needs the customer's consent and may be had once (C10), a solution may be rejected once (C9).
Prints the course of the complaint, its clocks, and the last confirmation by the other reading of
"within 24 hours" (C1).
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

from servicedesk.calendars import BusinessCalendar
from servicedesk.complaints import ComplaintPolicy, replay
from servicedesk.incidents import Event
from servicedesk.presets import complaint_policy
from servicedesk.reasons import LANGUAGES, Lang, Text, explain
from servicedesk.sla import ELAPSED, Assessment, TargetClock, assess, extension

OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-18:00", holidays="CN")
POLICY = ComplaintPolicy(
    most_rounds=1,
    extension_needs_consent=True,
    most_extensions=1,
    lapse_attempts=3,
    lapse_days=7,
    reopen_days=30,
    timezone="Asia/Shanghai",
)

CUSTOMER = Text("Ms Wang", "王女士", "王女士")
DESK = Text("Chen", "小陈", "小陳")
ENGINEER = Text("Zhang", "张工", "張工")
GROUP = Text("coordination group", "监督与协调小组", "監督與協調小組")
WORDS = {
    "course": Text("The complaint", "投诉经过", "投訴經過"),
    "clocks": Text("The clocks", "各项时限", "各項時限"),
    "office": Text(
        "Confirmation, by office hours", "客户确认（按工作时间）", "客戶確認（按工作時間）"
    ),
}


def at(moment: str) -> datetime:
    """A moment of June 2026, in Beijing time: "08T09:10"."""
    return datetime.fromisoformat(f"2026-06-{moment}+08:00")


def log(lang: Lang) -> tuple[Event, ...]:
    """The complaint: payday is near, and the payroll counts overtime twice."""

    def happened(moment: str, kind: str, by: Text, **facts: object) -> Event:
        told = {
            name: fact.label(lang) if isinstance(fact, Text) else fact
            for name, fact in facts.items()
        }
        return Event(at=at(moment), type=kind, by=by.label(lang), changes=told)

    return (
        happened("08T09:00", "received", CUSTOMER, channel="phone"),
        happened(
            "08T09:10",
            "recorded",
            DESK,
            number="TS-2026-031",
            complainant=CUSTOMER,
            contact="138-0000-0000",
            organisation=Text("Minghe Garments", "明河服饰", "明河服飾"),
            description=Text("overtime is counted twice", "加班费被重复计算", "加班費被重複計算"),
            expected_by="2026-06-10",
            occurred_at="2026-06-08T08:30:00+08:00",
            scope=Text("four workshops", "四个车间", "四個車間"),
            tried=Text("computed anew", "已重新核算", "已重新核算"),
        ),
        happened("08T09:15", "classified", DESK, category="technical_fault", urgency="urgent"),
        happened(
            "08T09:45",
            "handed_over",
            DESK,
            department=Text("development", "开发部", "開發部"),
            handler=ENGINEER,
        ),
        happened("08T10:30", "contacted", ENGINEER, promised_at="2026-06-10T18:00:00+08:00"),
        happened(
            "08T11:30",
            "coordinated",
            GROUP,
            coordination_record=Text(
                "development mends it, operations runs it anew",
                "开发部修复程序，运维部重新核算",
                "開發部修復程式，運維部重新核算",
            ),
        ),
        happened(
            "08T12:10",
            "proposed",
            ENGINEER,
            cause=Text("shifts past midnight", "跨零点班次", "跨零點班次"),
            remedy="rework",
            responsible=ENGINEER,
            promised_at="2026-06-10T18:00:00+08:00",
            departments=2,
        ),
        happened("08T12:40", "handling_started", ENGINEER),
        extension(
            "solution",
            at=at("10T15:00"),
            new_due=at("12T18:00"),
            reason=Text("May must be run anew", "五月数据须重新核算", "五月數據須重新核算").label(
                lang
            ),
            consent=True,
            by=ENGINEER.label(lang),
        ),
        happened("11T16:00", "completed", ENGINEER),
        happened(
            "12T10:00",
            "confirmed",
            ENGINEER,
            outcome="upheld",
            outcome_reason=Text("mended", "已修复", "已修復"),
            recourse=Text("a review", "可申请复审", "可申請複審"),
        ),
        happened(
            "12T10:30",
            "dissatisfied",
            CUSTOMER,
            dissatisfaction=Text("the night shift is still wrong", "夜班仍然有误", "夜班仍然有誤"),
        ),
        happened(
            "12T11:30",
            "proposed",
            ENGINEER,
            cause=Text("night shifts of May", "五月夜班数据", "五月夜班數據"),
            remedy="rework",
            responsible=ENGINEER,
            promised_at="2026-06-12T18:00:00+08:00",
            departments=2,
        ),
        happened("12T13:30", "handling_started", ENGINEER),
        happened("12T17:30", "completed", ENGINEER),
        happened(
            "15T09:20",
            "confirmed",
            ENGINEER,
            outcome="upheld",
            outcome_reason=Text("mended and checked", "已修复并核对", "已修復並核對"),
            recourse=Text("a review", "可申请复审", "可申請複審"),
        ),
        happened(
            "15T09:30", "accepted", CUSTOMER, statement=Text("it is right now", "已正确", "已正確")
        ),
    )


def clocks(events: tuple[Event, ...], clock: TargetClock = ELAPSED) -> Assessment:
    """The clocks of S3 over the log, as this company reads the document."""
    promises = complaint_policy.policy(
        clock=clock,
        at_once=timedelta(hours=4),
        extension_needs_consent=True,
        most_extensions=1,
    )
    return assess(promises, events, {"urgency": "urgent"}, at=at("16T09:00"))


def story(lang: Lang) -> Iterator[str]:
    """The complaint, its clocks, and one clock by another reading."""
    events = log(lang)
    yield f"== {WORDS['course'].label(lang)}"
    yield explain(replay(POLICY, events, at=at("16T09:00")), lang=lang)
    yield f"== {WORDS['clocks'].label(lang)}"
    for clock in clocks(events).clocks:
        yield explain(clock, lang=lang)
    yield f"== {WORDS['office'].label(lang)}"
    for clock in clocks(events, OFFICE).clocks:
        if clock.metric == "confirmation":
            yield clock.reasons[-1].label(lang)


def main(arguments: list[str] | None = None) -> None:
    """Print the story."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    sys.stdout.write("\n".join(story(parser.parse_args(arguments).lang)) + "\n")


if __name__ == "__main__":
    main()
