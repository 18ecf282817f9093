"""Presses and typed words of a lesson that repeats."""

from datetime import date
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Button
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.common.drafts import DONE
from handlers.common.problems import clear_problem, note_problem, note_refusal
from handlers.instructor.choosing_time.handlers import note_local
from handlers.instructor.lists import to_first_page
from handlers.instructor.repeat_lesson.draft import open_day, plan, set_skipped, weekdays
from handlers.instructor.states import LessonList, RepeatLesson
from handlers.instructor.subjects import acting
from services.errors import NotHere, Refused
from services.lessons.clashes import Clashed
from services.lessons.dates import MOST_LESSONS
from services.lessons.rules import FURTHEST
from services.lessons.series import Series
from services.moments import Moments
from services.timetable import parse_count

PAGES = "dates_pages"


async def weekday(callback: CallbackQuery, select: Any, manager: DialogManager, number: int) -> None:
    """Tick a day of the week or take the tick away."""
    if number > 6:
        raise NotHere
    chosen = set(weekdays(manager)) ^ {number}
    manager.dialog_data["weekdays"] = sorted(chosen)
    clear_problem(manager)


async def many(event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
    """Take how many lessons there are to be, written or pressed."""
    number = parse_count(text)
    if number is None:
        note_problem(manager, "series.problem.many", most=MOST_LESSONS)
        return
    if number > MOST_LESSONS:
        note_problem(manager, "refusal.series-long", most=MOST_LESSONS)
        return
    clear_problem(manager)
    manager.dialog_data["many"] = number
    manager.dialog_data.pop("until", None)
    await manager.switch_to(RepeatLesson.how)


async def until(event: ChatEvent, widget: Any, manager: DialogManager, day: date) -> None:
    """Take the day until which lessons are."""
    today = _moments(manager).today
    if day < today:
        note_problem(manager, "refusal.date-past")
        return
    if day > today + FURTHEST:
        note_problem(manager, "refusal.lesson-far")
        return
    clear_problem(manager)
    manager.dialog_data["until"] = day.isoformat()
    await manager.switch_to(RepeatLesson.how)


async def typed_until(event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
    """Take a day that was written."""
    day = _moments(manager).day_said(text)
    if day is None:
        note_problem(manager, "instructor.problem.date")
        return
    await until(event, widget, manager, day)


@inject
async def to_dates(
    callback: CallbackQuery, button: Button, manager: DialogManager, series: FromDishka[Series]
) -> None:
    """Go to the dates, all of them looked at."""
    try:
        await series.check(acting(manager), plan(manager))
    except Refused as fault:
        note_refusal(manager, fault)
        return
    clear_problem(manager)
    await to_first_page(manager, PAGES)
    await manager.switch_to(RepeatLesson.dates)


@inject
async def open_one(
    callback: CallbackQuery, select: Any, manager: DialogManager, number: int, series: FromDishka[Series]
) -> None:
    """Open one date."""
    check = await series.check(acting(manager), plan(manager))
    found = next((one for one in check.occurrences if one.day.toordinal() == number), None)
    if found is None:
        raise NotHere
    clear_problem(manager)
    manager.dialog_data.update(day=found.day.isoformat(), starts_at=found.starts_at.isoformat(), checked=True)
    note_local(manager, found.starts_at)
    await manager.switch_to(RepeatLesson.one)


async def moved(event: ChatEvent, widget: Any, manager: DialogManager) -> None:
    """Take another moment for the open date."""
    data = manager.dialog_data
    data.setdefault("moved", {})[data["day"]] = data["starts_at"]
    set_skipped(manager, set(plan(manager).skipped) - {open_day(manager)})
    await manager.switch_to(RepeatLesson.dates)


async def skip(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Leave the open date out."""
    set_skipped(manager, {*plan(manager).skipped, open_day(manager)})
    await manager.switch_to(RepeatLesson.dates)


async def keep(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Have a lesson on the open date."""
    set_skipped(manager, set(plan(manager).skipped) - {open_day(manager)})
    await manager.switch_to(RepeatLesson.dates)


@inject
async def skip_taken(
    callback: CallbackQuery, button: Button, manager: DialogManager, series: FromDishka[Series]
) -> None:
    """Leave out all dates on which somebody is taken."""
    check = await series.check(acting(manager), plan(manager))
    set_skipped(manager, {*plan(manager).skipped, *(one.day for one in check.taken)})
    clear_problem(manager)


@inject
async def save(
    callback: CallbackQuery, button: Button, manager: DialogManager, series: FromDishka[Series]
) -> None:
    """Save all lessons, or say which day is taken. Once saved, the dialog leaves the dates for good."""
    actor, wanted = acting(manager), plan(manager)
    try:
        lessons = await series.create(actor, wanted)
    except Clashed:
        taken = (await series.check(actor, wanted)).taken
        if taken:
            day = _moments(manager).short_day(taken[0].day)
            note_problem(manager, "series.problem.taken", day=day)
        else:
            note_problem(manager, "series.problem.just_taken")
        return
    manager.dialog_data.clear()
    manager.dialog_data.update(
        count=len(lessons),
        lesson_id=lessons[0].id,
        left_out=sorted(day.isoformat() for day in wanted.skipped),
    )
    manager.dialog_data[DONE] = True
    await manager.switch_to(RepeatLesson.done)


async def to_schedule(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Open the coming lessons in place of what was planned."""
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    await manager.start(LessonList.coming, show_mode=ShowMode.AUTO)


def _moments(manager: DialogManager) -> Moments:
    moments: Moments = manager.middleware_data["moments"]
    return moments
