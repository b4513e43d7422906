"""The directive `lifecycle`: the diagram of a lifecycle table, drawn when the page is built.

Its arguments are a module and the name of a lifecycle in it.
"""

from importlib import import_module

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from servicedesk.lifecycles import verify
from servicedesk.views import lifecycle_svg


class LifecycleDirective(SphinxDirective):
    """Draws the named lifecycle, and says what its proof found."""

    required_arguments = 2
    option_spec = {"lang": str}  # noqa: RUF012 - as Sphinx has it

    def run(self) -> list[nodes.Node]:
        module, name = self.arguments
        lifecycle = getattr(import_module(module), name)
        found = verify(lifecycle)
        said = "Every state is reached, and every state has a way out." if not found else str(found)
        picture = lifecycle_svg(lifecycle, lang=self.options.get("lang", "en"))
        return [nodes.raw("", picture, format="html"), nodes.paragraph("", said)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("lifecycle", LifecycleDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
