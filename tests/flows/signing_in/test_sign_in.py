"""A person comes with another phone: by a code from a mail or by their number, and the old phone stops it."""

import re

from tests.flows.phones import Phone, World
from tests.flows.seeded import People

WEST = "west@demo.invalid"


async def mailed_code(world: World, to: str = WEST) -> str:
    """Return the code of the newest mail to an address as it stands there: «418 207»."""
    mail = await world.mail(to, "Код")
    found = re.search(r"\d{3} \d{3}", mail["text"])
    assert found is not None
    return found[0]


async def asks_code(phone: Phone, email: str = WEST) -> None:
    """Go from the welcome to the window that waits for the code."""
    await phone.says("/start")
    await phone.press("Войти по коду")
    await phone.sees("Напишите email")
    await phone.says(email)
    await phone.sees("Код в письме", f"{email[0]}…@demo.invalid", "6 цифр")


async def signed_in(world: World) -> Phone:
    """Sign Ирина in with a new phone."""
    phone = await world.phone("ru", "Ирина")
    await asks_code(phone)
    await phone.says(await mailed_code(world))
    await phone.sees("Вы вошли", "Ирина")
    return phone


async def test_all_that_is_the_persons_comes_to_the_new_phone(
    running_program: None, people: People, world: World
) -> None:
    await world.advance(to="2026-11-23T06:51:00Z")
    old = people["west"]
    await old.sees_button("Перейти к занятию")
    new = await signed_in(world)
    await new.sees("Занятия и сообщения теперь приходят сюда")
    assert await new.under_the_field() == ["На главную"]
    card = await new.sees_button("Перейти к занятию")
    assert "10:00" in card.text or "через" in card.text.casefold()
    told = await old.sees("Вход с другого Telegram", "Калининград")
    assert told.button("Это не я") is not None
    await world.advance(to="2026-11-23T08:01:00Z")
    await new.sees("Занятие завершено")
    assert not any("завершено" in seen.text for seen in await old.chat())
    await old.says("На главную")
    await old.sees("регистрирует организатор")


async def test_the_message_with_the_code_goes_from_the_chat(
    running_program: None, people: People, world: World
) -> None:
    phone = await world.phone("ru", "Ирина")
    await asks_code(phone)
    code = await mailed_code(world)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"
    await phone.says(wrong)
    await phone.sees("Код не подошёл", "4")
    assert wrong not in await phone.written()
    await phone.says(code)
    await phone.sees("Вы вошли")
    assert code not in await phone.written()


async def test_an_unknown_address_gets_the_same_words_and_five_tries(
    running_program: None, people: People, world: World
) -> None:
    phone = await world.phone("ru")
    await asks_code(phone, "nobody@demo.invalid")
    assert await world.mails("nobody@demo.invalid") == []
    for left in (4, 3, 2, 1):
        await phone.says("123456")
        await phone.sees("Код не подошёл", str(left))
    await phone.says("123456")
    await phone.sees("Слишком много попыток", "через 30 мин")
    await phone.press("Отправить код ещё раз")
    assert "Слишком много попыток" in await phone.toast()


async def test_what_is_no_address_and_no_code_is_said_kindly(
    running_program: None, people: People, world: World
) -> None:
    phone = await world.phone("ru")
    await phone.says("/start")
    await phone.press("Войти по коду")
    for odd in ("🙂", "<b>a@b</b>", "нет", "a" * 3000):
        await phone.says(odd)
        await phone.sees("Нужен адрес вида")
    await phone.says(WEST)
    for odd in ("код", "12 34", "<i>1</i>", "1" * 500):
        await phone.says(odd)
        await phone.sees("Нужен код из 6 цифр")
    await phone.press("Отправить код ещё раз")
    await phone.sees("Код отправлен ещё раз")
    await phone.press("Исправить email")
    await phone.sees("Напишите email")
    await phone.press("Назад")
    await phone.sees("регистрирует организатор")


async def test_it_was_not_me_shuts_everybody_out_and_tells_the_organizer(
    running_program: None, people: People, world: World
) -> None:
    thief = await signed_in(world)
    old, organizer = people["west"], people["org"]
    await old.press("Это не я")
    await old.sees("Мы остановили вход", "Центр свяжется с вами")
    await thief.says("На главную")
    await thief.sees("регистрирует организатор")
    note = await organizer.sees("Вход остановлен", "Сказкина Ирина")
    await organizer.press("Открыть карту", note)
    await organizer.sees("Вход остановлен", "отправьте приглашение ещё раз")
    await organizer.press("Отправить ещё раз")
    await organizer.sees("t.me/", "Ссылка действует до: четверг, 26 ноября")
    token = await world.invitation(WEST)
    await old.says(f"/start {token}")
    await old.press("Да, это я")
    await old.press("Даю согласие")
    await old.press("Да")
    await old.sees("Всё готово")
    await old.sees_button("Занятия")


async def test_ones_own_number_needs_no_code_and_another_persons_is_no_use(
    running_program: None, people: People, world: World
) -> None:
    old = await world.phone("ru", "Ирина", id=people["west"].user_id, phone="+79005550101")
    await old.says("/profile")
    await old.press("Почта и телефон")
    await old.press("Сменить телефон")
    await old.shares("contact")
    await old.sees("Телефон сохранён")
    new = await world.phone("ru", "Ирина", phone="+79005550101")
    other = await world.phone("ru", "Чужой", phone="+79005550202")
    await other.says("/start")
    await other.press("Войти по коду")
    await other.press("Войти по номеру")
    assert await other.under_the_field() == ["Отправить мой номер"]
    await other.shares("contact", user_id=people["west"].user_id)
    await other.sees("Это номер другого человека")
    await other.shares("contact")
    await other.sees("По этому номеру войти нельзя")
    await other.press("Назад")
    assert await other.under_the_field() == []
    await new.says("/start")
    await new.press("Войти по коду")
    await new.press("Войти по номеру")
    await new.shares("contact")
    await new.sees("Вы вошли", "Ирина")
    assert await new.under_the_field() == ["На главную"]
    await old.sees("Вход с другого Telegram")


async def test_buttons_of_the_old_phone_lead_to_the_welcome(
    running_program: None, people: People, world: World
) -> None:
    old = people["west"]
    await old.says("На главную")
    home = await old.sees_button("Занятия")
    await signed_in(world)
    await old.press("Занятия", home)
    assert "Этот Telegram сейчас не подключён" in await old.toast()
    await old.sees("регистрирует организатор")
