"""Hypothesis draws every public class, ordinary and rare, without an import of the kit."""

import os
import pkgutil
import subprocess
import sys
import tomllib
from enum import Enum
from importlib import import_module
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import servicedesk
from servicedesk.codec import structure, unstructure
from servicedesk.testing.entry import public_classes, register
from servicedesk.testing.strategies import nasty

ROOT = Path(__file__).parents[2]
CLASSES = public_classes()
A_FEW = settings(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
)
NAMES = [f"{kind.__module__.removeprefix('servicedesk.')}.{kind.__name__}" for kind in CLASSES]
EVERY = pytest.mark.parametrize("kind", CLASSES, ids=NAMES)


@pytest.fixture(scope="module", autouse=True)
def _registered():
    register()  # as Hypothesis does when this package is installed


@EVERY
def test_from_type_draws_it(kind):
    @given(st.from_type(kind))
    @A_FEW
    def draws(value):
        assert isinstance(value, kind)

    draws()


@EVERY
def test_nasty_draws_it(kind):
    @given(nasty.of(kind))
    @A_FEW
    def draws(value):
        assert isinstance(value, kind)

    draws()


def test_no_class_of_values_is_forgotten():
    known = {kind.__name__ for kind in CLASSES}
    assert {
        "BusinessCalendar",
        "CombinedCalendar",
        "Policy",
        "Event",
        "IncidentFacts",
        "Contract",
        "Usage",
        "Complaint",
        "Statement",
        "Breached",
        "Severity",
    } <= known
    # bases, and what only the engine makes
    inner = {"Answer", "Explained", "Folded", "Localised", "Term", "Terms"}
    for found in pkgutil.iter_modules(servicedesk.__path__):
        if found.name == "testing":
            continue
        module = import_module(f"servicedesk.{found.name}")
        own = [
            name
            for name, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
        ]
        for name in getattr(module, "__all__", own):
            value = getattr(module, name)
            if isinstance(value, type) and not issubclass(value, BaseException):
                assert value in CLASSES or name in inner, f"{found.name}.{name}"
    assert all(
        attrs.has(kind) or issubclass(kind, Enum) or kind.__name__ == "Facts" for kind in CLASSES
    )


@pytest.mark.parametrize(
    "kind",
    [
        each
        for each in CLASSES
        if each.__name__
        in (
            "Policy Contract Event BusinessCalendar CombinedCalendar Money Usage Complaint Line"
        ).split()
    ],
    ids=lambda kind: kind.__name__,
)
def test_nasty_values_are_legal(kind):
    @given(nasty.of(kind))
    @A_FEW
    def comes_back(value):
        assert structure(unstructure(value, kind), kind) == value

    comes_back()


PROGRAM = """
import sys
from hypothesis import HealthCheck, given, settings, strategies as st
from servicedesk import sla

kit = [name for name in sys.modules if name.startswith("servicedesk.testing.")]
assert kit == ["servicedesk.testing.entry"], kit
classes = [value for name, value in vars(sla).items() if name in sla.__all__]
classes = [value for value in classes if isinstance(value, type)]
for kind in classes:
    @given(st.from_type(kind))
    @settings(max_examples=2, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    def draws(value):
        assert isinstance(value, kind), value
    draws()

@given(...)
@settings(max_examples=2, database=None, deadline=None, suppress_health_check=list(HealthCheck))
def hints(clock: sla.Clock, policy: sla.Policy, levels: tuple[sla.Level, ...]):
    assert isinstance(policy, sla.Policy)

hints()
print(len(classes))
"""


def test_a_process_that_imports_hypothesis_and_sla_only(tmp_path):
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (point,) = pyproject["project"]["entry-points"]["hypothesis"].items()
    installed = tmp_path / "as_installed-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: as-installed\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[hypothesis]\n{} = {}\n".format(*point))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
