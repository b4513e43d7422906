"""Chinese as it is typed, brought to one form: notes stripped, widths and glyphs folded.

The folded text keeps a map back, so that every find is shown in the words that were written.
"""

import re
import unicodedata
from collections.abc import Sequence

from attrs import field, frozen

from servicedesk.errors import check_type
from servicedesk.text.characters import SIMPLIFIED

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
# a note is one toned syllable in brackets right after the character that it reads: 統(tǒng)
_NOTE = re.compile(rf"(?<=[{_HAN}])[(\uff08](?=[a-zü]*[{_TONED}])[a-zü{_TONED}]{{1,6}}[)\uff09]")
_TABLE = str.maketrans(SIMPLIFIED)


@frozen
class Folded:
    """Text in its folded form, with the place in the original of each of its characters.

    Attributes:
        text: NFKC, lower case, without pinyin notes, the lexicon's characters simplified.
        origin: for each character of `text`, its index in the original; and then its length.
    """

    text: str
    origin: Sequence[int] = field(repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of the characters from *start* to before *end*."""
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]


def strip_notes(text: str) -> str:
    """The text without inline pinyin notes: "系統(tǒng)" becomes "系統".

    Only a toned syllable in brackets right after a Chinese character goes: "系统(ERP)" stays.
    """
    check_type(text, str, where="text")
    return _NOTE.sub("", text)


def simplify(text: str) -> str:
    """Traditional characters of the shipped lexicon as Simplified ones; others stay.

    It folds glyphs, not vocabulary: 當機 becomes 当机, not 死机.
    """
    check_type(text, str, where="text")
    return text.translate(_TABLE)


def fold(text: str) -> Folded:
    """Strip pinyin notes, apply NFKC, lower case, and simplify; keep the way back."""
    check_type(text, str, where="text")
    plain = _NOTE.search(text) is None and unicodedata.is_normalized("NFKC", text)
    lower = text.lower()
    if plain and len(lower) == len(text):
        return Folded(lower.translate(_TABLE), range(len(text) + 1))
    pieces: list[str] = []
    origin: list[int] = []
    last = 0
    for note in [*_NOTE.finditer(text), None]:
        end = len(text) if note is None else note.start()
        for start, cluster in _clusters(text, last, end):
            folded = unicodedata.normalize("NFKC", cluster).lower()
            pieces.append(folded)
            origin.extend([start] * len(folded))
        last = end if note is None else note.end()
    origin.append(len(text))
    return Folded("".join(pieces).translate(_TABLE), tuple(origin))


def _clusters(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Each character with the marks that combine with it, so that NFKC can join them."""
    found: list[tuple[int, str]] = []
    for index in range(start, end):
        if found and unicodedata.combining(text[index]):
            at, cluster = found[-1]
            found[-1] = (at, cluster + text[index])
        else:
            found.append((index, text[index]))
    return found
