"""What a release refuses, what counts as a break, and what publishes it."""

import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def tool(monkeypatch):
    """A module of tools/, which import each other by name."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return import_module


@pytest.mark.parametrize(
    ("version", "earlier", "fragments", "complaint"),
    [
        ((0, 1, 0), [], [], "nothing to release"),
        ((0, 1, 0), [(0, 1, 0)], ["a.bugfix.md"], "0.1.0 is released"),
        ((0, 9, 0), [(0, 9, 0), (0, 10, 0)], ["a.bugfix.md"], "0.10.0 is released"),
        ((0, 1, 1), [(0, 1, 0)], ["a.feature.md", "b.bugfix.md"], "something new"),
        ((0, 1, 1), [(0, 1, 0)], ["a.breaking.md"], "a break"),
        ((1, 1, 0), [(1, 0, 0)], ["a.breaking.md"], "a break"),
    ],
)
def test_a_number_that_says_too_little_is_refused(tool, version, earlier, fragments, complaint):
    with pytest.raises(SystemExit, match=complaint):
        tool("release").refuse(version, earlier, fragments)


@pytest.mark.parametrize(
    ("version", "earlier", "fragments"),
    [
        ((0, 1, 0), [], ["a.feature.md"]),
        ((0, 1, 1), [(0, 1, 0)], ["a.bugfix.md", "b.doc.md"]),
        ((0, 2, 0), [(0, 1, 9)], ["a.breaking.md"]),
        ((1, 1, 0), [(1, 0, 0)], ["a.feature.md"]),
        ((2, 0, 0), [(1, 9, 0)], ["a.breaking.md", "b.feature.md"]),
    ],
)
def test_a_number_that_says_what_changed_is_taken(tool, version, earlier, fragments):
    assert tool("release").refuse(version, earlier, fragments) is None


@pytest.mark.parametrize("text", ["", "1", "1.2", "v1.2.3", "1.2.3rc1", "01.2.3", "1.2.3\n"])
def test_a_version_is_three_numbers(tool, text):
    with pytest.raises(SystemExit, match="three numbers"):
        tool("release").parse(text)


def test_a_name_that_is_gone_and_a_field_that_must_be_given_are_breaks(tool):
    before = ["a.Value(x)", "a.Value.x: int", "a.f(x: int) -> int", "", "reason a.late(due)"]
    now = ["a.Value(x, y, z)", "a.Value.x: int", "a.Value.y: str", "a.Value.z: str = ''"]
    now += ["a.New(x)", "a.New.x: int", "a.g() -> int", "reason a.early(due)"]
    assert list(tool("api_changes").changed_names(before, now)) == [
        "a.f: is gone",
        "reason a.late: is gone",
        "a.Value.y: a new field that must be given",
    ]


@pytest.mark.slow
def test_a_break_since_the_last_release_is_found(tmp_path):
    """In a clone of its own, with a release of its own."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a checkout")
    clone = tmp_path / "clone"

    def run(*command, cwd=clone):
        known = {"PYTHONPATH": str(clone / "src"), "PATH": _path(), "HOME": str(tmp_path)}
        return subprocess.run(
            command, cwd=cwd, env=known, capture_output=True, text=True, check=False
        )

    run("git", "clone", "-q", str(ROOT), str(clone), cwd=tmp_path)
    compare = (sys.executable, "tools/api_changes.py")
    for tag in run("git", "tag").stdout.split():
        run("git", "tag", "-d", tag)
    unreleased = run(*compare)
    assert (unreleased.returncode, unreleased.stderr) == (0, "")
    assert "nothing to break" in unreleased.stdout

    run(sys.executable, "tools/public_api.py")
    author = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    run("git", *author, "commit", "-q", "-a", "--allow-empty", "-m", "as it is")
    run("git", "tag", "v0.1.0")
    home = clone / "src" / "servicedesk" / "reasons.py"
    text = home.read_text("utf-8")
    assert "def render_duration(duration: timedelta" in text
    home.write_text(text.replace("def render_duration(duration:", "def render_duration(length:"))
    broken = run(*compare)
    assert "render_duration(duration): Parameter was removed" in broken.stdout
    assert broken.returncode == 1

    (clone / "changelog.d" / "x.breaking.md").write_text("Told.", "utf-8")
    assert run(*compare).returncode == 0


def _path() -> str:
    return str(Path(shutil.which("git")).parent)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_hold_no_secret_and_run_fixed_actions(workflow):
    text = workflow.read_text("utf-8")
    assert "secrets." not in text
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [action for action in used if not re.search(r"@[0-9a-f]{40}$", action)] == []


def test_only_the_publishing_job_may_ask_for_an_identity():
    asking = {path.stem: path.read_text("utf-8").count("id-token: write") for path in WORKFLOWS}
    assert {name: count for name, count in asking.items() if count} == {"publish": 1}
