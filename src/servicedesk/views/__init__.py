"""Pictures and printable documents as strings; the floors below don't know how they look."""

from servicedesk.views.statements import capital_amount, statement_html, statement_text

__all__ = ["capital_amount", "statement_html", "statement_text"]
