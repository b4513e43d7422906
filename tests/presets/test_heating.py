"""The service terms of S4, item by item: who pays, by which sentence, under which reading."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from attrs import evolve

from servicedesk.contracts import (
    AfterEach,
    AtCost,
    Chargeable,
    Cost,
    Entitlement,
    Every,
    ExpensesOnly,
    Free,
    Included,
    Lot,
    Measure,
    NotOffered,
    Once,
    Payment,
    Quota,
    QuoteFirst,
    Request,
    Undetermined,
    Work,
    cover,
    coverage,
    due_periods,
    duties,
    service_hours,
)
from servicedesk.errors import Undecided, UnknownName
from servicedesk.incidents import Cause, Event, Facts, Period, Severity
from servicedesk.money import Money
from servicedesk.presets import construction, heating, srm
from servicedesk.presets.heating import sentences
from servicedesk.reasons import UNDECIDED, Binding, Clause, explain
from servicedesk.reporting import due_obligations
from servicedesk.sla import ELAPSED, Breached, Met, Running, assess
from servicedesk.tariffs import Annual, Flat, PerIncident, Price, PriceList
from servicedesk.worklist import Ticket, worklist

BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2025, 12, 5, 12, tzinfo=BEIJING)
SEASON = Period(date(2025, 11, 1), date(2026, 11, 1))
SEED = Path(__file__).parents[2].parent / "shared" / "seeds" / "004_067eb967475987eb.txt"

ANNUAL = Annual(fee=Money.of(20_000, "CNY"))
BY_INCIDENT = PerIncident(
    prices=PriceList(
        currency="CNY", prices=(Price(item="on_site", tariff=Flat(Money.of(800, "CNY"))),)
    )
)

FREE = heating.contract("F", term=SEASON, tier="free")
PAID_BY_INCIDENT = heating.contract("I", term=SEASON, tier="per_incident", fee_plan=BY_INCIDENT)
PREMIUM = heating.contract("P", term=SEASON, tier="premium", fee_plan=ANNUAL)


def ask(item, **facts):
    severity = facts.pop("severity", None)
    return Request(id="1", item=item, at=NOON, severity=severity, facts=facts)


def refs(answer):
    return [clause.ref for clause in answer.clauses]


@pytest.mark.parametrize(
    ("item", "ref", "free", "by_incident", "premium"),
    [
        ("bug_fix", "R109", Free, Free, Free),
        ("policy_change", "R110", Free, Free, Free),
        ("invoice_form", "R111", Free, Free, Free),
        ("media", "R112", Free, AtCost, Free),
        ("consultation", "R113", Free, Free, Free),
        ("dedicated_engineer", "R114", NotOffered, NotOffered, Included),
        ("on_site", "R115", QuoteFirst, Chargeable, ExpensesOnly),
        ("data_correction", "R116", QuoteFirst, Chargeable, Included),
        ("migration", "R117", QuoteFirst, Chargeable, Included),
        ("extra_training", "R118", QuoteFirst, Chargeable, Included),
        ("premium_support", "R119", QuoteFirst, Chargeable, Included),
        ("hardware_help", "R121", QuoteFirst, Chargeable, Included),
        ("maintenance", "R122", QuoteFirst, Chargeable, Included),
        ("system_patches", "R123", QuoteFirst, Chargeable, Included),
        ("backup", "R124", QuoteFirst, Chargeable, Included),
        ("daily_backup", "R131", Free, Free, Included),
        ("annual_report", "R133", Free, Free, Free),
        ("feedback", "R107", Free, Free, Free),
    ],
)
def test_the_tables_of_the_vendor(item, ref, free, by_incident, premium):
    # nothing here depends on the cause once these facts are known
    request = ask(item, outside_network=True, stable_network=True, season=False)
    for contract, expected in (
        (FREE, free),
        (PAID_BY_INCIDENT, by_incident),
        (PREMIUM, premium),
    ):
        answer = coverage(contract, request, at=NOON)
        assert type(answer) is expected
        assert refs(answer)[0] == ref
        assert answer.clauses[0].binding is Binding.PROMISE
        assert answer.clauses[0].quote


def test_a_policy_driven_upgrade_is_free_for_others_by_default_and_says_that_it_was_chosen():
    # R110 against R120: contradiction C8
    request = ask("product_upgrade")
    answer = coverage(FREE, request, Cause.POLICY_CHANGE, at=NOON)
    assert type(answer) is Free
    assert refs(answer) == ["R110", "R120", "C8"]
    assert answer.clauses[2].binding is Binding.CHOICE
    assert "our choice" in explain(answer)
    assert "自行约定" in explain(answer, lang="zh-Hans")
    assert type(coverage(FREE, request, Cause.HOW_TO, at=NOON)) is QuoteFirst
    assert type(coverage(PREMIUM, request, at=NOON)) is Included

    unknown = coverage(FREE, request, at=NOON)
    assert type(unknown) is Undetermined
    assert unknown.missing == {"cause"}
    assert type(dict(unknown.candidates)[Cause.POLICY_CHANGE]) is Free
    assert type(dict(unknown.candidates)[Cause.HARDWARE]) is QuoteFirst


def test_each_reading_is_a_named_argument():
    granted = heating.entitlements(
        policy_upgrade=Payment.QUOTE_FIRST,
        engineer_to_others=Payment.FREE,
        season_maintenance=Payment.FREE,
        daily_backup=Payment.CHARGEABLE,
        premium_to_others=Payment.NOT_OFFERED,
    )
    contract = heating.contract("F", term=SEASON, tier="free", granted=granted)
    online = {"outside_network": True, "stable_network": True}
    for request, cause, expected in (
        (ask("product_upgrade"), Cause.POLICY_CHANGE, QuoteFirst),
        (ask("dedicated_engineer"), Cause.HOW_TO, Free),
        (ask("maintenance", season=True), Cause.HOW_TO, Free),
        (ask("maintenance", season=False), Cause.HOW_TO, NotOffered),
        (ask("daily_backup", **online), Cause.HOW_TO, Chargeable),
        (ask("migration"), Cause.HOW_TO, NotOffered),
    ):
        answer = coverage(contract, request, cause, at=NOON)
        assert type(answer) is expected
        assert Binding.CHOICE in {clause.binding for clause in answer.clauses}


@pytest.mark.parametrize(
    ("name", "item", "facts", "ref"),
    [
        ("premium_to_others", "migration", {}, "C8"),
        ("engineer_to_others", "dedicated_engineer", {}, "C8"),
        ("policy_upgrade", "product_upgrade", {}, "C8"),
        ("season_maintenance", "maintenance", {"season": True}, "C8"),
        ("daily_backup", "daily_backup", {"outside_network": True, "stable_network": True}, "C7"),
    ],
)
def test_a_reading_left_open_is_refused_by_name(name, item, facts, ref):
    granted = heating.entitlements(**{name: UNDECIDED})
    contract = heating.contract("F", term=SEASON, tier="free", granted=granted)
    with pytest.raises(Undecided, match=ref):
        coverage(contract, ask(item, **facts), Cause.POLICY_CHANGE, at=NOON)


def test_only_servers_with_an_outside_network_are_patched_and_backed_up():
    # R123, R124: for servers with an outside network; R131: and a stable connection
    for item in ("system_patches", "backup"):
        assert type(coverage(PREMIUM, ask(item, outside_network=False), at=NOON)) is NotOffered
        unknown = coverage(PREMIUM, ask(item), at=NOON)
        assert type(unknown) is Undetermined
        assert unknown.missing == {"outside_network"}
    unstable = ask("daily_backup", outside_network=True, stable_network=False)
    assert type(coverage(FREE, unstable, at=NOON)) is NotOffered


def test_the_premium_customer_pays_travel_and_lodging_of_a_visit_and_no_labour():
    answer = coverage(PREMIUM, ask("on_site"), at=NOON)
    assert answer.pays == {Cost.TRAVEL, Cost.LODGING}


def test_the_per_incident_customer_pays_media_at_cost_and_not_the_courier():
    answer = coverage(PAID_BY_INCIDENT, ask("media"), at=NOON)
    assert answer.pays == {Cost.MATERIAL}


def test_premium_mends_what_misoperation_has_done():
    answer = coverage(PREMIUM, ask("data_correction"), Cause.MISOPERATION, at=NOON)
    assert type(answer) is Included
    assert refs(answer) == ["R116"]


def test_visits_for_major_problems_are_unlimited_and_others_are_counted_if_so_agreed():
    quota = Quota(
        key="visits",
        measure=Measure.VISITS,
        lots=(Lot(key="2025", granted=1, start=SEASON.start, end=SEASON.end),),
    )
    granted = heating.entitlements(minor_visits="visits")
    contract = heating.contract(
        "P", term=SEASON, tier="premium", fee_plan=ANNUAL, granted=granted, quotas=(quota,)
    )
    minor = Request(id="minor", item="on_site", at=NOON, severity=Severity.MEDIUM)
    major = Request(id="major", item="on_site", at=NOON, severity=Severity.HIGH)
    works = [
        Work(id=f"{request.id}{day}", request=request.id, item="on_site", visits=1,
             at=NOON + timedelta(days=day), cause=Cause.HARDWARE)
        for request in (minor, major)
        for day in range(3)
    ]  # fmt: skip
    covered, usage = cover(contract, [minor, major], works)
    answers = {each.work.id: type(each.coverage) for each in covered}
    assert answers == {
        "minor0": ExpensesOnly,
        "minor1": Chargeable,
        "minor2": Chargeable,
        "major0": ExpensesOnly,
        "major1": ExpensesOnly,
        "major2": ExpensesOnly,
    }
    assert sum(entry.amount for entry in usage.entries) == 3


def test_daily_and_yearly_duties_of_the_vendor():
    every = {item.key: item.due for item in heating.CATALOGUE if item.due}
    assert every == {"daily_backup": Every(days=1), "annual_report": Every(months=12)}


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"trained_people": 2, "reports_online": True}, True),
        ({"trained_people": 1, "reports_online": True}, False),
        ({"trained_people": 3, "reports_online": False}, False),
        ({"trained_people": 2}, None),
        ({}, None),
    ],
)
def test_two_people_are_trained_and_report(facts, kept):
    found = {duty.obligation.key: duty for duty in duties(PREMIUM, Facts(facts))}
    assert found["trained_people"].kept is kept


def test_neglect_has_no_consequence_that_the_document_does_not_name():
    neglected = Facts(
        {
            "trained_people": 0,
            "environment_rules": False,
            "own_backups": False,
            "reported_promptly": False,
            "signed_off": False,
        }
    )
    found = duties(PREMIUM, neglected)
    assert [duty.kept for duty in found] == [False] * 5
    assert [duty.consequence for duty in found] == [None] * 5
    assert [duty.obligation.clauses[0].ref for duty in found] == [
        "R134",
        "R135",
        "R135",
        "R136",
        "R137",
    ]


@pytest.mark.skipif(not SEED.exists(), reason="the source documents are not here")
def test_every_quotation_stands_in_the_source():
    source = SEED.read_text(encoding="utf-8")
    quotes = [each.quote for each in vars(sentences).values() if isinstance(each, Clause)]
    spoken = [quote for quote in quotes if quote]
    assert len(spoken) >= 33
    assert [quote for quote in spoken if quote not in source] == []


def test_every_entitlement_cites_a_sentence():
    assert all(isinstance(each, Entitlement) and each.clauses for each in heating.entitlements())


def test_the_agreement_itself_is_cited_where_nothing_else_decides():
    # R108: what is agreed is agreed by the annual contract
    later = datetime(2026, 11, 1, tzinfo=BEIJING)
    answer = coverage(PREMIUM, Request(id="1", item="migration", at=later), at=later)
    assert type(answer) is Chargeable
    assert refs(answer) == ["R108"]


def test_maintenance_is_offered_on_site_in_the_season():
    # R126: 例行维护 in the fee season, a proactive visit; R122 makes it premium
    answer = coverage(FREE, ask("maintenance", season=True), at=NOON)
    assert type(answer) is QuoteFirst
    assert refs(answer) == ["R126", "R122", "C8"]
    assert PREMIUM.item("maintenance").modes == ("on_site",)


def test_the_yearly_report_rests_on_the_archive():
    # R132: all recorded and archived; R133: from which the report is made once a year
    report = PREMIUM.item("annual_report")
    assert [clause.ref for clause in report.clauses] == ["R133", "R132", "C12"]
    assert [*due_periods(report.due, SEASON)] == [SEASON]


def test_by_when_the_report_is_made_is_a_choice():
    # R133 says each year and no more
    month = heating.contract(
        "Z", term=SEASON, tier="annual", offered=heating.catalogue(report_days=60)
    )
    assert month.item("annual_report").due == Every(months=12, days_after=60)
    assert "within 60 days" in month.item("annual_report").clauses[-1].label("en")
    left_open = heating.contract(
        "Z", term=SEASON, tier="annual", offered=heating.catalogue(report_days=UNDECIDED)
    )
    with pytest.raises(Undecided, match="C12"):
        due_obligations(left_open, (), SEASON, on=SEASON.start)


def test_terms_of_the_customers_duties_are_named_by_the_vendor():
    # R134, R135, R137 set none
    def due(**terms):
        return {duty.key: duty.due for duty in heating.obligations(**terms)}

    def chosen(**terms):
        duties = heating.obligations(**terms)
        return [c.ref for duty in duties for c in duty.clauses if c.binding is Binding.CHOICE]

    assert due() == {
        "trained_people": Once(people=2),
        "safe_environment": None,
        "own_backups": None,
        "prompt_report": None,
        "sign_off": AfterEach(),
    }
    assert chosen() == []
    named = {"training_days": 30, "sign_off_days": 7, "own_backups": Every(days=7)}
    assert due(**named)["trained_people"] == Once(days=30, people=2)
    assert due(**named)["own_backups"] == Every(days=7)
    assert due(**named)["sign_off"] == AfterEach(days=7)
    assert chosen(**named) == ["R134", "C12", "R137"]


# --- hours and times of response

# Friday 16:30, before a weekend without make-up days
FRIDAY = datetime(2025, 12, 5, 16, 30, tzinfo=BEIJING)


def log(*events):
    return [Event(at=FRIDAY + after, type=kind) for after, kind in events]


def test_every_request_is_answered_within_two_hours_by_day_and_night():
    request = Request(id="1", item="bug_fix", at=FRIDAY, channel="phone")
    facts = PREMIUM.facts(request)
    created = (timedelta(0), "created")
    in_time = log(created, (timedelta(hours=2), "first_response"))
    late = log(created, (timedelta(hours=2, microseconds=1), "first_response"))
    at = FRIDAY + timedelta(days=1)
    assert type(assess(PREMIUM.policy, in_time, facts, at=at)["first_response"]) is Met
    clock = assess(PREMIUM.policy, late, facts, at=at)["first_response"]
    assert type(clock) is Breached
    text = explain(clock, lang="zh-Hans")
    assert "R127" in text
    assert "C1" in text


def test_counted_in_office_hours_the_same_request_is_due_on_monday():
    # 16:30 to 17:30 on Friday, then 8:30 to 9:30 on Monday
    reading = heating.policy(clock=heating.office())
    facts = {"channel": "phone"}
    clock = assess(reading, log((timedelta(0), "created")), facts, at=FRIDAY)["first_response"]
    assert type(clock) is Running
    assert clock.due == datetime(2025, 12, 8, 9, 30, tzinfo=BEIJING)


def test_an_online_question_is_fully_answered_within_two_hours():
    # R128: completed, not merely acknowledged
    events = log((timedelta(0), "created"), (timedelta(hours=1), "first_response"))
    at = FRIDAY + timedelta(hours=3)
    online = assess(heating.policy(), events, {"channel": "web"}, at=at)
    assert type(online["first_response"]) is Met
    assert type(online["online_reply"]) is Breached
    phone = assess(heating.policy(), events, {"channel": "phone"}, at=at)
    assert "online_reply" not in [clock.metric for clock in phone.clocks]


def test_a_visit_is_arranged_not_made_within_two_hours():
    # R129: the arrangement is fed back; no arrival is promised
    events = log(
        (timedelta(0), "created"),
        (timedelta(hours=1), "first_response"),
        (timedelta(hours=5), "visit_requested"),
        (timedelta(hours=6), "visit_arranged"),
        (timedelta(days=9), "arrived"),
    )
    at = FRIDAY + timedelta(days=10)
    facts = {"channel": "phone"}
    assert type(assess(heating.policy(), events, facts, at=at)["visit_arrangement"]) is Met
    from_the_start = heating.policy(visit_clock_starts=("created",))
    assert type(assess(from_the_start, events, facts, at=at)["visit_arrangement"]) is Breached


def test_a_policy_with_its_clock_undecided_is_refused_by_name():
    with pytest.raises(Undecided, match="C1"):
        assess(heating.policy(clock=UNDECIDED), [], at=FRIDAY)


@pytest.mark.parametrize(
    ("contract", "item", "channel", "ref", "at_night"),
    [
        (PREMIUM, "premium_support", "phone", "R119", True),
        (PREMIUM, "consultation", "web", "R119", True),
        (PREMIUM, "consultation", "email", "R130", False),
        (FREE, "consultation", "phone", "R130", False),
        (FREE, "program_update", "phone", "R130", True),
    ],
)
def test_hours_go_by_channel_item_and_tier(contract, item, channel, ref, at_night):
    # C1: 24-hour hotline, 8:30-17:30, 7x24 updates, 7x24 for premium customers
    request = Request(id="1", item=item, at=NOON, channel=channel)
    (hours,) = service_hours(contract, request)
    assert hours.clauses[0].ref == ref
    assert (hours.clock == ELAPSED) is at_night


def test_while_the_channel_is_unknown_both_hours_may_apply():
    found = service_hours(PREMIUM, ask("consultation"))
    assert [hours.clauses[0].ref for hours in found] == ["R119", "R130"]


def test_the_offer_of_updates_at_any_hour_is_not_a_promise():
    # 可提供: offered, not promised
    request = ask("program_update")
    assert service_hours(FREE, request)[0].clauses[0].binding is Binding.NORM


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (datetime(2026, 2, 14, 10, tzinfo=BEIJING), True),  # make-up Saturday
        (datetime(2026, 2, 17, 10, tzinfo=BEIJING), False),  # Spring Festival
        (datetime(2025, 12, 6, 10, tzinfo=BEIJING), False),  # an ordinary Saturday
        (datetime(2025, 12, 5, 8, 29, 59, tzinfo=BEIJING), False),
        (datetime(2025, 12, 5, 8, 30, tzinfo=BEIJING), True),
        (datetime(2025, 12, 5, 17, 29, 59, tzinfo=BEIJING), True),
        (datetime(2025, 12, 5, 17, 30, tzinfo=BEIJING), False),
    ],
)
def test_the_office_is_open_from_half_past_eight_to_half_past_five(day, open_):
    assert heating.office().is_open(day) is open_


def test_a_mistyped_tier_is_refused_unless_the_host_has_it():
    with pytest.raises(UnknownName, match="premium"):
        heating.contract("Z", term=SEASON, tier="premiun")
    gold = heating.contract("Z", term=SEASON, tier="gold", own_tiers=("gold",))
    request = Request(id="1", item="migration", at=FRIDAY)
    # whoever is not premium has a quote first
    assert isinstance(coverage(gold, request, Cause.HOW_TO, at=FRIDAY), QuoteFirst)
    for preset in (srm, construction):
        with pytest.raises(UnknownName, match="annual"):
            preset.contract("Z", term=SEASON, tier="anual")
        book = preset.book()
        own = evolve(book, tiers=(*book.tiers, "gold"))
        assert preset.contract("Z", term=SEASON, tier="gold", offered=own).tier == "gold"


def test_r125_severity_first_then_the_premium_customer_among_routine_requests():
    def ticket(name, severity, tier, hours):
        created = Event(at=FRIDAY + timedelta(hours=hours), type="created")
        return Ticket(
            id=name,
            policy=heating.policy(),
            events=(created,),
            facts={"severity": severity, "channel": "phone"},
            tier=tier,
            routine=True,
        )

    queue = (
        ticket("older", "low", "annual", 0),
        ticket("premium", "low", "premium", 1),
        ticket("worse", "high", "free", 1),
    )
    ordered = worklist(queue, heating.QUEUE, at=FRIDAY + timedelta(hours=1))
    assert [entry.ticket for entry in ordered] == ["worse", "premium", "older"]
    why = explain(ordered[1], lang="zh-Hans")
    assert "R125「原则上根据故障、问题的重要级别" in why
    assert "（规范）" in why
