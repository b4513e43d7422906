"""What may be wrong with prices: packs, volumes, credits, indexation, what follows a project."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from attrs import evolve

from servicedesk.agreements import Contract
from servicedesk.decisions import ALWAYS
from servicedesk.entitlements import Entitlement, Payment
from servicedesk.incidents import Facts, FactValue
from servicedesk.lint.cases import cases_of
from servicedesk.lint.findings import Finding, Judgement, finding, named, told
from servicedesk.lint.offers import entitlement_on
from servicedesk.money import ONE, Ratio
from servicedesk.reasons import Clause, ReasonKind
from servicedesk.statements.pricing import price_of
from servicedesk.tariffs import (
    CreditTerms,
    FeePlan,
    Flat,
    Indexation,
    Pack,
    PerIncident,
    Price,
    PriceList,
    Project,
    Step,
    Volume,
)

PACK_DEARER = ReasonKind(
    "lint.pack_dearer_than_singly",
    "{incidents} incidents cost {price} in pack {pack}, singly {singly}",
    "{incidents}次服务，次卡{pack}为{price}，按次仅为{singly}",
    "{incidents}次服務，次卡{pack}為{price}，按次僅為{singly}",
)
PACK_INVERTED = ReasonKind(
    "lint.pack_inversion",
    "an incident costs more in the larger pack {larger} ({incidents} for {price}) than in"
    " {smaller} ({fewer} for {less})",
    "大次卡{larger}（{incidents}次{price}）的单次价格高于小次卡{smaller}（{fewer}次{less}）",
    "大次卡{larger}（{incidents}次{price}）的單次價格高於小次卡{smaller}（{fewer}次{less}）",
)
VOLUME_CLIFF = ReasonKind(
    "lint.volume_cliff",
    "{item}: {upto} cost {before}, a little more costs only {after}",
    "{item}：用量{upto}时为{before}，略多一点反而只需{after}",
    "{item}：用量{upto}時為{before}，略多一點反而只需{after}",
)
CREDIT_UNCAPPED = ReasonKind(
    "lint.credit_without_cap",
    "{credit} grows by {share} for each point missed until the whole fee is given back",
    "{credit}每低一个百分点抵扣{share}，直至全部服务费，没有上限",
    "{credit}每低一個百分點抵扣{share}，直至全部服務費，沒有上限",
)
CREDIT_UNCLAIMED = ReasonKind(
    "lint.credit_without_claim_window",
    "{credit} may be claimed years after the period",
    "{credit}没有申请期限，多年之后仍可主张",
    "{credit}沒有申請期限，多年之後仍可主張",
)
NO_FLOOR = ReasonKind(
    "lint.indexation_without_floor",
    "if the index falls by half, so do the prices",
    "指数下跌一半，价格也随之减半",
    "指數下跌一半，價格也隨之減半",
)
NO_CEILING = ReasonKind(
    "lint.indexation_without_cap",
    "if the index doubles, so do the prices",
    "指数翻倍，价格也随之翻倍",
    "指數翻倍，價格也隨之翻倍",
)
TWO_ENDS = ReasonKind(
    "lint.two_rules_after_end",
    "after the end the contract says {contract}, its project {project}",
    "结束之后，合同规定“{contract}”，项目却规定“{project}”",
    "結束之後，合同規定「{contract}」，項目卻規定「{project}」",
)


NO_PRICE = ReasonKind(
    "lint.charged_without_price",
    "{item} is charged, and the fee plan has no price for it ({case})",
    "{item}应当收费，而收费方案没有它的价格（{case}）",
    "{item}應當收費，而收費方案沒有它的價格（{case}）",
)


def findings_of_plan(plan: FeePlan, owner: str) -> Iterator[Finding]:
    """Prices by which buying more costs less, or a pack more than what is in it."""
    if isinstance(plan, PerIncident):
        yield from _packs(plan, owner)
    if plan.prices is not None:
        yield from _cliffs(plan.prices, owner)


def _singly(prices: PriceList, item: str | None) -> int | None:
    """What one incident costs without a pack, in minor units, if it has one fixed price."""
    for price in prices.prices:
        if price.item == item and price.when == ALWAYS and isinstance(price.tariff, Flat):
            return price.tariff.price.minor
    return None if item is None else _singly(prices, None)


def _packs(plan: PerIncident, owner: str) -> Iterator[Finding]:
    for pack in plan.packs:
        one = _singly(plan.prices, pack.item)
        if one is not None and pack.price.minor > one * pack.incidents:
            yield finding(
                PACK_DEARER,
                Judgement.UNWISE,
                f"{owner}, pack {pack.key}",
                incidents=pack.incidents,
                pack=pack.key,
                price=pack.price,
                singly=evolve(pack.price, minor=one * pack.incidents),
            )
        for larger in plan.packs:
            if _is_inverted(pack, larger):
                yield finding(
                    PACK_INVERTED,
                    Judgement.UNWISE,
                    f"{owner}, pack {larger.key}",
                    larger=larger.key,
                    incidents=larger.incidents,
                    price=larger.price,
                    smaller=pack.key,
                    fewer=pack.incidents,
                    less=pack.price,
                )


def _is_inverted(smaller: Pack, larger: Pack) -> bool:
    return (
        smaller.item == larger.item
        and smaller.months == larger.months
        and smaller.incidents < larger.incidents
        and larger.price.minor * smaller.incidents > smaller.price.minor * larger.incidents
    )


def _cliffs(prices: PriceList, owner: str) -> Iterator[Finding]:
    for price in prices.prices:
        if not isinstance(price.tariff, Volume):
            continue
        steps = price.tariff.steps
        for below, above in pairwise(steps):
            if below.upto is None:
                continue
            before, after = (_cost(step, below.upto) for step in (below, above))
            if after < before:
                clause: tuple[Clause, ...] = () if price.clause is None else (price.clause,)
                yield finding(
                    VOLUME_CLIFF,
                    Judgement.UNWISE,
                    f"{owner}, price of {price.item or 'any item'}",
                    clause,
                    item=price.item or "*",
                    upto=below.upto,
                    before=_shown(before, prices.currency),
                    after=_shown(after, prices.currency),
                )


def _cost(step: Step, quantity: Ratio) -> Fraction:
    fixed = Fraction(0) if step.flat is None else Fraction(step.flat.amount)
    return fixed + Fraction(step.price.amount) * Fraction(quantity.num, quantity.den)


def _shown(amount: Fraction, currency: str) -> str:
    return f"{currency} {Ratio(amount.numerator, amount.denominator)}"


def findings_of_credits(terms: CreditTerms, owner: str) -> Iterator[Finding]:
    """Credits that nothing bounds, in amount or in time."""
    where = f"{owner}, credit {terms.key}"
    rests_on = () if terms.clause is None else (terms.clause,)
    if terms.per_point is not None and terms.cap == ONE:
        yield finding(
            CREDIT_UNCAPPED,
            Judgement.UNWISE,
            where,
            rests_on,
            credit=terms.key,
            share=terms.per_point,
        )
    if terms.claim_days is None:
        yield finding(CREDIT_UNCLAIMED, Judgement.OPEN, where, rests_on, credit=terms.key)


def findings_of_indexation(rule: Indexation) -> Iterator[Finding]:
    """Indexation that leaves a side open."""
    rests_on = () if rule.clause is None else (rule.clause,)
    if rule.floor is None:
        yield finding(NO_FLOOR, Judgement.OPEN, "Indexation.floor", rests_on)
    if rule.cap is None:
        yield finding(NO_CEILING, Judgement.OPEN, "Indexation.cap", rests_on)


def findings_without_price(contract: Contract) -> Iterator[Finding]:
    """Items that the contract charges for and that its fee plan has no price of, each once."""
    plan = contract.fee_plan
    if plan is None:
        return
    fixed: dict[str, FactValue] = {"tier": contract.tier, "fee_plan": plan.kind}
    for item in contract.items:
        mine = [each for each in contract.entitlements if each.item == item.key]
        for facts in cases_of(each.when for each in mine):
            decided = entitlement_on(mine, facts | fixed)
            if not _is_charged(contract, decided):
                continue
            known = Facts(named(facts | fixed))
            found = "price" if plan.prices is None else price_of(plan.prices, item.key, known)
            if not isinstance(found, Price) and "price" in found:
                rest = {name: facts[name] for name in facts if name not in fixed}
                yield finding(
                    NO_PRICE,
                    Judgement.OPEN,
                    f"Contract {contract.id}, item {item.key}",
                    () if decided is None else decided.clauses,
                    example=rest,
                    item=item.name,
                    case=told(rest),
                )
                break


def _is_charged(contract: Contract, decided: Entitlement | None) -> bool:
    if decided is None:
        return contract.unlisted is Payment.CHARGEABLE
    beyond = decided.quota is not None and decided.beyond is Payment.CHARGEABLE
    return decided.payment is Payment.CHARGEABLE or beyond


def findings_after_end(contract: Contract) -> Iterator[Finding]:
    """A contract that says otherwise than its project what follows its end (R63)."""
    if not isinstance(contract.fee_plan, Project) or contract.after_term is None:
        return
    by_project = evolve(contract, after_term=None).payment_after_term
    if by_project is not contract.after_term:
        yield finding(
            TWO_ENDS,
            Judgement.CONTRADICTION,
            f"Contract {contract.id}, after_term",
            contract.clauses,
            contract=contract.after_term,
            project=by_project,
        )
