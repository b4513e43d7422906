"""Quotas as a ledger of dated lots: what was granted is used, expired or remaining, always.

Nothing is counted up: a balance is a fold over the ledger's entries as of a civil date in the
contract's zone. A lot is drawn on only while it lives, what goes beyond all lots is kept as
overage, and a reversal gives back to the very lots that were drawn on (design 7.3).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

from attrs import field, frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    UnknownName,
    are,
    check_type,
    is_a,
    listed,
)
from servicedesk.incidents import is_key
from servicedesk.money import decimal_of, exact_decimals
from servicedesk.reasons import Clause, Term, Text

Amount = int | Decimal | timedelta
"""What a quota counts: numbers, or time where its measure is `Measure.TIME`."""


class Measure(Term):
    """What a quota counts."""

    REQUESTS = "requests", "requests", "次请求", "次請求"
    VISITS = "visits", "visits", "次上门", "次上門"
    TIME = "time", "working time", "工时", "工時"
    QUANTITY = "quantity", "units", "单位数量", "單位數量"

    @property
    def zero(self) -> Amount:
        return timedelta(0) if self is Measure.TIME else 0


def check_amount(value: object, where: str, measure: Measure | None = None) -> None:
    """Refuse *value* unless it is an amount, not negative, of the kind that *measure* counts."""
    if measure is None:
        check_type(value, int, Decimal, timedelta, where=where)
    elif measure is Measure.TIME:
        check_type(value, timedelta, where=where)
    else:
        check_type(value, int, Decimal, where=where)
    if isinstance(value, Decimal):
        decimal_of(value, where=where)
    negative = value < timedelta(0) if isinstance(value, timedelta) else value < 0  # type: ignore[operator]
    if negative:
        raise OutOfRange("negative amount", got=value, where=where)


def _is_amount(*, optional: bool = False) -> Any:
    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_amount(value, f"{type(owner).__name__}.{attribute.name}")

    return validate


@frozen(kw_only=True)
class Lot:
    """An amount granted for a time.

    Attributes:
        key: its name, unique in the contract.
        granted: how much; in the quota's measure.
        start: the first civil date on which it can be drawn, in the contract's zone.
        end: the first date on which it no longer can; None means that it never expires.
    """

    key: str = field(validator=is_key())
    granted: Amount = field(validator=_is_amount())
    start: date = field(validator=is_a(date))
    end: date | None = field(default=None, validator=is_a(date, optional=True))

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            got = (str(self.start), str(self.end))
            raise InvalidValue("a lot ends after it starts", got=got, where=f"Lot {self.key}")

    def lives_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@frozen
class Rollover:
    """What is left of a lot when it ends goes on into its successor, up to *cap* (None: all)."""

    cap: Amount | None = field(default=None, validator=_is_amount(optional=True))


@frozen(kw_only=True)
class Quota:
    """A number of services that the contract's fee already pays for.

    Attributes:
        key: its name in the contract.
        measure: what is counted.
        lots: the amounts granted, each with its life.
        step: what is drawn is rounded up to a multiple of it (quarter hours); None: exact.
        rollover: what becomes of a lot's rest when it ends; None: it expires.
        name: its words, for explanations; without them its key is shown.
        clauses: where the contract says so.
    """

    key: str = field(validator=is_key())
    measure: Measure = field(validator=is_a(Measure))
    lots: tuple[Lot, ...] = field(validator=are(Lot))
    step: Amount | None = field(default=None, validator=_is_amount(optional=True))
    rollover: Rollover | None = field(default=None, validator=is_a(Rollover, optional=True))
    name: Text | None = field(default=None, validator=is_a(Text, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        where = f"Quota {self.key}"
        keys = [lot.key for lot in self.lots]
        if len(set(keys)) != len(keys):
            raise InvalidValue("two lots of one name", got=keys, where=where)
        for lot in self.lots:
            check_amount(lot.granted, f"{where}, lot {lot.key}", self.measure)
        if self.step is not None:
            check_amount(self.step, f"{where}, step", self.measure)
            if self.step == self.measure.zero:
                raise InvalidValue("a step of nothing", got=self.step, where=where)
        if self.rollover is not None and self.rollover.cap is not None:
            check_amount(self.rollover.cap, f"{where}, rollover", self.measure)

    @property
    def title(self) -> Text:
        """Its words, or else its key."""
        return self.name or Text(self.key, self.key, self.key)

    def lot(self, key: str) -> Lot:
        """The lot of this name. Raises `UnknownName`."""
        for lot in self.lots:
            if lot.key == key:
                return lot
        names = ", ".join(lot.key for lot in self.lots)
        raise UnknownName("unknown lot", got=key, expected=names, where=f"Quota {self.key}")


@frozen(kw_only=True)
class Draw:
    """An amount used.

    Attributes:
        id: the use that drew it: a request, a visit or a piece of work, as the host names it.
        quota: the quota's key.
        lot: the lot drawn on; None is overage, beyond all lots.
        amount: how much, above zero.
        on: the civil date of the use.
    """

    id: str = field(validator=is_a(str))
    quota: str = field(validator=is_key())
    lot: str | None = field(validator=is_key(optional=True))
    amount: Amount = field(validator=_is_amount())
    on: date = field(validator=is_a(date))

    def __attrs_post_init__(self) -> None:
        if not self.amount:
            raise InvalidValue("a draw of nothing", got=self.id, where="Draw.amount")


@frozen(kw_only=True)
class Reversal:
    """The use *of* is taken back on a date: the very lots that it drew on get it back.

    A lot that has ended meanwhile gets it back as expired. Reversing what is already reversed
    changes nothing.
    """

    of: str = field(validator=is_a(str))
    on: date = field(validator=is_a(date))


@frozen(kw_only=True)
class Carry:
    """What was left of *lot* when it ended, moved *into* the next one on that date."""

    quota: str = field(validator=is_key())
    lot: str = field(validator=is_key())
    into: str = field(validator=is_key())
    amount: Amount = field(validator=_is_amount())
    on: date = field(validator=is_a(date))


Entry = Draw | Reversal | Carry


@frozen(kw_only=True)
class Use:
    """What is to be drawn: the use's own name, how much, and the civil date of the use."""

    id: str = field(validator=is_a(str))
    amount: Amount = field(validator=_is_amount())
    on: date = field(validator=is_a(date))


@frozen(kw_only=True)
class Balance:
    """A quota, or one of its lots, as of a date: granted = used + expired + remaining.

    Attributes:
        granted: by the lots that had started; of one lot, with what was carried into it and
            less what was carried out of it.
        used: drawn and not reversed.
        expired: what was left of lots that had ended.
        remaining: what can still be drawn.
        overage: what was used beyond all lots; it is in none of the others.
    """

    granted: Amount
    used: Amount
    expired: Amount
    remaining: Amount
    overage: Amount


@frozen
class _Move:
    """What one entry does to one lot on a date: how much goes out of it, and how."""

    on: date
    used: Any
    carried: Any


class _Running:
    """The fold: the moves of each lot by date, its rest, and the draws that stand by id."""

    def __init__(self, quota: Quota, entries: Iterable[Entry]) -> None:
        check_type(quota, Quota, where="quota")
        self.quota = quota
        self.zero: Any = quota.measure.zero
        self.moves: dict[str | None, list[_Move]] = {lot.key: [] for lot in quota.lots}
        self.rest: dict[str | None, Any] = {lot.key: lot.granted for lot in quota.lots}
        self.moves[None], self.rest[None] = [], self.zero
        self.standing: dict[str, list[Draw]] = {}
        for entry in sorted(
            listed(entries, *get_args(Entry), where="entries"), key=lambda entry: entry.on
        ):
            self.add(entry)
        for lot in quota.lots:
            if self.free(lot, date.min) < self.zero:
                where = f"Quota {quota.key}"
                raise InvalidValue("more drawn than the lot holds", got=lot.key, where=where)

    def add(self, entry: Entry) -> None:
        match entry:
            case Draw(quota=self.quota.key):
                self._check_draw(entry)
                self.standing.setdefault(entry.id, []).append(entry)
                self._move(entry.lot, _Move(entry.on, entry.amount, self.zero))
            case Reversal():
                for draw in self.standing.pop(entry.of, ()):
                    self._move(draw.lot, _Move(entry.on, -draw.amount, self.zero))
            case Carry(quota=self.quota.key):
                self._check_carry(entry)
                self._move(entry.lot, _Move(entry.on, self.zero, entry.amount))
                self._move(entry.into, _Move(entry.on, self.zero, -entry.amount))

    def _move(self, lot: str | None, move: _Move) -> None:
        moves = self.moves[lot]
        place = len(moves)
        while place and moves[place - 1].on > move.on:
            place -= 1
        moves.insert(place, move)
        self.rest[lot] -= move.used + move.carried

    def _check_draw(self, draw: Draw) -> None:
        where = f"Quota {self.quota.key}, draw {draw.id}"
        check_amount(draw.amount, where, self.quota.measure)
        if draw.lot is not None and not self.quota.lot(draw.lot).lives_on(draw.on):
            raise InvalidValue("drawn outside the lot's life", got=str(draw.on), where=where)

    def _check_carry(self, carry: Carry) -> None:
        where = f"Quota {self.quota.key}, carry of {carry.lot}"
        check_amount(carry.amount, where, self.quota.measure)
        end = self.quota.lot(carry.lot).end
        if end is None or carry.on < end:
            raise InvalidValue("carried before the lot ends", got=str(carry.on), where=where)
        if not self.quota.lot(carry.into).lives_on(carry.on):
            raise InvalidValue("carried into a lot outside its life", got=carry.into, where=where)

    def free(self, lot: Lot, on: date) -> Any:
        """What the lot can give on a date without taking it from a use already entered."""
        rest = least = self.rest[lot.key]
        for move in reversed(self.moves[lot.key]):
            if move.on <= on:
                break
            rest += move.used + move.carried
            least = min(least, rest)
        return least

    def balance(self, lot: Lot, on: date) -> Balance:
        moves = [move for move in self.moves[lot.key] if move.on <= on]
        granted = lot.granted - sum((move.carried for move in moves), self.zero)
        used = sum((move.used for move in moves), self.zero)
        ended = lot.end is not None and lot.end <= on
        rest = granted - used
        return Balance(
            granted=granted,
            used=used,
            expired=rest if ended else self.zero,
            remaining=self.zero if ended else rest,
            overage=self.zero,
        )

    def overage(self, on: date) -> Any:
        return sum((move.used for move in self.moves[None] if move.on <= on), self.zero)

    def draw(self, use: Use) -> tuple[Draw, ...]:
        check_amount(use.amount, f"Quota {self.quota.key}, use {use.id}", self.quota.measure)
        if use.id in self.standing:
            return tuple(self.standing[use.id])
        left: Any = _stepped(use.amount, self.quota.step)
        drawn = []
        for lot in _by_expiry(self.quota, use.on):
            taken = min(left, max(self.free(lot, use.on), self.zero))
            if taken:
                drawn.append(self._drawn(use, lot.key, taken))
                left -= taken
        if left:
            drawn.append(self._drawn(use, None, left))
        return tuple(drawn)

    def _drawn(self, use: Use, lot: str | None, amount: Any) -> Draw:
        draw = Draw(id=use.id, quota=self.quota.key, lot=lot, amount=amount, on=use.on)
        self.add(draw)
        return draw


def _stepped(amount: Any, step: Any) -> Any:
    if step is None:
        return amount
    whole = amount // step
    return (whole if whole * step == amount else whole + 1) * step


def _by_expiry(quota: Quota, on: date) -> list[Lot]:
    """The lots that live on a date, the first to expire first, then the oldest."""
    alive = [lot for lot in quota.lots if lot.lives_on(on)]
    return sorted(alive, key=lambda lot: (lot.end or date.max, lot.start))


@exact_decimals()
def draw(
    quota: Quota, entries: Iterable[Entry], uses: Iterable[Use]
) -> tuple[tuple[Draw, ...], ...]:
    """What each use draws, in the order given: the lot that expires first is drawn on first.

    A use already in the ledger, and not reversed, isn't drawn again: its draws are returned as
    they stand. What no living lot can give is overage (a draw with no lot). A use entered late
    takes nothing from those that were entered before it.

    Args:
        quota: the quota and its lots.
        entries: the ledger so far; entries of other quotas are passed over.
        uses: in the order in which they are to draw.

    Raises:
        InvalidValue: for a ledger that draws more than a lot holds, or outside its life.
        UnknownName: for a ledger that names a lot that the quota has not.
        WrongType: for time where numbers are counted, or the reverse.
    """
    running = _Running(quota, entries)
    return tuple(running.draw(use) for use in listed(uses, Use, where="uses"))


@exact_decimals()
def balance(quota: Quota, entries: Iterable[Entry], *, on: date) -> Balance:
    """The whole quota as of the end of a civil date in the contract's zone.

    Raises:
        InvalidValue: as `draw`.
    """
    check_type(on, date, where="on")
    running = _Running(quota, entries)
    lots = [running.balance(lot, on) for lot in quota.lots if lot.start <= on]
    zero: Any = quota.measure.zero
    return Balance(
        granted=sum((lot.granted for lot in lots), zero),
        used=sum((lot.used for lot in lots), zero),
        expired=sum((lot.expired for lot in lots), zero),
        remaining=sum((lot.remaining for lot in lots), zero),
        overage=running.overage(on),
    )


@exact_decimals()
def lot_balance(quota: Quota, entries: Iterable[Entry], lot: str, *, on: date) -> Balance:
    """One lot as of the end of a civil date; before its start everything is still to come.

    Raises:
        UnknownName: for a lot that the quota has not.
        InvalidValue: as `draw`.
    """
    check_type(on, date, where="on")
    check_type(quota, Quota, where="quota")
    check_type(lot, str, where="lot")
    return _Running(quota, entries).balance(quota.lot(lot), on)


@exact_decimals()
def available(quota: Quota, entries: Iterable[Entry], *, on: date) -> Amount:
    """What a use on that date could draw without taking it from uses already entered."""
    check_type(on, date, where="on")
    running = _Running(quota, entries)
    free = (max(running.free(lot, on), running.zero) for lot in _by_expiry(quota, on))
    amount: Amount = sum(free, running.zero)
    return amount


@exact_decimals()
def carry_over(quota: Quota, entries: Iterable[Entry], *, on: date) -> tuple[Carry, ...]:
    """What goes on from lots that have ended by *on* into their successors, oldest first.

    The successor is the lot that lives on the day on which the other ends and expires last. A
    lot that was carried already, or has nothing left, or no successor, is passed over. To be
    appended to the ledger.
    """
    check_type(quota, Quota, where="quota")
    check_type(on, date, where="on")
    if quota.rollover is None:
        return ()
    cap = quota.rollover.cap
    known = listed(entries, *get_args(Entry), where="entries")
    done = {entry.lot for entry in known if isinstance(entry, Carry)}
    running = _Running(quota, known)
    carried = []
    for lot in sorted(quota.lots, key=lambda lot: lot.end or date.max):
        if lot.end is None or lot.end > on or lot.key in done:
            continue
        successors = _by_expiry(quota, lot.end)
        rest = running.balance(lot, lot.end).expired
        amount = rest if cap is None else min(rest, cap)
        if not successors or not amount:
            continue
        carry = Carry(
            quota=quota.key, lot=lot.key, into=successors[-1].key, amount=amount, on=lot.end
        )
        running.add(carry)
        carried.append(carry)
    return tuple(carried)
