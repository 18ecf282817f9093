"""An instructor who has not gone in two minutes after the start is reminded, once."""

from datetime import timedelta

from models import HostProvider, Lesson, Meeting
from services.ports import TemporaryFailure
from tests.scheduler.outside import buttons, links
from tests.scheduler.world import INSTRUCTOR, PATIENT, World, after, before
from tests.services.people import Clinic

AWAITED = "Вас ждут на занятии с 10:00"
MINUTE = timedelta(minutes=1)


def told(world: World) -> list[str]:
    """Return what reminded the instructor."""
    return [text for text in world.chats.to(INSTRUCTOR) if text.startswith(AWAITED)]


async def enter(world: World, clinic: Clinic, lesson: Lesson) -> None:
    """Let the instructor ask for the way in."""
    async with world.office() as office:
        await office.entry.ask(clinic.instructor, lesson.id)
    await world.tick()


async def test_whoever_does_not_come_is_reminded_once_and_the_message_goes_with_the_way_in(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(lesson.starts_at + MINUTE)
    assert told(world) == []
    await world.until(lesson.starts_at + 2 * MINUTE)
    assert len(told(world)) == 1
    assert buttons(world.chats.last(INSTRUCTOR)) == ["Начать занятие"]
    await world.until(lesson.starts_at + 5 * MINUTE)
    await enter(world, clinic, lesson)
    assert not [text for text in world.chats.shows(INSTRUCTOR) if text.startswith(AWAITED)]
    await world.until(after(lesson, hours=1))
    assert len(told(world)) == 1


async def test_whoever_came_before_the_start_is_left_alone(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=5))
    await enter(world, clinic, lesson)
    await world.until(after(lesson, hours=1))
    assert told(world) == []


async def test_whoever_came_too_early_for_a_lesson_that_was_moved_is_reminded(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=5))
    await enter(world, clinic, lesson)
    later = lesson.starts_at + 30 * MINUTE
    async with world.office() as office:
        await office.schedule.move(clinic.instructor, lesson.id, later)
    await world.until(later + 2 * MINUTE)
    assert [text for text in world.chats.to(INSTRUCTOR) if text.startswith("Вас ждут на занятии с 10:30")]


async def test_whoever_began_the_meeting_in_zoom_itself_is_left_alone(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.zoom.running = set(world.zoom.there)
    await world.until(lesson.starts_at + 10 * MINUTE)
    assert told(world) == []
    assert "задерживается" not in world.chats.shows(PATIENT)[-1]


async def test_where_zoom_does_not_say_the_reminder_goes_out(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.zoom.refuse("is_running", TemporaryFailure("zoom_down"))
    await world.until(lesson.starts_at + 2 * MINUTE)
    assert len(told(world)) == 1


async def test_of_whoever_uses_an_own_link_nobody_knows(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=5))
    async with world.office() as office:
        meeting = await office.session.get_one(Meeting, (await world.meeting(lesson)).id)
        meeting.provider = HostProvider.LINK
    await world.until(lesson.starts_at + 10 * MINUTE)
    assert told(world) == []


async def test_after_the_lesson_the_reminder_is_gone(world: World, lesson: Lesson) -> None:
    await world.until(after(lesson, minutes=1))
    assert len(told(world)) == 1
    assert not [text for text in world.chats.shows(INSTRUCTOR) if text.startswith(AWAITED)]


async def test_patients_are_told_to_wait_until_the_instructor_comes(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(lesson.starts_at + MINUTE)
    assert "задерживается" not in world.chats.shows(PATIENT)[-1]
    await world.until(lesson.starts_at + 3 * MINUTE)
    assert "Инструктор задерживается. Подождите немного, мы напомнили." in world.chats.shows(PATIENT)[-1]
    assert links(world.chats.last(PATIENT)) != []
    await enter(world, clinic, lesson)
    await world.until(lesson.starts_at + 4 * MINUTE)
    assert "задерживается" not in world.chats.shows(PATIENT)[-1]
    assert "Занятие идёт с 17:00" in world.chats.shows(PATIENT)[-1]
