"""The lines that come from the plan: fees for time, packs, milestones, the commitment."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from servicedesk.errors import UnknownName
from servicedesk.incidents import Period
from servicedesk.money import ONE, Ratio, settle, total
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.statements.accounts import Account, Purchase, Reached, one_day
from servicedesk.statements.charges import (
    Charges,
    accounting_periods,
    accumulated,
    charge,
    counted_in,
    stated,
)
from servicedesk.statements.credits import ServiceCredit
from servicedesk.statements.factors import discount_reasons
from servicedesk.statements.lines import LineKey, LineKind
from servicedesk.statements.pricing import (
    Amount,
    Part,
    accumulate,
    accumulates,
    milestone_amounts,
    settle_parts,
)
from servicedesk.statements.proration import billed_to, ratio_of
from servicedesk.statements.taxes import Draft
from servicedesk.statements.units import Percent
from servicedesk.tariffs import Annual, LicenceShare, PerIncident, Project

T = TypeVar("T")

PRORATED = ReasonKind(
    "fee.prorated",
    "{period}: {ratio} fee periods of {months} months counted from {anchor} ({count})",
    "{period}：自{anchor}起每{months}个月为一期，共{ratio}期（{count}）",
    "{period}：自{anchor}起每{months}個月為一期，共{ratio}期（{count}）",
)
REACHED = ReasonKind(
    "fee.milestone",
    "milestone {milestone} reached on {on}: {share} of {price}, allocated without loss: {amount}",
    "里程碑{milestone}于{on}达成：{price}的{share}，无损分摊：{amount}",
    "里程碑{milestone}於{on}達成：{price}的{share}，無損分攤：{amount}",
)
BOUGHT = ReasonKind(
    "fee.bought",
    "{count} × pack {pack} bought on {on}, {incidents} incidents each",
    "{on}购买服务包{pack} {count}个，每个{incidents}次",
    "{on}購買服務包{pack} {count}個，每個{incidents}次",
)
GIVEN_BACK = ReasonKind(
    "fee.given_back",
    "credit for missed targets: {amount}",
    "未达标服务抵扣：{amount}",
    "未達標服務抵扣：{amount}",
)
TRUED_UP = ReasonKind(
    "fee.true_up",
    "work of {period} came to {spent}, at least {least} is agreed: {amount} more",
    "{period}服务费用为{spent}，约定最低{least}，补差{amount}",
    "{period}服務費用為{spent}，約定最低{least}，補差{amount}",
)


def plan_drafts(account: Account, period: Period) -> list[Draft]:
    """What the plan itself costs in *period*: fees for time, packs, milestones."""
    plan = account.contract.fee_plan
    match plan:
        case Annual():
            return _fees(account, plan, period)
        case PerIncident():
            return _packs(account, plan, period)
        case Project():
            return _milestones(account, plan, period)
    return []


def _fees(account: Account, plan: Annual, period: Period) -> list[Draft]:
    inside = period & account.contract.term
    if inside is None:
        return []
    share = plan.fee.share if isinstance(plan.fee, LicenceShare) else ONE
    base = plan.fee.licence if isinstance(plan.fee, LicenceShare) else plan.fee
    fees = [("service_fee", LineKind.FEE, base, share, plan.clause)]
    fees += [(each.item, LineKind.ADDED, each.fee, ONE, each.clause) for each in plan.added]
    found = []
    for item, kind, price, part, clause in fees:
        amount, prorated = _time_fee(account, plan, inside, Part(price, ONE, part), item)
        found.append(
            Draft(
                key=LineKey(account.contract.id, item, inside),
                kind=kind,
                name=kind.text if kind is LineKind.FEE else account.name(item),
                day=inside.start,
                amount=amount,
                clauses=() if clause is None else (clause,),
                reasons=(prorated,),
            )
        )
    return found


def _time_fee(
    account: Account, plan: Annual, inside: Period, part: Part, item: str
) -> tuple[Amount, Reason]:
    """The fee to the end of *inside*, less the fee to its start: so parts add up to the whole."""
    contract = account.contract
    anchor = plan.anchor or contract.term.start
    factors = discount_reasons(account.discounts(item))
    name = "" if part.factor == ONE else "licence_share"

    def to_date(day: date) -> tuple[Amount, Ratio]:
        reached = billed_to(anchor, plan.months, contract.term, day, plan.timing)
        periods = ratio_of(anchor, plan.months, contract.term.start, reached, plan.day_count)
        parts = (Part(part.price, periods, part.factor, name),)
        amount = settle_parts(parts, "period", contract.currency, plan.terms.rounding, factors)
        return amount, periods

    before, billed = to_date(inside.start)
    reached, periods = to_date(inside.end)
    prorated = PRORATED(
        period=inside,
        ratio=periods - billed,
        months=plan.months,
        anchor=anchor,
        count=plan.day_count,
    )
    return accumulate(before, reached), prorated


def _packs(account: Account, plan: PerIncident, period: Period) -> list[Draft]:
    contract = account.contract
    packs = {pack.key: pack for pack in plan.packs}
    bought = [fact for fact in account.facts if isinstance(fact, Purchase)]
    drafts = []
    for purchase in sorted(bought, key=lambda each: (each.on, each.id)):
        pack = _named(packs, purchase.pack, "pack")
        if purchase.on not in period:
            continue
        factors = discount_reasons(account.discounts(pack.key))
        reason = BOUGHT(
            count=purchase.count, pack=pack.key, on=purchase.on, incidents=pack.incidents
        )
        drafts.append(
            Draft(
                key=LineKey(contract.id, pack.key, one_day(purchase.on), purchase.id),
                kind=LineKind.PACK,
                name=account.name(pack.key),
                day=purchase.on,
                amount=settle_parts(
                    (Part(pack.price, Ratio(purchase.count)),), "pack", contract.currency,
                    plan.terms.rounding, factors,
                ),
                reasons=(reason,),
            )
        )  # fmt: skip
    return drafts


def _milestones(account: Account, plan: Project, period: Period) -> list[Draft]:
    amounts = milestone_amounts(plan, account.months)
    parts = {
        each.key: (each, amount) for each, amount in zip(plan.milestones, amounts, strict=True)
    }
    reached: dict[str, date] = {}
    for fact in account.facts:
        if isinstance(fact, Reached):
            _named(parts, fact.milestone, "milestone")
            reached[fact.milestone] = min(fact.on, reached.get(fact.milestone, fact.on))
    drafts = []
    for key, on in sorted(reached.items(), key=lambda each: (each[1], list(parts).index(each[0]))):
        if on not in period:
            continue
        milestone, amount = parts[key]
        reason = REACHED(
            milestone=key, on=on, share=Percent(milestone.share), price=plan.price, amount=amount,
            because=discount_reasons(account.discounts(key)),
        )  # fmt: skip
        drafts.append(
            Draft(
                key=LineKey(account.contract.id, key, one_day(on)),
                kind=LineKind.MILESTONE,
                name=account.name(key),
                day=on,
                amount=stated(amount, reason, "share"),
                clauses=() if milestone.clause is None else (milestone.clause,),
            )
        )
    return drafts


def credit_drafts(account: Account, period: Period) -> list[Draft]:
    """The service credits granted in *period*, each once."""
    found = {
        LineKey(account.contract.id, fact.item, fact.period, fact.on.isoformat()): fact
        for fact in account.facts
        if isinstance(fact, ServiceCredit) and fact.on in period and fact.amount.minor
    }
    return [
        Draft(
            key=key,
            kind=LineKind.CREDIT,
            name=account.name(credit.item, LineKind.CREDIT.text),
            day=credit.on,
            amount=stated(-credit.amount, GIVEN_BACK(amount=-credit.amount), "period"),
            clauses=credit.clauses,
            reasons=credit.reasons,
        )
        for key, credit in sorted(found.items(), key=lambda each: (each[1].on, each[0]))
    ]


def _named(known: Mapping[str, T], name: str, noun: str) -> T:
    if name not in known:
        raise UnknownName(f"unknown {noun}", got=name, expected=", ".join(known), where="facts")
    return known[name]


def whole_period_drafts(account: Account, period: Period, charges: Charges) -> list[Draft]:
    """The lines that depend on a whole accounting period: counted quantities, the commitment."""
    counting = any(accumulates(each.tariff) for each in account.prices.prices)
    if not counting and account.terms.commitment is None:
        return []
    drafts: list[Draft] = []
    days = (each.day for each in charges.counted)
    for accounting in accounting_periods(account, period, days):
        if account.terms.commitment is None:
            earlier = period.start > accounting.start
            before = Period(accounting.start, period.start) if earlier else None
            known = () if before is None else counted_in(account, before)
            drafts += accumulated(account, (*known, *charges.counted), accounting, period)
            continue
        to_date = Period(accounting.start, min(accounting.end, period.end))
        every = charges if period.start <= to_date.start else charge(account, to_date)
        drafts += accumulated(account, every.counted, accounting, period)
        whole = accumulated(account, every.counted, accounting, to_date)
        drafts += _true_up(account, accounting, period, [*every.drafts, *whole])
    return drafts


def _true_up(
    account: Account, accounting: Period, period: Period, drafts: Sequence[Draft]
) -> list[Draft]:
    contract, terms = account.contract, account.terms
    clipped = accounting & contract.term
    commitment = terms.commitment
    if clipped is None or commitment is None or not period.start < clipped.end <= period.end:
        return []
    spent = total(
        (
            draft.amount.money
            for draft in drafts
            if draft.kind is LineKind.WORK and draft.day in accounting
        ),
        contract.currency,
    )
    least = settle(commitment.amount, Ratio(clipped.days, accounting.days), rounding=terms.rounding)
    if spent >= least:
        return []
    missing = least - spent
    reason = TRUED_UP(period=clipped, spent=spent, least=least, amount=missing)
    return [
        Draft(
            key=LineKey(contract.id, "commitment", clipped),
            kind=LineKind.TRUE_UP,
            name=LineKind.TRUE_UP.text,
            day=date.fromordinal(clipped.end.toordinal() - 1),
            amount=stated(missing, reason, "period"),
            clauses=() if commitment.clause is None else (commitment.clause,),
        )
    ]
