"""What the steps of a lesson that repeats show."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

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
from services.public_holidays import public_holidays
from services.texts import Html

NUMBERS = (4, 6, 8, 9, 12, 24, 36, 48, 60)
"""How many lessons are offered; any other number can be written."""

MOST_NAMES = 3
"""People named with one date."""


class Listed(NamedTuple):
    """A date of a series with its number in the list, and the public holiday it falls on."""

    number: int
    one: Occurrence
    holiday: str | None

    @property
    def remarkable(self) -> bool:
        """True where there is something to be said of the date."""
        return self.one.remarkable or self.holiday is not None


async def how(dialog_manager: DialogManager, actor: Actor, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the days of the week with ticks, and what comes of them."""
    texts, wanted, chosen = moments.texts, plan(dialog_manager), weekdays(dialog_manager)
    found = slots(wanted.first.starts_at, actor.timezone, wanted.repeat)
    begins = found[0].starts_at if found else wanted.first.starts_at
    return {
        "first": moments.moment_html(
            begins, begins + (wanted.first.ends_at - wanted.first.starts_at), capital=False
        ),
        "days": ", ".join(moments.weekday(number) for number in chosen),
        "count": len(found),
        "last": moments.day(found[-1].day, capital=False, relative=False) if found else "",
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
        "first": moments.moment_html(first(dialog_manager).starts_at, capital=False),
        "numbers": [{"id": number, "label": str(number)} for number in NUMBERS],
        "most": MOST_LESSONS,
    }


async def days(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the present day, from which the calendar begins."""
    return {
        "first": moments.moment_html(first(dialog_manager).starts_at, capital=False),
        "today": moments.today,
    }


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
    listed = await _listed(check, actor, moments)
    ordered = sorted(listed, key=lambda one: not one.remarkable)
    shown = {one.number for one in await on_page(dialog_manager, PAGES, ordered)}
    begins = check.occurrences[0]
    return {
        "moment": moments.clock(begins.starts_at),
        "zone": zone_note(moments),
        "count": len(check.occurrences),
        "remarks": _summary(check, listed, moments),
        "lines": joined(_lines(listed, shown, moments)),
        "dates": [{"id": each.one.day.toordinal(), "label": _label(each, moments)} for each in ordered],
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
    for each in await _listed(check, actor, moments):
        one = each.one
        if one.day == wanted:
            return {
                "number": each.number,
                "moment": moments.moment_html(one.starts_at, one.ends_at),
                "lines": joined(_remarks(each, moments)),
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
        "first": moments.moment_html(lesson.starts_at, lesson.ends_at, capital=False),
        "skipped": ", ".join(left_out),
    }


async def _listed(check: SeriesCheck, actor: Actor, moments: Moments) -> list[Listed]:
    """Return the dates with their numbers and the clinic's holidays."""
    days = [moments.day_of(one.starts_at) if one.moved else one.day for one in check.occurrences]
    years = range(min(days).year, max(days).year + 1)
    holidays = await public_holidays(actor.clinic_timezone, years, moments.texts.language)
    dated = zip(check.occurrences, days, strict=True)
    return [Listed(number, one, holidays.get(day)) for number, (one, day) in enumerate(dated, start=1)]


def _summary(check: SeriesCheck, listed: Sequence[Listed], moments: Moments) -> str:
    """«Заняты: 1 · Ждут допуска: 2»."""
    found = check.occurrences
    counts = {
        "taken": len(check.taken),
        "blocked": sum(bool(one.blocked) for one in found),
        "unfit": sum(bool(one.unfit) for one in found),
        "holiday": sum(each.holiday is not None and not each.one.skipped for each in listed),
        "moved": sum(one.moved and not one.skipped for one in found),
        "skipped": sum(one.skipped for one in found),
    }
    parts = [moments.texts.plain(f"series.sum.{what}", number=n) for what, n in counts.items() if n]
    return " · ".join(parts) or moments.texts.plain("series.sum.free")


def _lines(listed: Sequence[Listed], shown: set[int], moments: Moments) -> list[Html]:
    """Return the dates one after the other: those without remarks together, of the others each for itself."""
    lines = []
    for plain, run in groupby(listed, key=lambda one: not (one.remarkable and one.number in shown)):
        group = list(run)
        if plain:
            lines.append(_run(group, moments))
        else:
            lines += [_with_remarks(each, moments) for each in group]
    return lines


def _run(group: Sequence[Listed], moments: Moments) -> Html:
    first, last = group[0].number, group[-1].number
    named = Html(" · ".join(_day(each.one, moments) for each in group))
    numbers = f"{first}–{last}" if len(group) > 1 else str(first)
    return moments.texts.html("series.line", numbers=numbers, dates=named)


def _with_remarks(each: Listed, moments: Moments) -> Html:
    remarks, day = Html("; ".join(_remarks(each, moments))), _day(each.one, moments)
    return moments.texts.html("series.line_noted", numbers=str(each.number), dates=day, remarks=remarks)


def _day(one: Occurrence, moments: Moments) -> str:
    return moments.short_day(moments.day_of(one.starts_at) if one.moved else one.day)


def _remarks(each: Listed, moments: Moments) -> list[Html]:
    """Return all that is to be said of a date."""
    texts, one = moments.texts, each.one
    if one.skipped:
        return [texts.html("series.remark.skipped")]
    said: list[Html] = []
    if one.moved:
        said.append(texts.html("series.remark.moved", moment=moments.short(one.starts_at, capital=False)))
    if each.holiday is not None:
        said.append(texts.html("series.remark.holiday", name=each.holiday))
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


def _label(each: Listed, moments: Moments) -> str:
    """«4 · Пн, 7 декабря, занято»."""
    texts, number, one = moments.texts, each.number, each.one
    day = _day(one, moments)
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
    elif each.holiday is not None:
        state = "holiday"
    elif one.moved:
        state = "moved"
    else:
        return texts.plain("series.date", number=number, day=day)
    said = texts.plain(f"series.state.{state}")
    return texts.plain("series.date_noted", number=number, day=day, state=said)
