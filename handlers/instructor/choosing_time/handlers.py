"""How a day and a time become a moment, and who decides when the clocks do not."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.types import CallbackQuery
from aiogram_dialog import ChatEvent, DialogManager
from aiogram_dialog.widgets.kbd import Button

from handlers.common.problems import clear_problem, note_problem
from handlers.instructor.lists import item_id
from handlers.instructor.subjects import acting
from services.lessons.rules import FURTHEST
from services.moments import Moments
from services.timetable import (
    NoSuchTime,
    TwiceThatTime,
    first_valid,
    parse_time,
    to_local,
    to_moment,
)

Then = Callable[[ChatEvent, Any, DialogManager], Awaitable[None]]
"""What follows once the dialog's ``starts_at`` is chosen."""


class ChoosingTime:
    """The presses of one dialog's steps «date», «time» and «odd» (the clocks skip the time or show it twice).

    In the dialog's data ``date`` and ``time`` are what was chosen (wall-clock, the instructor's zone),
    ``choices`` the moments an odd time may mean, ``starts_at`` the moment. A day chosen anew keeps the time.
    """

    def __init__(self, date: State, time: State, odd: State, then: Then) -> None:
        self.date = date
        self.time = time
        self.odd = odd
        self._then = then

    async def today(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """Take the present day."""
        await self.day(callback, button, manager, _moments(manager).today)

    async def tomorrow(self, callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
        """Take the next day."""
        await self.day(callback, button, manager, _moments(manager).tomorrow)

    async def typed_day(self, event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
        """Take a day that was written."""
        day = _moments(manager).day_said(text)
        if day is None:
            note_problem(manager, "instructor.problem.date")
            return
        await self.day(event, widget, manager, day)

    async def day(self, event: ChatEvent, widget: Any, manager: DialogManager, day: date) -> None:
        """Take a day that was picked."""
        if day < _moments(manager).today:
            note_problem(manager, "refusal.date-past")
            return
        if day > _moments(manager).today + FURTHEST:
            note_problem(manager, "refusal.lesson-far")
            return
        clear_problem(manager)
        manager.dialog_data["date"] = day.isoformat()
        await self.go_on(event, widget, manager)

    async def clock(self, event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
        """Take a time of day that was written or pressed."""
        time = parse_time(text)
        if time is None:
            note_problem(manager, "instructor.problem.time")
            return
        manager.dialog_data["time"] = f"{time:%H:%M}"
        await self._settle(event, widget, manager)

    async def go_on(self, event: ChatEvent, widget: Any, manager: DialogManager) -> None:
        """Go on with a day that was filled in from elsewhere, and with the time if that was too."""
        if "time" in manager.dialog_data:
            await self._settle(event, widget, manager)
        else:
            await manager.switch_to(self.time)

    async def choice(self, event: ChatEvent, widget: Any, manager: DialogManager, text: str) -> None:
        """Take one of the moments that an odd time may mean."""
        choices = manager.dialog_data["choices"]
        number = min(item_id(text), len(choices) - 1)
        moment = datetime.fromisoformat(choices[number])
        note_local(manager, moment)
        await self._take(event, widget, manager, moment)

    async def _settle(self, event: ChatEvent, widget: Any, manager: DialogManager) -> None:
        data, zone = manager.dialog_data, acting(manager).timezone
        local = datetime.fromisoformat(f"{data['date']}T{data['time']}")
        try:
            moment = to_moment(local, zone)
        except NoSuchTime:
            choices = [first_valid(local, zone)]
        except TwiceThatTime as overlap:
            choices = [overlap.first, overlap.second]
        else:
            await self._take(event, widget, manager, moment)
            return
        data["choices"] = [choice.isoformat() for choice in choices]
        await manager.switch_to(self.odd)

    async def _take(self, event: ChatEvent, widget: Any, manager: DialogManager, moment: datetime) -> None:
        if moment <= _moments(manager).now:
            await manager.switch_to(self.time)
            note_problem(manager, "refusal.lesson-in-past")
            return
        clear_problem(manager)
        manager.dialog_data["starts_at"] = moment.isoformat()
        await self._then(event, widget, manager)


async def forget_unfinished(callback: CallbackQuery, button: Button, manager: DialogManager) -> None:
    """Return to the day and the time of the moment that stands."""
    note_local(manager, datetime.fromisoformat(manager.dialog_data["starts_at"]))


def note_local(manager: DialogManager, moment: datetime) -> None:
    """Let the chosen day and time be those of a moment."""
    local = to_local(moment, acting(manager).timezone)
    manager.dialog_data["date"], manager.dialog_data["time"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def _moments(manager: DialogManager) -> Moments:
    moments: Moments = manager.middleware_data["moments"]
    return moments
