"""A list of patients that is searched by name, the same wherever one is picked."""

from collections.abc import Callable, Coroutine
from operator import itemgetter
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Select
from aiogram_dialog.widgets.text import Format

from handlers.common.widgets import Label, Pages, Say
from handlers.instructor.lists import LONGEST_SEARCH, PAGE, item_id, to_first_page

PAGES = "patients_pages"

Pick = Callable[[CallbackQuery, Any, DialogManager, int], Coroutine[Any, Any, None]]
"""What a press on a patient does."""


def search_words() -> tuple[Say, ...]:
    """Return what is said of the search: what was typed, that there is nobody, that nobody is called so."""
    return (
        Say("instructor.patients.searched", when="search"),
        Say("instructor.patients.empty", when="empty"),
        Say("instructor.patients.nobody", when="nobody"),
    )


def search_field() -> TextInput[str]:
    """Return the field in which a part of a name is typed."""
    return TextInput(id="search", on_success=search)


def found_patients(pick: Pick) -> Pages:
    """Return a button for each patient in the window's field ``patients``, page by page."""
    return Pages(
        Select(
            Format("{item[label]}"),
            id="patient",
            item_id_getter=itemgetter("id"),
            items="patients",
            type_factory=item_id,
            on_click=pick,
        ),
        id=PAGES,
        height=PAGE,
    )


def all_patients() -> Button:
    """Return the button that ends the search."""
    return Button(Label("instructor.button.all_patients"), id="all", on_click=show_all, when="search")


async def search(event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
    """Show only patients whose name holds what was typed."""
    manager.dialog_data["search"] = text.strip()[:LONGEST_SEARCH]
    await to_first_page(manager, PAGES)


async def show_all(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show all patients again."""
    manager.dialog_data.pop("search", None)
    await to_first_page(manager, PAGES)
