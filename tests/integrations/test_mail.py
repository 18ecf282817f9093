"""Mail as people receive it, and what is told when they do not."""

import base64
import logging
import re
import traceback
from dataclasses import replace
from email.headerregistry import Address as MailAddress
from typing import Any

import aiohttp
import pytest

from integrations.mail import MailChannel, SmtpServer, parse_sender, parse_smtp_url
from sandbox.server import Sandbox
from services.ports import (
    Address,
    Attachment,
    Button,
    MessageChannel,
    OutgoingMessage,
    OutsideFailure,
    PermanentFailure,
    Press,
    TemporaryFailure,
    UnknownOutcome,
    Unreachable,
)
from tests.clock import FixedClock
from tests.integrations.mail_servers import scripted_smtp

SENDER = parse_sender("Центр восстановления <centre@demo.invalid>")
MARIA = Address(telegram_id=None, email="maria@demo.invalid", language="ru")
JOIN = "https://us05web.zoom.us/j/85000000001?pwd=a&b=1"
REMINDER = OutgoingMessage(
    html=(
        '<b>Занятие начинается</b> в <tg-time unix="1795500000">10:00</tg-time>\n'
        "Ведёт Ольга &lt;Л.&gt; &amp; команда\n\n"
        "<blockquote expandable>Коврик\nВода</blockquote>\n"
        'Вопросы: <a href="https://clinic.example/help?a=1&amp;b=2">страница помощи</a>'
    ),
    rows=(
        (Button("Перейти к занятию", url=JOIN),),
        (
            Button("Не смогу прийти", press=Press("decline", 5)),
            Button("Расписание", url="https://t.me/x_bot?start=s"),
        ),
    ),
    subject="Занятие начинается через 10 минут",
)


@pytest.fixture
def mail(sandbox: Sandbox, clock: FixedClock) -> MailChannel:
    return MailChannel(parse_smtp_url(sandbox.smtp_url), SENDER, clock, timeout=5)


async def received(sandbox: Sandbox) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/api/mails") as response:
        mails: list[dict[str, Any]] = await response.json()
        return mails


async def raw(sandbox: Sandbox) -> str:
    (only,) = await received(sandbox)
    url = f"{sandbox.url}/api/mails/{only['id']}/raw"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


async def failure_of(server: SmtpServer, clock: FixedClock, patience: float = 5) -> OutsideFailure:
    channel = MailChannel(server, SENDER, clock, patience)
    with pytest.raises(OutsideFailure) as failure:
        await channel.send(MARIA, REMINDER)
    return failure.value


async def test_a_reminder_arrives_with_its_text_links_and_sender(sandbox: Sandbox, mail: MailChannel) -> None:
    assert await mail.send(MARIA, REMINDER) is None
    (letter,) = await received(sandbox)
    assert letter["to"] == ["maria@demo.invalid"]
    assert letter["from"] == "Центр восстановления <centre@demo.invalid>"
    assert letter["subject"] == "Занятие начинается через 10 минут"
    assert letter["text"].replace("\r\n", "\n") == (
        "Занятие начинается в 10:00\n"
        "Ведёт Ольга <Л.> & команда\n"
        "\n"
        "> Коврик\n"
        "> Вода\n"
        "Вопросы: страница помощи (https://clinic.example/help?a=1&b=2)\n"
        "\n"
        "Перейти к занятию\n"
        f"{JOIN}\n"
        "\n"
        "Расписание\n"
        "https://t.me/x_bot?start=s\n"
    )


async def test_a_picture_is_shown_under_the_words_and_a_file_is_attached(
    sandbox: Sandbox, mail: MailChannel
) -> None:
    picture = Attachment("code.png", "image/png", lambda: b"\x89PNG picture")
    table = Attachment("список.csv", "text/csv", lambda: b"a;b")
    for attachment in (picture, table):
        await mail.send(MARIA, replace(REMINDER, attachment=attachment))
    with_table, with_picture = await received(sandbox)
    shown = base64.b64encode(b"\x89PNG picture").decode()
    assert f'<img src="data:image/png;base64,{shown}"' in with_picture["html"]
    assert with_picture["attachments"] == []
    assert "<img" not in with_table["html"]
    assert [(file["name"], file["type"], file["size"]) for file in with_table["attachments"]] == [
        ("список.csv", "text/csv", 3)
    ]
    assert with_picture["text"] == with_table["text"]


async def test_the_html_part_keeps_lines_escapes_text_and_has_large_links(
    sandbox: Sandbox, mail: MailChannel
) -> None:
    await mail.send(MARIA, REMINDER)
    (letter,) = await received(sandbox)
    page = letter["html"].replace("\r\n", "\n")
    assert '<html lang="ru">' in page
    assert "<b>Занятие начинается</b> в 10:00<br>\nВедёт Ольга &lt;Л.&gt; &amp; команда<br>" in page
    assert "tg-time" not in page
    assert re.search(r"<blockquote[^>]*>Коврик<br>\nВода</blockquote>Вопросы", page)
    assert '<a href="https://clinic.example/help?a=1&amp;b=2">страница помощи</a>' in page
    assert "font-size:18px" in page
    assert re.findall(r'<a href="([^"]+)" style=[^>]*>\s*([^<]+)</a>', page) == [
        (JOIN.replace("&", "&amp;"), "Перейти к занятию"),
        ("https://t.me/x_bot?start=s", "Расписание"),
    ]
    assert "Не смогу прийти" not in page


async def test_programs_see_a_mail_that_needs_no_answer_with_a_date_by_the_clock(
    sandbox: Sandbox, mail: MailChannel
) -> None:
    await mail.send(MARIA, REMINDER)
    sent = await raw(sandbox)
    head = sent.replace("\r\n", "\n").partition("\n\n")[0]
    assert "Auto-Submitted: auto-generated" in head
    assert "Date: Mon, 23 Nov 2026 06:45:00 +0000" in head
    assert re.search(r"^Message-ID: <[^@>]+@demo\.invalid>$", head, re.MULTILINE)
    assert "multipart/alternative" in head
    assert sent.isascii()


@pytest.mark.parametrize(
    "subject",
    [
        "Занятие переносится: вторник, 24 ноября, 10:00 — вместо понедельника; приходите пораньше",
        "24 пораньше вторник, Zoom «Центр» 10:00 24 Zoom приходите понедельника; 24 понедельника; " * 2,
        "The lesson is moved: Tuesday, 24 November, 10:00 instead of Monday; please come a little early " * 2,
        'instead; instead; (room) lesson moved: "early" <b> please (room) instead; is',
    ],
)
async def test_a_long_subject_arrives_whole(sandbox: Sandbox, mail: MailChannel, subject: str) -> None:
    await mail.send(MARIA, replace(REMINDER, subject=subject))
    (letter,) = await received(sandbox)
    assert letter["subject"] == subject.strip()
    assert max(len(line) for line in (await raw(sandbox)).splitlines()) <= 78


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\u2028", "\x00\x1b"])
async def test_line_breaks_in_a_subject_add_no_header(
    sandbox: Sandbox, mail: MailChannel, breaks: str
) -> None:
    subject = f"Занятие{breaks}Bcc: outsider@demo.invalid{breaks}{breaks}тело"
    await mail.send(MARIA, replace(REMINDER, subject=subject))
    (letter,) = await received(sandbox)
    assert letter["subject"] == "Занятие Bcc: outsider@demo.invalid тело"
    assert letter["to"] == ["maria@demo.invalid"]
    assert "\nBcc:" not in await raw(sandbox)


@pytest.mark.parametrize(
    "email",
    [
        "maria",
        "maria@",
        "@demo.invalid",
        "maria@demo.invalid, outsider@demo.invalid",
        "maria@demo.invalid\r\nBcc: outsider@demo.invalid",
        "Мария <maria@demo.invalid>",
        "мария@demo.invalid",
    ],
)
async def test_what_is_no_single_address_gets_no_mail(
    sandbox: Sandbox, mail: MailChannel, email: str
) -> None:
    with pytest.raises(PermanentFailure) as failure:
        await mail.send(replace(MARIA, email=email), REMINDER)
    assert failure.value.reason == "mail_address"
    assert await received(sandbox) == []


async def test_a_russian_domain_is_written_to(sandbox: Sandbox, mail: MailChannel) -> None:
    await mail.send(replace(MARIA, email="maria@клиника.рф"), REMINDER)
    (letter,) = await received(sandbox)
    assert letter["to"] == ["maria@xn--80apagcdp.xn--p1ai"]


async def test_dots_at_the_beginning_of_lines_and_very_long_lines_arrive_as_written(
    sandbox: Sandbox, mail: MailChannel
) -> None:
    text = ".\n..точка\n" + "слово " * 400 + "\n."
    await mail.send(MARIA, OutgoingMessage(html=text, subject="x"))
    (letter,) = await received(sandbox)
    assert letter["text"].replace("\r\n", "\n") == text + "\n"


async def test_preformatted_text_and_links_of_telegram_only(sandbox: Sandbox, mail: MailChannel) -> None:
    html = (
        'Пишите <a href="tg://user?id=5">Ольге</a>, <a href="https://a.example">https://a.example</a>\n'
        "<pre>раз\nдва</pre>\n<s>нет</s> <tg-spoiler>да</tg-spoiler>"
    )
    await mail.send(MARIA, OutgoingMessage(html=html, rows=((Button("В чат", url="tg://user?id=5"),),)))
    (letter,) = await received(sandbox)
    assert letter["text"].replace("\r\n", "\n") == ("Пишите Ольге, https://a.example\nраз\nдва\nнет да\n")
    assert "tg://" not in letter["html"]
    assert re.search(r"<pre[^>]*>раз\r?\nдва</pre><s>нет</s> да", letter["html"])


async def test_a_sent_mail_is_neither_changed_nor_taken_back(mail: MailChannel) -> None:
    channel: MessageChannel = mail
    assert await channel.edit(MARIA, 1, REMINDER) is False
    assert await channel.delete(MARIA, 1) is False


async def test_without_an_address_a_person_is_unreachable(mail: MailChannel) -> None:
    with pytest.raises(Unreachable) as failure:
        await mail.send(replace(MARIA, email=None), REMINDER)
    assert failure.value.reason == "no_email"


@pytest.mark.parametrize(
    ("replies", "kind", "reason"),
    [
        ({"connect": "421 too busy"}, TemporaryFailure, "mail_refused_for_now"),
        ({"connect": None}, TemporaryFailure, "mail_down"),
        ({"connect": "hang"}, TemporaryFailure, "mail_down"),
        ({"connect": "554 no service"}, TemporaryFailure, "mail_down"),
        ({"mail": "451 later"}, TemporaryFailure, "mail_refused_for_now"),
        ({"mail": "550 not this sender"}, PermanentFailure, "mail_rejected"),
        ({"mail": None}, TemporaryFailure, "mail_down"),
        ({"rcpt": "450 greylisted"}, TemporaryFailure, "mail_refused_for_now"),
        ({"rcpt": "550 no such user"}, PermanentFailure, "mail_address"),
        ({"rcpt": None}, TemporaryFailure, "mail_down"),
        ({"rcpt": "hang"}, TemporaryFailure, "mail_down"),
        ({"data": "451 later"}, TemporaryFailure, "mail_refused_for_now"),
        ({"data": "554 no"}, PermanentFailure, "mail_rejected"),
        ({"end": "452 disk full"}, TemporaryFailure, "mail_refused_for_now"),
        ({"end": "554 looks like spam"}, PermanentFailure, "mail_rejected"),
        ({"end": None}, UnknownOutcome, "mail_cut"),
        ({"end": "hang"}, UnknownOutcome, "mail_cut"),
        ({"end": "what?"}, UnknownOutcome, "mail_cut"),
    ],
    ids=str,
)
async def test_refusals_and_cuts_are_told_apart(
    clock: FixedClock, replies: dict[str, str | None], kind: type[OutsideFailure], reason: str
) -> None:
    async with scripted_smtp(**replies) as (_, server):
        failure = await failure_of(server, clock, patience=1 if "hang" in replies.values() else 5)
    assert (type(failure), failure.reason) == (kind, reason)


async def test_no_server_at_all_is_worth_another_try(clock: FixedClock) -> None:
    failure = await failure_of(SmtpServer("127.0.0.1", 1), clock)
    assert (type(failure), failure.reason) == (TemporaryFailure, "mail_down")


@pytest.mark.parametrize("goodbye", [None, "500 what?"])
async def test_a_mail_that_was_taken_is_sent_however_the_server_says_goodbye(
    clock: FixedClock, goodbye: str | None
) -> None:
    async with scripted_smtp(quit=goodbye) as (script, server):
        await MailChannel(server, SENDER, clock, timeout=5).send(MARIA, REMINDER)
    assert len(script.mails) == 1


async def test_a_refused_password_is_said_as_such_and_told_nobody(
    clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted_smtp(auth="535 bad password canary-password") as (script, server):
        signed = replace(server, username="centre", password="canary-password")
        with caplog.at_level(logging.DEBUG):
            failure = await failure_of(signed, clock)
    assert (type(failure), failure.reason) == (TemporaryFailure, "mail_credentials")
    assert any(line.startswith("AUTH") for line in script.heard)
    assert "canary-password" not in "".join(traceback.format_exception(failure)) + caplog.text + repr(signed)


async def test_a_password_goes_to_another_machine_only_encrypted(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the server, which offers no TLS, were not on this machine.
    monkeypatch.setattr("integrations.mail.settings.LOOPBACK", frozenset())
    async with scripted_smtp() as (script, server):
        failure = await failure_of(replace(server, username="centre", password="secret"), clock)
    assert (type(failure), failure.reason) == (TemporaryFailure, "mail_down")
    assert not any(line.startswith("AUTH") for line in script.heard)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587)),
        ("smtps://mail.example/", SmtpServer("mail.example", 465, implicit_tls=True)),
        ("smtp://127.0.0.1:8025", SmtpServer("127.0.0.1", 8025)),
        ("smtp://[::1]:25", SmtpServer("::1", 25)),
        (
            " smtps://a%40b.example:p%3Aw%2F%23@mail.example:4650\n",
            SmtpServer("mail.example", 4650, True, "a@b.example", "p:w/#"),
        ),
    ],
)
def test_addresses_of_mail_servers(url: str, server: SmtpServer) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://user@mail.example",
        "smtp://:canary@mail.example",
        "smtp://user:canary/x@mail.example",
        "smtp://user:canary#x@mail.example",
        "smtp://user:canary@mail.example/inbox",
        "smtp://user:canary@[mail.example",
    ],
)
def test_a_wrong_address_of_a_mail_server_is_named_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^SMTP_URL .+ Write it as smtp://") as failure:
        parse_smtp_url(url)
    assert "canary" not in "".join(traceback.format_exception(failure.value))


def test_senders() -> None:
    assert parse_sender("centre@demo.invalid") == MailAddress("", "centre", "demo.invalid")
    assert str(parse_sender("Центр\r\n<centre@клиника.рф>")) == "Центр <centre@xn--80apagcdp.xn--p1ai>"


@pytest.mark.parametrize("text", ["", "centre", "Центр <centre>", "a@b@c", "центр@demo.invalid"])
def test_a_wrong_sender_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"^MAIL_FROM must be"):
        parse_sender(text)
