"""Questions that a value leaves open by a clause of that binding, wherever the clause stands."""

from collections.abc import Iterable, Iterator
from typing import Any

from servicedesk.agreements import Contract, Obligation, ServiceHours
from servicedesk.complaints import ComplaintPolicy
from servicedesk.decisions import DecisionTable, Row
from servicedesk.entitlements import Entitlement, ServiceItem
from servicedesk.lint.findings import Finding, Judgement, finding
from servicedesk.reasons import Binding, Clause, ReasonKind
from servicedesk.servicebooks import Goal, ServiceBook
from servicedesk.sla import Policy, Target

LEFT_OPEN = ReasonKind(
    "lint.open_question", "not decided: {asked}", "尚未决定：{asked}", "尚未決定：{asked}"
)

# findings that are about the open choice itself
_TELLING = frozenset(
    {
        "lint.payer_unset",
        "lint.free_and_premium",
        "lint.bearer_unset",
        "lint.backups_contradict",
        "lint.goal_without_number",
        "lint.goal_without_period",
        "lint.range_without_meaning",
    }
)

Place = tuple[str, tuple[Clause, ...]]


def findings_left_open(subject: Any, found: Iterable[Finding]) -> Iterator[Finding]:
    """Each open clause once, with all its places, but for those of which *found* already tells."""
    told = {clause for each in found if each.code in _TELLING for clause in each.clauses}
    places: dict[Clause, list[Place]] = {}
    for where, clauses in _places(subject):
        for clause in clauses:
            if clause.binding is Binding.OPEN and clause not in told:
                places.setdefault(clause, []).append((where, clauses))
    for clause, open_at in places.items():
        sentences = tuple(
            each
            for _, clauses in open_at
            for each in clauses
            if each.binding not in (Binding.OPEN, Binding.CHOICE)
        )
        refs = {each.ref for each in sentences}
        in_rows = isinstance(subject, DecisionTable) and len(refs) > 1
        yield finding(
            LEFT_OPEN,
            # a row rests on several sentences only where they speak of one case
            Judgement.CONTRADICTION if in_rows else Judgement.OPEN,
            "; ".join(where for where, _ in open_at),
            (*sentences, clause),
            question=clause.ref,
            asked=clause.ref if clause.reading is None else clause.reading,
        )


def _places(subject: Any) -> Iterator[Place]:
    """Every part of the subject with its clauses, named as findings name it."""
    match subject:
        case Policy():
            for target in subject.targets:
                yield f"Policy {subject.name}, {_named(target)}", target.clauses
        case DecisionTable():
            for part in (*subject.rows, *subject.modifiers):
                yield f"DecisionTable {subject.name}, {_named(part)}", part.clauses
        case ComplaintPolicy():
            yield f"ComplaintPolicy {subject.name}", subject.clauses
        case ServiceHours():
            yield "ServiceHours", subject.clauses
        case Contract():
            yield from _of_terms(f"Contract {subject.id}", subject)
        case ServiceBook():
            owner = f"ServiceBook {subject.key}"
            yield from _of_terms(owner, subject)
            for goal in subject.goals:
                yield f"{owner}, {_named(goal)}", goal.clauses
            for table in subject.tables:
                yield from _places(table)


def _of_terms(owner: str, terms: Contract | ServiceBook) -> Iterator[Place]:
    for item in terms.items:
        yield f"{owner}, {_named(item)}", item.clauses
    for entitlement in terms.entitlements:
        yield f"{owner}, {_named(entitlement)}", entitlement.clauses
    for obligation in terms.obligations:
        yield f"{owner}, {_named(obligation)}", obligation.clauses
    for index, liability in enumerate(terms.liabilities):
        yield f"{owner}, liabilities[{index}]", liability.clauses
    for index, row in enumerate(terms.hours):
        yield f"{owner}, hours[{index}]", row.clauses
    yield owner, terms.clauses
    if terms.policy is not None:
        yield from _places(terms.policy)


def _named(part: object) -> str:
    match part:
        case Target():
            return f"target {part.name}"
        case Row():
            return f"row {part.id}"
        case ServiceItem():
            return f"item {part.key}"
        case Entitlement():
            return f"item {part.item}"
        case Obligation():
            return f"obligation {part.key}"
        case Goal():
            return f"goal {part.key}"
        case _:
            return f"modifier {getattr(part, 'id', '')}"
