"""The demo clinic's data: ``clinic.json`` beside this file; the names mean «example» and «sketch»."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from models import Role
from services.timetable import to_local, to_moment

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

OPEN_AT_FIRST = ("org1", "ins1", "p01")
"""Whose phones the page shows when it is opened for the first time."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the demo; ``clearance`` and ``doctor`` are a patient's."""

    key: str
    role: Role
    last_name: str
    first_name: str
    middle_name: str | None
    timezone: str
    language: str
    telegram_id: int
    doctor: str | None
    clearance: Mapping[str, Any] | None

    @property
    def email(self) -> str:
        """The person's address in the sandbox's mailbox."""
        return f"{self.key}@demo.invalid"


@dataclass(frozen=True, slots=True)
class DemoLesson:
    """A lesson to plan: who, when (aware), how long (minutes), with whom (keys)."""

    instructor: str
    starts_at: datetime
    minutes: int
    patients: tuple[str, ...]


class DemoClinic:
    """The clinic as the file has it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.people = [_person(entry) for entry in data["people"]]
        self.name: str = data["organization"]["name"]
        self.patient_name: str = data["organization"]["patient_name"]
        self.timezone: str = data["organization"]["timezone"]
        self.support_contact: str = data["organization"]["support_contact"]

    def activated(self) -> list[DemoPerson]:
        """Return who uses the bot already and has not blocked it."""
        return [p for p in self.people if p.key not in self._data["not_activated"] and not self._blocked(p)]

    def is_activated(self, person: DemoPerson) -> bool:
        """Say whether the person has used their invitation."""
        return person.key not in self._data["not_activated"]

    def sandbox_people(self) -> list[dict[str, Any]]:
        """Return the people as the sandbox takes them."""
        return [
            {
                "id": p.telegram_id,
                "first_name": p.first_name,
                "last_name": p.last_name,
                "language_code": p.language,
                "email": p.email,
                "label": self._data["labels"][p.role.value],
                "timezone": p.timezone,
                "started": self.is_activated(p),
                "blocked": self._blocked(p),
                "open": p.key in OPEN_AT_FIRST,
            }
            for p in self.people
        ]

    def zoom_users(self) -> list[dict[str, Any]]:
        """Return the Zoom account's users as the sandbox takes them."""
        by_key = {p.key: p for p in self.people}
        return [
            {
                "email": by_key[entry["key"]].email,
                "type": entry["type"],
                "status": "active",
                "first_name": by_key[entry["key"]].first_name,
                "last_name": by_key[entry["key"]].last_name,
            }
            for entry in self._data["zoom"]
        ]

    def lessons(self, now: datetime, days: int = 7) -> list[DemoLesson]:
        """Return the lessons of the coming days: the group lesson of today, if any, and the courses' own."""
        today = to_local(now, self.timezone).date()
        found = []
        if group := self._data.get("group_lesson"):
            start = to_moment(datetime.combine(today, time.fromisoformat(group["start_time"])), self.timezone)
            found.append(DemoLesson(group["instructor"], start, group["minutes"], tuple(group["patients"])))
        for course in self._data["courses"]:
            for day in _days(today, days, course["weekdays"]):
                local = datetime.combine(day, time.fromisoformat(course["start_time"]))
                starts_at = to_moment(local, course["timezone"])
                lesson = DemoLesson(
                    course["instructor"], starts_at, course["minutes"], tuple(course["patients"])
                )
                if starts_at > now and not any(_collide(lesson, other) for other in found):
                    found.append(lesson)
        return found

    @property
    def opening(self) -> tuple[int, time]:
        """The weekday (Monday is 0) and the clinic's clock at which the demo opens."""
        entry = self._data["opening"]
        return WEEKDAYS.index(entry["weekday"]), time.fromisoformat(entry["time"])

    def _blocked(self, person: DemoPerson) -> bool:
        return person.key in self._data["blocked"]


def read_clinic() -> DemoClinic:
    """Read the file."""
    text = (Path(__file__).parent / "clinic.json").read_text(encoding="utf-8")
    return DemoClinic(json.loads(text))


def opening_moment(clinic: DemoClinic, now: datetime) -> datetime:
    """Return the moment (UTC) at which a new demo opens: the next such weekday, today included."""
    weekday, clock = clinic.opening
    today = to_local(now, clinic.timezone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    return to_moment(datetime.combine(day, clock), clinic.timezone).astimezone(UTC)


def _person(entry: Mapping[str, Any]) -> DemoPerson:
    return DemoPerson(
        key=entry["key"],
        role=Role(entry["role"]),
        last_name=entry["last_name"],
        first_name=entry["first_name"],
        middle_name=entry["middle_name"],
        timezone=entry["timezone"],
        language=entry["language"],
        telegram_id=entry["telegram_id"],
        doctor=entry.get("doctor"),
        clearance=entry.get("clearance"),
    )


def _days(today: date, days: int, weekdays: Sequence[str]) -> list[date]:
    coming = [today + timedelta(days=n) for n in range(days)]
    return [day for day in coming if WEEKDAYS[day.weekday()] in weekdays]


def _collide(one: DemoLesson, other: DemoLesson) -> bool:
    shared = one.instructor == other.instructor or set(one.patients) & set(other.patients)
    apart = (
        one.starts_at + timedelta(minutes=one.minutes) <= other.starts_at
        or other.starts_at + timedelta(minutes=other.minutes) <= one.starts_at
    )
    return bool(shared) and not apart
