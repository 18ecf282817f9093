"""Presses on the delivery board."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import acting, lesson_id
from services.lessons.delivering import Delivering
from services.texts import Texts


@inject
async def send_again(
    callback: CallbackQuery, button: Button, manager: DialogManager, delivering: FromDishka[Delivering]
) -> None:
    """Send the reminder again to those it did not reach."""
    texts: Texts = manager.middleware_data["texts"]
    count = await delivering.send_again(acting(manager), lesson_id(manager))
    said = texts.many_plain("delivery.sent", count) if count else texts.plain("delivery.nobody")
    await callback.answer(said)


async def refresh(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Look again: the window is drawn anew after each press."""
