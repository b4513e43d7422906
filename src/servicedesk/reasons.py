"""Why: codes with parameters that render themselves in English and Chinese.

A `Reason` is a step of the computation that it explains: the code that ran, the values it ran
on, the clauses it rests on, and the reasons below it. Each module defines its own reasons, with
their texts beside them, as `ReasonKind` constants; there is no registry.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from string import Formatter
from typing import Any, Literal, Protocol, Self, get_args, runtime_checkable

from attrs import field, frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    Undecided,
    UnknownName,
    are,
    check_type,
    is_a,
    listed,
)

__all__ = [
    "LANGUAGES",
    "UNDECIDED",
    "Binding",
    "Choice",
    "Clause",
    "Explained",
    "Lang",
    "Localised",
    "Param",
    "Params",
    "Reason",
    "ReasonKind",
    "Term",
    "Text",
    "choice",
    "chosen",
    "clauses",
    "explain",
    "nearest_lang",
    "render",
    "render_duration",
]

Lang = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@runtime_checkable
class Localised(Protocol):
    """Anything that names itself in the asked language."""

    def label(self, lang: Lang) -> str: ...


def check_lang(lang: str) -> None:
    """Refuse a language that the library does not speak."""
    if lang not in LANGUAGES:
        spoken = f"{', '.join(LANGUAGES)}, as nearest_lang gives for a browser's tag"
        raise UnknownName("unknown language", got=lang, expected=spoken, where="lang")


_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def nearest_lang(tag: str, default: Lang = "en") -> Lang:
    """The language of ours that comes nearest to a tag as browsers and frameworks give it.

    Chinese is Traditional where the tag says so by script or region (`zh-Hant`, `zh_TW`, `zh-hk`),
    else Simplified (`zh`, `zh-CN`, `zh-Hans-HK`). English is English; for any other language
    *default* is given, as for no tag at all.

    Raises:
        WrongType: for a tag that is not text.
        UnknownName: for a default that is none of ours.
    """
    check_type(tag, str, where="tag")
    check_lang(default)
    language, *others = tag.lower().replace("_", "-").split("-")
    if language == "en":
        return "en"
    if language != "zh":
        return default
    traditional = "hans" not in others and _TRADITIONAL.intersection(others)
    return "zh-Hant" if traditional else "zh-Hans"


@frozen
class Text:
    """The same words in English, Simplified and Traditional Chinese."""

    en: str = field(validator=is_a(str))
    zh_hans: str = field(validator=is_a(str))
    zh_hant: str = field(validator=is_a(str))

    def label(self, lang: Lang) -> str:
        check_lang(lang)
        return {"en": self.en, "zh-Hans": self.zh_hans, "zh-Hant": self.zh_hant}[lang]


class Term(Enum):
    """An enumeration whose members carry their wire name and their words.

    `Term.MEMBER.value` is the lower-case name that stands in JSON. Members are listed mildest
    first where they have an order.
    """

    text: Text

    def __new__(cls, wire: str, en: str, zh_hans: str, zh_hant: str) -> Self:
        member = object.__new__(cls)
        member._value_ = wire
        member.text = Text(en, zh_hans, zh_hant)
        return member

    def label(self, lang: Lang) -> str:
        return self.text.label(lang)

    @classmethod
    def of(cls, name: object) -> Self:
        """The member with this wire name. Raises `UnknownName`."""
        for member in cls:
            if member.value == name:
                return member
        names = ", ".join(member.value for member in cls)
        raise UnknownName(f"unknown {cls.__name__}", got=name, expected=names)


class Binding(Term):
    """How binding a document's sentence is; an example never becomes a commitment by itself.

    `CHOICE` is no sentence of the document but what was chosen where it leaves a question open.
    `OPEN` says that nobody has chosen yet: what else the value says is then only one possible
    reading, which `lint` reports and every verb that would need it refuses (`check_decided`).
    """

    OPEN = "open", "open question", "待定", "待定"
    EXAMPLE = "example", "example", "示例", "示例"
    NORM = "norm", "norm", "规范", "規範"
    CHOICE = "choice", "our choice", "自行约定", "自行約定"
    PROMISE = "promise", "promise", "承诺", "承諾"


class Choice(Term):
    """A choice that a document leaves open (C1..C15) and the policy has not made."""

    UNDECIDED = "undecided", "undecided", "未决定", "未決定"


UNDECIDED = Choice.UNDECIDED


@frozen
class Clause:
    """The sentence that a value rests on.

    Attributes:
        ref: the rule or clause number, as "R127", "C8" or "contract §4.2".
        binding: how binding that sentence is.
        quote: its original words, if known.
        reading: how it is read, where it can be read in several ways.
    """

    ref: str = field(validator=is_a(str))
    binding: Binding = field(default=Binding.PROMISE, validator=is_a(Binding))
    quote: str = field(default="", validator=is_a(str))
    reading: Text | None = field(default=None, validator=is_a(Text, optional=True))

    def __attrs_post_init__(self) -> None:
        if not self.ref.strip():
            raise InvalidValue("a clause needs a reference", got=self.ref, where="Clause.ref")

    def label(self, lang: Lang) -> str:
        quote = f"「{self.quote}」" if self.quote else ""
        binding = self.binding.label(lang)
        if self.reading is not None:
            binding += _COLON.label(lang) + self.reading.label(lang)
        return f"{self.ref}{quote}{_BRACKETED.label(lang).format(binding)}"


_COLON = Text(": ", "：", "：")
_SEMICOLON = Text("; ", "；", "；")
_BRACKETED = Text(" ({})", "（{}）", "（{}）")


def clauses(refs: str, binding: Binding = Binding.PROMISE) -> tuple[Clause, ...]:
    """Several clauses of one binding: `clauses("R127 R130")`."""
    return tuple(Clause(ref, binding) for ref in refs.split())


def choice(ref: str, en: str, zh_hans: str, zh_hant: str) -> Clause:
    """What was chosen where the documents leave question *ref* (C1 to C15) open."""
    return Clause(ref, Binding.CHOICE, reading=Text(en, zh_hans, zh_hant))


def chosen(
    ref: str, question: Localised, answer: Localised, *, of: Iterable[Localised] = ()
) -> Clause:
    """What was chosen where the documents leave question *ref* open: "question: answer".

    Args:
        ref: its number, C1 to C15.
        question: what is open.
        answer: what was chosen; with `UNDECIDED` the clause is `Binding.OPEN`.
        of: answers that the documents allow, named while nothing is chosen.
    """
    if isinstance(answer, Choice):
        return _left_open(ref, question, tuple(of))
    reading = Text(
        *(f"{question.label(lang)}{_COLON.label(lang)}{answer.label(lang)}" for lang in LANGUAGES)
    )
    return Clause(ref, Binding.CHOICE, reading=reading)


def _left_open(ref: str, question: Localised, answers: tuple[Localised, ...]) -> Clause:
    if not answers:
        return Clause(ref, Binding.OPEN, reading=Text(*(question.label(x) for x in LANGUAGES)))
    reading = Text(
        *(
            f"{question.label(lang)}{_COLON.label(lang)}"
            + _OR.label(lang).join(each.label(lang) for each in answers)
            for lang in LANGUAGES
        )
    )
    return Clause(ref, Binding.OPEN, reading=reading)


_OR = Text(" or ", "，或", "，或")


def check_decided(clauses: Iterable[Clause], *, where: str) -> None:
    """Refuse what rests on an open question, by its name.

    Raises:
        Undecided: if one of the clauses is `Binding.OPEN`.
    """
    for clause in clauses:
        if clause.binding is Binding.OPEN:
            what = clause.ref if clause.reading is None else clause.reading.en
            raise Undecided(
                f"{what} (undecided)", expected="a choice", where=f"{clause.ref}, {where}"
            )


Param = str | int | bool | Decimal | date | datetime | timedelta | Localised | None
Params = tuple[tuple[str, Param | tuple[Param, ...]], ...]


@frozen
class ReasonKind:
    """One code with its text in three languages; calling it with parameters gives a `Reason`.

    The texts are format strings over the parameters' names: `"due {due} after {target}"`.

    Attributes:
        names: the parameters that the texts name, the same in each.
    """

    code: str
    en: str
    zh_hans: str
    zh_hant: str
    names: frozenset[str] = field(init=False, eq=False, repr=False)

    @names.default
    def _names_in_all_texts(self) -> frozenset[str]:
        found = {lang: _fields_of(self.template(lang)) for lang in LANGUAGES}
        if len(set(found.values())) != 1:
            raise InvalidValue("texts name different parameters", got=found, where=self.code)
        return found["en"]

    def template(self, lang: Lang) -> str:
        return {"en": self.en, "zh-Hans": self.zh_hans, "zh-Hant": self.zh_hant}[lang]

    def __call__(
        self,
        *,
        clauses: Iterable[Clause] = (),
        because: Iterable["Reason"] = (),
        **params: Param | tuple[Param, ...],
    ) -> "Reason":
        return Reason(self, tuple(params.items()), tuple(clauses), tuple(because))


def _fields_of(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _by_instant(value: Any) -> Any:
    # in a repeated hour Python finds no two readings of different zones equal
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _EPOCH + datetime.__sub__(value, _EPOCH)
    return tuple(_by_instant(each) for each in value) if type(value) is tuple else value


@frozen
class Reason:
    """One step of a computation: which rule ran, on what, by which clause, and what lies below.

    Attributes:
        kind: the code and its texts.
        params: the values that the step ran on, by name.
        clauses: what the step rests on (R.., C.., a contract's clause).
        because: the steps below it, in the order in which they ran.
    """

    kind: ReasonKind
    params: Params = field(default=(), eq=_by_instant)
    clauses: tuple[Clause, ...] = field(default=(), validator=are(Clause))
    because: tuple["Reason", ...] = ()

    def __attrs_post_init__(self) -> None:
        given = {name for name, _ in self.params}
        if not self.kind.names <= given:
            missing = sorted(self.kind.names - given)
            raise InvalidValue("a reason lacks parameters", got=missing, where=self.code)

    @property
    def code(self) -> str:
        return self.kind.code

    def __getitem__(self, name: str) -> Any:
        """The parameter *name*."""
        return dict(self.params)[name]

    def label(self, lang: Lang) -> str:
        """This step alone, as one line."""
        check_lang(lang)
        words = {name: render(value, lang) for name, value in self.params}
        line = self.kind.template(lang).format_map(words)
        if not self.clauses:
            return line
        return f"{line} [{_SEMICOLON.label(lang).join(each.label(lang) for each in self.clauses)}]"


class Explained(Protocol):
    """Any outcome that carries its reasons."""

    @property
    def reasons(self) -> tuple[Reason, ...]: ...


def explain(
    outcome: Reason | Iterable[Reason] | Explained,
    *,
    lang: Lang = "en",
    to: timedelta | None = None,
) -> str:
    """The reasons of *outcome* as indented lines of text.

    Args:
        outcome: a reason, several, or anything with `reasons` (a clock, a coverage, a statement).
        lang: "en", "zh-Hans" or "zh-Hant".
        to: show instants and durations in whole multiples of it, such as a second or a minute,
            cut and not rounded, for readers; None shows them to the microsecond, as computed.

    Raises:
        UnknownName: for another language.
        OutOfRange: unless *to* is more than nothing and at most an hour.
    """
    check_lang(lang)
    _check_unit(to)
    if isinstance(outcome, Reason):
        found: Iterable[Reason] = (outcome,)
    else:
        given: Any = getattr(outcome, "reasons", outcome)
        found = listed(given, Reason, where="outcome")
    if to is not None:
        found = [_cut_down(reason, to) for reason in found]
    return "\n".join(line for reason in found for line in _lines(reason, lang, 0))


def _check_unit(to: timedelta | None) -> None:
    if to is None:
        return
    check_type(to, timedelta, where="to")
    if not timedelta(0) < to <= timedelta(hours=1):
        raise OutOfRange("unit of what is shown", got=to, expected="up to an hour", where="to")


def _cut_down(reason: Reason, to: timedelta) -> Reason:
    params = tuple((name, _cut(value, to)) for name, value in reason.params)
    return Reason(
        reason.kind, params, reason.clauses, tuple(_cut_down(each, to) for each in reason.because)
    )


def _cut(value: Any, to: timedelta) -> Any:
    if isinstance(value, tuple):
        return tuple(_cut(each, to) for each in value)
    if isinstance(value, timedelta):
        return -(-value // to * to) if value < timedelta(0) else value // to * to
    if isinstance(value, datetime):
        since_midnight = datetime.combine(_EPOCH, value.time(), UTC) - _EPOCH
        kept = (_EPOCH + since_midnight // to * to).time()
        return datetime.combine(value.date(), kept, value.tzinfo).replace(fold=value.fold)
    return value


def _lines(reason: Reason, lang: Lang, depth: int) -> Iterable[str]:
    yield "  " * depth + reason.label(lang)
    for below in reason.because:
        yield from _lines(below, lang, depth + 1)


def render(value: Param | tuple[Param, ...], lang: Lang) -> str:
    """One parameter in words: durations, instants with their zone, names in their language."""
    if isinstance(value, tuple):
        return {"en": ", "}.get(lang, "、").join(render(member, lang) for member in value)
    if isinstance(value, Localised):
        return value.label(lang)
    if isinstance(value, timedelta):
        return render_duration(value, lang)
    if isinstance(value, datetime):
        return _render_instant(value)
    if isinstance(value, bool) or value is None:
        return _WORDS[value].label(lang)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_WORDS = {
    True: Text("yes", "是", "是"),
    False: Text("no", "否", "否"),
    None: Text("unknown", "未知", "未知"),
}

_UNITS: Mapping[Lang, tuple[str, str, str, str]] = {
    "en": (" h", " min", " s", " "),
    "zh-Hans": ("小时", "分钟", "秒", ""),
    "zh-Hant": ("小時", "分鐘", "秒", ""),
}


def render_duration(duration: timedelta, lang: Lang) -> str:
    """Hours, minutes and seconds, never days: a day of what calendar? (design 4.10)"""
    check_type(duration, timedelta, where="duration")
    hour, minute, second, gap = _UNITS[lang]
    total = abs(duration) // timedelta(microseconds=1)
    hours, rest = divmod(total, 3_600_000_000)
    minutes, micros = divmod(rest, 60_000_000)
    parts = [f"{hours}{hour}"] if hours else []
    if minutes:
        parts.append(f"{minutes}{minute}")
    if micros or not parts:
        seconds = f"{micros // 1_000_000}.{micros % 1_000_000:06d}".rstrip("0").rstrip(".")
        parts.append(f"{seconds}{second}")
    return ("-" if duration < timedelta(0) else "") + gap.join(parts)


def _render_instant(instant: datetime) -> str:
    clock = instant.strftime("%Y-%m-%d %H:%M")
    if instant.second or instant.microsecond:
        clock += instant.strftime(":%S")
    if instant.microsecond:
        clock += f".{instant.microsecond:06d}".rstrip("0")
    offset = instant.strftime("%z")
    return f"{clock} {offset[:3]}:{offset[3:]}" if offset else clock
