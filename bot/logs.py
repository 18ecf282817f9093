"""Logging: structlog over the standard library, with secrets and personal data taken out."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

REDACTED = "[redacted]"

SECRETS = (
    re.compile(r"\b\d{6,}:[\w-]{12,}"),
    re.compile(r"(?<=[?&])(?:zak|pwd|tk|start|access_token)=[^&\s\"'<>]+"),
    re.compile(r"https?://[^\s\"'<>]*zoom\.us/[sj]/[^\s\"'<>]*"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/=-]{8,}"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
)
"""What must not stand in a log line: bot tokens, meeting links and their keys, credentials, emails."""


def redact(text: str) -> str:
    """Return ``text`` without secrets and personal contacts."""
    for pattern in SECRETS:
        text = pattern.sub(REDACTED, text)
    return text


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record and redacts the result, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line to be written."""
        return redact(super().format(record))


def set_up(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send all logging to ``stream`` (standard error): for people (``console``) or machines (``json``)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_traceback)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        RedactingFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info if form == "json" else _as_it_is,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("aiogram_dialog", "aiosqlite", "apscheduler", "asyncio", "urllib3"):
        logging.getLogger(noisy).setLevel(max(logging.getLevelName(level), logging.WARNING))


def _as_it_is(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return event


def _traceback(stream: Any, exc_info: Any) -> None:
    structlog.dev.plain_traceback(stream, exc_info)
