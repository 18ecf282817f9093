"""An invitation that is scanned, forwarded or typed: for people whose mail does not come."""

import re
from io import BytesIO

import pytest
from PIL import Image

from bot.demo.clinic import DemoClinic
from tests.flows.clinics import small_clinic, usual_people
from tests.flows.phones import World
from tests.flows.seeded import People


@pytest.fixture
def clinic() -> DemoClinic:
    """One patient has not connected."""
    return small_clinic(usual_people("Europe/Moscow"), not_activated=["new"])


@pytest.mark.usefixtures("running_program")
async def test_a_link_is_shown_as_a_code_and_as_a_message_to_forward(people: People, world: World) -> None:
    org, newcomer = people["org"], people["new"]
    await org.says("/people")
    await org.press("Шаблонова Людмила")
    await org.press("Показать ссылку")
    card = await org.sees("Приглашение: Шаблонова Людмила", "start=")
    token = re.search(r"start=([A-Za-z0-9_-]+)", card.text)
    assert token is not None
    await org.press("Показать QR")
    code = await org.sees("Наведите на картинку камеру", "Один раз")
    picture = Image.open(BytesIO(await org.file(code)))
    assert picture.format == "PNG"
    assert picture.width == picture.height > 300
    await org.press("Переслать", card)
    forwarded = await org.sees("Нажмите ссылку", since=code.id)
    assert forwarded.text.startswith("Вас приглашает центр «Пример». ")
    assert "Шаблонова" not in forwarded.text
    assert not forwarded.buttons
    assert token[1] in forwarded.text

    await org.sees("Ссылку ещё не открывали")
    await newcomer.says(f"/start {token[1]}")
    await org.says("/people")
    await org.press("Шаблонова Людмила")
    card = await org.sees("Ссылку открыли: сегодня")
    await newcomer.press("Да, это я")
    await newcomer.press("Даю согласие")
    await newcomer.press("Да")
    await newcomer.sees("Всё готово")
    await org.press("Показать ссылку", card)
    over = await org.sees("Подключение: сегодня")
    assert over.button("Показать QR") is None


@pytest.mark.usefixtures("running_program")
async def test_the_mail_holds_the_code_and_the_link_in_words(people: People, world: World) -> None:
    mail = await world.mail("new@demo.invalid", "start=")
    assert mail["html"].count("start=") >= 2
    assert 'src="data:image/png;base64,' in mail["html"]
    assert mail["attachments"] == []
