"""What the instructor's first screen shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.drafts import draft_of
from handlers.instructor.words import entries, joined, lesson_label, lesson_line, phone, zone_note
from models import ParticipantState
from services.lessons.book import LessonBook, LessonView
from services.messages.answers import counted
from services.moments import Moments
from services.policy import Actor
from services.texts import Html


@inject
async def today(actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any) -> dict[str, Any]:
    """Return today's lessons, the open ways in, and what comes when today has nothing more."""
    lessons = await book.today(actor)
    ahead = [view for view in lessons if not view.lesson.over(moments.now)]
    following = [] if ahead else await book.coming(actor, most=1)
    return {
        "today": moments.day(moments.today),
        "zone": zone_note(moments),
        "lines": joined(line for view in lessons for line in _lines(view, moments)),
        "following": moments.moment_html(following[0].lesson.starts_at, capital=False) if following else None,
        "nothing": not ahead and not following,
        "open": entries(await book.open_now(actor), moments),
        "lessons": [
            {
                "id": view.lesson.id,
                "label": lesson_label(view.lesson, moments.clock(view.lesson.starts_at), moments.texts),
            }
            for view in lessons
        ],
    }


async def draft(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return whether a half-made lesson waits."""
    return {"draft": bool(draft_of(dialog_manager.start_data))}


def _lines(view: LessonView, moments: Moments) -> list[Html]:
    texts = moments.texts
    lines = [lesson_line(view, moments)]
    if view.lesson.over(moments.now):
        return lines
    if (said := counted(view.lesson, moments)) is not None:
        lines.append(said)
    waiting = sum(place.state is ParticipantState.BLOCKED for place in view.lesson.participants)
    if waiting:
        lines.append(texts.many("messages.instructor.waiting", waiting))
    lines.extend(
        texts.html(
            "instructor.home.unreached", name=member.person.list_name, phone=phone(member.person, texts)
        )
        for member in view.unreached
    )
    return lines
