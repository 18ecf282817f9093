"""An instructor falls ill: colleagues take the lessons, everybody is told once, meetings follow."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.conftest import program
from tests.flows.faults.conftest import lesson, second_instructor
from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People
from tests.flows.stage import settings_on_both

__all__ = ["settings_on_both"]

HAND_OVER = RU.plain("organizer.button.hand_over")
ALL = RU.plain("organizer.button.all_ahead")
SAVE = RU.plain("organizer.button.hand_over_and_tell")


@pytest.fixture
def clinic() -> DemoClinic:
    """Three lessons of today; at the last one the colleague is taken."""
    patient = person(
        "p00", "patient", 100, first_name="Нина", last_name="Макетова", doctor="doc", clearance=CLEARED
    )
    courses = [
        lesson("11:00", "west"),
        lesson("12:00", "west", "east"),
        lesson("13:00", "west"),
        lesson("13:00", "p00", instructor="ins2"),
    ]
    return small_clinic([*usual_people("Europe/Moscow"), second_instructor(), patient], courses=courses)


async def told(phone: Phone, *words: str) -> int:
    """Return how many messages in a chat hold these words."""
    return len([seen for seen in await phone.chat() if all(word in seen.text for word in words)])


async def test_lessons_are_handed_over_from_the_card_and_everybody_hears_of_it_once(
    settings: Settings, people: People, world: World
) -> None:
    org, ins, ins2, west, east = (people[key] for key in ("org", "ins", "ins2", "west", "east"))
    async with program(settings):
        for phone in (ins, ins2, west, east):
            await phone.says("/start")
        await org.says("/start")
        await org.press("Люди")
        await org.press("Черновикова")
        await org.press(HAND_OVER)
        await org.sees("Какие занятия передать?", "Черновикова Алла")
        await org.press(ALL)
        shown = await org.sees("Передать занятия: 2 из 3", "Некому передать", "13:00")
        assert "Наброскин Пётр: занято 13:00–13:30" in shown.text
        await org.press("13:00")
        await org.sees("Кто проведёт?", "занято 13:00–13:30")
        await org.press("Назад")
        await org.press("11:00")
        await org.press("Оставить как есть")
        await org.sees("Передать занятия: 1 из 3")
        await org.press("11:00")
        await org.press("Наброскин")
        await org.press("Дальше")
        await org.sees(
            "Передать и сообщить?",
            "Наброскин Пётр: 2 занятия",
            "Остаётся 1 занятие",
            "Каждому пациенту одно сообщение: 2 человека",
        )
    # The program was restarted in between: nothing of what was chosen is lost.
    async with program(settings):
        await org.press(SAVE)
        await org.sees("Передано 2 занятия")
        await world.advance(seconds=5)
        await west.sees("Занятия проведёт Пётр", "10:00 по вашему времени", "11:00 по вашему времени")
        await east.sees("Your session will be led by Пётр")
        await ins2.sees("Вам передано 2 занятия", "Черновикова Алла", "Сказкина")
        await ins.sees("Ваши занятия проведут коллеги: 2", "Ведёт Наброскин Пётр")
        await org.press("Назад")
        await org.press(HAND_OVER)
        await org.press(ALL)
        await org.sees("Передать занятия: 0 из 1")
        assert (await org.last()).button("Дальше") is None
        await world.advance(to="2026-11-23T07:50:10Z")
        card = await west.sees("Через 10 минут", "Ведёт Пётр")
        assert card.button("Перейти к занятию")
        await ins2.sees_button(RU.plain("button.begin_lesson"))
        assert await told(ins, "Через 10 минут") == 0
        for phone, words in ((west, "проведёт"), (ins2, "передано"), (ins, "коллеги")):
            assert await told(phone, words) == 1
        hosts = {
            meeting["start_time"]: meeting["host_email"]
            for meeting in await world.meetings()
            if meeting.get("host_email")
        }
        assert set(hosts.values()) <= {"ins@demo.invalid", "ins2@demo.invalid"}


async def test_what_somebody_else_takes_meanwhile_is_said_and_nothing_is_lost(
    settings: Settings, people: People
) -> None:
    org, ins2 = people["org"], people["ins2"]
    async with program(settings):
        await org.says("/start")
        await org.press("Люди")
        await org.press("Черновикова")
        await org.press(RU.plain("organizer.button.close_access"))
        await org.sees("Пока нельзя закрыть доступ", "впереди 3 занятия")
        await org.press(HAND_OVER)
        await org.press("Выбрать дни")
        await org.press("23")
        await org.press("Только этот день")
        await org.sees("Передать занятия: 2 из 3")
        await org.press("Дальше")
        await ins2.says("/start")
        await ins2.press(RU.plain("button.create_lesson"))
        await ins2.press(RU.plain("button.today"))
        await ins2.says("11:10")
        await ins2.says("20")
        await ins2.press("Макетова")
        await ins2.press(RU.plain("button.next"))
        await ins2.press(RU.plain("button.skip"))
        await ins2.press(RU.plain("button.save"))
        await ins2.sees("Занятие создано")
        await org.press(SAVE)
        assert "только что заняли" in await org.toast()
        shown = await org.sees("Передать и сообщить?", "Часть времени уже занята")
        assert shown.button(SAVE) is None
        await org.press("Назад")
        await org.sees("Передать занятия: 1 из 3", "Часть времени уже занята")
        await org.press("уже занято")
        await org.press("Оставить как есть")
        await org.press("Дальше")
        await org.press(SAVE)
        await org.sees("Передано 1 занятие")
        await org.press("Назад")
        await org.sees("Пока нельзя закрыть доступ", "впереди 2 занятия")
