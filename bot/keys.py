"""`oncocenter keys rotate`: everything stored is sealed anew with the first key of ENCRYPTION_KEY."""

import asyncio
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot import database
from bot.errors import SettingsError
from bot.settings import Settings
from migrations.run import current, head
from services import keys
from services.checks import Area, Finding
from services.database import make_engine, sessions, unavailable
from services.vault import Vault

DONE, LEFT = 0, 1
"""Exit codes: the first key is enough from now on; some values are still sealed with others."""


def rotate(settings: Settings, say: Callable[[str], None]) -> int:
    """Seal everything anew, ``say`` how far it is, and return the exit code. Raises SettingsError."""
    url = settings.database_url
    found = database.trouble(url, make=False)
    if found is None and current(url) is None:
        found = Finding(Area.DATABASE, "empty")
    if found is not None:
        raise SettingsError(database.sentence(found))
    if current(url) != head():
        raise SettingsError("The database is of an older version: call «oncocenter migrate» first.")
    return asyncio.run(_rotate(settings, say))


async def _rotate(settings: Settings, say: Callable[[str], None]) -> int:
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    engine = make_engine(settings.database_url)
    make_session = sessions(engine, vault)
    try:
        async with make_session() as session:
            before = await keys.standing(session, vault)
        if before.unknown:
            raise SettingsError(
                f"{before.unknown} stored values are sealed with a key that is not in ENCRYPTION_KEY: "
                "add that key at the end. Nothing is changed."
            )
        async for progress in keys.rotate(make_session, vault):
            say(f"{progress.table}: {progress.seen} rows looked at, {progress.changed} sealed anew")
        async with make_session() as session:
            after = await keys.standing(session, vault)
    except SQLAlchemyError as error:
        if not unavailable(error):
            raise
        raise SettingsError(
            f"{database.sentence(database.meaning(error))} What is sealed anew stays so: call it again."
        ) from None
    finally:
        await engine.dispose()
    if not after.done:
        say(
            f"{after.older + after.found_by_older} values still hang on older keys: does a program run that "
            "does not know the new key, or is a value damaged? Restart it and call this again."
        )
        return LEFT
    say(f"All {after.current} sealed values hang on the first key of ENCRYPTION_KEY.")
    if len(vault.key_ids) > 1:
        say(
            "The older keys are needed for backups made before, and for three days to show invitation links "
            "again that are open now; the links themselves keep working. Then take them out and restart."
        )
    return DONE
