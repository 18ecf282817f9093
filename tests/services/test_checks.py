"""What the rows say is wrong is found, counted, and put into words; what is in order is not."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import (
    InboxState,
    InboxUpdate,
    Meeting,
    MeetingState,
    Membership,
    Notification,
    NotificationKind,
    NotificationState,
)
from services import checks
from services.checks import Area, Finding, words
from services.lessons.rules import ENTRY_OPENS, LINK_DEADLINE
from services.texts import LANGUAGES, Catalogues
from services.vault import Vault
from tests.services.people import TOMORROW_TEN, Clinic, Office, berlin, plan

CATALOGUES = Catalogues(Path(__file__).parents[2] / "locales")

MINUTE = timedelta(minutes=1)


def told(found: Sequence[Finding]) -> list[tuple[str, dict[str, int | str]]]:
    """Return the codes and numbers of findings, each of which has words in every language."""
    for finding in found:
        for language in LANGUAGES:
            sentence = words(CATALOGUES.texts(language), finding)
            assert all(str(value) in sentence for name, value in finding.params.items() if name != "reason")
    return [(finding.code, dict(finding.params)) for finding in found]


WELL: list[tuple[str, dict[str, int | str]]] = [("well", {})]


async def messages(office: Office) -> list[tuple[str, dict[str, int | str]]]:
    """Return what is said of messages and presses now."""
    return told(await checks.planned_messages(office.session, office.clock.now()))


async def lessons(office: Office) -> list[tuple[str, dict[str, int | str]]]:
    """Return what is said of the coming lessons now."""
    return told(await checks.coming_lessons(office.session, office.clock.now()))


async def make_meetings(session: AsyncSession) -> None:
    """Let all meetings be made."""
    await session.execute(update(Meeting).values(state=MeetingState.READY, last_error=None))


async def test_a_clinic_at_rest_is_well(office: Office, clinic: Clinic) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.session.flush()
    assert await messages(office) == WELL
    assert await lessons(office) == WELL


async def test_messages_that_wait_are_overdue_once_nobody_can_be_at_them(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.session.flush()
    office.clock.move(minutes=1.9)
    assert await messages(office) == WELL
    office.clock.move(minutes=3.2)
    assert await messages(office) == [("overdue", {"count": 2, "minutes": 5})]
    under_way = office.clock.now() + MINUTE
    await office.session.execute(update(Notification).values(lease_until=under_way))
    assert await messages(office) == WELL
    office.clock.move(minutes=1)
    assert await messages(office) == [("overdue", {"count": 2, "minutes": 6})]


async def test_what_was_given_up_is_counted_by_reason_for_a_day(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.session.flush()
    of_lesson = update(Notification).where(Notification.lesson_id == lesson.id)
    for kind, state, reason in (
        (NotificationKind.LESSON_PLANNED, NotificationState.FAILED, "telegram_forbidden"),
        (NotificationKind.LESSON_STARTING, NotificationState.EXPIRED, "too_late"),
        (NotificationKind.LESSON_RUNNING, NotificationState.VOID, "replanned"),
    ):
        await office.session.execute(
            of_lesson.where(Notification.kind == kind).values(
                state=state, last_error=reason, due_at=office.clock.now()
            )
        )
    given_up = [
        ("undelivered", {"count": 2, "reason": "telegram_forbidden"}),
        ("undelivered", {"count": 3, "reason": "too_late"}),
    ]
    assert await messages(office) == given_up
    await office.session.execute(of_lesson.values(lease_until=office.clock.now() + timedelta(days=2)))
    office.clock.move(hours=23.9)
    assert await messages(office) == given_up
    office.clock.move(hours=0.2)
    assert await messages(office) == WELL


def test_a_reason_without_words_is_shown_as_its_code() -> None:
    finding = Finding(Area.MESSAGES, "undelivered", params={"count": 1, "reason": "new_reason"})
    assert "new_reason" in words(CATALOGUES.texts("ru"), finding)


@pytest.mark.parametrize(
    ("state", "hours", "found"),
    [
        (InboxState.PARKED, 0, [("parked", {"count": 2})]),
        (InboxState.PARKED, 23.9, [("parked", {"count": 2})]),
        (InboxState.PARKED, 24.1, WELL),
        (InboxState.NEW, 0, WELL),
        (InboxState.NEW, 0.1, [("waiting", {"count": 2})]),
        (InboxState.DONE, 1, WELL),
    ],
)
async def test_presses_that_were_put_aside_or_wait_are_counted(
    office: Office, state: InboxState, hours: float, found: list[tuple[str, dict[str, int | str]]]
) -> None:
    office.session.add_all(
        InboxUpdate(update_id=number, user_id=1, state=state, attempts=0, received_at=office.clock.now())
        for number in (1, 2)
    )
    await office.session.flush()
    office.clock.move(hours=hours)
    assert await messages(office) == found


async def test_a_lesson_of_the_coming_day_lacks_a_meeting_that_failed_or_is_late(
    office: Office, clinic: Clinic
) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.session.flush()
    meeting = update(Meeting).where(Meeting.lesson_id == lesson.id)
    office.clock.move_to(lesson.starts_at - timedelta(days=1, minutes=1))
    await office.session.execute(meeting.values(last_error="zoom_down"))
    assert await lessons(office) == WELL
    office.clock.move(minutes=1)
    assert await lessons(office) == [("no_meeting", {"count": 1, "reason": "zoom_down"})]
    await office.session.execute(meeting.values(last_error=None))
    assert await lessons(office) == WELL
    office.clock.move(minutes=2)
    assert await lessons(office) == [("no_meeting", {"count": 1, "reason": "not_made"})]
    await make_meetings(office.session)
    assert await lessons(office) == WELL
    await office.session.execute(meeting.values(last_error="zoom_rejected"))
    assert await lessons(office) == [("no_meeting", {"count": 1, "reason": "zoom_rejected"})]
    await office.session.execute(delete(Meeting))
    assert await lessons(office) == [("no_meeting", {"count": 1, "reason": "not_made"})]
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    await office.session.flush()
    assert await lessons(office) == WELL


async def test_a_link_to_be_pasted_is_missed_only_once_its_instructor_was_asked(
    office: Office, abroad: Clinic
) -> None:
    lesson = await office.schedule.create(abroad.instructor, plan(abroad.patient))
    await office.session.flush()
    await office.session.execute(update(Meeting).values(last_error="no_link", due_at=lesson.starts_at))
    office.clock.move_to(lesson.starts_at - LINK_DEADLINE - MINUTE)
    assert await lessons(office) == WELL
    office.clock.move(minutes=1)
    assert await lessons(office) == [("no_meeting", {"count": 1, "reason": "no_link"})]


@pytest.mark.parametrize("who", ["instructor", "patient"])
async def test_a_lesson_without_the_reminder_of_one_person_is_found(
    office: Office, clinic: Clinic, who: str
) -> None:
    for day in (24, 25, 26):
        at = TOMORROW_TEN + timedelta(days=day - 24)
        lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=at))
    await office.session.flush()
    reminder = (
        update(Notification)
        .where(
            Notification.lesson_id == lesson.id,
            Notification.kind == NotificationKind.LESSON_STARTING,
            Notification.recipient_id == getattr(clinic, who).person_id,
        )
        .execution_options(synchronize_session=False)
    )
    await office.session.execute(reminder.values(state=NotificationState.VOID))
    assert await lessons(office) == [("no_reminder", {"count": 1})]
    await office.session.execute(reminder.values(state=NotificationState.PLANNED, params={"version": 7}))
    assert await lessons(office) == [("no_reminder", {"count": 1})]
    await office.session.execute(reminder.values(params={"version": 1}))
    assert await lessons(office) == WELL


async def test_a_moved_lesson_and_a_blocked_place_lack_no_reminder(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second))
    await office.schedule.move(clinic.instructor, lesson.id, TOMORROW_TEN + timedelta(hours=3))
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.session.flush()
    assert await lessons(office) == WELL


async def test_a_reminder_that_is_due_or_was_sent_is_not_missed(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.patient))
    await office.session.flush()
    await make_meetings(office.session)
    office.clock.move_to(lesson.starts_at - ENTRY_OPENS)
    await office.session.execute(update(Notification).values(state=NotificationState.SENT))
    assert await lessons(office) == WELL


async def test_zoom_accounts_come_with_their_clinic_and_their_longest_coming_lesson(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.patient, minutes=60))
    await office.schedule.create(
        clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN + timedelta(days=1), minutes=30)
    )
    await office.schedule.create(
        abroad.instructor, plan(abroad.patient, at=berlin("2026-11-24 12:00"), minutes=90)
    )
    await office.session.flush()
    (host,) = await checks.zoom_hosts(office.session, office.clock.now())
    assert (host.clinic, host.login, host.longest) == ("Онкоцентр «Пример»", "ins@demo.invalid", 60)
    office.clock.move_to(TOMORROW_TEN)
    (host,) = await checks.zoom_hosts(office.session, office.clock.now())
    assert host.longest == 30
    await office.session.execute(update(Membership).values(deactivated_at=office.clock.now()))
    assert await checks.zoom_hosts(office.session, office.clock.now()) == []


async def test_other_keys_than_those_the_data_was_sealed_with_are_found(
    sessionmaker: async_sessionmaker[AsyncSession], clinics: tuple[Clinic, Clinic], vault: Vault
) -> None:
    async with sessionmaker() as session:
        assert told([await checks.opened(session)]) == [("opened", {})]
        session.info["vault"] = Vault([bytes(32)])
        session.expunge_all()
        assert told([await checks.opened(session)]) == [("sealed", {})]


async def test_the_number_of_queries_does_not_grow_with_the_rows(
    office: Office, clinic: Clinic, engine: AsyncEngine
) -> None:
    asked: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for days in range(3):
        at = TOMORROW_TEN + timedelta(days=days)
        await office.schedule.create(clinic.instructor, plan(clinic.patient, clinic.second, at=at))
        await office.session.flush()
        asked.clear()
        await messages(office)
        await lessons(office)
        await checks.zoom_hosts(office.session, office.clock.now())
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] > 0
