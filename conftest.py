"""What all tests share: the profiles of Hypothesis, and Sybil, which runs every example.

`HYPOTHESIS_PROFILE=deep pytest ...` looks further than the default does.
"""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import PythonCodeBlockParser as FencedPython
from sybil.parsers.rest import DocTestParser

# The same examples each time, so that a red test is the change's fault; no test is timed.
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", settings.get_profile("steady"), derandomize=False, max_examples=5000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

_flags = ELLIPSIS | NORMALIZE_WHITESPACE
_pages = Sybil(
    parsers=[FencedPython(doctest_optionflags=_flags)],
    patterns=["README*.md", "CONTRIBUTING.md", "docs/**/*.md", "docs/*.md"],
)
_docstrings = Sybil(
    parsers=[DocTestParser(optionflags=_flags)],
    patterns=["src/**/*.py"],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (_pages + _docstrings).pytest()
