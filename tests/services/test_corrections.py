"""An organizer mends what the clinic has on its books about somebody."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import (
    Channel,
    FormerEmail,
    HostProvider,
    JournalAction,
    JournalEntry,
    MeetingHost,
    NotificationKind,
    Role,
)
from services import access
from services.errors import NotHere, Refused
from services.notifications.preparing import Preparing
from services.notifications.settling import Settling
from services.policy import Actor
from services.registration import NewPerson
from tests.flows.steps import CATALOGUES
from tests.services.owed import kinds, rows_for
from tests.services.people import BERLIN, MOSCOW, Clinic, Office

NEWCOMER = NewPerson(Role.DOCTOR, "Новых", "Фёдор", None, "typo@demo.invalid", MOSCOW)
COLLEAGUE = NewPerson(
    Role.INSTRUCTOR,
    "Набросков",
    "Илья",
    None,
    "ins2@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)
CHANGED, REPLACED, LEADER = (
    NotificationKind.EMAIL_CHANGED,
    NotificationKind.EMAIL_REPLACED,
    NotificationKind.LEADER_CHANGED,
)


async def fields(office: Office) -> list[str]:
    """Return what the journal says was mended, in order."""
    await office.session.flush()
    entries = await office.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.action == JournalAction.PERSON_CORRECTED)
        .order_by(JournalEntry.id)
    )
    return [str(one.details["field"]) for one in entries]


async def host_of(office: Office, instructor: Actor) -> MeetingHost:
    query = select(MeetingHost).where(MeetingHost.membership_id == instructor.membership_id)
    return (await office.session.scalars(query.execution_options(populate_existing=True))).one()


async def test_name_phone_and_zone_are_mended_once_and_noted_without_their_values(
    office: Office, clinic: Clinic
) -> None:
    whose = clinic.patient.membership_id
    for _ in range(2):
        await office.corrections.rename(clinic.organizer, whose, "Иной", "Пётр", None)
        await office.corrections.change_phone(clinic.organizer, whose, "+79990000000")
        await office.corrections.change_zone(clinic.organizer, whose, BERLIN)
    person = await office.identity.person(clinic.patient)
    assert (person.full_name, person.phone, person.timezone) == ("Иной Пётр", "+79990000000", BERLIN)
    assert await fields(office) == ["name", "phone", "zone"]
    entries = await office.session.scalars(select(JournalEntry.details))
    assert not any("Иной" in str(details) or "+7999" in str(details) for details in entries)
    await office.corrections.change_phone(clinic.organizer, whose, None)
    assert (person.phone, person.phone_index) == (None, None)


async def test_who_has_not_activated_is_invited_at_the_new_address_and_the_old_link_dies(
    office: Office, clinic: Clinic
) -> None:
    member = await office.registration.register(clinic.organizer, NEWCOMER)
    old = await office.token(member.id)
    assert await office.corrections.change_email(clinic.organizer, member.id, "right@demo.invalid")
    assert member.person.email == "right@demo.invalid"
    with pytest.raises(Refused, match="link-revoked"):
        await office.invitations.accept(old, 900, language="ru", timezone=None)
    doctor = Actor.of(member)
    told = await rows_for(office.session, doctor)
    assert [row.kind for row in told] == [NotificationKind.INVITATION] * 2
    assert await office.activate(member, 900)
    assert (await office.registration.known_email(clinic.organizer, "right@demo.invalid")) is not None
    assert (await office.registration.known_email(clinic.organizer, "typo@demo.invalid")) is None


async def test_who_has_activated_is_told_and_so_is_the_old_address(office: Office, clinic: Clinic) -> None:
    whose = clinic.patient.membership_id
    for _ in range(2):
        assert not await office.corrections.change_email(clinic.organizer, whose, "fresh@demo.invalid")
    await office.session.flush()
    rows = {row.kind: row for row in await rows_for(office.session, clinic.patient)}
    assert set(rows) == {CHANGED, REPLACED}
    assert rows[REPLACED].channel is Channel.MAIL
    former = await office.session.get_one(FormerEmail, rows[REPLACED].params["former"])
    assert former.email == "p1@demo.invalid"
    assert "demo" not in str([row.params for row in rows.values()])


async def test_the_letter_to_the_old_address_names_nobody_and_the_address_is_forgotten_with_it(
    office: Office, clinic: Clinic
) -> None:
    await office.corrections.change_email(
        clinic.organizer, clinic.patient.membership_id, "fresh@demo.invalid"
    )
    await office.session.flush()
    row = next(one for one in await rows_for(office.session, clinic.patient) if one.kind is REPLACED)
    preparing = Preparing(office.session, office.clock, CATALOGUES, office.invitations)
    delivery = await preparing.prepare(row.id)
    assert delivery is not None
    assert (delivery.address.telegram_id, delivery.address.email) == (None, "p1@demo.invalid")
    for word in ("Пробный", "Пётр", "fresh@"):
        assert word not in delivery.message.html
    await Settling(office.session, office.clock).sent(delivery, Channel.MAIL, None)
    await office.session.flush()
    assert await office.session.get(FormerEmail, row.params["former"]) is None


async def test_contacts_of_somebody_else_are_refused(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    whose = clinic.second.membership_id
    for email in ("p1@demo.invalid", "p1@away.invalid"):
        with pytest.raises(Refused, match="email-of-other"):
            await office.corrections.change_email(clinic.organizer, whose, email)
    with pytest.raises(Refused, match="phone-known"):
        await office.corrections.change_phone(clinic.organizer, whose, "+79000000004")
    with pytest.raises(Refused, match="zone-unknown"):
        await office.corrections.change_zone(clinic.organizer, whose, "Nowhere/Here")
    assert await fields(office) == []


async def test_who_is_known_to_another_clinic_is_not_to_be_renamed_here(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    shared = replace(NEWCOMER, email="ins@away.invalid")
    member = await office.registration.register(clinic.organizer, shared)
    with pytest.raises(Refused, match="shared-person"):
        await office.corrections.change_email(clinic.organizer, member.id, "mine@demo.invalid")
    with pytest.raises(Refused, match="shared-person"):
        await office.corrections.rename(clinic.organizer, member.id, "Иной", "Пётр", None)
    with pytest.raises(NotHere):
        await office.corrections.rename(
            clinic.organizer, abroad.instructor.membership_id, "Иной", "Пётр", None
        )


async def test_another_leader_is_told_and_reaches_the_patient(office: Office, clinic: Clinic) -> None:
    member = await office.registration.register(clinic.organizer, COLLEAGUE)
    colleague = await office.activate(member, 900)
    whose = clinic.patient.membership_id
    for _ in range(2):
        await office.corrections.change_leader(clinic.organizer, whose, colleague.membership_id)
    await office.session.flush()
    now = office.clock.now()
    assert [p.id for p in await access.patients(office.session, colleague, now)] == [whose]
    assert whose not in [p.id for p in await access.patients(office.session, clinic.instructor, now)]
    (begun,) = [row for row in await rows_for(office.session, colleague) if row.kind is LEADER]
    (ended,) = [row for row in await rows_for(office.session, clinic.instructor) if row.kind is LEADER]
    assert (begun.params, ended.params) == ({"leads": 1}, {"leads": 0})
    assert await kinds(office.session, clinic.patient) == []
    assert await fields(office) == ["instructor"]


async def test_nobody_leads_who_is_no_doctor_or_instructor_of_the_clinic(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    whose = clinic.patient.membership_id
    for leader in (clinic.second, clinic.organizer, abroad.doctor):
        with pytest.raises(NotHere):
            await office.corrections.change_leader(clinic.organizer, whose, leader.membership_id)
    with pytest.raises(NotHere):
        await office.corrections.change_leader(
            clinic.organizer, clinic.doctor.membership_id, clinic.instructor.membership_id
        )
    own = await office.registration.register(
        clinic.organizer, replace(NEWCOMER, role=Role.PATIENT, email="doc@demo.invalid")
    )
    with pytest.raises(Refused, match="own-patient"):
        await office.corrections.change_leader(clinic.organizer, own.id, clinic.doctor.membership_id)


async def test_people_are_found_by_words_in_any_order(office: Office, clinic: Clinic) -> None:
    async def found(text: str) -> list[int]:
        return [one.id for one in await office.people.search(clinic.organizer, text)]

    for text in ("Пётр Пробный", "петр проб", "p1@demo", "000-00-04", " пробный  началович "):
        assert await found(text) == [clinic.patient.membership_id], text
    assert await found("Пётр Образцов") == []


async def test_a_card_has_all_roles_of_the_person_in_this_clinic_alone(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    second = await office.registration.register(
        clinic.organizer, replace(NEWCOMER, email="ins@demo.invalid", role=Role.DOCTOR)
    )
    await office.registration.register(
        abroad.organizer, replace(NEWCOMER, email="ins@demo.invalid", role=Role.ORGANIZER)
    )
    card = await office.people.card(clinic.organizer, second.id)
    assert [one.role for one in card.roles] == [Role.INSTRUCTOR, Role.DOCTOR]
