"""What the steps of a lesson that repeats show."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.lists import on_page
from handlers.instructor.repeat_lesson.draft import first, open_day, plan, weekdays
from handlers.instructor.repeat_lesson.handlers import PAGES
from handlers.instructor.words import busy_lines, joined, zone_note
from models import Membership
from services.errors import NotHere
from services.lessons.book import LessonBook
from services.lessons.dates import MOST_LESSONS, slots
from services.lessons.series import Occurrence, Series, SeriesCheck
from services.moments import Moments
from services.policy import Actor
from services.texts import Html

NUMBERS = (4, 6, 8, 9, 12, 24, 36, 48, 60)
"""How many lessons are offered; any other number can be written."""

MOST_NAMES = 3
"""People named with one date."""


async def how(dialog_manager: DialogManager, actor: Actor, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the days of the week with ticks, and what comes of them."""
    texts, wanted, chosen = moments.texts, plan(dialog_manager), weekdays(dialog_manager)
    found = slots(wanted.first.starts_at, actor.timezone, wanted.repeat)
    begins = found[0].starts_at if found else wanted.first.starts_at
    return {
        "first": moments.moment_html(begins, begins + (wanted.first.ends_at - wanted.first.starts_at)),
        "days": ", ".join(moments.weekday(number) for number in chosen),
        "count": len(found),
        "last": moments.day(found[-1].day, relative=False) if found else "",
        "some": 0 < len(found) <= MOST_LESSONS,
        "none": not found,
        "long": len(found) > MOST_LESSONS,
        "most": MOST_LESSONS,
        "weekdays": [
            {
                "id": number,
                "label": texts.plain(
                    "button.ticked" if number in chosen else "button.unticked",
                    label=moments.weekday(number).capitalize(),
                ),
            }
            for number in range(7)
        ],
    }


async def numbers(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return how many lessons are offered."""
    return {
        "first": moments.moment_html(first(dialog_manager).starts_at),
        "numbers": [{"id": number, "label": str(number)} for number in NUMBERS],
        "most": MOST_LESSONS,
    }


async def days(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the present day, from which the calendar begins."""
    return {"first": moments.moment_html(first(dialog_manager).starts_at), "today": moments.today}


@inject
async def dates(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    series: FromDishka[Series],
    **_: Any,
) -> dict[str, Any]:
    """Return all dates; of those on this page of buttons what stands in their way.

    Dates of which there is something to say come first among the buttons.
    """
    check = await series.check(actor, plan(dialog_manager))
    numbered = list(enumerate(check.occurrences, start=1))
    ordered = sorted(numbered, key=lambda one: not one[1].remarkable)
    shown = {number for number, _ in await on_page(dialog_manager, PAGES, ordered)}
    begins = check.occurrences[0]
    return {
        "moment": moments.clock(begins.starts_at),
        "zone": zone_note(moments),
        "count": len(check.occurrences),
        "remarks": _summary(check, moments),
        "lines": joined(_lines(numbered, shown, moments)),
        "dates": [
            {"id": one.day.toordinal(), "label": _label(number, one, moments)} for number, one in ordered
        ],
        "taken": bool(check.taken),
    }


@inject
async def one_date(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    series: FromDishka[Series],
    **_: Any,
) -> dict[str, Any]:
    """Return one date with all that is to be said of it."""
    check = await series.check(actor, plan(dialog_manager))
    wanted = open_day(dialog_manager)
    for number, one in enumerate(check.occurrences, start=1):
        if one.day == wanted:
            return {
                "number": number,
                "moment": moments.moment_html(one.starts_at, one.ends_at),
                "lines": joined(_remarks(one, moments)),
                "skipped": one.skipped,
                "kept": not one.skipped,
                "keepable": one.skipped or not one.busy,
            }
    raise NotHere


@inject
async def saved(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    **_: Any,
) -> dict[str, Any]:
    """Return how many lessons were saved and which days were left out."""
    data = dialog_manager.dialog_data
    lesson = (await book.held(actor, data["lesson_id"])).lesson
    left_out = [moments.month_day(date.fromisoformat(day)) for day in data["left_out"]]
    return {
        "count": data["count"],
        "first": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "skipped": ", ".join(left_out),
    }


def _summary(check: SeriesCheck, moments: Moments) -> str:
    """«Заняты: 1 · Ждут допуска: 2»."""
    found = check.occurrences
    counts = {
        "taken": len(check.taken),
        "blocked": sum(bool(one.blocked) for one in found),
        "unfit": sum(bool(one.unfit) for one in found),
        "moved": sum(one.moved and not one.skipped for one in found),
        "skipped": sum(one.skipped for one in found),
    }
    parts = [moments.texts.plain(f"series.sum.{what}", number=n) for what, n in counts.items() if n]
    return " · ".join(parts) or moments.texts.plain("series.sum.free")


def _lines(numbered: Sequence[tuple[int, Occurrence]], shown: set[int], moments: Moments) -> list[Html]:
    """Return the dates one after the other: those without remarks together, of the others each for itself."""
    lines = []
    for plain, run in groupby(numbered, key=lambda one: not (one[1].remarkable and one[0] in shown)):
        group = list(run)
        if plain:
            lines.append(_run(group, moments))
        else:
            lines += [_with_remarks(number, one, moments) for number, one in group]
    return lines


def _run(group: Sequence[tuple[int, Occurrence]], moments: Moments) -> Html:
    numbers = f"{group[0][0]}–{group[-1][0]}" if len(group) > 1 else str(group[0][0])
    named = Html(" · ".join(_day(one, moments) for _, one in group))
    return moments.texts.html("series.line", numbers=numbers, dates=named)


def _with_remarks(number: int, one: Occurrence, moments: Moments) -> Html:
    texts, remarks = moments.texts, Html("; ".join(_remarks(one, moments)))
    return texts.html("series.line_noted", numbers=str(number), dates=_day(one, moments), remarks=remarks)


def _day(one: Occurrence, moments: Moments) -> str:
    return moments.short_day(moments.day_of(one.starts_at) if one.moved else one.day)


def _remarks(one: Occurrence, moments: Moments) -> list[Html]:
    """Return all that is to be said of a date."""
    texts = moments.texts
    if one.skipped:
        return [texts.html("series.remark.skipped")]
    said: list[Html] = []
    if one.moved:
        said.append(texts.html("series.remark.moved", moment=moments.short(one.starts_at, capital=False)))
    if one.odd is not None:
        said.append(texts.html(f"series.remark.{one.odd.value}", clock=moments.clock(one.starts_at)))
    said += busy_lines(one.busy[:MOST_NAMES], moments)
    if one.blocked:
        said.append(texts.html("series.remark.blocked", names=_names(one.blocked, moments)))
    for member in one.unfit[:MOST_NAMES]:
        note = moments.local_note(one.starts_at, member.person.timezone, one.ends_at)
        said.append(texts.html("series.remark.unfit", name=member.person.list_name, note=note))
    return said


def _names(members: Sequence[Membership], moments: Moments) -> str:
    named = ", ".join(member.person.list_name for member in members[:MOST_NAMES])
    left = len(members) - MOST_NAMES
    return moments.texts.plain("series.and_more", names=named, number=left) if left > 0 else named


def _label(number: int, one: Occurrence, moments: Moments) -> str:
    """«4 · Пн, 7 декабря, занято»."""
    texts, day = moments.texts, _day(one, moments)
    if one.skipped:
        state = "skipped"
    elif one.busy:
        state = "taken"
    elif one.blocked:
        state = "blocked"
    elif one.unfit:
        state = "unfit"
    elif one.odd is not None:
        state = "odd"
    elif one.moved:
        state = "moved"
    else:
        return texts.plain("series.date", number=number, day=day)
    said = texts.plain(f"series.state.{state}")
    return texts.plain("series.date_noted", number=number, day=day, state=said)
