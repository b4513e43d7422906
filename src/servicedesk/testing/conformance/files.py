"""The cases that ship with the kit."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from servicedesk.errors import UnknownName
from servicedesk.testing.conformance.answering import Case, agrees

FILES = ("calendar.jsonl", "fees.jsonl", "money.jsonl", "severity.jsonl", "sla.jsonl")
"""The files of cases, one JSON object a line."""

_ANSWERS = frozenset({"expect", "accepts", "level", "note"})


def cases(file: str) -> Iterator[Case]:
    """The cases of one of `FILES`, in order.

    Raises:
        UnknownName: for another file.
    """
    if file not in FILES:
        raise UnknownName("no such cases", got=file, expected=", ".join(FILES), where="cases")
    text = files(__package__).joinpath(file).read_text("utf-8")
    for line in text.splitlines():
        yield json.loads(line)


def question(case: Case) -> Case:
    """A case without its answer: what to put to the implementation under test."""
    return {name: value for name, value in case.items() if name not in _ANSWERS}


def passes(case: Case, given: Any) -> bool:
    """Whether *given* answers the case: it is what is expected, or one of what is accepted."""
    if "accepts" in case:
        return given in case["accepts"]
    return agrees(given, case["expect"])
