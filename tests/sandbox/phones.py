"""A bot without any library, and a person's phone, both over plain HTTP."""

import asyncio
import io
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.server import Sandbox

TOKEN = "4242424242:SANDBOX-TOKEN"
VERA, MARIA = 101, 102
PEOPLE: tuple[dict[str, Any], ...] = (
    {"id": VERA, "first_name": "Вера", "username": "vera_org", "phone": "+79990000101"},
    {"id": MARIA, "first_name": "Мария", "last_name": "Ким", "language_code": "en", "phone": "+79990000102"},
)


@dataclass(frozen=True)
class Refusal:
    code: int
    words: str


class PlainBot:
    """Calls the Bot API with JSON bodies, or with forms."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str = TOKEN) -> None:
        self._session = session
        self._url = f"{url}/bot{token}"

    async def ask(self, method: str, body: Any = None, **params: Any) -> dict[str, Any]:
        """The whole answer to a call; a `body` of aiohttp goes instead of JSON."""
        given = {"data": body} if body is not None else {"json": params}
        async with self._session.post(f"{self._url}/{method}", **given) as response:
            answer: dict[str, Any] = await response.json()
            assert answer.get("error_code", 200) == response.status
            return answer

    async def call(self, method: str, body: Any = None, **params: Any) -> Any:
        """The result of a call that must be accepted."""
        answer = await self.ask(method, body, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, body: Any = None, **params: Any) -> Refusal:
        """The words in which a call is refused."""
        answer = await self.ask(method, body, **params)
        assert not answer["ok"], answer
        return Refusal(answer["error_code"], answer["description"])

    async def send(self, chat_id: int, text: str = "Здравствуйте!", **params: Any) -> dict[str, Any]:
        message: dict[str, Any] = await self.call("sendMessage", chat_id=chat_id, text=text, **params)
        return message

    async def updates(self, offset: int = 0, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.call("getUpdates", offset=offset, **params)
        return found

    async def drain(self) -> list[dict[str, Any]]:
        """All updates that wait, confirmed."""
        updates = await self.updates()
        if updates:
            await self.updates(updates[-1]["update_id"] + 1)
        return updates


class Phone:
    """What one person does and sees, by the control API."""

    def __init__(self, session: aiohttp.ClientSession, url: str, user: int) -> None:
        self.user = user
        self._session = session
        self._url = f"{url}/api/chats/{user}"

    async def do(self, deed: str, body: Any = None, **fields: Any) -> dict[str, Any]:
        given = {"data": body} if body is not None else {"json": fields}
        async with self._session.post(f"{self._url}/{deed}", **given) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def write(self, text: str) -> dict[str, Any]:
        return await self.do("text", text=text)

    async def press(self, message_id: int, **place: Any) -> dict[str, Any]:
        return await self.do("press", message_id=message_id, **place)

    async def chat(self) -> dict[str, Any]:
        async with self._session.get(self._url) as response:
            chat: dict[str, Any] = await response.json()
            return chat

    async def messages(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = (await self.chat())["messages"]
        return messages

    async def texts(self) -> list[str]:
        return [message["text"] for message in await self.messages()]

    async def shows(self, text: str, *, last: bool = False) -> dict[str, Any]:
        """Waits until a message, or the last one, has this text or caption; returns it."""
        async with asyncio.timeout(30):
            while True:
                messages = await self.messages()
                for message in messages[-1:] if last else messages:
                    if text == message.get("text", message.get("caption")):
                        return message
                await asyncio.sleep(0.01)


async def poll_waits(sandbox: Sandbox) -> None:
    """Waits until a poll hangs in the sandbox."""
    async with asyncio.timeout(30):
        while True:
            if sandbox.telegram.account.updates.polled:
                return
            await asyncio.sleep(0.001)


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def form(method_fields: dict[str, Any], **files: tuple[str, bytes]) -> aiohttp.FormData:
    """A form with files, as libraries send it: everything that is not text as JSON."""
    data = aiohttp.FormData(quote_fields=False)
    for name, value in method_fields.items():
        data.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content) in files.items():
        data.add_field(name, io.BytesIO(content), filename=filename)
    return data


def png(width: int = 2, height: int = 3) -> bytes:
    """The beginning of a PNG picture of this size: all that is read of it here."""
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02"
    )
