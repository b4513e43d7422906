"""Hypothesis finds the strategies of an installed servicedesk by itself."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "code",
    [
        "from hypothesis import given, strategies as st",
        "import servicedesk.testing.strategies\nfrom hypothesis import given, strategies as st",
    ],
    ids=["hypothesis first", "our strategies first"],
)
def test_a_fresh_process_draws_our_types_from_their_hints(code, tmp_path):
    (point,) = PYPROJECT["project"]["entry-points"]["hypothesis"].items()
    installed = tmp_path / "as_installed-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: as-installed\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[hypothesis]\n{} = {}\n".format(*point))
    program = f"""{code}
from hypothesis import settings
from servicedesk.calendars import BusinessCalendar
from servicedesk.contracts import Contract
from servicedesk.spans import Span
seen = []

@given(...)
@settings(max_examples=3, database=None, deadline=None)
def see(calendar: BusinessCalendar, contract: Contract, span: Span):
    seen.append((calendar, contract, span))

see()
assert all(isinstance(one, BusinessCalendar) for one, _, _ in seen) and seen
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
