"""A contract's life: versions, renewal, lapse, change in mid-term, end; the terms tile."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicedesk.contracts import (
    NOTHING_USED,
    Arrears,
    Chargeable,
    Contract,
    Entitlement,
    Included,
    Lot,
    Measure,
    Payment,
    Quota,
    QuoteFirst,
    Request,
    Rollover,
    ServiceItem,
    Standing,
    Usage,
    Work,
    amended,
    co_terminated,
    cover,
    coverage,
    ended,
    in_force,
    lapses,
    next_term,
    renewed,
    standing,
    versions_in,
)
from servicedesk.errors import InvalidValue, ServiceDeskError, UnknownName, WrongType
from servicedesk.incidents import Cause, Period, months_after
from servicedesk.quotas import balance, carry_over
from servicedesk.reasons import Text
from servicedesk.versions import Dated

BEIJING = timezone(timedelta(hours=8))
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
NEXT = Period(date(2027, 1, 1), date(2028, 1, 1))


def contract(**more):
    terms = {
        "id": "C1",
        "currency": "CNY",
        "timezone": "Asia/Shanghai",
        "term": YEAR,
        "tier": "annual",
        "items": (ServiceItem(key="repair", name=Text("repair", "维修", "維修")),),
        "entitlements": (
            Entitlement(item="repair", payment=Payment.INCLUDED, tiers="premium"),
            Entitlement(item="repair", payment=Payment.QUOTE_FIRST, tiers="annual"),
        ),
    }
    return Contract(**terms | more)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING)


def who_pays(agreed, day):
    return type(coverage(agreed, Request(id="R", item="repair", at=noon(day)), at=noon(day)))


def counted(granted=2, **more):
    lot = Lot(key="first", granted=granted, start=YEAR.start, end=YEAR.end)
    return contract(
        tier="premium",
        entitlements=(Entitlement(item="repair", payment=Payment.INCLUDED, quota="visits"),),
        quotas=(Quota(key="visits", measure=Measure.VISITS, lots=(lot,), **more),),
    )


# --- change in mid-term


def test_an_upgrade_holds_from_its_date_and_leaves_the_past_as_it_was():
    agreed = amended(contract(), date(2026, 7, 1), tier="premium")
    assert who_pays(agreed, date(2026, 6, 30)) is QuoteFirst
    assert who_pays(agreed, date(2026, 7, 1)) is Included
    assert in_force(agreed, date(2026, 6, 30)) == contract()
    assert in_force(agreed, date(2026, 7, 1)).tier == "premium"


def test_the_version_goes_by_the_incident_not_by_the_asking():
    agreed = amended(contract(), date(2026, 7, 1), tier="premium")
    request = Request(id="R", item="repair", at=noon(date(2026, 6, 30)))
    assert type(coverage(agreed, request, at=noon(date(2026, 12, 1)))) is QuoteFirst
    work = Work(id="W", request="R", item="repair", at=noon(date(2026, 8, 1)), cause=Cause.HOW_TO)
    covered, _ = cover(agreed, [request], [work])
    assert type(covered[0].coverage) is QuoteFirst


def test_the_date_of_a_version_is_civil_in_the_contracts_zone():
    agreed = amended(contract(), date(2026, 7, 1), tier="premium")
    # 16:00 UTC is midnight in Beijing
    last = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    for at, expected in ((last, QuoteFirst), (last + timedelta(seconds=1), Included)):
        request = Request(id="R", item="repair", at=at)
        assert type(coverage(agreed, request, at=at)) is expected


def test_a_mid_year_upgrade_is_billed_each_version_for_its_own_dates():
    agreed = amended(contract(), date(2026, 7, 1), tier="premium")
    assert [(each.tier, dates) for each, dates in versions_in(agreed, YEAR)] == [
        ("annual", Period(date(2026, 1, 1), date(2026, 7, 1))),
        ("premium", Period(date(2026, 7, 1), date(2027, 1, 1))),
    ]


def test_an_early_end_is_the_first_date_without_the_contract():
    agreed = ended(contract(tier="premium"), date(2026, 5, 1))
    assert who_pays(agreed, date(2026, 4, 30)) is Included
    assert who_pays(agreed, date(2026, 5, 1)) is Chargeable
    assert standing(agreed, date(2026, 4, 30)) is Standing.IN_FORCE
    assert standing(agreed, date(2026, 5, 1)) is Standing.ENDED


# --- renewal, lapse, reinstatement


def test_a_renewal_has_a_new_lot_and_keeps_no_old_use():
    # a renewal that keeps the old year's use is a real bug of others (Odoo 11332)
    agreed = renewed(counted(), NEXT)
    request = Request(id="R", item="repair", at=noon(date(2026, 3, 1)))
    later = Request(id="R2", item="repair", at=noon(date(2027, 3, 1)))
    works = [
        Work(id=f"W{i}", request=each.id, item="repair", at=each.at, visits=2, cause=Cause.HOW_TO)
        for i, each in enumerate((request, later))
    ]
    covered, usage = cover(agreed, [request, later], works)
    assert [type(each.coverage) for each in covered] == [Included, Included]
    assert [entry.lot for entry in usage.entries] == ["first", "visits.2027-01-01"]


def test_what_is_left_is_carried_only_where_the_quota_says_so():
    for rollover, remaining in ((None, 2), (Rollover(cap=1), 3)):
        agreed = renewed(counted(rollover=rollover), NEXT)
        quota = agreed.versions[-1].value.quota("visits")
        entries = carry_over(quota, (), on=NEXT.start)
        assert balance(quota, entries, on=NEXT.start).remaining == remaining


def test_a_renewal_can_grant_more_or_change_terms():
    agreed = renewed(counted(), NEXT, grants={"visits": 9}, tier="annual")
    latest = agreed.versions[-1].value
    assert latest.tier == "annual"
    assert latest.quota("visits").lots[-1].granted == 9
    assert latest.quota("visits").lots[-1].end == NEXT.end


def test_a_lapse_is_covered_by_nothing_and_a_reinstatement_does_not_fill_it():
    again = Period(date(2027, 3, 1), date(2028, 3, 1))
    agreed = renewed(contract(tier="premium"), again)
    assert lapses(agreed) == (Period(date(2027, 1, 1), date(2027, 3, 1)),)
    for day, stands, pays in (
        (date(2025, 12, 31), Standing.NOT_BEGUN, Chargeable),
        (date(2026, 12, 31), Standing.IN_FORCE, Included),
        (date(2027, 1, 1), Standing.LAPSED, Chargeable),
        (date(2027, 2, 28), Standing.LAPSED, Chargeable),
        (date(2027, 3, 1), Standing.IN_FORCE, Included),
        (date(2028, 3, 1), Standing.ENDED, Chargeable),
    ):
        assert standing(agreed, day) is stands
        assert who_pays(agreed, day) is pays


def test_in_arrears_is_a_standing_of_its_own():
    agreed = contract(arrears=Arrears(grace_days=10, tier="free"))
    unpaid = Usage(overdue_since=date(2026, 2, 1))
    assert standing(agreed, date(2026, 2, 10), unpaid) is Standing.IN_FORCE
    assert standing(agreed, date(2026, 2, 11), unpaid) is Standing.IN_ARREARS
    assert standing(agreed, date(2026, 2, 11), NOTHING_USED) is Standing.IN_FORCE


def test_contracts_end_together():
    one = contract()
    other = contract(id="C2", term=Period(date(2026, 4, 1), date(2027, 4, 1)))
    together = co_terminated([one, other])
    ends = [history.versions[-1].value.term.end for history in together]
    assert ends == [date(2027, 4, 1), date(2027, 4, 1)]
    # the stub is a term of its own, to be prorated
    assert together[0].versions[-1].value.term == Period(date(2027, 1, 1), date(2027, 4, 1))
    assert together[1] == Dated(((together[1].versions[0]),))
    with pytest.raises(InvalidValue, match="beyond the common end"):
        co_terminated([one, other], date(2027, 2, 1))
    assert co_terminated([]) == ()


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        # a month's end does not creep: the k-th end is counted from the anchor
        (date(2026, 1, 31), 1, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        (date(2024, 2, 29), 12, [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)]),
        (date(2024, 2, 29), 48, [date(2028, 2, 29), date(2032, 2, 29), date(2036, 2, 29)]),
        (date(2026, 11, 1), 3, [date(2027, 2, 1), date(2027, 5, 1), date(2027, 8, 1)]),
    ],
)
def test_terms_are_counted_from_the_anchor(start, months, ends):
    term = Period(start, months_after(start, months))
    found = [term.end]
    while len(found) < len(ends):
        term = next_term(term, months=months, anchor=start)
        found.append(term.end)
    assert found == ends


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60), st.integers(1, 6))
def test_renewed_terms_tile(start, months, times):
    agreed = contract(term=Period(start, months_after(start, months)))
    term = agreed.term
    for _ in range(times):
        term = next_term(term, months=months, anchor=start)
        agreed = renewed(agreed, term)
    assert lapses(agreed) == ()
    held = [version.value.term for version in agreed]
    assert all(one.end == other.start for one, other in pairwise(held))
    assert held[-1].end == months_after(start, months * (times + 1))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(1, 364), max_size=4, unique=True),
    st.dates(date(2025, 6, 1), date(2028, 1, 1)),
    st.integers(1, 900),
)
def test_versions_tile_every_period(days, start, length):
    agreed = contract()
    for day in sorted(days):
        agreed = amended(agreed, YEAR.start + timedelta(days=day), tier=f"t{day}")
    period = Period(start, start + timedelta(days=length))
    found = [dates for _, dates in versions_in(agreed, period)]
    assert found[0].start == period.start
    assert found[-1].end == period.end
    assert all(one.end == other.start for one, other in pairwise(found))
    for version, dates in versions_in(agreed, period):
        held = dates & version.term
        assume(held is not None)
        assert in_force(agreed, held.start) == version


REFUSED = [
    (lambda: amended(contract(), date(2027, 1, 1), tier="x"), InvalidValue, "outside the term"),
    (lambda: amended(contract(), date(2025, 12, 31), tier="x"), InvalidValue, "outside the term"),
    (lambda: amended(contract(), date(2026, 1, 1), tier="x"), InvalidValue, "not after the latest"),
    (lambda: amended(contract(), date(2026, 2, 1), id="C9"), InvalidValue, "another contract"),
    (
        lambda: amended(contract(), date(2026, 2, 1), currency="USD"),
        InvalidValue,
        "another currency",
    ),
    (lambda: amended(contract(), date(2026, 2, 1), colour=1), UnknownName, "no such field"),
    (lambda: amended(contract(), date(2026, 2, 1), tier="No Key"), InvalidValue, "not a key"),
    (lambda: ended(contract(), date(2026, 1, 1)), InvalidValue, "ends after it starts"),
    (lambda: renewed(contract(), YEAR), InvalidValue, "terms overlap"),
    (
        lambda: renewed(contract(), Period(date(2026, 12, 31), date(2028, 1, 1))),
        InvalidValue,
        "terms overlap",
    ),
    (lambda: renewed(contract(), NEXT, grants={"ghost": 1}), UnknownName, "unknown quota"),
    (lambda: renewed(counted(), NEXT, grants={"visits": -1}), ServiceDeskError, "negative"),
    (lambda: next_term(YEAR, months=0), InvalidValue, "no length"),
    (lambda: next_term(YEAR, months=True), WrongType, "bool given"),
    (lambda: in_force("C1", date(2026, 1, 1)), WrongType, "str given"),
    (lambda: in_force(Dated.of("x"), date(2026, 1, 1)), WrongType, "str given"),
    (
        lambda: in_force(
            Dated.of(contract(), (date(2027, 1, 1), contract(id="C2"))), date(2026, 1, 1)
        ),
        InvalidValue,
        "another id",
    ),
]


@pytest.mark.parametrize(("build", "error", "words"), REFUSED, ids=range(len(REFUSED)))
def test_the_meaningless_is_refused(build, error, words):
    with pytest.raises(error, match=words):
        build()


@pytest.mark.parametrize(
    "verb",
    [
        lambda held: amended(held, "2026-07-01"),
        lambda held: amended(held, datetime(2026, 7, 1, tzinfo=UTC)),
        lambda held: ended(held, None),
        lambda held: renewed(held, "2027"),
        lambda held: renewed(held, Period(date(2099, 1, 1), date(2100, 1, 1)), grants=5),
        lambda held: versions_in(held, None),
        lambda held: next_term("2026", months=12),
        lambda held: next_term(held.term, months=12, anchor="2026-01-01"),
        lambda held: co_terminated(5),
        lambda held: co_terminated([held], end="2027-01-01"),
    ],
    ids=range(10),
)
def test_dates_and_terms_of_another_kind_are_refused_by_an_error_of_ours(verb):
    with pytest.raises(WrongType):
        verb(contract())
