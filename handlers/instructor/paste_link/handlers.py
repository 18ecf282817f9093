"""What the instructor sends as a link."""

from typing import Any

from aiogram_dialog import ChatEvent, DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import note_problem
from handlers.instructor.states import PasteLink
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.entry import Entry
from services.links import find_link


@inject
async def take_link(
    event: ChatEvent, widget: Any, manager: DialogManager, text: str, entry: FromDishka[Entry]
) -> None:
    """Make the link in the message the meeting of the lesson this dialog was started for."""
    url = find_link(text)
    if url is None:
        note_problem(manager, "instructor.problem.link")
        return
    await entry.give_link(acting(manager), lesson_id(manager), url)
    await manager.switch_to(PasteLink.saved)
