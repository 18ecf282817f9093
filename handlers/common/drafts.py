"""Half-made work that is left for the first screen, from where it goes on.

A dialog says in its data under ``KEPT`` the names of what is to be kept of it. One that has saved what was
begun in the dialogs under it says so under ``DONE``.
"""

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.api.entities import Context
from aiogram_dialog.api.internal import STORAGE_KEY

KEPT, DONE = "kept", "done"

DRAFT = "draft"
"""Under this name the first screen is started with what was kept."""


async def half_made(manager: DialogManager) -> dict[str, Any] | None:
    """Return what the first screen is to be started with: the work begun last in this role, or None."""
    if not manager.has_context():
        return None
    current = manager.current_context()
    draft: dict[str, Any] = {}
    for intent_id in reversed(manager.current_stack().intents):
        context = current if current.id == intent_id else await _kept(manager, intent_id)
        data: dict[str, Any] = context.dialog_data
        if data.get(DONE):
            return None
        draft = draft or {name: data[name] for name in data.get(KEPT, ()) if data.get(name)}
    # The stack's first is where the role that the work belongs to begins.
    if context.state != manager.middleware_data["home"]:
        return None
    draft = draft or draft_of(context.start_data)
    return {DRAFT: draft} if draft else None


def draft_of(start_data: object) -> dict[str, Any]:
    """Return the work that a dialog was started with, empty without any."""
    return dict(start_data.get(DRAFT, {})) if isinstance(start_data, dict) else {}


async def _kept(manager: DialogManager, intent_id: str) -> Context:
    context: Context = await manager.middleware_data[STORAGE_KEY].load_context(intent_id)
    return context
