"""What somebody who is leaving is shown."""

from typing import Any

from aiogram_dialog import DialogManager

from services.errors import NotHere
from services.farewell import Leaver
from services.moments import Moments


async def until(dialog_manager: DialogManager, moments: Moments, **_: Any) -> dict[str, Any]:
    """Return the day on which the data go. Raises NotHere for somebody who is not leaving."""
    leaver: Leaver | None = dialog_manager.middleware_data["leaver"]
    if leaver is None:
        raise NotHere
    return {"day": moments.month_day(moments.day_of(leaver.erased_at))}
