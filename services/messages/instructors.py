"""What instructors read around their lessons besides the cards."""

from collections.abc import Sequence

from models import Lesson, ParticipantState, Person
from services.messages.answers import counted
from services.messages.cards import group
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Html


def day(moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an instructor in the morning of the day's lessons: who comes, and whom Telegram does not reach."""
    texts = moments.texts
    title = texts.html("messages.day.title", day=moments.day(moments.today))
    return OutgoingMessage(
        compose(title, *(line for lesson in lessons for line in _of_day(lesson, moments))),
        rows=tuple(
            (
                Button(
                    texts.plain("messages.day.button", clock=moments.clock(lesson.starts_at)),
                    press=Press("lesson", lesson.id),
                ),
            )
            for lesson in lessons
        ),
        subject=texts.plain("messages.day.subject"),
    )


def _of_day(lesson: Lesson, moments: Moments) -> list[Html]:
    texts = moments.texts
    span = Html(moments.span(lesson.starts_at, lesson.ends_at))
    lines = [texts.html("messages.day.lesson", span=span, who=group(lesson, moments))]
    lines += [line for line in (counted(lesson, moments),) if line is not None]
    waiting = sum(place.state is ParticipantState.BLOCKED for place in lesson.participants)
    if waiting:
        lines.append(texts.many("messages.instructor.waiting", waiting))
    lost = [
        place.patient.person
        for place in lesson.participants
        if place.state.expected
        and (place.patient.person.telegram_id is None or place.patient.person.telegram_lost_at is not None)
    ]
    return lines + [_out_of_reach(person, moments) for person in lost]


def unreached(context: Context, moments: Moments, people: Sequence[Person]) -> OutgoingMessage:
    """Tell half an hour ahead who can be told of the lesson by a call alone."""
    lesson, texts = context.the_lesson, moments.texts
    button = Button(
        texts.plain("delivery.button.open"), press=Press("delivery", lesson.id), style=ButtonStyle.PRIMARY
    )
    return OutgoingMessage(
        compose(
            texts.html("delivery.ahead.title"),
            moments.moment_html(lesson.starts_at),
            texts.html("delivery.ahead.text"),
            *(_out_of_reach(person, moments) for person in people),
        ),
        rows=((button,),),
        subject=texts.plain("delivery.ahead.subject", clock=moments.clock(lesson.starts_at)),
    )


def awaited(context: Context, moments: Moments) -> OutgoingMessage:
    """Remind an instructor who has not gone in that the lesson has begun."""
    lesson, texts = context.the_lesson, moments.texts
    enter = Button(
        texts.plain("button.begin_lesson"), press=Press("enter", lesson.id), style=ButtonStyle.PRIMARY
    )
    return OutgoingMessage(
        compose(
            texts.html("messages.awaited.title", clock=moments.clock_html(lesson.starts_at, marked=True)),
            group(lesson, moments),
            texts.html("messages.awaited.text"),
        ),
        rows=((enter,),),
        subject=texts.plain("messages.awaited.subject", clock=moments.clock(lesson.starts_at)),
    )


def attendance_asked(moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Ask who was at lessons that are over, with a way to the sheet of each."""
    texts = moments.texts
    lines = [
        texts.html(
            "attendance.asked.line",
            # It is often read the morning after.
            moment=moments.moment_html(lesson.starts_at, lesson.ends_at, relative=False),
            who=group(lesson, moments),
        )
        for lesson in lessons
    ]
    return OutgoingMessage(
        compose(texts.html("attendance.asked.title"), *lines, texts.html("attendance.asked.text")),
        rows=tuple((_sheet(lesson, moments, several=len(lessons) > 1),) for lesson in lessons),
        subject=texts.plain("attendance.asked.subject"),
    )


def _sheet(lesson: Lesson, moments: Moments, *, several: bool) -> Button:
    clock = moments.clock(lesson.starts_at)
    texts = moments.texts
    label = (
        texts.plain("attendance.asked.button", clock=clock) if several else texts.plain("button.attendance")
    )
    return Button(label, press=Press("attendance", lesson.id))


def _out_of_reach(person: Person, moments: Moments) -> Html:
    texts = moments.texts
    why = texts.plain("delivery.why.absent" if person.telegram_id is None else "delivery.why.closed")
    if person.phone is None:
        return texts.html("delivery.ahead.no_phone", name=person.list_name, why=why)
    return texts.html("delivery.ahead.call", name=person.list_name, why=why, phone=person.phone)
