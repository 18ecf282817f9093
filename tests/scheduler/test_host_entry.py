"""The host's own link: fetched when asked for, sent to the instructor alone, gone at the end, never kept."""

import asyncio
import logging
from datetime import timedelta

import pytest

from models import Lesson, NotificationKind, NotificationState, PatientProfile, Role
from services.ports import PermanentFailure, TemporaryFailure
from services.registration import NewPerson
from tests.scheduler.outside import buttons, links, plain
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, after, before
from tests.services.dump import everything_written
from tests.services.people import MOSCOW, Clinic

ENTRY = NotificationKind.HOST_ENTRY
PASTED = "https://meet.example.org/pasted"


@pytest.fixture
async def open_lesson(world: World, lesson: Lesson) -> Lesson:
    """The lesson ten minutes before its start: everybody has their card."""
    await world.until(before(lesson, minutes=10))
    world.chats.sent.clear()
    return lesson


async def press(world: World, clinic: Clinic, lesson: Lesson) -> None:
    """Let the instructor press «Начать занятие»; what comes of it comes at once."""
    world.clock.move(seconds=1)
    async with world.office() as office:
        await office.entry.ask(clinic.instructor, lesson.id)
    await world.tick()


def entries(world: World) -> list[str]:
    """Return the host's links that the instructor's chat shows now."""
    return [link for message in world.chats.there[INSTRUCTOR].values() for link in links(message)]


async def test_it_is_asked_for_at_the_press_and_not_before(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    assert "host_entry_url" not in world.zoom.calls
    await press(world, clinic, open_lesson)
    assert world.zoom.calls.count("host_entry_url") == 1
    (link,) = entries(world)
    assert "zak=SECRET" in link


async def test_it_goes_to_the_instructor_alone_in_one_message_without_a_preview(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    await press(world, clinic, open_lesson)
    (sending,) = world.chats.sent
    assert sending.to == INSTRUCTOR
    assert sending.text.startswith("Вход ведущего, 10:00")
    assert "не пересылайте" in sending.text
    assert (buttons(sending.message), sending.message.link_preview) == (["Открыть Zoom"], False)
    assert world.mailbox.sent == []


async def test_a_second_press_brings_a_fresh_link_in_place_of_the_old_one(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    await press(world, clinic, open_lesson)
    (first,) = entries(world)
    await press(world, clinic, open_lesson)
    (second,) = entries(world)
    assert first != second
    assert len(world.chats.sent) == 2


async def test_it_disappears_with_the_end_of_the_lesson(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    await press(world, clinic, open_lesson)
    await world.until(open_lesson.ends_at - timedelta(seconds=1))
    assert len(entries(world)) == 1
    await world.until(open_lesson.ends_at)
    assert [text.partition("\n")[0] for text in world.chats.shows(INSTRUCTOR)] == ["Занятие завершено"]


async def test_it_disappears_even_where_the_instructor_deleted_the_card(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    world.chats.there[INSTRUCTOR].clear()
    await press(world, clinic, open_lesson)
    await world.until(open_lesson.ends_at)
    assert world.chats.shows(INSTRUCTOR) == []


async def test_it_disappears_where_a_card_never_came(world: World, clinic: Clinic, lesson: Lesson) -> None:
    world.chats.refuse("send", PermanentFailure("telegram_refused"))
    await world.until(before(lesson, minutes=10))
    for chat in (INSTRUCTOR, PATIENT, SECOND):
        world.chats.there[chat].clear()
    await press(world, clinic, lesson)
    assert len(entries(world)) == 1
    await world.until(after(lesson, hours=1))
    assert world.chats.shows(INSTRUCTOR) == []


async def test_it_disappears_when_telegram_is_down_at_the_end_and_comes_back_later(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    await press(world, clinic, open_lesson)
    world.chats.refuse("delete", *[TemporaryFailure("telegram_down")] * 3)
    await world.until(open_lesson.ends_at)
    assert len(entries(world)) == 1
    await world.until(after(open_lesson, minutes=5))
    assert entries(world) == []


async def test_it_disappears_with_a_cancelled_lesson(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    await press(world, clinic, open_lesson)
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, open_lesson.id)
    await world.tick()
    assert [text.partition("\n")[0] for text in world.chats.shows(INSTRUCTOR)] == ["Занятие отменено"]


async def test_it_is_in_no_row_and_no_log_line(
    world: World, clinic: Clinic, open_lesson: Lesson, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.chats.refuse("send", TemporaryFailure("telegram_down"), PermanentFailure("telegram_refused"))
    await press(world, clinic, open_lesson)
    await world.until(before(open_lesson, minutes=9))
    await press(world, clinic, open_lesson)
    (link,) = entries(world)
    async with world.sessions() as session:
        written = await everything_written(session)
    assert "SECRET" not in written
    assert "SECRET" not in caplog.text
    assert "SECRET" in link


async def test_when_zoom_does_not_answer_the_instructor_can_try_again_or_paste(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    world.zoom.refuse("host_entry_url", TemporaryFailure("zoom_down"))
    await press(world, clinic, open_lesson)
    answer = world.chats.last(INSTRUCTOR)
    assert plain(answer).startswith("Zoom не отвечает")
    assert buttons(answer) == ["Повторить", "Прислать ссылку"]
    assert [row[0].press.action for row in answer.rows if row[0].press] == ["enter", "paste"]
    await press(world, clinic, open_lesson)
    assert len(entries(world)) == 1
    assert not any(text.startswith("Zoom не отвечает") for text in world.chats.shows(INSTRUCTOR))


async def test_without_a_meeting_the_press_says_so(world: World, clinic: Clinic) -> None:
    world.zoom.refuse("create", *[TemporaryFailure("zoom_down")] * 1000)
    lesson = await world.hold(clinic.instructor, clinic.patient, at=world.clock.now() + timedelta(minutes=30))
    await world.until(before(lesson, minutes=10))
    await press(world, clinic, lesson)
    assert plain(world.chats.last(INSTRUCTOR)).startswith("Zoom не отвечает")
    assert "host_entry_url" not in world.zoom.calls


async def test_where_links_are_pasted_and_none_was_the_press_asks_for_one(
    world: World, clinic: Clinic
) -> None:
    new = NewPerson(Role.INSTRUCTOR, "Второй", "Инструктор", None, "ins2@demo.invalid", MOSCOW)
    async with world.office() as office:
        other = await office.activate(await office.registration.register(clinic.organizer, new), 900)
        profile = await office.session.get_one(PatientProfile, clinic.patient.membership_id)
        profile.instructor_id = other.membership_id
    lesson = await world.hold(other, clinic.patient, at=world.clock.now() + timedelta(minutes=30))
    await world.until(before(lesson, minutes=5))
    async with world.office() as office:
        await office.entry.ask(other, lesson.id)
    await world.tick()
    answer = world.chats.last(900)
    assert plain(answer).startswith("До занятия 5 минут, встречи пока нет")
    assert buttons(answer) == ["Прислать ссылку"]


async def test_a_pasted_link_is_the_hosts_way_in_too(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.entry.give_link(clinic.instructor, open_lesson.id, PASTED)
    await press(world, clinic, open_lesson)
    assert entries(world) == [PASTED]
    assert "host_entry_url" not in world.zoom.calls


async def test_a_press_whose_answer_comes_after_the_end_brings_nothing(
    world: World, clinic: Clinic, open_lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.entry.ask(clinic.instructor, open_lesson.id)
    world.clock.move_to(open_lesson.ends_at)
    await world.tick()
    assert world.chats.sent == []
    row = await world.row(ENTRY, clinic.instructor)
    assert (row.state, row.last_error) == (NotificationState.EXPIRED, "too_late")


async def test_five_quick_presses_bring_one_link(world: World, clinic: Clinic, open_lesson: Lesson) -> None:
    for _ in range(5):
        async with world.office() as office:
            await office.entry.ask(clinic.instructor, open_lesson.id)
    await asyncio.gather(world.deliveries.run(), world.deliveries.run())
    assert len(world.chats.sent) == len(entries(world)) == 1
