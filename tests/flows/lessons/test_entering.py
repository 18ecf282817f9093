"""«Получилось войти?» three minutes after the start, and help for whoever cannot get in."""

from datetime import UTC, datetime

from sandbox.server import Sandbox
from tests.flows.phones import World
from tests.flows.seeded import RU, People, plan

JOIN = RU.plain("button.join_lesson")
TRIAL = RU.plain("trial.button.open")
YES, STUCK, HELP, BACK = (
    RU.plain(f"entering.button.{press}") for press in ("entered", "stuck", "help_in", "entry_card")
)


def at(clock: str) -> str:
    """Return the moment of a clock time in Moscow, that day."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 23, hour - 3, minute, 5, tzinfo=UTC).isoformat()


async def test_a_patient_cannot_get_in_is_helped_and_says_that_they_are_in(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Сегодня", "11:00", ("Сказкина Ирина", "Якобыев Степан"))
    await world.advance(to=at("10:51"))
    card = await west.sees_button(STUCK)
    assert [button["text"] for button in card.buttons] == [JOIN, STUCK]
    await world.advance(to=at("11:02"))
    assert "Получилось войти?" not in (await west.last()).text
    await world.advance(to=at("11:04"))
    asked = await west.sees("Получилось войти?")
    assert asked.id == card.id
    assert [button["text"] for button in asked.buttons] == [JOIN, YES, STUCK]
    await west.press(STUCK, asked)
    helped = await west.sees("Поможем войти", "напишите: Ирина")
    assert [button["text"] for button in helped.buttons] == [JOIN, TRIAL, HELP, BACK]
    await west.press(HELP, helped)
    assert await west.toast() == "Инструктор уже знает"
    told = await ins.sees("Не может войти: Сказкина Ирина")
    assert told.button(RU.plain("button.open_lesson_card")) is not None
    await west.press(YES, await west.sees("Получилось войти?"))
    assert await west.toast() == "Хорошего занятия"
    await world.advance(seconds=5)
    inside = next(seen for seen in await west.chat() if seen.id == card.id)
    assert [button["text"] for button in inside.buttons] == [JOIN]
    await ins.press(RU.plain("button.open_lesson_card"), told)
    await ins.sees("Сказкина Ирина — в Zoom с 11:04")


async def test_an_old_button_answers_truly(running_program: None, people: People, world: World) -> None:
    west = people["west"]
    await plan(people["ins"], "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=at("11:04"))
    asked = await west.sees("Получилось войти?")
    await world.advance(to=at("12:00"))
    button = asked.button(YES)
    assert button is not None
    assert "прошло" in await west.answer_to(asked, button)


async def test_the_patient_s_own_screens_ask_and_help_too(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=at("11:04"))
    await west.says("/start")
    home = await west.sees_button(RU.plain("patient.button.menu"))
    assert [button["text"] for button in home.buttons][:3] == [JOIN, YES, STUCK]
    assert "Инструктор задерживается" in home.text
    await west.press(STUCK, home)
    shown = await west.sees("Поможем войти", "напишите: Ирина")
    assert [button["text"] for button in shown.buttons][:3] == [JOIN, TRIAL, HELP]
    await west.press(HELP)
    assert await west.toast() == "Инструктор уже знает"
    await ins.sees("Не может войти: Сказкина Ирина")
    await west.press(RU.plain("button.back"))
    await west.press(YES)
    await world.advance(seconds=5)
    await west.says("/start")
    home = await west.sees_button(RU.plain("patient.button.menu"))
    assert home.button(YES) is None
    assert home.button(STUCK) is None


async def test_before_the_first_lesson_sound_and_camera_are_tried_out(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await plan(ins, "25", "11:00", ("Сказкина Ирина",))
    await world.advance(seconds=10)
    first = await west.sees_button(TRIAL)
    assert [button["text"] for button in first.buttons] == ["Приду", "Не смогу", "Спросить", TRIAL]
    assert sum(seen.button(TRIAL) is not None for seen in await west.chat()) == 1
    await west.press(TRIAL, first)
    shown = await west.sees("Проверим связь заранее", "Имя в Zoom: Ирина")
    meeting = shown.button(RU.plain("trial.button.meeting"))
    assert meeting is not None
    assert meeting["url"] == "https://zoom.us/test"
    await west.press(RU.plain("trial.button.works"))
    await west.sees("Хорошо, связь есть")
    await west.says("/help")
    await west.press(TRIAL)
    await west.press(RU.plain("trial.button.fails"))
    await west.sees("Инструктор узнает", "Поможет Алла")
    told = await ins.sees("Не получается проверить связь: Сказкина Ирина")
    assert told.text.count("Сказкина") == 1
    await west.press(RU.plain("button.back"))
    await west.press(TRIAL)
    await west.press(RU.plain("trial.button.fails"))
    await west.sees("Инструктор узнает")
    assert sum("проверить связь" in seen.text for seen in await ins.chat()) == 1
    await people["east"].says("/help")
    await people["east"].press("Check sound and camera")
    await people["east"].sees("Your name in Zoom: Степан")


async def test_the_instructor_opens_the_lesson_of_whom_the_trial_failed(
    running_program: None, people: People, world: World
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Завтра", "11:00", ("Сказкина Ирина",))
    await world.advance(seconds=10)
    await west.press(TRIAL, await west.sees_button(TRIAL))
    await west.press(RU.plain("trial.button.fails"))
    told = await ins.sees("Не получается проверить связь", "завтра, вторник, 24 ноября, 11:00")
    await ins.press(RU.plain("button.open_lesson_card"), told)
    await ins.sees("1. Сказкина Ирина")


async def test_an_instructor_who_begins_in_zoom_itself_is_not_called_late(
    running_program: None, people: People, world: World, sandbox: Sandbox
) -> None:
    ins, west = people["ins"], people["west"]
    await plan(ins, "Сегодня", "11:00", ("Сказкина Ирина",))
    await world.advance(to=at("10:55"))
    (meeting,) = sandbox.zoom.meetings.all()
    link = meeting.new_start_link(sandbox.clock.now())
    sandbox.zoom.rooms.open(link.url(), "Алла", None)
    await world.advance(to=at("11:04"))
    shown = await west.sees("Получилось войти?")
    assert "задерживается" not in shown.text
    assert not any("Вас ждут" in seen.text for seen in await ins.chat())
