"""Sealing everything anew with the first key, so that older keys can be taken away.

Every table is asked whether it has sealed columns, so one that is added later is sealed anew too. A value is
exchanged only while it is still the one that was read: what a running program writes meanwhile stays.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Base, MeetingHost, Person
from services.vault import CannotOpen, IndexKind, Vault, key_id

SEALED, UID = "_sealed", "uid"

KEY_ID_LENGTH = 8
"""Characters of a sealed value that name its key (``services.vault``)."""

BATCH = 200
"""Rows in one transaction: a press of somebody waits for no more."""

INDEXED: Sequence[tuple[str, str, str, IndexKind]] = (
    (Person.__tablename__, "email_sealed", "email_index", "email"),
    (Person.__tablename__, "phone_sealed", "phone_index", "phone"),
    (MeetingHost.__tablename__, "login_sealed", "login_index", "email"),
)
"""Which column is found by which keyed hash."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many sealed values hang on which keys, and how many people are found by an older key's hash."""

    current: int
    older: int
    unknown: int
    found_by_older: int

    @property
    def done(self) -> bool:
        """True when the first key alone is enough."""
        return not (self.older or self.unknown or self.found_by_older)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table is: rows looked at, rows changed, values that no key opens."""

    table: str
    seen: int
    changed: int
    unreadable: int


def sealed_tables() -> list[tuple[Table, list[Column[Any]]]]:
    """Return the tables that hold sealed values, with the columns that do."""
    found = [
        (table, [column for column in table.columns if column.name.endswith(SEALED)])
        for table in Base.metadata.sorted_tables
    ]
    return [(table, columns) for table, columns in found if columns]


async def standing(session: AsyncSession, vault: Vault) -> Standing:
    """Say which keys the stored values hang on."""
    counts: Counter[str] = Counter()
    for _, columns in sealed_tables():
        for column in columns:
            of_key = func.substr(column, 1, KEY_ID_LENGTH)
            rows = await session.execute(
                select(of_key, func.count()).where(column.is_not(None)).group_by(of_key)
            )
            for name, count in rows:
                counts[name] += count
    first, *older = vault.key_ids
    known = counts[first] + sum(counts[name] for name in older)
    return Standing(
        current=counts[first],
        older=known - counts[first],
        unknown=counts.total() - known,
        found_by_older=await _found_by_older(session, vault),
    )


async def rotate(sessions: async_sessionmaker[AsyncSession], vault: Vault) -> AsyncIterator[Progress]:
    """Seal every value with the first key and make every hash with it, in short transactions.

    Yields after each of them. Broken off, it goes on where it stopped: what is sealed with the first key is
    left alone. A value that no key opens stays as it is and is counted.
    """
    for table, columns in sealed_tables():
        progress = Progress(table.name, 0, 0, 0)
        after: Any = None
        while True:
            async with sessions() as session, session.begin():
                rows = await _batch(session, table, columns, after)
                for row in rows:
                    changed, unreadable = await _anew(session, vault, table, columns, row)
                    progress = Progress(
                        table.name,
                        progress.seen + 1,
                        progress.changed + changed,
                        progress.unreadable + unreadable,
                    )
            if not rows:
                break
            after = rows[-1][_key(table).name]
            yield progress


async def _batch(
    session: AsyncSession, table: Table, columns: Sequence[Column[Any]], after: Any
) -> Sequence[dict[str, Any]]:
    key = _key(table)
    indexes = [table.c[index] for of, _, index, _ in INDEXED if of == table.name]
    query = select(key, table.c[UID], *columns, *indexes).order_by(key).limit(BATCH).with_for_update()
    if after is not None:
        query = query.where(key > after)
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def _anew(
    session: AsyncSession, vault: Vault, table: Table, columns: Sequence[Column[Any]], row: dict[str, Any]
) -> tuple[bool, int]:
    """Seal and hash a row's values with the first key; return whether any changed, and the failures."""
    values: dict[str, str] = {}
    unreadable = 0
    for column in columns:
        sealed = row[column.name]
        if sealed is None:
            continue
        try:
            plain = vault.open(sealed, row[UID])
        except CannotOpen:
            unreadable += 1
            continue
        if key_id(sealed) != vault.key_ids[0]:
            values[column.name] = vault.seal(plain, row[UID])
        for of, source, index, kind in INDEXED:
            found_by = vault.index(kind, plain)
            if of == table.name and source == column.name and row[index] not in (None, found_by):
                values[index] = found_by
    if not values:
        return False, unreadable
    unchanged = [column == row[column.name] for column in columns if row[column.name] is not None]
    await session.execute(
        update(table).where(_key(table) == row[_key(table).name], *unchanged).values(values)
    )
    return True, unreadable


async def _found_by_older(session: AsyncSession, vault: Vault) -> int:
    count = 0
    for name, source, index, kind in INDEXED:
        table = Base.metadata.tables[name]
        rows = await session.execute(
            select(table.c[UID], table.c[source], table.c[index]).where(table.c[index].is_not(None))
        )
        for uid, sealed, stored in rows:
            try:
                count += stored != vault.index(kind, vault.open(sealed or "", uid))
            except CannotOpen:
                continue
    return count


def _key(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key
