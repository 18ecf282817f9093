"""A lesson is moved: everything that hangs on its time follows, and patients are told from when to when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonParticipant,
    Meeting,
    MeetingState,
    NotificationKind,
    NotificationState,
    ParticipantState,
)
from services.errors import Refused
from services.lessons.clashes import Clashed
from services.lessons.rules import (
    AWAITED_AFTER,
    DELIVERY_SHOWN,
    ENTRY_ASKED_AFTER,
    ENTRY_OPENS,
    LINK_DEADLINE,
    MEETING_LEAD,
    Scope,
)
from services.policy import Actor
from tests.services.owed import kinds, owed, rows_for
from tests.services.people import (
    AFTER_CLEARANCE,
    DAY_AFTER_TEN,
    HOUR,
    TOMORROW_TEN,
    VLADIVOSTOK,
    Clinic,
    Office,
    moscow,
    plan,
)

ENTRY = NotificationKind.ENTRY_ASKED
PLANNED, ASKED, MOVED, STARTING, RUNNING, FINISHED, MISSING, REFRESH = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_ASKED,
    NotificationKind.LESSON_MOVED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.LESSON_FINISHED,
    NotificationKind.MEETING_MISSING,
    NotificationKind.LESSON_REFRESH,
)
LENGTH = timedelta(minutes=45)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of both patients, tomorrow at ten."""
    return await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))


async def states(office: Office, lesson: Lesson) -> dict[int, ParticipantState]:
    """Return the state of each patient's place."""
    places = await office.session.scalars(
        select(LessonParticipant).where(LessonParticipant.lesson_id == lesson.id)
    )
    return {place.patient_id: place.state for place in places}


async def give_card(office: Office, lesson: Lesson, actor: Actor) -> None:
    """Note that a person has a card of the lesson in their chat."""
    office.session.add(
        LessonMessage(
            lesson_id=lesson.id,
            person_id=actor.person_id,
            kind=LessonMessageKind.CARD,
            chat_id=1,
            message_id=1,
        )
    )
    await office.session.flush()


async def meeting_of(office: Office, lesson: Lesson) -> Meeting:
    return (await office.session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()


async def test_the_lesson_its_busy_time_and_its_meeting_follow(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    moved = await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + HOUR)
    assert (moved.starts_at, moved.ends_at) == (DAY_AFTER_TEN + HOUR, DAY_AFTER_TEN + HOUR + LENGTH)
    assert (moved.local_start, moved.version) == ("2026-11-25T11:00", 2)
    busy = (await office.session.scalars(select(BusyInterval))).all()
    assert len(busy) == 4
    assert {(row.starts_at, row.ends_at) for row in busy} == {(moved.starts_at, moved.ends_at)}
    assert (await meeting_of(office, lesson)).due_at == moved.starts_at - MEETING_LEAD


async def test_old_messages_are_taken_back_and_new_ones_owed_each_once(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    reminders = [
        (STARTING, DAY_AFTER_TEN - ENTRY_OPENS),
        (RUNNING, DAY_AFTER_TEN),
        (FINISHED, DAY_AFTER_TEN + LENGTH),
    ]
    asked = (ASKED, TOMORROW_TEN)
    entry = (ENTRY, DAY_AFTER_TEN + ENTRY_ASKED_AFTER)
    assert await owed(office.session, clinic.second) == [
        (MOVED, office.clock.now()),
        asked,
        *reminders[:2],
        entry,
        reminders[2],
    ]
    missing = (MISSING, DAY_AFTER_TEN - LINK_DEADLINE)
    unreached = (NotificationKind.PATIENTS_UNREACHED, DAY_AFTER_TEN - DELIVERY_SHOWN)
    attendance = (NotificationKind.ATTENDANCE_ASKED, moscow("2026-11-25 20:00"))
    day = (NotificationKind.DAY_TOLD, moscow("2026-11-25 08:00"))
    awaited = (NotificationKind.INSTRUCTOR_AWAITED, DAY_AFTER_TEN + AWAITED_AFTER)
    assert await owed(office.session, clinic.instructor) == [
        day,
        unreached,
        missing,
        *reminders[:2],
        awaited,
        reminders[2],
        attendance,
    ]
    gone = await rows_for(office.session, clinic.second, NotificationState.VOID)
    assert [row.kind for row in gone] == [PLANNED, STARTING, RUNNING, ENTRY, FINISHED]


async def test_patients_are_told_what_it_was(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    (told,) = [row for row in await rows_for(office.session, clinic.patient) if row.kind is MOVED]
    assert told.params == {"version": 2, "was": TOMORROW_TEN.isoformat()}


async def test_before_moving_the_instructor_sees_who_will_be_told(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    move = await office.schedule.check_move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    assert {member.id for member in move.told} == {
        clinic.patient.membership_id,
        clinic.second.membership_id,
    }
    beyond = await office.schedule.check_move(clinic.instructor, lesson.id, AFTER_CLEARANCE)
    assert list(beyond.told) == []


async def test_moving_by_a_little_does_not_clash_with_itself(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    moved = await office.schedule.move(clinic.instructor, lesson.id, TOMORROW_TEN + LENGTH / 3)
    assert moved.starts_at == TOMORROW_TEN + LENGTH / 3


async def test_moving_to_the_same_time_changes_nothing(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    before = await owed(office.session, clinic.patient)
    moved = await office.schedule.move(clinic.instructor, lesson.id, TOMORROW_TEN)
    assert moved.version == 1
    assert await owed(office.session, clinic.patient) == before


async def test_moving_there_and_back_is_told_each_time(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    for start in (DAY_AFTER_TEN, TOMORROW_TEN, DAY_AFTER_TEN):
        await office.schedule.move(clinic.instructor, lesson.id, start)
    assert (await kinds(office.session, clinic.second)) == [MOVED, ASKED, STARTING, RUNNING, ENTRY, FINISHED]
    (told,) = [row for row in await rows_for(office.session, clinic.second) if row.kind is MOVED]
    assert told.params == {"version": 4, "was": TOMORROW_TEN.isoformat()}


async def test_moving_beyond_a_clearances_end_blocks_the_place_and_back_opens_it(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.clearances.give(clinic.doctor, clinic.second.membership_id, AFTER_CLEARANCE.date())
    await office.schedule.move(clinic.instructor, lesson.id, AFTER_CLEARANCE)
    assert await states(office, lesson) == {
        clinic.patient.membership_id: ParticipantState.BLOCKED,
        clinic.second.membership_id: ParticipantState.INVITED,
    }
    assert MOVED not in await kinds(office.session, clinic.patient)
    assert STARTING not in await kinds(office.session, clinic.patient)
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    assert set((await states(office, lesson)).values()) == {ParticipantState.INVITED}
    assert await kinds(office.session, clinic.patient) == [
        MOVED,
        ASKED,
        STARTING,
        RUNNING,
        ENTRY,
        FINISHED,
    ]


async def test_a_card_whose_place_is_blocked_by_the_move_is_edited_and_closed_in_the_end(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await give_card(office, lesson, clinic.patient)
    await office.schedule.move(clinic.instructor, lesson.id, AFTER_CLEARANCE)
    assert await owed(office.session, clinic.patient) == [
        (REFRESH, office.clock.now()),
        (FINISHED, AFTER_CLEARANCE + LENGTH),
    ]


@pytest.mark.parametrize("start", [moscow("2026-11-23 09:45"), moscow("2026-11-20 10:00")])
async def test_a_lesson_is_not_moved_into_the_past(
    office: Office, clinic: Clinic, lesson: Lesson, start: datetime
) -> None:
    with pytest.raises(Refused, match="lesson-in-past"):
        await office.schedule.move(clinic.instructor, lesson.id, start)


async def test_a_lesson_is_not_moved_onto_another_one(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    for attempt in (office.schedule.check_move, office.schedule.move):
        with pytest.raises(Clashed) as refused:
            await attempt(clinic.instructor, lesson.id, DAY_AFTER_TEN + LENGTH / 2)
        assert [(busy.who, busy.own) for busy in refused.value.busy] in (
            [(None, True), ("Пробный Пётр", False)],
            [("Пробный Пётр", False), (None, True)],
        )
    assert (await office.book.card(clinic.instructor, lesson.id)).lesson.starts_at == TOMORROW_TEN


async def test_a_begun_or_cancelled_lesson_is_not_moved(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(TOMORROW_TEN)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    office.clock.move(seconds=-1)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    with pytest.raises(Refused, match="lesson-cancelled"):
        await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)


async def test_moved_to_within_ten_minutes_the_reminder_alone_goes_out_and_says_what_it_was(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    start = office.clock.now() + timedelta(minutes=5)
    await office.schedule.move(clinic.instructor, lesson.id, start)
    rows = await rows_for(office.session, clinic.second)
    assert [row.kind for row in rows] == [STARTING, RUNNING, ENTRY, FINISHED]
    assert rows[0].due_at == office.clock.now()
    assert rows[0].params["was"] == TOMORROW_TEN.isoformat()


async def test_a_ready_meeting_is_to_be_moved_at_once(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    meeting = await meeting_of(office, lesson)
    meeting.state, meeting.external_id, meeting.synced_version = MeetingState.READY, "1", 1
    office.clock.move(minutes=1)
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + timedelta(days=7))
    assert meeting.due_at == office.clock.now()


async def test_at_night_a_far_move_is_told_in_the_patients_morning_and_a_near_one_at_once(
    office: Office, clinic: Clinic
) -> None:
    """It is 01:00 in Vladivostok; the second lesson is at 17:00 there, the same day."""
    far = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    near = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN))
    office.clock.move_to(moscow("2026-11-23 18:00"))
    await office.schedule.move(clinic.instructor, far.id, DAY_AFTER_TEN + HOUR)
    await office.schedule.move(clinic.instructor, near.id, DAY_AFTER_TEN + 24 * HOUR)
    told = {
        row.lesson_id: row.due_at
        for row in await rows_for(office.session, clinic.patient)
        if row.kind is MOVED
    }
    assert clinic.patient.timezone == VLADIVOSTOK
    assert told == {far.id: moscow("2026-11-24 01:00"), near.id: office.clock.now()}


async def test_of_two_moves_in_the_night_the_morning_tells_one(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    office.clock.move_to(moscow("2026-11-23 18:00"))
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + HOUR)
    office.clock.move(minutes=10)
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + 2 * HOUR)
    (told,) = [row for row in await rows_for(office.session, clinic.patient) if row.kind is MOVED]
    assert told.params["was"] == DAY_AFTER_TEN.isoformat()
    await office.changing_length.change(clinic.instructor, lesson.id, 30, Scope.ONE)
    (told,) = [row for row in await rows_for(office.session, clinic.patient) if row.kind is MOVED]
    assert told.params["was"] == DAY_AFTER_TEN.isoformat()
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    assert MOVED not in [row.kind for row in await rows_for(office.session, clinic.patient)]


async def test_who_has_not_heard_of_a_lesson_hears_of_it_as_it_is(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(moscow("2026-11-23 18:00"))
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + HOUR)
    await office.changing_length.change(clinic.instructor, lesson.id, 30, Scope.ONE)
    told = [row.kind for row in await rows_for(office.session, clinic.patient)]
    assert told.count(PLANNED) == 1
    assert MOVED not in told
    assert NotificationKind.LESSONS_RESIZED not in told
