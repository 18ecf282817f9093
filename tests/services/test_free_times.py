"""Near a taken time the free ones of that day are offered."""

from datetime import timedelta

from services import timetable
from tests.services.people import HOUR, MOSCOW, TOMORROW_TEN, Clinic, Office, moscow, plan


def clocks(starts: object) -> list[str]:
    assert isinstance(starts, list)
    return [f"{timetable.to_local(start, MOSCOW):%H:%M}" for start in starts]


async def test_the_nearest_times_at_which_all_are_free_and_awake_are_offered(
    office: Office, clinic: Clinic
) -> None:
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN))
    # In Vladivostok it is late after 13:30 in Moscow.
    offered = await office.schedule.nearby(clinic.instructor, plan(clinic.patient, at=TOMORROW_TEN))
    assert clocks(offered) == ["08:30", "09:15", "10:45", "11:30"]
    for start in offered:
        await office.schedule.check(clinic.instructor, plan(clinic.patient, at=start))


async def test_what_has_passed_is_not_offered(office: Office, clinic: Clinic) -> None:
    office.clock.move_to(moscow("2026-11-24 19:00"))
    wanted = plan(clinic.second, at=moscow("2026-11-24 19:30"))
    assert clocks(await office.schedule.nearby(clinic.instructor, wanted)) == ["19:30"]


async def test_a_lesson_that_is_moved_does_not_stand_in_its_own_way(office: Office, clinic: Clinic) -> None:
    lesson = await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN))
    await office.schedule.create(clinic.instructor, plan(clinic.second, at=TOMORROW_TEN + HOUR))
    wanted = TOMORROW_TEN + timedelta(minutes=30)
    offered = await office.schedule.nearby_move(clinic.instructor, lesson.id, wanted)
    assert "10:15" in clocks(offered)
