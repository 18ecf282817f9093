"""The instructor sees whom the reminder reached, and sends it again."""

import pytest

from bot.demo.clinic import DemoClinic
from bot.demo.loading import load
from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import settings_for
from tests.flows.faults.conftest import lesson
from tests.flows.phones import World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


@pytest.fixture
def clinic() -> DemoClinic:
    """A group today."""
    return small_clinic(usual_people("Europe/Moscow"), courses=[lesson("10:30", "west", "east")])


@pytest.fixture
async def settings(sandbox: Sandbox, database_url: str, clinic: DemoClinic) -> Settings:
    """The program's settings over a database of either kind with the clinic in it."""
    settings = settings_for(sandbox, database_url)
    await load(settings, clinic)
    return settings


async def test_who_closed_the_bot_is_seen_and_reached_once_they_open_it(people: People, world: World) -> None:
    ins, west = people["ins"], people["west"]
    await ins.says("/start")
    await west.block()
    await world.advance(to="2026-11-23T07:01:00Z")
    await ins.says("На главную")
    await ins.press("10:30")
    await ins.press("Доставка")
    await ins.sees("Доставка", "бот закрыт; письмо уйдёт в 10:20", "Якобыев Степан — уйдёт в 10:20")
    assert (await ins.last()).button("Отправить ещё раз") is None
    await world.advance(to="2026-11-23T07:20:05Z")
    await world.advance(to="2026-11-23T07:22:00Z")
    card = await ins.sees("Занятие начинается", "Сказкина Ирина. Ушло письмо")
    await ins.press("Кому не дошло · 1", card)
    await ins.sees("бот закрыт; письмо 10:20", "Якобыев Степан — Telegram 10:20")
    await west.unblock()
    await ins.press("Обновить")
    await ins.press("Отправить ещё раз")
    assert await ins.toast() == "Отправляем ещё раз: 1 пациенту."
    await west.sees("Через 8 минут")
    await world.advance(to="2026-11-23T07:22:20Z")
    await ins.sees("Сказкина Ирина — Telegram 10:22")
