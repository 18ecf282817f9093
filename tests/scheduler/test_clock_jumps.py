"""The clock is set forward or back by an hour or a day: each message once, in true words, or said why not.

A jump forward is also what a program sees that was down meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import time_machine

from bot.clock import SystemClock
from models import HostProvider, Lesson, MeetingState, NotificationKind, NotificationState
from scheduler import ticker as hand
from scheduler.meetings import Meetings
from scheduler.outage import FAILURES
from scheduler.ticker import Ticker
from scheduler.work import Work
from services import checks
from services.checks import Area, Finding
from services.notifications import outbox
from services.notifications.planning import LESSON_KINDS, owe
from services.ports import PermanentFailure, TemporaryFailure
from tests.scheduler.outside import failures, links
from tests.scheduler.world import CATALOGUES, INSTRUCTOR, ORGANIZER, PATIENT, SECOND, World, after, before
from tests.services.people import BOT, TOMORROW_TEN, Clinic

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STARTING, RUNNING, MISSING = (
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_RUNNING,
    NotificationKind.MEETING_MISSING,
)
EXPIRED = NotificationState.EXPIRED
WHO_WAS_THERE, AWAITED = "Отметьте, кто был", "Вас ждут на занятии"
EVERYONE = {INSTRUCTOR: 1, PATIENT: 1, SECOND: 1}

JUMPS = pytest.mark.parametrize("jump", [HOUR, DAY], ids=["an hour", "a day"])


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


@pytest.fixture
async def lesson(world: World, clinic: Clinic) -> Lesson:
    """A lesson of both patients, the day after tomorrow at ten; they were told of it, and are not asked."""
    async with world.office() as office:
        for patient in (clinic.patient, clinic.second):
            await office.profile.switch(patient, "lesson_asked", on=False)
    lesson = await world.hold(clinic.instructor, clinic.patient, clinic.second, at=TOMORROW_TEN + DAY)
    await world.until(before(lesson, hours=26))
    world.chats.sent.clear()
    return lesson


@pytest.fixture
async def later(world: World, clinic: Clinic, lesson: Lesson) -> Lesson:
    """Their next lesson, two hours after the first one's start."""
    later = await world.hold(clinic.instructor, clinic.patient, clinic.second, at=lesson.starts_at + 2 * HOUR)
    await world.tick()
    world.chats.sent.clear()
    return later


def sent(world: World) -> Counter[int | str]:
    """Return how much was sent to whom, but for what an instructor who does nothing is reminded of."""
    prompts = (WHO_WAS_THERE, AWAITED)
    return Counter(sending.to for sending in world.chats.sent if not sending.text.startswith(prompts))


async def reminded_at(world: World, lesson: Lesson) -> list[timedelta]:
    """Return how long before the lesson each person's only reminder went out."""
    rows = [row for row in await world.rows(STARTING) if row.lesson_id == lesson.id]
    assert len({row.recipient_id for row in rows}) == len(rows) == 3
    return [lesson.starts_at - row.sent_at for row in rows if row.sent_at is not None]


def card(world: World, chat: int) -> str:
    """Return the first line of the lowest message of a chat that is about a lesson."""
    lines = [text.partition("\n")[0] for text in world.chats.shows(chat)]
    return next(line for line in reversed(lines) if line != WHO_WAS_THERE)


@pytest.mark.parametrize(
    ("left", "jump", "russian", "english"),
    [
        (63 * MINUTE, HOUR, "Через 3 минуты, в 17:00 по вашему времени", "In 3 minutes, at 10:00"),
        (DAY + 3 * MINUTE, DAY, "Через 3 минуты, в 17:00 по вашему времени", "In 3 minutes, at 10:00"),
        (30 * MINUTE, HOUR, "Занятие идёт с 17:00 по вашему времени", "Your session started at 10:00"),
        (DAY - 30 * MINUTE, DAY, "Занятие идёт с 17:00 по вашему времени", "Your session started at 10:00"),
        # Set right again within the ten minutes, the clock runs through what it jumped over.
        (6 * MINUTE, -HOUR, "Через 10 минут, в 17:00 по вашему времени", "In 10 minutes, at 10:00"),
    ],
    ids=["an hour to 3 minutes", "a day to 3 minutes", "an hour into it", "a day into it", "back, down"],
)
async def test_what_a_jump_leaves_of_use_goes_out_once_with_true_words(
    world: World, lesson: Lesson, left: timedelta, jump: timedelta, russian: str, english: str
) -> None:
    await world.until(lesson.starts_at - max(left, 11 * MINUTE))
    world.clock.move_to(lesson.starts_at - left + jump)
    await world.until(after(lesson, days=1))
    assert sent(world) == EVERYONE
    (patients,), (seconds,) = world.chats.to(PATIENT), world.chats.to(SECOND)
    assert patients.startswith(russian)
    assert seconds.startswith(english)
    assert all(links(sending.message) for sending in world.chats.sent if sending.to != INSTRUCTOR)


@JUMPS
async def test_what_a_jump_leaves_of_no_use_goes_to_nobody_and_is_listed_with_the_reason(
    world: World, lesson: Lesson, jump: timedelta
) -> None:
    # Only the organizer may hear of it: by the look of the morning, which finds what was not delivered.
    await world.until(lesson.ends_at + MINUTE - jump)
    world.clock.move_to(lesson.ends_at + MINUTE)
    await world.until(lesson.ends_at + 2 * MINUTE)
    assert set(sent(world)) <= {ORGANIZER}
    expired = [row for kind in LESSON_KINDS for row in await world.rows(kind, state=EXPIRED)]
    assert Counter(row.kind for row in expired if row.last_error == "too_late") == Counter(
        {STARTING: 3, RUNNING: 3, NotificationKind.ENTRY_ASKED: 2, MISSING: 1 if jump == DAY else 0}
    )
    async with world.sessions() as session:
        found = await checks.planned_messages(session, world.clock.now())
    assert found == [
        Finding(Area.MESSAGES, "undelivered", params={"count": len(expired), "reason": "too_late"})
    ]
    assert (card(world, PATIENT), card(world, SECOND)) == ("Занятие завершено", "The session is over")
    await world.until(after(lesson, days=1))
    assert set(sent(world)) <= {ORGANIZER}


@JUMPS
@pytest.mark.parametrize(
    "passed", [-10 * MINUTE, timedelta(0), 20 * MINUTE, 80 * MINUTE], ids=["told", "begun", "on", "over"]
)
async def test_after_a_jump_back_nothing_is_sent_again_and_what_comes_later_goes_out_once(
    world: World, lesson: Lesson, later: Lesson, jump: timedelta, passed: timedelta
) -> None:
    await world.until(lesson.starts_at + passed)
    assert sent(world) == EVERYONE
    world.clock.move_to(world.clock.now() - jump)
    await world.until(before(later, minutes=11))
    assert sent(world) == EVERYONE
    await world.until(after(later, days=1))
    assert sent(world) == dict.fromkeys(EVERYONE, 2)
    assert await reminded_at(world, lesson) == await reminded_at(world, later) == [10 * MINUTE] * 3
    assert {card(world, chat) for chat in (PATIENT, INSTRUCTOR)} == {"Занятие завершено"}


@JUMPS
async def test_a_clock_that_was_ahead_and_is_set_right_neither_repeats_nor_hides_what_comes(
    world: World, lesson: Lesson, later: Lesson, jump: timedelta
) -> None:
    await world.until(before(later, minutes=11) - jump)
    world.clock.move(seconds=jump.total_seconds())
    await world.tick()
    told = sent(world)
    world.clock.move(seconds=-jump.total_seconds())
    await world.until(before(later, minutes=11))
    assert sent(world) == told
    world.chats.sent.clear()
    await world.until(after(later, days=1))
    assert sent(world) == EVERYONE
    assert await reminded_at(world, later) == [10 * MINUTE] * 3


@JUMPS
async def test_down_through_the_due_time_and_set_back_before_the_start_each_is_reminded_once(
    world: World, lesson: Lesson, later: Lesson, jump: timedelta
) -> None:
    await world.until(before(lesson, minutes=11))
    world.clock.move_to(before(lesson, minutes=5))
    await world.sleep_until(before(lesson, minutes=5) - jump)
    assert sent(world) == {}
    await world.until(after(later, days=1))
    assert sent(world) == dict.fromkeys(EVERYONE, 2)
    assert await reminded_at(world, lesson) == await reminded_at(world, later) == [10 * MINUTE] * 3


@JUMPS
@pytest.mark.parametrize("back", [False, True], ids=["and stays so", "and is set right"])
async def test_meetings_are_made_once_and_removed_once(
    world: World, lesson: Lesson, later: Lesson, jump: timedelta, back: bool
) -> None:
    for moment in (before(lesson, hours=25), before(lesson, minutes=11)):
        await world.until(moment)
        world.clock.move(seconds=jump.total_seconds())
        await world.tick()
        if back:
            world.clock.move(seconds=-jump.total_seconds())
            await world.tick()
    await world.until(after(later, days=1))
    assert Counter(world.zoom.calls) == {"create": 2, "delete": 2}
    assert world.zoom.there == {}
    states = [(await world.meeting(one)).state for one in (lesson, later)]
    assert states == [MeetingState.REMOVED] * 2


@JUMPS
@pytest.mark.parametrize("back", [False, True], ids=["forward", "back"])
async def test_the_evenings_question_comes_once(
    world: World, lesson: Lesson, jump: timedelta, back: bool
) -> None:
    evening = lesson.starts_at + 10 * HOUR
    await world.until(evening + MINUTE if back else evening - jump / 2)
    world.clock.move_to(world.clock.now() + (-jump if back else jump))
    await world.until(evening + 2 * DAY)
    asked = [text for text in world.chats.to(INSTRUCTOR) if text.startswith(WHO_WAS_THERE)]
    assert len(asked) == 1


@JUMPS
async def test_what_a_dead_worker_had_taken_up_goes_out_once_after_a_jump_back(
    world: World, lesson: Lesson, jump: timedelta
) -> None:
    await world.until(before(lesson, minutes=11))
    world.clock.move_to(before(lesson, minutes=10))
    async with world.work.transaction() as session:
        assert len(await outbox.claim(session, world.clock.now())) == 3
    world.clock.move(seconds=-jump.total_seconds())
    await world.until(after(lesson, days=1))
    assert sent(world) == EVERYONE
    assert await reminded_at(world, lesson) == [9 * MINUTE] * 3


@JUMPS
async def test_a_channel_that_was_out_when_the_clock_was_set_back_is_tried_again_at_once(
    world: World, clinic: Clinic, lesson: Lesson, jump: timedelta
) -> None:
    world.chats.refuse("send", *failures(TemporaryFailure, FAILURES, "telegram_down"))
    lessons = await hold_some(world, clinic)
    await world.tick()
    assert sent(world) == {}
    world.clock.move(seconds=-jump.total_seconds())
    await world.hold(clinic.instructor, clinic.second, at=world.clock.now() + 30 * MINUTE)
    await world.tick()
    assert len(world.chats.to(SECOND)) == 1
    await world.until(after(lessons[-1]))
    told = world.chats.to(PATIENT)
    assert len(told) == len(set(told)) == 2 * len(lessons)


@JUMPS
async def test_a_provider_that_turned_the_program_away_when_the_clock_was_set_back_is_asked_again(
    world: World, clinic: Clinic, lesson: Lesson, jump: timedelta
) -> None:
    world.zoom.refuse("create", *failures(PermanentFailure, 100, "zoom_credentials"))
    await hold_some(world, clinic)
    await world.until(world.clock.now() + 20 * MINUTE)
    assert world.zoom.there == {}
    world.zoom.recover("create")
    world.clock.move(seconds=-jump.total_seconds())
    fresh = await world.hold(clinic.instructor, clinic.second, at=world.clock.now() + 40 * MINUTE)
    await world.until(before(fresh, minutes=5))
    assert (await world.meeting(fresh)).state is MeetingState.READY


async def hold_some(world: World, clinic: Clinic) -> Sequence[Lesson]:
    """Save lessons of which people are told, and whose meetings are made, at this moment."""
    start = world.clock.now() + 3 * HOUR
    return [
        await world.hold(clinic.instructor, clinic.patient, at=start + number * HOUR)
        for number in range(FAILURES)
    ]


@pytest.mark.parametrize(
    "jumps",
    [[-HOUR], [-DAY], [HOUR], [DAY], [-DAY, DAY], [DAY, -DAY]],
    ids=["hour back", "day back", "hour forward", "day forward", "back and right", "forward and right"],
)
async def test_the_machines_own_clock_may_be_set_while_the_program_ticks(
    world: World, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, jumps: list[timedelta]
) -> None:
    """time-machine leaves the monotonic clock alone, as setting a machine's clock does."""
    monkeypatch.setattr(hand, "WATCHED_EVERY", 0.05)
    work = Work(world.sessions, SystemClock(), world.vault, CATALOGUES, BOT)
    arrived: asyncio.Queue[int] = asyncio.Queue()
    world.chats.meanwhile = arrived.put
    with time_machine.travel(TOMORROW_TEN + 2 * DAY) as machine:
        meetings = Meetings(work, {HostProvider.ZOOM: world.zoom})
        looks = world.checkups_of(work)
        ticker = Ticker(work, world.deliveries_of(work), meetings, world.imports, looks)
        ticker.start()
        try:
            for number, jump in enumerate([timedelta(0), *jumps]):
                machine.shift(jump)
                # What is under way is finished, so that only a tick of the time after can send what follows.
                await ticker.run_until_quiet()
                await owe_note(world, clinic, str(number), SystemClock().now())
                assert await arrived.get() == PATIENT
        finally:
            await ticker.stop()
    rows = await world.rows(NotificationKind.CLEARANCE_GIVEN)
    assert [row.state for row in rows] == [NotificationState.SENT] * (len(jumps) + 1)
    assert sent(world) == {PATIENT: len(jumps) + 1}


async def owe_note(world: World, clinic: Clinic, key: str, due_at: datetime) -> None:
    """Owe a patient a message without waking the ticker."""
    async with world.office() as office:
        person = await office.identity.person(clinic.patient)
        owe(
            office.session,
            NotificationKind.CLEARANCE_GIVEN,
            person,
            organization_id=clinic.patient.organization_id,
            key=key,
            due_at=due_at,
            membership_id=clinic.patient.membership_id,
        )
