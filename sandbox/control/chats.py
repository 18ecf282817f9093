"""What a person sees in the chat and does in it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.control.errors import bad_request, not_found
from sandbox.control.fields import json_answer, json_fields, optional, required
from sandbox.telegram.account import BotAccount
from sandbox.telegram.actions import Actions, ButtonPlace
from sandbox.telegram.chats import Chat, Message
from sandbox.telegram.files import Upload
from sandbox.telegram.server import file_response
from sandbox.telegram.view import chat_view, message_view

LONGEST_WAIT = 60.0
"""Real seconds a press may wait for its answer."""


def routes(account: BotAccount) -> list[web.RouteDef]:
    control = _ChatControl(account)
    chat = r"/api/chats/{user:\d+}"
    return [
        web.get("/api/files/{file}", control.download),
        web.get(chat, control.show),
        web.post(f"{chat}/text", control.write),
        web.post(f"{chat}/press", control.press),
        web.post(f"{chat}/reply-button", control.press_reply_button),
        web.post(f"{chat}/contact", control.share_contact),
        web.post(f"{chat}/location", control.share_location),
        *(web.post(f"{chat}/{kind}", control.sender_of(kind)) for kind in ("photo", "voice", "document")),
        web.post(f"{chat}/block", control.block),
        web.post(f"{chat}/unblock", control.unblock),
        web.post(f"{chat}/clear", control.clear),
    ]


class _ChatControl:
    def __init__(self, account: BotAccount) -> None:
        self._account = account
        self._actions = Actions(account)

    async def show(self, request: web.Request) -> web.Response:
        return json_answer(chat_view(self._account, self._chat(request)))

    async def download(self, request: web.Request) -> web.Response:
        file = self._account.files.with_unique_id(request.match_info["file"])
        if file is None:
            raise not_found("There is no such file.")
        return file_response(self._account, file)

    async def write(self, request: web.Request) -> web.Response:
        text = required(await json_fields(request), "text", str)
        return _sent(self._actions.write(self._chat(request), text))

    async def press(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        place = ButtonPlace(
            optional(fields, "row", int),
            optional(fields, "column", int),
            optional(fields, "text", str),
            optional(fields, "data", str),
        )
        press = self._actions.press(self._chat(request), required(fields, "message_id", int), place)
        if press is None:
            return json_answer({"query_id": None, "answered": False, "answer": None})
        wait = min(optional(fields, "wait", float) or 0.0, LONGEST_WAIT)
        try:
            async with asyncio.timeout(wait):
                await press.answered.wait()
        except TimeoutError:
            pass
        return json_answer(
            {"query_id": press.query_id, "answered": press.answered.is_set(), "answer": press.answer}
        )

    async def press_reply_button(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        value = optional(fields, "value", dict)
        if value is not None:
            value = _checked_value(value)
        return _sent(
            self._actions.press_reply_button(self._chat(request), required(fields, "text", str), value)
        )

    async def share_contact(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        phone, user_id = optional(fields, "phone", str), optional(fields, "user_id", int)
        return _sent(self._actions.share_contact(self._chat(request), phone, user_id))

    async def share_location(self, request: web.Request) -> web.Response:
        fields = await json_fields(request)
        latitude, longitude = required(fields, "latitude", float), required(fields, "longitude", float)
        return _sent(self._actions.share_location(self._chat(request), latitude, longitude))

    def sender_of(self, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def send_file(request: web.Request) -> web.Response:
            form = await request.post()
            file, caption = form.get("file"), form.get("caption", "")
            if not isinstance(file, web.FileField) or not isinstance(caption, str):
                raise bad_request("Send a form with a «file».")
            upload = Upload(file.filename, file.content_type, file.file.read())
            return _sent(self._actions.send_file(self._chat(request), kind, upload, caption))

        return send_file

    async def block(self, request: web.Request) -> web.Response:
        self._actions.block(self._chat(request))
        return json_answer({"ok": True})

    async def unblock(self, request: web.Request) -> web.Response:
        self._actions.unblock(self._chat(request))
        return json_answer({"ok": True})

    async def clear(self, request: web.Request) -> web.Response:
        self._actions.clear(self._chat(request))
        return json_answer({"ok": True})

    def _chat(self, request: web.Request) -> Chat:
        chat = self._account.chats.find(int(request.match_info["user"]))
        if chat is None:
            raise not_found("There is no such person.")
        return chat


def _sent(message: Message) -> web.Response:
    return json_answer(message_view(message))


def _checked_value(value: dict[str, Any]) -> dict[str, Any]:
    if "latitude" in value or "longitude" in value:
        return {name: required(value, name, float) for name in ("latitude", "longitude")}
    return {
        name: found
        for name, kind in (("phone", str), ("user_id", int))
        if (found := optional(value, name, kind)) is not None
    }
