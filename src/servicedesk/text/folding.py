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
        text: NFKC, lower case, without pinyin notes, common characters simplified.
        starts, ends: for each character of `text`, where it stands in the original.
    """

    text: str
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of the characters from *start* to before *end*, not none."""
        return self.starts[start], self.ends[end - 1]


def strip_notes(text: str) -> str:
    """The text without inline pinyin notes: "系統(tǒng)" becomes "系統".

    Only a toned syllable in brackets right after a Chinese character goes: "系统(ERP)" stays.
    """
    check_type(text, str, where="text")
    return _NOTE.sub("", text)


def simplify(text: str) -> str:
    """Common Traditional characters as Simplified ones; others stay.

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
        return Folded(lower.translate(_TABLE), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for note in [*_NOTE.finditer(text), None]:
        end = len(text) if note is None else note.start()
        for start, cluster in _clusters(text, last, end):
            folded = unicodedata.normalize("NFKC", cluster).lower()
            pieces.append(folded)
            starts.extend([start] * len(folded))
            ends.extend([start + len(cluster)] * len(folded))
        last = end if note is None else note.end()
    return Folded("".join(pieces).translate(_TABLE), tuple(starts), tuple(ends))


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
