"""What people read of each kind of message, in Russian and in English, at home and far from the clinic."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import Invitation, Lesson, Organization, Person, Role
from services.lessons.rules import CancelReason
from services.registration import NewPerson
from tests.scheduler.outside import buttons
from tests.scheduler.world import INSTRUCTOR, ORGANIZER, PATIENT, World, before
from tests.services.people import BERLIN, CLEARED_UNTIL, MOSCOW, Clinic, moscow, weekly

PATIENT_ABROAD = 204

ILLNESS = re.compile(r"\bрак|онко|опухол|cancer|tumou?r|\b[CС]\d\d\b", re.IGNORECASE)
"""What a patient never reads (product.md, Patient)."""

LONGEST = 350
"""Characters of a message to a patient (product.md, Patient)."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


async def speak(world: World, language: str) -> None:
    """Let everybody read this language."""
    async with world.office() as office:
        await office.session.execute(update(Person).values(language=language))


async def live_through(world: World, clinic: Clinic) -> Lesson:
    """Let a lesson be planned, moved and held, the doctor pause and resume, the next lesson be cancelled."""
    lesson = await world.hold(clinic.instructor, clinic.patient, clinic.second)
    await world.until(world.clock.now() + timedelta(hours=1))
    async with world.office() as office:
        moved = await office.schedule.move(
            clinic.instructor, lesson.id, lesson.starts_at + timedelta(hours=1)
        )
    following = await world.hold(
        clinic.instructor, clinic.patient, clinic.second, at=moved.starts_at + timedelta(days=1)
    )
    await world.until(before(moved, minutes=10))
    async with world.office() as office:
        await office.entry.ask(clinic.instructor, moved.id)
    await world.until(moved.ends_at)
    for deed in ("suspend", "give", "cancel"):
        world.clock.move(minutes=1)
        async with world.office() as office:
            if deed == "suspend":
                await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
            elif deed == "give":
                await office.clearances.give(clinic.doctor, clinic.patient.membership_id, CLEARED_UNTIL)
            else:
                await office.calling_off.cancel(clinic.instructor, following.id)
        await world.until(world.clock.now() + timedelta(seconds=5))
    return moved


def read(world: World, chat: int) -> list[str]:
    """Return everything a chat ever showed, in order of time: messages and edits."""
    seen = [*world.chats.sent, *world.chats.edited]
    return [sending.text for sending in sorted(seen, key=lambda s: s.at) if sending.to == chat]


FAR_AWAY = {
    "ru": (
        (
            "Для вас назначено занятие",
            "Завтра, вторник, 24 ноября, 17:00 по вашему времени, Владивосток",
            "Ведёт Алла Эталоновна, 45 минут.",
            "Кнопка для входа придёт сюда за 10 минут до начала.",
        ),
        (
            "Занятие перенесено",
            "Было: завтра, вторник, 24 ноября, 17:00 по вашему времени, Владивосток",
            "Стало: завтра, вторник, 24 ноября, 18:00 по вашему времени, Владивосток",
        ),
        (
            "Через 10 минут, в 18:00 по вашему времени",
            "Ведёт Алла Эталоновна.",
            "В Zoom укажите только имя: Пётр.",
            "Если хуже обычного, не начинайте. Центр: +7 495 000-00-00. Очень плохо — звоните 112.",
        ),
        ("Занятие идёт с 18:00 по вашему времени", "Войти можно до 18:45.", "остановитесь"),
        (
            "Занятие завершено",
            "Вторник, 24 ноября, 18:00 по вашему времени, Владивосток. Спасибо вам.",
            "Следующее: среда, 25 ноября, 18:00 по вашему времени, Владивосток",
        ),
        (
            "Врач просит сделать паузу",
            "Пётр Началович, занятия пока отложены. Ваше место сохраняется.",
            "Станет хуже — звоните 112.",
        ),
        (
            "Завтра, среда, 25 ноября, 18:00 по вашему времени, Владивосток",
            "Занятие ждёт разрешения врача. Место за вами сохраняется.",
        ),
        (
            "Врач разрешил занятия",
            "Ближайшее: завтра, среда, 25 ноября, 18:00 по вашему времени, Владивосток",
        ),
        (
            "Занятие отменено",
            "Завтра, среда, 25 ноября, 18:00 по вашему времени, Владивосток. Инструктор не сможет провести.",
        ),
    ),
    "en": (
        (
            "A session is planned for you",
            "Tomorrow, Tuesday, 24 November, 17:00 your time, Vladivostok",
            "Led by Алла Эталоновна, 45 minutes.",
            "The button to join will come here 10 minutes before the start.",
        ),
        (
            "Session moved",
            "Was: tomorrow, Tuesday, 24 November, 17:00 your time, Vladivostok",
            "Now: tomorrow, Tuesday, 24 November, 18:00 your time, Vladivostok",
        ),
        (
            "In 10 minutes, at 18:00 your time",
            "In Zoom enter your first name only: Пётр.",
            "If you feel worse than usual, do not start. Centre: +7 495 000-00-00. Emergency: 112.",
        ),
        ("Your session started at 18:00 your time", "You can join until 18:45.", "stop"),
        (
            "The session is over",
            "Tuesday, 24 November, 18:00 your time, Vladivostok. Thank you.",
            "Next: Wednesday, 25 November, 18:00 your time, Vladivostok",
        ),
        ("Your doctor asks you to pause", "your sessions are on hold. Your place is kept.", "call 112"),
        (
            "Tomorrow, Wednesday, 25 November, 18:00 your time, Vladivostok",
            "This session is waiting for your doctor. Your place is kept.",
        ),
        (
            "Your doctor has cleared you for sessions",
            "Next: tomorrow, Wednesday, 25 November, 18:00 your time, Vladivostok",
        ),
        (
            "Session cancelled",
            "Tomorrow, Wednesday, 25 November, 18:00 your time, Vladivostok. Your instructor can't hold it.",
        ),
    ),
}

AT_HOME = {
    "ru": (
        "Занятие перенесено|Было: завтра, вторник, 24 ноября, 08:00",
        "Через 10 минут, в 09:00|Ведёт Jonas.",
        "Занятие идёт с 09:00|Войти можно до 09:45.",
        "Занятие завершено|Вторник, 24 ноября, 09:00. Спасибо вам.",
        "Врач разрешил занятия|Ближайшее: завтра, среда, 25 ноября, 09:00",
        "Занятие отменено|Завтра, среда, 25 ноября, 09:00.",
    ),
    "en": (
        "Session moved|Was: tomorrow, Tuesday, 24 November, 08:00",
        "In 10 minutes, at 09:00|Led by Jonas.",
        "Your session started at 09:00|You can join until 09:45.",
        "The session is over|Tuesday, 24 November, 09:00. Thank you.",
        "Your doctor has cleared you for sessions|Next: tomorrow, Wednesday, 25 November, 09:00",
        "Session cancelled|Tomorrow, Wednesday, 25 November, 09:00.",
    ),
}

FOR_THE_INSTRUCTOR = {
    "ru": (
        "Занятие начинается: 11:00, через 10 минут|Группа: 2 пациента",
        "Вход ведущего, 11:00|Ссылка личная, не пересылайте.",
        "Занятие идёт с 11:00|Группа: 2 пациента",
        "Занятие завершено|Вторник, 24 ноября, 11:00–11:45",
        "Решение врача: Пробный Пётр|Занятия приостановлены",
        "Решение врача: Пробный Пётр|Допуск до 23 декабря",
    ),
    "en": (
        "Your session is about to start: 11:00, in 10 minutes|Group: 2 patients",
        "Your way in as host, 11:00|The link is yours alone, do not forward it.",
        "Your session started at 11:00|Group: 2 patients",
        "The session is over|Tuesday, 24 November, 11:00–11:45",
        "The doctor's decision: Пробный Пётр|Suspended",
        "The doctor's decision: Пробный Пётр|Cleared until 23 December",
    ),
}


def assert_read(texts: list[str], expected: tuple[tuple[str, ...], ...]) -> None:
    """Check that messages with these titles and sentences came, in this order."""
    left = iter(texts)
    for title, *sentences in expected:
        text = next((text for text in left if text.startswith(title)), None)
        assert text is not None, f"no «{title}» in its place among {texts}"
        for sentence in sentences:
            assert sentence in text


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_patient_in_vladivostok_reads_their_own_time_in_their_language(
    world: World, clinic: Clinic, language: str
) -> None:
    await speak(world, language)
    await live_through(world, clinic)
    assert_read(read(world, PATIENT), FAR_AWAY[language])


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_in_a_berlin_clinic_times_are_berlins_and_need_no_mark(
    world: World, abroad: Clinic, language: str
) -> None:
    await speak(world, language)
    await live_through(world, abroad)
    texts = read(world, PATIENT_ABROAD)
    assert_read(texts, tuple(tuple(line.split("|")) for line in AT_HOME[language]))
    assert not any("по вашему времени" in text or "your time" in text for text in texts)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_an_instructor_reads_who_comes_and_what_the_doctor_decided(
    world: World, clinic: Clinic, language: str
) -> None:
    await speak(world, language)
    await live_through(world, clinic)
    assert_read(
        read(world, INSTRUCTOR), tuple(tuple(line.split("|")) for line in FOR_THE_INSTRUCTOR[language])
    )


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_nothing_a_patient_reads_is_long_or_names_the_illness_the_clinic_or_another_patient(
    world: World, clinic: Clinic, language: str
) -> None:
    await speak(world, language)
    await live_through(world, clinic)
    world.chats.blocked.add(PATIENT)
    await world.hold(
        clinic.instructor, clinic.patient, clinic.second, at=world.clock.now() + timedelta(hours=3)
    )
    await world.until(world.clock.now() + timedelta(hours=4))
    mails = [mail.text + mail.message.subject for mail in world.mailbox.to("p1@demo.invalid")]
    assert len(mails) == 2
    for text in [*read(world, PATIENT), *mails]:
        assert len(text) <= LONGEST
        assert not ILLNESS.search(text)
        assert "Sample" not in text
        assert "Пример" not in text
    assert max(len(buttons(s.message)) for s in world.chats.sent if s.to == PATIENT) <= 4


INVITED = {
    ("ru", Role.ORGANIZER): ("Вы зарегистрированы как организатор", "Онкоцентр «Пример»"),
    ("ru", Role.DOCTOR): ("Вы зарегистрированы как врач", "кто ждёт вашего решения"),
    ("ru", Role.INSTRUCTOR): ("Вы зарегистрированы как инструктор", "Установите Zoom"),
    ("ru", Role.PATIENT): ("Вас приглашает Центр", "Вы зарегистрированы как пациент: Центр."),
    ("en", Role.ORGANIZER): ("You are registered as an organizer", "Онкоцентр «Пример»"),
    ("en", Role.DOCTOR): ("You are registered as a doctor", "who awaits your decision"),
    ("en", Role.INSTRUCTOR): ("You are registered as an instructor", "Install Zoom"),
    ("en", Role.PATIENT): ("Центр invites you", "You are registered as a patient: Центр."),
}
UNTIL = {"ru": "Четверг, 26 ноября, 09:45", "en": "Thursday, 26 November, 09:45"}


@pytest.mark.parametrize(("language", "role"), INVITED)
async def test_an_invitation_says_as_what_until_when_and_has_the_one_button(
    world: World, clinic: Clinic, language: str, role: Role
) -> None:
    new = NewPerson(role, "Новых", "Фёдор", "Пробович", "new@demo.invalid", MOSCOW, language)
    async with world.office() as office:
        member = await office.registration.register(clinic.organizer, new)
        token = await office.token(member.id)
    await world.tick()
    (mail,) = world.mailbox.to("new@demo.invalid")
    subject, sentence = INVITED[language, role]
    assert mail.message.subject == subject
    assert sentence in mail.text
    assert ("Здравствуйте, Фёдор Пробович." if language == "ru" else "Hello, Фёдор Пробович.") in mail.text
    assert UNTIL[language].casefold() in mail.text.casefold()
    ((button,),) = mail.message.rows
    assert button.url == f"https://t.me/example_bot?start={token}"
    if role is Role.PATIENT:
        assert not ILLNESS.search(mail.text + subject)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_an_invitation_is_dated_in_the_readers_own_zone(
    world: World, clinic: Clinic, language: str
) -> None:
    new = NewPerson(Role.DOCTOR, "Neu", "Doktor", None, "new@demo.invalid", BERLIN, language)
    async with world.office() as office:
        member = await office.registration.register(clinic.organizer, new)
        invitation = await office.invitations.current(member.id)
        assert isinstance(invitation, Invitation)
    await world.tick()
    (mail,) = world.mailbox.to("new@demo.invalid")
    assert "07:45" in mail.text
    assert ("по вашему времени, Берлин" if language == "ru" else "your time, Berlin") in mail.text


async def test_without_a_support_contact_the_line_of_help_names_112_alone(
    world: World, clinic: Clinic
) -> None:
    async with world.office() as office:
        await office.session.execute(update(Organization).values(support_contact=None))
    lesson = await world.hold(clinic.instructor, clinic.patient)
    await world.until(before(lesson, minutes=10))
    assert "не начинайте. Очень плохо — звоните 112." in world.chats.to(PATIENT)[-1]


async def test_names_with_signs_are_text_and_not_markup(world: World, clinic: Clinic) -> None:
    async with world.office() as office:
        person = await office.identity.person(clinic.instructor)
        person.first_name = "<b>Алла & Ко</b>"
    await world.hold(clinic.instructor, clinic.patient)
    await world.tick()
    (sending,) = [sending for sending in world.chats.sent if sending.to == PATIENT]
    assert "&lt;b&gt;Алла &amp; Ко&lt;/b&gt;" in sending.message.html
    assert "<b>Алла & Ко</b>" in sending.text
    assert world.chats.to(ORGANIZER) == []


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_series_is_told_shortly_and_in_the_readers_time(
    world: World, clinic: Clinic, language: str
) -> None:
    await speak(world, language)
    async with world.office() as office:
        await office.series.create(clinic.instructor, weekly(clinic.patient, many=5))
    await world.until(world.clock.now() + timedelta(seconds=5))
    # The first one is tomorrow: its own card asks besides.
    told = next(one for one in read(world, PATIENT) if "5" in one.splitlines()[0])
    words = re.sub(r"<[^>]+>", "", told)
    assert len(words) <= LONGEST
    assert not ILLNESS.search(words)
    assert ("5 занятий" if language == "ru" else "5 sessions") in words
    assert "17:00" in words


async def test_after_a_refusal_the_next_lesson_is_the_next_one_from_now(world: World, clinic: Clinic) -> None:
    later = await world.hold(clinic.instructor, clinic.patient, at=moscow("2026-11-27 10:00"))
    await world.hold(clinic.instructor, clinic.patient, at=moscow("2026-11-25 10:00"))
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, later.id)
    await world.until(world.clock.now() + timedelta(seconds=5))
    told = next(one for one in read(world, PATIENT) if "отменено" in one)
    assert "Следующее: среда, 25 ноября" in re.sub(r"<[^>]+>", "", told)


async def test_a_moved_lesson_that_is_put_back_goes_on_telling_of_the_move(
    world: World, clinic: Clinic
) -> None:
    lesson = await world.hold(clinic.instructor, clinic.patient, at=moscow("2026-11-27 10:00"))
    await world.until(world.clock.now() + timedelta(seconds=5))
    async with world.office() as office:
        await office.schedule.move(clinic.instructor, lesson.id, moscow("2026-11-27 12:00"))
    await world.until(world.clock.now() + timedelta(seconds=5))
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id, CancelReason.ILL)
    world.clock.move(seconds=20)
    async with world.office() as office:
        await office.calling_off.restore(clinic.instructor, lesson.id)
    await world.until(world.clock.now() + timedelta(seconds=10))
    card = re.sub(r"<[^>]+>", "", world.chats.shows(PATIENT)[-1])
    assert card.startswith("Занятие перенесено")
    assert "Придёте?" in card
