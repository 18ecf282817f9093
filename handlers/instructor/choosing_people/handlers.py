"""Ticks and words by which people are chosen."""

from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.problems import clear_problem, note_refusal
from handlers.instructor.choosing_people.draft import BEFORE, plan, stored_lesson
from handlers.instructor.subjects import acting
from handlers.instructor.words import barred_reason
from services.errors import NotHere, Refused
from services.lessons.book import LessonBook
from services.lessons.notes import cleaned
from services.lessons.rules import MOST_PATIENTS
from services.moments import Moments

COLLEAGUES = "colleagues_pages"


@inject
async def tick(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    patient_id: int,
    book: FromDishka[LessonBook],
) -> None:
    """Tick a patient or take the tick away; say why when that one cannot be picked."""
    chosen: list[int] = manager.dialog_data.setdefault("patients", [])
    if patient_id in chosen:
        chosen.remove(patient_id)
        return
    texts = _moments(manager).texts
    if len(chosen) >= MOST_PATIENTS:
        full = texts.plain("instructor.patients.full", most=MOST_PATIENTS)
        await callback.answer(full, show_alert=True)
        return
    candidate = await book.patient(acting(manager), patient_id)
    # Who is in the lesson already may stay, whatever the doctor has decided since.
    if candidate.selectable or patient_id in manager.dialog_data.get(BEFORE, {}).get("patients", ()):
        chosen.append(patient_id)
        return
    name, reason = candidate.patient.person.full_name, barred_reason(candidate, texts)
    await callback.answer(texts.plain("instructor.patients.why", name=name, reason=reason), show_alert=True)


@inject
async def tick_specialist(
    callback: CallbackQuery,
    select: Any,
    manager: DialogManager,
    specialist_id: int,
    book: FromDishka[LessonBook],
) -> None:
    """Tick a colleague or take the tick away; say when one who is taken is free again."""
    chosen: list[int] = manager.dialog_data.setdefault("specialists", [])
    if specialist_id in chosen:
        chosen.remove(specialist_id)
        return
    draft = plan(manager)
    everyone = await book.colleagues(acting(manager), draft.starts_at, draft.ends_at, stored_lesson(manager))
    found = next((one for one in everyone if one.member.id == specialist_id), None)
    if found is None:
        raise NotHere
    if found.busy is None:
        chosen.append(specialist_id)
        return
    moments = _moments(manager)
    said = moments.texts.plain(
        "instructor.specialists.taken",
        name=found.member.person.list_name,
        span=moments.span(found.busy.starts_at, found.busy.ends_at),
    )
    await callback.answer(said, show_alert=True)


async def note_typed(event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
    """Keep the note until all is saved."""
    try:
        manager.dialog_data["note"] = cleaned(text)
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)


async def forget_note(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Take the note away."""
    clear_problem(manager)
    manager.dialog_data["note"] = ""


def _moments(manager: DialogManager) -> Moments:
    moments: Moments = manager.middleware_data["moments"]
    return moments
