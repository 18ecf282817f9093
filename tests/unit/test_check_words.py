"""Whatever reason the program may note for a failure, the check has words for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.zoom import errors
from services.texts import LANGUAGES, Catalogues

ROOT = Path(__file__).parents[2]
CATALOGUES = Catalogues(ROOT / "locales")

FAILURES = {"TemporaryFailure", "PermanentFailure", "UnknownOutcome", "Unreachable"}

FROM_TABLE = re.compile(r"^\| (\w+) \| (?:permanent|temporary) \|", re.MULTILINE)


def raised() -> Iterator[str]:
    """Yield the reasons that are written where a failure is made."""
    for room in ("integrations", "scheduler", "services"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in FAILURES and node.args:
                    reason = node.args[0]
                    if isinstance(reason, ast.Constant):
                        yield str(reason.value)


def zoom_reasons() -> list[str]:
    """Return the reasons that the table of Zoom's failures lists."""
    return FROM_TABLE.findall(errors.__doc__ or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language: str) -> None:
    known = {*raised(), *zoom_reasons()}
    assert {"telegram_forbidden", "mail_down", "broken", "zoom_scopes"} <= known
    texts = CATALOGUES.texts(language)
    assert sorted(reason for reason in known if f"check.reason.{reason}" not in texts) == []
