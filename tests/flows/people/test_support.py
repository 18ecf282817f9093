"""A patient writes to the centre from Help; an organizer answers in the bot; the answer comes back."""

import pytest

from tests.flows.phones import Seen, World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


async def test_a_question_and_its_answer(people: People, world: World) -> None:
    west, org = people["west"], people["org"]
    await west.says("/help")
    await west.press("Написать в центр")
    await west.sees("Что спросить у центра?", "112")
    await west.says("я" * 1001)
    await west.sees("Поместится 1000 знаков, у вас 1001")
    await west.says("Можно <b>сидя</b> & лёжа?")
    await west.sees("Отправить в центр?", "«Можно <b>сидя</b> & лёжа?»")
    await west.press("Исправить")
    await west.says("Можно <i>сидя</i>?")
    await west.press("Отправить в центр")
    await west.sees("Вопрос у центра")

    note = await org.sees("Вопрос в центр", "Сказкина Ирина", "«Можно <i>сидя</i>?»")
    await org.press("Ответить", note)
    await org.sees("Вопрос: Сказкина Ирина", "west@demo.invalid")
    await org.says("Да, можно")
    await org.sees("Отправить ответ?", "«Да, можно»")
    await org.press("Отправить ответ")
    await org.sees("Ответ отправлен")

    answer = await west.sees("Центр отвечает", "«Да, можно»")
    await west.press("Спросить ещё", answer)
    await west.sees("Что спросить у центра?")
    await west.press("Понятно", answer)
    assert answer.id not in {seen.id for seen in await west.chat()}

    await org.press("Ответить", note)
    await org.sees("Вопрос: Сказкина Ирина", "Ответ, Примерова Вера: «Да, можно»")


async def test_an_answer_is_nobody_elses(people: People, world: World) -> None:
    ins, doc, org = people["ins"], people["doc"], people["org"]
    await ins.says("/help")
    await ins.press("Написать в центр")
    await ins.says("Когда отпуск?")
    await ins.press("Отправить в центр")
    note = await org.sees("Вопрос в центр", "Когда отпуск?")
    data = next(button["callback_data"] for button in note.buttons)
    await doc.says("/start")
    screen = await doc.last()
    forged = Seen({**screen.data, "inline_keyboard": [[{"text": "forged", "callback_data": data}]]})
    await doc.press("forged", forged)
    assert "Здесь ничего нет" in await doc.toast()
    await org.says("/help")
    assert not (await org.sees("Чем помочь?")).button("Написать в центр")


async def test_a_voice_reaches_the_centre_as_a_voice(running_program: None, people: People) -> None:
    west, org = people["west"], people["org"]
    await west.says("/help")
    await west.press("Написать в центр")
    await west.send_file("question.ogg", b"OggS spoken", "voice")
    await west.sees("Отправить в центр?", "Голосовое сообщение")
    await west.press("Отправить в центр")
    await west.sees("Вопрос у центра")
    note = await org.sees("Вопрос в центр", "Сказкина Ирина", "Голосовое сообщение")
    assert await org.voice(note) == b"OggS spoken"
