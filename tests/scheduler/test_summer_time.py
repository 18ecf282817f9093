"""Lessons around a change of clocks, from their saving to their end, in the chats of their people."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from models import Lesson, NotificationKind, NotificationState, Organization, Person
from services import timetable
from services.notifications.planning import LESSON_KINDS
from services.policy import Actor
from services.timetable import NoSuchTime, TwiceThatTime
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World
from tests.services.people import MOSCOW, Clinic

MINUTES = 20
AWAITED = "Инструктор задерживается"
PROMPTS = ("Отметьте, кто был", "Вас ждут на занятии")
"""What an instructor who does nothing is reminded of."""

OF_NO_NEED = {
    (NotificationKind.PATIENTS_UNREACHED, "not_wanted"),
    (NotificationKind.ATTENDANCE_ASKED, "not_wanted"),
    (NotificationKind.DAY_TOLD, "muted"),
}
"""Everybody is reached, one question of the evening asks about all lessons of the day, and the instructor
does without the day's lessons in the morning."""

MISSING, SENT = NotificationKind.MEETING_MISSING, NotificationState.SENT


@dataclass(frozen=True)
class Change:
    """A zone, a wall-clock time that is asked for, and what is offered for it, as its clocks show it.

    ``before`` and ``after`` are lessons by the clocks before and after the change.
    """

    zone: str
    asked: str
    offered: tuple[str, ...]
    before: str
    after: str

    @property
    def starts(self) -> list[datetime]:
        """The lessons' starts with the offsets of their clocks, in order."""
        return [datetime.fromisoformat(text) for text in (self.before, *self.offered, self.after)]


# IANA's time zone database of 2026 (pytz 2026.6).
CHANGES = {
    "Berlin, an hour lost": Change(
        "Europe/Berlin",
        "2027-03-28T02:30",
        ("2027-03-28T03:00+02:00",),
        before="2027-03-28T01:25+01:00",
        after="2027-03-28T10:00+02:00",
    ),
    "Berlin, an hour twice": Change(
        "Europe/Berlin",
        "2027-10-31T02:30",
        ("2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00"),
        before="2027-10-30T10:00+02:00",
        after="2027-10-31T03:05+01:00",
    ),
    "Santiago, an hour lost at midnight": Change(
        "America/Santiago",
        "2027-09-05T00:30",
        ("2027-09-05T01:00-03:00",),
        before="2027-09-04T23:35-04:00",
        after="2027-09-05T10:00-03:00",
    ),
    "Santiago, the evening's last hour twice": Change(
        "America/Santiago",
        "2027-04-03T23:30",
        ("2027-04-03T23:30-03:00", "2027-04-03T23:30-04:00"),
        before="2027-04-03T10:00-03:00",
        after="2027-04-04T00:05-04:00",
    ),
    "Dublin, an hour lost": Change(
        "Europe/Dublin",
        "2027-03-28T01:30",
        ("2027-03-28T02:00+01:00",),
        before="2027-03-28T00:25+00:00",
        after="2027-03-28T10:00+01:00",
    ),
    # Winter is what Irish law makes the exception, so the zone's own word for summer time is turned round.
    "Dublin, an hour twice": Change(
        "Europe/Dublin",
        "2027-10-31T01:30",
        ("2027-10-31T01:30+01:00", "2027-10-31T01:30+00:00"),
        before="2027-10-30T10:00+01:00",
        after="2027-10-31T02:05+00:00",
    ),
    "Lord Howe, half an hour lost": Change(
        "Australia/Lord_Howe",
        "2027-10-03T02:15",
        ("2027-10-03T02:30+11:00",),
        before="2027-10-03T01:25+10:30",
        after="2027-10-03T10:00+11:00",
    ),
    "Lord Howe, half an hour twice": Change(
        "Australia/Lord_Howe",
        "2027-04-04T01:35",
        ("2027-04-04T01:35+11:00", "2027-04-04T01:35+10:30"),
        before="2027-04-03T10:00+11:00",
        after="2027-04-04T02:05+10:30",
    ),
    "Troll, two hours lost": Change(
        "Antarctica/Troll",
        "2027-03-28T02:00",
        ("2027-03-28T03:00+02:00",),
        before="2027-03-28T00:25+00:00",
        after="2027-03-28T10:00+02:00",
    ),
    "Troll, two hours twice": Change(
        "Antarctica/Troll",
        "2027-10-31T02:00",
        ("2027-10-31T02:00+02:00", "2027-10-31T02:00+00:00"),
        before="2027-10-30T10:00+02:00",
        after="2027-10-31T03:05+00:00",
    ),
    "Casablanca, no change since September 2026": Change(
        "Africa/Casablanca",
        "2027-03-14T02:30",
        ("2027-03-14T02:30+00:00",),
        before="2027-03-14T01:30+00:00",
        after="2027-03-14T10:00+00:00",
    ),
    "Tehran, no change since 2022": Change(
        "Asia/Tehran",
        "2027-03-22T00:30",
        ("2027-03-22T00:30+03:30",),
        before="2027-03-21T23:30+03:30",
        after="2027-03-22T10:00+03:30",
    ),
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: nothing here depends on which it is."""
    return sqlite_url


@pytest.fixture(params=list(CHANGES.values()), ids=list(CHANGES))
def change(request: pytest.FixtureRequest) -> Change:
    """Each change of clocks."""
    found: Change = request.param
    return found


@pytest.fixture
async def local(world: World, clinic: Clinic, change: Change) -> Clinic:
    """The clinic, its instructor and its first patient in the zone, two days before; the second in Moscow."""
    world.clock.move_to(change.starts[0] - timedelta(days=2))
    people = {name: replace(actor, clinic_timezone=change.zone) for name, actor in vars(clinic).items()}
    for name in ("instructor", "patient"):
        people[name] = replace(people[name], timezone=change.zone)
    local = Clinic(**people)
    ids = [local.instructor.person_id, local.patient.person_id]
    async with world.office() as office:
        await office.session.execute(
            update(Organization)
            .where(Organization.id == local.patient.organization_id)
            .values(timezone=change.zone)
        )
        await office.session.execute(update(Person).where(Person.id.in_(ids)).values(timezone=change.zone))
        for patient in (local.patient, local.second):
            until = change.starts[-1].date() + timedelta(days=1)
            await office.clearances.give(local.doctor, patient.membership_id, until)
    await world.until(world.clock.now() + timedelta(hours=16))
    world.chats.sent.clear()
    return local


def chosen(change: Change) -> Sequence[datetime]:
    """Return what may be chosen for the time that is asked for."""
    try:
        return [timetable.to_moment(datetime.fromisoformat(change.asked), change.zone)]
    except NoSuchTime as gap:
        return [timetable.to_moment(gap.next_valid, change.zone)]
    except TwiceThatTime as twice:
        return [twice.first, twice.second]


async def hold_all(world: World, local: Clinic, change: Change) -> list[Lesson]:
    """Let the instructor save the lessons, of which they wrote the wall-clock times."""
    assert list(chosen(change)) == change.starts[1:-1]
    before, *_, after = change.starts
    starts = [
        timetable.to_moment(before.replace(tzinfo=None), change.zone),
        *chosen(change),
        timetable.to_moment(after.replace(tzinfo=None), change.zone),
    ]
    return [
        await world.hold(local.instructor, local.patient, local.second, at=start, minutes=MINUTES)
        for start in starts
    ]


def reminders(world: World, chat: int, words: str) -> list[tuple[datetime, str]]:
    """Return when a chat's reminders went out, and with what first line."""
    lines = [(each.at, each.text.partition("\n")[0]) for each in world.chats.sent if each.to == chat]
    return [(at, line) for at, line in lines if words in line]


async def questions(world: World, reader: Actor, lessons: Sequence[Lesson]) -> int:
    """Return how many questions a patient was sent: one a lesson at most, on its eve at ten."""
    rows = await world.rows(NotificationKind.LESSON_ASKED, reader, SENT)
    starts = {lesson.id: timetable.to_local(lesson.starts_at, reader.timezone) for lesson in lessons}
    assert len({row.lesson_id for row in rows}) == len(rows)
    for row in rows:
        assert row.sent_at is not None
        assert row.lesson_id is not None
        asked = timetable.to_local(row.sent_at, reader.timezone)
        assert f"{asked:%H:%M}" == "10:00"
        assert asked.date() == starts[row.lesson_id].date() - timedelta(days=1)
    return len(rows)


async def test_each_message_comes_once_the_reminder_ten_real_minutes_before_with_what_the_clocks_show(
    world: World, local: Clinic, change: Change
) -> None:
    lessons = await hold_all(world, local, change)
    await world.until(lessons[-1].ends_at + timedelta(days=1))
    due = [start - timedelta(minutes=10) for start in change.starts]
    wall = [f"{start:%H:%M}" for start in change.starts]
    moscow = [f"{timetable.to_local(start, MOSCOW):%H:%M}" for start in change.starts]

    in_ten = [f"Через 10 минут, в {clock}" for clock in wall]
    assert reminders(world, PATIENT, "минут") == list(zip(due, in_ten, strict=True))
    in_ten = [f"In 10 minutes, at {clock} your time" for clock in moscow]
    assert reminders(world, SECOND, "minutes") == list(zip(due, in_ten, strict=True))
    in_ten = [f"Занятие начинается: {clock}, через 10 минут" for clock in wall]
    assert reminders(world, INSTRUCTOR, "минут") == list(zip(due, in_ten, strict=True))

    planned = [text for text in world.chats.to(PATIENT) if text.startswith("Для вас назначено занятие")]
    for text, start in zip(planned, change.starts, strict=True):
        assert re.search(rf", {start.day} \w+, {start:%H:%M}\n", text)
    edited = [sending.text for sending in world.chats.edited if sending.to == PATIENT]
    running = [text.partition("\n")[0] for text in edited if "Войти можно до" in text and AWAITED not in text]
    assert running == [f"Занятие идёт с {clock}" for clock in wall]

    about_lessons = [one.to for one in world.chats.sent if not one.text.startswith(PROMPTS)]
    assert Counter(about_lessons) == {
        PATIENT: 2 * len(lessons) + await questions(world, local.patient, lessons),
        SECOND: 2 * len(lessons) + await questions(world, local.second, lessons),
        INSTRUCTOR: len(lessons),
    }
    rows = [row for kind in LESSON_KINDS for row in await world.rows(kind) if row.state is not SENT]
    assert {(row.kind, row.last_error) for row in rows} - OF_NO_NEED == {(MISSING, "meeting_ready")}
    assert Counter(world.zoom.calls) == {"create": len(lessons), "delete": len(lessons)}
