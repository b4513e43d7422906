"""Where Hypothesis is not installed it is said what to do, and the rest works."""

import subprocess
import sys

import pytest

HIDDEN = """
import sys
from importlib.abc import MetaPathFinder

class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "hypothesis":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
"""


def run(code):
    return subprocess.run(
        [sys.executable, "-c", HIDDEN + code], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("part", ["strategies", "laws", "strategies.nasty"])
def test_what_needs_it_says_so(part):
    done = run(f"import servicedesk.testing.{part}")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "needs Hypothesis: pip install 'servicedesk[testing]'" in last
    assert last.startswith("ModuleNotFoundError: servicedesk.testing.")


def test_oracles_and_conformance_do_without():
    done = run(
        "from servicedesk.testing import billing_oracle, oracles\n"
        "from servicedesk.testing.conformance import FILES, answer, cases, passes, question\n"
        "case = next(cases(FILES[0]))\n"
        "assert passes(case, answer(question(case)))\n"
    )
    assert done.returncode == 0, done.stderr
