"""The declarative base and the column types every table shares."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, object_session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware datetimes in, UTC out. Naive values raise ValueError.

    SQLite keeps it as text in UTC, so comparison of columns is comparison of moments there too.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored moment back, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum]) -> Enum:
    """Return the column type of an enum kept as its values in text, with no type of the database's own."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Seals(Protocol):
    """What seals and opens personal values; ``services.vault.Vault`` is the one there is."""

    def seal(self, text: str, row: str) -> str:
        """Encrypt ``text`` for the row with that uid."""
        ...

    def open(self, sealed: str, row: str) -> str:
        """Decrypt what ``seal`` gave for the same row."""
        ...


VAULT = "vault"
"""The key under which a session's ``info`` carries its ``Seals``."""


class Sealed:
    """A personal text value: encrypted in the column ``<name>_sealed``, plain on the instance.

    The instance must belong to a session (add it first), because the session carries the keys.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._column = f"{name}_sealed"

    def __get__(self, instance: Any, owner: type) -> str | None:
        value = getattr(instance, self._column)
        return None if value is None else _seals(instance).open(value, instance.uid)

    def __set__(self, instance: Any, value: str | None) -> None:
        setattr(instance, self._column, None if value is None else _seals(instance).seal(value, instance.uid))


def _seals(instance: Any) -> Seals:
    session = object_session(instance)
    if session is None:
        raise RuntimeError(f"{type(instance).__name__} has no session, so no keys for its personal values")
    seals: Seals = session.info[VAULT]
    return seals


def new_uid() -> str:
    """Return a fresh row uid: 32 hex digits, made here so that values can be sealed before the insert."""
    return uuid.uuid4().hex


class HasUid:
    """A row with sealed values; its uid is part of what they are sealed with."""

    uid: Mapped[str] = mapped_column(String(32), unique=True, insert_sentinel=True)

    def __init__(self, **values: Any) -> None:
        values.setdefault("uid", new_uid())
        super().__init__(**values)
