"""The half-made series in the dialog's data, over the lesson it was started with."""

from datetime import date, datetime
from typing import Any

from aiogram_dialog import DialogManager

from handlers.instructor.subjects import acting
from services.lessons.dates import Repeat
from services.lessons.schedule import LessonPlan
from services.lessons.series import SeriesPlan
from services.timetable import to_local

USUAL = 8
"""How many lessons a series has until something else is chosen."""


def first(manager: DialogManager) -> LessonPlan:
    """Return the lesson that repeats."""
    started: Any = manager.start_data
    return LessonPlan(
        starts_at=datetime.fromisoformat(started["starts_at"]),
        minutes=started["minutes"],
        patient_ids=tuple(started["patients"]),
        specialist_ids=tuple(started["specialists"]),
        note=started["note"],
    )


def weekdays(manager: DialogManager) -> list[int]:
    """Return the chosen weekdays; at first the lesson's own."""
    day = to_local(first(manager).starts_at, acting(manager).timezone)
    chosen: list[int] = manager.dialog_data.get("weekdays", [day.weekday()])
    return chosen


def plan(manager: DialogManager) -> SeriesPlan:
    """Return the series as chosen so far."""
    data = manager.dialog_data
    until = data.get("until")
    return SeriesPlan(
        first=first(manager),
        repeat=Repeat(
            weekdays=frozenset(weekdays(manager)),
            many=None if until else data.get("many", USUAL),
            until=date.fromisoformat(until) if until else None,
        ),
        skipped=frozenset(map(date.fromisoformat, data.get("skipped", ()))),
        moved={
            date.fromisoformat(day): datetime.fromisoformat(moment)
            for day, moment in data.get("moved", {}).items()
        },
    )


def set_skipped(manager: DialogManager, days: set[date]) -> None:
    """Remember the days that are left out."""
    manager.dialog_data["skipped"] = sorted(day.isoformat() for day in days)


def open_day(manager: DialogManager) -> date:
    """Return the day whose date is looked at."""
    return date.fromisoformat(manager.dialog_data["day"])
