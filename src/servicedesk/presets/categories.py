"""How the source systems sort what arrives: complaints (S0), problems (S1, S2), feedback (S4)."""

from servicedesk.schemes.categories import (
    CAUSES,
    COMPLAINT_TYPES,
    COMPLEXITY,
    FEEDBACK_KINDS,
    PROBLEM_TYPES,
)

__all__ = [
    "CAUSES",
    "COMPLAINT_TYPES",
    "COMPLEXITY",
    "FEEDBACK_KINDS",
    "PROBLEM_TYPES",
]
