"""Pictures and printable documents as strings; the floors below don't know how they look."""

from servicedesk.views.credit_notes import credit_note_html, credit_note_text
from servicedesk.views.lifecycles import lifecycle_svg
from servicedesk.views.plans import plan_comparison_svg
from servicedesk.views.reports import report_html, report_text
from servicedesk.views.statements import capital_amount, statement_html, statement_text
from servicedesk.views.tables import decision_table_html
from servicedesk.views.timelines import Picture, timeline, timeline_svg

__all__ = [
    "Picture",
    "capital_amount",
    "credit_note_html",
    "credit_note_text",
    "decision_table_html",
    "lifecycle_svg",
    "plan_comparison_svg",
    "report_html",
    "report_text",
    "statement_html",
    "statement_text",
    "timeline",
    "timeline_svg",
]
