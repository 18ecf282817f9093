"""The journal is taken away as a spreadsheet, and that is in the journal."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.flows.phones import World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


async def test_the_days_that_are_shown_come_as_a_file(people: People, world: World) -> None:
    org, doc = people["org"], people["doc"]
    await doc.says("/start")
    await doc.press("Мои пациенты")
    await doc.press("Сказкина Ирина")
    await org.says("/journal")
    await org.sees("открыта карта: Сказкина Ирина")
    await org.press("Скачать файл")
    await org.sees("Журнал в файле", "Кто: все")
    await org.press("7 дней")
    assert await org.toast() == "Файл придёт сюда"
    message = await org.sees("Журнал", "17 ноября — понедельник, 23 ноября")
    assert message.data["document"]["file_name"] == "journal_2026-11-17_2026-11-23.xlsx"
    (sheet,) = load_workbook(BytesIO(await org.file(message))).worksheets
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == ("День", "Время", "Кто", "Что", "О ком", "Откуда")
    assert ("Образцовский Глеб", "открыта карта", "Сказкина Ирина", "Telegram") in [row[2:] for row in rows]
    assert {row[0] for row in rows} == {"2026-11-23"}
    await org.sees("Журнал: сегодня", "файл скачан: журнал")
