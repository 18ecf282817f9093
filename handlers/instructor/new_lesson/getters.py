"""What the steps of a new lesson show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.lists import on_page
from handlers.instructor.new_lesson.draft import plan
from handlers.instructor.new_lesson.handlers import PAGES
from handlers.instructor.words import (
    barred_reason,
    busy_lines,
    chosen_line,
    clock_items,
    joined,
    person_line,
    split_by_quiet_hours,
)
from models import HostProvider
from services.errors import Refused
from services.lessons.book import Candidate, LessonBook, named
from services.lessons.clashes import Clashed
from services.lessons.rules import entry_opens_at
from services.lessons.schedule import LessonPlan, Schedule
from services.moments import Moments
from services.policy import Actor
from services.texts import Html, Texts


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
async def patients(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the instructor's patients with ticks, and on this page who cannot be picked and why."""
    texts, draft = moments.texts, plan(dialog_manager)
    search = dialog_manager.dialog_data.get("search", "")
    everyone = await book.candidates(actor)
    found = named(everyone, search)
    barred = [c for c in await on_page(dialog_manager, PAGES, found) if not c.selectable]
    return {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at),
        "chosen": len(draft.patient_ids),
        "total": len(everyone),
        "search": search,
        "empty": not everyone,
        "nobody": bool(everyone) and not found,
        "barred": joined(
            person_line(c.patient.person.list_name, [barred_reason(c, texts)], texts) for c in barred
        ),
        "patients": [{"id": c.patient.id, "label": _label(c, draft, texts)} for c in found],
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
    told, later = split_by_quiet_hours(covered, draft.starts_at, moments)
    return {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at),
        "people": joined(chosen_line(c, draft.starts_at, draft.ends_at, moments) for c in chosen),
        "told": len(told),
        "later": len(later),
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


def _label(candidate: Candidate, draft: LessonPlan, texts: Texts) -> str:
    name = candidate.patient.person.list_name
    chosen = candidate.patient.id in draft.patient_ids
    if not candidate.selectable and not chosen:
        return texts.plain("instructor.patients.barred_label", name=name)
    if candidate.clearance is None or not candidate.clearance.covers(draft.starts_at):
        name = texts.plain("instructor.patients.blocked_label", name=name)
    return texts.plain("button.ticked" if chosen else "button.unticked", label=name)
