"""In the profile people change their email by a code, their phone by a contact, their zone by a place."""

from tests.flows.phones import World
from tests.flows.seeded import People
from tests.flows.signing_in.test_sign_in import mailed_code

OLD, FRESH = "west@demo.invalid", "fresh@demo.invalid"


async def test_a_new_email_is_proved_by_a_code_and_the_old_one_is_told(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.sees("Сказкина Ирина", OLD)
    await west.press("Почта и телефон")
    await west.press("Сменить почту")
    for typed, words in ((OLD, "нынешний адрес"), ("ins@demo.invalid", "у другого человека"), ("х", "вида")):
        await west.says(typed)
        await west.sees(words)
    await west.says(FRESH)
    await west.sees("ушёл на fresh@demo.invalid")
    code = await mailed_code(world, FRESH)
    await west.says("000 000" if code != "000 000" else "000 001")
    await west.sees("Код не подошёл", "4")
    await west.says(code)
    await west.sees("Почта изменена", FRESH)
    assert code not in await west.written()
    told = await world.mail(OLD, "Почта в профиле изменена")
    assert "Это не вы? Ответьте на это письмо" in told["text"]
    assert FRESH not in told["text"]
    assert not any("418" in mail["text"] for mail in await world.mails("ins@demo.invalid"))


async def test_a_phone_is_the_one_of_ones_own_contact(
    running_program: None, people: People, world: World
) -> None:
    west = await world.phone("ru", "Ирина", id=people["west"].user_id, phone="79005550101")
    await west.says("/profile")
    await west.press("Почта и телефон")
    await west.sees("Телефон не указан")
    await west.press("Сменить телефон")
    assert await west.under_the_field() == ["Отправить мой номер", "На главную"]
    await west.shares("contact", user_id=people["org"].user_id, phone="79005550909")
    await west.sees("Это номер другого человека")
    await west.shares("contact")
    await west.sees("Телефон сохранён", "+79005550101, подтверждён")
    assert await west.under_the_field() == ["На главную"]


async def test_a_shared_place_is_previewed_before_it_is_the_zone(
    running_program: None, people: People, world: World
) -> None:
    west = people["west"]
    await west.says("/profile")
    await west.press("Язык и время")
    await west.press("Часовой пояс")
    await west.press("Отправить местоположение")
    await west.shares("location", latitude=43.12, longitude=131.89)
    await west.sees("Владивосток, сейчас 16:", "вместо")
    assert await west.under_the_field() == ["На главную"]
    await west.press("Сохранить")
    await west.sees("Время: Владивосток")
