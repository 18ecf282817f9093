"""What the calendar shows."""

from datetime import date, timedelta
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.calendar import shown
from handlers.instructor.calendar.picture import week_picture
from handlers.instructor.calendar.words import day_lines, month_lines, next_lines, week_lines
from handlers.instructor.words import lesson_label
from models import Lesson, Membership
from services.lessons.book import LessonBook, named
from services.lessons.calendar import WEEK, LessonCalendar, month_of, next_month, week_of
from services.moments import Moments
from services.policy import Actor
from services.texts import Texts

DAYS_AHEAD = 3
"""Next days with lessons that the first screen names."""


@inject
async def week(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calendar: FromDishka[LessonCalendar],
    **_: Any,
) -> dict[str, Any]:
    """Return the week of the shown day."""
    day = shown.day(dialog_manager)
    found = await calendar.week(actor, day, shown.patient_id(dialog_manager))
    texts = moments.texts
    return _framed(found.patient, moments) | {
        "picture": week_picture(found, moments),
        "span": moments.days(found.days[0].day, found.days[-1].day),
        "lines": week_lines(found, moments),
        "elsewhere": week_of(day) != week_of(moments.today),
        "days": [
            {
                "id": one.day.isoformat(),
                "label": _counted(moments.narrow_day(one.day).partition(" ")[0], len(one.lessons), texts),
            }
            for one in found.days
        ],
    }


@inject
async def one_day(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calendar: FromDishka[LessonCalendar],
    **_: Any,
) -> dict[str, Any]:
    """Return the shown day, under the picture of its week."""
    day = shown.day(dialog_manager)
    found = await calendar.week(actor, day, shown.patient_id(dialog_manager))
    there = found.on(day)
    return _framed(found.patient, moments) | {
        "picture": week_picture(found, moments),
        "day": moments.day(day),
        "lines": day_lines(there, moments),
        "lessons": [
            {
                "id": lesson.id,
                "label": lesson_label(lesson, moments.clock(lesson.starts_at), moments.texts),
            }
            for lesson in there.lessons
        ],
        "over": [
            {"id": lesson.id, "label": _attendance(lesson, moments)}
            for lesson in there.lessons
            if lesson.over(moments.now)
        ],
        "starts": [{"id": f"{start:%H:%M}", "label": f"+ {start:%H:%M}"} for start in there.starts],
        "before": moments.narrow_day(day - timedelta(days=1)),
        "after": moments.narrow_day(day + timedelta(days=1)),
        "elsewhere": day != moments.today,
        "ahead": day >= moments.today,
    }


@inject
async def month(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calendar: FromDishka[LessonCalendar],
    **_: Any,
) -> dict[str, Any]:
    """Return how many lessons the days of the shown day's month have, under the picture of its week."""
    day, patient_id = shown.day(dialog_manager), shown.patient_id(dialog_manager)
    found = await calendar.month(actor, day, patient_id)
    around = await calendar.week(actor, day, patient_id)
    first = month_of(day)
    days = _grid(first)
    weeks = [
        [one for one in days[start : start + WEEK] if month_of(one) == first]
        for start in range(0, len(days), WEEK)
    ]
    return _framed(found.patient, moments) | {
        "picture": week_picture(around, moments),
        "month": moments.month(first),
        "lines": month_lines(found.counts, weeks, moments),
        "cells": [
            *(
                {"id": shown.NO_DAY, "label": moments.narrow_day(one).partition(" ")[0]}
                for one in days[:WEEK]
            ),
            *(_cell(one, found.counts[one], first, moments.texts) for one in days),
        ],
    }


@inject
async def patients(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calendar: FromDishka[LessonCalendar],
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the patients to whose lessons the calendar can be narrowed."""
    search = dialog_manager.dialog_data.get("search", "")
    everyone = await book.candidates(actor)
    found = named(everyone, search)
    around = await calendar.week(actor, shown.day(dialog_manager), shown.patient_id(dialog_manager))
    return {
        "picture": week_picture(around, moments),
        "search": search,
        "empty": not everyone,
        "nobody": bool(everyone) and not found,
        "patients": [{"id": c.patient.id, "label": c.patient.person.list_name} for c in found],
    }


@inject
async def days(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    calendar: FromDishka[LessonCalendar],
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return the present day and the days with lessons."""
    around = await calendar.week(actor, shown.day(dialog_manager), shown.patient_id(dialog_manager))
    return {
        "picture": week_picture(around, moments),
        "today": moments.today,
        "busy_days": await book.busy_days(actor),
    }


@inject
async def next_days(
    actor: Actor, moments: Moments, calendar: FromDishka[LessonCalendar], **_: Any
) -> dict[str, Any]:
    """Return the next days with lessons, for the first screen."""
    return {"next_days": next_lines(await calendar.ahead(actor), moments, DAYS_AHEAD)}


def _framed(patient: Membership | None, moments: Moments) -> dict[str, Any]:
    """Return what the calendar's windows have in common: the zone and whose lessons are shown."""
    name = patient.person.list_name if patient is not None else None
    return {
        "zone": moments.place(moments.reader.timezone),
        "who": name or moments.texts.plain("instructor.calendar.everybody"),
        "filter": name or moments.texts.plain("instructor.calendar.all"),
    }


def _grid(first: date) -> list[date]:
    """Return the days of the weeks that a month touches."""
    monday, end = week_of(first), next_month(first)
    count = (week_of(end - timedelta(days=1)) - monday).days + WEEK
    return [monday + timedelta(days=number) for number in range(count)]


def _cell(day: date, count: int, first: date, texts: Texts) -> dict[str, str]:
    if month_of(day) != first:
        return {"id": shown.NO_DAY, "label": " "}
    return {"id": day.isoformat(), "label": _counted(str(day.day), count, texts)}


def _attendance(lesson: Lesson, moments: Moments) -> str:
    """«Явка · 10:00», with a tick once it was saved."""
    texts = moments.texts
    words = texts.plain("attendance.asked.button", clock=moments.clock(lesson.starts_at))
    return words if lesson.attendance_at is None else texts.plain("button.ticked", label=words)


def _counted(label: str, count: int, texts: Texts) -> str:
    return texts.plain("instructor.calendar.counted", label=label, count=count) if count else label
