"""What calling a lesson off shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_scope import chosen_scope
from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import names, split_by_quiet_hours
from models import LessonStatus
from services.lessons.calling_off import CallingOff
from services.lessons.rules import CancelReason, Scope
from services.moments import Moments
from services.policy import Actor


@inject
async def concerned(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calling_off: FromDishka[CallingOff],
    **_: Any,
) -> dict[str, Any]:
    """Return which lessons it is about, who is told of their end and when, and whether it can be undone."""
    ending = await calling_off.outlook(actor, lesson_id(dialog_manager), chosen_scope(dialog_manager))
    first, last = ending.lessons[0], ending.lessons[-1]
    told, later = split_by_quiet_hours(ending.told, first.starts_at, moments)
    gone = first.status is LessonStatus.CANCELLED
    waits = ending.undo_until is not None and moments.now < ending.undo_until
    return {
        "single": len(ending.lessons) == 1,
        "several": len(ending.lessons) > 1,
        "count": len(ending.lessons),
        "moment": moments.moment_html(first.starts_at, first.ends_at),
        "first": moments.moment_html(first.starts_at, first.ends_at, capital=False),
        "last": moments.moment_html(last.starts_at, last.ends_at, capital=False),
        "told_soon": names(told) if waits else "",
        "told": "" if waits or gone else names(told),
        "told_past": names(told) if gone and not waits else "",
        "later": names(later),
        "nobody": not ending.told,
        "undoable": waits and gone,
    }


@inject
async def scopes(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calling_off: FromDishka[CallingOff],
    **_: Any,
) -> dict[str, Any]:
    """Return which lessons of the series can be cancelled together."""
    counts = await calling_off.scopes(actor, lesson_id(dialog_manager))
    offered = [scope for scope in Scope if scope is Scope.ONE or counts[scope] > 1]
    return {
        "scopes": [
            {
                "id": scope.value,
                "label": moments.texts.plain(f"cancelling.scope.{scope.value}", count=counts[scope]),
            }
            for scope in offered
        ]
    }


async def reasons(moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the reasons, each of which confirms."""
    return {
        "reasons": [
            {"id": reason.value, "label": moments.texts.plain(f"cancelling.reason.{reason.value}")}
            for reason in CancelReason
        ]
    }
