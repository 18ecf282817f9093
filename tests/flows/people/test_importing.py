"""An organizer loads a list of people: the file, the look at it, the people, and files that are none."""

import asyncio
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clinic as new_clinic
from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import PeopleImport, Person
from services.database import sessions
from services.vault import Vault
from tests.databases import shared_engine
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import program
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People
from tests.services.lists import HEADING, Row, crowd, csv, xlsx

LOAD = RU.plain("organizer.button.import")
MARKED = RU.plain("imports.button.marked")
DISCARD = RU.plain("button.discard")

ANNA: Row = ("Примерова", "Анна", "Условновна", "пациент", "anna@demo.invalid", "8 900 111-22-33", "Омск")
GLEB: Row = ("Образцов", "Глеб", None, "Врач", "gleb@demo.invalid", None, None)
HANDED: Row = ("Безпочтов", "Иван", None, "пациент", None, "+7 900 111-22-34", None)
KNOWN: Row = ("Сказкина", "Ирина", None, "пациент", "west@demo.invalid", None, None)
BAD: Row = ("", "=HYPERLINK(1)", None, "пациент", "anna.demo.invalid", "12", "Нигде")


@pytest.fixture
def clinic() -> DemoClinic:
    """The usual people."""
    return small_clinic(usual_people("Europe/Moscow"))


async def opened(phone: Phone) -> None:
    """Go to the screen that asks for a file."""
    await phone.says("/start")
    await phone.press(LOAD)
    await phone.sees(
        "Пришлите файл XLSX или CSV", "Столбцы: фамилия, имя, отчество, роль, email, телефон, город"
    )


async def test_a_list_is_looked_at_marked_and_saved(settings: Settings, people: People, world: World) -> None:
    org = people["org"]
    async with program(settings):
        await opened(org)
        await org.send_file("Список.csv", csv(ANNA, BAD, GLEB, HANDED, KNOWN, ANNA, encoding="cp1251"))
        shown = await org.sees("В файле 6 строк", "Новых: 3 · уже есть: 1 · с замечаниями: 1")
        assert "Строка 3: нет фамилии" in shown.text
        assert "Повторы в файле: 1" in shown.text
        await org.press(MARKED)
        assert await org.toast() == "Файл придёт сюда"
        marked = await org.sees_file("s_pometkami.xlsx")
        page = load_workbook(BytesIO(await org.file(marked))).worksheets[0]
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        assert rows[0] == [*HEADING, "Замечания"]
        assert "в email нет «@»" in str(rows[2][7])
        assert rows[2][1] == "=HYPERLINK(1)"
        assert page["B3"].data_type == "s"
        assert page["E3"].fill.fill_type == "solid"
        assert page["E2"].fill.fill_type is None
        assert "уже есть" in str(rows[5][7])
    # A restart in the middle forgets nothing.
    async with program(settings):
        await org.press("Только без замечаний: 3")
        await org.sees("Добавлено: 3", "Письма с приглашением уходят: 2", "Без email: 1")
        await world.invitation("anna@demo.invalid")
        await org.press("Открыть список")
        await org.says("Примерова Анна")
        await org.press("Примерова Анна")
        await org.sees("Примерова Анна Условновна", "anna@demo.invalid, +79001112233", "Омск")
        await opened(org)
        await org.send_file("again.xlsx", xlsx(ANNA, GLEB, HANDED))
        shown = await org.sees("Новых: 0 · уже есть: 3 · с замечаниями: 0", "Добавлять некого: все")
        assert shown.button("Загрузить") is None
        await org.press(MARKED)
        await org.sees("Замечаний нет. В последнем столбце — кто уже есть")


async def test_a_file_sent_while_the_program_is_down_is_dealt_with_when_it_is_back(
    settings: Settings, people: People
) -> None:
    org = people["org"]
    async with program(settings):
        await opened(org)
    await org.send_file_unwatched("list.xlsx", xlsx(ANNA))
    async with program(settings):
        shown = await org.sees("Новых: 1 · уже есть: 0 · с замечаниями: 0")
        assert shown.button(MARKED) is None, "there is nothing to mark"
        await org.press("Загрузить 1")
        await org.sees("Добавлено: 1")


async def test_whoever_went_on_meanwhile_is_told_and_comes_back(
    settings: Settings, people: People, world: World
) -> None:
    org = people["org"]
    async with program(settings):
        await opened(org)
        await org.send_file_unwatched("list.xlsx", xlsx(ANNA))
        await org.types("/start")
        await org.sees("Людей: ")
        await world.advance(seconds=10)
        news = await org.sees("Файл проверен", "Новых: 1")
        await org.press("Открыть", news)
        await org.press("Загрузить 1")
        await org.sees("Добавлено: 1")


@pytest.mark.usefixtures("running_program")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.pdf", b"%PDF-1.7", "Нужен файл XLSX или CSV"),
        ("list.xls", b"x", "старый формат Excel"),
        ("list.xlsx", b"PK\x03\x04 no", "Файл не открывается"),
        ("list.csv", csv(ANNA, heading=("Имя", "Роль", "Email")), "Не хватает столбца: фамилия"),
        ("list.csv", b"\n", "нет ни одной строки"),
        ("list.csv", csv(*[ANNA] * 2001), "больше 2000 строк"),
    ],
)
async def test_a_file_that_is_none_is_answered_with_what_to_do(
    people: People, name: str, content: bytes, said: str
) -> None:
    org = people["org"]
    await opened(org)
    await org.send_file(name, content)
    await org.sees("Пришлите файл XLSX или CSV", said)
    await org.send_file("list.csv", csv(GLEB))
    await org.sees("В файле 1 строка")
    await org.press(DISCARD)
    await org.sees("Людей: ")


@pytest.mark.usefixtures("running_program")
async def test_the_template_comes_back_understood(people: People) -> None:
    org = people["org"]
    await opened(org)
    await org.says("просто текст")
    await org.sees("Нужен файл XLSX или CSV")
    await org.press("Скачать образец")
    sent = await org.sees_file("spisok.xlsx")
    book = load_workbook(BytesIO(await org.file(sent)))
    assert [page.title for page in book] == ["Люди", "Пример"]
    book.worksheets[0].append(list(ANNA))
    filled = BytesIO()
    book.save(filled)
    await org.send_file("filled.xlsx", filled.getvalue())
    await org.sees("В файле 1 строка", "Новых: 1")


@pytest.mark.usefixtures("running_program")
async def test_a_second_press_adds_nobody_again_and_a_dropped_file_stays_dropped(people: People) -> None:
    org = people["org"]
    await opened(org)
    await org.send_file("list.csv", csv(ANNA))
    shown = await org.sees_button("Загрузить 1")
    button = shown.button("Загрузить 1")
    assert button is not None
    for _ in range(3):
        await org.queue_press(shown, button)
    await org.sees("Добавлено: 1")
    await org.press("На главную")
    await org.press(LOAD)
    await org.send_file("list.csv", csv(GLEB))
    await org.press(DISCARD)
    await org.press(LOAD)
    await org.sees("Пришлите файл XLSX или CSV")


@pytest.mark.usefixtures("running_program")
async def test_progress_is_shown_in_the_same_message(people: People, world: World) -> None:
    org = people["org"]
    await opened(org)
    await org.send_file("list.xlsx", xlsx(*crowd(900)))
    await org.sees("В файле 900 строк", "Новых: 900")
    edits = [call["params"]["text"] for call in await world.calls("editMessageText")]
    assert any("Проверено" in text and "из 900" in text for text in edits)


async def test_nothing_of_a_file_is_left_after_a_day(
    settings: Settings, people: People, world: World
) -> None:
    org = people["org"]
    async with program(settings):
        await opened(org)
        await org.send_file("list.csv", csv(ANNA))
        await org.sees_button("Загрузить 1")
        await world.advance(seconds=25 * 3600)
        await org.press("Загрузить 1")
        await org.sees("Пришлите файл XLSX или CSV", "уже закрыт")
    engine = shared_engine(settings.database_url)
    async with sessions(engine, Vault([bytes(range(32))]))() as session:
        await assert_nothing_kept(session)
    await engine.dispose()


async def assert_nothing_kept(session: AsyncSession) -> None:
    (kept,) = await session.scalars(select(PeopleImport))
    assert (kept.content_sealed, kept.file_id) == (None, None)
    assert "anna@demo.invalid" not in {person.email for person in await session.scalars(select(Person))}


@pytest.mark.usefixtures("running_program")
async def test_the_command_opens_it_to_organizers_alone(people: People) -> None:
    await people["org"].says("/import")
    await people["org"].sees("Пришлите файл XLSX или CSV")
    for key in ("doc", "ins", "west"):
        await people[key].says("/import")
        assert "Пришлите файл" not in (await people[key].last()).text


async def test_the_file_of_another_clinics_organizer_is_not_there(
    settings: Settings, people: People, world: World
) -> None:
    org, stranger = people["org"], await world.phone()
    other = new_clinic.NewClinic(
        name="Другой центр",
        patient_name="другой центр",
        timezone="Europe/Moscow",
        organizer="Посторонняя Инна",
        email="away@demo.invalid",
        language="ru",
    )
    await asyncio.to_thread(new_clinic.create, settings, other)
    async with program(settings):
        await stranger.says(f"/start {await world.invitation('away@demo.invalid')}")
        await stranger.press("Да, это я")
        await stranger.press(RU.plain("activation.button.agree"))
        await stranger.press(RU.plain("activation.button.yes"))
        await stranger.says("/start")
        await opened(org)
        await org.send_file("list.csv", csv(ANNA))
        await org.sees_button("Загрузить 1")
        for number in (1, 999):
            forged = {"callback_data": f"n:import:{number}"}
            assert await stranger.answer_to(await stranger.last(), forged) == RU.plain("fault.not_here")
        assert "Другой центр" in (await stranger.last()).text
