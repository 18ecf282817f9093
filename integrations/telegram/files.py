"""Files that people sent to the bot."""

from io import BytesIO

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from integrations.telegram.failures import meaning, says
from services.ports import Clock, PermanentFailure, TemporaryFailure

SECONDS = 30
"""How long a file may take: 20 MB at 700 kB a second."""

TOO_BIG = "file is too big"


class TelegramFiles:
    """Asks Telegram where a file is, and gets it from there."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock

    async def fetch(self, file_id: str, most: int) -> bytes:
        """Return a file's content; PermanentFailure("large") above ``most`` bytes."""
        try:
            file = await self._bot.get_file(file_id)
        except TelegramAPIError as error:
            if says(error, TOO_BIG):
                raise PermanentFailure("large") from None
            raise meaning(error, self._clock) from None
        if (file.file_size or 0) > most:
            raise PermanentFailure("large")
        target = _Limited(most)
        try:
            await self._bot.download_file(file.file_path or "", target, timeout=SECONDS)
        except aiohttp.ClientResponseError as error:
            # Its text has the address, and that has the bot's token.
            gone = 400 <= error.status < 500
            raise (PermanentFailure if gone else TemporaryFailure)("telegram_file") from None
        except (aiohttp.ClientError, TimeoutError):
            raise TemporaryFailure("telegram_cut") from None
        return target.getvalue()


class _Limited(BytesIO):
    """A buffer that refuses what is longer than Telegram said."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # aiogram writes bytes
        """Take a piece. Raises PermanentFailure("large")."""
        if self.tell() + len(data) > self._most:
            raise PermanentFailure("large")
        return super().write(data)
