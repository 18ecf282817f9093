"""What the steps of moving a lesson show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.choosing_scope import chosen_scope, scope_items
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
from services.lessons.calling_off import CallingOff
from services.lessons.clashes import Clashed
from services.lessons.moving_series import MovingSeries, Shift
from services.lessons.rules import Scope
from services.lessons.schedule import Schedule
from services.moments import Moments
from services.notifications.planning import invitees
from services.policy import Actor
from services.public_holidays import public_holidays
from services.texts import Html

MOST_NAMED = 3
"""Who is taken, named with one date."""

MOST_DATES = 12
"""Dates of a series that are named one by one; those with something to say come first."""


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
    calling_off: FromDishka[CallingOff],
    moving: FromDishka[MovingSeries],
    **_: Any,
) -> dict[str, Any]:
    """Return the old and the new time, who will be told and who will not; of a series, every date."""
    starts_at, scope = wanted_start(dialog_manager), chosen_scope(dialog_manager)
    counts = await calling_off.scopes(actor, lesson_id(dialog_manager))
    scopes = scope_items(counts, scope, moments)
    if scope is not Scope.ONE:
        shifts = await moving.check(actor, lesson_id(dialog_manager), starts_at, scope)
        holidays = await _holidays(actor, shifts, moments)
        return {"scopes": scopes, "several": True, **_several(shifts, holidays, moments)}
    lesson = (await book.held(actor, lesson_id(dialog_manager))).lesson
    ends_at = lesson.end_if_begun_at(starts_at)
    covered = [place.patient for place in lesson.participants if place.clearance.covers(starts_at)]
    concerned = [*covered, *lesson.invited_specialists]
    told, later = split_by_quiet_hours(concerned, starts_at, moments)
    untold = [place.patient for place in lesson.participants if place.patient not in covered]
    return {
        "scopes": scopes,
        "several": False,
        "taken": False,
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
    concerned = invitees(lesson)
    told, later = split_by_quiet_hours(concerned, lesson.starts_at, moments)
    return {
        "now": moments.moment_html(lesson.starts_at, lesson.ends_at, capital=False),
        "told": names(told),
        "later": names(later),
        "nobody": not concerned,
        "moved": dialog_manager.dialog_data.get("moved", 0),
    }


async def _holidays(actor: Actor, shifts: Sequence[Shift], moments: Moments) -> Mapping[date, str]:
    days = [moments.day_of(one.starts_at) for one in shifts]
    years = range(min(days).year, max(days).year + 1)
    return await public_holidays(actor.clinic_timezone, years, moments.texts.language)


def _several(shifts: Sequence[Shift], holidays: Mapping[date, str], moments: Moments) -> dict[str, Any]:
    """Return every date as it would be, with what is in its way, and who would be told."""
    members = {place.patient_id: place.patient for one in shifts for place in one.lesson.participants}
    free = {
        place.patient_id
        for one in shifts
        for place in one.lesson.participants
        if place.patient not in one.blocked
    }
    helping = {member.id: member for one in shifts for member in one.lesson.invited_specialists}
    concerned = [*(member for number, member in members.items() if number in free), *helping.values()]
    told, later = split_by_quiet_hours(concerned, shifts[0].starts_at, moments)
    shown = [one for one in shifts if _remarks(one, holidays, moments)] or shifts[:MOST_DATES]
    left = len(shifts) - len(shown[:MOST_DATES])
    lines = [_line(one, holidays, moments) for one in shown[:MOST_DATES]]
    if left:
        lines.append(moments.texts.html("moving.more", number=left))
    return {
        "count": len(shifts),
        "lines": joined(lines),
        "taken": any(one.busy for one in shifts),
        "told": names(told),
        "later": names(later),
        "untold": names(member for number, member in members.items() if number not in free),
    }


def _line(one: Shift, holidays: Mapping[date, str], moments: Moments) -> Html:
    said = _remarks(one, holidays, moments)
    was, now = moments.short(one.lesson.starts_at), moments.short(one.starts_at, capital=False)
    if not said:
        return moments.texts.html("moving.line", was=was, now=now)
    return moments.texts.html("moving.line_noted", was=was, now=now, remarks=Html("; ".join(said)))


def _remarks(one: Shift, holidays: Mapping[date, str], moments: Moments) -> list[Html]:
    texts = moments.texts
    said = list(busy_lines(one.busy[:MOST_NAMED], moments))
    if (holiday := holidays.get(moments.day_of(one.starts_at))) is not None:
        said.append(texts.html("series.remark.holiday", name=holiday))
    if one.odd is not None:
        said.append(texts.html(f"series.remark.{one.odd.value}", clock=moments.clock(one.starts_at)))
    if one.blocked:
        said.append(texts.html("series.remark.blocked", names=names(one.blocked)))
    return said
