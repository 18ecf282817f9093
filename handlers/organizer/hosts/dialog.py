"""The clinic's meeting hosts, and one instructor's."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Row, Select, SwitchTo
from aiogram_dialog.widgets.text import Format, Multi
from magic_filter import F

from handlers.common.problems import shown_problem
from handlers.common.widgets import PRIMARY, Label, Pages, Say, home_and_back
from handlers.organizer import previews
from handlers.organizer.hosts import handlers
from handlers.organizer.hosts.getters import everyone, one
from handlers.organizer.states import HostCard, MeetingHostList


def host_list() -> Dialog:
    """Return the dialog."""
    instructor: Select[int] = Select(
        Format("{item[label]}"),
        id="host",
        item_id_getter=itemgetter("id"),
        items="hosts",
        type_factory=int,
        on_click=handlers.host_chosen,
    )
    return Dialog(
        Window(
            Multi(
                Say("organizer.hosts.title"),
                Say("organizer.hosts.text", when="hosts"),
                Say("organizer.hosts.none", when=~F["hosts"]),
                sep="\n\n",
            ),
            Pages(instructor, id="pages"),
            home_and_back(),
            state=MeetingHostList.all,
            getter=everyone,
            preview_data=previews.HOSTS,
        ),
    )


def host_card() -> Dialog:
    """Return the dialog; it is started with ``{"membership_id": int}``."""
    problem = Say("organizer.clinic.problem", when="problem")
    return Dialog(
        Window(
            Multi(
                Say("organizer.host.title"),
                # HTML already, made of the catalogues' words.
                Format("{lines}"),
                sep="\n\n",
            ),
            Button(
                Label("organizer.button.check_host"),
                id="check",
                on_click=handlers.check_now,
                style=PRIMARY,
                when="on_zoom",
            ),
            Row(
                SwitchTo(Label("organizer.button.zoom_login"), id="zoom", state=HostCard.login, when="zoom"),
                SwitchTo(Label("organizer.button.own_link"), id="link", state=HostCard.link),
            ),
            home_and_back(),
            state=HostCard.card,
            preview_data=previews.HOST,
        ),
        Window(
            Multi(Say("organizer.host.login"), problem, sep="\n\n"),
            TextInput(id="typed", on_success=handlers.login_typed),
            home_and_back(HostCard.card),
            state=HostCard.login,
            getter=shown_problem,
            preview_data=previews.HOST,
        ),
        Window(
            Multi(Say("organizer.host.own_link"), problem, sep="\n\n"),
            TextInput(id="typed_link", on_success=handlers.link_typed),
            Button(Label("organizer.button.link_later"), id="later", on_click=handlers.link_later),
            home_and_back(HostCard.card),
            state=HostCard.link,
            getter=shown_problem,
            preview_data=previews.HOST,
        ),
        getter=one,
    )
