"""Surcharges on all that prices know: single work, parts of its time, units that accumulate."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.billing import fee, reevaluate
from servicedesk.decisions import when
from servicedesk.errors import InvalidValue
from servicedesk.incidents import Period
from servicedesk.money import Money, Ratio
from servicedesk.reasons import LANGUAGES, Text, explain
from servicedesk.tariffs import (
    Flat,
    FlatWithOverage,
    Graduated,
    Hourly,
    Package,
    PerUnit,
    Step,
    Surcharge,
    SurchargeOn,
    Volume,
)

from .deals import ANSWERS, DESK, YEAR, cny, contract, done, per_incident, unit

URGENT = Surcharge(key="urgent", factor="1.5", when=when(urgent=True))
NIGHT = Surcharge(key="night", factor=2, outside=DESK)
HOURS_AT_NIGHT = Surcharge(key="night", factor=2, outside=DESK, on=SurchargeOn.TIME_OUTSIDE)
STEPS = (Step("10", unit("100")), Step(None, unit("50")))
MONDAY = date(2026, 1, 5)


def uses(*each):
    """Work of so many units on one day after the other, urgent or not."""
    return [
        done(f"w{k:02}", MONDAY + timedelta(days=k), quantity=quantity, facts={"urgent": urgent})
        for k, (quantity, urgent) in enumerate(each)
    ]


@pytest.mark.parametrize(
    ("tariff", "used", "expected"),
    [
        # each unit at its own step, in order of time: 8 × 100, 2 × 100 × 1.5, 2 × 50 × 1.5
        (Graduated(STEPS), [(8, False), (4, True)], "1250"),
        # the same, the urgent ones first: 4 × 100 × 1.5, 6 × 100, 2 × 50
        (Graduated(STEPS), [(4, True), (8, False)], "1300"),
        # the flat amount of a step carries none: 4 × 10 × 1.5 + 7
        (Graduated((Step(None, unit("10"), cny("7")),)), [(4, True)], "67"),
        # all units at the step that is reached: 8 × 50 + 4 × 50 × 1.5
        (Volume(STEPS), [(4, True), (8, False)], "700"),
        (Volume((Step(None, unit("10"), cny("7")),)), [(4, True)], "67"),
        # two packages of ten at 100, and half of 4/10 of one more
        (Package("10", cny("100")), [(8, False), (4, True)], "220"),
        # the whole package urgent is one and a half
        (Package("10", cny("100")), [(10, True)], "150"),
        # the base pays for ten; of four urgent ones two lie beyond: 500 + 2 × 60 × 1.5
        (FlatWithOverage(cny("500"), "10", unit("60")), [(8, False), (4, True)], "680"),
        (FlatWithOverage(cny("500"), "10", unit("60")), [(4, True), (8, False)], "620"),
        (FlatWithOverage(cny("500"), "10", unit("60")), [(10, True)], "500"),
        (Graduated(STEPS), [(0, True)], "0"),
    ],
)
def test_units_that_accumulate_carry_their_own_surcharges(tariff, used, expected):
    deal = contract(per_incident(tariff, surcharges=(URGENT,)))
    statement = fee(deal, uses(*used), YEAR)
    assert statement.net == cny(expected)
    for line in statement.lines:
        assert reevaluate(line.reasons, "CNY") == line.net
    for lang in LANGUAGES:
        assert "urgent" in explain(statement, lang=lang)


def test_the_explanation_shows_each_step_and_surcharge():
    deal = contract(per_incident(Graduated(STEPS), surcharges=(URGENT,)))
    statement = fee(deal, uses((8, False), (4, True)), YEAR)
    text = explain(statement)
    for part in (
        "CNY 100 × 8 pcs",
        "CNY 100 × 2 pcs × 1.5 (urgent)",
        "CNY 50 × 2 pcs × 1.5 (urgent)",
        "counted with others as 4 pcs, see the line of on_site",
        "surcharge urgent: × 1.5",
    ):
        assert part in text
    packages = fee(
        contract(per_incident(Package("10", cny("100")), surcharges=(URGENT,))),
        uses((8, False), (4, True)), YEAR,
    )  # fmt: skip
    assert "CNY 100.00 × 2 packages" in explain(packages)
    assert "CNY 100.00 × 0.4 packages × 0.5 (urgent)" in explain(packages)


@pytest.mark.parametrize(
    ("tariff", "hour", "minutes", "expected"),
    [
        # the desk closes at 17: of 16:00 to 18:00 half lies outside
        (Flat(cny("100")), 16, 120, "150"),
        (Flat(cny("100")), 14, 120, "100"),
        (Flat(cny("100")), 18, 120, "200"),
        (PerUnit(unit("100")), 16, 240, "175"),  # three of four hours
        (Hourly(price=unit("60")), 16, 120, "180"),  # 60 + 60 × 2
        # by the hour with steps, in order of time: an hour by day, three at night
        (Graduated((Step("2", unit("60"), None), Step(None, unit("30"))), unit="hour"), 16, 240,
         "300"),  # 60 + 60 × 2, then 2 × 30 × 2
        (Volume((Step(None, unit("60")),), unit="hour"), 16, 240, "420"),
        (Package("4", cny("100"), unit="hour"), 16, 240, "175"),
        (FlatWithOverage(cny("10"), "3", unit("60"), unit="hour"), 16, 240, "130"),
        # a minimum hour is charged as it was worked: half of it at night
        (Hourly(price=unit("100"), minimum=timedelta(hours=1)), 16, 90, "200"),
    ],
)  # fmt: skip
def test_a_surcharge_may_be_on_the_part_of_the_time_outside(tariff, hour, minutes, expected):
    deal = contract(per_incident(tariff, surcharges=(HOURS_AT_NIGHT,)))
    work = done("w", MONDAY, hour=hour, minutes=minutes)
    statement = fee(deal, [work], YEAR)
    assert statement.net == cny(expected)
    for line in statement.lines:
        assert reevaluate(line.reasons, "CNY") == line.net


def test_a_part_of_the_time_is_shown_with_its_hours():
    deal = contract(per_incident(Flat(cny("100")), surcharges=(HOURS_AT_NIGHT, URGENT)))
    work = done("w", MONDAY, hour=16, minutes=240, facts={"urgent": True})
    statement = fee(deal, [work], YEAR)
    # an hour × 1.5, three × 1.5 × 2: 10.5 of 4
    assert statement.net == cny("262.50")
    assert "部分加收，折合整体：× 2.625" in explain(statement, lang="zh-Hans")
    assert "4小时中的3小时：× 3" in explain(statement, lang="zh-Hans")
    assert "3 of 4 h: × 3" in explain(statement)


def test_without_its_spans_such_work_stays_open():
    plan = per_incident(Flat(cny("100")), surcharges=(HOURS_AT_NIGHT,))
    statement = fee(contract(plan), [done("w", MONDAY, time=timedelta(hours=2))], YEAR)
    assert statement.lines == ()
    assert statement.open[0].missing == {"spans"}
    for tariff in (Graduated(STEPS), Package("10", cny("100"))):
        deal = contract(per_incident(tariff, surcharges=(URGENT,)))
        waiting = fee(deal, [done("w", MONDAY)], YEAR)
        assert waiting.lines == ()
        assert waiting.open[0].missing == {"urgent"}


def test_a_part_of_the_time_needs_hours():
    with pytest.raises(InvalidValue, match="a part of the time without hours"):
        Surcharge(key="night", factor=2, on=SurchargeOn.TIME_OUTSIDE)


accumulating = st.sampled_from(
    [Graduated((*STEPS[:1], Step("25", unit("7.77"), cny("3")), Step(None, unit("0"))) ),
     Volume(STEPS), Package("7", cny("3.33")), FlatWithOverage(cny("10"), "5", unit("0.07"))]
)  # fmt: skip
used = st.lists(
    st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 23)), min_size=1, max_size=8
)


def works_of(each):
    return [
        done(
            f"w{k:02}", MONDAY + timedelta(days=11 * k), quantity=quantity, hour=hour, minutes=300,
            facts={"urgent": urgent},
        )
        for k, (quantity, urgent, hour) in enumerate(each)
    ]  # fmt: skip


@given(
    accumulating, used, st.sampled_from([(URGENT,), (NIGHT,), (HOURS_AT_NIGHT, URGENT)]),
    st.lists(st.integers(1, 364), max_size=5), st.randoms(),
)  # fmt: skip
def test_bills_with_surcharges_add_up_and_don_t_depend_on_the_order(
    tariff, each, surcharges, cuts, random
):
    deal = contract(per_incident(tariff, surcharges=surcharges))
    works = works_of(each)
    whole = fee(deal, works, YEAR)
    random.shuffle(works)
    assert fee(deal, works, YEAR) == whole
    edges = [YEAR.start + timedelta(days=day) for day in sorted({0, 365, *cuts})]
    billed = Money(0, "CNY")
    for a, b in pairwise(edges):
        billed += fee(deal, works, Period(a, b)).net
    assert billed == whole.net


@given(accumulating, used)
def test_more_work_never_costs_less_but_for_volume(tariff, each):
    deal = contract(per_incident(tariff, surcharges=(HOURS_AT_NIGHT, URGENT)))
    plain = contract(per_incident(tariff))
    works = works_of(each)
    costs = [fee(deal, works[:k], YEAR).net for k in range(len(works) + 1)]
    if not isinstance(tariff, Volume):  # where one more unit may make all cheaper
        assert costs == sorted(costs)
    assert costs[-1] >= fee(plain, works, YEAR).net


def test_a_visit_shared_by_several_works_counts_once_where_visits_accumulate():
    # before, two works of one visit were two visits
    steps = Graduated((Step("1", unit("800")), Step(None, unit("500"))), unit="visit")
    works = [
        done("a", MONDAY, visits=1, visit="v1"),
        done("b", MONDAY, visits=1, visit="v1"),
        done("c", MONDAY, visits=1, visit="v2"),
    ]
    statement = fee(contract(per_incident(steps)), works, YEAR)
    assert statement.net == cny("1300")
    (line,) = [line for line in statement.lines if not line.works]
    assert line.quantity == Ratio(2)
    free_first = [done("a", MONDAY, ANSWERS["free"], visits=1, visit="v1"), works[1]]
    assert fee(contract(per_incident(steps)), free_first, YEAR).net == cny("800")


def test_a_surcharge_says_why_it_held_by_its_name():
    name = Text("after hours", "非服务时间", "非服務時間")
    night = evolve(NIGHT, name=name)
    deal = contract(per_incident(Flat(cny("100")), surcharges=(night, URGENT)))
    saturday = done("w", date(2026, 3, 14), hour=10, facts={"urgent": True})
    statement = fee(deal, [saturday], YEAR)
    assert statement.net == cny("300")
    english, hans, hant = (explain(statement, lang=lang) for lang in LANGUAGES)
    assert "surcharge after hours: × 2" in english
    assert "began 2026-03-14 10:00 +00:00 (Saturday), outside business hours" in english
    assert "urgent is yes" in english
    assert "加收非服务时间：× 2" in hans
    assert "2026-03-14 10:00 +00:00（星期六）开始，不在服务时间内" in hans
    assert "加收非服務時間：× 2" in hant
    assert "2026-03-14 10:00 +00:00（星期六）開始，不在服務時間內" in hant
    for line in statement.lines:
        assert reevaluate(line.reasons, "CNY") == line.net
