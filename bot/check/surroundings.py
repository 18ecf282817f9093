"""The same points as the command looks at, asked by the program while it runs."""

import asyncio
from collections.abc import Sequence

from bot.check import outside, stored
from bot.settings import Settings
from services.checks import Finding
from services.ports import Clock


class Surroundings:
    """Implements ``services.checkups.Surroundings`` with what the environment says."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def telegram(self) -> Sequence[Finding]:
        """Ask Telegram, and by its answer the clock."""
        return await outside.telegram(self._settings)

    async def mail(self) -> Sequence[Finding]:
        """Go as far with the mail server as is possible without a mail."""
        return [await outside.mail(self._settings, self._clock)]

    async def database(self) -> Sequence[Finding]:
        """Look at the database itself."""
        return await asyncio.to_thread(stored.database, self._settings.database_url)
