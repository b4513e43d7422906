"""Conformance: published cases, the library's answers to them, and what counts as the same.

The cases ship with the library, so that a port to another language, or a host's own code, can be
held against them. They are JSON lines; `cases` reads them, and so can anything that reads files:
`importlib.resources.files("servicedesk.testing.conformance")` has them by `FILES`.
"""

from servicedesk.testing.conformance.answering import Case, agrees, answer
from servicedesk.testing.conformance.files import FILES, cases, passes, question

__all__ = ["FILES", "Case", "agrees", "answer", "cases", "passes", "question"]
