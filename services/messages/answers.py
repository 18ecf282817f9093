"""What a patient's card asks before a lesson, the buttons under it, and how answers are counted for staff."""

from collections import Counter

from models import DeclineReason, Lesson, LessonParticipant, NotificationKind, ParticipantState
from services.lessons.asking import ASKED_WITHIN, asked_at
from services.messages import entering
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Html

COME, CANNOT, AGAIN, BACK, ASK = "come", "cannot", "again", "card", "ask_instructor"
"""Presses: the patient comes, does not, thinks again, wants the card as it was, asks the instructor."""

REASONS = {
    "unwell": DeclineReason.UNWELL,
    "treatment": DeclineReason.TREATMENT,
    "other": DeclineReason.OTHER,
    "no_reason": DeclineReason.NONE,
}
"""Presses that say why."""

VIEW = "view"
"""The parameter that tells what a card shows for the while of a choice: why not (``CANNOT``) or ``AGAIN``."""

Rows = tuple[tuple[Button, ...], ...]


def is_asked(context: Context, moments: Moments, kind: NotificationKind) -> bool:
    """Say whether a card asks «Придёте?»: from the day before on, and when the lesson moved."""
    asked = moments.now >= asked_at(context.the_lesson.starts_at, context.recipient) - ASKED_WITHIN
    return asked or kind is NotificationKind.LESSON_MOVED


def asking(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage | None:
    """Return a card that is about the answer alone: given, thought over, or asked for; None for any other."""
    lesson, texts, place = context.the_lesson, moments.texts, context.place
    if place is None or lesson.begun(moments.now):
        return None
    when = moments.moment_html(lesson.starts_at)
    view = context.params.get(VIEW)
    if view == CANNOT and place.state.expected:
        return OutgoingMessage(
            compose(texts.html("messages.answer.why", moment=when), texts.html("messages.answer.what")),
            rows=(
                *((_button(moments, press, lesson),) for press in REASONS),
                (_button(moments, BACK, lesson),),
            ),
        )
    if place.state is ParticipantState.CONFIRMED and view != AGAIN:
        return OutgoingMessage(
            compose(when, texts.html("messages.answer.awaited")),
            rows=(
                (_button(moments, AGAIN, lesson),),
                *ask(lesson, moments),
                *_trial(context, moments),
            ),
        )
    if view == AGAIN or (kind is NotificationKind.LESSON_ASKED and place.state.expected):
        return OutgoingMessage(
            compose(
                when,
                texts.html(
                    "messages.answer.asked",
                    name=context.recipient.polite_name,
                    instructor=lesson.instructor.person.polite_name,
                    minutes=moments.minutes(lesson.minutes),
                ),
                texts.html("messages.answer.question"),
            ),
            rows=question(context, moments),
        )
    return None


def declined(context: Context, moments: Moments, following: Html | None) -> OutgoingMessage:
    """Return the card of somebody who does not come, with the way back until the lesson begins."""
    lesson, texts, place = context.the_lesson, moments.texts, context.place
    unwell = place is not None and place.reason is DeclineReason.UNWELL
    support = context.organization.support_contact
    worse = "messages.answer.worse_centre" if support else "messages.answer.worse"
    return OutgoingMessage(
        compose(
            texts.html("messages.answer.known"),
            texts.html(
                "messages.answer.without", moment=moments.moment_html(lesson.starts_at, capital=False)
            ),
            following,
            texts.html(worse, support=support or "") if unwell else None,
        ),
        rows=(
            ()
            if lesson.begun(moments.now)
            else ((_button(moments, COME, lesson, "return"),), *ask(lesson, moments))
        ),
    )


def question(context: Context, moments: Moments) -> Rows:
    """Return the buttons that answer the question."""
    lesson = context.the_lesson
    come = (_button(moments, COME, lesson, style=ButtonStyle.SUCCESS),)
    return (come, *refusal(context, moments), *_trial(context, moments))


def _trial(context: Context, moments: Moments) -> Rows:
    """Return the button that lets a newcomer try out camera and microphone."""
    return entering.trial(context, moments) if context.first else ()


def refusal(context: Context, moments: Moments) -> Rows:
    """Return the button of somebody who knows long before that they cannot come."""
    lesson = context.the_lesson
    return ((_button(moments, CANNOT, lesson),), *ask(lesson, moments))


def ask(lesson: Lesson, moments: Moments) -> Rows:
    """Return the button that opens a question to the lesson's instructor."""
    return ((_button(moments, ASK, lesson),),)


def counted(lesson: Lesson, moments: Moments) -> Html | None:
    """«Придут: 2 · нет ответа: 1 · не придут: 1», None before anybody has answered or was asked."""
    texts, now = moments.texts, moments.now
    numbers = Counter(
        said for place in lesson.participants if (said := said_of(place, lesson, moments)) is not None
    )
    if not numbers or now >= lesson.ends_at:
        return None
    order = [ParticipantState.CONFIRMED, ParticipantState.INVITED, ParticipantState.DECLINED]
    line = " · ".join(
        texts.html(f"messages.answer.count.{state.value}", count=numbers[state])
        for state in order
        if numbers[state]
    )
    return Html(line[:1].upper() + line[1:])


def said_of(place: LessonParticipant, lesson: Lesson, moments: Moments) -> ParticipantState | None:
    """Return what staff read of a place's answer; None where there is none and none was asked for yet."""
    match place.state:
        case ParticipantState.CONFIRMED | ParticipantState.DECLINED:
            return place.state
        case ParticipantState.INVITED:
            asked = moments.now >= asked_at(lesson.starts_at, place.patient.person)
            return place.state if asked else None
        case _:
            return None


def _button(
    moments: Moments, press: str, lesson: Lesson, label: str = "", style: ButtonStyle | None = None
) -> Button:
    words = moments.texts.plain(f"button.answer.{label or press}")
    return Button(words, press=Press(press, lesson.id), style=style)
