"""A lesson is saved, and the program is killed at the n-th commit of it, for every n there is."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.demo.clinic import DemoClinic
from bot.settings import Settings
from models import Lesson, Notification, NotificationKind, NotificationState
from scheduler.delivery import AT_ONCE
from tests.conftest import FEW_KILLS
from tests.crash.counting import count, shown, unhandled
from tests.crash.processes import Victim
from tests.databases import execute
from tests.flows.phones import Phone, Seen, World

FEW_COMMITS = 2
"""At how many of them the program is killed where no campaign is asked for."""

PLANNED = NotificationKind.LESSON_PLANNED
KIND, PLANNED_ONES = Notification.id, Notification.kind == PLANNED
TOLD = "назначено"


class Snapshot:
    """A database as it is when nobody uses it, to be put back as often as needed."""

    def __init__(self, url: str, folder: Path, request: pytest.FixtureRequest) -> None:
        self._file = Path(url.partition("///")[2]) if url.startswith("sqlite") else None
        self._kept = folder / "kept.db"
        self._name = url.partition("?")[0].rpartition("/")[2]
        self._server = None if self._file else request.getfixturevalue("postgresql_server")

    def take(self) -> None:
        """Keep what there is now."""
        self._copy(self._file, self._kept, self._name, f"{self._name}_kept")

    def put_back(self) -> None:
        """Let the database be what it was."""
        self._copy(self._kept, self._file, f"{self._name}_kept", self._name)

    def drop(self) -> None:
        """Throw away what was kept."""
        if self._server is not None:
            execute(self._server, f"DROP DATABASE IF EXISTS {self._name}_kept WITH (FORCE)")

    def _copy(self, source: Path | None, target: Path | None, source_name: str, target_name: str) -> None:
        if self._server is not None:
            execute(self._server, f"DROP DATABASE IF EXISTS {target_name} WITH (FORCE)")
            execute(self._server, f"CREATE DATABASE {target_name} TEMPLATE {source_name}")
        elif source is not None and target is not None:
            with closing(sqlite3.connect(source)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for leftover in target.parent.glob(f"{target.name}-*"):
                leftover.unlink()
            shutil.copy(source, target)


@pytest.fixture
def snapshot(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Snapshot]:
    """What was kept of the program's database."""
    snapshot = Snapshot(settings.database_url, tmp_path, request)
    yield snapshot
    snapshot.drop()


async def chosen(phone: Phone) -> Seen:
    """Bring the instructor to the last screen before a lesson of everybody is saved."""
    await phone.says("/start")
    await phone.press("Создать занятие")
    await phone.press("Завтра")
    await phone.says("15:00")
    await phone.says("30")
    for button in [one for one in (await phone.last()).buttons if one["text"].startswith("○")]:
        await phone.press(button["text"])
    await phone.press("Дальше")
    await phone.press("Пропустить")
    return await phone.sees_button("Сохранить")


async def told(settings: Settings) -> int:
    """Count the patients' messages about new lessons that went out."""
    return await count(
        settings,
        Notification.id,
        Notification.kind == PLANNED,
        Notification.state == NotificationState.SENT,
    )


@pytest.mark.parametrize("when", ["before", "after"])
async def test_killed_at_any_commit_a_save_is_whole_and_done_once(
    world: World,
    victim: Victim,
    settings: Settings,
    clinic: DemoClinic,
    kills: int,
    snapshot: Snapshot,
    when: str,
) -> None:
    instructor = next(person for person in clinic.people if person.key == "ins1")
    async with aiohttp.ClientSession() as http:
        phone = Phone(http, world.url, instructor.telegram_id)
        await victim.start_and_follow()
        screen = await chosen(phone)
        await victim.terminate()
        await world.advance(seconds=3600)
        snapshot.take()
        lessons, owed = await count(settings, Lesson.id), await count(settings, KIND, PLANNED_ONES)
        shown_before, told_before = await shown(settings), await told(settings)
        patients = (await phone.last()).text.count("Макет")
        save = screen.button("Сохранить")
        assert save is not None

        async def done() -> bool:
            everybody = await told(settings) >= told_before + patients
            return everybody and await shown(settings) > shown_before

        survived = False
        commit = 0
        while not survived and (commit < FEW_COMMITS or kills > FEW_KILLS):
            commit += 1
            snapshot.put_back()
            calls = len(await world.calls("sendMessage"))
            await phone.queue_press(screen, save)
            await victim.start(KILL_AT_COMMIT=str(commit), KILL_WHEN=when)
            while victim.alive and not survived:
                survived = await done()
                await asyncio.sleep(0.05)
            await victim.kill()
            # A claimed row is taken up again when its lease is over.
            await world.advance(seconds=61)
            await victim.start_and_follow()
            async with asyncio.timeout(60):
                while not await done():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert await victim.terminate() == 0
            assert await count(settings, Lesson.id) == lessons + 1
            assert await unhandled(settings) == 0
            assert await count(settings, KIND, PLANNED_ONES) == owed + patients
            read = [
                call["chat_id"]
                for call in (await world.calls("sendMessage"))[calls:]
                if TOLD in call["params"]["text"].lower()
            ]
            assert len(set(read)) == patients
            assert len(read) - patients <= AT_ONCE
        if kills > FEW_KILLS:
            print(f"killed {when} each of {commit - 1} commits of a save: done once each time")
