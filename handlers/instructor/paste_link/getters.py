"""What asking for a link shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import lesson_id
from services.lessons.book import LessonBook
from services.lessons.entry import Entry
from services.lessons.rules import entry_opens_at
from services.moments import Moments
from services.policy import Actor


@inject
async def asked(
    dialog_manager: DialogManager, actor: Actor, entry: FromDishka[Entry], **_: Any
) -> dict[str, Any]:
    """Return nothing more. Raises Refused when a link is of no use any more."""
    await entry.check_link(actor, lesson_id(dialog_manager))
    return {}


@inject
async def lesson(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson's moment and when its patients get the link."""
    found = (await book.held(actor, lesson_id(dialog_manager))).lesson
    opens_at = entry_opens_at(found.starts_at)
    return {
        "moment": moments.moment_html(found.starts_at, found.ends_at),
        "clock": moments.clock_html(opens_at),
        "at_once": opens_at <= moments.now,
        "later": opens_at > moments.now,
    }
