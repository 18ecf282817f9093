"""How long a lesson lasts, written or pressed, the same for a new lesson and for one that is changed."""

from collections.abc import Callable, Coroutine
from operator import itemgetter
from typing import Any

from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Group, Select
from aiogram_dialog.widgets.text import Format

from handlers.common.problems import clear_problem, note_problem, note_refusal
from handlers.instructor.subjects import acting
from services.errors import Refused
from services.lessons.schedule import Schedule
from services.timetable import parse_minutes

Taken = Callable[[ChatEvent, Any, DialogManager, str], Coroutine[Any, Any, None]]
"""What follows a length that was written or pressed."""


def length_field(taken: Taken) -> TextInput[str]:
    """Return the field in which minutes are written."""
    return TextInput(id="length", on_success=taken)


def common_lengths(taken: Taken) -> Group:
    """Return buttons for the lengths in the window's field ``lengths``."""
    lengths: Select[str] = Select(
        Format("{item[label]}"),
        id="minutes",
        item_id_getter=itemgetter("id"),
        items="lengths",
        on_click=taken,
    )
    return Group(lengths, width=2)


async def take_length(manager: DialogManager, schedule: Schedule, text: str) -> bool:
    """Keep the minutes that ``text`` means; say why not where no lesson can last so long."""
    minutes = parse_minutes(text)
    if minutes is None:
        note_problem(manager, "instructor.problem.minutes")
        return False
    try:
        await schedule.check_length(acting(manager), minutes)
    except Refused as fault:
        note_refusal(manager, fault)
        return False
    clear_problem(manager)
    manager.dialog_data["minutes"] = minutes
    return True
