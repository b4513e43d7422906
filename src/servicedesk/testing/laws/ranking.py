"""That what is worse is never due later, and by which facts and values something is worse."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from servicedesk.decisions import Between, Is
from servicedesk.errors import InvalidValue, UnknownName, check_type
from servicedesk.incidents import Event, Facts, FactValue, Severity
from servicedesk.sla import ElapsedTime, Pending, Policy, StartedClock, assess
from servicedesk.spans import to_utc
from servicedesk.testing.laws.holding import Example, Law, Moot
from servicedesk.testing.laws.tickets import Subject, starting
from servicedesk.testing.strategies.fitting import leaves_of

_SEVERITIES = tuple(each.value for each in reversed(Severity))

WORST_FIRST: Mapping[str, Sequence[FactValue]] = {"severity": _SEVERITIES}
"""The values of a fact from bad to mild, by its name."""


# --- which values are worse --------------------------------------------------------------------


_Questions = Mapping[str, Sequence[Is | Between]]
_Ranks = Mapping[str, Sequence[FactValue]]


def ranks_for(policies: Sequence[Policy], worst_first: Any) -> _Ranks:
    """The ranks that a host gives, checked; for None those of `WORST_FIRST` that fit.

    Raises:
        InvalidValue: for fewer than two values of a fact, or one of them twice.
        UnknownName: for a fact or a value that no target speaks of.
        WrongType: for what is no mapping, no list, no value of a fact.
    """
    asked = _questions(policies)
    if worst_first is None:
        return {
            fact: values
            for fact, values in WORST_FIRST.items()
            if any(_is_spoken_of(value, asked.get(fact, ())) for value in values)
        }
    check_type(worst_first, Mapping, where="worst_first")
    return {fact: _checked(fact, values, asked) for fact, values in worst_first.items()}


def check_ranked(policies: Sequence[Policy], ranks: _Ranks) -> None:
    """Refuse a policy whose targets go by facts of which none is ranked: nothing would be tested.

    Raises:
        InvalidValue: for such a policy.
    """
    for policy in policies:
        facts = _questions([policy])
        if facts and not facts.keys() & ranks.keys():
            raise InvalidValue(
                f"the targets of {policy.name} go by {', '.join(facts)}, and which values are "
                f"worse is not said: {WORSE_IS_NEVER_DUE_LATER.name} would test nothing",
                expected=f'worst_first={{"{next(iter(facts))}": [...]}} from bad to mild, '
                "or worst_first={} if none is worse",
                where="worst_first",
            )


def _questions(policies: Sequence[Policy]) -> _Questions:
    """What the targets ask, by fact."""
    found: dict[str, list[Is | Between]] = {}
    for policy in policies:
        for target in policy.targets:
            for leaf in leaves_of(target.when):
                found.setdefault(leaf.fact, []).append(leaf)
    return dict(sorted(found.items()))


def _is_spoken_of(value: FactValue, questions: Sequence[Is | Between]) -> bool:
    return any(_speaks(question, value) for question in questions)


def _speaks(question: Is | Between, value: FactValue) -> bool:
    is_bool = isinstance(value, bool)
    if isinstance(question, Between):
        return isinstance(value, int | Decimal) and not is_bool
    return any(value == each and isinstance(each, bool) == is_bool for each in question.values)


def _checked(fact: object, values: Any, asked: _Questions) -> tuple[FactValue, ...]:
    if not isinstance(fact, str) or fact not in asked:
        known = ", ".join(asked) or "no fact, no target has a condition"
        raise UnknownName(
            "no target speaks of this fact", got=fact, expected=known, where="worst_first"
        )
    where = f"worst_first.{fact}"
    check_type(values, list, tuple, where=where)
    for index, value in enumerate(values):
        check_type(value, str, bool, int, Decimal, where=f"{where}[{index}]")
    if len(values) < 2 or len(set(values)) < len(values):
        raise InvalidValue(
            "nothing to compare", got=values, expected="two values or more, each once", where=where
        )
    _check_values(tuple(values), asked[fact], where, _SEVERITIES if fact == "severity" else ())
    return tuple(values)


def _check_values(
    values: Sequence[FactValue],
    questions: Sequence[Is | Between],
    where: str,
    words: Sequence[FactValue],
) -> None:
    """Values that no target speaks of may stand for all others, after all that are spoken of."""
    told: set[FactValue] = set()
    for question in questions:
        if isinstance(question, Is):
            told |= question.values
    spoken = [_is_spoken_of(value, questions) for value in values]
    strange = [
        index
        for index, value in enumerate(values)
        if not spoken[index] and value not in words and (any(spoken[index:]) or told - {*values})
    ]
    if not any(spoken) or strange:
        index = 0 if not any(spoken) else strange[0]
        raise UnknownName(
            "no target speaks of this value",
            got=values[index],
            expected=", ".join(sorted(map(repr, told))) or "a number",
            where=f"{where}[{index}]",
        )


# --- the law -----------------------------------------------------------------------------------


def _pairs(subject: Subject) -> list[tuple[str, FactValue, FactValue]]:
    """Facts with a worse and a milder value; not two by which no target goes: they are alike."""
    questions = _questions([subject.policy])
    return [
        (fact, worse, milder)
        for fact, values in subject.worst_first.items()
        for worse, milder in combinations(values, 2)
        if any(_is_spoken_of(value, questions.get(fact, ())) for value in (worse, milder))
    ]


def _ranked(subject: Subject) -> SearchStrategy[Example] | Moot:
    pairs = _pairs(subject)
    if not pairs:
        return Moot("no target goes by a fact whose values are ranked")
    return _ranks(subject, st.sampled_from(pairs))


@composite
def _ranks(
    draw: DrawFn, subject: Subject, pairs: SearchStrategy[tuple[str, FactValue, FactValue]]
) -> Example:
    fact, worse, milder = draw(pairs)
    return {**draw(starting(subject)), "fact": fact, "worse": worse, "milder": milder}


def _later_when_worse(
    subject: Subject,
    *,
    metric: str,
    start: Event,
    facts: Facts,
    fact: str,
    worse: FactValue,
    milder: FactValue,
) -> str | Moot:
    one, other = (
        _clock(subject.policy, metric, start, facts | {fact: value}) for value in (worse, milder)
    )
    if one is None or other is None or other.due is None:
        return Moot("no clock of both, or nothing is due if it is milder")
    if one.due is not None and to_utc(one.due) <= to_utc(other.due):
        return ""
    told = (
        f"{_due(clock, _zone_of(one, other))} if {fact} {value} (target {clock.target.name})"
        for clock, value in ((one, worse), (other, milder))
    )
    return f"{metric} is due {', but '.join(told)}"


def _clock(policy: Policy, metric: str, start: Event, facts: Facts) -> StartedClock | None:
    found = assess(policy, [start], facts, at=start.at).of(metric)
    return found[-1] if found and not isinstance(found[-1], Pending) else None


def _zone_of(*clocks: StartedClock) -> tzinfo:
    """The zone of the first desk among the clocks, else UTC."""
    desks = (each.target.clock for each in clocks)
    zones = (desk.timezone for desk in desks if not isinstance(desk, ElapsedTime))
    return ZoneInfo(next(zones, "UTC"))


def _due(clock: StartedClock, zone: tzinfo) -> str:
    if clock.due is None:
        return "never"
    return f"{clock.due.astimezone(zone):%a %Y-%m-%d %H:%M:%S} ({zone})"


WORSE_IS_NEVER_DUE_LATER = Law(
    name="worse_is_never_due_later",
    text="what is worse is never due later",
    examples=_ranked,
    fault=_later_when_worse,
    times=32,
    shows="first = assess(policy, [start], facts | {fact: worse}, at=start.at)[metric]\n"
    "second = assess(policy, [start], facts | {fact: milder}, at=start.at)[metric]\n"
    "assert first.due <= second.due",
)
