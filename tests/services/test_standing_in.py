"""An instructor who cannot hold a lesson hands it to a colleague, who may hand it back."""

import pytest
from sqlalchemy import select

from models import BusyInterval, HostProvider, Lesson, NotificationKind, Resource, Role
from services import access
from services.errors import NotHere, Refused
from services.lessons import clashes
from services.lessons.transfers import Why
from services.policy import Actor
from services.registration import NewPerson
from tests.clock import FixedClock
from tests.services.owed import kinds
from tests.services.people import MOSCOW, Clinic, Office, plan

COLLEAGUE = NewPerson(
    Role.INSTRUCTOR,
    "Набросков",
    "Илья",
    None,
    "ins2@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)
LED, RECEIVED, RETURNED, FOUND, GIVEN = (
    NotificationKind.LESSONS_LED_BY_OTHER,
    NotificationKind.LESSONS_RECEIVED,
    NotificationKind.LESSONS_RETURNED,
    NotificationKind.STAND_IN_FOUND,
    NotificationKind.LESSONS_GIVEN_AWAY,
)


@pytest.fixture
async def colleague(office: Office, clinic: Clinic) -> Actor:
    """Another instructor with an own Zoom account."""
    return await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """A lesson of the instructor's with both patients."""
    return await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))


async def held(office: Office, lesson: Lesson) -> Lesson:
    """Return a lesson as the database has it."""
    query = access.lessons_with_people().where(Lesson.id == lesson.id)
    return (await office.session.scalars(query.execution_options(populate_existing=True))).one()


async def news(office: Office, actor: Actor) -> list[NotificationKind]:
    """Return what somebody is told of who holds the lesson."""
    await office.session.flush()
    told = (LED, RECEIVED, RETURNED, FOUND, GIVEN)
    return [kind for kind in await kinds(office.session, actor) if kind in told]


async def test_a_free_colleague_takes_the_lesson_and_each_is_told_once(
    office: Office, clinic: Clinic, colleague: Actor, lesson: Lesson
) -> None:
    transfer = await office.standing_in.survey(clinic.instructor, lesson.id)
    assert [one.id for one in transfer.free] == [colleague.membership_id]
    await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)
    now = await held(office, lesson)
    assert (now.instructor_id, now.handed_from_id) == (
        colleague.membership_id,
        clinic.instructor.membership_id,
    )
    busy = await office.session.scalars(
        select(BusyInterval.resource_id).where(BusyInterval.lesson_id == lesson.id)
    )
    taken = set(busy)
    assert Resource.person(colleague.person_id) in taken
    assert Resource.person(clinic.instructor.person_id) not in taken
    assert await news(office, clinic.patient) == await news(office, clinic.second) == [LED]
    assert await news(office, colleague) == [RECEIVED]
    assert await news(office, clinic.organizer) == [FOUND]
    assert await news(office, clinic.instructor) == []
    with pytest.raises(NotHere):
        await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)


async def test_the_colleague_hands_it_back_once(
    office: Office, clinic: Clinic, colleague: Actor, lesson: Lesson
) -> None:
    await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)
    await office.standing_in.hand_back(colleague, lesson.id)
    now = await held(office, lesson)
    assert (now.instructor_id, now.handed_from_id) == (clinic.instructor.membership_id, None)
    assert await news(office, clinic.instructor) == [RETURNED]
    assert await news(office, clinic.patient) == [LED, LED]
    with pytest.raises(NotHere):
        await office.standing_in.hand_back(colleague, lesson.id)
    with pytest.raises(Refused, match="hand-back-nobody"):
        await office.standing_in.hand_back(clinic.instructor, lesson.id)


async def test_it_does_not_go_back_to_somebody_who_is_taken_by_now(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)
    await office.schedule.create(clinic.instructor, plan(clinic.second))
    with pytest.raises(Refused, match="hand-back-taken"):
        await office.standing_in.hand_back(colleague, lesson.id)
    assert (await held(office, lesson)).instructor_id == colleague.membership_id


async def test_who_is_busy_or_nobody_of_the_clinics_cannot_be_chosen(
    office: Office, clinic: Clinic, abroad: Clinic, colleague: Actor
) -> None:
    first = await office.schedule.create(clinic.instructor, plan(clinic.second))
    await office.standing_in.hand_on(clinic.instructor, first.id, colleague.membership_id)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    assert (await office.standing_in.survey(clinic.instructor, lesson.id)).free == []
    with pytest.raises(Refused, match="hand-over-taken"):
        await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)
    for nobody in (abroad.instructor.membership_id, clinic.patient.membership_id, 999_999):
        with pytest.raises(NotHere):
            await office.standing_in.hand_on(clinic.instructor, lesson.id, nobody)
    assert (await held(office, lesson)).instructor_id == clinic.instructor.membership_id


async def test_nobody_but_its_instructor_hands_a_lesson_on(
    office: Office, clinic: Clinic, abroad: Clinic, colleague: Actor, lesson: Lesson
) -> None:
    others = (colleague, clinic.organizer, clinic.doctor, clinic.patient, abroad.instructor, abroad.organizer)
    for actor in others:
        with pytest.raises(NotHere):
            await office.standing_in.survey(actor, lesson.id)
        with pytest.raises(NotHere):
            await office.standing_in.hand_on(actor, lesson.id, colleague.membership_id)
        with pytest.raises(NotHere):
            await office.standing_in.hand_back(actor, lesson.id)
    assert (await held(office, lesson)).instructor_id == clinic.instructor.membership_id


async def test_a_lesson_that_has_begun_stays(
    office: Office, clinic: Clinic, colleague: Actor, lesson: Lesson, clock: FixedClock
) -> None:
    clock.move_to(lesson.starts_at)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.standing_in.hand_on(clinic.instructor, lesson.id, colleague.membership_id)


async def test_a_colleague_whose_meetings_end_sooner_is_not_offered(
    office: Office, clinic: Clinic, colleague: Actor
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, minutes=45))
    host = await clashes.host_of(office.session, colleague.membership_id)
    host.minutes_limit = 40
    await office.session.flush()
    transfer = await office.standing_in.survey(clinic.instructor, lesson.id)
    assert (transfer.free, [one.why for one in transfer.obstacles]) == ([], [Why.HOST_LIMIT])
