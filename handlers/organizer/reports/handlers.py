"""Presses under the report."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.reports import Reports


@inject
async def table_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, reports: FromDishka[Reports]
) -> None:
    """Send the report as a spreadsheet."""
    await reports.ask_table(manager.middleware_data["actor"])
    await callback.answer(manager.middleware_data["texts"].plain("organizer.reports.coming"))


@inject
async def picture_wanted(
    callback: CallbackQuery, button: Button, manager: DialogManager, reports: FromDishka[Reports]
) -> None:
    """Send the report as a picture."""
    await reports.ask_picture(manager.middleware_data["actor"])
    await callback.answer(manager.middleware_data["texts"].plain("organizer.reports.coming"))
