"""Who is liable and what is granted: the steps of the decision of who pays, before any quota.

In this order: liability by cause with the warranty at the incident's instant, the term, arrears,
then the item's entitlement for tier and fee plan (design 7.2). Conditions are three-valued: where
an unknown fact could change what the customer notices, the answer is `Undetermined`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import evolve, frozen

from servicedesk.agreements import Arrears, Contract, Usage
from servicedesk.decisions import facts_of, holds
from servicedesk.entitlements import (
    AtCost,
    Bearer,
    Chargeable,
    Cost,
    Coverage,
    Entitlement,
    ExpensesOnly,
    Free,
    Included,
    Liability,
    NotOffered,
    Payment,
    QuoteFirst,
    Request,
    ServiceItem,
    Undetermined,
    Warranty,
)
from servicedesk.errors import Undecided
from servicedesk.incidents import Cause, Facts, FactValue, key_text
from servicedesk.reasons import Choice, Clause, Reason, ReasonKind, Text

DECIDED = ReasonKind(
    "coverage.decided", "{item}: {payment}", "{item}：{payment}", "{item}：{payment}"
)
OPEN = ReasonKind(
    "coverage.open",
    "{item}: who pays depends on what is not known yet: {missing}; the response is owed meanwhile",
    "{item}：由谁付费尚待查明（{missing}），在此期间仍须响应",
    "{item}：由誰付費尚待查明（{missing}），在此期間仍須回應",
)
CANDIDATE = ReasonKind(
    "coverage.candidate",
    "if {causes}: {payment}",
    "若为{causes}：{payment}",
    "若為{causes}：{payment}",
)
IN_WARRANTY = ReasonKind(
    "coverage.in_warranty",
    "under warranty on {day} ({period})",
    "{day}在质保期内（{period}）",
    "{day}在質保期內（{period}）",
)
OUT_OF_WARRANTY = ReasonKind(
    "coverage.out_of_warranty",
    "no warranty holds on {day}",
    "{day}不在质保期内",
    "{day}不在質保期內",
)
LIABLE = ReasonKind(
    "coverage.liable",
    "cause {cause}: {bearer} is liable",
    "原因为{cause}：由{bearer}承担",
    "原因為{cause}：由{bearer}承擔",
)
OUTSIDE_TERM = ReasonKind(
    "coverage.outside_term",
    "{day} is outside the term ({period})",
    "{day}不在合同期内（{period}）",
    "{day}不在合約期內（{period}）",
)
IN_ARREARS = ReasonKind(
    "coverage.in_arrears",
    "unpaid since {since}, more than {grace} days: counts as {tier}",
    "自{since}起欠费超过{grace}天：按“{tier}”对待",
    "自{since}起欠費超過{grace}天：按「{tier}」對待",
)
ENTITLED = ReasonKind(
    "coverage.entitled",
    "tier {tier}: {item} is {payment}",
    "“{tier}”客户：{item}{payment}",
    "「{tier}」客戶：{item}{payment}",
)
COVERS_CAUSE = ReasonKind(
    "coverage.covers_cause",
    "{item} takes care of {cause}",
    "{item}包括处理{cause}",
    "{item}包括處理{cause}",
)
NOT_COVERING_CAUSE = ReasonKind(
    "coverage.not_covering_cause",
    "what tier {tier} has does not take care of {cause}",
    "“{tier}”客户的服务不包括处理{cause}",
    "「{tier}」客戶的服務不包括處理{cause}",
)
UNLISTED = ReasonKind(
    "coverage.unlisted",
    "nothing is agreed on {item} for tier {tier}",
    "合同未约定“{tier}”客户的{item}",
    "合約未約定「{tier}」客戶的{item}",
)
ALL_THE_SAME = ReasonKind(
    "coverage.all_the_same",
    "the same whatever turns out to be true: {missing}",
    "待查明的情况（{missing}）不影响结论",
    "待查明的情況（{missing}）不影響結論",
)
UNMETERED = ReasonKind(
    "coverage.unmetered",
    "nothing is drawn on quota {quota} in this case",
    "此种情况不扣减额度{quota}",
    "此種情況不扣減額度{quota}",
)
QUOTA_LEFT = ReasonKind(
    "coverage.quota_left",
    "quota {quota} is not used up on {day}",
    "{day}额度{quota}尚有余额",
    "{day}額度{quota}尚有餘額",
)
QUOTA_DRAWN = ReasonKind(
    "coverage.quota_drawn",
    "{amount} {measure} drawn on {day} from quota {quota}",
    "{day}从额度{quota}扣减{amount}{measure}",
    "{day}從額度{quota}扣減{amount}{measure}",
)
QUOTA_USED_UP = ReasonKind(
    "coverage.quota_used_up",
    "quota {quota} is used up on {day}: beyond it, {payment}",
    "{day}额度{quota}已用完：超出部分{payment}",
    "{day}額度{quota}已用完：超出部分{payment}",
)

_OPEN_PAYMENT = Text("open", "尚待查明", "尚待查明")
_FACTS = {
    "cause": Text("cause", "原因", "原因"),
    "severity": Text("severity", "严重程度", "嚴重程度"),
    "channel": Text("channel", "渠道", "渠道"),
    "locality": Text("locality", "地点", "地點"),
    "site": Text("site", "使用地点", "使用地點"),
    "outside_network": Text("outside network", "外网环境", "外網環境"),
    "season": Text("season", "收费期", "收費期"),
}

_ANSWERS: Mapping[Payment, type[Any]] = {
    Payment.FREE: Free,
    Payment.INCLUDED: Included,
    Payment.AT_COST: AtCost,
    Payment.EXPENSES_ONLY: ExpensesOnly,
    Payment.CHARGEABLE: Chargeable,
    Payment.QUOTE_FIRST: QuoteFirst,
    Payment.NOT_OFFERED: NotOffered,
}
_PAYMENTS = {answer: payment for payment, answer in _ANSWERS.items()}
# a customer who is liable has these only where the entitlement takes care of the cause
_SPARES_THE_CUSTOMER = frozenset(
    {Payment.FREE, Payment.INCLUDED, Payment.AT_COST, Payment.EXPENSES_ONLY}
)

_CAUSES = tuple(cause for cause in Cause if cause is not Cause.UNKNOWN)

_Rule = TypeVar("_Rule", Liability, Entitlement)


@frozen(kw_only=True)
class Terms:
    """What decides who pays, before any quota is looked at.

    Attributes:
        payment: how it is paid for, within the quota if there is one.
        clauses: where that is written.
        trace: the steps that led there.
        pays: what the customer bears; None: what *payment* says by itself.
        quota: the quota that is drawn on.
        beyond: how it is paid for once the quota is used up.
    """

    item: ServiceItem
    payment: Payment
    clauses: tuple[Clause, ...]
    trace: tuple[Reason, ...]
    pays: frozenset[Cost] | None = None
    quota: str | None = None
    beyond: Payment = Payment.CHARGEABLE

    @property
    def outcome(self) -> tuple[object, ...]:
        """What the customer would notice."""
        return self.payment, self.pays, self.quota, self.beyond if self.quota else None

    def answer(self, *more: Reason) -> Coverage:
        """Who pays, within the quota."""
        given = {} if self.pays is None else {"pays": self.pays}
        return self._answer(self.payment, more, given)

    def answer_beyond(self, *more: Reason) -> Coverage:
        """Who pays once the quota is used up."""
        return self._answer(self.beyond, more, {})

    def _answer(
        self, payment: Payment, more: tuple[Reason, ...], given: Mapping[str, Any]
    ) -> Coverage:
        because = (*self.trace, *more)
        top = DECIDED(item=self.item.name, payment=payment, clauses=self.clauses, because=because)
        answer: Coverage = _ANSWERS[payment](
            clauses=self.clauses, reasons=(top,), quota=self.quota, **given
        )
        return answer


def warranty_of(contract: Contract, item: str, *, at: datetime) -> Warranty | None:
    """The warranty that holds for an item at the incident's instant, or None.

    It is computed from civil dates in the contract's zone, never kept as a status (R61, R84).

    Raises:
        UnknownName: for an item that the catalogue has not.
    """
    contract.item(item)
    return _warranty_on(contract, item, contract.date_of(at))


def _warranty_on(contract: Contract, item: str, day: date) -> Warranty | None:
    for warranty in contract.warranties:
        if day in warranty.period and (not warranty.items or item in warranty.items):
            return warranty
    return None


def in_arrears(contract: Contract, usage: Usage, *, at: datetime) -> Arrears | None:
    """The rule for arrears, if fees are unpaid for longer than its days of grace; else None."""
    rule, since = contract.arrears, usage.overdue_since
    if rule is None or since is None or (contract.date_of(at) - since).days < rule.grace_days:
        return None
    return rule


def terms_of(
    contract: Contract, request: Request, cause: Cause, usage: Usage, *, at: datetime
) -> Terms | Undetermined:
    """The terms that decide who pays for a request as of *at*, or why they are open.

    An unknown cause is open only if it matters: every cause is tried.

    Raises:
        UnknownName: for an item that the catalogue has not.
        Undecided: when liability for the cause is left open by the contract (C8).
    """
    if cause is not Cause.UNKNOWN or not _asks_for_cause(contract, request.item):
        return _Case.of(contract, request, cause, usage, at).terms()
    candidates: list[tuple[Cause, Terms | Undetermined]] = []
    for each in _CAUSES:
        try:
            candidates.append((each, _Case.of(contract, request, each, usage, at).terms()))
        except Undecided:
            continue  # refused by name once it turns out to be the cause
    agreed = _agreed([terms for _, terms in candidates], frozenset({"cause"}))
    if agreed is not None and len(candidates) == len(_CAUSES):
        return agreed
    return _undetermined(contract.item(request.item), frozenset({"cause"}), candidates)


def _asks_for_cause(contract: Contract, item: str) -> bool:
    return bool(contract.liabilities) or any(
        entitlement.covers or "cause" in facts_of(entitlement.when)
        for entitlement in contract.entitlements
        if entitlement.item == item
    )


def _agreed(found: Sequence[Terms | Undetermined], missing: frozenset[str]) -> Terms | None:
    """What all come to, if the customer would notice no difference between any of them.

    It rests on the clauses of all: which of them decides, *missing* will tell.
    """
    alike = [terms for terms in found if isinstance(terms, Terms)]
    if len(alike) < len(found) or len({terms.outcome for terms in alike}) != 1:
        return None
    clauses = tuple(dict.fromkeys(clause for terms in alike for clause in terms.clauses))
    steps = tuple(dict.fromkeys(reason for terms in alike for reason in terms.trace))
    if not missing or len(set(alike)) == 1:
        return alike[0]
    reason = ALL_THE_SAME(missing=_fact_names(missing), because=steps)
    return evolve(alike[0], clauses=clauses, trace=(reason,))


def _fact_names(names: frozenset[str]) -> tuple[Text, ...]:
    return tuple(_FACTS.get(name) or Text(name, name, name) for name in sorted(names))


def _undetermined(
    item: ServiceItem,
    missing: frozenset[str],
    candidates: Sequence[tuple[Cause, Terms | Undetermined]] = (),
) -> Undetermined:
    answers = tuple(
        (cause, terms.answer() if isinstance(terms, Terms) else terms)
        for cause, terms in candidates
    )
    alike: dict[tuple[Any, ...], list[Cause]] = {}
    for cause, answer in answers:
        payment = _PAYMENTS.get(type(answer), _OPEN_PAYMENT)
        alike.setdefault((payment, answer.clauses), []).append(cause)
    because = [
        CANDIDATE(causes=tuple(causes), payment=payment, clauses=clauses)
        for (payment, clauses), causes in alike.items()
    ]
    reason = OPEN(item=item.name, missing=_fact_names(missing), because=because)
    return Undetermined(missing=missing, candidates=answers, reasons=(reason,))


@frozen(kw_only=True)
class _Case:
    """A request under a contract with one cause (or none known), and all that is known of it."""

    contract: Contract
    item: ServiceItem
    cause: Cause
    day: date
    tier: str
    facts: Facts
    warranty: Warranty | None
    arrears: Arrears | None
    overdue_since: date | None

    @classmethod
    def of(
        cls, contract: Contract, request: Request, cause: Cause, usage: Usage, at: datetime
    ) -> "_Case":
        day = contract.date_of(request.at)
        warranty = _warranty_on(contract, request.item, day)
        arrears = in_arrears(contract, usage, at=at)
        tier = contract.tier if arrears is None else arrears.tier
        known: dict[str, FactValue] = {"in_warranty": warranty is not None}
        if cause is not Cause.UNKNOWN:
            known["cause"] = str(cause.value)
        return cls(
            contract=contract,
            item=contract.item(request.item),
            cause=cause,
            day=day,
            tier=tier,
            facts=contract.facts(request, tier=tier) | known,
            warranty=warranty,
            arrears=arrears,
            overdue_since=usage.overdue_since,
        )

    def terms(self) -> Terms | Undetermined:
        missing: set[str] = set()
        rules = [rule for rule in self.contract.liabilities if self._is_under(rule)]
        found = [
            terms
            for rule in self._deciding(rules, missing)
            for terms in self._after_liability(rule, missing)
        ]
        unknown = frozenset(missing)
        return _agreed(found, unknown) or _undetermined(self.item, unknown)

    def _is_under(self, rule: Liability) -> bool:
        return (
            self.cause in rule.causes
            and (not rule.items or self.item.key in rule.items)
            and rule.in_warranty in (None, self.warranty is not None)
        )

    def _deciding(self, rules: Iterable[_Rule], missing: set[str]) -> list[_Rule | None]:
        """Those of which the first that applies may decide, and None if it may be none."""
        found: list[_Rule | None] = []
        for rule in rules:
            applies = holds(rule.when, self.facts)
            if applies is False:
                continue
            found.append(rule)
            if applies:
                return found
            missing |= facts_of(rule.when) - self.facts.keys()
        found.append(None)
        return found

    def _after_liability(self, rule: Liability | None, missing: set[str]) -> list[Terms]:
        trace = self._liability_trace(rule)
        if rule is not None and isinstance(rule.bearer, Choice):
            raise self._undecided(f"who bears {self.cause.value}", "a Bearer", rule.clauses)
        if rule is not None and rule.bearer is Bearer.VENDOR:
            return [self._terms(Payment.FREE, rule.clauses, trace)]
        if self.day not in self.contract.term:
            period, clauses = self.contract.term, self.contract.clauses
            outside = OUTSIDE_TERM(day=self.day, period=period, clauses=clauses)
            return [self._terms(self.contract.payment_after_term, clauses, [*trace, outside])]
        if self.arrears is not None:
            trace.append(self._arrears_trace(self.arrears))
        return self._entitled(rule, trace, missing)

    def _terms(
        self, payment: Payment, clauses: tuple[Clause, ...], trace: Iterable[Reason]
    ) -> Terms:
        return Terms(item=self.item, payment=payment, clauses=clauses, trace=tuple(trace))

    def _undecided(self, what: str, expected: str, clauses: tuple[Clause, ...]) -> Undecided:
        refs = " ".join(each.ref for each in clauses)
        where = refs or f"Contract {self.contract.id}"
        return Undecided(f"{what} is undecided", expected=expected, where=where)

    def _liability_trace(self, rule: Liability | None) -> list[Reason]:
        if rule is None:
            return []
        liable = LIABLE(cause=self.cause, bearer=rule.bearer, clauses=rule.clauses)
        if rule.in_warranty is None:
            return [liable]
        if self.warranty is None:
            return [OUT_OF_WARRANTY(day=self.day), liable]
        period, clauses = self.warranty.period, self.warranty.clauses
        return [IN_WARRANTY(day=self.day, period=period, clauses=clauses), liable]

    def _arrears_trace(self, rule: Arrears) -> Reason:
        return IN_ARREARS(
            since=self.overdue_since,
            grace=rule.grace_days,
            tier=key_text(rule.tier),
            clauses=rule.clauses,
        )

    def _entitled(
        self, liable: Liability | None, trace: list[Reason], missing: set[str]
    ) -> list[Terms]:
        """What the entitlements may come to; *liable* is the rule that makes the customer so."""
        own = [each for each in self.contract.entitlements if self._is_for(each)]
        usable = [
            each
            for each in own
            if liable is None
            or self.cause in each.covers
            or each.payment not in _SPARES_THE_CUSTOMER
        ]
        found = []
        for entitlement in self._deciding(usable, missing):
            if entitlement is not None:
                found += self._granted(entitlement, liable, trace, missing)
            elif liable is not None and (own or self.contract.unlisted in _SPARES_THE_CUSTOMER):
                reason = NOT_COVERING_CAUSE(tier=key_text(self.tier), cause=self.cause)
                found.append(self._terms(Payment.CHARGEABLE, liable.clauses, [*trace, reason]))
            else:
                clauses = self.contract.clauses
                reason = UNLISTED(item=self.item.name, tier=key_text(self.tier), clauses=clauses)
                found.append(self._terms(self.contract.unlisted, clauses, [*trace, reason]))
        return found

    def _is_for(self, entitlement: Entitlement) -> bool:
        return entitlement.item == self.item.key and (
            not entitlement.tiers or self.tier in entitlement.tiers
        )

    def _granted(
        self,
        entitlement: Entitlement,
        liable: Liability | None,
        trace: list[Reason],
        missing: set[str],
    ) -> list[Terms]:
        payment, clauses = entitlement.payment, entitlement.clauses
        if isinstance(payment, Choice):
            raise self._undecided(f"how {self.item.key} is paid for", "a Payment", clauses)
        name, tier = self.item.name, key_text(self.tier)
        steps = [*trace, ENTITLED(tier=tier, item=name, payment=payment, clauses=clauses)]
        if liable is not None and self.cause in entitlement.covers:
            steps.append(COVERS_CAUSE(item=name, cause=self.cause))
        metered = evolve(
            self._terms(payment, clauses, steps),
            pays=entitlement.pays,
            quota=entitlement.quota,
            beyond=entitlement.beyond,
        )
        if entitlement.unmetered is None or entitlement.quota is None:
            return [metered]
        quota = self.contract.quota(entitlement.quota)
        reason = UNMETERED(quota=quota.title, clauses=clauses)
        unmetered = evolve(metered, quota=None, trace=(*steps, reason))
        unlimited = holds(entitlement.unmetered, self.facts)
        if unlimited is None:
            missing |= facts_of(entitlement.unmetered) - self.facts.keys()
            return [metered, unmetered]
        return [unmetered if unlimited else metered]
