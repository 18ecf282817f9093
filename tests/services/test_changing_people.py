"""Who is in lessons is changed: one or several of a series, all or none, whoever it concerns is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from models import (
    BusyInterval,
    DeclineReason,
    JournalAction,
    JournalEntry,
    Lesson,
    NotificationKind,
    ParticipantState,
    PatientProfile,
    PlaceOffer,
    Resource,
    Role,
)
from services.errors import NotHere, Refused
from services.lessons import clashes, proof
from services.lessons.changing_people import PeopleChange
from services.lessons.clashes import Clashed
from services.lessons.rules import MOST_PATIENTS, Scope
from services.lessons.schedule import LessonPlan
from services.policy import Actor
from services.registration import NewPerson
from tests.clock import FixedClock
from tests.services.crowd import Race
from tests.services.owed import kinds
from tests.services.people import CLEARED_UNTIL, HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, plan, weekly
from tests.services.rivals import lift_overlap_rule
from tests.services.test_standing_in import COLLEAGUE

PLANNED, STARTING, SERIES, REMOVED = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.SERIES_PLANNED,
    NotificationKind.PLACES_REMOVED,
)


def of(*actors: Actor) -> frozenset[int]:
    """Return their membership ids."""
    return frozenset(one.membership_id for one in actors)


@pytest.fixture
async def lesson(office: Office, clinic: Clinic) -> Lesson:
    """Tomorrow at ten, for the first patient alone."""
    return await office.schedule.create(clinic.instructor, plan(clinic.patient))


@pytest.fixture
async def lessons(office: Office, clinic: Clinic) -> list[Lesson]:
    """Four Tuesdays at ten with both patients."""
    return await office.series.create(clinic.instructor, weekly(clinic.patient, clinic.second))


async def busy(office: Office, actor: Actor) -> list[int]:
    """Return the lessons that keep somebody busy, in order."""
    await office.session.flush()
    query = select(BusyInterval.lesson_id).where(BusyInterval.resource_id == Resource.person(actor.person_id))
    return sorted(await office.session.scalars(query))


async def test_one_comes_and_one_leaves(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    change = PeopleChange(added=of(clinic.second), removed=of(clinic.patient), note=" Захватить ленты ")
    (found,) = await office.changing_people.check(clinic.instructor, lesson.id, change, Scope.ONE)
    assert [one.id for one in found.coming] == [clinic.second.membership_id]
    assert [one.id for one in found.leaving] == [clinic.patient.membership_id]
    await office.changing_people.change(clinic.instructor, lesson.id, change, Scope.ONE)
    assert await kinds(office.session, clinic.patient) == [REMOVED]
    told = await kinds(office.session, clinic.second)
    assert (told.count(PLANNED), told.count(STARTING), told.count(SERIES)) == (1, 1, 0)
    assert (await busy(office, clinic.patient), await busy(office, clinic.second)) == ([], [lesson.id])
    assert await office.changing_people.note(clinic.instructor, lesson.id) == "Захватить ленты"
    assert not await proof.faults(office.session, office.clock.now())
    done = await office.session.scalars(select(JournalEntry.action).order_by(JournalEntry.id))
    assert list(done)[-3:] == [
        JournalAction.PLACE_REMOVED,
        JournalAction.PLACE_GIVEN,
        JournalAction.LESSON_NOTED,
    ]


async def test_pressed_twice_it_changes_nothing_more(office: Office, clinic: Clinic, lesson: Lesson) -> None:
    change = PeopleChange(added=of(clinic.second), removed=of(clinic.patient), invited=of(clinic.doctor))
    for _ in range(2):
        await office.changing_people.change(clinic.instructor, lesson.id, change, Scope.ONE)
    assert [one.patient_id for one in lesson.participants] == [clinic.second.membership_id]
    assert [one.id for one in lesson.invited_specialists] == [clinic.doctor.membership_id]
    assert (await kinds(office.session, clinic.patient)).count(REMOVED) == 1
    assert (await kinds(office.session, clinic.second)).count(PLANNED) == 1


async def test_of_a_series_each_is_told_once_for_all(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    gone = PeopleChange(removed=of(clinic.second), invited=of(clinic.doctor))
    changed = await office.changing_people.change(clinic.instructor, lessons[1].id, gone, Scope.LATER)
    assert [one.id for one in changed] == [one.id for one in lessons[1:]]
    assert (await kinds(office.session, clinic.second)).count(REMOVED) == 1
    assert (await kinds(office.session, clinic.second)).count(STARTING) == 1
    told = await kinds(office.session, clinic.doctor)
    assert (told.count(SERIES), told.count(PLANNED), told.count(STARTING)) == (1, 0, 3)
    back = PeopleChange(added=of(clinic.second), uninvited=of(clinic.doctor))
    await office.changing_people.change(clinic.instructor, lessons[0].id, back, Scope.ALL)
    assert await busy(office, clinic.second) == [one.id for one in lessons]
    assert (await kinds(office.session, clinic.second)).count(STARTING) == 4
    assert await kinds(office.session, clinic.doctor) == [SERIES, REMOVED]
    assert not await proof.faults(office.session, office.clock.now())


async def test_who_is_taken_on_one_day_changes_none(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    gone = PeopleChange(removed=of(clinic.second))
    await office.changing_people.change(clinic.instructor, lessons[0].id, gone, Scope.ALL)
    colleague = await office.activate(await office.registration.register(clinic.organizer, COLLEAGUE), 900)
    profile = await office.session.get_one(PatientProfile, clinic.second.membership_id)
    profile.instructor_id = colleague.membership_id
    theirs = await office.schedule.create(colleague, plan(clinic.second, at=lessons[2].starts_at + HOUR / 2))
    profile.instructor_id = clinic.instructor.membership_id
    back = PeopleChange(added=of(clinic.second))
    found = await office.changing_people.check(clinic.instructor, lessons[0].id, back, Scope.ALL)
    assert [bool(one.busy) for one in found] == [False, False, True, False]
    with pytest.raises(Clashed):
        await office.changing_people.change(clinic.instructor, lessons[0].id, back, Scope.ALL)
    assert await busy(office, clinic.second) == [theirs.id]


async def test_a_lesson_keeps_somebody_and_no_group_is_too_large(
    office: Office, clinic: Clinic, lesson: Lesson
) -> None:
    with pytest.raises(Refused, match="nobody-left"):
        await office.changing_people.change(
            clinic.instructor, lesson.id, PeopleChange(removed=of(clinic.patient)), Scope.ONE
        )
    many = []
    for number in range(MOST_PATIENTS):
        new = NewPerson(Role.PATIENT, "Макетов", f"Иван{number}", None, f"m{number}@demo.invalid", MOSCOW)
        member = await office.registration.register(clinic.organizer, new)
        await office.clearances.give(clinic.doctor, member.id, CLEARED_UNTIL)
        many.append(member.id)
    with pytest.raises(Refused, match="group-full"):
        await office.changing_people.change(
            clinic.instructor, lesson.id, PeopleChange(added=frozenset(many)), Scope.ONE
        )
    with pytest.raises(Refused, match="group-full"):
        await office.schedule.create(
            clinic.instructor,
            LessonPlan(TOMORROW_TEN + HOUR, 30, (*many, clinic.patient.membership_id)),
        )


async def test_a_place_beyond_the_clearance_waits_without_a_word(
    office: Office, clinic: Clinic, clock: FixedClock
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.clearances.suspend(clinic.doctor, clinic.second.membership_id)
    with pytest.raises(Refused, match="patient-not-cleared"):
        await office.changing_people.change(
            clinic.instructor, lesson.id, PeopleChange(added=of(clinic.second)), Scope.ONE
        )
    clock.move(minutes=1)
    await office.clearances.give(clinic.doctor, clinic.second.membership_id, CLEARED_UNTIL)
    await office.schedule.move(clinic.instructor, lesson.id, TOMORROW_TEN + timedelta(days=40))
    (found,) = await office.changing_people.check(
        clinic.instructor, lesson.id, PeopleChange(added=of(clinic.second)), Scope.ONE
    )
    assert ([one.id for one in found.blocked], found.coming) == ([clinic.second.membership_id], [])
    await office.changing_people.change(
        clinic.instructor, lesson.id, PeopleChange(added=of(clinic.second)), Scope.ONE
    )
    states = {one.patient_id: one.state for one in lesson.participants}
    assert states[clinic.second.membership_id] is ParticipantState.BLOCKED
    assert await busy(office, clinic.second) == [lesson.id]
    assert STARTING not in await kinds(office.session, clinic.second)


async def test_the_place_of_who_leaves_is_offered_to_nobody_any_more(
    office: Office, clinic: Clinic, lessons: list[Lesson]
) -> None:
    await office.changing_people.change(
        clinic.instructor, lessons[0].id, PeopleChange(removed=of(clinic.second)), Scope.ONE
    )
    await office.answers.decline(clinic.patient, lessons[1].id, DeclineReason.OTHER)
    offer = PlaceOffer(
        lesson_id=lessons[1].id, patient_id=clinic.patient.membership_id, offered_at=office.clock.now()
    )
    office.session.add(offer)
    await office.changing_people.change(
        clinic.instructor, lessons[1].id, PeopleChange(removed=of(clinic.patient)), Scope.ONE
    )
    await office.session.refresh(offer)
    assert offer.closed_at is not None
    assert REMOVED not in await kinds(office.session, clinic.patient)


async def test_only_what_is_one_s_own_and_has_not_begun_can_be_changed(
    office: Office, clinics: tuple[Clinic, Clinic], clock: FixedClock, lesson: Lesson
) -> None:
    home, away = clinics
    change = PeopleChange(note="Мяч")
    for stranger in (away.instructor, home.patient, home.doctor):
        with pytest.raises(NotHere):
            await office.changing_people.change(stranger, lesson.id, change, Scope.ONE)
    for added in (of(away.patient), of(home.doctor)):
        with pytest.raises(NotHere):
            await office.changing_people.change(
                home.instructor, lesson.id, PeopleChange(added=added), Scope.ONE
            )
    clock.move_to(lesson.starts_at)
    with pytest.raises(Refused, match="lesson-begun"):
        await office.changing_people.change(home.instructor, lesson.id, change, Scope.ONE)


@pytest.mark.parametrize("guarded", [True, False], ids=["rule", "control"])
async def test_two_lessons_at_one_hour_never_both_get_the_same_specialist(
    office: Office,
    clinics: tuple[Clinic, Clinic],
    race: Race,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
    guarded: bool,
) -> None:
    home, _ = clinics
    colleague = await office.activate(await office.registration.register(home.organizer, COLLEAGUE), 900)
    theirs = NewPerson(
        Role.PATIENT, "Макетов", "Иван", None, "m@demo.invalid", MOSCOW, instructor_id=colleague.membership_id
    )
    member = await office.registration.register(home.organizer, theirs)
    await office.clearances.give(home.doctor, member.id, CLEARED_UNTIL)
    mine = await office.schedule.create(home.instructor, plan(home.patient))
    wanted = LessonPlan(TOMORROW_TEN + HOUR / 4, 30, (member.id,))
    other = await office.schedule.create(colleague, wanted)
    await office.session.commit()

    async def nothing(*_args: object, **_more: object) -> list[list[clashes.Busy]]:
        return [[]]

    monkeypatch.setattr(clashes, "find_all", nothing)
    if not guarded:
        await lift_overlap_rule(engine)
    change = PeopleChange(invited=of(home.doctor))

    class Invite:
        def __init__(self, actor: Actor, lesson_id: int) -> None:
            self._actor, self._lesson_id = actor, lesson_id

        async def __call__(self, office: Office) -> None:
            await office.changing_people.change(self._actor, self._lesson_id, change, Scope.ONE)

    done = await race.run([Invite(home.instructor, mine.id), Invite(colleague, other.id)])
    assert done.count(None) == (1 if guarded else 2)
