"""The people of the Zoom account, found by their id or email."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.zoom.errors import USER_UNKNOWN

BASIC, LICENSED = 1, 2
TYPES = (BASIC, LICENSED, 4, 99)
STATUSES = ("active", "inactive", "pending")

INVITATION_LIFE = timedelta(days=30)
"""How long a person who was added may accept it (Zoom's help, "Managing users", pending users)."""


@dataclass
class User:
    """A person who may host meetings: ``type`` 1 is Basic, 2 Licensed."""

    id: str
    email: str
    type: int
    status: str
    first_name: str
    last_name: str
    created_at: str

    def may_host(self) -> bool:
        """Tell whether meetings can be scheduled for this person at all."""
        return self.status == "active" and self.type in (BASIC, LICENSED)

    def invitation_expired(self, now: datetime) -> bool:
        """Tell whether the person was added too long ago and never accepted it."""
        added = datetime.fromisoformat(self.created_at)
        return self.status == "pending" and now >= added + INVITATION_LIFE

    def body(self) -> dict[str, object]:
        """Return what Zoom tells about the person."""
        display_name = f"{self.first_name} {self.last_name}".strip()
        return {
            **asdict(self),
            "display_name": display_name,
            "role_name": "Member",
            "timezone": "",
            "verified": int(self.status == "active"),
        }


class Users:
    """The directory of the account."""

    def __init__(self) -> None:
        self._by_id: dict[str, User] = {}

    def add(self, fields: Mapping[str, Any], created_at: str) -> User:
        """Add a person, or change the one who has that email; returns the person."""
        known = self.by_email(str(fields["email"]))
        user = User(
            id=known.id if known else secrets.token_urlsafe(16),
            email=str(fields["email"]),
            type=int(fields.get("type", LICENSED)),
            status=str(fields.get("status", "active")),
            first_name=str(fields.get("first_name", "")),
            last_name=str(fields.get("last_name", "")),
            created_at=known.created_at if known else created_at,
        )
        self._by_id[user.id] = user
        return user

    def get(self, id_or_email: str) -> User:
        """Return the person. Raises ``RefusedError`` with code 1001."""
        user = self._by_id.get(id_or_email) or self.by_email(id_or_email)
        if user is None:
            raise USER_UNKNOWN.because(user=id_or_email)
        return user

    def by_email(self, email: str) -> User | None:
        """Return the person with that email; letter case does not matter."""
        return next((user for user in self._by_id.values() if user.email.lower() == email.lower()), None)

    def all(self) -> list[User]:
        """Return everybody in the order they were added."""
        return list(self._by_id.values())

    def snapshot(self) -> list[dict[str, object]]:
        """Return everybody as JSON."""
        return [asdict(user) for user in self._by_id.values()]

    def restore(self, snapshot: Iterable[Mapping[str, Any]]) -> None:
        """Take over what ``snapshot`` returned, keeping people it does not know."""
        known = [User(**fields) for fields in snapshot]
        emails = {user.email.lower() for user in known}
        new = [user for user in self._by_id.values() if user.email.lower() not in emails]
        self._by_id = {user.id: user for user in [*known, *new]}
