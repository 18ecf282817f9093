"""What a person changes of themselves holds for them alone, and what waits for them is timed anew."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import update

from models import (
    Lesson,
    LessonMessage,
    LessonMessageKind,
    Notification,
    NotificationKind,
    NotificationState,
    Role,
)
from services.errors import NotHere, Refused
from services.lessons.rules import ENTRY_OPENS
from services.policy import Actor
from services.registration import NewPerson
from tests.services.owed import nothing_owed, owed, rows_for
from tests.services.people import (
    BERLIN,
    DAY_AFTER_TEN,
    HOUR,
    MOSCOW,
    TOMORROW_TEN,
    VLADIVOSTOK,
    Clinic,
    Office,
    berlin,
    moscow,
    plan,
)

KALININGRAD, YEKATERINBURG, KAMCHATKA = "Europe/Kaliningrad", "Asia/Yekaterinburg", "Asia/Kamchatka"
NEWCOMER = NewPerson(Role.PATIENT, "Новых", "Фёдор", None, "new@demo.invalid", MOSCOW)
LATE = moscow("2026-11-23 23:00")
PLANNED, STARTING, REFRESH, CANCELLED, PAUSED, REJECTED = (
    NotificationKind.LESSON_PLANNED,
    NotificationKind.LESSON_STARTING,
    NotificationKind.LESSON_REFRESH,
    NotificationKind.LESSON_CANCELLED,
    NotificationKind.CLEARANCE_PAUSED,
    NotificationKind.INVITATION_REJECTED,
)


async def planned_late(office: Office, clinic: Clinic, at: datetime = DAY_AFTER_TEN) -> Lesson:
    """Plan a lesson for the patient who lives in Moscow when it is night there."""
    office.clock.move_to(LATE)
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.second, at=at))
    await office.session.flush()
    return lesson


async def carded(office: Office, lesson: Lesson, *people: Actor) -> None:
    """Let people have a card of a lesson."""
    for number, actor in enumerate(people, 1):
        office.session.add(
            LessonMessage(
                lesson_id=lesson.id,
                person_id=actor.person_id,
                kind=LessonMessageKind.CARD,
                chat_id=number,
                message_id=number,
            )
        )
    await office.session.flush()


async def due(office: Office, actor: Actor, kind: NotificationKind) -> list[datetime]:
    """Return when messages of a kind are due to a person."""
    await office.session.flush()
    return [at for found, at in await owed(office.session, actor) if found is kind]


@pytest.mark.parametrize(
    ("zone", "sent"),
    [
        (KALININGRAD, "2026-11-24 09:00"),
        (VLADIVOSTOK, "2026-11-24 01:00"),
        (KAMCHATKA, "2026-11-23 23:00"),
    ],
    ids=["morning comes later", "morning comes earlier", "it is morning there"],
)
async def test_what_waited_for_the_morning_waits_for_the_new_zones_morning(
    office: Office, clinic: Clinic, zone: str, sent: str
) -> None:
    await planned_late(office, clinic)
    assert await due(office, clinic.second, PLANNED) == [moscow("2026-11-24 08:00")]
    await office.profile.change_zone(clinic.second, zone)
    assert await due(office, clinic.second, PLANNED) == [moscow(sent)]


async def test_a_morning_too_near_the_lesson_is_not_waited_for(office: Office, clinic: Clinic) -> None:
    await planned_late(office, clinic, TOMORROW_TEN)
    assert await due(office, clinic.second, PLANNED) == [moscow("2026-11-24 08:00")]
    await office.profile.change_zone(clinic.second, KALININGRAD)
    assert await due(office, clinic.second, PLANNED) == [LATE]


async def test_a_moved_lesson_is_told_of_before_its_former_time(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN))
    office.clock.move_to(LATE)
    await office.schedule.move(clinic.instructor, lesson.id, DAY_AFTER_TEN)
    moved = NotificationKind.LESSON_MOVED
    assert await due(office, clinic.second, moved) == [moscow("2026-11-24 08:00")]
    await office.profile.change_quiet_hours(clinic.second, time(20), time(9))
    assert await due(office, clinic.second, moved) == [LATE]


async def test_other_quiet_hours_time_anew_what_waits(office: Office, clinic: Clinic) -> None:
    lesson = await planned_late(office, clinic)
    await office.clearances.suspend(clinic.doctor, clinic.patient.membership_id)
    await office.clearances.suspend(clinic.doctor, clinic.second.membership_id)
    assert await due(office, clinic.second, PAUSED) == [moscow("2026-11-24 08:00")]
    await office.profile.change_quiet_hours(clinic.second, time(22), time(6, 30))
    assert await due(office, clinic.second, PAUSED) == [moscow("2026-11-24 06:30")]
    await office.profile.change_quiet_hours(clinic.second, time(0), time(7))
    assert await due(office, clinic.second, PAUSED) == [LATE]
    assert lesson.starts_at == DAY_AFTER_TEN


async def test_a_cancelled_lessons_message_follows_too(office: Office, clinic: Clinic) -> None:
    lesson = await planned_late(office, clinic)
    await office.calling_off.cancel(clinic.instructor, lesson.id)
    await office.profile.change_quiet_hours(clinic.second, time(20), time(9))
    assert await due(office, clinic.second, CANCELLED) == [moscow("2026-11-24 09:00")]


async def test_an_organizer_hears_of_a_lost_link_after_their_own_quiet_hours(
    office: Office, clinic: Clinic
) -> None:
    office.clock.move_to(LATE)
    await office.profile.change_quiet_hours(clinic.organizer, time(22), time(7))
    await office.registration.register(clinic.organizer, NEWCOMER)
    member = (await office.people.search(clinic.organizer, "Новых"))[0]
    await office.invitations.reject(await office.token(member.id), 999)
    assert await due(office, clinic.organizer, REJECTED) == [moscow("2026-11-24 07:00")]
    await office.profile.change_zone(clinic.organizer, KALININGRAD)
    assert await due(office, clinic.organizer, REJECTED) == [moscow("2026-11-24 08:00")]


async def test_chosen_hours_hold_for_what_is_planned_later(office: Office, clinic: Clinic) -> None:
    await office.profile.change_quiet_hours(clinic.second, time(22, 30), time(7))
    await planned_late(office, clinic)
    assert await due(office, clinic.second, PLANNED) == [moscow("2026-11-24 07:00")]


async def test_the_reminder_and_the_same_days_message_know_no_quiet_hours(
    office: Office, clinic: Clinic
) -> None:
    await office.profile.change_quiet_hours(clinic.second, time(8), time(23))
    start = moscow("2026-11-23 20:00")
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=start))
    assert await due(office, clinic.second, PLANNED) == [office.clock.now()]
    assert await due(office, clinic.second, STARTING) == [start - ENTRY_OPENS]
    await office.profile.change_quiet_hours(clinic.second, time(9), time(23))
    await office.profile.change_zone(clinic.second, KAMCHATKA)
    assert await due(office, clinic.second, STARTING) == [start - ENTRY_OPENS]


async def test_what_is_being_sent_or_failed_before_keeps_its_moment(office: Office, clinic: Clinic) -> None:
    await planned_late(office, clinic)
    for trouble in ({"lease_until": LATE + HOUR}, {"lease_until": None, "last_error": "telegram_down"}):
        await office.session.execute(update(Notification).values(trouble))
        await office.profile.change_quiet_hours(clinic.second, time(20), time(9))
        assert await due(office, clinic.second, PLANNED) == [moscow("2026-11-24 08:00")]
        await office.profile.change_quiet_hours(clinic.second, time(21), time(8))


async def test_a_new_zone_moves_no_lesson_and_touches_nobody_else(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(LATE)
    lesson = await office.schedule.create(
        clinic.instructor, plan(clinic.patient, clinic.second, at=DAY_AFTER_TEN)
    )
    await carded(office, lesson, clinic.instructor, clinic.patient, clinic.second)
    others = (clinic.instructor, clinic.patient, clinic.organizer, clinic.doctor)
    before = {other: await owed(office.session, other) for other in others}
    after = await office.profile.change_zone(clinic.second, YEKATERINBURG)
    await office.session.flush()
    assert after.timezone == YEKATERINBURG
    assert {other: await owed(office.session, other) for other in others} == before
    await office.session.refresh(lesson)
    assert (lesson.starts_at, lesson.version, lesson.timezone) == (DAY_AFTER_TEN, 1, MOSCOW)
    assert await due(office, clinic.second, REFRESH) == [LATE]


@pytest.mark.parametrize("change", ["zone", "language", "quiet hours"])
async def test_a_change_made_twice_changes_nothing_the_second_time(
    office: Office, clinic: Clinic, change: str
) -> None:
    lesson = await planned_late(office, clinic)
    await carded(office, lesson, clinic.second)

    async def make() -> list[tuple[int, datetime]]:
        match change:
            case "zone":
                await office.profile.change_zone(clinic.second, YEKATERINBURG)
            case "language":
                await office.profile.change_language(clinic.second, "ru")
            case _:
                await office.profile.change_quiet_hours(clinic.second, time(22), time(7))
        await office.session.flush()
        rows = await rows_for(office.session, clinic.second)
        return [(row.id, row.due_at) for row in rows if row.kind is not REFRESH]

    first = await make()
    # What went out meanwhile is not owed once more, nor is what is to come timed once more.
    office.clock.move(minutes=1)
    sent = update(Notification).where(Notification.kind == REFRESH).values(state=NotificationState.SENT)
    await office.session.execute(sent)
    assert await make() == first
    assert await due(office, clinic.second, REFRESH) == []


async def test_a_language_there_and_back_again_words_cards_each_time(office: Office, clinic: Clinic) -> None:
    lesson = await planned_late(office, clinic)
    await carded(office, lesson, clinic.second, clinic.patient)
    for language in ("ru", "en", "ru"):
        # The clock stands still: messages must not be taken for one another all the same.
        after = await office.profile.change_language(clinic.second, language)
        assert after.language == (await office.profile.own(after)).language == language
        refreshes = [row for row in await rows_for(office.session, clinic.second) if row.kind is REFRESH]
        assert len(refreshes) == 1
        await office.session.delete(refreshes[0])
        await office.session.flush()
    assert await nothing_owed(office.session, clinic.patient)


async def test_a_second_change_before_a_card_was_worded_anew_asks_once(
    office: Office, clinic: Clinic
) -> None:
    lesson = await planned_late(office, clinic)
    await carded(office, lesson, clinic.second)
    await office.profile.change_language(clinic.second, "ru")
    await office.profile.change_zone(clinic.second, KALININGRAD)
    assert len(await due(office, clinic.second, REFRESH)) == 1


async def test_a_card_that_is_on_its_way_is_worded_anew_after_it(office: Office, clinic: Clinic) -> None:
    await planned_late(office, clinic)
    await office.session.execute(
        update(Notification).where(Notification.kind == PLANNED).values(lease_until=LATE + HOUR)
    )
    await office.profile.change_language(clinic.second, "ru")
    assert await due(office, clinic.second, REFRESH) == [LATE]


async def test_the_card_of_a_lesson_that_is_over_stays(office: Office, clinic: Clinic) -> None:
    lesson = await planned_late(office, clinic)
    await carded(office, lesson, clinic.second)
    office.clock.move_to(lesson.ends_at)
    await office.profile.change_zone(clinic.second, KALININGRAD)
    assert await due(office, clinic.second, REFRESH) == []


async def test_a_preview_has_ones_own_lessons_and_changes_nothing(
    office: Office, clinic: Clinic, abroad: Clinic
) -> None:
    starts = [TOMORROW_TEN + timedelta(days=day) for day in range(5)]
    for start in starts:
        await office.schedule.create(clinic.instructor, plan(clinic.second, at=start))
    called_off = await office.schedule.create(clinic.instructor, plan(clinic.second, at=starts[0] + HOUR))
    await office.calling_off.cancel(clinic.instructor, called_off.id)
    before = await owed(office.session, clinic.second)
    for actor in (clinic.second, clinic.instructor):
        preview = await office.profile.preview_zone(actor, YEKATERINBURG)
        assert (list(preview.starts), preview.more, preview.odd_hours) == (starts[:3], 2, False)
    for actor in (clinic.patient, clinic.doctor, clinic.organizer, abroad.patient):
        preview = await office.profile.preview_zone(actor, YEKATERINBURG)
        assert (list(preview.starts), preview.more) == ([], 0)
    assert (await office.profile.preview_zone(clinic.second, "America/New_York")).odd_hours
    assert await owed(office.session, clinic.second) == before
    assert (await office.profile.own(clinic.second)).timezone == MOSCOW


async def test_over_a_change_of_clocks_only_the_hours_after_it_are_odd(
    office: Office, abroad: Clinic
) -> None:
    """19:30 in Berlin is 21:30 in Moscow in winter, 20:30 in summer."""
    office.clock.move_to(berlin("2027-03-26 09:00"))
    await office.clearances.give(
        abroad.doctor, abroad.patient.membership_id, berlin("2027-04-30 00:00").date()
    )
    lesson = await office.schedule.create(
        abroad.instructor, plan(abroad.patient, at=berlin("2027-03-29 19:00"), minutes=30)
    )
    assert not (await office.profile.preview_zone(abroad.patient, MOSCOW)).odd_hours
    await office.schedule.move(abroad.instructor, lesson.id, berlin("2027-03-27 19:00"))
    assert (await office.profile.preview_zone(abroad.patient, MOSCOW)).odd_hours
    assert not (await office.profile.preview_zone(abroad.patient, BERLIN)).odd_hours


@pytest.mark.parametrize("zone", ["", "Europe/Nowhere", "🙂", "x" * 5000, "<b>Europe/Moscow</b>"])
async def test_a_zone_that_does_not_exist_is_refused(office: Office, clinic: Clinic, zone: str) -> None:
    for deed in (office.profile.preview_zone, office.profile.change_zone):
        with pytest.raises(Refused) as refusal:
            await deed(clinic.second, zone)
        assert refusal.value.code == "zone-unknown"
    assert (await office.profile.own(clinic.second)).timezone == MOSCOW


async def test_a_language_without_words_is_not_here(office: Office, clinic: Clinic) -> None:
    with pytest.raises(NotHere):
        await office.profile.change_language(clinic.second, "de")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (time(21), time(21), "quiet-hours"),
        (time(7), time(23, 1), "quiet-hours-long"),
        (time(8), time(7, 59), "quiet-hours-long"),
    ],
)
async def test_hours_that_leave_no_day_are_refused(
    office: Office, clinic: Clinic, start: time, end: time, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        await office.profile.change_quiet_hours(clinic.second, start, end)
    assert refusal.value.code == code
    assert (await office.profile.own(clinic.second)).quiet_hours == (time(21), time(8))
