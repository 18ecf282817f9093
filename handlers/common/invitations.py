"""Colleagues' lessons that somebody is invited to, named on the first screen of each role of staff."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.widgets import Say
from services.lessons.book import LessonBook
from services.moments import Moments
from services.policy import Actor
from services.texts import Html

INVITATIONS_PREVIEW = {"invitations": Html("11:00–11:45, Alla")}


@inject
async def invitations(
    actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any
) -> dict[str, Any]:
    """Return the next of them, a line each."""
    lines = [
        moments.texts.html(
            "invitations.line",
            moment=moments.moment_html(lesson.starts_at, lesson.ends_at),
            name=lesson.instructor.person.list_name,
        )
        for lesson in await book.invitations(actor)
    ]
    return {"invitations": Html("\n".join(lines))}


def invitation_lines() -> Say:
    """Return the lines, none where there is no invitation."""
    return Say("invitations.title", when="invitations")
