"""Photos, videos, documents and voice messages: kept, given back, sent again."""

from typing import Any

import aiohttp
import pytest

from sandbox.telegram import limits
from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal, form, png


async def send(bot: PlainBot, kind: str, content: bytes, name: str = "файл.bin", **fields: Any) -> Any:
    body = form({"chat_id": VERA, **fields}, **{kind: (name, content)})
    return await bot.call(f"send{kind.capitalize()}", body)


async def refused(bot: PlainBot, kind: str, content: bytes) -> Refusal:
    body = form({"chat_id": VERA}, **{kind: ("файл.bin", content)})
    return await bot.refusal(f"send{kind.capitalize()}", body)


async def test_a_document_comes_back_byte_for_byte(
    bot: PlainBot, vera: Phone, session: aiohttp.ClientSession
) -> None:
    message = await send(bot, "document", b"%PDF-1.7 ...", "памятка.pdf", caption="Памятка")
    document = message["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "памятка.pdf", "application/pdf", 12,
    )  # fmt: skip
    file = await bot.call("getFile", file_id=document["file_id"])
    async with session.get(f"/file/bot4242424242:SANDBOX-TOKEN/{file['file_path']}") as response:
        assert await response.read() == b"%PDF-1.7 ..."
    shown = (await vera.messages())[-1]
    assert shown["caption"] == "Памятка"
    async with session.get(shown["document"]["url"]) as response:
        assert (response.content_type, await response.read()) == ("application/pdf", b"%PDF-1.7 ...")
    async with session.get("/file/bot4242424242:WRONG/documents/file_0.pdf") as response:
        assert response.status == 401
    async with session.get("/file/bot4242424242:SANDBOX-TOKEN/documents/none.pdf") as response:
        assert response.status == 404


async def test_a_file_is_sent_again_by_its_id(bot: PlainBot, vera: Phone) -> None:
    first = await send(bot, "photo", png(800, 600))
    file_id = first["photo"][-1]["file_id"]
    second = await bot.call("sendPhoto", chat_id=VERA, photo=file_id)
    assert second["photo"] == first["photo"]
    assert (first["photo"][-1]["width"], first["photo"][-1]["height"]) == (800, 600)
    wrong_kind = await bot.refusal("sendDocument", chat_id=VERA, document=file_id)
    assert wrong_kind == Refusal(400, "Bad Request: can't use file of type Photo as Document")


async def test_unknown_files_and_addresses(bot: PlainBot, vera: Phone) -> None:
    unknown = await bot.refusal("sendPhoto", chat_id=VERA, photo="AgACAgIAAxkBAAI")
    assert unknown == Refusal(
        400, "Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
    )
    outside = await bot.refusal("sendPhoto", chat_id=VERA, photo="https://example.org/1.png")
    assert outside == Refusal(400, "Bad Request: failed to get HTTP URL content")
    missing = await bot.refusal("sendPhoto", chat_id=VERA, photo="attach://photo")
    assert missing == Refusal(400, "Bad Request: there is no photo in the request")
    assert await bot.refusal("getFile", file_id="abc") == Refusal(400, "Bad Request: invalid file_id")


async def test_voice_and_video_keep_what_is_said_of_them(bot: PlainBot, vera: Phone) -> None:
    voice = await send(bot, "voice", b"OggS", "голос.ogg", duration=7)
    video = await send(bot, "video", b"mp4", "зарядка.mp4", width=640, height=360, duration=90)
    assert voice["voice"]["duration"] == 7
    clip = video["video"]
    assert (clip["width"], clip["height"], clip["duration"], clip["mime_type"]) == (640, 360, 90, "video/mp4")


async def test_a_voice_is_sent_again_by_its_id_and_only_as_a_voice(bot: PlainBot, vera: Phone) -> None:
    first = await send(bot, "voice", b"OggS", "голос.ogg", duration=7)
    file_id = first["voice"]["file_id"]
    second = await bot.call(
        "sendVoice", chat_id=VERA, voice=file_id, caption="<b>Ответ</b>", parse_mode="HTML"
    )
    assert second["voice"]["file_unique_id"] == first["voice"]["file_unique_id"]
    assert second["caption"] == "Ответ"
    wrong_kind = await bot.refusal("sendDocument", chat_id=VERA, document=file_id)
    assert wrong_kind == Refusal(400, "Bad Request: can't use file of type VoiceNote as Document")
    unknown = await bot.refusal("sendVoice", chat_id=VERA, voice="AwACAgIAAxkBAAI")
    assert "wrong remote file identifier" in unknown.words


async def test_captions_of_1024_letters_are_the_longest(bot: PlainBot, vera: Phone) -> None:
    message = await send(bot, "document", b"x", caption=f"<b>{'я' * 1024}</b>", parse_mode="HTML")
    assert len(message["caption"]) == 1024
    body = form({"chat_id": VERA, "caption": "я" * 1025}, document=("a", b"x"))
    assert await bot.refusal("sendDocument", body) == Refusal(400, "Bad Request: message caption is too long")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "file must be non-empty"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png() + b"\0" * limits.PHOTO_BYTES, "size of the photo is too big"),
    ],
    ids=["empty", "no picture", "too large", "too narrow", "too many bytes"],
)
async def test_photos_are_checked(bot: PlainBot, vera: Phone, content: bytes, words: str) -> None:
    assert await refused(bot, "photo", content) == Refusal(400, f"Bad Request: {words}")


async def test_the_largest_files(bot: PlainBot, vera: Phone) -> None:
    large = await send(bot, "document", b"\0" * (limits.DOWNLOAD_BYTES + 1))
    refusal = await bot.refusal("getFile", file_id=large["document"]["file_id"])
    assert refusal == Refusal(400, "Bad Request: file is too big")
    refusal = await refused(bot, "document", b"\0" * (limits.UPLOAD_BYTES + 1))
    assert refusal == Refusal(413, "Request Entity Too Large")
    refusal = await refused(bot, "document", b"\0" * (limits.UPLOAD_BYTES + 20 * 1024 * 1024))
    assert refusal == Refusal(413, "Request Entity Too Large")


async def test_a_media_group_is_several_messages(bot: PlainBot, vera: Phone) -> None:
    photo = (await send(bot, "photo", png()))["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": photo, "caption": "Раз"}, {"type": "photo", "media": "attach://new"}]
    first, second = await bot.call(
        "sendMediaGroup", form({"chat_id": VERA, "media": media}, new=("2.png", png()))
    )
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second["message_id"]) == ("Раз", first["message_id"] + 1)
    groups = [message["media_group_id"] for message in (await vera.messages())[-2:]]
    assert groups == [first["media_group_id"]] * 2


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], "there are no messages to send"),
        (["photo"], "MEDIA_EMPTY"),
        (["photo"] * 11, "too many messages to send as an album"),
        (["photo", "document"], "Document can't be mixed with other media types"),
    ],
)
async def test_a_media_group_has_its_rules(bot: PlainBot, vera: Phone, kinds: list[str], words: str) -> None:
    media = [{"type": kind, "media": "attach://file"} for kind in kinds]
    refusal = await bot.refusal("sendMediaGroup", chat_id=VERA, media=media)
    assert refusal == Refusal(400, f"Bad Request: {words}")


@pytest.mark.parametrize(("kind", "content"), [("photo", png()), ("voice", b"OggS"), ("document", b"%PDF")])
async def test_people_send_files(bot: PlainBot, vera: Phone, kind: str, content: bytes) -> None:
    body = form({"caption": "Вот"}, file=("файл", content))
    assert (await vera.do(kind, body))["caption"] == "Вот"
    (update,) = await bot.updates()
    sent = update["message"][kind]
    file_id = sent[-1]["file_id"] if kind == "photo" else sent["file_id"]
    assert (await bot.call("getFile", file_id=file_id))["file_size"] == len(content)


async def test_people_share_contacts_and_places(bot: PlainBot, vera: Phone) -> None:
    await vera.do("contact")
    await vera.do("contact", user_id=102)
    await vera.do("contact", phone="+70000000000")
    await vera.do("location", latitude=43.1, longitude=131.9)
    own, other, stranger, place = [update["message"] for update in await bot.updates()]
    assert own["contact"]["user_id"] == VERA
    assert other["contact"] == {
        "phone_number": "+79990000102", "first_name": "Мария", "last_name": "Ким", "user_id": 102,
    }  # fmt: skip
    assert "user_id" not in stranger["contact"]
    assert place["location"]["longitude"] == 131.9
    assert (await vera.do("location", latitude=95, longitude=0))[
        "error"
    ] == "There is no such place on Earth."
