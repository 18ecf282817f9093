"""What Telegram's refusals mean: worth another try or not. Decided here and nowhere else."""

from datetime import timedelta

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from services.ports import (
    Clock,
    OutsideFailure,
    PermanentFailure,
    TemporaryFailure,
    UnknownOutcome,
    Unreachable,
)

GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
NO_TEXT = "there is no text in the message to edit"
NOT_DELETED = ("message to delete not found", "message can't be deleted")
UNCHANGED = "message is not modified"
TOO_OLD = "query is too old"
CHAT_UNKNOWN = "chat not found"
UNKNOWN_FILE = ("wrong file identifier", "wrong remote file identifier", "FILE_REFERENCE_")
VOICE_FORBIDDEN = "VOICE_MESSAGES_FORBIDDEN"
"""The reader lets nobody send them voices (Telegram Premium, privacy settings)."""

BROKEN_TEXT = "can't parse entities"


def says(error: TelegramAPIError, *words: str) -> bool:
    """Say whether Telegram's refusal holds one of these words."""
    return any(word in error.message for word in words)


def meaning(error: TelegramAPIError, clock: Clock) -> OutsideFailure:
    """Return what a refusal means to whoever sends; the reason names no person and no token."""
    if isinstance(error, TelegramRetryAfter):
        return TemporaryFailure("telegram_rate", clock.now() + timedelta(seconds=error.retry_after))
    if isinstance(error, TelegramForbiddenError):
        return Unreachable("telegram_forbidden")
    if isinstance(error, TelegramBadRequest):
        if says(error, CHAT_UNKNOWN):
            return Unreachable("telegram_chat_unknown")
        return PermanentFailure("telegram_refused")
    if isinstance(error, TelegramServerError):
        return TemporaryFailure("telegram_down")
    if isinstance(error, TelegramNetworkError):
        return UnknownOutcome("telegram_cut")
    return TemporaryFailure("telegram_unclear")
