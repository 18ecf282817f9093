"""Files people and the bot sent: really kept, given back, and sendable again by their `file_id`."""

import mimetypes
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.store import Store
from sandbox.telegram import limits, refusals
from sandbox.telegram.images import UnreadableImageError, image_size

FOLDERS = {"photo": "photos", "video": "videos", "document": "documents", "voice": "voice", "audio": "music"}
"""The kinds of files and the folder of their paths, as Telegram names them."""

_TYPE_NAMES = {
    "photo": "Photo", "video": "Video", "document": "Document", "voice": "VoiceNote", "audio": "Audio",
}  # fmt: skip
"""TD FileType.cpp"""
_MIME_TYPES = {"photo": "image/jpeg", "video": "video/mp4", "voice": "audio/ogg", "audio": "audio/mpeg"}


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    name: str
    mime_type: str | None
    content: bytes


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept; sizes are bytes and pixels, and the pixels are 0 for what is no picture."""

    kind: str
    file_id: str
    file_unique_id: str
    path: str
    name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0

    def identity(self) -> dict[str, Any]:
        """The fields all kinds of files have in messages."""
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


class Files:
    """All files, by `file_id`, by path and by `file_unique_id`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._by_unique_id: dict[str, StoredFile] = {}

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Stores an upload as a file of this kind. Raises `RefusedError` for what Telegram refuses."""
        size = len(upload.content)
        if size == 0:
            raise refusals.FILE_EMPTY()
        if size > limits.UPLOAD_BYTES:
            raise refusals.TOO_LARGE()
        width, height = _checked_photo(upload.content) if kind == "photo" else (0, 0)
        unique_id = secrets.token_urlsafe(9)
        name = upload.name or "file"
        extension = f".{name.rpartition('.')[2]}" if "." in name else ""
        guessed = upload.mime_type or mimetypes.guess_type(name)[0]
        file = StoredFile(
            kind=kind,
            file_id=f"Ag{secrets.token_urlsafe(40)}",
            file_unique_id=unique_id,
            path=f"{FOLDERS[kind]}/file_{len(self._by_id)}{extension}",
            name=name,
            mime_type=guessed or _MIME_TYPES.get(kind, "application/octet-stream"),
            size=size,
            width=width,
            height=height,
        )
        self._store.put_blob(unique_id, upload.content)
        self._add(file)
        return file

    def for_sending(self, kind: str, file_id: str) -> StoredFile:
        """A file the bot names to send it again. Raises `RefusedError`."""
        if file_id.startswith(("http://", "https://")):
            raise refusals.URL_UNREACHABLE()
        file = self._by_id.get(file_id)
        if file is None:
            raise refusals.FILE_ID_WRONG()
        if file.kind != kind:
            raise refusals.FILE_TYPE_WRONG(actual=_TYPE_NAMES[file.kind], wanted=_TYPE_NAMES[kind])
        return file

    def for_download(self, file_id: str) -> StoredFile:
        """A file the bot asks the path of. Raises `RefusedError`."""
        if not file_id:
            raise refusals.FILE_ID_EMPTY()
        file = self._by_id.get(file_id)
        if file is None:
            raise refusals.FILE_ID_INVALID()
        if file.size > limits.DOWNLOAD_BYTES:
            raise refusals.FILE_TOO_BIG()
        return file

    def at_path(self, path: str) -> StoredFile | None:
        """The file of a download address, or None."""
        return self._by_path.get(path)

    def with_unique_id(self, unique_id: str) -> StoredFile | None:
        """The file of the page's address, or None."""
        return self._by_unique_id.get(unique_id)

    def content(self, file: StoredFile) -> bytes:
        """The bytes of a file."""
        return self._store.blob(file.file_unique_id)

    def _add(self, file: StoredFile) -> None:
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
        self._by_unique_id[file.file_unique_id] = file

    def snapshot(self) -> dict[str, Any]:
        return {"files": [asdict(file) for file in self._by_id.values()]}

    def restore(self, saved: dict[str, Any]) -> None:
        for fields in saved["files"]:
            self._add(StoredFile(**fields))


def _checked_photo(content: bytes) -> tuple[int, int]:
    if len(content) > limits.PHOTO_BYTES:
        raise refusals.PHOTO_TOO_BIG()
    try:
        width, height = image_size(content)
    except UnreadableImageError:
        raise refusals.PHOTO_UNREADABLE() from None
    shorter, longer = sorted((width, height))
    if shorter == 0 or width + height > limits.PHOTO_SIDES or longer > shorter * limits.PHOTO_RATIO:
        raise refusals.PHOTO_DIMENSIONS()
    return width, height
