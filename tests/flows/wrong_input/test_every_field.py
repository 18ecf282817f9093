"""Every field answers whatever is typed into it, shows it as it was typed, and breaks nothing.

Fields are reached as people reach them, by the buttons that lead there. A field that takes what was typed is
gone to again for the next.
"""

import asyncio
import io
import json
import time
from collections.abc import Iterator, Mapping

import pytest
from aiogram_dialog.utils import CB_SEP
from PIL import Image
from sqlalchemy import select

from bot import logs
from bot.settings import Settings
from models import FsmRow
from services.database import sessions
from services.vault import Vault
from tests.architecture.windows import dispatcher, windows
from tests.databases import shared_engine
from tests.flows.phones import PATIENCE, Phone, World
from tests.flows.seeded import People

pytestmark = pytest.mark.timeout(600)

Way = tuple[str, ...]
"""A command or the like, then widgets to press (also as ``widget=words on it``) and "words" to type."""

BOLD = "<b>жир</b> &amp; <a href='https://x.invalid'>там</a>"

TYPED = (
    "🙂🧑‍🦽 \u202eобратно\u202c \u200fعربي\u200b",
    "я" * 4096,
    BOLD,
    '=HYPERLINK("https://x.invalid";"там")',
)
"""Pictures and letters that run the other way; as much as Telegram sends at once; HTML; a formula."""

CARD = ("/people", "person=Черновикова")
HOST = ("/settings", "hosts", "host=Черновикова")
NAMED = ("/invite", "instructor", '"Пробный Антон"')
ZOOM = (*NAMED, '"a{}@demo.invalid"', "clinic")
DAY = ("/start", "new", "tomorrow")
REPEATED = (*DAY, '"16:00"', '"30"', "patient", "next", "skip", "repeat")
MOVED = ("/start", "schedule", "lesson", "move")

ORGANIZER: Mapping[str, Way] = {
    "PeopleList:found": ("/people",),
    "AddPerson:name": ("/invite", "patient"),
    "AddPerson:contacts": NAMED,
    "AddPerson:zone": (*NAMED, '"a{}@demo.invalid"'),
    "AddPerson:zoom_login": (*ZOOM, "other"),
    "AddPerson:own_link": (*ZOOM, "own"),
    "ImportPeople:ask": ("/import",),
    "CorrectPerson:name": (*CARD, "correct", "name"),
    "CorrectPerson:email": (*CARD, "correct", "email"),
    "CorrectPerson:phone": (*CARD, "correct", "phone"),
    "CorrectPerson:zone": (*CARD, "correct", "zone"),
    "ClinicSettings:name": ("/settings", "name"),
    "ClinicSettings:neutral": ("/settings", "neutral"),
    "ClinicSettings:contact": ("/settings", "contact"),
    "ClinicSettings:city": ("/settings", "zone"),
    "ClinicSettings:ending": ("/settings", "ending"),
    "HostCard:login": (*HOST, "zoom"),
    "HostCard:link": (*HOST, "link"),
    "ClinicJournal:who": ("/journal", "who"),
    "ClinicJournal:whose": ("/journal", "whose"),
}
STAFF: Mapping[str, Way] = {
    "Profile:city": ("/profile", "region", "zone"),
    "Profile:place": ("/profile", "region", "zone", "place"),
    "Profile:own_quiet": ("/profile", "reminders", "quiet", "own"),
    "Profile:email": ("/profile", "contacts", "email"),
    "Profile:email_code": ("/profile", "contacts", "email", '"mine{}@demo.invalid"'),
    "Profile:phone": ("/profile", "contacts", "phone"),
    "DoctorPatients:found": ("/start", "patients"),
    "Support:write": ("/help", "write"),
}
INSTRUCTOR: Mapping[str, Way] = {
    "NewLesson:date": ("/start", "new"),
    "NewLesson:time": DAY,
    "NewLesson:minutes": (*DAY, '"16:00"'),
    "NewLesson:patients": (*DAY, '"16:00"', '"30"'),
    "NewLesson:specialists": (*DAY, '"16:00"', '"30"', "patient", "next"),
    "RepeatLesson:many": (*REPEATED, "many"),
    "RepeatLesson:until": (*REPEATED, "until"),
    "RepeatLesson:date": (*REPEATED, "next", "one", "other_day"),
    "RepeatLesson:time": (*REPEATED, "next", "one", "other_time"),
    "MoveLesson:date": MOVED,
    "MoveLesson:time": (*MOVED, "tomorrow"),
    "ChangeLength:minutes": ("/start", "schedule", "lesson", "minutes"),
    "ChangePeople:patients": ("/start", "schedule", "lesson", "people"),
    "ChangePeople:specialists": ("/start", "schedule", "lesson", "specialists"),
    "MyPatients:all": ("/start", "patients"),
    "Calendar:patient": ("/start", "calendar", "filter"),
    "Calendar:date": ("/start", "calendar", "to_date"),
}
STRANGER: Mapping[str, Way] = {
    "Welcome:link": ("/start", "link"),
    "SignIn:email": ("/start", "sign_in"),
    "SignIn:code": ("/start", "sign_in", '"west@demo.invalid"'),
    "SignIn:phone": ("/start", "sign_in", "phone"),
}
INVITED: Mapping[str, Way] = {
    "Activation:question": ("", "me", "not_now", "ask"),
    "Activation:city": ("", "me", "agree", "other"),
    "Activation:place": ("", "me", "agree", "other", "place"),
}
ELSEWHERE = {
    "Activation:phone": "needs a phone on the books: tests/flows/signing_in",
    "ImportPeople:wait": "takes what ImportPeople:ask takes",
    "ImportPeople:check": "takes what ImportPeople:ask takes",
    "ImportPeople:done": "takes what ImportPeople:ask takes",
    "Attendance:note": "takes what Support:write takes",
    "AskInstructor:write": "takes what Support:write takes",
    "AnswerQuestion:write": "takes what Support:write takes",
    "NewLesson:busy": "takes what NewLesson:time takes",
    "MoveLesson:busy": "takes what MoveLesson:time takes",
    "PasteLink:ask": "takes what HostCard:link takes",
}
"""Fields whose way is long, and which field reads as they do."""

ROLES = (("org", ORGANIZER), ("doc", STAFF), ("ins", INSTRUCTOR))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program logs from warnings on."""
    stream = io.StringIO()
    logs.set_up("WARNING", "console", stream)
    yield stream
    logs.set_up("WARNING", "console")


def picture() -> bytes:
    """Return a photo as a phone sends it."""
    kept = io.BytesIO()
    Image.new("RGB", (90, 60)).save(kept, "JPEG")
    return kept.getvalue()


class Fields:
    """The fields that a phone comes to, and what they make of what is typed."""

    def __init__(self, phone: Phone, settings: Settings, token: str = "") -> None:
        self._phone = phone
        self._token = token
        self._times = 0
        vault = Vault.from_text(settings.encryption_key.get_secret_value())
        self._sessions = sessions(shared_engine(settings.database_url), vault)

    async def take(self, field: str, way: Way, typed: tuple[str, ...] = TYPED) -> None:
        """Type everything into a field. Raises AssertionError where it is not answered as it should be."""
        for text in typed:
            if await self._window() != field:
                await self._go(way)
                assert await self._arrives(field), f"{way} does not lead to {field}"
            await self._phone.says(text)
            await self._answered(field, text)
        if await self._window() == field:
            await self._phone.send_file("photo.jpg", picture(), "photo")
            await self._answered(field, "a picture")

    async def _answered(self, field: str, text: str) -> None:
        for seen in await self._phone.chat():
            assert "Не получилось" not in seen.text, (field, text[:60], seen.text)
            assert "Секунду" not in seen.text, (field, text[:60], seen.text)
            if "жир" in seen.text:
                assert "<b>жир</b>" in seen.text, (field, seen.text)
        until = time.monotonic() + PATIENCE
        while not (last := await self._phone.last()).buttons:
            assert time.monotonic() < until, (field, text[:60], last.text)
            await asyncio.sleep(0.05)

    async def _go(self, way: Way) -> None:
        self._times += 1
        await self._phone.says(way[0] or f"/start {self._token}")
        for step in way[1:]:
            if step.startswith('"'):
                await self._phone.says(step[1:-1].format(self._times))
            else:
                await self._press(*step.partition("=")[::2])

    async def _press(self, widget: str, words: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            screen = await self._phone.last()
            data = {
                button["text"]: button["callback_data"].partition(CB_SEP)[2].partition(":")[0]
                for button in screen.buttons
                if "callback_data" in button
            }
            label = next((text for text, one in data.items() if one == widget and words in text), None)
            if label is not None:
                return await self._phone.press(label, screen)
            assert time.monotonic() < until, f"no {widget} {words} under {screen.text!r}: {data}"
            await asyncio.sleep(0.05)

    async def _arrives(self, field: str) -> bool:
        until = time.monotonic() + PATIENCE
        while await self._window() != field:
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.05)
        return True

    async def _window(self) -> str:
        screen = await self._phone.chat()
        buttons = [b for b in (screen[-1].buttons if screen else []) if "callback_data" in b]
        intent = buttons[0]["callback_data"].partition(CB_SEP)[0] if buttons else ""
        ends = f":{self._phone.user_id}:aiogd:context:{intent}"
        async with self._sessions() as session:
            rows = await session.scalars(select(FsmRow).where(FsmRow.key.endswith(ends, autoescape=True)))
            kept = next((row.data for row in rows if row.data), None)
        return str(json.loads(kept)["state"]) if kept else ""


def test_no_field_is_left_out() -> None:
    fields = {
        str(window.get_state().state)
        for _, window in windows(dispatcher())
        if getattr(window, "on_message", None)
    }
    tried = {field for table in (ORGANIZER, STAFF, INSTRUCTOR, STRANGER, INVITED) for field in table}
    assert fields == tried | set(ELSEWHERE)


@pytest.mark.parametrize(("key", "table"), ROLES, ids=[key for key, _ in ROLES])
async def test_somebody_who_is_in(
    people: People,
    settings: Settings,
    running_program: None,
    log: io.StringIO,
    key: str,
    table: Mapping[str, Way],
) -> None:
    fields = Fields(people[key], settings)
    for field, way in table.items():
        await fields.take(field, way)
    assert log.getvalue() == ""


async def test_strangers(world: World, settings: Settings, running_program: None, log: io.StringIO) -> None:
    for field, way in STRANGER.items():
        await Fields(await world.phone("ru", "Гость"), settings).take(field, way)
    assert log.getvalue() == ""


async def test_the_invited(
    people: People, world: World, settings: Settings, running_program: None, log: io.StringIO
) -> None:
    fields = Fields(people["p00"], settings, await world.invitation("p00@demo.invalid"))
    for field, way in INVITED.items():
        await fields.take(field, way)
    assert log.getvalue() == ""
