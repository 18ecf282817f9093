"""Whom Telegram does not reach: a mail instead, the instructor's card says who, each row says why."""

import asyncio

import pytest
from sqlalchemy import update

from models import Channel, Lesson, NotificationKind, NotificationState, Person, Role
from services.policy import Actor
from services.registration import NewPerson
from tests.scheduler.outside import links
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, before
from tests.services.people import CLEARED_UNTIL, MOSCOW, SUPPORT, Clinic

STARTING = NotificationKind.LESSON_STARTING
NAME = "Пробный Пётр"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


async def instructors_card(world: World) -> str:
    """Return what the instructor's card of the lesson says once everything has settled."""
    world.clock.move(seconds=10)
    await world.tick()
    return world.chats.shows(INSTRUCTOR)[-1]


async def test_who_blocked_the_bot_gets_the_reminder_by_mail(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    (mail,) = world.mailbox.to("p1@demo.invalid")
    assert mail.message.subject == "Занятие сегодня в 17:00"
    assert mail.text.startswith("Пётр Началович, занятие начинается в 17:00 по вашему времени.")
    assert f"Центр: {SUPPORT}" in mail.text
    assert links(mail.message) == [f"https://zoom.example.org/j/{next(iter(world.zoom.there))}"]
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.sent_by) == (NotificationState.SENT, Channel.MAIL)


async def test_the_instructors_card_names_them_with_their_phone(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    card = await instructors_card(world)
    assert f"Telegram не доставляет: {NAME}. Ушло письмо. Телефон: +79000000004" in card
    assert "Anna" not in card
    async with world.office() as office:
        view = await office.book.card(clinic.instructor, lesson.id)
    assert [member.person_id for member in view.unreached] == [clinic.patient.person_id]
    assert len(world.chats.to(INSTRUCTOR)) == 1


async def test_telegram_is_not_asked_again_until_they_come_back(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    async with world.office() as office:
        person = await office.identity.person(clinic.patient)
    assert person.telegram_lost_at == before(lesson, minutes=10)
    world.chats.blocked.clear()
    await world.hold(clinic.instructor, clinic.patient, at=before(lesson, minutes=-90))
    await world.tick()
    assert [mail.message.subject.partition(":")[0] for mail in world.mailbox.to("p1@demo.invalid")] == [
        "Занятие сегодня в 17",
        "Назначено занятие",
    ]
    async with world.office() as office:
        await office.identity.of_telegram(PATIENT)
    await world.until(before(lesson, minutes=-80))
    assert world.chats.to(PATIENT)[-1].startswith("Через 10 минут")


async def test_without_a_mail_server_the_message_fails_and_the_instructor_knows(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.mail_set_up = False
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.last_error) == (NotificationState.FAILED, "mail_not_set_up")
    card = await instructors_card(world)
    assert f"Сообщение не дошло: {NAME}. Позвоните: +79000000004" in card
    assert "письмо" not in card


async def test_without_an_address_the_message_fails_and_the_instructor_knows(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.session.execute(
            update(Person)
            .where(Person.id == clinic.second.person_id)
            .values(email_sealed=None, email_index=None)
        )
    world.chats.blocked.add(SECOND)
    await world.until(before(lesson, minutes=10))
    row = await world.row(STARTING, clinic.second)
    assert (row.state, row.last_error) == (NotificationState.FAILED, "no_email")
    card = await instructors_card(world)
    assert "Сообщение не дошло: Sample Anna. Телефон не указан, спросите в центре." in card


async def test_who_never_activated_gets_every_message_by_mail(world: World, clinic: Clinic) -> None:
    new = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
    async with world.office() as office:
        patient = Actor.of(await office.registration.register(clinic.organizer, new))
        await office.clearances.give(clinic.doctor, patient.membership_id, CLEARED_UNTIL)
    lesson = await world.hold(clinic.instructor, patient)
    await world.until(before(lesson, minutes=-60))
    subjects = [mail.message.subject for mail in world.mailbox.to("new@demo.invalid")]
    assert subjects == [
        "Вас приглашает Центр",
        "Врач разрешил занятия",
        "Назначено занятие: вторник, 24 ноября, 10:00",
        "Занятие сегодня в 10:00",
    ]


async def test_an_instructor_out_of_reach_is_mailed_how_to_begin(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(INSTRUCTOR)
    await world.until(before(lesson, minutes=10))
    (mail,) = world.mailbox.to("ins@demo.invalid")
    assert mail.message.subject == "Занятие начинается в 10:00"
    assert "Придут 2 пациента. Telegram вам не доставляет" in mail.text
    assert "вы станете ведущим" in mail.text
    assert "zak=" not in str(links(mail.message))


@pytest.mark.parametrize("late", [15, 54])
async def test_a_late_mail_tells_the_truth_too(world: World, lesson: Lesson, late: int) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, hours=1))
    await world.sleep_until(before(lesson, minutes=10 - late))
    (mail,) = world.mailbox.to("p1@demo.invalid")
    assert "занятие уже идёт с 17:00 по вашему времени" in mail.text


async def test_what_only_edits_a_card_is_never_mailed(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=10))
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, days=-1))
    assert world.mailbox.sent == []
    row = await world.row(NotificationKind.LESSON_RUNNING, clinic.patient)
    assert (row.state, row.last_error) == (NotificationState.FAILED, "no_channel")


async def test_a_reminder_that_arrives_after_a_move_clears_the_name_from_the_card(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    await world.until(before(lesson, minutes=10))
    assert NAME in await instructors_card(world)
    world.chats.blocked.clear()
    async with world.office() as office:
        await office.identity.of_telegram(PATIENT)
        moved = await office.schedule.move(clinic.instructor, lesson.id, before(lesson, minutes=-60))
    await world.until(before(moved, minutes=10))
    assert NAME not in await instructors_card(world)
    assert world.chats.to(PATIENT)[-1].startswith("Через 10 минут")


async def test_a_patients_name_reaches_a_card_that_was_on_its_way_when_the_mail_went_out(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.chats.blocked.add(PATIENT)
    mailed = asyncio.Event()

    async def wait_for_the_mail(chat: int) -> None:
        if chat == INSTRUCTOR:
            await mailed.wait()

    world.chats.meanwhile = wait_for_the_mail
    world.mailbox.arrived = mailed.set
    await world.until(before(lesson, minutes=10))
    assert NAME not in world.chats.to(INSTRUCTOR)[0]
    assert NAME in await instructors_card(world)
