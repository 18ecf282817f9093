"""A channel that is out: left alone, nothing given up, and when it is back what is due now goes first."""

from datetime import timedelta

import pytest

from models import Channel, NotificationKind, NotificationState
from services.notifications.outbox import MOST_ATTEMPTS
from services.ports import PermanentFailure, TemporaryFailure, UnknownOutcome
from tests.scheduler.outside import failures
from tests.scheduler.world import PATIENT, SECOND, World, after, before
from tests.services.people import TOMORROW_TEN, Clinic

PLANNED, STARTING = NotificationKind.LESSON_PLANNED, NotificationKind.LESSON_STARTING

ABROAD = 204
"""The chat of the patient abroad."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


def go_out(world: World, tries: int = 2000) -> None:
    """Let Telegram refuse everything for a reason of its own."""
    for call in ("send", "edit", "delete"):
        world.chats.refuse(call, *failures(TemporaryFailure, tries, "telegram_down"))


def come_back(world: World) -> None:
    """Let Telegram answer again."""
    for call in ("send", "edit", "delete"):
        world.chats.recover(call)


async def test_telegram_that_is_out_for_an_hour_is_tried_now_and_then_and_loses_nothing(
    world: World, clinic: Clinic
) -> None:
    go_out(world)
    for hours in range(12):
        await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN + timedelta(hours=hours))
    start = world.clock.now()
    await world.until(start + timedelta(hours=1))
    tried = world.chats.refused["send"]
    assert 60 <= tried <= 200
    rows = await world.rows(PLANNED, clinic.patient)
    assert {row.state for row in rows} == {NotificationState.PLANNED}
    come_back(world)
    await world.until(world.clock.now() + timedelta(minutes=2))
    rows = await world.rows(PLANNED, clinic.patient)
    assert {row.state for row in rows} == {NotificationState.SENT}
    assert len(world.chats.to(PATIENT)) == 12


async def test_what_is_due_now_goes_before_what_was_left(
    world: World, clinic: Clinic, abroad: Clinic
) -> None:
    early = await world.hold(clinic.instructor, clinic.patient, minutes=180)
    late = await world.hold(abroad.instructor, abroad.patient, at=TOMORROW_TEN + timedelta(minutes=60))
    await world.until(before(early, minutes=11))
    already = len(world.chats.sent)
    world.mail_set_up = False
    world.clock.move_to(before(late, minutes=5))
    await world.tick()
    order = [sending.to for sending in world.chats.sent[already:] if sending.to in (PATIENT, ABROAD)]
    assert order == [ABROAD, PATIENT]


async def test_a_reminder_goes_by_mail_when_telegram_does_not_work_for_two_minutes(
    world: World, clinic: Clinic
) -> None:
    lesson = await world.hold(clinic.instructor, clinic.patient)
    await world.until(before(lesson, minutes=11))
    already = len(world.chats.to(PATIENT))
    go_out(world)
    await world.until(before(lesson, minutes=6))
    (mail,) = world.mailbox.to("p1@demo.invalid")
    assert "zoom.example.org" in str(mail.message.rows)
    come_back(world)
    await world.until(before(lesson, minutes=4))
    assert "Через 6 минут" in world.chats.to(PATIENT)[already]
    await world.until(after(lesson))
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.sent_by) == (NotificationState.SENT, Channel.TELEGRAM)
    assert len(world.chats.to(PATIENT)) == already + 1
    assert len(world.mailbox.to("p1@demo.invalid")) == 1
    assert len(world.mailbox.to("ins@demo.invalid")) == 1


@pytest.mark.parametrize("end", ["out to the end", "answers lost", "blocked meanwhile"])
async def test_a_reminder_that_was_mailed_counts_as_sent_though_telegram_never_takes_it(
    world: World, clinic: Clinic, end: str
) -> None:
    lesson = await world.hold(clinic.instructor, clinic.patient)
    await world.until(before(lesson, minutes=11))
    go_out(world)
    await world.until(before(lesson, minutes=6))
    if end != "out to the end":
        come_back(world)
    if end == "answers lost":
        world.chats.refuse("send", *failures(UnknownOutcome, 500, "telegram_cut"))
    if end == "blocked meanwhile":
        world.chats.blocked.add(PATIENT)
    await world.until(after(lesson, minutes=30))
    row = await world.row(STARTING, clinic.patient)
    assert (row.state, row.sent_by) == (NotificationState.SENT, Channel.MAIL)
    assert len(world.mailbox.to("p1@demo.invalid")) == 1


async def test_a_mail_server_that_is_out_holds_up_nothing_in_telegram(
    world: World, clinic: Clinic, abroad: Clinic
) -> None:
    world.mailbox.refuse("send", *failures(TemporaryFailure, 500, "mail_down"))
    world.chats.blocked.add(SECOND)
    for hours in range(8):
        await world.hold(clinic.instructor, clinic.second, at=TOMORROW_TEN + timedelta(hours=hours))
    await world.until(world.clock.now() + timedelta(minutes=30))
    await world.hold(abroad.instructor, abroad.patient)
    await world.tick()
    assert len(world.chats.to(ABROAD)) == 1


async def test_a_message_that_fails_while_others_get_through_is_given_up(
    world: World, clinic: Clinic, abroad: Clinic
) -> None:
    await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN + timedelta(days=2))

    async def refused_to_one(chat: int) -> None:
        if chat == PATIENT:
            raise TemporaryFailure("telegram_down")

    world.chats.meanwhile = refused_to_one
    for hours in range(MOST_ATTEMPTS + 2):
        await world.hold(abroad.instructor, abroad.patient, at=TOMORROW_TEN + timedelta(hours=hours))
        await world.until(world.clock.now() + timedelta(minutes=2))
    row = await world.row(PLANNED, clinic.patient)
    assert (row.state, row.last_error, row.attempts) == (
        NotificationState.FAILED,
        "telegram_down",
        MOST_ATTEMPTS,
    )


async def test_a_refusal_for_good_is_an_answer_too(world: World, clinic: Clinic) -> None:
    for hours in range(10):
        await world.hold(clinic.instructor, clinic.patient, at=TOMORROW_TEN + timedelta(hours=hours))
    world.chats.refuse("send", *failures(PermanentFailure, 6, "telegram_refused"))
    await world.tick()
    assert len(world.chats.to(PATIENT)) == 4
