import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import aiosmtplib
import pytest

from sandbox.server import Sandbox, SandboxOptions, running
from tests.sandbox.conftest import START


def invitation() -> EmailMessage:
    """A message as the product sends it: text, HTML, a calendar file, everything in Russian."""
    message = EmailMessage()
    message["From"] = "Центр онкореабилитации <clinic@demo.invalid>"
    message["To"] = "Мария <maria@demo.invalid>"
    message["Subject"] = "Вы зарегистрированы как пациент"
    message.set_content("Здравствуйте!\nВаша ссылка: https://t.me/demo_bot?start=TOKEN\n")
    message.add_alternative("<p>Здравствуйте! <b>Ваша ссылка</b></p>", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="занятие.ics")
    return message


async def send(sandbox: Sandbox, message: EmailMessage | bytes, **options: Any) -> None:
    address = urlsplit(sandbox.smtp_url)
    await aiosmtplib.send(message, hostname=address.hostname, port=address.port, **options)


async def ask(sandbox: Sandbox, method: str, path: str) -> Any:
    async with aiohttp.ClientSession() as session, session.request(method, sandbox.url + path) as response:
        return await response.json()


async def test_a_mail_is_shown_with_decoded_headers_text_html_and_files(sandbox: Sandbox) -> None:
    await send(sandbox, invitation())
    (mail,) = await ask(sandbox, "GET", "/api/mails")
    assert mail["to"] == ["maria@demo.invalid"]
    assert mail["from"] == "Центр онкореабилитации <clinic@demo.invalid>"
    assert mail["subject"] == "Вы зарегистрированы как пациент"
    assert mail["date"].startswith("2026-11-24T06:45:")
    assert "https://t.me/demo_bot?start=TOKEN" in mail["text"]
    assert "<b>Ваша ссылка</b>" in mail["html"]
    (file,) = mail["attachments"]
    assert (file["name"], file["type"], file["size"]) == ("занятие.ics", "text/calendar", 15)
    assert await ask(sandbox, "GET", f"/api/mails/{mail['id']}") == mail

    async with aiohttp.ClientSession() as session, session.get(sandbox.url + file["url"]) as response:
        assert await response.read() == b"BEGIN:VCALENDAR"
        assert response.headers["Content-Disposition"] == "attachment"


async def test_a_plain_mail_has_no_html_and_one_without_text_has_neither(sandbox: Sandbox) -> None:
    plain = EmailMessage()
    plain["From"], plain["To"], plain["Subject"] = "a@demo.invalid", "b@demo.invalid", "Проверка"
    plain.set_content("Только текст")
    await send(sandbox, plain)
    bare = b"From: a@demo.invalid\r\nTo: b@demo.invalid\r\nContent-Type: image/png\r\n\r\nx"
    await send(sandbox, bare, sender="a@demo.invalid", recipients=["b@demo.invalid"])
    last, first = await ask(sandbox, "GET", "/api/mails")
    assert (first["text"], first["html"]) == ("Только текст\n", None)
    assert (last["text"], last["html"], last["subject"]) == (None, None, "")


async def test_the_newest_mail_comes_first_with_the_recipients_of_the_envelope(sandbox: Sandbox) -> None:
    for number in (1, 2):
        message = invitation()
        message.replace_header("Subject", f"Письмо {number}")
        await send(sandbox, message, recipients=[f"hidden{number}@demo.invalid"])
    mails = await ask(sandbox, "GET", "/api/mails")
    assert [mail["subject"] for mail in mails] == ["Письмо 2", "Письмо 1"]
    assert [mail["to"] for mail in mails] == [["hidden2@demo.invalid"], ["hidden1@demo.invalid"]]


async def test_the_mailbox_can_be_emptied_and_numbers_are_not_used_again(sandbox: Sandbox) -> None:
    await send(sandbox, invitation())
    assert await ask(sandbox, "DELETE", "/api/mails") == {"ok": True}
    assert await ask(sandbox, "GET", "/api/mails") == []
    assert (await ask(sandbox, "GET", "/api/mails/1"))["error"] == "There is no such message."
    await send(sandbox, invitation())
    assert [mail["id"] for mail in await ask(sandbox, "GET", "/api/mails")] == [2]
    missing = await ask(sandbox, "GET", "/api/mails/2/attachments/7")
    assert missing["error"] == "This message has no such attachment."


async def test_mail_survives_a_restart_to_the_byte(tmp_path: Path) -> None:
    options = SandboxOptions(start=START, state=tmp_path)
    async with running(options) as sandbox:
        await send(sandbox, invitation())
        before = await ask(sandbox, "GET", "/api/mails")
    async with running(options) as sandbox:
        assert await ask(sandbox, "GET", "/api/mails") == before
        url = f"{sandbox.url}/api/mails/1/raw"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            assert (await response.text()).startswith("From: =?utf-8?")


async def test_a_client_that_hangs_on_the_line_does_not_keep_the_sandbox_from_stopping() -> None:
    async with running(SandboxOptions(start=START)) as sandbox:
        address = urlsplit(sandbox.smtp_url)
        client = aiosmtplib.SMTP(hostname=address.hostname, port=address.port)
        await client.connect()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await client.noop()
    client.close()


async def subjects(sandbox: Sandbox) -> list[str]:
    return [mail["subject"] for mail in await ask(sandbox, "GET", "/api/mails")]


def titled(subject: str) -> EmailMessage:
    message = invitation()
    message.replace_header("Subject", subject)
    return message


async def test_a_server_that_is_down_closes_the_connection_at_once(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on("smtp", "down", times=2)
    with pytest.raises((aiosmtplib.SMTPConnectError, aiosmtplib.SMTPServerDisconnected)):
        await send(sandbox, invitation())
    address = urlsplit(sandbox.smtp_url)
    assert address.hostname
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        await asyncio.to_thread(smtplib.SMTP, address.hostname, address.port or 0)
    assert await subjects(sandbox) == []
    await send(sandbox, titled("Снова"))
    assert await subjects(sandbox) == ["Снова"]


@pytest.mark.parametrize(
    ("name", "only", "code", "words"),
    [
        ("refuse_4xx", None, 451, "4.3.0 Requested action aborted: local error in processing"),
        ("refuse_4xx", "data", 451, "4.3.0 Requested action aborted: local error in processing"),
        ("refuse_4xx", "rcpt", 450, "4.2.1 Requested mail action not taken: mailbox unavailable"),
        ("refuse_5xx", None, 550, "5.7.1 Requested action not taken: mailbox unavailable"),
        ("refuse_5xx", "rcpt", 550, "5.1.1 Requested action not taken: mailbox unavailable"),
    ],
)
async def test_a_mail_is_refused_for_now_or_for_good_and_not_kept(
    sandbox: Sandbox, name: str, only: str | None, code: int, words: str
) -> None:
    sandbox.faults.switch_on("smtp", name, times=1, only=only)
    address = urlsplit(sandbox.smtp_url)
    async with aiosmtplib.SMTP(hostname=address.hostname, port=address.port) as client:

        async def hand_over() -> None:
            await client.mail("clinic@demo.invalid")
            await client.rcpt("maria@demo.invalid")
            await client.data(invitation().as_bytes())

        with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
            await hand_over()
        at_rcpt = isinstance(refused.value, aiosmtplib.SMTPRecipientRefused)
        assert (at_rcpt, refused.value.code, refused.value.message) == (only == "rcpt", code, words)
        assert await subjects(sandbox) == []
        await client.rset()
        await client.send_message(titled("Снова"))
    assert await subjects(sandbox) == ["Снова"]


async def test_a_recipient_is_refused_and_the_others_get_the_mail(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on("smtp", "refuse_5xx", times=1, only="rcpt")
    address = urlsplit(sandbox.smtp_url)

    def deliver() -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP(str(address.hostname), address.port or 0, local_hostname="demo.invalid") as client:
            to = ["gone@demo.invalid", "maria@demo.invalid"]
            return client.send_message(invitation(), to_addrs=to)

    assert {name: code for name, (code, _) in (await asyncio.to_thread(deliver)).items()} == {
        "gone@demo.invalid": 550
    }
    (mail,) = await ask(sandbox, "GET", "/api/mails")
    assert mail["to"] == ["maria@demo.invalid"]


async def test_a_slow_server_keeps_a_mail_only_for_one_who_waits(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on("smtp", "slow", times=1, seconds=0.1)
    address = urlsplit(sandbox.smtp_url)
    client = aiosmtplib.SMTP(hostname=address.hostname, port=address.port)
    await client.connect()
    leaving = asyncio.create_task(client.send_message(titled("Не дождались")))
    while (await ask(sandbox, "GET", "/api/faults"))["active"]:
        pass
    client.close()
    await asyncio.gather(leaving, return_exceptions=True)
    # Who waits now waits longer than the other would have had to.
    sandbox.faults.switch_on("smtp", "slow", times=1, seconds=0.2)
    await send(sandbox, titled("Дождались"))
    assert await subjects(sandbox) == ["Дождались"]


async def test_a_mail_whose_answer_is_cut_has_been_kept(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on("smtp", "cut", times=1)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(sandbox, titled("Дошло"))
    assert await subjects(sandbox) == ["Дошло"]
    await send(sandbox, titled("Снова"))
    assert await subjects(sandbox) == ["Снова", "Дошло"]


async def test_broken_tls_is_offered_and_ends_the_connection(sandbox: Sandbox) -> None:
    address = urlsplit(sandbox.smtp_url)
    sandbox.faults.switch_on("smtp", "broken_tls", times=3)
    client = aiosmtplib.SMTP(hostname=address.hostname, port=address.port, start_tls=False)
    await client.connect()
    await client.ehlo()
    assert client.supports_extension("starttls")
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await client.starttls(validate_certs=False)
    client.close()
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await send(sandbox, invitation())

    def begin() -> None:
        with smtplib.SMTP(str(address.hostname), address.port or 0, local_hostname="demo.invalid") as client:
            client.starttls(context=ssl.create_default_context())

    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        await asyncio.to_thread(begin)
    assert await subjects(sandbox) == []

    await send(sandbox, titled("Без TLS"))
    assert await subjects(sandbox) == ["Без TLS"]
