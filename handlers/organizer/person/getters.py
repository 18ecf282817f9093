"""What somebody's card shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.subject import membership_of
from models import NotificationState
from services.invitations import Invitations
from services.messages.notes import host_line
from services.moments import Moments
from services.people import InvitationState, People, PersonCard
from services.policy import Actor
from services.texts import Html, Texts

WHY_NOT = {"mail_address": "address", "no_email": "nowhere", "mail_not_set_up": "no_server"}
"""Reasons for which a letter did not go out and an organizer can do something (integrations.mail.channel)."""


@inject
async def card(
    dialog_manager: DialogManager,
    actor: Actor,
    texts: Texts,
    moments: Moments,
    people: FromDishka[People],
    invitations: FromDishka[Invitations],
    **_: Any,
) -> dict[str, Any]:
    """Return the person the dialog was started with, and their open invitation."""
    shown = await people.card(actor, membership_of(dialog_manager))
    person = shown.membership.person
    closed = shown.membership.deactivated_at is not None
    contacts = ", ".join(filter(None, (person.email, person.phone)))
    return {
        **invitation(shown, invitations, texts, moments),
        "contacts": contacts or texts.plain("organizer.person.no_contacts"),
        "zone": moments.zone_now(person.timezone),
        "host": host_line(shown.host, moments) if shown.host else None,
        "waiting": not closed and shown.state(moments.now) is not InvitationState.CONNECTED,
        "closed": closed,
        "closable": not closed and shown.membership.id != actor.membership_id,
    }


def invitation(card: PersonCard, invitations: Invitations, texts: Texts, moments: Moments) -> dict[str, Any]:
    """Return how somebody's invitation stands, with the link while it works."""
    state = card.state(moments.now)
    newest = card.invitation if state is InvitationState.OPEN else None
    moment = card.membership.activated_at or (card.invitation.expires_at if card.invitation else moments.now)
    return {
        "name": card.membership.person.full_name,
        "role": texts.plain(f"roles.name.{card.membership.role.value}"),
        "invitation": texts.html(
            f"organizer.invitation.{state.value}", moment=moments.moment_html(moment, capital=False)
        ),
        "letter": _letter(card, texts, moments) if newest else None,
        "link": invitations.link(newest) if newest else None,
    }


def _letter(card: PersonCard, texts: Texts, moments: Moments) -> Html:
    letter = card.letter
    if letter is None or (letter.state is NotificationState.PLANNED and letter.last_error is None):
        return texts.html("organizer.letter.planned")
    if letter.state is NotificationState.PLANNED:
        return texts.html("organizer.letter.waiting")
    if letter.sent_at is None:
        return texts.html(f"organizer.letter.failed.{WHY_NOT.get(letter.last_error or '', 'other')}")
    return texts.html("organizer.letter.sent", moment=moments.moment_html(letter.sent_at, capital=False))
