"""Several workers, dead workers, and changes that come between the claim and the sending."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Lesson, NotificationKind, NotificationState
from scheduler.delivery import AT_ONCE
from services.database import make_engine, sessions
from services.lessons.rules import ENTRY_OPENS
from services.notifications import outbox
from services.notifications.deliveries import Delivery
from services.notifications.planning import owe
from services.notifications.settling import Settling
from services.vault import Vault
from tests.scheduler.outside import links
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, after, before
from tests.services.people import TOMORROW_TEN, Clinic

PLANNED, STARTING, GIVEN = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.CLEARANCE_GIVEN,
)
EVERYONE = {INSTRUCTOR: 1, PATIENT: 1, SECOND: 1}


@pytest.fixture
async def other_sessions(database_url: str, vault: Vault) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions on connections of another process."""
    engine = make_engine(database_url)
    yield sessions(engine, vault)
    await engine.dispose()


@pytest.fixture
def other(world: World, other_sessions: async_sessionmaker[AsyncSession]) -> World:
    """Another process of the same program, in the same world outside."""
    other = World(other_sessions, world.clock, world.vault)
    other.chats, other.mailbox, other.zoom = world.chats, world.mailbox, world.zoom
    return other


async def owe_many(world: World, clinic: Clinic, count: int) -> None:
    """Owe a patient many messages at this moment."""
    async with world.office() as office:
        person = await office.identity.person(clinic.patient)
        for number in range(count):
            owe(
                office.session,
                GIVEN,
                person,
                organization_id=clinic.patient.organization_id,
                key=str(number),
                due_at=world.clock.now(),
                membership_id=clinic.patient.membership_id,
            )


async def test_two_workers_side_by_side_send_each_message_once(
    world: World, other: World, clinic: Clinic
) -> None:
    await owe_many(world, clinic, 60)
    taken = await asyncio.gather(world.deliveries.run(), other.deliveries.run())
    assert sum(taken) == len(world.chats.sent) == 60
    assert len(await world.rows(GIVEN, clinic.patient, NotificationState.SENT)) == 60


async def test_control_without_a_lease_two_workers_claim_the_same(
    world: World, other: World, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=-1))
    await owe_many(world, clinic, 5)

    async def claim(one: World) -> list[int]:
        async with one.sessions.begin() as session:
            return list(await outbox.claim(session, world.clock.now(), most=5))

    first, second = await claim(world), await claim(other)
    assert len(first) == 5
    assert first == second


async def test_two_workers_make_each_meeting_once(world: World, other: World, clinic: Clinic) -> None:
    for number in range(12):
        start = TOMORROW_TEN - timedelta(hours=number + 1)
        await world.hold(clinic.instructor, clinic.patient, at=start, minutes=30)
    await asyncio.gather(world.meetings.run(), other.meetings.run())
    assert Counter(world.zoom.calls) == {"create": 12}


async def test_the_most_urgent_goes_first(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=11))
    await owe_many(world, clinic, 20)
    world.clock.move_to(before(lesson, minutes=10))
    await world.deliveries.run()
    first = [sending.text for sending in world.chats.sent[:AT_ONCE]]
    assert len([text for text in first if "10 мин" in text or "10 min" in text]) == 3


async def test_a_message_whose_worker_died_is_taken_up_when_its_lease_is_over(
    world: World, other: World, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=11))
    world.clock.move_to(before(lesson, minutes=10))
    assert len(await claim_all(world)) == 3
    assert await other.tick() == before(lesson, minutes=9)
    assert world.chats.sent == []
    await other.until(before(lesson, minutes=9))
    assert Counter(sending.to for sending in world.chats.sent) == EVERYONE
    assert world.chats.to(PATIENT)[0].startswith("Через 9 минут")


class PowerCut(BaseException):
    """The process is gone at this moment."""


async def test_a_worker_that_died_after_sending_costs_one_repetition_and_no_loss(
    world: World, other: World, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram has no key that would tell a repetition, so what was not stored is sent again."""
    await owe_many(world, clinic, 1)

    async def cut(*_delivery: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(Settling, "sent", cut)
        with pytest.raises(PowerCut):
            await world.deliveries.run()
    assert len(world.chats.to(PATIENT)) == 1
    await other.until(world.clock.now() + outbox.LEASE)
    assert len(world.chats.to(PATIENT)) == 2
    await other.until(world.clock.now() + timedelta(days=1))
    assert len(world.chats.to(PATIENT)) == 2


async def reminder_time(world: World, lesson: Lesson) -> None:
    """Let the reminder's minute come, without the program noticing."""
    await world.until(before(lesson, minutes=11))
    world.clock.move_to(before(lesson, minutes=10))


async def claim_all(world: World) -> Sequence[int]:
    """Claim what is due, as a worker does."""
    async with world.work.transaction() as session:
        return await outbox.claim(session, world.clock.now())


async def prepared(world: World, ids: Sequence[int]) -> list[Delivery]:
    """Return what of the claimed rows is still to be sent."""
    found = []
    for notification_id in ids:
        async with world.work.transaction() as session:
            found.append(await world.work.preparing(session).prepare(notification_id))
    return [delivery for delivery in found if delivery is not None]


async def test_a_message_taken_back_between_claim_and_sending_is_not_sent(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    ids = await claim_all(world)
    assert len(ids) == 3
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await prepared(world, ids) == []
    await world.until(after(lesson))
    assert [text.partition("\n")[0] for text in world.chats.to(PATIENT)] == ["Занятие отменено"]


async def test_a_lesson_moved_between_claim_and_sending_is_announced_at_its_new_time_only(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    ids = await claim_all(world)
    assert len(ids) == 3
    async with world.office() as office:
        moved = await office.schedule.move(clinic.instructor, lesson.id, before(lesson, hours=-2))
    assert await prepared(world, ids) == []
    await world.until(moved.starts_at)
    rows = await world.rows(STARTING, clinic.patient, NotificationState.SENT)
    assert [row.sent_at for row in rows] == [moved.starts_at - ENTRY_OPENS]


async def test_a_row_whose_version_is_old_is_void_even_if_nobody_took_it_back(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    async with world.sessions.begin() as session:
        await session.execute(update(Lesson).where(Lesson.id == lesson.id).values(version=2))
    await world.deliveries.run()
    assert world.chats.sent == []
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.last_error) == (NotificationState.VOID, "replanned")


async def test_a_suspension_while_the_link_is_on_its_way_takes_the_button_back(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    done: list[int] = []

    async def suspend(chat: int) -> None:
        if chat == PATIENT and not done:
            done.append(chat)
            async with world.office() as office:
                await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)

    world.chats.meanwhile = suspend
    await world.until(before(lesson, minutes=9))
    assert done == [PATIENT]
    assert [m for m in world.chats.there[PATIENT].values() if links(m)] == []
    assert any("ждёт разрешения врача" in text for text in world.chats.shows(PATIENT))


async def test_a_cancellation_while_the_reminder_is_on_its_way_leaves_one_card_that_tells_it(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    done: list[int] = []

    async def cancel(chat: int) -> None:
        if chat == PATIENT and not done:
            done.append(chat)
            async with world.office() as office:
                await office.calling_off.cancel(clinic.instructor, lesson.id)

    world.chats.meanwhile = cancel
    await world.until(after(lesson, hours=1))
    for chat in (INSTRUCTOR, PATIENT, SECOND):
        (card,) = world.chats.shows(chat)
        assert card.partition("\n")[0] in ("Занятие отменено", "Session cancelled")


async def test_a_full_stop_leaves_what_is_due_to_the_next_start(
    world: World, other: World, lesson: Lesson
) -> None:
    await reminder_time(world, lesson)
    work = world.work
    work.stopping.set()
    assert await world.deliveries_of(work).run() == 0
    assert world.chats.sent == []
    await other.until(before(lesson, minutes=9))
    assert Counter(sending.to for sending in world.chats.sent) == EVERYONE
