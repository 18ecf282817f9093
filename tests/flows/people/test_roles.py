"""An instructor who becomes a doctor as well goes from one role to the other in two taps."""

from tests.flows.phones import Phone, World
from tests.flows.seeded import RU, People

SWITCH = RU.plain("roles.button.switch")


async def test_two_roles_are_two_taps_apart_and_the_active_one_is_named(
    running_program: None, people: People, world: World
) -> None:
    org, ins = people["org"], people["ins"]
    await ins.says("/start")
    assert "Роль:" not in (await ins.last()).text
    await org.says("/start")
    await org.press("Добавить человека")
    await org.press("Врач")
    await org.says("Черновикова Алла")
    await org.says("ins@demo.invalid")
    await org.press("Добавить роль")
    await org.press("Сохранить и пригласить")
    await ins.says(f"/start {await world.invitation('ins@demo.invalid')}")
    await ins.press("Добавить роль")
    await ins.sees("Роль: врач", "«Пример»")
    await ins.press(SWITCH)
    await ins.sees("Ваши роли", "врач")
    await ins.press("инструктор")
    await ins.sees("Роль: инструктор", "10:00")
    await ins.press(SWITCH)
    await ins.press("врач")
    await ins.sees("Роль: врач")

    await world.advance(to="2026-11-23T06:50:10Z")
    await ins.press(RU.plain("button.lesson_people"))
    await ins.sees("10:00", "Сказкина")
    await ins.says("На главную")
    await ins.sees("Роль: инструктор")
    await ins.says("/start")
    await ins.press("10:00")
    await ins.sees("Сказкина")


async def test_the_commands_offered_are_those_of_the_active_role(
    running_program: None, people: People
) -> None:
    org, west = people["org"], people["west"]

    async def offered(phone: Phone) -> list[str]:
        return [entry["command"] for entry in (await phone.profile())["commands"]]

    await org.says("/start")
    await west.says("/start")
    assert await offered(org) == [
        "start",
        "people",
        "invite",
        "import",
        "journal",
        "check",
        "settings",
        "profile",
        "privacy",
        "help",
    ]
    assert await offered(west) == ["start", "profile", "privacy", "help"]
