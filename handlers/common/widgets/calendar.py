"""The calendar from which a day is picked: a month a page, in the reader's language, without past days."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Protocol

from aiogram.types import CallbackQuery, InlineKeyboardButton
from aiogram_dialog import DialogManager
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.kbd import Keyboard
from babel.dates import format_date

from handlers.common.widgets.text import reader_texts

MONTHS_AHEAD = 12
_WEEK = 7


class OnDayPicked(Protocol):
    """What is done with the day that was pressed; it may be past: a keyboard on a screen proves nothing."""

    async def __call__(
        self, callback: CallbackQuery, calendar: "Calendar", manager: DialogManager, day: date, /
    ) -> Any:
        """Act on the day."""
        ...


class Calendar(Keyboard):
    """Days from ``today`` of the window's data (a date: the present day in the person's zone) on.

    Weeks that are wholly past are left out.

    ``busy`` names a field of the window's data with the days to be marked by a dot, ``holidays`` one with
    those to be marked by a star. The library's own calendar takes "today" from the machine's clock and names
    from the C locale; this one takes neither.
    """

    def __init__(
        self,
        id: str,
        on_click: OnDayPicked,
        busy: str | None = None,
        holidays: str | None = None,
        when: WhenCondition = None,
    ) -> None:
        super().__init__(id=id, when=when)
        self.on_click = on_click
        self.busy = busy
        self.holidays = holidays

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> RawKeyboard:
        today: date = data["today"]
        busy: Collection[date] = data[self.busy] if self.busy else ()
        holidays: Collection[date] = data[self.holidays] if self.holidays else ()
        locale = reader_texts(manager).locale
        first, last = _month(today), _later(_month(today), MONTHS_AHEAD)
        month = min(max(self._shown_month(manager) or first, first), last)
        title = format_date(month, "LLLL y", locale)
        monday = month - timedelta(days=month.weekday())
        weekdays = [format_date(monday + timedelta(days=n), "ccc", locale) for n in range(_WEEK)]
        rows: RawKeyboard = [
            [
                self._page("‹", _later(month, -1), month > first),
                self._inert(title.capitalize()),
                self._page("›", _later(month, 1), month < last),
            ],
            [self._inert(name.capitalize()) for name in weekdays],
        ]
        for week in _weeks(month):
            if week[-1] < today:
                continue
            rows.append(
                [
                    self._day(day, f"{'·' * (day in busy)}{'★' * (day in holidays)}")
                    if day >= today and _month(day) == month
                    else self._inert(" ")
                    for day in week
                ]
            )
        return rows

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        kind, _, value = data.partition(":")
        day = _parsed(value)
        if kind == "month" and day is not None:
            self.set_widget_data(manager, day.isoformat())
        elif kind == "day" and day is not None:
            await self.on_click(callback, self, manager, day)
        return True

    def _shown_month(self, manager: DialogManager) -> date | None:
        return _parsed(self.get_widget_data(manager, ""))

    def _day(self, day: date, marks: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(
            text=f"{day.day}{marks}", callback_data=self._item_callback_data(f"day:{day}")
        )

    def _page(self, text: str, month: date, there: bool) -> InlineKeyboardButton:
        if not there:
            return self._inert(" ")
        return InlineKeyboardButton(text=text, callback_data=self._item_callback_data(f"month:{month}"))

    def _inert(self, text: str) -> InlineKeyboardButton:
        # Telegram wants an action on every button; this one leaves the window as it is.
        return InlineKeyboardButton(text=text, callback_data=self._item_callback_data("none"))


def _month(day: date) -> date:
    return day.replace(day=1)


def _later(month: date, months: int) -> date:
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


def _weeks(month: date) -> list[list[date]]:
    monday = month - timedelta(days=month.weekday())
    days = (_later(month, 1) - monday).days
    return [[monday + timedelta(days=first + n) for n in range(_WEEK)] for first in range(0, days, _WEEK)]


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
