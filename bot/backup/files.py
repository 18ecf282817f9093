"""Files of backups: written under another name first, and what they hold in figures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o600
"""What is not sealed in a backup (times, clearances, Telegram ids) is for nobody else on the machine."""


class Unfit(Exception):
    """A file is no backup that can be used; the text goes on after the file's name."""


DAMAGED = "is damaged: use another backup"
FOREIGN = "is no backup of this program: name a file that oncocenter backup wrote"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: a database at a revision, so many rows in so many tables."""

    revision: str
    tables: int
    rows: int

    def __str__(self) -> str:
        return f"{self.rows} rows in {self.tables} tables (revision {self.revision})"


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """Give a private file to write, and put it in the place of ``target`` once it is on the disk.

    When the block fails ``target`` is as it was. Raises OSError.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    try:
        yield part
        _sync(part)
        os.replace(part, target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
