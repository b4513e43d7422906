"""Quotas: the ledger against tokens moved by hand, and laws under any sequence of entries."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.errors import InvalidValue, OutOfRange, ServiceDeskError, UnknownName, WrongType
from servicedesk.quotas import (
    Carry,
    Draw,
    Lot,
    Measure,
    Quota,
    Reversal,
    Rollover,
    Use,
    available,
    balance,
    carry_over,
    draw,
    lot_balance,
)

DAY0 = date(2026, 1, 1)


def day(number):
    return DAY0 + timedelta(days=number)


def quota(*lots, **more):
    return Quota(**{"key": "visits", "measure": Measure.VISITS, "lots": lots} | more)


def lot(key, granted, start, end=None):
    return Lot(key=key, granted=granted, start=day(start), end=None if end is None else day(end))


def use(name, amount, on):
    return Use(id=name, amount=amount, on=day(on))


def one(given_quota, entries, each):
    return draw(given_quota, entries, [each])[0]


# --- facts


def test_the_lot_that_expires_first_is_drawn_on_first():
    two = quota(lot("late", 5, 0, 100), lot("soon", 2, 0, 50))
    drawn = one(two, [], use("a", 3, 10))
    assert [(each.lot, each.amount) for each in drawn] == [("soon", 2), ("late", 1)]


def test_what_no_living_lot_gives_is_overage():
    # prepaid 200, use 300 -> 100 over (Zuora, overage handling)
    prepaid = quota(lot("prepaid", 200, 0, 365))
    drawn = one(prepaid, [], use("a", 300, 1))
    assert [(each.lot, each.amount) for each in drawn] == [("prepaid", 200), (None, 100)]
    assert balance(prepaid, drawn, on=day(1)).overage == 100


def test_expiry_takes_what_is_left():
    # 1200 prepaid, 800 used -> 400 expired (Zuora, prepaid expiration)
    prepaid = quota(lot("prepaid", 1200, 0, 365))
    entries = one(prepaid, [], use("a", 800, 100))
    assert balance(prepaid, entries, on=day(364)).remaining == 400
    after = balance(prepaid, entries, on=day(365))
    assert (after.used, after.expired, after.remaining) == (800, 400, 0)


def test_a_lot_is_drawn_on_only_while_it_lives():
    short = quota(lot("short", 5, 10, 20))
    for on, lots in ((9, [None]), (10, ["short"]), (19, ["short"]), (20, [None])):
        assert [each.lot for each in one(short, [], use("a", 1, on))] == lots


def test_a_reversal_gives_back_to_the_lot_that_was_drawn_on_and_once_only():
    two = quota(lot("old", 2, 0, 30), lot("new", 2, 20, 60))
    entries = [*one(two, [], use("a", 2, 25))]
    entries += [Reversal(of="visits-not-there", on=day(26)), Reversal(of="a", on=day(35))]
    entries += [Reversal(of="a", on=day(36))]
    # the old lot has ended meanwhile: what it gets back is expired, the new one is untouched
    assert lot_balance(two, entries, "old", on=day(40)).expired == 2
    assert lot_balance(two, entries, "new", on=day(40)).remaining == 2


def test_a_use_in_the_ledger_is_not_drawn_again():
    twice = quota(lot("all", 5, 0, 100))
    first = one(twice, [], use("a", 2, 1))
    assert one(twice, first, use("a", 2, 1)) == first
    again = draw(twice, first, [use("a", 2, 1), use("b", 1, 2), use("b", 1, 2)])
    assert again[0] == first
    assert again[1] == again[2]


def test_a_use_entered_late_takes_nothing_from_earlier_entries():
    small = quota(lot("all", 3, 0, 100))
    entries = one(small, [], use("known", 3, 50))
    assert [each.lot for each in one(small, entries, use("late", 1, 10))] == [None]
    assert available(small, entries, on=day(10)) == 0


def test_time_is_drawn_in_steps():
    hours = Quota(
        key="hours",
        measure=Measure.TIME,
        lots=(Lot(key="h", granted=timedelta(hours=10), start=DAY0),),
        step=timedelta(minutes=15),
    )
    drawn = one(hours, [], Use(id="a", amount=timedelta(minutes=61), on=DAY0))
    assert drawn[0].amount == timedelta(minutes=75)
    exact = one(hours, [], Use(id="a", amount=timedelta(minutes=60), on=DAY0))
    assert exact[0].amount == timedelta(minutes=60)


def test_a_rest_is_carried_up_to_the_cap_and_the_balance_still_adds_up():
    years = quota(lot("first", 10, 0, 365), lot("second", 10, 365, 730), rollover=Rollover(cap=3))
    entries = [*one(years, [], use("a", 4, 100))]
    assert carry_over(years, entries, on=day(364)) == ()
    entries += carry_over(years, entries, on=day(365))
    assert carry_over(years, entries, on=day(400)) == ()
    first = lot_balance(years, entries, "first", on=day(365))
    assert (first.granted, first.used, first.expired) == (7, 4, 3)
    assert lot_balance(years, entries, "second", on=day(365)).remaining == 13
    whole = balance(years, entries, on=day(365))
    assert (whole.granted, whole.used, whole.expired, whole.remaining) == (20, 4, 3, 13)


def test_a_chain_of_lots_carries_what_was_carried():
    years = quota(lot("a", 2, 0, 10), lot("b", 2, 10, 20), lot("c", 2, 20, 30), rollover=Rollover())
    entries = carry_over(years, [], on=day(25))
    assert [(each.lot, each.into, each.amount) for each in entries] == [
        ("a", "b", 2),
        ("b", "c", 4),
    ]
    assert balance(years, entries, on=day(25)).remaining == 6


# --- refusals


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: lot("a", -1, 0), OutOfRange, "negative amount"),
        (lambda: lot("a", 1.0, 0), WrongType, "float given"),
        (lambda: lot("a", granted=True, start=0), WrongType, "bool given"),
        (lambda: lot("a", Decimal("NaN"), 0), InvalidValue, "not a finite number"),
        (lambda: lot("a", 1, 5, 5), InvalidValue, "ends after it starts"),
        (lambda: lot("Not A Key", 1, 5), InvalidValue, "not a key"),
        (lambda: quota(lot("a", 1, 0), lot("a", 1, 0)), InvalidValue, "two lots of one name"),
        (lambda: quota(lot("a", timedelta(1), 0)), WrongType, "timedelta given"),
        (lambda: quota(lot("a", 1, 0), step=0), InvalidValue, "step of nothing"),
        (lambda: quota(lot("a", 1, 0), measure=Measure.TIME), WrongType, "int given"),
        (lambda: quota([lot("a", 1, 0)]), WrongType, "list given"),
        (lambda: Draw(id="a", quota="q", lot=None, amount=0, on=DAY0), InvalidValue, "nothing"),
    ],
)
def test_the_meaningless_is_refused(build, error, words):
    with pytest.raises(error, match=words) as caught:
        build()
    assert isinstance(caught.value, ServiceDeskError)


def drawn(name, amount, on, lot_key="all"):
    return Draw(id=name, quota="visits", lot=lot_key, amount=amount, on=day(on))


@pytest.mark.parametrize(
    ("entries", "error", "words"),
    [
        ([drawn("a", 4, 1)], InvalidValue, "more drawn than the lot holds"),
        ([drawn("a", 2, 1), drawn("b", 2, 0)], InvalidValue, "more drawn than the lot holds"),
        ([drawn("a", 1, 100)], InvalidValue, "outside the lot's life"),
        ([drawn("a", 1, 1, "gone")], UnknownName, "unknown lot"),
        ([drawn("a", timedelta(1), 1)], WrongType, "timedelta given"),
        (
            [Carry(quota="visits", lot="all", into="next", amount=1, on=day(50))],
            InvalidValue,
            "before the lot ends",
        ),
        (
            [Carry(quota="visits", lot="all", into="next", amount=1, on=day(300))],
            InvalidValue,
            "outside its life",
        ),
        (
            [Carry(quota="visits", lot="all", into="next", amount=9, on=day(100))],
            InvalidValue,
            "more drawn than the lot holds",
        ),
    ],
)
def test_a_ledger_that_does_not_add_up_is_refused(entries, error, words):
    years = quota(lot("all", 3, 0, 100), lot("next", 3, 100, 200))
    with pytest.raises(error, match=words):
        balance(years, entries, on=day(1))


# --- against tokens


@dataclass
class Tokens:
    """Each unit of each lot is a token that has an owner or none."""

    lots: tuple[Lot, ...]
    owners: dict[str, list[str | None]] = field(default_factory=dict)
    over: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        self.owners = {each.key: [None] * each.granted for each in self.lots}

    def alive(self, on):
        return sorted(
            (each for each in self.lots if each.start <= on < (each.end or date.max)),
            key=lambda each: (each.end or date.max, each.start, self.lots.index(each)),
        )

    def draw(self, name, amount, on):
        for each in self.alive(on):
            row = self.owners[each.key]
            for index, owner in enumerate(row):
                if amount and owner is None:
                    row[index] = name
                    amount -= 1
        if amount:
            self.over[name] = amount

    def reverse(self, name):
        self.over.pop(name, None)
        for row in self.owners.values():
            row[:] = [None if owner == name else owner for owner in row]

    def balance(self, on):
        started = [each for each in self.lots if each.start <= on]
        rows = {each.key: self.owners[each.key] for each in started}
        ended = {each.key for each in started if each.end is not None and each.end <= on}
        unused = {key: row.count(None) for key, row in rows.items()}
        return (
            sum(len(row) for row in rows.values()),
            sum(len(row) - row.count(None) for row in rows.values()),
            sum(count for key, count in unused.items() if key in ended),
            sum(count for key, count in unused.items() if key not in ended),
            sum(self.over.values()),
        )


LOTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 40), st.one_of(st.none(), st.integers(1, 30))),
    min_size=1,
    max_size=4,
).map(
    lambda rows: tuple(
        lot(f"l{i}", granted, start, None if length is None else start + length)
        for i, (granted, start, length) in enumerate(rows)
    )
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["draw", "reverse"]), st.integers(0, 5), st.integers(0, 9)),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(LOTS, STEPS)
def test_the_ledger_agrees_with_tokens(lots, steps):
    granted = quota(*lots)
    tokens, entries, on, standing = Tokens(lots), [], 0, set()
    for action, name, gap in steps:
        on += gap
        if action == "reverse":
            entries.append(Reversal(of=f"u{name}", on=day(on)))
            tokens.reverse(f"u{name}")
            standing.discard(name)
        elif name not in standing:
            entries += one(granted, entries, use(f"u{name}", name + 1, on))
            tokens.draw(f"u{name}", name + 1, day(on))
            standing.add(name)
        found = balance(granted, entries, on=day(on))
        assert (
            found.granted,
            found.used,
            found.expired,
            found.remaining,
            found.overage,
        ) == tokens.balance(day(on))


@settings(max_examples=150, deadline=None)
@given(LOTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 7)), max_size=10), st.data())
def test_the_balance_adds_up_in_whatever_order_uses_are_entered(lots, uses, data):
    granted = quota(*lots, rollover=Rollover(cap=data.draw(st.none() | st.integers(0, 4))))
    entries = []
    for number, (on, amount) in enumerate(uses):
        found = one(granted, entries, use(f"u{number}", amount, on))
        assert sum(each.amount for each in found) == amount
        entries += found
        if data.draw(st.booleans()):
            entries.append(Reversal(of=f"u{number}", on=day(on + data.draw(st.integers(0, 9)))))
        if data.draw(st.booleans()):
            entries += carry_over(granted, entries, on=day(on))
    for on in (0, 10, 20, 40, 80, 200):
        found = balance(granted, entries, on=day(on))
        assert found.granted == found.used + found.expired + found.remaining
        assert min(found.used, found.expired, found.remaining, found.overage) >= 0
        rows = [lot_balance(granted, entries, each.key, on=day(on)) for each in lots]
        assert all(row.granted == row.used + row.expired + row.remaining for row in rows)
