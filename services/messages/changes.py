"""What people are told when the organizer changes who holds lessons, who is in them, or their own data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import unescape

from models import Lesson, LessonParticipant, LessonStatus, Role
from services.lessons.rules import entry_opens_at
from services.messages import accounts
from services.messages.cards import group
from services.messages.context import Context
from services.messages.letter import compose, plain_mail
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Html

MOST_FOR_PATIENT = 3
"""Lessons named to a patient: with the longest names of cities 350 characters hold no more."""

MOST_WITH_LEADERS = 2
"""The same where each has the name of who holds it."""

MOST_MOVED = 2
"""The same where each has the moment it was at."""

MOST_FOR_STAFF = 10


def series_planned(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell a patient which lessons were planned for them together, a specialist which they are invited to."""
    texts = moments.texts
    patient = context.subject is None or context.subject.role is Role.PATIENT
    title = "messages.series_planned.title" if patient else "messages.specialist.series"
    return _listed(
        texts.many(title, len(lessons)),
        lessons,
        moments,
        MOST_FOR_PATIENT,
        lambda lesson: None,
        after=texts.html("messages.led_by", name=lessons[0].instructor.person.polite_name),
    )


def stuck(context: Context, moments: Moments, lesson: Lesson) -> OutgoingMessage:
    """Tell an instructor that a patient cannot get into the meeting, and where to call them."""
    texts, person = moments.texts, context.subject.person if context.subject else None
    name, phone = (person.list_name, person.phone) if person else ("", None)
    return OutgoingMessage(
        compose(
            texts.html("entering.told.title", name=name),
            texts.html("entering.told.phone", phone=phone) if phone else None,
            texts.html("entering.told.text", clock=moments.clock_html(lesson.starts_at, marked=True)),
        ),
        rows=(
            (_open(lesson, moments),),
            (Button(texts.plain("support.button.seen"), press=Press("put_away", lesson.id)),),
        ),
        subject=texts.plain("entering.told.title", name=name),
    )


def trial_failed(context: Context, moments: Moments, lesson: Lesson | None) -> OutgoingMessage:
    """Tell an instructor whose camera or microphone does not work yet, and where to call them."""
    texts, person = moments.texts, context.subject.person if context.subject else None
    name, phone = (person.list_name, person.phone) if person else ("", None)
    rows: tuple[tuple[Button, ...], ...] = ()
    when = None
    near = lesson is not None and moments.now >= entry_opens_at(lesson.starts_at)
    if lesson is not None:
        when = texts.html("trial.news.lesson", moment=moments.moment_html(lesson.starts_at, capital=False))
        put_away = Button(texts.plain("support.button.seen"), press=Press("put_away", lesson.id))
        rows = ((_open(lesson, moments),), (put_away,))
    return OutgoingMessage(
        compose(
            texts.html("trial.news.title", name=name),
            texts.html("entering.told.phone", phone=phone) if phone else texts.html("trial.news.no_phone"),
            when,
            None if near else texts.html("trial.news.text"),
        ),
        rows=rows,
        subject=texts.plain("trial.news.title", name=name),
    )


def series_moved(
    context: Context, moments: Moments, lessons: Sequence[Lesson], was: Mapping[int, datetime]
) -> OutgoingMessage:
    """Tell a patient which lessons are at other times now, and when they were."""
    texts = moments.texts
    return _listed(
        texts.many("messages.series_moved.title", len(lessons)),
        lessons,
        moments,
        MOST_MOVED,
        lambda lesson: texts.html(
            "messages.series_moved.was", moment=moments.moment_html(was[lesson.id], capital=False)
        ),
    )


def resized(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell a patient how long their lessons will last."""
    title = moments.texts.many(
        "messages.resized.title", len(lessons), minutes=moments.minutes(lessons[0].minutes)
    )
    return _listed(title, lessons, moments, MOST_FOR_PATIENT, lambda lesson: None)


def led_by_other(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell a patient who holds their lessons now."""
    texts = moments.texts
    names = {lesson.instructor.person.polite_name for lesson in lessons}
    if len(names) == 1:
        title = texts.many("messages.handed.title", len(lessons), name=names.pop())
        return _listed(title, lessons, moments, MOST_FOR_PATIENT, lambda lesson: None)
    title = texts.html("messages.handed.title_several")
    return _listed(
        title,
        lessons,
        moments,
        MOST_WITH_LEADERS,
        lambda lesson: texts.html("messages.led_by", name=lesson.instructor.person.polite_name),
    )


def received(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an instructor which lessons of a colleague they hold now."""
    texts = moments.texts
    title = texts.many("messages.received.title", len(lessons))
    name = context.subject.person.list_name if context.subject else ""
    before = texts.html("messages.received.from", name=name)
    message = _listed(
        title, lessons, moments, MOST_FOR_STAFF, lambda lesson: group(lesson, moments), before=before
    )
    only = lessons[0] if len(lessons) == 1 else None
    if only is None or only.handed_from_id is None or only.begun(moments.now):
        return message
    back = Button(texts.plain("button.hand_back"), press=Press("hand_back", only.id))
    return replace(message, rows=((_open(only, moments),), (back,)))


def returned(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an instructor that the colleague who was to hold their lesson cannot either."""
    texts, lesson = moments.texts, lessons[0]
    name = context.subject.person.list_name if context.subject else ""
    message = _listed(
        texts.html("messages.returned.title"),
        lessons,
        moments,
        MOST_FOR_STAFF,
        lambda lesson: group(lesson, moments),
        before=texts.html("messages.returned.from", name=name),
    )
    if lesson.begun(moments.now):
        return message
    again = Button(texts.plain("button.cannot_hold"), press=Press("cannot_hold", lesson.id))
    return replace(message, rows=((_open(lesson, moments),), (again,)))


def stand_in_found(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an organizer who holds a lesson in place of whom."""
    texts = moments.texts
    name = context.subject.person.list_name if context.subject else ""
    return _listed(
        texts.html("messages.stand_in.title"),
        lessons,
        moments,
        MOST_FOR_STAFF,
        lambda lesson: texts.html("messages.given_away.to", name=lesson.instructor.person.list_name),
        after=texts.html("messages.stand_in.before", name=name),
    )


def given_away(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an instructor who holds their lessons now."""
    texts = moments.texts
    title = texts.many("messages.given_away.title", len(lessons))
    return _listed(
        title,
        lessons,
        moments,
        MOST_FOR_STAFF,
        lambda lesson: texts.html("messages.given_away.to", name=lesson.instructor.person.list_name),
    )


def places_removed(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell a patient or a specialist which lessons are not theirs any more, and whether others have them."""
    texts = moments.texts
    title = "messages.places_removed.title"
    if all(one.status is LessonStatus.SCHEDULED for one in lessons):
        patient = context.subject is None or context.subject.role is Role.PATIENT
        title = "messages.places_removed.for_you" if patient else "messages.places_removed.without_you"
    support = context.organization.support_contact
    return _listed(
        texts.many(title, len(lessons)),
        lessons,
        moments,
        MOST_FOR_PATIENT,
        lambda lesson: None,
        after=texts.html("messages.places_removed.support", support=support) if support else None,
    )


def patient_removed(context: Context, moments: Moments, lessons: Sequence[Lesson]) -> OutgoingMessage:
    """Tell an instructor that a patient is in these lessons no more, and which of them fall away."""
    texts = moments.texts
    name = context.subject.person.list_name if context.subject else ""
    return _listed(
        texts.html("messages.patient_removed.title", name=name),
        lessons,
        moments,
        MOST_FOR_STAFF,
        lambda lesson: (
            texts.html("messages.patient_removed.cancelled")
            if lesson.status is LessonStatus.CANCELLED
            else None
        ),
    )


def declined(context: Context, moments: Moments, lesson: Lesson, place: LessonParticipant) -> OutgoingMessage:
    """Tell an instructor that a patient does not come, and why where they said it."""
    texts = moments.texts
    name = context.subject.person.list_name if context.subject else ""
    return OutgoingMessage(
        compose(
            texts.html("messages.declined.title", name=name),
            texts.html(f"messages.declined.reason.{place.reason.value}") if place.reason else None,
            texts.html(
                "messages.declined.lesson",
                moment=moments.moment_html(lesson.starts_at, lesson.ends_at, capital=False),
            ),
        ),
        rows=(
            (_open(lesson, moments),),
            *((offer,) for offer in (_offer(lesson, place, moments),) if offer is not None),
            (Button(texts.plain("support.button.seen"), press=Press("put_away", lesson.id)),),
        ),
        subject=texts.plain("messages.declined.title", name=name),
    )


def _open(lesson: Lesson, moments: Moments) -> Button:
    words = moments.texts.plain("button.open_lesson_card")
    return Button(words, press=Press("lesson", lesson.id), style=ButtonStyle.PRIMARY)


def _offer(lesson: Lesson, place: LessonParticipant, moments: Moments) -> Button | None:
    if len(lesson.participants) == 1 or lesson.begun(moments.now):
        return None
    return Button(moments.texts.plain("button.offer_place"), press=Press("offer", place.id))


def offered(context: Context, moments: Moments, lesson: Lesson, offer_id: int) -> OutgoingMessage:
    """Tell a patient that there is a place in a group, theirs if they are the first to want it."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.offer.title"),
            moments.moment_html(lesson.starts_at),
            texts.html(
                "messages.planned.who",
                name=lesson.instructor.person.polite_name,
                minutes=moments.minutes(lesson.minutes),
            ),
            texts.html("messages.offer.text"),
        ),
        rows=(
            (
                Button(
                    texts.plain("button.take_place"),
                    press=Press("take", offer_id),
                    style=ButtonStyle.PRIMARY,
                ),
            ),
            (Button(texts.plain("support.button.seen"), press=Press("put_away", lesson.id)),),
        ),
        subject=texts.plain("messages.offer.title"),
    )


def leader_changed(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell a doctor or an instructor that they lead a patient from now on, or no longer."""
    texts = moments.texts
    name = context.subject.person.list_name if context.subject else ""
    now = "begun" if context.params["leads"] else "ended"
    return OutgoingMessage(
        compose(
            texts.html(f"messages.leader.{now}", name=name),
            texts.html(f"messages.leader.{now}_text"),
        ),
        subject=texts.plain("messages.leader.subject"),
    )


def email_changed(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell a person that the clinic has another address of theirs."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.email_changed.title"),
            texts.html("messages.email_changed.text", email=context.recipient.email or ""),
            _ask(context, moments),
        ),
        subject=texts.plain("messages.email_changed.title"),
    )


def email_replaced(context: Context, moments: Moments) -> OutgoingMessage:
    """Say at the address that was left that it is no longer used; it may be read by anybody, so no names.

    A clinic that keeps personal data out of mails is not named either.
    """
    if context.organization.discreet:
        return accounts.email_changed(context, moments)
    texts, clinic = moments.texts, context.organization.patient_name
    return plain_mail(
        texts.plain("mail.email_replaced.subject", clinic=clinic),
        texts.html("mail.email_replaced.text", clinic=clinic),
        _ask(context, moments),
    )


def _ask(context: Context, moments: Moments) -> Html:
    support = context.organization.support_contact
    if support:
        return moments.texts.html("messages.email_changed.ask_at", support=support)
    return moments.texts.html("messages.email_changed.ask")


def _listed(
    title: Html,
    lessons: Sequence[Lesson],
    moments: Moments,
    most: int,
    more_of: Callable[[Lesson], Html | None],
    *,
    before: Html | None = None,
    after: Html | None = None,
) -> OutgoingMessage:
    texts = moments.texts
    lines = [_line(lesson, more_of(lesson), moments) for lesson in lessons[:most]]
    left = len(lessons) - most
    more = texts.many("messages.lessons_more", left) if left > 0 else None
    return OutgoingMessage(compose(title, before, *lines, more, after), subject=unescape(title))


def _line(lesson: Lesson, more: Html | None, moments: Moments) -> Html:
    moment = moments.moment_html(lesson.starts_at)
    return moments.texts.html("messages.lesson_line", moment=moment, more=more) if more else moment
