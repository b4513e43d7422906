"""Build sdist and wheel into dist/, check them, and try the wheel alone (`make dist`)."""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
FENCE = re.compile(r"^```python\n([^>].*?)^```$", re.MULTILINE | re.DOTALL)
PIN = re.compile(r"^[\w.-]+==[^\\\n]+", re.MULTILINE)


def main() -> None:
    """Everything that `publish.yml` needs before it uploads dist/."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST, ROOT)
    made = sorted(DIST.iterdir())
    run(sys.executable, "-m", "twine", "check", "--strict", *made)
    try_alone(next(DIST.glob("*.whl")))
    for path in made:
        print(path.relative_to(ROOT))


def try_alone(wheel: Path) -> None:
    """In an environment of its own, with the lock's versions: each top-level name, the README."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        venv.create(here / "env", with_pip=True)
        python = here / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pins = here / "pins.txt"
        lock = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
        pins.write_text("\n".join(PIN.findall(lock)), "utf-8")
        run(python, "-m", "pip", "install", "-q", "-c", pins, wheel)
        readme = "\n".join(FENCE.findall((ROOT / "README.md").read_text("utf-8")))
        script = here / "smoke.py"
        script.write_text(f"{readme}\n{SMOKE}", "utf-8")
        run(python, "-I", script, version(), here)


SMOKE = """
import importlib.metadata, sys
import servicedesk

assert all(getattr(servicedesk, name) for name in servicedesk.__all__)
assert importlib.metadata.version("servicedesk") == sys.argv[1]
assert servicedesk.__file__.startswith(sys.argv[2]), servicedesk.__file__
"""


def version() -> str:
    """The one place where the version stands is pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def run(*command: object) -> str:
    """What it printed; its complaint, where it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
