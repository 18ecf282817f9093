"""Where the program's sources are."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def sources(*folders: str) -> Iterator[Path]:
    """Yield the Python files of the folders, which must exist."""
    for folder in folders:
        found = sorted((ROOT / folder).rglob("*.py"))
        assert found, f"{folder}/ has no Python files"
        yield from found
