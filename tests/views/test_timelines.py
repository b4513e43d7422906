"""The picture of clocks: what it shows, for whom, and that it is a document."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import UnknownName
from servicedesk.incidents import Event
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.sla import RESOLUTION, Level, Metric, Policy, Target, assess
from servicedesk.views import timeline, timeline_svg

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = BusinessCalendar("UTC", "Mon-Fri 09:00-12:00,13:00-17:00")
SVG = "{http://www.w3.org/2000/svg}"


def judged(*entries, hours=30, within=4, clock=OFFICE):
    rules = Policy(
        name="shown",
        metrics=[RESOLUTION],
        targets=[
            Target(
                metric="resolution",
                within=within * HOUR,
                clock=clock,
                levels=[Level(name="half", percent=50)],
            )
        ],
    )
    log = [Event(at=START + at * HOUR, type=kind) for at, kind in entries]
    return assess(rules, log, at=START + hours * HOUR)


LATE = judged((0, "created"), (1, "pause"), (2, "resume"), (7.5, "resolved"))


def shapes(assessment):
    root = ET.fromstring(timeline_svg(assessment))  # noqa: S314 - our own
    found = {}
    for each in root.iter():
        if "class" in each.attrib and each.tag != f"{SVG}text":
            found.setdefault(each.get("class"), []).append(each)
    return found


def x_of(each):
    return int(each.get("x"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_tells_the_story_in_words_to_those_who_cannot_see_it(lang):
    root = ET.fromstring(timeline_svg(LATE, lang=lang))  # noqa: S314 - our own
    assert root.find(f"{SVG}desc").text == explain(LATE, lang=lang)
    assert root.get("role") == "img"


def test_counted_time_is_late_after_due_and_waits_are_dashed():
    # 9-10, 11-12, 13-15 count; due 15:00; late 15-16:30. One of each stands in the legend.
    drawn = shapes(LATE)
    assert len(drawn["counted"]) - 1 == 3
    assert len(drawn["late"]) - 1 == 1
    assert len(drawn["wait"]) - 1 == 1
    assert len(drawn["due"]) == len(drawn["stop"]) == 1
    assert len([each for each in drawn["level"] if each.tag == f"{SVG}polygon"]) == 1
    due = int(drawn["due"][0].get("x1"))
    assert all(x_of(each) < due for each in drawn["counted"][:-1])
    assert x_of(drawn["late"][0]) == due


def test_it_reads_in_the_dark_too():
    assert "prefers-color-scheme: dark" in timeline_svg(LATE)


def test_nothing_started_is_a_picture_too():
    assert "no clock has started" in timeline_svg(judged())


def test_a_ticket_of_years_stays_small():
    old = judged((0, "created"), hours=24 * 365 * 20)
    assert len(timeline_svg(old)) < 30_000


def test_a_name_with_markup_is_escaped():
    log = [Event(at=START, type="created")]
    title = "<script>&"
    metric = Metric(name="x", start="created", stop="done", text=Text(title, "x", "x"))
    rules = Policy(
        name="shown", metrics=[metric], targets=[Target(metric="x", within=HOUR, clock=OFFICE)]
    )
    assert "<script>" not in timeline_svg(assess(rules, log, at=START))


def test_a_notebook_shows_it():
    assert timeline(LATE)._repr_svg_() == timeline_svg(LATE)


def test_another_language_is_refused():
    with pytest.raises(UnknownName):
        timeline_svg(LATE, lang="fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_due_at_the_end_of_the_axis_is_written_within_the_picture(lang):
    running = judged((0, "created"), hours=1)  # nothing lies after its due
    root = ET.fromstring(timeline_svg(running, lang=lang))  # noqa: S314 - our own
    (due,) = [each for each in root.iter(f"{SVG}text") if "2026-11-23 14:00" in (each.text or "")]
    assert due.get("text-anchor") == "middle"
    # at most 8 pixels a character of this size
    assert x_of(due) + 4 * len(due.text) <= int(root.get("width"))


def test_the_description_may_leave_out_microseconds():
    late = judged((0, "created"), (1.0000001, "pause"), hours=2)
    minute = timedelta(minutes=1)
    for svg in (timeline_svg(late, to=minute), timeline(late, to=minute).svg):
        root = ET.fromstring(svg)  # noqa: S314 - our own
        assert root.find(f"{SVG}desc").text == explain(late, to=minute)
    assert explain(late, to=minute) != explain(late)
