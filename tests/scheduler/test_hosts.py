"""Instructors' Zoom accounts: asked about once registered, and the organizer is told what came of it."""

from datetime import timedelta

import pytest

from models import HostProvider, MeetingHost, NotificationKind, Role
from services.people import PersonCard
from services.ports import HostCheck, HostState, PermanentFailure, TemporaryFailure
from services.registration import NewPerson
from tests.scheduler.outside import failures
from tests.scheduler.world import ORGANIZER, World
from tests.services.people import MOSCOW, Clinic

CHECKED = NotificationKind.HOST_CHECKED
NEWCOMER = NewPerson(
    Role.INSTRUCTOR,
    "Новых",
    "Фёдор",
    None,
    "new@demo.invalid",
    MOSCOW,
    meeting_provider=HostProvider.ZOOM,
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


async def register(world: World, clinic: Clinic) -> int:
    """Register an instructor with a Zoom account; return the membership's id."""
    async with world.office() as office:
        return (await office.registration.register(clinic.organizer, NEWCOMER)).id


async def host(world: World, clinic: Clinic, membership_id: int) -> MeetingHost:
    """Return an instructor's account as it is kept."""
    async with world.office() as office:
        card: PersonCard = await office.people.card(clinic.organizer, membership_id)
    assert card.host is not None
    return card.host


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (HostCheck(HostState.READY), "Запись Zoom найдена, встречи можно проводить."),
        (
            HostCheck(HostState.READY, minutes_limit=40),
            "Запись Zoom найдена, бесплатная: занятия до 40 минут.",
        ),
        (HostCheck(HostState.UNKNOWN), "Zoom не знает new@demo.invalid."),
        (HostCheck(HostState.INACTIVE), "Запись Zoom new@demo.invalid не включена."),
    ],
    ids=["ready", "free", "unknown", "inactive"],
)
async def test_the_organizer_is_told_what_zoom_says(
    world: World, clinic: Clinic, answer: HostCheck, says: str
) -> None:
    world.zoom.host = answer
    membership_id = await register(world, clinic)
    await world.tick()
    (text,) = world.chats.to(ORGANIZER)
    assert text.startswith("Zoom: Новых Фёдор")
    assert says in text
    checked = await host(world, clinic, membership_id)
    assert (checked.minutes_limit, checked.check_due_at) == (answer.minutes_limit, None)
    assert checked.problem == (None if answer.state is HostState.READY else answer.state.value)


async def test_a_zoom_that_is_down_for_a_while_is_asked_again_before_anybody_is_told(
    world: World, clinic: Clinic
) -> None:
    world.zoom.refuse("check_host", *failures(TemporaryFailure, 4))
    await register(world, clinic)
    await world.until(world.clock.now() + timedelta(hours=1))
    assert world.zoom.calls == ["check_host"] * 5
    (text,) = world.chats.to(ORGANIZER)
    assert "встречи можно проводить" in text


@pytest.mark.parametrize(
    ("failure", "asked"), [(TemporaryFailure("zoom_down"), 5), (PermanentFailure("zoom_rejected"), 1)]
)
async def test_no_answer_is_told_once_and_it_is_true_that_zoom_is_asked_again(
    world: World, clinic: Clinic, failure: Exception, asked: int
) -> None:
    world.zoom.refuse("check_host", *[failure] * 8)
    membership_id = await register(world, clinic)
    await world.until(world.clock.now() + timedelta(hours=1))
    assert world.zoom.calls == ["check_host"] * asked
    (text,) = world.chats.to(ORGANIZER)
    assert "Zoom пока не ответил о new@demo.invalid. Проверим ещё раз." in text
    world.zoom.recover("check_host")
    await world.until(world.clock.now() + timedelta(days=1))
    assert world.zoom.calls == ["check_host"] * (asked + 1)
    assert "встречи можно проводить" in world.chats.to(ORGANIZER)[1]
    assert (await host(world, clinic, membership_id)).problem is None


async def test_a_zoom_that_stays_silent_for_days_is_mentioned_once(world: World, clinic: Clinic) -> None:
    world.zoom.refuse("check_host", *failures(TemporaryFailure, 100))
    await register(world, clinic)
    await world.until(world.clock.now() + timedelta(days=5))
    assert len(world.chats.to(ORGANIZER)) == 1


async def test_an_answer_that_breaks_the_program_holds_up_nothing(world: World, clinic: Clinic) -> None:
    world.zoom.refuse("check_host", ValueError("what nobody foresaw"))
    await register(world, clinic)
    await world.until(world.clock.now() + timedelta(minutes=5))
    assert len(world.chats.to(ORGANIZER)) == 1


async def test_an_instructor_of_pasted_links_is_not_asked_about(world: World, abroad: Clinic) -> None:
    async with world.office() as office:
        new = NewPerson(Role.INSTRUCTOR, "New", "One", None, "new@away.invalid", "Europe/Berlin", "en")
        await office.registration.register(abroad.organizer, new)
    await world.tick()
    assert world.zoom.calls == []
    assert world.chats.to(201) == []
