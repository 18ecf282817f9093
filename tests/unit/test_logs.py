"""What must not stand in a log does not, whichever way it gets there."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

SECRETS = {
    "bot token": ("4242424242:AAH-cAnArY_tOkEn-0123456789abcdefg", "cAnArY"),
    "host's link": ("https://us05web.zoom.us/s/81234567890?zak=eyJcAnArY.zak", "cAnArY"),
    "patient's link": ("https://us05web.zoom.us/j/81234567890?pwd=cAnArYpwd", "cAnArY"),
    "bearer": ("Bearer eyJcAnArYBearerToken", "cAnArY"),
    "email": ("cAnArY.patient@clinic.example", "cAnArY"),
    "invitation": ("https://t.me/some_bot?start=cAnArYsTaRtToKeN0123456789abcdefghijklmnopqr", "cAnArY"),
    "mail password": ("smtp://user:cAnArYpassword@mail.example.org:587", "cAnArY"),
    "database password": ("postgresql+asyncpg://app:cAnArYpassword@db/oncocenter", "cAnArY"),
}
"""What is secret, and the part of it that must not be seen."""


@pytest.fixture(params=["console", "json"])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is written to the log, at DEBUG."""
    stream = io.StringIO()
    logs.set_up("DEBUG", request.param, stream)
    yield stream
    logs.set_up("WARNING", "console")


@pytest.mark.parametrize(("secret", "canary"), SECRETS.values(), ids=list(SECRETS))
def test_a_secret_is_taken_out_of_messages_fields_and_tracebacks(
    secret: str, canary: str, lines: io.StringIO
) -> None:
    structlog.get_logger().info(f"calling {secret}")
    structlog.get_logger().info("calling", url=secret)
    logging.getLogger("aiogram").debug("calling %s", secret)
    try:
        raise ConnectionError(f"no route to {secret}")
    except ConnectionError:
        structlog.get_logger().exception("failed")
        logging.getLogger("requests").exception("failed")
    written = lines.getvalue()
    assert written.count("failed") >= 2
    assert "calling" in written
    assert logs.REDACTED in written
    assert canary not in written


def test_json_lines_can_be_read_by_machines() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json", stream)
    structlog.get_logger().info("занятие", lesson=7)
    logs.set_up("WARNING", "console")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["event"] == "занятие"
    assert json.loads(line)["lesson"] == 7


def test_ordinary_words_stay() -> None:
    assert logs.redact("lesson 12 moved to 2026-11-24T07:00:00") == "lesson 12 moved to 2026-11-24T07:00:00"
