"""The directive `decision-table`: a shipped table, rendered when the page is built.

Its arguments are a module and the name of a table or scheme in it.
"""

from importlib import import_module
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from servicedesk.classify import Scheme
from servicedesk.decisions import verify
from servicedesk.views import decision_table_html


class DecisionTableDirective(SphinxDirective):
    """Renders the named table or scheme, and says what its proof found."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        module, name = self.arguments
        value: Any = getattr(import_module(module), name)
        table = value.table if isinstance(value, Scheme) else value
        proof = verify(table)
        said = (
            f"Proven over {proof.states:,} states: {proof.gaps} gaps, {proof.dips} dips"
            f"{', waived' if proof.findings else ''}."
        )
        return [
            nodes.raw("", decision_table_html(table), format="html"),
            nodes.paragraph("", said),
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("decision-table", DecisionTableDirective)
    return {"parallel_read_safe": True}
