"""Duties of the customer with dates: training, signatures; and what follows a vendor's service."""

from collections import Counter
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.contracts import AfterEach, Bearer, Every, Obligation, Once, ServiceItem
from servicedesk.errors import InvalidValue, UnknownName, WrongType
from servicedesk.incidents import Period
from servicedesk.presets import construction, heating
from servicedesk.reasons import LANGUAGES, Clause, Text, explain
from servicedesk.reporting import DueState, Performed, due_obligations

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
LATER = date(2026, 12, 31)


def contract(**terms):
    return heating.contract("C", term=YEAR, tier="premium", owed=heating.obligations(**terms))


def owed(key, contract, done, *, on=LATER, window=YEAR, facts=None):
    found = due_obligations(contract, done, window, on=on, facts=facts or {})
    return [due for due in found if due.owed.key == key]


def trained(*people, on=(date(2026, 1, 10), date(2026, 2, 20), date(2026, 3, 2))):
    return [
        Performed(item="trained_people", on=day, by=who)
        for who, day in zip(people, on, strict=False)
    ]


# --- training of two people (R134)


def test_training_is_done_when_the_second_person_has_done_it():
    (due,) = owed("trained_people", contract(training_days=60), trained("Wang", "Li", "Zhao"))
    assert (due.state, due.performed.by, due.by) == (DueState.KEPT, "Li", Bearer.CUSTOMER)
    assert due.due == date(2026, 3, 1)  # the 60th day: 31 in January, 28 in February, and one
    (late,) = owed("trained_people", contract(training_days=50), trained("Wang", "Li"))
    assert (late.due, late.state) == (date(2026, 2, 19), DueState.LATE)


def test_one_person_trained_twice_is_one_person():
    (due,) = owed("trained_people", contract(training_days=60), trained("Wang", "Wang"))
    assert (due.state, due.performed) == (DueState.MISSED, None)
    (nameless,) = owed("trained_people", contract(training_days=60), trained("", ""))
    assert nameless.state is DueState.KEPT


def test_training_without_a_term_is_open_and_never_missed():
    (due,) = owed("trained_people", contract(), trained("Wang"))
    assert (due.due, due.state) == (None, DueState.OPEN)
    (due,) = owed("trained_people", contract(), trained("Wang", "Li"))
    assert due.state is DueState.KEPT
    assert "C12" not in explain(due)


@pytest.mark.parametrize(
    ("facts", "done", "state"),
    [
        ({"trained_people": 2, "reports_online": True}, (), DueState.KEPT),
        ({"trained_people": 2, "reports_online": False}, ("Wang", "Li"), DueState.MISSED),
        ({"trained_people": 2, "reports_online": True}, ("Wang", "Wang", "Li"), DueState.LATE),
        ({"trained_people": 2}, ("Wang", "Li"), DueState.KEPT),
        ({"trained_people": 2}, (), DueState.MISSED),
    ],
)
def test_facts_that_decide_it_have_the_last_word(facts, done, state):
    found = owed("trained_people", contract(training_days=60), trained(*done), facts=facts)
    assert [due.state for due in found] == [state]


def test_what_is_outstanding_is_told_in_each_year_until_it_is_done():
    terms = evolve(contract(training_days=60), term=Period(date(2024, 1, 1), date(2029, 1, 1)))
    done = trained("Wang", "Li", on=(date(2026, 5, 1), date(2026, 5, 2)))

    def states(*, to):
        window = Period(date(to, 1, 1), date(to + 1, 1, 1))
        found = owed("trained_people", terms, done, on=window.end, window=window)
        return [due.state for due in found]

    assert states(to=2024) == states(to=2025) == [DueState.MISSED]
    assert states(to=2026) == [DueState.LATE]
    assert states(to=2027) == []


@pytest.mark.parametrize("days", [60, None])
def test_what_facts_alone_say_was_kept_is_told_once(days):
    # nobody says when, so it belongs to the year in which it fell due, or began to be owed
    terms = evolve(contract(training_days=days), term=Period(date(2024, 12, 1), date(2029, 1, 1)))
    facts = {"trained_people": 2, "reports_online": True}

    def states(*, to):
        window = Period(date(to, 1, 1), date(to + 1, 1, 1))
        found = owed("trained_people", terms, (), on=window.end, window=window, facts=facts)
        return [due.state for due in found]

    told = [to for to in range(2023, 2030) if states(to=to)]
    assert told == ([2025] if days else [2024])
    assert states(to=told[0]) == [DueState.KEPT]


# --- a signature after each service (R137)


def served(request, month, day, item="bug_fix"):
    return Performed(item=item, on=date(2026, month, day), request=request)


def signed(request, month, day):
    return Performed(item="sign_off", on=date(2026, month, day), by="Wang", request=request)


def test_each_service_is_signed_for():
    done = [
        served("T-1", 3, 2), signed("T-1", 3, 9),
        served("T-2", 3, 2), signed("T-2", 3, 10),
        served("T-3", 3, 2), signed("T-3", 3, 1),
        served("T-4", 12, 30),
    ]  # fmt: skip
    found = owed("sign_off", contract(sign_off_days=7), done)
    # T-3 was signed before it was served; T-4 is due in the next year
    assert {due.after.request: due.state for due in found} == {
        "T-1": DueState.KEPT,
        "T-2": DueState.LATE,
        "T-3": DueState.MISSED,
    }
    next_year = Period(date(2027, 1, 1), date(2028, 1, 1))
    (left,) = [
        due
        for due in owed(
            "sign_off", contract(sign_off_days=7), done, on=date(2027, 1, 3), window=next_year
        )
        if due.after.request == "T-4"
    ]
    assert (left.due, left.state) == (date(2027, 1, 6), DueState.OPEN)


@pytest.mark.parametrize("request_id", ["T-1", ""])
def test_each_signature_signs_one_service(request_id):
    # R137: check after service and sign the service record, each its own
    visits = [served(request_id, 3, 1), served(request_id, 3, 5, "on_site")]

    def states(*signatures, days=7):
        done = [*visits, *(signed(request_id, 3, day) for day in signatures)]
        return [due.state.name for due in owed("sign_off", contract(sign_off_days=days), done)]

    assert states(6) == ["KEPT", "MISSED"]
    assert states(6, 6) == ["KEPT", "KEPT"]
    assert states(6, 6, 6) == ["KEPT", "KEPT"]
    # in time for the second visit only, then late for the first too
    assert states(6, days=3) == ["MISSED", "KEPT"]
    assert states(6, 8, days=3) == ["LATE", "KEPT"]
    assert states(3, 6, days=3) == ["KEPT", "KEPT"]
    assert states(4, days=None) == ["KEPT", "OPEN"]


def test_two_like_services_of_one_day_are_two():
    done = [served("T-1", 3, 2), served("T-1", 3, 2), signed("T-1", 3, 3)]
    found = owed("sign_off", contract(sign_off_days=7), done)
    assert [due.state for due in found] == [DueState.KEPT, DueState.MISSED]


def test_nobody_signs_for_what_falls_due_by_itself():
    done = [Performed(item="daily_backup", on=date(2026, 3, 2))]
    assert owed("sign_off", contract(), done) == []


def test_without_a_term_a_signature_is_never_late():
    done = [served("T-1", 3, 2), signed("T-1", 9, 1), served("T-2", 3, 2)]
    states = [due.state for due in owed("sign_off", contract(), done)]
    assert states == [DueState.KEPT, DueState.OPEN]


def test_a_service_belongs_to_the_window_by_its_last_day_or_while_it_is_outstanding():
    # three days for a signature; the window is 2026
    done = [
        Performed(item="bug_fix", on=date(2025, 12, 29), request="by its last day"),
        Performed(item="sign_off", on=date(2025, 12, 30), request="by its last day"),
        Performed(item="bug_fix", on=date(2025, 12, 28), request="over before"),
        Performed(item="sign_off", on=date(2025, 12, 31), request="over before"),
        Performed(item="bug_fix", on=date(2025, 12, 1), request="late on the first day"),
        Performed(item="sign_off", on=date(2026, 1, 1), request="late on the first day"),
        Performed(item="bug_fix", on=date(2025, 12, 1), request="outstanding"),
        Performed(item="bug_fix", on=date(2027, 1, 1), request="of the next year"),
    ]
    terms = evolve(contract(sign_off_days=3), term=Period(date(2025, 1, 1), date(2028, 1, 1)))
    found = owed("sign_off", terms, done, on=date(2027, 6, 1))
    assert {due.after.request: due.state for due in found} == {
        "by its last day": DueState.KEPT,
        "late on the first day": DueState.LATE,
        "outstanding": DueState.MISSED,
    }
    without = evolve(terms, obligations=heating.obligations())
    assert {due.after.request for due in owed("sign_off", without, done, on=date(2027, 6, 1))} == {
        "late on the first day",
        "outstanding",
    }


MOMENTS = st.tuples(st.sampled_from(["T-1", "T-2"]), st.integers(1, 28))


def most_pairs(services, signatures, days):
    """How many services can have a signature of their own, tried in every way."""
    if not services:
        return 0
    (request, day), *others = services
    found = [most_pairs(others, signatures, days)]
    for at, (whose, when) in enumerate(signatures):
        if whose == request and 0 <= when - day <= days:
            rest = signatures[:at] + signatures[at + 1 :]
            found.append(1 + most_pairs(others, rest, days))
    return max(found)


@given(st.lists(MOMENTS, max_size=5), st.lists(MOMENTS, max_size=5), st.integers(0, 9))
def test_signatures_by_plain_search(services, signatures, days):
    done = [served(request, 3, day) for request, day in services]
    done += [signed(request, 3, day) for request, day in signatures]
    found = owed("sign_off", contract(sign_off_days=days), done, on=date(2026, 3, 28))
    assert sorted((due.after.request, due.after.on.day) for due in found) == sorted(services)
    states = Counter(due.state for due in found)
    # as many as can be are signed in time, and as many as can be are signed at all
    assert states[DueState.KEPT] == most_pairs(services, signatures, days)
    assert states[DueState.KEPT] + states[DueState.LATE] == most_pairs(services, signatures, 31)
    for due in found:
        last = due.after.on.day + days
        if due.performed is None:
            assert due.state is (DueState.OPEN if last >= 28 else DueState.MISSED)
        else:
            assert due.performed.request == due.after.request
            assert due.performed.on >= due.after.on
            assert due.state is (DueState.KEPT if due.performed.on.day <= last else DueState.LATE)


# --- the vendor's own: tests after a recovery (R56), periods that a vendor names (R47, C12)


def test_each_recovery_is_tested():
    # R56; the document gives no term
    terms = construction.contract("S1", term=YEAR, tier="annual")
    done = [
        Performed(item="disaster_recovery", on=date(2026, 5, 1), request="D-1"),
        Performed(item="recovery_test", on=date(2026, 5, 2), request="D-1"),
        Performed(item="disaster_recovery", on=date(2026, 6, 1), request="D-2"),
    ]
    found = owed("recovery_test", terms, done)
    assert [(due.after.request, due.state) for due in found] == [
        ("D-1", DueState.KEPT),
        ("D-2", DueState.OPEN),
    ]
    assert {due.by for due in found} == {Bearer.VENDOR}


def test_a_period_that_the_vendor_names_is_marked_as_its_choice():
    # R42, R47, R57: "periodic"; C12 leaves the period open
    chosen = construction.catalogue(
        {
            "recovery_drill": Every(months=6),
            "survey": Every(months=3),
            "preventive_check": Every(months=1),
        }
    )
    terms = construction.contract(
        "S1", term=YEAR, tier="annual", offered=construction.book(offered=chosen)
    )
    found = due_obligations(terms, [], YEAR, on=LATER)
    assert sorted(due.owed.key for due in found) == (
        ["preventive_check"] * 12 + ["recovery_drill"] * 2 + ["survey"] * 4
    )
    assert all("C12" in [clause.ref for clause in due.owed.clauses] for due in found)
    with pytest.raises(UnknownName, match="hotline"):
        construction.catalogue({"hotline": Every(months=1)})


# --- consequences, words, what is refused


def test_a_consequence_only_where_the_host_names_one():
    rule = Clause("house rule 3")
    backed_up = Obligation(
        key="own_backups",
        text=Text("backups of their own", "自行备份", "自行備份"),
        due=Every(months=1),
        consequence="excludes_credits",
        consequence_clauses=(rule,),
    )
    terms = evolve(contract(), obligations=(backed_up,))
    done = [Performed(item="own_backups", on=date(2026, 1, 20))]
    window = Period(date(2026, 1, 1), date(2026, 3, 1))
    kept, missed = owed("own_backups", terms, done, window=window)
    assert (kept.consequence, kept.consequence_clauses) == (None, ())
    assert (missed.consequence, missed.consequence_clauses) == ("excludes_credits", (rule,))
    for lang in LANGUAGES:
        assert "house rule 3" in explain(missed, lang=lang)
    (training,) = owed("trained_people", contract(training_days=5), [])
    assert (training.state, training.consequence) == (DueState.MISSED, None)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "the customer: check after the service and sign its record (T-1 2026-03-02), due"),
        ("en", "due 2026-03-09: kept, done on 2026-03-05"),
        (
            "zh-Hans",
            "客户：服务后检查并在服务记录上签字确认（T-1 2026-03-02）",
        ),
        ("zh-Hans", "按期完成，完成日期2026-03-05"),
        ("zh-Hant", "客戶：服務後檢查並在服務記錄上簽字確認"),
    ],
)
def test_it_says_whose_duty_it_was_and_what_became_of_it(lang, words):
    done = [served("T-1", 3, 2), signed("T-1", 3, 5)]
    (due,) = owed("sign_off", contract(sign_off_days=7), done)
    assert words in explain(due, lang=lang)


@pytest.mark.parametrize(
    ("rule", "lang", "words"),
    [
        (Once(), "en", "once"),
        (Once(days=30), "en", "once, by day 30 of the term"),
        (AfterEach(), "zh-Hans", "每次服务后"),
        (AfterEach(days=7), "zh-Hant", "每次服務後7天內"),
        (Every(months=12, days_after=30), "en", "every 12 months, within 30 days of its end"),
        (Every(months=12, days_after=30), "zh-Hans", "每12个月，期满后30天内"),
    ],
)
def test_when_in_words(rule, lang, words):
    assert rule.label(lang) == words


def test_a_duty_without_dates_is_not_performed_on_one():
    done = [Performed(item="safe_environment", on=date(2026, 1, 1))]
    with pytest.raises(InvalidValue, match="never falls due"):
        due_obligations(contract(), done, YEAR, on=LATER)


@pytest.mark.parametrize("facts", [5, "facts", None])
def test_facts_of_another_kind_are_refused(facts):
    with pytest.raises(WrongType):
        due_obligations(contract(), (), YEAR, on=LATER, facts=facts)


def test_a_contract_refuses_duties_that_make_no_sense():
    terms = contract()
    (first, *_) = terms.obligations

    def again(**changes):
        return evolve(terms, obligations=(evolve(first, **changes),))

    with pytest.raises(InvalidValue, match="of one name"):
        again(key="bug_fix")
    with pytest.raises(UnknownName):
        again(due=AfterEach(items="no_such_item"))
    test = ServiceItem(
        key="test", name=Text("t", "t", "t"), due=AfterEach(items=("bug_fix", "test"))
    )
    with pytest.raises(InvalidValue, match="follows itself"):
        evolve(terms, items=(*terms.items, test))


def test_terms_at_the_end_of_time_do_not_hang():
    term = Period(date(9990, 1, 1), date.max)
    terms = evolve(contract(training_days=10_000, sign_off_days=10_000), term=term)
    done = [Performed(item="bug_fix", on=date(9999, 12, 30), request="T-1")]
    window = Period(date(9999, 1, 1), date.max)
    found = due_obligations(terms, done, window, on=date(9999, 12, 30))
    # the last date that there is lies in no period, so what is due on it is not told
    assert {due.owed.key for due in found} == {"daily_backup", "annual_report"}
    assert sum(due.owed.key == "daily_backup" for due in found) == 364
