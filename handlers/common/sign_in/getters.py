"""What the steps of signing in show."""

from typing import Any

from aiogram_dialog import DialogManager
from dishka.integrations.aiogram_dialog import FromDishka, inject

from services.installation import Installation


@inject
async def mail_or_not(installation: FromDishka[Installation], **_: Any) -> dict[str, Any]:
    """Return whether a code can be mailed at all."""
    return {"mail": installation.mail}


async def asked(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:
    """Return the address as far as whoever typed it knows it again: «p…@demo.invalid»."""
    name, _at, host = str(dialog_manager.dialog_data.get("email", "")).strip().rpartition("@")
    return {"email": f"{name[:1]}…@{host}"}
