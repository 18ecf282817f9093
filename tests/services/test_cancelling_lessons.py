"""A lesson is cancelled, begun or given a link: what follows, and what is no longer possible."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    BusyInterval,
    HostProvider,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    LessonStatus,
    Meeting,
    MeetingState,
    NotificationKind,
    NotificationState,
)
from services.errors import Refused
from services.lessons.rules import MEETING_KEPT
from tests.services.owed import kinds, nothing_owed, owed, rows_for
from tests.services.people import (
    AFTER_CLEARANCE,
    DAY_AFTER_TEN,
    HOUR,
    TOMORROW_TEN,
    Clinic,
    Office,
    moscow,
    plan,
)

CANCELLED, ENTRY, REFRESH = (
    NotificationKind.LESSON_CANCELLED,
    NotificationKind.HOST_ENTRY,
    NotificationKind.LESSON_REFRESH,
)
LINK = "https://meet.example.org/pasted"


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of both patients, tomorrow at ten."""
    return await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))


async def meeting_of(office: Office, lesson: Lesson) -> Meeting:
    return (await office.session.scalars(select(Meeting).where(Meeting.lesson_id == lesson.id))).one()


async def test_all_that_was_owed_is_taken_back_and_each_patient_is_told(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    for patient in (clinic.patient, clinic.second):
        assert await owed(office.session, patient) == [(CANCELLED, office.clock.now())]
    assert await nothing_owed(office.session, clinic.instructor)
    assert (lesson.status, lesson.cancelled_at) == (LessonStatus.CANCELLED, office.clock.now())


async def test_cancelling_twice_tells_once(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    office.clock.move(minutes=1)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await kinds(office.session, clinic.patient) == [CANCELLED]


async def test_the_time_is_free_again(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert (await office.session.scalars(select(BusyInterval))).all() == []
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))


async def test_the_meeting_is_to_go_at_once(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    meeting = await meeting_of(office, lesson)
    meeting.state, meeting.external_id, meeting.synced_version = MeetingState.READY, "1", 1
    office.clock.move(minutes=1)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert meeting.due_at == office.clock.now()


async def test_a_begun_lesson_is_not_cancelled(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    office.clock.move_to(TOMORROW_TEN)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.calling_off.cancel(clinic.instructor, lesson.id)


async def test_a_blocked_patient_is_not_told_but_a_card_they_have_is_edited(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=AFTER_CLEARANCE))
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await nothing_owed(office.session, clinic.patient)
    other = await office.schedule.create(clinic.instructor, plan(clinic.second, at=AFTER_CLEARANCE))
    office.session.add(
        LessonMessage(
            lesson_id=other.id,
            person_id=clinic.second.person_id,
            kind=LessonMessageKind.CARD,
            chat_id=1,
            message_id=1,
        )
    )
    await office.calling_off.cancel(clinic.instructor, other.id)
    assert await kinds(office.session, clinic.second) == [REFRESH]


async def test_at_night_the_patient_learns_of_it_in_their_morning(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    office.clock.move_to(moscow("2026-11-23 18:00"))  # 01:00 in Vladivostok
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await owed(office.session, clinic.patient) == [(CANCELLED, moscow("2026-11-24 01:00"))]


async def test_the_hosts_way_in_opens_ten_minutes_before_and_closes_with_the_lesson(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(TOMORROW_TEN - timedelta(minutes=10, seconds=1))
    with pytest.raises(Refused, match="entry-early"):
        await office.entry.ask(clinic.instructor, lesson.id)
    office.clock.move(seconds=1)
    await office.entry.ask(clinic.instructor, lesson.id)
    office.clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-over"):
        await office.entry.ask(clinic.instructor, lesson.id)


async def test_five_presses_ask_for_the_hosts_link_once(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(TOMORROW_TEN)
    for _ in range(5):
        await office.entry.ask(clinic.instructor, lesson.id)
        office.clock.move(seconds=1)
    (asked,) = [row for row in await rows_for(office.session, clinic.instructor) if row.kind is ENTRY]
    assert (asked.due_at, asked.expires_at, asked.params) == (TOMORROW_TEN, lesson.ends_at, {})
    asked.state = NotificationState.SENT
    await office.entry.ask(clinic.instructor, lesson.id)
    assert ENTRY in await kinds(office.session, clinic.instructor)


async def test_a_cancelled_lesson_has_no_way_in_and_takes_no_link(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    office.clock.move_to(TOMORROW_TEN)
    for attempt in (
        office.entry.ask(clinic.instructor, lesson.id),
        office.entry.give_link(clinic.instructor, lesson.id, LINK),
    ):
        with pytest.raises(Refused, match="lesson-cancelled"):
            await attempt


async def test_a_pasted_link_is_the_lessons_meeting_until_the_lesson_is_over(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    meeting = await meeting_of(office, lesson)
    assert (meeting.provider, meeting.state, meeting.join_url) == (
        HostProvider.LINK,
        MeetingState.READY,
        LINK,
    )
    assert meeting.due_at == lesson.ends_at + MEETING_KEPT
    office.clock.move_to(lesson.ends_at)
    with pytest.raises(Refused, match="lesson-over"):
        await office.entry.give_link(clinic.instructor, lesson.id, LINK)


async def test_a_patient_has_the_link_from_ten_minutes_before_to_the_end_and_no_longer(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    seen = {}
    for minutes in (-11, -10, 0, 44, 45):
        now = office.clock.move_to(TOMORROW_TEN + timedelta(minutes=minutes))
        view = await office.book.card(clinic.patient, lesson.id)
        seen[minutes] = view.entry_url(now)
    assert seen == {-11: None, -10: LINK, 0: LINK, 44: LINK, 45: None}


async def test_a_blocked_patient_has_no_link(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    now = office.clock.move_to(TOMORROW_TEN)
    assert (await office.book.card(clinic.patient, lesson.id)).entry_url(now) is None
    assert (await office.book.card(clinic.second, lesson.id)).entry_url(now) == LINK


async def test_lessons_pass_from_coming_to_past_and_cancelled_ones_are_in_neither(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    later = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN))
    gone = await office.schedule.create(clinic.instructor, plan(clinic.patient, at=DAY_AFTER_TEN + HOUR))
    await office.calling_off.cancel(clinic.instructor, gone.id)

    async def seen() -> tuple[list[int], list[int], list[int]]:
        book, actor = office.book, clinic.patient
        coming, past, today = await book.coming(actor), await book.past(actor), await book.today(actor)
        return [v.lesson.id for v in coming], [v.lesson.id for v in past], [v.lesson.id for v in today]

    assert await seen() == ([lesson.id, later.id], [], [])
    office.clock.move_to(lesson.ends_at - timedelta(seconds=1))
    assert await seen() == ([lesson.id, later.id], [], [lesson.id])
    office.clock.move(seconds=1)
    assert await seen() == ([later.id], [lesson.id], [lesson.id])
    following = await office.book.following(clinic.patient, lesson)
    assert following is not None
    assert following.id == later.id


async def test_the_instructor_is_shown_the_lesson_that_still_lacks_a_link(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    office.clock.move_to(TOMORROW_TEN - HOUR)
    missing = await office.book.missing_link(clinic.instructor)
    assert missing is not None
    assert missing.id == lesson.id
    await office.entry.give_link(clinic.instructor, lesson.id, LINK)
    assert await office.book.missing_link(clinic.instructor) is None
