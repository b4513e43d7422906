"""Is it sound? What to settle before a policy, a contract or a whole service book is used.

    for finding in lint(contract):
        print(finding.judgement.label("en"), finding.where, explain(finding))

`lint` looks at values that are already valid: what makes no sense is refused when it is built.
Every finding says where it lies, by which sentences, with a counter-example.
"""

from servicedesk.lint.checking import Subject, lint
from servicedesk.lint.findings import Finding, Judgement
from servicedesk.lint.services import TIERS

__all__ = ["TIERS", "Finding", "Judgement", "Subject", "lint"]
