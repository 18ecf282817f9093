"""The clinic's people in numbers: on the screen, as a spreadsheet, as a picture."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import People


@pytest.fixture
def clinic() -> DemoClinic:
    """One patient has not connected."""
    return small_clinic(usual_people("Europe/Moscow"), not_activated=["new"])


@pytest.mark.usefixtures("running_program")
async def test_an_organizer_reads_the_report_and_takes_it_away(people: People, world: World) -> None:
    org, west = people["org"], people["west"]
    await west.block()
    await world.advance(seconds=1)
    await org.says("/start")
    await org.press("Отчёты")
    screen = await org.sees("Отчёт: люди")
    assert "Пациенты: 3 (подключены 1, не подключились 1, закрыли бота 1)" in screen.text
    assert "Врачи: 1 (подключены 1)" in screen.text

    await org.press("Таблица XLSX")
    assert await org.toast() == "Файл придёт сюда"
    table = await org.sees_file("people_2026-11-23.xlsx")
    assert "Не подключились 1. Закрыли бота 1." in table.text
    numbers, waiting, lost = load_workbook(BytesIO(await org.file(table))).worksheets
    assert [sheet.title for sheet in (numbers, waiting, lost)] == ["Люди", "Не подключились", "Закрыли бота"]
    assert ("пациенты", 1, 1, 1, 0, 3) in list(numbers.iter_rows(values_only=True))
    (only,) = list(waiting.iter_rows(values_only=True))[1:]
    assert only[:3] == ("Шаблонова Людмила", "пациент", "new@demo.invalid")
    (only,) = list(lost.iter_rows(values_only=True))[1:]
    assert only[4] == "2026-11-23"

    await org.press("Картинка", screen)
    picture = await org.sees("Отчёт: люди", "Закрыли бота 1", since=table.id)
    assert Image.open(BytesIO(await org.file(picture))).width > 800

    await org.press("На главную", screen)
    await org.press("Журнал")
    await org.sees("файл скачан: люди")
