"""Two equal clinics, a sandbox each: in one buttons are pressed once, in the other five times."""

import asyncio
import json
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiogram_dialog.utils import CB_SEP
from sqlalchemy import Boolean, Column, Enum, Integer, select
from sqlalchemy.dialects import sqlite

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from models import Base, FsmRow, InboxUpdate
from sandbox.server import Sandbox, SandboxOptions, running
from sandbox.telegram.actions import Actions, ButtonPlace
from sandbox.telegram.chats import Chat
from sandbox.telegram.files import Upload
from services.vault import Vault
from tests.flows.conftest import TOKEN, settings_for
from tests.flows.faults.conftest import at_work

PATIENCE = 20.0
"""Real seconds until a press has to be answered and its screen shown."""

ALIKE_WITHIN = 20.0
"""Real seconds until both clinics have to look alike."""

LAST_SECOND = 56
"""From when in a minute no press is begun: its answer would tell of another minute than its twin's."""

QUICK = 5
"""Presses in quick succession."""

UNDER_WAY = "Проверяем настройки"
"""How a screen begins that the program will change by itself."""

LAST_MESSAGES = 5
"""How many of a chat's messages are compared after each step."""

TOKEN_IN_LINK = re.compile(r"(?<=start=)[\w-]+")
"""What tells one invitation from another."""

NOW_THERE = re.compile(r"(?<=сейчас )\d\d:\d\d")
"""The present time somewhere: a minute may end between one clinic's screen and the other's."""

TIMES = ("starts_at", "ends_at", "valid_until")
"""Of the moments in the database those that people chose."""

PACE = ("attempts", "check_attempts", "refusals")
"""Columns that tell how often the program has tried something."""

OWN_BOOKS = (InboxUpdate.__tablename__, FsmRow.__tablename__)
"""Tables in which presses and screens themselves are kept."""

MINUTE = timedelta(minutes=1)

BOT = TOKEN.partition(":")[0]
"""The bot's number."""

CONTEXT = f"SELECT data_sealed, uid FROM {FsmRow.__tablename__} WHERE key = ?"
"""The query for an open dialog's context."""

OWED = f"SELECT count(*) FROM {InboxUpdate.__tablename__} WHERE shown_at IS NULL"
"""The query for how many updates are not answered and shown yet."""


@dataclass(frozen=True)
class Key:
    """A button in a chat: the window it stands in (or ``note``), the widget, and what is to be pressed."""

    window: str
    widget: str
    message_id: int
    data: str
    label: str


class Clinic:
    """One of the two: what a person does in it and what is seen of it."""

    def __init__(
        self, sandbox: Sandbox, settings: Settings, database: sqlite3.Connection, presses: int
    ) -> None:
        self._account = sandbox.telegram.account
        self._actions = Actions(self._account)
        self._vault = Vault.from_text(settings.encryption_key.get_secret_value())
        # A reader of its own: the program's sessions begin with the one lock there is for writing.
        self._database = database
        self._presses = presses
        self.sandbox = sandbox

    async def press(self, user_id: int, key: Key) -> None:
        """Press a button, as often as here is usual, before the program has looked."""
        place = ButtonPlace(data=key.data)
        chat = self._chat(user_id)
        pressed = [self._actions.press(chat, key.message_id, place) for _ in range(self._presses)]
        async with asyncio.timeout(PATIENCE):
            for press in pressed:
                assert press is not None
                await press.answered.wait()
        await self._settled()

    async def write(self, user_id: int, text: str) -> None:
        """Write to the bot."""
        self._actions.write(self._chat(user_id), text)
        await self._settled()

    async def send_file(self, user_id: int, name: str, content: bytes, until: str) -> None:
        """Send a file to the bot and wait for the window it leads to."""
        self._actions.send_file(self._chat(user_id), "document", Upload(name, None, content), "")
        await self.comes_to(user_id, until)

    async def comes_to(self, user_id: int, window: str) -> None:
        """Wait for a window that the program opens by itself."""
        for _ in range(int(PATIENCE / 0.05)):
            if any(key.window == window for key in self.keys(user_id)):
                break
            await asyncio.sleep(0.05)
        await self._settled()

    def chat(self, user_id: int) -> list[tuple[str, list[str]]]:
        """Return what the bot's newest messages say and which buttons they have."""
        seen = [
            (
                NOW_THERE.sub("…", TOKEN_IN_LINK.sub("…", _words(message.content))),
                [NOW_THERE.sub("…", button["text"]) for button in _buttons(message.keyboard)],
            )
            for message in self._chat(user_id).visible_messages()
            if message.from_bot
        ]
        return seen[-LAST_MESSAGES:]

    async def invitation(self, to: str) -> str:
        """Return the token in the invitation mailed to an address, once it has come."""
        until = time.monotonic() + PATIENCE
        while not (texts := [mail.text("plain") or "" for mail in self.sandbox.mail.all() if to in mail.to]):
            assert time.monotonic() < until, f"no mail to {to}"
            await asyncio.sleep(0.05)
        found = TOKEN_IN_LINK.search(texts[0])
        assert found is not None
        return found[0]

    def keys(self, user_id: int) -> list[Key]:
        """Return the buttons of the open screen, then those of notifications, the newest first."""
        screen: list[Key] = []
        notes: list[Key] = []
        for message in list(self._chat(user_id).visible_messages()):
            for button in _buttons(message.keyboard):
                data = button.get("callback_data")
                if data is None:
                    continue
                intent, separator, value = data.partition(CB_SEP)
                if not separator:
                    action = data.rsplit(":", 1)[0]
                    notes.append(Key("note", action, message.message_id, data, button["text"]))
                    continue
                if screen and screen[0].message_id != message.message_id:
                    screen = []
                window = screen[0].window if screen else self._window(user_id, intent)
                screen.append(Key(window, _widget(value), message.message_id, data, button["text"]))
        return screen + notes[::-1]

    def records(self) -> Counter[tuple[str, tuple[Any, ...]]]:
        """Return what the database holds, without moments, seals and what else no two programs share."""
        found: Counter[tuple[str, tuple[Any, ...]]] = Counter()
        with self._database:
            self._database.execute("BEGIN")
            for table, query in COMPARED.items():
                found.update((table, row) for row in self._database.execute(query))
        return found

    def _window(self, user_id: int, intent: str) -> str:
        key = f"{BOT}:{user_id}:{user_id}:aiogd:context:{intent}"
        row = self._database.execute(CONTEXT, (key,)).fetchone()
        return str(json.loads(self._vault.open(*row))["state"]) if row and row[0] else ""

    def _chat(self, user_id: int) -> Chat:
        chat = self._account.chats.find(user_id)
        assert chat is not None
        return chat

    async def _settled(self) -> None:
        for _ in range(int(PATIENCE / 0.01)):
            if not self._account.updates.pending_count and not self._database.execute(OWED).fetchone()[0]:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the program does not come to rest")


class Twins:
    """Both clinics, in which one person does the same."""

    def __init__(self, both: tuple[Clinic, Clinic], users: Mapping[str, int], key: str) -> None:
        self._both = both
        self._users = users
        self._user_id = users[key]

    def of(self, key: str) -> "Twins":
        """Return another person's phone in both."""
        return Twins(self._both, self._users, key)

    async def open_invitation(self, to: str) -> None:
        """Open the link in the invitation mailed to an address."""
        tokens = [await c.invitation(to) for c in self._both]
        writing = zip(self._both, tokens, strict=True)
        await asyncio.gather(*(c.write(self._user_id, f"/start {token}") for c, token in writing))
        await self._alike("an opened invitation")

    def keys(self) -> list[Key]:
        """Return the buttons the person sees; they are alike in both."""
        return self._both[0].keys(self._user_id)

    async def press(self, key: Key) -> None:
        """Press a button in both. Raises AssertionError where more than one press has acted."""
        number = self.keys().index(key)
        await self._away_from_the_minute()
        there = self._both[1].keys(self._user_id)[number]
        assert NOW_THERE.sub("…", there.label) == NOW_THERE.sub("…", key.label), (key, there)
        await asyncio.gather(
            self._both[0].press(self._user_id, key), self._both[1].press(self._user_id, there)
        )
        await self._alike(f"«{key.label}» in {key.window}")

    async def write(self, text: str) -> None:
        """Write in both."""
        await self._away_from_the_minute()
        await asyncio.gather(*(clinic.write(self._user_id, text) for clinic in self._both))
        await self._alike(f"the words {text!r}")

    async def send_file(self, name: str, content: bytes, until: str) -> None:
        """Send a file in both and wait for the window it leads to."""
        await asyncio.gather(*(c.send_file(self._user_id, name, content, until) for c in self._both))
        await self._alike(f"the file {name!r}")

    @contextmanager
    def without(self, method: str) -> Iterator[None]:
        """Let no call of a method of Telegram's come through in either."""
        for clinic in self._both:
            clinic.sandbox.faults.switch_on("telegram", "down", only=method)
        yield
        for clinic in self._both:
            clinic.sandbox.faults.clear()

    async def comes_to(self, window: str) -> None:
        """Wait until the program has brought both to a window."""
        for clinic in self._both:
            await clinic.comes_to(self._user_id, window)
        await self._alike(f"coming to {window}")

    async def move_clock(self, to: datetime) -> None:
        """Move both clocks."""
        await asyncio.gather(*(clinic.sandbox.clock.advance(to) for clinic in self._both))
        await self._alike(f"moving the clock to {to:%H:%M}")

    async def _alike(self, after: str) -> None:
        until = time.monotonic() + ALIKE_WITHIN
        while True:
            chats = [clinic.chat(self._user_id) for clinic in self._both]
            records = [clinic.records() for clinic in self._both]
            under_way = any(chat and chat[-1][0].startswith(UNDER_WAY) for chat in chats)
            if not under_way and chats[0] == chats[1] and records[0] == records[1]:
                return
            if time.monotonic() > until:
                break
            await asyncio.sleep(0.05)
        assert chats[0] == chats[1], f"after {after} the chats differ: {chats}"
        only = records[0] - records[1], records[1] - records[0]
        assert only[0] == only[1], f"after {after} the records differ: {only}"

    async def _away_from_the_minute(self) -> None:
        behind, ahead = sorted(clinic.sandbox.clock.now() for clinic in self._both)
        if behind.minute != ahead.minute or ahead.second >= LAST_SECOND:
            ahead = ahead.replace(second=0, microsecond=0) + MINUTE
            await asyncio.gather(*(clinic.sandbox.clock.advance(ahead) for clinic in self._both))


@asynccontextmanager
async def twins(
    clinic: DemoClinic, key: str, opening: datetime, template: Path, folder: Path, *, zoom: bool = True
) -> AsyncIterator[Twins]:
    """Open both clinics, with Zoom or without, and hand over the phone of the person ``key``."""
    async with (
        _open(clinic, opening, template, folder / "once", 1, zoom) as once,
        _open(clinic, opening, template, folder / "often", QUICK, zoom) as often,
    ):
        # The first was opened earlier, so it is ahead.
        await often.sandbox.clock.advance(once.sandbox.clock.now())
        yield Twins((once, often), {person.key: person.telegram_id for person in clinic.people}, key)


@asynccontextmanager
async def _open(
    clinic: DemoClinic, opening: datetime, template: Path, folder: Path, presses: int, zoom: bool
) -> AsyncIterator[Clinic]:
    database = shutil.copy(template, folder.with_suffix(".db"))
    options = SandboxOptions(
        start=opening,
        people=tuple(clinic.sandbox_people()),
        zoom_users=tuple(clinic.zoom_users()),
        token=TOKEN,
        limits=False,
    )
    async with running(options) as sandbox:
        settings = settings_for(sandbox, f"sqlite+aiosqlite:///{database}")
        await load(settings, clinic)
        if not zoom:
            sandbox.faults.switch_on("zoom", "down")
        with closing(sqlite3.connect(database, isolation_level=None)) as reader:
            async with at_work(settings, sandbox):
                yield Clinic(sandbox, settings, reader, presses)


def _words(content: Mapping[str, Any]) -> str:
    return str(content.get("text") or content.get("caption") or "")


def _buttons(keyboard: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    for row in (keyboard or {}).get("inline_keyboard", []):
        yield from row


def _compared(column: Column[Any]) -> bool:
    if column.name in PACE:
        return False
    return isinstance(column.type, Integer | Enum | Boolean) or column.name in TIMES


def _widget(value: str) -> str:
    widget, _, item = value.partition(":")
    return f"{widget}:{item.partition(':')[0]}" if item.startswith(("day:", "month:")) else widget


COMPARED = {
    table.name: str(select(*filter(_compared, table.c)).compile(dialect=sqlite.dialect()))
    for table in Base.metadata.sorted_tables
    if table.name not in OWN_BOOKS
}
"""The query for what is compared of each table."""
