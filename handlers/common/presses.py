"""Buttons under notifications: they work weeks later, after restarts and releases."""

from typing import Annotated, Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode
from dishka.integrations.aiogram import FromDishka, inject
from pydantic import Field

from handlers.common.opening import to_first_screen
from handlers.common.present import put_away, shown
from handlers.common.reader import set_reader
from handlers.common.states import Letter, Support
from handlers.instructor.states import (
    Attendance,
    InstructorHome,
    LessonCard,
    LessonDelivery,
    PasteLink,
    PatientPage,
    StandIn,
)
from handlers.organizer.importing.handlers import catch_up
from handlers.organizer.states import AnswerQuestion, ImportPeople, PersonCard, SettingsCheck
from handlers.patient.states import AskInstructor, PatientHome, PatientLesson
from models import Role
from services.errors import NotHere
from services.identity import Identity
from services.lessons.entry import Entry
from services.lessons.standing_in import StandingIn
from services.messages.imports import OPEN_IMPORT
from services.notifications.reading import Reading
from services.people import People
from services.people_import.imports import PeopleImports
from services.policy import Actor
from services.ports import SCREEN_REFRESH
from services.signing_in import SigningIn
from services.texts import Texts

LARGEST_ID = 2**31 - 1
"""The largest id of a record (models.base: integers)."""

DEEPEST = 8
"""How many screens may wait under one another before what is opened begins from the first screen again."""


LIVE = (
    InstructorHome,
    LessonCard,
    LessonDelivery,
    PatientPage,
    PatientHome,
    PatientLesson,
    ImportPeople,
    SettingsCheck,
)
"""Screens with a way into a lesson, which the clock opens and closes, and those that wait for something."""

FOR_ORGANIZERS = ("person", "invite")
"""Actions about somebody of the clinic; the others are about lessons."""


LETTERS = ("answer", "ask", "ask_leading", "seen")
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
    entry: FromDishka[Entry],
    identity: FromDishka[Identity],
    people: FromDishka[People],
    standing_in: FromDishka[StandingIn],
) -> Any:
    """Carry out a press under a notification."""
    if actor is None:
        raise NotHere
    acting = await _acting(identity, actor, callback_data)
    if acting is not actor:
        await set_reader(dialog_manager.middleware_data, acting)
        actor = acting
    match callback_data.action:
        case "enter":
            await entry.ask(actor, callback_data.subject_id)
            await callback.answer(texts.plain("press.entry_coming"))
        case "lesson":
            await _open(callback, dialog_manager, LessonCard.card, {"lesson_id": callback_data.subject_id})
        case "delivery":
            about = {"lesson_id": callback_data.subject_id}
            await _open(callback, dialog_manager, LessonDelivery.board, about)
        case "cannot_hold":
            await _open(callback, dialog_manager, StandIn.who, {"lesson_id": callback_data.subject_id})
        case "hand_back":
            await standing_in.hand_back(actor, callback_data.subject_id)
            await callback.answer(texts.plain("press.handed_back"), show_alert=True)
            await _remove(callback)
        case "attendance":
            await _open(callback, dialog_manager, Attendance.sheet, {"lesson_id": callback_data.subject_id})
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
        case "ask_leading":
            await _open(callback, dialog_manager, AskInstructor.write, None)
        case _ if callback_data.action == OPEN_IMPORT:
            started = {"import_id": callback_data.subject_id}
            await _open(callback, dialog_manager, ImportPeople.ask, started)
        case "seen" | "put_away":
            await _take_away(callback)
        case _:
            await callback.answer(texts.plain("fault.old_screen"))


@inject
async def message_opened(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    reading: FromDishka[Reading],
) -> Any:
    """Show what a message says whose words were kept out of the chat."""
    if actor is None:
        raise NotHere
    acting = await identity.as_reader_of(actor, callback_data.subject_id)
    await set_reader(dialog_manager.middleware_data, acting)
    lesson_id = (await reading.open(acting, callback_data.subject_id)).lesson_id
    if lesson_id is None:
        await _open(callback, dialog_manager, Letter.text, {"notification_id": callback_data.subject_id})
    else:
        card = PatientLesson.card if acting.role is Role.PATIENT else LessonCard.card
        await _open(callback, dialog_manager, card, {"lesson_id": lesson_id})


@inject
async def checkup_opened(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
) -> Any:
    """Show the newest look at the settings to the organizer (a membership) that a message was for."""
    if actor is None:
        raise NotHere
    acting = await identity.switch(actor, callback_data.subject_id)
    await set_reader(dialog_manager.middleware_data, acting)
    await _open(callback, dialog_manager, SettingsCheck.main)


@inject
async def not_me(
    callback: CallbackQuery, callback_data: NotePress, texts: Texts, signing_in: FromDishka[SigningIn]
) -> Any:
    """Stop a sign-in from another account; whoever presses here stands for nobody any more."""
    await signing_in.not_me(callback.from_user.id, callback_data.subject_id)
    await callback.answer()
    if isinstance(callback.message, Message):
        await callback.message.edit_text(texts.html("sign_in.stopped"))


@inject
async def refreshed(
    callback: CallbackQuery, dialog_manager: DialogManager, imports: FromDishka[PeopleImports]
) -> Any:
    """Draw the open screen again in place, if time changes what it shows; a half-made flow stays as it is."""
    if dialog_manager.has_context() and dialog_manager.current_context().state.group in LIVE:
        if dialog_manager.current_context().state.group is ImportPeople:
            await catch_up(dialog_manager, imports)
        await dialog_manager.show(ShowMode.EDIT)


def router() -> Router:
    """Return the router of buttons under notifications."""
    made = Router(name="presses")
    made.callback_query.register(message_opened, NotePress.filter(F.action == "read"))
    made.callback_query.register(checkup_opened, NotePress.filter(F.action == "checkup"))
    made.callback_query.register(not_me, NotePress.filter(F.action == "not_me"))
    made.callback_query.register(pressed, NotePress.filter())
    made.callback_query.register(refreshed, F.data == SCREEN_REFRESH)
    return made


async def _acting(identity: Identity, actor: Actor, press: NotePress) -> Actor:
    """Return the person in the role in which they have to do with what the message is about."""
    if press.action == OPEN_IMPORT:
        return actor
    if press.action in LETTERS:
        return await identity.as_correspondent(actor, press.subject_id)
    find = identity.as_organizer_of if press.action in FOR_ORGANIZERS else identity.as_instructor_of
    return await find(actor, press.subject_id)


async def _take_away(callback: CallbackQuery) -> None:
    """Remove the notification that has been read."""
    await callback.answer()
    await _remove(callback)


async def _remove(callback: CallbackQuery) -> None:
    if isinstance(callback.message, Message):
        await callback.message.delete()


async def _open(
    callback: CallbackQuery, manager: DialogManager, state: State, data: dict[str, int] | None = None
) -> None:
    """Answer the press, and open a screen about something."""
    await callback.answer()
    await open_screen(manager, state, data)


async def open_screen(manager: DialogManager, state: State, data: dict[str, int] | None = None) -> None:
    """Open a screen about something; what the person was doing, a half-made lesson say, waits under it."""
    before = shown(manager)
    if not manager.has_context() or len(manager.current_stack().intents) >= DEEPEST:
        await to_first_screen(manager, ShowMode.NO_UPDATE)
    await manager.start(state, data, show_mode=ShowMode.SEND)
    await put_away(manager, before)
