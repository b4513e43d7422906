"""The Chinese pages say what the English ones do: the same sections, the same code."""

import ast
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    "zh/tutorial.md": "tutorial/heating-season.md",
    "zh/lint.md": "howto/is-your-service-policy-sound.md",
    **{f"zh/systems/{page.name}": f"systems/{page.name}" for page in DOCS.glob("systems/*.md")},
}
FENCE = re.compile(r"^```(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Wordless(ast.NodeTransformer):
    """Forget what is said and in which language."""

    def visit_Constant(self, node):
        return ast.Constant("words") if isinstance(node.value, str) else node

    def visit_Call(self, node):
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "lang"]
        return self.generic_visit(node)


def read(code):
    """Of a session what was typed, of a module all of it."""
    if not code.startswith(">>> "):
        return code
    typed = [line[4:] for line in code.splitlines() if line.startswith((">>> ", "... "))]
    return "\n".join(typed)


def code_of(text):
    fences = [code for language, code in FENCE.findall(text) if language == "python"]
    return [ast.dump(Wordless().visit(ast.parse(read(code)))) for code in fences]


def shape_of(text):
    """Headings by their level, tables by their rows."""
    prose = FENCE.sub("", text)
    return re.findall(r"^(#+|\|)(?= )", prose, flags=re.MULTILINE)


@pytest.mark.parametrize(("chinese", "english"), PAGES.items())
def test_a_chinese_page_runs_the_code_of_the_english_one(chinese, english):
    ours = (DOCS / chinese).read_text("utf-8")
    theirs = (DOCS / english).read_text("utf-8")
    assert code_of(ours) == code_of(theirs)
    assert shape_of(ours) == shape_of(theirs)


@pytest.mark.parametrize(("chinese", "english"), PAGES.items())
def test_a_chinese_page_cites_what_the_english_one_cites(chinese, english):
    cited = [
        set(re.findall(r"\b[RC]\d{1,3}\b", FENCE.sub("", (DOCS / page).read_text("utf-8"))))
        for page in (chinese, english)
    ]
    assert cited[0] == cited[1]


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_shows_its_reasons_in_chinese(page):
    code = "".join(code for _, code in FENCE.findall((DOCS / page).read_text("utf-8")))
    untold = [line for line in code.splitlines() if "explain(" in line and " in " in line]
    assert [line for line in untold if "lang=" not in line] == []
