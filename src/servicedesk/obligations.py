"""What the customer owes by the contract, judged on facts."""

from collections.abc import Mapping

from attrs import field, frozen

from servicedesk.agreements import Contract, Obligation
from servicedesk.decisions import holds
from servicedesk.errors import are, check_type, is_a
from servicedesk.incidents import Facts, FactValue
from servicedesk.reasons import Reason, ReasonKind

KEPT = ReasonKind("duty.kept", "kept: {duty}", "已履行：{duty}", "已履行：{duty}")
NEGLECTED = ReasonKind("duty.neglected", "neglected: {duty}", "未履行：{duty}", "未履行：{duty}")
NOT_KNOWN = ReasonKind(
    "duty.not_known",
    "not known whether kept: {duty}",
    "尚不清楚是否履行：{duty}",
    "尚不清楚是否履行：{duty}",
)
CONSEQUENCE = ReasonKind(
    "duty.consequence",
    "by the host's own policy: {consequence}",
    "按服务方自己的规定：{consequence}",
    "按服務方自己的規定：{consequence}",
)


@frozen(kw_only=True)
class Duty:
    """One obligation of the customer, seen on some facts.

    Attributes:
        kept: None while that is not known or can't be measured.
        consequence: what the host's own policy attaches to the neglect; None: nothing.
    """

    obligation: Obligation = field(validator=is_a(Obligation))
    kept: bool | None = field(validator=is_a(bool, optional=True))
    consequence: str | None = field(default=None, validator=is_a(str, optional=True))
    reasons: tuple[Reason, ...] = field(default=(), validator=are(Reason))


def duties(contract: Contract, facts: Mapping[str, FactValue]) -> tuple[Duty, ...]:
    """Which of its obligations the customer has kept, on the facts about them (R134 to R137).

    No document says what follows from neglect: a consequence is given only where the host's own
    policy names one, and its reason says so.

    Raises:
        WrongType: for what is no contract, or no facts.
    """
    check_type(contract, Contract, where="duties.contract")
    known = Facts(facts)
    return tuple(_duty(obligation, known) for obligation in contract.obligations)


def _duty(obligation: Obligation, facts: Mapping[str, FactValue]) -> Duty:
    kept = None if obligation.kept is None else holds(obligation.kept, facts)
    kind = {True: KEPT, False: NEGLECTED, None: NOT_KNOWN}[kept]
    if kept is not False or obligation.consequence is None:
        reason = kind(duty=obligation.text, clauses=obligation.clauses)
        return Duty(obligation=obligation, kept=kept, reasons=(reason,))
    follows = CONSEQUENCE(
        consequence=obligation.consequence, clauses=obligation.consequence_clauses
    )
    reason = kind(duty=obligation.text, clauses=obligation.clauses, because=[follows])
    return Duty(
        obligation=obligation, kept=kept, consequence=obligation.consequence, reasons=(reason,)
    )
