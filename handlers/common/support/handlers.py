"""Presses and words of writing to the clinic."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common import said
from handlers.common.states import Support as Screens
from services.support import Support


@inject
async def typed(
    message: Message, widget: MessageInput, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Take the words or the voice, and show them before they are sent."""
    if await said.take(message, manager, support):
        await manager.switch_to(Screens.check)


@inject
async def send(
    callback: CallbackQuery, button: Button, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Send the question."""
    await support.ask(manager.middleware_data["actor"], said.words(manager), said.voice(manager))
    await manager.switch_to(Screens.sent)
