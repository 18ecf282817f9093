"""The choice of a role."""

from operator import itemgetter

from aiogram_dialog import Dialog, Window
from aiogram_dialog.widgets.kbd import Select
from aiogram_dialog.widgets.text import Format

from handlers.common.roles.getters import roles
from handlers.common.roles.handlers import role_chosen
from handlers.common.states import Roles
from handlers.common.widgets import Pages, Say, home_and_back

ROLES_A_PAGE = 6


def choosing() -> Dialog:
    """Return the dialog."""
    role: Select[int] = Select(
        Format("{item[label]}"),
        id="chosen",
        item_id_getter=itemgetter("id"),
        items="roles",
        type_factory=int,
        on_click=role_chosen,
    )
    return Dialog(
        Window(
            Say("roles.choose"),
            Pages(role, id="roles", height=ROLES_A_PAGE),
            home_and_back(),
            state=Roles.choose,
            getter=roles,
            preview_data={
                "role": "instructor",
                "role_clinic": "Example",
                "roles": [{"id": 10**15, "label": "Instructor"}],
            },
        )
    )
