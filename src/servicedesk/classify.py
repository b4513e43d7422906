"""From facts to severity: schemes as data, mapped to one canonical scale, overridden on record.

Severity comes from what happened, never from who asks: a customer's tier counts only in a scheme
that names it as a fact (R125 has it as a tie-break among routine requests, in `worklist`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from servicedesk.decisions import Decided, DecisionTable, Unclassified, decide
from servicedesk.errors import InvalidValue, check_aware, check_type, is_a, is_aware
from servicedesk.incidents import Facts, IncidentFacts, Severity, is_key
from servicedesk.reasons import Reason, ReasonKind
from servicedesk.schemes.canonical import CANONICAL, CANONICAL_TABLE
from servicedesk.schemes.facts import INCIDENT_FACTS, incident_facts
from servicedesk.schemes.matrices import matrix
from servicedesk.schemes.scales import (
    AmbiguousLevel,
    Scheme,
    SchemeLevel,
    SeverityRange,
    map_level,
    map_level_strictly,
    map_severity,
    map_severity_strictly,
    renamed,
)
from servicedesk.spans import to_utc, utc_or_none

__all__ = [
    "CANONICAL",
    "INCIDENT_FACTS",
    "AmbiguousLevel",
    "Classification",
    "Classified",
    "Graded",
    "Override",
    "Scheme",
    "SchemeLevel",
    "SetAside",
    "SeverityRange",
    "Unclassified",
    "classify",
    "grade",
    "incident_facts",
    "map_level",
    "map_level_strictly",
    "map_severity",
    "map_severity_strictly",
    "matrix",
    "override",
    "renamed",
]

CLASSIFIED = ReasonKind(
    "classify.classified",
    "{level} by {scheme}, severity {severity}",
    "按{scheme}判定为{level}，严重程度：{severity}",
    "按{scheme}判定為{level}，嚴重程度：{severity}",
)
NOT_CLASSIFIED = ReasonKind(
    "classify.not_classified",
    "{scheme} gives no level on these facts",
    "{scheme}在现有事实下没有结论",
    "{scheme}在現有事實下沒有結論",
)
OVERRIDDEN = ReasonKind(
    "classify.overridden",
    "{by} set {to} instead of {before} on {at}: {why}",
    "{by}于{at}将{before}改为{to}：{why}",
    "{by}於{at}將{before}改為{to}：{why}",
)
OVERRIDE_STALE = ReasonKind(
    "classify.override_stale",
    "the override to {to} by {by} no longer counts: the facts have changed ({facts})",
    "{by}改为{to}的人工定级已失效：事实已变化（{facts}）",
    "{by}改為{to}的人工定級已失效：事實已變化（{facts}）",
)
OVERRIDE_EXPIRED = ReasonKind(
    "classify.override_expired",
    "the override to {to} by {by} ended on {until}",
    "{by}改为{to}的人工定级已于{until}到期",
    "{by}改為{to}的人工定級已於{until}到期",
)


@frozen(kw_only=True)
class Classified:
    """A level of a scheme, with everything that it was computed from.

    Attributes:
        scheme: the scheme's name.
        level: the level, in the scheme's words.
        canonical: the canonical severities that the level covers.
        severity: the best single one of them: the one nearest to what the canonical table says
            of the same facts, or the worst while that table is silent.
        facts: the facts that were known.
        decision: the rows that hit, the open ones, the modifiers, what to ask.
    """

    scheme: str
    level: str
    canonical: SeverityRange
    severity: Severity
    facts: Facts
    decision: Decided = field(repr=False)
    reasons: tuple[Reason, ...] = field(default=(), repr=False)

    @property
    def settled(self) -> bool:
        """Whether no further fact can change the level."""
        return self.decision.settled

    @property
    def ask(self) -> tuple[str, ...]:
        """The facts on which the level still depends, best question first."""
        return self.decision.ask


Classification = Classified | Unclassified


def classify(
    facts: IncidentFacts | Mapping[str, Any], scheme: Scheme = CANONICAL
) -> Classification:
    """The level that the scheme gives on these facts; unknown facts stay unknown.

    Args:
        facts: an incident's facts, or a mapping where the scheme looks at others besides.
        scheme: which definition to apply.

    Returns:
        `Classified`, or `Unclassified` with the nearest rows and what to ask.

    Raises:
        InvalidValue: for a value outside its fact's domain.
        ConflictingRows: if the scheme's table contradicts itself on these facts.
    """
    check_type(scheme, Scheme, where="scheme")
    known = facts.known() if isinstance(facts, IncidentFacts) else Facts(facts)
    decision = decide(scheme.table, known)
    if not isinstance(decision, Decided):
        if isinstance(decision, Unclassified):
            return decision
        raise InvalidValue(
            "a scheme gives one level", got="collect", expected="one outcome", where=scheme.name
        )
    level = scheme.level(decision.outcome)
    severity = _estimate(scheme.table, decision, level, known)
    why = CLASSIFIED(
        level=level,
        scheme=scheme.title,
        severity=severity,
        clauses=scheme.sources,
        because=decision.reasons,
    )
    return Classified(
        scheme=scheme.name,
        level=level.name,
        canonical=level.canonical,
        severity=severity,
        facts=known,
        decision=decision,
        reasons=(why,),
    )


def _estimate(
    table: DecisionTable, decision: Decided, level: SchemeLevel, known: Facts
) -> Severity:
    covered = level.canonical
    if covered.worst is covered.mildest:
        return covered.worst
    common = decision if table is CANONICAL_TABLE else decide(CANONICAL_TABLE, known)
    if isinstance(common, Decided):
        return covered.nearest(Severity.of(common.outcome))
    return covered.worst


@frozen(kw_only=True)
class Override:
    """A person's level in place of the computed one: a separate record, never a change of it.

    Attributes:
        scheme: the scheme whose level is set.
        before: the computed level then, or "" if there was none.
        to: the level set.
        by: who did it, as the host names people.
        why: the reason in words.
        at: when.
        until: when it ends by itself, or None.
        facts: what was known then; once that changes, the override is stale.
    """

    scheme: str = field(validator=is_key())
    before: str = field(default="", validator=is_a(str))
    to: str = field(validator=is_a(str))
    by: str = field(validator=is_a(str))
    why: str = field(validator=is_a(str))
    at: datetime = field(validator=is_aware(), eq=to_utc)
    until: datetime | None = field(default=None, validator=is_aware(optional=True), eq=utc_or_none)
    facts: Facts = field(factory=Facts, converter=Facts)

    def __attrs_post_init__(self) -> None:
        for name in ("to", "by", "why"):
            if not getattr(self, name).strip():
                raise InvalidValue("an override needs who, what and why", where=f"Override.{name}")
        if self.until is not None and self.until <= self.at:
            raise InvalidValue("ends before it begins", got=self.until, where="Override.until")


def override(
    facts: IncidentFacts | Mapping[str, Any],
    *,
    to: str,
    by: str,
    why: str,
    at: datetime,
    until: datetime | None = None,
    scheme: Scheme = CANONICAL,
) -> Override:
    """Record that a person sets another level on these facts.

    Raises:
        UnknownName: if the scheme has no such level.
        InvalidValue: if *by* or *why* is blank, or *until* is not after *at*.
    """
    check_type(scheme, Scheme, where="scheme")
    scheme.level(to)
    computed = classify(facts, scheme)
    known = facts.known() if isinstance(facts, IncidentFacts) else Facts(facts)
    return Override(
        scheme=scheme.name,
        before=computed.level if isinstance(computed, Classified) else "",
        to=to,
        by=by,
        why=why,
        at=at,
        until=until,
        facts=known,
    )


@frozen(kw_only=True)
class SetAside:
    """An override that no longer counts, and why: the facts changed, or its time is over."""

    override: Override
    reason: Reason


@frozen(kw_only=True)
class Graded:
    """The level that counts at an instant: the computed one, or a standing override of it.

    Attributes:
        level: the level that counts, or None while there is none.
        severity: its canonical severity, or None.
        computed: what the facts alone give, never overwritten.
        override: the override that stands, or None.
        set_aside: the latest override, if it no longer counts.
    """

    level: str | None
    severity: Severity | None
    computed: Classification
    override: Override | None = None
    set_aside: SetAside | None = None
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


def grade(
    facts: IncidentFacts | Mapping[str, Any],
    overrides: Iterable[Override] = (),
    *,
    at: datetime,
    scheme: Scheme = CANONICAL,
) -> Graded:
    """The level that counts at *at*: the latest override of this scheme if it stands.

    An override stands until its `until`, and only while every fact that the scheme looks at is
    as it was when it was made. A later override replaces an earlier one for good.

    Raises:
        NaiveDatetime: for an *at* without an offset.
    """
    check_aware(at, where="at")
    computed = classify(facts, scheme)
    known = facts.known() if isinstance(facts, IncidentFacts) else Facts(facts)
    records = tuple(overrides)
    for index, record in enumerate(records):
        check_type(record, Override, where=f"overrides[{index}]")
    made = [each for each in records if each.scheme == scheme.name and each.at <= at]
    latest = max(reversed(made), key=lambda each: each.at, default=None)
    if latest is None:
        return _as_computed(scheme, computed, None)
    changed = _changed(scheme.table, latest.facts, known)
    if latest.until is not None and at >= latest.until:
        over = OVERRIDE_EXPIRED(to=latest.to, by=latest.by, until=latest.until)
        return _as_computed(scheme, computed, SetAside(override=latest, reason=over))
    if changed:
        stale = OVERRIDE_STALE(to=latest.to, by=latest.by, facts=changed)
        return _as_computed(scheme, computed, SetAside(override=latest, reason=stale))
    level = scheme.level(latest.to)
    why = OVERRIDDEN(
        by=latest.by,
        to=level,
        before=latest.before or "-",
        at=latest.at,
        why=latest.why,
        because=computed.reasons,
    )
    severity = level.canonical.worst
    if isinstance(computed, Classified):
        severity = level.canonical.nearest(computed.severity)
    return Graded(
        level=level.name, severity=severity, computed=computed, override=latest, reasons=(why,)
    )


def _changed(table: DecisionTable, then: Facts, now: Facts) -> tuple[str, ...]:
    watched = [domain.fact for domain in table.facts]
    return tuple(fact for fact in watched if then.get(fact) != now.get(fact))


def _as_computed(scheme: Scheme, computed: Classification, aside: SetAside | None) -> Graded:
    told = (aside.reason,) if aside else ()
    if isinstance(computed, Unclassified):
        nothing = NOT_CLASSIFIED(scheme=scheme.title, because=computed.reasons)
        return Graded(
            level=None, severity=None, computed=computed, set_aside=aside, reasons=(*told, nothing)
        )
    return Graded(
        level=computed.level,
        severity=computed.severity,
        computed=computed,
        set_aside=aside,
        reasons=(*told, *computed.reasons),
    )
