"""Closing somebody's access, once nothing is before them, and giving it back."""

import pytest

from models import LessonStatus, NotificationKind, Role
from services.errors import NotHere, Refused
from services.people import InvitationState
from services.registration import NewPerson
from tests.services.owed import kinds
from tests.services.people import DAY_AFTER_TEN, MOSCOW, Clinic, Office, plan

COLLEAGUE = NewPerson(Role.ORGANIZER, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)


async def test_who_has_lessons_ahead_stays_until_they_are_settled(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    for someone, lessons, cancellable in (
        (clinic.instructor, 2, True),
        (clinic.patient, 2, False),
        (clinic.second, 1, False),
        (clinic.doctor, 0, False),
    ):
        ahead = await office.leaving.ahead(clinic.organizer, someone.membership_id)
        assert (ahead.lessons, ahead.can_be_cancelled) == (lessons, cancellable)
        if lessons:
            with pytest.raises(Refused, match="lessons-ahead"):
                await office.leaving.close(clinic.organizer, someone.membership_id)


async def test_cancelling_all_tells_patients_and_lets_the_instructor_go(
    office: Office, clinic: Clinic
) -> None:
    lessons = [
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=at))
        for at in (DAY_AFTER_TEN, plan().starts_at)
    ]
    assert await office.leaving.cancel_lessons(clinic.organizer, clinic.instructor.membership_id) == 2
    assert await office.leaving.cancel_lessons(clinic.organizer, clinic.instructor.membership_id) == 0
    assert {lesson.status for lesson in lessons} == {LessonStatus.CANCELLED}
    told = await kinds(office.session, clinic.patient)
    assert told.count(NotificationKind.LESSON_CANCELLED) == 2
    await office.leaving.close(clinic.organizer, clinic.instructor.membership_id)
    await office.session.flush()
    person = await office.identity.person(clinic.instructor)
    assert person.telegram_id is not None
    assert await office.identity.of_telegram(person.telegram_id) is None


async def test_a_lesson_under_way_is_neither_cancelled_nor_left(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at)
    ahead = await office.leaving.ahead(clinic.organizer, clinic.instructor.membership_id)
    assert (ahead.lessons, ahead.running, ahead.can_be_cancelled) == (1, True, False)
    assert await office.leaving.cancel_lessons(clinic.organizer, clinic.instructor.membership_id) == 0
    with pytest.raises(Refused, match="lessons-ahead"):
        await office.leaving.close(clinic.organizer, clinic.instructor.membership_id)
    office.clock.move_to(lesson.ends_at)
    await office.leaving.close(clinic.organizer, clinic.instructor.membership_id)


async def test_access_given_back_is_as_before(office: Office, clinic: Clinic) -> None:
    for _ in range(2):
        await office.leaving.close(clinic.organizer, clinic.doctor.membership_id)
    for _ in range(2):
        await office.leaving.reopen(clinic.organizer, clinic.doctor.membership_id)
    await office.session.flush()
    person = await office.identity.person(clinic.doctor)
    assert person.telegram_id is not None
    assert await office.identity.of_telegram(person.telegram_id) == clinic.doctor


async def test_nobody_closes_their_own_access(office: Office, clinic: Clinic) -> None:
    with pytest.raises(Refused, match="own-access"):
        await office.leaving.close(clinic.organizer, clinic.organizer.membership_id)


async def test_who_has_not_come_yet_cannot_come_any_more_until_invited_anew(
    office: Office, clinic: Clinic
) -> None:
    newcomer = await office.registration.register(clinic.organizer, COLLEAGUE)
    await office.leaving.close(clinic.organizer, newcomer.id)
    card = await office.people.card(clinic.organizer, newcomer.id)
    assert card.state(office.clock.now()) is InvitationState.VOID
    with pytest.raises(Refused, match="access-closed"):
        await office.people.invite_again(clinic.organizer, newcomer.id)
    await office.leaving.reopen(clinic.organizer, newcomer.id)
    await office.people.invite_again(clinic.organizer, newcomer.id)


async def test_another_clinics_people_are_not_there(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    for deed in (office.leaving.close, office.leaving.reopen, office.leaving.cancel_lessons):
        with pytest.raises(NotHere):
            await deed(clinic.organizer, abroad.instructor.membership_id)
