"""The facts of an incident as a table declares them, with their words."""

from collections.abc import Mapping

from servicedesk.decisions import Domain, Flag, Number, OneOf, domain_of
from servicedesk.errors import UnknownName
from servicedesk.incidents import (
    BusinessEffect,
    DataState,
    Environment,
    Function,
    Kind,
    Scope,
    SecurityState,
    ServiceState,
    Window,
    Workaround,
)
from servicedesk.reasons import Text

_WORDS: Mapping[str, Text] = {
    "kind": Text("kind", "类别", "類別"),
    "environment": Text("environment", "环境", "環境"),
    "service": Text("service", "服务状态", "服務狀態"),
    "function": Text("affected function", "受影响功能", "受影響功能"),
    "scope": Text("affected users", "影响范围", "影響範圍"),
    "workaround": Text("workaround", "替代方案", "替代方案"),
    "data": Text("data", "数据", "數據"),
    "security": Text("security", "安全", "安全"),
    "business": Text("effect on business", "业务影响", "業務影響"),
    "window": Text("critical period", "关键时期", "關鍵時期"),
    "at_risk": Text("something may break", "存在故障隐患", "存在故障隱患"),
    "redundancy_lost": Text("redundancy lost", "冗余丧失", "冗餘喪失"),
    "outage_minutes": Text("outage in minutes", "中断分钟数", "中斷分鐘數"),
}

_TERMS = {
    "kind": Kind,
    "environment": Environment,
    "service": ServiceState,
    "function": Function,
    "scope": Scope,
    "workaround": Workaround,
    "data": DataState,
    "security": SecurityState,
    "business": BusinessEffect,
    "window": Window,
}


def _worded(domain: OneOf, fact: str) -> OneOf:
    return OneOf(
        fact=domain.fact,
        values=domain.values,
        ordered=domain.ordered,
        labels=domain.labels,
        text=_WORDS[fact],
    )


INCIDENT_FACTS: tuple[Domain, ...] = (
    *(
        _worded(domain_of(fact, terms, ordered=fact not in {"kind", "window"}), fact)
        for fact, terms in _TERMS.items()
    ),
    Flag(fact="at_risk", text=_WORDS["at_risk"]),
    Flag(fact="redundancy_lost", text=_WORDS["redundancy_lost"]),
    Number(fact="outage_minutes", low=0, text=_WORDS["outage_minutes"]),
)
"""The domains of all fields of `IncidentFacts`; kind and window have no order."""


def incident_facts(*names: str) -> tuple[Domain, ...]:
    """The domains of the named fields of `IncidentFacts`, in their order.

    Raises:
        UnknownName: for a name that is none of them.
    """
    known = {domain.fact for domain in INCIDENT_FACTS}
    for name in names:
        if name not in known:
            raise UnknownName("no such fact", got=name, expected=", ".join(sorted(known)))
    return tuple(domain for domain in INCIDENT_FACTS if domain.fact in names)
