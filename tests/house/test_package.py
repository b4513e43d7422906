"""What is handed to others: the sdist, the wheel, and the wheel in an environment of its own."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from servicedesk.testing.conformance import FILES

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The sdist and the wheel that is built from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT)
    return out


def run(*command) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_sdist_holds_what_is_listed_and_nothing_else(dist):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        names = [Path(*Path(name).parts[1:]) for name in archive.getnames()]
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = set(config["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"])
    always = {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", ".gitignore"}
    assert {name.parts[0] for name in names} <= listed | always
    assert not [n for n in names if {"__pycache__", "_build", ".venv"} & set(n.parts)]
    assert Path("src/servicedesk/py.typed") in names


def test_wheel_holds_the_package_typed(dist):
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as archive:
        names = archive.namelist()
        meta = next(name for name in names if name.endswith("METADATA"))
        metadata = Parser().parsestr(archive.read(meta).decode())
    assert "servicedesk/py.typed" in names
    kit = "servicedesk/testing/conformance/"
    cases = {name.removeprefix(kit) for name in names if name.startswith(kit)}
    assert set(FILES) <= cases
    assert {name.split("/")[0] for name in names} == {"servicedesk", meta.split("/")[0]}
    needed = {
        re.match(r"[\w-]+", line).group()
        for line in metadata.get_all("Requires-Dist")
        if "extra ==" not in line
    }
    assert needed == {"attrs", "cattrs", "holidays", "pendulum"}
    assert "testing" in metadata.get_all("Provides-Extra")
    assert metadata["License-Expression"] == "MIT"


def test_wheel_alone_runs_the_readme(dist):
    """With the run-time dependencies only, at the versions of the lock."""
    spec = spec_from_file_location("dist", ROOT / "tools" / "dist.py")
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.try_alone(next(dist.glob("*.whl")))
