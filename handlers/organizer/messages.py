"""Buttons under messages that an organizer gets."""

from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode, StartMode
from dishka.integrations.aiogram import FromDishka, inject

from handlers.common.presses import NotePress
from handlers.organizer.states import ImportPeople
from services.messages.imports import OPEN_IMPORT
from services.people_import.imports import PeopleImports
from services.policy import Actor
from services.texts import Texts


@inject
async def import_wanted(
    callback: CallbackQuery,
    callback_data: NotePress,
    actor: Actor | None,
    texts: Texts,
    dialog_manager: DialogManager,
    imports: FromDishka[PeopleImports],
) -> Any:
    """Open the import that the message tells of. Raises NotHere for anybody else's."""
    if actor is None:
        await callback.answer(texts.plain("fault.stranger"), show_alert=True)
        return
    view = await imports.view(actor, callback_data.subject_id)
    await callback.answer()
    home = dialog_manager.middleware_data["home"]
    await dialog_manager.start(home, mode=StartMode.RESET_STACK, show_mode=ShowMode.NO_UPDATE)
    started = {"import_id": view.import_id}
    await dialog_manager.start(ImportPeople.ask, started, show_mode=ShowMode.SEND)


def router() -> Router:
    """Return the router; it goes before the one of all other buttons under messages."""
    made = Router(name="organizer-messages")
    made.callback_query.register(import_wanted, NotePress.filter(F.action == OPEN_IMPORT))
    return made
