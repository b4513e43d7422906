"""What of a piece of work lies within a quota, and what beyond it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve

from servicedesk.entitlements import Expense, Work
from servicedesk.money import (
    ONE,
    Ratio,
    RoundingMode,
    allocate,
    exact_decimals,
    fixed,
    round_quotient,
)
from servicedesk.quotas import Measure
from servicedesk.spans import ZERO, Span, to_utc

_TICK = timedelta(microseconds=1)
_PLACES = 12


@exact_decimals()
def split_work(work: Work, measure: Measure, within: Any) -> tuple[Work, Work | None]:
    """The part of a piece of work within a quota, and the part beyond it, if there is one.

    What the quota counts is cut at *within*. Everything else is shared out in the same
    proportion, and the two parts add up to the work exactly: time to the microsecond, its spans
    cut at that time, the earlier first; quantity to twelve decimals; visits whole, the nearest;
    each expense to the minor unit. What is left over by rounding is the second part's.

    Args:
        work: not split before by this quota.
        measure: what the quota counts; a request is never split.
        within: how much of that lies within, above zero.
    """
    counted: Any = {
        Measure.TIME: work.time,
        Measure.VISITS: work.visits,
        Measure.QUANTITY: work.quantity,
    }.get(measure)
    if counted is None or counted <= within:
        return work, None
    share = _ratio(within, counted)
    time = within if measure is Measure.TIME else _TICK * _nearest(work.time // _TICK, share)
    visits = within if measure is Measure.VISITS else _nearest(work.visits, share)
    quantity = within if measure is Measure.QUANTITY else _quantity(work.quantity, share)
    spans, others = _cut(work.spans, time) if work.spans else ((), ())
    spent, left = _expenses(work.expenses, share)
    return (
        evolve(
            work, time=time, spans=spans, visits=int(visits), quantity=quantity, expenses=spent
        ),
        evolve(
            work, time=work.time - time, spans=others, visits=int(work.visits - visits),
            quantity=work.quantity - quantity, expenses=left, part=work.part + 1,
        ),
    )  # fmt: skip


def _ratio(within: Any, counted: Any) -> Ratio:
    if isinstance(counted, timedelta):
        return Ratio(within // _TICK, counted // _TICK)
    part, whole = Ratio.of(within), Ratio.of(counted)
    return part * Ratio(whole.den, whole.num)


def _nearest(size: int, share: Ratio) -> int:
    return round_quotient(size * share.num, share.den)


def _quantity(quantity: int | Decimal, share: Ratio) -> int | Decimal:
    exact = Ratio.of(quantity) * share
    if exact.den == 1:
        return exact.num
    scaled = round_quotient(exact.num * 10**_PLACES, exact.den, RoundingMode.DOWN)
    digits = fixed(scaled, _PLACES).rstrip("0").rstrip(".")
    return Decimal(digits)


def _expenses(
    expenses: Sequence[Expense], share: Ratio
) -> tuple[tuple[Expense, ...], tuple[Expense, ...]]:
    first, second = [], []
    for expense in expenses:
        within, beyond = allocate(expense.amount, (share, ONE - share))
        # an expense of nothing stays once, as it was noted
        if within.minor or not beyond.minor:
            first.append(evolve(expense, amount=within))
        if beyond.minor:
            second.append(evolve(expense, amount=beyond))
    return tuple(first), tuple(second)


def _cut(spans: Sequence[Span], after: timedelta) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans up to so much working time, and the rest."""
    inside, outside = [], []
    for span in spans:
        if after >= span.total:
            inside.append(span)
        elif after > ZERO:
            middle = to_utc(span.start) + after
            inside.append(Span(span.start, middle))
            outside.append(Span(middle, span.end))
        else:
            outside.append(span)
        after -= min(after, span.total)
    return tuple(inside), tuple(outside)
