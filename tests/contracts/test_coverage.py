"""Who pays: the order of the decision, what is unknown, and work against quotas."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.contracts import (
    Arrears,
    AtCost,
    Bearer,
    Chargeable,
    Contract,
    Cost,
    Covered,
    Draw,
    Entitlement,
    Expense,
    ExpensesOnly,
    Free,
    Included,
    Liability,
    Lot,
    Measure,
    NotOffered,
    Payment,
    Quota,
    QuoteFirst,
    Request,
    Reversal,
    ServiceItem,
    Site,
    Undetermined,
    Usage,
    Warranty,
    Work,
    amended,
    assess_request,
    cover,
    coverage,
    use_of,
    warranty_of,
)
from servicedesk.decisions import AnyOf, Is, Not, at_least, when
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    NaiveDatetime,
    OutOfRange,
    ServiceDeskError,
    Undecided,
    UnknownName,
    WrongType,
)
from servicedesk.incidents import Cause, Event, Period, Severity
from servicedesk.money import Money, total
from servicedesk.reasons import LANGUAGES, UNDECIDED, Text, clauses, explain
from servicedesk.sla import FIRST_RESPONSE, Policy, Target
from servicedesk.spans import Span
from servicedesk.tariffs import AfterEnd, Milestone, PriceList, Project

BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
NAIVE = NOON.replace(tzinfo=None)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def item(key):
    return ServiceItem(key=key, name=Text(key, key, key))


def contract(**more):
    terms = {
        "id": "C1",
        "currency": "CNY",
        "timezone": "Asia/Shanghai",
        "term": YEAR,
        "tier": "premium",
        "items": (item("repair"), item("visit"), item("media")),
        "entitlements": (),
        "clauses": clauses("general"),
    }
    return Contract(**terms | more)


def entitled(payment, key="repair", **more):
    return Entitlement(item=key, payment=payment, **more)


def ask(key="repair", at=NOON, **more):
    return Request(id="R", item=key, at=at, **more)


def codes(reason):
    return [reason.code, *(code for below in reason.because for code in codes(below))]


# --- the order of the decision


DEFECT = Liability(
    causes=Cause.PRODUCT_DEFECT, bearer=Bearer.VENDOR, in_warranty=True, clauses=clauses("R84")
)
MISUSE = Liability(
    causes=(Cause.MISOPERATION, Cause.FORCE_MAJEURE),
    bearer=Bearer.CUSTOMER,
    clauses=clauses("R85"),
)
WARRANTY = Warranty(period=Period(date(2026, 1, 1), date(2026, 7, 1)), clauses=clauses("§8"))


@pytest.mark.parametrize(
    ("cause", "on", "expected", "ref"),
    [
        # R84: product quality within warranty is free, whatever the item costs otherwise
        (Cause.PRODUCT_DEFECT, date(2026, 6, 30), Free, "R84"),
        (Cause.PRODUCT_DEFECT, date(2026, 7, 1), Included, "R110"),
        # R85: the customer's own cause is charged although the item is included otherwise
        (Cause.MISOPERATION, date(2026, 6, 30), Chargeable, "R85"),
        (Cause.FORCE_MAJEURE, date(2026, 8, 1), Chargeable, "R85"),
        (Cause.POLICY_CHANGE, date(2026, 6, 30), Included, "R110"),
    ],
)
def test_liability_comes_first_with_the_warranty_at_the_incident(cause, on, expected, ref):
    agreed = contract(
        entitlements=(entitled(Payment.INCLUDED, clauses=clauses("R110")),),
        liabilities=(DEFECT, MISUSE),
        warranties=(WARRANTY,),
    )
    at = datetime(on.year, on.month, on.day, 23, 59, tzinfo=BEIJING)
    # asked much later: the incident's instant decides
    answer = coverage(agreed, ask(at=at), cause, at=at + timedelta(days=100))
    assert type(answer) is expected
    assert [clause.ref for clause in answer.clauses] == [ref]


def test_the_warranty_ends_by_the_civil_date_of_the_contracts_zone():
    agreed = contract(warranties=(WARRANTY,))
    last = datetime(2026, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)
    assert warranty_of(agreed, "repair", at=last) == WARRANTY
    assert warranty_of(agreed, "repair", at=last + timedelta(microseconds=1)) is None


def test_an_item_that_takes_care_of_the_cause_spares_the_customer():
    # R116: data correction after misoperation is a premium service, R85 notwithstanding
    agreed = contract(
        entitlements=(entitled(Payment.INCLUDED, covers=Cause.MISOPERATION),),
        liabilities=(MISUSE,),
    )
    assert type(coverage(agreed, ask(), Cause.MISOPERATION, at=NOON)) is Included
    assert type(coverage(agreed, ask(), Cause.FORCE_MAJEURE, at=NOON)) is Chargeable


@pytest.mark.parametrize("payment", [Payment.NOT_OFFERED, Payment.QUOTE_FIRST])
def test_a_liable_customer_gets_nothing_that_is_not_offered(payment):
    agreed = contract(entitlements=(entitled(payment),), liabilities=(MISUSE,))
    answer = coverage(agreed, ask(), Cause.MISOPERATION, at=NOON)
    assert (
        type(answer)
        is {
            Payment.NOT_OFFERED: NotOffered,
            Payment.QUOTE_FIRST: QuoteFirst,
        }[payment]
    )


@pytest.mark.parametrize(
    ("payment", "kind", "pays"),
    [
        (Payment.FREE, Free, set()),
        (Payment.INCLUDED, Included, set()),
        (Payment.AT_COST, AtCost, {Cost.MATERIAL}),
        (Payment.EXPENSES_ONLY, ExpensesOnly, {Cost.TRAVEL, Cost.LODGING}),
        (Payment.CHARGEABLE, Chargeable, set(Cost)),
        (Payment.QUOTE_FIRST, QuoteFirst, set(Cost)),
        (Payment.NOT_OFFERED, NotOffered, set()),
    ],
)
def test_each_payment_has_its_answer(payment, kind, pays):
    answer = coverage(contract(entitlements=(entitled(payment),)), ask(), at=NOON)
    assert type(answer) is kind
    assert answer.pays == pays


def test_the_contract_can_say_exactly_what_the_customer_bears():
    terms = entitled(Payment.CHARGEABLE, pays=(Cost.LABOUR, Cost.TRAVEL))
    answer = coverage(contract(entitlements=(terms,)), ask(), at=NOON)
    assert answer.pays == {Cost.LABOUR, Cost.TRAVEL}


def test_the_special_stands_before_the_general():
    agreed = contract(
        entitlements=(
            entitled(Payment.FREE, when=at_least("severity", Severity.HIGH)),
            entitled(Payment.INCLUDED, tiers="premium"),
            entitled(Payment.CHARGEABLE),
        )
    )
    assert type(coverage(agreed, ask(severity=Severity.CRITICAL), at=NOON)) is Free
    assert type(coverage(agreed, ask(severity=Severity.LOW), at=NOON)) is Included
    basic = evolve(agreed, tier="annual")
    assert type(coverage(basic, ask(severity=Severity.LOW), at=NOON)) is Chargeable
    unclassified = coverage(agreed, ask(), at=NOON)
    assert type(unclassified) is Undetermined
    assert unclassified.missing == {"severity"}


def test_what_nothing_speaks_of_is_quoted_first_unless_agreed():
    assert type(coverage(contract(), ask(), at=NOON)) is QuoteFirst
    agreed = contract(unlisted=Payment.NOT_OFFERED)
    assert type(coverage(agreed, ask(), at=NOON)) is NotOffered


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=BEIJING), Chargeable),
        (datetime(2026, 1, 1, tzinfo=BEIJING), Included),
        (datetime(2026, 12, 31, 23, 59, tzinfo=BEIJING), Included),
        (datetime(2027, 1, 1, tzinfo=BEIJING), Chargeable),
    ],
)
def test_outside_the_term_it_is_charged(day, expected):
    agreed = contract(entitlements=(entitled(Payment.INCLUDED),))
    assert type(coverage(agreed, ask(at=day), at=day)) is expected


@pytest.mark.parametrize(
    ("after_end", "expected"),
    [
        (AfterEnd.CHARGED, Chargeable),
        (AfterEnd.INCLUDED, Included),
        (AfterEnd.NOT_OFFERED, NotOffered),
    ],
)
def test_after_a_projects_end_later_problems_cost_as_agreed(after_end, expected):
    # R63: later problems may be charged again
    plan = Project(
        price=Money.of(100_000, "CNY"),
        milestones=(Milestone(key="done", share="1"),),
        after_end=after_end,
        prices=PriceList(currency="CNY"),
    )
    agreed = contract(entitlements=(entitled(Payment.FREE),), fee_plan=plan, tier="project")
    later = datetime(2027, 5, 1, tzinfo=BEIJING)
    assert type(coverage(agreed, ask(at=later), at=later)) is expected
    warranted = evolve(
        agreed,
        liabilities=(DEFECT,),
        warranties=(Warranty(period=Period(date(2026, 1, 1), date(2028, 1, 1))),),
    )
    answer = coverage(warranted, ask(at=later), Cause.PRODUCT_DEFECT, at=later)
    assert type(answer) is Free  # a warranty outlives the project


def test_in_arrears_the_contract_counts_as_a_lower_tier_after_the_days_of_grace():
    agreed = contract(
        entitlements=(entitled(Payment.INCLUDED, tiers="premium"), entitled(Payment.CHARGEABLE)),
        arrears=Arrears(grace_days=30, tier="free", clauses=clauses("§12")),
    )
    since = date(2026, 2, 1)
    for days, expected in ((0, Included), (29, Included), (30, Chargeable)):
        at = datetime(2026, 2, 1, 8, tzinfo=BEIJING) + timedelta(days=days)
        answer = coverage(agreed, ask(at=at), usage=Usage(overdue_since=since), at=at)
        assert type(answer) is expected
    assert "coverage.in_arrears" in codes(answer.reasons[0])
    assert type(coverage(agreed, ask(), at=at)) is Included


def test_the_clocks_of_a_request_come_from_its_contract():
    agreed = contract(
        policy=Policy(
            name="p",
            metrics=(FIRST_RESPONSE,),
            targets=(
                Target(
                    metric="first_response",
                    name="near",
                    within=timedelta(hours=1),
                    when=when(tier="premium", locality="same_city"),
                ),
                Target(
                    metric="first_response",
                    name="far",
                    within=timedelta(hours=9),
                    when=when(tier="premium", locality="other_city"),
                ),
            ),
        ),
        sites=(Site(key="plant", locality="other_city"), Site(key="office")),
        entitlements=(entitled(Payment.FREE, when=when(locality="other_city")),),
    )
    log = [Event(at=NOON, type="created")]
    for request, hours in (
        (ask(site="plant"), 9),  # the site's locality
        (ask(site="plant", locality="same_city"), 1),  # the request knows better
        (ask(site="office"), 1),  # unknown: the strictest that may apply
    ):
        clock = assess_request(agreed, request, log, at=NOON)["first_response"]
        assert clock.due - NOON == timedelta(hours=hours)
    assert type(coverage(agreed, ask(site="plant"), at=NOON)) is Free
    cheaper = amended(agreed, date(2026, 3, 3), tier="annual")
    assert assess_request(cheaper, ask(), log, at=NOON).clocks
    assert not assess_request(cheaper, ask(at=NOON + timedelta(days=1)), log, at=NOON).clocks


# --- what is not known


def test_an_unknown_cause_is_open_only_where_it_matters():
    agreed = contract(
        entitlements=(entitled(Payment.FREE), entitled(Payment.INCLUDED, "visit")),
        liabilities=(evolve(MISUSE, items=frozenset({"visit"})), evolve(DEFECT, in_warranty=None)),
    )
    assert type(coverage(agreed, ask("repair"), at=NOON)) is Free
    visit = coverage(agreed, ask("visit"), at=NOON)
    assert type(visit) is Undetermined
    assert visit.pays == set()
    found = {cause: type(answer) for cause, answer in visit.candidates}
    assert found[Cause.MISOPERATION] is Chargeable
    assert found[Cause.PRODUCT_DEFECT] is Free
    assert found[Cause.HARDWARE] is Included
    assert Cause.UNKNOWN not in found
    assert "the response is owed" in explain(visit)


def test_what_all_come_to_rests_on_the_clauses_of_all():
    # free by liability or by the table: until the cause is known, neither alone is cited
    agreed = contract(
        entitlements=(entitled(Payment.FREE, clauses=clauses("R109")),),
        liabilities=(evolve(DEFECT, in_warranty=None),),
    )
    unknown = coverage(agreed, ask(), at=NOON)
    assert type(unknown) is Free
    assert {clause.ref for clause in unknown.clauses} == {"R84", "R109"}
    assert "coverage.all_the_same" in codes(unknown.reasons[0])
    known = coverage(agreed, ask(), Cause.HARDWARE, at=NOON)
    assert [clause.ref for clause in known.clauses] == ["R109"]

    graded = contract(
        entitlements=(
            entitled(Payment.FREE, when=when(severity="high"), clauses=clauses("A")),
            entitled(Payment.FREE, clauses=clauses("B")),
        )
    )
    assert [clause.ref for clause in coverage(graded, ask(), at=NOON).clauses] == ["A", "B"]


def test_a_rule_for_every_cause_needs_none():
    agreed = contract(
        entitlements=(entitled(Payment.CHARGEABLE), entitled(Payment.CHARGEABLE, "visit")),
        liabilities=(Liability(bearer=Bearer.VENDOR, items="repair", clauses=clauses("X")),),
    )
    for cause in (Cause.UNKNOWN, Cause.MISOPERATION):
        answer = coverage(agreed, ask(), cause, at=NOON)
        assert type(answer) is Free
        assert codes(answer.reasons[0]) == ["coverage.decided", "coverage.liable_anyway"]
        assert type(coverage(agreed, ask("visit"), cause, at=NOON)) is Chargeable


def test_an_undecided_liability_is_refused_by_name_only_when_it_is_the_cause():
    may = evolve(MISUSE, bearer=UNDECIDED, clauses=clauses("R85 C8"))
    agreed = contract(entitlements=(entitled(Payment.INCLUDED),), liabilities=(may,))
    with pytest.raises(Undecided, match="R85 C8: who bears misoperation is undecided"):
        coverage(agreed, ask(), Cause.MISOPERATION, at=NOON)
    assert type(coverage(agreed, ask(), Cause.HARDWARE, at=NOON)) is Included
    assert type(coverage(agreed, ask(), at=NOON)) is Undetermined


FACTS = {"severity": ["low", "high"], "outside": [True, False], "cause": [*Cause]}
CONDITIONS = st.sampled_from(
    [
        when(severity="high"),
        when(outside=True),
        Not(when(outside=True)),
        AnyOf((when(severity="low"), when(outside=True))),
        Is("cause", (Cause.MISOPERATION, Cause.HARDWARE)),
        when(in_warranty=True),
    ]
)
ENTITLEMENTS = st.lists(
    st.builds(
        Entitlement,
        item=st.just("repair"),
        payment=st.sampled_from(Payment),
        when=CONDITIONS,
        covers=st.sampled_from([(), (Cause.MISOPERATION,)]),
        quota=st.none(),
    ),
    max_size=3,
).map(tuple)
LIABILITIES = st.lists(
    st.builds(
        Liability,
        causes=st.sampled_from([(Cause.MISOPERATION,), (Cause.PRODUCT_DEFECT, Cause.HARDWARE)]),
        bearer=st.sampled_from(Bearer),
        in_warranty=st.sampled_from([None, True, False]),
        when=CONDITIONS,
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=100, deadline=None)
@given(
    ENTITLEMENTS,
    LIABILITIES,
    st.fixed_dictionaries(
        {}, optional={"severity": st.sampled_from(Severity), "outside": st.booleans()}
    ),
    st.sampled_from([Cause.UNKNOWN, Cause.MISOPERATION, Cause.HARDWARE]),
)
def test_an_answer_on_partial_facts_holds_whatever_the_rest_turns_out_to_be(
    entitlements, liabilities, known, cause
):
    agreed = contract(entitlements=entitlements, liabilities=liabilities, warranties=(WARRANTY,))
    partial = ask(
        severity=known.get("severity"), facts={k: v for k, v in known.items() if k != "severity"}
    )
    answer = coverage(agreed, partial, cause, at=NOON)
    severities = [known["severity"]] if "severity" in known else [Severity.LOW, Severity.HIGH]
    outsides = [known["outside"]] if "outside" in known else [True, False]
    causes = (
        [cause] if cause is not Cause.UNKNOWN else [each for each in Cause if each is not cause]
    )
    found = {
        type(coverage(agreed, ask(severity=severity, facts={"outside": outside}), each, at=NOON))
        for severity, outside, each in product(severities, outsides, causes)
    }
    assert Undetermined not in found  # all facts known: never open
    if type(answer) is not Undetermined:
        assert found == {type(answer)}
    if len(found) > 1:
        assert type(answer) is Undetermined
        assert answer.missing


@settings(max_examples=50, deadline=None)
@given(ENTITLEMENTS, LIABILITIES, st.sampled_from(Cause))
def test_every_answer_explains_itself_in_three_languages(entitlements, liabilities, cause):
    agreed = contract(entitlements=entitlements, liabilities=liabilities)
    answer = coverage(agreed, ask(), cause, at=NOON)
    for lang in LANGUAGES:
        text = explain(answer, lang=lang)
        assert text.startswith("repair")
        assert "{" not in text


# --- quotas


def counted(measure, granted, **more):
    lots = (Lot(key="y", granted=granted, start=YEAR.start, end=YEAR.end),)
    return contract(
        entitlements=(entitled(Payment.INCLUDED, quota="q", **more),),
        quotas=(Quota(key="q", measure=measure, lots=lots),),
    )


def job(number, **more):
    terms = {
        "id": f"W{number}",
        "request": "R",
        "item": "repair",
        "at": NOON + timedelta(hours=number),
        "cause": Cause.HOW_TO,
    }
    return Work(**terms | more)


def kinds(covered):
    return [(each.work.id, each.work.part, type(each.coverage)) for each in covered]


def test_visits_draw_on_their_quota_in_order_of_time():
    agreed = counted(Measure.VISITS, 2)
    jobs = [job(number, visits=1) for number in range(3)]
    covered, usage = cover(agreed, [ask()], reversed(jobs))
    assert kinds(covered) == [("W0", 0, Included), ("W1", 0, Included), ("W2", 0, Chargeable)]
    assert [entry.lot for entry in usage.entries] == ["y", "y", None]
    assert "quota q is used up" in explain(covered[2].coverage)


def test_time_decides_who_draws_first_not_the_name():
    agreed = counted(Measure.VISITS, 1)
    early, late = job(0, id="z", visits=1), job(5, id="a", visits=1)
    covered, _ = cover(agreed, [ask()], [late, early])
    assert kinds(covered) == [("z", 0, Included), ("a", 0, Chargeable)]


def test_the_item_that_was_given_counts_not_the_one_asked_for():
    agreed = contract(entitlements=(entitled(Payment.FREE), entitled(Payment.CHARGEABLE, "media")))
    covered, _ = cover(agreed, [ask("repair")], [job(0), job(1, item="media")])
    assert [kind for _, _, kind in kinds(covered)] == [Free, Chargeable]


def test_a_shared_visit_is_drawn_once():
    agreed = counted(Measure.VISITS, 1)
    jobs = [job(number, visits=1, visit="V") for number in range(3)]
    covered, usage = cover(agreed, [ask()], jobs)
    assert [kind for _, _, kind in kinds(covered)] == [Included] * 3
    assert [entry.amount for entry in usage.entries] == [1]


def test_a_quota_of_requests_is_drawn_once_for_all_work_of_a_request():
    agreed = counted(Measure.REQUESTS, 1, beyond=Payment.QUOTE_FIRST)
    second = Request(id="R2", item="repair", at=NOON)
    jobs = [job(0), job(1), job(2, request="R2")]
    covered, usage = cover(agreed, [ask(), second], jobs)
    assert [kind for _, _, kind in kinds(covered)] == [Included, Included, QuoteFirst]
    # asked again with the ledger as it stands, each request has the same answer
    assert type(coverage(agreed, ask(), usage=usage, at=NOON + timedelta(days=1))) is Included
    assert type(coverage(agreed, second, usage=usage, at=NOON + timedelta(days=1))) is QuoteFirst


def test_working_time_is_split_where_the_quota_ends():
    agreed = counted(Measure.TIME, timedelta(hours=3))
    spans = (
        Span(NOON, NOON + timedelta(hours=2)),
        Span(NOON + timedelta(hours=3), NOON + timedelta(hours=6)),
    )
    travel = Expense(Cost.TRAVEL, Money.of(120, "CNY"))
    covered, usage = cover(agreed, [ask()], [job(0, spans=spans, expenses=(travel,))])
    assert kinds(covered) == [("W0", 0, Included), ("W0", 1, Chargeable)]
    within, beyond = (each.work for each in covered)
    middle = NOON + timedelta(hours=4)
    assert within.spans == (spans[0], Span(NOON + timedelta(hours=3), middle))
    assert beyond.spans == (Span(middle, NOON + timedelta(hours=6)),)
    assert (within.time, beyond.time) == (timedelta(hours=3), timedelta(hours=2))
    # three of five hours: 72 and 48 of 120 yuan, 3/5 and 2/5 of one
    assert [each.amount.minor for each in (*within.expenses, *beyond.expenses)] == [7200, 4800]
    assert (within.quantity, beyond.quantity) == (Decimal("0.6"), Decimal("0.4"))
    assert sum((entry.amount for entry in usage.entries), timedelta()) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("measure", "granted", "work", "first", "second"),
    [
        # ten people trained in five hours, six of them paid for: three hours, and two beyond
        (
            Measure.QUANTITY, 6, {"quantity": 10, "time": timedelta(hours=5), "visits": 5},
            (6, timedelta(hours=3), 3), (4, timedelta(hours=2), 2),
        ),
        # a third of an hour is 20 minutes, of a visit nothing, and two thirds the rest
        (
            Measure.QUANTITY, Decimal("0.5"),
            {"quantity": Decimal("1.5"), "time": timedelta(hours=1), "visits": 1},
            (Decimal("0.5"), timedelta(minutes=20), 0), (Decimal(1), timedelta(minutes=40), 1),
        ),
        # two of three visits: two thirds of the seven media, to twelve decimals
        (
            Measure.VISITS, 2, {"quantity": 7, "time": timedelta(hours=6), "visits": 3},
            (Decimal("4.666666666666"), timedelta(hours=4), 2),
            (Decimal("2.333333333334"), timedelta(hours=2), 1),
        ),
        # a microsecond can't be halved: the nearest, half up, is the first's
        (
            Measure.VISITS, 1, {"quantity": 2, "time": timedelta(microseconds=3), "visits": 2},
            (1, timedelta(microseconds=2), 1), (1, timedelta(microseconds=1), 1),
        ),
    ],
    ids=["people", "thirds", "visits", "ticks"],
)  # fmt: skip
def test_what_a_quota_does_not_count_is_shared_out_with_what_it_counts(
    measure, granted, work, first, second
):
    covered, _ = cover(counted(measure, granted), [ask()], [job(0, **work)])
    assert kinds(covered) == [("W0", 0, Included), ("W0", 1, Chargeable)]
    parts = [(part.quantity, part.time, part.visits) for part in (each.work for each in covered)]
    assert parts == [first, second]


def test_spans_are_cut_where_the_quantity_of_a_quota_ends():
    # three of four media in two and two hours: the last hour is beyond
    later = NOON + timedelta(days=1)
    spans = (Span(NOON, NOON + timedelta(hours=2)), Span(later, later + timedelta(hours=2)))
    covered, _ = cover(counted(Measure.QUANTITY, 3), [ask()], [job(0, spans=spans, quantity=4)])
    end = later + timedelta(hours=1)
    assert [each.work.spans for each in covered] == [
        (spans[0], Span(later, end)), (Span(end, spans[1].end),),
    ]  # fmt: skip


def test_work_that_is_taken_back_gives_back_its_quota():
    agreed = counted(Measure.VISITS, 1)
    first, second = job(0, visits=1), job(30, visits=1)
    _, usage = cover(agreed, [ask()], [first])
    back = Reversal(of=use_of(agreed, agreed.quota("q"), first).id, on=date(2026, 3, 3))
    usage = evolve(usage, entries=(*usage.entries, back))
    covered, _ = cover(agreed, [ask()], [second], usage)
    assert kinds(covered) == [("W30", 0, Included)]


def test_severity_decides_whether_a_visit_is_counted():
    # R115: major problems unlimited
    agreed = counted(Measure.VISITS, 0, unmetered=at_least("severity", Severity.HIGH))
    assert type(coverage(agreed, ask(severity=Severity.CRITICAL), at=NOON)) is Included
    assert type(coverage(agreed, ask(severity=Severity.LOW), at=NOON)) is Chargeable
    assert coverage(agreed, ask(), at=NOON).missing == {"severity"}


JOBS = st.lists(
    st.builds(
        lambda number, hour, minutes, visits, quantity: job(
            number,
            at=NOON + timedelta(hours=hour),
            time=timedelta(minutes=minutes),
            visits=visits,
            quantity=quantity,
            expenses=(Expense(Cost.TRAVEL, Money(number, "CNY")),),
        ),
        number=st.integers(0, 9),
        hour=st.integers(0, 400),
        minutes=st.integers(0, 300),
        visits=st.integers(0, 3),
        quantity=st.integers(0, 4) | st.decimals("0.1", "4", places=1),
    ),
    max_size=8,
    unique_by=lambda each: each.id,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(Measure), st.integers(0, 9), JOBS, st.randoms(use_true_random=False))
def test_covering_work_loses_nothing_and_can_be_repeated(measure, granted, jobs, random):
    agreed = counted(measure, timedelta(hours=granted) if measure is Measure.TIME else granted)
    covered, usage = cover(agreed, [ask()], jobs)
    shuffled = list(jobs)
    random.shuffle(shuffled)
    assert cover(agreed, [ask()], [*shuffled, *jobs]) == (covered, usage)
    assert cover(agreed, [ask()], jobs, usage) == (covered, usage)

    assert {each.work.id for each in covered} == {each.id for each in jobs}
    for done in jobs:
        parts = [each.work for each in covered if each.work.id == done.id]
        assert [part.part for part in parts] == list(range(len(parts)))
        assert sum((part.time for part in parts), timedelta()) == done.time
        assert sum(part.visits for part in parts) == done.visits
        assert sum(part.quantity for part in parts) == done.quantity
        spent = [expense.amount for part in parts for expense in part.expenses]
        assert total(spent, "CNY") == done.expenses[0].amount
        assert len(spent) <= len(parts)

    def amount_of(work):
        return {
            Measure.TIME: work.time,
            Measure.VISITS: work.visits,
            Measure.QUANTITY: work.quantity,
        }[measure]

    if measure is not Measure.REQUESTS:
        zero = measure.zero
        within = [each.work for each in covered if type(each.coverage) is Included]
        drawn = sum((amount_of(work) for work in within), zero)
        limit = timedelta(hours=granted) if measure is Measure.TIME else granted
        asked = sum((amount_of(work) for work in jobs), zero)
        assert drawn == min(asked, limit)


def test_later_entries_do_not_exist_yet():
    agreed = counted(Measure.VISITS, 1)
    later = Draw(id="x", quota="q", lot="y", amount=1, on=date(2026, 4, 1))
    usage = Usage(entries=(later,))
    assert type(coverage(agreed, ask(), usage=usage, at=NOON)) is Included
    april = datetime(2026, 4, 1, tzinfo=BEIJING)
    assert type(coverage(agreed, ask(), usage=usage, at=april)) is Chargeable


# --- refusals

WORKED = contract(entitlements=(entitled(Payment.FREE),))


REFUSED = [
    (
        lambda: cover(WORKED, [ask()], [job(0), job(0, visits=1)]),
        InvalidValue,
        "two different facts of one id: Work",
    ),
    (
        lambda: cover(WORKED, [ask(), ask(channel="phone")], []),
        InvalidValue,
        "two different facts of one id: Request",
    ),
    (lambda: coverage(WORKED, ask(site="moon"), at=NOON), UnknownName, "unknown site"),
    (lambda: assess_request(WORKED, ask(), [], at=NOON), InvalidValue, "no times are promised"),
    (lambda: coverage(WORKED, ask("nothing"), at=NOON), UnknownName, "unknown service item"),
    (lambda: coverage(WORKED, ask(), at=NAIVE), NaiveDatetime, "naive"),
    (lambda: coverage(WORKED, ask(), "hardware", at=NOON), WrongType, "expected Cause.HARDWARE"),
    (lambda: ask(severity="P1"), WrongType, "expected Severity.LOW, MEDIUM, HIGH, CRITICAL"),
    (lambda: coverage({}, ask(), at=NOON), WrongType, "contract: dict given"),
    (lambda: coverage(WORKED, {}, at=NOON), WrongType, "request: dict given"),
    (
        lambda: coverage(WORKED, ask(at=datetime.max.replace(tzinfo=UTC)), at=NOON),
        OutOfRange,
        "instant out of range",
    ),
    (lambda: cover(WORKED, [], [job(0)]), UnknownName, "work for an unknown request"),
    (lambda: cover(WORKED, [ask()], [ask()]), WrongType, "Request given"),
    (
        lambda: cover(
            WORKED,
            [ask()],
            [job(0, expenses=(Expense(Cost.TRAVEL, Money(1, "USD")),))],
        ),
        CurrencyMismatch,
        "an expense in another currency",
    ),
    (lambda: contract(currency="RMB"), UnknownName, "unknown currency"),
    (lambda: contract(timezone="Mars/Olympus"), UnknownName, "unknown time zone"),
    (lambda: contract(timezone="../etc/passwd"), UnknownName, "unknown time zone"),
    (lambda: contract(tier="Gold Tier"), InvalidValue, "not a key"),
    (lambda: contract(items=(item("a"), item("a"))), InvalidValue, "two items of one name"),
    (
        lambda: contract(entitlements=(entitled(Payment.FREE, "ghost"),)),
        UnknownName,
        "unknown service item",
    ),
    (
        lambda: contract(entitlements=(entitled(Payment.FREE, quota="q"),)),
        UnknownName,
        "unknown quota",
    ),
    (
        lambda: contract(warranties=(evolve(WARRANTY, items=frozenset({"ghost"})),)),
        UnknownName,
        "unknown service item",
    ),
    (lambda: contract(items=[item("a")]), WrongType, "list given"),
    (
        lambda: entitled(Payment.FREE, unmetered=when(severity="high")),
        InvalidValue,
        "nothing to be unmetered",
    ),
    (
        lambda: entitled(Payment.NOT_OFFERED, quota="q"),
        InvalidValue,
        "a quota of what is not given",
    ),
    (lambda: entitled("free"), WrongType, "str given"),
    (lambda: entitled(Payment.FREE, covers=Cause.UNKNOWN), InvalidValue, "no cause"),
    (lambda: evolve(MISUSE, bearer="customer"), WrongType, "str given"),
    (lambda: job(0, time=timedelta(-1)), OutOfRange, "negative work"),
    (lambda: job(0, quantity=-1), OutOfRange, "negative work"),
    (lambda: job(0, quantity=0.5), WrongType, "float given"),
    (lambda: job(0, quantity=True), WrongType, "bool given"),
    (lambda: job(0, quantity=Decimal("Infinity")), InvalidValue, "not a finite"),
    (lambda: job(0, at=NAIVE), NaiveDatetime, "naive"),
    (
        lambda: job(0, spans=(Span(NOON, NOON + timedelta(hours=1)),) * 2),
        InvalidValue,
        "overlapping",
    ),
    (
        lambda: job(0, spans=(Span(NOON, NOON + timedelta(hours=1)),), time=timedelta(hours=2)),
        InvalidValue,
        "time is not that of the spans",
    ),
    (lambda: Expense(Cost.LABOUR, Money(1, "CNY")), InvalidValue, "labour is no expense"),
    (lambda: Expense(Cost.TRAVEL, Money(-1, "CNY")), OutOfRange, "negative expense"),
    (lambda: Arrears(grace_days=-1, tier="free"), OutOfRange, "negative days"),
    (lambda: ask(severity="high"), WrongType, "str given"),
    (lambda: ask(facts={"outside": 1.5}), WrongType, "float given"),
]


@pytest.mark.parametrize(("build", "error", "words"), REFUSED, ids=range(len(REFUSED)))
def test_the_meaningless_is_refused(build, error, words):
    with pytest.raises(error, match=words) as caught:
        build()
    assert isinstance(caught.value, ServiceDeskError)


def test_requests_and_work_are_the_same_at_one_instant_whatever_its_zone():
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    second = first.replace(fold=1)  # the hour that the clock shows twice
    assert ask(at=first) == ask(at=first.astimezone(UTC))
    assert hash(ask(at=first)) == hash(ask(at=first.astimezone(UTC)))
    assert ask(at=first) != ask(at=second)
    assert job(0, at=first) != job(0, at=second)
    assert cover(WORKED, [ask(), ask(at=NOON.astimezone(UTC))], [])[0] == ()


def test_covered_work_is_a_value():
    covered, _ = cover(WORKED, [ask()], [job(0)])
    assert covered[0] == Covered(ask(), job(0), covered[0].coverage)
    assert hash(covered[0])
