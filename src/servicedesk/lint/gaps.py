"""Cases of which a policy, a contract or its hours speak, and for which no target holds."""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from servicedesk.agreements import Contract
from servicedesk.clocks.specificity import UNNAMED, samples_of
from servicedesk.decisions import Condition, Is, facts_of, when
from servicedesk.incidents import FactValue, Locality, Severity
from servicedesk.lint.cases import MOST_CASES, cases_of
from servicedesk.lint.findings import Finding, Judgement, finding, told
from servicedesk.reasons import ReasonKind
from servicedesk.servicebooks import ServiceBook
from servicedesk.sla import Policy

UNCOVERED = ReasonKind(
    "lint.case_without_target",
    "no target of {metric} applies to {case}",
    "{metric}没有适用于“{case}”的时限",
    "{metric}沒有適用於「{case}」的時限",
)
_KNOWN: dict[str, tuple[str, ...]] = {
    "severity": tuple(severity.value for severity in Severity),
    "locality": tuple(locality.value for locality in Locality),
    "channel": (),
    "tier": (),
}


def _unmet(policy: Policy, served: Iterable[Condition]) -> Iterator[Condition]:
    """Single values of these conditions with which no target of any metric ever applies."""
    conditions = [target.when for target in policy.targets]
    indexes = range(len(policy.metrics))
    for fact, values in samples_of(served).items():
        for value in values if fact in _KNOWN else ():
            cases = cases_of(conditions, **{fact: (value,)})
            if value != UNNAMED and not any(
                policy.choose(index, facts).targets for facts in cases for index in indexes
            ):
                yield Is(fact, (value,))


def findings_uncovered(policy: Policy, index: int, more: Iterable[Condition]) -> Iterator[Finding]:
    """Values, and values together, that are spoken of or that all desks know, without a target."""
    metric = policy.metrics[index]
    mine = [target for target in policy.targets if target.metric == metric.name]
    looked_at = frozenset[str]().union(*(facts_of(target.when) for target in mine))
    spoken = (*(target.when for target in policy.targets), *more)
    values = {fact: _values_of(spoken, fact) for fact in _KNOWN if fact in looked_at}
    conditions = [target.when for target in mine]
    cases, together = list(cases_of(conditions, **values)), len(values)
    if len(cases) >= MOST_CASES:
        # too many to say of two values that nothing is met by both
        singly = ({fact: (value,)} for fact in values for value in values[fact])
        cases, together = [facts for one in singly for facts in cases_of(conditions, **one)], 1
    met = [facts for facts in cases if policy.choose(index, facts).targets]
    for gap in _gaps(values, met, together):
        yield finding(
            UNCOVERED,
            Judgement.OPEN,
            f"Policy {policy.name}, metric {metric.name}",
            [clause for target in mine for clause in target.clauses],
            example=gap,
            metric=metric,
            case=told(gap),
        )


def _gaps(
    values: dict[str, tuple[FactValue, ...]], met: list[dict[str, FactValue]], together: int
) -> Iterator[dict[str, FactValue]]:
    """Every value that no case has, then of each set of facts the first values not met together.

    Of so many facts at most; what holds a gap that is already told is no other one.
    """
    known: list[dict[str, FactValue]] = []
    for size in range(1, together + 1):
        for facts in combinations(values, size):
            seen = {tuple(case[fact] for fact in facts) for case in met}
            for each in product(*(values[fact] for fact in facts)):
                gap = dict(zip(facts, each, strict=True))
                if each in seen or any(part.items() <= gap.items() for part in known):
                    continue
                known.append(gap)
                yield gap
                if size > 1:
                    break


def _values_of(conditions: Iterable[Condition], fact: str) -> tuple[FactValue, ...]:
    spoken_of = samples_of(each for each in conditions if fact in facts_of(each)).get(fact, ())
    return tuple(value for value in dict.fromkeys((*_KNOWN[fact], *spoken_of)) if value != UNNAMED)


def conditions_beside(policy: Policy, offered: Contract | ServiceBook) -> tuple[Condition, ...]:
    """What else is offered by this policy: to a contract's own tiers, and in hours of service."""
    served = _unmet(policy, (row.when for row in offered.hours))
    if isinstance(offered, ServiceBook):
        return tuple(served)
    own = {offered.tier, *(() if offered.arrears is None else (offered.arrears.tier,))}
    return (when(tier=tuple(sorted(own))), *served)
