"""Conditions, decision tables and their proofs."""

from servicedesk.decisions.conditions import (
    ALWAYS,
    All,
    AnyOf,
    Between,
    Condition,
    Is,
    Not,
    at_least,
    at_most,
    facts_of,
    holds,
    when,
)

__all__ = [
    "ALWAYS",
    "All",
    "AnyOf",
    "Between",
    "Condition",
    "Is",
    "Not",
    "at_least",
    "at_most",
    "facts_of",
    "holds",
    "when",
]
