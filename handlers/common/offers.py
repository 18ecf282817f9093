"""A place in a group that became free: the instructor offers it, a patient takes it."""

from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common.faults import refusal
from handlers.common.presses import NotePress
from handlers.common.reader import set_reader
from services.errors import NotHere, Refused
from services.identity import Identity
from services.lessons.offers import Offers
from services.policy import Actor
from services.texts import Texts


@inject
async def offered(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    offers: FromDishka[Offers],
) -> Any:
    """Offer the place (its id is in the press) to those who could come."""
    if actor is None:
        raise NotHere
    lesson_id = await offers.lesson_of(callback_data.subject_id)
    acting = await identity.as_instructor_of(actor, lesson_id)
    if acting is not actor:
        await set_reader(dialog_manager.middleware_data, acting)
    asked = await offers.offer(acting, callback_data.subject_id)
    said = texts.many_plain("press.offer.asked", asked) if asked else texts.plain("press.offer.before")
    await callback.answer(said, show_alert=True)


@inject
async def taken(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    identity: FromDishka[Identity],
    offers: FromDishka[Offers],
) -> Any:
    """Take the place; the message has served then, and so it has for who was not the first."""
    if actor is None:
        raise NotHere
    acting = await identity.as_offered(actor, callback_data.subject_id)
    if acting is not actor:
        await set_reader(dialog_manager.middleware_data, acting)
    try:
        await offers.take(acting, callback_data.subject_id)
        said = texts.plain("press.offer.taken")
    except Refused as fault:
        said = refusal(texts, fault)
    await callback.answer(said, show_alert=True)
    if isinstance(callback.message, Message):
        await callback.message.delete()


def router() -> Router:
    """Return the router of offers."""
    made = Router(name="offers")
    made.callback_query.register(offered, NotePress.filter(F.action == "offer"))
    made.callback_query.register(taken, NotePress.filter(F.action == "take"))
    return made
