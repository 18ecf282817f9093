"""Someone with several roles: which of them they act in, and how they take up another."""

import pytest

from models import Role
from services.errors import NotHere
from services.policy import Actor
from services.registration import NewPerson
from tests.services.people import MOSCOW, Clinic, Office, plan


async def as_doctor_too(office: Office, clinic: Clinic, telegram_id: int) -> Actor:
    """Give the instructor the role of a doctor as well, used last."""
    email = (await office.identity.person(clinic.instructor)).email
    new = NewPerson(Role.DOCTOR, "Эталонов", "Алла", None, email, MOSCOW)
    office.clock.move(seconds=60)
    return await office.activate(await office.registration.register(clinic.organizer, new), telegram_id)


@pytest.fixture
async def telegram_id(office: Office, clinic: Clinic) -> int:
    """The instructor's Telegram account."""
    number = (await office.identity.person(clinic.instructor)).telegram_id
    assert number is not None
    return number


async def test_a_single_role_is_no_choice(office: Office, clinic: Clinic, telegram_id: int) -> None:
    actor = await office.identity.of_telegram(telegram_id)
    assert actor is not None
    assert not actor.several
    assert [one.role for one in await office.identity.roles(actor)] == [Role.INSTRUCTOR]


async def test_the_role_taken_up_stays_until_the_next_choice(
    office: Office, clinic: Clinic, telegram_id: int
) -> None:
    doctor = await as_doctor_too(office, clinic, telegram_id)
    actor = await office.identity.of_telegram(telegram_id)
    assert actor is not None
    assert (actor.role, actor.several) == (Role.DOCTOR, True)
    assert [one.role for one in await office.identity.roles(actor)] == [Role.INSTRUCTOR, Role.DOCTOR]
    for chosen in (clinic.instructor, clinic.instructor, doctor):
        taken = await office.identity.switch(actor, chosen.membership_id)
        assert taken.membership_id == chosen.membership_id
        await office.session.flush()
        assert await office.identity.of_telegram(telegram_id) == taken


async def test_the_role_taken_up_counts_though_the_clock_was_set_back(
    office: Office, clinic: Clinic, telegram_id: int
) -> None:
    doctor = await as_doctor_too(office, clinic, telegram_id)
    office.clock.move(seconds=-3600)
    taken = await office.identity.switch(doctor, clinic.instructor.membership_id)
    await office.session.flush()
    assert await office.identity.of_telegram(telegram_id) == taken


async def test_nobody_takes_up_another_persons_role_or_one_that_was_taken_away(
    office: Office, clinic: Clinic, abroad: Clinic, telegram_id: int
) -> None:
    doctor = await as_doctor_too(office, clinic, telegram_id)
    for membership_id in (clinic.doctor.membership_id, abroad.instructor.membership_id, 10**6):
        with pytest.raises(NotHere):
            await office.identity.switch(doctor, membership_id)
    membership = await office.identity.membership(clinic.instructor)
    membership.deactivated_at = office.clock.now()
    await office.session.flush()
    with pytest.raises(NotHere):
        await office.identity.switch(doctor, clinic.instructor.membership_id)


async def test_a_button_about_a_lesson_finds_the_role_that_holds_it(
    office: Office, clinic: Clinic, abroad: Clinic, telegram_id: int
) -> None:
    own = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    theirs = await office.schedule.create(abroad.instructor, plan(abroad.patient))
    await as_doctor_too(office, clinic, telegram_id)
    doctor = await office.identity.of_telegram(telegram_id)
    assert doctor is not None
    assert await office.identity.as_instructor_of(doctor, theirs.id) is doctor
    acting = await office.identity.as_instructor_of(doctor, own.id)
    assert acting.membership_id == clinic.instructor.membership_id
