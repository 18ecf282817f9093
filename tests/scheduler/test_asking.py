"""«Придёте?»: the day before at ten by the patient's own clock, in the card that later lets them in."""

from datetime import UTC, datetime, timedelta

import pytest

from models import DeclineReason, Lesson, NotificationKind, NotificationState
from tests.scheduler.outside import buttons
from tests.scheduler.world import INSTRUCTOR, PATIENT, SECOND, World, before
from tests.services.people import HOUR, VLADIVOSTOK, Clinic, berlin, moscow

ASKED = NotificationKind.LESSON_ASKED
FRIDAY_TEN = moscow("2026-11-27 10:00")


@pytest.fixture
async def lesson(world: World, clinic: Clinic) -> Lesson:
    """A lesson of both patients on Friday at ten in Moscow, five in the afternoon in Vladivostok."""
    lesson = await world.hold(clinic.instructor, clinic.patient, clinic.second, at=FRIDAY_TEN)
    await world.tick()
    return lesson


async def test_each_is_asked_at_ten_of_their_own_clock_and_has_one_card(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    assert buttons(world.chats.last(SECOND)) == ["I cannot come", "Ask"]
    await world.until(moscow("2026-11-26 02:59"))
    assert [row.state for row in await world.rows(ASKED)] == [NotificationState.PLANNED] * 2
    await world.until(moscow("2026-11-26 03:00"))
    (card,) = world.chats.shows(PATIENT)
    assert card.startswith("Завтра, пятница, 27 ноября, 17:00 по вашему времени, Владивосток")
    assert "Придёте?" in card
    assert buttons(world.chats.last(PATIENT))[:2] == ["Приду", "Не смогу"]
    assert "Will you come?" not in world.chats.shows(SECOND)[0]
    await world.until(moscow("2026-11-26 10:00"))
    (card,) = world.chats.shows(SECOND)
    assert "Will you come?" in card


async def test_the_card_that_announces_a_lesson_later_asks_itself(world: World, clinic: Clinic) -> None:
    world.clock.move_to(moscow("2026-11-26 10:01"))
    await world.hold(clinic.instructor, clinic.second, at=FRIDAY_TEN)
    await world.until(moscow("2026-11-26 20:00"))
    (card,) = world.chats.shows(SECOND)
    assert "Will you come?" in card
    assert buttons(world.chats.last(SECOND))[:2] == ["I will come", "I cannot come"]
    assert await world.rows(ASKED) == []


async def test_who_does_without_news_of_new_lessons_is_asked_all_the_same(
    world: World, clinic: Clinic
) -> None:
    async with world.office() as office:
        await office.profile.switch(clinic.second, "lesson_planned", on=False)
    world.clock.move_to(moscow("2026-11-26 22:00"))
    await world.hold(clinic.instructor, clinic.second, at=FRIDAY_TEN + 3 * HOUR)
    # What is switched off may be under way at the same moment, and the question then waits for it.
    await world.until(moscow("2026-11-27 08:00") + timedelta(seconds=5))
    (card,) = world.chats.shows(SECOND)
    assert "Will you come?" in card


async def test_the_question_can_be_done_without(world: World, clinic: Clinic, lesson: Lesson) -> None:
    async with world.office() as office:
        await office.profile.switch(clinic.second, "lesson_asked", on=False)
    await world.until(moscow("2026-11-26 12:00"))
    assert (await world.row(ASKED, clinic.second)).state is NotificationState.VOID
    assert (await world.row(ASKED, clinic.patient)).state is NotificationState.SENT


async def test_a_move_to_another_zone_takes_the_question_along(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.profile.change_zone(clinic.second, VLADIVOSTOK)
    assert (await world.row(ASKED, clinic.second)).due_at == moscow("2026-11-26 03:00")


async def test_a_moved_lesson_asks_at_once_and_on_its_own_eve(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.schedule.move(clinic.instructor, lesson.id, FRIDAY_TEN + 24 * HOUR)
    await world.tick()
    assert buttons(world.chats.last(SECOND))[:2] == ["I will come", "I cannot come"]
    planned = await world.rows(ASKED, clinic.second, NotificationState.PLANNED)
    assert [row.due_at for row in planned] == [moscow("2026-11-27 10:00")]


async def test_ten_oclock_is_ten_oclock_over_the_change_of_the_clocks(world: World, abroad: Clinic) -> None:
    world.clock.move_to(datetime(2027, 3, 26, 12, tzinfo=UTC))
    async with world.office() as office:
        until = datetime(2027, 4, 20, tzinfo=UTC).date()
        await office.clearances.give(abroad.doctor, abroad.patient.membership_id, until)
    # The clocks go forward on 28 March: the question comes at 08:00 UTC, not at 09:00 as the day before.
    await world.hold(abroad.instructor, abroad.patient, at=berlin("2027-03-29 10:00"))
    assert (await world.row(ASKED, abroad.patient)).due_at == datetime(2027, 3, 28, 8, tzinfo=UTC)


async def test_answers_change_the_card_in_place_and_the_instructor_is_told_of_a_refusal_alone(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await world.until(moscow("2026-11-26 10:00"))
    async with world.office() as office:
        await office.answers.confirm(clinic.patient, lesson.id)
    await world.tick()
    (card,) = world.chats.shows(PATIENT)
    assert "Ждём вас" in card
    assert world.chats.shows(INSTRUCTOR) == []
    async with world.office() as office:
        await office.answers.decline(clinic.second, lesson.id, DeclineReason.UNWELL)
    await world.tick()
    (card,) = world.chats.shows(SECOND)
    assert "call 112" in card
    (note,) = world.chats.shows(INSTRUCTOR)
    assert "Не придёт: Sample Anna" in note
    assert "плохое самочувствие" in note
    await world.until(before(lesson, minutes=10))
    (card,) = world.chats.shows(SECOND)
    assert "Without you" in card
    assert "Придут: 1 · не придут: 1" in world.chats.shows(INSTRUCTOR)[-1]
    await world.until(lesson.ends_at + timedelta(minutes=1))
    (card,) = world.chats.shows(SECOND)
    assert card.startswith("The session is over")


async def test_a_refusal_taken_back_before_the_instructor_wakes_is_not_told(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.clock.move_to(moscow("2026-11-25 23:30"))
    async with world.office() as office:
        await office.answers.decline(clinic.second, lesson.id, DeclineReason.OTHER)
    await world.tick()
    async with world.office() as office:
        await office.answers.confirm(clinic.second, lesson.id)
    await world.until(moscow("2026-11-26 09:00"))
    assert world.chats.shows(INSTRUCTOR) == []
