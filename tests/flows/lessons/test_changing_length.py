"""How long a lesson lasts is changed from its card."""

from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan


async def test_a_lesson_is_made_longer_and_its_patient_reads_it(
    running_program: None, people: People, world: World
) -> None:
    ins = people["ins"]
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await plan(ins, "Завтра", "12:00", ("Якобыев Степан",))
    await ins.says("/start")
    await ins.press("Расписание")
    await ins.press("Завтра, 11:00")
    await ins.press(RU.plain("button.minutes"))
    await ins.says("много")
    await ins.sees("Сколько минут?", "Поняли только")
    await ins.press("90")
    await ins.sees("Будет 90 минут", "У вас: 12:00–12:30")
    await ins.press(RU.plain("button.save"))
    assert "кто-то занят" in await ins.toast()
    await ins.press(RU.plain("button.minutes"))
    await ins.press("60")
    await ins.press(RU.plain("button.save"))
    await ins.sees("Длительность изменена: 60 минут")
    await ins.press(RU.plain("instructor.button.open_lesson"))
    await ins.sees("11:00–12:00")
    await world.advance(seconds=10)
    await people["west"].sees("Занятие продлится 60 минут", "10:00 по вашему времени")
