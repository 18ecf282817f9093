"""The instructor's board: by what way and when the reminder reached each patient, and sending it again."""

import pytest
from sqlalchemy import update

from models import Lesson, NotificationKind, Person
from services.errors import NotHere, Refused
from services.lessons.delivering import MOST_AGAIN, Board, Reach
from services.policy import Actor
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, after, before
from tests.services.people import Clinic

STARTING = NotificationKind.LESSON_STARTING


async def board(world: World, actor: Actor, lesson: Lesson) -> Board:
    """Return what the instructor sees."""
    async with world.office() as office:
        return await office.delivering.board(actor, lesson.id)


async def reaches(world: World, clinic: Clinic, lesson: Lesson) -> list[Reach]:
    """Return what became of the reminder, patient by patient."""
    return [line.reach for line in (await board(world, clinic.instructor, lesson)).lines]


async def again(world: World, actor: Actor, lesson: Lesson) -> int:
    """Send again and let it go out."""
    async with world.office() as office:
        count = await office.delivering.send_again(actor, lesson.id)
    await world.tick()
    return count


async def test_before_the_reminder_the_board_says_when_it_goes_out(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=30))
    seen = await board(world, clinic.instructor, lesson)
    assert {(line.reach, line.at) for line in seen.lines} == {(Reach.WAITS, before(lesson, minutes=10))}
    assert not seen.again
    assert await again(world, clinic.instructor, lesson) == 0


async def test_each_patient_has_the_way_and_the_moment(world: World, clinic: Clinic, lesson: Lesson) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    seen = {line.place.patient_id: line for line in (await board(world, clinic.instructor, lesson)).lines}
    by_mail, by_telegram = seen[clinic.patient.membership_id], seen[clinic.second.membership_id]
    assert (by_mail.reach, by_mail.at) == (Reach.MAIL, before(lesson, minutes=10))
    assert (by_telegram.reach, by_telegram.at) == (Reach.TELEGRAM, before(lesson, minutes=10))


async def test_a_blocked_place_is_not_written_to_and_a_declined_one_needs_nothing(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await world.until(before(lesson, minutes=9))
    assert sorted(await reaches(world, clinic, lesson)) == [Reach.BLOCKED, Reach.TELEGRAM]
    assert await again(world, clinic.instructor, lesson) == 0


async def test_only_whom_it_did_not_reach_gets_it_again_and_once_they_are_back_it_comes(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    assert not (await board(world, clinic.instructor, lesson)).again
    await world.until(before(lesson, minutes=8))
    world.chats.blocked.clear()
    async with world.office() as office:
        await office.identity.of_telegram(PATIENT)
    assert (await board(world, clinic.instructor, lesson)).again
    others = len(world.chats.to(SECOND))
    async with world.office() as office:
        assert await office.delivering.send_again(clinic.instructor, lesson.id) == 1
        assert await office.delivering.send_again(clinic.instructor, lesson.id) == 0
    await world.tick()
    assert await again(world, clinic.instructor, lesson) == 0
    assert world.chats.to(PATIENT)[-1].startswith("Через 8 минут")
    assert len(world.chats.to(SECOND)) == others
    assert await reaches(world, clinic, lesson) == [Reach.TELEGRAM, Reach.TELEGRAM]
    world.clock.move(seconds=10)
    await world.tick()
    assert "Пробный Пётр" not in world.chats.shows(INSTRUCTOR)[-1]


async def test_a_letter_goes_again_only_so_often(world: World, clinic: Clinic, lesson: Lesson) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    for minutes in (8, 6, 4, 2):
        await world.until(before(lesson, minutes=minutes))
        await again(world, clinic.instructor, lesson)
    assert len(world.mailbox.to("p1@demo.invalid")) == 1 + MOST_AGAIN


async def test_nobody_without_any_address_is_tried_again(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        person = await office.session.get_one(Person, clinic.patient.person_id)
        person.email = None
        await office.session.execute(update(Person).where(Person.id == person.id).values(telegram_id=None))
    await world.until(before(lesson, minutes=8))
    assert Reach.LOST in await reaches(world, clinic, lesson)
    assert not (await board(world, clinic.instructor, lesson)).again
    assert await again(world, clinic.instructor, lesson) == 0


async def test_after_a_move_the_board_is_that_of_the_new_time(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    async with world.office() as office:
        await office.schedule.move(clinic.instructor, lesson.id, after(lesson, hours=2))
    assert await reaches(world, clinic, lesson) == [Reach.WAITS, Reach.WAITS]


async def test_it_is_the_instructors_alone(
    world: World, clinic: Clinic, abroad: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=8))
    others = (abroad.instructor, abroad.organizer, clinic.organizer, clinic.doctor, clinic.patient)
    for actor in others:
        async with world.office() as office:
            with pytest.raises(NotHere):
                await office.delivering.board(actor, lesson.id)
            with pytest.raises(NotHere):
                await office.delivering.send_again(actor, lesson.id)


async def test_what_is_over_or_cancelled_is_not_sent_again(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=5))
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id)
    async with world.office() as office:
        with pytest.raises(Refused, match="lesson-cancelled"):
            await office.delivering.send_again(clinic.instructor, lesson.id)
