"""A clinic in Berlin plans over the change of the clocks (25 October 2026, 03:00 back to 02:00)."""

from datetime import UTC, datetime

import pytest

from tests.flows.phones import World
from tests.flows.seeded import RU, People, describe, plan


@pytest.fixture
def opening() -> datetime:
    """Saturday, 24 October 2026, 12:00 in Berlin, the day before the change."""
    return datetime(2026, 10, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def timezone() -> str:
    return "Europe/Berlin"


async def test_ten_oclock_stays_ten_oclock_over_the_change(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "26", "10:00", ("Сказкина Ирина", "Якобыев Степан"))
    # 10:00 in Berlin is 09:00 UTC from that Sunday on, 11:00 in Kaliningrad, 19:00 in Vladivostok.
    await world.advance(to=datetime(2026, 10, 26, 8, 49, tzinfo=UTC).isoformat())
    assert not any(seen.button("Перейти") for seen in await people["west"].chat())
    await world.advance(seconds=90)
    assert "11:00 по вашему времени" in (await people["west"].sees_button("Перейти к занятию")).text
    assert "19:00 your time" in (await people["east"].sees_button("Join the session")).text
    assert "10:00" in (await people["ins"].sees_button("Начать занятие")).text
    (meeting,) = await world.meetings()
    assert meeting["start_time"].startswith("2026-10-26T09:00")


async def test_a_time_that_comes_twice_is_asked_about(running_program: None, people: People) -> None:
    phone = people["ins"]
    await phone.says("На главную")
    await phone.press("Создать занятие")
    await phone.press("Завтра")
    await phone.says("2:30")
    await phone.sees("наступит дважды")
    await phone.press("Второе")
    await phone.says("30")
    await phone.press("Сказкина Ирина")
    await phone.press("Дальше")
    await phone.press("Пропустить")
    await phone.press("Сохранить")
    await phone.sees("Занятие создано", "02:30")


async def test_a_clash_is_seen_across_zones(running_program: None, people: People) -> None:
    await plan(people["ins"], "26", "10:00", ("Якобыев Степан",))
    await describe(people["ins"], "26·", "10:15", ("Якобыев Степан",))
    await people["ins"].sees(RU.plain("refusal.clash").rstrip("."), "10:00–10:30")
