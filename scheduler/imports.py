"""Looking at files of people and registering whom they bring."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from models import ImportState
from scheduler.work import Work
from services.errors import Refused
from services.invitations import Invitations
from services.people_import import work as imports
from services.people_import.content import Content
from services.people_import.rows import Entry, Sheet, find_heading, read_entries
from services.people_import.table import LARGEST_FILE, read
from services.people_import.work import ImportTask
from services.ports import FileSource, PermanentFailure, TemporaryFailure
from services.registration import Registration

log = structlog.get_logger()

AT_A_TIME = 400
"""Rows that are looked at between two words about the progress: at most five in a file."""


class Imports:
    """Works off due imports; ``redraw`` draws the open screen of a Telegram account again."""

    def __init__(
        self, work: Work, files: FileSource, *, zoom: bool, redraw: Callable[[int], None] | None = None
    ) -> None:
        self._work = work
        self._files = files
        self._zoom = zoom
        self._redraw = redraw

    async def run(self) -> int:
        """Do everything that is due and return how many steps were taken up."""
        total = 0
        while not self._work.stopping.is_set():
            async with self._work.transaction() as session:
                tasks = await imports.claim(session, self._work.clock.now())
            if not tasks:
                break
            total += len(tasks)
            for task in tasks:
                await self._work_off(task)
        return total

    async def _work_off(self, task: ImportTask) -> None:
        try:
            if task.state is ImportState.RECEIVED:
                await self._look(task)
            else:
                await self._work.surely(lambda session: self._add(session, task))
        except Refused as fault:
            await self._fail(task, fault)
        except PermanentFailure as failure:
            log.warning("file not had", of_import=task.import_id, reason=failure.reason)
            await self._fail(task, Refused("import-large" if failure.reason == "large" else "import-gone"))
        except TemporaryFailure as failure:
            log.warning("import put back", of_import=task.import_id, reason=failure.reason)
            await self._put_back(task)
        except Exception:
            # What breaks the program at one file holds up no other one.
            log.exception("import broken", of_import=task.import_id)
            await self._put_back(task)
        self._show(task)

    async def _look(self, task: ImportTask) -> None:
        content = await self._files.fetch(task.file_id, LARGEST_FILE)
        sheet = await asyncio.to_thread(_sheet, content)
        entries: list[Entry] = []
        while len(entries) < len(sheet.rows):
            await self._note_progress(task, len(entries), len(sheet.rows))
            part = sheet.rows[len(entries) : len(entries) + AT_A_TIME]
            entries += await asyncio.to_thread(read_entries, sheet, part, task.timezone)
        found = Content.of(sheet, entries)
        await self._work.surely(
            lambda session: imports.settle_checked(
                session, self._work.vault, task, found, self._work.clock.now()
            )
        )

    async def _add(self, session: AsyncSession, task: ImportTask) -> None:
        work = self._work
        invitations = Invitations(session, work.clock, work.vault, work.bot_username)
        registration = Registration(session, work.clock, work.vault, invitations)
        await imports.add(session, work.vault, registration, task, self._zoom, work.clock.now())

    async def _note_progress(self, task: ImportTask, done: int, total: int) -> None:
        await self._work.surely(
            lambda session: imports.note_progress(session, task, done, total, self._work.clock.now())
        )
        self._show(task)

    async def _fail(self, task: ImportTask, fault: Refused) -> None:
        await self._work.surely(
            lambda session: imports.settle_failed(session, task, fault, self._work.clock.now())
        )

    async def _put_back(self, task: ImportTask) -> None:
        await self._work.surely(lambda session: imports.put_back(session, task, self._work.clock.now()))

    def _show(self, task: ImportTask) -> None:
        if self._redraw is not None and task.telegram_id is not None:
            self._redraw(task.telegram_id)


def _sheet(content: bytes) -> Sheet:
    return find_heading(read(content))
