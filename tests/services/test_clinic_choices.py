"""What a clinic chooses for itself holds for all it has planned, at once and for it alone."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from models import (
    Clearance,
    JournalAction,
    JournalEntry,
    Lesson,
    LessonMessage,
    LessonMessageKind,
    NotificationKind,
    Organization,
    ParticipantState,
)
from services import timetable
from services.clinics import parse_days
from services.errors import Refused
from services.policy import Actor
from tests.services.owed import kinds, owed
from tests.services.people import (
    CLEARED_UNTIL,
    DAY_AFTER_TEN,
    HOUR,
    MOSCOW,
    TOMORROW_TEN,
    VLADIVOSTOK,
    Clinic,
    Office,
    berlin,
    moscow,
    plan,
)

SOON, STARTING, PLANNED, REFRESH = (
    NotificationKind.LESSON_SOON,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_REFRESH,
)
KALININGRAD = "Europe/Kaliningrad"
MINUTE = timedelta(minutes=1)


async def soon(office: Office, actor: Actor) -> list[timedelta]:
    """Return how long before tomorrow's lesson the earlier reminders come."""
    await office.session.flush()
    return [TOMORROW_TEN - due_at for kind, due_at in await owed(office.session, actor) if kind is SOON]


async def changed(office: Office) -> list[dict[str, int | str]]:
    """Return what the journal says of the clinic's settings, oldest first."""
    query = select(JournalEntry).where(JournalEntry.action == JournalAction.CLINIC_CHANGED)
    return [entry.details for entry in await office.session.scalars(query.order_by(JournalEntry.id))]


async def states(office: Office, lesson: Lesson) -> list[ParticipantState]:
    """Return how the places of a lesson stand."""
    await office.session.flush()
    await office.session.refresh(lesson, ["participants"])
    return [place.state for place in lesson.participants]


async def test_one_more_reminder_is_planned_with_a_lesson(office: Office, clinic: Clinic) -> None:
    await office.clinics.change_reminder(clinic.organizer, 30)
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    for actor in (clinic.patient, clinic.instructor):
        assert await soon(office, actor) == [30 * MINUTE]
        assert STARTING in await kinds(office.session, actor)


async def test_it_follows_the_setting_and_the_usual_one_stays(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    await office.clinics.change_reminder(abroad.organizer, 60)
    await office.schedule.create(abroad.instructor, plan(abroad.patient, at=berlin("2026-11-24 08:00")))
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    for minutes, expected in ((60, [60 * MINUTE]), (30, [30 * MINUTE]), (None, []), (60, [60 * MINUTE])):
        for _ in range(2):
            await office.clinics.change_reminder(clinic.organizer, minutes)
        assert await soon(office, clinic.patient) == expected
        assert await soon(office, clinic.instructor) == expected
        assert [kind for kind in await kinds(office.session, clinic.patient) if kind is STARTING] == [
            STARTING
        ]
    assert SOON in await kinds(office.session, abroad.patient)
    assert await changed(office) == [{"field": "reminder_minutes"}] * 5


async def test_other_minutes_are_refused(office: Office, clinic: Clinic) -> None:
    for minutes in (0, 10, 45, -30):
        with pytest.raises(Refused, match="reminder"):
            await office.clinics.change_reminder(clinic.organizer, minutes)


async def test_it_moves_with_the_lesson_and_goes_with_it(office: Office, clinic: Clinic) -> None:
    await office.clinics.change_reminder(clinic.organizer, 60)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.schedule.move(clinic.instructor, lesson.id, TOMORROW_TEN + HOUR)
    assert await soon(office, clinic.patient) == [timedelta()]
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    assert await soon(office, clinic.patient) == []
    office.clock.move(minutes=1)
    await office.clearances.give(clinic.doctor, clinic.patient.membership_id, CLEARED_UNTIL)
    assert await soon(office, clinic.patient) == [timedelta()]
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    assert await soon(office, clinic.patient) == []
    assert await soon(office, clinic.instructor) == []


async def test_of_a_lesson_that_is_nearer_there_is_none(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(TOMORROW_TEN - 45 * MINUTE)
    await office.clinics.change_reminder(clinic.organizer, 60)
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    assert await soon(office, clinic.patient) == []
    await office.clinics.change_reminder(clinic.organizer, 30)
    assert await soon(office, clinic.patient) == [30 * MINUTE]


async def test_blocked_places_have_none(office: Office, clinic: Clinic) -> None:
    today = timetable.to_local(office.clock.now(), MOSCOW).date()
    await office.clearances.give(clinic.doctor, clinic.patient.membership_id, today)
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.clinics.change_reminder(clinic.organizer, 30)
    assert await soon(office, clinic.patient) == []
    assert await soon(office, clinic.second) == [30 * MINUTE]


async def test_replanning_takes_no_query_a_lesson(
    office: Office, clinic: Clinic, engine: AsyncEngine
) -> None:
    asked: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    # On SQLite each new row is a statement of its own.
    counts = []
    for days in range(3):
        at = TOMORROW_TEN + timedelta(days=days)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=at))
        await office.session.flush()
        office.session.expunge_all()
        asked.clear()
        await office.clinics.change_reminder(clinic.organizer, 60 if days % 2 else 30)
        await office.session.flush()
        counts.append(sum(not statement.startswith("INSERT") for statement in asked))
    assert counts == [counts[0]] * 3
    assert counts[0] > 0


async def test_days_of_warning_decide_what_doctors_see(office: Office, clinic: Clinic) -> None:
    async def ending() -> int:
        return len((await office.clearances.desk(clinic.doctor)).ending)

    assert await ending() == 0
    for days in (30, 30, 31):
        await office.clinics.change_ending(clinic.organizer, days)
    assert await ending() == 2
    await office.clinics.change_ending(clinic.organizer, 3)
    assert await ending() == 0
    for days in (0, 61):
        with pytest.raises(Refused, match="ending-days"):
            await office.clinics.change_ending(clinic.organizer, days)
    assert await changed(office) == [{"field": "ending_days"}] * 3


@pytest.mark.parametrize(("typed", "days"), [("7", 7), (" 14 дней ", 14), ("30 days", 30), ("3д.", 3)])
def test_days_are_read_as_people_write_them(typed: str, days: int) -> None:
    assert parse_days(typed) == days


@pytest.mark.parametrize("typed", ["", "неделя", "7 8", "-3", "1.5", "99999", "7; drop"])
def test_other_days_are_refused(typed: str) -> None:
    with pytest.raises(Refused, match="ending-days"):
        parse_days(typed)


async def test_a_zone_to_the_east_closes_the_places_of_the_last_evening(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    early = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-12-23 16:00"))
    )
    late = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, clinic.second, at=moscow("2026-12-23 18:00"))
    )
    await office.session.flush()
    effects = await office.clinics.preview_zone(clinic.organizer, VLADIVOSTOK)
    assert (effects.closing, effects.opening) == (2, 0)
    for _ in range(2):
        after = await office.clinics.change_zone(clinic.organizer, VLADIVOSTOK)
    assert after.clinic_timezone == VLADIVOSTOK
    assert await states(office, early) == [ParticipantState.INVITED]
    assert await states(office, late) == [ParticipantState.BLOCKED] * 2
    of_late = [row for row in await owed(office.session, clinic.second) if row[0] is STARTING]
    assert of_late == []
    clearances = (await office.session.scalars(select(Clearance).order_by(Clearance.id))).all()
    ends = timetable.day_end(CLEARED_UNTIL, VLADIVOSTOK)
    assert [c.ends_at == ends for c in clearances] == [True, True, False, False]
    assert {c.valid_until for c in clearances} == {CLEARED_UNTIL}
    assert await changed(office) == [{"field": "timezone"}]


async def test_and_one_to_the_west_opens_them_again_with_word_to_the_patient(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-12-24 00:30"))
    )
    await office.session.flush()
    assert await states(office, lesson) == [ParticipantState.BLOCKED]
    effects = await office.clinics.preview_zone(clinic.organizer, KALININGRAD)
    assert (effects.closing, effects.opening) == (0, 1)
    await office.clinics.change_zone(clinic.organizer, KALININGRAD)
    assert await states(office, lesson) == [ParticipantState.INVITED]
    assert {PLANNED, STARTING} <= set(await kinds(office.session, clinic.patient))


async def test_what_the_doctor_took_back_stays_so(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-12-24 00:30"))
    )
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.clinics.change_zone(clinic.organizer, KALININGRAD)
    assert await states(office, lesson) == [ParticipantState.BLOCKED]


async def test_a_lesson_under_way_is_left_to_its_instructor(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=moscow("2026-12-23 20:00"))
    )
    await office.session.flush()
    office.clock.move_to(lesson.starts_at + MINUTE)
    await office.clinics.change_zone(clinic.organizer, VLADIVOSTOK)
    assert await states(office, lesson) == [ParticipantState.INVITED]


async def test_an_unknown_zone_is_refused(office: Office, clinic: Clinic) -> None:
    for change in (office.clinics.preview_zone, office.clinics.change_zone):
        with pytest.raises(Refused, match="zone-unknown"):
            await change(clinic.organizer, "Europe/Nowhere")


@pytest.mark.parametrize("setting", ["zone", "discretion"])
async def test_cards_follow_a_setting_that_words_them_otherwise(
    office: Office, clinic: Clinic, abroad: Clinic, setting: str
) -> None:
    lessons = [
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=at))
        for at in (TOMORROW_TEN, DAY_AFTER_TEN)
    ]
    other = await office.schedule.create(
        abroad.instructor, plan(abroad.patient, at=berlin("2026-11-24 12:00"))
    )
    await office.session.flush()
    cards = [(lessons[0], clinic.patient), (lessons[0], clinic.instructor), (other, abroad.patient)]
    for number, (lesson, actor) in enumerate(cards):
        office.session.add(
            LessonMessage(
                lesson_id=lesson.id,
                person_id=actor.person_id,
                kind=LessonMessageKind.CARD,
                chat_id=number,
                message_id=number,
            )
        )
    for _ in range(2):
        if setting == "zone":
            await office.clinics.change_zone(clinic.organizer, KALININGRAD)
        else:
            await office.clinics.change_discretion(clinic.organizer, True)
        await office.session.flush()
    for actor, times in ((clinic.patient, 1), (clinic.instructor, 1), (abroad.patient, 0)):
        assert (await kinds(office.session, actor)).count(REFRESH) == times


async def test_the_next_morning_is_the_new_zones(office: Office, clinic: Clinic) -> None:
    await office.clinics.change_zone(clinic.organizer, VLADIVOSTOK)
    row = await office.session.get_one(Organization, clinic.organizer.organization_id)
    assert row.next_check_at == timetable.to_moment(
        timetable.to_local(office.clock.now(), VLADIVOSTOK).replace(hour=6, minute=0) + timedelta(days=1),
        VLADIVOSTOK,
    )
