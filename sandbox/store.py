"""Where the sandbox keeps its state between two starts: one JSON file, and the bytes of files beside it."""

import os
import tempfile
from pathlib import Path
from typing import Any, Protocol

import orjson


class Part(Protocol):
    """A part of the sandbox whose state outlives the process."""

    def snapshot(self) -> dict[str, Any]:
        """Its whole state as JSON values."""

    def restore(self, saved: dict[str, Any]) -> None:
        """Takes the state of an earlier `snapshot`."""


class Store:
    """The state directory. Without a directory nothing is written and the bytes of files stay in memory."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._blobs: dict[str, bytes] = {}
        if directory is not None:
            (directory / "files").mkdir(parents=True, exist_ok=True)

    @property
    def persistent(self) -> bool:
        """Whether anything outlives the process."""
        return self._directory is not None

    def load(self) -> dict[str, Any]:
        """What was saved last, or an empty dict at the first start."""
        if self._directory is None:
            return {}
        path = self._directory / "state.json"
        state: dict[str, Any] = orjson.loads(path.read_bytes()) if path.exists() else {}
        return state

    def save(self, state: bytes) -> None:
        """Replaces the saved state atomically."""
        if self._directory is not None:
            _replace(self._directory / "state.json", state)

    def put_blob(self, name: str, content: bytes) -> None:
        """Keeps the bytes of a file under a name made of letters, digits, `-` and `_`."""
        if self._directory is None:
            self._blobs[name] = content
        else:
            _replace(self._directory / "files" / name, content)

    def blob(self, name: str) -> bytes:
        """The bytes kept under the name. Raises `KeyError` when there are none."""
        if self._directory is None:
            return self._blobs[name]
        try:
            return (self._directory / "files" / name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None


def encode(state: dict[str, Any]) -> bytes:
    """A state as the bytes of a JSON file."""
    return orjson.dumps(state)


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
