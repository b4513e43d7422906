"""Quotas as a ledger of dated lots: what was granted is used, expired or remaining, always.

Nothing is counted up: a balance is a fold over the ledger's entries as of a civil date in the
contract's zone. A lot is drawn on only while it lives, what goes beyond all lots is kept as
overage, and a reversal gives back to the very lots that were drawn on (design 7.3).
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    UnknownName,
    are,
    check_finite,
    check_type,
    is_a,
)
from servicedesk.incidents import is_key
from servicedesk.reasons import Clause, Lang, Term, render_duration

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
        check_finite(value, where=where)
    negative = value < timedelta(0) if isinstance(value, timedelta) else value < 0  # type: ignore[operator]
    if negative:
        raise OutOfRange("negative amount", got=value, where=where)


def _is_amount(*, optional: bool = False) -> Any:
    def validate(owner: object, attribute: Any, value: object) -> None:
        if not (optional and value is None):
            check_amount(value, f"{type(owner).__name__}.{attribute.name}")

    return validate


def amount_label(amount: Amount, measure: Measure, lang: Lang) -> str:
    """The amount in words: "3 visits", "3次上门", "2 h"."""
    if isinstance(amount, timedelta):
        return render_duration(amount, lang)
    gap = {"en": " "}.get(lang, "")
    return f"{amount}{gap}{measure.label(lang)}"


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
        clauses: where the contract says so.
    """

    key: str = field(validator=is_key())
    measure: Measure = field(validator=is_a(Measure))
    lots: tuple[Lot, ...] = field(converter=tuple, validator=are(Lot))
    step: Amount | None = field(default=None, validator=_is_amount(optional=True))
    rollover: Rollover | None = field(default=None, validator=is_a(Rollover, optional=True))
    clauses: tuple[Clause, ...] = field(default=(), converter=tuple, validator=are(Clause))

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
class Balance:
    """A quota, or one of its lots, as of a date: granted = used + expired + remaining.

    Attributes:
        granted: of all lots that had started by then; of one lot, what was carried in less
            what was carried out included.
        overage: what was used beyond all lots; it is in none of the others.
    """

    granted: Amount
    used: Amount
    expired: Amount
    remaining: Amount
    overage: Amount
