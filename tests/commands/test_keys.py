"""`oncocenter keys rotate`: afterwards the new key alone reads, finds and lets people in."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import backup
from bot import keys as command
from bot.check import SOMETHING_TO_DO, WELL
from bot.cli import main
from bot.errors import SettingsError
from bot.settings import Settings
from models import Base, FsmRow, HostProvider, MeetingHost, Person, Role
from services import keys
from services.database import make_engine, sessions
from services.registration import NewPerson
from services.vault import CannotOpen, Vault
from tests.clock import FixedClock
from tests.commands.checking import changed, checked
from tests.commands.rows import hashes
from tests.flows.conftest import KEY
from tests.services.people import MOSCOW, OPENING, Clinic, Office

OLD, NEW = base64.b64decode(KEY), bytes(range(100, 132))
NEW_TEXT = base64.b64encode(NEW).decode()
NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW, phone="+79000000077")


def keyed(settings: Settings, *keys: bytes) -> Settings:
    """Return the settings with these keys, the first one in front."""
    text = ",".join(base64.b64encode(key).decode() for key in keys)
    return changed(settings, encryption_key=SecretStr(text))


async def rotated(settings: Settings) -> tuple[int, list[str]]:
    """Call the command with the new key in front; return its exit code and what it said."""
    said: list[str] = []
    code = await asyncio.to_thread(command.rotate, keyed(settings, NEW, OLD), said.append)
    return code, said


@asynccontextmanager
async def office_with(settings: Settings, *keys: bytes) -> AsyncIterator[Office]:
    """Open an office over the database with these keys; what is done in it is kept."""
    engine, vault = make_engine(settings.database_url), Vault(list(keys))
    try:
        async with sessions(engine, vault)() as session, session.begin():
            yield Office(session, FixedClock(OPENING), vault)
    finally:
        await engine.dispose()


@dataclass(frozen=True)
class Lived:
    """What was there before: names, and the token of an invitation that is still open."""

    names: list[str]
    token: str
    member: int


@pytest.fixture
async def lived(office: Office, clinic: Clinic) -> Lived:
    """A clinic with an open invitation and a half-made dialog."""
    member = await office.registration.register(clinic.organizer, NEWCOMER)
    talk = FsmRow(key="fsm:1:1", state="form")
    office.session.add(talk)
    talk.data = "Новых"
    names = [person.full_name for person in await office.session.scalars(select(Person).order_by(Person.id))]
    token = await office.token(member.id)
    await office.session.commit()
    return Lived(names, token, member.id)


async def test_the_new_key_alone_reads_finds_and_lets_in(
    settings: Settings, lived: Lived, clinic: Clinic
) -> None:
    code, said = await rotated(settings)
    assert code == command.DONE
    assert any(line.startswith("person: 11 rows looked at, 11 sealed anew") for line in said)
    async with office_with(settings, NEW) as office:
        people = await office.session.scalars(select(Person).order_by(Person.id))
        assert [person.full_name for person in people] == lived.names
        assert (await office.session.scalars(select(FsmRow))).one().data == "Новых"
        found = await office.registration.known_email(clinic.organizer, "NEW@demo.invalid")
        assert found is not None
        assert found.id == lived.member
        with pytest.raises(Exception, match="phone-known"):
            await office.registration.check_contacts(
                clinic.organizer, Role.DOCTOR, "other@demo.invalid", NEWCOMER.phone
            )
        card = await office.people.card(clinic.organizer, lived.member)
        assert card.invitation is not None
        assert office.invitations.link(card.invitation) is None, "an old link cannot be shown again"
        member = await office.invitations.accept(lived.token, 900, language="ru", timezone=None)
        assert member.id == lived.member
        logins = (await office.session.scalars(select(MeetingHost).order_by(MeetingHost.id))).all()
        assert [host.login for host in logins] == ["ins@demo.invalid", "https://meet.example.org/room"]


async def test_control_without_it_the_new_key_alone_reads_nothing(settings: Settings, lived: Lived) -> None:
    async with office_with(settings, NEW) as office:
        person = (await office.session.scalars(select(Person).limit(1))).one()
        with pytest.raises(CannotOpen):
            _ = person.full_name


async def test_with_both_keys_everybody_is_found_before_and_after(
    settings: Settings, lived: Lived, clinic: Clinic
) -> None:
    for _ in range(2):
        async with office_with(settings, NEW, OLD) as office:
            assert await office.registration.known_email(clinic.organizer, "p1@demo.invalid") is not None
            card = await office.people.card(clinic.organizer, lived.member)
            assert card.invitation is not None
            assert (office.invitations.link(card.invitation) or "").endswith(lived.token)
        await rotated(settings)


async def test_an_instructor_with_a_login_known_by_an_older_key_shares_the_account(
    settings: Settings, lived: Lived, clinic: Clinic
) -> None:
    async with office_with(settings, NEW, OLD) as office:
        other = NewPerson(
            Role.INSTRUCTOR,
            "Общий",
            "Ян",
            None,
            "shared@demo.invalid",
            MOSCOW,
            meeting_provider=HostProvider.ZOOM,
            meeting_login="ins@demo.invalid",
        )
        member = await office.registration.register(clinic.organizer, other)
        hosts = select(MeetingHost).where(MeetingHost.membership_id == member.id)
        assert (await office.session.scalars(hosts)).one().shares_id is not None


async def test_broken_off_it_goes_on_and_a_second_time_changes_nothing(
    settings: Settings, lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 3)
    vault = Vault([NEW, OLD])
    engine = make_engine(settings.database_url)
    async for progress in keys.rotate(sessions(engine, vault), vault):
        if progress.table == "person" and progress.seen >= 6:
            break
    async with sessions(engine, vault)() as session:
        half = await keys.standing(session, vault)
    await engine.dispose()
    assert half.older > 0
    assert half.current > 0
    code, _ = await rotated(settings)
    assert code == command.DONE
    before = await hashes(settings.database_url)
    code, _ = await rotated(settings)
    assert (code, await hashes(settings.database_url)) == (command.DONE, before)


async def test_a_value_of_an_unknown_key_is_named_and_nothing_is_changed(
    settings: Settings, lived: Lived
) -> None:
    before = await hashes(settings.database_url)
    with pytest.raises(SettingsError, match="add that key at the end"):
        await asyncio.to_thread(command.rotate, keyed(settings, NEW), print)
    assert await hashes(settings.database_url) == before


async def test_what_a_program_without_the_new_key_wrote_meanwhile_is_told(
    settings: Settings, lived: Lived, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = keys.rotate

    async def disturbed(*arguments: object) -> AsyncIterator[keys.Progress]:
        async for progress in once(*arguments):  # type: ignore[arg-type]
            yield progress
        async with office_with(settings, OLD) as office:
            await office.registration.register(
                clinic.organizer, NewPerson(Role.DOCTOR, "Поздних", "Ян", None, "late@demo.invalid", MOSCOW)
            )

    monkeypatch.setattr(keys, "rotate", disturbed)
    code, said = await rotated(settings)
    assert code == command.LEFT
    assert "Restart it" in said[-1]
    monkeypatch.undo()
    code, _ = await rotated(settings)
    assert code == command.DONE


async def test_a_value_changed_meanwhile_stays(settings: Settings, lived: Lived) -> None:
    table, columns = next(pair for pair in keys.sealed_tables() if pair[0].name == "fsm_row")
    async with office_with(settings, NEW, OLD) as office:
        (row,) = await keys._batch(office.session, table, columns, None)
        talk = (await office.session.scalars(select(FsmRow))).one()
        talk.data = "Другое"
        await office.session.flush()
        await keys._anew(office.session, office.vault, table, columns, row)
    async with office_with(settings, NEW, OLD) as office:
        assert (await office.session.scalars(select(FsmRow))).one().data == "Другое"


async def test_check_says_when_the_older_key_can_go(settings: Settings, lived: Lived, clinic: Clinic) -> None:
    both = keyed(settings, NEW, OLD)
    said = await checked(both)
    assert said.code == SOMETHING_TO_DO
    assert "oncocenter keys rotate" in said.bad[0]
    await rotated(settings)
    said = await checked(both)
    assert said.code == WELL
    assert any("for old backups only" in line for line in said.lines["en"])


async def test_a_backup_made_before_needs_the_old_key_behind_the_new_one(
    settings: Settings, lived: Lived, elsewhere: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    told = await asyncio.to_thread(partial(backup.save, settings.database_url, file, force=False))
    assert "every key that is in it now" in told
    await rotated(settings)
    await asyncio.to_thread(partial(backup.restore, elsewhere, file, force=False))
    restored = changed(settings, database_url=elsewhere)
    assert "Put back the key" in (await checked(keyed(restored, NEW))).bad[0]
    code, _ = await rotated(restored)
    assert code == command.DONE
    async with office_with(restored, NEW) as office:
        people = await office.session.scalars(select(Person).order_by(Person.id))
        assert [person.full_name for person in people] == lived.names


def test_every_sealed_column_and_every_hash_is_known() -> None:
    """What a later table adds is sealed anew by itself; a new hash must be named beside its value."""
    hashed = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_index")
    }
    assert {(table, index) for table, _, index, _ in keys.INDEXED} == hashed
    assert all(keys.UID in table.c for table, _ in keys.sealed_tables())


@pytest.fixture
def typed(surroundings: pytest.MonkeyPatch, settings: Settings) -> Callable[[], int]:
    """The command as it is typed."""
    surroundings.setenv("ENCRYPTION_KEY", f"{NEW_TEXT},{KEY}")
    surroundings.setenv("DATABASE_URL", settings.database_url)
    return lambda: main(["keys", "rotate"])


async def test_the_command_as_it_is_typed(
    typed: Callable[[], int], lived: Lived, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(typed) == command.DONE
    assert "hang on the first key" in capsys.readouterr().out
    async with office_with(settings, NEW) as office:
        assert await office.session.scalar(select(func.count(Person.id))) == len(lived.names)
