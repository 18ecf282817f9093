"""Editing and deleting messages."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, form, keyboard, png

YES = keyboard([{"text": "Да", "callback_data": "yes"}])
NOT_MODIFIED = Refusal(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message",
)
CANT_BE_EDITED = Refusal(400, "Bad Request: message can't be edited")


async def send_photo(bot: PlainBot, **fields: Any) -> dict[str, Any]:
    body = form({"chat_id": VERA, **fields}, photo=("фото.png", png()))
    photo: dict[str, Any] = await bot.call("sendPhoto", body)
    return photo


def place(message: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": VERA, "message_id": message["message_id"]}


async def test_a_text_is_edited_in_place(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, "Было", reply_markup=YES)
    edited = await bot.call("editMessageText", **place(message), text="<b>Стало</b>", parse_mode="HTML")
    assert edited["text"] == "Стало"
    assert edited["edit_date"] >= edited["date"] == message["date"]
    assert "reply_markup" not in edited
    shown = (await vera.messages())[-1]
    assert (shown["message_id"], shown["html"], shown["inline_keyboard"]) == (
        message["message_id"], "<b>Стало</b>", [],
    )  # fmt: skip


async def test_an_edit_must_change_something(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, "<b>Да</b>", parse_mode="HTML", reply_markup=YES)
    same = {"text": "<strong>Да</strong> ", "parse_mode": "HTML", "reply_markup": YES}
    assert await bot.refusal("editMessageText", **place(message), **same) == NOT_MODIFIED
    assert await bot.refusal("editMessageReplyMarkup", **place(message), reply_markup=YES) == NOT_MODIFIED
    for change in ({"text": "<i>Да</i>"}, {"reply_markup": keyboard()}):
        await bot.call("editMessageText", **place(message), **(same | change))


async def test_only_what_is_there_can_be_edited(bot: PlainBot, vera: Phone) -> None:
    not_found = Refusal(400, "Bad Request: message to edit not found")
    assert await bot.refusal("editMessageText", chat_id=VERA, message_id=999, text="Да") == not_found
    message = await bot.send(VERA)
    await bot.call("deleteMessage", **place(message))
    assert await bot.refusal("editMessageText", **place(message), text="Да") == not_found


async def test_what_people_wrote_cannot_be_edited(bot: PlainBot, vera: Phone) -> None:
    written = await vera.write("Моё")
    assert await bot.refusal("editMessageText", **place(written), text="Ваше") == CANT_BE_EDITED


@pytest.mark.parametrize(
    "markup", [{"keyboard": [[{"text": "Меню"}]]}, {"remove_keyboard": True}, {"force_reply": True}]
)
async def test_messages_with_a_reply_keyboard_cannot_be_edited(
    bot: PlainBot, vera: Phone, markup: dict[str, Any]
) -> None:
    message = await bot.send(VERA, reply_markup=markup)
    assert await bot.refusal("editMessageText", **place(message), text="Да") == CANT_BE_EDITED


async def test_an_edit_takes_inline_keyboards_only(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA)
    markup = {"keyboard": [[{"text": "Меню"}]]}
    refusal = await bot.refusal("editMessageText", **place(message), text="Да", reply_markup=markup)
    assert refusal == Refusal(400, "Bad Request: inline keyboard expected")


async def test_texts_and_captions_are_not_each_other(bot: PlainBot, vera: Phone) -> None:
    text, photo = await bot.send(VERA), await send_photo(bot, caption="Подпись")
    assert await bot.refusal("editMessageText", **place(photo), text="Да") == Refusal(
        400, "Bad Request: there is no text in the message to edit"
    )
    assert await bot.refusal("editMessageCaption", **place(text), caption="Да") == Refusal(
        400, "Bad Request: there is no caption in the message to edit"
    )


async def test_a_caption_is_edited_and_taken_away(bot: PlainBot, vera: Phone) -> None:
    photo = await send_photo(bot, caption="<b>Было</b>", parse_mode="HTML")
    edited = await bot.call("editMessageCaption", **place(photo), caption="Стало")
    assert (edited["caption"], edited["photo"]) == ("Стало", photo["photo"])
    assert "caption_entities" not in edited
    assert "caption" not in await bot.call("editMessageCaption", **place(photo))
    refusal = await bot.refusal("editMessageCaption", **place(photo), caption="я" * 1025)
    assert refusal == Refusal(400, "Bad Request: message caption is too long")


async def test_media_is_replaced(bot: PlainBot, vera: Phone) -> None:
    photo = await send_photo(bot)
    media = {"type": "document", "media": "attach://file", "caption": "Памятка"}
    body = form({**place(photo), "media": media}, file=("памятка.pdf", b"%PDF"))
    edited = await bot.call("editMessageMedia", body)
    assert (edited["document"]["file_name"], edited["caption"]) == ("памятка.pdf", "Памятка")
    assert "photo" not in edited


async def test_media_is_added_to_a_text_but_not_to_a_place(bot: PlainBot, vera: Phone) -> None:
    photo = (await send_photo(bot))["photo"][-1]["file_id"]
    media = {"type": "photo", "media": photo}
    text = await bot.send(VERA)
    assert "text" not in await bot.call("editMessageMedia", **place(text), media=media)
    location = await bot.call("sendLocation", chat_id=VERA, latitude=1.5, longitude=2.5)
    refusal = await bot.refusal("editMessageMedia", **place(location), media=media)
    assert refusal == Refusal(400, "Bad Request: message media can't be edited")


async def test_a_deleted_message_is_gone(bot: PlainBot, vera: Phone) -> None:
    first, second = await bot.send(VERA, "Раз"), await vera.write("Два")
    assert await bot.call("deleteMessage", **place(first)) is True
    assert await bot.call("deleteMessage", **place(second)) is True
    assert await vera.texts() == ["/start"]
    refusal = await bot.refusal("deleteMessage", **place(first))
    assert refusal == Refusal(400, "Bad Request: message to delete not found")


async def test_messages_are_deleted_for_48_hours(
    bot: PlainBot, vera: Phone, session: aiohttp.ClientSession
) -> None:
    early, late = await bot.send(VERA), await bot.send(VERA)
    async with session.post("/api/clock/advance", json={"seconds": 48 * 3600 - 60}) as response:
        assert response.status == 200
    assert await bot.call("deleteMessage", **place(early))
    async with session.post("/api/clock/advance", json={"seconds": 120}) as response:
        assert response.status == 200
    too_old = Refusal(400, "Bad Request: message can't be deleted for everyone")
    assert await bot.refusal("deleteMessage", **place(late)) == too_old
    fresh = await bot.send(VERA)
    numbers = [late["message_id"], fresh["message_id"]]
    assert await bot.refusal("deleteMessages", chat_id=VERA, message_ids=numbers) == too_old
    assert fresh["message_id"] in [message["message_id"] for message in await vera.messages()]
    assert (await bot.call("editMessageText", **place(late), text="Правка"))["text"] == "Правка"


async def test_several_messages_are_deleted_at_once(bot: PlainBot, vera: Phone) -> None:
    numbers = [(await bot.send(VERA))["message_id"] for _ in range(3)]
    assert await bot.call("deleteMessages", chat_id=VERA, message_ids=[*numbers, 999]) is True
    assert await vera.texts() == ["/start"]
    refusal = await bot.refusal("deleteMessages", chat_id=VERA, message_ids=[])
    assert refusal == Refusal(400, "Bad Request: message identifiers are not specified")
    refusal = await bot.refusal("deleteMessages", chat_id=VERA, message_ids=list(range(1, 102)))
    assert refusal == Refusal(400, "Bad Request: too many message identifiers specified")


async def test_messages_are_copied_and_forwarded(bot: PlainBot, vera: Phone, maria: Phone) -> None:
    await maria.write("Здравствуйте")
    source = (await maria.messages())[-1]["message_id"]
    origin = {"chat_id": VERA, "from_chat_id": maria.user, "message_id": source}
    copied = await bot.call("copyMessage", **origin)
    forwarded = await bot.call("forwardMessage", **origin)
    assert (await vera.messages())[-2]["message_id"] == copied["message_id"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == maria.user
    assert await vera.texts() == ["/start", "Здравствуйте", "Здравствуйте"]
    assert await bot.refusal("editMessageText", **place(forwarded), text="Да") == CANT_BE_EDITED
    refusal = await bot.refusal("copyMessage", **(origin | {"message_id": 999}))
    assert refusal == Refusal(400, "Bad Request: message to copy not found")


async def test_protected_messages_stay_where_they_are(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, protect_content=True)
    assert message["has_protected_content"] is True
    assert (await vera.messages())[-1]["protect_content"] is True
    origin = {"chat_id": VERA, "from_chat_id": VERA, "message_id": message["message_id"]}
    refusal = await bot.refusal("forwardMessage", **origin)
    assert refusal == Refusal(400, "Bad Request: message has protected content and can't be forwarded")
    refusal = await bot.refusal("copyMessage", **origin)
    assert refusal == Refusal(400, "Bad Request: the message can't be copied")
