"""The people with phones."""

from dataclasses import asdict, dataclass
from typing import Any

FIRST_NEW_ID = 9_100_000_000_001
"""Ids of people made on the page begin here, above those of real accounts."""


@dataclass
class Person:
    """A Telegram account, and what the page says of who it is. Bots never see `phone` and `email`.

    `timezone` is the one in which the person's phone shows times; `open` puts the phone on the page at first.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "ru"
    phone: str | None = None
    email: str | None = None
    label: str | None = None
    note: str | None = None
    timezone: str | None = None
    open: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    no_voices: bool = False

    def user(self) -> dict[str, Any]:
        """The person as the Bot API's User."""
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | self._names() | {"language_code": self.language_code}

    def chat(self) -> dict[str, Any]:
        """The private chat with the person as the Bot API's Chat."""
        return {"id": self.id, "first_name": self.first_name} | self._names() | {"type": "private"}

    def _names(self) -> dict[str, Any]:
        names = {"last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

    def shown(self) -> dict[str, Any]:
        """The person for the page and for tests."""
        return {key: value for key, value in asdict(self).items() if value is not None}
