"""What a lesson's card shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.instructor.subjects import lesson_id
from handlers.instructor.words import entries, joined, names_there, place_line
from models import HostProvider, MeetingState
from services.lessons.book import LessonBook, LessonView
from services.lessons.extending import Extending, Room
from services.lessons.rules import CancelReason, Phase, delivery_shown, entry_open, link_wanted, phase
from services.messages.cards import group, inside
from services.moments import Moments
from services.policy import Actor
from services.texts import Html

MINUTES_COUNTED = 60
"""From so many minutes before the start the card counts them."""


@inject
async def card(
    dialog_manager: DialogManager,
    actor: Actor,
    moments: Moments,
    book: FromDishka[LessonBook],
    extending: FromDishka[Extending],
    **_: Any,
) -> dict[str, Any]:
    """Return the lesson as it is now and what can be done with it."""
    view = await book.whole(actor, lesson_id(dialog_manager))
    lesson, now = view.lesson, moments.now
    stands = phase(lesson, now)
    room = await extending.room(actor, lesson.id) if stands is Phase.RUNNING else None
    return {
        "moment": moments.moment_html(lesson.starts_at, lesson.ends_at),
        "lines": joined([_state(view, stands, moments), *_people(view, stands, moments)]),
        "specialists": names_there(lesson.invited_specialists, lesson, moments),
        "note": view.note,
        "series": view.series is not None,
        "number": view.series.number if view.series else 0,
        "of": view.series.of if view.series else 0,
        "open": entries([view], moments) if entry_open(lesson, now) else [],
        "editable": stands in (Phase.PLANNED, Phase.STARTING),
        "begun": stands in (Phase.RUNNING, Phase.FINISHED),
        "delivery": delivery_shown(lesson, now),
        "room": _room(room, moments),
        "extend": _extend(room, moments),
        "link_wanted": not view.has_link and link_wanted(lesson, now),
    }


def _room(room: Room | None, moments: Moments) -> Html | None:
    """Say what keeps a lesson from going on for long."""
    if room is None or room.full:
        return None
    key = "instructor.card.room_own" if room.own else "instructor.card.room"
    return moments.texts.html(key, clock=moments.clock(room.until))


def _extend(room: Room | None, moments: Moments) -> str | None:
    if room is None:
        return None
    if room.full:
        return moments.texts.plain("instructor.button.extend")
    return moments.texts.plain("instructor.button.extend_until", clock=moments.clock(room.until))


def _state(view: LessonView, stands: Phase, moments: Moments) -> Html:
    texts = moments.texts
    if stands is Phase.CANCELLED:
        return _cancelled(view, moments)
    if stands is Phase.FINISHED:
        return texts.html("instructor.card.over")
    meeting = _meeting(view, moments)
    if stands is Phase.PLANNED and moments.minutes_left(view.lesson.starts_at) > MINUTES_COUNTED:
        return meeting
    countdown = moments.in_minutes(view.lesson.starts_at, capital=True)
    if (there := inside(view.lesson, moments)) is not None:
        return texts.html("instructor.card.state", countdown=countdown, meeting=there)
    return texts.html("instructor.card.state", countdown=countdown, meeting=meeting)


def _cancelled(view: LessonView, moments: Moments) -> Html:
    """Say that there is no lesson, and why where its instructor said so."""
    texts, reason = moments.texts, view.lesson.cancel_reason
    if reason is None or reason == CancelReason.NONE:
        return texts.html("instructor.card.cancelled")
    said = texts.plain(f"cancelling.reason.{reason}")
    return texts.html("cancelling.because", reason=said)


def _meeting(view: LessonView, moments: Moments) -> Html:
    """Say whether the lesson has a meeting, or when it will."""
    texts, meeting = moments.texts, view.meeting
    if meeting is None or meeting.provider is HostProvider.LINK:
        return texts.html("instructor.card.link_ready" if view.has_link else "instructor.card.no_link")
    if view.has_link:
        return texts.html("instructor.card.meeting_ready")
    untried = meeting.state is MeetingState.PLANNED and meeting.last_error is None
    if untried and meeting.due_at is not None and meeting.due_at > moments.now:
        return texts.html("instructor.card.meeting_later")
    return texts.html("instructor.card.no_meeting")


def _people(view: LessonView, stands: Phase, moments: Moments) -> list[Html]:
    if stands in (Phase.CANCELLED, Phase.FINISHED):
        return [group(view.lesson, moments)]
    return [
        moments.texts.html("instructor.numbered", number=number, line=place_line(place, view, moments))
        for number, place in enumerate(view.lesson.participants, start=1)
    ]
