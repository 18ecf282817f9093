"""A place that became free in a group goes to whoever answers first."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import CLEARED, person, small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import People, plan


@pytest.fixture
def clinic(timezone: str) -> DemoClinic:
    """The usual people and a third cleared patient."""
    more = {"instructor": "ins", "doctor": "doc", "clearance": CLEARED}
    third = person("third", "patient", 21, first_name="Олег", last_name="Запасной", **more)
    return small_clinic([*usual_people(timezone), third], timezone=timezone)


async def test_a_declined_place_goes_to_whoever_answers_first(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Завтра", "15:00", ("Сказкина Ирина", "Запасной"))
    await plan(people["ins"], "25", "15:00", ("Якобыев Степан",))
    west, ins, east = people["west"], people["ins"], people["east"]
    card = await west.sees("Для вас назначено занятие", "14:00")
    await west.press("Не смогу", card)
    await west.press("Без причины", await west.sees("Что передать инструктору?"))
    note = await ins.sees("Не придёт: Сказкина Ирина", "Причина не названа")
    await ins.press("Предложить другим", note)
    assert "Спросили: 1 человека" in await ins.toast()
    offer = await east.sees("A place is free")
    await east.press("I will take it", offer)
    assert await east.toast() == "The place is yours. We are expecting you."
    await east.sees("We are expecting you. The button")
    await west.press("Всё-таки приду")
    assert "Ваше место уже заняли" in await west.toast()
