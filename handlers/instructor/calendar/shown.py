"""Which day and whose lessons the calendar shows; both are kept while it is leafed through."""

from datetime import date, timedelta

from aiogram_dialog import Data, DialogManager

from services.errors import NotHere
from services.lessons.calendar import month_of, next_month
from services.lessons.rules import FURTHEST
from services.moments import Moments

LONGEST_BACK = timedelta(days=3 * 366)
"""How far back the calendar is leafed through."""

NO_DAY = "none"
"""What a place of the month's grid carries that is no day."""


async def begin(start_data: Data, manager: DialogManager) -> None:
    """Show the day and the patient that the calendar was opened for, else today and everybody."""
    asked = start_data if isinstance(start_data, dict) else {}
    if "day" in asked:
        manager.dialog_data["day"] = asked["day"]
    if "patient_id" in asked:
        manager.dialog_data["patient_id"] = asked["patient_id"]


def day(manager: DialogManager) -> date:
    """Return the day that is shown, with its week and month around it."""
    kept = manager.dialog_data.get("day")
    return date.fromisoformat(kept) if kept else _moments(manager).today


def show_day(manager: DialogManager, chosen: date) -> None:
    """Show another day; one out of reach is the last one within it."""
    today = _moments(manager).today
    reached = min(max(chosen, today - LONGEST_BACK), today + FURTHEST)
    manager.dialog_data["day"] = reached.isoformat()


def month_away(present: date, months: int, today: date) -> date:
    """Return the first day of the month before (-1) or after (1), the present day in its own month."""
    first = next_month(present) if months > 0 else month_of(month_of(present) - timedelta(days=1))
    return today if month_of(today) == first else first


def patient_id(manager: DialogManager) -> int | None:
    """Return the patient whose lessons alone are shown."""
    narrowed: int | None = manager.dialog_data.get("patient_id")
    return narrowed


def day_id(text: str) -> date | None:
    """Return the day that a press carries, None for a place without one. Raises NotHere."""
    if text == NO_DAY:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotHere from None


def _moments(manager: DialogManager) -> Moments:
    moments: Moments = manager.middleware_data["moments"]
    return moments
