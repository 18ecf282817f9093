"""An organizer registers people: who may come in, with which role, and what is owed to them for it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models import (
    Channel,
    ClearanceStatus,
    HostProvider,
    NotificationKind,
    PatientProfile,
    Person,
    Role,
)
from services.contacts import clean_email, clean_name
from services.errors import NotHere, Refused
from services.people import InvitationState, Standing
from services.policy import Actor
from services.registration import NewPerson
from tests.services.owed import rows_for
from tests.services.people import MOSCOW, Clinic, Office

NEWCOMER = NewPerson(
    Role.PATIENT, "Новых", "Фёдор", "Пробович", "new@demo.invalid", MOSCOW, phone="+79000000009"
)


async def refusal(office: Office, actor: Actor, new: NewPerson) -> str:
    """Return the code with which registering is refused."""
    with pytest.raises(Refused) as refused:
        await office.registration.register(actor, new)
    return refused.value.code


@pytest.mark.parametrize("role", list(Role))
async def test_a_newcomer_of_each_role_is_owed_one_letter_with_a_link(
    office: Office, clinic: Clinic, role: Role
) -> None:
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, role=role))
    (letter,) = await rows_for(office.session, Actor.of(member))
    assert (letter.kind, letter.channel) == (NotificationKind.INVITATION, Channel.MAIL)
    assert letter.due_at == office.clock.now()
    card = await office.people.card(clinic.organizer, member.id)
    assert card.state(office.clock.now()) is InvitationState.OPEN
    assert (card.membership.role, card.membership.person.full_name) == (role, "Новых Фёдор Пробович")
    assert card.letter is not None
    assert card.letter.id == letter.id


async def test_a_patient_is_led_by_the_clinics_only_doctor_and_instructor_and_waits_for_clearance(
    office: Office, clinic: Clinic
) -> None:
    member = await office.registration.register(clinic.organizer, NEWCOMER)
    profile = await office.session.get_one(PatientProfile, member.id)
    assert profile.doctor_id == clinic.doctor.membership_id
    assert profile.instructor_id == clinic.instructor.membership_id
    clearance = await office.clearances.of_patient(clinic.doctor, member.id)
    assert clearance.status is ClearanceStatus.PENDING


async def test_a_patient_is_led_by_those_the_organizer_chose_where_there_are_several(
    office: Office, clinic: Clinic
) -> None:
    instructor = replace(NEWCOMER, role=Role.INSTRUCTOR, email="ins2@demo.invalid", phone=None)
    second = await office.registration.register(clinic.organizer, instructor)
    assert await office.registration.asked_leaders(clinic.organizer) == {Role.INSTRUCTOR}
    unled = await office.registration.register(clinic.organizer, NEWCOMER)
    led = await office.registration.register(
        clinic.organizer,
        replace(NEWCOMER, email="led@demo.invalid", phone=None, instructor_id=second.id),
    )
    assert (await office.session.get_one(PatientProfile, unled.id)).instructor_id is None
    assert (await office.session.get_one(PatientProfile, led.id)).instructor_id == second.id


async def test_another_clinics_people_cannot_lead_a_patient(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    for foreign in (
        replace(NEWCOMER, doctor_id=abroad.doctor.membership_id),
        replace(NEWCOMER, instructor_id=abroad.instructor.membership_id),
        replace(NEWCOMER, doctor_id=clinic.instructor.membership_id),
    ):
        with pytest.raises(NotHere):
            await office.registration.register(clinic.organizer, foreign)


async def test_an_instructors_zoom_login_is_their_email_unless_said_otherwise_and_is_checked(
    office: Office, clinic: Clinic
) -> None:
    new = replace(NEWCOMER, role=Role.INSTRUCTOR, meeting_provider=HostProvider.ZOOM)
    member = await office.registration.register(clinic.organizer, new)
    other = await office.registration.register(
        clinic.organizer,
        replace(new, email="x@demo.invalid", phone=None, meeting_login="zoom@demo.invalid"),
    )
    hosts = [(await office.people.card(clinic.organizer, one.id)).host for one in (member, other)]
    assert [host and host.login for host in hosts] == ["new@demo.invalid", "zoom@demo.invalid"]
    assert [host and host.check_due_at for host in hosts] == [office.clock.now()] * 2


async def test_an_instructor_without_zoom_has_a_host_of_pasted_links_that_needs_no_check(
    office: Office, clinic: Clinic
) -> None:
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, role=Role.INSTRUCTOR))
    host = (await office.people.card(clinic.organizer, member.id)).host
    assert host is not None
    assert (host.provider, host.login, host.check_due_at) == (HostProvider.LINK, None, None)


async def test_a_known_email_gets_the_further_role_and_keeps_its_name(office: Office, clinic: Clinic) -> None:
    further = replace(NEWCOMER, role=Role.DOCTOR, email=" INS@demo.invalid ")
    member = await office.registration.register(clinic.organizer, further)
    assert member.person_id == clinic.instructor.person_id
    assert member.person.last_name == "Вариантова"
    assert member.role is Role.DOCTOR


async def test_a_known_email_is_refused_the_role_it_has(office: Office, clinic: Clinic) -> None:
    again = replace(NEWCOMER, email="P1@demo.invalid")
    assert await refusal(office, clinic.organizer, again) == "email-known"
    with pytest.raises(Refused, match="email-known"):
        await office.registration.check_contacts(clinic.organizer, Role.PATIENT, "p1@demo.invalid", None)
    known = await office.registration.check_contacts(clinic.organizer, Role.DOCTOR, "p1@demo.invalid", None)
    assert known is not None
    assert known.person_id == clinic.patient.person_id


async def test_the_phone_of_another_person_is_refused(office: Office, clinic: Clinic) -> None:
    taken = replace(NEWCOMER, phone="+79000000003")
    assert await refusal(office, clinic.organizer, taken) == "phone-known"
    with pytest.raises(Refused, match="phone-known"):
        await office.registration.check_contacts(
            clinic.organizer, Role.PATIENT, "new@demo.invalid", taken.phone
        )


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(NEWCOMER, timezone="Europe/Nowhere"), "zone-unknown"),
        (replace(NEWCOMER, email="nobody"), "email"),
        (replace(NEWCOMER, phone="+79000000003"), "phone-known"),
    ],
)
async def test_a_refused_registration_says_why_and_leaves_nothing_behind(
    office: Office, clinic: Clinic, new: NewPerson, code: str
) -> None:
    assert await refusal(office, clinic.organizer, new) == code
    assert len(await office.people.search(clinic.organizer)) == len(clinic.everyone)
    assert (await office.session.scalars(select(Person).where(Person.telegram_id.is_(None)))).all() == []


async def test_a_person_of_another_clinic_can_join_and_stays_unknown_by_email_until_then(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    assert await office.registration.known_email(clinic.organizer, "p1@away.invalid") is None
    member = await office.registration.register(clinic.organizer, replace(NEWCOMER, email="p1@away.invalid"))
    assert member.person_id == abroad.patient.person_id
    found = await office.registration.known_email(clinic.organizer, "p1@away.invalid")
    assert found is not None
    assert found.organization_id == clinic.organizer.organization_id


async def test_people_are_found_by_any_part_of_their_name_or_email_and_only_in_the_own_clinic(
    office: Office, clinic: Clinic
) -> None:
    await office.registration.register(clinic.organizer, NEWCOMER)

    async def names(text: str, role: Role | None = None) -> list[str | None]:
        return [m.person.last_name for m in await office.people.search(clinic.organizer, text, role)]

    assert await names("федор") == ["Новых"]
    assert await names("петр") == ["Пробный"]
    assert await names("doc@") == ["Образцов"]
    assert await names("Muster") == []
    assert await names("", Role.PATIENT) == ["Sample", "Новых", "Пробный"]
    assert [m.person.last_name for m in await office.people.colleagues(clinic.organizer, Role.DOCTOR)] == [
        "Образцов"
    ]


async def test_people_are_found_by_their_phone_however_it_is_written(office: Office, clinic: Clinic) -> None:
    new = replace(NEWCOMER, phone="+79161234567")
    await office.registration.register(clinic.organizer, new)
    for text in ("+7 (916) 123-45-67", "916", "4567"):
        found = await office.people.search(clinic.organizer, text)
        assert [member.person.last_name for member in found] == ["Новых"]
    assert await office.people.search(clinic.organizer, "91") == []


async def test_a_list_is_narrowed_to_those_who_stand_the_same_way(office: Office, clinic: Clinic) -> None:
    newcomer = await office.registration.register(clinic.organizer, NEWCOMER)
    await office.leaving.close(clinic.organizer, clinic.second.membership_id)
    (await office.identity.person(clinic.patient)).telegram_lost_at = office.clock.now()
    await office.session.flush()
    expected = {
        Standing.WAITING: newcomer.id,
        Standing.LOST: clinic.patient.membership_id,
        Standing.CLOSED: clinic.second.membership_id,
    }
    for standing, membership_id in expected.items():
        found = await office.people.search(clinic.organizer, standing=standing)
        assert [member.id for member in found] == [membership_id]


async def test_all_who_have_not_come_are_invited_again_and_nobody_else(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    new = replace(NEWCOMER, phone=None)
    mailed = await office.registration.register(clinic.organizer, new)
    handed = await office.registration.register(clinic.organizer, replace(new, email=None))
    gone = await office.registration.register(clinic.organizer, replace(new, email="gone@demo.invalid"))
    away = await office.registration.register(abroad.organizer, replace(new, email="away@demo.invalid"))
    await office.leaving.close(clinic.organizer, gone.id)
    old = {member.id: await office.token(member.id) for member in (mailed, handed, gone, away)}
    done = await office.people.invite_all_again(clinic.organizer)
    assert (done.mailed, done.without_email) == (1, 1)
    assert await office.token(mailed.id) != old[mailed.id]
    for member in (handed, gone, away):
        assert await office.token(member.id) == old[member.id]


async def test_the_organizer_sees_how_many_have_not_activated_and_whom_telegram_lost(
    office: Office, clinic: Clinic
) -> None:
    await office.registration.register(clinic.organizer, NEWCOMER)
    await office.identity.lost(104)
    counts = await office.people.counts(clinic.organizer)
    assert (counts.people, counts.waiting, counts.lost) == (6, 1, 1)
    await office.identity.back(104)
    assert (await office.people.counts(clinic.organizer)).lost == 0


@pytest.mark.parametrize("text", ["ivan@", "@demo.invalid", "a b@demo.invalid", "two@one@demo.invalid", ""])
def test_what_is_no_email_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="email"):
        clean_email(text)


def test_a_name_is_two_or_three_words_of_letters() -> None:
    assert clean_name("  Пробный  Пётр ") == ("Пробный", "Пётр", None)
    assert clean_name("O'Sample-Test Anna Maria") == ("O'Sample-Test", "Anna", "Maria")
    for text in ("Пётр", "Один Два Три Четыре", "Пётр 1", "<b> Пётр", ""):
        with pytest.raises(Refused, match=r"^name$"):
            clean_name(text)
    with pytest.raises(Refused, match="name-long"):
        clean_name(f"{'я' * 61} Пётр")
