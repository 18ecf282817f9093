"""Calls to Telegram recorded while an update is handled, to be made after its commit."""

import json
from datetime import UTC, datetime
from typing import Any

from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMyCommands,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import Chat, Message, PhotoSize
from pydantic import BaseModel

RECORDED = (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMyCommands,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    SendPhoto,
    SetMyCommands,
)
"""What a press may show. Anything else is work for the scheduler."""

SENT = (SendMessage, SendPhoto)
"""Calls that bring a new message into the chat."""

PICTURE = "recorded"
"""Stands for the id of a picture in a message that is recorded and not sent yet."""


class Screen:
    """An ordered list of calls. The n-th message sent is known by the stand-in id -n until then."""

    def __init__(self, calls: list[TelegramMethod[Any]] | None = None) -> None:
        self.calls = calls or []

    def record(self, method: TelegramMethod[Any]) -> Any:
        """Keep a call and return what Telegram would, as far as the caller can use it before the commit."""
        if not isinstance(method, RECORDED):
            raise TypeError(f"{type(method).__name__} cannot be made while an update is handled")
        if isinstance(method, AnswerCallbackQuery):
            self._answer(method)
            return True
        self.calls.append(method)
        if isinstance(method, SENT):
            text = method.text if isinstance(method, SendMessage) else None
            return _message(-self._sent(), int(method.chat_id), text, pictured=isinstance(method, SendPhoto))
        if isinstance(method, EditMessageMedia):
            return _message(method.message_id or 0, int(method.chat_id or 0), None, pictured=True)
        if isinstance(method, EditMessageText | EditMessageReplyMarkup):
            text = method.text if isinstance(method, EditMessageText) else None
            return _message(method.message_id or 0, int(method.chat_id or 0), text)
        return True

    def dump(self) -> str:
        """Return the calls as JSON."""
        return json.dumps([_packed(call) for call in self.calls], ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Screen":
        """Return the screen that ``dump`` gave."""
        return cls([_unpacked(packed) for packed in json.loads(text)])

    def _sent(self) -> int:
        return sum(isinstance(call, SENT) for call in self.calls)

    def _answer(self, method: AnswerCallbackQuery) -> None:
        """Put the answer first, and keep one a query: the one that says something."""
        for index, call in enumerate(self.calls):
            if isinstance(call, AnswerCallbackQuery) and call.callback_query_id == method.callback_query_id:
                if call.text is None:
                    self.calls[index] = method
                return
        self.calls.insert(0, method)


def _message(message_id: int, chat_id: int, text: str | None, *, pictured: bool = False) -> Message:
    chat = Chat(id=chat_id, type="private")
    photo = [PhotoSize(file_id=PICTURE, file_unique_id=PICTURE, width=1, height=1)] if pictured else None
    return Message(
        message_id=message_id, date=datetime.fromtimestamp(0, UTC), chat=chat, text=text, photo=photo
    )


def _packed(call: TelegramMethod[Any]) -> dict[str, Any]:
    params = {
        name: _plain(value)
        for name in call.model_fields_set
        if (value := getattr(call, name)) is not None and not isinstance(value, Default)
    }
    return {"method": type(call).__name__, "params": params}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _unpacked(packed: dict[str, Any]) -> TelegramMethod[Any]:
    kind: type[TelegramMethod[Any]] = getattr(methods, packed["method"])
    return kind.model_validate(packed["params"])
