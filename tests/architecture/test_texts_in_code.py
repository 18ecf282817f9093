"""What people read is in the catalogues, not in the code."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, sources

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
CYRILLIC_WORDS = re.compile(r"[\u0400-\u04ff]{2,} [\u0400-\u04ff]{2,}")

READ_WHAT_PEOPLE_TYPE = {ROOT / "services/people.py", ROOT / "services/timetable.py"}
"""Russian letters and words in these are what is looked for in people's input; sentences are out here too."""

PREVIEWS = set((ROOT / "handlers").rglob("previews.py"))
"""Made-up people and moments with which windows are rendered in tests; nobody reads them."""


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the string literals that are neither docstrings nor the texts of exceptions for developers."""
    if isinstance(tree, ast.Raise):
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        yield from literals(child)


def offences(paths: Iterable[Path], pattern: re.Pattern[str]) -> list[str]:
    """Return where literals match the pattern."""
    return [
        f"{path.relative_to(ROOT)}:{literal.lineno}: {literal.value!r}"
        for path in paths
        for literal in literals(ast.parse(path.read_text(encoding="utf-8")))
        if pattern.search(str(literal.value))
    ]


def test_no_russian_text_in_the_program() -> None:
    program = set(sources("bot", "handlers", "integrations", "scheduler", "services")) - PREVIEWS
    assert offences(program - READ_WHAT_PEOPLE_TYPE, CYRILLIC) == []
    assert offences(READ_WHAT_PEOPLE_TYPE, CYRILLIC_WORDS) == []


def test_no_words_in_the_handlers_in_any_language() -> None:
    assert offences(set(sources("handlers")) - PREVIEWS, WORDS) == []


@pytest.mark.parametrize(
    "code",
    ['answer("Запись есть")', 'answer(f"{name}, запись есть")', 'TEXTS = {"ru": "запись"}'],
)
def test_control_russian_text_is_noticed(code: str) -> None:
    assert any(CYRILLIC.search(str(literal.value)) for literal in literals(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ['def f():\n    """Привет."""', 'raise ValueError("нет")', "# Привет\nX = 1"]
)
def test_control_docstrings_comments_and_exceptions_are_free(code: str) -> None:
    assert list(literals(ast.parse(code))) == []
