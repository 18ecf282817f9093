"""What a list of people costs: 2,000 rows read, looked at and saved, beside a tenth of them.

``python -m bench.people_file`` prints seconds of wall clock and of the processor, and their ratio.
"""

import asyncio
import tempfile
import time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from bot.clock import SystemClock
from migrations.run import upgrade
from models import Role
from services.database import make_engine, sessions
from services.invitations import Invitations
from services.people_import import work
from services.people_import.content import Content
from services.people_import.imports import PeopleImports
from services.people_import.rows import find_heading, read_entries
from services.people_import.table import read
from services.policy import Actor
from services.registration import NewPerson, Registration
from services.vault import Vault

ROWS = 2_000
ZONE = "Europe/Moscow"
HEADING = ("Last name", "First name", "Role", "Email", "Phone", "City")


def spreadsheet(rows: int) -> bytes:
    """Return a file of as many patients."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(list(HEADING))
    for n in range(rows):
        page.append(["Sample", "Anna", "patient", f"p{n}@crowd.invalid", f"+7916{n:07}", "Omsk"])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


async def load(folder: Path, rows: int) -> tuple[float, float]:
    """Load a list into a fresh clinic; return seconds of wall clock and of the processor."""
    url, vault, clock = f"sqlite+aiosqlite:///{folder / f'{rows}.db'}", Vault([bytes(32)]), SystemClock()
    await asyncio.to_thread(upgrade, url)
    engine = make_engine(url)
    opened, content = sessions(engine, vault), spreadsheet(rows)
    async with opened.begin() as session:
        registration = Registration(session, clock, vault, Invitations(session, clock, vault, "bot"))
        organizer = NewPerson(Role.ORGANIZER, "Sample", "Vera", None, "org@demo.invalid", ZONE)
        first, _ = await registration.found_clinic(
            name="Clinic", patient_name="Clinic", timezone=ZONE, organizer=organizer
        )
        actor = Actor.of(first)
        await PeopleImports(session, clock).receive(actor, "file", "list.xlsx", len(content))
    began, worked = time.perf_counter(), time.process_time()
    async with opened.begin() as session:
        (task,) = await work.claim(session, clock.now())
    sheet = find_heading(read(content))
    found = Content.of(sheet, read_entries(sheet, sheet.rows, task.timezone))
    async with opened.begin() as session:
        await work.settle_checked(session, vault, task, found, clock.now())
    async with opened.begin() as session:
        await PeopleImports(session, clock).add(actor, task.import_id)
    async with opened.begin() as session:
        (task,) = await work.claim(session, clock.now())
    async with opened.begin() as session:
        registration = Registration(session, clock, vault, Invitations(session, clock, vault, "bot"))
        await work.add(session, vault, registration, task, False, clock.now())
    took = time.perf_counter() - began, time.process_time() - worked
    await engine.dispose()
    return took


async def main() -> None:
    """Print what a short and a long list cost."""
    with tempfile.TemporaryDirectory(prefix="oncocenter-bench-") as name:
        few, many = [await load(Path(name), rows) for rows in (ROWS // 10, ROWS)]
    print(f"{ROWS // 10} rows: {few[0]:.1f} s, of the processor {few[1]:.1f} s")
    print(f"{ROWS} rows: {many[0]:.1f} s, of the processor {many[1]:.1f} s")
    print(f"ratio: {many[1] / few[1]:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
