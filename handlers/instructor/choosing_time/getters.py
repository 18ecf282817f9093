"""What the steps of choosing a day and a time show."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.words import zone_note
from services.lessons.book import LessonBook
from services.moments import Moments
from services.policy import Actor
from services.public_holidays import public_holidays


async def coming_holidays(actor: Actor, moments: Moments) -> Mapping[date, str]:
    """Return the clinic's holidays of this year and the next, as far as the calendar turns."""
    year = moments.today.year
    return await public_holidays(actor.clinic_timezone, range(year, year + 2), moments.texts.language)


@inject
async def days(actor: Actor, moments: Moments, book: FromDishka[LessonBook], **_: Any) -> dict[str, Any]:
    """Return the present day, the days with lessons and the holidays."""
    return {
        "holidays": await coming_holidays(actor, moments),
        "today": moments.today,
        "busy_days": await book.busy_days(actor),
        "zone": zone_note(moments),
    }


@inject
async def times(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return when the instructor is taken on the chosen day, and the common times that are left."""
    chosen = date.fromisoformat(dialog_manager.dialog_data["date"])
    start_data: Any = dialog_manager.start_data or {}
    moved = start_data.get("lesson_id")
    day = await book.day(actor, chosen, but_lesson_id=moved)
    return {
        "day": moments.day(chosen),
        "holiday": (await coming_holidays(actor, moments)).get(chosen),
        "busy": ", ".join(moments.span(row.starts_at, row.ends_at) for row in day.busy),
        "starts": [{"id": f"{start:%H%M}", "label": f"{start:%H:%M}"} for start in day.starts],
        "zone": zone_note(moments),
    }


async def choices(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the moments that a time may mean which the clocks skip or show twice."""
    data, texts = dialog_manager.dialog_data, moments.texts
    offered = [datetime.fromisoformat(choice) for choice in data["choices"]]
    keys = ("instructor.odd.first", "instructor.odd.second") if len(offered) > 1 else ("instructor.odd.take",)
    return {
        "day": moments.day(date.fromisoformat(data["date"])),
        "clock": data["time"],
        "skipped": len(offered) == 1,
        "twice": len(offered) > 1,
        "choices": [
            {"id": number, "label": texts.plain(key, clock=moments.clock(moment))}
            for number, (key, moment) in enumerate(zip(keys, offered, strict=True))
        ],
    }
