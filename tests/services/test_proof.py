"""What a coming lesson lacks is found and named; what needs nobody's decision is mended."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from migrations.rules import clearance_0001
from models import (
    BusyInterval,
    Clearance,
    ClearanceStatus,
    DeclineReason,
    Lesson,
    LessonParticipant,
    LessonStatus,
    Meeting,
    MeetingState,
    Notification,
    NotificationKind,
    Resource,
)
from services import checks
from services.lessons import proof
from services.lessons.proof import BUSY, CLASH, CLEARANCE, PLAN, REMINDER
from services.vault import Vault
from tests.clock import FixedClock
from tests.services.people import DAY_AFTER_TEN, HOUR, Clinic, Office, berlin, plan
from tests.services.rivals import lift_overlap_rule

STARTING = NotificationKind.LESSON_STARTING


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of both patients, the day after tomorrow at ten: its meeting is made later."""
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, clinic.second, at=DAY_AFTER_TEN)
    )
    await office.session.flush()
    return lesson


async def lacks(office: Office) -> list[tuple[str, int]]:
    """Return what is amiss, and with which lesson."""
    return [(one.code, one.lesson_id) for one in await proof.faults(office.session, office.clock.now())]


async def named(office: Office, clinic: Clinic) -> list[tuple[str, dict[str, int | str]]]:
    """Return what a look at the clinic names."""
    number = clinic.organizer.organization_id
    found = await checks.named_lessons(office.session, office.clock.now(), number)
    return [(finding.code, dict(finding.params)) for finding in found]


def about(lesson: Lesson) -> dict[str, int | str]:
    """Return how a lesson is named."""
    return {"who": lesson.instructor_id, "at": lesson.starts_at.isoformat()}


async def test_all_that_an_instructor_does_leaves_nothing_lacking(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN + HOUR)
    other = await office.schedule.create(
        clinic.instructor, plan(clinic.second, at=DAY_AFTER_TEN + timedelta(days=1))
    )
    await office.calling_off.cancel(clinic.instructor, other.id)
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.session.flush()
    assert await lacks(office) == []
    assert await named(office, clinic) == []


@pytest.mark.parametrize("who", ["instructor", "patient"])
async def test_a_missing_reminder_is_planned_again_and_said_so(
    office: Office, clinic: Clinic, lesson: Lesson, who: str
) -> None:
    person_id = getattr(clinic, who).person_id
    await office.session.execute(
        delete(Notification).where(Notification.kind == STARTING, Notification.recipient_id == person_id)
    )
    assert await lacks(office) == [(REMINDER, lesson.id)]
    assert await named(office, clinic) == [("mended_no_reminder", about(lesson))]
    assert await lacks(office) == []
    assert await named(office, clinic) == []


async def test_a_missing_meeting_is_planned_again_and_said_so(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    await office.session.execute(delete(Meeting))
    assert await lacks(office) == [(PLAN, lesson.id)]
    assert await named(office, clinic) == [("mended_no_plan", about(lesson))]
    assert await lacks(office) == []


@pytest.mark.parametrize("broken", [{"state": MeetingState.REMOVED}, {"due_at": None}])
async def test_a_meeting_that_nobody_will_make_is_named(
    office: Office, clinic: Clinic, lesson: Lesson, broken: dict[str, object]
) -> None:
    await office.session.execute(update(Meeting).values(**broken))
    assert await named(office, clinic) == [(PLAN, about(lesson))]


@pytest.mark.parametrize("whose", ["instructor", "patient", "host"])
async def test_somebody_who_is_not_kept_busy_is_named(
    office: Office, clinic: Clinic, lesson: Lesson, whose: str
) -> None:
    resource = (
        Resource.host(lesson.host_id)
        if whose == "host"
        else Resource.person(getattr(clinic, whose).person_id)
    )
    await office.session.execute(delete(BusyInterval).where(BusyInterval.resource_id == resource))
    assert await named(office, clinic) == [(BUSY, about(lesson))]


async def test_somebody_elses_time_another_time_and_that_of_a_cancelled_lesson_are_named(
    office: Office, clinic: Clinic, abroad: Clinic, lesson: Lesson
) -> None:
    stray = insert(BusyInterval).values(
        resource_id=Resource.person(abroad.patient.person_id),
        lesson_id=lesson.id,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
    )
    await office.session.execute(stray)
    assert await lacks(office) == [(BUSY, lesson.id)]
    await office.session.execute(
        delete(BusyInterval).where(BusyInterval.resource_id == Resource.person(abroad.patient.person_id))
    )
    assert await lacks(office) == []
    await office.session.execute(update(BusyInterval).values(ends_at=lesson.ends_at + HOUR))
    assert await lacks(office) == [(BUSY, lesson.id)]
    await office.session.execute(update(BusyInterval).values(ends_at=lesson.ends_at))
    await office.session.execute(
        update(Lesson).where(Lesson.id == lesson.id).values(status=LessonStatus.CANCELLED)
    )
    assert await lacks(office) == [(BUSY, lesson.id)]


async def test_a_declined_place_keeps_nobody_busy(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    await office.answers.decline(clinic.patient, lesson.id, DeclineReason.OTHER)
    await office.session.flush()
    assert await lacks(office) == []


async def lifted(engine: AsyncEngine, statements: Sequence[str]) -> None:
    """Take a rule out of the database, so that it can be broken by hand."""
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_an_overlap_is_named_for_both_lessons(
    sessionmaker: async_sessionmaker[AsyncSession],
    engine: AsyncEngine,
    clinics: tuple[Clinic, Clinic],
    clock: FixedClock,
    vault: Vault,
) -> None:
    home = clinics[0]
    await lift_overlap_rule(engine)
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        first = await office.schedule.create(home.instructor, plan(home.patient, at=DAY_AFTER_TEN))
        second = await office.schedule.create(home.instructor, plan(home.second, at=DAY_AFTER_TEN + 2 * HOUR))
        await session.flush()
        assert await lacks(office) == []
        moved = {"starts_at": first.starts_at, "ends_at": first.ends_at}
        of_second = BusyInterval.lesson_id == second.id
        await session.execute(update(BusyInterval).where(of_second).values(**moved))
        await session.execute(update(Lesson).where(Lesson.id == second.id).values(**moved))
        assert await lacks(office) == [(CLASH, first.id), (CLASH, second.id)]
        assert [code for code, _ in await named(office, home)] == [CLASH, CLASH]


@pytest.mark.parametrize("how", ["suspended", "ended", "anothers"])
async def test_an_open_place_without_its_clearance_is_named(
    sessionmaker: async_sessionmaker[AsyncSession],
    engine: AsyncEngine,
    clinics: tuple[Clinic, Clinic],
    clock: FixedClock,
    vault: Vault,
    how: str,
) -> None:
    home = clinics[0]
    await lifted(engine, clearance_0001.drop(engine.dialect.name))
    async with sessionmaker.begin() as session:
        office = Office(session, clock, vault)
        lesson = await office.schedule.create(home.instructor, plan(home.patient, at=DAY_AFTER_TEN))
        await session.flush()
        own = Clearance.patient_id == home.patient.membership_id
        if how == "suspended":
            await session.execute(update(Clearance).where(own).values(status=ClearanceStatus.SUSPENDED))
        elif how == "ended":
            await session.execute(update(Clearance).where(own).values(ends_at=lesson.starts_at))
        else:
            place = update(LessonParticipant).where(LessonParticipant.lesson_id == lesson.id)
            await session.execute(
                place.values(patient_id=home.second.membership_id).execution_options(
                    synchronize_session=False
                )
            )
        codes = [code for code, _ in await lacks(office)]
        assert CLEARANCE in codes
        assert (CLEARANCE, about(lesson)) in await named(office, home)


async def test_the_first_few_are_named_and_the_rest_counted(office: Office, clinic: Clinic) -> None:
    for days in range(5):
        at = DAY_AFTER_TEN + timedelta(days=days)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, at=at))
    await office.session.flush()
    await office.session.execute(update(Meeting).values(due_at=None))
    found = await named(office, clinic)
    assert [code for code, _ in found] == [PLAN, PLAN, PLAN, "more"]
    assert found[-1][1] == {"count": 2, "what": PLAN}


async def test_each_clinic_is_looked_at_alone(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    theirs = await office.schedule.create(
        abroad.instructor, plan(abroad.patient, at=berlin("2026-11-25 12:00"))
    )
    await office.session.flush()
    await office.session.execute(delete(Notification).where(Notification.kind == STARTING))
    await office.session.execute(delete(BusyInterval))
    assert await named(office, clinic) == []
    assert [code for code, _ in await named(office, abroad)] == ["mended_no_reminder", BUSY]
    assert await lacks(office) == [(BUSY, theirs.id)]


async def test_queries_do_not_grow_with_the_lessons(
    office: Office, clinic: Clinic, engine: AsyncEngine
) -> None:
    asked: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for days in range(3):
        at = DAY_AFTER_TEN + timedelta(days=days)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=at))
        await office.session.flush()
        asked.clear()
        assert await named(office, clinic) == []
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
