"""Every button ever shown, pressed by everybody it was not shown to: nothing changes and nothing leaks."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import clinic as clinic_command
from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Base
from sandbox.server import Sandbox
from services.texts import LANGUAGES
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import program
from tests.flows.faults.conftest import lesson
from tests.flows.phones import Phone, Seen, World
from tests.flows.seeded import People
from tests.flows.stage import people, sandbox, settings
from tests.flows.steps import CATALOGUES

__all__ = ["people", "sandbox", "settings"]

STEPS = 8
"""Buttons each person presses before the others try them."""

SAID = {
    CATALOGUES.texts(language).plain(f"fault.{fault}")
    for language in LANGUAGES
    for fault in ("not_here", "old_screen")
}

TRYING = ("doc", "ins", "east", "away")
"""Who tries them: one of each role that was not shown most of them, and somebody of another clinic."""

HARMLESS = re.compile(r"n:(seen|put_away|ask):\d+")
"""What is about nobody's record: a message goes from one's own chat, a question can be asked."""

OF_THE_PROGRAM = {"inbox_update", "fsm_row"}
"""What is kept of presses and screens; the rest is what people and clinics have."""

NAMES = ("Примерова", "Образцовский", "Черновикова", "Сказкина", "Якобыев", "Шаблонова")


@pytest.fixture
def clinic() -> DemoClinic:
    """A lesson in the afternoon, so that nothing falls due meanwhile; one patient has not connected."""
    return small_clinic(
        usual_people("Europe/Moscow"), courses=[lesson("15:00", "west")], not_activated=["new"]
    )


@pytest.fixture
async def outsider(settings: Settings, world: World, people: People) -> AsyncIterator[Phone]:
    """The organizer of another clinic; the program runs."""
    new = clinic_command.NewClinic(
        name="Clinic", patient_name="Clinic", timezone="Europe/Berlin", organizer="Muster Erika",
        email="away@demo.invalid", language="ru",
    )  # fmt: skip
    await asyncio.to_thread(clinic_command.create, settings, new)
    async with program(settings):
        phone = await world.phone()
        await phone.says(f"/start {await world.invitation('away@demo.invalid')}")
        for label in ("Да, это я", "Даю согласие", "Да"):
            await phone.press(label)
        await phone.sees("Clinic")
        yield phone


async def look_around(phone: Phone) -> None:
    """Press buttons that were not pressed before, the newest screen's first."""
    pressed: Counter[str] = Counter()
    await phone.says("/start")
    for _ in range(STEPS):
        screen = await phone.last()
        fresh = [b for b in screen.buttons if b.get("callback_data") and not pressed[b["text"]]]
        if not fresh:
            await phone.says("/start")
            continue
        pressed[fresh[0]["text"]] += 1
        await phone.press(fresh[0]["text"], screen)


def shown(sandbox: Sandbox) -> dict[str, set[int]]:
    """Return the data of every button the bot has sent, with the chats it was sent to."""
    found: dict[str, set[int]] = {}
    for call in sandbox.telegram.calls.after(0):
        markup = call["params"].get("reply_markup")
        if call["ok"] and markup:
            kept = json.loads(markup) if isinstance(markup, str) else markup
            for data in _data(kept):
                found.setdefault(data, set()).add(int(call["chat_id"]))
    return found


def _data(markup: dict[str, Any]) -> Iterator[str]:
    for row in markup.get("inline_keyboard", []):
        yield from (button["callback_data"] for button in row if button.get("callback_data"))


async def records(settings: Settings) -> Counter[str]:
    """Return all rows but those of presses and screens, and of refused attempts."""
    engine = create_async_engine(settings.database_url)
    rows: Counter[str] = Counter()
    async with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in OF_THE_PROGRAM:
                continue
            for row in await connection.execute(text(f'SELECT * FROM "{table.name}"')):
                if "attempt_refused" not in row:
                    rows[f"{table.name} {tuple(row)}"] += 1
    await engine.dispose()
    return rows


async def replay(phone: Phone, data: str) -> str:
    """Press what another person was shown, and return the answer's words."""
    last = await phone.last()
    forged = Seen({**last.data, "inline_keyboard": [[{"text": "forged", "callback_data": data}]]})
    return await phone.press_quickly(forged)


@pytest.mark.timeout(1200)  # a thousand presses, one after another in each hand
async def test_what_one_person_was_shown_does_nothing_in_another_ones_hand(
    people: People, outsider: Phone, settings: Settings, sandbox: Sandbox
) -> None:
    phones = {key: people[key] for key in ("org", "doc", "ins", "west", "east")} | {"away": outsider}
    await phones["west"].says("/help")
    await phones["west"].press("Написать в центр")
    await phones["west"].says("Можно сидя?")
    await phones["west"].press("Отправить в центр")
    await phones["org"].sees("Вопрос в центр")
    for key in ("ins", "doc", "west", "org"):
        await look_around(phones[key])
    every = shown(sandbox)
    assert len(every) > 60
    assert any(data.startswith("n:answer") for data in every)
    for phone in phones.values():
        await phone.says("/start")
    before = await records(settings)
    since = {key: (await phone.last()).id for key, phone in phones.items()}

    async def try_all(phone: Phone) -> set[tuple[str, str]]:
        return {
            (data, await replay(phone, data)) for data, chats in every.items() if phone.user_id not in chats
        }

    answers = set().union(*await asyncio.gather(*(try_all(phones[key]) for key in TRYING)))
    assert {data: said for data, said in answers if not HARMLESS.fullmatch(data) and said not in SAID} == {}
    about_records = {data for data, _ in answers if data.startswith("n:") and not HARMLESS.fullmatch(data)}
    for data in about_records:
        nothing = f"{data.rpartition(':')[0]}:999999"
        assert {await replay(outsider, data)} == {await replay(outsider, nothing)}
    after = await records(settings)
    assert (after - before, before - after) == (Counter(), Counter())
    said = [seen.text for seen in await outsider.chat() if seen.id > since["away"]]
    assert not [words for words in said for name in NAMES if name in words]
    said = [seen.text for seen in await phones["east"].chat() if seen.id > since["east"]]
    assert not [words for words in said if "Сказкина" in words or "Можно сидя" in words]
