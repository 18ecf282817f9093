"""Lessons go into the calendar of a phone, and change there as they change here."""

import pytest
from icalendar import Calendar

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.phones import Phone, Seen, World
from tests.flows.seeded import RU, People
from tests.flows.steps import CATALOGUES

EN = CATALOGUES.texts("en")

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """A group tomorrow, and a lesson alone after it."""
    courses = [{**lesson("10:00", "west", "east"), "weekdays": ["tue"]}]
    courses.append({**lesson("12:00", "west"), "weekdays": ["tue"]})
    return small_clinic(usual_people("Europe/Moscow"), courses=courses)


async def read(phone: Phone, message: Seen) -> tuple[Calendar, str]:
    """Open the file of a message; return it as a calendar and as text."""
    content = await phone.file(message)
    return Calendar.from_ical(content), content.decode().replace("\r\n ", "")


async def test_a_patient_puts_a_lesson_into_the_calendar_and_it_follows(people: People, world: World) -> None:
    west, ins = people["west"], people["ins"]
    await west.says("/start")
    await west.press(RU.plain("patient.button.lessons"))
    await west.press("09:00")
    await west.press("Добавить в календарь")
    assert await west.toast() == "Файл придёт сюда"
    message = await west.sees("Файл для календаря", "09:00")
    calendar, text = await read(west, message)
    (event,) = calendar.events
    assert str(event["SUMMARY"]) == "Занятие, центр «Пример»"
    assert f"{event.start:%Y-%m-%d %H:%M %z}" == "2026-11-24 10:00 +0300"
    assert "Алла" in text
    assert not [name for name in ("Якобыев", "Степан", "Сказкина", "Центр «Пример»") if name in text]

    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("10:00")
    await ins.press("Перенести")
    await ins.says("25.11")
    await ins.says("16:00")
    await ins.press("Перенести и сообщить")
    moved = await west.sees("Файл для календаря изменился")
    again, _ = await read(west, moved)
    assert str(again.events[0]["UID"]) == str(event["UID"])
    assert int(str(again.events[0]["SEQUENCE"])) > int(str(event["SEQUENCE"]))
    assert f"{again.events[0].start:%Y-%m-%d %H:%M}" == "2026-11-25 16:00"


async def test_all_lessons_in_one_file(people: People, world: World) -> None:
    east, ins = people["east"], people["ins"]
    await east.says("/start")
    await east.press(EN.plain("patient.button.lessons"))
    await east.press("More")
    await east.press("Add to calendar")
    calendar, text = await read(east, await east.sees("All sessions for your calendar", "1 session"))
    assert str(calendar.events[0]["SUMMARY"]) == "Session, центр «Пример»"
    assert "VTIMEZONE" in text
    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("Добавить в календарь")
    calendar, text = await read(ins, await ins.sees("Все занятия для календаря", "2 занятия"))
    assert len({str(event["UID"]) for event in calendar.events}) == 2
    assert not [name for name in ("Якобыев", "Сказкина") if name in text]
