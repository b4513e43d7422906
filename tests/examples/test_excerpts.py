"""What a page shows of an example's output is what the example prints."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"^```text\n\$ python (examples/\S+)(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
EXCERPTS = [
    pytest.param(*match.groups(), id=f"{folder}/{page.stem}-{number}")
    for folder in ("systems", "zh/systems")
    for page in sorted((ROOT / "docs" / folder).glob("*.md"))
    for number, match in enumerate(SHOWN.finditer(page.read_text("utf-8")), 1)
]


@pytest.mark.parametrize(("example", "arguments", "shown"), EXCERPTS)
def test_an_excerpt_is_cut_from_the_output(
    example, arguments, shown, capsys, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)  # where an example writes its page
    runpy.run_path(str(ROOT / example))["main"](shlex.split(arguments))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    cut = re.compile(r"^\.\.\.$", re.MULTILINE)
    pieces = [piece.strip("\n").split("\n") for piece in cut.split(shown)]
    begin = 0
    for piece in filter(any, pieces):
        found = [at for at in range(begin, len(lines)) if lines[at : at + len(piece)] == piece]
        assert found, "\n".join(piece)
        begin = found[0] + len(piece)


def test_every_system_shows_its_scenario():
    pages = {page.stem for page in (ROOT / "docs" / "systems").glob("s*.md")}
    shown = {parameter.id for parameter in EXCERPTS}
    assert len(pages) == 5
    for folder in ("systems", "zh/systems"):
        assert {f"{folder}/{page}-1" for page in pages} <= shown
