"""The journal as an organizer reads it."""

from datetime import UTC, datetime

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import People, plan
from tests.flows.steps import CATALOGUES


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The organizer's language."""
    return str(request.param)


@pytest.fixture
def clinic(timezone: str, language: str) -> DemoClinic:
    """The usual people, the organizer in their own language."""
    everybody = usual_people(timezone)
    everybody[0]["language"] = language
    return small_clinic(everybody, timezone=timezone)


async def test_an_organizer_reads_who_did_and_saw_what(
    running_program: None, people: People, world: World, language: str
) -> None:
    texts = CATALOGUES.texts(language)
    organizer, doctor, instructor = people["org"], people["doc"], people["ins"]
    await doctor.says("На главную")
    await doctor.press("Мои пациенты")
    await doctor.press("Сказкина Ирина")
    await doctor.sees("Сказкина Ирина")
    await plan(instructor, "Сегодня", "11:00", ("Сказкина Ирина",))
    await instructor.press("Открыть занятие")
    await instructor.press("Перенести")
    await instructor.press("Сегодня")
    await instructor.says("12:00")
    await instructor.press("Перенести и сообщить")
    await instructor.sees("12:00")

    def line(who: str, action: str, **params: str) -> str:
        what = texts.plain(f"organizer.journal.action.{action}", **params)
        return texts.plain("organizer.journal.line", clock="09:45", who=who, what=what)

    opened = line("Образцовский Глеб", "card_opened") + ": Сказкина Ирина"
    planned = line("Черновикова Алла", "lesson_created", starts="").rstrip(": ")
    await organizer.says("/start")
    await organizer.press(texts.plain("organizer.button.journal"))
    shown = await organizer.sees(opened)
    assert shown.text.index("12:00") < shown.text.index(planned) < shown.text.index(opened)
    assert "11:00 →" in shown.text
    assert shown.button(texts.plain("organizer.button.day_after")) is None

    everybody = texts.plain("organizer.filter.all")
    await organizer.press(texts.plain("organizer.button.who", who=everybody))
    await organizer.says("образц")
    await organizer.press("Образцовский Глеб")
    shown = await organizer.sees_button(texts.plain("organizer.button.who", who="Образцовский Глеб"))
    assert opened in shown.text
    assert planned not in shown.text

    await organizer.press(texts.plain("organizer.button.whose", whose=everybody))
    await organizer.press("Шаблонова Людмила")
    await organizer.sees(texts.plain("organizer.journal.none"))
    await organizer.press(texts.plain("organizer.button.whose", whose="Шаблонова Людмила"))
    await organizer.press(texts.plain("organizer.button.everybody"))
    await organizer.sees(opened)

    await organizer.press(texts.plain("organizer.button.day_before"))
    await organizer.sees(texts.plain("organizer.journal.none"))
    await organizer.press(texts.plain("organizer.button.day_after"))
    await organizer.sees(opened)
    await world.advance(to=datetime(2026, 11, 24, 6, 45, tzinfo=UTC).isoformat())
    await organizer.says("/journal")
    await organizer.sees(texts.plain("organizer.journal.none"))
    await organizer.press(texts.plain("organizer.button.day_before"))
    await organizer.sees(opened)
    await organizer.press(texts.plain("button.back"))
    await organizer.sees_button(texts.plain("organizer.button.people"))


async def test_the_command_is_the_organizers_alone(
    running_program: None, people: People, language: str
) -> None:
    texts = CATALOGUES.texts("ru")
    await people["doc"].says("/journal")
    await people["doc"].sees(texts.plain("help.unexpected.staff"))
    await people["org"].says("/journal")
    await people["org"].sees_button(CATALOGUES.texts(language).plain("organizer.button.day_before"))


async def test_what_the_clock_draws_again_is_no_look(
    running_program: None, people: People, world: World, language: str
) -> None:
    texts = CATALOGUES.texts(language)
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await people["ins"].says("На главную")
    await people["ins"].press("Пациенты")
    await people["ins"].press("Сказкина Ирина")
    await people["ins"].sees("Калининград")
    await world.advance(to=datetime(2026, 11, 23, 7, 51, tzinfo=UTC).isoformat())
    await people["ins"].sees_button("Начать занятие")
    await people["org"].says("/journal")
    shown = await people["org"].sees(texts.plain("organizer.journal.action.card_opened"))
    assert shown.text.count(texts.plain("organizer.journal.action.card_opened")) == 1
