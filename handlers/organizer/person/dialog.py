"""One person's card, their invitation and taking it back."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Button, Column, CopyText, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.widgets import DANGER, SUCCESS, Label, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.person.getters import card, roles
from handlers.organizer.person.handlers import (
    close_access,
    correct,
    give_role,
    hand_over,
    invite_again,
    open_role,
    reopen,
    revoke,
    show_code,
    to_forward,
)
from handlers.organizer.states import PersonCard

# HTML already, made of the catalogues' words.
INVITATION = (Format("{invitation}"), Format("{letter}", when="letter"), Format("{opened}", when="opened"))


def person_card() -> Dialog:
    """Return the dialog."""
    return Dialog(
        Window(
            Multi(
                Say("organizer.person.title"),
                Multi(
                    Say("organizer.person.contacts"),
                    Say("organizer.person.zone"),
                    Say("organizer.person.closed", when="closed"),
                    *INVITATION,
                    Format("{host}", when="host"),
                ),
                sep="\n\n",
            ),
            Row(
                Button(Label("button.invite_again"), id="again", on_click=invite_again),
                SwitchTo(Label("organizer.button.link"), id="link", state=PersonCard.link, when="link"),
                when="waiting",
            ),
            Row(
                Button(Label("organizer.button.correct"), id="correct", on_click=correct),
                SwitchTo(Label("organizer.button.roles"), id="roles", state=PersonCard.roles),
            ),
            Button(Label("organizer.button.hand_over"), id="hand_over", on_click=hand_over, when="teaches"),
            SwitchTo(
                Label("button.revoke_invitation"),
                id="ask",
                state=PersonCard.revoke,
                style=DANGER,
                when="link",
            ),
            Button(
                Label("organizer.button.close_access"),
                id="close",
                on_click=close_access,
                style=DANGER,
                when="closable",
            ),
            Button(
                Label("organizer.button.reopen"), id="reopen", on_click=reopen, style=SUCCESS, when="closed"
            ),
            home_and_back(),
            state=PersonCard.card,
            preview_data=previews.PERSON,
        ),
        Window(
            Multi(
                Say("organizer.link.title"),
                Say("organizer.link.link", when="link"),
                Multi(*INVITATION, Say("organizer.link.once", when="link")),
                sep="\n\n",
            ),
            CopyText(Label("organizer.button.copy"), Format("{link}"), when="link"),
            Row(
                Button(Label("organizer.button.code"), id="code", on_click=show_code),
                Button(Label("organizer.button.forward"), id="forward", on_click=to_forward),
                when="link",
            ),
            home_and_back(PersonCard.card),
            state=PersonCard.link,
            preview_data=previews.PERSON,
        ),
        Window(
            Multi(Say("organizer.revoke.title"), Say("organizer.revoke.text"), sep="\n\n"),
            Button(Label("organizer.button.revoke"), id="revoke", on_click=revoke, style=DANGER),
            home_and_back(PersonCard.card),
            state=PersonCard.revoke,
            preview_data=previews.PERSON,
        ),
        Window(
            Multi(
                Say("organizer.roles.title"),
                Say("organizer.roles.how"),
                Say("organizer.roles.no_email", when=~F["email"]),
                sep="\n\n",
            ),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="role",
                    item_id_getter=itemgetter("id"),
                    items="roles",
                    type_factory=int,
                    on_click=open_role,
                ),
            ),
            Column(
                Select(
                    Format("{item[label]}"),
                    id="give",
                    item_id_getter=itemgetter("id"),
                    items="missing",
                    on_click=give_role,
                ),
                when="email",
            ),
            home_and_back(PersonCard.card),
            state=PersonCard.roles,
            getter=roles,
            preview_data=previews.ROLES,
        ),
        getter=card,
    )
