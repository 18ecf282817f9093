"""Opening lessons from lists, and one dialog in place of another."""

from collections.abc import Mapping
from operator import itemgetter

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Select
from aiogram_dialog.widgets.text import Format

from handlers.instructor.lists import item_id
from handlers.instructor.states import LessonCard


def lesson_buttons() -> Select[int]:
    """Return a button for each lesson in the window's field ``lessons``."""
    return Select(
        Format("{item[label]}"),
        id="lesson",
        item_id_getter=itemgetter("id"),
        items="lessons",
        type_factory=item_id,
        on_click=open_lesson,
    )


async def open_lesson(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, lesson_id: int
) -> None:
    """Open a lesson's card."""
    await manager.start(LessonCard.card, {"lesson_id": lesson_id})


async def replace(manager: DialogManager, state: State, data: Mapping[str, int | str] | None = None) -> None:
    """Close the present dialog and open another in its place."""
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    await manager.start(state, dict(data) if data is not None else None, show_mode=ShowMode.AUTO)
