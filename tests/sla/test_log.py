"""What of a log counts, when its entries speak about each other."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.clocks.log import happenings
from servicedesk.incidents import Event

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
END = DAY + 99 * HOUR


def entry(name, hour, *, recorded=None, **about):
    learnt = DAY + (hour if recorded is None else recorded) * HOUR
    return Event(at=DAY + hour * HOUR, type="work", id=name, recorded_at=learnt, **about)


def standing(*events, known=None):
    as_known_at = None if known is None else DAY + known * HOUR
    return [event.id for _, event in happenings(events, at=END, as_known_at=as_known_at)]


WRONG = entry("wrong", 9)


def test_a_retraction_names_what_it_takes_back_even_if_it_was_recorded_first():
    better = entry("better", 10, recorded=12, corrects="wrong")
    no = entry("no", 10, recorded=11, retracts="better")
    assert standing(WRONG, better, no) == ["wrong"]
    assert standing(no, better, WRONG) == ["wrong"]
    # what was known on the way: nothing to take back, then all of it
    assert standing(WRONG, better, no, known=11) == ["wrong"]
    assert standing(WRONG, better, no, known=12) == ["wrong"]


def test_a_retraction_of_a_retraction_counts_whichever_was_recorded_first():
    no = entry("no", 10, recorded=12, retracts="wrong")
    yes = entry("yes", 10, recorded=11, retracts="no")
    assert standing(WRONG, no, yes) == ["wrong"]


def test_a_correction_of_a_correction_falls_with_it():
    first = entry("first", 10, recorded=11, corrects="wrong")
    second = entry("second", 11, recorded=12, corrects="first")
    assert standing(WRONG, first, second) == ["second"]
    third = entry("third", 12, recorded=13, corrects="wrong")
    assert standing(WRONG, first, second, third) == ["third"]
    gone = entry("gone", 12, recorded=13, retracts="wrong")
    assert standing(WRONG, first, second, gone) == []


def test_a_correction_of_a_retraction_stands_in_its_place():
    no = entry("no", 10, retracts="wrong")
    instead = entry("instead", 11, corrects="no")
    assert standing(WRONG, no, instead) == ["wrong", "instead"]


def test_what_speaks_of_an_id_that_is_not_there_says_nothing():
    assert standing(entry("a", 9, corrects="nowhere")) == []
    assert standing(WRONG, entry("a", 10, retracts="nowhere")) == ["wrong"]


def test_a_circle_says_nothing():
    one = entry("one", 10, retracts="other")
    other = entry("other", 11, retracts="one")
    assert standing(WRONG, one, other) == ["wrong"]
    one = entry("one", 10, corrects="other")
    other = entry("other", 11, corrects="one")
    itself = entry("itself", 12, corrects="itself")
    assert standing(WRONG, one, other, itself) == ["wrong"]


def test_a_long_chain_of_retractions_is_no_deep_one():
    chain = [entry(f"r{n + 1}", 10, retracts=f"r{n}") for n in range(5000)]
    assert standing(entry("r0", 9), *chain) == ["r0"]
    assert standing(entry("r0", 9), *chain[:-1]) == []


def plainly(events):
    """The same by the words of the rule, one entry at a time."""

    def about(name):
        said = [event for event in events if name in (event.corrects, event.retracts)]
        return sorted(said, key=lambda event: event.recorded_at, reverse=True)

    def word(name):
        return next((event for event in about(name) if acts(event)), None)

    def acts(event):
        last = word(event.id)
        return last is None or (event.corrects is not None and last.corrects is not None)

    def final(event):
        last = word(event.id)
        return event if last is None else final(last)

    finals = [final(event) for event in events if event.corrects is None]
    shown = {event.id for event in finals if event.retracts is None}
    return [event.id for event in sorted(events, key=lambda each: each.at) if event.id in shown]


@st.composite
def amended_logs(draw):
    """Logs whose entries speak of earlier names, recorded in any order."""
    size = draw(st.integers(1, 7))
    hours = draw(st.permutations(range(size)))
    learnt = draw(st.permutations(range(size)))
    events = []
    for number in range(size):
        named = draw(st.none() | st.integers(0, number - 1)) if number else None
        about = {}
        if named is not None:
            about = {draw(st.sampled_from(["corrects", "retracts"])): f"e{named}"}
        events.append(entry(f"e{number}", hours[number], recorded=20 + learnt[number], **about))
    return events


@given(amended_logs(), st.data())
def test_entries_speak_of_each_other_as_the_rule_says(events, data):
    expected = plainly(events)
    assert standing(*events) == expected
    assert standing(*data.draw(st.permutations(events))) == expected
