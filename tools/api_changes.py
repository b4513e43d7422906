"""What broke in the public interface since the last release (`make api`).

Two lists of the interface, as it was then and as it is now, tell what is gone and which new field
must be given; griffe tells what became of the functions. A break is let through where a fragment
`changelog.d/*.breaking.md` tells the users of it, and then the release must count as one that
breaks (see `release.py`).
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import griffe
from public_api import SNAPSHOT, lines

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"(?:reason )?[\w.]+")
FIELD_TO_GIVE = re.compile(r"([\w.]+)\.\w+: [^=]+")


def main() -> int:
    """0 where nothing broke, or users are told, or there is nothing to compare with."""
    tag = last_release()
    if tag is None:
        print("no release in the history of this checkout: there is nothing to break")
        return 0
    listed = _git("show", f"{tag}:{SNAPSHOT.relative_to(ROOT).as_posix()}").splitlines()
    found = [*changed_names(listed, list(lines())), *changed_functions(tag, listed)]
    told = sorted(path.name for path in (ROOT / "changelog.d").glob("*.breaking.md"))
    for line in found:
        print(line)
    print(f"{len(found)} breaks since {tag}", f"told in {', '.join(told)}" if told else "")
    if not found or told:
        return 0
    print("keep the old name for a minor version, or tell users: changelog.d/<name>.breaking.md")
    return 1


def last_release() -> str | None:
    """The tag of the last release before this commit; a shallow clone may know none."""
    if not (ROOT / ".git").exists():  # unpacked from an sdist, maybe into another checkout
        return None
    try:
        return _git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    except (subprocess.CalledProcessError, FileNotFoundError):
        return None


def changed_names(before: list[str], now: list[str]) -> Iterator[str]:
    """Names that are gone; fields that a value did not need before."""
    known, found = _names(before), _names(now)
    yield from (f"{name}: is gone" for name in known if name not in found)
    for line in now:
        field = FIELD_TO_GIVE.fullmatch(line)
        if field and field[1] in known and _name(line) not in known:
            yield f"{_name(line)}: a new field that must be given"


def changed_functions(tag: str, listed: list[str]) -> Iterator[str]:
    """What griffe finds in the functions, methods and attributes that were public."""
    old = griffe.load_git(
        "servicedesk", ref=tag, repo=ROOT, search_paths=["src"], resolve_aliases=True
    )
    new = griffe.load("servicedesk", search_paths=[ROOT / "src"], resolve_aliases=True)
    public = set()
    for name in _names(listed):
        if "reason " not in name:
            public |= _home(old, name.removeprefix("servicedesk."))
    for found in griffe.find_breaking_changes(old, new):
        ignored = {
            griffe.BreakageKind.OBJECT_REMOVED,  # by the lists
            griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE,  # a preset's sentence
        }
        if found.kind not in ignored and found.obj.canonical_path in public:
            yield re.sub(r"\x1b\[\d+m", "", found.explain(griffe.ExplanationStyle.ONE_LINE))


def _home(old: griffe.Object | griffe.Alias, name: str) -> set[str]:
    """Where a public name is defined; methods that a base gives have no path of their own."""
    try:
        return {old[name].canonical_path}
    except (KeyError, griffe.AliasResolutionError):
        return set()


def _names(listed: list[str]) -> dict[str, None]:
    return dict.fromkeys(_name(line) for line in listed if line)


def _name(line: str) -> str:
    found = NAME.match(line)
    assert found, line
    return found[0]


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
