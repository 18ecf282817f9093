"""A patient is taken out of all that is ahead: groups go on without them, lessons with nobody left do not."""

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    JournalAction,
    JournalEntry,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    LessonStatus,
    NotificationKind,
    Resource,
)
from services.errors import NotHere
from services.notifications.preparing import Preparing
from tests.flows.steps import CATALOGUES
from tests.services.owed import kinds, rows_for
from tests.services.people import DAY_AFTER_TEN, HOUR, TOMORROW_TEN, Clinic, Office, plan

REMOVED, TOLD = NotificationKind.PATIENT_REMOVED, NotificationKind.PLACES_REMOVED


async def test_a_group_goes_on_and_a_lesson_alone_is_cancelled(office: Office, clinic: Clinic) -> None:
    group = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    alone = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    before = await rows_for(office.session, clinic.second)
    assert await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id) == 2
    await office.session.flush()
    assert (group.status, alone.status) == (LessonStatus.SCHEDULED, LessonStatus.CANCELLED)
    places = await office.session.scalars(
        select(LessonParticipant.patient_id).where(LessonParticipant.lesson_id == group.id)
    )
    assert list(places) == [clinic.second.membership_id]
    busy = await office.session.scalars(
        select(BusyInterval.id).where(BusyInterval.resource_id == Resource.person(clinic.patient.person_id))
    )
    assert list(busy) == []
    assert await kinds(office.session, clinic.patient) == [TOLD]
    assert (await kinds(office.session, clinic.instructor)).count(REMOVED) == 1
    assert [row.id for row in await rows_for(office.session, clinic.second)] == [row.id for row in before]
    entries = await office.session.scalars(
        select(JournalEntry).where(JournalEntry.action == JournalAction.PLACE_REMOVED)
    )
    assert [(one.subject_id, one.lesson_id) for one in entries] == [(clinic.patient.membership_id, group.id)]


async def test_then_the_access_can_be_closed_and_a_second_time_nobody_hears_of_it(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    assert (await office.leaving.ahead(clinic.organizer, clinic.patient.membership_id)).can_be_left
    await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id)
    assert await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id) == 0
    await office.session.flush()
    assert (await kinds(office.session, clinic.instructor)).count(REMOVED) == 1
    assert not (await office.leaving.ahead(clinic.organizer, clinic.patient.membership_id)).can_be_left
    await office.leaving.close(clinic.organizer, clinic.patient.membership_id)


async def test_the_time_is_free_for_another_lesson_of_the_same_patient(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id)
    await office.schedule.move(
        clinic.instructor,
        (await office.book.coming(clinic.instructor))[0].lesson.id,
        TOMORROW_TEN + 2 * HOUR,
    )
    await office.schedule.create(clinic.instructor, plan(clinic.patient))


async def test_a_lesson_under_way_keeps_its_place(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    office.clock.move_to(lesson.starts_at)
    assert await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id) == 0
    ahead = await office.leaving.ahead(clinic.organizer, clinic.patient.membership_id)
    assert (ahead.lessons, ahead.can_be_left) == (1, False)


async def test_who_waited_for_the_doctor_is_not_told_of_what_they_never_heard_of(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id)
    await office.session.flush()
    assert TOLD not in await kinds(office.session, clinic.patient)
    assert REMOVED in await kinds(office.session, clinic.instructor)


async def test_the_card_they_have_tells_them_nothing_of_those_who_stay(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    office.session.add(
        LessonMessage(
            lesson_id=lesson.id,
            person_id=clinic.patient.person_id,
            kind=LessonMessageKind.CARD,
            chat_id=104,
            message_id=7,
        )
    )
    await office.session.flush()
    await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id)
    await office.session.flush()
    (row,) = [
        one
        for one in await rows_for(office.session, clinic.patient)
        if one.kind is NotificationKind.LESSON_REFRESH
    ]
    preparing = Preparing(office.session, office.clock, CATALOGUES, office.invitations)
    delivery = await preparing.prepare(row.id)
    assert delivery is not None
    assert "Этого занятия у вас больше нет" in delivery.message.html
    assert "Sample" not in delivery.message.html
    assert (delivery.card_id, delivery.message.rows) == (7, ())


async def test_another_clinics_patient_is_not_there(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    with pytest.raises(NotHere):
        await office.leaving.take_out(clinic.organizer, abroad.patient.membership_id)
