"""The living card of a lesson for another employee who is invited to it: no patient is named in it."""

from models import NotificationKind, ParticipantState
from services.lessons.rules import Phase, phase
from services.messages.context import Context
from services.messages.letter import compose, join_rows, was_line
from services.moments import Moments
from services.ports import OutgoingMessage


def card(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    """Return a specialist's card of a lesson as it is now; ``kind`` is what caused it to be shown."""
    lesson, texts = context.the_lesson, moments.texts
    coming = [place for place in lesson.participants if place.state is not ParticipantState.DECLINED]
    who = texts.many(
        "messages.specialist.who",
        len(coming),
        name=lesson.instructor.person.list_name,
        minutes=moments.minutes(lesson.minutes),
    )
    note = texts.html("messages.specialist.note", note=context.note) if context.note else None
    link = None if context.join_url else texts.html("messages.no_link_yet")
    match phase(lesson, moments.now):
        case Phase.CANCELLED:
            lines = (texts.html("messages.cancelled.title"), moments.moment_html(lesson.starts_at), who)
        case Phase.FINISHED:
            when = moments.moment_html(lesson.starts_at, relative=False)
            lines = (texts.html("messages.finished.title"), when, who)
        case Phase.PLANNED if kind is NotificationKind.LESSON_MOVED:
            now_at = moments.moment_html(lesson.starts_at, capital=False)
            moved = texts.html("messages.moved.now", moment=now_at)
            title = texts.html("messages.moved.title")
            return OutgoingMessage(compose(title, was_line(context, moments), moved, who, note))
        case Phase.PLANNED:
            title = texts.html("messages.specialist.invited")
            when = moments.moment_html(lesson.starts_at)
            entry = texts.html("messages.planned.entry")
            return OutgoingMessage(compose(title, when, who, note, entry))
        case Phase.STARTING:
            moved_from = was_line(context, moments)
            rows = join_rows(context, moments)
            title = moments.countdown_html(lesson.starts_at)
            return OutgoingMessage(compose(title, moved_from, who, note, link), rows=rows)
        case Phase.RUNNING:
            clock = moments.clock_html(lesson.starts_at, marked=True)
            title = texts.html("messages.running.title", clock=clock)
            until = texts.html("messages.running.until", clock=moments.clock_html(lesson.ends_at))
            return OutgoingMessage(compose(title, until, who, note, link), rows=join_rows(context, moments))
    return OutgoingMessage(compose(*lines))
