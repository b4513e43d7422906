"""The library is pure: no files, sockets, processes, clock or randomness; cheap to import."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "servicedesk"
SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "testing"
)

FORBIDDEN_MODULES = frozenset(
    """asyncio asyncore bz2 concurrent configparser ctypes dbm fcntl fileinput ftplib getpass glob
    gzip http imaplib importlib.resources io lzma mmap multiprocessing os pathlib pickle platform
    poplib posix random readline requests resource runpy sched secrets select selectors shelve
    shutil signal smtplib socket socketserver sqlite3 ssl subprocess sys tarfile tempfile threading
    time tty urllib uuid warnings webbrowser zipfile""".split()
)
FORBIDDEN_CALLS = frozenset("open input print exec eval compile breakpoint __import__".split())
FORBIDDEN_METHODS = frozenset(
    """now today utcnow utcnow_ns read_text read_bytes write_text write_bytes urandom getenv
    local_timezone set_local_timezone travel_to freeze gmtime localtime tznow test_local_timezone
    yesterday tomorrow""".split()
)
CLOCKS = frozenset("datetime date pendulum DateTime Date dt".split())


def offences(tree: ast.AST) -> list[str]:
    """What in this source reaches outside."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [f"{node.lineno}: import {n.name}" for n in names if _outside(n.name)]
            case ast.ImportFrom(module=str(module), names=names) if _outside(module):
                found.append(f"{node.lineno}: from {module}")
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                found.append(f"{node.lineno}: {name}()")
            case ast.Call(func=ast.Attribute(attr=name)) if name in FORBIDDEN_METHODS:
                found.append(f"{node.lineno}: .{name}()")
            case ast.Attribute(value=ast.Name(id=base), attr=name) if (
                base in CLOCKS and name in FORBIDDEN_METHODS
            ):
                found.append(f"{node.lineno}: {base}.{name}")
            case ast.Global(names=names):
                found.append(f"{node.lineno}: global {', '.join(names)}")
    return found


def _outside(module: str) -> bool:
    parts = module.split(".")
    return any(".".join(parts[:n]) in FORBIDDEN_MODULES for n in range(1, len(parts) + 1))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_source_reaches_for_nothing_outside(path):
    assert offences(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os.path as p",
        "from time import monotonic",
        "from urllib.request import urlopen",
        "open('x')",
        "datetime.now(UTC)",
        "pendulum.today()",
        "date.today()",
        "clock = datetime.now",
        "Path(x).read_text()",
        "def f():\n    global x\n    x = 1",
    ],
)
def test_the_scan_sees(source):
    assert offences(ast.parse(source))


@pytest.mark.parametrize(
    "source", ["from datetime import time", "cal.is_open(t)", "x.opened", "moment.now"]
)
def test_the_scan_leaves_alone(source):
    assert offences(ast.parse(source)) == []


WATCH_IMPORTS = """
import importlib, pkgutil, sys
import servicedesk
home = servicedesk.__path__[0]
seen = []
def watch(event, args):
    if event.split(".")[0] in {"open", "socket", "subprocess", "os", "shutil", "tempfile"}:
        name = sys._getframe(1).f_code.co_filename
        if name.startswith(home) and "testing" not in name:
            seen.append((name, event, args))
sys.addaudithook(watch)
def modules(path, prefix):
    for found in pkgutil.iter_modules(path, prefix):
        if found.name != "servicedesk.testing":
            module = importlib.import_module(found.name)
            yield found.name
            yield from modules(getattr(module, "__path__", []), found.name + ".")
names = list(modules(servicedesk.__path__, "servicedesk."))
assert not seen, seen
print(len(names), "hypothesis" in sys.modules)
"""


def test_importing_every_module_touches_nothing():
    done = _python(WATCH_IMPORTS)
    count, hypothesis_loaded = done.split()
    assert int(count) >= len(SOURCES) - 1
    assert hypothesis_loaded == "False"


LOADED = "import servicedesk, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def test_importing_the_package_loads_no_heavy_one():
    loaded = set(_python(LOADED).split())
    heavy = {"holidays", "cattrs", "hypothesis", "numpy", "pyarrow", "pendulum", "attr"}
    assert loaded & heavy == set()


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    ).stdout
