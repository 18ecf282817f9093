"""Presses and words of writing to the clinic."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.common.states import Support as Screens
from services.errors import Refused
from services.support import Support, clean_words


async def typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take the words, and show them before they are sent."""
    if take_words(message, manager):
        await manager.switch_to(Screens.check)


@inject
async def send(
    callback: CallbackQuery, button: Button, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Send the question."""
    await support.ask(manager.middleware_data["actor"], manager.dialog_data["text"])
    await manager.switch_to(Screens.sent)


def take_words(message: Message, manager: DialogManager) -> bool:
    """Keep what was written; say what is amiss with it otherwise."""
    try:
        manager.dialog_data["text"] = clean_words(message.text or "")
    except Refused as fault:
        note_refusal(manager, fault)
        return False
    clear_problem(manager)
    return True
