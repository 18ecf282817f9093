"""Taking up another role."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.menu import offer_commands
from handlers.common.reader import set_reader
from services.identity import Identity


@inject
async def role_chosen(
    callback: CallbackQuery,
    widget: Select[int],
    manager: DialogManager,
    membership_id: int,
    identity: FromDishka[Identity],
) -> Any:
    """Act in the role from now on, and open its first screen."""
    actor = await identity.switch(manager.middleware_data["actor"], membership_id)
    data = manager.middleware_data
    await set_reader(data, actor)
    await offer_commands(data["bot"], callback.from_user, data["texts"], actor.role)
    await manager.start(data["home"], mode=StartMode.RESET_STACK)
