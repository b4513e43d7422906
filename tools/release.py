"""Make a release: `make release VERSION=0.2.0`.

All checks run, version and changelog are written, the packages built and tried, then all of it
committed and tagged. Where a step fails, the checkout is put back as it was. Nothing leaves this
machine: pushing the tag is what publishes.
"""

import re
import subprocess
import sys
from datetime import UTC, datetime

import dist
from dist import ROOT, run

Version = tuple[int, int, int]


def main(wanted: str) -> None:
    """From a clean checkout of main to a tag."""
    version = parse(wanted)
    if run("git", "status", "--porcelain"):
        sys.exit("the checkout has changes: commit them first")
    if (branch := run("git", "branch", "--show-current")) != "main":
        sys.exit(f"releases are made on main, not on {branch or 'a detached head'}")
    fragments = [path.name for path in (ROOT / "changelog.d").glob("*.*.md")]
    refuse(version, released(run("git", "tag", "--list", "v*").split()), fragments)
    if subprocess.run(["make", "check"], cwd=ROOT, check=False).returncode:
        sys.exit("make check fails: nothing was changed")
    try:
        write_version(wanted)
        today = datetime.now(UTC).date()
        run(sys.executable, "-m", "towncrier", "build", "--yes", "--version", wanted,
            "--date", today)  # fmt: skip
        dist.main()
        run("git", "commit", "-q", "-a", "-m", f"Release {wanted}")
    except BaseException:
        run("git", "restore", "--source=HEAD", "--staged", "--worktree", ".")
        raise
    run("git", "tag", "-a", f"v{wanted}", "-m", f"servicedesk {wanted}")
    print(f"v{wanted} is made here. To publish it: git push origin main v{wanted}")


def parse(text: str) -> Version:
    """Three numbers, nothing else."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", text):
        sys.exit(f"VERSION is three numbers, as 0.2.0 (got {text!r})")
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


def released(tags: list[str]) -> list[Version]:
    """The versions that are tagged."""
    return [parse(tag[1:]) for tag in tags if re.fullmatch(r"v\d+\.\d+\.\d+", tag)]


def refuse(version: Version, earlier: list[Version], fragments: list[str]) -> None:
    """A number that says too little about what changed (before 1.0 a minor one may break)."""
    if not fragments:
        sys.exit("changelog.d is empty: there is nothing to release")
    if not earlier:
        return
    last = max(earlier)
    if version <= last:
        sys.exit(f"{_text(last)} is released already")
    kinds = {name.split(".")[-2] for name in fragments}
    breaks = version[:1] if last[0] else version[:2]
    if "breaking" in kinds and breaks <= last[: len(breaks)]:
        sys.exit(f"changelog.d tells of a break: more than {_text(version)} must rise")
    if "feature" in kinds and version[:2] == last[:2]:
        sys.exit(f"changelog.d tells of something new: more than {_text(version)} must rise")


def write_version(text: str) -> None:
    """Into pyproject.toml, where alone it stands."""
    path = ROOT / "pyproject.toml"
    line = re.compile(r'^version = ".*"$', re.MULTILINE)
    path.write_text(line.sub(f'version = "{text}"', path.read_text("utf-8"), count=1), "utf-8")


def _text(version: Version) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
