"""The lines that come from the plan: fees for time, packs, milestones, the commitment."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve, frozen

from servicedesk.errors import UnknownName
from servicedesk.incidents import Period
from servicedesk.money import ONE, Money, Ratio, settle, total
from servicedesk.reasons import Clause, Reason, ReasonKind
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
from servicedesk.statements.proration import billed_to, fee_period, index_of, ratio_of
from servicedesk.statements.taxes import Draft
from servicedesk.statements.units import Percent
from servicedesk.tariffs import Annual, DayCount, LicenceShare, PerIncident, Project

T = TypeVar("T")

PRORATED = ReasonKind(
    "fee.prorated",
    "{period}: {ratio} fee periods of {months} months counted from {anchor} ({count})",
    "{period}：自{anchor}起每{months}个月为一期，共{ratio}期（{count}）",
    "{period}：自{anchor}起每{months}個月為一期，共{ratio}期（{count}）",
)
TAKEN_BACK = ReasonKind(
    "fee.taken_back",
    "another plan from {on}: of what was billed ahead, {period} is taken back, {ratio} fee periods",
    "自{on}起改用其他方案：退回已预收的{period}，共{ratio}期",
    "自{on}起改用其他方案：退回已預收的{period}，共{ratio}期",
)
PRORATED_DAYS = ReasonKind(
    "fee.prorated_days",
    "{period}: {days}/{of} fee periods of {months} months counted from {anchor} ({count})",
    "{period}：自{anchor}起每{months}个月为一期，共{days}/{of}期（{count}）",
    "{period}：自{anchor}起每{months}個月為一期，共{days}/{of}期（{count}）",
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
    taken = _taken_back(account, period)
    plan = account.contract.fee_plan
    match plan:
        case Annual():
            return [*taken, *_fees(account, plan, period)]
        case PerIncident():
            return [*taken, *_packs(account, plan, period)]
        case Project():
            return [*taken, *_milestones(account, plan, period)]
    return taken


def _fees(account: Account, plan: Annual, period: Period) -> list[Draft]:
    inside = period & account.contract.term
    if inside is None:
        return []
    start, end = (_billed_to(account, plan, day) for day in (inside.start, inside.end))
    anchor = plan.anchor or account.contract.term.start
    found = []
    for fee in _fees_of(plan):
        before, billed = _to_date(account, plan, fee, start)
        amount, periods = _to_date(account, plan, fee, end)
        prorated = _prorated(plan, anchor, inside, periods - billed)
        found.append(
            Draft(
                key=LineKey(account.contract.id, fee.item, inside),
                kind=fee.kind,
                name=fee.kind.text if fee.kind is LineKind.FEE else account.name(fee.item),
                day=inside.start,
                amount=accumulate(before, amount),
                clauses=() if fee.clause is None else (fee.clause,),
                reasons=(prorated,),
            )
        )
    return found


def _taken_back(account: Account, period: Period) -> list[Draft]:
    """What an earlier version billed ahead, from the date on which its plan was left."""
    since, left = account.fees_since, account.left
    if left is None or since is None or since not in period:
        return []
    plan = left.contract.fee_plan
    if not isinstance(plan, Annual):
        return []
    ahead = _billed_to(left, plan, since)
    if ahead <= since:
        return []
    anchor = plan.anchor or left.contract.term.start
    day = fee_period(anchor, plan.months, index_of(anchor, plan.months, since)).start
    found = []
    for fee in _fees_of(plan):
        billed, all_periods = _to_date(left, plan, fee, ahead)
        kept, periods = _to_date(left, plan, fee, since)
        found.append(
            Draft(
                key=LineKey(account.contract.id, fee.item, Period(since, ahead), "taken-back"),
                kind=fee.kind,
                name=fee.kind.text if fee.kind is LineKind.FEE else left.name(fee.item),
                # with the tax of the day on which it was billed
                day=max(day, left.fees_since or left.contract.term.start),
                amount=accumulate(billed, kept),
                clauses=() if fee.clause is None else (fee.clause,),
                reasons=(
                    TAKEN_BACK(on=since, period=Period(since, ahead), ratio=all_periods - periods),
                ),
            )
        )
    return found


@frozen
class _Fee:
    """A fee for time in a plan."""

    item: str
    kind: LineKind
    part: Part
    clause: Clause | None


def _fees_of(plan: Annual) -> list[_Fee]:
    share = plan.fee.share if isinstance(plan.fee, LicenceShare) else ONE
    base = plan.fee.licence if isinstance(plan.fee, LicenceShare) else plan.fee
    return [
        _Fee("service_fee", LineKind.FEE, Part(base, ONE, share), plan.clause),
        *(
            _Fee(each.item, LineKind.ADDED, Part(each.fee, ONE, ONE), each.clause)
            for each in plan.added
        ),
    ]


def _billed_to(account: Account, plan: Annual, day: date) -> date:
    """Up to which date this version's fees are billed when all before *day* is."""
    term = account.contract.term
    since = account.fees_since or term.start
    anchor = plan.anchor or term.start
    reached = billed_to(anchor, plan.months, Period(since, term.end), day, plan.timing)
    return max(reached, account.fees_to or since)


def _prorated(plan: Annual, anchor: date, inside: Period, ratio: Ratio) -> Reason:
    """The part of a fee period in days, as one counts them (30/365), where days say it exactly."""
    last = date.fromordinal(inside.end.toordinal() - 1)
    whole = {
        fee_period(anchor, plan.months, index_of(anchor, plan.months, day)).days
        for day in (inside.start, last)
    }
    if plan.day_count in (DayCount.MONTHS_30, DayCount.THIRTY_360):
        whole = {30 * plan.months}
    days = ratio * Ratio(min(whole))
    if len(whole) > 1 or ratio.den == 1 or days.den > 1:
        return PRORATED(
            period=inside, ratio=ratio, months=plan.months, anchor=anchor, count=plan.day_count
        )
    return PRORATED_DAYS(
        period=inside, ratio=ratio, days=days.num, of=min(whole), months=plan.months,
        anchor=anchor, count=plan.day_count,
    )  # fmt: skip


def _to_date(account: Account, plan: Annual, fee: _Fee, reached: date) -> tuple[Amount, Ratio]:
    """The fee from the start of the term to a date, so that differences add up to the whole."""
    start = account.contract.term.start
    periods = ratio_of(plan.anchor or start, plan.months, start, reached, plan.day_count)
    name = "" if fee.part.factor == ONE else "licence_share"
    part = evolve(fee.part, quantity=periods, name=name)
    factors = discount_reasons(account.discounts(fee.item))
    currency = account.contract.currency
    return settle_parts((part,), "period", currency, plan.terms.rounding, factors), periods


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
    if not counting and not account.commits:
        return []
    drafts: list[Draft] = []
    days = (each.day for each in charges.counted)
    for accounting in accounting_periods(account, period, days):
        if not account.commits:
            earlier = period.start > accounting.start
            before = Period(accounting.start, period.start) if earlier else None
            known = () if before is None else counted_in(account, before)
            drafts += accumulated(account, (*known, *charges.counted), accounting, period)
            continue
        to_date = Period(accounting.start, min(accounting.end, period.end))
        every: list[Draft] = []
        for each in (*account.earlier, account):
            dates = to_date & each.dates
            if dates is None:
                continue
            own = each is account and period.start <= dates.start
            found = charges if own else charge(each, dates)
            since = to_date.start
            known = () if dates.start == since else counted_in(each, Period(since, dates.start))
            counted = (*known, *found.counted)
            every += [*found.drafts, *accumulated(each, counted, accounting, dates)]
            if each is account:
                drafts += accumulated(account, counted, accounting, period)
        drafts += _true_up(account, accounting, period, every)
    return drafts


def _true_up(
    account: Account, accounting: Period, period: Period, drafts: Sequence[Draft]
) -> list[Draft]:
    contract, terms = account.contract, account.terms
    clipped = accounting & (account.run or contract.term)
    if clipped is None or not period.start < clipped.end <= period.end:
        return []
    spent = total(
        (
            draft.amount.money
            for draft in drafts
            if draft.kind is LineKind.WORK
            and draft.day in accounting
            # a quote in another currency counts for nothing: currencies are never added
            and draft.amount.money.currency == contract.currency
        ),
        contract.currency,
    )
    # each version commits for its own days; together they settle once
    agreed = [
        (each.terms.commitment, own.days)
        for each in (*account.earlier, account)
        if each.terms.commitment is not None and (own := clipped & each.dates) is not None
    ]
    exact = Ratio(sum(each.amount.minor * days for each, days in agreed), accounting.days)
    least = settle(Money(1, contract.currency), exact, rounding=terms.rounding)
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
            clauses=tuple(dict.fromkeys(each.clause for each, _ in agreed if each.clause)),
        )
    ]
