"""Texts of messages: lengths, formatting, links, and what the page shows of them."""

from typing import Any

import pytest

from tests.sandbox.phones import VERA, Phone, PlainBot, Refusal


async def entities_of(bot: PlainBot, html: str) -> tuple[str, list[dict[str, Any]]]:
    message = await bot.send(VERA, html, parse_mode="HTML")
    return message["text"], message.get("entities", [])


async def refused_html(bot: PlainBot, html: str) -> str:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text=html, parse_mode="HTML")
    assert refusal.code == 400
    return refusal.words


async def test_a_text_of_4096_letters_is_the_longest(bot: PlainBot, vera: Phone) -> None:
    assert len((await bot.send(VERA, "я" * 4096))["text"]) == 4096
    too_long = Refusal(400, "Bad Request: message is too long")
    assert await bot.refusal("sendMessage", chat_id=VERA, text="я" * 4097) == too_long


async def test_length_is_counted_after_parsing_and_in_letters(bot: PlainBot, vera: Phone) -> None:
    message = await bot.send(VERA, f"<b>{'я' * 4000}</b>{'&amp;' * 96}", parse_mode="HTML")
    assert len(message["text"]) == 4096
    assert len((await bot.send(VERA, "😀" * 4096))["text"]) == 4096


async def test_a_text_beyond_32_kilobytes_is_not_even_parsed(bot: PlainBot, vera: Phone) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text="я" * 16385)
    assert refusal == Refusal(400, "Bad Request: text is too long")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: text must be non-empty"),
        ("<b> </b>", "Bad Request: text must be non-empty"),
    ],
)
async def test_an_empty_text_is_refused(bot: PlainBot, vera: Phone, text: str, words: str) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text=text, parse_mode="HTML")
    assert refusal == Refusal(400, words)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>да</b>", "bold"),
        ("<strong>да</strong>", "bold"),
        ("<i>да</i>", "italic"),
        ("<em>да</em>", "italic"),
        ("<u>да</u>", "underline"),
        ("<ins>да</ins>", "underline"),
        ("<s>да</s>", "strikethrough"),
        ("<del>да</del>", "strikethrough"),
        ("<code>да</code>", "code"),
        ("<pre>да</pre>", "pre"),
        ('<code class="language-python">да</code>', "code"),
        ("<blockquote>да</blockquote>", "blockquote"),
        ("<blockquote expandable>да</blockquote>", "expandable_blockquote"),
        ("<tg-spoiler>да</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">да</span>', "spoiler"),
        ("<B>да</>", "bold"),
    ],
)
async def test_tags_become_entities(bot: PlainBot, vera: Phone, html: str, kind: str) -> None:
    text, entities = await entities_of(bot, html)
    assert (text, entities) == ("да", [{"type": kind, "offset": 0, "length": 2}])


async def test_tags_with_attributes(bot: PlainBot, vera: Phone) -> None:
    html = (
        "<a href='https://example.org/?a=1&amp;b=2'>ссылка</a> "
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji> '
        '<tg-time unix="1795500000" format="Dt">24 ноября</tg-time> '
        '<pre><code class="language-python">x = 1</code></pre>'
    )
    text, entities = await entities_of(bot, html)
    assert text == "ссылка 👍 24 ноября x = 1"
    link, emoji, moment, code = entities
    assert link == {"type": "text_link", "offset": 0, "length": 6, "url": "https://example.org/?a=1&b=2"}
    assert emoji == {
        "type": "custom_emoji", "offset": 7, "length": 2, "custom_emoji_id": "5368324170671202286",
    }  # fmt: skip
    assert moment == {
        "type": "date_time", "offset": 10, "length": 9, "unix_time": 1795500000, "date_time_format": "Dt",
    }  # fmt: skip
    assert code == {"type": "pre", "offset": 20, "length": 5, "language": "python"}


async def test_offsets_are_counted_in_utf16(bot: PlainBot, vera: Phone) -> None:
    text, entities = await entities_of(bot, "😀 <b>да</b>")
    assert (text, entities) == ("😀 да", [{"type": "bold", "offset": 3, "length": 2}])


async def test_named_and_numbered_characters(bot: PlainBot, vera: Phone) -> None:
    text, entities = await entities_of(bot, "&lt;b&gt; &amp;amp; &quot;да&quot; &#1103;&#x44f; &nbsp;")
    assert (text, entities) == ('<b> &amp; "да" яя &nbsp;', [])


async def test_nested_tags_come_outermost_first(bot: PlainBot, vera: Phone) -> None:
    _, entities = await entities_of(bot, "<i>раз <b>два</b></i>")
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == [
        ("italic", 0, 7),
        ("bold", 4, 3),
    ]


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("Да <b>нет", 'Can\'t find end tag corresponding to start tag "b"'),
        ("Да </b>", "Unexpected end tag at byte offset 5"),
        ("<b>да</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<h1>да</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("да <b", "Unclosed start tag at byte offset 5"),
        ("<b>да</b", "Unclosed end tag at byte offset 7"),
        ("<a =1>да</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="да', "Unclosed start tag at byte offset 0"),
        ("<a href=http://x>да</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>да</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>👍</tg-emoji>", "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="x">да</tg-time>', "Invalid date-time format specified"),
    ],
)
async def test_broken_html_is_named_with_its_byte(
    bot: PlainBot, vera: Phone, html: str, problem: str
) -> None:
    assert await refused_html(bot, html) == f"Bad Request: can't parse entities: {problem}"


async def test_a_link_with_a_bad_address_is_plain_text(bot: PlainBot, vera: Phone) -> None:
    assert await entities_of(bot, '<a href="http://localhost/">здесь</a>') == ("здесь", [])


async def test_an_unknown_parse_mode_is_refused(bot: PlainBot, vera: Phone) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text="x", parse_mode="RST")
    assert refusal == Refusal(400, "Bad Request: unsupported parse_mode")


async def test_given_entities_are_kept(bot: PlainBot, vera: Phone) -> None:
    entities = [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "date_time", "offset": 0, "length": 2, "unix_time": 1795500000, "date_time_format": "t"},
    ]
    message = await bot.send(VERA, "😀 да", entities=entities)
    assert message["entities"] == sorted(entities, key=lambda entity: int(str(entity["offset"])))


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        (
            {"type": "bold", "offset": 9, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            {"type": "bold", "offset": 3, "length": 9},
            "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 12",
        ),
        (
            {"type": "bold", "offset": 1, "length": 1},
            "entity begins in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            {"type": "bold", "offset": 0, "length": 1},
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            {"type": "title", "offset": 0, "length": 2},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"type": "date_time", "offset": 0, "length": 2},
            "can't parse MessageEntity: Can't find field \"unix_time\"",
        ),
        (
            {"type": "date_time", "offset": 0, "length": 2, "unix_time": 1, "date_time_format": "x"},
            "can't parse MessageEntity: Invalid date-time format specified",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 2, "url": "http://localhost"},
            "entity URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_entities_that_do_not_fit_are_refused(
    bot: PlainBot, vera: Phone, entity: dict[str, object], words: str
) -> None:
    refusal = await bot.refusal("sendMessage", chat_id=VERA, text="😀 да", entities=[entity])
    assert refusal == Refusal(400, f"Bad Request: {words}")


async def test_texts_are_trimmed_and_entities_with_them(bot: PlainBot, vera: Phone) -> None:
    text, entities = await entities_of(bot, "  \n да <b>нет </b> ")
    assert (text, entities) == ("да нет", [{"type": "bold", "offset": 3, "length": 3}])


async def test_commands_and_links_are_found_in_what_people_write(bot: PlainBot, vera: Phone) -> None:
    await vera.write("/start@sandbox_bot смотри https://example.org/a, пишите vera@example.org, @vera_org")
    (update,) = await bot.updates()
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in update["message"]["entities"]]
    assert found == [("bot_command", 0, 18), ("url", 26, 21), ("email", 56, 16), ("mention", 74, 9)]


async def test_the_page_gets_safe_html(bot: PlainBot, vera: Phone) -> None:
    html = '<i>раз &lt;script&gt; <b>два</b></i> <a href="https://example.org/?a=1&amp;b=2">три</a>'
    await bot.send(VERA, html + ' <tg-time unix="1795500000">в 10:00</tg-time>', parse_mode="HTML")
    assert (await vera.messages())[-1]["html"] == (
        "<i>раз &lt;script&gt; <b>два</b></i> "
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener">три</a> в 10:00'
    )


async def test_what_people_write_is_never_html(vera: Phone) -> None:
    await vera.write("<b>жирно</b>")
    assert (await vera.messages())[-1]["html"] == "&lt;b&gt;жирно&lt;/b&gt;"


async def test_link_previews_can_be_switched_off(bot: PlainBot, vera: Phone) -> None:
    await bot.send(VERA, "https://example.org/")
    message = await bot.send(VERA, "https://example.org/", link_preview_options={"is_disabled": True})
    assert message["link_preview_options"] == {"is_disabled": True}
    assert [shown["link_preview"] for shown in (await vera.messages())[-2:]] == [True, False]


async def test_replies_and_silent_messages(bot: PlainBot, vera: Phone) -> None:
    asked = await bot.send(VERA, "Вопрос")
    reply = {"message_id": asked["message_id"]}
    answer = await bot.send(VERA, "Ответ", reply_parameters=reply, disable_notification=True)
    assert answer["reply_to_message"]["text"] == "Вопрос"
    shown = (await vera.messages())[-1]
    assert (shown["reply_to"], shown["notify"]) == (asked["message_id"], False)
    refusal = await bot.refusal(
        "sendMessage", chat_id=VERA, text="Ответ", reply_parameters={"message_id": 999}
    )
    assert refusal == Refusal(400, "Bad Request: message to be replied not found")
