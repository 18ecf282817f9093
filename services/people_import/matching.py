"""Rows held against each other and against the people there are: who is new, who is there already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models import Membership, Person, Role
from services.people import folded
from services.people_import.rows import Column, Entry, Problem, Standing
from services.vault import IndexKind, Vault

AT_ONCE = 500
"""People looked up in one query."""


@dataclass(slots=True)
class Holder:
    """Whose an email or a phone is: somebody known, or an earlier ``row``.

    ``name`` is None of somebody whom the clinic does not know: another clinic's people stay unseen.
    """

    name: str | None
    roles: set[Role] = field(default_factory=set)
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Leaders:
    """The clinic's active doctors and instructors, by email and by name, as texts of a file name them."""

    named: dict[Role, dict[str, list[int]]]

    def find(self, role: Role, written: str) -> int | None:
        """Return the only one of a role who is so called."""
        found = self.named[role].get(folded(written), [])
        return found[0] if len(found) == 1 else None


async def leaders(session: AsyncSession, organization_id: int) -> Leaders:
    """Return whom patients of a clinic can be led by."""
    query = (
        select(Membership)
        .options(joinedload(Membership.person))
        .where(
            Membership.organization_id == organization_id,
            Membership.role.in_((Role.DOCTOR, Role.INSTRUCTOR)),
            Membership.deactivated_at.is_(None),
        )
    )
    named: dict[Role, dict[str, list[int]]] = {Role.DOCTOR: {}, Role.INSTRUCTOR: {}}
    for member in await session.scalars(query):
        person = member.person
        for called in {person.email, person.full_name, person.list_name} - {None}:
            named[member.role].setdefault(folded(called or ""), []).append(member.id)
    return Leaders(named)


async def match(session: AsyncSession, vault: Vault, organization_id: int, entries: Sequence[Entry]) -> None:
    """Say of every row that reads well how it stands, or what is amiss with it after all."""
    people = _Directory(vault)
    await people.load(session, organization_id, entries)
    led_by = await leaders(session, organization_id)
    for entry in entries:
        if entry.role is Role.PATIENT:
            for role, column, written in (
                (Role.DOCTOR, Column.DOCTOR, entry.doctor),
                (Role.INSTRUCTOR, Column.INSTRUCTOR, entry.instructor),
            ):
                if written and led_by.find(role, written) is None:
                    entry.refuse(Problem.LEADER, column)
        if entry.standing is not Standing.BAD:
            _stand(entry, people)


class _Directory:
    """Who has which email and which phone."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._by_index: dict[tuple[IndexKind, str], Holder] = {}

    async def load(self, session: AsyncSession, organization_id: int, entries: Sequence[Entry]) -> None:
        """Look up everybody whom the rows may mean."""
        for part in _parts(entries):
            emails = [
                one for entry in part if entry.email for one in self._vault.lookups("email", entry.email)
            ]
            phones = [
                one for entry in part if entry.phone for one in self._vault.lookups("phone", entry.phone)
            ]
            known = select(Person).where(Person.email_index.in_(emails) | Person.phone_index.in_(phones))
            people = {person.id: person for person in await session.scalars(known)}
            roles: dict[int, set[Role]] = {}
            held = select(Membership.person_id, Membership.role).where(
                Membership.organization_id == organization_id, Membership.person_id.in_(people)
            )
            for person_id, role in await session.execute(held):
                roles.setdefault(person_id, set()).add(role)
            for person in people.values():
                name = _name(person.last_name or "", person.first_name or "") if person.id in roles else None
                holder = Holder(name, roles.get(person.id, set()))
                if person.email_index is not None:
                    self._by_index.setdefault(("email", person.email_index), holder)
                if person.phone_index is not None:
                    self._by_index.setdefault(("phone", person.phone_index), holder)

    def _indexes(self, kind: IndexKind, part: Sequence[Entry]) -> list[str]:
        values = [entry.email if kind == "email" else entry.phone for entry in part]
        return [index for value in values if value for index in self._vault.lookups(kind, value)]

    def find(self, kind: IndexKind, value: str | None) -> Holder | None:
        """Return whose an email or a phone is."""
        indexes = self._vault.lookups(kind, value) if value else ()
        return next((found for one in indexes if (found := self._by_index.get((kind, one)))), None)

    def add(self, entry: Entry) -> None:
        """Note somebody new."""
        holder = Holder(_name(entry.last_name, entry.first_name), {_role(entry)}, entry.number)
        if entry.email is not None:
            self._by_index["email", self._vault.index("email", entry.email)] = holder
        if entry.phone is not None:
            self._by_index["phone", self._vault.index("phone", entry.phone)] = holder


def _stand(entry: Entry, people: _Directory) -> None:
    by_email, by_phone = people.find("email", entry.email), people.find("phone", entry.phone)
    name = _name(entry.last_name, entry.first_name)
    if by_email is not None:
        if by_email.row is not None and by_email.name != name:
            entry.refuse(Problem.EMAIL_TWICE, Column.EMAIL, by_email.row)
        elif _role(entry) in by_email.roles:
            _repeat(entry, by_email)
        else:
            by_email.roles.add(_role(entry))
            entry.standing = Standing.NEW if by_email.name is None else Standing.ROLE
            by_email.name = by_email.name or name
    elif by_phone is None:
        people.add(entry)
    elif by_phone.name == name and _role(entry) in by_phone.roles:
        _repeat(entry, by_phone)
    elif by_phone.row is not None:
        entry.refuse(Problem.PHONE_TWICE, Column.PHONE, by_phone.row)
    else:
        entry.refuse(Problem.PHONE_KNOWN, Column.PHONE)


def _repeat(entry: Entry, holder: Holder) -> None:
    entry.standing = Standing.THERE if holder.row is None else Standing.TWICE
    entry.twin = holder.row


def _role(entry: Entry) -> Role:
    if entry.role is None:
        raise ValueError("a row without a role is never matched")
    return entry.role


def _name(last: str, first: str) -> str:
    return folded(f"{last} {first}")


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    good = [entry for entry in entries if entry.standing is not Standing.BAD]
    for start in range(0, len(good), AT_ONCE):
        yield good[start : start + AT_ONCE]
