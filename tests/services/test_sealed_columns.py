"""What the database file alone gives away: no name, no address, no phone, no link."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import (
    FsmRow,
    HostProvider,
    InboxState,
    InboxUpdate,
    Meeting,
    MeetingHost,
    MeetingState,
    Person,
    Role,
)
from services.meetings import Step, claim, settle_ready
from services.policy import Actor
from services.ports import MeetingRef
from services.registration import NewPerson
from services.vault import CannotOpen
from tests.services.dump import everything_written
from tests.services.people import CLEARED_UNTIL, HOUR, MOSCOW, Clinic, Office, plan

PERSON = NewPerson(
    Role.PATIENT,
    "Канарейкина",
    "Жёлтая",
    "Певчевна",
    "canary.person@demo.invalid",
    MOSCOW,
    phone="+79991234567",
)
HOST = replace(
    PERSON,
    role=Role.INSTRUCTOR,
    last_name="Канареев",
    email="canary.host@demo.invalid",
    phone=None,
    meeting_provider=HostProvider.ZOOM,
    meeting_login="canary.login@demo.invalid",
)
MADE, PASTED = "https://zoom.example.org/j/canary-made", "https://meet.example.org/canary-pasted"

CANARIES = (
    "Канаре",
    "Жёлтая",
    "Певчевна",
    "canary",
    "9991234567",
    "zoom.example.org",
    "meet.example.org",
)


@pytest.fixture
async def lived(office: Office, clinic: Clinic) -> Office:
    """An installation in which everything that is kept of people was written once."""
    instructor = await office.activate(await office.registration.register(clinic.organizer, HOST), 900)
    new = replace(PERSON, instructor_id=instructor.membership_id)
    patient = await office.activate(await office.registration.register(clinic.organizer, new), 901)
    await office.clearances.give(clinic.doctor, patient.membership_id, CLEARED_UNTIL)
    await plan_with_links(office, instructor, patient)
    office.clock.move(minutes=1)
    await office.clearances.suspend(clinic.doctor, patient.membership_id)
    await office.registration.register(clinic.organizer, replace(PERSON, role=Role.DOCTOR))
    keep_an_unfinished_talk(office)
    await office.session.flush()
    return office


async def plan_with_links(office: Office, instructor: Actor, patient: Actor) -> None:
    """Hold one lesson with a meeting that was made, and one with a link that was pasted."""
    today = office.clock.now() + HOUR
    await office.schedule.create(instructor, plan(patient, at=today))
    (task,) = await claim(office.session, office.clock.now(), list(HostProvider))
    assert task.step is Step.CREATE
    await settle_ready(office.session, task, MeetingRef("1", MADE), office.clock.now())
    other = await office.schedule.create(instructor, plan(patient, at=today + HOUR))
    await office.entry.give_link(instructor, other.id, PASTED)
    await office.schedule.move(instructor, other.id, today + 2 * HOUR)


def keep_an_unfinished_talk(office: Office) -> None:
    """Keep what came from Telegram, what is to be shown, and a half-made flow."""
    update = InboxUpdate(
        update_id=1,
        user_id=900,
        state=InboxState.NEW,
        attempts=0,
        received_at=office.clock.now(),
    )
    talk = FsmRow(key="fsm:1:900", state="form")
    office.session.add_all((update, talk))
    update.payload = f'{{"text": "{PERSON.last_name} {PERSON.email}"}}'
    update.screen = f"{PERSON.first_name} {MADE}"
    talk.data = f"{PERSON.phone} {PASTED}"


async def test_no_table_has_a_name_an_address_a_phone_or_a_link_in_plain(lived: Office) -> None:
    written = (await everything_written(lived.session)).casefold()
    assert [canary for canary in CANARIES if canary.casefold() in written] == []


async def test_control_whoever_has_the_keys_reads_them_all(lived: Office) -> None:
    lived.session.expunge_all()
    meetings = (await lived.session.scalars(select(Meeting).order_by(Meeting.id))).all()
    assert [(m.state, m.join_url) for m in meetings] == [
        (MeetingState.READY, MADE),
        (MeetingState.READY, PASTED),
    ]
    host = (await lived.session.scalars(select(MeetingHost).order_by(MeetingHost.id.desc()).limit(1))).one()
    assert host.login == HOST.meeting_login
    person = (await lived.session.scalars(select(Person).where(Person.telegram_id == 901))).one()
    assert (person.full_name, person.email, person.phone) == (
        "Канарейкина Жёлтая Певчевна",
        PERSON.email,
        PERSON.phone,
    )
    update = (await lived.session.scalars(select(InboxUpdate))).one()
    assert update.screen is not None
    assert MADE in update.screen


async def test_a_sealed_value_cannot_be_moved_to_another_row(lived: Office) -> None:
    people = (await lived.session.scalars(select(Person).order_by(Person.id.desc()).limit(2))).all()
    people[0].last_name_sealed = people[1].last_name_sealed
    with pytest.raises(CannotOpen):
        _ = people[0].last_name


async def test_equal_names_look_different_in_the_database(lived: Office) -> None:
    query = select(Person.first_name_sealed).order_by(Person.id.desc()).limit(2)
    assert len(set(await lived.session.scalars(query))) == 2
