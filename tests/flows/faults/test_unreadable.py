"""What this release or these keys cannot read holds up nobody else, and is quoted nowhere."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import logs
from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from sandbox.server import Sandbox
from services.checks import Area
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import at_work, lesson, many_patients, second_instructor
from tests.flows.faults.ledger import reminders
from tests.flows.faults.test_poison import SCHEDULE, found, in_database
from tests.flows.phones import World
from tests.flows.seeded import People

CANARY = "Канарейкин"

UNREADABLE: dict[str, dict[str, Any]] = {
    "a date that is a name": {"message_id": 1, "date": CANARY},
    "a text that is none": {"message_id": 1, "date": 1, "text": {CANARY: CANARY}},
    "a name that is none": {"message_id": 1, "date": 1, "from": [CANARY]},
}

OF_WEST = "kind = 'lesson_starting' AND recipient_id = (SELECT id FROM person WHERE telegram_id = :west)"

MEETINGS = {
    "a state of a later release": "UPDATE meeting SET state = 'later' WHERE host_id = 1",
    "a login under another key": "UPDATE meeting_host SET login_sealed = 'x.y' WHERE id = 1",
}


@pytest.fixture
def clinic() -> DemoClinic:
    """Two lessons at 10:00: one will suffer, the other has nothing to do with it."""
    return small_clinic(
        [*usual_people("Europe/Moscow"), second_instructor(), *many_patients(1)],
        courses=[lesson("10:00", "west", "east"), lesson("10:00", "p00", instructor="ins2")],
    )


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program writes to its log, at DEBUG."""
    stream = io.StringIO()
    logs.set_up("DEBUG", "console", stream)
    yield stream
    logs.set_up("WARNING", "console")


async def run(settings: Settings, statement: str, **values: Any) -> None:
    """Change rows as nobody should."""

    async def work(session: AsyncSession) -> None:
        await session.execute(text(statement), values)

    await in_database(settings, work)


@pytest.mark.parametrize("message", UNREADABLE.values(), ids=list(UNREADABLE))
async def test_an_update_nobody_can_read_is_not_quoted_in_the_log(
    log: io.StringIO, running_program: None, people: People, sandbox: Sandbox, message: dict[str, Any]
) -> None:
    ins = people["ins"]
    await ins.says("/start")
    sender = {"id": ins.user_id, "is_bot": False, "first_name": CANARY}
    chat = {"id": ins.user_id, "type": "private"}
    replied_to = {"reply_to_message": message} if "from" in message else message
    sandbox.telegram.account.updates.add(
        "message", {"message_id": 1, "date": 1, "chat": chat, **replied_to, "from": sender}
    )
    await ins.press(SCHEDULE)
    await ins.sees("Не получилось")
    assert "update not handled" in log.getvalue()
    assert CANARY not in log.getvalue()


async def test_an_id_that_no_column_takes_ends_no_program(
    running_program: None, people: People, sandbox: Sandbox
) -> None:
    sandbox.telegram.account.updates.add("message", {"from": {"id": 2**63}})
    await people["ins"].says("/start")
    await people["ins"].press(SCHEDULE)


@pytest.mark.parametrize("column", ["kind", "channel"])
async def test_a_message_of_a_later_release_waits_and_the_others_go_out(
    settings: Settings, people: People, world: World, sandbox: Sandbox, column: str
) -> None:
    await run(
        settings,
        f"UPDATE notification SET {column} = 'later' WHERE {OF_WEST}",
        west=people["west"].user_id,
    )
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:53:00Z")
        for key in ("east", "ins", "ins2", "p00"):
            assert len(reminders(sandbox, people[key])) == 1
        findings = await found(settings, await world.now())
        (overdue,) = [finding for finding in findings if finding.code == "overdue"]
        assert (overdue.area, overdue.params["count"]) == (Area.MESSAGES, 1)


@pytest.mark.parametrize("statement", MEETINGS.values(), ids=list(MEETINGS))
async def test_a_meeting_that_cannot_be_read_leaves_the_others_alone(
    settings: Settings, people: People, world: World, sandbox: Sandbox, statement: str
) -> None:
    await run(settings, statement)
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T06:51:00Z")
        assert [meeting["host_email"] for meeting in await world.meetings()] == ["ins2@demo.invalid"]
        assert len(reminders(sandbox, people["p00"])) == 1


async def test_an_account_that_cannot_be_read_leaves_the_other_checks_alone(
    settings: Settings, people: People, sandbox: Sandbox
) -> None:
    await run(settings, "UPDATE meeting_host SET check_due_at = '2026-11-23 06:00:00'")
    await run(settings, MEETINGS["a login under another key"])
    async with at_work(settings, sandbox):
        await people["org"].sees("Zoom", "Наброскин")


async def test_a_patients_broken_reminder_leaves_the_instructors_card_alone(
    settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    await run(
        settings, f"UPDATE notification SET params = 'null' WHERE {OF_WEST}", west=people["west"].user_id
    )
    async with at_work(settings, sandbox):
        await world.advance(to="2026-11-23T07:29:00Z")
        await world.advance(to="2026-11-23T07:31:00Z")
        await people["ins"].sees("Занятие завершено")
