"""What was read of a file, as it is kept between looking at it and saving it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models import HostProvider, Role
from services.people_import.matching import Leaders
from services.people_import.rows import Column, Entry, Problem, Remark, Sheet, Standing
from services.registration import NewPerson

ADDED = (Standing.NEW, Standing.ROLE)
"""Rows that bring somebody."""


@dataclass(frozen=True, slots=True)
class Content:
    """A heading and the rows below it."""

    heading: tuple[str, ...]
    columns: dict[Column, int]
    entries: Sequence[Entry]

    @classmethod
    def of(cls, sheet: Sheet, entries: Sequence[Entry]) -> "Content":
        """Return what is kept of a sheet."""
        return cls(sheet.heading, sheet.columns, entries)

    @property
    def good(self) -> list[Entry]:
        """The rows that bring somebody."""
        return [entry for entry in self.entries if entry.standing in ADDED]

    @property
    def bad(self) -> list[Entry]:
        """The rows that cannot be taken."""
        return [entry for entry in self.entries if entry.standing is Standing.BAD]

    def counts(self) -> dict[str, int]:
        """Return how many rows stand how."""
        found = Counter(entry.standing for entry in self.entries)
        return {standing.value: found[standing] for standing in Standing}

    def dump(self) -> str:
        """Return it as JSON."""
        kept = {
            "heading": self.heading,
            "columns": self.columns,
            "entries": [asdict(e) for e in self.entries],
        }
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> "Content":
        """Return what ``dump`` gave."""
        kept = json.loads(text)
        columns = {Column(name): place for name, place in kept["columns"].items()}
        return cls(tuple(kept["heading"]), columns, [_entry(fields) for fields in kept["entries"]])


def new_person(entry: Entry, led_by: Leaders, *, language: str, zoom: bool) -> NewPerson:
    """Return who a row brings; with ``zoom`` an instructor's account is the one with their email."""
    if entry.role is None:
        raise ValueError("a row without a role brings nobody")
    patient = entry.role is Role.PATIENT
    return NewPerson(
        role=entry.role,
        last_name=entry.last_name,
        first_name=entry.first_name,
        middle_name=entry.middle_name,
        email=entry.email,
        phone=entry.phone,
        timezone=entry.timezone,
        language=language,
        meeting_provider=HostProvider.ZOOM
        if zoom and entry.email and entry.role is Role.INSTRUCTOR
        else None,
        doctor_id=led_by.find(Role.DOCTOR, entry.doctor) if patient else None,
        instructor_id=led_by.find(Role.INSTRUCTOR, entry.instructor) if patient else None,
    )


def _entry(fields: dict[str, Any]) -> Entry:
    remarks = [
        Remark(Problem(one["problem"]), Column(one["column"]), one["row"]) for one in fields.pop("remarks")
    ]
    cells, role, standing = fields.pop("cells"), fields.pop("role"), fields.pop("standing")
    return Entry(
        **fields,
        cells=tuple(cells),
        role=Role(role) if role else None,
        standing=Standing(standing),
        remarks=remarks,
    )
