"""Ten thousand lessons in the clinic: no screen asks the database about one after the other."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import (
    BusyInterval,
    Clearance,
    Lesson,
    LessonParticipant,
    LessonStatus,
    MeetingHost,
    Membership,
    ParticipantState,
    Person,
    Resource,
)
from tests.databases import shared_engine
from tests.flows.clinics import person, small_clinic, usual_people
from tests.flows.phones import Phone
from tests.flows.seeded import People

NUMBERS = {
    "ins": 9_000_000_000_003,
    "ins2": 9_000_000_000_004,
    "west": 9_000_000_000_011,
    "east": 9_000_000_000_012,
}
"""Whose Telegram account has which id."""

HOURS = range(6, 14)
DAYS = 312
OFTEN = 4
"""So often the same may be asked while one screen is drawn: lists show more lessons than that."""

PRESS = "_work_off"
"""The task in which a person's presses are worked off (integrations.telegram.inbox)."""

OF_THE_PROGRAM = ("fsm_row", "inbox_update")
"""What is kept of screens and presses; how often it is looked at has nothing to do with lessons."""

WAYS: dict[str, Sequence[str]] = {
    "ins": (
        *("/start", "Расписание", "/calendar", "Месяц", "/start", "Пациенты", "Сказкина", "/start"),
        *("Создать занятие", "Завтра", '"20:00"', '"30"', "Сказкина", "Дальше", "Пропустить"),
        *("Повторять", "Дальше"),
        *("/start", "Расписание", "Завтра", "Пациенты", "Якобыев", "Дальше", "Специалисты", "Дальше"),
    ),
    "west": ("/start", "Занятия", "Ещё", "Прошедшие занятия"),
    "doc": ("/start", "Мои пациенты", "Сказкина"),
    "org": ("/start", "/people", "Черновикова", "/check"),
}


@pytest.fixture
def clinic() -> DemoClinic:
    """Two instructors."""
    colleague = person("ins2", "instructor", 4, first_name="Илья", last_name="Набросков")
    return small_clinic([*usual_people("Europe/Moscow"), colleague])


class Asked:
    """How often the database was asked since the last look."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.total = 0

    def note(self, connection: object, cursor: object, statement: str, *_: object) -> None:
        """Count one more, if it is a press that asks: ticks go on meanwhile."""
        task = asyncio.current_task()
        if task is None or PRESS not in getattr(task.get_coro(), "__qualname__", ""):
            return
        self.total += 1
        if statement.startswith("SELECT") and not any(name in statement for name in OF_THE_PROGRAM):
            self._counts[statement] += 1

    def since(self) -> Counter[str]:
        """Return the numbers and begin anew."""
        counts, self._counts = self._counts, Counter()
        return counts


@contextmanager
def counted() -> Iterator[Asked]:
    """Count what the program asks its database."""
    asked = Asked()
    event.listen(Engine, "before_cursor_execute", asked.note)
    yield asked
    event.remove(Engine, "before_cursor_execute", asked.note)


async def hold(settings: Settings, days: Sequence[datetime]) -> None:
    """Put lessons of each instructor with one patient into the database, eight a day."""
    engine = shared_engine(settings.database_url)
    async with engine.begin() as session:
        rows = await session.execute(
            select(Person.telegram_id, Membership.id, Membership.person_id, Membership.organization_id).join(
                Membership, Membership.person_id == Person.id
            )
        )
        known = {row.telegram_id: row for row in rows}
        who = {key: known[number] for key, number in NUMBERS.items()}
        hosts = {
            row.membership_id: row.id
            for row in await session.execute(select(MeetingHost.membership_id, MeetingHost.id))
        }
        cleared = {
            row.patient_id: row.id
            for row in await session.execute(select(Clearance.patient_id, Clearance.id))
        }
        pairs = [(who["ins"], who["west"]), (who["ins2"], who["east"])]
        number = 1
        lessons, places, busy = [], [], []
        for day in days:
            for hour in HOURS:
                for instructor, patient in pairs:
                    starts_at = day.replace(hour=hour)
                    ends_at = starts_at + timedelta(minutes=30)
                    lessons.append(
                        {
                            "id": number,
                            "organization_id": instructor.organization_id,
                            "instructor_id": instructor.id,
                            "host_id": hosts[instructor.id],
                            "status": LessonStatus.SCHEDULED,
                            "starts_at": starts_at,
                            "ends_at": ends_at,
                            "local_start": f"{starts_at + timedelta(hours=3):%Y-%m-%dT%H:%M}",
                            "timezone": "Europe/Moscow",
                            "created_at": starts_at - timedelta(days=400),
                        }
                    )
                    places.append(
                        {
                            "lesson_id": number,
                            "patient_id": patient.id,
                            "clearance_id": cleared[patient.id],
                            "state": ParticipantState.BLOCKED,
                        }
                    )
                    busy += [
                        {
                            "resource_id": resource,
                            "lesson_id": number,
                            "starts_at": starts_at,
                            "ends_at": ends_at,
                        }
                        for resource in (
                            Resource.person(instructor.person_id),
                            Resource.person(patient.person_id),
                            Resource.host(hosts[instructor.id]),
                        )
                    ]
                    number += 1
        await session.execute(insert(Lesson), lessons)
        await session.execute(insert(LessonParticipant), places)
        await session.execute(insert(BusyInterval), busy)


async def walk(phone: Phone, way: Sequence[str], asked: Asked) -> dict[str, list[str]]:
    """Go a way; return what was asked too often at which step."""
    found = {}
    for step in way:
        asked.since()
        if step.startswith("/"):
            await phone.says(step)
        elif step.startswith('"'):
            await phone.says(step.strip('"'))
        else:
            await phone.press(step)
        if often := [words for words, times in asked.since().items() if times > OFTEN]:
            found[step] = often
    return found


async def test_no_screen_asks_the_database_lesson_by_lesson(
    settings: Settings, people: People, running_program: None
) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC)
    await hold(settings, [today + timedelta(days=number) for number in range(-DAYS, DAYS + 1) if number])
    with counted() as asked:
        found = {key: await walk(people[key], way, asked) for key, way in WAYS.items()}
    assert found == {key: {} for key in WAYS}
    assert asked.total > sum(map(len, WAYS.values()))
