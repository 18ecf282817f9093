"""Other employees who are invited to a lesson: their time is kept, they are told, and no patient is named."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import BusyInterval, Lesson, LessonNote, NotificationKind, Resource, Role
from services.errors import NotHere, Refused
from services.lessons import proof
from services.lessons.changing_people import PeopleChange
from services.lessons.clashes import Clashed
from services.lessons.dates import Repeat
from services.lessons.rules import CancelReason, Scope
from services.lessons.schedule import LessonPlan
from services.lessons.series import SeriesPlan
from services.policy import Actor
from services.registration import NewPerson
from tests.clock import FixedClock
from tests.services.owed import kinds, owed, rows_for
from tests.services.people import DAY_AFTER_TEN, HOUR, MOSCOW, Clinic, Office, plan
from tests.services.test_standing_in import COLLEAGUE

PLANNED, STARTING, MOVED, CANCELLED, SERIES, LED, REMOVED = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_MOVED,
    NotificationKind.LESSON_CANCELLED,
    NotificationKind.SERIES_PLANNED,
    NotificationKind.LESSONS_LED_BY_OTHER,
    NotificationKind.PLACES_REMOVED,
)
ASKED = NotificationKind.LESSON_ASKED


def invited(clinic: Clinic, *specialists: Actor, note: str = "") -> LessonPlan:
    """Return a lesson of the patient's with these specialists, the day after tomorrow at ten."""
    first = plan(clinic.patient, at=DAY_AFTER_TEN)
    ids = tuple(one.membership_id for one in specialists)
    return LessonPlan(first.starts_at, first.minutes, first.patient_ids, ids, note)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson with the doctor."""
    return await office.schedule.create(clinic.instructor, invited(clinic, clinic.doctor))


async def busy(office: Office, actor: Actor) -> list[int]:
    """Return the lessons that keep somebody busy."""
    await office.session.flush()
    query = select(BusyInterval.lesson_id).where(BusyInterval.resource_id == Resource.person(actor.person_id))
    return list(await office.session.scalars(query))


async def test_a_specialist_is_told_reminded_and_kept_busy(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    told = await kinds(office.session, clinic.doctor)
    assert told[0] is PLANNED
    assert STARTING in told
    assert ASKED not in told
    assert await busy(office, clinic.doctor) == [lesson.id]
    assert not await proof.faults(office.session, office.clock.now())


async def test_nobody_is_invited_to_two_lessons_at_once(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    other = await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)
    wanted = LessonPlan(
        DAY_AFTER_TEN + HOUR / 2, 30, (clinic.second.membership_id,), (clinic.doctor.membership_id,)
    )
    with pytest.raises(Clashed) as clash:
        await office.schedule.create(clinic.instructor, wanted)
    assert {one.who for one in clash.value.busy} == {None, "Образцов Илья"}
    assert await busy(office, other) == []


async def test_who_is_taken_is_shown_before_they_are_ticked(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    for but, taken in ((None, True), (lesson.id, False)):
        found = await office.book.colleagues(
            clinic.instructor, DAY_AFTER_TEN, DAY_AFTER_TEN + HOUR, but_lesson_id=but
        )
        assert [(one.member.id, one.busy is not None) for one in found] == [
            (clinic.doctor.membership_id, taken),
            (clinic.organizer.membership_id, False),
        ]


async def test_only_employees_of_the_clinic_can_be_invited(
    office: Office, clinics: tuple[Clinic, Clinic]
) -> None:
    home, away = clinics
    for nobody in (away.doctor, away.instructor, home.second, home.instructor):
        with pytest.raises(NotHere):
            await office.schedule.create(home.instructor, invited(home, nobody))


async def test_a_move_a_cancelling_and_its_undo_reach_the_specialist(
    office: Office, clinic: Clinic, clock: FixedClock, lesson: Lesson
) -> None:
    later = DAY_AFTER_TEN + 2 * HOUR
    move = await office.schedule.check_move(clinic.instructor, lesson.id, later)
    assert [one.id for one in move.told] == [clinic.patient.membership_id, clinic.doctor.membership_id]
    await office.schedule.move(clinic.instructor, lesson.id, later)
    told = dict(await owed(office.session, clinic.doctor))
    assert MOVED in told
    assert told[STARTING] == later - timedelta(minutes=10)
    await office.calling_off.cancel(clinic.instructor, lesson.id, CancelReason.ILL)
    assert await kinds(office.session, clinic.doctor) == [CANCELLED]
    assert await busy(office, clinic.doctor) == []
    await office.calling_off.restore(clinic.instructor, lesson.id)
    told = dict(await owed(office.session, clinic.doctor))
    assert CANCELLED not in told
    assert {MOVED, STARTING} <= set(told)
    assert await busy(office, clinic.doctor) == [lesson.id]


async def test_a_series_invites_once_for_all(office: Office, clinic: Clinic) -> None:
    first = invited(clinic, clinic.doctor, note="Захватить ленты")
    lessons = await office.series.create(clinic.instructor, SeriesPlan(first, Repeat(frozenset({2}), many=3)))
    told = await kinds(office.session, clinic.doctor)
    assert (told.count(SERIES), told.count(PLANNED), told.count(STARTING)) == (1, 0, 3)
    assert len(await busy(office, clinic.doctor)) == 3
    notes = await office.session.scalars(select(LessonNote))
    assert {(note.lesson_id, note.text) for note in notes} == {(one.id, "Захватить ленты") for one in lessons}
    await office.moving_series.move(clinic.instructor, lessons[0].id, DAY_AFTER_TEN + HOUR, Scope.ALL)
    await office.changing_length.change(clinic.instructor, lessons[0].id, 30, Scope.ALL)
    told = await kinds(office.session, clinic.doctor)
    assert told.count(NotificationKind.SERIES_MOVED) == 1
    assert told.count(NotificationKind.LESSONS_RESIZED) == 1
    assert told.count(STARTING) == 3
    ends = await office.session.scalars(
        select(BusyInterval.ends_at).where(
            BusyInterval.resource_id == Resource.person(clinic.doctor.person_id)
        )
    )
    assert sorted(ends) == [one.starts_at + HOUR / 2 for one in lessons]


async def test_whoever_takes_the_lesson_over_is_its_specialist_no_more(
    office: Office, clinic: Clinic
) -> None:
    colleague = await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)
    wanted = invited(clinic, colleague, clinic.doctor)
    lesson = await office.schedule.create(clinic.instructor, wanted)
    await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)
    assert [one.id for one in lesson.invited_specialists] == [clinic.doctor.membership_id]
    assert await busy(office, colleague) == [lesson.id]
    assert LED in await kinds(office.session, clinic.doctor)
    assert not await proof.faults(office.session, office.clock.now())


async def test_an_employee_whose_access_ends_is_in_no_lesson_any_more(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.leaving.close(clinic.organizer, clinic.doctor.membership_id)
    assert lesson.invited_specialists == []
    assert await busy(office, clinic.doctor) == []
    assert STARTING not in await kinds(office.session, clinic.doctor)


async def test_a_clinic_that_reminds_earlier_reminds_specialists_too(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.clinics.change_reminder(clinic.organizer, 60)
    soon = dict(await owed(office.session, clinic.doctor))
    assert soon[NotificationKind.LESSON_SOON] == DAY_AFTER_TEN - HOUR


async def test_a_lesson_without_its_specialist_s_time_or_reminder_is_found(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.session.flush()
    for row in await office.session.scalars(
        select(BusyInterval).where(BusyInterval.resource_id == Resource.person(clinic.doctor.person_id))
    ):
        await office.session.delete(row)
    await office.session.flush()
    found = await proof.faults(office.session, office.clock.now())
    assert [one.code for one in found] == [proof.BUSY]


async def test_a_patient_is_no_specialist_of_the_same_lesson(office: Office, clinic: Clinic) -> None:
    new = NewPerson(Role.DOCTOR, "Пробный", "Пётр", "Началович", "p1@demo.invalid", MOSCOW)
    member = await office.registration.register(clinic.organizer, new)
    works_too = await office.activate(member, 104)
    with pytest.raises(Refused, match="specialist-patient"):
        await office.schedule.create(clinic.instructor, invited(clinic, works_too))


async def test_where_nothing_is_said_in_chats_a_specialist_reads_the_words_in_the_bot(
    office: Office, clinics: tuple[Clinic, Clinic], lesson: Lesson
) -> None:
    home, away = clinics
    await office.session.flush()
    (row, *_) = await rows_for(office.session, home.doctor)
    letter = await office.reading.open(home.doctor, row.id)
    assert letter.lesson_id is None
    assert letter.html is not None
    assert "Вас приглашают на занятие" in letter.html
    assert "Вариантова Алла" in letter.html
    assert "Пробный" not in letter.html
    (held, *_) = await rows_for(office.session, home.instructor)
    assert (await office.reading.open(home.instructor, held.id)).lesson_id == lesson.id
    for stranger in (away.doctor, home.patient, home.instructor):
        with pytest.raises(NotHere):
            await office.reading.open(stranger, row.id)


async def test_a_lesson_that_loses_its_only_patient_is_called_off_for_the_specialist_too(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.leaving.take_out(clinic.organizer, clinic.patient.membership_id)
    assert await kinds(office.session, clinic.doctor) == [REMOVED]
    assert await busy(office, clinic.doctor) == []


async def test_whoever_left_and_came_back_can_be_invited_again(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.session.flush()
    await office.farewell.leave(clinic.doctor)
    await office.farewell.take_back(102)
    change = PeopleChange(invited=frozenset({clinic.doctor.membership_id}))
    await office.changing_people.change(clinic.instructor, lesson.id, change, Scope.ONE)
    assert STARTING in await kinds(office.session, clinic.doctor)
    assert await busy(office, clinic.doctor) == [lesson.id]


async def test_a_specialist_sees_what_they_are_invited_to_until_it_is_over(
    office: Office, clinics: tuple[Clinic, Clinic], clock: FixedClock, lesson: Lesson
) -> None:
    home, away = clinics
    await office.session.flush()
    assert [one.id for one in await office.book.invitations(home.doctor)] == [lesson.id]
    for nobody in (home.instructor, home.organizer, away.doctor):
        assert await office.book.invitations(nobody) == []
    clock.move_to(lesson.ends_at)
    assert await office.book.invitations(home.doctor) == []
