"""Presses and words of an answer."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.support.handlers import take_words
from handlers.organizer.states import AnswerQuestion
from services.support import Support


async def typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Take the words, and show them before they are sent."""
    if take_words(message, manager):
        await manager.switch_to(AnswerQuestion.check)


@inject
async def send(
    callback: CallbackQuery, button: Button, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Send the answer."""
    data: Any = manager.start_data
    actor = manager.middleware_data["actor"]
    await support.answer(actor, data["question_id"], manager.dialog_data["text"])
    await manager.switch_to(AnswerQuestion.sent)
