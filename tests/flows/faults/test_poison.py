"""What nobody can read is put aside and seen by the operator, and holds up nobody else."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Lesson, Meeting, Membership, Notification, NotificationKind, Person
from sandbox.server import Sandbox
from services import checks
from services.checks import Area, Finding
from services.database import make_engine, sessions
from services.vault import Vault
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import at_work, lesson, many_patients, second_instructor
from tests.flows.faults.ledger import reminders
from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

SCHEDULE = RU.plain("instructor.button.schedule")

UPDATES: Mapping[str, Callable[[dict[str, Any]], tuple[str, Any]]] = {
    "a date in words": lambda sender: (
        "message",
        {"message_id": 1, "date": "завтра", "chat": {"id": sender["id"], "type": "private"}, "from": sender},
    ),
    "a text that is none": lambda sender: (
        "message",
        {
            "message_id": 1,
            "date": 1,
            "chat": {"id": sender["id"], "type": "private"},
            "from": sender,
            "text": {},
        },
    ),
    "a press of nothing": lambda sender: (
        "callback_query",
        {"id": 5, "from": sender, "message": "x", "chat_instance": "1", "data": ["n:enter:1"]},
    ),
}
"""Updates of a person that cannot be read."""

NOBODYS: tuple[tuple[str, Any], ...] = (
    ("message", {"message_id": "1"}),
    ("message", {"from": "somebody"}),
    ("message", "words"),
    ("callback_query", {"from": {"id": "1"}}),
)
"""Updates that are from nobody who could be told."""

BROKEN_NOTES = {
    "params that are none": "UPDATE notification SET params = 'null' WHERE id = :note",
    "an address under another key": "UPDATE person SET email_sealed = 'x.y' WHERE id = :recipient",
}
"""What is done to the reminder of one patient, or to the patient."""


@pytest.fixture
def clinic() -> DemoClinic:
    """Two lessons at 10:00: one will suffer, the other has nothing to do with it."""
    return small_clinic(
        [*usual_people("Europe/Moscow"), second_instructor(), *many_patients(1)],
        courses=[lesson("10:00", "west", "east"), lesson("10:00", "p00", instructor="ins2")],
    )


async def in_database(settings: Settings, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
    """Do something with the program's database, in a transaction."""
    engine = make_engine(settings.database_url)
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    try:
        async with sessions(engine, vault).begin() as session:
            return await work(session)
    finally:
        await engine.dispose()


async def found(settings: Settings, moment: str) -> list[Finding]:
    """Return what the operator's check says of rows at a moment."""
    now = datetime.fromisoformat(moment).astimezone(UTC)

    async def look(session: AsyncSession) -> list[Finding]:
        return [*await checks.planned_messages(session, now), *await checks.coming_lessons(session, now)]

    findings: list[Finding] = await in_database(settings, look)
    return findings


@pytest.mark.parametrize("update", UPDATES.values(), ids=list(UPDATES))
async def test_an_update_nobody_can_read_is_parked_and_holds_up_nobody(
    running_program: None,
    settings: Settings,
    people: People,
    world: World,
    sandbox: Sandbox,
    update: Callable[[dict[str, Any]], tuple[str, Any]],
) -> None:
    ins, other = people["ins"], people["ins2"]
    await ins.says("/start")
    await other.says("/start")
    sandbox.telegram.account.updates.add(*update({"id": ins.user_id, "is_bot": False, "first_name": "А"}))
    await other.press(SCHEDULE)
    await ins.press(SCHEDULE)
    await ins.sees(SCHEDULE, "10:00")
    await ins.sees("Не получилось")
    assert Finding(Area.MESSAGES, "parked", params={"count": 1}) in await found(settings, await world.now())


async def test_updates_from_nobody_are_passed_over(
    running_program: None, people: People, sandbox: Sandbox
) -> None:
    for kind, content in NOBODYS:
        sandbox.telegram.account.updates.add(kind, content)
    await people["ins"].says("/start")
    await people["ins"].press(SCHEDULE)


@pytest.mark.parametrize("statement", BROKEN_NOTES.values(), ids=list(BROKEN_NOTES))
async def test_a_message_that_breaks_is_given_up_and_the_others_go_out(
    settings: Settings, people: People, world: World, sandbox: Sandbox, statement: str
) -> None:
    async def break_it(session: AsyncSession) -> None:
        reminder = select(Notification).join(Person, Person.id == Notification.recipient_id)
        of_west = reminder.where(
            Notification.kind == NotificationKind.LESSON_STARTING,
            Person.telegram_id == people["west"].user_id,
        )
        row = (await session.scalars(of_west)).one()
        values = {"note": row.id, "recipient": row.recipient_id}
        await session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})

    await in_database(settings, break_it)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:51:00Z")
        for key in ("east", "ins", "ins2", "p00"):
            assert len(reminders(sandbox, people[key])) == 1
        assert reminders(sandbox, people["west"]) == []
        await world.advance(to="2026-11-23T07:20:00Z")
        broken = Finding(Area.MESSAGES, "undelivered", params={"count": 1, "reason": "broken"})
        assert broken in await found(settings, await world.now())


async def test_a_meeting_that_breaks_leaves_the_others_alone(
    running_program: None, settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    async def break_it(session: AsyncSession) -> None:
        lesson_row = select(Lesson).join(Membership, Membership.id == Lesson.instructor_id)
        of_ins = lesson_row.join(Person, Person.id == Membership.person_id).where(
            Person.telegram_id == people["ins"].user_id
        )
        one = (await session.scalars(of_ins)).one()
        meeting = (await session.scalars(select(Meeting).where(Meeting.lesson_id == one.id))).one()
        meeting.external_id, meeting.synced_version, meeting.due_at = "x", 0, one.created_at

    await world.advance(seconds=5)
    assert len(await world.meetings()) == 2
    await in_database(settings, break_it)
    await plan(people["ins2"], "Сегодня", "11:00", ("Примеров Макет100",))
    await world.advance(seconds=60)
    assert len(await world.meetings()) == 3
    refused = Finding(Area.LESSONS, "no_meeting", params={"count": 1, "reason": "zoom_rejected"})
    assert refused in await found(settings, await world.now())
    await world.advance(to="2026-11-23T06:51:00Z")
    for key in ("west", "p00"):
        assert len(reminders(sandbox, people[key])) == 1
