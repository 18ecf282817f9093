"""Keyboards of all kinds: what is taken, what is refused, what lies under the input field."""

from typing import Any

import pytest

from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, keyboard


async def refused_button(bot: PlainBot, button: dict[str, Any]) -> Refusal:
    return await bot.refusal(
        "sendMessage", chat_id=VERA, text="Выберите", reply_markup=keyboard([{"text": "Да", **button}])
    )


async def test_buttons_of_all_kinds_reach_the_phone(bot: PlainBot, vera: Phone) -> None:
    markup = keyboard(
        [
            {"text": "Да", "callback_data": "yes", "style": "success"},
            {"text": "Нет", "disabled": {}},
        ],
        [{"text": "Войти", "url": "https://example.org/j/1"}],
        [{"text": "Код", "copy_text": {"text": "12-34"}}],
        [{"text": "Дневник", "web_app": {"url": "https://example.org/app"}}],
    )
    message = await bot.send(VERA, reply_markup=markup)
    assert message["reply_markup"] == markup
    assert (await vera.messages())[-1]["inline_keyboard"] == [
        [
            {"text": "Да", "style": "success", "callback_data": "yes", "kind": "callback"},
            {"text": "Нет", "kind": "disabled"},
        ],
        [{"text": "Войти", "url": "https://example.org/j/1", "kind": "url"}],
        [{"text": "Код", "copy_text": "12-34", "kind": "copy"}],
        [{"text": "Дневник", "url": "https://example.org/app", "kind": "webapp"}],
    ]


async def test_callback_data_of_64_bytes_is_the_longest(bot: PlainBot, vera: Phone) -> None:
    longest = keyboard([{"text": "Да", "callback_data": "я" * 32}])
    assert (await bot.send(VERA, reply_markup=longest))["reply_markup"] == longest
    refusal = await refused_button(bot, {"callback_data": "я" * 32 + "!"})
    assert refusal == Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


@pytest.mark.parametrize("button", [{}, {"callback_data": ""}])
async def test_an_inline_button_must_do_something(bot: PlainBot, vera: Phone, button: dict[str, Any]) -> None:
    assert await refused_button(bot, button) == Refusal(
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    )


@pytest.mark.parametrize("text", ["", "я" * 257])
async def test_text_to_copy_is_1_to_256_letters(bot: PlainBot, vera: Phone, text: str) -> None:
    refusal = await refused_button(bot, {"copy_text": {"text": text}})
    assert refusal == Refusal(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")


@pytest.mark.parametrize(
    ("button", "where", "url", "problem"),
    [
        ("url", "button", "http://localhost:8085/page", "Wrong HTTP URL"),
        ("url", "button", "ftp://example.org/", "Unsupported URL protocol"),
        ("url", "button", "https://example.org:99999/", "Wrong port number specified in the URL"),
        ("url", "button", "https:///path", "URL host is empty"),
        ("url", "button", "tg://user:password@host", "Wrong tg URL"),
        ("web_app", "button Web App", "http://example.org/", "Only HTTPS links are allowed"),
        ("login_url", "button login", "http://example.org/", "Only HTTPS links are allowed"),
    ],
)
async def test_addresses_of_buttons_are_checked(
    bot: PlainBot, vera: Phone, button: str, where: str, url: str, problem: str
) -> None:
    refusal = await refused_button(bot, {button: url if button == "url" else {"url": url}})
    assert refusal == Refusal(400, f"Bad Request: inline keyboard {where} URL '{url}' is invalid: {problem}")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org", "https://example.org/"),
        ("example.org/a b", "http://example.org/a%20b"),
        ("HTTPS://Example.org?x=1", "https://Example.org/?x=1"),
        ("tg://resolve?domain=sandbox_bot", "tg://resolve?domain=sandbox_bot"),
        ("http://127.0.0.1:8085/", "http://127.0.0.1:8085/"),
    ],
)
async def test_good_addresses_are_kept_as_telegram_writes_them(
    bot: PlainBot, vera: Phone, url: str, kept: str
) -> None:
    message = await bot.send(VERA, reply_markup=keyboard([{"text": "Да", "url": url}]))
    assert message["reply_markup"]["inline_keyboard"][0][0]["url"] == kept


async def test_an_unknown_style_is_refused(bot: PlainBot, vera: Phone) -> None:
    refusal = await refused_button(bot, {"callback_data": "1", "style": "gold"})
    words = "Bad Request: can't parse inline keyboard button: invalid button style specified"
    assert refusal == Refusal(400, words)


@pytest.mark.parametrize(
    "rows",
    [
        [[{"text": "1", "callback_data": "1"}] * 9],
        [[{"text": "1", "callback_data": "1"}]] * 101,
        [[{"text": "я" * 2500, "callback_data": str(number)}] for number in range(3)],
    ],
    ids=["nine in a row", "101 in all", "too many bytes"],
)
async def test_an_inline_keyboard_has_its_size(bot: PlainBot, vera: Phone, rows: list[Any]) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text="Выберите", reply_markup=keyboard(*rows))
    assert refusal == Refusal(400, "Bad Request: reply markup is too long")


async def test_buttons_without_a_name_are_dropped(bot: PlainBot, vera: Phone) -> None:
    markup = keyboard([{"text": "", "callback_data": "1"}], [{"text": "Да", "callback_data": "2"}])
    assert (await bot.send(VERA, reply_markup=markup))["reply_markup"] == keyboard(
        [{"text": "Да", "callback_data": "2"}]
    )
    assert "reply_markup" not in await bot.send(VERA, reply_markup=keyboard([]))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: PlainBot, vera: Phone) -> None:
    markup = {"keyboard": [[{"text": "Меню"}]], "resize_keyboard": True, "is_persistent": True}
    message = await bot.send(VERA, reply_markup=markup)
    assert "reply_markup" not in message
    await bot.send(VERA, "Без клавиатуры")
    shown = (await vera.chat())["reply_keyboard"]
    assert shown == {"message_id": message["message_id"], "hidden": False, **markup}
    await bot.send(VERA, reply_markup={"remove_keyboard": True})
    assert (await vera.chat())["reply_keyboard"] is None


async def test_a_reply_button_is_a_message_and_a_one_time_keyboard_hides(bot: PlainBot, vera: Phone) -> None:
    markup = {"keyboard": [[{"text": "Меню"}]], "one_time_keyboard": True}
    await bot.send(VERA, reply_markup=markup)
    await vera.do("reply-button", text="Меню")
    (update,) = await bot.updates()
    assert update["message"]["text"] == "Меню"
    assert (await vera.chat())["reply_keyboard"]["hidden"] is True
    wrong = await vera.do("reply-button", text="Нет такой")
    assert wrong["error"] == "There is no button «Нет такой» under the input field."


async def test_buttons_that_ask_for_contact_and_place(bot: PlainBot, vera: Phone) -> None:
    buttons = [{"text": "Мой номер", "request_contact": True}, {"text": "Я здесь", "request_location": True}]
    await bot.send(VERA, reply_markup={"keyboard": [buttons]})
    await vera.do("reply-button", text="Мой номер")
    await vera.do("reply-button", text="Я здесь", value={"latitude": 55.75, "longitude": 37.62})
    contact, place = [update["message"] for update in await bot.updates()]
    assert contact["contact"] == {"phone_number": "+79990000101", "first_name": "Вера", "user_id": VERA}
    assert place["location"] == {"latitude": 55.75, "longitude": 37.62}


async def test_a_reply_keyboard_drops_what_is_too_much(bot: PlainBot, vera: Phone) -> None:
    await bot.send(VERA, reply_markup={"keyboard": [[{"text": str(number)} for number in range(13)]]})
    assert len((await vera.chat())["reply_keyboard"]["keyboard"][0]) == 12
    rows = [[{"text": f"{row}/{column}"} for column in range(12)] for row in range(26)]
    await bot.send(VERA, reply_markup={"keyboard": rows})
    shown = (await vera.chat())["reply_keyboard"]["keyboard"]
    assert sum(map(len, shown)) == 300
