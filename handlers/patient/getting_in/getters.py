"""What the screens about getting in show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.getting_in.handlers import lesson_id
from services.identity import Identity
from services.lessons.book import LessonBook
from services.messages.entering import TRIAL_MEETING
from services.messages.letter import zoom_name
from services.moments import Moments
from services.policy import Actor
from services.support import Support


@inject
async def reader(
    dialog_manager: DialogManager,
    actor: Actor,
    identity: FromDishka[Identity],
    support: FromDishka[Support],
    **_: Any,
) -> dict[str, Any]:
    """Return the name to enter in Zoom, the trial meeting, and who helps."""
    me = await identity.membership(actor)
    instructor = await support.instructor_of(actor, lesson_id(dialog_manager))
    return {
        "name": zoom_name(me.person),
        "test_url": TRIAL_MEETING,
        "instructor": instructor.person.polite_name if instructor is not None else "—",
        "support": me.organization.support_contact,
    }


@inject
async def way_in(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any
) -> dict[str, Any]:
    """Return the way into the lesson while it is open."""
    number = lesson_id(dialog_manager)
    if number is None:
        return {"join_url": None}
    return {"join_url": (await book.card(actor, number)).entry_url(moments.now)}
