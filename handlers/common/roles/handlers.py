"""Taking up another role."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, StartMode
from aiogram_dialog.widgets.kbd import Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

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
    await set_reader(manager.middleware_data, actor)
    await manager.start(manager.middleware_data["home"], mode=StartMode.RESET_STACK)
