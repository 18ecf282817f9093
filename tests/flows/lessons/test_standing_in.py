"""«Не смогу провести»: a colleague takes the lesson at the last minute, or gives it back."""

from datetime import UTC, datetime

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import person, small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

CANNOT = RU.plain("button.cannot_hold")
TEN_BEFORE = datetime(2026, 11, 23, 8, 50, 5, tzinfo=UTC).isoformat()


@pytest.fixture
def clinic() -> DemoClinic:
    """Two instructors, the second in Kaliningrad."""
    colleague = person(
        "ins2", "instructor", 4, first_name="Илья", last_name="Набросков", timezone="Europe/Kaliningrad"
    )
    return small_clinic([*usual_people("Europe/Moscow"), colleague])


async def hand_on(people: People) -> None:
    """Let the instructor hand the lesson of noon to the colleague, from the message ten minutes before."""
    ins = people["ins"]
    await ins.press(CANNOT, await ins.sees("Занятие начинается"))
    await ins.sees("Кто проведёт занятие?")
    await ins.press("Набросков Илья · местное 11:00")
    await ins.sees("Передать занятие?", "Проведёт Набросков Илья", "Сказкина Ирина", "организаторам")
    await ins.press(RU.plain("button.hand_and_tell"))
    await ins.sees("Занятие передано")


async def test_a_colleague_takes_the_lesson_and_begins_it(
    running_program: None, people: People, world: World
) -> None:
    ins, colleague, west, org = (people[key] for key in ("ins", "ins2", "west", "org"))
    await plan(ins, "Сегодня", "12:00", ("Сказкина Ирина",))
    await world.advance(to=TEN_BEFORE)
    await hand_on(people)
    await world.advance(seconds=10)
    told = await colleague.sees("Вам передано 1 занятие", "От кого: Черновикова Алла", "11:00")
    assert told.button(RU.plain("button.hand_back")) is not None
    await west.sees("Занятие проведёт Илья")
    await org.sees("Замена инструктора", "Ведёт Набросков Илья", "Передаёт: Черновикова Алла")
    await colleague.press(RU.plain("button.begin_lesson"), await colleague.sees("Занятие начинается"))
    entry = await colleague.sees_button(RU.plain("button.open_meeting"))
    link = entry.button(RU.plain("button.open_meeting"))
    assert link is not None
    assert (await world.open_link(link["url"], "Илья"))["role"] == "host"
    joins = (await west.sees_button(RU.plain("button.join_lesson"))).button(RU.plain("button.join_lesson"))
    assert joins is not None
    assert (await world.open_link(joins["url"], "Ирина"))["role"] == "participant"


async def test_the_colleague_gives_it_back_and_the_first_sees_it_again(
    running_program: None, people: People, world: World
) -> None:
    ins, colleague = people["ins"], people["ins2"]
    await plan(ins, "Сегодня", "12:00", ("Сказкина Ирина",))
    await world.advance(to=TEN_BEFORE)
    await hand_on(people)
    await world.advance(seconds=10)
    message = await colleague.sees("Вам передано 1 занятие")
    await colleague.press(RU.plain("button.hand_back"), message)
    assert await colleague.toast() == RU.plain("press.handed_back")
    await world.advance(seconds=10)
    again = await ins.sees("Занятие снова ваше", "Не сможет провести: Набросков Илья")
    await ins.press(CANNOT, again)
    await ins.sees("Кто проведёт занятие?")


async def test_with_nobody_free_it_can_be_cancelled_at_once(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await plan(ins, "Сегодня", "12:00", ("Якобыев Степан",))
    await ins.press(RU.plain("instructor.button.open_lesson"))
    await ins.press(CANNOT)
    await ins.press("Набросков Илья")
    await ins.press(RU.plain("button.hand_and_tell"))
    await plan(ins, "Сегодня", "12:00", ("Сказкина Ирина",))
    await world.advance(to=TEN_BEFORE)
    await ins.press(CANNOT, await ins.sees("Занятие начинается"))
    await ins.sees("Свободных коллег нет")
    await ins.press(RU.plain("button.cancel_lesson"))
    await ins.press(RU.plain("cancelling.reason.ill"))
    await world.advance(seconds=10)
    told = await people["west"].sees("Занятие отменено")
    assert "Болею" not in told.text
