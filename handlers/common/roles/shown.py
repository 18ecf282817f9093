"""What a first screen shows to someone with several roles: the one they act in, and the way to another."""

from typing import Any

from aiogram_dialog.widgets.kbd import Start

from handlers.common.states import Roles
from handlers.common.widgets import Label, Say
from services.policy import Actor
from services.texts import Texts

ROLE_PREVIEW = {"several": True, "role": "instructor", "role_clinic": "Example"}


async def active_role(actor: Actor, texts: Texts, **_: Any) -> dict[str, Any]:
    """Return the role and the clinic the person acts in, and whether they have others."""
    return {"several": actor.several, "role": role_name(actor, texts), "role_clinic": actor.clinic}


def role_name(actor: Actor, texts: Texts) -> str:
    """Return the word for the role somebody acts in."""
    return texts.plain(f"roles.name.{actor.role.value}")


def role_line() -> Say:
    """Return the line that names the active role; whoever has one role alone knows it."""
    return Say("roles.active", when="several")


def switch_role() -> Start:
    """Return the button to the choice of roles."""
    return Start(Label("roles.button.switch"), id="switch_role", state=Roles.choose, when="several")
