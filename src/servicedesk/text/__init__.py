"""Text to suggested facts: folding, longest match, negation and quotation. Never a level."""

from servicedesk.text.folding import Folded, fold, simplify, strip_notes
from servicedesk.text.lexicon import LEXICON
from servicedesk.text.matching import (
    Entry,
    Find,
    Lexicon,
    Reading,
    Suggestion,
    find_words,
    read,
)


def suggest(text: str, lexicon: Lexicon = LEXICON) -> tuple[Suggestion, ...]:
    """Facts that the text seems to assert, with the words that suggest them.

    What is denied, supposed or quoted is left out; `read` has it with its reading. Several
    suggestions for one fact may contradict each other: a person or a rule of the host chooses.

    Raises:
        WrongType: for anything but text.
    """
    return tuple(each for each in read(text, lexicon) if each.reading is Reading.ASSERTED)


__all__ = [
    "LEXICON",
    "Entry",
    "Find",
    "Folded",
    "Lexicon",
    "Reading",
    "Suggestion",
    "find_words",
    "fold",
    "read",
    "simplify",
    "strip_notes",
    "suggest",
]
