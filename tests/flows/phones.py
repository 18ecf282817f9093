"""People with phones, as the sandbox has them: what they do and what they see, over HTTP."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

PATIENCE = 40
"""Seconds a test waits for something to appear before it says what it saw instead."""


@dataclass(frozen=True)
class Seen:
    """A message in a chat, as its reader sees it."""

    data: dict[str, Any]

    @property
    def id(self) -> int:
        number: int = self.data["message_id"]
        return number

    @property
    def text(self) -> str:
        words: str = self.data.get("text") or self.data.get("caption") or ""
        return words

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.data.get("inline_keyboard") or [] for button in row]

    def button(self, label: str) -> dict[str, Any] | None:
        """Return the button that says just this, or the first whose words hold it."""
        exact = [button for button in self.buttons if button["text"] == label]
        return next(iter(exact or [button for button in self.buttons if label in button["text"]]), None)


class Phone:
    """One person's Telegram."""

    def __init__(self, http: aiohttp.ClientSession, url: str, user_id: int) -> None:
        self._http = http
        self._url = f"{url}/api/chats/{user_id}"
        self.user_id = user_id
        self.answer: dict[str, Any] | None = None

    async def chat(self) -> list[Seen]:
        """Return what the bot has written and not deleted, oldest first."""
        async with self._http.get(self._url) as answer:
            body = await answer.json()
        return [Seen(message) for message in body["messages"] if message["from"] == "bot"]

    async def profile(self) -> dict[str, Any]:
        """Return what Telegram shows of the bot: ``bot`` and ``commands`` in the person's language."""
        async with self._http.get(self._url) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def says(self, text: str) -> None:
        """Write to the bot and wait for its answer."""
        before = max((seen.id for seen in await self.chat()), default=0)
        await self._post("text", {"text": text})
        await self._await(lambda seen: seen.id > before, f"an answer to {text!r}")
        await self._settle()

    async def types(self, text: str) -> None:
        """Write to the bot and wait for nothing."""
        await self._post("text", {"text": text})

    async def send_file(self, name: str, content: bytes, kind: str = "document") -> None:
        """Send a file (or a ``photo``) and wait for the bot's answer."""
        before = max((seen.id for seen in await self.chat()), default=0)
        await self.send_file_unwatched(name, content, kind)
        await self._await(lambda seen: seen.id > before, f"an answer to {name!r}")
        await self._settle()

    async def send_file_unwatched(self, name: str, content: bytes, kind: str = "document") -> None:
        """Send a file and wait for nothing."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        async with self._http.post(f"{self._url}/{kind}", data=form) as answer:
            assert answer.status == 200, await answer.text()

    async def shares(self, what: str, **value: Any) -> None:
        """Share a ``contact`` (one's own without ``user_id``) or a ``location``; wait for the answer."""
        before = max((seen.id for seen in await self.chat()), default=0)
        await self._post(what, value)
        await self._await(lambda seen: seen.id > before, f"an answer to the {what}")
        await self._settle()

    async def under_the_field(self) -> list[str]:
        """Return what the buttons under the field say."""
        keyboard = (await self.profile())["reply_keyboard"]
        return [button["text"] for row in keyboard["keyboard"] for button in row] if keyboard else []

    async def written(self) -> list[str]:
        """Return what the person has written and what still stands in the chat, oldest first."""
        messages = (await self.profile())["messages"]
        return [message.get("text", "") for message in messages if message["from"] == "person"]

    async def press(self, label: str, message: Seen | None = None) -> None:
        """Press the newest button whose words hold ``label`` and wait for the answer."""
        target = message or await self.sees_button(label)
        button = target.button(label)
        assert button is not None, f"no button {label!r} under {target.text!r}"
        await self._settle()
        body = await self._post(
            "press", {"message_id": target.id, "data": button["callback_data"], "wait": PATIENCE}
        )
        assert body["answered"], f"the press of {label!r} was not answered"
        self.answer = body["answer"]
        await self._settle()

    async def press_quickly(self, message: Seen) -> str:
        """Press the only button of a message, and return the answer's words; the screen may still change."""
        (button,) = message.buttons
        body = await self._post(
            "press", {"message_id": message.id, "data": button["callback_data"], "wait": PATIENCE}
        )
        assert body["answered"], f"the press of {button!r} was not answered"
        return str((body["answer"] or {}).get("text") or "")

    async def queue_press(self, message: Seen, button: dict[str, Any]) -> None:
        """Press a button and wait for nothing: nobody may be there to answer."""
        await self._post("press", {"message_id": message.id, "data": button["callback_data"]})

    async def answer_to(self, message: Seen, button: dict[str, Any]) -> str:
        """Press a button, made up perhaps, and return the words of the answer."""
        data = {"message_id": message.id, "data": button["callback_data"], "wait": PATIENCE}
        body = await self._post("press", data)
        await self._settle()
        return str((body["answer"] or {}).get("text") or "")

    async def sees(self, *words: str, since: int = 0) -> Seen:
        """Wait for a message that holds all of ``words``, the newest first."""
        return await self._await(
            lambda seen: all(word in seen.text for word in words) and seen.id > since, f"text {words}"
        )

    async def sees_button(self, label: str, since: int = 0) -> Seen:
        """Wait for a message with a button that holds ``label``, the newest first."""
        return await self._await(
            lambda seen: seen.button(label) is not None and seen.id > since, f"button {label!r}"
        )

    async def last(self) -> Seen:
        """Return the newest message."""
        chat = await self.chat()
        assert chat, "the chat is empty"
        return chat[-1]

    async def toast(self) -> str:
        """Return the words of the answer to the last press."""
        return str((self.answer or {}).get("text") or "")

    async def block(self) -> None:
        """Close the bot."""
        await self._post("block", {})

    async def unblock(self) -> None:
        """Open the bot again."""
        await self._post("unblock", {})

    async def file(self, message: Seen) -> bytes:
        """Save the document or picture of a message."""
        kept: dict[str, Any] = message.data.get("document") or message.data["photo"]
        root = self._url.partition("/api/")[0]
        async with self._http.get(f"{root}{kept['url']}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def voice(self, message: Seen) -> bytes:
        """Listen to the voice of a message."""
        root = self._url.partition("/api/")[0]
        async with self._http.get(f"{root}{message.data['voice']['url']}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def sees_file(self, name: str) -> Seen:
        """Wait for a message with a document of this name."""
        return await self._await(
            lambda seen: (seen.data.get("document") or {}).get("file_name") == name, f"the file {name!r}"
        )

    async def _await(self, wanted: Callable[[Seen], bool], what: str) -> Seen:
        until = time.monotonic() + PATIENCE
        chat: list[Seen] = []
        while time.monotonic() < until:
            chat = await self.chat()
            for seen in reversed(chat):
                if wanted(seen):
                    return seen
            await asyncio.sleep(0.05)
        shown = "\n---\n".join(f"{seen.text}\n{[b['text'] for b in seen.buttons]}" for seen in chat[-4:])
        raise AssertionError(f"{self.user_id} does not see {what}; the chat ends with:\n{shown}")

    async def _settle(self) -> None:
        """Let a screen that is being shown come to rest."""
        before = None
        for _ in range(40):
            now = [(seen.id, seen.data.get("edit_date"), seen.text) for seen in await self.chat()]
            if now == before:
                return
            before = now
            await asyncio.sleep(0.08)

    async def _post(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.post(f"{self._url}/{action}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            result: dict[str, Any] = await answer.json()
            return result


class World:
    """The sandbox around the program: phones, mailbox, Zoom and the clock."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self.url = url

    async def phone(self, language: str = "ru", first_name: str = "Гость", **more: Any) -> Phone:
        """Take a new phone into hand; ``phone="+7…"`` is its number, ``id=…`` whose it is already."""
        about = {"first_name": first_name, "language_code": language, **more}
        person = await self._post("people", about)
        return Phone(self._http, self.url, person["id"])

    async def mails(self, to: str) -> list[dict[str, Any]]:
        """Return the mails to an address, newest first."""
        mails: list[dict[str, Any]] = await self._get("mails")
        return [mail for mail in mails if to in mail["to"]]

    async def mail(self, to: str, *words: str) -> dict[str, Any]:
        """Wait for a mail to ``to`` whose subject and text hold all of ``words``."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in await self.mails(to):
                if all(word in mail["subject"] + mail["text"] for word in words):
                    return mail
            await asyncio.sleep(0.05)
        raise AssertionError(f"no mail to {to} with {words}: {await self.mails(to)}")

    async def invitation(self, to: str) -> str:
        """Return the token in the newest invitation mailed to an address."""
        mail = await self.mail(to, "start=")
        found = re.search(r"start=([A-Za-z0-9_-]+)", mail["text"])
        assert found is not None
        return found[1]

    async def meetings(self) -> list[dict[str, Any]]:
        """Return the meetings that Zoom has."""
        meetings: list[dict[str, Any]] = await self._get("zoom/meetings")
        return meetings

    async def open_link(self, url: str, name: str) -> dict[str, Any]:
        """Open a meeting's link as ``name``."""
        return await self._post("zoom/open", {"url": url, "name": name})

    async def advance(self, **how: Any) -> dict[str, Any]:
        """Move the clock forward: ``seconds=…``, ``to=…`` or ``to_next=True``."""
        return await self._post("clock/advance", how)

    async def now(self) -> str:
        """Return the clock's moment in ISO form."""
        clock = await self._get("clock")
        return str(clock["now"])

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the accepted calls of a Bot API method, oldest first."""
        calls = await self._get("calls")
        return [call for call in calls if call["method"] == method and call["ok"]]

    async def _get(self, path: str) -> Any:
        async with self._http.get(f"{self.url}/api/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.post(f"{self.url}/api/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            result: dict[str, Any] = await answer.json()
            return result
