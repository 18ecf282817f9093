"""What the delivery board shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import answer, joined, person_line, phone
from models import Lesson
from services.lessons.delivering import Delivering, Line, Reach, no_way_of_telegram
from services.moments import Moments
from services.policy import Actor
from services.texts import Html


@inject
async def board(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    delivering: FromDishka[Delivering],
    **_: Any,
) -> dict[str, Any]:
    """Return what became of the reminder to each patient."""
    found = await delivering.board(actor, lesson_id(dialog_manager))
    return {
        "moment": moments.moment_html(found.lesson.starts_at, found.lesson.ends_at),
        "lines": joined(_line(line, found.lesson, moments) for line in found.lines),
        "again": found.again,
    }


def _line(line: Line, lesson: Lesson, moments: Moments) -> Html:
    notes = [_reached(line, moments), answer(line.place, lesson, moments)]
    return person_line(line.place.patient.person.list_name, notes, moments.texts)


def _reached(line: Line, moments: Moments) -> str:
    """«Telegram 09:50» · «бот закрыт; письмо 09:51, +7 …» · «уйдёт в 09:50»."""
    texts, person = moments.texts, line.place.patient.person
    if line.reach is Reach.DECLINED:
        return ""
    clock = moments.clock(line.at) if line.at is not None else ""
    why, number = no_way_of_telegram(person), phone(person, texts)
    unreached = line.reach in (Reach.MAIL, Reach.LOST)
    if why is None or not (unreached or line.reach is Reach.WAITS):
        said = texts.plain(f"delivery.reach.{line.reach.value}", clock=clock)
        return texts.plain("delivery.call", said=said, phone=number) if unreached else said
    reason = texts.plain(f"delivery.why.{why}")
    if line.reach is Reach.WAITS:
        key = "delivery.ahead.mail" if person.email is not None else "delivery.ahead.nothing"
        said = texts.plain(key, why=reason, clock=clock)
    else:
        said = texts.plain(f"delivery.instead.{line.reach.value}", why=reason, clock=clock)
    return texts.plain("delivery.call", said=said, phone=number)
