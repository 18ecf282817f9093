"""What somebody's card shows."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.subject import membership_of
from models import Invitation, Membership, NotificationState, Role
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
        "teaches": not closed and shown.membership.role is Role.INSTRUCTOR,
        "waiting": not closed and shown.state(moments.now) is not InvitationState.CONNECTED,
        "closed": closed,
        "closable": not closed and shown.membership.id != actor.membership_id,
    }


@inject
async def roles(
    dialog_manager: DialogManager, actor: Actor, texts: Texts, people: FromDishka[People], **_: Any
) -> dict[str, Any]:
    """Return the person's roles in the clinic with where each stands, and those they do not have."""
    shown = await people.card(actor, membership_of(dialog_manager))
    held = {one.role for one in shown.roles}
    return {
        "email": shown.membership.person.email,
        "roles": [{"id": one.id, "label": _role(one, texts)} for one in shown.roles],
        "missing": [
            {
                "id": role.value,
                "label": texts.plain(
                    "organizer.button.give_role", role=texts.plain(f"roles.name.{role.value}")
                ),
            }
            for role in Role
            if role not in held
        ],
    }


def _role(member: Membership, texts: Texts) -> str:
    standing = "active" if member.activated_at else "waiting"
    standing = "closed" if member.deactivated_at else standing
    return texts.plain(
        "organizer.button.role_card",
        role=texts.plain(f"organizer.role_title.{member.role.value}"),
        standing=texts.plain(f"organizer.role_standing.{standing}"),
    )


def invitation(card: PersonCard, invitations: Invitations, texts: Texts, moments: Moments) -> dict[str, Any]:
    """Return how somebody's invitation stands, with the link while it works."""
    state = card.state(moments.now)
    newest = card.invitation if state is InvitationState.OPEN else None
    # Who was connected before has both moments; the one that counts is the present state's.
    begun = card.membership.activated_at if state is InvitationState.CONNECTED else None
    moment = begun or (card.invitation.expires_at if card.invitation else moments.now)
    return {
        "name": card.membership.person.full_name,
        "role": texts.plain(f"roles.name.{card.membership.role.value}"),
        "invitation": texts.html(
            f"organizer.invitation.{state.value}", moment=moments.moment_html(moment, capital=False)
        ),
        "letter": _letter(card, texts, moments) if newest else None,
        "opened": _opened(newest, texts, moments) if newest else None,
        "link": invitations.link(newest) if newest else None,
    }


def _opened(invitation: Invitation, texts: Texts, moments: Moments) -> Html:
    if invitation.opened_at is None:
        return texts.html("organizer.invitation.not_opened")
    return texts.html(
        "organizer.invitation.opened", moment=moments.moment_html(invitation.opened_at, capital=False)
    )


def _letter(card: PersonCard, texts: Texts, moments: Moments) -> Html:
    letter = card.letter
    if letter is None or (letter.state is NotificationState.PLANNED and letter.last_error is None):
        return texts.html("organizer.letter.planned")
    if letter.state is NotificationState.PLANNED:
        return texts.html("organizer.letter.waiting")
    if letter.sent_at is None:
        return texts.html(f"organizer.letter.failed.{WHY_NOT.get(letter.last_error or '', 'other')}")
    return texts.html("organizer.letter.sent", moment=moments.moment_html(letter.sent_at, capital=False))
