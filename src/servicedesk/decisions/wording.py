"""Conditions, facts and outcomes in words, in three languages."""

from collections.abc import Mapping
from typing import Protocol

from servicedesk.decisions.conditions import All, AnyOf, Between, Condition, Is, Not
from servicedesk.decisions.domains import Domain, Number, OneOf
from servicedesk.decisions.tables import DecisionTable, Modifier
from servicedesk.incidents import FactValue
from servicedesk.reasons import LANGUAGES, Lang, Text, render

_AND = Text(" and ", "且", "且")
_OR = Text(" or ", "或", "或")
_NOT = Text("not ({})", "非（{}）", "非（{}）")
_BRACKETED = Text("({})", "（{}）", "（{}）")
_ALWAYS = Text("always", "无条件", "無條件")
_IS = Text("{fact}: {values}", "{fact}为{values}", "{fact}為{values}")
_OR_WORSE = Text("{value} or worse", "{value}或更糟", "{value}或更糟")
_OR_MILDER = Text("{value} or milder", "{value}或更轻", "{value}或更輕")
_KNOWN = Text("known", "已知", "已知")
_UNKNOWN = Text("unknown", "未知", "未知")
_LIST = Text(" / ", "、", "、")
_FLAG = {
    True: Text("{fact}", "{fact}", "{fact}"),
    False: Text("not {fact}", "非{fact}", "非{fact}"),
}


_COLON = Text(": ", "：", "：")
_SEMICOLON = Text("; ", "；", "；")
_PART = Text("modifier {}", "第{}项修正", "第{}項修正")


class Declares(Protocol):
    """Anything that knows the domains of its facts, as a table does."""

    def domain(self, fact: str) -> Domain: ...


def say_fact(domain: Domain, lang: Lang) -> str:
    """The words of the fact, or its name."""
    return domain.text.label(lang) if domain.text else domain.fact.replace("_", " ")


def say_value(domain: Domain, value: FactValue | None, lang: Lang) -> str:
    """The words of one of its values; None is unknown."""
    return _UNKNOWN.label(lang) if value is None else domain.label(value, lang)


def say(condition: Condition, table: Declares, lang: Lang) -> str:
    """The condition as a phrase."""
    match condition:
        case Is(fact, values):
            return _say_is(table.domain(fact), values, lang)
        case Between(fact, low, high):
            return f"{say_fact(table.domain(fact), lang)} {_say_range(low, high, lang)}"
        case Not(of):
            return _NOT.label(lang).format(say(of, table, lang))
        case All(of):
            if not of:
                return _ALWAYS.label(lang)
            return _AND.label(lang).join(_bracketed(part, table, lang) for part in of)
        case AnyOf(of):
            return _OR.label(lang).join(_bracketed(part, table, lang) for part in of)


def _bracketed(condition: Condition, table: Declares, lang: Lang) -> str:
    words = say(condition, table, lang)
    if not isinstance(condition, All | AnyOf) or len(condition.of) < 2:
        return words
    return _BRACKETED.label(lang).format(words)


def _say_is(domain: Domain, values: frozenset[FactValue], lang: Lang) -> str:
    if values in (frozenset({True}), frozenset({False})) and not isinstance(domain, Number):
        flag = next(iter(values))
        if isinstance(flag, bool):
            return _FLAG[flag].label(lang).format(fact=say_fact(domain, lang))
    ordered = [value for value in domain.samples(()) if value in values]
    listed = ordered if len(ordered) == len(values) else sorted(values, key=str)
    words = _say_run(domain, values, lang) or _LIST.label(lang).join(
        domain.label(value, lang) for value in listed
    )
    return _IS.label(lang).format(fact=say_fact(domain, lang), values=words)


def _say_run(domain: Domain, values: frozenset[FactValue], lang: Lang) -> str:
    """One end of an ordered fact's values in a few words, or "" for any other choice of them."""
    if not isinstance(domain, OneOf):
        return ""
    size = len(values)
    if size == len(domain.values):
        return _KNOWN.label(lang)
    if not domain.ordered or size == 1:
        return ""
    if frozenset(domain.values[-size:]) == values:
        return _OR_WORSE.label(lang).format(value=domain.label(domain.values[-size], lang))
    if frozenset(domain.values[:size]) == values:
        return _OR_MILDER.label(lang).format(value=domain.label(domain.values[size - 1], lang))
    return ""


def _say_range(low: FactValue | None, high: FactValue | None, lang: Lang) -> str:
    if low is None:
        return f"≤ {render(high, lang)}"
    if high is None:
        return f"≥ {render(low, lang)}"
    return f"{render(low, lang)}–{render(high, lang)}"


def words_of(condition: Condition, table: Declares) -> Text:
    """The condition in all three languages."""
    return Text(*(say(condition, table, lang) for lang in LANGUAGES))


def words_of_fact(domain: Domain) -> Text:
    """The fact's name in all three languages."""
    return Text(*(say_fact(domain, lang) for lang in LANGUAGES))


def words_of_facts(facts: Mapping[str, FactValue], table: Declares) -> Text:
    """Known facts as a phrase in all three languages."""
    if not facts:
        return Text("nothing known", "尚无已知事实", "尚無已知事實")
    return Text(*(_say_facts(facts, table, lang) for lang in LANGUAGES))


def _say_facts(facts: Mapping[str, FactValue], table: Declares, lang: Lang) -> str:
    known = ((table.domain(fact), value) for fact, value in facts.items())
    return _SEMICOLON.label(lang).join(
        f"{say_fact(domain, lang)}{_COLON.label(lang)}{say_value(domain, value, lang)}"
        for domain, value in known
    )


def words_of_row(table: DecisionTable, row_id: str) -> Text:
    """A row by its id and, in Chinese, by its place: the first is 1."""
    place = str([row.id for row in table.rows].index(row_id) + 1)
    return Text(row_id, place, place)


def words_of_modifier(table: DecisionTable, modifier: Modifier) -> Text:
    """A modifier by its id and, in Chinese, by its place: the first is 1."""
    place = table.modifiers.index(modifier) + 1
    return Text(modifier.id, _PART.zh_hans.format(place), _PART.zh_hant.format(place))
