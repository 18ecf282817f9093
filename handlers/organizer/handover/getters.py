"""What the steps of handing lessons over show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.handover.draft import Draft
from handlers.organizer.states import HandLessonsOver
from handlers.organizer.subject import membership_of
from services import timetable
from services.errors import NotHere, Refused
from services.lessons.handover import HandOver
from services.lessons.transfers import Obstacle, Transfer
from services.moments import Moments
from services.people import People
from services.policy import Actor
from services.texts import Html

MOST_LINES = 3
"""Lessons that nobody can take which are named in the text; the list under it has them all."""


@inject
async def whose(
    dialog_manager: DialogManager, actor: Actor, people: FromDishka[People], **_: Any
) -> dict[str, Any]:
    """Return whose lessons these are."""
    card = await people.card(actor, membership_of(dialog_manager))
    return {"name": card.membership.person.full_name}


@inject
async def days(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, handover: FromDishka[HandOver], **_: Any
) -> dict[str, Any]:
    """Return from which day on there is a choice, and which days have lessons, in the clinic's zone."""
    first = Draft(dialog_manager).first
    zone = actor.clinic_timezone
    survey = await handover.survey(actor, membership_of(dialog_manager))
    present = timetable.to_local(moments.now, zone).date()
    asks_last = dialog_manager.current_context().state == HandLessonsOver.last
    return {
        "today": max(first, present) if first and asks_last else present,
        "first": moments.day(first) if first else "",
        "busy_days": {timetable.to_local(one.lesson.starts_at, zone).date() for one in survey.transfers},
    }


@inject
async def lessons(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, handover: FromDishka[HandOver], **_: Any
) -> dict[str, Any]:
    """Return the lessons of the days with who takes each, and why nobody can take some."""
    draft = Draft(dialog_manager)
    survey = await handover.survey(actor, membership_of(dialog_manager), draft.first, draft.last)
    choices, transfers = draft.choices, survey.transfers
    ids = {one.lesson.id for one in transfers}
    taken = [one for one in transfers if choices.get(one.lesson.id) in {who.id for who in one.free}]
    stuck = [one for one in transfers if not one.free]
    gone = len(taken) < len(choices.keys() & ids)
    return {
        "name": survey.instructor.person.full_name,
        "total": len(transfers),
        "taken": len(taken),
        "lines": Html("\n".join(_stuck(one, moments) for one in stuck[:MOST_LINES])),
        "more": max(0, len(stuck) - MOST_LINES),
        "gone": gone,
        "ready": bool(taken) and not gone,
        "lessons": [
            {"id": one.lesson.id, "label": _label(one, choices.get(one.lesson.id), moments)}
            for one in transfers
        ],
    }


@inject
async def colleagues(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, handover: FromDishka[HandOver], **_: Any
) -> dict[str, Any]:
    """Return who is free for the lesson, and why the others are not."""
    draft = Draft(dialog_manager)
    survey = await handover.survey(actor, membership_of(dialog_manager), draft.first, draft.last)
    found = next((one for one in survey.transfers if one.lesson.id == draft.lesson_id), None)
    if found is None:
        raise NotHere
    chosen = draft.choices.get(found.lesson.id)
    return {
        "moment": moments.moment_html(found.lesson.starts_at, found.lesson.ends_at),
        "lines": Html("\n".join(_why(one, moments) for one in found.obstacles)),
        "colleagues": [
            {
                "id": who.id,
                "label": moments.texts.plain(
                    "button.ticked" if who.id == chosen else "button.unticked", label=who.person.list_name
                ),
            }
            for who in found.free
        ],
    }


@inject
async def check(
    dialog_manager: DialogManager, actor: Actor, moments: Moments, handover: FromDishka[HandOver], **_: Any
) -> dict[str, Any]:
    """Return who gets how many lessons, and who is told."""
    draft, texts = Draft(dialog_manager), moments.texts
    try:
        outlook = await handover.outlook(actor, membership_of(dialog_manager), draft.choices)
    except Refused:
        return {"gone": True, "lines": "", "staying": 0, "patients": 0, "staff": 0}
    return {
        "gone": False,
        "lines": Html(
            "\n".join(
                texts.many("organizer.handover.share", count, name=who.person.list_name)
                for who, count in outlook.shares
            )
        ),
        "staying": max(0, draft.total - outlook.lessons),
        "patients": outlook.patients,
        "staff": outlook.instructors,
    }


async def done(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return how many lessons changed hands."""
    return {"handed": Draft(dialog_manager).handed}


def _label(one: Transfer, chosen: int | None, moments: Moments) -> str:
    taker = next((who for who in one.free if who.id == chosen), None)
    state = "taken" if taker else "gone" if chosen is not None else "left" if one.free else "nobody"
    return moments.texts.plain(
        f"organizer.handover.item.{state}",
        moment=moments.short(one.lesson.starts_at),
        name=taker.person.list_name if taker else "",
    )


def _stuck(one: Transfer, moments: Moments) -> Html:
    texts = moments.texts
    why = "; ".join(_why(obstacle, moments) for obstacle in one.obstacles)
    return texts.html(
        "organizer.handover.nobody_line",
        moment=moments.moment_html(one.lesson.starts_at),
        why=Html(why) if why else texts.html("organizer.handover.no_colleagues"),
    )


def _why(obstacle: Obstacle, moments: Moments) -> Html:
    starts_at, ends_at = obstacle.starts_at, obstacle.ends_at
    return moments.texts.html(
        f"organizer.handover.why.{obstacle.why.value}",
        name=obstacle.colleague.person.list_name,
        span=moments.span(starts_at, ends_at) if starts_at and ends_at else "",
        minutes=obstacle.minutes or 0,
    )
