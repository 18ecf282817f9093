"""A lesson that its instructor leaves half-made waits on the first screen, over a restart too."""

from bot.settings import Settings
from tests.flows.conftest import program
from tests.flows.seeded import RU, People, describe

GO_ON = RU.plain("instructor.button.go_on")


async def test_a_half_made_lesson_goes_on_from_the_first_screen_after_a_restart(
    settings: Settings, people: People
) -> None:
    phone = people["ins"]
    async with program(settings):
        await phone.says("/start")
        await phone.press(RU.plain("button.create_lesson"))
        await phone.press("Завтра")
        await phone.says("15:00")
        await phone.says("30")
        await phone.press("Сказкина Ирина")
        await phone.says("/profile")
        await phone.says("На главную")
        await phone.sees_button(GO_ON)
    async with program(settings):
        await phone.press(GO_ON)
        await phone.sees("15:00–15:30")
        await phone.press(RU.plain("button.save"))
        await phone.sees("Занятие создано")
        await phone.says("/start")
        assert (await phone.last()).button(GO_ON) is None


async def test_what_is_left_before_the_patients_asks_for_them_and_can_be_dropped(
    running_program: None, people: People
) -> None:
    phone = people["ins"]
    await phone.says("/start")
    await phone.press(RU.plain("button.create_lesson"))
    await phone.press("Завтра")
    await phone.says("15:00")
    await phone.says("30")
    await phone.says("/start")
    await phone.says("/start")
    await phone.press(GO_ON)
    await phone.sees("Пациенты: выбрано 0", "15:00–15:30")
    await phone.press(RU.plain("button.discard"))
    assert (await phone.last()).button(GO_ON) is None
    await phone.says("/start")
    assert (await phone.last()).button(GO_ON) is None


async def test_of_what_was_saved_nothing_is_kept(running_program: None, people: People) -> None:
    phone = people["ins"]
    await describe(phone, "Завтра", "11:00", ("Сказкина Ирина",))
    await phone.press(RU.plain("series.button.repeat"))
    await phone.press(RU.plain("button.next"))
    await phone.press(RU.plain("button.save"))
    await phone.sees("Создано 8 занятий")
    await phone.press(RU.plain("button.home"))
    await phone.sees_button(RU.plain("button.create_lesson"))
    assert (await phone.last()).button(GO_ON) is None
