"""A clinic that is there already: its people's phones, and the steps of planning a lesson."""

import aiohttp

from bot.demo.clinic import DemoClinic
from tests.flows.phones import Phone
from tests.flows.steps import CATALOGUES

RU = CATALOGUES.texts("ru")


class People:
    """The phones of the clinic's people by their keys."""

    def __init__(self, http: aiohttp.ClientSession, url: str, clinic: DemoClinic) -> None:
        self._phones = {p.key: Phone(http, url, p.telegram_id) for p in clinic.people}

    def __getitem__(self, key: str) -> Phone:
        return self._phones[key]


async def describe(phone: Phone, day: str, clock: str, patients: tuple[str, ...], minutes: int = 30) -> None:
    """Go through the questions about a new lesson up to the summary or to what is refused."""
    await phone.says("На главную")
    await phone.press(RU.plain("button.create_lesson"))
    await phone.press(day)
    await phone.says(clock)
    await phone.says(str(minutes))
    for patient in patients:
        await phone.press(patient)
    await phone.press(RU.plain("button.next"))
    await phone.press(RU.plain("button.skip"))


async def plan(phone: Phone, day: str, clock: str, patients: tuple[str, ...], minutes: int = 30) -> None:
    """Plan a lesson."""
    await describe(phone, day, clock, patients, minutes)
    await phone.press(RU.plain("button.save"))
    await phone.sees("Занятие создано")
