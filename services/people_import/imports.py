"""The organizer's part of an import: the file, the look at what is in it, the word to save it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import ImportState, NotificationKind, PeopleImport, Person
from models.base import new_uid
from services import access
from services.errors import Refused
from services.notifications.planning import OWED, owe
from services.people_import.content import Content
from services.people_import.rows import Entry
from services.people_import.table import LARGEST_FILE
from services.people_import.work import KEPT, close
from services.policy import Actor, Permission, require
from services.ports import Clock

NAMES = ("", ".xlsx", ".csv", ".txt", ".tsv")
"""Endings of files that are worth a look inside; old Excel files have ``.xls``."""

TOLD = 3
"""Rows that are named on the screen; all are in the marked file (product.md, Import)."""

OPEN = (ImportState.RECEIVED, ImportState.CHECKED, ImportState.ADDING)


@dataclass(frozen=True, slots=True)
class ImportView:
    """How an import stands; ``bad`` are the first rows that cannot be taken, ``counts`` all of them."""

    import_id: int
    state: ImportState
    done: int
    total: int
    counts: Mapping[str, int]
    bad: Sequence[Entry]
    problem: str | None
    problem_params: Mapping[str, int | str]


class PeopleImports:
    """Registers people from a file that an organizer sends to the chat."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def receive(self, actor: Actor, file_id: str, name: str, size: int) -> int:
        """Take a file (Telegram's id, its name, bytes) to be looked at, and return the import's id.

        The actor's file before it, if it was not saved, is dropped. Raises Refused: ``import-large``,
        ``import-old``, ``import-kind``.
        """
        require(actor, Permission.REGISTER_PEOPLE)
        ending = PurePath(name).suffix.lower()
        if ending not in NAMES:
            raise Refused("import-old" if ending == ".xls" else "import-kind")
        if size > LARGEST_FILE:
            raise Refused("import-large")
        before = await self.open(actor)
        if before is not None and before.state is not ImportState.ADDING:
            close(before, ImportState.DROPPED)
        now = self._clock.now()
        row = PeopleImport(
            organization_id=actor.organization_id,
            membership_id=actor.membership_id,
            state=ImportState.RECEIVED,
            file_id=file_id,
            created_at=now,
            due_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        self._session.info[OWED] = True
        return row.id

    async def open(self, actor: Actor) -> PeopleImport | None:
        """Return the actor's import that is not over, if there is one."""
        require(actor, Permission.REGISTER_PEOPLE)
        query = (
            select(PeopleImport)
            .where(PeopleImport.membership_id == actor.membership_id, PeopleImport.state.in_(OPEN))
            .order_by(PeopleImport.id.desc())
            .limit(1)
        )
        return (await self._session.scalars(query)).one_or_none()

    async def view(self, actor: Actor, import_id: int) -> ImportView:
        """Return how the actor's import stands, and note that they have seen it. Raises NotHere."""
        row = await access.people_import(self._session, actor, import_id)
        row.seen_at = row.seen_at or self._clock.now()
        bad = Content.load(row.content).bad[:TOLD] if row.content is not None else []
        return ImportView(
            import_id=row.id,
            state=row.state,
            done=row.done,
            total=row.total,
            counts=row.counts,
            bad=bad,
            problem=row.problem,
            problem_params=row.problem_params,
        )

    async def add(self, actor: Actor, import_id: int) -> None:
        """Let the good rows be saved; of one that was looked at, once. Raises NotHere."""
        row = await access.people_import(self._session, actor, import_id)
        if row.state is ImportState.CHECKED:
            row.state = ImportState.ADDING
            row.due_at = self._clock.now()
            self._session.info[OWED] = True

    async def drop(self, actor: Actor, import_id: int) -> None:
        """Forget a file that was not saved. Raises NotHere."""
        row = await access.people_import(self._session, actor, import_id)
        if row.state in (ImportState.RECEIVED, ImportState.CHECKED):
            close(row, ImportState.DROPPED)

    async def ask_marked(self, actor: Actor, import_id: int) -> None:
        """Send the actor their file with what is amiss marked. Raises NotHere, Refused("import-over")."""
        row = await access.people_import(self._session, actor, import_id)
        if row.state is not ImportState.CHECKED:
            raise Refused("import-over")
        await self._owe_file(actor, NotificationKind.IMPORT_MARKED, {"import": row.id})

    async def ask_template(self, actor: Actor) -> None:
        """Send the actor a file to fill in."""
        require(actor, Permission.REGISTER_PEOPLE)
        await self._owe_file(actor, NotificationKind.IMPORT_TEMPLATE, {})

    async def _owe_file(self, actor: Actor, kind: NotificationKind, params: dict[str, int | str]) -> None:
        now = self._clock.now()
        owe(
            self._session,
            kind,
            await self._session.get_one(Person, actor.person_id),
            organization_id=actor.organization_id,
            key=new_uid(),
            due_at=now,
            expires_at=now + KEPT,
            membership_id=actor.membership_id,
            params=params,
        )
