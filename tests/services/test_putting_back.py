"""A cancelled lesson can be put back for a minute; of a series one, the later ones or all are cancelled."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models import (
    BusyInterval,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonStatus,
    Meeting,
    MeetingState,
    NotificationKind,
    NotificationState,
    ParticipantState,
)
from services.errors import NotHere, Refused
from services.lessons.rules import TOLD_AT_ONCE, UNDO, CancelReason, Scope
from tests.services.owed import kinds, nothing_owed, owed, rows_for
from tests.services.people import DAY_AFTER_TEN, TOMORROW_TEN, Clinic, Office, moscow, plan, weekly

CANCELLED, TOLD_OF_ALL = NotificationKind.LESSON_CANCELLED, NotificationKind.PLACES_REMOVED
ILL = CancelReason.ILL


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of both patients, tomorrow at ten."""
    return await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))


@pytest.fixture
async def series(office: Office, clinic: Clinic) -> Sequence[Lesson]:
    """Four Tuesdays of both patients, from tomorrow on."""
    return await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))


async def busy(office: Office) -> int:
    return await office.session.scalar(select(func.count()).select_from(BusyInterval)) or 0


async def test_patients_are_told_a_minute_later_and_the_reason_is_kept(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    in_a_minute = office.clock.now() + UNDO
    for patient in (clinic.patient, clinic.second):
        assert await owed(office.session, patient) == [(CANCELLED, in_a_minute)]
    assert await nothing_owed(office.session, clinic.instructor)
    assert lesson.cancel_reason == ILL
    assert await busy(office) == 0


async def test_put_back_in_time_everything_is_as_it_was_and_nobody_is_told(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    everyone = (clinic.patient, clinic.second, clinic.instructor)
    before = [await owed(office.session, one) for one in everyone]
    rows = await busy(office)
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    office.clock.move(seconds=59)
    await office.calling_off.restore(clinic.instructor, lesson.id)
    after = [await owed(office.session, one) for one in everyone]
    # What had been due at once when the lesson was planned is due at once again.
    assert [[kind for kind, _ in one] for one in after] == [[kind for kind, _ in one] for one in before]
    assert CANCELLED not in {kind for one in after for kind, _ in one}
    assert await busy(office) == rows
    assert (lesson.status, lesson.cancelled_at, lesson.cancel_reason) == (LessonStatus.SCHEDULED, None, None)
    actions = await office.session.scalars(
        select(JournalEntry.action).where(JournalEntry.lesson_id == lesson.id).order_by(JournalEntry.id)
    )
    assert actions.all()[-2:] == [JournalAction.LESSON_CANCELLED, JournalAction.LESSON_RESTORED]


async def test_what_a_patient_was_told_already_is_not_told_again(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    for row in await rows_for(office.session, clinic.patient):
        if row.kind is NotificationKind.LESSON_PLANNED:
            row.state = NotificationState.SENT
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    await office.calling_off.restore(clinic.instructor, lesson.id)
    assert NotificationKind.LESSON_PLANNED not in await kinds(office.session, clinic.patient)
    assert NotificationKind.LESSON_PLANNED in await kinds(office.session, clinic.second)


async def test_a_move_not_told_of_yet_is_told_after_all(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    await office.calling_off.restore(clinic.instructor, lesson.id)
    assert NotificationKind.LESSON_MOVED in await kinds(office.session, clinic.patient)


async def test_the_meeting_waits_for_the_minute_too(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    meeting = (await office.session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()
    meeting.state, meeting.external_id, meeting.synced_version = MeetingState.READY, "1", 1
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    assert meeting.due_at == office.clock.now() + UNDO
    await office.calling_off.restore(clinic.instructor, lesson.id)
    assert meeting.state is MeetingState.READY


async def test_after_the_minute_it_stays_cancelled(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    office.clock.move(minutes=1)
    with pytest.raises(Refused, match="undo-late"):
        await office.calling_off.restore(clinic.instructor, lesson.id)


async def test_shortly_before_the_start_patients_are_told_at_once_and_it_stays(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(TOMORROW_TEN - TOLD_AT_ONCE)
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    assert await owed(office.session, clinic.patient) == [(CANCELLED, office.clock.now())]
    with pytest.raises(Refused, match="undo-late"):
        await office.calling_off.restore(clinic.instructor, lesson.id)


async def test_a_time_that_was_taken_meanwhile_is_refused_and_changes_nothing(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    lesson_id = lesson.id
    await office.calling_off.cancel(clinic.instructor, lesson_id, ILL)
    await office.schedule.create(clinic.instructor, plan(clinic.second))
    with pytest.raises(Refused, match="undo-taken"):
        await office.calling_off.restore(clinic.instructor, lesson_id)
    kept = (await office.book.card(clinic.instructor, lesson_id)).lesson
    assert kept.status is LessonStatus.CANCELLED
    assert CANCELLED in await kinds(office.session, clinic.patient)


async def test_a_doctors_decision_of_that_minute_holds(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.calling_off.restore(clinic.instructor, lesson.id)
    view = await office.book.card(clinic.instructor, lesson.id)
    states = {place.patient_id: place.state for place in view.lesson.participants}
    assert states[clinic.patient.membership_id] is ParticipantState.BLOCKED
    assert states[clinic.second.membership_id] is ParticipantState.INVITED


async def test_put_back_and_cancelled_again_patients_are_told_once(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    office.clock.move(seconds=30)
    await office.calling_off.restore(clinic.instructor, lesson.id)
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    assert await owed(office.session, clinic.patient) == [(CANCELLED, office.clock.now() + UNDO)]


async def test_what_an_organizer_cancelled_is_not_the_instructors_to_put_back(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel_all_of(clinic.organizer, clinic.instructor.membership_id)
    with pytest.raises(Refused, match="undo-late"):
        await office.calling_off.restore(clinic.instructor, lesson.id)
    with pytest.raises(NotHere):
        await office.calling_off.restore(clinic.organizer, lesson.id)


@pytest.mark.parametrize(("scope", "stand"), [(Scope.ONE, [0, 2, 3]), (Scope.LATER, [0]), (Scope.ALL, [])])
async def test_one_the_later_ones_or_all_of_a_series_are_cancelled(
    office: Office, clinic: Clinic, series: Sequence[Lesson], scope: Scope, stand: list[int]
) -> None:
    counts = await office.calling_off.scopes(clinic.instructor, series[1].id)
    assert counts == {Scope.ONE: 1, Scope.LATER: 3, Scope.ALL: 4}
    outlook = await office.calling_off.outlook(clinic.instructor, series[1].id, scope)
    assert len(outlook.lessons) == counts[scope]
    await office.calling_off.cancel(clinic.instructor, series[1].id, ILL, scope)
    standing = [n for n, one in enumerate(series) if one.status is LessonStatus.SCHEDULED]
    assert standing == stand
    told = await kinds(office.session, clinic.patient)
    assert told.count(CANCELLED) + told.count(TOLD_OF_ALL) == 1
    assert (TOLD_OF_ALL in told) == (scope is not Scope.ONE)


async def test_a_series_is_put_back_whole(office: Office, clinic: Clinic, series: Sequence[Lesson]) -> None:
    before = sorted(await kinds(office.session, clinic.second))
    rows = await busy(office)
    await office.calling_off.cancel(clinic.instructor, series[1].id, ILL, Scope.ALL)
    back = await office.calling_off.restore(clinic.instructor, series[1].id)
    assert [one.id for one in back] == [one.id for one in series]
    assert {one.status for one in series} == {LessonStatus.SCHEDULED}
    assert sorted(await kinds(office.session, clinic.second)) == before
    assert await busy(office) == rows


async def test_only_lessons_that_have_not_begun_are_cancelled(
    office: Office, clinic: Clinic, series: Sequence[Lesson]
) -> None:
    office.clock.move_to(TOMORROW_TEN + timedelta(minutes=1))
    await office.calling_off.cancel(clinic.instructor, series[2].id, ILL, Scope.ALL)
    assert [one.status for one in series] == [LessonStatus.SCHEDULED, *[LessonStatus.CANCELLED] * 3]


async def test_at_night_patients_learn_of_it_in_their_morning(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    office.clock.move_to(moscow("2026-11-23 18:00"))  # 01:00 in Vladivostok
    await office.calling_off.cancel(clinic.instructor, lesson.id, ILL)
    assert await owed(office.session, clinic.patient) == [(CANCELLED, moscow("2026-11-24 01:00"))]
