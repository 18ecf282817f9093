"""Presses under an opened message: the same as under the message in the chat."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.states import Support
from handlers.organizer.states import AnswerQuestion, PersonCard
from handlers.patient.states import AskInstructor
from services.errors import NotHere
from services.notifications.reading import Reading

LEADS_TO: Mapping[str, tuple[State, str | None]] = {
    "answer": (AnswerQuestion.write, "question_id"),
    "ask": (Support.write, None),
    "ask_instructor": (AskInstructor.write, "lesson_id"),
    "ask_leading": (AskInstructor.write, None),
    "person": (PersonCard.card, "membership_id"),
}
"""Where a message's buttons lead, by their actions, and as what the id that they are about is taken there."""


@inject
async def go_on(
    callback: CallbackQuery, button: Button, manager: DialogManager, reading: FromDishka[Reading]
) -> Any:
    """Open what the pressed button leads to; its id is the action's name."""
    start: Any = manager.start_data
    letter = await reading.open(manager.middleware_data["actor"], start["notification_id"])
    subject_id = letter.presses.get(button.widget_id or "")
    if subject_id is None:
        raise NotHere
    state, taken_as = LEADS_TO[button.widget_id or ""]
    await manager.start(state, {taken_as: subject_id} if taken_as else None)
