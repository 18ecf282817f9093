"""Files and presses about them."""

from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.organizer.states import ImportPeople
from models import ImportState
from services.errors import Refused
from services.people_import.imports import PeopleImports


@inject
async def begun(data: Any, manager: DialogManager, imports: FromDishka[PeopleImports]) -> None:
    """Take up the import that the dialog was started with, or one that is not over."""
    if data is not None:
        manager.dialog_data["import_id"] = data["import_id"]
    elif (kept := await imports.open(manager.middleware_data["actor"])) is not None:
        manager.dialog_data["import_id"] = kept.id
    await catch_up(manager, imports)


@inject
async def file_sent(
    message: Message, widget: MessageInput, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Take a file to be looked at; one that cannot be is answered at once."""
    document = message.document
    if document is None:
        return
    try:
        received = await imports.receive(
            manager.middleware_data["actor"],
            document.file_id,
            document.file_name or "",
            document.file_size or 0,
        )
    except Refused as fault:
        manager.dialog_data.pop("import_id", None)
        await manager.switch_to(ImportPeople.ask)
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    manager.dialog_data["import_id"] = received
    await manager.switch_to(ImportPeople.wait)


async def something_else_sent(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Say what is wanted; a file that is being dealt with stays."""
    if manager.current_context().state == ImportPeople.ask:
        note_refusal(manager, Refused("import-kind"))


@inject
async def template_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Send a file to fill in."""
    await imports.ask_template(manager.middleware_data["actor"])
    await callback.answer(manager.middleware_data["texts"].plain("imports.file_coming"))


@inject
async def marked_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Send the file back with what is amiss in it."""
    await imports.ask_marked(manager.middleware_data["actor"], import_of(manager))
    await callback.answer(manager.middleware_data["texts"].plain("imports.file_coming"))


@inject
async def add(
    callback: CallbackQuery, button: Button, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Save the good rows."""
    await imports.add(manager.middleware_data["actor"], import_of(manager))
    await catch_up(manager, imports)


@inject
async def discard(
    callback: CallbackQuery, button: Button, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Forget the file."""
    await imports.drop(manager.middleware_data["actor"], import_of(manager))
    await manager.done()


@inject
async def refresh(
    callback: CallbackQuery, button: Button, manager: DialogManager, imports: FromDishka[PeopleImports]
) -> None:
    """Show how it stands."""
    await catch_up(manager, imports)


async def catch_up(manager: DialogManager, imports: PeopleImports) -> None:
    """Go to the window of what has become of the file meanwhile."""
    if "import_id" not in manager.dialog_data:
        return
    view = await imports.view(manager.middleware_data["actor"], import_of(manager))
    await manager.switch_to(window_of(view.state))
    if view.state is ImportState.FAILED:
        texts, params = manager.middleware_data["texts"], dict(view.problem_params)
        if "column" in params:
            params["column"] = texts.plain(f"imports.column.{params['column']}")
        note_refusal(manager, Refused(view.problem or "", **params))
    elif view.state is ImportState.DROPPED:
        note_refusal(manager, Refused("import-over"))


def window_of(state: ImportState) -> State:
    """Return where an import in this state is shown."""
    match state:
        case ImportState.RECEIVED | ImportState.ADDING:
            return ImportPeople.wait
        case ImportState.CHECKED:
            return ImportPeople.check
        case ImportState.ADDED:
            return ImportPeople.done
        case ImportState.FAILED | ImportState.DROPPED:
            return ImportPeople.ask


def import_of(manager: DialogManager) -> int:
    """Return the import that the dialog is about."""
    number: int = manager.dialog_data["import_id"]
    return number
