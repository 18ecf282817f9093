"""All who have not connected get their invitation again, after one question."""

import pytest

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import People


@pytest.fixture
def clinic() -> DemoClinic:
    """Two people have not connected."""
    return small_clinic(usual_people("Europe/Moscow"), not_activated=["doc", "new"])


@pytest.mark.usefixtures("running_program")
async def test_who_has_not_connected_is_invited_again(people: People, world: World) -> None:
    org = people["org"]
    first = await world.invitation("new@demo.invalid")
    await org.says("/people")
    await org.press("Состояние: любое")
    shown = await org.sees("Люди: 2")
    assert [button["text"] for button in shown.buttons[:2]] == [
        "Образцовский Глеб · врач · ждёт",
        "Шаблонова Людмила · пациент · ждёт",
    ]
    await org.press("Пригласить всех ещё раз")
    await org.sees("Пригласить всех ещё раз?", "Не подключились 2 человека")
    assert len(await world.mails("new@demo.invalid")) == 1
    await org.press("Да, отправить письма")
    await org.sees("Приглашения отправляются", "2 письма")
    for email in ("doc@demo.invalid", "new@demo.invalid"):
        await world.advance(seconds=2)
        assert len(await world.mails(email)) == 2
    newcomer = people["new"]
    await newcomer.says(f"/start {first}")
    await newcomer.sees("больше не действует")
    await newcomer.says(f"/start {await world.invitation('new@demo.invalid')}")
    await newcomer.sees("Это вы?")
    await org.press("Назад")
    await org.press("Состояние: не подключились")
    await org.sees("Люди: 0", "Не нашлось")
    await org.press("Показать всех")
    await org.sees("Люди: 6")
