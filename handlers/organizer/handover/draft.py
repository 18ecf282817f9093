"""Which lessons are to be handed over, and to whom: what the dialog knows so far."""

from datetime import date
from typing import Any

from aiogram_dialog import DialogManager


class Draft:
    """A view of the dialog's data."""

    def __init__(self, manager: DialogManager) -> None:
        self._data: dict[str, Any] = manager.dialog_data

    @property
    def first(self) -> date | None:
        """The first day, None for the present."""
        return _day(self._data.get("first"))

    @first.setter
    def first(self, day: date | None) -> None:
        self._data["first"] = day.isoformat() if day else None

    @property
    def last(self) -> date | None:
        """The last day, None for all ahead."""
        return _day(self._data.get("last"))

    @last.setter
    def last(self, day: date | None) -> None:
        self._data["last"] = day.isoformat() if day else None

    @property
    def choices(self) -> dict[int, int]:
        """Who takes which lesson: memberships by lesson."""
        return {int(lesson): who for lesson, who in self._data.get("choices", {}).items()}

    @choices.setter
    def choices(self, choices: dict[int, int]) -> None:
        self._data["choices"] = {str(lesson): who for lesson, who in choices.items()}

    def choose(self, lesson_id: int, who: int | None) -> None:
        """Give a lesson to somebody, or leave it."""
        choices = self.choices
        choices.pop(lesson_id, None)
        self.choices = choices if who is None else {**choices, lesson_id: who}

    @property
    def lesson_id(self) -> int:
        """The lesson that is being given to somebody."""
        lesson_id: int = self._data["lesson"]
        return lesson_id

    @lesson_id.setter
    def lesson_id(self, lesson_id: int) -> None:
        self._data["lesson"] = lesson_id

    @property
    def total(self) -> int:
        """How many lessons the list had when it was agreed to."""
        total: int = self._data.get("total", 0)
        return total

    @total.setter
    def total(self, total: int) -> None:
        self._data["total"] = total

    @property
    def handed(self) -> int:
        """How many lessons changed hands."""
        handed: int = self._data["handed"]
        return handed

    @handed.setter
    def handed(self, handed: int) -> None:
        self._data["handed"] = handed


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
