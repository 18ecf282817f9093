"""Links that let nobody in: each has its own sentence and something to do."""

import re

from tests.flows.phones import World
from tests.flows.seeded import People

NEW = "p00@demo.invalid"


async def test_an_expired_link_is_asked_for_anew_and_the_organizer_sends_it_by_one_press(
    running_program: None, people: People, world: World
) -> None:
    token = await world.invitation(NEW)
    await world.advance(seconds=73 * 3600)
    phone = people["p00"]
    await phone.says(f"/start {token}")
    await phone.sees("Срок ссылки закончился")
    await phone.press("Попросить новую ссылку")
    await phone.sees("Просьба у организатора")
    note = await people["org"].sees("Просят новую ссылку", "Примеров Макет100")
    await phone.says(f"/start {token}")
    await phone.press("Попросить новую ссылку")
    await phone.sees("Просьба уже у организатора")
    before = len(await world.mails(NEW))
    await people["org"].press("Отправить ещё раз", note)
    assert "Приглашение отправлено" in await people["org"].toast()
    for _ in range(100):
        if len(await world.mails(NEW)) > before:
            break
        await world.advance(seconds=1)
    newest = (await world.mails(NEW))[0]
    fresh = re.search(r"start=([A-Za-z0-9_-]+)", newest["text"])
    assert fresh is not None
    await phone.says(f"https://t.me/PrimerBot?start={fresh[1]}")
    await phone.sees("Это вы?")
    await phone.says(f"/start {token}")
    await phone.sees("Эта ссылка больше не действует", "в последнем письме")


async def test_a_link_used_on_another_phone_offers_the_code(
    running_program: None, people: People, world: World
) -> None:
    token = await world.invitation(NEW)
    first = people["p00"]
    await first.says(token)
    await first.press("Да, это я")
    await first.press("Даю согласие")
    await first.press("Да")
    await first.sees("Всё готово")
    await first.says(f"/start {token}")
    await first.sees("Вы уже подключены")
    second = await world.phone("ru")
    await second.says(f"/start {token}")
    dead = await second.sees("По этой ссылке уже вошли")
    assert dead.button("Попросить новую ссылку") is None
    await second.press("Войти по коду", dead)
    await second.sees("Напишите email")
    await second.press("Назад")
    await second.sees("По этой ссылке уже вошли")


async def test_an_unknown_link_is_called_incomplete_and_ten_of_them_too_many(
    running_program: None, people: People, world: World
) -> None:
    phone = await world.phone("ru")
    token = await world.invitation(NEW)
    for number in range(10):
        await phone.says(f"/start {number}{token[1:-1]}")
        dead = await phone.sees("Ссылка неполная")
        assert dead.button("Попросить новую ссылку") is None
    await phone.says(f"/start {token}")
    await phone.sees("Слишком много попыток", "Попробуйте в 10:")
    await world.advance(seconds=31 * 60)
    await phone.says(f"/start {token}")
    await phone.sees("Это вы?")
    await phone.says("/start ../x")
    await phone.says("/help")
