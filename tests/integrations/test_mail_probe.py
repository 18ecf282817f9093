"""Whether mails could go out is found out without one."""

from dataclasses import replace

import pytest

from integrations.mail import MailChannel, SmtpServer, parse_sender, parse_smtp_url
from sandbox.server import Sandbox
from tests.clock import FixedClock
from tests.integrations.mail_servers import scripted_smtp

SENDER = parse_sender("centre@demo.invalid")

ELSEWHERE = "127.1"
"""This machine under a name that does not count as this machine: a password needs TLS on the way there."""


async def reason(server: SmtpServer, clock: FixedClock) -> str | None:
    failure = await MailChannel(server, SENDER, clock, timeout=5).probe()
    return None if failure is None else failure.reason


async def test_a_server_that_takes_the_sender_is_sent_nothing(sandbox: Sandbox, clock: FixedClock) -> None:
    assert await reason(parse_smtp_url(sandbox.smtp_url), clock) is None
    assert sandbox.mail.all() == []


async def test_the_sender_is_named_and_taken_back(clock: FixedClock) -> None:
    async with scripted_smtp() as (script, server):
        assert await reason(server, clock) is None
    said = [line.split(" BODY")[0].split(" SIZE")[0] for line in script.heard]
    assert said == ["EHLO demo.invalid", "MAIL FROM:<centre@demo.invalid>", "RSET", "QUIT"]


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ({"connect": None}, "mail_down"),
        ({"connect": "421 too busy"}, "mail_refused_for_now"),
        ({"auth": "535 no"}, "mail_credentials"),
        ({"mail": "550 not this sender"}, "mail_rejected"),
        ({"mail": "451 later"}, "mail_refused_for_now"),
        ({"mail": None}, "mail_down"),
    ],
    ids=str,
)
async def test_what_keeps_mails_from_going_out_is_told_apart(
    clock: FixedClock, replies: dict[str, str | None], expected: str
) -> None:
    async with scripted_smtp(**replies) as (_, server):
        known = replace(server, username="a", password="b")
        assert await reason(known, clock) == expected


async def test_nobody_at_the_port_is_down(clock: FixedClock) -> None:
    assert await reason(SmtpServer("127.0.0.1", 1), clock) == "mail_down"


async def test_a_missing_or_broken_secure_connection_is_named(clock: FixedClock) -> None:
    async with scripted_smtp() as (_, server):
        assert await reason(replace(server, implicit_tls=True), clock) == "mail_tls"
    async with scripted_smtp() as (script, server):
        abroad = replace(server, host=ELSEWHERE, username="a", password="hunter2")
        assert await reason(abroad, clock) == "mail_tls"
    assert not any(line.startswith("AUTH") for line in script.heard)
