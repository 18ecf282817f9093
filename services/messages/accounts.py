"""Messages about signing in: codes by mail, what a former account and the organizers are told.

What goes to an address or an account that may be somebody else's by now names nobody and no clinic.
"""

from datetime import datetime

from services.messages.context import Context
from services.messages.letter import compose, plain_mail
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press


def sign_in_code(context: Context, moments: Moments, code: str) -> OutgoingMessage:
    """Return the mail with the code that signs a person in from another account; ``code`` as it is read."""
    texts = moments.texts
    return plain_mail(
        texts.plain("mail.code.subject", code=code),
        texts.html("mail.code.text", code=code),
        texts.html("mail.code.not_you"),
    )


def email_code(context: Context, moments: Moments, code: str) -> OutgoingMessage:
    """Return the mail to a new address with the code that proves it."""
    texts = moments.texts
    return plain_mail(
        texts.plain("mail.new_address.subject", code=code),
        texts.html("mail.code.text", code=code),
        texts.html("mail.new_address.not_you"),
    )


def email_changed(context: Context, moments: Moments) -> OutgoingMessage:
    """Return the mail to the address that is no longer a person's."""
    texts = moments.texts
    return plain_mail(
        texts.plain("mail.old_address.subject"),
        texts.html("mail.old_address.text"),
    )


def signed_in_elsewhere(context: Context, moments: Moments, move_id: int, at: datetime) -> OutgoingMessage:
    """Tell a former account that another one took its place at ``at``; one press stops that."""
    texts = moments.texts
    button = Button(texts.plain("button.not_me"), press=Press("not_me", move_id), style=ButtonStyle.DANGER)
    return OutgoingMessage(
        compose(
            texts.html("messages.elsewhere.title"),
            moments.moment_html(at),
            texts.html("messages.elsewhere.text"),
        ),
        rows=((button,),),
        subject=texts.plain("messages.elsewhere.title"),
    )


def signed_in_elsewhere_mail(context: Context, moments: Moments, at: datetime) -> OutgoingMessage:
    """Say the same by mail, where there is nothing to press."""
    texts = moments.texts
    return plain_mail(
        texts.plain("messages.elsewhere.title"),
        texts.html("mail.elsewhere.text", moment=moments.moment(at, relative=False, capital=False)),
        texts.html("mail.elsewhere.not_you"),
    )


def sign_in_stopped(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an organizer that somebody signed in as another person and was stopped."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.stopped.title"),
            texts.html("messages.stopped.text", name=_name(context)),
            texts.html("messages.stopped.what"),
        ),
        rows=_card(context, moments),
        subject=texts.plain("messages.stopped.title"),
    )


def invitation_rejected(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an organizer that an invitation reached the wrong person and works no more."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.rejected.title"),
            texts.html("messages.rejected.text", name=_name(context)),
        ),
        rows=_card(context, moments),
        subject=texts.plain("messages.rejected.title"),
    )


def link_asked(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an organizer that somebody whose link does not work asks for a new one."""
    texts = moments.texts
    again = Button(
        texts.plain("button.invite_again"),
        press=Press("invite", context.subject.id if context.subject else 0),
        style=ButtonStyle.PRIMARY,
    )
    return OutgoingMessage(
        compose(texts.html("messages.asked.title"), texts.html("messages.asked.text", name=_name(context))),
        rows=((again,), *_card(context, moments)),
        subject=texts.plain("messages.asked.title"),
    )


def _card(context: Context, moments: Moments) -> tuple[tuple[Button, ...], ...]:
    if context.subject is None:
        return ()
    return ((Button(moments.texts.plain("button.open_card"), press=Press("person", context.subject.id)),),)


def _name(context: Context) -> str:
    return context.subject.person.list_name if context.subject else ""
