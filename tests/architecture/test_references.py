"""What documents and docstrings point to is there."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, sources

CODE = ("bot", "handlers", "integrations", "migrations", "models", "sandbox", "scheduler", "services")
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PICTURE = re.compile(r'src="([^":]+)"')
CITED = re.compile(r"\(([a-z]+\.md), ([^)]+)\)")


def names(document: str) -> set[str]:
    """Return what can be cited of a document: its headings, and the first cells of its tables."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    headings = re.findall(r"^#+ ([^:\n]+)", text, re.MULTILINE)
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return {*headings, *cells}


def cited() -> list[tuple[Path, str, str]]:
    """Return where the code cites a section of a document."""
    return [
        (path.relative_to(ROOT), document, section)
        for path in sources(*CODE)
        for document, section in CITED.findall(" ".join(path.read_text(encoding="utf-8").split()))
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = LINK.findall(text) + PICTURE.findall(text)
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_code_cites_sections_that_exist() -> None:
    assert cited()
    assert [place for place in cited() if place[2] not in names(place[1])] == []


def test_the_code_cites_no_other_document() -> None:
    there = {path.name for path in DOCUMENTS}
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in sources(*CODE)
        for name in re.findall(r"(?<![\w/])[a-z]+\.md", path.read_text(encoding="utf-8"))
    }
    assert {(path, name) for path, name in named if name not in there} == set()
