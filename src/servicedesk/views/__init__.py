"""Pictures and printable documents as strings; the floors below don't know how they look."""

from servicedesk.views.plans import plan_comparison_svg
from servicedesk.views.statements import capital_amount, statement_html, statement_text
from servicedesk.views.tables import decision_table_html

__all__ = [
    "capital_amount",
    "decision_table_html",
    "plan_comparison_svg",
    "statement_html",
    "statement_text",
]
