"""What the steps of choosing people show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_people.draft import plan, stored_lesson
from handlers.instructor.lists import on_page
from handlers.instructor.searching import PAGES
from handlers.instructor.words import barred_reason, joined, names_there, person_line
from services.lessons.book import Candidate, Colleague, LessonBook, named
from services.lessons.rules import MOST_PATIENTS
from services.lessons.schedule import LessonPlan
from services.moments import Moments
from services.policy import Actor
from services.texts import Texts


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
        "most": MOST_PATIENTS,
        "search": search,
        "empty": not everyone,
        "nobody": bool(everyone) and not found,
        "barred": joined(
            person_line(c.patient.person.list_name, [barred_reason(c, texts)], texts) for c in barred
        ),
        "patients": [{"id": c.patient.id, "label": _label(c, draft, texts)} for c in found],
    }


@inject
async def specialists(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the instructor's colleagues with ticks and when they are taken, and the note."""
    draft = plan(dialog_manager)
    everyone = await book.colleagues(actor, draft.starts_at, draft.ends_at, stored_lesson(dialog_manager))
    items = [{"id": one.member.id, "label": _specialist(one, draft, moments)} for one in everyone]
    return {
        "moment": moments.moment_html(draft.starts_at, draft.ends_at),
        "specialists": items,
        "alone": not items,
        "note": draft.note,
        "empty": not draft.specialist_ids and not draft.note,
    }


def _label(candidate: Candidate, draft: LessonPlan, texts: Texts) -> str:
    name = candidate.patient.person.list_name
    chosen = candidate.patient.id in draft.patient_ids
    if not candidate.selectable and not chosen:
        return texts.plain("instructor.patients.barred_label", name=name)
    if candidate.clearance is None or not candidate.clearance.covers(draft.starts_at):
        name = texts.plain("instructor.patients.blocked_label", name=name)
    return texts.plain("button.ticked" if chosen else "button.unticked", label=name)


def _specialist(one: Colleague, draft: LessonPlan, moments: Moments) -> str:
    texts = moments.texts
    name = names_there([one.member], draft, moments)
    if one.busy is not None:
        span = moments.span(one.busy.starts_at, one.busy.ends_at)
        name = texts.plain("instructor.specialists.busy_label", name=name, span=span)
    chosen = one.member.id in draft.specialist_ids
    return texts.plain("button.ticked" if chosen else "button.unticked", label=name)
