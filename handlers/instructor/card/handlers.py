"""Presses on a lesson's card: each opens a dialog about this lesson."""

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.states import (
    Attendance,
    CancelLesson,
    ChangeLength,
    ChangePeople,
    LessonDelivery,
    MoveLesson,
    PasteLink,
    StandIn,
)
from handlers.instructor.subjects import acting, lesson_id
from services.lessons.calling_off import CallingOff
from services.lessons.extending import Extending
from services.lessons.rules import Scope
from services.moments import Moments


async def move(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Choose another time."""
    await manager.start(MoveLesson.date, manager.start_data)


@inject
async def call_off(
    callback: CallbackQuery, button: Button, manager: DialogManager, calling_off: FromDishka[CallingOff]
) -> None:
    """Ask whether the lesson is to be cancelled, or which of its series."""
    counts = await calling_off.scopes(acting(manager), lesson_id(manager))
    several = counts[Scope.ALL] > 1
    await manager.start(CancelLesson.scope if several else CancelLesson.confirm, manager.start_data)


async def paste(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Ask for a link."""
    await manager.start(PasteLink.ask, manager.start_data)


async def delivery(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """See whom the reminder reached."""
    await manager.start(LessonDelivery.board, manager.start_data)


async def attendance(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Say who was there."""
    await manager.start(Attendance.sheet, manager.start_data)


async def stand_in(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Find a colleague who holds the lesson."""
    await manager.start(StandIn.who, manager.start_data)


@inject
async def extend(
    callback: CallbackQuery, button: Button, manager: DialogManager, extending: FromDishka[Extending]
) -> None:
    """Let the lesson go on longer."""
    lesson = await extending.extend(acting(manager), lesson_id(manager))
    moments: Moments = manager.middleware_data["moments"]
    await callback.answer(moments.texts.plain("instructor.extended", clock=moments.clock(lesson.ends_at)))


async def people(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Change which patients are in it."""
    await manager.start(ChangePeople.patients, manager.start_data)


async def specialists(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Change which colleagues are invited, or what is noted."""
    await manager.start(ChangePeople.specialists, manager.start_data)


async def minutes(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Change how long it lasts."""
    await manager.start(ChangeLength.minutes, manager.start_data)
