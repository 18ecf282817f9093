"""The press of somebody who changed their mind."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.privacy.handlers import go_on
from services.farewell import Farewell
from services.identity import Identity


@inject
async def taken_back(
    callback: CallbackQuery,
    button: Button,
    manager: DialogManager,
    farewell: FromDishka[Farewell],
    identity: FromDishka[Identity],
) -> Any:
    """Keep the record, and open the first screen of the role."""
    await farewell.take_back(callback.from_user.id)
    await callback.answer(manager.middleware_data["texts"].plain("privacy.farewell.kept"))
    await go_on(callback, manager, identity)
