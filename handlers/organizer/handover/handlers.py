"""Presses by which lessons are handed over."""

from datetime import date
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Select
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.widgets import Calendar
from handlers.organizer.handover.draft import Draft
from handlers.organizer.states import HandLessonsOver
from handlers.organizer.subject import membership_of
from services.lessons.handover import HandOver


@inject
async def all_ahead(
    callback: CallbackQuery, button: Button, manager: DialogManager, handover: FromDishka[HandOver]
) -> None:
    """Take all lessons that are ahead."""
    await _survey(manager, None, None, handover)


async def first_picked(
    callback: CallbackQuery, calendar: Calendar, manager: DialogManager, day: date
) -> None:
    """Take the first day."""
    Draft(manager).first = day
    await manager.switch_to(HandLessonsOver.last)


@inject
async def last_picked(
    callback: CallbackQuery,
    calendar: Calendar,
    manager: DialogManager,
    day: date,
    handover: FromDishka[HandOver],
) -> Any:
    """Take the last day."""
    await _survey(manager, Draft(manager).first, day, handover)


@inject
async def one_day(
    callback: CallbackQuery, button: Button, manager: DialogManager, handover: FromDishka[HandOver]
) -> None:
    """Take the first day for the last one."""
    first = Draft(manager).first
    await _survey(manager, first, first, handover)


async def lesson_picked(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, lesson_id: int
) -> None:
    """Ask who takes this lesson."""
    Draft(manager).lesson_id = lesson_id
    await manager.switch_to(HandLessonsOver.colleague)


async def colleague_picked(
    callback: CallbackQuery, select: Select[int], manager: DialogManager, membership_id: int
) -> None:
    """Give the lesson to a colleague."""
    draft = Draft(manager)
    draft.choose(draft.lesson_id, membership_id)
    await manager.switch_to(HandLessonsOver.lessons)


async def lesson_left(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Leave the lesson where it is."""
    draft = Draft(manager)
    draft.choose(draft.lesson_id, None)
    await manager.switch_to(HandLessonsOver.lessons)


@inject
async def to_check(
    callback: CallbackQuery, button: Button, manager: DialogManager, handover: FromDishka[HandOver]
) -> None:
    """Show what follows, if all of it can be done."""
    draft, actor = Draft(manager), manager.middleware_data["actor"]
    await handover.outlook(actor, membership_of(manager), draft.choices)
    await manager.switch_to(HandLessonsOver.check)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, handover: FromDishka[HandOver]
) -> None:
    """Hand the lessons over."""
    draft, actor = Draft(manager), manager.middleware_data["actor"]
    draft.handed = await handover.hand_over(actor, membership_of(manager), draft.choices)
    await manager.switch_to(HandLessonsOver.done)


async def _survey(manager: DialogManager, first: date | None, last: date | None, handover: HandOver) -> None:
    draft, actor = Draft(manager), manager.middleware_data["actor"]
    draft.first, draft.last = first, last
    survey = await handover.survey(actor, membership_of(manager), first, last)
    draft.choices, draft.total = survey.suggested(), len(survey.transfers)
    await manager.switch_to(HandLessonsOver.lessons)
