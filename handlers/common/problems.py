"""Why what was typed or picked cannot be taken: a sentence in the same window, until something else is."""

from typing import Any

from aiogram_dialog import DialogManager

from services.errors import Refused
from services.texts import Texts


def note_problem(manager: DialogManager, key: str, **params: str | int) -> None:
    """Show the sentence in the present window; another window does not have it."""
    state = manager.current_context().state.state
    manager.dialog_data["problem"] = {"state": state, "key": key, "params": params}


def note_refusal(manager: DialogManager, fault: Refused) -> None:
    """Show in the present window which rule says no."""
    note_problem(manager, f"refusal.{fault.code}", **fault.params)


def clear_problem(manager: DialogManager) -> None:
    """Take the sentence away."""
    manager.dialog_data.pop("problem", None)


async def shown_problem(dialog_manager: DialogManager, texts: Texts, **_: Any) -> dict[str, Any]:
    """Return the present window's sentence, if it has one."""
    noted = dialog_manager.dialog_data.get("problem")
    if noted is None or noted["state"] != dialog_manager.current_context().state.state:
        return {"problem": None}
    return {"problem": texts.plain(noted["key"], **noted["params"])}
