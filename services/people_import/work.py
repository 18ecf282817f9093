"""The scheduler's part of an import: what is due, and what is stored of it; nothing outside is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import ImportState, Membership, NotificationKind, PeopleImport, Role
from services.errors import Refused
from services.notifications.planning import owe
from services.people_import.content import Content, new_person
from services.people_import.matching import leaders, match
from services.people_import.rows import Standing
from services.policy import Actor
from services.registration import Registration
from services.vault import Vault

LEASE = timedelta(seconds=60)
"""How long one program may take over one step before another takes it up."""

KEPT = timedelta(days=1)
"""How long a file that was looked at waits for its organizer (product.md, Import)."""

MOST_ATTEMPTS = 6
RETRY = timedelta(seconds=5)

NEWS_WAITS = timedelta(seconds=5)
"""How long the organizer's open screen may take to show how the import stands before a message tells it."""

AT_ONCE = 200
"""People registered between two breaths: everybody else's presses wait for no longer."""


@dataclass(frozen=True, slots=True)
class ImportTask:
    """One step of one import; ``telegram_id`` is the chat whose open screen shows it."""

    import_id: int
    state: ImportState
    file_id: str
    timezone: str
    telegram_id: int | None


async def claim(session: AsyncSession, now: datetime, most: int = 2) -> list[ImportTask]:
    """Take due imports under a lease; a file that waited too long for its organizer is dropped."""
    rows = await session.scalars(
        select(PeopleImport)
        .options(
            joinedload(PeopleImport.membership).options(
                joinedload(Membership.person), joinedload(Membership.organization)
            )
        )
        .where(
            PeopleImport.due_at <= now,
            or_(PeopleImport.lease_until.is_(None), PeopleImport.lease_until <= now),
        )
        .order_by(PeopleImport.due_at)
        .limit(most)
        .with_for_update(of=PeopleImport, skip_locked=True)
    )
    tasks = []
    for row in rows.all():
        stale = row.state is ImportState.RECEIVED and now >= row.created_at + KEPT
        if stale or row.state is ImportState.CHECKED:
            close(row, ImportState.DROPPED)
            continue
        row.lease_until = now + LEASE
        tasks.append(
            ImportTask(
                import_id=row.id,
                state=row.state,
                file_id=row.file_id or "",
                timezone=row.membership.organization.timezone,
                telegram_id=row.membership.person.telegram_id,
            )
        )
    return tasks


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next import is due (aware UTC)."""
    rows = await session.execute(
        select(PeopleImport.due_at, PeopleImport.lease_until).where(PeopleImport.due_at.is_not(None))
    )
    moments = [max(due, leased) if leased is not None else due for due, leased in rows if due is not None]
    return min(moments, default=None)


def close(row: PeopleImport, state: ImportState) -> None:
    """End an import and wipe what is personal in it."""
    row.state = state
    row.content = None
    row.file_id = None
    row.due_at = None
    row.lease_until = None
    row.seen_at = None


async def note_progress(
    session: AsyncSession, task: ImportTask, done: int, total: int, now: datetime
) -> None:
    """Store how many rows have been looked at, and prolong the lease."""
    await session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == task.import_id, PeopleImport.state == task.state)
        .values(done=done, total=total, lease_until=now + LEASE)
    )


async def settle_checked(
    session: AsyncSession, vault: Vault, task: ImportTask, content: Content, now: datetime
) -> None:
    """Hold the rows against the people there are, and leave them to the organizer."""
    row = await _row(session, task)
    if row is None:
        return
    await match(session, vault, row.organization_id, content.entries)
    row.state = ImportState.CHECKED
    row.content = content.dump()
    row.counts = content.counts() | {"unled": await _unled(session, row.organization_id, content)}
    row.total = row.done = len(content.entries)
    row.due_at, row.lease_until, row.attempts, row.seen_at = row.created_at + KEPT, None, 0, None
    _owe_news(session, row, now)


async def settle_failed(session: AsyncSession, task: ImportTask, fault: Refused, now: datetime) -> None:
    """Note why the file cannot be taken."""
    row = await _row(session, task)
    if row is not None:
        close(row, ImportState.FAILED)
        row.problem, row.problem_params = fault.code, fault.params
        _owe_news(session, row, now)


async def put_back(session: AsyncSession, task: ImportTask, now: datetime) -> None:
    """Let a step be tried again; after ``MOST_ATTEMPTS`` the import has failed and nobody was added."""
    row = await _row(session, task)
    if row is None:
        return
    row.attempts += 1
    row.lease_until = None
    row.due_at = now + RETRY * row.attempts
    if row.attempts >= MOST_ATTEMPTS:
        await settle_failed(session, task, Refused("import-later"), now)


async def add(
    session: AsyncSession,
    vault: Vault,
    registration: Registration,
    task: ImportTask,
    zoom: bool,
    now: datetime,
) -> None:
    """Register whom the good rows bring, all in this transaction.

    They are held once more against the people there are: whoever came meanwhile is not added twice. Nobody
    is added in the name of someone who is no organizer any more.
    """
    row = await _row(session, task)
    if row is None:
        return
    if row.membership.deactivated_at is not None or row.membership.role is not Role.ORGANIZER:
        close(row, ImportState.DROPPED)
        return
    actor = Actor.of(row.membership)
    content = Content.load(row.content or "")
    good = content.good
    for entry in good:
        entry.standing = Standing.NEW
    await match(session, vault, row.organization_id, good)
    led_by = await leaders(session, row.organization_id)
    newcomers = [new_person(entry, led_by, language=actor.language, zoom=zoom) for entry in content.good]
    # Patients come last: who leads them depends on who else is there.
    newcomers.sort(key=lambda new: new.role is Role.PATIENT)
    added: list[Membership] = []
    for start in range(0, len(newcomers), AT_ONCE):
        added += await registration.register_all(actor, newcomers[start : start + AT_ONCE])
    mailed = sum(1 for membership in added if membership.person.email_index is not None)
    close(row, ImportState.ADDED)
    row.counts = row.counts | {
        "added": len(added),
        "mailed": mailed,
        "without_email": len(added) - mailed,
        "left": len(good) - len(added),
    }
    _owe_news(session, row, now)


async def _row(session: AsyncSession, task: ImportTask) -> PeopleImport | None:
    """Return the import if it still waits for this step."""
    query = (
        select(PeopleImport)
        .options(
            joinedload(PeopleImport.membership).options(
                joinedload(Membership.person), joinedload(Membership.organization)
            )
        )
        .where(PeopleImport.id == task.import_id, PeopleImport.state == task.state)
        .with_for_update(of=PeopleImport)
    )
    return (await session.scalars(query)).one_or_none()


async def _unled(session: AsyncSession, organization_id: int, content: Content) -> int:
    """Count the patients whom no instructor will lead, as the clinic has several and the row names none."""
    good: Sequence[Role | None] = [entry.role for entry in content.good]
    query = select(Membership.id).where(
        Membership.organization_id == organization_id,
        Membership.role == Role.INSTRUCTOR,
        Membership.deactivated_at.is_(None),
    )
    instructors = len((await session.scalars(query)).all()) + good.count(Role.INSTRUCTOR)
    if instructors < 2:
        return 0
    return sum(1 for entry in content.good if entry.role is Role.PATIENT and not entry.instructor)


def _owe_news(session: AsyncSession, row: PeopleImport, now: datetime) -> None:
    owe(
        session,
        NotificationKind.IMPORT_NEWS,
        row.membership.person,
        organization_id=row.organization_id,
        key=f"{row.id}:{row.state.value}",
        due_at=now + NEWS_WAITS,
        expires_at=now + KEPT,
        membership_id=row.membership_id,
        params={"import": row.id, "state": row.state.value},
    )
