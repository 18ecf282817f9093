"""What the environment says, read once."""

from pathlib import Path

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from integrations.mail.settings import parse_sender, parse_smtp_url
from services.vault import Vault

ROOT = Path(__file__).resolve().parent.parent

LOCALES = ROOT / "locales"
"""The words that people read."""

HOW = {
    "BOT_TOKEN": "get it from @BotFather in Telegram",
    "TELEGRAM_API_URL": "an http(s) address without a trailing slash, Telegram's own by default",
    "TELEGRAM_PROXY": "an address such as socks5://host:1080 or http://host:3128",
    "DATABASE_URL": "sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/name",
    "ZOOM_ACCOUNT_ID": "set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET together, from the "
    "Server-to-Server OAuth app on marketplace.zoom.us, or leave all three empty",
    "ZOOM_API_URL": "an http(s) address, Zoom's own by default",
    "ZOOM_OAUTH_URL": "an http(s) address, Zoom's own by default",
    "SMTP_URL": "smtp://user:password@host:587 or smtps://user:password@host:465",
    "SUPPORT_CONTACT": "a phone or address that people may turn to",
    "MAIL_FROM": "the address that mails come from, such as clinic@example.org",
    "ENCRYPTION_KEY": "make one with: openssl rand -base64 32",
    "LOG_FORMAT": "console or json",
    "LOG_LEVEL": "DEBUG, INFO, WARNING or ERROR",
    "CLOCK_URL": "it moves the clock of the sandbox only; remove it",
}
"""How to get each setting, for the sentence about a wrong one."""


class Settings(BaseSettings):
    """Settings by their names in the environment or ``.env``; an empty value counts as none."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True, validate_default=False
    )

    bot_token: SecretStr
    encryption_key: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    telegram_proxy: str | None = None
    database_url: str = "sqlite+aiosqlite:///data/oncocenter.db"
    zoom_account_id: str | None = None
    zoom_client_id: str | None = None
    zoom_client_secret: SecretStr | None = None
    zoom_api_url: str = "https://api.zoom.us/v2"
    zoom_oauth_url: str = "https://zoom.us/oauth/token"
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    support_contact: str | None = None
    log_format: str = "console"
    log_level: str = "INFO"
    clock_url: str | None = None

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        number, colon, rest = value.get_secret_value().partition(":")
        if not (number.isdecimal() and colon and rest):
            raise ValueError("must look like 123456:ABC")
        return value

    @field_validator("encryption_key")
    @classmethod
    def _key(cls, value: SecretStr) -> SecretStr:
        Vault.from_text(value.get_secret_value())
        return value

    @field_validator("telegram_api_url", "zoom_api_url", "zoom_oauth_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @field_validator("log_format")
    @classmethod
    def _format(cls, value: str) -> str:
        if value not in ("console", "json"):
            raise ValueError("must be console or json")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr) -> SecretStr:
        parse_smtp_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        parse_sender(value)
        return value

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        zoom = (self.zoom_account_id, self.zoom_client_id, self.zoom_client_secret)
        if any(zoom) and not all(zoom):
            raise ValueError("ZOOM_ACCOUNT_ID is set only in part")
        if self.smtp_url is not None and self.mail_from is None:
            raise ValueError("MAIL_FROM is missing beside SMTP_URL")
        return self

    @property
    def zoom_set_up(self) -> bool:
        """True when there are credentials for Zoom."""
        return self.zoom_client_secret is not None


def read_settings() -> Settings:
    """Read the environment and ``.env``. Raises SettingsError, also for CLOCK_URL: only the demo sets it."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    if settings.clock_url is not None:
        raise SettingsError(f"CLOCK_URL is refused here: {HOW['CLOCK_URL']}.")
    return settings


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    message = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        name, _, rest = message.partition(" ")
        return f"{name} {rest}: {HOW.get(name, 'see .env.example')}."
    name = str(first["loc"][0]).upper()
    said = "is missing" if first["type"] == "missing" else f"is wrong ({message.rstrip('.')})"
    return f"{name} {said}: {HOW.get(name, 'see .env.example')}."
