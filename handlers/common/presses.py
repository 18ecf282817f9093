"""Buttons under notifications: they work weeks later, after restarts and releases."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode
from dishka.integrations.aiogram import FromDishka, inject
from pydantic import Field

from handlers.common.present import put_away, shown
from handlers.common.reader import set_reader
from handlers.common.states import Support
from handlers.instructor.states import InstructorHome, LessonCard, PasteLink, PatientPage
from handlers.organizer.states import AnswerQuestion, PersonCard
from handlers.patient.states import PatientHome, PatientLesson
from services.identity import Identity
from services.lessons.schedule import Schedule
from services.people import People
from services.policy import Actor
from services.ports import SCREEN_REFRESH
from services.signing_in import SigningIn
from services.texts import Texts

LARGEST_ID = 2**31 - 1
"""The largest id of a record (models.base: integers)."""

DEEPEST = 8
"""How many screens may wait under one another before what is opened begins from the first screen again."""


FOR_ORGANIZERS = ("person", "invite")
"""Actions about somebody of the clinic; the others are about lessons."""

LIVE = (InstructorHome, LessonCard, PatientPage, PatientHome, PatientLesson)
"""Screens with a way into a lesson: it opens and closes by the clock."""


LETTERS = ("answer", "ask", "seen")
"""Presses under what people and their clinic write to one another."""


class NotePress(CallbackData, prefix="n"):
    """What a button under a notification carries: ``n:<action>:<id>``."""

    action: str
    subject_id: Annotated[int, Field(ge=1, le=LARGEST_ID)]


@inject
async def pressed(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    schedule: FromDishka[Schedule],
    identity: FromDishka[Identity],
    people: FromDishka[People],
) -> Any:
    """Carry out a press under a notification."""
    if actor is None:
        await callback.answer(texts.plain("fault.stranger"), show_alert=True)
        return
    acting = await _finding(identity, callback_data.action)(actor, callback_data.subject_id)
    if acting is not actor:
        await set_reader(dialog_manager.middleware_data, acting)
        actor = acting
    match callback_data.action:
        case "enter":
            await schedule.ask_entry(actor, callback_data.subject_id)
            await callback.answer(texts.plain("press.entry_coming"))
        case "lesson":
            await _open(callback, dialog_manager, LessonCard.card, {"lesson_id": callback_data.subject_id})
        case "paste":
            await _open(callback, dialog_manager, PasteLink.ask, {"lesson_id": callback_data.subject_id})
        case "person":
            about = {"membership_id": callback_data.subject_id}
            await _open(callback, dialog_manager, PersonCard.card, about)
        case "invite":
            await people.invite_again(actor, callback_data.subject_id)
            await callback.answer(texts.plain("press.invited"), show_alert=True)
        case "answer":
            question = {"question_id": callback_data.subject_id}
            await _open(callback, dialog_manager, AnswerQuestion.write, question)
        case "ask":
            await _open(callback, dialog_manager, Support.write, None)
        case "seen":
            await _take_away(callback)
        case _:
            await callback.answer(texts.plain("fault.old_screen"))


@inject
async def not_me(
    callback: CallbackQuery, callback_data: NotePress, texts: Texts, signing_in: FromDishka[SigningIn]
) -> Any:
    """Stop a sign-in from another account; whoever presses here stands for nobody any more."""
    await signing_in.not_me(callback.from_user.id, callback_data.subject_id)
    await callback.answer()
    if isinstance(callback.message, Message):
        await callback.message.edit_text(texts.html("sign_in.stopped"))


async def refreshed(callback: CallbackQuery, dialog_manager: DialogManager) -> Any:
    """Draw the open screen again in place, if time changes what it shows; a half-made flow stays as it is."""
    if dialog_manager.has_context() and dialog_manager.current_context().state.group in LIVE:
        await dialog_manager.show(ShowMode.EDIT)


def router() -> Router:
    """Return the router of buttons under notifications."""
    made = Router(name="presses")
    made.callback_query.register(not_me, NotePress.filter(F.action == "not_me"))
    made.callback_query.register(pressed, NotePress.filter())
    made.callback_query.register(refreshed, F.data == SCREEN_REFRESH)
    return made


def _finding(identity: Identity, action: str) -> Callable[[Actor, int], Awaitable[Actor]]:
    """Return what finds the role that a press is made in, by what it is about."""
    if action in LETTERS:
        return identity.as_correspondent
    return identity.as_organizer_of if action in FOR_ORGANIZERS else identity.as_instructor_of


async def _take_away(callback: CallbackQuery) -> None:
    """Remove the notification that has been read."""
    await callback.answer()
    if isinstance(callback.message, Message):
        await callback.message.delete()


async def _open(
    callback: CallbackQuery, manager: DialogManager, state: State, subject: dict[str, int] | None
) -> None:
    """Open a screen about something; what the person was doing, a half-made lesson say, waits under it."""
    await callback.answer()
    before = shown(manager)
    if not manager.has_context() or len(manager.current_stack().intents) >= DEEPEST:
        await manager.start(
            manager.middleware_data["home"], mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE
        )
    await manager.start(state, subject, show_mode=ShowMode.SEND)
    await put_away(manager, before)
