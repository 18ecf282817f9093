"""Presses and words of asking the instructor."""

from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common import said
from handlers.patient.states import AskInstructor
from services.support import Support


@inject
async def typed(
    message: Message, widget: MessageInput, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Take the words or the voice, and show them before they are sent."""
    if await said.take(message, manager, support):
        await manager.switch_to(AskInstructor.check)


@inject
async def send(
    callback: CallbackQuery, button: Button, manager: DialogManager, support: FromDishka[Support]
) -> None:
    """Send the question."""
    actor = manager.middleware_data["actor"]
    await support.ask_instructor(actor, said.words(manager), lesson_id(manager), said.voice(manager))
    await manager.switch_to(AskInstructor.sent)


def lesson_id(manager: DialogManager) -> int | None:
    """Return the lesson that the question is about, None for one about none."""
    found = _started_with(manager).get("lesson_id")
    return int(found) if found is not None else None


def _started_with(manager: DialogManager) -> dict[str, Any]:
    data = manager.start_data
    return data if isinstance(data, dict) else {}
