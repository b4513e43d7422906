"""Who is liable and what is granted: the steps of the decision of who pays, before any quota.

In this order: liability by cause with the warranty at the incident's instant, the term, arrears,
then the item's entitlement for tier and fee plan (design 7.2). Conditions are three-valued: where
an unknown fact could change what the customer notices, the answer is `Undetermined`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import evolve, frozen

from servicedesk.agreements import Arrears, Contract, Usage
from servicedesk.decisions import facts_of, holds
from servicedesk.entitlements import (
    Bearer,
    Entitlement,
    Liability,
    Payment,
    Request,
    ServiceItem,
    Undetermined,
    Warranty,
)
from servicedesk.errors import Undecided
from servicedesk.incidents import Cause, Facts, FactValue, key_text
from servicedesk.liability.terms import PAYMENTS, Terms
from servicedesk.liability.words import (
    ALL_THE_SAME,
    CANDIDATE,
    COVERS_CAUSE,
    ENTITLED,
    IN_ARREARS,
    IN_WARRANTY,
    LIABLE,
    LIABLE_ANYWAY,
    NOT_COVERING_CAUSE,
    OPEN,
    OPEN_PAYMENT,
    OUT_OF_WARRANTY,
    OUTSIDE_TERM,
    UNLISTED,
    UNMETERED,
    fact_names,
)
from servicedesk.reasons import Choice, Clause, Reason, check_decided

# a customer who is liable has these only where the entitlement takes care of the cause
SPARES_THE_CUSTOMER = frozenset(
    {Payment.FREE, Payment.INCLUDED, Payment.AT_COST, Payment.EXPENSES_ONLY}
)

_CAUSES = tuple(cause for cause in Cause if cause is not Cause.UNKNOWN)

_Rule = TypeVar("_Rule", Liability, Entitlement)


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
    liable = any(
        rule.causes or "cause" in facts_of(rule.when)
        for rule in contract.liabilities
        if not rule.items or item in rule.items
    )
    return liable or any(
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
    reason = ALL_THE_SAME(missing=fact_names(missing), because=steps)
    return evolve(alike[0], clauses=clauses, trace=(reason,))


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
        payment = PAYMENTS.get(type(answer), OPEN_PAYMENT)
        alike.setdefault((payment, answer.clauses), []).append(cause)
    because = [
        CANDIDATE(causes=tuple(causes), payment=payment, clauses=clauses)
        for (payment, clauses), causes in alike.items()
    ]
    reason = OPEN(item=item.name, missing=fact_names(missing), because=because)
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
            (not rule.causes or self.cause in rule.causes)
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
        check_decided(() if rule is None else rule.clauses, where=f"item {self.item.key}")
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
        if rule.causes:
            liable = LIABLE(cause=self.cause, bearer=rule.bearer, clauses=rule.clauses)
        else:
            name, clauses = self.item.name, rule.clauses
            liable = LIABLE_ANYWAY(item=name, bearer=rule.bearer, clauses=clauses)
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
            or each.payment not in SPARES_THE_CUSTOMER
        ]
        found = []
        for entitlement in self._deciding(usable, missing):
            if entitlement is not None:
                found += self._granted(entitlement, liable, trace, missing)
            elif liable is not None and (own or self.contract.unlisted in SPARES_THE_CUSTOMER):
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
        check_decided(clauses, where=f"item {self.item.key}")
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
