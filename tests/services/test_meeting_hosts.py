"""Who holds an instructor's meetings is changed: coming meetings are made anew there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from models import (
    BusyInterval,
    HostProvider,
    JournalAction,
    JournalEntry,
    MeetingHost,
    Resource,
    Role,
)
from services import meetings
from services.errors import NotHere, Refused
from services.meetings import Step
from services.policy import Actor
from services.ports import MeetingRef
from services.registration import NewPerson
from tests.services.people import MOSCOW, TOMORROW_TEN, Clinic, Office, plan

LINK = "https://telemost.example.org/j/1"
SECOND = NewPerson(
    Role.INSTRUCTOR,
    "Новых",
    "Фёдор",
    None,
    "second@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)
PATIENT = NewPerson(Role.PATIENT, "Третьев", "Олег", None, "p3@demo.invalid", MOSCOW)


async def host(office: Office, clinic: Clinic, whose: Actor | None = None) -> MeetingHost:
    """Return an instructor's host, the clinic's first one's if nobody is named."""
    await office.session.flush()
    found = (await office.hosts.one(clinic.organizer, (whose or clinic.instructor).membership_id)).host
    assert found is not None
    return found


async def taken(office: Office, lesson_id: int) -> set[int]:
    """Return the numbers of the hosts that a lesson keeps busy."""
    query = select(BusyInterval.resource_id).where(BusyInterval.lesson_id == lesson_id, Resource.of_host())
    return set(await office.session.scalars(query))


async def test_all_instructors_are_listed_those_without_a_host_too(office: Office, clinic: Clinic) -> None:
    newcomer = await office.registration.register(clinic.organizer, SECOND)
    await office.session.execute(delete(MeetingHost).where(MeetingHost.membership_id == newcomer.id))
    office.session.expunge_all()
    views = await office.hosts.all(clinic.organizer)
    assert [(view.instructor.person.last_name, view.host is not None) for view in views] == [
        ("Вариантова", True),
        ("Новых", False),
    ]
    await office.hosts.use_zoom(clinic.organizer, newcomer.id, "second@demo.invalid")
    given = (await office.hosts.one(clinic.organizer, newcomer.id)).host
    assert given is not None
    assert (given.login, given.check_due_at) == ("second@demo.invalid", office.clock.now())


async def test_a_changed_login_is_checked_at_once_and_written_down_once(
    office: Office, clinic: Clinic
) -> None:
    await office.session.execute(update(MeetingHost).values(minutes_limit=40, problem="unknown"))
    for _ in range(2):
        await office.hosts.use_zoom(clinic.organizer, clinic.instructor.membership_id, " Other@Demo.invalid ")
    changed = await host(office, clinic)
    assert (changed.provider, changed.login) == (HostProvider.ZOOM, "Other@demo.invalid")
    assert (changed.minutes_limit, changed.problem, changed.checked_at) == (None, None, None)
    assert changed.check_due_at == office.clock.now()
    query = select(JournalEntry).where(JournalEntry.action == JournalAction.HOST_CHANGED)
    (entry,) = await office.session.scalars(query)
    assert (entry.subject_id, entry.details) == (clinic.instructor.membership_id, {"provider": "zoom"})


@pytest.mark.parametrize("typed", ["", "zoom", "a@b", "имя@почта", "x@y.z extra"])
async def test_what_is_no_login_is_refused(office: Office, clinic: Clinic, typed: str) -> None:
    with pytest.raises(Refused, match="email"):
        await office.hosts.use_zoom(clinic.organizer, clinic.instructor.membership_id, typed)
    assert (await host(office, clinic)).login == "ins@demo.invalid"


@pytest.mark.parametrize("link", ["", "http://a.example.org", "https://zoom.us/s/1?zak=x", "слово"])
async def test_what_is_no_link_is_refused(office: Office, clinic: Clinic, link: str) -> None:
    with pytest.raises(Refused, match="link"):
        await office.hosts.use_link(clinic.organizer, clinic.instructor.membership_id, link)


async def test_another_zoom_login_is_checked_and_coming_meetings_are_made_there(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    office.clock.move_to(lesson.starts_at - timedelta(hours=20))
    now, every = office.clock.now(), list(HostProvider)
    (task,) = await meetings.claim(office.session, now, every)
    await meetings.settle_ready(office.session, task, MeetingRef("111", "https://zoom.example/111"), now)
    whose = clinic.instructor.membership_id
    for _ in range(2):
        await office.hosts.use_zoom(clinic.organizer, whose, "other@demo.invalid")
    changed = await host(office, clinic)
    assert (changed.login, changed.check_due_at) == ("other@demo.invalid", now)
    (removal,) = await meetings.claim(office.session, now, every)
    assert (removal.step, removal.external_id) == (Step.DELETE, "111")
    await meetings.settle_removed(office.session, removal)
    (making,) = await meetings.claim(office.session, now, every)
    assert (making.step, making.wish.host_login) == (Step.CREATE, "other@demo.invalid")


async def test_a_link_of_ones_own_takes_the_place_of_zoom(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.hosts.use_link(clinic.organizer, clinic.instructor.membership_id, LINK)
    office.clock.move_to(lesson.starts_at - timedelta(hours=20))
    (task,) = await meetings.claim(office.session, office.clock.now(), list(HostProvider))
    assert (task.step, task.provider, task.wish.host_login) == (Step.CREATE, HostProvider.LINK, LINK)
    await office.hosts.use_link(clinic.organizer, clinic.instructor.membership_id, None)
    assert (await host(office, clinic)).login is None
    await office.hosts.check_now(clinic.organizer, clinic.instructor.membership_id)
    assert (await host(office, clinic)).check_due_at is None


async def test_who_leaves_a_shared_account_leaves_it_to_the_others(office: Office, clinic: Clinic) -> None:
    sharing = [
        await office.activate(
            await office.registration.register(
                clinic.organizer,
                replace(SECOND, email=f"ins{number}@demo.invalid", meeting_login="ins@demo.invalid"),
            ),
            900 + number,
        )
        for number in (2, 3)
    ]
    await office.corrections.change_leader(
        clinic.organizer, clinic.second.membership_id, sharing[0].membership_id
    )
    await office.schedule.create(sharing[0], plan(clinic.second))
    await office.hosts.use_zoom(clinic.organizer, clinic.instructor.membership_id, "own@demo.invalid")
    first, second = [await host(office, clinic, one) for one in sharing]
    left = await host(office, clinic)
    assert first.resource == second.resource != left.resource
    busy = select(BusyInterval.resource_id).where(BusyInterval.starts_at == TOMORROW_TEN)
    assert first.resource in set(await office.session.scalars(busy))
    await office.schedule.create(clinic.instructor, plan(clinic.patient))


async def test_an_account_that_is_shared_is_busy_for_both_and_free_again_apart(
    office: Office, clinic: Clinic
) -> None:
    newcomer = await office.registration.register(clinic.organizer, SECOND)
    colleague = await office.activate(newcomer, 900)
    first = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.session.flush()
    own = (await host(office, clinic)).resource
    theirs = (await office.hosts.one(clinic.organizer, newcomer.id)).host
    assert theirs is not None
    await office.hosts.use_zoom(clinic.organizer, newcomer.id, "ins@demo.invalid")
    assert theirs.resource == own
    await office.hosts.use_zoom(clinic.organizer, clinic.instructor.membership_id, "alone@demo.invalid")
    assert theirs.resource == Resource.host(theirs.id)
    assert (await host(office, clinic)).resource == own
    assert await taken(office, first.id) == {own}
    await office.hosts.use_zoom(clinic.organizer, clinic.instructor.membership_id, "ins@demo.invalid")
    assert theirs.resource == own
    assert colleague.role is Role.INSTRUCTOR


async def test_an_account_whose_lessons_are_in_the_way_is_refused_and_nothing_is_changed(
    office: Office, clinic: Clinic
) -> None:
    newcomer = await office.registration.register(clinic.organizer, SECOND)
    colleague = await office.activate(newcomer, 900)
    third = await office.registration.register(clinic.organizer, replace(PATIENT, instructor_id=newcomer.id))
    patient = await office.activate(third, 901)
    await office.clearances.give(clinic.doctor, third.id, TOMORROW_TEN.date())
    await office.schedule.create(clinic.instructor, plan(clinic.patient))
    lesson = await office.schedule.create(colleague, plan(patient))
    await office.session.flush()
    number, before = lesson.id, await taken(office, lesson.id)
    with pytest.raises(Refused, match="host-taken"):
        await office.hosts.use_zoom(clinic.organizer, newcomer.id, "ins@demo.invalid")
    office.session.expunge_all()
    kept = (await office.hosts.one(clinic.organizer, newcomer.id)).host
    assert kept is not None
    assert kept.login == "second@demo.invalid"
    assert await taken(office, number) == before
    await office.calling_off.cancel(colleague, number)
    await office.hosts.use_zoom(clinic.organizer, newcomer.id, "ins@demo.invalid")


async def test_only_instructors_have_hosts(office: Office, clinic: Clinic, abroad: Clinic) -> None:
    for membership_id in (clinic.doctor.membership_id, abroad.instructor.membership_id, 999_999):
        for deed in (
            office.hosts.one,
            office.hosts.check_now,
            lambda actor, number: office.hosts.use_link(actor, number, None),
        ):
            with pytest.raises(NotHere):
                await deed(clinic.organizer, membership_id)
