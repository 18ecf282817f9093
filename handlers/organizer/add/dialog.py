"""Registering someone: a question a screen, the summary, the link."""

from operator import itemgetter
from typing import Any

from aiogram.enums import ContentType
from aiogram.fsm.state import State
from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, CopyText, Keyboard, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Const, Format, Multi
from magic_filter import F

from handlers.common.widgets import PRIMARY, SUCCESS, Home, Label, Pages, Say
from handlers.organizer import previews
from handlers.organizer.add import getters, handlers
from handlers.organizer.states import AddPerson
from models import Role

LEADERS_A_PAGE = 4
PARAGRAPHS = "\n\n"


def _question(
    key: str,
    *widgets: Keyboard | MessageInput,
    state: State,
    note: Say | None = None,
    getter: Any = None,
    preview_data: dict[str, Any],
) -> Window:
    """Return a question's window; its last row leads back, or out with nothing saved."""
    return Window(
        Multi(
            Say("organizer.add.title", when=~F["step"]),
            Say("organizer.add.step", when="step"),
            Say(key),
            note or Const(""),
            Say("organizer.add.sought", when="sought"),
            Say("organizer.add.problem", when="problem"),
            sep=PARAGRAPHS,
        ),
        *widgets,
        Row(
            Button(Label("button.back"), id="back", on_click=handlers.back),
            Cancel(Label("button.discard"), id="discard"),
        ),
        state=state,
        getter=[getters.question] if getter is None else [getters.question, getter],
        preview_data=preview_data,
    )


def _typed(handler: Any) -> MessageInput:
    return MessageInput(handler, content_types=ContentType.TEXT)


def _role(role: Role) -> Button:
    label = Label(f"organizer.role_title.{role.value}")
    return Button(label, id=role.value, on_click=handlers.role_chosen)


def _leaders(role: Role) -> Pages:
    people: Select[int] = Select(
        Format("{item[label]}"),
        id=role.value,
        item_id_getter=itemgetter("id"),
        items=role.value,
        type_factory=int,
        on_click=handlers.leader_chosen,
    )
    return Pages(people, id=f"{role.value}s", height=LEADERS_A_PAGE)


def add_person() -> Dialog:
    """Return the dialog."""
    return Dialog(
        _question(
            "organizer.add.role",
            Row(_role(Role.PATIENT), _role(Role.INSTRUCTOR)),
            Row(_role(Role.DOCTOR), _role(Role.ORGANIZER)),
            state=AddPerson.role,
            preview_data=previews.ROLE,
        ),
        _question(
            "organizer.add.name",
            _typed(handlers.name_typed),
            state=AddPerson.name,
            preview_data=previews.NAME,
        ),
        _question(
            "organizer.add.contacts",
            _typed(handlers.contacts_typed),
            state=AddPerson.contacts,
            preview_data=previews.CONTACTS,
        ),
        Window(
            Say("organizer.add.known"),
            Format("{question}"),
            Button(
                Label("organizer.button.add_role"), id="add_role", on_click=handlers.role_added, style=PRIMARY
            ),
            SwitchTo(Label("organizer.button.edit_email"), id="edit", state=AddPerson.contacts),
            Row(
                Button(Label("button.back"), id="back", on_click=handlers.back),
                Cancel(Label("button.discard"), id="discard"),
            ),
            state=AddPerson.known,
            getter=getters.known,
            preview_data=previews.KNOWN,
        ),
        _question(
            "organizer.add.zone",
            _typed(handlers.city_typed),
            Pages(
                Select(
                    Format("{item[label]}"),
                    id="city",
                    item_id_getter=itemgetter("zone"),
                    items="found",
                    on_click=handlers.city_chosen,
                ),
                id="cities",
            ),
            Button(Format("{clinic}"), id="clinic", on_click=handlers.clinic_zone_chosen, when="clinic"),
            state=AddPerson.zone,
            note=Say("organizer.add.more_letters", when="more"),
            getter=getters.cities,
            preview_data=previews.ZONE,
        ),
        _question(
            "organizer.add.zoom",
            Button(
                Label("organizer.button.same_email"),
                id="same",
                on_click=handlers.same_login_chosen,
                when="email",
            ),
            SwitchTo(
                Label("organizer.button.other_login"), id="other", state=AddPerson.zoom_login, when="email"
            ),
            SwitchTo(
                Label("organizer.button.zoom_login"), id="login", state=AddPerson.zoom_login, when=~F["email"]
            ),
            SwitchTo(Label("organizer.button.own_link"), id="own", state=AddPerson.own_link),
            state=AddPerson.zoom,
            note=Say("organizer.add.zoom_email", when="email"),
            getter=getters.host,
            preview_data=previews.LAST,
        ),
        _question(
            "organizer.add.zoom_login",
            _typed(handlers.login_typed),
            state=AddPerson.zoom_login,
            preview_data=previews.LAST,
        ),
        _question(
            "organizer.add.own_link",
            _typed(handlers.link_typed),
            Button(Label("button.skip"), id="skip", on_click=handlers.link_skipped),
            state=AddPerson.own_link,
            preview_data=previews.LAST,
        ),
        _question(
            "organizer.add.leaders",
            _leaders(Role.DOCTOR),
            _leaders(Role.INSTRUCTOR),
            state=AddPerson.leaders,
            getter=getters.leaders,
            preview_data=previews.LAST,
        ),
        Window(
            Multi(
                Say("organizer.check.title"),
                Multi(
                    Say("organizer.check.who"),
                    Say("organizer.check.where"),
                    Say("organizer.check.host", when="host"),
                    Say("organizer.check.doctor", when="doctor"),
                    Say("organizer.check.instructor", when="instructor"),
                ),
                Say("organizer.check.mail", when="mail"),
                Say("organizer.check.no_mail", when="no_mail"),
                Say("organizer.check.no_email", when="no_email"),
                sep=PARAGRAPHS,
            ),
            Button(Label("organizer.button.invite"), id="save", on_click=handlers.save, style=SUCCESS),
            Row(
                SwitchTo(Label("organizer.button.role"), id="role", state=AddPerson.role, when=~F["given"]),
                SwitchTo(Label("organizer.button.name"), id="name", state=AddPerson.name, when="new"),
            ),
            Row(
                SwitchTo(
                    Label("organizer.button.contacts"),
                    id="contacts",
                    state=AddPerson.contacts,
                    when=~F["given"],
                ),
                SwitchTo(Label("organizer.button.zone"), id="zone", state=AddPerson.zone, when="new"),
            ),
            SwitchTo(Label("organizer.button.zoom"), id="zoom", state=AddPerson.zoom, when="asks_host"),
            SwitchTo(
                Label("organizer.button.leaders"), id="leaders", state=AddPerson.leaders, when="asks_leaders"
            ),
            Row(Cancel(Label("button.discard"), id="discard"), Home()),
            state=AddPerson.check,
            getter=getters.summary,
            preview_data=previews.CHECK,
        ),
        Window(
            Multi(
                Say("organizer.done.title"),
                Say("organizer.link.link", when="link"),
                Multi(
                    Format("{invitation}"),
                    Say("organizer.done.mail", when="mail"),
                    Say("organizer.check.no_mail", when="no_mail"),
                    Say("organizer.check.no_email", when="no_email"),
                ),
                sep=PARAGRAPHS,
            ),
            CopyText(Label("organizer.button.copy"), Format("{link}"), when="link"),
            Row(
                Button(Label("organizer.button.one_more"), id="more", on_click=handlers.one_more),
                Button(Label("organizer.button.card"), id="card", on_click=handlers.open_card),
            ),
            Home(),
            state=AddPerson.done,
            getter=getters.registered,
            preview_data=previews.PERSON,
        ),
        on_start=handlers.begun,
    )
