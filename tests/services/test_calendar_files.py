"""Files for calendars: who may have one, asked once, and renewed with what became of the lesson."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import LessonParticipant, Notification, NotificationKind, NotificationState, ParticipantState
from services.errors import NotHere, Refused
from tests.clock import FixedClock
from tests.services.owed import kinds
from tests.services.people import DAY_AFTER_TEN, Clinic, Office, plan

FILES = (NotificationKind.LESSON_FILE, NotificationKind.LESSONS_FILE)


async def files(office: Office) -> list[Notification]:
    """Return the files that were asked for or renewed, in order."""
    rows = await office.session.scalars(
        select(Notification).where(Notification.kind.in_(FILES)).order_by(Notification.id)
    )
    return list(rows)


async def sent(office: Office, clock: FixedClock) -> None:
    """Let all files arrive."""
    await office.session.execute(
        update(Notification)
        .where(Notification.kind.in_(FILES))
        .values(state=NotificationState.SENT, sent_at=clock.now())
    )


async def test_asked_twice_a_file_comes_once(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    for _ in range(2):
        await office.calendar_files.ask(clinic.patient, lesson.id)
        await office.calendar_files.ask_all(clinic.patient)
    assert [row.kind for row in await files(office)] == list(FILES)
    assert {row.recipient_id for row in await files(office)} == {clinic.patient.person_id}


async def test_a_place_that_is_not_waited_for_has_no_file(office: Office, clinic: Clinic) -> None:
    lesson_id = (await office.schedule.create(clinic.instructor, plan(clinic.patient))).id
    await office.session.execute(update(LessonParticipant).values(state=ParticipantState.BLOCKED))
    office.session.expire_all()
    with pytest.raises(NotHere):
        await office.calendar_files.ask(clinic.patient, lesson_id)
    with pytest.raises(Refused, match="no-lessons"):
        await office.calendar_files.ask_all(clinic.patient)


async def test_what_is_over_or_cancelled_is_not_put_into_a_calendar(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    other = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    await office.calling_off.cancel(clinic.instructor, other.id)
    with pytest.raises(Refused, match="lesson-cancelled"):
        await office.calendar_files.ask(clinic.instructor, other.id)
    clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-over"):
        await office.calendar_files.ask(clinic.patient, lesson.id)


async def test_who_has_a_file_gets_another_with_each_change(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.calendar_files.ask(clinic.patient, lesson.id)
    await sent(office, clock)
    clock.move(minutes=5)
    await office.schedule.move(clinic.instructor, lesson.id, lesson.starts_at + timedelta(hours=1))
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    first, moved, gone = await files(office)
    assert [row.params.get("version") for row in (first, moved, gone)] == [1, 2, 3]
    assert {row.recipient_id for row in (moved, gone)} == {clinic.patient.person_id}


async def test_a_file_of_all_is_renewed_for_its_lessons_alone(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.calendar_files.ask_all(clinic.patient)
    await sent(office, clock)
    clock.move(minutes=5)
    later = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    await office.calling_off.cancel(clinic.instructor, later.id)
    assert len(await files(office)) == 1
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert [row.params.get("lesson") for row in await files(office)] == [None, lesson.id]
    assert NotificationKind.LESSON_FILE not in await kinds(office.session, clinic.instructor)
