"""Pictures of screens: recorded as what they show, drawn when they are sent, uploaded once."""

import asyncio
import hashlib
from collections import OrderedDict

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageMedia, Response, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message

from integrations.telegram.failures import UNKNOWN_FILE, says
from services.files.week_picture import SCHEME, draw

MOST_KEPT = 1000
"""Pictures whose ids at Telegram are remembered: a hundred bytes each."""


class Pictures(BaseRequestMiddleware):
    """Puts the file in the place of a picture's address (``services.files.week_picture``).

    Telegram keeps what was uploaded: an equal picture is neither drawn nor uploaded again, but named by the
    id Telegram gave it, until the program is started anew or Telegram has forgotten it.
    """

    def __init__(self) -> None:
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request with the picture in it."""
        address = address_in(method)
        if address is None:
            return await make_request(bot, method)
        key = hashlib.sha256(address.encode()).hexdigest()
        known = self._ids.get(key)
        if known is not None:
            self._ids.move_to_end(key)
            try:
                return await make_request(bot, _with(method, known))
            except TelegramBadRequest as error:
                if not says(error, *UNKNOWN_FILE):
                    raise
                del self._ids[key]
        content = await asyncio.to_thread(draw, address)
        sent = await make_request(bot, _with(method, BufferedInputFile(content, "week.png")))
        self._note(key, sent)
        return sent

    def _note(self, key: str, sent: object) -> None:
        if isinstance(sent, Message) and sent.photo:
            self._ids[key] = sent.photo[-1].file_id
            if len(self._ids) > MOST_KEPT:
                self._ids.popitem(last=False)


def address_in(method: TelegramMethod[TelegramType]) -> str | None:
    """Return the address of the picture that a call is to show, None where it shows none of ours."""
    photo: object = None
    if isinstance(method, SendPhoto):
        photo = method.photo
    elif isinstance(method, EditMessageMedia) and isinstance(method.media, InputMediaPhoto):
        photo = method.media.media
    return photo if isinstance(photo, str) and photo.startswith(SCHEME) else None


def _with(
    method: TelegramMethod[TelegramType], file: str | BufferedInputFile
) -> TelegramMethod[TelegramType]:
    media: InputMediaPhoto | None = getattr(method, "media", None)
    filled = {"photo": file} if media is None else {"media": media.model_copy(update={"media": file})}
    return method.model_copy(update=filled)
