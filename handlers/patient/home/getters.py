"""What the patient's first screen shows."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.patient.card import card, heading
from models import Clearance, ClearanceStatus, ParticipantState
from services.clearances import Clearances
from services.identity import Identity
from services.lessons.book import LessonBook, LessonView
from services.messages.context import Context
from services.messages.notes import clearance_paused
from services.moments import Moments
from services.policy import Actor

OPEN, PAUSED, NEXT, BLOCKED, PENDING, NONE = "open", "paused", "next", "blocked", "pending", "none"
"""What there is to say first: the way in is open, the doctor paused, a lesson is planned, it waits for the
doctor, the doctor has not decided, nothing is planned."""


@inject
async def first_screen(
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    clearances: FromDishka[Clearances],
    identity: FromDishka[Identity],
    **_: Any,
) -> dict[str, Any]:
    """Return the one thing to say, and the way into a lesson that is open."""
    coming = await _ahead(actor, book)
    view = coming[0] if coming else None
    me = await identity.membership(actor)
    screen = _screen(view, await clearances.own(actor), moments)
    data: dict[str, Any] = {"screen": screen, "name": me.person.polite_name, "join_url": None}
    if screen == PAUSED:
        paused = clearance_paused(Context(organization=me.organization, recipient=me.person), moments)
        return {**data, "card": paused.html}
    if view is None:
        return data
    return data | (card(view, None, moments) if screen == OPEN else heading(view, moments))


@inject
async def menu(
    actor: Actor, moments: Moments, book: FromDishka[LessonBook], identity: FromDishka[Identity], **_: Any
) -> dict[str, Any]:
    """Return the nearest lesson for the menu behind the way in."""
    coming = await _ahead(actor, book)
    me = await identity.membership(actor)
    there = heading(coming[0], moments) if coming else {}
    return {"name": me.person.polite_name, "screen": NEXT if coming else NONE, **there}


async def _ahead(actor: Actor, book: LessonBook) -> list[LessonView]:
    """Return the nearest lessons without those the patient does not come to."""
    views = await book.coming(actor)
    return [v for v in views if v.place is None or v.place.state is not ParticipantState.DECLINED]


def _screen(view: LessonView | None, clearance: Clearance, moments: Moments) -> str:
    if view is not None and view.open_to_patient(moments.now):
        return OPEN
    if clearance.status in (ClearanceStatus.SUSPENDED, ClearanceStatus.REFUSED):
        return PAUSED
    if view is not None:
        return NEXT if view.invited else BLOCKED
    return PENDING if clearance.status is ClearanceStatus.PENDING else NONE
