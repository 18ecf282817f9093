"""«Да, получилось», «Не получается войти»: presses under a patient's card while the way in is open."""

from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common.faults import refusal
from handlers.common.presses import NotePress, open_screen
from handlers.patient.acting import as_patient
from handlers.patient.states import PatientLesson
from services.errors import Refused
from services.identity import Identity
from services.lessons.answers import Answers
from services.lessons.entering import Entering
from services.messages.entering import BACK, ENTERED, HELP, STUCK
from services.policy import Actor
from services.texts import Texts


@inject
async def pressed(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    answers: FromDishka[Answers],
    entering: FromDishka[Entering],
) -> Any:
    """Take the press; a message that is not the living card any more opens the lesson as it is now."""
    lesson_id = callback_data.subject_id
    acting = await as_patient(dialog_manager, identity, actor, lesson_id)
    try:
        said = await _carry_out(entering, acting, lesson_id, callback_data.action)
        await callback.answer(texts.plain(said) if said else None)
    except Refused as fault:
        await callback.answer(refusal(texts, fault), show_alert=True)
    number = callback.message.message_id if callback.message else 0
    if not await answers.has_card(acting, lesson_id, number):
        await open_screen(dialog_manager, PatientLesson.card, {"lesson_id": lesson_id})


async def _carry_out(entering: Entering, actor: Actor, lesson_id: int, action: str) -> str | None:
    """Carry the press out; return the key of the word it is answered with."""
    if action == ENTERED:
        await entering.entered(actor, lesson_id)
        return "entering.said.entered"
    if action == HELP:
        await entering.ask_for_help(actor, lesson_id)
        return "entering.said.help"
    await entering.choose(actor, lesson_id, STUCK if action == STUCK else None)
    return None


def router() -> Router:
    """Return the router of these presses."""
    made = Router(name="entering")
    made.callback_query.register(pressed, NotePress.filter(F.action.in_((ENTERED, STUCK, HELP, BACK))))
    return made
