"""A letter that does not arrive: the card says why and what to do, and the link can be handed over."""

from bot.settings import Settings
from sandbox.server import Sandbox
from tests.flows.conftest import program
from tests.flows.phones import Phone, World
from tests.flows.seeded import People


async def register(phone: Phone, email: str) -> None:
    """Register a patient."""
    await phone.says("/invite")
    await phone.press("Пациент")
    await phone.says("Новых Фёдор")
    await phone.says(email)
    await phone.press("Москва")
    await phone.press("Сохранить и пригласить")


async def test_a_card_says_why_a_letter_has_not_arrived(
    settings: Settings, sandbox: Sandbox, people: People, world: World
) -> None:
    org = people["org"]
    async with program(settings):
        sandbox.faults.switch_on("smtp", "refuse_5xx", only="rcpt")
        await register(org, "first@demo.invalid")
        await world.advance(seconds=2)
        await org.says("/people")
        await org.press("Новых Фёдор")
        await org.sees("почтовый сервер не знает такого адреса", "Исправьте email")
        sandbox.faults.switch_off("smtp", "refuse_5xx")
        sandbox.faults.switch_on("smtp", "down")
        await org.press("Отправить ещё раз")
        await world.advance(seconds=2)
        await org.says("/people")
        await org.press("Новых Фёдор")
        await org.sees("Письмо пока не ушло", "Бот пробует ещё")
        sandbox.faults.switch_off("smtp", "down")
        await world.advance(seconds=120)
        await org.says("/people")
        await org.press("Новых Фёдор")
        await org.sees("Письмо ушло: сегодня")
