"""What the steps of moving a lesson show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.move_lesson.draft import wanted_start
from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import (
    busy_lines,
    clock_items,
    joined,
    names,
    person_line,
    split_by_quiet_hours,
)
from services.errors import Refused
from services.lessons.book import LessonBook
from services.lessons.clashes import Clashed
from services.lessons.schedule import Schedule
from services.moments import Moments
from services.notifications.planning import invited
from services.policy import Actor
from services.texts import Html


@inject
async def present(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return when the lesson is now."""
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    return {"was": moments.moment_html(lesson.starts_at, lesson.ends_at, capital=False)}


@inject
async def summary(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the old and the new time, who will be told and who will not."""
    starts_at = wanted_start(dialog_manager)
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    ends_at = lesson.end_if_begun_at(starts_at)
    covered = [place.patient for place in lesson.participants if place.clearance.covers(starts_at)]
    told, later = split_by_quiet_hours(covered, starts_at, moments)
    untold = [place.patient for place in lesson.participants if place.patient not in covered]
    return {
        "now": moments.moment_html(starts_at, ends_at, capital=False),
        "told": joined(
            person_line(
                member.person.list_name,
                [moments.local_note(starts_at, member.person.timezone, ends_at)],
                moments.texts,
            )
            for member in told
        ),
        "later": names(later),
        "untold": names(untold),
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
    starts_at = wanted_start(dialog_manager)
    lines: Sequence[Html] = ()
    starts: Sequence[datetime] = ()
    try:
        await schedule.check_move(actor, lesson_id(dialog_manager), starts_at)
    except Clashed as clash:
        lines = busy_lines(clash.busy, moments)
        starts = await schedule.nearby_move(actor, lesson_id(dialog_manager), starts_at)
    except Refused as fault:
        lines = [moments.texts.html(f"refusal.{fault.code}", **fault.params)]
    return {
        "moment": moments.moment_html(starts_at),
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
    """Return when the lesson is now and who will be told."""
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    concerned = [place.patient for place in invited(lesson.participants)]
    told, later = split_by_quiet_hours(concerned, lesson.starts_at, moments)
    return {
        "now": moments.moment_html(lesson.starts_at, lesson.ends_at, capital=False),
        "told": names(told),
        "later": names(later),
        "nobody": not concerned,
    }
