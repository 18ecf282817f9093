"""Files for the calendar of somebody's phone. They name the clinic and who holds the lesson, nobody else."""

from collections.abc import Sequence
from functools import partial

from models import Lesson, LessonStatus, Role
from services.files.calendar_file import MEDIA_TYPE, CalendarEntry, calendar_file
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.policy import Actor
from services.ports import Attachment, OutgoingMessage
from services.texts import Html


def lesson_file(
    context: Context, moments: Moments, actor: Actor, lesson: Lesson, bot: str, *, renewed: bool
) -> OutgoingMessage:
    """Bring a file of one lesson, or one that puts right what is in the calendar already."""
    cancelled = lesson.status is LessonStatus.CANCELLED
    how = ("gone" if cancelled else "moved") if renewed else "one"
    return _message(
        moments,
        how,
        f"lesson-{lesson.id}.ics",
        [entry(context, moments, actor, lesson, bot)],
        moments.moment_html(lesson.starts_at),
    )


def lessons_file(
    context: Context, moments: Moments, actor: Actor, lessons: Sequence[Lesson], bot: str
) -> OutgoingMessage:
    """Bring a file of all coming lessons."""
    entries = [entry(context, moments, actor, lesson, bot) for lesson in lessons]
    count = moments.texts.many("messages.calendar.count", len(entries))
    return _message(moments, "all", "lessons.ics", entries, count)


def entry(context: Context, moments: Moments, actor: Actor, lesson: Lesson, bot: str) -> CalendarEntry:
    """Return a lesson as an event. Its uid is the lesson's and this bot's, for good.

    Without personal data the event says that there is a meeting, and no more.
    """
    texts = moments.texts
    clinic = context.organization
    discreet = clinic.discreet
    name = clinic.patient_name if actor.role is Role.PATIENT else clinic.name
    title = (
        texts.plain("messages.calendar.title")
        if discreet
        else texts.plain("messages.calendar.titled", clinic=name)
    )
    if actor.role is Role.PATIENT and not discreet:
        about = texts.plain("messages.calendar.about", name=lesson.instructor.person.polite_name, bot=bot)
    else:
        about = texts.plain("messages.calendar.way_in", bot=bot)
    return CalendarEntry(
        uid=f"lesson-{lesson.id}@{bot.rpartition('/')[2]}",
        sequence=lesson.version - 1,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        zone=lesson.timezone,
        title=title,
        about=about,
        place="Telegram",
        cancelled=lesson.status is LessonStatus.CANCELLED,
    )


def _message(
    moments: Moments, how: str, name: str, entries: Sequence[CalendarEntry], which: Html
) -> OutgoingMessage:
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html(f"messages.calendar.{how}.title"), which, texts.html(f"messages.calendar.{how}.text")
        ),
        subject=texts.plain(f"messages.calendar.{how}.title"),
        attachment=Attachment(name, MEDIA_TYPE, partial(calendar_file, entries, moments.now)),
    )
