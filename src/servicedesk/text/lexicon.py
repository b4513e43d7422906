"""The lexicon that ships."""

from servicedesk.text.entries import FACT_ENTRIES
from servicedesk.text.matching import Lexicon
from servicedesk.text.topics import TOPIC_ENTRIES

LEXICON = Lexicon((*FACT_ENTRIES, *TOPIC_ENTRIES))
"""The shipped lexicon; add to it with `LEXICON + Lexicon([...])`."""
