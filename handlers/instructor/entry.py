"""«Перейти к занятию»: the host's way in, wherever it is shown."""

from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Column, Select
from aiogram_dialog.widgets.text import Format
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.widgets import PRIMARY
from handlers.instructor.lists import item_id
from handlers.instructor.subjects import acting
from services.lessons.entry import Entry
from services.texts import Texts


def entry_buttons() -> Column:
    """Return a button for each lesson in the window's field ``open``."""
    return Column(
        Select(
            Format("{item[label]}"),
            id="enter",
            item_id_getter=itemgetter("id"),
            items="open",
            type_factory=item_id,
            on_click=enter,
            style=PRIMARY,
        )
    )


@inject
async def enter(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    lesson_id: int,
    entry: FromDishka[Entry],
) -> None:
    """Ask for the host's link: it comes as a message of its own."""
    texts: Texts = manager.middleware_data["texts"]
    await entry.ask(acting(manager), lesson_id)
    await callback.answer(texts.plain("press.entry_coming"))
