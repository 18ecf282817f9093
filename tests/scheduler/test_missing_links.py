"""The reminder and the meeting meet late: what is waited for, what is asked, and how the card catches up."""

from datetime import timedelta

import pytest

from models import Lesson, NotificationKind, NotificationState
from services.ports import PermanentFailure, TemporaryFailure
from tests.scheduler.outside import buttons, failures, links, plain
from tests.scheduler.world import INSTRUCTOR, PATIENT, World, before
from tests.services.people import TOMORROW_TEN, Clinic

MISSING, STARTING = NotificationKind.MEETING_MISSING, NotificationKind.LESSON_STARTING
PASTED = "https://meet.example.org/pasted"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


async def without_zoom(world: World, clinic: Clinic, tries: int = 1000) -> Lesson:
    """Hold a lesson while Zoom is down."""
    world.zoom.refuse("create", *failures(TemporaryFailure, tries))
    return await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN - timedelta(hours=20))


async def test_fifteen_minutes_before_without_a_meeting_the_instructor_is_asked_for_a_link(
    world: World, clinic: Clinic
) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=15, seconds=1))
    assert world.chats.to(INSTRUCTOR) == []
    await world.until(before(lesson, minutes=15))
    (text,) = world.chats.to(INSTRUCTOR)
    assert text.startswith("До занятия 15 минут, встречи пока нет")
    (button,) = [button for row in world.chats.last(INSTRUCTOR).rows for button in row]
    assert button.press is not None
    assert (button.text, button.press.action, button.press.subject_id) == (
        "Прислать ссылку",
        "paste",
        lesson.id,
    )


async def test_with_a_meeting_nobody_is_asked(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(lesson.starts_at)
    assert not any("встречи пока нет" in text for text in world.chats.to(INSTRUCTOR))
    row = await world.row(MISSING, clinic.instructor)
    assert (row.state, row.last_error) == (NotificationState.VOID, "meeting_ready")


async def test_without_a_meeting_patients_are_told_that_the_button_will_come(
    world: World, clinic: Clinic
) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=10))
    assert "Кнопка появится здесь через минуту." in world.chats.to(PATIENT)[-1]
    assert buttons(world.chats.last(PATIENT)) == []
    assert "Встречи Zoom пока нет: нажмите «Участники»" in plain(world.chats.last(INSTRUCTOR))


async def test_the_pasted_link_appears_on_the_cards_that_are_out(world: World, clinic: Clinic) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=10))
    count = len(world.chats.sent)
    async with world.office() as office:
        await office.entry.give_link(clinic.instructor, lesson.id, PASTED)
    await world.tick()
    assert links(world.chats.last(PATIENT)) == [PASTED]
    assert "Кнопка появится" not in plain(world.chats.last(PATIENT))
    assert "пока нет" not in plain(world.chats.last(INSTRUCTOR))
    assert len(world.chats.sent) == count


async def test_the_request_for_a_link_goes_once_there_is_one(world: World, clinic: Clinic) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=14))
    assert any("встречи пока нет" in text for text in world.chats.shows(INSTRUCTOR))
    async with world.office() as office:
        await office.entry.give_link(clinic.instructor, lesson.id, PASTED)
    await world.tick()
    assert not any("встречи пока нет" in text for text in world.chats.shows(INSTRUCTOR))


async def test_the_request_for_a_link_goes_when_zoom_is_back_in_time(world: World, clinic: Clinic) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=14))
    world.zoom.recover("create")
    await world.until(before(lesson, minutes=9))
    assert not any("встречи пока нет" in text for text in world.chats.shows(INSTRUCTOR))


async def test_a_meeting_made_late_appears_on_the_cards_that_are_out(world: World, clinic: Clinic) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=8))
    world.zoom.recover("create")
    await world.until(before(lesson, minutes=1))
    (number,) = world.zoom.there
    assert links(world.chats.last(PATIENT)) == [f"https://zoom.example.org/j/{number}"]
    assert len(world.chats.to(PATIENT)) == 2  # planned, starting


async def test_a_reminder_waits_a_moment_for_a_meeting_in_the_making(world: World, clinic: Clinic) -> None:
    """The lesson is saved five minutes before, and Zoom takes a little."""
    start = world.clock.now() + timedelta(minutes=5)
    await world.hold(clinic.instructor, clinic.patient, at=start)
    await world.deliveries.run()
    assert world.chats.sent == []
    world.clock.move(seconds=6)
    await world.deliveries.run()
    assert world.chats.sent == []
    await world.meetings.run()
    world.clock.move(seconds=2)
    await world.deliveries.run()
    assert len(world.chats.sent) == 2
    assert links(world.chats.last(PATIENT)) != []
    assert (await world.row(MISSING, clinic.instructor)).state is NotificationState.VOID


async def test_after_the_grace_it_goes_out_without_a_link_and_the_card_catches_up(
    world: World, clinic: Clinic
) -> None:
    start = world.clock.now() + timedelta(minutes=5)
    await world.hold(clinic.instructor, clinic.patient, at=start)
    for _ in range(11):
        await world.deliveries.run()
        world.clock.move(seconds=2)
    (text,) = world.chats.to(PATIENT)
    assert "Кнопка появится здесь через минуту." in text
    await world.meetings.run()
    await world.deliveries.run()
    assert links(world.chats.last(PATIENT)) != []
    assert len(world.chats.to(PATIENT)) == 1


async def test_a_meeting_made_while_the_reminder_is_on_its_way_reaches_its_card(
    world: World, clinic: Clinic
) -> None:
    lesson = await without_zoom(world, clinic)
    await world.until(before(lesson, minutes=10, seconds=1))
    world.zoom.recover("create")
    world.clock.move(seconds=1)
    pasted: list[int] = []

    async def paste(chat: int) -> None:
        if chat == PATIENT and not pasted:
            pasted.append(chat)
            async with world.office() as office:
                await office.entry.give_link(clinic.instructor, lesson.id, PASTED)

    world.chats.meanwhile = paste
    await world.deliveries.run()
    assert links(world.chats.sent[-1].message) == []
    await world.until(before(lesson, minutes=9))
    assert links(world.chats.last(PATIENT)) == [PASTED]
    assert "пока нет" not in plain(world.chats.last(INSTRUCTOR))


async def test_a_lesson_that_zoom_refuses_for_good_is_asked_about_too(world: World, clinic: Clinic) -> None:
    world.zoom.refuse("create", *[PermanentFailure("zoom_scopes")] * 1000)
    lesson = await world.hold(clinic.instructor, clinic.patient, at=world.clock.now() + timedelta(minutes=12))
    await world.until(world.clock.now() + timedelta(seconds=30))
    assert world.chats.to(INSTRUCTOR)[0].startswith("До занятия 12 минут, встречи пока нет")
    await world.until(lesson.starts_at)
    assert len(await world.rows(STARTING, clinic.patient, NotificationState.SENT)) == 1
