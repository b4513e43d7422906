"""The public interface as it was last agreed: a change to it must be meant, and seen in review.

`make surface` writes the list anew.
"""

import ast
import re
from difflib import unified_diff
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import iter_modules

import pytest

import servicedesk

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


BEHIND_THE_FACES = set(
    """agreements clocks entitlements liability obligations quotas renewals schedules schemes
    servicebooks statements presets.categories presets.questions testing.needs""".split()
)


@pytest.fixture(scope="module")
def tool():
    spec = spec_from_file_location("public_api", ROOT / "tools" / "public_api.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_public_interface_is_the_one_agreed(tool):
    agreed = tool.SNAPSHOT.read_text("utf-8").splitlines()
    changes = list(unified_diff(agreed, list(tool.lines()), "agreed", "found", n=0, lineterm=""))
    assert changes == [], "if this is meant: make surface"


def areas() -> set[str]:
    """The areas of the library; of presets and the testing kit each part is one."""
    found = {each.name for each in iter_modules(servicedesk.__path__)}
    for whole in ("presets", "testing"):
        found.remove(whole)
        parts = import_module(f"servicedesk.{whole}").__path__
        found |= {each.name for each in iter_modules(parts, f"{whole}.")}
    return found


def test_each_area_is_public_or_behind_a_face(tool):
    assert set(tool.MODULES) & BEHIND_THE_FACES == set()
    public = {".".join(module.split(".")[:2]) for module in tool.MODULES}
    assert areas() == public | BEHIND_THE_FACES


def imports(code: str) -> list[tuple[str, str]]:
    """Module and name of each import from servicedesk, in a file, a page's fence or session."""
    if code.startswith(">>> "):
        typed = [line[4:] for line in code.splitlines() if line.startswith((">>> ", "... "))]
        code = "\n".join(typed)
    return [
        (node.module, alias.name)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("servicedesk")
        for alias in node.names
    ]


def shown() -> list[tuple[str, str]]:
    """What the pages, examples and typing tests import."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    fences = [code for page in pages for code in FENCE.findall(page.read_text("utf-8"))]
    programs = [*(ROOT / "examples").rglob("*.py"), *(ROOT / "typing_tests").glob("*.py")]
    codes = fences + [program.read_text("utf-8") for program in programs]
    return [found for code in codes for found in imports(code)]


def test_hosts_are_shown_public_names_only(tool):
    allowed = {("servicedesk", name) for name in servicedesk.__all__}
    for module in tool.MODULES:
        home, _, name = f"servicedesk.{module}".rpartition(".")
        allowed |= {(home, name)}
        allowed |= {(f"servicedesk.{module}", name) for name in tool.public(module)}
    allowed |= {("servicedesk", "nonsense")}  # the type checker's tests ask for it in vain
    assert sorted(set(shown()) - allowed) == []


def test_no_two_reasons_share_a_code(tool):
    """Hosts store codes: a code is one text."""
    kinds = list(tool.reason_kinds())
    assert {kind.code for kind in kinds if sum(k.code == kind.code for k in kinds) > 1} == set()
