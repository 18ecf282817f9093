"""Whom a bot may write to, and what it learns of a person."""

import aiohttp

from sandbox.server import Sandbox
from tests.sandbox.phones import MARIA, VERA, Phone, PlainBot, Refusal


async def test_a_chat_nobody_has_is_not_found(bot: PlainBot) -> None:
    not_found = Refusal(400, "Bad Request: chat not found")
    assert await bot.refusal("sendMessage", chat_id=999, text="Алло") == not_found
    assert await bot.refusal("sendMessage", chat_id="@nobody", text="Алло") == not_found


async def test_a_person_must_write_first(bot: PlainBot, maria: Phone) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=MARIA, text="Здравствуйте!")
    assert refusal == Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    await maria.write("/start")
    assert (await bot.send(MARIA))["chat"]["first_name"] == "Мария"


async def test_a_block_is_told_and_refuses_messages(bot: PlainBot, vera: Phone) -> None:
    await vera.do("block")
    for method, params in (("sendMessage", {"text": "Вы тут?"}), ("sendChatAction", {"action": "typing"})):
        refusal = await bot.refusal(method, chat_id=VERA, **params)
        assert refusal == Refusal(403, "Forbidden: bot was blocked by the user")
    assert (await vera.write("Привет"))["error"] == "This person blocked the bot: unblock it first."
    await vera.do("unblock")
    assert (await bot.send(VERA))["message_id"]
    changes = [update["my_chat_member"] for update in await bot.updates()]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]
    assert changes[0]["from"]["id"] == changes[0]["chat"]["id"] == VERA


async def test_blocking_twice_is_told_once(bot: PlainBot, vera: Phone) -> None:
    await vera.do("block")
    await vera.do("block")
    assert len(await bot.updates()) == 1


async def test_a_deleted_account_is_deactivated(
    bot: PlainBot, session: aiohttp.ClientSession, vera: Phone
) -> None:
    message = await bot.send(VERA)
    gone = {"id": VERA, "first_name": "", "deactivated": True}
    async with session.post("/api/people", json=gone) as response:
        assert response.status == 200
    deactivated = Refusal(403, "Forbidden: user is deactivated")
    assert await bot.refusal("sendMessage", chat_id=VERA, text="Алло") == deactivated
    edited = {"chat_id": VERA, "message_id": message["message_id"], "text": "Другое"}
    assert await bot.refusal("editMessageText", **edited) == deactivated


async def test_a_new_phone_gets_an_id_of_its_own(session: aiohttp.ClientSession) -> None:
    people = []
    for _ in range(2):
        async with session.post("/api/people", json={"first_name": "Гость"}) as response:
            people.append((await response.json())["id"])
    assert people == [9100000000001, 9100000000002]


async def test_messages_of_all_chats_share_one_count(bot: PlainBot, vera: Phone, maria: Phone) -> None:
    first = await maria.write("/start")
    second = await bot.send(VERA)
    third = await bot.send(MARIA)
    numbers = [first["message_id"], second["message_id"], third["message_id"]]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


async def test_what_a_bot_sees_of_a_person(bot: PlainBot, vera: Phone) -> None:
    chat = await bot.call("getChat", chat_id=VERA)
    assert (chat["type"], chat["first_name"], chat["active_usernames"]) == ("private", "Вера", ["vera_org"])
    assert "phone" not in chat
    member = await bot.call("getChatMember", chat_id=VERA, user_id=VERA)
    assert member["status"] == "member"
    refusal = await bot.refusal("getChatMember", chat_id=VERA, user_id=5)
    assert refusal == Refusal(400, "Bad Request: user not found")


async def test_a_cleared_chat_is_empty_for_the_person_only(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA)
    await vera.do("clear")
    assert await vera.messages() == []
    edited = await bot.call("editMessageText", chat_id=VERA, message_id=message["message_id"], text="Новое")
    assert edited["text"] == "Новое"
    pressed = await vera.press(message["message_id"], row=0, column=0)
    assert pressed["error"] == f"There is no message {message['message_id']} in this chat."


async def test_messages_are_dated_by_the_sandbox_clock(
    bot: PlainBot, vera: Phone, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    async with session.post("/api/clock/advance", json={"to": "2027-01-01T00:00:00+00:00"}) as response:
        assert (await response.json())["ok"]
    message = await bot.send(VERA)
    assert message["date"] >= 1798761600
    assert (await vera.messages())[-1]["date"].startswith("2027-01-01T00:00")


async def test_pins_and_reactions(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, "Важное")
    place = {"chat_id": VERA, "message_id": message["message_id"]}
    assert await bot.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert await bot.call("pinChatMessage", **place)
    assert (await bot.call("getChat", chat_id=VERA))["pinned_message"]["text"] == "Важное"
    assert await bot.call("unpinChatMessage", chat_id=VERA)
    refusal = await bot.refusal("unpinChatMessage", chat_id=VERA)
    assert refusal == Refusal(400, "Bad Request: message to unpin not found")
    refusal = await bot.refusal("pinChatMessage", chat_id=VERA, message_id=999)
    assert refusal == Refusal(400, "Bad Request: message to pin not found")


async def test_an_unknown_chat_action_is_refused(bot: PlainBot, vera: Phone) -> None:
    refusal = await bot.refusal("sendChatAction", chat_id=VERA, action="sleeping")
    assert refusal == Refusal(400, "Bad Request: wrong parameter action in request")
