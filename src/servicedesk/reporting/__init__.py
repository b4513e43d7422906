"""What to report: promises kept with their denominators, services due, the year's report."""

from servicedesk.reporting.annual import (
    AnnualReport,
    Case,
    Improvement,
    KeptPromise,
    QuotaUse,
    Repeat,
    Satisfaction,
    Score,
    YearFacts,
    annual_report,
)
from servicedesk.reporting.attainment import (
    Attainment,
    DatedBy,
    Sample,
    Unit,
    attainment,
)
from servicedesk.reporting.dues import DueObligation, DueState, Performed, due_obligations

__all__ = [
    "AnnualReport",
    "Attainment",
    "Case",
    "DatedBy",
    "DueObligation",
    "DueState",
    "Improvement",
    "KeptPromise",
    "Performed",
    "QuotaUse",
    "Repeat",
    "Sample",
    "Satisfaction",
    "Score",
    "Unit",
    "YearFacts",
    "annual_report",
    "attainment",
    "due_obligations",
]
