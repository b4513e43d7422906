"""What may be wrong with services: who pays, for which tier, how often, how many."""

import re
from collections.abc import Iterator
from itertools import product

from servicedesk.agreements import Contract, Obligation
from servicedesk.clocks.specificity import UNNAMED
from servicedesk.decisions import holds
from servicedesk.entitlements import Entitlement, Liability, Payment, ServiceItem
from servicedesk.incidents import Cause, FactValue, Tier, key_text
from servicedesk.liability.cases import SPARES_THE_CUSTOMER
from servicedesk.lint.cases import MOST_CASES, cases_of
from servicedesk.lint.findings import Finding, Judgement, finding, is_settled, question_of, told
from servicedesk.lint.offers import entitlement_on, is_worse
from servicedesk.quotas import Quota
from servicedesk.reasons import Binding, Choice, ReasonKind
from servicedesk.schedules import AfterEach, Every, Once
from servicedesk.servicebooks import Goal, ServiceBook

PAYER_UNSET = ReasonKind(
    "lint.payer_unset",
    "who pays for {item} is not decided ({case}): it may be free as well as charged",
    "{item}由谁付费尚未决定（{case}）：免费或收费均有可能",
    "{item}由誰付費尚未決定（{case}）：免費或收費均有可能",
)
TWO_SENTENCES = ReasonKind(
    "lint.free_and_premium",
    "{item}: one sentence gives it to tier {tiers}, another to all, and none says what others pay"
    " ({case})",
    "{item}：一处列为{tiers}级专享，另一处面向全部客户，其余客户如何付费未定（{case}）",
    "{item}：一處列為{tiers}級專享，另一處面向全部客戶，其餘客戶如何付費未定（{case}）",
)
FREE_YET_PAID = ReasonKind(
    "lint.free_yet_paid_for",
    "{item} is {free} for all, and yet tier {tiers} pays for it: {paid} ({case})",
    "{item}对全部客户{free}，{tiers}级客户却要付费：{paid}（{case}）",
    "{item}對全部客戶{free}，{tiers}級客戶卻要付費：{paid}（{case}）",
)
BEARER_UNSET = ReasonKind(
    "lint.bearer_unset",
    "who is liable for {causes} is not decided: either the vendor or the customer",
    "{causes}由谁负责尚未决定：服务方或客户均有可能",
    "{causes}由誰負責尚未決定：服務方或客戶均有可能",
)
DEARER_TIER = ReasonKind(
    "lint.better_tier_dearer",
    "{item} is {payment} for tier {better}, but {other} for tier {lower} ({case})",
    "{item}对{better}级为“{payment}”，对{lower}级却为“{other}”（{case}）",
    "{item}對{better}級為「{payment}」，對{lower}級卻為「{other}」（{case}）",
)
SAME_DATA_TWICE = ReasonKind(
    "lint.backups_contradict",
    "{full} {full_every} leaves nothing to {part} {part_every}: it changes nothing more",
    "{full}{full_every}，{part}{part_every}已无内容可备份",
    "{full}{full_every}，{part}{part_every}已無內容可備份",
)
NO_NUMBER = ReasonKind(
    "lint.goal_without_number",
    "{goal}: without a number it is neither reached nor missed",
    "{goal}：没有数值，无从判断是否达成",
    "{goal}：沒有數值，無從判斷是否達成",
)
NO_PERIOD = ReasonKind(
    "lint.goal_without_period",
    "{goal}: over which time is not said; it may be reached in a year and missed in a month",
    "{goal}：未说明统计期间；可能全年达标而某月不达标",
    "{goal}：未說明統計期間；可能全年達標而某月不達標",
)
NEVER_EXPIRES = ReasonKind(
    "lint.quota_without_expiry",
    "lot {lot} of {quota} never expires: its rest is owed for ever",
    "{quota}的批次{lot}永不过期，余量将一直有效",
    "{quota}的批次{lot}永不過期，餘量將一直有效",
)
NO_LOTS = ReasonKind(
    "lint.quota_without_lots",
    "{quota} grants nothing: the first use is already beyond it",
    "{quota}没有任何额度，第一次使用即超额",
    "{quota}沒有任何額度，第一次使用即超額",
)
NEVER_BITES = ReasonKind(
    "lint.consequence_without_term",
    "{duty} ({due}) has no term: never done, it is still open after {years} years and not missed, "
    "so what is to follow from it never does: {consequence}",
    "{duty}（{due}）未约定期限：始终不做，{years}年后仍为待完成而非未完成，所附后果永远不会发生：{consequence}",
    "{duty}（{due}）未約定期限：始終不做，{years}年後仍為待完成而非未完成，所附後果永遠不會發生：{consequence}",
)

TIERS: tuple[str, ...] = (Tier.FREE.value, Tier.ANNUAL.value, Tier.PREMIUM.value)
"""The known tiers from the least to the best.

To pay per incident or per project is another way of paying, neither better nor worse.
"""


NEVER_DECIDES = ReasonKind(
    "lint.entitlement_never_decides",
    "entitlement {place} of {item} ({payment}) never decides: those before it apply to every case"
    " that it applies to",
    "{item}的第{place}条权益（{payment}）从不起作用：它适用的情形均已由前面各条决定",
    "{item}的第{place}條權益（{payment}）從不起作用：它適用的情形均已由前面各條決定",
)


def findings_of_services(
    offered: Contract | ServiceBook, tiers: tuple[str, ...]
) -> Iterator[Finding]:
    """Who pays, for which tier, and which services contradict each other."""
    name = offered.id if isinstance(offered, Contract) else offered.key
    owner = f"{type(offered).__name__} {name}"
    for item in offered.items:
        mine = [each for each in offered.entitlements if each.item == item.key]
        where = f"{owner}, item {item.key}"
        for entitlement in (each for each in mine if isinstance(each.payment, Choice)):
            example = next(_cases_decided_by(entitlement, mine), None)
            if example is not None:
                yield _unset(item, entitlement, mine, example, where)
        yield from _free_yet_paid(item, mine, where)
        yield from _dearer_tier(item, mine, tiers, where)
        yield from _dead(item, mine, tiers, where)
    for index, liability in enumerate(offered.liabilities):
        yield from _bearer(liability, f"{owner}, liabilities[{index}]")
    yield from _backups(offered.items, owner)


def _unset(
    item: ServiceItem,
    entitlement: Entitlement,
    mine: list[Entitlement],
    example: dict[str, FactValue],
    where: str,
) -> Finding:
    """Open; a contradiction where other sentences give the item to some tiers."""
    made = (Binding.CHOICE, Binding.OPEN)
    sentences = {each.ref for each in entitlement.clauses if each.binding not in made}
    tiers = frozenset[str]().union(*(each.tiers for each in mine if each is not entitlement))
    question = question_of(entitlement.clauses)
    case = told(example)
    if tiers and len(sentences) > 1:
        return finding(
            TWO_SENTENCES,
            Judgement.CONTRADICTION,
            where,
            entitlement.clauses,
            question=question,
            example=example,
            item=item.name,
            tiers=tuple(map(key_text, sorted(tiers))),
            case=case,
        )
    return finding(
        PAYER_UNSET,
        Judgement.OPEN,
        where,
        entitlement.clauses,
        question=question,
        example=example,
        item=item.name,
        case=case,
    )


def _cases_decided_by(
    entitlement: Entitlement, mine: list[Entitlement]
) -> Iterator[dict[str, FactValue]]:
    """Cases in which no entitlement before it decides; of no tier in particular if it can be."""
    if not any(each.tiers for each in mine):
        cases = cases_of(each.when for each in mine)
    else:
        tiers = tuple(sorted(entitlement.tiers)) or (Tier.FREE.value,)
        cases = cases_of((each.when for each in mine), tier=tiers)
    for facts in cases:
        if entitlement_on(mine, facts) is entitlement:
            yield facts


def _free_yet_paid(item: ServiceItem, mine: list[Entitlement], where: str) -> Iterator[Finding]:
    for given in mine:
        if given.tiers or given.payment is not Payment.FREE:
            continue
        for paid in mine:
            if not paid.tiers or isinstance(paid.payment, Choice):
                continue
            if paid.payment is Payment.NOT_OFFERED or not is_worse(paid.payment, given.payment):
                continue
            named = (*paid.clauses, *given.clauses)
            if question_of(named) is not None:
                continue
            both = _first_meeting(paid, given)
            if both is not None:
                yield finding(
                    FREE_YET_PAID,
                    Judgement.CONTRADICTION,
                    where,
                    named,
                    question="C8",
                    example=both,
                    item=item.name,
                    free=given.payment,
                    paid=paid.payment,
                    tiers=tuple(map(key_text, sorted(paid.tiers))),
                    case=told(both),
                )


def _first_meeting(one: Entitlement, other: Entitlement) -> dict[str, FactValue] | None:
    cases = cases_of((one.when, other.when), tier=tuple(sorted(one.tiers)))
    return next(
        (facts for facts in cases if holds(one.when, facts) and holds(other.when, facts)), None
    )


def _dearer_tier(
    item: ServiceItem, mine: list[Entitlement], tiers: tuple[str, ...], where: str
) -> Iterator[Finding]:
    for facts in cases_of((each.when for each in mine), tier=("any",)):
        burdens = []
        for tier in tiers:
            decided = entitlement_on(mine, facts | {"tier": tier})
            if decided is not None and isinstance(decided.payment, Payment):
                burdens.append((tier, decided, decided.payment))
        for place, (lower, cheap, payment) in enumerate(burdens):
            for better, dear, more in burdens[place + 1 :]:
                if not is_worse(more, payment):
                    continue
                rest = {name: value for name, value in facts.items() if name != "tier"}
                yield finding(
                    DEARER_TIER,
                    Judgement.UNWISE,
                    where,
                    (*dear.clauses, *cheap.clauses),
                    example=facts | {"tier": better},
                    item=item.name,
                    payment=more,
                    other=payment,
                    better=key_text(better),
                    lower=key_text(lower),
                    case=told(rest),
                )
                return


def _dead(
    item: ServiceItem, mine: list[Entitlement], tiers: tuple[str, ...], where: str
) -> Iterator[Finding]:
    """Entitlements that decide no case, whoever is liable for it."""
    names = frozenset[str]().union(tiers, *(each.tiers for each in mine)) | {UNNAMED}
    cases = tuple(cases_of((each.when for each in mine), tier=tuple(sorted(names))))
    if len(cases) >= MOST_CASES:
        return
    deciding = [entitlement_on(usable, facts) for usable in _usable(mine) for facts in cases]
    for place, each in enumerate(mine, start=1):
        if not any(each is decided for decided in deciding):
            yield finding(
                NEVER_DECIDES,
                Judgement.UNWISE,
                where,
                each.clauses,
                place=place,
                item=item.name,
                payment=each.payment,
            )


def _usable(mine: list[Entitlement]) -> Iterator[list[Entitlement]]:
    """All, and for each cause that a customer is liable for those that yet hold for it."""
    yield mine
    for covered in {frozenset[Cause](), *(frozenset({c}) for each in mine for c in each.covers)}:
        yield [
            each
            for each in mine
            if covered & each.covers or each.payment not in SPARES_THE_CUSTOMER
        ]


def _bearer(liability: Liability, where: str) -> Iterator[Finding]:
    if isinstance(liability.bearer, Choice):
        named = sorted(liability.causes, key=lambda cause: cause.value)
        yield finding(
            BEARER_UNSET,
            Judgement.OPEN,
            where,
            liability.clauses,
            question=question_of(liability.clauses),
            example={"cause": named[0].value} if named else {},
            causes=tuple(named),
        )


def _backups(items: tuple[ServiceItem, ...], owner: str) -> Iterator[Finding]:
    """A full backup of the same data at least as often as the incremental one (C7)."""
    for full, part in product(items, items):
        data = _data_of(full, "full")
        if data is None or data != _data_of(part, "incremental"):
            continue
        if not isinstance(full.due, Every) or not isinstance(part.due, Every):
            continue
        often = _length(full.due) <= _length(part.due)
        if often and not is_settled("C7", *full.clauses, *part.clauses):
            yield finding(
                SAME_DATA_TWICE,
                Judgement.CONTRADICTION,
                f"{owner}, items {full.key} and {part.key}",
                (*full.clauses, *part.clauses),
                question="C7",
                full=full.name,
                full_every=full.due,
                part=part.name,
                part_every=part.due,
            )


_HOW_OFTEN = frozenset(
    {"hourly", "daily", "nightly", "weekly", "biweekly", "monthly", "quarterly", "yearly", "annual"}
)


def _data_of(item: ServiceItem, kind: str) -> frozenset[str] | None:
    """What an item of this kind backs up, by the words of its key; None for another kind."""
    words = frozenset(re.split("[._-]", item.key))
    return words - _HOW_OFTEN - {kind, "backup"} if kind in words else None


def _length(every: Every) -> int:
    """How long its period is on average: 400 years are 4800 months or 146,097 days."""
    return 4800 * every.days + 146_097 * every.months


def findings_of_goals(goals: tuple[Goal, ...], owner: str) -> Iterator[Finding]:
    """Goals that nobody can tell to be reached (C14)."""
    for goal in goals:
        where = f"{owner}, goal {goal.key}"
        if is_settled("C14", *goal.clauses):
            continue
        if goal.at_least is None and goal.at_most is None:
            asked = question_of(goal.clauses)
            yield finding(
                NO_NUMBER, Judgement.OPEN, where, goal.clauses, question=asked, goal=goal.text
            )
        elif goal.months is None:
            yield finding(
                NO_PERIOD, Judgement.OPEN, where, goal.clauses, question="C14", goal=goal.text
            )


def findings_of_obligations(obligations: tuple[Obligation, ...], owner: str) -> Iterator[Finding]:
    """Consequences of duties that nothing can ever tell to be missed."""
    for duty in obligations:
        endless = isinstance(duty.due, Once | AfterEach) and duty.due.days is None
        # where a fact tells whether it is kept, `contracts.duties` finds it neglected
        if duty.consequence is None or duty.kept is not None or not endless:
            continue
        yield finding(
            NEVER_BITES,
            Judgement.UNWISE,
            f"{owner}, obligation {duty.key}",
            (*duty.clauses, *duty.consequence_clauses),
            duty=duty.text,
            due=duty.due,
            years=10,
            consequence=key_text(duty.consequence),
        )


def findings_of_quotas(quotas: tuple[Quota, ...], owner: str) -> Iterator[Finding]:
    """Quotas that never end or never begin."""
    for quota in quotas:
        where = f"{owner}, quota {quota.key}"
        if not quota.lots:
            yield finding(NO_LOTS, Judgement.UNWISE, where, quota.clauses, quota=quota.title)
        for lot in quota.lots:
            if lot.end is None:
                yield finding(
                    NEVER_EXPIRES,
                    Judgement.OPEN,
                    where,
                    quota.clauses,
                    quota=quota.title,
                    lot=lot.key,
                )
