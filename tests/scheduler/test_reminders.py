"""The ten-minute message: at its minute, once, to each, and in true words when it comes late."""

from datetime import timedelta

import pytest

from models import Channel, Lesson, NotificationKind, NotificationState
from tests.scheduler.outside import buttons, links
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, after, before
from tests.services.people import Clinic

STARTING, RUNNING, FINISHED = (
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.LESSON_FINISHED,
)
EVERYONE = [INSTRUCTOR, PATIENT, SECOND]


def chats(world: World) -> list[int | str]:
    """Return whom something was sent to, but for the reminder of an instructor who does not come in."""
    sent = [sending for sending in world.chats.sent if not sending.text.startswith("Вас ждут на занятии")]
    return sorted(sending.to for sending in sent)


async def test_it_goes_out_ten_minutes_before_to_each_and_not_a_second_earlier(
    world: World, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=10, seconds=1))
    assert chats(world) == []
    await world.until(before(lesson, minutes=10))
    assert chats(world) == EVERYONE
    assert {sending.at for sending in world.chats.sent} == {before(lesson, minutes=10)}


async def test_it_goes_out_once(world: World, lesson: Lesson) -> None:
    await world.until(after(lesson, hours=8))
    assert chats(world) == EVERYONE
    await world.until(after(lesson, days=1))
    assert chats(world) == sorted([*EVERYONE, INSTRUCTOR])
    assert world.chats.sent[-1].text.startswith("Отметьте, кто был")


async def test_a_patients_has_the_way_in_and_an_instructors_the_press_that_begins(
    world: World, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=10))
    (wish,) = world.zoom.there
    assert links(world.chats.last(PATIENT)) == [f"https://zoom.example.org/j/{wish}"]
    assert buttons(world.chats.last(PATIENT)) == ["Перейти к занятию", "Не получается войти"]
    assert buttons(world.chats.last(SECOND)) == ["Join the session", "I can't get in"]
    card = world.chats.last(INSTRUCTOR)
    assert buttons(card) == ["Начать занятие", "Участники", "Не смогу провести"]
    assert links(card) == []
    assert [row[0].press.action for row in card.rows if row[0].press] == ["enter", "lesson", "cannot_hold"]


async def test_it_takes_the_place_of_the_message_that_planned_the_lesson(
    world: World, lesson: Lesson
) -> None:
    assert ["назначено" in text for text in world.chats.shows(PATIENT)] == [True]
    await world.until(before(lesson, minutes=10))
    (card,) = world.chats.shows(PATIENT)
    assert card.startswith("Через 10 минут, в 17:00 по вашему времени")


@pytest.mark.parametrize(
    ("late", "russian", "english"),
    [
        (7, "Через 3 минуты, в 17:00 по вашему времени", "In 3 minutes, at 10:00"),
        (9.5, "Через 1 минуту, в 17:00 по вашему времени", "In 1 minute, at 10:00"),
        (10, "Занятие идёт с 17:00 по вашему времени", "Your session started at 10:00"),
        (54, "Занятие идёт с 17:00 по вашему времени", "Your session started at 10:00"),
    ],
    ids=["three minutes left", "half a minute left", "at the start", "in its last minute"],
)
async def test_after_a_late_start_of_the_program_it_goes_out_with_true_words(
    world: World, lesson: Lesson, late: float, russian: str, english: str
) -> None:
    await world.until(before(lesson, hours=1))
    await world.sleep_until(before(lesson, minutes=10) + timedelta(minutes=late))
    assert chats(world) == EVERYONE
    (patients,), (seconds,) = world.chats.to(PATIENT), world.chats.to(SECOND)
    assert patients.startswith(russian)
    assert seconds.startswith(english)
    assert links(world.chats.last(PATIENT)) != []


async def test_after_the_end_it_does_not_go_out_and_the_row_says_so(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, hours=1))
    await world.sleep_until(lesson.ends_at)
    assert chats(world) == []
    for actor in (clinic.instructor, clinic.patient, clinic.second):
        row = await world.row(STARTING, actor)
        assert (row.state, row.last_error) == (NotificationState.EXPIRED, "too_late")


async def test_a_lesson_saved_four_minutes_before_is_announced_at_once(world: World, clinic: Clinic) -> None:
    start = world.clock.now() + timedelta(minutes=4)
    await world.hold(clinic.instructor, clinic.patient, at=start)
    await world.tick()
    assert chats(world) == [INSTRUCTOR, PATIENT]
    (text,) = world.chats.to(PATIENT)
    assert text.startswith("Через 4 минуты")
    assert links(world.chats.last(PATIENT)) != []


async def test_a_lesson_moved_to_within_ten_minutes_is_announced_once_with_what_it_was(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        start = world.clock.now() + timedelta(minutes=5)
        await office.schedule.move(clinic.instructor, lesson.id, start)
    await world.tick()
    (text,) = world.chats.to(PATIENT)
    assert text.startswith("Через 5 минут")
    assert "Было: завтра, вторник, 24 ноября, 17:00 по вашему времени, Владивосток" in text
    await world.until(start + timedelta(hours=1))
    assert len(world.chats.to(PATIENT)) == 1


async def test_the_card_follows_the_lesson_to_its_end_without_another_sound(
    world: World, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=10))
    world.chats.sent.clear()
    await world.until(lesson.starts_at)
    assert "Занятие идёт с 17:00" in world.chats.shows(PATIENT)[0]
    assert links(world.chats.last(PATIENT)) != []
    await world.until(lesson.ends_at)
    assert [text.partition("\n")[0] for text in world.chats.shows(PATIENT)] == ["Занятие завершено"]
    assert buttons(world.chats.last(PATIENT)) == []
    assert buttons(world.chats.last(INSTRUCTOR)) == ["Явка"]
    assert chats(world) == []


async def test_a_finished_card_names_the_next_lesson(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.hold(clinic.instructor, clinic.patient, at=lesson.starts_at + timedelta(days=1))
    await world.until(lesson.ends_at)
    (finished,) = [text for text in world.chats.shows(PATIENT) if "завершено" in text]
    assert "Следующее: среда, 25 ноября, 17:00" in finished


async def test_how_it_went_out_is_kept(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=10))
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.sent_by, row.sent_at, row.lease_until) == (
        NotificationState.SENT,
        Channel.TELEGRAM,
        before(lesson, minutes=10),
        None,
    )
    assert row.message_id in world.chats.there[PATIENT]


async def test_a_cancelled_lesson_reminds_nobody_and_every_card_says_so(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=9))
    world.chats.sent.clear()
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id)
    await world.until(after(lesson, hours=1))
    assert chats(world) == [PATIENT, SECOND]
    for chat in EVERYONE:
        (card,) = world.chats.shows(chat)
        assert card.partition("\n")[0] in ("Занятие отменено", "Session cancelled")


async def test_a_moved_lesson_reminds_at_its_new_time_only(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    later = lesson.starts_at + timedelta(hours=2)
    async with world.office() as office:
        moved = await office.schedule.move(clinic.instructor, lesson.id, later)
    await world.until(before(lesson, minutes=-60))
    assert [text.partition("\n")[0] for text in world.chats.to(PATIENT)] == ["Занятие перенесено"]
    await world.until(moved.starts_at)
    assert [text.partition(",")[0] for text in world.chats.to(PATIENT)[1:]] == ["Через 10 минут"]


async def test_a_suspended_patient_gets_no_reminder_and_their_card_waits_for_the_doctor(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await world.until(before(lesson, minutes=10))
    assert chats(world) == [INSTRUCTOR, INSTRUCTOR, PATIENT, SECOND]
    (pause,) = world.chats.to(PATIENT)
    assert pause.startswith("Врач просит сделать паузу")
    assert any("ждёт разрешения врача" in text for text in world.chats.shows(PATIENT))
    assert "Ждёт допуска без ссылки: 1" in world.chats.shows(INSTRUCTOR)[-1]


async def test_suspended_after_the_link_went_out_the_button_is_taken_away(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(before(lesson, minutes=8))
    assert links(world.chats.last(PATIENT)) != []
    async with world.office() as office:
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await world.tick()
    cards = [m for m in world.chats.there[PATIENT].values() if links(m)]
    assert cards == []
    await world.until(after(lesson))
    assert any(text.startswith("Занятие завершено") for text in world.chats.shows(PATIENT))
