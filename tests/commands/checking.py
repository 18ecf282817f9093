"""Running the check as the command does, and reading what it says."""

import asyncio
import socket
from contextlib import closing

from bot import check
from bot.check import SOMETHING_TO_DO
from bot.settings import Settings
from services.texts import LANGUAGES
from tests.flows.conftest import TOKEN

LICENSED = {"email": "ins@demo.invalid", "type": 2, "status": "active", "first_name": "А", "last_name": "В"}
"""The clinic's instructor as Zoom knows them."""

NO_ZOOM = dict.fromkeys(("zoom_account_id", "zoom_client_id", "zoom_client_secret"))

CANARIES = (TOKEN, "sandbox-secret", "demo.invalid", "hunter2", "Вариантова", "Примерова")
"""Secrets and personal data that no line may hold."""


class Said:
    """What a check said in each language, and with what it ended."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        self.codes: list[int] = []

    @property
    def code(self) -> int:
        """The exit code, the same in every language."""
        assert len(set(self.codes)) == 1
        return self.codes[0]

    @property
    def bad(self) -> list[str]:
        """The English lines about what is not well."""
        return [line for line in self.lines["en"] if line.startswith("✗")]


async def checked(settings: Settings) -> Said:
    """Run the check as the command does, in both languages."""
    said = Said()
    for language in LANGUAGES:
        say = said.lines[language].append
        said.codes.append(await asyncio.to_thread(check.main, settings, language, say))
    for lines in said.lines.values():
        assert not [canary for canary in CANARIES if canary in "\n".join(lines)]
        assert not [line for line in lines if "\n" in line or line[:2] not in ("✓ ", "✗ ")]
    return said


async def only_bad(settings: Settings, code: int = SOMETHING_TO_DO) -> str:
    """Return the one line about what is not well."""
    said = await checked(settings)
    assert said.code == code
    (line,) = said.bad
    return line


def changed(settings: Settings, **values: object) -> Settings:
    """Return other settings."""
    return settings.model_copy(update=values)


def closed_port() -> int:
    """Return a port where nobody listens."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
