"""What the steps of a new lesson show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_people.draft import plan
from handlers.instructor.words import (
    busy_lines,
    chosen_line,
    clock_items,
    joined,
    names_there,
    split_by_quiet_hours,
)
from models import HostProvider
from services.errors import Refused
from services.lessons.book import LessonBook
from services.lessons.clashes import Clashed
from services.lessons.rules import entry_opens_at
from services.lessons.schedule import Schedule
from services.moments import Moments
from services.policy import Actor
from services.texts import Html


@inject
async def lengths(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    schedule: FromDishka[Schedule],
    **_: Any,
) -> dict[str, Any]:
    """Return the moment and the common lengths that the instructor's meetings may have."""
    minutes = await schedule.common_lengths(actor)
    return {
        "moment": moments.moment_html(plan(dialog_manager).starts_at),
        "lengths": [{"id": length, "label": str(length)} for length in minutes],
    }


@inject
async def summary(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson as it would be saved and what saving does."""
    draft = plan(dialog_manager)
    chosen = [c for c in await book.candidates(actor) if c.patient.id in draft.patient_ids]
    covered = [c.patient for c in chosen if c.clearance is not None and c.clearance.covers(draft.starts_at)]
    everyone = await book.colleagues(actor, draft.starts_at, draft.ends_at)
    invited = [one.member for one in everyone if one.member.id in draft.specialist_ids]
    told, later = split_by_quiet_hours([*covered, *invited], draft.starts_at, moments)
    return {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at),
        "people": joined(chosen_line(c, draft.starts_at, draft.ends_at, moments) for c in chosen),
        "told": len(told),
        "later": len(later),
        "specialists": names_there(invited, draft, moments),
        "note": draft.note,
        "at_once": entry_opens_at(draft.starts_at) <= moments.now,
    }


@inject
async def obstacles(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    schedule: FromDishka[Schedule],
    **_: Any,
) -> dict[str, Any]:
    """Return who is busy at the chosen time, as it is now: a rival may have come or gone meanwhile."""
    draft = plan(dialog_manager)
    lines: Sequence[Html] = ()
    starts: Sequence[datetime] = ()
    try:
        await schedule.check(actor, draft)
    except Clashed as clash:
        lines = busy_lines(clash.busy, moments)
        starts = await schedule.nearby(actor, draft)
    except Refused as fault:
        lines = [moments.texts.html(f"refusal.{fault.code}", **fault.params)]
    return {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at),
        "lines": joined(lines),
        "free": not lines,
        "nearby": clock_items(starts, moments),
    }


@inject
async def saved(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson that was saved and where its meeting comes from."""
    view = await book.held(actor, dialog_manager.dialog_data["lesson_id"])
    made = view.meeting is not None and view.meeting.provider is HostProvider.ZOOM
    key = "instructor.new_lesson.meeting_comes" if made else "instructor.new_lesson.link_asked"
    return {
        "moment": moments.moment_html(view.lesson.starts_at, view.lesson.ends_at),
        "meeting": moments.texts.plain(key),
    }
