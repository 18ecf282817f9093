"""«Приду», «Не смогу» and why: presses under a patient's card of a lesson, old ones too."""

from collections.abc import Mapping
from typing import Any

from aiogram import F, Router
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common.faults import refusal
from handlers.common.presses import NotePress, open_screen
from handlers.patient.acting import as_patient
from handlers.patient.states import AskInstructor, GettingIn, PatientLesson
from models import ParticipantState
from services.errors import Refused
from services.identity import Identity
from services.lessons.answers import Answer, Answers
from services.messages.answers import AGAIN, ASK, BACK, CANNOT, COME, REASONS
from services.messages.entering import TRIAL
from services.policy import Actor
from services.support import Support
from services.texts import Texts

PRESSES = (COME, CANNOT, AGAIN, BACK, *REASONS)
"""What a patient presses under a card."""


SCREENS: Mapping[str, State] = {ASK: AskInstructor.write, TRIAL: GettingIn.trial}
"""What a patient opens from a card, about its lesson."""


@inject
async def answered(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    answers: FromDishka[Answers],
) -> Any:
    """Take the answer; a message that is not the living card any more opens the lesson as it is now."""
    lesson_id = callback_data.subject_id
    acting = await as_patient(dialog_manager, identity, actor, lesson_id)
    pressed = callback.message.message_id if callback.message else 0
    try:
        given = await _carry_out(answers, acting, lesson_id, callback_data.action)
        said, alert = said_of(given, callback_data.action, texts), False
    except Refused as fault:
        said, alert = refusal(texts, fault), True
    await callback.answer(said, show_alert=alert)
    if not await answers.has_card(acting, lesson_id, pressed):
        chosen = PatientLesson.why if callback_data.action == CANNOT and not alert else PatientLesson.card
        await open_screen(dialog_manager, chosen, {"lesson_id": lesson_id})


@inject
async def screen_wanted(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    support: FromDishka[Support],
) -> Any:
    """Open a question to the lesson's instructor, or the trial of camera and microphone before it."""
    lesson_id = callback_data.subject_id
    acting = await as_patient(dialog_manager, identity, actor, lesson_id)
    await support.instructor_of(acting, lesson_id)
    await callback.answer()
    await open_screen(dialog_manager, SCREENS[callback_data.action], {"lesson_id": lesson_id})


def said_of(given: Answer, action: str, texts: Texts) -> str | None:
    """Return the word with which a press is answered, None where the card says it all."""
    if action in (CANNOT, AGAIN, BACK):
        return None
    if given.place.state is ParticipantState.BLOCKED:
        return texts.plain("press.answer.waits")
    return texts.plain("press.answer.come" if action == COME else "press.answer.known")


async def _carry_out(answers: Answers, actor: Actor, lesson_id: int, action: str) -> Answer:
    if action == COME:
        return await answers.confirm(actor, lesson_id)
    if action in REASONS:
        return await answers.decline(actor, lesson_id, REASONS[action])
    return await answers.choose(actor, lesson_id, None if action == BACK else action)


def router() -> Router:
    """Return the router of answers."""
    made = Router(name="answers")
    made.callback_query.register(screen_wanted, NotePress.filter(F.action.in_(SCREENS)))
    made.callback_query.register(answered, NotePress.filter(F.action.in_(PRESSES)))
    return made
