"""What to report: promises kept with their denominators, services due, the year's report."""

from servicedesk.reporting.annual import (
    AnnualReport,
    KeptPromise,
    QuotaUse,
    Repeat,
    Satisfaction,
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
from servicedesk.reporting.facts import Case, GivenBack, Improvement, Score, YearFacts
from servicedesk.reporting.goals import GoalResult

__all__ = [
    "AnnualReport",
    "Attainment",
    "Case",
    "DatedBy",
    "DueObligation",
    "DueState",
    "GivenBack",
    "GoalResult",
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
