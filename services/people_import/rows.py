"""Rows of a table read as people: what each says, and what is amiss with it. No database."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from models import Role
from services.contacts import clean_email, clean_name_part, clean_phone
from services.errors import Refused
from services.people_import.table import MOST_ABOVE, MOST_ROWS, TableRow
from services.zones import zone_of

T = TypeVar("T")


class Column(StrEnum):
    """What a column can hold."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    ROLE = "role"
    EMAIL = "email"
    PHONE = "phone"
    CITY = "city"
    DOCTOR = "doctor"
    INSTRUCTOR = "instructor"


_WORDS = Path(__file__).with_name("words.csv")
"""How columns and roles may be called in a file, in small letters."""

REQUIRED = (Column.LAST_NAME, Column.FIRST_NAME, Column.ROLE)


def _words(what: str) -> dict[str, str]:
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return {row["written"]: row["means"] for row in csv.DictReader(file) if row["what"] == what}


COLUMNS = {written: Column(means) for written, means in _words("column").items()}
ROLES = {written: Role(means) for written, means in _words("role").items()}


class Problem(StrEnum):
    """Why a row cannot be taken; the sentence is the text key ``imports.problem.<value>``."""

    NO_LAST_NAME = "no_last_name"
    NO_FIRST_NAME = "no_first_name"
    NAME_LETTERS = "name_letters"
    NAME_LONG = "name_long"
    NO_ROLE = "no_role"
    ROLE = "role"
    NO_CONTACT = "no_contact"
    EMAIL_AT = "email_at"
    EMAIL = "email"
    PHONE = "phone"
    CITY = "city"
    EMAIL_TWICE = "email_twice"
    PHONE_TWICE = "phone_twice"
    PHONE_KNOWN = "phone_known"
    LEADER = "leader"


class Standing(StrEnum):
    """What becomes of a row: somebody new, a further role for somebody known, or nothing."""

    NEW = "new"
    ROLE = "role"
    THERE = "there"
    TWICE = "twice"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is amiss in a cell; ``row`` is the row it clashes with."""

    problem: Problem
    column: Column
    row: int | None = None


@dataclass(slots=True)
class Entry:
    """A row as it was understood; ``twin`` is the row that a row of the standing TWICE repeats."""

    number: int
    cells: tuple[str, ...]
    last_name: str = ""
    first_name: str = ""
    middle_name: str | None = None
    role: Role | None = None
    email: str | None = None
    phone: str | None = None
    timezone: str = ""
    doctor: str = ""
    instructor: str = ""
    remarks: list[Remark] = field(default_factory=list)
    standing: Standing = Standing.NEW
    twin: int | None = None

    def refuse(self, problem: Problem, column: Column, row: int | None = None) -> None:
        """Note what is amiss."""
        self.remarks.append(Remark(problem, column, row))
        self.standing = Standing.BAD


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose heading was found; ``columns`` says where each column stands."""

    heading: tuple[str, ...]
    columns: dict[Column, int]
    rows: Sequence[TableRow]


def find_heading(rows: Sequence[TableRow]) -> Sheet:
    """Return the table below its heading.

    Raises Refused: ``import-column`` (a column is missing), ``import-column-twice``, ``import-empty``,
    ``import-long``.
    """
    known = [(index, _columns(row.cells)) for index, row in enumerate(rows[:MOST_ABOVE])]
    index, found = max(known, key=lambda one: len({column for column, _ in one[1]}))
    columns = dict(found)
    if len(columns) < len(found):
        twice = next(column for column, place in found if columns[column] != place)
        raise Refused("import-column-twice", column=twice.value)
    for column in REQUIRED:
        if column not in columns:
            raise Refused("import-column", column=column.value)
    if Column.EMAIL not in columns and Column.PHONE not in columns:
        raise Refused("import-column", column=Column.EMAIL.value)
    people = rows[index + 1 :]
    if not people:
        raise Refused("import-empty")
    if len(people) > MOST_ROWS:
        raise Refused("import-long", most=MOST_ROWS)
    return Sheet(rows[index].cells, columns, people)


def read_entries(sheet: Sheet, rows: Iterable[TableRow], timezone: str) -> list[Entry]:
    """Read rows of a sheet; ``timezone`` is the clinic's, for people without a city."""
    return [_read(row, sheet.columns, timezone) for row in rows]


def _columns(cells: Sequence[str]) -> list[tuple[Column, int]]:
    folded = (" ".join(cell.casefold().replace("_", " ").split()) for cell in cells)
    return [(COLUMNS[name], place) for place, name in enumerate(folded) if name in COLUMNS]


def _read(row: TableRow, columns: dict[Column, int], timezone: str) -> Entry:
    entry = Entry(row.number, row.cells)

    def cell(column: Column) -> str:
        place = columns.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def taken(column: Column, clean: Callable[[str], T | None], problem: Problem) -> T | None:
        if not cell(column):
            return None
        try:
            value = clean(cell(column))
        except Refused as fault:
            value, problem = None, Problem.NAME_LONG if fault.code == "name-long" else problem
        if value is None:
            entry.refuse(problem, column)
        return value

    for column, problem in (
        (Column.LAST_NAME, Problem.NO_LAST_NAME),
        (Column.FIRST_NAME, Problem.NO_FIRST_NAME),
        (Column.ROLE, Problem.NO_ROLE),
    ):
        if not cell(column):
            entry.refuse(problem, column)
    entry.last_name = taken(Column.LAST_NAME, clean_name_part, Problem.NAME_LETTERS) or ""
    entry.first_name = taken(Column.FIRST_NAME, clean_name_part, Problem.NAME_LETTERS) or ""
    entry.middle_name = taken(Column.MIDDLE_NAME, clean_name_part, Problem.NAME_LETTERS)
    entry.role = taken(Column.ROLE, lambda text: ROLES.get(text.casefold()), Problem.ROLE)
    at = Problem.EMAIL if "@" in cell(Column.EMAIL) else Problem.EMAIL_AT
    entry.email = taken(Column.EMAIL, clean_email, at)
    entry.timezone = taken(Column.CITY, zone_of, Problem.CITY) or timezone
    entry.phone = taken(Column.PHONE, lambda text: clean_phone(text, entry.timezone), Problem.PHONE)
    if not cell(Column.EMAIL) and not cell(Column.PHONE):
        entry.refuse(Problem.NO_CONTACT, Column.EMAIL)
    entry.doctor, entry.instructor = cell(Column.DOCTOR), cell(Column.INSTRUCTOR)
    return entry
