"""The repository itself: what is tracked, what the documents say, what is documented."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "servicedesk"


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def fences(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), flags=re.MULTILINE | re.DOTALL)


# Written in parts, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join(
        ["/wor" + "k/", "/far" + "m/", "/ro" + "ot/", "/ho" + "me/", "/opt" + "/", "/Use" + "rs/"]
    )
)
REGISTRY = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "index-url" + " *http"]))


def test_no_tracked_file_names_this_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if MACHINE.search(line) or REGISTRY.search(line)
    ]
    assert found == []


def test_no_lock_with_addresses_is_tracked():
    names = [path.name for path in tracked()]
    assert not [n for n in names if n == "uv.lock" or re.fullmatch(r"pylock.*\.toml", n)]
    assert "://" not in text_of(ROOT / "requirements" / "dev.txt")


def test_no_example_hides_in_a_fence_that_is_not_run():
    """Sybil skips a `pycon` fence in silence; a wrong answer would stay green."""
    hidden = re.compile(
        r"^\s*(```|~~~|:::)\s*(\{[a-z-]+\}\s*)?(py" + "con|python3|ipython|py)\\b", re.MULTILINE
    )
    pages = [path for path in tracked() if path.suffix in {".md", ".py", ".rst"}]
    assert [str(page) for page in pages if hidden.search(text_of(page))] == []


def test_reference_pages_read_docstrings_as_what_they_are():
    """Under a bare `{automodule}` they would be taken for Markdown."""
    pages = (ROOT / "docs").rglob("*.md")
    assert [str(p) for p in pages if re.search(r"^```\{auto", text_of(p), re.MULTILINE)] == []


def test_run_time_dependencies_are_the_four():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    names = [re.match(r"[\w-]+", line).group() for line in project["dependencies"]]
    assert names == ["attrs", "cattrs", "holidays", "pendulum"]


def code_of(fence: str) -> str:
    """The code alone, without what it prints and the language in which it prints it."""
    if fence.startswith(">>>"):
        fence = "\n".join(line for line in fence.splitlines() if line.startswith((">>>", "... ")))
    return fence.replace(', lang="zh-Hans"', "")


def test_both_readmes_run_the_same_code():
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    for language in ("python", "sh", "json"):
        ours = [code_of(fence) for fence in fences(english, language)]
        assert ours == [code_of(fence) for fence in fences(chinese, language)]
    assert fences(english, "python")


def test_readme_names_the_two_commands_that_ci_runs():
    _, _, after = text_of(ROOT / "README.md").partition("## Two commands\n")
    first = re.search(r"^```sh\n(.*?)^```$", after, flags=re.MULTILINE | re.DOTALL)
    assert first.group(1).split("\n")[:-1] == ["make demo", "make test"]


def test_each_area_stands_in_the_reference_and_on_its_floor():
    areas = {
        path.stem
        for path in PACKAGE.iterdir()
        if not path.name.startswith("_")
        and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    reference = "".join(map(text_of, (ROOT / "docs" / "reference").glob("*.md")))
    floors = text_of(ROOT / "docs" / "explanation" / "floors.md")
    assert {area for area in areas if f"servicedesk.{area}" not in reference} == set()
    assert {area for area in areas if f"`{area}`" not in floors} == set()


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_name_has_a_docstring(path):
    tree = ast.parse(text_of(path))
    assert ast.get_docstring(tree), "the module says nothing"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and "overload" not in map(ast.unparse, node.decorator_list)
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_package_that_lists_its_names_lists_them_sorted_once(path):
    for node in ast.parse(text_of(path)).body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]:
            if not isinstance(node.value, ast.List | ast.Tuple):
                continue
            names = ast.literal_eval(node.value)
            assert len(names) == len(set(names))


def test_no_file_has_grown_beyond_a_package():
    """A module of about 500 lines moves into a package named by a noun of the trade."""
    longest = {str(p.relative_to(PACKAGE)): len(text_of(p).splitlines()) for p in modules()}
    assert {name: lines for name, lines in longest.items() if lines > 600} == {}
