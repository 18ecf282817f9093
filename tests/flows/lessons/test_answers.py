"""A patient answers in the card and asks; the instructor reads it and answers. In Russian and in English."""

from tests.flows.phones import World
from tests.flows.seeded import People, plan


async def test_a_patient_declines_in_the_card_and_comes_after_all(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Завтра", "15:00", ("Сказкина Ирина",))
    west, ins = people["west"], people["ins"]
    card = await west.sees("Для вас назначено занятие", "Придёте?")
    await west.press("Не смогу", card)
    reasons = await west.sees("без вас. Хорошо", "Что передать инструктору?")
    await west.press("Приём или лечение", reasons)
    done = await west.sees("Понятно. Инструктор узнает", "Без вас")
    note = await ins.sees("Не придёт: Сказкина Ирина", "Причина: приём или лечение")
    await ins.press("Открыть занятие", note)
    await ins.sees("Сказкина Ирина — не придёт: приём или лечение")
    await west.press("Всё-таки приду", done)
    assert await west.toast() == "Ждём вас."
    awaited = await west.sees("Ждём вас. За 10 минут")
    assert awaited.id == done.id
    await west.press("Изменить ответ", awaited)
    await west.press("Приду", await west.sees("Придёте?"))
    assert card.id <= awaited.id
    await ins.says("На главную")
    assert len([seen for seen in await ins.chat() if "Не придёт" in seen.text]) == 1


async def test_a_question_to_the_instructor_and_the_answer(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Завтра", "15:00", ("Якобыев Степан",))
    east, ins = people["east"], people["ins"]
    await east.press("Ask", await east.sees_button("Ask"))
    await east.sees("Your question")
    await east.says("May I sit?")
    await east.sees("Pass it on to the instructor?", "May I sit?")
    await east.press("Pass it on")
    await east.sees("The instructor has your question")
    note = await ins.sees("Вопрос: Якобыев Степан", "«May I sit?»", "Занятие:")
    await ins.press("Ответить", note)
    await ins.says("Да, можно")
    await ins.press("Отправить ответ")
    answer = await east.sees("answers", "Да, можно")
    await east.press("Ask again", answer)
    await east.sees("Your question")


async def test_words_that_nobody_asked_for_can_be_passed_on(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Завтра", "15:00", ("Сказкина Ирина",))
    west = people["west"]
    await west.says("На главную")
    await west.says("Забыла, нужен ли стул")
    await west.sees("Передать инструктору?", "Забыла, нужен ли стул")
    await west.press("Передать инструктору")
    await west.sees("Вопрос у инструктора")
    await people["ins"].sees("Вопрос: Сказкина Ирина", "Забыла, нужен ли стул")
    await west.send_file("plan.pdf", b"pdf")
    await west.sees("Сообщения здесь не читают")


async def test_a_voice_reaches_the_instructor_as_a_voice_and_so_does_the_answer(
    running_program: None, people: People, world: World
) -> None:
    await plan(people["ins"], "Завтра", "15:00", ("Якобыев Степан", "Сказкина Ирина"))
    west, east, ins = people["west"], people["east"], people["ins"]
    await west.says("На главную")
    await west.send_file("voice.ogg", b"OggS spoken", "voice")
    check = await west.sees("Передать инструктору?", "Голосовое сообщение, 0:00", "112")
    await west.press("Передать инструктору", check)
    await west.sees("Вопрос у инструктора")
    note = await ins.sees("Вопрос: Сказкина Ирина", "Голосовое сообщение")
    assert await ins.voice(note) == b"OggS spoken"
    await ins.press("Ответить", note)
    await ins.sees("«Голосовое сообщение, 0:00»")
    await ins.send_file("answer.ogg", b"OggS answered", "voice")
    await ins.sees("Отправить ответ?", "Голосовое сообщение")
    await ins.press("Отправить ответ")
    answer = await west.sees("отвечает", "Голосовое сообщение")
    assert await west.voice(answer) == b"OggS answered"

    await east.press("Ask", await east.sees_button("Ask"))
    await east.send_file("voice.ogg", b"OggS", "voice")
    await east.sees("Pass it on to the instructor?", "Voice message, 0:00")
    await east.press("Edit")
    await east.says("In words")
    check = await east.sees("In words")
    assert "Voice" not in check.text
    await east.press("Pass it on")
    asked = await ins.sees("Вопрос: Якобыев Степан", "«In words»")
    assert "voice" not in asked.data


async def test_a_lesson_answered_from_its_own_screen(running_program: None, people: People) -> None:
    await plan(people["ins"], "Сегодня", "15:00", ("Сказкина Ирина",))
    west = people["west"]
    await west.says("На главную")
    await west.press("Занятия")
    await west.press("14:00")
    await west.press("Приду", await west.last())
    await west.sees("Ждём вас")
    await west.press("Не смогу")
    await west.press("Другие дела", await west.last())
    await west.sees("Понятно. Инструктор узнает")
    await west.says("На главную")
    await west.sees("Занятий пока нет")
