"""The meeting of a lesson: made a day before, never twice, moved with it, removed after it."""

from datetime import timedelta

import pytest

from models import HostProvider, Lesson, MeetingState
from services.lessons.rules import MEETING_KEPT, MEETING_LEAD
from services.ports import PermanentFailure, TemporaryFailure, UnknownOutcome
from tests.scheduler.outside import failures, links
from tests.scheduler.world import PATIENT, World, after, before
from tests.services.people import TOMORROW_TEN, Clinic

NEXT_WEEK = TOMORROW_TEN + timedelta(days=7)
DAY = timedelta(days=1)
PASTED = "https://meet.example.org/pasted"


@pytest.fixture
async def far(world: World, clinic: Clinic) -> Lesson:
    """A lesson next week."""
    return await world.hold(clinic.instructor, clinic.patient, at=NEXT_WEEK)


async def move(world: World, clinic: Clinic, lesson: Lesson, by: timedelta) -> Lesson:
    """Let the instructor move a lesson."""
    async with world.office() as office:
        return await office.schedule.move(clinic.instructor, lesson.id, lesson.starts_at + by)


async def paste(world: World, clinic: Clinic, lesson: Lesson) -> None:
    """Let the instructor give a link of their own."""
    async with world.office() as office:
        await office.entry.give_link(clinic.instructor, lesson.id, PASTED)


async def test_it_is_made_24_hours_before_and_not_earlier(world: World, far: Lesson) -> None:
    await world.until(far.starts_at - MEETING_LEAD - timedelta(seconds=1))
    assert world.zoom.calls == []
    await world.until(far.starts_at - MEETING_LEAD)
    assert world.zoom.calls == ["create"]
    (wish,) = world.zoom.there.values()
    assert (wish.starts_at, wish.minutes, wish.host_login) == (far.starts_at, 45, "ins@demo.invalid")
    await world.until(far.starts_at)
    assert world.zoom.calls == ["create"]


async def test_the_wish_names_no_person(world: World, far: Lesson) -> None:
    await world.until(far.starts_at - MEETING_LEAD)
    (wish,) = world.zoom.there.values()
    assert wish.topic == f"№ {far.id}"
    assert (await world.meeting(far)).marker == wish.marker


async def test_a_service_that_is_down_is_asked_again_and_the_lesson_has_one_meeting(
    world: World, far: Lesson
) -> None:
    world.zoom.refuse("create", *failures(TemporaryFailure, 20))
    await world.until(far.starts_at - MEETING_LEAD)
    meeting = await world.meeting(far)
    assert (meeting.state, meeting.last_error) == (MeetingState.PLANNED, "down")
    await world.until(far.starts_at - MEETING_LEAD + timedelta(hours=2))
    assert len(world.zoom.there) == 1
    assert (await world.meeting(far)).last_error is None


async def test_the_pauses_grow_up_to_five_minutes(world: World, far: Lesson) -> None:
    world.zoom.refuse("create", *failures(TemporaryFailure, 8))
    world.clock.move_to(far.starts_at - MEETING_LEAD)
    pauses = []
    for _ in range(8):
        await world.meetings.run()
        due = (await world.meeting(far)).due_at
        assert due is not None
        pauses.append((due - world.clock.now()).total_seconds())
        world.clock.move_to(due)
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]


async def test_a_moment_named_by_the_service_is_honoured(world: World, far: Lesson) -> None:
    again = far.starts_at - MEETING_LEAD + timedelta(hours=3)
    world.zoom.refuse("create", TemporaryFailure("zoom_daily_limit", again))
    await world.until(again - timedelta(seconds=1))
    assert world.zoom.calls == ["create"]
    await world.until(again)
    assert world.zoom.calls == ["create", "create"]


async def test_a_creation_cut_off_is_looked_for_and_not_made_again(world: World, far: Lesson) -> None:
    world.zoom.refuse("create", UnknownOutcome("cut"))
    await world.until(far.starts_at - MEETING_LEAD + timedelta(minutes=1))
    assert world.zoom.calls == ["create", "find"]
    (number,) = world.zoom.there
    meeting = await world.meeting(far)
    assert (meeting.state, meeting.external_id) == (MeetingState.READY, number)
    await world.until(before(far, minutes=10))
    assert links(world.chats.last(PATIENT)) == [f"https://zoom.example.org/j/{number}"]


async def test_a_creation_cut_off_before_it_arrived_is_made_then(world: World, far: Lesson) -> None:
    world.zoom.refuse("create", UnknownOutcome("cut"))
    await world.until(far.starts_at - MEETING_LEAD)
    world.zoom.there.clear()
    await world.until(far.starts_at - MEETING_LEAD + timedelta(minutes=1))
    assert world.zoom.calls == ["create", "find", "create"]
    assert len(world.zoom.there) == 1


async def test_a_creation_cut_off_again_and_again_never_makes_two(world: World, far: Lesson) -> None:
    world.zoom.refuse("create", UnknownOutcome("cut"))
    world.zoom.refuse("find", *failures(TemporaryFailure, 4))
    await world.until(far.starts_at)
    assert len(world.zoom.there) == 1
    assert world.zoom.calls.count("create") == 1


async def test_a_worker_that_died_over_it_is_followed_by_another(world: World, far: Lesson) -> None:
    world.clock.move_to(far.starts_at - MEETING_LEAD)

    class PowerCut(BaseException):
        """The process is gone at this moment."""

    async def cut() -> None:
        raise PowerCut

    world.zoom.meanwhile = cut
    with pytest.raises(PowerCut):
        await world.meetings.run()
    world.zoom.meanwhile = None
    await world.until(far.starts_at - MEETING_LEAD + timedelta(seconds=59))
    assert world.zoom.there == {}
    await world.until(far.starts_at - MEETING_LEAD + timedelta(seconds=60))
    assert len(world.zoom.there) == 1


async def test_it_follows_a_move(world: World, clinic: Clinic, lesson: Lesson) -> None:
    moved = await move(world, clinic, lesson, timedelta(hours=3))
    await world.tick()
    assert world.zoom.calls == ["create", "update"]
    assert [wish.starts_at for wish in world.zoom.there.values()] == [moved.starts_at]
    assert (await world.meeting(lesson)).synced_version == 2


async def test_a_move_while_it_is_being_made_is_followed_too(
    world: World, clinic: Clinic, far: Lesson
) -> None:
    async def move_meanwhile() -> None:
        await move(world, clinic, far, timedelta(hours=1))

    world.zoom.meanwhile = move_meanwhile
    await world.until(far.starts_at - MEETING_LEAD)
    assert world.zoom.calls == ["create", "update"]
    assert [wish.starts_at for wish in world.zoom.there.values()] == [far.starts_at + timedelta(hours=1)]


async def test_a_lesson_moved_far_away_before_its_meeting_was_made_waits_for_its_new_day(
    world: World, clinic: Clinic, far: Lesson
) -> None:
    moved = await move(world, clinic, far, 7 * DAY)
    await world.until(moved.starts_at - MEETING_LEAD - timedelta(seconds=1))
    assert world.zoom.calls == []
    await world.until(moved.starts_at - MEETING_LEAD)
    assert world.zoom.calls == ["create"]


async def test_one_that_somebody_deleted_at_the_service_is_made_anew(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    (old,) = world.zoom.there
    world.zoom.there.clear()
    await move(world, clinic, lesson, timedelta(hours=1))
    await world.tick()
    assert world.zoom.calls == ["create", "update", "create"]
    (new,) = world.zoom.there
    assert new != old
    assert (await world.meeting(lesson)).external_id == new


async def test_one_that_is_gone_and_moved_beyond_the_day_is_made_a_day_before(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.zoom.there.clear()
    moved = await move(world, clinic, lesson, 7 * DAY)
    assert await world.tick() is not None
    meeting = await world.meeting(lesson)
    assert (meeting.state, meeting.join_url_sealed) == (MeetingState.PLANNED, None)
    await world.until(moved.starts_at - MEETING_LEAD - timedelta(seconds=1))
    assert world.zoom.there == {}
    await world.until(moved.starts_at - MEETING_LEAD)
    assert len(world.zoom.there) == 1


async def test_it_is_removed_half_an_hour_after_the_end(world: World, lesson: Lesson) -> None:
    await world.until(lesson.ends_at + MEETING_KEPT - timedelta(seconds=1))
    assert len(world.zoom.there) == 1
    await world.until(lesson.ends_at + MEETING_KEPT)
    assert world.zoom.there == {}
    meeting = await world.meeting(lesson)
    assert (meeting.state, meeting.join_url_sealed, meeting.external_id, meeting.due_at) == (
        MeetingState.REMOVED,
        None,
        None,
        None,
    )


async def test_it_is_removed_at_once_with_a_cancelled_lesson(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, lesson.id)
    await world.tick()
    assert world.zoom.calls == ["create", "delete"]
    assert world.zoom.there == {}


async def test_cancelled_while_it_is_being_made_it_is_removed(
    world: World, clinic: Clinic, far: Lesson
) -> None:
    async def cancel() -> None:
        async with world.office() as office:
            await office.calling_off.cancel(clinic.instructor, far.id)

    world.zoom.meanwhile = cancel
    await world.until(far.starts_at - MEETING_LEAD)
    assert world.zoom.calls == ["create", "delete"]
    assert world.zoom.there == {}


async def test_cancelled_after_a_creation_cut_off_it_is_looked_for_and_removed(
    world: World, clinic: Clinic, far: Lesson
) -> None:
    world.zoom.refuse("create", UnknownOutcome("cut"))
    await world.until(far.starts_at - MEETING_LEAD)
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, far.id)
    await world.tick()
    assert world.zoom.calls == ["create", "find", "delete"]
    assert world.zoom.there == {}


async def test_one_that_was_never_made_is_put_to_rest_with_its_lesson(
    world: World, clinic: Clinic, lesson: Lesson, far: Lesson
) -> None:
    async with world.office() as office:
        await office.calling_off.cancel(clinic.instructor, far.id)
    await world.tick()
    assert (await world.meeting(far)).state is MeetingState.REMOVED
    assert "delete" not in world.zoom.calls


async def test_a_removal_that_fails_is_tried_again(world: World, lesson: Lesson) -> None:
    world.zoom.refuse("delete", TemporaryFailure("zoom_running"), PermanentFailure("zoom_credentials"))
    await world.until(after(lesson, hours=1))
    assert world.zoom.there == {}


async def test_a_pasted_link_wins_over_a_meeting_that_is_there(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    await paste(world, clinic, lesson)
    await world.until(before(lesson, minutes=10))
    assert links(world.chats.last(PATIENT)) == [PASTED]
    await world.until(after(lesson, hours=1))
    assert world.zoom.there == {}
    assert (await world.meeting(lesson)).state is MeetingState.REMOVED


@pytest.mark.parametrize(
    "failure", [None, UnknownOutcome("cut"), TemporaryFailure("down"), PermanentFailure("zoom_scopes")]
)
async def test_a_link_pasted_while_the_meeting_is_being_made_wins_whatever_comes_of_that(
    world: World, clinic: Clinic, far: Lesson, failure: Exception | None
) -> None:
    async def paste_meanwhile() -> None:
        await paste(world, clinic, far)
        world.zoom.meanwhile = None

    world.zoom.meanwhile = paste_meanwhile
    if failure is not None:
        world.zoom.refuse("create", failure)
    await world.until(before(far, minutes=10))
    meeting = await world.meeting(far)
    assert (meeting.state, meeting.provider) == (MeetingState.READY, HostProvider.LINK)
    assert links(world.chats.last(PATIENT)) == [PASTED]
    assert world.zoom.calls == ["create"]


async def test_what_was_made_behind_a_pasted_link_is_removed_with_the_lesson(
    world: World, clinic: Clinic, far: Lesson
) -> None:
    async def paste_meanwhile() -> None:
        await paste(world, clinic, far)

    world.zoom.meanwhile = paste_meanwhile
    await world.until(far.starts_at)
    assert len(world.zoom.there) == 1
    await world.until(after(far, hours=1))
    assert world.zoom.there == {}


async def test_a_pasted_link_stays_when_the_lesson_is_moved(
    world: World, clinic: Clinic, lesson: Lesson
) -> None:
    world.zoom.there.clear()
    await paste(world, clinic, lesson)
    moved = await move(world, clinic, lesson, timedelta(hours=1))
    await world.until(before(moved, minutes=10))
    assert links(world.chats.last(PATIENT)) == [PASTED]


async def test_a_standing_link_needs_nobody_outside_to_make_it(world: World, abroad: Clinic) -> None:
    lesson = await world.hold(abroad.instructor, abroad.patient)
    await world.until(before(lesson, minutes=10))
    assert world.zoom.calls == []
    meeting = await world.meeting(lesson)
    assert (meeting.state, meeting.external_id) == (MeetingState.READY, None)
    assert links(world.chats.last(204)) == ["https://meet.example.org/room"]
