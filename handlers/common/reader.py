"""What every update's handlers are given: who acts, their words, their clock, their first screen."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.state import State
from aiogram.types import TelegramObject, User
from dishka import AsyncContainer
from dishka.integrations.aiogram import CONTAINER_NAME

from handlers.common.states import FarewellHome
from models import Role
from services.farewell import Farewell
from services.identity import Identity
from services.moments import Moments, Reader
from services.policy import Actor
from services.ports import Clock
from services.texts import Catalogues

STRANGER_ZONE = "Europe/Moscow"
"""The zone in which someone who is not known yet reads times."""


class ReaderMiddleware(BaseMiddleware):
    """Puts ``actor``, ``leaver``, ``texts``, ``moments`` and ``home`` into the handlers' data.

    A stranger has no ``actor``; ``leaver`` is one who asked to be forgotten and can change their mind.
    """

    def __init__(self, homes: Mapping[Role | None, State]) -> None:
        self._homes = homes

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look the account up and go on."""
        user: User | None = data.get("event_from_user")
        if user is None:
            return None
        container: AsyncContainer = data[CONTAINER_NAME]
        identity = await container.get(Identity)
        data["homes"] = self._homes
        await set_reader(data, await identity.of_telegram(user.id))
        return await handler(event, data)


async def set_reader(data: dict[str, Any], actor: Actor | None) -> None:
    """Let the rest of this update be read by ``actor``: after a sign-in, a change of role or of language."""
    container: AsyncContainer = data[CONTAINER_NAME]
    clock = await container.get(Clock)
    catalogues = await container.get(Catalogues)
    user: User = data["event_from_user"]
    leaver = None if actor is not None else await (await container.get(Farewell)).pending(user.id)
    if leaver is not None:
        texts = catalogues.texts(leaver.language)
        reader = Reader(texts.language, leaver.timezone, leaver.clinic_timezone)
    elif actor is None:
        texts = catalogues.texts(user.language_code)
        reader = Reader(texts.language, STRANGER_ZONE, STRANGER_ZONE)
    else:
        texts = catalogues.texts(actor.language)
        reader = Reader(texts.language, actor.timezone, actor.clinic_timezone)
    data["actor"] = actor
    data["texts"] = texts
    data["moments"] = Moments(texts, reader, clock.now())
    data["leaver"] = leaver
    home = data["homes"][actor.role if actor is not None else None]
    data["home"] = home if leaver is None else FarewellHome.main
