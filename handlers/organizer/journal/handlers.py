"""Presses in the journal."""

from datetime import date, timedelta
from typing import Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import ManagedScroll
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.people.handlers import LONGEST_SEARCH
from handlers.organizer.states import ClinicJournal
from services.journal import Journal

PAGES = {ClinicJournal.who: "staff", ClinicJournal.whose: "people"}
"""The list of each window in which a person is chosen."""

CHOICES = {ClinicJournal.who: "who", ClinicJournal.whose: "whose"}
"""What is chosen in it."""

ONE_DAY = timedelta(days=1)

SPANS = {"day": 1, "week": 7, "month": 30}
"""How many days, up to the one that is shown, a file can hold: the buttons' names and their numbers."""


@inject
async def day_before(
    callback: CallbackQuery, button: Button, manager: DialogManager, journal: FromDishka[Journal]
) -> None:
    """Show the day before."""
    _show_day(manager, journal, -ONE_DAY)


@inject
async def day_after(
    callback: CallbackQuery, button: Button, manager: DialogManager, journal: FromDishka[Journal]
) -> None:
    """Show the day after, as far as today."""
    _show_day(manager, journal, ONE_DAY)


async def newer(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the page of newer entries."""
    manager.dialog_data["page"] = max(0, manager.dialog_data.get("page", 0) - 1)


async def older(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Show the page of older entries."""
    manager.dialog_data["page"] = manager.dialog_data.get("page", 0) + 1


@inject
async def file_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, journal: FromDishka[Journal]
) -> None:
    """Send the days that the button is named after as a file."""
    actor, data = manager.middleware_data["actor"], manager.dialog_data
    last = date.fromisoformat(data["day"]) if "day" in data else journal.today(actor)
    days = SPANS[button.widget_id or ""]
    await journal.ask_file(actor, last, days, data.get("who"), data.get("whose"))
    await callback.answer(manager.middleware_data["texts"].plain("organizer.journal.file.coming"))
    await manager.switch_to(ClinicJournal.day)


async def typed(message: Message, widget: MessageInput, manager: DialogManager) -> None:
    """Show only people whose name holds what was typed."""
    manager.dialog_data["typed"] = (message.text or "")[:LONGEST_SEARCH].strip()
    await _to_first_page(manager)


async def choose(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Narrow the journal to a person."""
    await _chosen(manager, membership_id)


async def choose_all(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Narrow it to nobody."""
    await _chosen(manager, None)


async def _chosen(manager: DialogManager, membership_id: int | None) -> None:
    manager.dialog_data[CHOICES[_window(manager)]] = membership_id
    manager.dialog_data.pop("typed", None)
    manager.dialog_data.pop("page", None)
    await _to_first_page(manager)
    await manager.switch_to(ClinicJournal.day)


async def _to_first_page(manager: DialogManager) -> None:
    pages: ManagedScroll | None = manager.find(PAGES[_window(manager)])
    if pages is not None:
        await pages.set_page(0)


def _window(manager: DialogManager) -> Any:
    return manager.current_context().state


def _show_day(manager: DialogManager, journal: Journal, step: timedelta) -> None:
    data = manager.dialog_data
    today = journal.today(manager.middleware_data["actor"])
    day = (date.fromisoformat(data["day"]) if "day" in data else today) + step
    data.pop("page", None)
    data.pop("day", None)
    # Without a day it is today's, also when the screen stays open over midnight.
    if day < today:
        data["day"] = day.isoformat()
