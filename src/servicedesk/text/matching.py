"""Longest match over a lexicon, in Chinese and English, and how each find is meant."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from attrs import evolve, field, frozen

from servicedesk.errors import InvalidValue, WrongType, are, check_type, is_a
from servicedesk.reasons import Lang, Term, Text
from servicedesk.text.folding import Folded, fold

REACH = 48

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ENGLISH = re.compile(r"[a-z0-9' /-]+")
_CLAUSE = re.compile(r"[,.;:!?。;!?,、\n]|但是|但|不过|然而|\bbut\b|\bhowever\b")


class Reading(Term):
    """How a find is meant."""

    ASSERTED = "asserted", "said of the incident", "陈述", "陳述"
    NEGATED = "negated", "denied", "否定", "否定"
    SUPPOSED = (
        "supposed",
        "only supposed, asked or to be prevented",
        "假设、询问或防范",
        "假設、詢問或防範",
    )
    QUOTED = "quoted", "quoted", "引用", "引用"


@frozen
class Entry:
    """Words of the lexicon and the fact that they suggest.

    Attributes:
        id: a key that names the entry wherever it suggests something.
        fact: the fact's name, as a field of `IncidentFacts`.
        value: its value's wire name, or a bool.
        words: Chinese words in Simplified characters, or English words and phrases; an English
            word stands for its forms ("crash" for crashed, crashes, crashing).
    """

    id: str = field(validator=is_a(str))
    fact: str = field(validator=is_a(str))
    value: str | bool = field(validator=is_a(str, bool))
    words: tuple[str, ...] = field(validator=are(str))

    def __attrs_post_init__(self) -> None:
        if not self.words or not all(word.strip() for word in self.words):
            raise InvalidValue("an entry without words", got=self.words, where=self.id)


def _entries(entries: object) -> tuple[Entry, ...]:
    if isinstance(entries, str) or not isinstance(entries, Iterable):
        raise WrongType("not entries", got=entries, expected="several Entry", where="Lexicon")
    return tuple(entries)


@frozen
class Lexicon:
    """Words that suggest facts. Hosts add their own: `LEXICON + Lexicon([Entry(...)])`.

    Where two entries have the same word, both suggest; a later lexicon does not hide a word.
    """

    entries: tuple[Entry, ...] = field(converter=_entries, validator=are(Entry))
    _index: "WordIndex" = field(init=False, repr=False, eq=False)
    _by_word: dict[str, list[Entry]] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        ids = [entry.id for entry in self.entries]
        if len(set(ids)) != len(ids):
            raise InvalidValue("an entry's id given twice", got=sorted(ids), where="Lexicon")
        by_word: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for word in entry.words:
                by_word.setdefault(word, []).append(entry)
        object.__setattr__(self, "_index", WordIndex(by_word))
        object.__setattr__(self, "_by_word", by_word)

    def meaning(self, word: str) -> tuple[Entry, ...]:
        """The entries that have this word, as they write it."""
        return tuple(self._by_word.get(word, ()))

    def __add__(self, other: "Lexicon") -> "Lexicon":
        """The entries of both."""
        return Lexicon(self.entries + other.entries)


@frozen
class Suggestion:
    """A fact that the text may tell: to be confirmed, never a level.

    Attributes:
        fact: the fact's name; `value` its suggested value.
        words: the words of the text as they were written.
        start, end: their place in the text, `text[start:end]`.
        entry: the id of the lexicon's entry.
        reading: how the words are meant; `suggest` gives the asserted ones.
    """

    fact: str
    value: str | bool
    words: str
    start: int
    end: int
    entry: str
    reading: Reading = Reading.ASSERTED

    def label(self, lang: Lang) -> str:
        said = Text('"{}": {} = {}', "“{}”:{} = {}", "「{}」:{} = {}").label(lang)
        return said.format(self.words, self.fact, self.value)


@frozen
class Find:
    """A word found: the word as it was given, and its place in the text."""

    word: str
    start: int
    end: int


class WordIndex:
    """Words by their first two characters (Chinese) or their first stem (English)."""

    __slots__ = ("_chinese", "_english", "_single")

    def __init__(self, words: Iterable[str]) -> None:
        chinese: dict[str, list[tuple[str, str]]] = {}
        single: dict[str, str] = {}
        english: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for word in dict.fromkeys(words):
            check_type(word, str, where="words")
            plain = fold(word).text.strip()
            if not plain:
                raise InvalidValue("an empty word", got=word, where="words")
            if _ENGLISH.fullmatch(plain):
                stems = tuple(_stem(each) for each in _WORD.findall(plain))
                if stems:
                    english.setdefault(stems[0], []).append((stems, word))
            elif len(plain) == 1:
                single[plain] = word
            else:
                chinese.setdefault(plain[:2], []).append((plain, word))
        for group in chinese.values():
            group.sort(key=lambda pair: -len(pair[0]))
        for phrases in english.values():
            phrases.sort(key=lambda pair: -len(pair[0]))
        self._chinese, self._single, self._english = chinese, single, english

    def find(self, text: str) -> Iterator[Find]:
        """Every longest match in a folded text, left to right, never overlapping."""
        finds = [*self._find_chinese(text), *self._find_english(text)]
        finds.sort(key=lambda find: find.start)
        return iter(finds)

    def _find_chinese(self, text: str) -> Iterator[Find]:
        chinese, single = self._chinese, self._single
        at, last = 0, len(text)
        while at < last:
            for plain, word in chinese.get(text[at : at + 2], ()):
                if text.startswith(plain, at):
                    yield Find(word, at, at + len(plain))
                    at += len(plain)
                    break
            else:
                if text[at] in single:
                    yield Find(single[text[at]], at, at + 1)
                at += 1

    def _find_english(self, text: str) -> Iterator[Find]:
        if not self._english:
            return
        tokens = [(_stem(each.group()), each.start(), each.end()) for each in _WORD.finditer(text)]
        at = 0
        while at < len(tokens):
            for stems, word in self._english.get(tokens[at][0], ()):
                reached = tokens[at : at + len(stems)]
                if tuple(stem for stem, _, _ in reached) == stems:
                    yield Find(word, tokens[at][1], reached[-1][2])
                    at += len(stems)
                    break
            else:
                at += 1


_SUFFIXES = ("ingly", "edly", "ings", "ing", "ies", "ied", "ely", "es", "ed", "ly", "s", "e")


def _stem(word: str) -> str:
    """A light stem, the same for the forms of a regular English word."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            root = word[: -len(suffix)]
            if suffix in {"ies", "ied"}:
                return root + "y"
            # stopped → stop, but kill, pass and buzz keep both letters
            if suffix in {"ing", "ed"} and root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root
    return word


def find_words(text: str, words: Iterable[str]) -> tuple[Find, ...]:
    """Where *words* stand in *text*: folded, the longest at each place, adjacent ones too.

    Args:
        text: as it was written; places are in it.
        words: Chinese (Simplified or of the shipped characters) and English words.

    Raises:
        InvalidValue: for an empty word.
    """
    if isinstance(words, str) or not isinstance(words, Iterable):
        raise WrongType("words given singly", got=words, expected="several words", where="words")
    folded = fold(text)
    return tuple(
        evolve(find, start=start, end=end)
        for find in WordIndex(words).find(folded.text)
        for start, end in [folded.original(find.start, find.end)]
    )


def read(text: str, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """Every find of the lexicon in the text with its reading, in the text's order."""
    check_type(text, str, where="text")
    check_type(lexicon, Lexicon, where="lexicon")
    folded = fold(text)
    finds = tuple(lexicon._index.find(folded.text))  # noqa: SLF001 - its own index
    if not finds:
        return ()
    readings = _Readings(folded.text)
    told: list[Suggestion] = []
    for find in finds:
        start, end = folded.original(find.start, find.end)
        reading = readings.of(find)
        told.extend(
            Suggestion(entry.fact, entry.value, text[start:end], start, end, entry.id, reading)
            for entry in lexicon.meaning(find.word)
        )
    return tuple(told)


_NEGATORS = re.compile(
    r"(?:没有|没|并未|尚未|未曾|从未|未|并非|绝非|不是|不会|不存在|毫无|均无|无|不|非)$"
)
_BETWEEN = re.compile(
    r"(?:发生|出现|造成|导致|引起|产生|任何|过|被|再|明显|严重|影响|有|是|的|到|"
    r"数据|文件|业务|系统|服务|功能|用户|客户|全部|完全|太|很|特别|发现)*$"
)
_DENIED_AFTER = re.compile(
    r"^(?:均|都|完全)?(?:不受影响|未受影响|没有受影响|没受影响|无影响)"
    r"|^(?:的)?(?:情况|现象|问题|风险)?(?:也)?(?:没有|并未|尚未|未|不曾|均未)(?:发生|出现|存在)"
    r"|^(?:did|does|do|has|have|was|were) ?(?:not|n't)(?: yet)? (?:occur|happen)"
    r"|^(?:is|was|are|were|remains?|stays?) (?:not (?:the case|affected)|unaffected|untouched)"
)
_SUPPOSED = re.compile(
    r"如果|假如|倘若|万一|是否|会不会|有没有|是不是|防止|避免|以免|预防|以防|杜绝|担心"
    r"|\b(?:if|whether|unless|in case|prevent\w*|avoid\w*|protect\w* against)\b"
    r"|\b(?:will|would|could|might)\b"
)
_NOT_ENGLISH = re.compile(
    r"(?:\b(?:no|not|nothing|never|without|nor|neither|cannot|free of|rather than)|n't)"
    r"(?: (?:a|an|any|the|is|been|yet|have|has|had|be|longer|affect\w*|impact\w*|cause\w*"
    r"|suffer\w*|see\w*|report\w*"
    r"|lose|lost|signs? of|sign of|risk of|currently|actually|production|user|users|customer"
    r"|customers|system|service|significant|serious|real)){0,3} ?$"
)
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ('"', '"'))


class _Readings:
    """How the finds of one text are meant."""

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = [match.span() for match in _CLAUSE.finditer(text)]
        self.ends = [0, *(end for _, end in breaks)]
        self.starts = [*(start for start, _ in breaks), len(text)]
        self.quoted = _quotations(text)

    def of(self, find: Find) -> Reading:
        if any(start <= find.start and find.end <= end for start, end in self.quoted):
            return Reading.QUOTED
        start = self.ends[bisect_right(self.ends, find.start) - 1]
        stop = self.starts[bisect_left(self.starts, find.end)]
        # what is farther away in a long clause does not bear on the find
        before = self.text[max(start, find.start - REACH) : find.start]
        after = self.text[find.end : min(stop, find.end + REACH)]
        if _SUPPOSED.search(before):
            return Reading.SUPPOSED
        if _denies(before) or _DENIED_AFTER.search(after.lstrip()):
            return Reading.NEGATED
        return Reading.ASSERTED


def _denies(before: str) -> bool:
    """Whether what stands before in the clause denies: an odd number of negators next to it."""
    if _NOT_ENGLISH.search(before):
        return True
    denials = 0
    rest = before
    while True:
        middle = _BETWEEN.search(rest)
        rest = rest[: middle.start()] if middle else rest
        negator = _NEGATORS.search(rest)
        if negator is None:
            return denials % 2 == 1
        denials += 1
        rest = rest[: negator.start()]


def _quotations(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for opening, closing in _QUOTES:
        at = text.find(opening)
        while at >= 0:
            end = text.find(closing, at + 1)
            if end < 0:
                break
            found.append((at, end + 1))
            at = text.find(opening, end + 1)
    # a line that a mail program marked as someone else's
    found.extend(match.span() for match in re.finditer(r"(?m)^[ \t]*>.*$", text))
    return found


__all__ = [
    "Entry",
    "Find",
    "Folded",
    "Lexicon",
    "Reading",
    "Suggestion",
    "WordIndex",
    "find_words",
    "read",
]
