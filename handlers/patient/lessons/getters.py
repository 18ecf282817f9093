"""What the patient's lists and cards of lessons show."""

from collections.abc import Sequence
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.card import card
from models import ClearanceStatus
from services.clearances import Clearances
from services.errors import NotHere
from services.lessons.book import LessonBook, LessonView
from services.messages.answers import REASONS
from services.moments import Moments
from services.policy import Actor

NONE, PENDING, PAUSED = "none", "pending", "paused"
"""Why there are no lessons: none is planned, the doctor has not decided, the doctor paused."""

MOST = 60
"""Lessons in a list: half a year of two a week."""


_WITHOUT = {
    ClearanceStatus.PENDING: PENDING,
    ClearanceStatus.SUSPENDED: PAUSED,
    ClearanceStatus.REFUSED: PAUSED,
}


@inject
async def coming(
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    clearances: FromDishka[Clearances],
    **_: Any,
) -> dict[str, Any]:
    """Return the lessons that are not over, and what to say when there are none."""
    clearance = await clearances.own(actor)
    without = _WITHOUT.get(clearance.status, NONE)
    return {**_listed(await book.coming(actor, most=MOST), moments), "without": without}


@inject
async def past(actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any) -> dict[str, Any]:
    """Return the lessons that are over, without those the patient had no way into."""
    return _listed([view for view in await book.past(actor, most=MOST) if view.invited], moments)


@inject
async def one_lesson(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any
) -> dict[str, Any]:
    """Return the card of the lesson the dialog was started with. Raises NotHere."""
    started_with = dialog_manager.start_data
    if not isinstance(started_with, dict):
        raise NotHere
    view = await book.card(actor, int(started_with["lesson_id"]))
    return card(view, await book.following(actor, view.lesson), moments)


async def reasons(moments: Moments, **_: Any) -> dict[str, Any]:
    """Return what one can say of why one does not come."""
    return {"reasons": [(moments.texts.plain(f"button.answer.{press}"), press) for press in REASONS]}


def _listed(views: Sequence[LessonView], moments: Moments) -> dict[str, Any]:
    return {
        "lessons": [(moments.short(view.lesson.starts_at), view.lesson.id) for view in views],
        "moment": moments.moment_html(views[0].lesson.starts_at, capital=False) if views else None,
    }
