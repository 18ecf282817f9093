"""Messages as mails: invitations, and what Telegram could not deliver."""

from datetime import datetime
from functools import partial

from models import Invitation, LessonStatus, Membership, NotificationKind, Role
from services.files.codes import code_picture
from services.messages.context import Context
from services.messages.letter import call_for_help, plain_mail, zoom_name
from services.moments import Moments
from services.ports import Attachment, Button, ButtonStyle, OutgoingMessage
from services.texts import Html


def invitation(
    context: Context, moments: Moments, membership: Membership, row: Invitation, link: str
) -> OutgoingMessage:
    """Invite a person to activate their role; the link is personal and works once."""
    texts = moments.texts
    role = membership.role
    clinic = context.organization
    until = moments.moment_html(row.expires_at, capital=False, relative=False)
    name = texts.html("mail.hello", name=context.recipient.polite_name)
    button = Button(texts.plain("button.begin"), url=link, style=ButtonStyle.PRIMARY)
    if clinic.discreet:
        mail = plain_mail(
            texts.plain("discreet.invitation.subject"),
            texts.html("discreet.invitation.text"),
            texts.html("mail.invitation.how"),
            texts.html("mail.invitation.until", moment=until),
        )
    elif role is Role.PATIENT:
        mail = plain_mail(
            texts.plain("mail.invitation.subject.patient", clinic=clinic.patient_name),
            name,
            texts.html("mail.invitation.as.patient", clinic=clinic.patient_name),
            texts.html("mail.invitation.how"),
            texts.html("mail.invitation.until", moment=until),
            texts.html("mail.invitation.no_telegram"),
            texts.html("mail.invitation.link", link=link),
        )
    else:
        mail = plain_mail(
            texts.plain(f"mail.invitation.subject.{role.value}"),
            name,
            texts.html(f"mail.invitation.as.{role.value}", clinic=clinic.name),
            texts.html(f"mail.invitation.what.{role.value}"),
            texts.html("mail.invitation.until", moment=until),
            texts.html("mail.invitation.link", link=link),
        )
    code = Attachment("invitation.png", "image/png", partial(code_picture, link))
    return OutgoingMessage(html=mail.html, subject=mail.subject, rows=((button,),), attachment=code)


def lesson_mail(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage | None:
    """Return what a lesson's message says by mail, None where it is not worth one."""
    if context.place is None and not context.specialist:
        reminds = kind in (NotificationKind.LESSON_STARTING, NotificationKind.LESSON_SOON)
        return _instructor_starting(context, moments) if reminds else None
    match kind:
        case NotificationKind.LESSON_SOON:
            return _told(context, moments, "soon")
        case NotificationKind.LESSON_STARTING:
            return _starting(context, moments)
        case NotificationKind.LESSON_PLANNED:
            return _told(context, moments, "invited" if context.specialist else "planned")
        case NotificationKind.LESSON_MOVED:
            return _told(context, moments, "moved")
        case NotificationKind.LESSON_CANCELLED:
            return _told(context, moments, "cancelled")
        case _:
            return None


def _starting(context: Context, moments: Moments) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    begun = lesson.begun(moments.now)
    clock = moments.clock(lesson.starts_at, marked=True)
    mail = plain_mail(
        texts.plain("mail.starting.subject", clock=moments.clock(lesson.starts_at)),
        texts.html(
            "mail.starting.running" if begun else "mail.starting.text",
            name=context.recipient.polite_name,
            clock=clock,
        ),
        texts.html("messages.led_by", name=lesson.instructor.person.polite_name),
        *_for_patient(context, moments),
    )
    return OutgoingMessage(
        html=mail.html, subject=mail.subject, rows=_link(context, texts.plain("button.join_lesson"))
    )


def _for_patient(context: Context, moments: Moments) -> tuple[Html | None, ...]:
    """Return what a reminder says to patients alone, nothing for a specialist."""
    texts = moments.texts
    if context.specialist:
        return ()
    return (
        texts.html("messages.zoom_name", name=zoom_name(context.recipient)),
        call_for_help(context, moments),
        None if context.join_url else texts.html("mail.starting.no_link"),
    )


def _instructor_starting(context: Context, moments: Moments) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    mail = plain_mail(
        texts.plain("mail.instructor.subject", clock=moments.clock(lesson.starts_at)),
        texts.many("mail.instructor.text", len(lesson.participants)),
        texts.html("mail.instructor.how"),
    )
    return OutgoingMessage(
        html=mail.html, subject=mail.subject, rows=_link(context, texts.plain("button.open_meeting"))
    )


def _told(context: Context, moments: Moments, what: str) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    now_at = moments.moment(lesson.starts_at, relative=False, capital=False)
    was = context.params.get("was")
    gone = lesson.status is LessonStatus.CANCELLED
    lines: tuple[Html | None, ...] = (
        texts.html(f"mail.{what}.text", name=context.recipient.polite_name),
        texts.html("messages.moved.was", moment=_moment(was, moments)) if was else None,
        texts.html("messages.moved.now", moment=now_at)
        if was
        else moments.moment_html(lesson.starts_at, relative=False),
        None if gone else texts.html("messages.led_by", name=lesson.instructor.person.polite_name),
        None if gone else texts.html("mail.told.entry"),
        texts.html(
            "messages.following",
            moment=moments.moment(context.following.starts_at, relative=False, capital=False),
        )
        if gone and context.following
        else None,
    )
    return plain_mail(texts.plain(f"mail.{what}.subject", moment=now_at), *lines)


def _moment(stored: str | int, moments: Moments) -> str:
    return moments.moment(datetime.fromisoformat(str(stored)), relative=False, capital=False)


def _link(context: Context, label: str) -> tuple[tuple[Button, ...], ...]:
    if context.join_url is None:
        return ()
    return ((Button(label, url=context.join_url, style=ButtonStyle.PRIMARY),),)
