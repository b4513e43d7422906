"""An explanation evaluated again: the amount that its reasons come to, and nothing else."""

from collections.abc import Sequence

from servicedesk.errors import InvalidValue, listed
from servicedesk.money import (
    NOUGHT,
    Money,
    Ratio,
    Rounding,
    TaxSide,
    apportion,
    minor_units,
    settle_minor,
    total,
)
from servicedesk.reasons import Reason
from servicedesk.statements.charges import (
    COUNTED,
    NOT_CHARGED,
    PASSED_ON,
    QUOTED,
    SAME_QUOTE,
    SAME_VISIT,
)
from servicedesk.statements.factors import factor_of
from servicedesk.statements.fees import GIVEN_BACK, REACHED, TRUED_UP
from servicedesk.statements.late import CAUGHT_UP
from servicedesk.statements.lines import Line
from servicedesk.statements.pricing import ACCUMULATED, PART, SETTLED, WEIGHTED
from servicedesk.statements.taxes import CONTAINED, TAXED, apart, rounded_with, to_round
from servicedesk.tariffs import PriceBasis

_STATED = (PASSED_ON, QUOTED, REACHED, TRUED_UP, GIVEN_BACK)
_NOTHING = (NOT_CHARGED, COUNTED, SAME_VISIT, SAME_QUOTE)


def reevaluate(reasons: Sequence[Reason], currency: str) -> Money:
    """The amount, before tax is added or taken out, that a line's reasons come to.

    Only what the reasons say is used: prices, quantities, factors and the rounding. So an
    explanation that is stored, or sent, can be checked by whoever gets it.

    Args:
        reasons: of a line of a statement.
        currency: of the line.

    Raises:
        InvalidValue: for reasons without arithmetic.
    """
    for reason in listed(reasons, Reason, where="reasons"):
        amount = _amount(reason, currency)
        if amount is not None:
            return amount
    raise InvalidValue("no arithmetic", got=[reason.code for reason in reasons], where="reasons")


def reevaluate_taxes(lines: Sequence[Line]) -> tuple[tuple[Money, Money], ...]:
    """Net and tax of each line of a statement that the reasons of all its lines come to.

    Tax that was rounded once for several lines is rounded once for them again, and shared out as
    the reasons say; so all lines of the statement are needed, in their order.

    Args:
        lines: of one statement.

    Raises:
        InvalidValue: for a line whose reasons have no arithmetic.
    """
    lines = listed(lines, Line, where="lines")
    amounts = [reevaluate(line.reasons, line.currency) for line in lines]
    taxed: dict[int, Reason] = {}
    groups: dict[object, list[int]] = {}
    for index, line in enumerate(lines):
        for said in line.reasons:
            if said.kind is TAXED or said.kind is CONTAINED:
                name = rounded_with(said["point"], line.currency, said["rate"].ratio, line.category)
                groups.setdefault(index if name is None else name, []).append(index)
                taxed[index] = said
    found = [(amount, Money(0, amount.currency)) for amount in amounts]
    for members in groups.values():
        exact = [
            to_round(amounts[index], taxed[index]["rate"].ratio, *_sides(taxed[index]))
            for index in members
        ]
        rounding: Rounding = taxed[members[0]]["rounding"]
        for index, part in zip(members, apportion(exact, rounding), strict=True):
            amount = amounts[index]
            found[index] = apart(amount, Money(part, amount.currency), *_sides(taxed[index]))
    return tuple(found)


def _sides(said: Reason) -> tuple[PriceBasis, TaxSide]:
    if said.kind is TAXED:
        return PriceBasis.NET, TaxSide.NET_FIRST
    side: TaxSide = said["side"]
    return PriceBasis.GROSS, side


def _amount(reason: Reason, currency: str) -> Money | None:
    if reason.kind is SETTLED:
        return _settled(reason, currency)
    if reason.kind is ACCUMULATED:
        reached, before = reason.because
        return _settled(reached, currency) - _settled(before, currency)
    if reason.kind is CAUGHT_UP:
        now = total((reevaluate((each,), currency) for each in reason.because), currency)
        billed: Money = reason["before"]
        return now - billed
    if reason.kind in _STATED:
        amount: Money = reason["amount"]
        return amount
    return Money(0, currency) if reason.kind in _NOTHING else None


def _settled(reason: Reason, currency: str) -> Money:
    exact, factor = NOUGHT, Ratio(1)
    for part in reason.because:
        if part.kind in (PART, WEIGHTED):
            weight = part["factor"] if part.kind is WEIGHTED else Ratio(1)
            exact = exact + minor_units(part["price"], part["quantity"], weight)
        else:
            factor = factor * factor_of(part)
    rounding: Rounding = reason["rounding"]
    return settle_minor(exact * factor, currency, rounding)
