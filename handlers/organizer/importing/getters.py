"""What is shown of a file of people."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from handlers.organizer.importing.handlers import import_of
from models import ImportState
from services.installation import Installation
from services.messages.imports import line
from services.people_import.imports import PeopleImports
from services.policy import Actor
from services.texts import Html, Texts


@inject
async def progress(
    dialog_manager: DialogManager, actor: Actor, imports: FromDishka[PeopleImports], **_: Any
) -> dict[str, Any]:
    """Return how far the file has been looked at."""
    view = await imports.view(actor, import_of(dialog_manager))
    return {"adding": view.state is ImportState.ADDING, "done": view.done, "total": view.total}


@inject
async def preview(
    dialog_manager: DialogManager, actor: Actor, texts: Texts, imports: FromDishka[PeopleImports], **_: Any
) -> dict[str, Any]:
    """Return how many rows stand how, and what is amiss with the first that cannot be taken."""
    view = await imports.view(actor, import_of(dialog_manager))
    good = view.counts.get("new", 0) + view.counts.get("role", 0)
    lines = [texts.html("imports.check.line", line=line(entry, texts)) for entry in view.bad]
    more = view.counts.get("bad", 0) - len(view.bad)
    if view.bad and more > 0:
        lines.append(texts.many("imports.check.more", more))
    return {
        **dict.fromkeys(("new", "role", "there", "twice", "bad", "unled"), 0),
        **view.counts,
        "total": view.total,
        "good": good,
        "all_good": good and not view.counts.get("bad"),
        "some_good": good and view.counts.get("bad"),
        "noted": any(view.counts.get(standing) for standing in ("role", "there", "twice", "bad")),
        "lines": Html("\n".join(lines)),
    }


@inject
async def result(
    dialog_manager: DialogManager,
    actor: Actor,
    imports: FromDishka[PeopleImports],
    installation: FromDishka[Installation],
    **_: Any,
) -> dict[str, Any]:
    """Return how many people there are more."""
    view = await imports.view(actor, import_of(dialog_manager))
    return {
        **dict.fromkeys(("added", "mailed", "without_email", "left"), 0),
        **view.counts,
        "mail": installation.mail,
    }
