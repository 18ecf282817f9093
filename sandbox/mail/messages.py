"""A received message, read with the standard library's parser."""

import base64
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file of a message."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A message as it came: ``raw`` is all of it, ``to`` the recipients named over SMTP."""

    id: int
    to: tuple[str, ...]
    date: datetime
    raw: bytes

    def parsed(self) -> EmailMessage:
        """Return the message; encoded headers read as plain text."""
        return message_from_bytes(self.raw, policy=policy.default)

    def text(self, kind: str) -> str | None:
        """Return the body of subtype ``plain`` or ``html``, or None when the message has none."""
        message = self.parsed()
        part = message.get_body((kind,))
        return None if part is None else str(part.get_content()).replace("\r\n", "\n")

    def page(self) -> str | None:
        """Return the HTML body with the pictures it shows inside it, as a mail program does (RFC 2392)."""
        page = self.text("html")
        if page is None:
            return None
        for part in self.parsed().walk():
            content_id, content = part.get("Content-ID"), part.get_payload(decode=True)
            if content_id and isinstance(content, bytes):
                inside = f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode()}"
                page = page.replace(f"cid:{str(content_id).strip('<> ')}", inside)
        return page

    def attachments(self) -> list[Attachment]:
        """Return the attached files in order."""
        found = []
        for part in self.parsed().iter_attachments():
            content = part.get_payload(decode=True)
            found.append(
                Attachment(
                    name=part.get_filename() or "attachment",
                    type=part.get_content_type(),
                    content=content if isinstance(content, bytes) else b"",
                )
            )
        return found

    def snapshot(self) -> dict[str, Any]:
        """Return the message as JSON values."""
        return {
            "id": self.id,
            "to": list(self.to),
            "date": self.date.isoformat(),
            "raw": base64.b64encode(self.raw).decode("ascii"),
        }


def from_snapshot(fields: dict[str, Any]) -> Mail:
    """Return the message that ``Mail.snapshot`` described."""
    return Mail(
        id=fields["id"],
        to=tuple(fields["to"]),
        date=datetime.fromisoformat(fields["date"]),
        raw=base64.b64decode(fields["raw"]),
    )
