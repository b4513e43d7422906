"""Surcharges and discounts: which hold for a piece of work, for which part of it, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from servicedesk.calendars import Calendar
from servicedesk.calendars.explanation import WEEKDAYS
from servicedesk.decisions import facts_of, holds
from servicedesk.entitlements import Work
from servicedesk.incidents import Facts
from servicedesk.money import NOUGHT, ONE, Ratio
from servicedesk.reasons import Clause, Reason, ReasonKind
from servicedesk.spans import SpanSet
from servicedesk.statements.units import Percent, hours_of, unit_text
from servicedesk.tariffs import Discount, Surcharge, SurchargeOn

SURCHARGED = ReasonKind(
    "price.surcharge",
    "surcharge {key}: × {factor}",
    "加收{key}：× {factor}",
    "加收{key}：× {factor}",
)
BEGAN_OUTSIDE = ReasonKind(
    "price.began_outside",
    "began {at} ({weekday}), outside business hours",
    "{at}（{weekday}）开始，不在服务时间内",
    "{at}（{weekday}）開始，不在服務時間內",
)
UNDER = ReasonKind(
    "price.surcharge_when", "{fact} is {value}", "{fact}为{value}", "{fact}為{value}"
)
SURCHARGED_IN_PART = ReasonKind(
    "price.surcharge_in_part",
    "surcharges on a part of it: × {factor} on the whole",
    "部分加收，折合整体：× {factor}",
    "部分加收，折合整體：× {factor}",
)
SHARE = ReasonKind(
    "price.surcharge_share",
    "{quantity} of {whole} {unit}: × {factor}",
    "{whole}{unit}中的{quantity}{unit}：× {factor}",
    "{whole}{unit}中的{quantity}{unit}：× {factor}",
)
DISCOUNTED = ReasonKind(
    "price.discount", "discount {key}: less {share}", "优惠{key}：减{share}", "優惠{key}：減{share}"
)


@frozen
class Share:
    """So much of a quantity, and the surcharges that hold for it.

    Attributes:
        quantity: of one piece of work, its hours; of a tariff, its units.
    """

    quantity: Ratio
    surcharges: tuple[Surcharge, ...] = ()

    @property
    def factor(self) -> Ratio:
        """What the surcharges multiply by together."""
        factor = ONE
        for each in self.surcharges:
            factor = factor * each.factor
        return factor

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the surcharges."""
        return tuple(each.key for each in self.surcharges)


def shares_of(
    rules: Sequence[Surcharge], work: Work, facts: Facts
) -> tuple[Share, ...] | frozenset[str]:
    """A piece of work by the surcharges that hold for its parts, in order of time.

    One share where all of it has the same; else the hours of each part. Or the names of the
    facts to find out.
    """
    held: list[Surcharge] = []
    for rule in rules:
        begins = rule.on is SurchargeOn.WHOLE_WORK
        if begins and rule.outside is not None and rule.outside.is_open(work.at):
            continue
        holding = holds(rule.when, facts)
        if holding is None:
            return facts_of(rule.when) - frozenset(facts)
        if holding:
            held.append(rule)
    if all(rule.on is SurchargeOn.WHOLE_WORK for rule in held):
        return (Share(ONE, tuple(held)),)
    if not work.spans:
        return frozenset({"spans"})
    parts = [(SpanSet(work.spans), Share(ONE))]
    for rule in held:
        parts = [each for part, share in parts for each in _apart(part, share, rule)]
    parts.sort(key=lambda each: each[0].spans[0])
    return tuple(Share(hours_of(part.total), share.surcharges) for part, share in parts)


def _apart(part: SpanSet, share: Share, rule: Surcharge) -> list[tuple[SpanSet, Share]]:
    """The part where the rule doesn't hold, and where it does; those of them that there are."""
    within = SpanSet()
    if rule.on is SurchargeOn.TIME_OUTSIDE and rule.outside is not None:
        within = open_part(part, rule.outside)
    more = Share(ONE, (*share.surcharges, rule))
    return [(spans, each) for spans, each in ((within, share), (part - within, more)) if spans]


def open_part(spans: SpanSet, hours: Calendar) -> SpanSet:
    """The part of the spans in which a calendar is open."""
    return SpanSet(piece for span in spans for piece in hours.spans(span.start, span.end))


def scaled(shares: Sequence[Share], quantity: Ratio) -> tuple[Share, ...]:
    """The same parts of another quantity."""
    whole = sum_of(each.quantity for each in shares)
    return tuple(
        Share(quantity * each.quantity * Ratio(whole.den, whole.num), each.surcharges)
        for each in shares
    )


def sum_of(ratios: Iterable[Ratio]) -> Ratio:
    """The exact sum."""
    whole = NOUGHT
    for ratio in ratios:
        whole = whole + ratio
    return whole


def merged(shares: Iterable[Share]) -> tuple[Share, ...]:
    """The shares with the same surcharges added up, in the order in which they first come."""
    found: dict[tuple[str, ...], Share] = {}
    for share in shares:
        before = found.get(share.keys, Share(NOUGHT, share.surcharges))
        found[share.keys] = Share(before.quantity + share.quantity, share.surcharges)
    return tuple(share for share in found.values() if share.quantity.num)


Why = Mapping[str, tuple[Reason, ...]]
"""Why surcharges hold, by their keys."""


def why_held(rules: Iterable[Surcharge], at: datetime, facts: Facts) -> Why:
    """Why each surcharge holds for work that began *at*, in local time, under these facts."""
    return {
        rule.key: (
            *(
                UNDER(fact=name, value=facts[name])
                for name in sorted(facts_of(rule.when))
                if name in facts
            ),
            *(
                (BEGAN_OUTSIDE(at=at, weekday=WEEKDAYS[at.weekday()]),)
                if rule.outside is not None and rule.on is SurchargeOn.WHOLE_WORK
                else ()
            ),
        )
        for rule in rules
    }


def surcharge_reasons(
    shares: Sequence[Share], unit: str = "hour", why: Why | None = None
) -> tuple[Reason, ...]:
    """The surcharges of one piece of work: each by itself, or as one factor on the whole."""
    known = why or {}
    together = shares if len(shares) == 1 else merged(shares)
    if len(together) == 1:
        return tuple(_surcharged(each, known) for each in together[0].surcharges)
    whole = sum_of(each.quantity for each in together)
    because = tuple(
        SHARE(
            quantity=each.quantity, whole=whole, unit=unit_text(unit, whole), factor=each.factor,
            because=tuple(_surcharged(rule, known) for rule in each.surcharges),
        )
        for each in together
    )  # fmt: skip
    return (SURCHARGED_IN_PART(factor=_mean(because), because=because),)


def _surcharged(rule: Surcharge, why: Why) -> Reason:
    return SURCHARGED(
        key=rule.title, factor=rule.factor, clauses=_cited(rule), because=why.get(rule.key, ())
    )


def discount_reasons(discounts: Iterable[Discount]) -> tuple[Reason, ...]:
    """The discounts of a line."""
    return tuple(
        DISCOUNTED(key=each.title, share=Percent(each.share), clauses=_cited(each))
        for each in discounts
    )


def _cited(rule: Surcharge | Discount) -> tuple[Clause, ...]:
    return () if rule.clause is None else (rule.clause,)


def factor_of(reason: Reason) -> Ratio:
    """What a surcharge or discount multiplies by, from what lies below it; 1 for another reason."""
    if reason.kind is SURCHARGED:
        factor: Ratio = reason["factor"]
        return factor
    if reason.kind is SURCHARGED_IN_PART:
        return _mean(reason.because)
    if reason.kind is DISCOUNTED:
        share: Ratio = reason["share"].ratio
        return ONE - share
    return ONE


def _mean(shares: Sequence[Reason]) -> Ratio:
    weighted, whole = NOUGHT, NOUGHT
    for share in shares:
        factor: Ratio = share["quantity"]
        whole = whole + factor
        for below in share.because:
            factor = factor * factor_of(below)
        weighted = weighted + factor
    return weighted * Ratio(whole.den, whole.num)
