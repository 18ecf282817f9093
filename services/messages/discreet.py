"""Messages of a clinic that keeps personal data out of chats and mails (product.md, Without personal data).

What leaves is that there is a message, for which lesson's time, and buttons. The words are read in the bot.
"""

from dataclasses import replace

from models import Notification, NotificationKind
from services.lessons.rules import Phase, phase
from services.messages.context import Context
from services.moments import Moments
from services.ports import Button, OutgoingMessage, Press
from services.texts import Html

OPENLY = frozenset(
    {
        NotificationKind.INVITATION,
        NotificationKind.HOST_ENTRY,
        NotificationKind.MEETING_MISSING,
        NotificationKind.MEETING_DELAYED,
        NotificationKind.PROVIDER_REFUSES,
        NotificationKind.PROVIDER_BACK,
        NotificationKind.INVITATION_CODE,
        NotificationKind.INVITATION_TO_FORWARD,
        NotificationKind.JOURNAL_FILE,
        NotificationKind.PEOPLE_TABLE,
        NotificationKind.PEOPLE_PICTURE,
        NotificationKind.DATA_EXPORT,
        NotificationKind.LESSON_FILE,
        NotificationKind.LESSONS_FILE,
        NotificationKind.IMPORT_TEMPLATE,
        NotificationKind.IMPORT_MARKED,
        NotificationKind.IMPORT_NEWS,
        NotificationKind.SIGN_IN_CODE,
        NotificationKind.EMAIL_CODE,
        NotificationKind.SIGNED_IN_ELSEWHERE,
        NotificationKind.OWN_EMAIL_CHANGED,
        NotificationKind.EMAIL_REPLACED,
    }
)
"""What names nobody and no clinic, and what somebody has just asked for to have it in the chat.

A code, and news of an account or an address that a person has left, could not be read in the bot at all.
Whatever else there is or will be is kept back.
"""

OPENS = ("lesson", "checkup")
"""Presses that show what a message is about, so that it needs no other; a letter is its own words."""

LETTERS = (NotificationKind.SUPPORT_QUESTION, NotificationKind.SUPPORT_ANSWER)


def in_chat(
    message: OutgoingMessage, row: Notification, context: Context, moments: Moments
) -> OutgoingMessage:
    """Return a row's message as its clinic lets it into a chat.

    Its own buttons stay: the way into the meeting must work with the bot down.
    """
    if not context.organization.discreet or row.kind in OPENLY:
        return message
    rows = message.rows
    shown = any(button.press and button.press.action in OPENS for line in rows for button in line)
    if row.kind in LETTERS or not shown:
        opens = (Button(moments.texts.plain("discreet.open"), press=Press("read", row.id)),)
        # First of all one reads, and only then answers or puts the message away; the way in goes before that.
        leads = any(button.url for line in rows for button in line)
        rows = (*rows, opens) if leads else (opens, *rows)
    return replace(message, html=Html(f"<b>{_title(context, moments)}</b>"), rows=rows, voice=None)


def in_mail(
    mail: OutgoingMessage | None, row: Notification, context: Context, moments: Moments, bot: str
) -> OutgoingMessage | None:
    """Return a mail as its clinic lets it go out; ``bot`` is the address at which the message is read."""
    if mail is None or not context.organization.discreet or row.kind in OPENLY:
        return mail
    texts, mail = moments.texts, replace(mail, voice=None)
    opens = Button(texts.plain("discreet.open"), url=bot)
    lines = (_title(context, moments), texts.html("discreet.mail"))
    return replace(
        mail,
        html="\n".join(lines),
        subject=texts.plain("discreet.subject"),
        rows=(*(row for row in mail.rows if all(button.url for button in row)), (opens,)),
    )


def _title(context: Context, moments: Moments) -> Html:
    texts, lesson = moments.texts, context.lesson
    if lesson is None:
        return texts.html("discreet.title")
    if phase(lesson, moments.now) is Phase.FINISHED:
        return texts.html("discreet.past", moment=moments.moment_html(lesson.starts_at, capital=False))
    if moments.day_of(lesson.starts_at) == moments.today:
        return texts.html("discreet.today", clock=moments.clock_html(lesson.starts_at, marked=True))
    return texts.html("discreet.on_day", moment=moments.moment_html(lesson.starts_at, capital=False))
