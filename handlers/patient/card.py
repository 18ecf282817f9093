"""The card of a lesson as the patient's screens show it: the words of the living card in the chat."""

from datetime import datetime
from typing import Any

from models import HostProvider, Lesson, NotificationKind, ParticipantState
from services.lessons.book import LessonView
from services.lessons.rules import Phase, phase
from services.messages.answers import is_asked
from services.messages.cards import lesson_card
from services.messages.context import Context
from services.messages.entering import is_asked as entry_asked
from services.moments import Moments


def card(view: LessonView, following: Lesson | None, moments: Moments) -> dict[str, Any]:
    """Return what a window needs to show the lesson: its words, and the way in while it is open.

    ``planned`` marks a lesson far ahead, whose screen has its own words; ``can_come`` and ``can_refuse`` what
    the patient may answer, ``come_back`` that they do so after all; ``can_enter`` and ``entry_asked`` whether
    they may say that they are in or cannot get in, and are asked; ``link_coming`` one that is open but has no
    link yet.
    """
    lesson, place, now = view.lesson, view.place, moments.now
    if place is None:
        raise ValueError("a patient's lesson without the patient's place")
    url = view.entry_url(now)
    confirmed = place.state is ParticipantState.CONFIRMED
    declined = place.state is ParticipantState.DECLINED and _open(lesson, now)
    waited_for = view.invited and phase(lesson, now) is Phase.PLANNED
    context = Context(
        organization=lesson.organization,
        recipient=place.patient.person,
        lesson=lesson,
        place=place,
        following=following,
        join_url=url,
        awaited=view.awaited,
        zoom=view.meeting is not None and view.meeting.provider is HostProvider.ZOOM,
    )
    asked = confirmed or is_asked(context, moments, NotificationKind.LESSON_ASKED)
    return {
        "planned": waited_for and not asked,
        "card": lesson_card(context, moments, NotificationKind.LESSON_ASKED).html,
        "can_come": (waited_for and asked and not confirmed) or declined,
        "come_back": declined,
        "can_refuse": waited_for,
        "can_ask": not lesson.over(now),
        "can_enter": url is not None and place.entered_at is None,
        "entry_asked": entry_asked(context, moments),
        "join_url": url,
        "link_coming": view.open_to_patient(now) and url is None,
        **heading(view, moments),
    }


def _open(lesson: Lesson, now: datetime) -> bool:
    return phase(lesson, now) in (Phase.PLANNED, Phase.STARTING)


def heading(view: LessonView, moments: Moments) -> dict[str, Any]:
    """Return when a lesson is, who leads it and how long it lasts."""
    lesson = view.lesson
    return {
        "moment": moments.moment_html(lesson.starts_at),
        "instructor": lesson.instructor.person.polite_name,
        "minutes": moments.minutes(lesson.minutes),
    }
