"""Instructors are told of the day in the morning, of whom nothing reaches, and of what is unmarked."""

from datetime import datetime, time, timedelta

from sqlalchemy import update

from models import Lesson, NotificationKind, Outcome, Person
from tests.scheduler.outside import Sending
from tests.scheduler.world import INSTRUCTOR, PATIENT, World, after, before
from tests.services.people import Clinic, moscow

EVENING = moscow("2026-11-24 20:00")
NAME = "Пробный Пётр"


async def without_mail(world: World, clinic: Clinic) -> None:
    """Let the first patient have no address but Telegram."""
    async with world.office() as office:
        person = await office.session.get_one(Person, clinic.patient.person_id)
        person.email = None


def told(world: World, title: str) -> list[str]:
    """Return what came to the instructor under a title."""
    return [text for text in world.chats.to(INSTRUCTOR) if text.startswith(title)]


def pressed(sending: Sending) -> list[tuple[str, str, int]]:
    """Return the buttons of a message: the words, what they do and about what."""
    found = [button for row in sending.message.rows for button in row]
    return [(one.text, one.press.action, one.press.subject_id) for one in found if one.press]


async def test_whom_nothing_reaches_is_told_half_an_hour_ahead_with_the_phone(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await without_mail(world, clinic)
    async with world.office() as office:
        await office.identity.lost(PATIENT)
    await world.until(before(lesson, minutes=31))
    assert told(world, "Не дошло") == []
    await world.until(before(lesson, minutes=29))
    (text,) = told(world, "Не дошло")
    assert f"{NAME}: бот закрыт, +79000000004" in text
    assert "Sample" not in text
    (sending,) = [one for one in world.chats.sent if one.text.startswith("Не дошло")]
    assert pressed(sending) == [("Доставка", "delivery", lesson.id)]


async def test_nothing_comes_when_everybody_can_be_reached(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.identity.lost(PATIENT)
    await world.until(before(lesson, minutes=29))
    assert told(world, "Не дошло") == []


async def test_whoever_was_never_connected_and_has_no_mail_is_named_too(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await without_mail(world, clinic)
    async with world.office() as office:
        await office.session.execute(
            update(Person).where(Person.id == clinic.patient.person_id).values(telegram_id=None)
        )
    await world.until(before(lesson, minutes=29))
    (text,) = told(world, "Не дошло")
    assert f"{NAME}: не подключён" in text


async def test_a_mail_that_was_refused_reaches_nobody(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        await office.identity.lost(PATIENT)
    world.mail_set_up = False
    lesson = await world.hold(clinic.instructor, clinic.patient)
    await world.until(before(lesson, minutes=29))
    (text,) = told(world, "Не дошло")
    assert NAME in text


async def test_it_follows_a_move_and_goes_with_a_cancelled_lesson(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await without_mail(world, clinic)
    async with world.office() as office:
        await office.identity.lost(PATIENT)
        moved = await office.schedule.move(clinic.instructor, lesson.id, after(lesson, hours=1))
    await world.until(before(moved, minutes=31))
    assert told(world, "Не дошло") == []
    await world.until(before(moved, minutes=30))
    assert len(told(world, "Не дошло")) == 1
    other = await world.hold(clinic.instructor, clinic.patient, at=after(moved, hours=2))
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, other.id)
    await world.until(after(other, hours=1))
    assert len(told(world, "Не дошло")) == 1


async def test_a_blocked_place_is_nobody_to_be_told(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await without_mail(world, clinic)
    async with world.office() as office:
        await office.identity.lost(PATIENT)
        await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await world.until(before(lesson, minutes=29))
    assert told(world, "Не дошло") == []


async def held(world: World, clinic: Clinic, *starts: str) -> list[Lesson]:
    """Plan lessons of the day at these times."""
    return [
        await world.hold(clinic.instructor, clinic.patient, at=moscow(f"2026-11-24 {clock}"), minutes=30)
        for clock in starts
    ]


async def test_in_the_evening_one_message_asks_about_all_lessons_of_the_day(
    world: World, clinic: Clinic
) -> None:
    first, second, third = await held(world, clinic, "10:00", "12:00", "15:00")
    await world.until(second.ends_at)
    async with world.office() as office:
        await office.attendance.save(clinic.instructor, second.id, [])
    await world.until(EVENING - timedelta(minutes=1))
    assert told(world, "Отметьте, кто был") == []
    await world.until(EVENING)
    (text,) = told(world, "Отметьте, кто был")
    assert "10:00–10:30" in text
    assert "15:00–15:30" in text
    assert "12:00" not in text
    (sending,) = [one for one in world.chats.sent if one.text.startswith("Отметьте")]
    assert pressed(sending) == [
        ("Явка · 10:00", "attendance", first.id),
        ("Явка · 15:00", "attendance", third.id),
    ]
    await world.until(EVENING + timedelta(days=2))
    assert len(told(world, "Отметьте, кто был")) == 1


async def test_nothing_is_asked_once_all_is_said(world: World, clinic: Clinic) -> None:
    first, second = await held(world, clinic, "10:00", "12:00")
    await world.until(second.ends_at)
    async with world.office() as office:
        await office.attendance.save(clinic.instructor, first.id, [])
        await office.attendance.not_held(clinic.instructor, second.id, Outcome.NO_CONNECTION)
    await world.until(EVENING + timedelta(hours=14))
    assert told(world, "Отметьте, кто был") == []


async def test_what_ends_later_is_asked_the_next_morning(world: World, clinic: Clinic) -> None:
    await held(world, clinic, "10:00", "19:45")
    await world.until(EVENING)
    (text,) = told(world, "Отметьте, кто был")
    assert "19:45" not in text
    await world.until(moscow("2026-11-25 07:59"))
    assert len(told(world, "Отметьте, кто был")) == 1
    await world.until(moscow("2026-11-25 08:00"))
    assert "19:45–20:15" in told(world, "Отметьте, кто был")[-1]


async def test_the_first_of_a_day_being_cancelled_or_moved_the_others_are_asked_about(
    world: World, clinic: Clinic
) -> None:
    first, second, _ = await held(world, clinic, "10:00", "12:00", "15:00")
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, first.id)
        await office.schedule.move(clinic.instructor, second.id, moscow("2026-11-25 12:00"))
    await world.until(EVENING)
    (text,) = told(world, "Отметьте, кто был")
    assert "15:00" in text
    assert "12:00" not in text
    await world.until(EVENING + timedelta(days=1))
    assert "12:00" in told(world, "Отметьте, кто был")[-1]


async def test_another_clock_asks_at_its_own_evening(world: World, clinic: Clinic) -> None:
    await held(world, clinic, "10:00", "12:00")
    async with world.office() as office:
        await office.profile.change_zone(clinic.instructor, "Asia/Yekaterinburg")
    evening: datetime = EVENING - timedelta(hours=2)
    await world.until(evening - timedelta(minutes=1))
    assert told(world, "Отметьте, кто был") == []
    await world.until(evening)
    assert len(told(world, "Отметьте, кто был")) == 1


async def with_the_day(world: World, clinic: Clinic) -> None:
    """Let the instructor have the day's lessons in the morning."""
    async with world.office() as office:
        await office.profile.switch(clinic.instructor, NotificationKind.DAY_TOLD, on=True)


async def test_at_eight_one_message_tells_of_the_day(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await with_the_day(world, clinic)
    await world.hold(clinic.instructor, clinic.second, at=moscow("2026-11-24 12:00"))
    async with world.office() as office:
        await office.answers.confirm(clinic.second, lesson.id)
        await office.identity.lost(PATIENT)
    await world.until(moscow("2026-11-24 07:59"))
    assert told(world, "Сегодня") == []
    await world.until(moscow("2026-11-24 08:00"))
    (text,) = told(world, "Сегодня, вторник, 24 ноября")
    assert "10:00–10:45 · Группа: 2 пациента" in text
    assert "Придут: 1 · нет ответа: 1" in text
    assert f"{NAME}: бот закрыт, +79000000004" in text
    assert "12:00–12:45 · Пациент: Sample Anna" in text
    (sending,) = [one for one in world.chats.sent if one.text.startswith("Сегодня, вторник")]
    assert [label for label, _, _ in pressed(sending)] == ["Занятие 10:00", "Занятие 12:00"]
    await world.until(moscow("2026-11-24 21:00"))
    assert len(told(world, "Сегодня, вторник")) == 1


async def test_whose_quiet_hours_go_on_hears_after_them_and_of_what_is_still_ahead(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await with_the_day(world, clinic)
    await world.hold(clinic.instructor, clinic.second, at=moscow("2026-11-24 13:00"))
    async with world.office() as office:
        await office.profile.change_quiet_hours(clinic.instructor, time(22), time(11))
    await world.until(moscow("2026-11-24 10:59"))
    assert told(world, "Сегодня, вторник") == []
    await world.until(moscow("2026-11-24 11:00"))
    (text,) = told(world, "Сегодня, вторник")
    assert "13:00–13:45" in text
    assert "10:00" not in text


async def test_of_a_day_without_lessons_any_more_nothing_is_told(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await with_the_day(world, clinic)
    async with world.office() as office:
        await office.schedule.move(clinic.instructor, lesson.id, moscow("2026-11-25 10:00"))
    await world.until(moscow("2026-11-24 20:00"))
    assert told(world, "Сегодня, вторник") == []
    await world.until(moscow("2026-11-25 08:00"))
    assert len(told(world, "Сегодня, среда")) == 1


async def test_the_running_card_counts_who_says_that_they_are_in(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(after(lesson, minutes=-41))
    async with world.office() as office:
        await office.entering.entered(clinic.patient, lesson.id)
    await world.tick()
    assert "В Zoom 1 из 2" in world.chats.shows(INSTRUCTOR)[0]
