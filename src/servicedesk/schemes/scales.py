"""Schemes of levels, and how they lie on the canonical scale of severity."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from servicedesk.decisions import Cap, DecisionTable, Duty, Floor, Modifier
from servicedesk.decisions.conditions import as_tuple
from servicedesk.errors import InvalidValue, ServiceDeskError, UnknownName, are, check_type, is_a
from servicedesk.incidents import Severity, is_key
from servicedesk.reasons import Clause, Lang, Text

_ORDER = list(Severity)


class AmbiguousLevel(ServiceDeskError, ValueError):
    """A level that spans several canonical severities, where one was asked for."""


@frozen
class SeverityRange:
    """The canonical severities from *mildest* to *worst*, both included."""

    worst: Severity = field(validator=is_a(Severity))
    mildest: Severity = field(validator=is_a(Severity))

    def __attrs_post_init__(self) -> None:
        if _ORDER.index(self.mildest) > _ORDER.index(self.worst):
            raise InvalidValue("an empty range", got=(self.worst.value, self.mildest.value))

    @classmethod
    def of(cls, worst: int, mildest: int | None = None) -> "SeverityRange":
        """The range of canonical levels, 1 (worst) to 4: `of(2, 3)`, or one level: `of(1)`."""
        return cls(
            Severity.at_level(worst), Severity.at_level(worst if mildest is None else mildest)
        )

    @property
    def members(self) -> tuple[Severity, ...]:
        """The severities, mildest first."""
        return tuple(_ORDER[_ORDER.index(self.mildest) : _ORDER.index(self.worst) + 1])

    def __contains__(self, severity: object) -> bool:
        return severity in self.members

    def nearest(self, severity: Severity) -> Severity:
        """The member that is closest to *severity*."""
        place = _ORDER.index(severity)
        bounded = max(_ORDER.index(self.mildest), min(place, _ORDER.index(self.worst)))
        return _ORDER[bounded]

    def label(self, lang: Lang) -> str:
        if self.worst is self.mildest:
            return self.worst.label(lang)
        return f"{self.worst.label(lang)}–{self.mildest.label(lang)}"


@frozen(kw_only=True)
class SchemeLevel:
    """One level of a scheme, in its own words.

    Attributes:
        name: as the scheme's table names it ("very high", "一级故障", "SEV-3").
        canonical: the canonical severities that the level covers.
        text: the level in three languages, if they differ from its name.
    """

    name: str = field(validator=is_a(str))
    canonical: SeverityRange = field(validator=is_a(SeverityRange))
    text: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def label(self, lang: Lang) -> str:
        return self.text.label(lang) if self.text else self.name


@frozen(kw_only=True)
class Scheme:
    """A way to grade incidents: a table over facts, and where its levels lie.

    Attributes:
        name: a key.
        title: its name for people.
        table: the decision table; its outcomes are the levels' names, mildest first.
        levels: mildest first; their ranges never cross.
        sources: where the definition is published.
    """

    name: str = field(validator=is_key())
    title: Text = field(validator=is_a(Text))
    table: DecisionTable = field(validator=is_a(DecisionTable))
    levels: tuple[SchemeLevel, ...] = field(converter=as_tuple, validator=are(SchemeLevel))
    sources: tuple[Clause, ...] = field(default=(), converter=as_tuple, validator=are(Clause))

    def __attrs_post_init__(self) -> None:
        names = tuple(level.name for level in self.levels)
        if names != self.table.outcomes:
            raise InvalidValue(
                "levels and outcomes differ",
                got=names,
                expected=", ".join(self.table.outcomes),
                where=self.name,
            )
        for milder, worse in zip(self.levels, self.levels[1:], strict=False):
            if (
                worse.canonical.worst.level > milder.canonical.worst.level
                or worse.canonical.mildest.level > milder.canonical.mildest.level
            ):
                raise InvalidValue(
                    "a worse level maps to a milder range", got=worse.name, where=self.name
                )

    def level(self, name: str) -> SchemeLevel:
        """The level with this name. Raises `UnknownName`."""
        for level in self.levels:
            if level.name == name:
                return level
        expected = ", ".join(level.name for level in self.levels)
        raise UnknownName("no such level", got=name, expected=expected, where=self.name)

    def label(self, lang: Lang) -> str:
        return self.title.label(lang)


def renamed(scheme: Scheme, words: Mapping[str, str], *, name: str, title: Text) -> Scheme:
    """The same scheme in other words for its levels: P1 to P4 instead of critical to low.

    Args:
        scheme: the scheme to rename.
        words: the new word of every level.
        name: the key of the new scheme.
        title: its name for people.

    Raises:
        UnknownName: if a level is missing in *words*, or *words* names one that does not exist.
    """
    levels = {level.name for level in scheme.levels}
    if set(words) != levels:
        raise UnknownName(
            "words do not fit the levels",
            got=sorted(set(words) ^ levels),
            expected=", ".join(sorted(levels)),
            where=scheme.name,
        )

    def word(modifier: Modifier) -> Modifier:
        match modifier:
            case Cap(at_most=bound):
                return evolve(modifier, at_most=words[bound])
            case Floor(at_least=bound):
                return evolve(modifier, at_least=words[bound])
            case Duty(otherwise=bound):
                return evolve(modifier, otherwise=words[bound])

    return Scheme(
        name=name,
        title=title,
        table=evolve(
            scheme.table,
            name=f"{name}-severity",
            text=title,
            outcomes=tuple(words[outcome] for outcome in scheme.table.outcomes),
            labels=(),
            rows=tuple(evolve(row, then=words[row.then]) for row in scheme.table.rows),
            modifiers=tuple(word(modifier) for modifier in scheme.table.modifiers),
        ),
        levels=tuple(
            SchemeLevel(name=words[level.name], canonical=level.canonical)
            for level in scheme.levels
        ),
        sources=scheme.sources,
    )


def map_level(scheme: Scheme, level: str) -> SeverityRange:
    """The canonical severities that a level of the scheme covers (the lenient mapping).

    Raises:
        UnknownName: if the scheme has no such level.
    """
    check_type(scheme, Scheme, where="scheme")
    return scheme.level(level).canonical


def map_level_strictly(scheme: Scheme, level: str) -> Severity:
    """The one canonical severity of a level.

    Raises:
        UnknownName: if the scheme has no such level.
        AmbiguousLevel: if the level covers several.
    """
    covered = map_level(scheme, level)
    if covered.worst is not covered.mildest:
        names = ", ".join(member.value for member in covered.members)
        raise AmbiguousLevel(
            f"level {level} covers several severities",
            got=names,
            expected="one severity; use map_level, or classify from facts",
            where=scheme.name,
        )
    return covered.worst


def map_severity(scheme: Scheme, severity: Severity) -> tuple[str, ...]:
    """The levels of the scheme that cover a canonical severity, mildest first; maybe none."""
    check_type(scheme, Scheme, where="scheme")
    check_type(severity, Severity, where="severity")
    return tuple(level.name for level in scheme.levels if severity in level.canonical)


def map_severity_strictly(scheme: Scheme, severity: Severity) -> str:
    """The one level of the scheme that covers a canonical severity.

    Raises:
        AmbiguousLevel: if none or several do.
    """
    names = map_severity(scheme, severity)
    if len(names) != 1:
        raise AmbiguousLevel(
            f"{len(names)} levels cover {severity.value}",
            got=", ".join(names),
            expected="exactly one",
            where=scheme.name,
        )
    return names[0]
