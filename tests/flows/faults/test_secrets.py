"""Canaries put through every fault: none is logged, or told to somebody whom it does not concern."""

import base64
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from itertools import chain

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot import logs
from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Person
from sandbox.server import Sandbox, SandboxOptions, running
from services.database import make_engine, sessions
from services.vault import Vault
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.conftest import KEY, TOKEN
from tests.flows.faults.conftest import at_work, lesson
from tests.flows.faults.ledger import BEGIN
from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

ACCOUNT, CLIENT, SECRET = "canary-account", "canary-client", "canary-secret"
PASTED = "https://meet.example.org/canary-room"
NOTE = "Канарейкина болезнь"
PHONES = {"west": "+79990001122", "east": "+79990003344"}

NAMES = {
    "org": ("Примерова", "Вера"),
    "doc": ("Образцовский", "Глеб"),
    "ins": ("Черновикова", "Алла"),
    "west": ("Сказкина", "Ирина"),
    "east": ("Якобыев", "Степан"),
    "new": ("Шаблонова", "Людмила"),
}

CLOCKS = [f"{10 + number // 2}:{number % 2 * 30:02}" for number in range(5)]
"""When lessons begin in Moscow: the first with a pasted link."""

OTHER_PATIENTS = {"west": ("east", "new"), "east": ("west", "new"), "new": ("west", "east")}
"""Of whom a patient must not read."""


@pytest.fixture
def clinic() -> DemoClinic:
    """Lessons of two patients, of whom one has blocked the bot, and an invitation."""
    return small_clinic(
        usual_people("Europe/Moscow"),
        courses=[lesson(clock, "west", "east", minutes=20) for clock in CLOCKS],
        not_activated=["new"],
        blocked=["east"],
    )


@pytest.fixture
async def sandbox(opening: datetime, clinic: DemoClinic) -> AsyncIterator[Sandbox]:
    """The sandbox with a Zoom app whose secrets are canaries."""
    options = SandboxOptions(
        start=opening,
        people=tuple(clinic.sandbox_people()),
        zoom_users=tuple(clinic.zoom_users()),
        token=TOKEN,
        zoom_account_id=ACCOUNT,
        zoom_client_id=CLIENT,
        zoom_client_secret=SECRET,
    )
    async with running(options) as sandbox:
        yield sandbox


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The program's settings, with these secrets."""
    secrets = {
        "zoom_account_id": ACCOUNT,
        "zoom_client_id": CLIENT,
        "zoom_client_secret": SecretStr(SECRET),
    }
    return settings.model_copy(update=secrets)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What every logger writes at DEBUG, as the program would write it."""
    stream = io.StringIO()
    logs.set_up("DEBUG", "console", stream)
    quiet = [logging.getLogger(name) for name in ("apscheduler", "urllib3", "asyncio")]
    for logger in quiet:
        logger.setLevel(logging.DEBUG)
    # The sandbox's mail server is in this process too; what it logs is not the program's.
    logging.getLogger("mail").setLevel(logging.WARNING)
    yield stream
    logs.set_up("WARNING", "console")


def everything_befalls(sandbox: Sandbox) -> None:
    """Let every fault befall one request of its service, last those that let the program ask Zoom seldom."""
    for service, faults in sandbox.faults.known.items():
        for name in sorted(faults, key=lambda name: name in ("credentials", "disabled")):
            sandbox.faults.switch_on(service, name, times=1, seconds=0.1)


def left(sandbox: Sandbox) -> set[tuple[str, str]]:
    """Return the faults that have befallen nothing yet."""
    return {(fault["service"], fault["name"]) for fault in sandbox.faults.active()}


async def give_phones(settings: Settings, people: People) -> None:
    """Let the patients have telephones."""
    engine = make_engine(settings.database_url)
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    try:
        async with sessions(engine, vault).begin() as session:
            for key, phone in PHONES.items():
                query = select(Person).where(Person.telegram_id == people[key].user_id)
                (await session.scalars(query)).one().phone = phone
    finally:
        await engine.dispose()


class Canaries:
    """What must not be read where it does not belong."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._tokens: set[str] = set()

    def collect(self) -> None:
        """Remember the access tokens that Zoom gave lately."""
        self._tokens |= set(self._sandbox.zoom.snapshot()["tokens"])

    @property
    def of_program(self) -> set[str]:
        """Secrets that nobody reads at all."""
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return {TOKEN, KEY, ACCOUNT, SECRET, basic, *self._tokens}

    @property
    def of_hosts(self) -> set[str]:
        """The keys of the hosts' links that were sent."""
        return set(re.findall(r"zak=([\w-]+)", self._everything()))

    @property
    def of_participants(self) -> set[str]:
        """The keys of the participants' links that were sent, and the link that was pasted."""
        return {PASTED, *re.findall(r"pwd=([\w-]+)", self._everything())}

    @property
    def of_people(self) -> set[str]:
        """Names, telephones, addresses, and what a patient wrote."""
        return {NOTE, *chain(*NAMES.values()), *PHONES.values(), *(f"{key}@demo.invalid" for key in NAMES)}

    def _everything(self) -> str:
        return json.dumps(self._sandbox.telegram.calls.after(0), ensure_ascii=False)


def about(key: str) -> set[str]:
    """Return what tells a person from others."""
    return {*NAMES[key], f"{key}@demo.invalid", PHONES.get(key, NAMES[key][0])}


def read_by(key: str, people: People, sandbox: Sandbox) -> str:
    """Return all that was sent to a person or tried to be, in Telegram and by mail."""
    chat = [
        call["params"]
        for call in sandbox.telegram.calls.after(0)
        if str(call["chat_id"]) == str(people[key].user_id)
    ]
    mails = [
        f"{mail.parsed()['subject']} {mail.text('plain')} {mail.text('html')}"
        for mail in sandbox.mail.all()
        if f"{key}@demo.invalid" in mail.to
    ]
    return json.dumps([chat, mails], ensure_ascii=False)


def found(canaries: set[str], text: str) -> list[str]:
    """Return the canaries that stand in a text."""
    return [canary for canary in sorted(canaries) if canary in text]


async def a_day_full_of_faults(people: People, world: World, sandbox: Sandbox, canaries: Canaries) -> None:
    """Let lessons begin and end while everything fails once and again, and one begin when all is well.

    The first one gets a pasted link: no meeting was made for it.
    """
    ins, west = people["ins"], people["west"]
    await ins.says("/start")
    await west.says("/start")
    await ins.says(PASTED)
    await ins.sees("Ссылка сохранена")
    sandbox.faults.clear()
    canaries.collect()

    not_yet = {(service, name) for service, names in sandbox.faults.known.items() for name in names}
    for moment in ("08:15", "08:54"):
        everything_befalls(sandbox)
        await west.types(NOTE)
        await world.advance(to=f"2026-11-23T{moment}:00Z")
        canaries.collect()
        begin = await ins.sees_button(BEGIN)
        await ins.queue_press(begin, begin.button(BEGIN) or {})
        await world.advance(seconds=120)
        for _ in range(2):
            await west.says(NOTE)
        not_yet &= left(sandbox)
        sandbox.faults.clear()
        canaries.collect()
    assert not_yet == set()

    await plan(ins, "Сегодня", "14:30", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(to="2026-11-23T11:20:10Z")
    await ins.press(BEGIN)
    await ins.sees_button(RU.plain("button.open_meeting"))
    canaries.collect()


async def test_no_canary_is_logged_or_told_to_somebody_else(
    log: io.StringIO, settings: Settings, people: People, world: World, sandbox: Sandbox
) -> None:
    await give_phones(settings, people)
    canaries = Canaries(sandbox)
    sandbox.faults.switch_on("zoom", "internal", only="create_meeting")
    async with at_work(settings, sandbox):
        await a_day_full_of_faults(people, world, sandbox, canaries)
    links = canaries.of_hosts | canaries.of_participants
    assert canaries.of_hosts
    assert len(canaries.of_participants) > 1
    assert "put back" in log.getvalue()
    assert found(canaries.of_program | links | canaries.of_people, log.getvalue()) == []
    for reader in NAMES:
        text = read_by(reader, people, sandbox)
        assert found(canaries.of_program, text) == []
        assert found(canaries.of_hosts, text) == ([] if reader != "ins" else sorted(canaries.of_hosts))
        assert found(links, text) == [] or reader in ("ins", "west", "east")
        for other in OTHER_PATIENTS.get(reader, ()):
            assert found(about(other), text) == []
