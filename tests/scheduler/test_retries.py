"""A message that does not go out now: put back with a growing pause, never lost, ended only with a reason."""

from datetime import timedelta

import pytest

from models import Lesson, NotificationKind, NotificationState, Role
from services.notifications.outbox import MOST_ATTEMPTS
from services.policy import Actor
from services.ports import PermanentFailure, TemporaryFailure, UnknownOutcome
from services.registration import NewPerson
from tests.scheduler.outside import failures
from tests.scheduler.world import PATIENT, World, before
from tests.services.people import MOSCOW, Clinic

PLANNED, STARTING, INVITATION = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.INVITATION,
)
NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


async def invite(world: World, clinic: Clinic) -> Actor:
    """Owe someone an invitation by mail."""
    async with world.office() as office:
        return Actor.of(await office.registration.register(clinic.organizer, NEWCOMER))


async def pauses(world: World, person: Actor, tries: int) -> list[float]:
    """Return the seconds that pass between the tries to send a person's invitation."""
    found = []
    for _ in range(tries):
        await world.tick()
        row = await world.row(INVITATION, person)
        if row.state is not NotificationState.PLANNED:
            break
        found.append((row.due_at - world.clock.now()).total_seconds())
        world.clock.move_to(row.due_at)
    return found


async def test_each_pause_is_longer_up_to_a_minute(world: World, clinic: Clinic) -> None:
    person = await invite(world, clinic)
    world.mailbox.refuse("send", *[ValueError("what nobody foresaw")] * 7)
    assert await pauses(world, person, 7) == [4, 8, 16, 32, 60, 60, 60]
    await world.tick()
    assert len(world.mailbox.sent) == 1


async def test_a_server_down_for_hours_loses_nothing(world: World, clinic: Clinic) -> None:
    person = await invite(world, clinic)
    world.mailbox.refuse("send", *failures(TemporaryFailure, 300, "mail_down"))
    await world.until(world.clock.now() + timedelta(hours=2))
    row = await world.row(INVITATION, person)
    assert (row.state, row.last_error) == (NotificationState.PLANNED, "mail_down")
    world.mailbox.recover("send")
    await world.until(world.clock.now() + timedelta(minutes=1))
    assert len(world.mailbox.sent) == 1


async def test_a_moment_named_by_the_service_is_honoured(world: World, clinic: Clinic) -> None:
    person = await invite(world, clinic)
    again = world.clock.now() + timedelta(seconds=77)
    world.mailbox.refuse("send", TemporaryFailure("rate", again))
    assert await world.tick() == again
    row = await world.row(INVITATION, person)
    assert (row.due_at, row.last_error, row.lease_until) == (again, "rate", None)
    world.clock.move_to(again - timedelta(seconds=1))
    await world.tick()
    assert world.mailbox.sent == []
    world.clock.move_to(again)
    await world.tick()
    assert len(world.mailbox.sent) == 1


async def test_what_is_refused_for_good_is_not_tried_again(world: World, clinic: Clinic) -> None:
    person = await invite(world, clinic)
    world.mailbox.refuse("send", PermanentFailure("mail_address"))
    await world.tick()
    row = await world.row(INVITATION, person)
    assert (row.state, row.last_error) == (NotificationState.FAILED, "mail_address")
    world.clock.move(hours=1)
    await world.tick()
    assert world.mailbox.sent == []


async def test_a_reminder_cut_off_is_sent_again(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=11))
    world.chats.refuse("send", UnknownOutcome("telegram_cut"))
    await world.until(before(lesson, minutes=9))
    assert len(world.chats.to(PATIENT)) == 1


async def test_telegram_down_until_the_end_gives_the_reminder_up_as_too_late(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.mail_set_up = False
    await world.until(before(lesson, minutes=11))
    world.chats.refuse("send", *failures(TemporaryFailure, 500, "telegram_down"))
    await world.until(before(lesson, hours=-2))
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.last_error) == (NotificationState.EXPIRED, "too_late")
    assert world.chats.sent == []


async def test_one_bad_message_holds_up_no_other(world: World, clinic: Clinic, lesson: Lesson) -> None:
    await world.until(before(lesson, minutes=11))
    world.chats.refuse("send", ValueError("what nobody foresaw"))
    await world.until(before(lesson, minutes=10))
    assert len(world.chats.sent) == 2
    await world.until(before(lesson, minutes=9))
    assert len(world.chats.sent) == 3


async def test_a_message_that_always_breaks_is_given_up(world: World, clinic: Clinic) -> None:
    person = await invite(world, clinic)
    world.mailbox.refuse("send", *[ValueError("what nobody foresaw")] * MOST_ATTEMPTS)
    await pauses(world, person, MOST_ATTEMPTS)
    row = await world.row(INVITATION, person)
    assert (row.state, row.last_error) == (NotificationState.FAILED, "broken")


async def test_an_invitation_is_mailed_once_and_not_after_it_was_used_or_replaced(
    world: World, clinic: Clinic
) -> None:
    person = await invite(world, clinic)
    async with world.office() as office:
        await office.people.invite_again(clinic.organizer, person.membership_id)
        token = await office.token(person.membership_id)
    await world.tick()
    (mail,) = world.mailbox.to("new@demo.invalid")
    (button,) = [button for row in mail.message.rows for button in row]
    assert button.url is not None
    assert button.url.endswith(token)
    old, new = await world.rows(INVITATION, person)
    assert (old.state, new.state) == (NotificationState.VOID, NotificationState.SENT)


@pytest.mark.parametrize("call", ["edit", "delete"])
async def test_a_card_that_could_not_be_changed_is_changed_later(
    world: World, clinic: Clinic, lesson: Lesson, call: str
) -> None:
    await world.until(before(lesson, minutes=10))
    async with world.office() as office:
        await office.entry.ask(clinic.instructor, lesson.id)
    await world.until(lesson.starts_at)
    world.chats.refuse(call, *failures(TemporaryFailure, 6))
    await world.until(lesson.ends_at + timedelta(minutes=10))
    for shown in (*world.chats.shows(103), *world.chats.shows(PATIENT)):
        assert shown.startswith("Занятие завершено")
