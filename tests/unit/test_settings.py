"""A wrong or missing setting is one sentence that names it and says how to get it."""

import base64
from pathlib import Path

import pytest

from bot.cli import WRONG_SETTINGS, main
from bot.errors import SettingsError
from bot.settings import HOW, Settings, read_settings

KEY = base64.b64encode(bytes(32)).decode()

WRONG = [
    ("BOT_TOKEN", "secret-without-a-number"),
    ("ENCRYPTION_KEY", "too-short"),
    ("TELEGRAM_API_URL", "ftp://telegram"),
    ("DATABASE_URL", "mysql://root:hunter2@host/db"),
    ("ZOOM_API_URL", "zoom"),
    ("ZOOM_OAUTH_URL", "zoom"),
    ("SMTP_URL", "mail.example.org"),
    ("MAIL_FROM", "nobody"),
    ("LOG_FORMAT", "xml"),
    ("LOG_LEVEL", "LOUD"),
]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment with just what is needed, and no .env."""
    monkeypatch.chdir(tmp_path)
    for name in [*HOW, "SUPPORT_CONTACT", "CLOCK_URL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_TOKEN", "123456:ABC-DEF")
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)


def test_two_settings_are_enough() -> None:
    settings = read_settings()
    assert settings.database_url == "sqlite+aiosqlite:///data/oncocenter.db"
    assert not settings.zoom_set_up
    assert settings.smtp_url is None


@pytest.mark.parametrize("name", ["BOT_TOKEN", "ENCRYPTION_KEY"])
def test_a_missing_setting_is_named_with_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError) as said:
        read_settings()
    assert str(said.value) == f"{name} is missing: {HOW[name]}."


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[name for name, _ in WRONG])
def test_a_wrong_setting_is_named_and_its_value_is_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as said:
        read_settings()
    sentence = str(said.value)
    assert sentence.startswith(name)
    assert HOW[name] in sentence
    assert value not in sentence


def test_zoom_settings_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOOM_ACCOUNT_ID", "account")
    with pytest.raises(SettingsError, match="ZOOM_ACCOUNT_ID is set only in part"):
        read_settings()


def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://localhost:25")
    with pytest.raises(SettingsError, match="MAIL_FROM is missing"):
        read_settings()


def test_a_moved_clock_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOCK_URL", "http://localhost:1/clock")
    with pytest.raises(SettingsError, match="CLOCK_URL is refused"):
        read_settings()


@pytest.mark.parametrize("command", [["run"], ["migrate"]])
def test_a_command_ends_with_the_sentence_and_code_2(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_TOKEN")
    assert main(command) == WRONG_SETTINGS == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "BOT_TOKEN" in printed.err


def test_secrets_are_not_shown() -> None:
    assert "ABC-DEF" not in repr(Settings())
