"""Two offers side by side: the dearer one that gives less."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import permutations

from servicedesk.agreements import Contract
from servicedesk.decisions import holds
from servicedesk.entitlements import Entitlement, Payment
from servicedesk.incidents import FactValue
from servicedesk.lint.cases import cases_of, find_later
from servicedesk.lint.findings import Finding, Judgement, finding, told
from servicedesk.money import Money
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.tariffs import Annual

FEES = ReasonKind(
    "lint.fees_compared",
    "{dear} costs {fee} for {months} months, {cheap} {less} for {other_months} months",
    "{dear}每{months}个月{fee}，{cheap}每{other_months}个月{less}",
    "{dear}每{months}個月{fee}，{cheap}每{other_months}個月{less}",
)
DEARER_FOR_LESS = ReasonKind(
    "lint.dearer_for_less",
    "{dear} costs more than {cheap}, and yet {item} is {payment} there and {other} here ({case})",
    "{dear}价格高于{cheap}，而{item}在前者为“{payment}”，在后者为“{other}”（{case}）",
    "{dear}價格高於{cheap}，而{item}在前者為「{payment}」，在後者為「{other}」（{case}）",
)
DEARER_AND_SLOWER = ReasonKind(
    "lint.dearer_and_slower",
    "{dear} costs more than {cheap}, and yet {metric} is due later there ({case}):"
    " from {at}, {due} and {other_due}",
    "{dear}价格高于{cheap}，而前者的{metric}反而更晚（{case}）：自{at}起，"
    "分别于{due}和{other_due}到期",
    "{dear}價格高於{cheap}，而前者的{metric}反而更晚（{case}）：自{at}起，"
    "分別於{due}和{other_due}到期",
)

_BURDEN = {
    Payment.FREE: 0,
    Payment.INCLUDED: 0,
    Payment.AT_COST: 1,
    Payment.EXPENSES_ONLY: 2,
    Payment.CHARGEABLE: 3,
    Payment.QUOTE_FIRST: 3,
    Payment.NOT_OFFERED: 4,
}


def is_worse(payment: Payment, other: Payment) -> bool:
    """Whether a customer bears more; fixed prices and quotes are alike."""
    return _BURDEN[payment] > _BURDEN[other]


def entitlement_on(mine: list[Entitlement], facts: Mapping[str, FactValue]) -> Entitlement | None:
    """The first entitlement that applies on these facts, of which `tier` is one."""
    tier = facts.get("tier")
    for each in mine:
        if (not each.tiers or tier in each.tiers) and holds(each.when, facts):
            return each
    return None


def findings_between(contracts: tuple[Contract, ...], since: datetime) -> Iterator[Finding]:
    """Contracts whose yearly fee is higher than another's, and which give less for it."""
    for dear, cheap in permutations(contracts, 2):
        fee, less = _yearly(dear), _yearly(cheap)
        if fee is None or less is None or dear.currency != cheap.currency:
            continue
        if fee[0].minor * less[1] > less[0].minor * fee[1]:
            prices = FEES(
                dear=dear.id,
                fee=fee[0],
                months=fee[1],
                cheap=cheap.id,
                less=less[0],
                other_months=less[1],
            )
            yield from _paid_worse(dear, cheap, prices)
            yield from _due_later(dear, cheap, prices, since)


def _yearly(contract: Contract) -> tuple[Money, int] | None:
    plan = contract.fee_plan
    if isinstance(plan, Annual) and isinstance(plan.fee, Money):
        return plan.fee, plan.months
    return None


def _fixed(contract: Contract) -> dict[str, FactValue]:
    return {"tier": contract.tier, "fee_plan": Annual.kind}


def _paid_worse(dear: Contract, cheap: Contract, prices: Reason) -> Iterator[Finding]:
    shared = {item.key for item in dear.items} & {item.key for item in cheap.items}
    for item in (each for each in dear.items if each.key in shared):
        theirs, ours = (
            [each for each in offer.entitlements if each.item == item.key]
            for offer in (dear, cheap)
        )
        for facts in cases_of(each.when for each in (*theirs, *ours)):
            one = entitlement_on(theirs, facts | _fixed(dear))
            other = entitlement_on(ours, facts | _fixed(cheap))
            payment = dear.unlisted if one is None else one.payment
            better = cheap.unlisted if other is None else other.payment
            if not isinstance(payment, Payment) or not isinstance(better, Payment):
                continue
            if is_worse(payment, better):
                rest = {key: facts[key] for key in facts if key not in _fixed(dear)}
                yield finding(
                    DEARER_FOR_LESS,
                    Judgement.UNWISE,
                    f"Contract {dear.id}, item {item.key}",
                    [clause for each in (one, other) if each for clause in each.clauses],
                    example=rest,
                    dear=dear.id,
                    cheap=cheap.id,
                    item=item.name,
                    payment=payment,
                    other=better,
                    case=told(rest),
                    because=(prices,),
                )
                break


def _due_later(
    dear: Contract, cheap: Contract, prices: Reason, since: datetime
) -> Iterator[Finding]:
    if dear.policy is None or cheap.policy is None:
        return
    names = [metric.name for metric in cheap.policy.metrics]
    for index, metric in enumerate(dear.policy.metrics):
        if metric.name not in names:
            continue
        of_metric = (
            target.when
            for policy in (dear.policy, cheap.policy)
            for target in policy.targets
            if target.metric == metric.name
        )
        seen: set[tuple[str, str]] = set()
        for facts in cases_of(of_metric):
            one = dear.policy.choose(index, facts | _fixed(dear)).targets
            other = cheap.policy.choose(names.index(metric.name), facts | _fixed(cheap)).targets
            if not one or not other or (one[0].name, other[0].name) in seen:
                continue
            seen.add((one[0].name, other[0].name))
            later = find_later(one[0], other[0], since)
            if later is not None:
                rest = {key: facts[key] for key in facts if key not in _fixed(dear)}
                yield finding(
                    DEARER_AND_SLOWER,
                    Judgement.UNWISE,
                    f"Contract {dear.id}, metric {metric.name}",
                    (*one[0].clauses, *other[0].clauses),
                    example=rest,
                    dear=dear.id,
                    cheap=cheap.id,
                    metric=metric,
                    case=told(rest),
                    at=later.at,
                    due=later.due,
                    other_due=later.other_due,
                    because=(prices,),
                )
                break
